//! What an office has to see to about its recipients and after provisions, and how it was seen to.
//!
//! Invariant: what somebody did is done with their note and journalled.

use diesel::dsl::{count_star, min};
use diesel::prelude::*;

use super::database::{Db, cols, each};
use super::error::StoreError;
use super::journal::Entry;
use super::schema::{disclosure_duties, disclosures, duty_notes, holdings, lent_duties, third_parties};
use super::terms_permit::TermsPermit;
use super::words::{join, split};
use crate::domain::id::{DisclosureId, DutyNoteId, StaffId};
use crate::domain::jurisdiction::Country;
use crate::domain::office::OfficeCode;
use crate::domain::staff::Caller;
use crate::domain::time::{Day, Ts};
use crate::law::duties;
use crate::law::words::Duty;

/// A duty towards one recipient, of everything that it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecipientDuty {
    /// What.
    pub duty: Duty,
    /// The code of an office or the id of a processor.
    pub recipient: String,
    /// The countries abroad that it is about.
    pub countries: Vec<Country>,
    /// The first day by which it is to be done.
    pub due_on: Day,
    /// For how many categories of records.
    pub records: i64,
}

/// What an office has to see to about its recipients, the earliest first: as many rows as recipients have duties.
///
/// # Errors
/// The database's; [`StoreError::Unreadable`] for a word that is none.
pub fn open_of(db: &mut Db, origin: &OfficeCode) -> Result<Vec<RecipientDuty>, StoreError> {
    let by = (lent_duties::duty, lent_duties::recipient, lent_duties::countries);
    let open = lent_duties::table.filter(lent_duties::origin.eq(origin).and(lent_duties::due_on.is_not_null()));
    let rows: Vec<(Duty, String, String, Option<Day>, i64)> = each!(db, c => open
        .group_by(by)
        .select((
            lent_duties::duty,
            lent_duties::recipient,
            lent_duties::countries,
            min(lent_duties::due_on),
            count_star(),
        ))
        .load(c))?;
    let mut found = Vec::with_capacity(rows.len());
    for (duty, recipient, countries, due_on, records) in rows {
        let Some(due_on) = due_on else { continue };
        let countries = split(&countries, "lent_duties.countries")?;
        found.push(RecipientDuty { duty, recipient, countries, due_on, records });
    }
    found.sort_by(|a, b| (a.due_on, a.duty, &a.recipient).cmp(&(b.due_on, b.duty, &b.recipient)));
    Ok(found)
}

/// Records how a duty towards a recipient was seen to: what comes again is due in a year.
///
/// # Errors
/// [`StoreError::Stale`] if it is not open any more; the database's.
pub fn finish(
    tx: &mut Db,
    permit: &TermsPermit,
    (duty, recipient, countries): (Duty, &str, &[Country]),
    note: &str,
    next: Day,
) -> Result<Entry, StoreError> {
    let (caller, id, countries) = (permit.caller(), DutyNoteId::new(), join(countries));
    let open = lent_duties::table
        .filter(lent_duties::origin.eq(&caller.office).and(lent_duties::duty.eq(duty)))
        .filter(lent_duties::recipient.eq(recipient).and(lent_duties::countries.eq(&countries)))
        .filter(lent_duties::due_on.is_not_null());
    let set = (
        lent_duties::due_on.eq(duties::recurs(duty).then_some(next)),
        lent_duties::done_at.eq(caller.at),
        lent_duties::done_by.eq(caller.staff_id()),
        lent_duties::note_id.eq(id),
    );
    let records = i64::try_from(diesel::update(open).set(set).execute(tx)?).unwrap_or(i64::MAX);
    if records == 0 {
        return Err(StoreError::Stale);
    }
    diesel::insert_into(duty_notes::table)
        .values((
            duty_notes::id.eq(id),
            duty_notes::origin.eq(&caller.office),
            duty_notes::duty.eq(duty),
            duty_notes::recipient.eq(recipient),
            duty_notes::countries.eq(&countries),
            duty_notes::records.eq(records),
            duty_notes::note.eq(note),
            duty_notes::staff_id.eq(caller.staff_id()),
            duty_notes::at.eq(caller.at),
        ))
        .execute(tx)?;
    Ok(Entry::by(caller, "change", format!("duty:{duty} {recipient} duty_note:{id}")))
}

/// How a duty was seen to.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = duty_notes)]
pub struct DutyNote {
    /// What.
    pub duty: Duty,
    /// Towards whom.
    pub recipient: String,
    /// Of how many categories of records.
    pub records: i64,
    /// How.
    pub note: String,
    /// By whom.
    pub staff_id: Option<StaffId>,
    /// When.
    pub at: Ts,
}

/// How an office saw to its duties, the latest first.
///
/// # Errors
/// The database's.
pub fn notes(db: &mut Db, origin: &OfficeCode, limit: i64) -> Result<Vec<DutyNote>, StoreError> {
    Ok(duty_notes::table
        .filter(duty_notes::origin.eq(origin))
        .order((duty_notes::at.desc(), duty_notes::id.desc()))
        .limit(limit)
        .select(cols::<DutyNote>())
        .load(db)?)
}

/// A duty after a provision to a third party.
#[derive(Debug, Clone, Queryable)]
pub struct ProvisionDuty {
    /// After which.
    pub disclosure: DisclosureId,
    /// What.
    pub duty: Duty,
    /// By which day.
    pub due_on: Day,
    /// To whom it was provided.
    pub party: String,
}

/// What an office has to see to after provisions, the earliest first; nothing about the caller's own record.
///
/// # Errors
/// The database's.
pub fn after_provisions(db: &mut Db, caller: &Caller, limit: i64) -> Result<Vec<ProvisionDuty>, StoreError> {
    let mut query = disclosure_duties::table
        .inner_join(disclosures::table.on(disclosures::id.eq(disclosure_duties::disclosure_id)))
        .inner_join(third_parties::table.on(third_parties::id.eq(disclosures::third_party_id)))
        .filter(disclosure_duties::done_at.is_null().and(disclosures::origin.eq(&caller.office)))
        .into_boxed();
    if let Some(own) = caller.own_candidate {
        let theirs = holdings::table.filter(holdings::candidate_id.eq(own)).select(holdings::id);
        query = query.filter(disclosures::holding_id.ne_all(theirs));
    }
    Ok(query
        .order((disclosure_duties::due_on, disclosure_duties::disclosure_id, disclosure_duties::duty))
        .limit(limit)
        .select((
            disclosure_duties::disclosure_id,
            disclosure_duties::duty,
            disclosure_duties::due_on,
            third_parties::name,
        ))
        .load(db)?)
}

/// What of an office is late on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Late {
    /// Duties towards recipients.
    pub recipients: Vec<RecipientDuty>,
    /// How many duties after provisions, by what they are.
    pub provisions: Vec<(Duty, i64)>,
}

impl Late {
    /// How many there are.
    pub fn count(&self) -> i64 {
        let recipients = i64::try_from(self.recipients.len()).unwrap_or(i64::MAX);
        self.provisions.iter().fold(recipients, |sum, (_, some)| sum.saturating_add(*some))
    }
}

/// What of an office is late on a day.
///
/// # Errors
/// The database's.
pub fn late(db: &mut Db, origin: &OfficeCode, today: Day) -> Result<Late, StoreError> {
    let mut recipients = open_of(db, origin)?;
    recipients.retain(|duty| duty.due_on < today);
    let provisions = each!(db, c => disclosure_duties::table
        .inner_join(disclosures::table.on(disclosures::id.eq(disclosure_duties::disclosure_id)))
        .filter(disclosure_duties::done_at.is_null().and(disclosure_duties::due_on.lt(today)))
        .filter(disclosures::origin.eq(origin))
        .group_by(disclosure_duties::duty)
        .order(disclosure_duties::duty)
        .select((disclosure_duties::duty, count_star()))
        .load(c))?;
    Ok(Late { recipients, provisions })
}
