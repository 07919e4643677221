//! Writing several mails that have nothing to do with each other: their bytes with one wait for the disk, their rows in
//! one transaction.
//!
//! Invariant: all of them are written or none; whoever asked has those that are not written filed one by one.

use super::Came;
use super::place::{NewAddress, Place};
use super::write::Ready;
use crate::domain::category::Communications;
use crate::domain::id::ThreadId;
use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::message::FiledBy;
use crate::domain::staff::Caller;
use crate::domain::time::Day;
use crate::store::correspondent_permit::{self, CorrespondentPermit};
use crate::store::database::Db;
use crate::store::journal::Entry;
use crate::store::messages;
use crate::store::permit::Permit;
use crate::store::{Store, StoreError, facts, notices};

/// A mail on its way into its record.
struct Going<'a> {
    came: &'a Came,
    permit: &'a Permit<Communications>,
    thread: Option<ThreadId>,
    by: FiledBy,
    /// What makes the record, if it is new.
    new: Option<(&'a CorrespondentPermit, &'a NewAddress)>,
}

/// Writes mails where they belong, each in a record that no other of them is about. The caller holds no connection.
pub(super) fn write_all(store: &Store, caller: &Caller, mails: &[(Came, Place)]) -> Result<(), StoreError> {
    let mut db = store.database()?;
    let office = db.read(|db| facts::office(db, &caller.office))?;
    let new = mails.iter().filter(|(_, place)| matches!(place, Place::New(_)));
    let came_on: Vec<Day> = new.map(|(came, _)| office.today(came.opened.received_at)).collect();
    let mut admitted = Vec::new();
    if !came_on.is_empty() {
        let notice = db.read(|db| notices::in_force(db, office.today(caller.at)))?;
        admitted = correspondent_permit::admit_all(&mut db, caller, &notice, &came_on)?;
    }
    let going = with_permits(mails, &admitted);
    let (mut ready, mut parts) = (Vec::with_capacity(going.len()), Vec::new());
    for one in &going {
        let (rows, bytes) = one.came.seal(&mut db, one.permit)?;
        ready.push(rows);
        parts.extend(bytes);
    }
    drop(db);
    messages::put_parts(store, parts)?;
    correspondent_permit::fill_all(&mut store.database()?, &admitted, |tx| {
        let mut entries = Vec::new();
        for (one, ready) in going.iter().zip(&ready) {
            entries.extend(one.write(tx, ready, office.law)?);
        }
        Ok(entries)
    })
}

/// The mails with what permits each: of somebody new the next of those who were admitted, in their order.
fn with_permits<'a>(mails: &'a [(Came, Place)], admitted: &'a [CorrespondentPermit]) -> Vec<Going<'a>> {
    let mut admitted = admitted.iter();
    let going = mails.iter().filter_map(|(came, place)| match place {
        Place::Known(permit, thread, by) => Some(Going { came, permit, thread: *thread, by: *by, new: None }),
        Place::New(new) => admitted.next().map(|permit| Going {
            came,
            permit: &permit.communications,
            thread: None,
            by: FiledBy::Sender,
            new: Some((permit, new)),
        }),
        Place::Apart(_) | Place::Nobody => None,
    });
    going.collect()
}

impl Going<'_> {
    fn write(&self, tx: &mut Db, ready: &Ready, law: Jurisdiction) -> Result<Vec<Entry>, StoreError> {
        let mut entries = match self.new {
            Some((permit, new)) => self.came.begin_record(tx, permit, new, law)?,
            None => Vec::new(),
        };
        entries.extend(self.came.write(tx, self.permit, ready, (self.thread, self.by))?);
        Ok(entries)
    }
}
