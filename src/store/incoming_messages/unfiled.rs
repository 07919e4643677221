//! Mail that is filed with nobody: what a program sent, and what could not be read. Who decides about what came in
//! looks at it, throws it away, or has it filed.
//!
//! Invariant: the list says nothing of what is in a mail; opening one is on record first.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::{OpenedMail, open_in, remove_blob, subject, tries};
use crate::domain::id::IncomingMessageId;
use crate::domain::message::{AutomaticKind, IncomingState, MailFault};
use crate::domain::office::OfficeCode;
use crate::domain::time::Ts;
use crate::store::database::{Db, cols};
use crate::store::error::StoreError;
use crate::store::journal::Entry;
use crate::store::open::Database;
use crate::store::schema::incoming_messages;
use crate::store::triage_permit::TriagePermit;

/// The very words of the index of what is not filed.
const UNFILED: &str = "incoming_messages.state IN ('apart', 'quarantined')";
const STATES: [IncomingState; 2] = [IncomingState::Apart, IncomingState::Quarantined];

/// A mail that is filed with nobody, without a word of it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = incoming_messages)]
pub struct UnfiledMail {
    /// Which.
    pub id: IncomingMessageId,
    /// Kept apart or quarantined.
    pub state: IncomingState,
    /// What a program sent it as, if it is kept apart for that.
    pub automatic: Option<AutomaticKind>,
    /// Why it could not be read or filed, if it could not.
    pub fault: Option<MailFault>,
    /// How large it is.
    pub bytes: i64,
    /// When it came in.
    pub received_at: Ts,
}

/// Where a mail stands in the list of what is filed with nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnfiledPlace {
    /// Kept apart or quarantined.
    pub state: IncomingState,
    /// Which.
    pub id: IncomingMessageId,
}

impl From<&UnfiledMail> for UnfiledPlace {
    fn from(mail: &UnfiledMail) -> Self {
        Self { state: mail.state, id: mail.id }
    }
}

/// What is quarantined or kept apart at the permitted office, after a place in the list: first what cannot be read, each
/// newest first, so that no flood of newsletters hides it.
///
/// # Errors
/// The database's.
pub fn unfiled(
    db: &mut Database,
    permit: &TriagePermit,
    after: Option<UnfiledPlace>,
    limit: i64,
) -> Result<Vec<UnfiledMail>, StoreError> {
    let mut query = incoming_messages::table
        .filter(sql::<Bool>(UNFILED).and(incoming_messages::office.eq(&permit.caller().office)))
        .into_boxed();
    if let Some(UnfiledPlace { state, id }) = after {
        let older = incoming_messages::state.eq(state).and(incoming_messages::id.lt(id));
        query = query.filter(incoming_messages::state.lt(state).or(older));
    }
    Ok(query
        .order((incoming_messages::state.desc(), incoming_messages::id.desc()))
        .limit(limit)
        .select(cols::<UnfiledMail>())
        .load(db.db())?)
}

/// Opens a mail that is not filed; the opening is journalled first.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none such at the permitted office; [`StoreError::Unopened`] if its seal does
/// not open.
pub fn open_unfiled(db: &mut Database, permit: &TriagePermit, id: IncomingMessageId) -> Result<OpenedMail, StoreError> {
    open_in(db, permit.caller(), id, &STATES)
}

/// Throws a mail that is not filed away: its key is destroyed, then its bytes go.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none such at the permitted office.
pub fn discard(db: &mut Database, permit: &TriagePermit, id: IncomingMessageId) -> Result<(), StoreError> {
    let caller = permit.caller();
    db.change(|tx| {
        require(tx, &caller.office, id)?;
        diesel::update(incoming_messages::table.find(id))
            .set((
                incoming_messages::state.eq(IncomingState::Discarded),
                incoming_messages::wrapped_key.eq(&[][..] as &[u8]),
                incoming_messages::settled_at.eq(caller.at),
            ))
            .execute(tx)?;
        Ok(((), vec![Entry::by(caller, "discard", subject(id))]))
    })?;
    if let Err(error) = remove_blob(db, id) {
        // Nothing opens it any more, and the sweep of files removes it.
        tracing::warn!(%id, %error, "the bytes of a mail that was thrown away are still there");
    }
    Ok(())
}

/// Has a mail filed that is not: with a person, even if a program sent it.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none such at the permitted office.
pub fn file_again(db: &mut Database, permit: &TriagePermit, id: IncomingMessageId) -> Result<(), StoreError> {
    let caller = permit.caller();
    db.change(|tx| {
        require(tx, &caller.office, id)?;
        tries::try_again(tx, id)?;
        Ok(((), vec![tries::tried_again(caller, id)]))
    })
}

/// Which mail that is not filed, without a word of it.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none such at the permitted office.
pub fn find_unfiled(
    db: &mut Database,
    permit: &TriagePermit,
    id: IncomingMessageId,
) -> Result<UnfiledMail, StoreError> {
    let found: Option<UnfiledMail> = incoming_messages::table
        .filter(incoming_messages::id.eq(id).and(incoming_messages::office.eq(&permit.caller().office)))
        .filter(incoming_messages::state.eq_any(STATES))
        .select(cols::<UnfiledMail>())
        .first(db.db())
        .optional()?;
    found.ok_or(StoreError::NotFound)
}

/// Begins to file a mail that is not, in the transaction that does so whole: [`super::settle`] ends it.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none such at the permitted office any more.
pub fn begin_by_hand(tx: &mut Db, permit: &TriagePermit, id: IncomingMessageId) -> Result<Entry, StoreError> {
    require(tx, &permit.caller().office, id)?;
    tries::try_again(tx, id)?;
    Ok(tries::tried_again(permit.caller(), id))
}

/// Fails unless a mail is not filed and of this office. On PostgreSQL it stays so until the transaction ends.
fn require(tx: &mut Db, office: &OfficeCode, id: IncomingMessageId) -> Result<(), StoreError> {
    let row = incoming_messages::table
        .filter(incoming_messages::id.eq(id).and(incoming_messages::office.eq(office)))
        .filter(incoming_messages::state.eq_any(STATES))
        .select(incoming_messages::id);
    let found: Option<IncomingMessageId> = match tx {
        Db::Pg(c) => row.for_update().first(c).optional()?,
        Db::Sqlite(c) => row.first(c).optional()?,
    };
    found.map(|_| ()).ok_or(StoreError::NotFound)
}
