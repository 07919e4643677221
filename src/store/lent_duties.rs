//! What is to be done while something is made available to another office or to a processor.
//!
//! Invariant: the duties of the rules that allowed it are written in the transaction in which its grant goes live, those
//! that its record fulfils as done, and end in the one in which it ends.

use diesel::prelude::*;

use super::database::{Db, cols};
use super::error::StoreError;
use super::grants::Lent;
use super::notices;
use super::provision_records::{consent_in_force, scopes_needed};
use super::schema::lent_duties;
use super::words::join;
use crate::domain::candidate::HoldingRef;
use crate::domain::category::CategoryId;
use crate::domain::consent::ConsentScope;
use crate::domain::id::{EntrustmentId, HoldingId, LentDutyId, NoticeId, StaffId, TransferId};
use crate::domain::jurisdiction::Country;
use crate::domain::office::OfficeCode;
use crate::domain::time::{Day, Ts};
use crate::law::duties::{self, Settling};
use crate::law::facts::Facts;
use crate::law::retention::LastDay;
use crate::law::words::Duty;
use crate::law::{Decision, RuleTable};

/// What the law lays upon an office with something that it makes available.
#[derive(Debug, Clone)]
pub(super) struct Owed {
    /// Each duty once, with its first day and the rule that brought it.
    rows: Vec<(Duty, String, Day)>,
    recipient: String,
    countries: Vec<Country>,
    scopes: Vec<ConsentScope>,
    destination: Option<Country>,
    began_on: Day,
    kept: Option<LastDay>,
}

/// On which days a recipient was looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Looked {
    /// The last check of the measures abroad.
    pub(super) measures: Option<Day>,
    /// The last review of a processor.
    pub(super) review: Option<Day>,
}

impl Looked {
    /// The one that a duty goes by.
    pub(super) const fn for_duty(self, duty: Duty) -> Option<Day> {
        if matches!(duty, Duty::Supervise) { self.review } else { self.measures }
    }
}

impl Owed {
    /// What some decisions about one recipient bring on a day: the first is about the recipient itself, the others about
    /// whom it engages.
    pub(super) fn of(
        table: &RuleTable,
        (category, recipient): (CategoryId, String),
        words: &[(Decision, Facts)],
        looked: Looked,
        began_on: Day,
    ) -> Self {
        let own = words.first().map(|(_, facts)| facts);
        let law = own.and_then(Facts::origin_law);
        let mut rows: Vec<(Duty, String, Day)> = Vec::new();
        for (decision, _) in words {
            for &duty in &decision.duties {
                if rows.iter().all(|(known, ..)| *known != duty) {
                    let due = duties::due_on(table, duty, began_on, looked.for_duty(duty));
                    rows.push((duty, decision.rule.to_string(), due));
                }
            }
        }
        let destinations =
            words.iter().filter_map(|(_, facts)| facts.destination.filter(|to| facts.origin != Some(*to)));
        let mut countries: Vec<Country> = destinations.collect();
        countries.sort_unstable();
        countries.dedup();
        Self {
            scopes: scopes_needed(table, words.iter().map(|(decision, _)| (&decision.rule, category))),
            destination: own.and_then(|facts| facts.destination),
            kept: law.and_then(|law| duties::record_kept_until(table, law, began_on)),
            rows,
            recipient,
            countries,
            began_on,
        }
    }
}

impl Owed {
    /// Whether nothing is owed.
    pub(super) const fn is_nothing(&self) -> bool {
        self.rows.is_empty()
    }
}

/// Writes down what is owed for something that goes live now.
///
/// # Errors
/// [`StoreError::Setup`] if a record is owed that the rules name no time for; the database's.
pub(super) fn begin(
    tx: &mut Db,
    owed: &Owed,
    lent: Lent,
    (holding, giver): (&HoldingRef, &OfficeCode),
    (by, at): (Option<StaffId>, Ts),
) -> Result<(), StoreError> {
    for (duty, rule, due_on) in &owed.rows {
        let settling = duties::settling(*duty);
        let notice = match settling {
            Settling::Notice => naming(tx, owed.began_on, &owed.countries)?,
            _ => None,
        };
        let is_record = settling == Settling::Record;
        let kept = owed.kept.as_ref().filter(|_| is_record);
        if is_record && kept.is_none() {
            return Err(StoreError::Setup("the rules name no time for records".to_owned()));
        }
        let consent = match owed.destination.filter(|_| is_record) {
            Some(country) => consent_in_force(tx, holding.id, owed.began_on, (&owed.scopes, (country, None)))?,
            None => None,
        };
        let is_done = is_record || notice.is_some();
        let what = (
            lent_duties::id.eq(LentDutyId::new()),
            lent_duties::transfer_id.eq(lent.transfer()),
            lent_duties::entrustment_id.eq(lent.entrustment()),
            lent_duties::holding_id.eq(holding.id),
            lent_duties::origin.eq(giver),
            lent_duties::recipient.eq(&owed.recipient),
            lent_duties::countries.eq(join(&owed.countries)),
            lent_duties::duty.eq(*duty),
            lent_duties::rule.eq(rule),
        );
        let standing = (
            lent_duties::due_on.eq(Some(*due_on).filter(|_| !is_done)),
            lent_duties::done_at.eq(is_done.then_some(at)),
            lent_duties::done_by.eq(by.filter(|_| is_record)),
            lent_duties::notice_id.eq(notice),
            lent_duties::consent_id.eq(consent),
            lent_duties::kept_until.eq(kept.map(|kept| kept.day)),
            lent_duties::kept_rule.eq(kept.map(|kept| kept.rule.to_string())),
        );
        diesel::insert_into(lent_duties::table).values((what, standing)).execute(tx)?;
    }
    Ok(())
}

/// The published version in force on a day, if it names all of some countries.
fn naming(db: &mut Db, today: Day, countries: &[Country]) -> Result<Option<NoticeId>, StoreError> {
    let named = notices::countries_in_force(db, today)?;
    Ok(named.filter(|(_, named)| countries.iter().all(|country| named.contains(country))).map(|(id, _)| id))
}

/// Ends what is owed for something that ends: its records stay.
///
/// # Errors
/// The database's.
pub(super) fn end(
    tx: &mut Db,
    transfers: &[TransferId],
    entrustments: &[EntrustmentId],
    at: Ts,
) -> Result<(), StoreError> {
    let over = (lent_duties::due_on.eq(None::<Day>), lent_duties::ended_at.eq(at));
    if !transfers.is_empty() {
        let theirs = lent_duties::table.filter(lent_duties::transfer_id.eq_any(transfers.iter().map(|id| Some(*id))));
        diesel::update(theirs.filter(lent_duties::ended_at.is_null())).set(over).execute(tx)?;
    }
    if !entrustments.is_empty() {
        let theirs = lent_duties::entrustment_id.eq_any(entrustments.iter().map(|id| Some(*id)));
        let theirs = lent_duties::table.filter(theirs);
        diesel::update(theirs.filter(lent_duties::ended_at.is_null())).set(over).execute(tx)?;
    }
    Ok(())
}

/// A duty of a record.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = lent_duties)]
pub struct LentDuty {
    /// Of which transfer, if it is one's.
    pub transfer_id: Option<TransferId>,
    /// Of which entrustment, if it is one's.
    pub entrustment_id: Option<EntrustmentId>,
    /// What.
    pub duty: Duty,
    /// The rule that brought it.
    pub rule: String,
    /// The next day by which it is to be done; none if it is done for good, or over.
    pub due_on: Option<Day>,
    /// When it was seen to last.
    pub done_at: Option<Ts>,
    /// By whom; nobody where a published notice did it.
    pub done_by: Option<StaffId>,
    /// The notice that did it.
    pub notice_id: Option<NoticeId>,
    /// Until when the row is kept as the record of the act, if it is one.
    pub kept_until: Option<Day>,
    /// When it ended with what it belongs to.
    pub ended_at: Option<Ts>,
}

/// The duties about a holding, the next day first.
///
/// # Errors
/// The database's.
pub fn of_holding(db: &mut Db, holding: HoldingId) -> Result<Vec<LentDuty>, StoreError> {
    Ok(lent_duties::table
        .filter(lent_duties::holding_id.eq(holding))
        .order((lent_duties::due_on, lent_duties::duty, lent_duties::id))
        .select(cols::<LentDuty>())
        .load(db)?)
}
