//! What somebody wrote, apart from what they quoted below it.
//!
//! Invariant: but for the space between them the two parts are the whole text. Only a quote at the end is parted off:
//! an answer that is written between the lines of another stays as it is.

/// Words of a line before a quote, in the mail programs of three languages.
const ORIGINALS: [&str; 4] = ["original message", "元のメッセージ", "原始郵件", "原始邮件"];
/// The first and a later line of the head of a quoted mail.
const HEADS: [(&str, &str); 4] =
    [("From:", "Subject:"), ("差出人:", "件名:"), ("寄件者:", "主旨:"), ("发件人:", "主题:")];
/// Lines of such a head.
const HEAD_LINES: usize = 8;
/// Characters of the line that says who wrote what is quoted.
const ATTRIBUTION: usize = 200;

/// The own part of a text and the quoted part after it, which may be empty.
pub fn parted(text: &str) -> (&str, &str) {
    let lines = starts(text);
    let at = marked(&lines).or_else(|| trailing(&lines)).unwrap_or(text.len());
    let (own, quoted) = text.split_at(at);
    // What is nothing but a quote is what was sent.
    if own.trim().is_empty() { (text, "") } else { (own.trim_end(), quoted.trim_end()) }
}

/// Each line with the place where it begins.
fn starts(text: &str) -> Vec<(usize, &str)> {
    let mut at = 0;
    let place = |line: &'_ str| {
        let start = at;
        at += line.len();
        start
    };
    let starts: Vec<usize> = text.split_inclusive('\n').map(place).collect();
    starts.into_iter().zip(text.split_inclusive('\n').map(str::trim)).collect()
}

/// Where a line stands that mail programs put before what they quote.
fn marked(lines: &[(usize, &str)]) -> Option<usize> {
    let is_marker = |(number, (_, line)): &(usize, &(usize, &str))| {
        let lower = line.to_lowercase();
        let is_rule = line.starts_with("--") && ORIGINALS.iter().any(|words| lower.contains(words));
        is_rule || begins_head(line, lines.iter().skip(number + 1).take(HEAD_LINES).map(|(_, line)| *line))
    };
    lines.iter().enumerate().find(is_marker).map(|(_, (at, _))| *at)
}

fn begins_head<'a>(line: &str, mut after: impl Iterator<Item = &'a str>) -> bool {
    let plain = |line: &str| line.replace('：', ":").replace('*', "");
    let line = plain(line);
    let head = HEADS.iter().find(|(first, _)| line.starts_with(first));
    head.is_some_and(|(_, later)| after.any(|line| plain(line).starts_with(later)))
}

/// Where a quote begins that goes on to the end, with the line before it that says whose it is.
fn trailing(lines: &[(usize, &str)]) -> Option<usize> {
    let is_part = |line: &str| line.is_empty() || line.starts_with('>');
    let quoted = lines.iter().rev().take_while(|(_, line)| is_part(line)).count();
    let (before, block) = lines.split_at(lines.len() - quoted);
    let first = block.iter().find(|(_, line)| line.starts_with('>'))?;
    let says_whose = |line: &str| line.ends_with([':', '：']) && line.chars().count() <= ATTRIBUTION;
    let whose = before.last().filter(|(_, line)| says_whose(line));
    Some(whose.unwrap_or(first).0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_at_the_end_is_parted_off_with_the_line_that_says_whose_it_is() {
        let text = "木曜日で大丈夫です。\n\n2026年11月24日(火) 10:15 採用担当 <jobs@example.jp>:\n\n> ご都合は\n>\n> いかがですか\n";
        let (own, quoted) = parted(text);
        assert_eq!(own, "木曜日で大丈夫です。");
        assert!(quoted.starts_with("2026年") && quoted.ends_with("いかがですか"));
    }

    #[test]
    fn an_answer_between_the_lines_stays_whole() {
        let text = "> When?\nThursday.\n> Where?\nAt your office.";
        assert_eq!(parted(text), (text, ""));
        let half = "Dear all,\n> When?\nThursday.\n\n> Where?\n";
        assert_eq!(parted(half), ("Dear all,\n> When?\nThursday.", "> Where?"));
    }

    #[test]
    fn the_heads_that_mail_programs_write_begin_a_quote() {
        for marker in [
            "-----Original Message-----",
            "----- 元のメッセージ -----",
            "From: Jobs <jobs@example.jp>\nSent: Tuesday\nTo: a@example.jp\nSubject: Interview",
            "差出人: 採用 <jobs@example.jp>\n送信日時: 火曜日\n件名: 面接",
            "寄件者：招聘 <jobs@example.hk>\n主旨：面試",
        ] {
            let text = format!("Thank you.\n\n{marker}\nWhat we wrote.");
            let (own, quoted) = parted(&text);
            assert_eq!(own, "Thank you.", "{marker}");
            assert!(quoted.starts_with(marker) && quoted.ends_with("What we wrote."), "{marker}");
        }
        assert_eq!(parted("From: here to there is far.").1, "", "a sentence is no head");
    }

    #[test]
    fn what_is_nothing_but_a_quote_is_shown() {
        assert_eq!(parted("> only this\n"), ("> only this\n", ""));
        assert_eq!(parted(""), ("", ""));
    }
}
