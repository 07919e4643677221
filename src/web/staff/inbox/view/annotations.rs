//! The tags and notes of a thread on its page.

use super::Opened;
use crate::domain::category::CategoryId;
use crate::domain::message::Folder;
use crate::domain::purpose::Purpose;
use crate::law::access::Verb;
use crate::store::notes::ShownNote;
use crate::web::form::Form;
use crate::web::staff::candidate::NoteView;
use crate::web::staff::inbox::notes::{ThreadNotes, thread_note_form};
use crate::web::staff::inbox::tags::{ThreadTags, links, tag_form};
use crate::workflows::show_candidate::Shown;

impl Opened<'_> {
    /// Its tags, with the forms to change them for those who write.
    pub(super) fn tags(&self) -> ThreadTags {
        let revision = self.file.thread.revision;
        let form = || tag_form(format!("{}/tags", self.href()), revision);
        ThreadTags {
            links: links(&self.file.tags, Folder::All, &self.writing),
            form: self.staff.writes_messages().then(form),
            revision,
        }
    }

    /// The notes on it; nothing if there is none for the reader.
    pub(super) fn notes(&self) -> Option<ThreadNotes> {
        match &self.file.notes {
            Shown::Value(notes) => {
                let notes = notes.iter().map(|note| self.note(note)).collect();
                Some(ThreadNotes { notes, is_withheld: false })
            }
            Shown::Withheld(_) | Shown::Damaged => Some(ThreadNotes { notes: Vec::new(), is_withheld: true }),
            Shown::Nothing => None,
        }
    }

    /// The form to write a note with. Once notes are known to be withheld, none is added either.
    pub(super) fn note_form(&self) -> Option<Form> {
        let may = self.staff.may(Verb::Create, CategoryId::Other, Purpose::Recruitment);
        let writes = may && self.staff.writes_messages() && self.file.notes.refusal().is_none();
        writes.then(|| thread_note_form(&self.writing.texts, &self.href()))
    }

    fn note(&self, note: &ShownNote) -> NoteView {
        NoteView {
            text: self.writing.unsealed(&note.text),
            by: note.staff.map(|staff| self.name(staff)).unwrap_or_default(),
            at: self.writing.moment(note.at),
            class: note.class,
            thread: String::new(),
        }
    }
}
