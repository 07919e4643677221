//! The three languages of every page.

use crate::text_enum;

text_enum! {
    /// A language of the pages, as an `html lang` value.
    "locale" Locale {
        /// Japanese; the one that prevails in notices.
        Ja = "ja",
        /// English.
        En = "en",
        /// Traditional Chinese.
        ZhHant = "zh-Hant",
    }
}

/// A text in all three languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct InThreeLanguages {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
    /// Traditional Chinese.
    #[serde(rename = "zh-Hant")]
    pub zh_hant: String,
}

impl InThreeLanguages {
    /// The text without the space around it, such as the line breaks that a file's quotes bring.
    pub fn trimmed(&self) -> Self {
        Self { ja: self.ja.trim().to_owned(), en: self.en.trim().to_owned(), zh_hant: self.zh_hant.trim().to_owned() }
    }

    /// The languages in which nothing but space stands.
    pub fn missing(&self) -> Vec<Locale> {
        let all = [(Locale::Ja, &self.ja), (Locale::En, &self.en), (Locale::ZhHant, &self.zh_hant)];
        all.into_iter().filter(|(_, text)| text.trim().is_empty()).map(|(locale, _)| locale).collect()
    }

    /// The text in one language; an empty one falls back to English, then Japanese.
    pub fn get(&self, locale: Locale) -> &str {
        let wanted = match locale {
            Locale::Ja => &self.ja,
            Locale::En => &self.en,
            Locale::ZhHant => &self.zh_hant,
        };
        [wanted, &self.en, &self.ja].into_iter().find(|text| !text.is_empty()).map_or("", String::as_str)
    }
}
