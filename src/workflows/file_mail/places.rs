//! Where mails belong that come together: asked about all of them at once, where the answer is plain.
//!
//! Invariant: as of [`super::place`], to whose questions everything is left that is not plain: what a program sent,
//! what is from us, an address that several records have, a record that does not open, two mails for one record.

use std::collections::{HashMap, HashSet};

use super::Came;
use super::place::{self, NewAddress, Place};
use crate::domain::category::{Category, CategoryId, Communications, Profile};
use crate::domain::id::{HoldingId, ThreadId};
use crate::domain::message::FiledBy;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::store::gate::{self, Ask};
use crate::store::permit::Permit;
use crate::store::{Database, StoreError, addresses, first_keys};

/// What is known of a mail before a record is opened.
enum Found {
    /// It answers something of a record.
    Answer(HoldingId, ThreadId),
    /// It is from the address of a record.
    Address(HoldingId),
    /// Nobody on record has its address.
    New(NewAddress),
    /// That is not plain.
    Unclear,
}

impl Found {
    /// The record that is to be opened: because it is answered, or because the address is its own.
    const fn record(&self) -> (Option<HoldingId>, Option<HoldingId>) {
        match self {
            Self::Answer(holding, _) => (Some(*holding), None),
            Self::Address(holding) => (None, Some(*holding)),
            Self::New(_) | Self::Unclear => (None, None),
        }
    }
}

/// Where each of some mails belongs: with somebody on record, or with somebody new; nothing for those that are to be
/// looked at one by one.
pub(super) fn of_all(db: &mut Database, caller: &Caller, cames: &[Came]) -> Result<Vec<Option<Place>>, StoreError> {
    let (mut found, mut taken) = (Vec::with_capacity(cames.len()), HashSet::new());
    for came in cames {
        let one = find(db, caller, came)?;
        // What one mail adds to a record changes it before the other is there.
        let (answered, known) = one.record();
        let is_first = answered.or(known).is_none_or(|holding| taken.insert(holding));
        found.push(if is_first { one } else { Found::Unclear });
    }
    let (answered, known): (Vec<_>, Vec<_>) = found.iter().map(Found::record).unzip();
    let [answered, known] = [answered, known].map(|of| of.into_iter().flatten().collect::<Vec<HoldingId>>());
    let mut answered = open(db, caller, &answered, &[Communications::ID])?;
    let mut known = open(db, caller, &known, &[Profile::ID, Communications::ID])?;
    let mut places = Vec::with_capacity(cames.len());
    for (one, came) in found.into_iter().zip(cames) {
        places.push(match one {
            Found::Answer(holding, thread) => {
                answered.remove(&holding).map(|permit| Place::Known(permit, Some(thread), FiledBy::Reference))
            }
            Found::Address(holding) => match known.remove(&holding) {
                Some(permit) => Some(Place::Known(permit, place::going_on(db, holding, came)?, FiledBy::Address)),
                None => None,
            },
            Found::New(new) => Some(Place::New(new)),
            Found::Unclear => None,
        });
    }
    Ok(places)
}

fn find(db: &mut Database, caller: &Caller, came: &Came) -> Result<Found, StoreError> {
    if let Some((thread, holding)) = place::referred(db, caller, came)? {
        return Ok(Found::Answer(holding, thread));
    }
    let address = came.sender().filter(|address| came.automatic().is_none() && !came.is_from_us(address));
    let Some(address) = address else { return Ok(Found::Unclear) };
    let digest = addresses::digest(db, &caller.office, &address)?;
    let owners = db.read(|db| addresses::find(db, &caller.office, &digest))?;
    Ok(match owners.as_slice() {
        [] => Found::New(NewAddress { address, digest, past: Vec::new() }),
        [only] => Found::Address(*only),
        _ => Found::Unclear,
    })
}

/// The permits to add to some records, as far as everything that is asked about is allowed and opens.
fn open(
    db: &mut Database,
    caller: &Caller,
    holdings: &[HoldingId],
    categories: &[CategoryId],
) -> Result<HashMap<HoldingId, Permit<Communications>>, StoreError> {
    let mut opened = gate::open_many(db, &Ask::create(caller, Purpose::Upkeep), holdings, categories)?;
    if categories.contains(&Profile::ID) {
        opened.retain_mut(|one| one.permit::<Profile>(db).is_ok());
    }
    let permits = first_keys::permits::<Communications>(db, &mut opened).into_iter().flatten();
    Ok(permits.map(|permit| (permit.holding().id, permit)).collect())
}
