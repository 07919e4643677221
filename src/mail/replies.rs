//! What an answer begins with: to whom, about what, in which language, and what is quoted.
//!
//! Invariant: what others wrote is not taken at its word. An answer goes elsewhere than to the sender only within the
//! sender's own domain, and nothing that a header cannot have comes out of a subject.

use std::collections::HashSet;

use crate::domain::contact::EmailAddress;
use crate::domain::letters::nfkc_lowercase;
use crate::domain::locale::Locale;
use crate::domain::message::MessageHead;
use crate::domain::time::Day;

/// Characters of a subject.
pub const LONGEST_SUBJECT: usize = 200;
/// Lines and characters that are quoted.
const QUOTED: (usize, usize) = (400, 20_000);
/// Characters of a line by which it is known again where it is quoted.
const TELLING: usize = 20;
/// What mail programs put before the subject of an answer.
const ANSWERS: [&str; 9] = ["re", "返信", "回复", "回覆", "答复", "答覆", "aw", "sv", "antw"];
/// Characters of such a word with its count.
const LONGEST_ANSWER_WORD: usize = 12;

/// The address that an answer goes to, and whether the mail asks for another one in another domain.
#[derive(Clone, PartialEq, Eq)]
pub struct AnswerTo {
    /// The address.
    pub address: EmailAddress,
    /// Whether answers were to go elsewhere.
    pub is_diverted: bool,
}

impl std::fmt::Debug for AnswerTo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[AnswerTo]")
    }
}

/// Whom an answer to a mail goes to, if anybody can be named.
pub fn answer_to(head: &MessageHead) -> Option<AnswerTo> {
    let parsed = |address: &str| EmailAddress::parse(address).ok();
    let sender = head.from.as_ref().and_then(|from| parsed(&from.address));
    let wanted = head.reply_to.iter().find_map(|one| parsed(&one.address));
    match (sender, wanted) {
        (Some(sender), Some(wanted)) if domain(&sender) == domain(&wanted) => {
            Some(AnswerTo { address: wanted, is_diverted: false })
        }
        (Some(sender), wanted) => Some(AnswerTo { address: sender, is_diverted: wanted.is_some() }),
        (None, wanted) => wanted.map(|address| AnswerTo { address, is_diverted: true }),
    }
}

/// What follows the `@`.
pub fn domain(address: &EmailAddress) -> &str {
    address.as_str().rsplit_once('@').map_or("", |(_, domain)| domain)
}

/// The subject of an answer: one `Re:`, whatever there was before.
pub fn subject(answered: &str) -> String {
    let cleaned = one_line(answered);
    let mut rest = cleaned.trim();
    while let Some(shorter) = without_word(rest, &ANSWERS) {
        rest = shorter.trim_start();
    }
    let whole = format!("Re: {rest}");
    whole.trim_end().chars().take(LONGEST_SUBJECT).collect()
}

/// A text as one line of characters that a header may have, none of which turns the direction of reading.
pub(super) fn one_line(text: &str) -> String {
    let spaced = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    spaced.filter(|c| !turns(*c)).collect()
}

/// Whether a character turns the direction of reading.
const fn turns(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// What follows one of some words, such as `Re:`, `RE[2]:`, `返信：`.
pub(super) fn without_word<'a>(subject: &'a str, words: &[&str]) -> Option<&'a str> {
    let (at, colon) = subject.char_indices().take(LONGEST_ANSWER_WORD).find(|(_, c)| matches!(c, ':' | '：'))?;
    let word = nfkc_lowercase(subject.get(..at)?);
    let word = word.trim().trim_end_matches(|c: char| c.is_ascii_digit() || "[]()^".contains(c));
    words.contains(&word).then(|| subject.get(at + colon.len_utf8()..)).flatten()
}

/// A text as it is quoted: each line after a mark.
pub fn quoted(text: &str) -> String {
    let mut quote = String::new();
    for line in text.trim_end().lines().take(QUOTED.0) {
        let line: String = line.chars().filter(|c| !c.is_control() || *c == '\t').collect();
        if quote.chars().count() + line.chars().count() > QUOTED.1 {
            break;
        }
        let mark = if line.is_empty() || line.starts_with('>') { ">" } else { "> " };
        quote.push_str(mark);
        quote.push_str(&line);
        quote.push('\n');
    }
    quote
}

/// Whether a text quotes another one: behind a mark stands a line of what that one's writer wrote that is long enough to
/// be told from any other, or the longest if none is.
pub fn quotes(text: &str, said: &str) -> bool {
    let is_marked = |line: &&str| line.trim_start().starts_with('>');
    let quoted: HashSet<String> = text.lines().filter(is_marked).map(words_of).collect();
    let mut own: Vec<String> = own_words(said).map(words_of).collect();
    if own.iter().all(String::is_empty) {
        own = said.lines().map(words_of).collect();
    }
    let length = |line: &String| line.chars().count();
    let telling = own.iter().map(length).max().unwrap_or_default().clamp(1, TELLING);
    own.iter().any(|line| length(line) >= telling && quoted.contains(line))
}

/// A line without what marks a quotation, as [`quoted`] takes it over.
fn words_of(line: &str) -> String {
    let words = line.trim_start_matches(|c: char| c == '>' || c.is_whitespace()).trim_end();
    words.chars().filter(|c| !c.is_control()).collect()
}

/// The line before a quotation: who wrote it, and when.
pub fn attribution(name: &str, day: Day, locale: Locale) -> String {
    let (name, day) = (one_line(name), day.written(locale));
    match locale {
        Locale::Ja => format!("{day}、{name}："),
        Locale::En => format!("On {day}, {name} wrote:"),
        Locale::ZhHant => format!("{day}，{name}："),
    }
}

/// What stands under a message of somebody who wrote no signature of their own: who writes, for whom.
pub fn signature(name: &str, office: &str, company: &str) -> String {
    let lines = [name, office, company].into_iter().filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// A signature after the line by which mail programs know it (RFC 3676, section 4.3).
pub fn signed(signature: &str) -> String {
    format!("-- \n{signature}")
}

/// The language that a text is in, as far as its letters tell.
pub fn language(text: &str) -> Option<Locale> {
    let own = || own_words(text);
    let count = |of: fn(char) -> bool| own().flat_map(str::chars).filter(|c| of(*c)).count();
    let (kana, han, latin) = (count(is_kana), count(is_han), count(|c| c.is_ascii_alphabetic()));
    match () {
        // A word of Japanese in a text of another language, such as a name, does not make it Japanese.
        () if kana > 0 && (kana + han) * 4 > latin => Some(Locale::Ja),
        () if han > 0 && han * 4 > latin => Some(Locale::ZhHant),
        () if latin > 0 => Some(Locale::En),
        () => None,
    }
}

/// The lines of a text that its writer wrote: not those that are quoted.
pub(super) fn own_words(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with('>'))
}

pub(super) const fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9D}')
}

pub(super) const fn is_han(c: char) -> bool {
    matches!(c, '々' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::message::MailAddress;

    fn from(address: &str) -> MailAddress {
        MailAddress { name: String::new(), address: address.to_owned() }
    }

    fn goes_to(sender: Option<&str>, reply_to: &[&str]) -> Option<(String, bool)> {
        let reply_to = reply_to.iter().map(|address| from(address)).collect();
        let head = MessageHead { from: sender.map(from), reply_to, ..MessageHead::default() };
        answer_to(&head).map(|to| (to.address.as_str().to_owned(), to.is_diverted))
    }

    #[test]
    fn an_answer_goes_elsewhere_only_within_the_senders_domain() {
        let to = |address: &str, diverted| Some((address.to_owned(), diverted));
        assert_eq!(goes_to(Some("a@example.org"), &[]), to("a@example.org", false));
        assert_eq!(goes_to(Some("a@example.org"), &["b@example.org"]), to("b@example.org", false));
        assert_eq!(goes_to(Some("a@example.org"), &["b@evil.example"]), to("a@example.org", true));
        assert_eq!(goes_to(Some("a@example.org"), &["b@example.org.evil.example"]), to("a@example.org", true));
        assert_eq!(goes_to(Some("a@example.org"), &["nobody"]), to("a@example.org", false));
        assert_eq!(goes_to(None, &["b@evil.example"]), to("b@evil.example", true));
        assert_eq!(goes_to(Some("no address"), &[]), None);
    }

    #[test]
    fn an_answers_subject_has_one_re() {
        for (answered, then) in [
            ("面接の日程", "Re: 面接の日程"),
            ("Re: RE: re[2]: 面接", "Re: 面接"),
            ("Ｒｅ：返信：面接", "Re: 面接"),
            ("回覆: RE: interview", "Re: interview"),
            ("Research: a plan", "Re: Research: a plan"),
            ("Fwd: Re: plan", "Re: Fwd: Re: plan"),
            ("", "Re:"),
            ("Re:", "Re:"),
            ("x\r\nBcc: y@example.org", "Re: x  Bcc: y@example.org"),
            ("a\u{202E}b", "Re: ab"),
        ] {
            assert_eq!(subject(answered), then);
        }
        assert_eq!(subject(&"長".repeat(500)).chars().count(), LONGEST_SUBJECT);
    }

    #[test]
    fn a_quotation_marks_every_line_and_has_an_end() {
        assert_eq!(quoted("one\n\n> two\nthree\n\n\n"), "> one\n>\n>> two\n> three\n");
        assert_eq!(quoted(&"line\n".repeat(10_000)).lines().count(), QUOTED.0);
        assert!(quoted(&("x".repeat(30_000))).is_empty());
    }

    #[test]
    fn a_text_quotes_another_if_a_telling_line_of_it_stands_behind_a_mark() {
        let said =
            "Dear Rin,\nI was in hospital for two weeks in May.\nThursday suits me.\n\n> Does Thursday suit you?";
        let answer = |quoted: &str| format!("Thank you.\n\nOn Thursday, Akari wrote:\n{quoted}");
        assert!(quotes(&answer(&quoted(said)), said), "as we quote");
        assert!(quotes(&answer("> Thursday suits me.\n>> I was in hospital for two weeks in May.  "), said));
        assert!(!quotes(&answer("> Thursday suits me."), said), "too short to be told from others");
        assert!(!quotes(&answer("> Does Thursday suit you?"), said), "what it quoted is not its own");
        assert!(!quotes("I was in hospital for two weeks in May.", said), "no quotation");
        assert!(quotes(&answer("> 先週から入院しています。"), "先週から入院しています。\n田中"), "the longest");
        assert!(!quotes(&answer("> 田中"), "先週から入院しています。\n田中"));
        assert!(quotes(&answer(&quoted("> passed on")), "> passed on"), "there is nothing else of it");
        assert!(!quotes(&answer(">\n> "), "") && !quotes("", said));
    }

    #[test]
    fn the_letters_tell_the_language() {
        assert_eq!(language("面接の日程についてご連絡いたします。"), Some(Locale::Ja));
        assert_eq!(language("關於面試安排，謝謝。"), Some(Locale::ZhHant));
        assert_eq!(
            language("Dear Ms Tanaka (たなか), thank you for your application to our office."),
            Some(Locale::En)
        );
        assert_eq!(language("Thank you.\n> 面接の日程について"), Some(Locale::En));
        assert_eq!(language("123"), None);
    }

    #[test]
    fn a_signature_leaves_out_what_is_not_known() {
        assert_eq!(signed(&signature("Rin", "Tokyo", "")), "-- \nRin\nTokyo");
    }
}
