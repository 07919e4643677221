//! Writing CVs as real PDF and DOCX files, for the demo and the tests.
//!
//! Invariant: what is composed reads back as the same words through [`super::Reader`].

mod docx;

use super::typeset::{self, Block};

/// A CV in plain words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CvContent {
    /// What the document calls itself, such as 履歴書.
    pub title: String,
    /// Whose it is.
    pub name: String,
    /// Contact lines and the like.
    pub lines: Vec<String>,
    /// Its sections in order.
    pub sections: Vec<CvSection>,
}

/// A section of a CV.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CvSection {
    /// Its heading.
    pub heading: String,
    /// Its entries. What stands before a tab (a period, a date) gets a column of its own.
    pub entries: Vec<String>,
}

/// Writes a CV as PDF, its fonts embedded as subsets; empty only if the bundled fonts are broken.
pub fn cv_pdf(cv: &CvContent) -> Vec<u8> {
    let mut blocks = vec![Block::kicker(cv.title.clone()), Block::title(cv.name.clone())];
    blocks.extend(cv.lines.iter().cloned().map(Block::muted));
    for section in &cv.sections {
        blocks.push(Block::heading(section.heading.clone()));
        blocks.extend(section.entries.iter().cloned().map(Block::body));
    }
    typeset::pdf(&blocks, &cv.title).unwrap_or_default()
}

/// Writes a CV as DOCX with styles; empty only if writing to memory fails.
pub fn cv_docx(cv: &CvContent) -> Vec<u8> {
    docx::write(cv).unwrap_or_default()
}
