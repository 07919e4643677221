//! Checks of what binds another office as a recipient.

use crate::text_enum;

text_enum! {
    /// What a check of a destination found.
    "check finding" CheckFinding {
        /// The measures are kept, and nothing in that country stands against it.
        Kept = "kept",
        /// They cannot be relied on: transfers that stand on them stop.
        Failed = "failed",
    }
}
