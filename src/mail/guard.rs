//! What is looked at before a message leaves: what people regret most often in a mail that has gone.
//!
//! Invariant: pure, and only a warning: whoever has read it sends the message all the same. A blank that was left to be
//! filled in alone is never sent.

mod words;

use self::words::{AFTER_CIRCLES, BLANKS, FILES, HEALTH};
use super::addressing::folded;
use super::replies::{is_han, is_kana, own_words};
use crate::domain::candidate::PersonName;
use crate::domain::contact::EmailAddress;
use crate::text_enum;

text_enum! {
    /// What may be wrong with a message.
    "warning" Warning {
        /// It goes to an address that is neither the candidate's nor one of this conversation.
        UnknownRecipient = "unknown_recipient",
        /// It goes to several people outside.
        SeveralRecipients = "several_recipients",
        /// Mail to an address that it goes to came back.
        CameBack = "came_back",
        /// It names another candidate.
        OtherCandidate = "other_candidate",
        /// It speaks of somebody's health.
        Health = "health",
        /// It speaks of a file, and has none.
        MissingFile = "missing_file",
        /// A blank of a template was not filled in.
        Unfilled = "unfilled",
    }
}

impl Warning {
    /// Whether a message may go although somebody was warned.
    pub const fn may_be_overridden(self) -> bool {
        !matches!(self, Self::Unfilled)
    }
}

/// A message before it leaves, and what it is compared with.
pub struct Checked<'a> {
    /// Everybody outside who is to get it: not those of ours who may.
    pub recipients: &'a [EmailAddress],
    /// What it is about.
    pub subject: &'a str,
    /// What it says.
    pub text: &'a str,
    /// Whether files go with it.
    pub has_files: bool,
    /// The addresses of the candidate and of the conversation.
    pub known: &'a [EmailAddress],
    /// Whether it names somebody else ([`named`]).
    pub names_other: bool,
    /// Whether mail to one of the recipients came back.
    pub came_back: bool,
}

/// Characters of a blank between braces.
const LONGEST_BLANK: usize = 60;

/// Everything that may be wrong with a message, each once, in the order of the list.
pub fn warnings(message: &Checked<'_>) -> Vec<Warning> {
    let is_known = |to: &EmailAddress| message.known.iter().any(|known| known.index_form() == to.index_form());
    let written = written(message.subject, message.text);
    let found = [
        (Warning::UnknownRecipient, !message.recipients.iter().all(is_known)),
        (Warning::SeveralRecipients, message.recipients.len() > 1),
        (Warning::CameBack, message.came_back),
        (Warning::OtherCandidate, message.names_other),
        (Warning::Health, HEALTH.iter().any(|word| speaks_of(&written, word))),
        (Warning::MissingFile, !message.has_files && FILES.iter().any(|word| speaks_of(&written, word))),
        (Warning::Unfilled, has_blank(&written)),
    ];
    found.into_iter().filter(|(_, is_so)| *is_so).map(|(warning, _)| warning).collect()
}

/// Which of some people a message names whole, by their places, other than the candidate, who may be called the same.
pub fn named(subject: &str, text: &str, others: &[PersonName], candidate: Option<&PersonName>) -> Vec<usize> {
    let written = written(subject, text);
    let found = others.iter().enumerate().filter(|(_, other)| names(&written, other, candidate));
    found.map(|(at, _)| at).collect()
}

/// Subject and text as they were written now, without what is quoted, in one width and small letters.
fn written(subject: &str, text: &str) -> String {
    let lines: Vec<&str> = std::iter::once(subject).chain(own_words(text)).collect();
    folded(&lines.join("\n"))
}

/// Whether a text has a word; a Latin one only where a word begins.
fn speaks_of(folded: &str, word: &str) -> bool {
    let begins = |at: usize| folded.get(..at).and_then(|before| before.chars().next_back()).is_none_or(is_border);
    folded.match_indices(word).any(|(at, _)| !word.is_ascii() || begins(at))
}

const fn is_border(c: char) -> bool {
    !c.is_ascii_alphanumeric()
}

/// Whether a blank was left: `{{name}}`, `[氏名]`, `〇〇様`. Circles alone are zeros as well, as in 二〇〇八年.
fn has_blank(folded: &str) -> bool {
    let in_braces = folded.split("{{").skip(1).any(|after| {
        let inside = after.split("}}").next().unwrap_or_default();
        after.contains("}}") && inside.chars().count() <= LONGEST_BLANK && !inside.contains(['\n', '{'])
    });
    in_braces || BLANKS.iter().any(|blank| folded.contains(blank)) || has_circles(folded)
}

fn has_circles(folded: &str) -> bool {
    AFTER_CIRCLES.iter().any(|after| {
        folded.match_indices(after).any(|(at, _)| {
            let before = folded.get(..at).unwrap_or_default().trim_end();
            let name = before.trim_end_matches(is_circle);
            // An x is a letter of a name as well.
            before.get(name.len()..).is_some_and(|circles| circles.chars().count() > 1)
                && !name.ends_with(|c: char| c.is_ascii_alphanumeric())
        })
    })
}

const fn is_circle(c: char) -> bool {
    matches!(c, '〇' | '○' | '◯' | '●' | '△' | '×' | 'x' | '_')
}

/// Whether a text names somebody whole, and not the candidate, who may be called the same.
fn names(folded_text: &str, other: &PersonName, candidate: Option<&PersonName>) -> bool {
    let (family, given) = (folded(&other.family), folded(&other.given));
    let is_same = candidate.is_some_and(|own| folded(&own.family) == family && folded(&own.given) == given);
    if is_same || family.is_empty() || given.is_empty() {
        return false;
    }
    if format!("{family}{given}").chars().all(|c| is_han(c) || is_kana(c)) {
        let together = format!("{family}{given}");
        let closed: String = folded_text.chars().filter(|c| *c != ' ').collect();
        // Two characters are a word more often than a name.
        return together.chars().count() > 2 && closed.contains(&together);
    }
    [format!("{given} {family}"), format!("{family} {given}"), format!("{family}, {given}")].iter().any(|name| {
        folded_text.match_indices(name.as_str()).any(|(at, _)| {
            let before = folded_text.get(..at).and_then(|text| text.chars().next_back());
            let after = folded_text.get(at + name.len()..).and_then(|text| text.chars().next());
            !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(family: &str, given: &str) -> PersonName {
        PersonName { family: family.to_owned(), given: given.to_owned(), ..PersonName::default() }
    }

    fn email(address: &str) -> EmailAddress {
        EmailAddress::parse(address).unwrap()
    }

    struct Message<'a> {
        to: &'a [&'a str],
        text: &'a str,
        has_files: bool,
    }

    fn warned(message: &Message<'_>) -> Vec<Warning> {
        let recipients: Vec<EmailAddress> = message.to.iter().map(|to| email(to)).collect();
        warnings(&Checked {
            recipients: &recipients,
            subject: "面接",
            text: message.text,
            has_files: message.has_files,
            known: &[email("Akari@example.org")],
            names_other: false,
            came_back: false,
        })
    }

    fn said(text: &str) -> Vec<Warning> {
        warned(&Message { to: &["akari@example.org"], text, has_files: false })
    }

    #[test]
    fn whom_it_goes_to_is_looked_at() {
        let to = |to: &[&str]| warned(&Message { to, text: "", has_files: false });
        assert_eq!(to(&["akari@example.org"]), []);
        assert_eq!(to(&[]), [], "it goes to people of ours alone");
        assert_eq!(to(&["akari@example.com"]), [Warning::UnknownRecipient]);
        assert_eq!(to(&["akari@example.org", "x@y.example"]), [Warning::UnknownRecipient, Warning::SeveralRecipients]);
    }

    #[test]
    fn the_whole_name_of_another_candidate_is_found() {
        let others =
            [name("佐藤", "花子"), name("Tan", "Wei Ling"), name("田中", "灯"), name("高", "明"), name("", "x")];
        let found = |text: &str| named("面接", text, &others, Some(&name("田中", "灯")));
        for text in ["佐藤花子様のご経歴", "佐藤 花子", "> x\n佐藤　花子"] {
            assert_eq!(found(text), [0], "{text}");
        }
        for text in ["met WEI LING TAN today", "Tan, Wei Ling", "Tan Wei Ling."] {
            assert_eq!(found(text), [1], "{text}");
        }
        for text in ["佐藤様", "田中 灯 様", "Wei Lingtan", "Tan Wei Lingerie", "この高明な", "> 佐藤花子"]
        {
            assert!(found(text).is_empty(), "{text}");
        }
        assert_eq!(named("佐藤花子様", "", &others, None), [0], "in the subject as well");
    }

    #[test]
    fn an_address_from_which_mail_came_back_is_told_and_may_be_written_to() {
        let recipients = [email("akari@example.org")];
        let checked = |came_back| Checked {
            recipients: &recipients,
            subject: "面接",
            text: "",
            has_files: false,
            known: &recipients,
            names_other: false,
            came_back,
        };
        assert_eq!(warnings(&checked(true)), [Warning::CameBack]);
        assert_eq!(warnings(&checked(false)), []);
        assert!(Warning::CameBack.may_be_overridden());
    }

    #[test]
    fn words_about_health_and_files_are_found_in_three_languages() {
        for text in ["健康診断の結果", "your medical history", "請提交病歷"] {
            assert_eq!(said(text), [Warning::Health], "{text}");
        }
        for text in ["添付のとおり", "Please find attached", "詳見附件", "ＡＴＴＡＣＨＥＤ"] {
            assert_eq!(said(text), [Warning::MissingFile], "{text}");
            assert_eq!(warned(&Message { to: &["akari@example.org"], text, has_files: true }), [], "{text}");
        }
        assert_eq!(said("unattached, a paramedical history, hospitality\n> 添付"), []);
    }

    #[test]
    fn a_blank_that_was_left_is_found_and_never_sent() {
        for text in ["{{name}} 様", "{{ 氏名 }}", "〇〇様", "○○ 株式会社", "xx様", "[Name]", "【氏名】"]
        {
            assert_eq!(said(text), [Warning::Unfilled], "{text}");
        }
        for text in ["二〇〇八年", "a {b} c", "{{\n}}", "> {{name}}", "〇様", "max様", "Foxx様"] {
            assert_eq!(said(text), [], "{text}");
        }
        assert!(!Warning::Unfilled.may_be_overridden() && Warning::Health.may_be_overridden());
    }
}
