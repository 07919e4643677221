//! The only SQL of the main database and the keyring, and the gate before everything about a person.
//!
//! Invariant: only this module opens sealed values, and only with a permit.

pub mod addresses;
pub mod anchor;
pub mod anchor_keys;
mod anchor_reading;
mod answers;
pub mod applications;
pub mod blobs;
pub mod candidates;
pub mod columns;
pub mod consents;
pub mod database;
pub mod documents;
pub mod error;
pub mod facts;
pub mod file_store;
mod first_key;
pub mod gate;
mod grant_ends;
pub mod grants;
pub mod health;
pub mod intake_permit;
pub mod intakes;
pub mod journal;
pub mod journal_verify;
pub mod journal_writer;
pub mod judge;
pub mod list_permit;
pub mod notes;
pub mod notices;
pub mod office_secrets;
pub mod offices;
pub mod open;
pub mod outsourcing;
pub mod permit;
pub mod proposals;
pub mod reviews;
mod schema;
pub mod selection_results;
pub mod sessions;
pub mod settings;
pub mod setup;
pub mod staff;
pub mod stray_files;
pub mod terms;
pub mod transfers;
pub mod unread;
pub mod usability;
pub mod uses;
pub mod vacancies;
mod words;

pub use error::StoreError;
pub use open::{Database, Store, StoreConfig};
