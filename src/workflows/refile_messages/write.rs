//! Sealing messages anew and writing them where they belong.
//!
//! Invariant: bytes first, then all rows in one transaction; the record that is locked first is that of the lower id,
//! whoever else locks both.

use super::{Filed, FilingFault, only_open, permit_to_add, sender};
use crate::domain::category::Communications;
use crate::domain::id::{CandidateId, ThreadId};
use crate::domain::message::{Direction, ThreadState};
use crate::domain::staff::Caller;
use crate::domain::time::Ts;
use crate::store::database::Db;
use crate::store::journal::Entry;
use crate::store::messages::{self, Resealed, ShownMessage};
use crate::store::permit::Permit;
use crate::store::{
    Store, StoreError, addresses, candidates, correspondent_permit, facts, notices, staff, subject_requests, threads,
};
use crate::workflows::file_mail::correspondent_profile;
use crate::workflows::{WorkflowError, find_holding};

type Refiled = Result<Result<ThreadId, FilingFault>, WorkflowError>;

impl Filed {
    /// Files what was chosen with somebody on record at the caller's office.
    pub(super) fn with_known(&self, store: &Store, caller: &Caller, candidate: CandidateId) -> Refiled {
        let mut db = store.database()?;
        let to = permit_to_add(&mut db, caller, candidate)?;
        if to.holding().id == self.permit.holding().id {
            return Ok(Err(FilingFault::SamePerson));
        }
        let thread = only_open(&mut db, to.holding().id)?;
        let office = db.read(|db| facts::office(db, &caller.office))?;
        drop(db);
        let resealed = self.reseal(store, &to)?;
        let thread = store.database()?.change(|tx| {
            let (thread, entries) = self.write(tx, &to, thread, &resealed)?;
            if let Some(at) = self.last_contact() {
                // Last: it is a new fact, on which no permit of before is good any more.
                candidates::note_contact(tx, to.holding().id, office.today(at))?;
            }
            Ok((thread, entries))
        })?;
        resealed.iter().for_each(|one| messages::remove_left(store, one));
        Ok(Ok(thread))
    }

    /// Files what was chosen with whoever sent the latest of it: a candidate without applications, under the published
    /// notice, as if the mail had just come in.
    pub(super) fn with_sender(&self, store: &Store, caller: &Caller) -> Refiled {
        let Some((address, name)) = sender(&self.movable) else { return Ok(Err(FilingFault::NoSender)) };
        let mut db = store.database()?;
        let digest = addresses::digest(&db, &caller.office, &address)?;
        let owner = find_holding::of_address(&mut db, &caller.office, &digest, caller.at)?;
        if let Some(current) = owner.current {
            return Err(find_holding::taken(&mut db, caller, &current).into());
        }
        let office = db.read(|db| facts::office(db, &caller.office))?;
        let notice = db.read(|db| notices::in_force(db, office.today(caller.at)))?;
        let at = self.last_contact().or(self.last_came()).unwrap_or(caller.at);
        let new = correspondent_permit::admit(&mut db, caller, &notice, office.today(at))?;
        drop(db);
        let profile = correspondent_profile(name, &address, office.law);
        let resealed = self.reseal(store, &new.communications)?;
        let mut begun = None;
        new.fill(&mut store.database()?, |tx| {
            // Before the turn of the office's addresses, as everybody who waits for both.
            messages::hold_both(tx, (&self.permit, &new.communications))?;
            let mut entries = vec![candidates::create_as_of(tx, &new.profile, &profile, at)?];
            addresses::set(tx, &new.profile, &digest, &owner.past)?;
            staff::set_own(tx, &profile.email, new.holding())?;
            let (thread, moved) = self.write(tx, &new.communications, None, &resealed)?;
            begun = Some(thread);
            entries.extend(moved);
            Ok(entries)
        })?;
        resealed.iter().for_each(|one| messages::remove_left(store, one));
        begun.map(Ok).ok_or_else(|| StoreError::NotFound.into())
    }

    /// When somebody wrote the latest of what was chosen, if it was somebody.
    fn last_contact(&self) -> Option<Ts> {
        let is_contact = |message: &&ShownMessage| {
            message.direction == Direction::In && message.sending.is_none() && message.automatic.is_none()
        };
        self.movable.iter().filter(is_contact).map(|message| message.at).max()
    }

    /// When the latest of what was chosen came, whoever or whatever sent it.
    fn last_came(&self) -> Option<Ts> {
        let came = self.movable.iter().filter(|message| message.direction == Direction::In);
        came.map(|message| message.at).max()
    }

    /// Seals what was chosen anew, one after the other: together their files may be more than memory holds.
    fn reseal(&self, store: &Store, to: &Permit<Communications>) -> Result<Vec<Resealed>, StoreError> {
        let mut all = Vec::with_capacity(self.movable.len());
        for message in &self.movable {
            let pair = (&self.permit, to);
            let (one, parts) = messages::reseal(&mut store.database()?, pair, self.thread.id, message.id)?;
            messages::put_parts(store, parts)?;
            all.push(one);
        }
        Ok(all)
    }

    /// Writes what was chosen into a thread of the other record, or one that begins as this one stands. A thread in
    /// which nothing is left goes; the record stays, for it is its person's. What nobody saw to yet is to be seen to
    /// there.
    fn write(
        &self,
        tx: &mut Db,
        to: &Permit<Communications>,
        known: Option<ThreadId>,
        resealed: &[Resealed],
    ) -> Result<(ThreadId, Vec<Entry>), StoreError> {
        let from = &self.permit;
        messages::hold_both(tx, (from, to))?;
        if self.fault(tx)?.is_some() {
            return Err(StoreError::Stale);
        }
        let begins = self.movable.first().map_or(self.thread.last_at, |message| message.at);
        let thread = match known {
            Some(thread) => thread,
            None => threads::create_like(tx, to, &self.thread, begins)?,
        };
        let mut entries = Vec::new();
        for (one, message) in resealed.iter().zip(&self.movable) {
            entries.extend(messages::file_with(tx, (from, to), thread, one)?);
            entries.extend(subject_requests::move_mailed(tx, (from, to), message.id)?);
        }
        threads::recount(tx, to, thread)?;
        // One that was begun stands as the other one stood.
        if known.is_some() && self.thread.state == ThreadState::Open && self.last_contact().is_some() {
            threads::reopen(tx, to, thread)?;
        }
        if !threads::remove_empty(tx, from, self.thread.id)? {
            threads::recount(tx, from, self.thread.id)?;
        }
        Ok((thread, entries))
    }
}
