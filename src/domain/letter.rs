//! Letters: what the program mails by itself, to candidates and to processors.

use super::id::{ConsentRequestId, HoldingId, LetterId, MailedPackageId, NoticeId};
use super::time::Ts;
use crate::text_enum;

text_enum! {
    /// What a letter is about.
    "letter kind" LetterKind {
        /// A question for a consent, with a link to answer it by.
        ConsentRequest = "consent_request",
        /// A link to the candidate's own page.
        SignIn = "sign_in",
        /// A later version of the notice, with a link to see or answer it by.
        Notice = "notice",
        /// A package for a processor.
        Package = "package",
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
        /// It could not be made ready, or what was decided for it changed meanwhile.
        Unready = "unready",
        /// Whoever asked for it may no longer.
        AskerGone = "asker_gone",
        /// There is no address to send it to any more.
        NoAddress = "no_address",
        /// There is nothing to put into it.
        Empty = "empty",
        /// It would be larger than mail servers take.
        TooLarge = "too_large",
        /// An address that it goes to is somebody else's on record.
        OtherPerson = "other_person",
        /// It passes on what a candidate's messages say, to somebody outside.
        ThirdParty = "third_party",
        /// Somebody of ours to whom it goes may not have it.
        NotForRecipient = "not_for_recipient",
    }
}

/// What a letter is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A question to the candidate of a holding.
    Question(HoldingId, ConsentRequestId),
    /// The own page of the candidate of a holding.
    OwnPage(HoldingId),
    /// A later version of the notice, for the candidate of a holding.
    Notice(HoldingId, NoticeId),
    /// A package, for a processor.
    Package(MailedPackageId),
}

impl About {
    /// The kind of such a letter.
    pub const fn kind(self) -> LetterKind {
        match self {
            Self::Question(..) => LetterKind::ConsentRequest,
            Self::OwnPage(_) => LetterKind::SignIn,
            Self::Notice(..) => LetterKind::Notice,
            Self::Package(_) => LetterKind::Package,
        }
    }
}

/// A letter, without a word of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Which.
    pub id: LetterId,
    /// How far it is.
    pub state: LetterState,
    /// Why it was not sent, or not yet.
    pub fault: Option<LetterFault>,
    /// The rule that stopped it, where that is nobody's own matter.
    pub rule: Option<String>,
    /// When it was sent, dropped or given up.
    pub done_at: Option<Ts>,
}
