//! Letters and messages are put together here and handed to a mail server, and mail is fetched and read.
//! Letters are put together here and handed to a mail server, and mail from strangers is read.
//!
//! A *letter* is what the program mails by itself; a *message* is what a person of staff writes to a candidate. Nothing
//! that comes in is answered by the program: there is no acknowledgement and no note of absence (RFC 3834), so that no
//! two programs can answer each other. Whoever adds one asks first whether a mail may be answered by a program at all.
//!
//! Invariant: in the head of a letter nothing says anything about a person but their address, and nobody answers what a
//! program sent; nothing that has a control character in it reaches a header.

pub mod addressing;
pub mod authentication;
pub mod calendar;
pub mod dkim;
pub mod forwards;
pub mod guard;
pub mod imap;
pub mod inbound;
pub mod invitations;
pub mod letters;
pub mod mbox;
pub mod messages;
pub mod outbound;
pub mod pace;
pub mod recognise;
pub mod replies;

pub use outbound::{Mailer, SendError};

/// The largest mail that is taken in, in bytes.
pub const LARGEST: u32 = 40 << 20;
