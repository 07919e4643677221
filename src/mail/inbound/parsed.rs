//! What reading a mail gives.
//!
//! Invariant: no `Debug` here shows a word of the mail.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::authentication::AuthenticationField;
use crate::domain::message::{MessageBody, MessageHead};

/// A mail that was read.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ParsedMail {
    /// From whom, to whom, about what.
    pub head: MessageHead,
    /// What it says.
    pub body: MessageBody,
    /// What tells whether a person wrote it.
    pub marks: Marks,
    /// What is attached, pictures within the text as well.
    pub files: Vec<ParsedFile>,
}

/// A file that came with a mail.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ParsedFile {
    /// Its name: never empty, no path, nothing that turns the direction of reading.
    pub name: String,
    /// What the mail says that it is.
    pub content_type: String,
    /// The file.
    pub content: Vec<u8>,
}

/// What the headers and parts tell about how a mail came to be.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Marks {
    /// The word of Auto-Submitted (RFC 3834), in lower case; empty if it has none.
    pub auto_submitted: String,
    /// The word of Precedence, in lower case; empty if it has none.
    pub precedence: String,
    /// Whether it came over a mailing list.
    pub is_list: bool,
    /// Whether its envelope had no sender, so that nothing must answer it by itself.
    pub null_return_path: bool,
    /// Whether it asks not to be answered by programs.
    pub suppresses_answers: bool,
    /// The names, in lower case, of other headers that programs set.
    pub auto_headers: Vec<String>,
    /// What it reports about another mail.
    pub report: Option<Report>,
    /// Its text/calendar part.
    pub calendar: Option<String>,
    /// What mail servers say that they found out about its sender, the last server first. Anybody can write it.
    pub authentication: Vec<AuthenticationField>,
    /// Whether it has a signature (DKIM) that covers its beginning alone.
    pub is_signed_in_part: bool,
}

/// What a mail reports about another one.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Report {
    /// `delivery-status`, `disposition-notification`, `feedback-report`, or another word of its report-type.
    pub kind: String,
    /// Whom the other mail did not reach.
    pub failed: Vec<FailedRecipient>,
    /// The Message-ID of the other mail, without brackets; empty if it is not told.
    pub original_message_id: String,
    /// Whether the headers of the other mail are enclosed.
    pub original_headers: bool,
}

/// Somebody whom a mail did not reach.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FailedRecipient {
    /// Their address.
    pub address: String,
    /// What became of the mail, such as `failed` or `delayed`.
    pub action: String,
    /// The status code of RFC 3463, such as `5.1.1`; empty if none is told.
    pub status: String,
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
unprinted!(ParsedMail ParsedFile Marks Report FailedRecipient);
