//! A mail as recognition looks at it: folded, in sentences, with the words found in it.
//!
//! Invariant: at most [`MOST_BYTES`] of a body are looked at, each of them a fixed number of times.

use super::folded::{fold, has_han, has_kana};
use super::quoted::own_words;
use super::sentences::sentences;
use super::subject;
use super::words::{Found, find};
use crate::mail::inbound::ParsedMail;

const MOST_BYTES: usize = 64 * 1024;

/// A sentence, or the subject.
pub(super) struct Sentence {
    pub(super) text: String,
    pub(super) found: Found,
}

/// What a mail says.
pub(super) struct View {
    /// Whether it answers another mail.
    pub(super) is_answer: bool,
    /// The bare subject.
    pub(super) subject: Sentence,
    /// The sender's own sentences.
    pub(super) sentences: Vec<Sentence>,
    /// What is found in the subject with all that stands before it.
    pub(super) title: Found,
    /// What is found in the subject and the sender's own words.
    pub(super) own: Found,
    /// What is found in the subject and all of the body.
    all: Option<Found>,
}

impl View {
    pub(super) fn of(mail: &ParsedMail) -> Self {
        let (head, body) = (&mail.head, &mail.body.text);
        let body = body.get(..body.floor_char_boundary(MOST_BYTES)).unwrap_or_default();
        let own = own_words(body, subject::passes_on(&head.subject));
        let title = fold(&head.subject);
        let is_japanese = has_kana(&fold(&own)) || has_kana(&title) || !has_han(&own);
        let sentence = |text: String| Sentence { found: find(&text, is_japanese), text };
        let texts = sentences(&own);
        let own = format!("{title}\n{}", texts.join("\n"));
        let is_answer = subject::is_answer(&head.subject);
        // The body of an answer is for the most part what it answers.
        let all = (!is_answer).then(|| find(&format!("{title}\n{}", fold(body)), is_japanese));
        Self {
            is_answer,
            subject: sentence(subject::bare(&head.subject)),
            sentences: texts.into_iter().map(sentence).collect(),
            title: find(&title, is_japanese),
            own: find(&own, is_japanese),
            all,
        }
    }

    /// What is found in the subject and in all of the body, of an answer in the sender's own words.
    pub(super) fn all(&self) -> &Found {
        self.all.as_ref().unwrap_or(&self.own)
    }

    /// The bare subject, which an answer has none of its own of, and the sentences.
    pub(super) fn said(&self) -> impl Iterator<Item = &Sentence> {
        let subject = (!self.is_answer).then_some(&self.subject);
        subject.into_iter().chain(&self.sentences)
    }
}
