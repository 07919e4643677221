//! A candidate comes in through a link, and takes a file of their own along.
//!
//! Invariant: a link works once, and only together with the session that it starts; a link that is used, too old or
//! unknown looks the same.

use zeroize::Zeroizing;

use super::WorkflowError;
use crate::domain::candidate::HoldingRef;
use crate::domain::category::Profile;
use crate::domain::id::{DocumentId, HoldingId};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::time::Ts;
use crate::store::database::Db;
use crate::store::documents::{self, ShownDocument};
use crate::store::gate::{self, Ask};
use crate::store::journal::Entry;
use crate::store::sessions::{Audience, LinkTo, Tokens};
use crate::store::{Database, Store, StoreError, candidates, sessions};

/// Uses a link up and starts a session; the sign-in is journalled with it.
///
/// # Errors
/// [`crate::store::StoreError::NotFound`] if there is no such link, or it is used or expired.
pub fn follow(db: &mut Database, token_hash: &[u8; 32], session: &Tokens, at: Ts) -> Result<HoldingRef, WorkflowError> {
    Ok(db.change(|tx| {
        let (holding, entry) = sign_in(tx, (token_hash, LinkTo::OwnPage), session, at)?;
        Ok((holding, vec![entry]))
    })?)
}

/// The same within a change that does more.
pub(super) fn sign_in(
    tx: &mut Db,
    (token_hash, to): (&[u8; 32], LinkTo),
    session: &Tokens,
    at: Ts,
) -> Result<(HoldingRef, Entry), StoreError> {
    let id = sessions::use_link(tx, token_hash, to, at)?;
    let holding = candidates::holding(tx, id)?;
    sessions::start(tx, &session.hash, Audience::Candidate, id.uuid(), &session.csrf, at)?;
    let entry = Entry {
        candidate: Some(holding.candidate),
        holding: Some(holding.id),
        ..Entry::by(&Caller::candidate(&holding, at), "sign_in", "link")
    };
    Ok((holding, entry))
}

/// The original of a person's own document, for themselves. The caller holds no connection.
///
/// # Errors
/// [`crate::store::StoreError::NotFound`] if it is not of their record; the gate's refusals.
pub fn own_original(
    store: &Store,
    caller: &Caller,
    holding: HoldingId,
    document: DocumentId,
) -> Result<(ShownDocument, Zeroizing<Vec<u8>>), WorkflowError> {
    let mut db = store.database()?;
    let permit = gate::open::<Profile>(&mut db, &Ask::read(caller, Purpose::Rights), holding)?;
    drop(db);
    Ok(documents::with_original(store, &permit, document)?)
}
