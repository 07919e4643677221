//! The words of every page, in three languages, embedded in the binary.
//!
//! Invariant: a text that is missing is shown as its key in brackets, never as nothing and never as a panic;
//! a test reads templates and sources and holds the three languages to the same keys.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, langid};
use jiff::tz::TimeZone;

use crate::domain::application::{Finding, Outcome, Source, Stage};
use crate::domain::candidate::{MaritalStatus, Sex};
use crate::domain::category::CategoryId;
use crate::domain::consent::ConsentScope;
use crate::domain::document::{DocumentKind, DocumentState, ReadingFailure};
use crate::domain::health::{HealthKind, UseReasonCode};
use crate::domain::jurisdiction::{Country, Jurisdiction};
use crate::domain::locale::Locale;
use crate::domain::office::LegalForm;
use crate::domain::purpose::Purpose;
use crate::domain::staff::{JobName, Role};
use crate::domain::time::{Day, Ts};
use crate::domain::vacancy::{EmploymentType, VacancyState};

fluent_templates::static_loader! {
    static TEXTS = {
        locales: "./templates/texts",
        fallback_language: "en",
        customise: |bundle| {
            bundle.set_use_isolating(false);
            bundle.set_formatter(Some(|value, _| match value {
                FluentValue::Number(number) => Some(grouped(number.value as i64)),
                _ => None,
            }));
        },
    };
}

const JA: LanguageIdentifier = langid!("ja");
const EN: LanguageIdentifier = langid!("en");
const ZH_HANT: LanguageIdentifier = langid!("zh-Hant");

/// The countries that forms offer by name, the three of the company first.
pub const COUNTRIES: [&str; 44] = [
    "JP", "SG", "HK", "CN", "TW", "MO", "KR", "IN", "ID", "MY", "PH", "TH", "VN", "MM", "KH", "LA", "BD", "NP", "LK",
    "PK", "MN", "AU", "NZ", "US", "CA", "GB", "IE", "FR", "DE", "NL", "BE", "CH", "SE", "NO", "DK", "FI", "ES", "IT",
    "PT", "PL", "UA", "TR", "BR", "MX",
];

/// The texts of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Texts {
    /// Which language.
    pub locale: Locale,
}

/// A value that a text can name or count.
pub trait Argument {
    /// The value as Fluent takes it.
    fn value(&self) -> FluentValue<'static>;
}

impl Argument for str {
    fn value(&self) -> FluentValue<'static> {
        FluentValue::from(self.to_owned())
    }
}
impl Argument for String {
    fn value(&self) -> FluentValue<'static> {
        FluentValue::from(self.clone())
    }
}
impl<T: Argument + ?Sized> Argument for &T {
    fn value(&self) -> FluentValue<'static> {
        (**self).value()
    }
}
macro_rules! counted {
    ($($number:ty)+) => {$(
        impl Argument for $number {
            fn value(&self) -> FluentValue<'static> {
                FluentValue::from(*self)
            }
        }
    )+};
}
counted!(i32 i64 u16 u32 u64 usize);

/// A member of a closed list that has a name in each language.
pub trait Worded {
    /// The first part of the keys of the list's texts.
    fn list(&self) -> &'static str;
    /// The member's fixed word, the second part of its key.
    fn word(&self) -> &'static str;
}

impl<W: Worded> Worded for &W {
    fn list(&self) -> &'static str {
        (**self).list()
    }
    fn word(&self) -> &'static str {
        (**self).word()
    }
}

macro_rules! worded {
    ($($list:literal $name:ident,)+) => {
        $(impl Worded for $name {
            fn list(&self) -> &'static str {
                $list
            }
            fn word(&self) -> &'static str {
                self.as_str()
            }
        })+

        /// The keys of all names of all closed lists.
        #[cfg(test)]
        fn worded_keys() -> Vec<String> {
            [$($name::ALL.iter().map(|member| format!("{}-{}", $list, member.as_str())).collect::<Vec<_>>(),)+].concat()
        }
    };
}

worded! {
    "stage" Stage,
    "outcome" Outcome,
    "source" Source,
    "finding" Finding,
    "sex" Sex,
    "marital" MaritalStatus,
    "category" CategoryId,
    "consent" ConsentScope,
    "file-kind" DocumentKind,
    "file-state" DocumentState,
    "unreadable" ReadingFailure,
    "health-kind" HealthKind,
    "use-reason" UseReasonCode,
    "law" Jurisdiction,
    "legal-form" LegalForm,
    "purpose" Purpose,
    "role" Role,
    "job" JobName,
    "employment" EmploymentType,
    "vacancy-state" VacancyState,
    "language" Locale,
}

impl Texts {
    /// The texts of a language.
    pub const fn of(locale: Locale) -> Self {
        Self { locale }
    }

    /// A text without values in it.
    pub fn say(&self, key: &str) -> String {
        self.look_up(key, None)
    }

    /// A text with one value in it, counted where the language counts.
    pub fn with(&self, key: &str, name: &'static str, value: impl Argument) -> String {
        self.look_up(key, Some(&HashMap::from([(Cow::from(name), value.value())])))
    }

    /// A text with two values in it.
    pub fn with_two(
        &self,
        key: &str,
        name: &'static str,
        value: impl Argument,
        other: &'static str,
        second: impl Argument,
    ) -> String {
        let values = HashMap::from([(Cow::from(name), value.value()), (Cow::from(other), second.value())]);
        self.look_up(key, Some(&values))
    }

    /// The name of a member of a closed list, such as a stage.
    pub fn label(&self, member: impl Worded) -> String {
        self.say(&format!("{}-{}", member.list(), member.word()))
    }

    /// The names of several members, joined as the language joins.
    pub fn labels<W: Worded>(&self, members: &[W]) -> String {
        self.join(&members.iter().map(|member| self.label(member)).collect::<Vec<_>>())
    }

    /// Several names in a row.
    pub fn join(&self, names: &[String]) -> String {
        names.join(match self.locale {
            Locale::En => ", ",
            Locale::Ja | Locale::ZhHant => "、",
        })
    }

    /// The name of a country; its code if it is none of the usual ones.
    pub fn country(&self, country: &Country) -> String {
        let code = country.as_str();
        if COUNTRIES.contains(&code) { self.say(&format!("country-{code}")) } else { code.to_owned() }
    }

    /// The names of several countries.
    pub fn countries(&self, countries: &[Country]) -> String {
        self.join(&countries.iter().map(|country| self.country(country)).collect::<Vec<_>>())
    }

    /// A date as it is written in running text.
    pub fn day(&self, day: &Day) -> String {
        day.0
            .strftime(match self.locale {
                Locale::En => "%-d %B %Y",
                Locale::Ja | Locale::ZhHant => "%Y年%-m月%-d日",
            })
            .to_string()
    }

    /// A moment as it is written in tables, on the clock of a time zone.
    pub fn moment(&self, moment: Ts, zone: &TimeZone) -> String {
        zone.to_datetime(moment.timestamp())
            .strftime(match self.locale {
                Locale::En => "%-d %b %Y, %H:%M",
                Locale::Ja | Locale::ZhHant => "%Y/%m/%d %H:%M",
            })
            .to_string()
    }

    /// A whole number with its thousands parted.
    pub fn number(&self, number: i64) -> String {
        grouped(number)
    }

    /// The size of a file in the unit that suits it.
    pub fn size(&self, bytes: i64) -> String {
        match bytes {
            ..1_000 => format!("{bytes} B"),
            1_000..1_000_000 => format!("{} kB", bytes / 1_000),
            _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
        }
    }

    /// The languages that a page can be in.
    pub fn languages(&self) -> &'static [Locale] {
        Locale::ALL
    }

    /// The name of a language in that language.
    pub fn own_name(&self, locale: &Locale) -> &'static str {
        match locale {
            Locale::Ja => "日本語",
            Locale::En => "English",
            Locale::ZhHant => "繁體中文",
        }
    }

    fn look_up(&self, key: &str, values: Option<&HashMap<Cow<'static, str>, FluentValue<'_>>>) -> String {
        let language = match self.locale {
            Locale::Ja => &JA,
            Locale::En => &EN,
            Locale::ZhHant => &ZH_HANT,
        };
        TEXTS.lookup_single_language(language, key, values).unwrap_or_else(|_| format!("⟦{key}⟧"))
    }
}

fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::from(if number < 0 { "−" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Chooses the language of a page: what was last chosen in this browser, else the account's setting, else the
/// first language the browser asks for that we have (any Chinese is Traditional Chinese), else English.
///
/// The cookie stands before the account so that the switch on the page works at once for everybody; signing in
/// is the moment to set the cookie to the account's language.
pub fn choose(accept_language: Option<&str>, cookie: Option<&str>, user: Option<Locale>) -> Locale {
    cookie
        .and_then(|word| word.parse().ok())
        .or(user)
        .or_else(|| accept_language.and_then(most_wanted))
        .unwrap_or(Locale::En)
}

/// The best of our languages in an `Accept-Language` header (RFC 9110 section 12.5.4).
fn most_wanted(header: &str) -> Option<Locale> {
    let mut best: Option<(f32, Locale)> = None;
    for part in header.split(',').take(32) {
        let (tag, weight) = part.split_once(';').unwrap_or((part, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()).unwrap_or(0.0);
        let locale = match tag.trim().split('-').next().map(str::to_ascii_lowercase).as_deref() {
            Some("ja") => Locale::Ja,
            Some("en") => Locale::En,
            Some("zh" | "yue") => Locale::ZhHant,
            _ => continue,
        };
        if weight > best.map_or(0.0, |(heaviest, _)| heaviest) {
            best = Some((weight, locale));
        }
    }
    best.map(|(_, locale)| locale)
}

#[cfg(test)]
#[path = "texts_tests.rs"]
mod tests;
