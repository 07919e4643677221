//! Stored files of candidates.

use super::id::DocumentId;
use super::time::Ts;
use crate::text_enum;

text_enum! {
    /// What a file really is, by content and structure, never by its name.
    "document kind" DocumentKind {
        /// PDF.
        Pdf = "pdf",
        /// Office Open XML text (Word).
        Docx = "docx",
    }
}

impl DocumentKind {
    /// The media type of the original.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }
}

text_enum! {
    /// Whether the text and page images of a file are there.
    "document state" DocumentState {
        /// Stored; not read yet.
        Stored = "stored",
        /// Text and page images are there.
        Read = "read",
        /// Could not be read; the reason is beside it.
        Unreadable = "unreadable",
    }
}

text_enum! {
    /// Why a file could not be read; shown to people, so it says nothing about its content.
    "reading failure" ReadingFailure {
        /// Neither PDF nor DOCX by its content.
        WrongKind = "wrong_kind",
        /// Larger than the limit.
        TooLarge = "too_large",
        /// Damaged or not to the format.
        Damaged = "damaged",
        /// Locked with a password.
        Encrypted = "encrypted",
        /// Unpacks to more than the limits allow.
        Bomb = "bomb",
        /// An archive with forbidden entries: traversal, links, overlaps, nested archives.
        UnsafeArchive = "unsafe_archive",
        /// Took too long.
        TimedOut = "timed_out",
        /// Needed too much memory or crashed the reader.
        Crashed = "crashed",
        /// Could not be had or opened, three times.
        GivenUp = "given_up",
        /// Readable but empty of text, such as a scan.
        NoText = "no_text",
    }
}

/// What is known about a stored file without opening it.
#[derive(Debug, Clone)]
pub struct Document {
    /// Which.
    pub id: DocumentId,
    /// Its real kind, if it has one.
    pub kind: Option<DocumentKind>,
    /// Bytes of the original.
    pub bytes: i64,
    /// Whether it was read.
    pub state: DocumentState,
    /// Why it was not.
    pub failure: Option<ReadingFailure>,
    /// Number of page images.
    pub pages: i32,
    /// When it was stored.
    pub stored_at: Ts,
}
