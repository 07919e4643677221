//! Subjects: what stands before them when mails are answered and passed on.
//!
//! Invariant: the subject of an answer repeats another mail, so it never asks for anything by itself.

use super::folded::fold;

/// What is written before the subject of an answer, folded.
const ANSWERS: &[&str] = &["re", "aw", "sv", "res", "返信", "回复", "答复"];
/// What is written before the subject of a mail that is passed on, folded.
const PASSED_ON: &[&str] = &["fwd", "fw", "wg", "転送", "转寄", "转发"];

/// Whether a mail answers another one, by its subject.
pub(super) fn is_answer(subject: &str) -> bool {
    after_prefix(&fold(subject), ANSWERS).is_some()
}

/// Whether a mail passes another one on, by its subject.
pub(super) fn passes_on(subject: &str) -> bool {
    after_prefix(&fold(subject), PASSED_ON).is_some()
}

/// The folded subject without what was written before it.
pub(super) fn bare(subject: &str) -> String {
    let folded = fold(subject);
    let mut bare = folded.trim();
    while let Some(rest) = after_prefix(bare, ANSWERS).or_else(|| after_prefix(bare, PASSED_ON)) {
        bare = rest;
    }
    bare.to_owned()
}

/// What follows one of the words and its colon, as in `Re: x`, `RE[2]: x` and `[Fwd: x]`.
fn after_prefix<'a>(subject: &'a str, words: &[&str]) -> Option<&'a str> {
    let subject = subject.trim().trim_start_matches('[');
    let after = words.iter().find_map(|word| subject.strip_prefix(word))?;
    let after = after.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '[' | ']' | '(' | ')'));
    after.strip_prefix(':').map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_and_mails_passed_on_are_told_apart() {
        for subject in ["Re: x", "RE： x", "回覆：x", "返信: x", "Re[2]: x", "AW: x"] {
            assert!(is_answer(subject) && !passes_on(subject), "{subject}");
        }
        for subject in ["Fwd: x", "FW: x", "転送: x", "轉寄: x", "[Fwd: x]"] {
            assert!(passes_on(subject) && !is_answer(subject), "{subject}");
        }
        for subject in ["Request: x", "Reply", "Fwd", "", "返信のお願い"] {
            assert!(!passes_on(subject) && !is_answer(subject), "{subject}");
        }
    }

    #[test]
    fn a_subject_is_bared() {
        assert_eq!(bare("Re: FW: 回覆：Delete My Data"), "delete my data");
        assert_eq!(bare("  "), "");
    }
}
