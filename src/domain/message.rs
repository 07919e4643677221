//! Correspondence: messages with candidates, in threads, and mail on its way in.
//!
//! Invariant: what a message says and from whom it is stands in [`MessageHead`] and [`MessageBody`] alone, which are
//! stored sealed; everything else here is states and times.

use std::fmt;

use super::authenticity::Authenticity;
use super::contact::EmailAddress;
use super::id::MessageId;
use super::time::Ts;
use crate::text_enum;

text_enum! {
    /// Which way a message went.
    "message direction" Direction {
        /// To us.
        In = "in",
        /// From us.
        Out = "out",
    }
}

text_enum! {
    /// How a message came; what is no mail was written down by hand.
    "message channel" Channel {
        /// Mail.
        Mail = "mail",
        /// A telephone call.
        Call = "call",
        /// A meeting.
        Meeting = "meeting",
        /// Anything else, such as a message in another service.
        Other = "other",
    }
}

text_enum! {
    /// What has to be done about a thread.
    "thread state" ThreadState {
        /// Somebody has to answer or file.
        Open = "open",
        /// The other side has to answer.
        Waiting = "waiting",
        /// Nothing.
        Done = "done",
    }
}

text_enum! {
    /// Threads that belong together in the inbox.
    "folder" Folder {
        /// Open, and nobody's.
        Unassigned = "unassigned",
        /// Open, and the reader's own.
        Mine = "mine",
        /// The other side has to answer.
        Waiting = "waiting",
        /// Put off until a moment that has not come.
        Snoozed = "snoozed",
        /// Nothing is to be done.
        Done = "done",
        /// All of them.
        All = "all",
    }
}

text_enum! {
    /// What a program sent by itself (RFC 3834); nothing answers it by itself.
    "automatic mail" AutomaticKind {
        /// A mail of ours could not be delivered (RFC 3464, and what mail systems say in their own words).
        Bounce = "bounce",
        /// An answer without a person, such as out of office.
        AutoReply = "auto_reply",
        /// To a mailing list, or advertising in bulk (RFC 2369, RFC 2919).
        List = "list",
        /// A report about mail: read receipts (RFC 8098), complaints (RFC 5965), DMARC.
        Report = "report",
        /// Anything else that a program sent.
        Notification = "notification",
    }
}

text_enum! {
    /// What is conspicuous about a mail, told beside it.
    "caution" Caution {
        /// The sender's name has characters that turn the direction of reading.
        BidiText = "bidi_text",
        /// The sender's name or address mixes scripts, or looks like another address.
        MixedScripts = "mixed_scripts",
        /// The sender's name is an address, and another one than the sender's.
        NameIsAddress = "name_is_address",
        /// Answers are to go to another domain than the sender's.
        ReplyElsewhere = "reply_elsewhere",
        /// It has several senders, or none.
        NoOneSender = "no_one_sender",
        /// It is encrypted (S/MIME or OpenPGP), and cannot be read here.
        Encrypted = "encrypted",
        /// It is signed (S/MIME or OpenPGP); nobody checked the signature.
        Signed = "signed",
        /// It came wrapped as winmail.dat (TNEF).
        Tnef = "tnef",
        /// It has other mails in it.
        NestedMail = "nested_mail",
        /// It would have loaded something from elsewhere; that was taken out.
        RemoteContent = "remote_content",
        /// It does not say in which character set it is; it was guessed.
        GuessedCharset = "guessed_charset",
        /// Some characters could not be read.
        UnreadableCharacters = "unreadable_characters",
        /// It is not formed as mail should be.
        Malformed = "malformed",
        /// It was too long to be kept whole as text; the source is whole.
        Truncated = "truncated",
    }
}

text_enum! {
    /// How it was found whose a mail is.
    "filing" FiledBy {
        /// It answers a message of theirs.
        Reference = "reference",
        /// Its address is on record.
        Address = "address",
        /// Nobody on record has its address: whoever wrote is new.
        Sender = "sender",
        /// Somebody of staff said so.
        Hand = "hand",
    }
}

text_enum! {
    /// What a mail seems to be about: a proposal for a person, never a fact.
    "finding" Finding {
        /// Asks what is held about them.
        Access = "access",
        /// Asks for a correction or an addition.
        Correction = "correction",
        /// Asks that their data be used no more.
        Suspension = "suspension",
        /// Asks for erasure.
        Deletion = "deletion",
        /// Asks that it be given to third parties no more.
        EndOfProvision = "end_of_provision",
        /// Asks for which purposes it is used.
        PurposeNotice = "purpose_notice",
        /// Asks to whom it was given.
        ProvisionRecords = "provision_records",
        /// Withdraws a consent.
        ConsentWithdrawal = "consent_withdrawal",
        /// Comes from a recruitment agent about somebody else.
        Agent = "agent",
        /// Comes from a recruitment service (job board) about somebody else.
        Service = "service",
        /// Applies for a vacancy, or brings a CV.
        Application = "application",
        /// Says something about somebody's health.
        Health = "health",
    }
}

impl Finding {
    /// Whether it is a request of a candidate under the law, with a clock.
    pub const fn is_subject_request(self) -> bool {
        matches!(
            self,
            Self::Access
                | Self::Correction
                | Self::Suspension
                | Self::Deletion
                | Self::EndOfProvision
                | Self::PurposeNotice
                | Self::ProvisionRecords
                | Self::ConsentWithdrawal
        )
    }
}

text_enum! {
    /// What became of a finding.
    "finding state" FindingState {
        /// Nobody has looked at it.
        Open = "open",
        /// A person agreed.
        Taken = "taken",
        /// A person said that it is none.
        Dismissed = "dismissed",
    }
}

text_enum! {
    /// How far a message from us is.
    "sending" Sending {
        /// Being written.
        Draft = "draft",
        /// To be sent at its time.
        Queued = "queued",
        /// The mail server has it.
        Sent = "sent",
        /// Taken back before it went.
        Cancelled = "cancelled",
        /// It could not be sent.
        GivenUp = "given_up",
    }
}

text_enum! {
    /// How far a mail that came in is.
    "incoming state" IncomingState {
        /// Kept, to be filed.
        Received = "received",
        /// Filed with its person; the copy is destroyed.
        Filed = "filed",
        /// A program sent it and it belongs to nobody on record: kept apart.
        Apart = "apart",
        /// It cannot be read; kept as it came.
        Quarantined = "quarantined",
        /// A person threw it away after looking.
        Discarded = "discarded",
    }
}

text_enum! {
    /// Why a mail could not be read.
    "mail fault" MailFault {
        /// It is larger, or has more parts or headers, than is read.
        TooLarge = "too_large",
        /// It is nested too deeply.
        TooDeep = "too_deep",
        /// It is no mail.
        NotMail = "not_mail",
        /// Reading it took too long.
        TimedOut = "timed_out",
        /// The reader ended over it.
        Crashed = "crashed",
        /// Nobody can be named as its sender.
        NoSender = "no_sender",
        /// It could not be filed after several tries.
        Unfiled = "unfiled",
    }
}

/// A name and an address as they stand in a header; either may be empty, and the address may be none.
#[derive(Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct MailAddress {
    /// The name before the address, decoded.
    pub name: String,
    /// The address, domain in lower case.
    pub address: String,
}

impl MailAddress {
    /// Whether it is an address that is known, however that is written.
    pub fn is_of(&self, known: &EmailAddress) -> bool {
        EmailAddress::parse(&self.address).is_ok_and(|address| address.index_form() == known.index_form())
    }
}

/// What the head of a message says.
#[derive(Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct MessageHead {
    /// From whom.
    pub from: Option<MailAddress>,
    /// To whom.
    pub to: Vec<MailAddress>,
    /// To whom besides.
    pub cc: Vec<MailAddress>,
    /// Where answers are to go, if elsewhere.
    pub reply_to: Vec<MailAddress>,
    /// What it is about.
    pub subject: String,
    /// Its Message-ID, without the brackets; empty if it has none.
    pub message_id: String,
    /// The Message-IDs that it answers or follows, the nearest last, without brackets.
    pub references: Vec<String>,
    /// When it says that it was written.
    pub written_at: Option<Ts>,
    /// What is conspicuous.
    pub cautions: Vec<Caution>,
    /// The message that it passes on, if it is none to the candidate but a forward of ours.
    pub forwards: Option<MessageId>,
    /// How far it is from the domain that it says it is from.
    pub authenticity: Authenticity,
}

impl MessageHead {
    /// Whether there is something to look at closely.
    pub fn is_conspicuous(&self) -> bool {
        !self.cautions.is_empty() || self.authenticity.is_failed()
    }
}

/// What a message says.
#[derive(Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct MessageBody {
    /// As plain text: its own text part, else made of the HTML.
    pub text: String,
    /// As HTML, cleaned: no script, no style sheet, nothing from elsewhere.
    pub html: Option<String>,
}

macro_rules! unprinted {
    ($($name:ident)+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!("[", stringify!($name), "]"))
            }
        }
    )+};
}
unprinted!(MailAddress MessageHead MessageBody);
