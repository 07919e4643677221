//! A new version of the privacy notice.

use crate::domain::notice::Notice;
use crate::domain::notice_file::{NoticeFault, check_follows};
use crate::domain::staff::Caller;
use crate::store::journal::Entry;
use crate::store::{Database, StoreError, notices};

/// Why a notice was not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// It does not follow what is published.
    #[error(transparent)]
    Fault(#[from] NoticeFault),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Publishes a version after those that there are; it is in force from its day on.
///
/// # Errors
/// [`PublishError::Fault`] if its number is not new or it would never come into force.
pub fn publish(db: &mut Database, caller: &Caller, notice: &Notice) -> Result<(), PublishError> {
    let checked = db.change(|tx| {
        if let Err(fault) = check_follows(notice, &notices::list(tx)?) {
            return Ok((Err(fault), Vec::new()));
        }
        notices::publish(tx, notice, caller.at)?;
        Ok((Ok(()), vec![Entry::by(caller, "create", format!("notice:{}", notice.version))]))
    });
    Ok(checked??)
}
