//! Pages for everybody: home, vacancies, applying, notices, contact, set-up and errors.
//!
//! Invariant: nothing here shows whether a person is known.

pub mod apply;
pub mod careers;
pub mod contact;
pub mod country_information;
pub mod error;
pub mod home;
pub mod joint_use;
pub mod notices;
pub mod setup;
