//! Everything that happened with a person, in one order of time.
//!
//! Invariant: it is made of what the page shows anyway, so it tells nobody more.

use super::show::Record;
use crate::domain::time::Ts;
use crate::store::permit::Unsealed;
use crate::text_enum;

text_enum! {
    /// What kind of event it is; the word is its class in the style sheet and its filter's anchor.
    "event" EventKind {
        /// An application came in.
        Application = "application",
        /// An application moved to a stage.
        Stage = "stage",
        /// A result was written down.
        Result = "result",
        /// A note was written.
        Note = "note",
        /// A document was stored.
        Document = "document",
        /// A form proposed changes.
        Proposal = "proposal",
    }
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Event {
    /// What kind.
    pub kind: EventKind,
    /// When, written out.
    pub at: String,
    /// What, in the language of the page.
    pub what: String,
    /// By whom; empty if nobody of staff.
    pub by: String,
    /// The anchor of the page where it stands.
    pub href: String,
}

/// Characters of a note that its line shows.
const EXCERPT: usize = 80;

impl Record<'_> {
    pub(super) fn timeline(&self) -> Vec<Event> {
        let mut all: Vec<(Ts, Event)> = Vec::new();
        self.add_applications(&mut all);
        self.add_results(&mut all);
        for note in self.file.holdings.iter().filter_map(|it| it.notes.value()).flatten() {
            let by = note.staff.and_then(|staff| self.names.person(staff)).unwrap_or_default();
            let text = excerpt(&self.writing.unsealed(&note.text));
            all.push((note.at, self.event(EventKind::Note, note.at, text, by, "#notes".to_owned())));
        }
        for (_, file) in self.profiles() {
            for shown in &file.documents {
                let (at, href) = (shown.document.stored_at, format!("#document-{}", shown.document.id));
                all.push((at, self.event(EventKind::Document, at, self.writing.unsealed(&shown.name), "", href)));
            }
            for proposal in &file.proposals {
                let what = self.names.vacancy(proposal.vacancy, self.writing.locale());
                let href = "#proposals".to_owned();
                all.push((proposal.at, self.event(EventKind::Proposal, proposal.at, what, "", href)));
            }
        }
        all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        all.into_iter().map(|(_, event)| event).collect()
    }

    fn add_applications(&self, all: &mut Vec<(Ts, Event)>) {
        for (_, shown) in self.shown_applications() {
            let application = &shown.application;
            let vacancy = self.names.vacancy(application.vacancy, self.writing.locale());
            for moved in &shown.moves {
                let by = moved.staff_id.and_then(|staff| self.names.person(staff)).unwrap_or_default();
                let (kind, what) = match moved.from_stage {
                    None => (EventKind::Application, vacancy.clone()),
                    Some(_) => (EventKind::Stage, self.about(self.writing.texts.label(moved.to_stage), &vacancy)),
                };
                let href = format!("#application-{}", application.id);
                all.push((moved.at, self.event(kind, moved.at, what, by, href)));
            }
        }
    }

    fn add_results(&self, all: &mut Vec<(Ts, Event)>) {
        for shown in self.file.holdings.iter().filter_map(|it| it.results.value()).flatten() {
            let Unsealed::Value(result) = &shown.result else { continue };
            let texts = &self.writing.texts;
            let what = self.about(texts.label(result.finding), &texts.label(result.stage));
            let by = shown.staff.and_then(|staff| self.names.person(staff)).unwrap_or_default();
            let href = format!("#application-{}", shown.application);
            all.push((shown.at, self.event(EventKind::Result, shown.at, what, by, href)));
        }
    }

    fn about(&self, what: String, of: &str) -> String {
        if of.is_empty() { what } else { self.writing.texts.with_two("event-of", "what", what, "of", of) }
    }

    fn event(&self, kind: EventKind, at: Ts, what: String, by: &str, href: String) -> Event {
        Event { kind, at: self.writing.moment(at), what, by: by.to_owned(), href }
    }
}

fn excerpt(text: &str) -> String {
    let mut start: String = text.chars().take(EXCERPT).collect();
    if text.chars().nth(EXCERPT).is_some() {
        start.push('…');
    }
    start
}
