//! The messages with a person, on their page: threads of the reader's office, and the way to write.

use super::call_form;
use super::show::Record;
use crate::web::form::{Choice, Form};
use crate::web::staff::inbox::state_line;
use crate::web::staff::inbox::undelivered::sentence;
use crate::workflows::show_correspondence::RecordThread;

/// The messages with a person.
#[derive(Debug, Clone, Default)]
pub struct Correspondence {
    /// The threads, the latest first.
    pub threads: Vec<RecordThreadLine>,
    /// The address of the page to write first on; empty if the reader may not.
    pub write: String,
    /// The form to write down a call with, from [`call_form`]; none if the reader may not.
    pub call_form: Option<Form>,
}

/// A thread.
#[derive(Debug, Clone)]
pub struct RecordThreadLine {
    /// Its address.
    pub href: String,
    /// What its latest message is about.
    pub subject: String,
    /// What has to be done and since when, in a sentence.
    pub state: String,
    /// When the latest message came or went, written out.
    pub last: String,
}

impl Record<'_> {
    pub(super) fn correspondence(&self) -> Option<Correspondence> {
        let known = self.correspondence.as_ref()?;
        // A record that is not open is not written to either; without messages nobody was asked about them yet.
        let is_open = self.profiles().any(|(holding, _)| self.is_own(holding));
        let writes = self.staff.writes_messages() && known.refusal.is_none() && is_open;
        let id = self.id();
        Some(Correspondence {
            threads: known.threads.iter().map(|thread| self.thread(thread)).collect(),
            write: if writes { format!("/staff/inbox/new?candidate={id}") } else { String::new() },
            call_form: writes.then(|| self.call_form()),
        })
    }

    /// That mail to the address that the page shows came back, and the address of the thread in which it did; empty if
    /// it did not.
    pub(super) fn returned(&self) -> (String, String) {
        let known = self.correspondence.as_ref().and_then(|known| known.undelivered.as_ref());
        let is_shown = self.profiles().next().is_some_and(|(holding, _)| self.is_own(holding));
        let Some(mark) = known.filter(|_| is_shown) else { return (String::new(), String::new()) };
        (sentence(&self.writing, &mark.status, mark.since), format!("/staff/inbox/{}", mark.thread))
    }

    fn thread(&self, shown: &RecordThread) -> RecordThreadLine {
        RecordThreadLine {
            href: format!("/staff/inbox/{}", shown.thread.id),
            subject: self.thread_subject(shown),
            state: state_line(&shown.thread, self.staff.visitor.at, &self.writing),
            last: self.writing.moment(shown.thread.last_at),
        }
    }

    /// What the latest message of a thread is about, or that this is kept as health data; empty if nobody said.
    fn thread_subject(&self, shown: &RecordThread) -> String {
        if shown.is_health {
            return self.writing.texts.say("message-health-subject");
        }
        shown.subject.clone().unwrap_or_default()
    }

    /// The form to write down a call, with the threads that it may belong to.
    pub(super) fn call_form(&self) -> Form {
        let known = self.correspondence.iter().flat_map(|known| &known.threads);
        let threads = known.map(|shown| {
            let subject = Some(self.thread_subject(shown)).filter(|subject| !subject.is_empty());
            let subject = subject.unwrap_or_else(|| self.writing.texts.say("thread-no-subject"));
            let last = self.writing.moment(shown.thread.last_at);
            Choice::new(shown.thread.id.to_string(), format!("{subject} ({last})"))
        });
        call_form(&self.writing, &self.id(), threads.collect(), self.staff.visitor.at)
    }
}
