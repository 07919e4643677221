//! DOCX: its text, and pages laid out from it.
//!
//! Invariant: reads only through [`archive::Archive`] and [`xml::walk`], so every limit of theirs holds.

mod archive;
mod package;
pub mod text;
mod xml;

use super::typeset::{self, Block};
use super::worker::Answer;
use crate::domain::document::ReadingFailure;
use archive::Archive;
use package::Package;
use std::io;
use text::{Paragraph, Role};

/// Reads a DOCX into an answer.
pub fn read(bytes: &[u8], answer: &mut Answer) -> io::Result<Result<(), ReadingFailure>> {
    let paragraphs = match open(bytes, answer) {
        Ok(paragraphs) => paragraphs,
        Err(failure) => return Ok(Err(failure)),
    };
    for paragraph in &paragraphs {
        if !(answer.text(&paragraph.text)? && answer.text("\n")?) {
            break;
        }
    }
    if answer.wants.pages {
        let blocks: Vec<Block> = paragraphs.iter().map(block).collect();
        if let Some(pdf) = typeset::pdf(&blocks, "") {
            // The pages are ours, so what fails in them is no failure of the document.
            answer.verdict.truncated |= super::pdf::draw(pdf, answer)?.is_err();
        } else {
            answer.verdict.truncated = true;
        }
    }
    Ok(Ok(()))
}

fn open(bytes: &[u8], answer: &mut Answer) -> Result<Vec<Paragraph>, ReadingFailure> {
    let archive = Archive::open(bytes)?;
    let package = Package::open(&archive)?;
    answer.verdict.warnings = package.warnings;
    let body = text::paragraphs(archive.part(&package.main).ok_or(ReadingFailure::Damaged)?)?;
    let around = |kinds: &[&str]| -> Result<Vec<Paragraph>, ReadingFailure> {
        let mut found: Vec<Paragraph> = Vec::new();
        for name in kinds.iter().flat_map(|kind| package.related(kind)) {
            let part = archive.part(&name).map(text::paragraphs).transpose()?.unwrap_or_default();
            // First page, odd and even pages often have the same header.
            let news: Vec<Paragraph> =
                part.into_iter().filter(|p| !p.text.trim().is_empty() && !found.contains(p)).collect();
            found.extend(news);
        }
        Ok(found)
    };
    let mut all = around(&["header"])?;
    all.extend(body);
    all.extend(around(&["footnotes", "endnotes", "comments", "footer"])?);
    Ok(tidy(all))
}

/// Drops empty paragraphs at both ends and more than one in a row between.
fn tidy(paragraphs: Vec<Paragraph>) -> Vec<Paragraph> {
    let mut tidy: Vec<Paragraph> = Vec::new();
    for mut paragraph in paragraphs {
        paragraph.text.truncate(paragraph.text.trim_end().len());
        let empty = |paragraph: &Paragraph| paragraph.text.is_empty();
        if !(empty(&paragraph) && tidy.last().is_none_or(empty)) {
            tidy.push(paragraph);
        }
    }
    tidy
}

fn block(paragraph: &Paragraph) -> Block {
    let text = paragraph.text.clone();
    match paragraph.role {
        Role::Title => Block::title(text),
        Role::Heading(1) => Block::heading(text),
        Role::Heading(_) => Block::subheading(text),
        Role::Point => Block::body(format!("\u{2022} {text}")),
        Role::Row => Block::body(text.replace('\t', "   ")),
        Role::Body if paragraph.bold => Block::bold(text),
        Role::Body => Block::body(text),
    }
}
