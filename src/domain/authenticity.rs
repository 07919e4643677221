//! How far a mail is from the domain that it says it is from.
//!
//! Invariant: nothing is allowed, and nobody known, because of it: it says no more than how closely to look.

use crate::text_enum;

text_enum! {
    /// What our own mail server found out about the domain of a sender (RFC 8601).
    #[derive(Default)]
    "authenticity" Authenticity {
        /// Nothing, or nothing clear.
        #[default]
        Unknown = "unknown",
        /// The mail was let out by the sender's domain; by whom there, nobody knows.
        Confirmed = "confirmed",
        /// The sender's domain says that it did not let it out (DMARC).
        Failed = "failed",
    }
}

impl Authenticity {
    /// Whether the mail may be forged, as far as is known.
    pub fn is_failed(self) -> bool {
        self == Self::Failed
    }
}
