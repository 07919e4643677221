//! Until when an office may use a holding for recruitment, so that the directory needs no clock of its own.
//!
//! Invariant: the answer holds from today until `until`, and until `turns_on` no other one can come about by itself.

use std::collections::HashMap;

use super::error::StoreError;
use super::facts::{self, HoldingFacts, OfficeFacts, Passage};
use super::open::Database;
use super::passages::Passers;
use super::terms::Terms;
use super::transfers::{self, LiveGrant};
use crate::domain::category::CategoryId;
use crate::domain::id::HoldingId;
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Role;
use crate::domain::time::{Day, Ts};
use crate::law::{Action, Facts, RuleTable, decide, retention};

/// Whether and until when a holding may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usability {
    /// Whether its profile may be used now.
    pub usable: bool,
    /// Whether the applications may be used now too.
    pub history: bool,
    /// Whether selection results may be.
    pub results: bool,
    /// Whether what is gathered under other may be: notes, tags.
    pub other: bool,
    /// Whether what was written in messages may be.
    pub messages: bool,
    /// The last day on which all answers are still the same, if there is one.
    pub until: Option<Day>,
    /// The first day on which the answer may be another one without anybody doing anything.
    pub turns_on: Option<Day>,
    /// The day of the last contact.
    pub contacted_on: Day,
    /// The last day of the consent to be kept in the talent pool, if one is in force.
    pub pool_until: Option<Day>,
    /// The first day on which such a consent begins later.
    pub pool_begins: Option<Day>,
}

impl Usability {
    /// The day on which to look again, because something may have changed by itself.
    pub fn again(&self) -> Option<Day> {
        self.turns_on.into_iter().chain(self.pool_begins).min()
    }
}

/// Asks the law about recruitment at an office, for each holding, today and on the days when the answer may turn.
///
/// # Errors
/// The database's; a holding that is gone is left out.
pub fn of_all(
    db: &mut Database,
    code: &OfficeCode,
    holdings: &[HoldingId],
    at: Ts,
) -> Result<HashMap<HoldingId, Usability>, StoreError> {
    let office = facts::office(db.db(), code)?;
    let found = facts::of_holdings(db.db(), holdings)?;
    let foreign: Vec<HoldingId> =
        found.values().filter(|facts| facts.holding.office != *code).map(|facts| facts.holding.id).collect();
    let mut lent: HashMap<HoldingId, Vec<LiveGrant>> = HashMap::new();
    let (mut terms, mut passers) = (Terms::default(), Passers::default());
    if !foreign.is_empty() {
        terms = Terms::load(db.db())?;
        let live = transfers::live_grants(db.db(), &foreign, code)?;
        passers = Passers::load(db.db(), &live, &found)?;
        for grant in live {
            lent.entry(grant.holding).or_default().push(grant);
        }
    }
    let table = db.table();
    let asked = found.into_iter().map(|(id, facts)| {
        let grants = lent.remove(&id).unwrap_or_default();
        let lent = (&*grants, &passers);
        (id, Asked { table, office: &office, terms: &terms, facts: &facts, lent }.usability(office.today(at)))
    });
    Ok(asked.collect())
}

/// One holding with everything that the answer depends on.
struct Asked<'a> {
    table: &'a RuleTable,
    office: &'a OfficeFacts,
    terms: &'a Terms,
    facts: &'a HoldingFacts,
    /// What was lent of it, and the offices by which.
    lent: (&'a [LiveGrant], &'a Passers),
}

impl Asked<'_> {
    fn usability(&self, today: Day) -> Usability {
        let answers = |day: Day| {
            let usable = self.allows(CategoryId::Profile, day);
            let others = [
                CategoryId::ApplicationHistory,
                CategoryId::SelectionResult,
                CategoryId::Other,
                CategoryId::Communications,
            ];
            (usable, others.map(|category| usable && self.allows(category, day)))
        };
        let now = answers(today);
        let (usable, [history, results, other, messages]) = now;
        let same = |day: Day| answers(day) == now;
        let turns_on = self.turning_days(today).into_iter().find(|day| !same(*day));
        Usability {
            usable,
            history,
            results,
            other,
            messages,
            until: turns_on.map(|day| day.plus_days(-1)),
            turns_on,
            contacted_on: self.facts.last_contact(),
            pool_until: self.facts.pool_until(today),
            pool_begins: self.facts.pool_begins(today),
        }
    }

    /// The days after today on which anything begins or ends that the answer depends on.
    fn turning_days(&self, today: Day) -> Vec<Day> {
        let after = |last: Day| last.plus_days(1);
        let used = self.used(CategoryId::Profile, today);
        let mut days: Vec<Day> = self.facts.turning_days().collect();
        days.extend(retention::usable_until(self.table, &used).map(|last| after(last.day)));
        if self.is_foreign() {
            for moved in CategoryId::ALL.iter().flat_map(|category| self.moved(*category, today)) {
                days.extend(retention::usable_until(self.table, &moved).map(|last| after(last.day)));
                days.extend(moved.safeguard.until.map(after));
                let checked = moved.safeguard.annual_check_on;
                days.extend(checked.map(|day| after(day.plus_days(self.table.review_days()))));
            }
            days.extend(self.terms.turning_days());
            days.extend(self.lent.0.iter().filter_map(|grant| grant.until).map(after));
            days.extend(self.lent.1.last_days(self.facts.holding.id).map(after));
        }
        days.retain(|day| *day > today);
        days.sort_unstable();
        days.dedup();
        days
    }

    fn allows(&self, category: CategoryId, day: Day) -> bool {
        let may_use = decide(self.table, &self.used(category, day)).allows();
        let is_lent = || {
            let mut grants = self.lent.0.iter();
            grants.any(|grant| grant.category == category && self.stands(grant, day))
                && self.moved(category, day).iter().all(|step| decide(self.table, step).allows())
        };
        may_use && (!self.is_foreign() || is_lent())
    }

    fn is_foreign(&self) -> bool {
        self.facts.holding.office != *self.office.code()
    }

    fn used(&self, category: CategoryId, day: Day) -> Facts {
        self.facts.for_use(Action::Use, self.office, day, Role::Recruiter, category, Purpose::Recruitment)
    }

    fn stands(&self, grant: &LiveGrant, day: Day) -> bool {
        let collected_by = &self.facts.holding.office;
        grant.serves(Purpose::Recruitment, day) && self.lent.1.uphold(grant, collected_by, |_| day)
    }

    fn moved(&self, category: CategoryId, day: Day) -> Vec<Facts> {
        let (grants, passers) = self.lent;
        let standing = grants.iter().filter(|grant| self.stands(grant, day));
        let via = passers.of(standing, self.facts, (category, Purpose::Recruitment, day));
        let passage = Passage { via, to: self.office };
        self.facts.for_transfer(self.terms, &passage, |_| day, (category, Purpose::Recruitment))
    }
}
