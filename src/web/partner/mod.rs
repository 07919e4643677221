//! Pages for those who work for a processor.
//!
//! Invariant: what a page shows was entrusted to the processor and opened by the gate for the purpose it was entrusted
//! for; what is refused is shown as withheld with the rule that says so.

pub mod files;
pub mod people;
pub mod record;
pub mod sign_in;
