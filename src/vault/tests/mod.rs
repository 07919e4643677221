//! What the vault promises, tried against its enemies: another place, another key, a changed bit.

mod key_files;
mod sealing;
mod swaps;
mod vectors;
mod wrapping;

use uuid::Uuid;

use super::data_key::DataKey;
use super::place::Place;
use crate::domain::category::{Category, Profile};
use crate::domain::id::{CandidateId, DataKeyId};
use crate::domain::office::OfficeCode;

fn office(code: &str) -> OfficeCode {
    code.parse().unwrap()
}

fn new_key<C: Category>() -> DataKey<C> {
    DataKey::generate(DataKeyId::new()).unwrap()
}

/// Some place of a profile; the same one for the same office.
fn profile_place(office: &OfficeCode) -> Place<'_, Profile> {
    Place::of_candidate("profiles", "record", Uuid::from_u128(2), CandidateId::from_uuid(Uuid::from_u128(3)), office)
}

#[test]
fn no_core_dump_is_made_of_a_process_that_holds_keys() {
    super::harden_process().unwrap();
    assert_eq!(rlimit::getrlimit(rlimit::Resource::CORE).unwrap(), (0, 0));
    #[cfg(target_os = "linux")]
    assert_eq!(rustix::process::dumpable_behavior().unwrap(), rustix::process::DumpableBehavior::NotDumpable);
}
