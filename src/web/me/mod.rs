//! Pages for candidates, about themselves.
//!
//! Invariant: a link alone opens nothing; only the button behind it does, since programs that read mail follow
//! links.

pub mod announcements;
pub mod answers;
pub mod consents;
pub mod documents;
pub mod messages;
pub mod notices;
pub mod record;
pub mod sign_in;
mod uses;
mod view;
