//! What a directory follows: which journal, by one of its entries, and which rules.

use diesel::prelude::*;

use super::{DirectoryError, Mark};

diesel::table! {
    mark (id) {
        id -> Integer,
        seq -> BigInt,
        hash -> Binary,
        rules -> Binary,
    }
}

pub(super) fn read(db: &mut SqliteConnection) -> Result<Option<Mark>, DirectoryError> {
    let found: Option<(i64, Vec<u8>, Vec<u8>)> =
        mark::table.find(1).select((mark::seq, mark::hash, mark::rules)).get_result(db).optional()?;
    Ok(found.map(|(seq, hash, rules)| Mark { seq, hash, rules }))
}

pub(super) fn set(db: &mut SqliteConnection, to: &Mark) -> Result<(), DirectoryError> {
    let row = (mark::id.eq(1), mark::seq.eq(to.seq), mark::hash.eq(&to.hash), mark::rules.eq(&to.rules));
    diesel::replace_into(mark::table).values(row).execute(db)?;
    Ok(())
}
