//! Applications: mails that apply for a vacancy, and files that look like a CV.
//!
//! Invariant: a file is known by its name and kind alone; nothing here reads one.

use super::folded::fold;
use super::lists::List;
use super::view::View;
use super::words::find;
use crate::mail::inbound::ParsedFile;

/// Endings and kinds of files that may be a CV.
const ENDINGS: &[&str] =
    &["doc", "docx", "html", "jpeg", "jpg", "ods", "odt", "pages", "pdf", "png", "rtf", "txt", "xls", "xlsx", "zip"];
const KINDS: &[&str] = &[
    "application/msword",
    "application/pdf",
    "application/rtf",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
];

/// Whether the sender says that they apply.
pub(super) fn applies(view: &View) -> bool {
    view.said().any(|sentence| sentence.found.has(List::Apply) && !sentence.found.has(List::ApplyNot))
}

/// Whether a file looks like a CV.
pub(super) fn is_cv(file: &ParsedFile) -> bool {
    let (stem, ending) = file.name.rsplit_once('.').unwrap_or((&file.name, ""));
    let kind = file.content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_document = ENDINGS.contains(&ending.to_ascii_lowercase().as_str()) || KINDS.contains(&kind.as_str());
    is_document && find(&fold(&in_words(stem)), true).has(List::CvFile)
}

/// A file's name with blanks between its words: `JohnDoe_CV2025` is `John Doe CV 2025`.
fn in_words(stem: &str) -> String {
    let letters: Vec<char> = stem.chars().collect();
    let mut words = String::with_capacity(stem.len());
    for (at, letter) in letters.iter().copied().enumerate() {
        let before = at.checked_sub(1).and_then(|before| letters.get(before)).copied().unwrap_or(' ');
        let after = letters.get(at + 1).copied().unwrap_or(' ');
        let is_last_capital = before.is_uppercase() && after.is_lowercase();
        let begins = letter.is_uppercase() && (before.is_lowercase() || is_last_capital);
        let is_number = (before.is_ascii_alphabetic() && letter.is_ascii_digit())
            || (before.is_ascii_digit() && letter.is_ascii_alphabetic());
        if begins || is_number {
            words.push(' ');
        }
        words.push(if matches!(letter, '_' | '-') { ' ' } else { letter });
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> ParsedFile {
        ParsedFile { name: name.to_owned(), ..ParsedFile::default() }
    }

    #[test]
    fn cvs_are_known_by_their_names() {
        for name in ["CV.pdf", "JohnDoe_CV2025.docx", "my resume (final).PDF", "履歴書_田中.xlsx", "个人简历.doc"]
        {
            assert!(is_cv(&named(name)), "{name}");
        }
        for name in ["invoice.pdf", "CVS receipt.pdf", "cv.exe", "resumed.pdf", "同意書.pdf", "cv"] {
            assert!(!is_cv(&named(name)), "{name}");
        }
    }

    #[test]
    fn the_kind_may_tell_instead_of_the_ending() {
        let file = ParsedFile { content_type: "Application/PDF; name=x".to_owned(), ..named("履歴書") };
        assert!(is_cv(&file) && !is_cv(&named("履歴書")));
    }

    #[test]
    fn names_of_files_have_words() {
        assert_eq!(in_words("JohnDoe_CV2025"), "John Doe CV 2025");
        assert_eq!(in_words("CVSmith"), "CV Smith");
    }
}
