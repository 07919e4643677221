//! What staff asked the directory. A question names people, so it is sealed under the token of the page that answers
//! it: neither the database nor the office's keys open it.
//!
//! Invariant: only whoever asked finds their question again, with the token, for as long as a session may last.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::columns::Stored;
use super::database::Db;
use super::error::StoreError;
use super::open::Database;
use super::schema::searches;
use super::sessions::ABSOLUTE;
use crate::domain::category::Other;
use crate::domain::id::{DataKeyId, Id, StaffId};
use crate::domain::staff::{Actor, Caller};
use crate::domain::time::Ts;
use crate::vault::data_key::DataKey;
use crate::vault::place::Place;
use crate::vault::secret::Token;

/// What was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Question {
    /// In words, as typed.
    pub words: String,
    /// What was chosen, by the name of the filter.
    #[serde(default)]
    pub chosen: BTreeMap<String, String>,
    /// The word of the order; empty for the usual one.
    #[serde(default)]
    pub order: String,
}

impl Question {
    /// What was chosen for a filter; empty for all.
    pub fn chosen(&self, filter: &str) -> &str {
        self.chosen.get(filter).map_or("", String::as_str)
    }
}

/// Keeps a question; the token leads back to it.
///
/// # Errors
/// [`StoreError::NotFound`] if nobody of staff asks; the database's or the vault's.
pub fn keep(db: &mut Database, caller: &Caller, question: &Question) -> Result<Token, StoreError> {
    let staff = staff_of(caller)?;
    let token = Token::generate()?;
    let id = Id::<()>::new();
    let sealed = key(id, &token)?.seal_json(&place(id, staff, caller), question)?;
    // One that is lost with the power is asked again.
    db.note(|tx| {
        diesel::insert_into(searches::table)
            .values((
                searches::id.eq(id),
                searches::token_hash.eq(token.hash().as_slice()),
                searches::staff_id.eq(staff),
                searches::question.eq(Stored::from(sealed)),
                searches::created_at.eq(caller.at),
            ))
            .execute(tx)?;
        Ok(())
    })?;
    Ok(token)
}

/// The question of a token.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none of the caller's that is still kept.
pub fn find(db: &mut Database, caller: &Caller, token: &Token) -> Result<Question, StoreError> {
    let staff = staff_of(caller)?;
    let found: Option<(Id<()>, Stored<Other>)> = searches::table
        .filter(searches::token_hash.eq(token.hash().as_slice()).and(searches::staff_id.eq(staff)))
        .filter(searches::created_at.gt(caller.at.plus_seconds(-ABSOLUTE)))
        .select((searches::id, searches::question))
        .get_result(db.db())
        .optional()?;
    let (id, question) = found.ok_or(StoreError::NotFound)?;
    let sealed = question.sealed()?;
    key(id, token)?.open_json(&place(id, staff, caller), &sealed).map_err(|_| StoreError::Unopened("searches"))
}

/// Removes questions that nobody comes back to.
///
/// # Errors
/// The database's.
pub fn sweep(tx: &mut Db, at: Ts) -> Result<(), StoreError> {
    diesel::delete(searches::table.filter(searches::created_at.lt(at.plus_seconds(-ABSOLUTE)))).execute(tx)?;
    Ok(())
}

/// The person of staff who asks.
///
/// # Errors
/// [`StoreError::NotFound`] if nobody of staff does.
pub const fn staff_of(caller: &Caller) -> Result<StaffId, StoreError> {
    match caller.actor {
        Actor::Staff(id) => Ok(id),
        _ => Err(StoreError::NotFound),
    }
}

fn key(id: Id<()>, token: &Token) -> Result<DataKey<Other>, StoreError> {
    Ok(DataKey::of_token(DataKeyId::from_uuid(id.uuid()), token)?)
}

fn place<'a>(id: Id<()>, staff: StaffId, caller: &'a Caller) -> Place<'a, Other> {
    Place::of_staff("searches", "question", id.uuid(), staff, &caller.office)
}
