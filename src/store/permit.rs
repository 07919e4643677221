//! The permit: proof that this use of one category of one holding was allowed, and that the journal says so.
//!
//! Invariant: private fields, no `Clone`, made only by the gate. Holding one is the authorization.

use diesel::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::columns::Stored;
use super::database::Db;
use super::error::StoreError;
use super::journal::Entry;
use super::open::{Database, Store};
use super::schema::holdings;
use crate::domain::candidate::HoldingRef;
use crate::domain::category::Category;
use crate::domain::id::{ApplicationId, HoldingId};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::vault::data_key::DataKey;
use crate::vault::place::Place;

/// Permission to use one category of one holding. It names the record: readers and writers take no id.
///
/// A permit for one category does not open a seal of another:
///
/// ```compile_fail,E0308
/// use saiyo::domain::category::{Health, Profile};
/// use saiyo::store::permit::Permit;
/// fn open_health(_: &Permit<Health>) {}
/// fn with_a_profile_permit(permit: &Permit<Profile>) {
///     open_health(permit);
/// }
/// ```
///
/// while the right one does:
///
/// ```
/// use saiyo::domain::category::Health;
/// use saiyo::store::permit::Permit;
/// fn open_health(_: &Permit<Health>) {}
/// fn with_a_health_permit(permit: &Permit<Health>) {
///     open_health(permit);
/// }
/// ```
pub struct Permit<C> {
    holding: HoldingRef,
    key: DataKey<C>,
    revision: i64,
    caller: Caller,
    purpose: Purpose,
    only: Option<Vec<ApplicationId>>,
}

impl<C> std::fmt::Debug for Permit<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Permit({})", self.holding.id)
    }
}

impl<C: Category> Permit<C> {
    /// Only the gate calls this.
    pub(super) const fn new(
        holding: HoldingRef,
        key: DataKey<C>,
        revision: i64,
        caller: Caller,
        purpose: Purpose,
    ) -> Self {
        Self { holding, key, revision, caller, purpose, only: None }
    }

    /// The same for some applications alone.
    pub(super) fn limited_to(self, only: Option<Vec<ApplicationId>>) -> Self {
        Self { only, ..self }
    }

    /// Whether the permission is for some applications of the holding alone, as a hiring manager's is.
    pub(super) const fn is_limited(&self) -> bool {
        self.only.is_some()
    }

    /// Whether what waits beside the record for a decision may be seen: the office that it was sent to decides about
    /// it, and no other has it transferred, nor is a processor entrusted with it.
    pub(super) fn covers_proposals(&self) -> bool {
        !self.is_limited() && self.caller.office == self.holding.office && self.caller.processor.is_none()
    }

    /// Whether what hangs on an application may be used.
    pub(super) fn covers(&self, application: ApplicationId) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(&application))
    }

    /// The holding that may be used.
    pub const fn holding(&self) -> &HoldingRef {
        &self.holding
    }

    /// Who was permitted.
    pub const fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The journal entry of a change made with this permit.
    pub(super) fn change(&self, verb: &'static str, subject: impl Into<String>) -> Entry {
        Entry::change(&self.caller, verb, subject, &self.holding, C::ID, self.purpose)
    }

    /// Fails if a fact changed since the decision, such as a withdrawn consent. Writers call it first.
    pub(super) fn check_fresh(&self, tx: &mut Db) -> Result<(), StoreError> {
        check_revision(tx, self.holding.id, self.revision)
    }

    fn place(&self, table: &'static str, column: &'static str, row: Uuid) -> Place<'_, C> {
        Place::of_candidate(table, column, row, self.holding.candidate, &self.holding.office)
    }

    pub(super) fn seal<T: Serialize>(
        &self,
        table: &'static str,
        column: &'static str,
        row: Uuid,
        value: &T,
    ) -> Result<Stored<C>, StoreError> {
        Ok(self.key.seal_json(&self.place(table, column, row), value)?.into())
    }

    pub(super) fn seal_bytes(
        &self,
        table: &'static str,
        column: &'static str,
        row: Uuid,
        bytes: &[u8],
    ) -> Result<Stored<C>, StoreError> {
        Ok(self.key.seal(&self.place(table, column, row), bytes)?.into())
    }

    /// Opens a sealed value; a failure is journalled and never an empty value.
    pub(super) fn open<T: DeserializeOwned>(
        &self,
        db: &Database,
        table: &'static str,
        column: &'static str,
        row: Uuid,
        stored: &Stored<C>,
    ) -> Result<T, StoreError> {
        let opened = stored.sealed().and_then(|sealed| self.key.open_json(&self.place(table, column, row), &sealed));
        opened.map_err(|_| self.unopened(db.store(), table, column, row))
    }

    /// Opens a sealed value inside a transaction, where a failure cannot be journalled: workflows read it before.
    pub(super) fn open_within<T: DeserializeOwned>(
        &self,
        table: &'static str,
        column: &'static str,
        row: Uuid,
        stored: &Stored<C>,
    ) -> Result<T, StoreError> {
        let opened = stored.sealed().and_then(|sealed| self.key.open_json(&self.place(table, column, row), &sealed));
        opened.map_err(|_| StoreError::Unopened(table))
    }

    pub(super) fn open_bytes(
        &self,
        store: &Store,
        table: &'static str,
        column: &'static str,
        row: Uuid,
        stored: &Stored<C>,
    ) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let opened = stored.sealed().and_then(|sealed| self.key.open(&self.place(table, column, row), &sealed));
        opened.map_err(|_| self.unopened(store, table, column, row))
    }

    fn unopened(&self, store: &Store, table: &'static str, column: &str, row: Uuid) -> StoreError {
        tracing::error!(table, column, %row, "a sealed value does not open");
        let entry = Entry {
            candidate: Some(self.holding.candidate),
            holding: Some(self.holding.id),
            category: Some(C::ID),
            purpose: Some(self.purpose),
            outcome: "unopened",
            ..Entry::by(&self.caller, "read", format!("{table}.{column}:{row}"))
        };
        store.inner().journal.record(vec![entry]).err().unwrap_or(StoreError::Unopened(table))
    }
}

/// Fails if a holding's facts are not those of a revision any more; they stay as they are until the transaction ends.
pub(super) fn check_revision(tx: &mut Db, holding: HoldingId, revision: i64) -> Result<(), StoreError> {
    let current = holdings::table.find(holding).select(holdings::revision);
    let current: i64 = match tx {
        Db::Pg(c) => current.for_update().get_result(c)?,
        Db::Sqlite(c) => current.get_result(c)?,
    };
    if current == revision { Ok(()) } else { Err(StoreError::Stale) }
}

/// A value on a page, or the mark that its seal did not open (the journal says so).
#[derive(Debug, Clone)]
pub enum Unsealed<T> {
    /// The value.
    Value(T),
    /// The seal did not open; a page shows a placeholder.
    Damaged,
}

impl<T> Unsealed<T> {
    /// The value, if its seal opened.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Damaged => None,
        }
    }

    /// Turns a failed opening into the mark; other errors stay errors.
    pub(super) fn of(opened: Result<T, StoreError>) -> Result<Self, StoreError> {
        match opened {
            Ok(value) => Ok(Self::Value(value)),
            Err(StoreError::Unopened(_)) => Ok(Self::Damaged),
            Err(error) => Err(error),
        }
    }
}
