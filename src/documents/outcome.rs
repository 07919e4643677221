//! What comes out of reading a document.

use crate::domain::document::{DocumentKind, ReadingFailure};
use serde::{Deserialize, Serialize};

/// What is asked of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wants {
    /// Its text.
    pub text: bool,
    /// Images of its pages.
    pub pages: bool,
}

impl Wants {
    /// Text and page images.
    pub const ALL: Self = Self { text: true, pages: true };
    /// Text alone.
    pub const TEXT: Self = Self { text: true, pages: false };
}

/// One page as a picture.
#[derive(Clone, PartialEq, Eq)]
pub struct PageImage {
    /// The PNG file.
    pub png: Vec<u8>,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

impl std::fmt::Debug for PageImage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PageImage({}x{}, {} bytes)", self.width, self.height, self.png.len())
    }
}

/// What a document carries besides its text, which a reader should know before opening the original.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warnings {
    /// Office macros.
    pub macros: bool,
    /// JavaScript in a PDF.
    pub javascript: bool,
    /// Other files inside.
    pub embedded_files: bool,
    /// Something that the original fetches or starts when opened: remote templates and images, launch actions.
    pub external_relationships: bool,
}

/// All that reading a document gave.
#[derive(Clone, PartialEq, Eq)]
pub struct ReadOutcome {
    /// What it really is, if it is one of ours.
    pub kind: Option<DocumentKind>,
    /// Its text, empty if there is none or none was asked for.
    pub text: String,
    /// Its first pages, if they were asked for.
    pub pages: Vec<PageImage>,
    /// How many pages it has, if that is known.
    pub page_count: u32,
    /// Whether text or page images end before the document does: a limit was reached, or a page could not be drawn.
    pub truncated: bool,
    /// Why it could not be read; [`ReadingFailure::NoText`] comes with page images.
    pub failure: Option<ReadingFailure>,
    /// What else it carries.
    pub warnings: Warnings,
}

impl ReadOutcome {
    /// An outcome that says only why there is none.
    pub fn failed(kind: Option<DocumentKind>, failure: ReadingFailure) -> Self {
        Self { failure: Some(failure), ..Self::empty(kind) }
    }

    /// What a reader should know before opening the original, as words: what it carries, and `truncated`.
    pub fn warning_words(&self) -> Vec<&'static str> {
        let found = [
            (self.warnings.macros, "macros"),
            (self.warnings.javascript, "javascript"),
            (self.warnings.embedded_files, "embedded_files"),
            (self.warnings.external_relationships, "external_relationships"),
            (self.truncated, "truncated"),
        ];
        found.into_iter().filter(|(is_there, _)| *is_there).map(|(_, word)| word).collect()
    }

    pub(crate) fn empty(kind: Option<DocumentKind>) -> Self {
        Self {
            kind,
            text: String::new(),
            pages: Vec::new(),
            page_count: 0,
            truncated: false,
            failure: None,
            warnings: Warnings::default(),
        }
    }
}

// The text is a candidate's: a log line must not carry it.
impl std::fmt::Debug for ReadOutcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReadOutcome")
            .field("kind", &self.kind)
            .field("text_bytes", &self.text.len())
            .field("pages", &self.pages)
            .field("page_count", &self.page_count)
            .field("truncated", &self.truncated)
            .field("failure", &self.failure)
            .field("warnings", &self.warnings)
            .finish()
    }
}
