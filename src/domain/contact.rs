//! Addresses and telephone numbers, parsed once at the edge.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// Why a contact could not be taken as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ContactError {
    /// Not an address of the form name@domain.
    #[error("not an e-mail address")]
    NotAnEmailAddress,
    /// Not a telephone number of 6 to 15 digits (ITU-T E.164).
    #[error("not a telephone number")]
    NotAPhone,
}

/// An e-mail address. It is about a person: `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Parses an address as typed; full-width letters are narrowed, surrounding space is dropped.
    ///
    /// # Errors
    /// [`ContactError::NotAnEmailAddress`] if it is not of the form `name@domain` (RFC 5321 lengths).
    pub fn parse(typed: &str) -> Result<Self, ContactError> {
        let text: String = typed.trim().nfkc().collect();
        let error = ContactError::NotAnEmailAddress;
        let (local, domain) = text.rsplit_once('@').ok_or(error)?;
        let plain = |c: char| !c.is_control() && !c.is_whitespace() && !"<>()[],;:\\\"".contains(c);
        let local_fits = (1..=64).contains(&local.len()) && local.chars().all(|c| plain(c) && c != '@');
        let labels_fit = domain.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        });
        if local_fits && labels_fit && domain.len() <= 253 && domain.contains('.') {
            Ok(Self(format!("{local}@{}", domain.to_lowercase())))
        } else {
            Err(error)
        }
    }

    /// The address as it is written to.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form under which the same mailbox is found again: all lower case.
    pub fn index_form(&self) -> String {
        self.0.to_lowercase()
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[e-mail]")
    }
}

impl serde::Serialize for EmailAddress {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for EmailAddress {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// A telephone number as it was typed, narrowed. It is about a person: `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(String);

impl Phone {
    /// Parses a number in any usual format.
    ///
    /// # Errors
    /// [`ContactError::NotAPhone`] unless it has 6 to 15 digits and only `+ - ( ) .` and spaces beside them.
    pub fn parse(typed: &str) -> Result<Self, ContactError> {
        let text: String = typed.trim().nfkc().map(|c| if "‐‑–—−ー".contains(c) { '-' } else { c }).collect();
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let fits = text.chars().all(|c| c.is_ascii_digit() || "+-(). ".contains(c))
            && text.rfind('+').is_none_or(|at| at == 0);
        if fits && (6..=15).contains(&digits) { Ok(Self(text)) } else { Err(ContactError::NotAPhone) }
    }

    /// The number as it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[phone]")
    }
}

impl serde::Serialize for Phone {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Phone {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_narrowed_and_its_domain_lowered() {
        let address = EmailAddress::parse(" Ｔanaka@Example.CO.JP ").unwrap();
        assert_eq!(address.as_str(), "Tanaka@example.co.jp");
        assert_eq!(address.index_form(), "tanaka@example.co.jp");
        assert_eq!(format!("{address:?}"), "[e-mail]");
    }

    #[test]
    fn header_breaks_and_lists_are_no_addresses() {
        for bad in ["", "a", "a@b", "a@b.c\r\nBcc: x@y.z", "a@b.c, d@e.f", "@b.c", "a b@c.d", "a@-b.c", "a@b..c"] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn numbers_of_three_countries_are_taken_in_any_width() {
        for good in ["+81 90-1234-5678", "０３−１２３４−５６７８", "+65 6123 4567", "(852) 2123 4567"] {
            assert!(Phone::parse(good).is_ok(), "{good}");
        }
        for bad in ["12345", "call me", "1234567890123456", "090+12345678"] {
            assert!(Phone::parse(bad).is_err(), "{bad}");
        }
    }
}
