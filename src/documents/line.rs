//! What `saiyo documents extract` prints about one file.
//!
//! Invariant: every file is answered with one line of JSON, whatever it is and whatever happens.

use super::extract::Reader;
use super::limits;
use super::outcome::{ReadOutcome, Wants};
use crate::domain::document::{DocumentKind, ReadingFailure};
use serde::Serialize;
use std::io::Read;
use std::path::Path;

#[derive(Serialize)]
struct Line<'a> {
    file: std::borrow::Cow<'a, str>,
    kind: Option<DocumentKind>,
    characters: usize,
    text: &'a str,
    error: Option<&'a str>,
}

/// Reads one file and describes it as a line of JSON, without the line's end.
pub fn extract_line(reader: &Reader, path: &Path) -> String {
    let read = read_file(path).map(|bytes| reader.read(&bytes, Wants::TEXT));
    let outcome = read.as_ref().ok();
    let text = outcome.map_or("", |outcome| outcome.text.as_str());
    let line = Line {
        file: path.to_string_lossy(),
        kind: outcome.and_then(|outcome| outcome.kind),
        characters: text.chars().count(),
        text,
        error: match &read {
            Ok(ReadOutcome { failure, .. }) => failure.map(ReadingFailure::as_str),
            Err(()) => Some("not_found"),
        },
    };
    serde_json::to_string(&line).unwrap_or_else(|_| r#"{"error":"crashed"}"#.to_owned())
}

/// A file's bytes, no more than one over the limit: the reader then answers "too large".
fn read_file(path: &Path) -> Result<Vec<u8>, ()> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(drop)?;
    file.take(limits::INPUT_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(drop)?;
    Ok(bytes)
}
