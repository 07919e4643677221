//! A receipt on its way into the register: permitted, its third party found, its time of keeping known.

use super::{Received, party, record_permit};
use crate::domain::category::Profile;
use crate::domain::disclosure::{ReceiptWords, ThirdParty};
use crate::domain::id::{HoldingId, ReceiptRecordId};
use crate::domain::staff::Caller;
use crate::law::duties;
use crate::law::retention::LastDay;
use crate::store::database::Db;
use crate::store::journal::Entry;
use crate::store::permit::Permit;
use crate::store::{Database, StoreError, facts, receipt_records};
use crate::workflows::WorkflowError;

/// A receipt that may be recorded.
#[derive(Debug)]
pub(in crate::workflows) struct NewReceipt<'a> {
    permit: Permit<Profile>,
    from: ThirdParty,
    received: &'a Received,
    words: ReceiptWords,
    last: LastDay,
}

impl<'a> NewReceipt<'a> {
    /// Asks for all that a record needs, before the transaction.
    ///
    /// # Errors
    /// [`StoreError::Refused`] with the reason; [`StoreError::Taken`] if the office knows no such third party.
    pub(in crate::workflows) fn prepare(
        db: &mut Database,
        caller: &Caller,
        holding: HoldingId,
        received: &'a Received,
    ) -> Result<Self, WorkflowError> {
        let permit = record_permit(db, caller, holding, None)?;
        let from = party(db, caller, &received.from)?;
        let office = db.read(|db| facts::office(db, &caller.office))?;
        let last = duties::record_kept_until(db.table(), office.law, office.today(caller.at));
        let last = last.ok_or_else(|| StoreError::Setup("the rules name no time for records".to_owned()))?;
        let mut words = received.words.clone();
        words.from.name.clone_from(&from.name);
        Ok(Self { permit, from, received, words, last })
    }

    /// Whether it is recorded already: its form was sent before.
    ///
    /// # Errors
    /// The database's.
    pub(in crate::workflows) fn is_kept(&self, db: &mut Database, id: ReceiptRecordId) -> Result<bool, StoreError> {
        receipt_records::is_kept(db, &self.permit, id)
    }

    /// Records it.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if a fact changed since, or there is a record of this id.
    pub(in crate::workflows) fn add(&self, tx: &mut Db, id: ReceiptRecordId) -> Result<Vec<Entry>, StoreError> {
        let about = (self.received.on, &*self.received.categories, &self.words);
        receipt_records::add(tx, &self.permit, id, &self.from, about, &self.last)
    }
}
