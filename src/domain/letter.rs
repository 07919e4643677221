//! Letters: what the program mails to candidates by itself.

use super::id::LetterId;
use super::time::Ts;
use crate::text_enum;

text_enum! {
    /// What a letter is about.
    "letter kind" LetterKind {
        /// A question for a consent, with a link to answer it by.
        ConsentRequest = "consent_request",
        /// A link to the candidate's own page.
        SignIn = "sign_in",
    }
}

text_enum! {
    /// How far a letter is.
    "letter state" LetterState {
        /// To be sent, perhaps once more.
        Waiting = "waiting",
        /// The mail server has taken it.
        Sent = "sent",
        /// It was not to be sent any more.
        Dropped = "dropped",
        /// It could not be sent.
        GivenUp = "given_up",
    }
}

text_enum! {
    /// Why a letter was not sent, or not yet.
    "letter fault" LetterFault {
        /// The rules no longer allow it.
        NotAllowed = "not_allowed",
        /// What it is about is over.
        Over = "over",
        /// The mail server does not take it.
        Rejected = "rejected",
        /// The mail server could not be reached.
        Unreachable = "unreachable",
    }
}

/// A letter, without a word of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letter {
    /// Which.
    pub id: LetterId,
    /// How far it is.
    pub state: LetterState,
    /// Why it was not sent, or not yet.
    pub fault: Option<LetterFault>,
    /// When it was sent, dropped or given up.
    pub done_at: Option<Ts>,
}
