//! Pages for staff.
//!
//! Invariant: what a page shows of a candidate was opened by the gate; what was refused is shown as withheld with
//! the rule that says so, never left out silently.

pub mod candidate;
pub mod candidate_form;
pub mod candidates;
pub mod health;
pub mod offices;
pub mod sign_in;
pub mod today;
pub mod users;
pub mod vacancies;
