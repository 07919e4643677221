//! Letters are put together here and handed to a mail server.
//!
//! Invariant: no word about a person stands in a header but their address, and nobody answers what a program sent.

pub mod letters;
pub mod outbound;

pub use outbound::{Mailer, SendError};
