//! Tags: short words by which staff gather records. They are about people, so they are sealed like notes.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters of a tag.
pub const LONGEST: usize = 40;
/// Tags of one record.
pub const MOST: usize = 20;

/// A tag, in the one form that it is kept in.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Tag(String);

/// Which tags come and which go.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TagChange {
    /// These come; those that are there already stay.
    pub add: Vec<Tag>,
    /// These go, as far as they are there.
    pub remove: Vec<Tag>,
}

/// Why a text is no tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TagError {
    /// There is nothing to read in it.
    #[error("a tag has nothing to read")]
    Empty,
    /// It is too long.
    #[error("a tag is too long")]
    TooLong,
}

impl Tag {
    /// Reads a tag: NFKC, blanks joined, control characters and what cannot be seen left out.
    ///
    /// # Errors
    /// [`TagError`] if nothing is left, or too much.
    pub fn parse(typed: &str) -> Result<Self, TagError> {
        let plain: String =
            typed.nfkc().filter(|c| !is_unseen(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect();
        let text = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.chars().all(|c| c.is_whitespace() || is_combining_mark(c)) {
            return Err(TagError::Empty);
        }
        if text.chars().count() > LONGEST { Err(TagError::TooLong) } else { Ok(Self(text)) }
    }

    /// The tag as it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form by which tags are compared.
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }

    /// Whether two tags are one, whatever their case.
    pub fn is_same(&self, other: &Self) -> bool {
        self.folded() == other.folded()
    }
}

/// What has no shape of its own, or turns the line: two tags must not differ by it.
const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// The tags of a form: parted by commas or lines of any script.
///
/// # Errors
/// The first [`TagError`] of a tag that is too long; empty ones are left out.
pub fn parse_all(typed: &str) -> Result<Vec<Tag>, TagError> {
    let mut tags: Vec<Tag> = Vec::new();
    for part in typed.split([',', '，', '、', '\n', '\r']) {
        match Tag::parse(part) {
            Ok(tag) if tags.iter().any(|other| other.is_same(&tag)) => {}
            Ok(tag) => tags.push(tag),
            Err(TagError::Empty) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(tags)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_has_one_form_in_every_script() {
        assert_eq!(Tag::parse("　ﾃﾞﾝｷ　　設計 ").unwrap().as_str(), "デンキ 設計");
        assert_eq!(Tag::parse("\tＪava\u{0}").unwrap().as_str(), "Java");
        assert!(Tag::parse("JAVA").unwrap().is_same(&Tag::parse("java").unwrap()));
        assert_eq!(Tag::parse("\u{301} \u{3000}"), Err(TagError::Empty));
        assert_eq!(Tag::parse("\u{200b}\u{2060}"), Err(TagError::Empty));
        assert_eq!(Tag::parse("a\u{202e}b").unwrap().as_str(), "ab");
        assert_eq!(Tag::parse(&"あ".repeat(41)), Err(TagError::TooLong));
        assert!(Tag::parse(&"あ".repeat(40)).is_ok());
    }

    #[test]
    fn several_tags_are_parted_by_the_commas_of_any_script() {
        let tags = parse_all("英語、Java, java，設計\n").unwrap();
        assert_eq!(tags.iter().map(Tag::as_str).collect::<Vec<_>>(), ["英語", "Java", "設計"]);
        assert_eq!(parse_all(&"x".repeat(41)), Err(TagError::TooLong));
    }
}
