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

/// What a link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leads {
    /// A question for a consent.
    ToQuestion,
    /// The candidate's own page.
    ToOwnPage,
    /// A later version of the notice.
    ToNotice,
}

/// A letter that brings a processor a package: from whom, how many records, and for which public key they are locked.
#[derive(Debug, Clone)]
pub struct PackageLetter<'a> {
    /// The company's name.
    pub company: &'a str,
    /// The office's name.
    pub office: &'a str,
    /// The company's contact point for questions about personal information; may be empty.
    pub contact: &'a str,
    /// How many records there are.
    pub records: i64,
    /// The public key.
    pub recipient: &'a str,
}

macro_rules! templates {
    ($($name:ident $letter:ident $path:tt,)+) => {$(
        #[derive(Template)]
        #[template(path = $path)]
        struct $name<'a> {
            letter: &'a $letter<'a>,
        }
    )+};
}

templates! {
    ConsentRequestJa LinkLetter "mail/consent_request.ja.txt",
    ConsentRequestEn LinkLetter "mail/consent_request.en.txt",
    ConsentRequestZhHant LinkLetter "mail/consent_request.zh-Hant.txt",
    SignInJa LinkLetter "mail/sign_in.ja.txt",
    SignInEn LinkLetter "mail/sign_in.en.txt",
    SignInZhHant LinkLetter "mail/sign_in.zh-Hant.txt",
    NoticeJa LinkLetter "mail/notice.ja.txt",
    NoticeEn LinkLetter "mail/notice.en.txt",
    NoticeZhHant LinkLetter "mail/notice.zh-Hant.txt",
    PackageJa PackageLetter "mail/package.ja.txt",
    PackageEn PackageLetter "mail/package.en.txt",
    PackageZhHant PackageLetter "mail/package.zh-Hant.txt",
}

impl LinkLetter<'_> {
    /// The letter in a language, by what its link leads to.
    ///
    /// # Errors
    /// Only if memory runs out.
    pub fn words(&self, leads: Leads, locale: Locale) -> Result<Words, askama::Error> {
        let letter = self;
        Ok(parted(&match (leads, locale) {
            (Leads::ToQuestion, Locale::Ja) => ConsentRequestJa { letter }.render()?,
            (Leads::ToQuestion, Locale::En) => ConsentRequestEn { letter }.render()?,
            (Leads::ToQuestion, Locale::ZhHant) => ConsentRequestZhHant { letter }.render()?,
            (Leads::ToOwnPage, Locale::Ja) => SignInJa { letter }.render()?,
            (Leads::ToOwnPage, Locale::En) => SignInEn { letter }.render()?,
            (Leads::ToOwnPage, Locale::ZhHant) => SignInZhHant { letter }.render()?,
            (Leads::ToNotice, Locale::Ja) => NoticeJa { letter }.render()?,
            (Leads::ToNotice, Locale::En) => NoticeEn { letter }.render()?,
            (Leads::ToNotice, Locale::ZhHant) => NoticeZhHant { letter }.render()?,
        }))
    }
}

impl PackageLetter<'_> {
    /// The letter in a language.
    ///
    /// # Errors
    /// Only if memory runs out.
    pub fn words(&self, locale: Locale) -> Result<Words, askama::Error> {
        let letter = self;
        Ok(parted(&match locale {
            Locale::Ja => PackageJa { letter }.render()?,
            Locale::En => PackageEn { letter }.render()?,
            Locale::ZhHant => PackageZhHant { letter }.render()?,
        }))
    }
}

/// The first line of a template is the subject.
fn parted(whole: &str) -> Words {
    let (subject, text) = whole.split_once('\n').unwrap_or((whole, ""));
    Words { subject: subject.trim().to_owned(), text: text.trim().to_owned() + "\n" }
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
        let all = [Leads::ToQuestion, Leads::ToOwnPage, Leads::ToNotice];
        for (leads, locale) in all.into_iter().flat_map(|leads| Locale::ALL.iter().map(move |locale| (leads, *locale)))
        {
            let words = letter.words(leads, locale).unwrap();
            assert!(words.subject.contains("Example & Co"), "{locale}: {}", words.subject);
            let links = words.text.lines().filter(|line| *line == letter.link).count();
            assert_eq!(links, 1, "{locale}: the link stands alone on its line");
            assert!(words.text.contains("7 December 2026"), "{locale}");
            assert!(!words.text.contains("\n\n\n"), "{locale}: no gap where there is no contact");
        }
    }
    #[test]
    fn a_letter_with_a_package_names_its_key_and_how_many_records_there_are() {
        let letter = PackageLetter {
            company: "Example & Co",
            office: "Tokyo",
            contact: "privacy@example.com",
            records: 214,
            recipient: "age1key",
        };
        for locale in Locale::ALL {
            let words = letter.words(*locale).unwrap();
            assert!(words.subject.contains("Example & Co"), "{locale}: {}", words.subject);
            assert!(words.text.lines().any(|line| line == "age1key"), "{locale}");
            assert!(words.text.contains("214") && words.text.contains("privacy@example.com"), "{locale}");
        }
    }
}
