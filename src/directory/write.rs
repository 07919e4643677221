//! Following: rows in, rows out, and the position, in one transaction.

use diesel::prelude::*;

use super::{DirectoryError, Person, Update};
use crate::domain::id::HoldingId;

diesel::table! {
    position (id) {
        id -> Integer,
        seq -> BigInt,
        rebuilt -> Bool,
    }
}

diesel::table! {
    people (holding) {
        holding -> Binary,
        candidate -> Binary,
        office -> Text,
        family -> Text,
        given -> Text,
        reading -> Text,
        vacancy -> Nullable<Binary>,
        stage -> Nullable<Text>,
        source -> Nullable<Text>,
        received_at -> BigInt,
        usable_until -> Nullable<Text>,
    }
}

diesel::table! {
    assigned (staff, holding) {
        staff -> Binary,
        holding -> Binary,
    }
}

diesel::allow_tables_to_appear_in_same_query!(people, assigned);

pub(super) fn position(db: &mut SqliteConnection) -> Result<(i64, bool), DirectoryError> {
    Ok(position::table.find(1).select((position::seq, position::rebuilt)).first(db)?)
}

pub(super) fn apply(db: &mut SqliteConnection, updates: &[Update], seq: i64) -> Result<(), DirectoryError> {
    db.immediate_transaction(|db| {
        for update in updates {
            match update {
                Update::Put(person) => put(db, person)?,
                Update::Remove(holding) => remove(db, *holding)?,
            }
        }
        // A slower follower must not move the position back.
        let later = position::table.filter(position::id.eq(1).and(position::seq.le(seq)));
        diesel::update(later).set((position::seq.eq(seq), position::rebuilt.eq(true))).execute(db)?;
        Ok(())
    })
}

pub(super) fn clear(db: &mut SqliteConnection) -> Result<(), DirectoryError> {
    db.immediate_transaction(|db| {
        diesel::delete(assigned::table).execute(db)?;
        diesel::delete(people::table).execute(db)?;
        diesel::update(position::table.find(1)).set((position::seq.eq(0), position::rebuilt.eq(false))).execute(db)?;
        Ok(())
    })
}

fn put(db: &mut SqliteConnection, person: &Person) -> Result<(), DirectoryError> {
    remove(db, person.holding.id)?;
    let holding = person.holding.id.uuid();
    let latest = person.latest.as_ref();
    diesel::insert_into(people::table)
        .values((
            people::holding.eq(holding.as_bytes().as_slice()),
            people::candidate.eq(person.holding.candidate.uuid().as_bytes().as_slice()),
            people::office.eq(person.holding.office.as_str()),
            people::family.eq(&person.family),
            people::given.eq(&person.given),
            people::reading.eq(&person.reading),
            people::vacancy.eq(latest.map(|latest| latest.vacancy.uuid().as_bytes().to_vec())),
            people::stage.eq(latest.map(|latest| latest.stage.as_str())),
            people::source.eq(latest.map(|latest| latest.source.as_str())),
            people::received_at.eq(person.received_at.micros()),
            people::usable_until.eq(person.usable_until.map(|day| day.to_string())),
        ))
        .execute(db)?;
    for staff in &person.assigned {
        diesel::insert_into(assigned::table)
            .values((
                assigned::staff.eq(staff.uuid().as_bytes().as_slice()),
                assigned::holding.eq(holding.as_bytes().as_slice()),
            ))
            .execute(db)?;
    }
    Ok(())
}

fn remove(db: &mut SqliteConnection, holding: HoldingId) -> Result<(), DirectoryError> {
    let id = holding.uuid();
    diesel::delete(assigned::table.filter(assigned::holding.eq(id.as_bytes().as_slice()))).execute(db)?;
    diesel::delete(people::table.find(id.as_bytes().as_slice())).execute(db)?;
    Ok(())
}
