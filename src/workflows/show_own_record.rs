//! Everything about a person that they see on their own page.
//!
//! Invariant: a record without messages is not opened for them, so that nothing is on record that nobody saw.

use super::WorkflowError;
use super::list_messages;
use super::show_candidate::{self, HoldingFile, Shown};
use crate::domain::category::{CategoryId, Communications};
use crate::domain::id::{HoldingId, MessageId};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::store::gate::{self, Ask};
use crate::store::{Database, threads};

/// Journal entries about the person that the page reads; several make one line.
const USES: i64 = 400;

/// Opens a person's own record for themselves; of the messages those before one of them, else the newest.
///
/// # Errors
/// [`crate::store::StoreError::NotFound`] if it is gone.
pub fn show(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    before: Option<MessageId>,
) -> Result<HoldingFile, WorkflowError> {
    let mut own = vec![CategoryId::Profile, CategoryId::ApplicationHistory];
    if !db.read(|db| threads::of_holding(db, holding, false, 1))?.is_empty() {
        own.push(CategoryId::Communications);
    }
    let mut opened = gate::open_all(db, &Ask::read(caller, Purpose::Rights), holding, &own)?;
    let correspondence = opened.permit::<Communications>(db);
    db.together(|db| {
        let mut file = show_candidate::file(db, caller, opened, false, USES)?;
        let on_record = file.profile.value().map(|held| &held.profile.record.email);
        let messages = correspondence.and_then(|permit| list_messages::own(db, &permit, on_record, before));
        file.messages = Shown::of(messages)?;
        Ok(file)
    })
}
