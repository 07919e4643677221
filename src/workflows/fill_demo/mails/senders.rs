//! Who writes to an office: people on record as far as somebody fits, and strangers.
//!
//! Invariant: nobody writes twice, and nobody on record before the day on which they applied.

use std::cmp::Reverse;
use std::sync::Arc;

use jiff::tz::TimeZone;

use super::super::{DemoError, SEED};
use super::Begun;
use super::correspondence::Correspondence;
use super::means::{Place, Sender};
use crate::demo::mails::{self, DemoThread};
use crate::demo::people::{Generator, Person};
use crate::demo::vacancies::vacancies;
use crate::domain::locale::Locale;
use crate::domain::office::OfficeCode;
use crate::domain::staff::{Role, Staff};
use crate::domain::time::Day;
use crate::domain::vacancy::Vacancy;
use crate::store::{Database, StoreError, addresses, facts, offices, staff};

/// Of the newest people so many are looked at.
const NEWEST: u64 = 600;

/// What is in an office's inbox, with whoever writes.
pub(super) fn correspondence(
    db: &mut Database,
    office: &OfficeCode,
    begun: &Begun,
) -> Result<Vec<Correspondence>, DemoError> {
    let Some(inbox) = mails::inbox(office)? else { return Ok(Vec::new()) };
    let Some(recruiter) = db.read(staff::list)?.into_iter().find(|person| is_recruiter(person, office)) else {
        return Ok(Vec::new());
    };
    let (facts, zone) = db.read(|db| Ok((facts::office(db, office)?, offices::read(db, office)?.time_zone)))?;
    let zone = TimeZone::get(&zone).map_err(|_| StoreError::Unreadable("offices.time_zone"))?;
    let today = facts.today(begun.at);
    let place = Arc::new(Place { facts, zone, recruiter, inbox: inbox.address, today, began: begun.at });
    let openings = vacancies(begun.at)?;
    let mut people = on_record(db, office, begun)?;
    let mut threads = inbox.threads;
    // Whoever writes first has the fewest people to be, since theirs has to have applied before.
    threads.sort_by_key(|thread| Reverse(days(thread)));
    let with_sender = |said: DemoThread| {
        let known = known(&mut people, &said, today.plus_days(-days(&said)));
        let slug = known.as_ref().map_or(inbox.vacancy.as_str(), |person| person.vacancy);
        let vacancy = title(&openings, slug, said.language);
        let sender = known.map_or_else(|| stranger(&said, &vacancy), |person| sender(&person, said.language, &vacancy));
        Correspondence { place: Arc::clone(&place), sender, said }
    };
    Ok(threads.into_iter().map(with_sender).collect())
}

fn is_recruiter(person: &Staff, office: &OfficeCode) -> bool {
    person.role == Role::Recruiter && person.office == *office && person.disabled_at.is_none()
}

/// How many days ago a thread begins.
fn days(thread: &DemoThread) -> i64 {
    thread.mails.first().map_or(0, |mail| mail.days)
}

/// The newest people on record at an office whose selection is under way, and who live where it is.
fn on_record(db: &mut Database, office: &OfficeCode, begun: &Begun) -> Result<Vec<Person>, DemoError> {
    let generator = Generator::new(SEED, begun.day);
    let mut people = Vec::new();
    for index in (begun.people.saturating_sub(NEWEST)..begun.people).rev() {
        let person = generator.next(index)?;
        let is_under_way = person.closed_on.is_none() && !person.suspended;
        let is_at_home = person.profile.residence.as_str() == office.as_str();
        if person.office != *office || !is_under_way || !is_at_home {
            continue;
        }
        let digest = addresses::digest(db, office, &person.profile.email)?;
        if !db.read(|db| addresses::find(db, office, &digest))?.is_empty() {
            people.push(person);
        }
    }
    Ok(people)
}

/// Takes somebody who reads the language of a thread and applied before its first day.
fn known(people: &mut Vec<Person>, said: &DemoThread, first: Day) -> Option<Person> {
    let fits = |person: &Person| person.profile.locale == said.language && person.applied_on < first;
    let at = people.iter().position(fits).filter(|_| said.known)?;
    Some(people.remove(at))
}

fn title(openings: &[Vacancy], slug: &str, language: Locale) -> String {
    let opening = openings.iter().find(|vacancy| vacancy.slug == slug);
    opening.map_or("", |vacancy| vacancy.title.get(language)).to_owned()
}

fn sender(person: &Person, language: Locale, vacancy: &str) -> Sender {
    Sender {
        name: person.profile.name.display(language),
        family: person.profile.name.family.clone(),
        address: person.profile.email.as_str().to_owned(),
        vacancy: vacancy.to_owned(),
    }
}

/// Somebody who is not on record; what stands before the first space of the name is the family's.
fn stranger(said: &DemoThread, vacancy: &str) -> Sender {
    Sender {
        name: said.name.clone(),
        family: said.name.split(' ').next().unwrap_or_default().to_owned(),
        address: said.address.clone(),
        vacancy: vacancy.to_owned(),
    }
}
