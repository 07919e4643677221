//! The words of every page, in three languages, embedded in the binary.
//!
//! Invariant: a text that is missing is shown as its key in brackets, never as nothing and never as a panic;
//! a test reads templates and sources and holds the three languages to the same keys.

mod choose;
mod worded;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, langid};
use jiff::tz::TimeZone;

use crate::domain::jurisdiction::Country;
use crate::domain::locale::Locale;
use crate::domain::time::{Day, Ts};

pub use choose::choose;
pub use worded::Worded;

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

/// Texts without values that were put together already, language by language.
static SAID: LazyLock<[RwLock<HashMap<String, String>>; 3]> = LazyLock::new(Default::default);

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

impl Texts {
    /// The texts of a language.
    pub const fn of(locale: Locale) -> Self {
        Self { locale }
    }

    /// A text without values in it. It is the same every time, so each is put together once.
    pub fn say(&self, key: &str) -> String {
        let known = &SAID[self.locale as usize];
        if let Some(text) = known.read().unwrap_or_else(PoisonError::into_inner).get(key) {
            return text.clone();
        }
        let text = self.look_up(key, None);
        // Keys come from templates and closed lists; only a text that is there is kept.
        if !text.starts_with('⟦') {
            known.write().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), text.clone());
        }
        text
    }

    /// A text with one value in it, counted where the language counts.
    pub fn with(&self, key: &str, name: &'static str, value: impl Argument) -> String {
        self.look_up(key, Some(&HashMap::from([(Cow::from(name), value.value())])))
    }

    /// What stands before and after a value in a text that does not count: for many values, put together once.
    pub fn around(&self, key: &str, name: &'static str) -> (String, String) {
        const VALUE: &str = "\u{E000}";
        let text = self.with(key, name, VALUE);
        text.split_once(VALUE).map_or((text.clone(), String::new()), |(before, after)| (before.into(), after.into()))
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
        day.written(self.locale)
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

#[cfg(test)]
mod texts_tests;
