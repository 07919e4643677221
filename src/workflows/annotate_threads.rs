//! What recruiters write on a thread for each other: its tags and its notes.
//!
//! Invariant: nothing of it is sent, and the journal has no word of it. A thread of another office is as unknown as one
//! that is not there.

use super::{WorkflowError, purpose_of, read_inbox};
use crate::domain::category::{Category, Communications, Other};
use crate::domain::id::{ThreadId, ThreadTagId};
use crate::domain::note::NoteClass;
use crate::domain::staff::Caller;
use crate::domain::tag::Tag;
use crate::store::gate::{self, Ask};
use crate::store::permit::Permit;
use crate::store::threads::tags::{self, NewTag};
use crate::store::{Database, StoreError, notes};

/// Adds tags, no two of them the same, to a thread that is as the caller saw it.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none for the caller; [`StoreError::Refused`] with the reason;
/// [`StoreError::Full`] if there would be too many; [`StoreError::Stale`] if it changed since the caller saw it.
pub fn add_tags(
    db: &mut Database,
    caller: &Caller,
    thread: ThreadId,
    add: &[Tag],
    revision: i64,
) -> Result<(), WorkflowError> {
    let permit = open::<Communications>(db, &Ask::change(caller, purpose_of(caller)), thread)?;
    // To add is a collection as well as a use.
    open::<Communications>(db, &Ask::create(caller, purpose_of(caller)), thread)?;
    let mut new = Vec::with_capacity(add.len());
    for tag in add {
        new.push(NewTag { tag, digest: tags::digest_of(db, &caller.office, tag)? });
    }
    db.change(|tx| Ok(((), tags::add(tx, &permit, thread, &new, revision)?.into_iter().collect())))?;
    Ok(())
}

/// Takes a tag from a thread that is as the caller saw it.
///
/// # Errors
/// As [`add_tags`]; [`StoreError::NotFound`] also if the thread has no such tag.
pub fn remove_tag(
    db: &mut Database,
    caller: &Caller,
    thread: ThreadId,
    tag: ThreadTagId,
    revision: i64,
) -> Result<(), WorkflowError> {
    let permit = open::<Communications>(db, &Ask::change(caller, purpose_of(caller)), thread)?;
    db.change(|tx| Ok(((), vec![tags::remove(tx, &permit, thread, tag, revision)?])))?;
    Ok(())
}

/// Adds a note to the record that a thread is in, written on the thread.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such thread for the caller; [`StoreError::Refused`] with the reason.
pub fn add_note(
    db: &mut Database,
    caller: &Caller,
    thread: ThreadId,
    class: NoteClass,
    text: &str,
) -> Result<(), WorkflowError> {
    // To add is a use as well as a collection: a stop of use refuses it.
    open::<Other>(db, &Ask::change(caller, purpose_of(caller)), thread)?;
    let permit = open::<Other>(db, &Ask::create(caller, purpose_of(caller)), thread)?;
    let by = (caller.staff_id(), caller.at);
    db.change(|tx| Ok(((), vec![notes::create_on(tx, &permit, Some(thread), class, text, by)?])))?;
    Ok(())
}

/// Permission to one category of the record that a thread of the caller's office is in.
fn open<C: Category>(db: &mut Database, ask: &Ask<'_>, thread: ThreadId) -> Result<Permit<C>, WorkflowError> {
    let thread = read_inbox::find(db, ask, thread)?;
    let mut opened = gate::open_all(db, ask, thread.holding, &[C::ID])?;
    if opened.is_hidden() {
        return Err(StoreError::NotFound.into());
    }
    Ok(opened.permit::<C>(db)?)
}
