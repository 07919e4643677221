//! Signing in: whose account an address and a password are.
//!
//! Invariant: an unknown address and a closed account cost the same work, and answer the same, as a wrong password.

use secrecy::SecretString;

use super::WorkflowError;
use crate::domain::contact::EmailAddress;
use crate::domain::id::StaffId;
use crate::domain::staff::{Caller, Staff};
use crate::store::journal::Entry;
use crate::store::sessions::{Audience, Tokens};
use crate::store::{Database, Store, StoreError, sessions, staff};
use crate::vault::password;

/// The open account that an address and a password belong to. No connection is held while the password is checked.
///
/// # Errors
/// The database's, or the vault's if a stored hash cannot be read.
pub fn prove(
    store: &Store,
    email: Option<&EmailAddress>,
    secret: &SecretString,
) -> Result<Option<Staff>, WorkflowError> {
    let account = match email {
        Some(email) => store.database()?.read(|db| staff::by_email(db, email))?,
        None => None,
    };
    let account = account.filter(|(person, _)| person.disabled_at.is_none());
    let stored = account.as_ref().map(|(_, hash)| hash.as_str());
    let is_right = password::verify(secret, stored).map_err(StoreError::from)?;
    Ok(account.filter(|_| is_right).map(|(person, _)| person))
}

/// Journals that somebody comes in, ends the session that this browser had before and starts the new one.
///
/// # Errors
/// The database's.
pub fn enter(
    db: &mut Database,
    caller: &Caller,
    (audience, person): (Audience, StaffId),
    earlier: Option<[u8; 32]>,
    session: &Tokens,
) -> Result<(), WorkflowError> {
    db.change(|tx| {
        if let Some(hash) = earlier {
            sessions::end(tx, &hash)?;
        }
        sessions::start(tx, &session.hash, audience, person.uuid(), &session.csrf, caller.at)?;
        Ok(((), vec![Entry::by(caller, "sign_in", "")]))
    })?;
    Ok(())
}
