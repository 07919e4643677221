//! The same form twice: a button that was pressed again, or a page that was sent once more.
//!
//! Invariant: a second one is answered as the first only if it is the same form of the same person about the same
//! thread, with the same words and files. Whatever else was typed or attached since is not taken for done.

use super::{Composition, KeptDraft, Sent, Which, known};
use crate::domain::category::Communications;
use crate::domain::id::{MessageFileId, ThreadId};
use crate::domain::message::{MessageBody, MessageHead, Sending};
use crate::domain::staff::Caller;
use crate::store::intakes::IncomingFile;
use crate::store::messages::{self, ShownFile, ShownMessage};
use crate::store::permit::Permit;
use crate::store::searches::staff_of;
use crate::store::{Database, StoreError};
use crate::workflows::WorkflowError;

/// What became of a message that a form queued before, if it did.
pub(super) fn sent(
    known: &[ShownMessage],
    form: &Composition<'_>,
    parts: &(MessageHead, MessageBody),
    (thread, caller): (ThreadId, &Caller),
) -> Option<Sent> {
    let first = first_of(known, form, parts, caller)?;
    let has_left_the_desk = !matches!(first.sending, None | Some(Sending::Draft));
    let send_at = first.send_at.unwrap_or(first.at);
    has_left_the_desk.then_some(Sent { thread, message: first.id, send_at })
}

/// The draft that a form kept before, if it did.
pub(super) fn kept(
    known: &[ShownMessage],
    form: &Composition<'_>,
    parts: &(MessageHead, MessageBody),
    caller: &Caller,
) -> Option<KeptDraft> {
    let first = first_of(known, form, parts, caller)?;
    let is_draft = first.sending == Some(Sending::Draft);
    is_draft.then_some(KeptDraft { message: first.id, revision: first.revision })
}

/// The thread of the permitted holding that a form began before, with the message that it began it with.
pub(super) fn begun(
    db: &mut Database,
    permit: &Permit<Communications>,
    which: Which,
) -> Result<Option<(ThreadId, ShownMessage)>, StoreError> {
    let Some(thread) = messages::thread_of(db, permit, which.id())? else { return Ok(None) };
    Ok(known::found(db, permit, thread, which)?.map(|first| (thread, first)))
}

/// Whether nothing was written down since a form may have been there before: another message has its id, or its draft
/// is another one by now.
pub(super) fn may_be<T>(written: &Result<T, WorkflowError>) -> bool {
    let Err(WorkflowError::Store(error)) = written else { return false };
    error.is_duplicate() || matches!(error, StoreError::Stale)
}

fn first_of<'a>(
    known: &'a [ShownMessage],
    form: &Composition<'_>,
    (head, body): &(MessageHead, MessageBody),
    caller: &Caller,
) -> Option<&'a ShownMessage> {
    let found = known.iter().find(|message| message.id == form.which.id())?;
    let (had, said) = (found.head.value()?, found.body.value()?);
    // What a form that goes on with a draft saw, it has not done.
    let is_later = !matches!(form.which, Which::Draft(_, seen) if found.revision <= seen);
    let is_theirs = found.staff.is_some() && found.staff == staff_of(caller).ok();
    let is_same = (&had.to, &had.cc, &had.subject) == (&head.to, &head.cc, &head.subject) && said.text == body.text;
    (is_later && is_theirs && is_same && has_the_files(found, form)).then_some(found)
}

/// Whether a message has what a form brings, and has not what it takes out.
fn has_the_files(found: &ShownMessage, form: &Composition<'_>) -> bool {
    let has = |file: &IncomingFile| {
        let is_it = |kept: &ShownFile| {
            kept.name.value() == Some(&file.name) && usize::try_from(kept.bytes).ok() == Some(file.content.len())
        };
        found.files.iter().any(is_it)
    };
    let has_any_of = |gone: &[MessageFileId]| found.files.iter().any(|kept| gone.contains(&kept.id));
    form.add.iter().all(has) && !has_any_of(form.remove)
}
