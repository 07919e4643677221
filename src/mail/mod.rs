//! Letters are put together here and handed to a mail server, and mail is fetched from one.
//!
//! Invariant: no word about a person stands in a header but their address, and nobody answers what a program sent.

pub mod imap;
pub mod letters;
pub mod mbox;
pub mod outbound;

pub use outbound::{Mailer, SendError};

/// The largest mail that is taken in, in bytes.
pub const LARGEST: u32 = 40 << 20;
