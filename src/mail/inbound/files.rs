//! The files of a mail, with names that can be shown and kept.
//!
//! Invariant: a name is never empty, has no path, no control character and nothing that turns the direction of
//! reading, and at most so many characters as are kept; a content type is one, or application/octet-stream.

use super::fields;
use super::limits::NAME_CHARACTERS;
use super::media::Media;
use super::parsed::ParsedFile;
use super::structure::{MESSAGES, Part, Structure};
use super::{charset, plain, words};

/// A file of a part. What a part calls itself comes first, then what kind of file it is.
pub fn of_part(structure: &Structure<'_>, part: &Part<'_>, content: Vec<u8>) -> ParsedFile {
    let named = name_of(part).or_else(|| subject(structure, part)).unwrap_or_default();
    if is_mail(part) {
        let name = with_extension(&tidy(&named, "message"), ".eml");
        return ParsedFile { name, content_type: "message/rfc822".to_owned(), content };
    }
    let name = tidy(&named, default_name(&part.media.kind));
    ParsedFile { name, content_type: content_type(&part.media.kind), content }
}

/// Whether a part is a mail.
pub fn is_mail(part: &Part<'_>) -> bool {
    MESSAGES.contains(&part.media.kind.as_str())
}

/// The name that a part gives its file.
pub fn name_of(part: &Part<'_>) -> Option<String> {
    let disposition = part.fields.first("content-disposition").map(Media::read).unwrap_or_default();
    let named = disposition.param("filename").or_else(|| disposition.param("name"));
    let named = named.or_else(|| part.media.param("name")).or_else(|| part.media.param("filename"));
    named.filter(|name| !name.trim().is_empty()).map(str::to_owned)
}

/// What a mail within the mail is about.
fn subject(structure: &Structure<'_>, part: &Part<'_>) -> Option<String> {
    let root = part.children.first().filter(|_| is_mail(part)).and_then(|root| structure.parts.get(*root));
    let value = root?.fields.first("subject")?;
    Some(words::decode(&charset::header(value, None).text))
}

/// A name that can be shown and kept.
pub fn tidy(name: &str, default: &str) -> String {
    let without_paths = name.replace(['/', '\\'], "");
    let (line, _) = plain::straight_line(&without_paths, usize::MAX);
    let line = line.trim_start_matches(['.', ' ']).trim_end();
    if line.is_empty() { default.to_owned() } else { shortened(line) }
}

/// Cut before its extension, which says what opens it.
fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME_CHARACTERS {
        return name.to_owned();
    }
    let extension = name.rsplit_once('.').map(|(_, extension)| format!(".{extension}"));
    let extension = extension.filter(|extension| extension.chars().count() <= 10).unwrap_or_default();
    let kept = NAME_CHARACTERS - extension.chars().count();
    name.chars().take(kept).chain(extension.chars()).collect()
}

fn with_extension(name: &str, extension: &str) -> String {
    if name.to_ascii_lowercase().ends_with(extension) {
        return name.to_owned();
    }
    shortened(&format!("{name}{extension}"))
}

/// A content type as it may stand in a header: two words of its letters.
pub fn content_type(kind: &str) -> String {
    let is_word = |word: &str| {
        let is_letter = |letter: char| letter.is_ascii_alphanumeric() || "!#$&-^_.+".contains(letter);
        (1..=100).contains(&word.len()) && word.chars().all(is_letter)
    };
    let is_type = kind.split_once('/').is_some_and(|(top, sub)| is_word(top) && is_word(sub));
    if is_type { kind.to_owned() } else { "application/octet-stream".to_owned() }
}

fn default_name(kind: &str) -> &'static str {
    match kind {
        "text/plain" => "text.txt",
        "text/html" => "text.html",
        "text/calendar" => "calendar.ics",
        "text/vcard" | "text/x-vcard" => "contact.vcf",
        "text/csv" => "table.csv",
        "text/rfc822-headers" | "message/rfc822-headers" => "headers.txt",
        "message/delivery-status" | "message/global-delivery-status" => "delivery-status.txt",
        "message/disposition-notification" => "disposition-notification.txt",
        "message/feedback-report" => "feedback-report.txt",
        "image/jpeg" | "image/jpg" | "image/pjpeg" => "image.jpg",
        "image/png" => "image.png",
        "image/gif" => "image.gif",
        "image/webp" => "image.webp",
        "image/heic" => "image.heic",
        "application/pdf" => "document.pdf",
        "application/msword" => "document.doc",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "document.docx",
        "application/zip" | "application/x-zip-compressed" => "archive.zip",
        "application/pgp-signature" => "signature.asc",
        "application/pgp-encrypted" => "version.asc",
        "application/pgp-keys" => "keys.asc",
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => "smime.p7m",
        "application/pkcs7-signature" | "application/x-pkcs7-signature" => "smime.p7s",
        "application/ms-tnef" | "application/vnd.ms-tnef" => "winmail.dat",
        _ => "file",
    }
}

/// The Message-ID of the header that a mail begins with.
pub fn message_id(raw: &[u8]) -> Option<String> {
    let (fields, _) = fields::read(raw, 0, &|_| false).ok()?;
    fields.first("message-id").map(super::head::ids)?.into_iter().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_no_path_and_turn_nothing() {
        assert_eq!(tidy("../../etc/passwd", "file"), "etcpasswd");
        assert_eq!(tidy("..\\x\0y\r\n.exe", "file"), "x y .exe");
        assert_eq!(tidy("cv\u{202E}fdp.exe", "file"), "cvfdp.exe");
        assert_eq!(["", "  ", "...", "///"].map(|name| tidy(name, "file")), ["file"; 4]);
    }

    #[test]
    fn long_names_keep_their_extension() {
        let name = tidy(&format!("{}.pdf", "履".repeat(500)), "file");
        assert_eq!(name.chars().count(), NAME_CHARACTERS);
        assert!(name.ends_with("履.pdf"));
        assert_eq!(with_extension("件名", ".eml"), "件名.eml");
        assert_eq!(with_extension("a.EML", ".eml"), "a.EML");
    }

    #[test]
    fn content_types_are_words() {
        assert_eq!(content_type("image/svg+xml"), "image/svg+xml");
        for kind in ["", "image", "image/", "a/b/c", "text/\"x", "a/b\r\nx: y"] {
            assert_eq!(content_type(kind), "application/octet-stream", "{kind:?}");
        }
    }
}
