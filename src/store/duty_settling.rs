//! Duties that see to themselves: by a check on record, by the published policy, or by a recipient that works elsewhere.
//!
//! Invariant: nobody did anything now, so nothing is journalled, and what somebody wrote is not changed.

use diesel::prelude::*;

use super::database::Db;
use super::error::StoreError;
use super::facts;
use super::lent_duties::Looked;
use super::notices;
use super::open::Database;
use super::processor_facts::ProcessorFacts;
use super::safeguards;
use super::schema::lent_duties;
use super::words::{join, split};
use crate::domain::id::{DutyNoteId, NoticeId, StaffId};
use crate::domain::jurisdiction::Country;
use crate::domain::office::OfficeCode;
use crate::domain::time::{Day, Ts};
use crate::law::duties;
use crate::law::words::Duty;

/// A recipient of an office as it stands now.
struct Recipient {
    id: String,
    countries: Vec<Country>,
    looked: Looked,
    by: Option<StaffId>,
}

/// Sees to what does itself: checks on record move the next day, the published policy names countries or names them no
/// more, and a processor that works elsewhere has other countries. Nobody did anything now, so nothing is journalled.
///
/// # Errors
/// The database's.
pub fn settle(db: &mut Database, origin: &OfficeCode, at: Ts) -> Result<(), StoreError> {
    let days = db.table().review_days();
    let (today, recipients, named) = {
        let db = db.db();
        let office = facts::office(db, origin)?;
        let (today, home) = (office.today(at), office.law.country());
        (today, recipients(db, origin, home, today)?, notices::countries_in_force(db, today)?)
    };
    db.change(|tx| {
        for recipient in &recipients {
            follow_countries(tx, origin, recipient)?;
            follow_checks(tx, origin, recipient, days, at)?;
        }
        follow_notice(tx, origin, named.as_ref(), today, at)?;
        Ok(((), Vec::new()))
    })
}

fn recipients(db: &mut Db, origin: &OfficeCode, home: Country, today: Day) -> Result<Vec<Recipient>, StoreError> {
    let checks = safeguards::checks(db, origin, CHECKS)?;
    let by = |to: &OfficeCode| checks.iter().find(|check| check.destination == *to).and_then(|check| check.staff_id);
    let mut all = Vec::new();
    for safeguard in safeguards::of_origin(db, origin)? {
        let to = facts::office(db, &safeguard.destination)?.law.country();
        let countries = if to == home { Vec::new() } else { vec![to] };
        let looked = Looked { measures: safeguard.annual_check_on, review: None };
        let by = by(&safeguard.destination);
        all.push(Recipient { id: safeguard.destination.to_string(), countries, looked, by });
    }
    for processor in ProcessorFacts::of_office(db, origin)? {
        all.push(Recipient {
            id: processor.id().to_string(),
            countries: processor.countries_abroad(home),
            looked: processor.looked(today),
            by: processor.looked_by(),
        });
    }
    Ok(all)
}

/// Checks among which the latest of each office is looked for.
const CHECKS: i64 = 200;

fn follow_countries(tx: &mut Db, origin: &OfficeCode, recipient: &Recipient) -> Result<(), StoreError> {
    let countries = join(&recipient.countries);
    let theirs = lent_duties::table
        .filter(lent_duties::origin.eq(origin).and(lent_duties::recipient.eq(&recipient.id)))
        .filter(lent_duties::countries.ne(&countries));
    let now = lent_duties::countries.eq(&countries);
    diesel::update(theirs.filter(lent_duties::due_on.is_not_null())).set(now).execute(tx)?;
    let now = lent_duties::countries.eq(&countries);
    let by_notice = lent_duties::notice_id.is_not_null().and(lent_duties::ended_at.is_null());
    diesel::update(theirs.filter(by_notice)).set(now).execute(tx)?;
    Ok(())
}

fn follow_checks(tx: &mut Db, origin: &OfficeCode, of: &Recipient, days: i64, at: Ts) -> Result<(), StoreError> {
    for duty in Duty::ALL.iter().copied().filter(|duty| duties::recurs(*duty)) {
        let Some(next) = of.looked.for_duty(duty).map(|day| day.plus_days(days)) else { continue };
        let earlier = lent_duties::table
            .filter(lent_duties::origin.eq(origin).and(lent_duties::duty.eq(duty)))
            .filter(lent_duties::recipient.eq(&of.id).and(lent_duties::due_on.lt(next)));
        let set = (
            lent_duties::due_on.eq(next),
            lent_duties::done_at.eq(at),
            lent_duties::done_by.eq(of.by),
            lent_duties::note_id.eq(None::<DutyNoteId>),
        );
        diesel::update(earlier).set(set).execute(tx)?;
    }
    Ok(())
}

fn follow_notice(
    tx: &mut Db,
    origin: &OfficeCode,
    named: Option<&(NoticeId, Vec<Country>)>,
    today: Day,
    at: Ts,
) -> Result<(), StoreError> {
    let names = |countries: &str| -> Result<Option<NoticeId>, StoreError> {
        let countries: Vec<Country> = split(countries, "lent_duties.countries")?;
        let all = |named: &&(NoticeId, Vec<Country>)| countries.iter().all(|country| named.1.contains(country));
        Ok(named.filter(all).map(|(id, _)| *id))
    };
    let of_office = lent_duties::table.filter(lent_duties::origin.eq(origin));
    let open = of_office.filter(lent_duties::duty.eq(Duty::PublishCountry).and(lent_duties::due_on.is_not_null()));
    let waiting: Vec<String> = open.select(lent_duties::countries).distinct().load(tx)?;
    for countries in waiting {
        let Some(notice) = names(&countries)? else { continue };
        let set = (lent_duties::due_on.eq(None::<Day>), lent_duties::done_at.eq(at), lent_duties::notice_id.eq(notice));
        diesel::update(open.filter(lent_duties::countries.eq(countries))).set(set).execute(tx)?;
    }
    let done = of_office.filter(lent_duties::notice_id.is_not_null().and(lent_duties::ended_at.is_null()));
    let published: Vec<String> = done.select(lent_duties::countries).distinct().load(tx)?;
    for countries in published {
        if names(&countries)?.is_some() {
            continue;
        }
        let set = (
            lent_duties::due_on.eq(duties::publish_by(today)),
            lent_duties::done_at.eq(None::<Ts>),
            lent_duties::notice_id.eq(None::<NoticeId>),
        );
        diesel::update(done.filter(lent_duties::countries.eq(countries))).set(set).execute(tx)?;
    }
    Ok(())
}
