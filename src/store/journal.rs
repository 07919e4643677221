//! The append-only, hash-chained record of every view, change and decision.
//!
//! Invariant: entries have no personal data, no gaps and no second order; a change's entry commits with it,
//! a view's entry commits before anything is shown.

use std::collections::HashMap;

use diesel::backend::Backend;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Binary, Bool};
use sha2::{Digest, Sha256};

use super::database::{Db, cols, each};
use super::decision_facts::{Known, Written};
use super::error::StoreError;
use super::schema::{journal, journal_head, journal_shown};
use crate::domain::candidate::HoldingRef;
use crate::domain::category::CategoryId;
use crate::domain::id::{ApplicationId, CandidateId, HoldingId, StaffId};
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Actor, Caller};
use crate::domain::time::Ts;

/// Rows of shown candidates in one statement: those of a page of a list.
const SHOWN_AT_ONCE: usize = 25;

/// What happened, before it has its place in the chain.
#[derive(Debug, Clone)]
pub struct Entry {
    /// When.
    pub at: Ts,
    /// Who: `staff:…`, `candidate:…`, `job:…`, `operator` or `public`.
    pub actor: String,
    /// In which role.
    pub role: String,
    /// From which office.
    pub office: OfficeCode,
    /// What was done.
    pub verb: &'static str,
    /// To what else, in ids and fixed words: `application:… screening`.
    pub subject: String,
    /// About whom.
    pub candidate: Option<CandidateId>,
    /// In which holding.
    pub holding: Option<HoldingId>,
    /// Which category.
    pub category: Option<CategoryId>,
    /// For which purpose.
    pub purpose: Option<Purpose>,
    /// `allow`, `deny`, `review` or `done`.
    pub outcome: &'static str,
    /// The ids of the rules that decided.
    pub rules: String,
    /// The version of the rule table.
    pub table_version: String,
    /// Whether a record changed, so that the directory must follow.
    pub is_change: bool,
    /// The candidates that a list showed.
    pub shown: Vec<CandidateId>,
    /// What was decided on, if something was.
    pub facts: Option<Written>,
}

impl Entry {
    /// An entry about the caller's act, with nothing else said yet.
    pub fn by(caller: &Caller, verb: &'static str, subject: impl Into<String>) -> Self {
        let actor = match &caller.actor {
            Actor::Staff(id) => format!("staff:{id}"),
            Actor::Candidate(id) => format!("candidate:{id}"),
            Actor::Job(name) => format!("job:{name}"),
            Actor::Public => "public".to_owned(),
            Actor::Operator => "operator".to_owned(),
        };
        Self {
            at: caller.at,
            actor,
            role: caller.role.as_str().to_owned(),
            office: caller.office.clone(),
            verb,
            subject: subject.into(),
            candidate: None,
            holding: None,
            category: None,
            purpose: None,
            outcome: "done",
            rules: String::new(),
            table_version: String::new(),
            is_change: false,
            shown: Vec::new(),
            facts: None,
        }
    }

    /// A change of terms, about no holding in particular. After one of those between offices a directory looks again at
    /// everything that other offices collected; one whose subject is a processor ([`Changed::Processor`]) concerns none.
    pub fn change_of_terms(caller: &Caller, verb: &'static str, subject: impl Into<String>) -> Self {
        Self { is_change: true, ..Self::by(caller, verb, subject) }
    }

    /// A change of a record in a holding; the directory follows it.
    pub fn change(
        caller: &Caller,
        verb: &'static str,
        subject: impl Into<String>,
        holding: &HoldingRef,
        category: CategoryId,
        purpose: Purpose,
    ) -> Self {
        Self {
            candidate: Some(holding.candidate),
            holding: Some(holding.id),
            category: Some(category),
            purpose: Some(purpose),
            is_change: true,
            ..Self::by(caller, verb, subject)
        }
    }
}

/// An entry in its place.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = journal, treat_none_as_default_value = false)]
pub struct Row {
    /// Its place, from 1, without gaps.
    pub seq: i64,
    /// When.
    pub at: Ts,
    /// Who.
    pub actor: String,
    /// In which role.
    pub role: String,
    /// From which office.
    pub office: OfficeCode,
    /// What was done.
    pub verb: String,
    /// To what else.
    pub subject: String,
    /// About whom.
    pub candidate_id: Option<CandidateId>,
    /// In which holding.
    pub holding_id: Option<HoldingId>,
    /// Which category.
    pub category: Option<CategoryId>,
    /// For which purpose.
    pub purpose: Option<Purpose>,
    /// What was decided.
    pub outcome: String,
    /// By which rules.
    pub rules: String,
    /// From which table.
    pub table_version: String,
    /// Whether a record changed.
    pub is_change: bool,
    /// How many candidates a list showed.
    pub shown: i32,
    /// A digest of the candidates that a list showed.
    pub shown_digest: Option<Vec<u8>>,
    /// The digest of the facts that were decided on, if they are kept.
    pub facts: Option<Vec<u8>>,
    /// The hash of the entry before.
    pub prev: Vec<u8>,
    /// The hash of this entry over everything above.
    pub hash: Vec<u8>,
}

/// What an entry tells of a use of somebody's data. A page shows many of them, so the rest is not read.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = journal)]
pub struct Use {
    /// Its place in the journal.
    pub seq: i64,
    /// When.
    pub at: Ts,
    /// Who.
    pub actor: String,
    /// In which role.
    pub role: String,
    /// From which office.
    pub office: OfficeCode,
    /// What was done.
    pub verb: String,
    /// To what else.
    pub subject: String,
    /// Which category.
    pub category: Option<CategoryId>,
    /// For which purpose.
    pub purpose: Option<Purpose>,
    /// What was decided.
    pub outcome: String,
}

/// The end of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = journal_head)]
pub struct Head {
    /// The last entry.
    pub seq: i64,
    /// The last entry that changed a record.
    pub last_change: i64,
    /// The hash of the last entry.
    pub hash: Vec<u8>,
}

/// Appends entries inside the caller's transaction and returns the new head. Call it last: it takes the
/// head's lock, which other writers then wait for. Facts that are not known to be stored are stored with them.
///
/// # Errors
/// The database's.
pub(super) fn append(db: &mut Db, entries: &[Entry], known: &Known) -> Result<Appended, StoreError> {
    let mut head = locked_head(db)?;
    let stored = known.store(db, entries)?;
    for entry in entries {
        let row = placed(entry, &head);
        each!(&mut *db, c => diesel::insert_into(journal::table).values(&row).execute(c))?;
        for some in entry.shown.chunks(SHOWN_AT_ONCE) {
            insert_shown(db, row.seq, some)?;
        }
        head.seq = row.seq;
        if row.is_change {
            head.last_change = row.seq;
        }
        head.hash = row.hash;
    }
    each!(db, c => MoveHead(head.clone()).execute(c))?;
    Ok(Appended { head, stored })
}

/// What was appended, for when it has been committed.
#[derive(Debug)]
pub(super) struct Appended {
    /// The new head.
    pub(super) head: Head,
    /// The facts that were stored with it.
    pub(super) stored: Vec<[u8; 32]>,
}

/// Moves the head. Everything that is written waits for it, and an update of Diesel's own is prepared anew each time.
#[derive(QueryId)]
struct MoveHead(Head);

impl<DB: Backend> QueryFragment<DB> for MoveHead
where
    i64: ToSql<BigInt, DB>,
    Vec<u8>: ToSql<Binary, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let Head { seq, last_change, hash } = &self.0;
        out.push_sql("UPDATE journal_head SET seq = ");
        out.push_bind_param::<BigInt, _>(seq)?;
        out.push_sql(", last_change = ");
        out.push_bind_param::<BigInt, _>(last_change)?;
        out.push_sql(", hash = ");
        out.push_bind_param::<Binary, _>(hash)?;
        out.push_sql(" WHERE id = 1");
        Ok(())
    }
}

impl<C> RunQueryDsl<C> for MoveHead {}

fn insert_shown(db: &mut Db, seq: i64, shown: &[CandidateId]) -> Result<(), StoreError> {
    let row = |id: CandidateId| (journal_shown::seq.eq(seq), journal_shown::candidate_id.eq(id));
    // A full page is one statement that is prepared once.
    if let Ok(page) = <[CandidateId; SHOWN_AT_ONCE]>::try_from(shown) {
        each!(db, c => diesel::insert_into(journal_shown::table).values(page.map(row)).execute(c))?;
    } else {
        let rows: Vec<_> = shown.iter().copied().map(row).collect();
        each!(db, c => diesel::insert_into(journal_shown::table).values(&rows).execute(c))?;
    }
    Ok(())
}

fn locked_head(db: &mut Db) -> Result<Head, StoreError> {
    Ok(match db {
        Db::Pg(c) => journal_head::table.find(1).select(Head::as_select()).for_update().get_result(c)?,
        Db::Sqlite(c) => journal_head::table.find(1).select(Head::as_select()).get_result(c)?,
    })
}

/// The end of the chain as it is now.
///
/// # Errors
/// The database's.
pub fn head(db: &mut Db) -> Result<Head, StoreError> {
    Ok(journal_head::table.find(1).select(cols::<Head>()).get_result(db)?)
}

fn placed(entry: &Entry, head: &Head) -> Row {
    let mut row = Row {
        seq: head.seq + 1,
        at: entry.at,
        actor: entry.actor.clone(),
        role: entry.role.clone(),
        office: entry.office.clone(),
        verb: entry.verb.to_owned(),
        subject: entry.subject.clone(),
        candidate_id: entry.candidate,
        holding_id: entry.holding,
        category: entry.category,
        purpose: entry.purpose,
        outcome: entry.outcome.to_owned(),
        rules: entry.rules.clone(),
        table_version: entry.table_version.clone(),
        is_change: entry.is_change,
        shown: i32::try_from(entry.shown.len()).unwrap_or(i32::MAX),
        shown_digest: (!entry.shown.is_empty()).then(|| shown_digest(&entry.shown)),
        facts: entry.facts.as_ref().map(|facts| facts.digest().to_vec()),
        prev: head.hash.clone(),
        hash: Vec::new(),
    };
    row.hash = row.computed_hash();
    row
}

/// The digest of the candidates that a list showed, whatever their order.
pub fn shown_digest(shown: &[CandidateId]) -> Vec<u8> {
    let mut sorted = shown.to_vec();
    sorted.sort_unstable();
    let mut digest = Sha256::new();
    for candidate in sorted {
        digest.update(candidate.uuid().as_bytes());
    }
    digest.finalize().to_vec()
}

impl Use {
    /// The application that the entry is about, if it is about one: `application:{id} …`.
    pub fn application(&self) -> Option<ApplicationId> {
        self.subject.strip_prefix("application:")?.split(' ').next()?.parse().ok()
    }
}

impl Row {
    /// The hash that this entry must have: SHA-256 over the previous hash and length-prefixed fields (R12). One with
    /// facts covers their digest under a first line of its own, so that they can be neither taken away nor added.
    pub fn computed_hash(&self) -> Vec<u8> {
        let mut digest = Sha256::new();
        let mut field = |bytes: &[u8]| {
            digest.update((bytes.len() as u64).to_be_bytes());
            digest.update(bytes);
        };
        let word = |word: Option<&'static str>| word.unwrap_or("").as_bytes();
        field(if self.facts.is_some() { b"saiyo journal 2" } else { b"saiyo journal 1" });
        field(&self.prev);
        field(&self.seq.to_be_bytes());
        field(&self.at.micros().to_be_bytes());
        field(self.actor.as_bytes());
        field(self.role.as_bytes());
        field(self.office.as_str().as_bytes());
        field(self.verb.as_bytes());
        field(self.subject.as_bytes());
        field(self.candidate_id.map(|id| id.uuid().into_bytes()).as_ref().map_or(&[][..], |id| &id[..]));
        field(self.holding_id.map(|id| id.uuid().into_bytes()).as_ref().map_or(&[][..], |id| &id[..]));
        field(word(self.category.map(CategoryId::as_str)));
        field(word(self.purpose.map(Purpose::as_str)));
        field(self.outcome.as_bytes());
        field(self.rules.as_bytes());
        field(self.table_version.as_bytes());
        field(&[u8::from(self.is_change)]);
        field(&self.shown.to_be_bytes());
        field(self.shown_digest.as_deref().unwrap_or_default());
        if let Some(facts) = &self.facts {
            field(facts);
        }
        digest.finalize().to_vec()
    }
}

/// The entries before a place about some categories of one holding, newest first, and those of the caller's own office
/// that went through many people, this one among them. What was done with another holding, or in a category that is not
/// named, would tell that there is one.
///
/// # Errors
/// The database's.
pub fn about(
    db: &mut Db,
    holding: &HoldingRef,
    categories: &[CategoryId],
    lists_of: Option<&OfficeCode>,
    (before, limit): (i64, i64),
) -> Result<Vec<Use>, StoreError> {
    // One by one, and always all six: a list of them (IN) would be prepared anew for each page.
    let [a, b, c, d, e, f]: [_; CategoryId::ALL.len()] = std::array::from_fn(|at| categories.get(at).copied());
    let category = journal::category;
    let named = category.eq(a).or(category.eq(b)).or(category.eq(c)).or(category.eq(d)).or(category.eq(e));
    let mut rows: Vec<Use> = journal::table
        .filter(journal::candidate_id.eq(holding.candidate).and(journal::holding_id.eq(holding.id)))
        .filter(journal::seq.lt(before))
        .filter(category.is_null().or(named.or(category.eq(f))))
        .order(journal::seq.desc())
        .limit(limit)
        .select(cols::<Use>())
        .load(db)?;
    // What is older than the last of as many as are wanted would be cut off again.
    let is_full = i64::try_from(rows.len()).is_ok_and(|read| read == limit);
    let oldest = rows.last().filter(|_| is_full).map_or(0, |row| row.seq);
    let listed = journal::table
        .inner_join(journal_shown::table.on(journal_shown::seq.eq(journal::seq)))
        .filter(journal_shown::candidate_id.eq(holding.candidate))
        .filter(journal_shown::seq.gt(oldest).and(journal_shown::seq.lt(before)))
        .order(journal_shown::seq.desc())
        .limit(limit)
        .select(cols::<Use>());
    rows.extend(match lists_of {
        Some(office) => listed.filter(journal::office.eq(office)).load::<Use>(db)?,
        None => listed.load::<Use>(db)?,
    });
    rows.sort_by_key(|row| std::cmp::Reverse(row.seq));
    rows.dedup_by_key(|row| row.seq);
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(rows)
}

/// The number of the last entry that says that somebody of staff opened a category of a holding.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub fn last_opening(
    db: &mut Db,
    holding: &HoldingRef,
    staff: StaffId,
    category: CategoryId,
) -> Result<i64, StoreError> {
    let found = journal::table
        .filter(journal::holding_id.eq(holding.id).and(journal::candidate_id.eq(holding.candidate)))
        .filter(journal::category.eq(category).and(journal::actor.eq(format!("staff:{staff}"))))
        .order(journal::seq.desc())
        .select(journal::seq)
        .first(db)
        .optional()?;
    found.ok_or(StoreError::NotFound)
}

/// What a change was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// A holding.
    Holding(HoldingId),
    /// The terms between offices: whatever one collected and another was given is to be looked at again.
    Terms,
    /// A processor, which no office's list depends on.
    Processor,
}

impl Changed {
    /// The holding, if it was one.
    pub const fn holding(self) -> Option<HoldingId> {
        if let Self::Holding(id) = self { Some(id) } else { None }
    }
}

/// The change entries after a position, oldest first: what the directory has still to follow. Asked in the very word of
/// the index of changes, else SQLite would go through every view.
///
/// # Errors
/// The database's.
pub fn changes_after(db: &mut Db, seq: i64, limit: i64) -> Result<Vec<(i64, Changed)>, StoreError> {
    let rows: Vec<(i64, Option<HoldingId>, String)> = journal::table
        .filter(sql::<Bool>("is_change").and(journal::seq.gt(seq)))
        .order(journal::seq.asc())
        .limit(limit)
        .select((journal::seq, journal::holding_id, journal::subject))
        .load(db)?;
    let about = |holding: Option<HoldingId>, subject: &str| match holding {
        Some(id) => Changed::Holding(id),
        None if subject.starts_with("processor:") => Changed::Processor,
        None => Changed::Terms,
    };
    Ok(rows.into_iter().map(|(seq, holding, subject)| (seq, about(holding, &subject))).collect())
}

/// The hash of the entry at a place, if there is one.
///
/// # Errors
/// The database's.
pub fn hash(db: &mut Db, seq: i64) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(journal::table.find(seq).select(journal::hash).get_result(db).optional()?)
}

/// The hashes of the entries at some places; those that are not there are left out.
///
/// # Errors
/// The database's.
pub fn hashes(db: &mut Db, places: &[i64]) -> Result<HashMap<i64, Vec<u8>>, StoreError> {
    let rows: Vec<(i64, Vec<u8>)> =
        journal::table.filter(journal::seq.eq_any(places)).select((journal::seq, journal::hash)).load(db)?;
    Ok(rows.into_iter().collect())
}

/// A stretch of the chain for the verifier, oldest first.
///
/// # Errors
/// The database's.
pub fn stretch(db: &mut Db, after: i64, limit: i64) -> Result<Vec<Row>, StoreError> {
    Ok(journal::table
        .filter(journal::seq.gt(after))
        .order(journal::seq.asc())
        .limit(limit)
        .select(cols::<Row>())
        .load(db)?)
}

/// The shown candidates of a stretch of the chain, in order.
///
/// # Errors
/// The database's.
pub fn shown_between(db: &mut Db, after: i64, up_to: i64) -> Result<Vec<(i64, CandidateId)>, StoreError> {
    Ok(journal_shown::table
        .filter(journal_shown::seq.gt(after).and(journal_shown::seq.le(up_to)))
        .order((journal_shown::seq.asc(), journal_shown::candidate_id.asc()))
        .select((journal_shown::seq, journal_shown::candidate_id))
        .load(db)?)
}

/// The place of the first entry after a position, also of one that cannot be read.
///
/// # Errors
/// The database's.
pub fn next_seq(db: &mut Db, after: i64) -> Result<Option<i64>, StoreError> {
    let found = journal::table.filter(journal::seq.gt(after)).order(journal::seq.asc()).select(journal::seq);
    Ok(found.first(db).optional()?)
}

/// The place of a shown candidate that belongs to no entry from 1 to `last`, if there is one.
///
/// # Errors
/// The database's.
pub fn shown_astray(db: &mut Db, last: i64) -> Result<Option<i64>, StoreError> {
    let astray = journal_shown::table.filter(journal_shown::seq.lt(1).or(journal_shown::seq.gt(last)));
    Ok(astray.order(journal_shown::seq.asc()).select(journal_shown::seq).first(db).optional()?)
}
