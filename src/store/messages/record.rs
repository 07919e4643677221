//! The messages of a record as its person sees them and as they are handed out: what came, what went, and what was
//! written down by hand.
//!
//! Invariant: nothing that is being written, waits to go, was taken back or never went is among them, nor a file of it;
//! and nobody learns here what staff say about a message.

use std::collections::HashMap;

use diesel::prelude::*;
use zeroize::Zeroizing;

use super::reading::{self, Row, ShownFile, ShownMessage};
use crate::domain::category::Communications;
use crate::domain::id::{MessageFileId, MessageId};
use crate::domain::message::Sending;
use crate::domain::time::Ts;
use crate::store::database::cols;
use crate::store::error::StoreError;
use crate::store::open::Database;
use crate::store::permit::Permit;
use crate::store::schema::{message_files, messages};

/// The rows of what came and went in the permitted holding.
macro_rules! of_record {
    ($permit:expr) => {
        messages::table
            .filter(messages::holding_id.eq($permit.holding().id))
            .filter(messages::sending.is_null().or(messages::sending.eq(Sending::Sent)))
    };
}

/// The messages of the permitted holding, oldest first.
///
/// # Errors
/// The database's.
pub fn ids(db: &mut Database, permit: &Permit<Communications>) -> Result<Vec<MessageId>, StoreError> {
    Ok(of_record!(permit).order((messages::at, messages::id)).select(messages::id).load(db.db())?)
}

/// Some of them, opened, oldest first; those that are none of it any more are left out.
///
/// # Errors
/// The database's.
pub fn some(
    db: &mut Database,
    permit: &Permit<Communications>,
    ids: &[MessageId],
) -> Result<Vec<ShownMessage>, StoreError> {
    let rows: Vec<Row> = of_record!(permit)
        .filter(messages::id.eq_any(ids))
        .order((messages::at, messages::id))
        .select(cols::<Row>())
        .load(db.db())?;
    reading::whole(db, permit, rows, HashMap::new())
}

/// So many of them, newest first: those before one of them, else from the newest on.
///
/// # Errors
/// The database's.
pub fn page(
    db: &mut Database,
    permit: &Permit<Communications>,
    before: Option<MessageId>,
    limit: i64,
) -> Result<Vec<ShownMessage>, StoreError> {
    let place: Option<(Ts, MessageId)> = match before {
        Some(id) => {
            let last = of_record!(permit).filter(messages::id.eq(id)).select((messages::at, messages::id));
            last.first(db.db()).optional()?
        }
        None => None,
    };
    let mut query = of_record!(permit).into_boxed();
    if let Some((at, id)) = place {
        query = query.filter(messages::at.lt(at).or(messages::at.eq(at).and(messages::id.lt(id))));
    }
    let rows: Vec<Row> =
        query.order((messages::at.desc(), messages::id.desc())).limit(limit).select(cols::<Row>()).load(db.db())?;
    reading::whole(db, permit, rows, HashMap::new())
}

/// A file of one of them, with its bytes.
///
/// # Errors
/// [`StoreError::NotFound`] if it is a file of none of them, or of another one; [`StoreError::Unopened`] if its seal
/// does not open.
pub fn file_of(
    db: &mut Database,
    permit: &Permit<Communications>,
    message: MessageId,
    file: MessageFileId,
) -> Result<(ShownFile, Zeroizing<Vec<u8>>), StoreError> {
    let found: Option<MessageFileId> = of_record!(permit)
        .inner_join(message_files::table.on(message_files::message_id.eq(messages::id)))
        .filter(messages::id.eq(message).and(message_files::id.eq(file)))
        .select(message_files::id)
        .first(db.db())
        .optional()?;
    reading::file(db, permit, found.ok_or(StoreError::NotFound)?)
}
