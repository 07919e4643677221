//! Whom a note is for.

use crate::text_enum;

text_enum! {
    /// Whom a note is for.
    "note class" NoteClass {
        /// Everybody who may see notes about the person.
        Team = "team",
        /// Its author alone; it is in no search and no list.
        Private = "private",
    }
}
