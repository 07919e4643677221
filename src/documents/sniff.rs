//! What a file really is, by its content and structure.
//!
//! Invariant: the declared name never decides the kind; it is only compared with it. Nothing is unpacked here,
//! so this is safe outside the child process.

use crate::domain::document::{DocumentKind, ReadingFailure};

/// The answer of [`sniff`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sniffed {
    /// The kind, if it is one that we accept.
    pub kind: Option<DocumentKind>,
    /// Why it is not accepted.
    pub failure: Option<ReadingFailure>,
    /// Whether the declared name ends as files of this kind do.
    pub name_agrees: bool,
}

/// How far into a file its PDF header may stand.
const PDF_HEADER_WITHIN: usize = 1024;
const LOCAL_HEADER: &[u8] = b"PK\x03\x04";
const CENTRAL_HEADER: &[u8] = b"PK\x01\x02";
const END_OF_DIRECTORY: &[u8] = b"PK\x05\x06";
/// Names looked at before giving up.
const NAMES: usize = 4 * super::limits::ENTRIES;

/// Tells a PDF or DOCX from everything else.
pub fn sniff(bytes: &[u8], declared_name: &str) -> Sniffed {
    let kind = if bytes.starts_with(LOCAL_HEADER) && is_docx(bytes) {
        Some(DocumentKind::Docx)
    } else if find(&bytes[..bytes.len().min(PDF_HEADER_WITHIN)], b"%PDF-").is_some() {
        Some(DocumentKind::Pdf)
    } else {
        None
    };
    let failure = match kind {
        Some(_) => None,
        None if is_locked_office_file(bytes) => Some(ReadingFailure::Encrypted),
        None => Some(ReadingFailure::WrongKind),
    };
    Sniffed { kind, failure, name_agrees: kind.is_some_and(|kind| name_agrees(kind, declared_name)) }
}

fn name_agrees(kind: DocumentKind, name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case(kind.as_str()))
}

/// A DOCX is an archive with a content type list and a Word main part. A damaged one has lost its directory, so
/// the names before each entry count instead: its reader should hear "damaged", not "wrong kind".
fn is_docx(bytes: &[u8]) -> bool {
    let names = if find_last(bytes, END_OF_DIRECTORY).is_some() {
        Names { bytes, at: 0, signature: CENTRAL_HEADER, length_at: 28, name_at: 46 }
    } else {
        Names { bytes, at: 0, signature: LOCAL_HEADER, length_at: 26, name_at: 30 }
    };
    let (mut types, mut main) = (false, false);
    for name in names.take(NAMES) {
        types |= name == b"[Content_Types].xml";
        main |= name.starts_with(b"word/document") && name.ends_with(b".xml");
        if types && main {
            return true;
        }
    }
    false
}

/// The names in the headers of an archive, found by their signature.
struct Names<'a> {
    bytes: &'a [u8],
    at: usize,
    signature: &'static [u8],
    length_at: usize,
    name_at: usize,
}

impl<'a> Iterator for Names<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        loop {
            let header = self.at + find(self.bytes.get(self.at..)?, self.signature)?;
            self.at = header + self.signature.len();
            let length = self.bytes.get(header + self.length_at..header + self.length_at + 2)?;
            let length = usize::from(u16::from_le_bytes([*length.first()?, *length.get(1)?]));
            if let Some(name) = self.bytes.get(header + self.name_at..header + self.name_at + length) {
                return Some(name);
            }
        }
    }
}

/// Office keeps a password-protected DOCX in an old compound file, in a stream of this name.
fn is_locked_office_file(bytes: &[u8]) -> bool {
    const COMPOUND_FILE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.starts_with(COMPOUND_FILE) && find(bytes, &name).is_some()
}

/// Where `needle` first stands in `bytes`.
pub(crate) fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut at = 0;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == first)?;
        if bytes.get(at..)?.starts_with(needle) {
            return Some(at);
        }
        at += 1;
    }
}

/// Where `needle` last stands in the last 64 KiB of `bytes`, as far as an archive's comment can push it.
fn find_last(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let tail = bytes.get(bytes.len().saturating_sub(66_000)..)?;
    tail.windows(needle.len()).rposition(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pdf_header_counts_within_the_first_kibibyte_only() {
        let mut near = vec![b' '; 1000];
        near.extend(b"%PDF-1.4");
        assert_eq!(sniff(&near, "cv.docx").kind, Some(DocumentKind::Pdf));
        let mut far = vec![b' '; 1024];
        far.extend(b"%PDF-1.4");
        assert_eq!(sniff(&far, "cv.pdf").failure, Some(ReadingFailure::WrongKind));
    }

    #[test]
    fn the_name_never_decides() {
        let sniffed = sniff(b"<html>cv</html>", "cv.pdf");
        assert_eq!((sniffed.kind, sniffed.name_agrees), (None, false));
        assert!(!sniff(b"%PDF-1.7", "cv.docx").name_agrees);
        assert!(sniff(b"%PDF-1.7", "CV.PDF").name_agrees);
    }

    #[test]
    fn short_and_empty_files_are_of_no_kind() {
        for bytes in [&b""[..], b"P", b"PK\x03\x04", b"PK\x03\x04PK\x01\x02PK\x05\x06"] {
            assert_eq!(sniff(bytes, "").failure, Some(ReadingFailure::WrongKind));
        }
    }
}
