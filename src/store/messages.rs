//! Messages to and from candidates, sealed under communications: head and body in rows, sources and files in the file
//! store.
//!
//! Invariant: what a message says, from whom it is and what its files are called stands nowhere unsealed; its bytes are
//! durable before the row that names them.

/// The row of a message of the permitted holding that is this far.
macro_rules! sent_as {
    ($permit:expr, $id:expr, $sending:expr) => {
        messages::table
            .filter(messages::id.eq($id).and(messages::holding_id.eq($permit.holding().id)))
            .filter(messages::sending.eq($sending))
    };
}

mod drafts;
mod files;
mod filing;
mod findings;
mod latest;
mod originals;
mod pages;
mod reading;
mod record;
mod repeated;
mod sending;
mod unsent;

use diesel::prelude::*;

use super::database::{Db, each};
use super::error::StoreError;
use super::journal::Entry;
use super::open::Database;
use super::permit::Permit;
use super::schema::{message_findings, message_index, messages, threads};
use crate::domain::category::Communications;
use crate::domain::id::{HoldingId, IncomingMessageId, MessageFindingId, MessageId, StaffId, ThreadId};
use crate::domain::message::{
    AutomaticKind, Channel, Direction, Finding, FindingState, MessageBody, MessageHead, Sending,
};
use crate::domain::office::OfficeCode;
use crate::domain::time::Ts;

pub use drafts::{begin_draft, discard_draft, save_draft};
pub use files::{
    KeptFile, NewFile, SealedPart, add_files, put_files, put_parts, put_source, remove_bytes, remove_files, seal_files,
    seal_source,
};
pub use filing::{Resealed, file_with, hold_both, movable, note_filed, remove_left, reseal};
pub use findings::{decide_finding, is_about_health, is_made_of, message_of, note_health};
pub use latest::{Latest, latest, latest_of};
pub use originals::sent_of_id;
pub use pages::{PageOfThread, conversation, drafts_of, named_in, of_thread, one, page_of_thread, subject_of};
pub use reading::{ShownFile, ShownFinding, ShownMessage, file, place_of_source, source};
pub use record::{file_of, ids, page, some};
pub use repeated::of_ours;
pub use sending::{DueMessage, Outcome, cancel, due, queue, retry, settle, take};
pub use unsent::{is_one_answered, is_one_queued};

const TABLE: &str = "messages";
const FILES: &str = "message_files";
/// The part of the file store that the source of a message is.
const SOURCE: &str = "source";
/// The part of the file store that a file of a message is.
const FILE: &str = "file";

/// A message that is to be kept.
#[derive(Debug, Clone, Copy)]
pub struct NewMessage<'a> {
    /// Its id; what is in the file store already stands under it.
    pub id: MessageId,
    /// In which thread.
    pub thread: ThreadId,
    /// The mail that it came as.
    pub incoming: Option<IncomingMessageId>,
    /// Which way it went.
    pub direction: Direction,
    /// How.
    pub channel: Channel,
    /// What a program sent it as, if one did.
    pub automatic: Option<AutomaticKind>,
    /// From whom, to whom, about what.
    pub head: &'a MessageHead,
    /// What it says.
    pub body: &'a MessageBody,
    /// Its files.
    pub files: &'a [KeptFile],
    /// How large its source is, if that is kept.
    pub source_bytes: Option<i64>,
    /// Who of staff wrote it.
    pub staff: Option<StaffId>,
    /// When it came or was written.
    pub at: Ts,
    /// How far it is, if it is ours, and when it is to go.
    pub sending: Option<(Sending, Option<Ts>)>,
    /// What it seems to be about.
    pub findings: &'a [Finding],
}

/// Keeps a message in a thread of the permitted holding. `id_digest` is that of its Message-ID, so that answers find
/// it.
///
/// # Errors
/// [`StoreError::NotFound`] if the thread is not of the permitted holding; [`StoreError::Stale`] if a fact changed
/// since the permit; a duplicate if the mail is filed in this holding already.
pub fn create(
    tx: &mut Db,
    permit: &Permit<Communications>,
    new: &NewMessage<'_>,
    id_digest: Option<&[u8]>,
) -> Result<Entry, StoreError> {
    require_thread(tx, permit, new.thread)?;
    let (sending, send_at) = new.sending.map_or((None, None), |(sending, at)| (Some(sending), at));
    diesel::insert_into(messages::table)
        .values((
            messages::id.eq(new.id),
            messages::holding_id.eq(permit.holding().id),
            messages::thread_id.eq(new.thread),
            messages::incoming_id.eq(new.incoming),
            messages::direction.eq(new.direction),
            messages::channel.eq(new.channel),
            messages::automatic.eq(new.automatic),
            messages::head.eq(permit.seal(TABLE, "head", new.id.uuid(), new.head)?),
            messages::body.eq(permit.seal(TABLE, "body", new.id.uuid(), new.body)?),
            messages::source_bytes.eq(new.source_bytes),
            messages::staff_id.eq(new.staff),
            messages::at.eq(new.at),
            messages::sending.eq(sending),
            messages::send_at.eq(send_at),
            messages::tries.eq(0),
            messages::revision.eq(1_i64),
        ))
        .execute(tx)?;
    files::add(tx, new.id, new.files)?;
    if let Some(digest) = id_digest {
        index_id(tx, permit, new.id, digest)?;
    }
    for finding in new.findings {
        diesel::insert_into(message_findings::table)
            .values((
                message_findings::id.eq(MessageFindingId::new()),
                message_findings::message_id.eq(new.id),
                message_findings::finding.eq(*finding),
                message_findings::state.eq(FindingState::Open),
            ))
            .execute(tx)?;
    }
    Ok(permit.change("create", format!("message:{} {}", new.id, new.direction)))
}

/// Fails unless a thread is of the permitted holding, and the permit still good.
fn require_thread(tx: &mut Db, permit: &Permit<Communications>, id: ThreadId) -> Result<(), StoreError> {
    permit.check_fresh(tx)?;
    let mine = threads::id.eq(id).and(threads::holding_id.eq(permit.holding().id));
    let found: Option<ThreadId> = threads::table.filter(mine).select(threads::id).first(tx).optional()?;
    found.map(|_| ()).ok_or(StoreError::NotFound)
}

/// Lets answers find a message of the permitted holding by its Message-ID: for one of ours, before it goes.
///
/// # Errors
/// [`StoreError::Stale`] if a fact changed since the permit; the database's.
pub fn index_id(
    tx: &mut Db,
    permit: &Permit<Communications>,
    message: MessageId,
    digest: &[u8],
) -> Result<(), StoreError> {
    permit.check_fresh(tx)?;
    let row = (
        message_index::office.eq(&permit.holding().office),
        message_index::digest.eq(digest),
        message_index::message_id.eq(message),
    );
    each!(tx, c => diesel::insert_into(message_index::table).values(row).on_conflict_do_nothing().execute(c))?;
    Ok(())
}

/// The thread of the permitted holding that a message is in, if it is of this holding.
///
/// # Errors
/// The database's.
pub fn thread_of(
    db: &mut Database,
    permit: &Permit<Communications>,
    message: MessageId,
) -> Result<Option<ThreadId>, StoreError> {
    let mine = messages::id.eq(message).and(messages::holding_id.eq(permit.holding().id));
    Ok(messages::table.filter(mine).select(messages::thread_id).first(db.db()).optional()?)
}

/// The digest of a Message-ID at an office.
///
/// # Errors
/// [`StoreError::Unavailable`] if this instance does not hold the office's keys.
pub fn digest_of_id(db: &Database, office: &OfficeCode, message_id: &str) -> Result<Vec<u8>, StoreError> {
    let keys = db.office_keys(office).ok_or(StoreError::Unavailable)?;
    let bare = message_id.trim().trim_start_matches('<').trim_end_matches('>');
    Ok(keys.index.message_id_entry(bare).to_vec())
}

/// The thread of the first of some Message-IDs that is known at an office. Where several messages have one, the one
/// that had it first counts: whoever copies a Message-ID comes later.
///
/// # Errors
/// The database's.
pub fn thread_of_ids(
    db: &mut Db,
    office: &OfficeCode,
    digests: &[Vec<u8>],
) -> Result<Option<(ThreadId, HoldingId)>, StoreError> {
    for digest in digests {
        let found: Option<(ThreadId, HoldingId)> = message_index::table
            .inner_join(messages::table.on(messages::id.eq(message_index::message_id)))
            .filter(message_index::office.eq(office).and(message_index::digest.eq(digest.as_slice())))
            .order(messages::id)
            .select((messages::thread_id, messages::holding_id))
            .first(db)
            .optional()?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}
