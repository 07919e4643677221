//! Plausible invented people who apply to the three offices.
//!
//! Invariant: the person at an index depends on seed, index and day alone; no two indexes share an address.

mod consents;
mod course;
mod cv;
mod elsewhere;
mod generator;
mod hong_kong;
mod identity;
mod japan;
mod person;
mod profile;
mod singapore;
mod words;

#[cfg(test)]
mod tests;

pub use generator::Generator;
pub use person::{CvContent, CvSection, DatedResult, Person, PersonConsent, StaffNote};
