//! The duties of an office after transfers, entrustments and provisions: what is open, what is late, and how it was seen
//! to, for the privacy officer.
//!
//! Invariant: whoever sees to a duty is named with their note, and no candidate is.

use super::WorkflowError;
use crate::domain::id::{ProcessorId, StaffId};
use crate::domain::jurisdiction::Country;
use crate::domain::locale::Locale;
use crate::domain::office::{Office, OfficeCode};
use crate::domain::staff::Caller;
use crate::domain::time::{Day, Ts};
use crate::law::words::Duty;
use crate::store::database::Db;
use crate::store::duty_register::{self, DutyNote, ProvisionDuty, RecipientDuty};
use crate::store::processors::{self, Processor};
use crate::store::{Database, StoreError, facts, offices, staff, terms_permit};

/// Duties after provisions on the page; as they are done, the next ones come.
const PROVISIONS: i64 = 100;
/// Notes on the page.
const NOTES: i64 = 50;

/// The duties of an office.
#[derive(Debug)]
pub struct Duties {
    /// Towards recipients, the earliest first.
    pub recipients: Vec<RecipientDuty>,
    /// After provisions, the earliest first.
    pub provisions: Vec<ProvisionDuty>,
    /// Whether there are more of these.
    pub has_more: bool,
    /// How duties were seen to, the latest first.
    pub notes: Vec<DutyNote>,
    /// Who did it.
    pub people: Vec<(StaffId, String)>,
    /// The offices, for their names.
    pub offices: Vec<Office>,
    /// The processors of the office, also those that it works with no more.
    pub processors: Vec<Processor>,
    /// The date at the office.
    pub today: Day,
}

/// The duties of the caller's office.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role keeps no terms; the database's.
pub fn show(db: &mut Database, caller: &Caller) -> Result<Duties, WorkflowError> {
    terms_permit::open(db, caller)?;
    Ok(db.read(|db| {
        let notes = duty_register::notes(db, &caller.office, NOTES)?;
        let people: Vec<StaffId> = notes.iter().filter_map(|note| note.staff_id).collect();
        let mut provisions = duty_register::after_provisions(db, caller, PROVISIONS + 1)?;
        let has_more = provisions.len() > PROVISIONS as usize;
        provisions.truncate(PROVISIONS as usize);
        Ok(Duties {
            recipients: duty_register::open_of(db, &caller.office)?,
            provisions,
            has_more,
            people: staff::names(db, &people)?,
            notes,
            offices: offices::list(db)?,
            processors: processors::of_office(db, &caller.office, None)?,
            today: facts::office(db, &caller.office)?.today(caller.at),
        })
    })?)
}

/// Whose duty it is, by which it is found again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Towards {
    /// What.
    pub duty: Duty,
    /// The code of an office or the id of a processor.
    pub recipient: String,
    /// The countries abroad that it is about.
    pub countries: Vec<Country>,
}

/// Records how a duty towards a recipient was seen to today.
///
/// # Errors
/// As [`show`]; [`StoreError::Stale`] if it is not open any more.
pub fn finish(db: &mut Database, caller: &Caller, towards: &Towards, note: &str) -> Result<(), WorkflowError> {
    let permit = terms_permit::open(db, caller)?;
    let days = db.table().review_days();
    let next = db.read(|db| facts::office(db, &caller.office))?.today(caller.at).plus_days(days);
    let Towards { duty, recipient, countries } = towards;
    db.change(|tx| {
        let entry = duty_register::finish(tx, &permit, (*duty, recipient, countries), note, next)?;
        Ok(((), vec![entry]))
    })?;
    Ok(())
}

/// How many duties of an office are late.
///
/// # Errors
/// The database's.
pub fn late(db: &mut Db, office: &OfficeCode, at: Ts) -> Result<i64, StoreError> {
    let today = facts::office(db, office)?.today(at);
    Ok(duty_register::late(db, office, today)?.count())
}

impl Duties {
    /// What a recipient is called in a language; the office or the processor behind its id.
    pub fn name(&self, recipient: &str, locale: Locale) -> String {
        let office = self.offices.iter().find(|office| office.code.as_str() == recipient);
        let processor = || {
            let id: ProcessorId = recipient.parse().ok()?;
            self.processors.iter().find(|processor| processor.id == id).map(|processor| processor.name.clone())
        };
        office.map(|office| office.name.get(locale).to_owned()).or_else(processor).unwrap_or_default()
    }
}
