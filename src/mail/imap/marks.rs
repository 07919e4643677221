//! How a folder can be marked: servers keep keywords, or only flags of their own, or nothing.

use super::KEPT;

/// The marks that a folder keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    /// A keyword of ours.
    Keyword,
    /// Only whether it was seen.
    Seen,
    /// None.
    None,
}

impl Marks {
    /// The marks among the flags that can be changed for good (RFC 3501, section 7.1).
    pub(super) fn among<T: AsRef<str>>(permanent: &[T]) -> Self {
        let has = |flag: &str| permanent.iter().any(|one| one.as_ref().eq_ignore_ascii_case(flag));
        match (has("\\*") || has(KEPT), has("\\Seen")) {
            (true, _) => Self::Keyword,
            (false, true) => Self::Seen,
            (false, false) => Self::None,
        }
    }

    /// The flags of a mail that is kept.
    pub(super) fn flags(self) -> Option<String> {
        match self {
            Self::Keyword => Some(format!("\\Seen {KEPT}")),
            Self::Seen => Some("\\Seen".to_owned()),
            Self::None => None,
        }
    }

    /// What to search for a mail that is not.
    pub(super) fn missing(self) -> Option<String> {
        match self {
            Self::Keyword => Some(format!("UNKEYWORD {KEPT}")),
            Self::Seen => Some("UNSEEN".to_owned()),
            Self::None => None,
        }
    }

    /// The marks that are left once a server refused these.
    pub(super) const fn less(self) -> Self {
        match self {
            Self::Keyword => Self::Seen,
            Self::Seen | Self::None => Self::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_marked_as_far_as_it_can_be() {
        assert_eq!(Marks::among(&["\\Answered", "\\Seen", "\\*"]), Marks::Keyword);
        assert_eq!(Marks::among(&["\\Seen", "$saiyokept"]), Marks::Keyword);
        assert_eq!(Marks::among(&["\\Answered", "\\seen"]), Marks::Seen);
        assert_eq!(Marks::among(&["\\Answered"]), Marks::None);
        assert_eq!(Marks::among::<&str>(&[]), Marks::None);
    }
}
