//! What a PDF carries besides its pages.
//!
//! Invariant: only looks; a warning never depends on what a viewer would do with it.

use super::guard::unescape;
use crate::documents::outcome::Warnings;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::Object;

/// Objects looked at.
const OBJECTS: usize = 100_000;

/// Looks through a PDF's dictionaries, including those inside others.
pub fn warnings(pdf: &Pdf) -> Warnings {
    let mut warnings = Warnings::default();
    for object in pdf.objects().into_iter().take(OBJECTS) {
        match &object {
            Object::Dict(dict) => note(dict.data(), &mut warnings),
            Object::Stream(stream) => note(stream.dict().data(), &mut warnings),
            Object::Array(array) => note(array.data(), &mut warnings),
            _ => {}
        }
    }
    warnings
}

fn note(raw: &[u8], warnings: &mut Warnings) {
    for (at, _) in raw.iter().enumerate().filter(|(_, byte)| **byte == b'/') {
        let name = &raw[at + 1..];
        let end = name.iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'#').unwrap_or(name.len());
        match unescape(&name[..end]).as_slice() {
            b"JavaScript" | b"JS" => warnings.javascript = true,
            b"EmbeddedFile" | b"EmbeddedFiles" | b"FileAttachment" => warnings.embedded_files = true,
            b"Launch" | b"GoToR" | b"GoToE" | b"SubmitForm" | b"ImportData" => warnings.external_relationships = true,
            _ => {}
        }
    }
}
