//! What letters say, in the language of whoever gets them.

use askama::Template;

use crate::domain::letter::LetterKind;
use crate::domain::locale::Locale;

/// A letter in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The line that mail programs list.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// A letter that brings a link: from whom, and where it leads. Nothing about its reader is in it, nor what is asked.
#[derive(Debug, Clone)]
pub struct LinkLetter<'a> {
    /// The company's name.
    pub company: &'a str,
    /// The office's name.
    pub office: &'a str,
    /// The company's contact point for questions about personal information; may be empty.
    pub contact: &'a str,
    /// The address, which works once.
    pub link: &'a str,
    /// The last day on which it does, written out.
    pub until: &'a str,
}

macro_rules! templates {
    ($($name:ident $path:tt,)+) => {$(
        #[derive(Template)]
        #[template(path = $path)]
        struct $name<'a> {
            letter: &'a LinkLetter<'a>,
        }
    )+};
}

templates! {
    ConsentRequestJa "mail/consent_request.ja.txt",
    ConsentRequestEn "mail/consent_request.en.txt",
    ConsentRequestZhHant "mail/consent_request.zh-Hant.txt",
    SignInJa "mail/sign_in.ja.txt",
    SignInEn "mail/sign_in.en.txt",
    SignInZhHant "mail/sign_in.zh-Hant.txt",
}

impl LinkLetter<'_> {
    /// The letter of a kind in a language.
    ///
    /// # Errors
    /// Only if memory runs out.
    pub fn words(&self, kind: LetterKind, locale: Locale) -> Result<Words, askama::Error> {
        let letter = self;
        let whole = match (kind, locale) {
            (LetterKind::ConsentRequest, Locale::Ja) => ConsentRequestJa { letter }.render()?,
            (LetterKind::ConsentRequest, Locale::En) => ConsentRequestEn { letter }.render()?,
            (LetterKind::ConsentRequest, Locale::ZhHant) => ConsentRequestZhHant { letter }.render()?,
            (LetterKind::SignIn, Locale::Ja) => SignInJa { letter }.render()?,
            (LetterKind::SignIn, Locale::En) => SignInEn { letter }.render()?,
            (LetterKind::SignIn, Locale::ZhHant) => SignInZhHant { letter }.render()?,
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
        let letter = LinkLetter {
            company: "Example & Co",
            office: "Tokyo",
            contact: "",
            link: "https://saiyo.example.com/me/answers/x",
            until: "7 December 2026",
        };
        let each = LetterKind::ALL.iter().flat_map(|kind| Locale::ALL.iter().map(move |locale| (*kind, *locale)));
        for (kind, locale) in each {
            let words = letter.words(kind, locale).unwrap();
            assert!(words.subject.contains("Example & Co"), "{locale}: {}", words.subject);
            let links = words.text.lines().filter(|line| *line == letter.link).count();
            assert_eq!(links, 1, "{locale}: the link stands alone on its line");
            assert!(words.text.contains("7 December 2026"), "{locale}");
            assert!(!words.text.contains("\n\n\n"), "{locale}: no gap where there is no contact");
        }
    }
}
