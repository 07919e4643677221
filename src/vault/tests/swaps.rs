//! Every sealed value put at the place of every other one.

use uuid::Uuid;

use super::super::data_key::DataKey;
use super::super::place::Place;
use super::super::sealed::{OpenError, Sealed};
use super::office;
use crate::domain::category::{ApplicationHistory, Category, Communications, Health, Other, Profile, SelectionResult};
use crate::domain::id::{CandidateId, DataKeyId};
use crate::domain::office::OfficeCode;

type Seal = fn(&Spot, &[u8]) -> Vec<u8>;
type Open = fn(&Spot, &[u8]) -> Result<Vec<u8>, OpenError>;

/// A place whose category is a value, so that places of several categories stand in one list.
struct Spot {
    table: &'static str,
    column: &'static str,
    row: Uuid,
    candidate: CandidateId,
    office: OfficeCode,
    seal: Seal,
    open: Open,
}

impl Spot {
    fn place<C: Category>(&self) -> Place<'_, C> {
        Place::of_candidate(self.table, self.column, self.row, self.candidate, &self.office)
    }
}

/// One key for all categories: only the associated data can tell the places apart.
fn key<C: Category>() -> DataKey<C> {
    DataKey::from_bytes(DataKeyId::from_uuid(Uuid::nil()), &[9; 32]).unwrap()
}

fn seal<C: Category>(spot: &Spot, plaintext: &[u8]) -> Vec<u8> {
    key::<C>().seal(&spot.place(), plaintext).unwrap().into_bytes()
}

fn open<C: Category>(spot: &Spot, bytes: &[u8]) -> Result<Vec<u8>, OpenError> {
    key::<C>().open(&spot.place(), &Sealed::from_bytes(bytes)?).map(|plaintext| plaintext.to_vec())
}

fn spots() -> Vec<Spot> {
    let categories: [(Seal, Open); 6] = [
        (seal::<Profile>, open::<Profile>),
        (seal::<Communications>, open::<Communications>),
        (seal::<ApplicationHistory>, open::<ApplicationHistory>),
        (seal::<SelectionResult>, open::<SelectionResult>),
        (seal::<Health>, open::<Health>),
        (seal::<Other>, open::<Other>),
    ];
    let mut spots = Vec::new();
    for fields in 0..32_u32 {
        let second = |field: u32| fields & (1 << field) != 0;
        // Two thirds of the categories at each place: all of them somewhere, in some 16,000 swaps.
        for (seal, open) in
            categories.into_iter().enumerate().filter(|(n, _)| !(n + fields as usize).is_multiple_of(3)).map(|c| c.1)
        {
            spots.push(Spot {
                // The second names are the first ones with the boundary between them moved.
                table: if second(0) { "profiles" } else { "profile" },
                column: if second(1) { "srecord" } else { "record" },
                row: Uuid::from_u128(if second(2) { 2 } else { 1 }),
                candidate: CandidateId::from_uuid(Uuid::from_u128(if second(3) { 2 } else { 1 })),
                office: office(if second(4) { "SG" } else { "JP" }),
                seal,
                open,
            });
        }
    }
    spots
}

#[test]
fn no_value_opens_at_any_of_ten_thousand_other_places() {
    let spots = spots();
    let values: Vec<Vec<u8>> = spots.iter().map(|spot| (spot.seal)(spot, b"Wei")).collect();
    let mut swaps = 0;
    for (from, value) in values.iter().enumerate() {
        for (to, spot) in spots.iter().enumerate() {
            let opened = (spot.open)(spot, value);
            if from == to {
                assert_eq!(opened, Ok(b"Wei".to_vec()));
            } else {
                assert_eq!(opened, Err(OpenError::Damaged), "value {from} at place {to}");
                swaps += 1;
            }
        }
    }
    assert!(swaps >= 10_000, "{swaps} swaps");
}
