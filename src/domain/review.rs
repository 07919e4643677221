//! Reviews: what the law hands to a named person to decide.

use crate::text_enum;

text_enum! {
    /// What a person decided about a holding that a review holds.
    "review verdict" ReviewVerdict {
        /// The law of the home country does not stand against its use.
        Cleared = "cleared",
        /// It stays held.
        LeftHeld = "left_held",
    }
}
