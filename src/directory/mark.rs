//! Which journal a directory follows: one of its entries, with its hash.

use diesel::prelude::*;

use super::DirectoryError;

diesel::table! {
    mark (id) {
        id -> Integer,
        seq -> BigInt,
        hash -> Binary,
    }
}

pub(super) fn read(db: &mut SqliteConnection) -> Result<Option<(i64, Vec<u8>)>, DirectoryError> {
    Ok(mark::table.find(1).select((mark::seq, mark::hash)).get_result(db).optional()?)
}

pub(super) fn set(db: &mut SqliteConnection, seq: i64, hash: &[u8]) -> Result<(), DirectoryError> {
    diesel::replace_into(mark::table).values((mark::id.eq(1), mark::seq.eq(seq), mark::hash.eq(hash))).execute(db)?;
    Ok(())
}
