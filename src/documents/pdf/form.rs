//! What was typed into a PDF's form fields.
//!
//! A viewer draws a field's value when the file brings no picture of it, so the page's own instructions may lack
//! the very words that the candidate wrote.
//!
//! Invariant: a value that the page shows already is not repeated.

use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Dict, Name, Object, String as PdfString};

/// Objects looked at, and fields taken.
const OBJECTS: usize = 100_000;
const FIELDS: usize = 2_000;

/// The values of text and choice fields that `shown` does not contain, one a line.
pub fn unseen_values(pdf: &Pdf, shown: &str) -> String {
    let dictionaries = pdf.objects().into_iter().take(OBJECTS).filter_map(Object::into_dict);
    let values = dictionaries.filter_map(|dict| value(&dict)).take(FIELDS);
    let mut unseen = String::new();
    for value in values.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()) {
        if !shown.contains(&value) && !unseen.lines().any(|line| line == value) {
            unseen.push_str(&value);
            unseen.push('\n');
        }
    }
    unseen
}

fn value(dict: &Dict<'_>) -> Option<String> {
    let kind = dict.get::<Name<'_>>("FT")?;
    if !matches!(&*kind, b"Tx" | b"Ch") {
        return None;
    }
    Some(decode(dict.get::<PdfString<'_>>("V")?.as_bytes()))
}

/// Text strings are UTF-16 or UTF-8 with a mark, else Latin.
fn decode(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, wide @ ..] => {
            let units = wide.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).map(|unit| unit.unwrap_or(' ')).collect()
        }
        [0xEF, 0xBB, 0xBF, narrow @ ..] => String::from_utf8_lossy(narrow).into_owned(),
        latin => latin.iter().map(|byte| char::from(*byte)).collect(),
    }
}
