//! A look at a PDF's packed streams before anything else unpacks them.
//!
//! Invariant: a file whose Flate streams unpack beyond the limits is refused while counting, not after filling the
//! memory. Streams in other packings are held by the process's own limits.

use crate::documents::limits;
use crate::documents::sniff::find;
use crate::domain::document::ReadingFailure;
use flate2::read::ZlibDecoder;
use std::borrow::Cow;
use std::io::Read;

/// How far before its stream a dictionary may begin.
const DICTIONARY: usize = 4096;

/// Counts what the streams of a PDF unpack to, wherever they stand and whatever the file says of them.
pub fn check(bytes: &[u8]) -> Result<(), ReadingFailure> {
    let mut room = limits::UNPACKED_BYTES;
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| find(rest, b"stream")) {
        let keyword = at + found;
        at = keyword + b"stream".len();
        if bytes[..keyword].ends_with(b"end") {
            continue;
        }
        let dictionary = &bytes[keyword.saturating_sub(DICTIONARY)..keyword];
        let layers = flate_layers(dictionary);
        if layers > limits::PDF_FILTERS {
            return Err(ReadingFailure::Bomb);
        }
        if layers > 0 {
            let data = bytes[at..].strip_prefix(b"\r").unwrap_or(&bytes[at..]);
            room -= unpacked(data.strip_prefix(b"\n").unwrap_or(data), layers, room)?;
        }
    }
    Ok(())
}

/// How many Flate filters the dictionary that ends here names, by its long or short name.
fn flate_layers(before: &[u8]) -> usize {
    let start = before.windows(3).rposition(|window| window == b"obj").map_or(0, |at| at + 3);
    let dictionary = &before[start..];
    let mut layers = 0;
    for (at, _) in dictionary.iter().enumerate().filter(|(_, byte)| **byte == b'/') {
        let name = &dictionary[at + 1..];
        let end = name.iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'#').unwrap_or(name.len());
        layers += usize::from(matches!(unescape(&name[..end]).as_slice(), b"FlateDecode" | b"Fl"));
    }
    layers
}

/// A name with its `#xx` escapes undone.
pub fn unescape(name: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(name.len());
    let mut rest = name;
    while let [first, tail @ ..] = rest {
        let escaped = match rest {
            [b'#', high, low, ..] => {
                std::str::from_utf8(&[*high, *low]).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok())
            }
            _ => None,
        };
        plain.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { &rest[3..] } else { tail };
    }
    plain
}

/// Unpacks into nothing, counting every layer's output; a damaged stream counts as far as it goes.
fn unpacked(data: &[u8], layers: usize, room: u64) -> Result<u64, ReadingFailure> {
    let mut content = Cow::Borrowed(data);
    let mut total = 0;
    for layer in 1..=layers {
        let mut decoder = ZlibDecoder::new(&*content);
        let mut next = Vec::new();
        let mut buffer = [0; 16 * 1024];
        while let Ok(read @ 1..) = decoder.read(&mut buffer) {
            total += read as u64;
            if total > room {
                return Err(ReadingFailure::Bomb);
            }
            if layer < layers {
                next.extend_from_slice(&buffer[..read]);
            }
        }
        content = Cow::Owned(next);
    }
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn packed(data: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    fn pdf(filters: &str, data: &[u8]) -> Vec<u8> {
        let mut pdf = format!("%PDF-1.4\n1 0 obj\n<< /Length 1 /Filter [{filters}] >>\nstream\r\n").into_bytes();
        pdf.extend(data);
        pdf.extend(b"\nendstream endobj");
        pdf
    }

    #[test]
    fn stacked_streams_are_counted_through_all_their_layers() {
        let zeros = packed(&packed(&vec![0; 120 * 1024 * 1024]));
        assert_eq!(check(&pdf("/FlateDecode /FlateDecode", &zeros)), Err(ReadingFailure::Bomb));
        assert_eq!(check(&pdf("/Fl#61teDecode /Fl", &zeros)), Err(ReadingFailure::Bomb));
        assert_eq!(check(&pdf("/Fl /Fl /Fl /Fl /Fl", b"")), Err(ReadingFailure::Bomb));
    }

    #[test]
    fn honest_and_broken_streams_pass() {
        assert_eq!(check(&pdf("/FlateDecode", &packed(b"BT ET"))), Ok(()));
        assert_eq!(check(&pdf("/FlateDecode", b"garbage")), Ok(()));
        assert_eq!(check(b"stream"), Ok(()));
    }
}
