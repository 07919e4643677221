//! Processors: contract, reviews, sub-processors, people, and the end.
//!
//! Invariant: every change comes with a journal entry that lets what stands on it be looked at again, and every one is
//! of the office that contracts.

use diesel::prelude::*;

use super::database::{Db, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::schema::{processor_contracts, processor_reviews, processor_users, processors, staff, sub_processors};
use super::terms_permit::TermsPermit;
use super::words::{join, split};
use crate::domain::category::CategoryId;
use crate::domain::id::{Id, ProcessorId, StaffId, SubProcessorId};
use crate::domain::jurisdiction::Country;
use crate::domain::office::OfficeCode;
use crate::domain::processor::{Disposal, ReviewFinding, ReviewKind};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::time::{Day, Ts};
use crate::law::words::Safeguard;

/// A processor.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = processors)]
pub struct Processor {
    /// Which.
    pub id: ProcessorId,
    /// What it is called.
    pub name: String,
    /// Where it works.
    pub country: Country,
    /// The office that contracts with it.
    pub office: OfficeCode,
    /// Whom to tell of an incident, and who tells us.
    pub incident_contact: String,
    /// Counts the changes of what the law asks about it.
    pub revision: i64,
    /// When the work with it ended, if it did.
    pub ended_at: Option<Ts>,
    /// What became of the data, once it was confirmed.
    pub disposal: Option<Disposal>,
    /// How that was confirmed.
    pub disposal_note: Option<String>,
    /// When.
    pub disposal_at: Option<Ts>,
}

/// What is agreed with a processor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Option<Day>,
    /// The categories in scope.
    pub categories: Vec<CategoryId>,
    /// The purposes in scope.
    pub purposes: Vec<Purpose>,
    /// The countries in scope.
    pub countries: Vec<Country>,
    /// What binds it and its sub-processors abroad.
    pub safeguard: Option<Safeguard>,
    /// The last yearly check of the countries abroad and of the measures there.
    pub annual_check_on: Option<Day>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = processor_contracts)]
struct ContractRow {
    processor_id: ProcessorId,
    from_on: Day,
    until_on: Option<Day>,
    categories: String,
    purposes: String,
    countries: String,
    safeguard: Option<String>,
    annual_check_on: Option<Day>,
}

impl TryFrom<ContractRow> for Contract {
    type Error = StoreError;
    fn try_from(row: ContractRow) -> Result<Self, StoreError> {
        let unreadable = |_| StoreError::Unreadable("processor_contracts.safeguard");
        Ok(Self {
            from: row.from_on,
            until: row.until_on,
            categories: split(&row.categories, "processor_contracts.categories")?,
            purposes: split(&row.purposes, "processor_contracts.purposes")?,
            countries: split(&row.countries, "processor_contracts.countries")?,
            safeguard: row.safeguard.map(|word| word.parse().map_err(unreadable)).transpose()?,
            annual_check_on: row.annual_check_on,
        })
    }
}

/// A processor's processor.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = sub_processors)]
pub struct SubProcessor {
    /// Which.
    pub id: SubProcessorId,
    /// Whose.
    pub processor_id: ProcessorId,
    /// What it is called.
    pub name: String,
    /// Where it works.
    pub country: Country,
    /// Whether our data goes there; until then it is only named.
    pub engaged: bool,
    /// The day of our written approval.
    pub approved_on: Option<Day>,
}

/// A review of a processor.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = processor_reviews)]
pub struct Review {
    /// Of whom.
    pub processor_id: ProcessorId,
    /// Before or after.
    pub kind: ReviewKind,
    /// When.
    pub reviewed_on: Day,
    /// What it found.
    pub finding: ReviewFinding,
    /// What was looked at, and what is to be mended.
    pub note: String,
    /// The last day to mend it.
    pub mend_by: Option<Day>,
    /// By whom.
    pub staff_id: Option<StaffId>,
}

/// Somebody who works for a processor.
#[derive(Debug, Clone, Queryable)]
pub struct ProcessorUser {
    /// Who.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// When the account was closed, if it was.
    pub disabled_at: Option<Ts>,
}

/// Everything on record about a processor.
#[derive(Debug, Clone)]
pub struct ProcessorFile {
    /// The processor.
    pub processor: Processor,
    /// What is agreed.
    pub contract: Option<Contract>,
    /// Its processors.
    pub subs: Vec<SubProcessor>,
    /// Its reviews, the latest first.
    pub reviews: Vec<Review>,
}

/// The processors of an office, by name, or one of them.
///
/// # Errors
/// The database's.
pub fn of_office(db: &mut Db, office: &OfficeCode, only: Option<ProcessorId>) -> Result<Vec<Processor>, StoreError> {
    let mut query = processors::table.filter(processors::office.eq(office)).into_boxed();
    if let Some(id) = only {
        query = query.filter(processors::id.eq(id));
    }
    Ok(query.order((processors::name, processors::id)).select(cols::<Processor>()).load(db)?)
}

/// The same with everything that is on record about each.
///
/// # Errors
/// The database's; [`StoreError::Unreadable`] for a word that is none.
pub fn files(db: &mut Db, office: &OfficeCode, only: Option<ProcessorId>) -> Result<Vec<ProcessorFile>, StoreError> {
    let found = of_office(db, office, only)?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<ProcessorId> = found.iter().map(|processor| processor.id).collect();
    let contracts: Vec<ContractRow> = processor_contracts::table
        .filter(processor_contracts::processor_id.eq_any(&ids))
        .select(cols::<ContractRow>())
        .load(db)?;
    let subs: Vec<SubProcessor> = sub_processors::table
        .filter(sub_processors::processor_id.eq_any(&ids))
        .order((sub_processors::created_at, sub_processors::id))
        .select(cols::<SubProcessor>())
        .load(db)?;
    let reviews: Vec<Review> = processor_reviews::table
        .filter(processor_reviews::processor_id.eq_any(&ids))
        .order((processor_reviews::reviewed_on.desc(), processor_reviews::at.desc(), processor_reviews::id.desc()))
        .select(cols::<Review>())
        .load(db)?;
    let mut files: Vec<ProcessorFile> = found
        .into_iter()
        .map(|processor| ProcessorFile { processor, contract: None, subs: Vec::new(), reviews: Vec::new() })
        .collect();
    for row in contracts {
        if let Some(file) = files.iter_mut().find(|file| file.processor.id == row.processor_id) {
            file.contract = Some(row.try_into()?);
        }
    }
    for file in &mut files {
        let id = file.processor.id;
        file.subs = subs.iter().filter(|sub| sub.processor_id == id).cloned().collect();
        file.reviews = reviews.iter().filter(|review| review.processor_id == id).cloned().collect();
    }
    Ok(files)
}

/// One processor of an office.
///
/// # Errors
/// [`StoreError::NotFound`] if the office has none of this id; as [`files`].
pub fn file(db: &mut Db, office: &OfficeCode, id: ProcessorId) -> Result<ProcessorFile, StoreError> {
    files(db, office, Some(id))?.pop().ok_or(StoreError::NotFound)
}

/// Who, where, and whom to tell of an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// What it is called.
    pub name: String,
    /// Where it works.
    pub country: Country,
    /// Whom to tell of an incident.
    pub incident_contact: String,
}

/// Adds a processor to an office; it gets nothing without contract and vetting.
///
/// # Errors
/// The database's.
pub fn add(tx: &mut Db, caller: &Caller, id: ProcessorId, about: &About) -> Result<Entry, StoreError> {
    diesel::insert_into(processors::table)
        .values((
            processors::id.eq(id),
            processors::name.eq(&about.name),
            processors::country.eq(about.country),
            processors::office.eq(&caller.office),
            processors::incident_contact.eq(&about.incident_contact),
        ))
        .execute(tx)?;
    Ok(Entry::change_of_terms(caller, "create", format!("processor:{id}")))
}

/// Records what is agreed with a processor.
///
/// # Errors
/// [`StoreError::NotFound`] if the caller's office works with none of this id; the database's.
pub fn agree(tx: &mut Db, caller: &Caller, id: ProcessorId, contract: &Contract) -> Result<Entry, StoreError> {
    check_open(tx, &caller.office, id)?;
    let terms = (
        processor_contracts::from_on.eq(contract.from),
        processor_contracts::until_on.eq(contract.until),
        processor_contracts::categories.eq(join(&contract.categories)),
        processor_contracts::purposes.eq(join(&contract.purposes)),
        processor_contracts::countries.eq(join(&contract.countries)),
        processor_contracts::safeguard.eq(contract.safeguard.map(Safeguard::as_str)),
        processor_contracts::annual_check_on.eq(contract.annual_check_on),
    );
    let of_it = processor_contracts::table.filter(processor_contracts::processor_id.eq(id));
    if diesel::update(of_it).set(terms.clone()).execute(tx)? == 0 {
        let whose = (processor_contracts::id.eq(Id::<()>::new()), processor_contracts::processor_id.eq(id));
        diesel::insert_into(processor_contracts::table).values((whose, terms)).execute(tx)?;
    }
    changed(tx, caller, id, " contract")
}

/// Records a review of a processor.
///
/// # Errors
/// [`StoreError::NotFound`] if the caller's office works with none of this id; the database's.
pub fn review(tx: &mut Db, caller: &Caller, review: &Review) -> Result<Entry, StoreError> {
    check_open(tx, &caller.office, review.processor_id)?;
    diesel::insert_into(processor_reviews::table)
        .values((
            processor_reviews::id.eq(Id::<()>::new()),
            processor_reviews::processor_id.eq(review.processor_id),
            processor_reviews::kind.eq(review.kind),
            processor_reviews::reviewed_on.eq(review.reviewed_on),
            processor_reviews::finding.eq(review.finding),
            processor_reviews::note.eq(&review.note),
            processor_reviews::mend_by.eq(review.mend_by),
            processor_reviews::staff_id.eq(review.staff_id),
            processor_reviews::at.eq(caller.at),
        ))
        .execute(tx)?;
    changed(tx, caller, review.processor_id, &format!(" {} {}", review.kind, review.finding))
}

/// Names a sub-processor.
///
/// # Errors
/// [`StoreError::NotFound`] if the caller's office works with no such processor; the database's.
pub fn add_sub(tx: &mut Db, caller: &Caller, sub: &SubProcessor) -> Result<Entry, StoreError> {
    check_open(tx, &caller.office, sub.processor_id)?;
    diesel::insert_into(sub_processors::table)
        .values((
            sub_processors::id.eq(sub.id),
            sub_processors::processor_id.eq(sub.processor_id),
            sub_processors::name.eq(&sub.name),
            sub_processors::country.eq(sub.country),
            sub_processors::engaged.eq(sub.engaged),
            sub_processors::approved_on.eq(sub.approved_on),
            sub_processors::created_at.eq(caller.at),
        ))
        .execute(tx)?;
    changed(tx, caller, sub.processor_id, &format!(" sub_processor:{}", sub.id))
}

/// Records whether a sub-processor gets our data, and since when we approve of it in writing.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none such; the database's.
pub fn change_sub(
    tx: &mut Db,
    caller: &Caller,
    (processor, id): (ProcessorId, SubProcessorId),
    engaged: bool,
    approved_on: Option<Day>,
) -> Result<Entry, StoreError> {
    check_open(tx, &caller.office, processor)?;
    let sub = sub_processors::table.filter(sub_processors::id.eq(id).and(sub_processors::processor_id.eq(processor)));
    let set = (sub_processors::engaged.eq(engaged), sub_processors::approved_on.eq(approved_on));
    if diesel::update(sub).set(set).execute(tx)? != 1 {
        return Err(StoreError::NotFound);
    }
    changed(tx, caller, processor, &format!(" sub_processor:{id}"))
}

/// Ends the work with a processor: it gets nothing any more.
///
/// # Errors
/// [`StoreError::NotFound`] if the caller's office works with none of this id; the database's.
pub fn end(tx: &mut Db, permit: &TermsPermit, id: ProcessorId) -> Result<Entry, StoreError> {
    let caller = permit.caller();
    check_open(tx, &caller.office, id)?;
    diesel::update(processors::table.find(id)).set(processors::ended_at.eq(caller.at)).execute(tx)?;
    changed(tx, caller, id, " ended")
}

/// Records that what a processor had was returned or deleted, after the end.
///
/// # Errors
/// [`StoreError::NotFound`] if the work with it has not ended, or this is recorded already; the database's.
pub fn confirm_disposal(
    tx: &mut Db,
    permit: &TermsPermit,
    id: ProcessorId,
    (disposal, note): (Disposal, &str),
) -> Result<Entry, StoreError> {
    let caller = permit.caller();
    let ended = processors::table
        .filter(processors::id.eq(id).and(processors::office.eq(&caller.office)))
        .filter(processors::ended_at.is_not_null().and(processors::disposal.is_null()));
    let set =
        (processors::disposal.eq(disposal), processors::disposal_note.eq(note), processors::disposal_at.eq(caller.at));
    if diesel::update(ended).set(set).execute(tx)? != 1 {
        return Err(StoreError::NotFound);
    }
    changed(tx, caller, id, &format!(" {disposal}"))
}

/// Fails unless an office works with a processor now.
fn check_open(tx: &mut Db, office: &OfficeCode, id: ProcessorId) -> Result<(), StoreError> {
    let open = processors::table
        .filter(processors::id.eq(id).and(processors::office.eq(office)))
        .filter(processors::ended_at.is_null());
    if open.count().get_result::<i64>(tx)? == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

fn changed(tx: &mut Db, caller: &Caller, id: ProcessorId, what: &str) -> Result<Entry, StoreError> {
    diesel::update(processors::table.find(id)).set(processors::revision.eq(processors::revision + 1)).execute(tx)?;
    Ok(Entry::change_of_terms(caller, "change", format!("processor:{id}{what}")))
}

/// Fails if what the law was asked with about a processor has changed; it stays as it is until the transaction ends.
///
/// # Errors
/// [`StoreError::Stale`] if it has; the database's.
pub(super) fn check_revision(tx: &mut Db, id: ProcessorId, revision: i64) -> Result<(), StoreError> {
    let current = processors::table.find(id).select(processors::revision);
    let current: i64 = match tx {
        Db::Pg(c) => current.for_update().get_result(c)?,
        Db::Sqlite(c) => current.get_result(c)?,
    };
    if current == revision { Ok(()) } else { Err(StoreError::Stale) }
}

/// Lets an account work for a processor.
///
/// # Errors
/// [`StoreError::NotFound`] if the office works with none of this id; the database's.
pub fn add_user(tx: &mut Db, office: &OfficeCode, id: ProcessorId, person: StaffId) -> Result<(), StoreError> {
    check_open(tx, office, id)?;
    diesel::insert_into(processor_users::table)
        .values((processor_users::staff_id.eq(person), processor_users::processor_id.eq(id)))
        .execute(tx)?;
    Ok(())
}

/// The people of a processor, by name.
///
/// # Errors
/// The database's.
pub fn users(db: &mut Db, id: ProcessorId) -> Result<Vec<ProcessorUser>, StoreError> {
    Ok(processor_users::table
        .inner_join(staff::table.on(staff::id.eq(processor_users::staff_id)))
        .filter(processor_users::processor_id.eq(id))
        .order((staff::name, staff::id))
        .select((staff::id, staff::name, staff::disabled_at))
        .load(db)?)
}

/// The processor that somebody works for.
///
/// # Errors
/// [`StoreError::NotFound`] if they work for none; the database's.
pub fn of_user(db: &mut Db, person: StaffId) -> Result<Processor, StoreError> {
    processor_users::table
        .inner_join(processors::table.on(processors::id.eq(processor_users::processor_id)))
        .filter(processor_users::staff_id.eq(person))
        .select(cols::<Processor>())
        .first(db)
        .optional()?
        .ok_or(StoreError::NotFound)
}
