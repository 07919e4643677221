//! What letters say, in the language of whoever gets them.

use askama::Template;

use crate::domain::locale::Locale;

/// A letter in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The line that mail programs list.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// A question for a consent: by whom, and where it can be read and answered. What is asked is not in it.
#[derive(Debug, Clone)]
pub struct ConsentLetter<'a> {
    /// The company's name.
    pub company: &'a str,
    /// The office's name.
    pub office: &'a str,
    /// The company's contact point for questions about personal information; may be empty.
    pub contact: &'a str,
    /// The address of the page that answers it, which works once.
    pub link: &'a str,
    /// The last day on which it does, written out.
    pub until: &'a str,
}

#[derive(Template)]
#[template(path = "mail/consent_request.ja.txt")]
struct Japanese<'a> {
    letter: &'a ConsentLetter<'a>,
}

#[derive(Template)]
#[template(path = "mail/consent_request.en.txt")]
struct English<'a> {
    letter: &'a ConsentLetter<'a>,
}

#[derive(Template)]
#[template(path = "mail/consent_request.zh-Hant.txt")]
struct Chinese<'a> {
    letter: &'a ConsentLetter<'a>,
}

impl ConsentLetter<'_> {
    /// The letter in a language.
    ///
    /// # Errors
    /// Only if memory runs out.
    pub fn words(&self, locale: Locale) -> Result<Words, askama::Error> {
        let whole = match locale {
            Locale::Ja => Japanese { letter: self }.render()?,
            Locale::En => English { letter: self }.render()?,
            Locale::ZhHant => Chinese { letter: self }.render()?,
        };
        // The first line of a template is the subject.
        let (subject, text) = whole.split_once('\n').unwrap_or((&whole, ""));
        Ok(Words { subject: subject.trim().to_owned(), text: text.trim().to_owned() + "\n" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_names_who_asks_and_the_link_and_not_what_is_asked() {
        let letter = ConsentLetter {
            company: "Example & Co",
            office: "Tokyo",
            contact: "",
            link: "https://saiyo.example.com/me/answers/x",
            until: "7 December 2026",
        };
        for locale in Locale::ALL {
            let words = letter.words(*locale).unwrap();
            assert!(words.subject.contains("Example & Co"), "{locale}: {}", words.subject);
            let links = words.text.lines().filter(|line| *line == letter.link).count();
            assert_eq!(links, 1, "{locale}: the link stands alone on its line");
            assert!(words.text.contains("7 December 2026"), "{locale}");
            assert!(!words.text.contains("\n\n\n"), "{locale}: no gap where there is no contact");
        }
    }
}
