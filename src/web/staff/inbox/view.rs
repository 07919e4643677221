//! The page of a thread from what the gate opened.

mod annotations;
mod filing;
mod message;
mod returned;

use super::moments::snooze_form;
use super::reply::{DraftFile, Reply, reply_form, template_choices};
use super::thread::{Tending, ThreadPage, ThreadQuery, owner_form};
use super::{PAGE, state_line};
use crate::domain::candidate::PersonName;
use crate::domain::id::{MessageId, MessageTemplateId, StaffId, ThreadId};
use crate::domain::message::{MailAddress, MessageHead, Sending};
use crate::domain::time::{Day, Ts};
use crate::store::message_templates::TemplateName;
use crate::store::messages::{ShownFile, ShownMessage};
use crate::store::{StoreError, staff as people};
use crate::web::error::WebError;
use crate::web::extract::StaffCaller;
use crate::web::form::Choice;
use crate::web::staff::Writing;
use crate::workflows::read_inbox::{self, OpenedThread};
use crate::workflows::write_message::{self, Beginning, Prefilled};
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

/// Which part of a thread is opened: the newest page if nothing else is said.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Part {
    /// The page that ends before this message.
    pub before: Option<MessageId>,
    /// This message too, wherever it stands.
    pub also: Option<MessageId>,
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
        Self::open_part(staff, thread, Part::default(), writes).await
    }

    /// The same for a part of it.
    ///
    /// # Errors
    /// As [`Self::open`]; [`WebError::NotFound`] also if the thread has no such message.
    pub(super) async fn open_part(
        staff: &'a StaffCaller,
        thread: ThreadId,
        Part { before, also }: Part,
        writes: bool,
    ) -> Result<Self, WebError> {
        staff.require_inbox()?;
        let (caller, office) = (staff.caller.clone(), staff.office.code.clone());
        let may_write = staff.writes_messages();
        let open = staff.visitor.app.run_apart(move |app| {
            let mut file = read_inbox::open_before(&app.store, &caller, thread, before)?;
            let mut db = app.store.database()?;
            if let Some(also) = also.filter(|also| !file.messages.iter().any(|message| message.id == *also)) {
                file.drafts.push(read_message::message(&mut db, &caller, thread, also)?);
            }
            if writes {
                read_message::note_writing(&mut db, &caller, thread)?;
            }
            let named: Vec<StaffId> = file
                .messages
                .iter()
                .filter_map(|message| message.staff)
                .chain(file.viewers.iter().map(|(staff, _)| *staff))
                .chain(file.thread.owner)
                .chain(file.notes.value().into_iter().flatten().filter_map(|note| note.staff))
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
            subject: self.file.subject.clone(),
            candidate: format!("/staff/candidates/{}", thread.candidate),
            who: person(self.file.person.as_ref(), &self.writing),
            returned: self.returned(),
            state: state_line(thread, self.staff.visitor.at, &self.writing),
            owner: thread.owner.map(|owner| self.name(owner)).unwrap_or_default(),
            here: here.collect(),
            older: self.older(),
            newest: (!self.file.is_newest).then(|| self.href()),
            messages: shown.map(|message| self.message(message)).collect(),
            tags: self.tags(),
            notes: self.notes(),
            note_form: self.note_form(),
            filing: self.filing_panel(&[]),
            tending: self.staff.writes_messages().then(|| self.tending()),
            reply: reply.map(|reply| self.completed(reply)),
        }
    }

    /// What is written: what passes a message on, if that was asked for, else an answer. That begins with the reader's
    /// own draft, else with what is answered; with a template it says what that says. Nothing for those who only read,
    /// or look at what is older.
    ///
    /// # Errors
    /// The workflow's; [`WebError::NotFound`] if the office has no such template, or the thread no such message.
    pub(super) async fn beginning(&self, query: &ThreadQuery) -> Result<Option<Reply>, WebError> {
        if !self.staff.writes_messages() || !self.file.is_newest {
            return Ok(None);
        }
        if let Ok(message) = query.forward.parse() {
            return self.forwarding(message).await;
        }
        let template: Option<MessageTemplateId> = query.template.parse().ok();
        let to_all = query.to == "all";
        let action = format!("{}/messages", self.href());
        let draft = self.own_draft().map(|draft| self.going_on(action.clone(), draft));
        if draft.is_some() && template.is_none() {
            return Ok(draft);
        }
        let (caller, thread) = (self.staff.caller.clone(), self.file.thread.id);
        let begin = self.staff.visitor.app.run(move |app, db| {
            let ours = app.config.own_addresses();
            write_message::answer(db, &caller, thread, Beginning { template, to_all, ours: &ours })
        });
        match begin.await {
            Ok(begun) => Ok(Some(match draft {
                Some(draft) => draft.saying(&begun),
                None => Reply { to_all: self.to_all(&begun), ..Reply::beginning(action, &begun) },
            })),
            // It may be read and not be answered: the page shows what it has.
            Err(WorkflowError::Store(StoreError::Refused(_))) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// What passes a message on begins with.
    async fn forwarding(&self, message: MessageId) -> Result<Option<Reply>, WebError> {
        let (caller, thread) = (self.staff.caller.clone(), self.file.thread.id);
        let begin = self.staff.visitor.app.run(move |_, db| write_message::forward(db, &caller, thread, message));
        match begin.await {
            Ok(begun) => {
                let mut reply = Reply::beginning(format!("{}/messages", self.href()), &begun);
                reply.form.set("forwards", message.to_string());
                Ok(Some(reply))
            }
            Err(WorkflowError::Store(StoreError::Refused(_))) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Where an answer goes to all, if there is anybody else.
    fn to_all(&self, begun: &Prefilled) -> String {
        if begun.has_others { format!("{}?to=all#reply", self.href()) } else { String::new() }
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
        let forwards = draft.head.value().and_then(|head| head.forwards);
        form.set("forwards", forwards.map(|message| message.to_string()).unwrap_or_default());
        form.set("draft", draft.id.to_string());
        form.set("revision", draft.revision.to_string());
        Reply::new(form)
    }

    /// The latest draft of the reader, who goes on with it on the newest page.
    fn own_draft(&self) -> Option<&ShownMessage> {
        let me = Some(self.staff.staff.id);
        let is_mine = |message: &&ShownMessage| message.sending == Some(Sending::Draft) && message.staff == me;
        let drafts = self.file.drafts.iter().chain(&self.file.messages).rev();
        drafts.into_iter().find(|message| self.file.is_newest && is_mine(message))
    }

    /// The address of the page before this one. A message's id names nobody.
    fn older(&self) -> Option<String> {
        let first = self.file.messages.first().filter(|_| self.file.has_older)?;
        Some(format!("{}?before={}", self.href(), first.id))
    }

    /// What is being written, with what belongs to its thread, and the files of its draft.
    fn completed(&self, mut reply: Reply) -> Reply {
        let draft = reply.form.value("draft").to_owned();
        let file = |file: &ShownFile| DraftFile {
            id: file.id,
            name: self.writing.unsealed(&file.name),
            size: self.writing.texts.size(file.bytes),
        };
        let files = |id: &str| -> Vec<DraftFile> {
            let known = self.file.messages.iter().chain(&self.file.drafts);
            let of = known.filter(|message| message.id.to_string() == id).take(1);
            of.flat_map(|message| &message.files).map(file).collect()
        };
        reply.show_files(&self.writing.texts, files(&draft));
        // What a draft passes on it has, as far as it was wanted.
        let passed = if draft.is_empty() { files(reply.form.value("forwards")) } else { Vec::new() };
        reply.show_passed(&self.writing.texts, &passed);
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

    /// What a message is about, unless that is what the thread is about.
    fn other_subject(&self, head: &MessageHead) -> String {
        let (subject, of_thread) = (head.subject.trim(), self.file.subject.trim());
        if subject.ends_with(of_thread) { String::new() } else { subject.to_owned() }
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
}
