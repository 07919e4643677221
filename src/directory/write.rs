//! Following: rows in, rows out, and the position, in one transaction.

use diesel::prelude::*;

use super::{DirectoryError, Person, Position, Reached, Update};
use crate::domain::id::HoldingId;
use crate::domain::time::{Day, Ts};

diesel::table! {
    position (id) {
        id -> Integer,
        seq -> BigInt,
        rebuilt -> Bool,
        filled_to -> Nullable<Binary>,
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
        proposed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    due (holding) {
        holding -> Binary,
        day -> Text,
    }
}

diesel::table! {
    assigned (staff, holding) {
        staff -> Binary,
        holding -> Binary,
    }
}

diesel::allow_tables_to_appear_in_same_query!(people, assigned);

pub(super) fn position(db: &mut SqliteConnection) -> Result<Position, DirectoryError> {
    let (seq, filled, filled_to): (i64, bool, Option<Vec<u8>>) =
        position::table.find(1).select((position::seq, position::rebuilt, position::filled_to)).first(db)?;
    let filled_to = filled_to.map(|bytes| holding(&bytes)).transpose()?;
    Ok(Position { seq, filled, filled_to })
}

pub(super) fn apply(db: &mut SqliteConnection, updates: &[Update], reached: Reached) -> Result<(), DirectoryError> {
    db.immediate_transaction(|db| {
        for update in updates {
            write(db, update)?;
        }
        let at = position::table.find(1);
        match reached {
            Reached::Filled { start, to } => {
                let to = to.uuid().as_bytes().to_vec();
                diesel::update(at).set((position::seq.eq(start), position::filled_to.eq(to))).execute(db)?;
            }
            Reached::Change(seq) => {
                // A slower follower must not move the position back.
                let later = position::table.filter(position::id.eq(1).and(position::seq.le(seq)));
                diesel::update(later).set((position::seq.eq(seq), position::rebuilt.eq(true))).execute(db)?;
            }
        }
        Ok(())
    })
}

pub(super) fn due(db: &mut SqliteConnection, today: Day, limit: i64) -> Result<Vec<HoldingId>, DirectoryError> {
    let found: Vec<Vec<u8>> =
        due::table.filter(due::day.le(today.to_string())).order(due::day).limit(limit).select(due::holding).load(db)?;
    found.iter().map(|bytes| holding(bytes)).collect()
}

fn holding(bytes: &[u8]) -> Result<HoldingId, DirectoryError> {
    uuid::Uuid::from_slice(bytes).map(HoldingId::from_uuid).map_err(|_| DirectoryError::Unreadable)
}

pub(super) fn clear(db: &mut SqliteConnection) -> Result<(), DirectoryError> {
    db.immediate_transaction(|db| {
        diesel::delete(assigned::table).execute(db)?;
        diesel::delete(people::table).execute(db)?;
        diesel::delete(due::table).execute(db)?;
        let empty = (position::seq.eq(0), position::rebuilt.eq(false), position::filled_to.eq(None::<Vec<u8>>));
        diesel::update(position::table.find(1)).set(empty).execute(db)?;
        Ok(())
    })
}

fn write(db: &mut SqliteConnection, update: &Update) -> Result<(), DirectoryError> {
    remove(db, update.holding)?;
    if let Some(person) = &update.person {
        put(db, person)?;
    }
    if let Some(day) = update.again {
        let id = update.holding.uuid();
        diesel::insert_into(due::table)
            .values((due::holding.eq(id.as_bytes().as_slice()), due::day.eq(day.to_string())))
            .execute(db)?;
    }
    Ok(())
}

fn put(db: &mut SqliteConnection, person: &Person) -> Result<(), DirectoryError> {
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
            people::proposed_at.eq(person.proposed_at.map(Ts::micros)),
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
    diesel::delete(due::table.find(id.as_bytes().as_slice())).execute(db)?;
    Ok(())
}
