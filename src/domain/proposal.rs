//! Proposals: what becomes of what a public form brought for a person on record.

use crate::text_enum;

text_enum! {
    /// What somebody decided about a proposal.
    "proposal outcome" ProposalOutcome {
        /// Everything in it went into the record.
        Taken = "taken",
        /// Some of it did.
        Partly = "partly",
        /// Nothing did.
        Left = "left",
    }
}
