//! Who used a candidate's data: the journal as its person and the recruiters see it.
//!
//! Invariant: that a public power asked for something is told to those alone who act on it.

use std::collections::HashSet;

use diesel::prelude::*;

use super::error::StoreError;
use super::gate::Ask;
use super::journal::{self, Entry, Use};
use super::judge::role_facts;
use super::open::Database;
use super::permit::Permit;
use super::schema::{documents, selection_results};
use crate::domain::category::{CategoryId, Profile};
use crate::domain::disclosure::Ground;
use crate::domain::id::{ApplicationId, DocumentId, SelectionResultId};
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Actor, Caller};
use crate::law::access::{self, Verb};

/// How often is read at most where the caller may not know of all of it: whoever may know of little gets fewer.
const ROUNDS: usize = 5;

/// The latest uses of the permitted holding, newest first, as far as the caller may know of them: staff see the
/// categories that were opened for them and the lists of their own office, the person everything. Who may see some
/// applications alone learns of nothing that tells of others, and another office of nothing that waits beside the record.
///
/// # Errors
/// The database's.
pub fn list(
    db: &mut Database,
    permit: &Permit<Profile>,
    opened: &[CategoryId],
    limit: i64,
) -> Result<Vec<Use>, StoreError> {
    let office = &permit.caller().office;
    let (categories, lists_of) = match permit.caller().actor {
        Actor::Candidate(_) => (CategoryId::ALL, None),
        _ => (opened, Some(office)),
    };
    let told = Told::to(db, permit)?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let (mut rows, mut before) = (Vec::new(), i64::MAX);
    // What is told to nobody must not show as a gap either.
    for _ in 0..ROUNDS {
        let read = journal::about(db.db(), permit.holding(), categories, lists_of, (before, limit))?;
        let is_all = read.len() < wanted;
        before = read.last().map_or(0, |row| row.seq);
        rows.extend(read.into_iter().filter(|row| told.has(row)));
        if is_all || rows.len() >= wanted {
            break;
        }
    }
    rows.truncate(wanted);
    Ok(rows)
}

/// What the caller of a permit may know of.
struct Told<'a> {
    permit: &'a Permit<Profile>,
    /// What an entry may be about, for whoever is not told everything about the record.
    known: Option<HashSet<String>>,
    /// Whether they may act on provisions.
    discloses: bool,
    /// The caller as the journal names them.
    actor: String,
}

impl<'a> Told<'a> {
    fn to(db: &mut Database, permit: &'a Permit<Profile>) -> Result<Self, StoreError> {
        let caller = permit.caller();
        let ask = Ask { caller, verb: Verb::Disclose, purpose: Purpose::Recruitment, reason: None };
        let facts = role_facts(&ask, permit.holding(), CategoryId::Profile, false);
        let discloses = access::permits(&db.inner().law.access, &facts).is_ok();
        let known = match caller.actor {
            Actor::Candidate(_) => None,
            _ if permit.covers_proposals() => None,
            _ => Some(known_subjects(db, permit)?),
        };
        Ok(Self { permit, known, discloses, actor: Entry::by(caller, Verb::Read.as_str(), "").actor })
    }

    fn has(&self, row: &Use) -> bool {
        let caller = self.permit.caller();
        // Whoever may act on provisions knows of them, and whoever asked for one.
        let is_asker = || caller.staff_id().is_some() && row.actor == self.actor;
        let is_seen = match &self.known {
            None => true,
            Some(known) if self.permit.is_limited() => is_known(row, self.permit, known),
            Some(known) => is_of_the_record(row, caller, known),
        };
        is_seen && (self.discloses || !is_of_public_power(row) || is_asker())
    }
}

/// Whether it is about a provision that a public power asked for, in the words of the journal: `disclosure:{id} {ground}`
/// or, before it was kept, `disclosure {ground}`; `provision_end:{id} {ground}`; `ground:{ground}` where the record of one
/// was opened. That there was one is told by the privacy officer, who checks first whether that would do harm: while it
/// would, the law leaves the record out of what the person may ask for (APPI Art. 33(5), Order Art. 11). What cannot be
/// read is not told either.
fn is_of_public_power(row: &Use) -> bool {
    let mut words = row.subject.split(' ');
    let (noun, rest) = words.next().map(|word| word.split_once(':').unwrap_or((word, ""))).unwrap_or_default();
    let ground = match (row.verb.as_str(), noun) {
        ("record", "receipt_record") => return false,
        ("record", "ground") => rest.parse::<Ground>().ok(),
        ("record", _) | ("ask" | "disclose", "disclosure") => words.next().and_then(|word| word.parse::<Ground>().ok()),
        _ => return false,
    };
    ground.is_none_or(Ground::is_of_public_power)
}

/// The documents of the record itself and the results of covered applications, as the journal names them.
fn known_subjects(db: &mut Database, permit: &Permit<Profile>) -> Result<HashSet<String>, StoreError> {
    let holding = permit.holding().id;
    let files: Vec<DocumentId> = documents::table
        .filter(documents::holding_id.eq(holding).and(documents::proposal_id.is_null()))
        .select(documents::id)
        .load(db.db())?;
    let results: Vec<(SelectionResultId, ApplicationId)> = selection_results::table
        .filter(selection_results::holding_id.eq(holding))
        .select((selection_results::id, selection_results::application_id))
        .load(db.db())?;
    let covered = results.into_iter().filter(|(_, application)| permit.covers(*application));
    let covered = covered.map(|(id, _)| format!("selection_result:{id}"));
    Ok(files.into_iter().map(|id| format!("document:{id}")).chain(covered).collect())
}

/// What an entry of a record may be about for another office that sees a part of it: not what waits beside it, nor what
/// its person was asked, nor what other offices got.
const OF_THE_RECORD: [&str; 10] = [
    "profile",
    "application",
    "selection_result",
    "note",
    "task",
    "tags",
    "owner",
    "assignment",
    "health_record",
    "health_message",
];

/// Whether an entry tells of nothing but the record itself, and of what the caller's own office got of it.
fn is_of_the_record(row: &Use, caller: &Caller, known: &HashSet<String>) -> bool {
    let subject = row.subject.split(' ').next().unwrap_or_default();
    match subject.split(':').next().unwrap_or_default() {
        "" | "batch" => is_look(row),
        "document" => known.contains(subject),
        "reason" | "trial" => true,
        "transfer" | "to" => {
            row.subject.split(' ').any(|word| word.strip_prefix("to:") == Some(caller.office.as_str()))
        }
        kind => OF_THE_RECORD.contains(&kind),
    }
}

/// The permission of a change says as much as the change: that something was added.
fn is_look(row: &Use) -> bool {
    matches!(row.verb.as_str(), "read" | "list")
}

/// Whether an entry tells of nothing but the profile as such and what the permit covers. What it does not name cannot
/// be known to be covered.
fn is_known(row: &Use, permit: &Permit<Profile>, known: &HashSet<String>) -> bool {
    if let Some(application) = row.application() {
        return permit.covers(application);
    }
    match row.subject.split(' ').next().unwrap_or_default() {
        "" | "batch" => is_look(row),
        "profile" => true,
        subject => known.contains(subject),
    }
}

/// Journals an act that is not about a candidate: a sign-in, a new vacancy.
///
/// # Errors
/// [`StoreError::Unavailable`] if it cannot be journalled.
pub fn record(db: &Database, caller: &Caller, verb: &'static str, subject: String) -> Result<(), StoreError> {
    db.inner().journal.record(vec![Entry::by(caller, verb, subject)])
}
