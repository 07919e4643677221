//! Conversations of invented people with the offices, in three languages: what a measurement is filled with.
//!
//! Invariant: the conversation at a seed and index is always the same; nobody real is named.

mod words;

use super::rng::Rng;
use crate::domain::locale::Locale;

/// Messages of one conversation at most.
const LONGEST: usize = 6;

/// A conversation, from its first message on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// What it is about.
    pub subject: String,
    /// What was said.
    pub said: Vec<Said>,
}

/// A message of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Whether the candidate said it.
    pub by_candidate: bool,
    /// The text.
    pub text: String,
}

/// The words of one language.
struct Words {
    greeting_to_us: &'static str,
    greeting_to_them: &'static str,
    /// What conversations are about, and how they begin.
    openings: &'static [(&'static str, &'static str)],
    /// What we write.
    answers: &'static [&'static str],
    /// What they write then.
    replies: &'static [&'static str],
    /// What anybody may add about themselves.
    details: &'static [&'static str],
    closings: &'static [&'static str],
}

const fn words(locale: Locale) -> &'static Words {
    match locale {
        Locale::Ja => &words::JA,
        Locale::En => &words::EN,
        Locale::ZhHant => &words::ZH_HANT,
    }
}

/// The conversation of an index: one to six messages, the candidate's first.
pub fn conversation(locale: Locale, seed: u64, index: u64) -> Conversation {
    let (mut rng, words) = (Rng::new(seed, index), words(locale));
    let (subject, opening) = rng.pick(words.openings);
    let length = 1 + rng.below(LONGEST as u64);
    let said = (0..length).map(|turn| {
        let by_candidate = turn % 2 == 0;
        let (greeting, sentence) = match turn {
            0 => (words.greeting_to_us, opening),
            _ if by_candidate => (words.greeting_to_us, rng.pick(words.replies)),
            _ => (words.greeting_to_them, rng.pick(words.answers)),
        };
        let details = if by_candidate { rng.below(4) as usize } else { 0 };
        Said { by_candidate, text: text(words, greeting, sentence, details, &mut rng) }
    });
    Conversation { subject: subject.to_owned(), said: said.collect() }
}

/// What somebody writes at length: of so many bytes, or a little more.
pub fn long_text(locale: Locale, seed: u64, index: u64, bytes: usize) -> String {
    let (mut rng, words) = (Rng::new(seed, index), words(locale));
    let (_, opening) = rng.pick(words.openings);
    let mut text = format!("{}\n\n{opening}\n\n", words.greeting_to_us);
    while text.len() < bytes {
        text.push_str(rng.pick(words.details));
        text.push_str("\n\n");
    }
    text.push_str(rng.pick(words.closings));
    text.push('\n');
    text
}

fn text(words: &Words, greeting: &str, sentence: &str, details: usize, rng: &mut Rng) -> String {
    let mut parts = vec![greeting, sentence];
    parts.extend(rng.several(words.details, details));
    parts.push(rng.pick(words.closings));
    parts.join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::SIMPLIFIED_ONLY;

    #[test]
    fn conversations_are_of_every_length_begin_with_the_candidate_and_are_the_same_again() {
        for &locale in Locale::ALL {
            let all: Vec<Conversation> = (0..200).map(|index| conversation(locale, 7, index)).collect();
            for length in 1..=LONGEST {
                assert!(all.iter().any(|one| one.said.len() == length), "{locale} {length}");
            }
            assert!(all.iter().all(|one| one.said[0].by_candidate));
            assert!(all.iter().flat_map(|one| &one.said).all(|said| !said.text.is_empty()));
            assert_eq!(all[3], conversation(locale, 7, 3));
            assert_ne!(all[3], conversation(locale, 8, 3));
        }
    }

    #[test]
    fn a_long_text_is_as_long_as_is_asked_for() {
        for &locale in Locale::ALL {
            let text = long_text(locale, 7, 1, 3_000);
            assert!((3_000..4_000).contains(&text.len()), "{locale} {}", text.len());
        }
    }

    #[test]
    fn traditional_chinese_messages_have_no_simplified_characters() {
        let said = (0..200).flat_map(|index| conversation(Locale::ZhHant, 7, index).said);
        for text in said.map(|said| said.text) {
            let found: String = text.chars().filter(|c| SIMPLIFIED_ONLY.contains(*c)).collect();
            assert!(found.is_empty(), "{found} in {text}");
        }
    }
}
