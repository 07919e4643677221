//! What stands for a thread in a list: its latest message.
//!
//! Invariant: a page of threads asks once for all of them.

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::TABLE;
use crate::domain::category::Communications;
use crate::domain::id::{HoldingId, MessageId, ThreadId};
use crate::domain::message::{AutomaticKind, Direction, MessageHead};
use crate::store::columns::Stored;
use crate::store::database::among;
use crate::store::error::StoreError;
use crate::store::health_messages;
use crate::store::open::Database;
use crate::store::permit::{Permit, Unsealed};
use crate::store::schema::{messages, threads};

/// What stands for a thread in a list.
#[derive(Debug, Clone)]
pub struct Latest {
    /// From whom, to whom, about what.
    pub head: Unsealed<MessageHead>,
    /// Which way it went.
    pub direction: Direction,
    /// What a program sent it as, if one did.
    pub automatic: Option<AutomaticKind>,
    /// Whether what it says is kept as health data, and its subject with that.
    pub is_health: bool,
}

/// The message of a thread that stands last and is no draft; asked for once per thread, however many it has.
const LATEST: &str = "messages.id = (SELECT others.id FROM messages others WHERE others.thread_id = threads.id \
     AND (others.sending IS NULL OR others.sending <> 'draft') ORDER BY others.at DESC, others.id DESC LIMIT 1)";

/// The latest message of each of some threads that came or is to go, in one query; a draft is none yet. Threads of
/// other holdings than those that are permitted are left out.
///
/// # Errors
/// The database's.
pub fn latest_of<'a>(
    db: &mut Database,
    permits: impl IntoIterator<Item = &'a Permit<Communications>>,
    ids: &[ThreadId],
) -> Result<HashMap<ThreadId, Latest>, StoreError> {
    type Found = (ThreadId, HoldingId, MessageId, Stored<Communications>, Direction, Option<AutomaticKind>);
    let permits: HashMap<HoldingId, _> = permits.into_iter().map(|permit| (permit.holding().id, permit)).collect();
    if ids.is_empty() || permits.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<Found> = among!(ids, threads::id, asked => threads::table
        .inner_join(messages::table.on(sql::<Bool>(LATEST)))
        .filter(asked)
        .select((
            threads::id,
            messages::holding_id,
            messages::id,
            messages::head,
            messages::direction,
            messages::automatic,
        ))
        .load(db.db())?);
    let found: Vec<MessageId> = rows.iter().map(|(_, _, id, ..)| *id).collect();
    let of_health = health_messages::among(db, &found)?;
    let mut latest = HashMap::with_capacity(rows.len());
    for (thread, holding, id, head, direction, automatic) in rows {
        let Some(permit) = permits.get(&holding) else { continue };
        let head = Unsealed::of(permit.open(db, TABLE, "head", id.uuid(), &head))?;
        latest.insert(thread, Latest { head, direction, automatic, is_health: of_health.contains(&id) });
    }
    Ok(latest)
}

/// The head of the latest message of one thread, and which way it went.
///
/// # Errors
/// The database's.
pub fn latest(
    db: &mut Database,
    permit: &Permit<Communications>,
    thread: ThreadId,
) -> Result<Option<(Unsealed<MessageHead>, Direction)>, StoreError> {
    Ok(latest_of(db, [permit], &[thread])?.remove(&thread).map(|latest| (latest.head, latest.direction)))
}
