//! PDF: its text and pictures of its pages, both by hayro.
//!
//! Invariant: [`guard::check`] comes before anything that unpacks a stream. The text of a page is handed over
//! before the next page is looked at, and all text before the first picture.

mod cid;
mod form;
mod glyphs;
mod guard;
mod order;
mod picture;
mod resolver;
mod warn;

use super::worker::Answer;
use crate::domain::document::ReadingFailure;
use cid::CidFonts;
use glyphs::TextDevice;
use hayro::hayro_interpret::{Context, InterpreterCache, interpret_page};
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::kurbo::Rect;
use std::io;

/// Reads a PDF into an answer.
pub fn read(bytes: Vec<u8>, answer: &mut Answer) -> io::Result<Result<(), ReadingFailure>> {
    if let Err(failure) = guard::check(&bytes) {
        return Ok(Err(failure));
    }
    let pdf = match load(bytes) {
        Ok(pdf) => pdf,
        Err(failure) => return Ok(Err(failure)),
    };
    answer.verdict.page_count = u32::try_from(pdf.pages().len()).unwrap_or(u32::MAX);
    answer.verdict.warnings = warn::warnings(&pdf);
    if answer.wants.text {
        read_text(&pdf, answer)?;
    }
    if answer.wants.pages {
        draw_pages(&pdf, answer)?;
    }
    Ok(Ok(()))
}

/// Draws the pages of a PDF that we made ourselves.
pub fn draw(bytes: Vec<u8>, answer: &mut Answer) -> io::Result<Result<(), ReadingFailure>> {
    let pdf = match load(bytes) {
        Ok(pdf) => pdf,
        Err(failure) => return Ok(Err(failure)),
    };
    answer.verdict.page_count = u32::try_from(pdf.pages().len()).unwrap_or(u32::MAX);
    draw_pages(&pdf, answer).map(Ok)
}

fn load(bytes: Vec<u8>) -> Result<Pdf, ReadingFailure> {
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm) => {
            ReadingFailure::Encrypted
        }
        LoadPdfError::Decryption(_) | LoadPdfError::Invalid => ReadingFailure::Damaged,
    })?;
    if pdf.pages().is_empty() { Err(ReadingFailure::Damaged) } else { Ok(pdf) }
}

fn read_text(pdf: &Pdf, answer: &mut Answer) -> io::Result<()> {
    let fonts = CidFonts::of(pdf);
    let cache = InterpreterCache::new();
    let mut shown = String::new();
    for (index, page) in pdf.pages().iter().enumerate() {
        let text = page_text(page, &fonts, &cache);
        let room = answer.text(if index > 0 && !text.is_empty() { "\n" } else { "" })? && answer.text(&text)?;
        if !room {
            answer.verdict.truncated = true;
            return Ok(());
        }
        shown.push_str(&text);
    }
    answer.text(&form::unseen_values(pdf, &shown)).map(drop)
}

fn page_text<'a>(page: &'a Page<'a>, fonts: &CidFonts, cache: &InterpreterCache<'a>) -> String {
    let (width, height) = page.render_dimensions();
    let transform = picture::transform(page, 1.0);
    let area = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let mut context = Context::new(transform, area, cache, page.xref(), resolver::settings());
    let mut device = TextDevice::new(fonts);
    interpret_page(page, &mut context, &mut device);
    order::text(device.runs)
}

fn draw_pages(pdf: &Pdf, answer: &mut Answer) -> io::Result<()> {
    let artist = picture::Artist::new();
    for page in pdf.pages().iter() {
        if !answer.has_room_for_page() {
            break;
        }
        match artist.draw(page) {
            Some(image) => answer.page(image)?,
            None => answer.verdict.truncated = true,
        }
    }
    Ok(())
}
