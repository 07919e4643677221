//! A message of a thread on its page.

use super::{Opened, when};
use crate::domain::message::{Channel, Direction, Finding, FindingState, MailAddress, MessageHead, Sending};
use crate::store::messages::{ShownFile, ShownFinding, ShownMessage};
use crate::store::subject_requests::{MailedRequest, request_of};
use crate::web::correspondence::written;
use crate::web::staff::inbox::preview::{can_be_shown, said_kind};
use crate::web::staff::inbox::quoted;
use crate::web::staff::inbox::thread::{FindingView, MessageFileView, MessageView, remarks};
use crate::workflows::write_message::can_be_forwarded;

impl Opened<'_> {
    /// The message as the page shows it.
    pub(super) fn message(&self, message: &ShownMessage) -> MessageView {
        let (nothing, damaged) = (MessageHead::default(), self.writing.texts.say("damaged"));
        let (head, body) = (message.head.value().unwrap_or(&nothing), message.body.value());
        let (text, quoted) = body.map_or((damaged.as_str(), ""), |body| quoted::parted(&body.text));
        let (who, address) = self.sender(message, head);
        let href = format!("{}/messages/{}", self.href(), message.id);
        let is_queued = message.sending == Some(Sending::Queued);
        let may_go_again = message.sending == Some(Sending::GivenUp) && !message.speaks_of_health();
        let under = |rest: &str, is_there: bool| if is_there { format!("{href}/{rest}") } else { String::new() };
        MessageView {
            id: message.id.to_string(),
            direction: message.direction,
            channel: message.channel,
            who,
            address,
            at: self.writing.moment(message.at),
            subject: match message.channel {
                Channel::Mail if message.is_health => self.writing.texts.say("message-health-subject"),
                Channel::Mail => self.other_subject(head),
                _ => String::new(),
            },
            lines: self.lines(message, head),
            remarks: remarks(&self.file, message.id),
            cautions: head.cautions.clone(),
            authenticity: head.authenticity,
            automatic: message.automatic,
            filed: message.filed_by,
            text: text.to_owned(),
            quoted: quoted.to_owned(),
            as_sent: under("as-sent", body.is_some_and(|body| body.html.is_some())),
            source: under("source", message.source_bytes.is_some()),
            forward: self.forward_href(message),
            files: message.files.iter().map(|file| self.file_view(file)).collect(),
            findings: message.findings.iter().map(|finding| self.finding(message, finding)).collect(),
            sending: message.sending,
            goes_at: message.send_at.filter(|_| is_queued).map(|at| when(self.staff, at)).unwrap_or_default(),
            cancel: under("cancel", is_queued && self.staff.writes_messages()),
            fault: message.fault.map(|fault| self.writing.texts.label(fault)).unwrap_or_default(),
            retry: under("retry", may_go_again && self.staff.writes_messages()),
            is_health: message.is_health,
            undelivered: self.undelivered(message, head),
        }
    }

    /// Where a message is passed on; empty if it cannot be, or not by the reader.
    fn forward_href(&self, message: &ShownMessage) -> String {
        let is_open = message.head.value().is_some() && message.body.value().is_some();
        if is_open && can_be_forwarded(message) && self.staff.writes_messages() {
            format!("{}?forward={}#reply", self.href(), message.id)
        } else {
            String::new()
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
        let kind = match (said_kind(&file.content_type), file.content_type.as_str()) {
            (Some(kind), _) => texts.label(kind),
            (None, "" | "application/octet-stream") => texts.say("message-file-unknown"),
            (None, other) => other.to_owned(),
        };
        let name = self.writing.unsealed(&file.name);
        let href = format!("{}/files/{}", self.href(), file.id);
        let is_shown = can_be_shown(&file.content_type, &name);
        MessageFileView {
            name,
            preview: if is_shown { format!("{href}/preview") } else { String::new() },
            href,
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
            lead: self.lead(message, shown),
            fault: None,
        }
    }

    /// The page where an application or a record of receipt is made of a finding, for those who work on messages.
    fn lead(&self, message: &ShownMessage, shown: &ShownFinding) -> String {
        let page = match shown.finding {
            Finding::Application => "application",
            Finding::Agent | Finding::Service => "receipt",
            _ => return String::new(),
        };
        let is_offered = shown.state != FindingState::Dismissed && self.staff.writes_messages();
        if is_offered { format!("{}/messages/{}/{page}", self.href(), message.id) } else { String::new() }
    }
}
