//! The page of a thread from what the gate opened.

use super::moments::snooze_form;
use super::reply::{Reply, reply_form, template_choices};
use super::thread::{FindingView, MessageFileView, MessageView, Tending, ThreadPage, owner_form, remarks};
use super::{PAGE, quoted, state_line};
use crate::domain::candidate::PersonName;
use crate::domain::id::{MessageTemplateId, StaffId, ThreadId};
use crate::domain::message::{Channel, Direction, FindingState, MailAddress, MessageHead, Sending};
use crate::domain::time::{Day, Ts};
use crate::store::message_templates::TemplateName;
use crate::store::messages::{ShownFile, ShownFinding, ShownMessage};
use crate::store::subject_requests::{MailedRequest, request_of};
use crate::store::{StoreError, staff as people};
use crate::web::correspondence::written;
use crate::web::error::WebError;
use crate::web::extract::StaffCaller;
use crate::web::form::Choice;
use crate::web::staff::Writing;
use crate::workflows::read_inbox::{self, OpenedThread};
use crate::workflows::write_message;
use crate::workflows::{WorkflowError, message_templates, read_message};

/// A thread, opened for a person of staff.
pub(super) struct Opened<'a> {
    staff: &'a StaffCaller,
    /// What was opened.
    file: OpenedThread,
    /// The people of staff that it names.
    names: Vec<(StaffId, String)>,
    /// Those who can look after it.
    recruiters: Vec<(StaffId, String)>,
    /// The templates of the office, for those who write.
    templates: Vec<TemplateName>,
    writing: Writing,
    today: Day,
}

/// What somebody is called on a page; empty if the profile does not open.
pub(super) fn person(name: Option<&PersonName>, writing: &Writing) -> String {
    name.map(|name| name.display(writing.locale())).unwrap_or_default()
}

/// When something goes, as its writer reads it: the time alone if that is today.
pub(super) fn when(staff: &StaffCaller, at: Ts) -> String {
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    if writing.date(at) == writing.date(staff.visitor.at) { writing.clock(at) } else { writing.moment(at) }
}

impl<'a> Opened<'a> {
    /// Opens a thread, and notes that the caller looks at it, or writes in it.
    ///
    /// # Errors
    /// [`WebError::NotFound`] if there is none for the caller; [`WebError::Refused`] with the reason.
    pub(super) async fn open(staff: &'a StaffCaller, thread: ThreadId, writes: bool) -> Result<Self, WebError> {
        staff.require_inbox()?;
        let (caller, office) = (staff.caller.clone(), staff.office.code.clone());
        let may_write = staff.writes_messages();
        let open = staff.visitor.app.run_apart(move |app| {
            let file = read_inbox::open(&app.store, &caller, thread)?;
            let mut db = app.store.database()?;
            if writes {
                read_message::note_writing(&mut db, &caller, thread)?;
            }
            let named: Vec<StaffId> = file
                .messages
                .iter()
                .filter_map(|message| message.staff)
                .chain(file.viewers.iter().map(|(staff, _)| *staff))
                .chain(file.thread.owner)
                .collect();
            let names = db.read(|db| Ok((people::names(db, &named)?, people::recruiters(db, &office)?)))?;
            let templates = if may_write { message_templates::list(&mut db, &caller)? } else { Vec::new() };
            Ok::<_, WorkflowError>((file, names, templates))
        });
        let (file, (names, recruiters), templates) = open.await?;
        let writing = Writing::new(staff.visitor.texts, &staff.office);
        let today = writing.date(staff.visitor.at);
        Ok(Self { staff, file, names, recruiters, templates, writing, today })
    }

    /// The page, with what is being written.
    pub(super) fn page(&self, reply: Option<Reply>) -> ThreadPage {
        let (thread, texts) = (&self.file.thread, &self.writing.texts);
        let mut frame = self.staff.frame();
        frame.path = self.href();
        let here = self.file.viewers.iter().map(|(staff, writes)| {
            let key = if *writes { "thread-writing" } else { "thread-looking" };
            texts.with(key, "who", self.name(*staff))
        });
        let own = self.own_draft().map(|draft| draft.id);
        let shown = self.file.messages.iter().filter(|message| Some(message.id) != own);
        ThreadPage {
            frame,
            subject: self.subject(),
            candidate: format!("/staff/candidates/{}", thread.candidate),
            who: person(self.file.person.as_ref(), &self.writing),
            state: state_line(thread, self.staff.visitor.at, &self.writing),
            owner: thread.owner.map(|owner| self.name(owner)).unwrap_or_default(),
            here: here.collect(),
            messages: shown.map(|message| self.message(message)).collect(),
            tending: self.staff.writes_messages().then(|| self.tending()),
            reply: reply.map(|reply| self.completed(reply)),
        }
    }

    /// What an answer begins with: the reader's own draft, else what is answered; nothing for those who only read. With
    /// a template it says what that says.
    ///
    /// # Errors
    /// The workflow's; [`WebError::NotFound`] if the office has no such template.
    pub(super) async fn beginning(&self, template: Option<MessageTemplateId>) -> Result<Option<Reply>, WebError> {
        if !self.staff.writes_messages() {
            return Ok(None);
        }
        let action = format!("{}/messages", self.href());
        let draft = self.own_draft().map(|draft| self.going_on(action.clone(), draft));
        if draft.is_some() && template.is_none() {
            return Ok(draft);
        }
        let (caller, thread) = (self.staff.caller.clone(), self.file.thread.id);
        let begin = self.staff.visitor.app.run(move |_, db| write_message::reply_to(db, &caller, thread, template));
        match begin.await {
            Ok(begun) => Ok(Some(match draft {
                Some(draft) => draft.saying(&begun),
                None => Reply::beginning(action, &begun),
            })),
            // It may be read and not be answered: the page shows what it has.
            Err(WorkflowError::Store(StoreError::Refused(_))) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn going_on(&self, action: String, draft: &ShownMessage) -> Reply {
        let mut form = reply_form(action, false);
        let addresses = |all: &[MailAddress]| all.iter().map(|one| one.address.clone()).collect::<Vec<_>>().join(", ");
        if let (Some(head), Some(body)) = (draft.head.value(), draft.body.value()) {
            form.set("to", addresses(&head.to));
            form.set("cc", addresses(&head.cc));
            form.set("subject", head.subject.clone());
            form.set("text", body.text.clone());
        }
        form.set("draft", draft.id.to_string());
        form.set("revision", draft.revision.to_string());
        Reply::new(form)
    }

    /// The latest draft of the reader.
    fn own_draft(&self) -> Option<&ShownMessage> {
        let me = Some(self.staff.staff.id);
        let is_mine = |message: &&ShownMessage| message.sending == Some(Sending::Draft) && message.staff == me;
        self.file.messages.iter().rev().find(is_mine)
    }

    /// What is being written, with what belongs to its thread.
    fn completed(&self, reply: Reply) -> Reply {
        let draft = reply.form.value("draft").to_owned();
        let discard = format!("{}/messages/{draft}/discard", self.href());
        Reply {
            discard: if draft.is_empty() { String::new() } else { discard },
            templates: template_choices(&self.templates, |id| format!("{}?template={id}", self.href())),
            ..reply
        }
    }

    fn href(&self) -> String {
        format!("{PAGE}/{}", self.file.thread.id)
    }

    fn name(&self, staff: StaffId) -> String {
        let known = self.names.iter().chain(&self.recruiters);
        known.into_iter().find(|(id, _)| *id == staff).map(|(_, name)| name.clone()).unwrap_or_default()
    }

    /// The subject of the first message that has one.
    fn subject(&self) -> String {
        let subjects = self.file.messages.iter().filter_map(|message| Some(&message.head.value()?.subject));
        subjects.into_iter().find(|subject| !subject.is_empty()).cloned().unwrap_or_default()
    }

    /// What a message is about, unless that is what the thread is about.
    fn other_subject(&self, head: &MessageHead) -> String {
        let (subject, of_thread) = (head.subject.trim(), self.subject());
        if subject.ends_with(of_thread.trim()) { String::new() } else { subject.to_owned() }
    }

    fn tending(&self) -> Tending {
        let thread = &self.file.thread;
        let (href, revision) = (self.href(), thread.revision);
        let people = self.recruiters.iter().map(|(staff, name)| Choice::new(staff.to_string(), name)).collect();
        let owner = thread.owner.map(|owner| owner.to_string()).unwrap_or_default();
        Tending {
            owner_form: owner_form(&self.writing.texts, format!("{href}/owner"), people, &owner, revision),
            snooze_form: snooze_form(&self.writing, format!("{href}/snooze"), revision),
            state_action: format!("{href}/state"),
            revision,
            state: thread.state,
            is_snoozed: thread.snoozed_until.is_some_and(|until| until > self.staff.visitor.at),
        }
    }

    fn message(&self, message: &ShownMessage) -> MessageView {
        let (nothing, damaged) = (MessageHead::default(), self.writing.texts.say("damaged"));
        let (head, body) = (message.head.value().unwrap_or(&nothing), message.body.value());
        let (text, quoted) = body.map_or((damaged.as_str(), ""), |body| quoted::parted(&body.text));
        let (who, address) = self.sender(message, head);
        let href = format!("{}/messages/{}", self.href(), message.id);
        let is_queued = message.sending == Some(Sending::Queued);
        let under = |rest: &str, is_there: bool| if is_there { format!("{href}/{rest}") } else { String::new() };
        MessageView {
            id: message.id.to_string(),
            direction: message.direction,
            channel: message.channel,
            who,
            address,
            at: self.writing.moment(message.at),
            subject: if message.channel == Channel::Mail { self.other_subject(head) } else { String::new() },
            lines: self.lines(message, head),
            remarks: remarks(&self.file, message.id),
            cautions: head.cautions.clone(),
            automatic: message.automatic,
            text: text.to_owned(),
            quoted: quoted.to_owned(),
            as_sent: under("as-sent", body.is_some_and(|body| body.html.is_some())),
            source: under("source", message.source_bytes.is_some()),
            files: message.files.iter().map(|file| self.file_view(file)).collect(),
            findings: message.findings.iter().map(|finding| self.finding(message, finding)).collect(),
            sending: message.sending,
            goes_at: message.send_at.filter(|_| is_queued).map(|at| when(self.staff, at)).unwrap_or_default(),
            cancel: under("cancel", is_queued && self.staff.writes_messages()),
            fault: message.fault.map(|fault| self.writing.texts.label(fault)).unwrap_or_default(),
        }
    }

    /// Whose message it is, and the address if that is not what they are called.
    fn sender(&self, message: &ShownMessage, head: &MessageHead) -> (String, String) {
        let texts = &self.writing.texts;
        if message.head.value().is_none() {
            return (texts.say("damaged"), String::new());
        }
        if message.channel != Channel::Mail {
            return (texts.label(message.channel), String::new());
        }
        if message.direction == Direction::Out {
            let office = || self.staff.office.name.get(self.writing.locale()).to_owned();
            return (message.staff.map_or_else(office, |staff| self.name(staff)), String::new());
        }
        match &head.from {
            Some(from) if from.name.trim().is_empty() => (from.address.clone(), String::new()),
            Some(from) => (from.name.clone(), from.address.clone()),
            None => (String::new(), String::new()),
        }
    }

    /// To whom it went and besides, where answers go, who wrote it down or drafts it.
    fn lines(&self, message: &ShownMessage, head: &MessageHead) -> Vec<(&'static str, String)> {
        let texts = &self.writing.texts;
        let joined = |all: &[MailAddress]| texts.join(&all.iter().map(written).collect::<Vec<_>>());
        let staff = message.staff.map(|staff| self.name(staff)).unwrap_or_default();
        let by = match (message.channel, message.sending) {
            (Channel::Mail, Some(Sending::Draft)) => Some(("message-draft-of", staff)),
            (Channel::Mail, _) => None,
            _ => Some(("message-by-hand", staff)),
        };
        let headers = [
            ("message-to", joined(&head.to)),
            ("message-cc", joined(&head.cc)),
            ("message-reply-to", joined(&head.reply_to)),
        ];
        headers.into_iter().filter(|(_, names)| !names.is_empty()).chain(by).collect()
    }

    fn file_view(&self, file: &ShownFile) -> MessageFileView {
        let texts = &self.writing.texts;
        let kind = match file.content_type.as_str() {
            "" | "application/octet-stream" => texts.say("message-file-unknown"),
            known => known.to_owned(),
        };
        MessageFileView {
            name: self.writing.unsealed(&file.name),
            href: format!("{}/files/{}", self.href(), file.id),
            about: texts.with_two("message-file", "kind", kind, "size", texts.size(file.bytes)),
        }
    }

    fn finding(&self, message: &ShownMessage, shown: &ShownFinding) -> FindingView {
        let wanted = request_of(shown.finding);
        let is_this = |due: &&MailedRequest| {
            due.message == message.id && Some(due.request) == wanted && due.dismissed_at.is_none()
        };
        let request = self.file.requests.iter().find(is_this);
        let due = request.filter(|request| request.answered_at.is_none()).and_then(|request| request.due_on);
        let may_decide = shown.state == FindingState::Open && self.staff.writes_messages();
        FindingView {
            finding: shown.finding,
            state: shown.state,
            due: due.map(|day| self.writing.texts.day(&day)).unwrap_or_default(),
            is_late: due.is_some_and(|day| day < self.today),
            action: if may_decide { format!("{}/findings/{}", self.href(), shown.id) } else { String::new() },
        }
    }
}
