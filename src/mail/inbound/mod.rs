//! Mail from strangers: read in the child process, told as plain types here.
//!
//! [`read()`] hands a mail to a worker of [`crate::documents`], which [`WORKER`] makes a reader of mail; [`read_many()`]
//! hands it several, since to start one takes longer than to read most mails. There
//! `structure` finds the parts within the limits, and the other modules make head, text, files and marks of them.
//!
//! Invariant: no byte of a mail is interpreted in this process, except by [`canonical()`], which copies lines. What
//! comes of a mail is what it says, never who it is from: nothing here proves a sender.

mod addresses;
mod answer;
mod authentication;
mod body;
mod bounces;
mod canonical;
mod cautions;
mod charset;
mod fields;
mod files;
mod flowed;
mod guess;
mod head;
mod html;
mod html_text;
mod limits;
mod marks;
mod media;
mod parse;
mod parsed;
mod pieces;
mod plain;
mod read;
mod reports;
mod structure;
mod suspicion;
mod tnef;
mod transfer;
mod words;

pub use authentication::{AuthenticationField, AuthenticationResult};
pub use canonical::canonical;
pub use limits::INPUT_BYTES;
pub use parsed::{FailedRecipient, Marks, ParsedFile, ParsedMail, Report};
pub use read::{WORKER, read, read_many};
