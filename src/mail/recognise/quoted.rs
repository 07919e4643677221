//! What a sender wrote themselves: without the mails that they answer.
//!
//! Invariant: a mail that is passed on is part of what is said, a mail that is answered is not. Each line is looked at
//! once.

use super::folded::fold;

/// How a line begins that belongs to the head of a quoted mail, folded.
const HEADS: &[&str] = &[
    "from",
    "sent",
    "date",
    "to",
    "subject",
    "cc",
    "差出人",
    "送信日时",
    "送信者",
    "日时",
    "宛先",
    "件名",
    "寄件者",
    "寄件日期",
    "日期",
    "收件者",
    "主旨",
    "发件人",
    "发送时间",
    "收件人",
    "主题",
];
/// What stands above an answered mail, between dashes.
const ANSWERED: &[&str] = &["original message", "元のめっせーじ", "原始邮件", "原邮件"];
/// What stands above a mail that is passed on.
const PASSED_ON: &[&str] = &[
    "forwarded message",
    "転送めっせーじ",
    "転送されためーる",
    "转寄邮件",
    "转寄的邮件",
    "转发邮件",
    "begin forwarded",
];
/// How a line ends that says whose mail follows, before its colon.
const WROTE: &[&str] = &["wrote", "のめーる", "写道", "书きました"];
/// A line that names a kind of mail is not longer.
const MARK_CHARACTERS: usize = 80;
/// Lines among which the head of a mail stands, and how many of them it has at least.
const HEAD_LINES: usize = 5;
const HEAD_LEAST: usize = 3;

struct Line<'a> {
    raw: &'a str,
    folded: String,
}

enum Kind {
    Own,
    Quoted,
    /// So many lines tell that a quotation line by line follows.
    Introduces(usize),
    /// So many lines stand above a mail that is passed on.
    PassesOn(usize),
    /// A mail that is answered begins, or a signature.
    Ends,
}

/// The sender's own lines. In a mail that `passes_on` another, that is their own up to what it answers.
pub(super) fn own_words(text: &str, mut passes_on: bool) -> String {
    let lines: Vec<Line<'_>> = text.lines().map(|raw| Line { raw, folded: fold(raw.trim()) }).collect();
    let mut kept: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some((line, rest)) = lines.get(at..).and_then(<[_]>::split_first) {
        let lines_of_it = match kind(line, rest, passes_on) {
            Kind::Own => {
                kept.push(line.raw);
                at += 1;
                continue;
            }
            Kind::Ends => break,
            Kind::Quoted => 1,
            Kind::Introduces(lines) => lines,
            Kind::PassesOn(lines) => {
                passes_on = false;
                lines
            }
        };
        kept.push("");
        at += lines_of_it;
    }
    kept.join("\n")
}

fn kind(line: &Line<'_>, rest: &[Line<'_>], passes_on: bool) -> Kind {
    let text = line.folded.as_str();
    if text.starts_with(['>', '|']) {
        return Kind::Quoted;
    }
    if text == "--" {
        return Kind::Ends;
    }
    let is_mark = |words: &[&str]| is_dashed(text) && words.iter().any(|word| text.contains(word));
    let is_short = text.chars().count() < MARK_CHARACTERS;
    if is_short && (is_mark(PASSED_ON) || text.starts_with("begin forwarded")) {
        return Kind::PassesOn(1 + head_lines(rest));
    }
    if is_mark(ANSWERED) {
        return if passes_on { Kind::PassesOn(1 + head_lines(rest)) } else { Kind::Ends };
    }
    let heads = rest.iter().take(HEAD_LINES - 1).filter(|line| is_head(&line.folded)).count();
    if is_head(text) && heads + 1 >= HEAD_LEAST {
        return if passes_on { Kind::PassesOn(1 + head_lines(rest)) } else { Kind::Ends };
    }
    introduced(text, rest)
}

/// Whether a line says whose mail follows. Answers may stand below each line of a quotation, and nothing of the
/// sender's below a mail that is not marked line by line.
fn introduced(text: &str, rest: &[Line<'_>]) -> Kind {
    let lines = if introduces(text) {
        1
    } else if text.starts_with("on ") && rest.first().is_some_and(|next| introduces(&next.folded)) {
        2
    } else {
        return Kind::Own;
    };
    let below = rest.get(lines - 1..).unwrap_or_default();
    let blank = below.iter().take_while(|line| line.folded.is_empty()).count();
    match below.get(blank) {
        Some(line) if line.folded.starts_with('>') => Kind::Introduces(lines + blank),
        _ => Kind::Ends,
    }
}

fn introduces(text: &str) -> bool {
    let Some(before) = text.strip_suffix(':').map(str::trim_end) else { return false };
    let has_address = before.contains('@') && before.contains('<') && before.contains(|c: char| c.is_ascii_digit());
    has_address || WROTE.iter().any(|word| before.ends_with(word))
}

/// How many lines at the beginning are the head of a mail.
fn head_lines(lines: &[Line<'_>]) -> usize {
    lines.iter().take_while(|line| line.folded.is_empty() || is_head(&line.folded)).count()
}

fn is_head(text: &str) -> bool {
    text.split_once(':').is_some_and(|(name, _)| HEADS.contains(&name.trim_matches(['*', ' '])))
}

/// Whether a line begins with a dash of some kind.
pub(super) fn is_dashed(text: &str) -> bool {
    text.starts_with(['-', '_', '=', 'ー', '―', '─', '*', '\u{2014}'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> String {
        own_words(text, false).trim().to_owned()
    }

    #[test]
    fn what_is_answered_is_left_out() {
        for quoted in [
            "On Mon, 3 Nov 2025, Wei <wei@a.example> wrote:\n> Delete?",
            "On Mon, 3 Nov 2025, Wei Lim\n<wei@a.example> wrote:\n\nDelete?",
            "-----Original Message-----\nDelete?",
            "----- 元のメッセージ -----\nDelete?",
            "2025年11月4日 10:12 採用 <recruit@a.example>:\n> Delete?",
            "From: a\nSent: b\nTo: c\nSubject: d\n\nDelete?",
            "寄件者: a\n日期: b\n收件者: c\n主旨: d\n\nDelete?",
            "-- \nDelete?",
        ] {
            assert_eq!(own(&format!("Yes.\n\n{quoted}")), "Yes.", "{quoted}");
        }
    }

    #[test]
    fn answers_between_quoted_lines_are_kept() {
        assert_eq!(own("On Monday Wei wrote:\n> Keep it?\nNo, delete it.\n> Call?\nNo."), "No, delete it.\n\nNo.");
    }

    #[test]
    fn a_mail_that_is_passed_on_is_kept_up_to_what_it_answers() {
        let mail = "FYI\n\n---------- Forwarded message ---------\nFrom: a\nSubject: b\n\nDelete it.\n\n> Old words.";
        assert_eq!(own(mail).split_whitespace().collect::<Vec<_>>(), ["FYI", "Delete", "it."]);
        let mark = "-----Original Message-----";
        let mail = format!("FYI\n{mark}\nFrom: a\nTo: b\n\nDelete it.\n{mark}\nOld words.");
        assert_eq!(own_words(&mail, true).split_whitespace().collect::<Vec<_>>(), ["FYI", "Delete", "it."]);
        assert_eq!(own(&mail), "FYI");
    }

    #[test]
    fn a_colon_alone_begins_no_quotation() {
        let mail = "To: everybody who reads this\nNote the following:\nI agree.";
        assert_eq!(own(mail), mail);
    }

    #[test]
    fn the_words_are_folded() {
        for word in [HEADS, ANSWERED, PASSED_ON, WROTE].concat() {
            assert_eq!(word, fold(word));
        }
    }
}
