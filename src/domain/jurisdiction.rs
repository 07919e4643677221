//! The three laws, and countries.

use std::fmt;
use std::str::FromStr;

use super::locale::Locale;
use crate::text_enum;

text_enum! {
    /// One of the three laws that records are held under.
    "jurisdiction" Jurisdiction {
        /// Japan: APPI.
        Jp = "JP",
        /// Singapore: PDPA.
        Sg = "SG",
        /// Hong Kong: PDPO.
        Hk = "HK",
    }
}

impl Jurisdiction {
    /// The country code of this law.
    pub const fn country(self) -> Country {
        match self {
            Self::Jp => Country(*b"JP"),
            Self::Sg => Country(*b"SG"),
            Self::Hk => Country(*b"HK"),
        }
    }

    /// The language that somebody is written to in where theirs is not known.
    pub const fn locale(self) -> Locale {
        match self {
            Self::Jp => Locale::Ja,
            Self::Sg => Locale::En,
            Self::Hk => Locale::ZhHant,
        }
    }
}

/// A country or territory as two letters (ISO 3166-1 alpha-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

/// The text is not two capital letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a country is two capital letters, such as JP")]
pub struct NotACountry;

impl Country {
    /// The two letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("ZZ")
    }

    /// The law of this country, if it is one of the three.
    pub fn jurisdiction(self) -> Option<Jurisdiction> {
        self.as_str().parse().ok()
    }
}

impl FromStr for Country {
    type Err = NotACountry;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.as_bytes() {
            [a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Ok(Self([*a, *b])),
            _ => Err(NotACountry),
        }
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for Country {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> serde::Deserialize<'de> for Country {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
