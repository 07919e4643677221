//! The invented people, in batches: permits first, then one transaction per office, then what changes facts.

use std::collections::HashMap;

use super::DemoError;
use crate::demo::company;
use crate::demo::people::Person;
use crate::documents::compose;
use crate::domain::application::Stage;
use crate::domain::candidate::HoldingRef;
use crate::domain::category::{ApplicationHistory, Category, CategoryId, Health, Profile};
use crate::domain::consent::{Consent, ConsentChannel};
use crate::domain::document::DocumentKind;
use crate::domain::health::HealthRecord;
use crate::domain::id::{ConsentId, HoldingId, NoticeId, StaffId, VacancyId};
use crate::domain::office::OfficeCode;
use crate::domain::processor::Entrustment;
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Caller, JobName, Role};
use crate::domain::time::{Day, Ts};
use crate::store::applications::{self, NewApplication};
use crate::store::candidates::{self, HoldingChange};
use crate::store::columns::Stored;
use crate::store::database::Db;
use crate::store::documents::{self, NewDocument};
use crate::store::gate::{self, Ask};
use crate::store::intake_permit::{self, Admission, IntakePermit};
use crate::store::journal::Entry;
use crate::store::transfers::{self, Transfer};
use crate::store::{
    Database, StoreError, addresses, consents, entrustments, facts, grants, health, notes, notices, processors,
    selection_results, staff, vacancies,
};

pub(super) struct Known {
    pub(super) head_office: OfficeCode,
    vacancies: HashMap<String, VacancyId>,
    notices: HashMap<i32, NoticeId>,
    managers: HashMap<OfficeCode, StaffId>,
    recruiters: HashMap<OfficeCode, StaffId>,
}

impl Known {
    pub(super) fn load(db: &mut Database) -> Result<Self, DemoError> {
        let openings = db.read(vacancies::list)?;
        let notices = db.read(notices::list)?;
        let people = db.read(staff::list)?;
        let of = |role: Role| people.iter().filter(move |p| p.role == role).map(|p| (p.office.clone(), p.id)).collect();
        let offices = company::offices()?;
        let head = offices.first().map(|office| office.code.clone());
        Ok(Self {
            head_office: head.ok_or(StoreError::NotFound)?,
            vacancies: openings.into_iter().map(|vacancy| (vacancy.slug, vacancy.id)).collect(),
            notices: notices.into_iter().map(|notice| (notice.version, notice.id)).collect(),
            managers: of(Role::HiringManager),
            recruiters: of(Role::Recruiter),
        })
    }
}

/// A person with what was made for them before the transaction.
struct Prepared {
    person: Person,
    permit: IntakePermit,
    digest: Vec<u8>,
    document: NewDocument,
}

/// How a batch of people is filled in.
pub(super) struct Filling<'a> {
    pub(super) known: &'a Known,
    pub(super) at: Ts,
    /// Whether the text of their CVs is known, so that they need not be read.
    pub(super) known_text: bool,
    /// Whether an earlier filling may have brought some of them in already.
    pub(super) may_be_there: bool,
}

impl Filling<'_> {
    pub(super) fn add(&self, db: &mut Database, people: Vec<(Person, CvFile)>) -> Result<(), DemoError> {
        let mut by_office: HashMap<OfficeCode, Vec<(Person, CvFile)>> = HashMap::new();
        for (person, cv) in people {
            by_office.entry(person.office.clone()).or_default().push((person, cv));
        }
        for (office, mut people) in by_office {
            let caller = Caller::job(JobName::Demo, office, self.at);
            if self.may_be_there {
                people = complete(db, &caller, people)?;
            }
            let prepared = prepare(db, &caller, people)?;
            db.change(|tx| {
                let mut entries = Vec::new();
                for one in &prepared {
                    entries.extend(write(tx, self.known, one, self.at, self.known_text)?);
                }
                Ok(((), entries))
            })?;
            finish(db, &caller, prepared.iter().map(|one| (&one.person, one.permit.holding())))?;
        }
        Ok(())
    }
}

/// Completes those whom a filling that was cut off brought in already, and returns the others.
fn complete(
    db: &mut Database,
    caller: &Caller,
    people: Vec<(Person, CvFile)>,
) -> Result<Vec<(Person, CvFile)>, DemoError> {
    let mut missing = Vec::with_capacity(people.len());
    for (person, cv) in people {
        let digest = addresses::digest(db, &caller.office, &person.profile.email)?;
        match db.read(|db| addresses::find(db, &caller.office, &digest))?.first() {
            None => missing.push((person, cv)),
            Some(holding) => {
                let holding = db.read(|db| facts::of_holding(db, *holding))?.holding;
                finish(db, caller, [(&person, &holding)])?;
            }
        }
    }
    Ok(missing)
}

fn prepare(db: &mut Database, caller: &Caller, people: Vec<(Person, CvFile)>) -> Result<Vec<Prepared>, DemoError> {
    let admissions: Vec<Admission> = people
        .iter()
        .map(|(person, _)| Admission {
            residence: person.profile.residence,
            // Everybody was told of recruitment, by a notice or before there was one.
            purposes: vec![Purpose::Recruitment],
            last_contact_on: person.closed_on.unwrap_or(person.applied_on),
            with_selection: true,
        })
        .collect();
    let permits = intake_permit::admit_all(db, caller, &admissions)?;
    let mut prepared = Vec::new();
    let mut sealed: Vec<(_, Stored<Profile>)> = Vec::new();
    for ((person, cv), permit) in people.into_iter().zip(permits) {
        let (document, original) = documents::seal(&permit.profile, &cv.name, Some(cv.kind), &cv.content)?;
        sealed.push((document.id(), original));
        let digest = addresses::digest(db, &caller.office, &person.profile.email)?;
        prepared.push(Prepared { person, permit, digest, document });
    }
    documents::put_all(db.store(), sealed)?;
    Ok(prepared)
}

/// A CV as a real file.
pub(super) struct CvFile {
    name: String,
    kind: DocumentKind,
    content: Vec<u8>,
}

/// Sets a CV: two of three are PDF, the others Word, and so are all `plain` ones: a PDF takes fifteen times the room,
/// and most of the time, for its fonts.
pub(super) fn cv_file(person: &Person, plain: bool) -> CvFile {
    let cv = &person.cv;
    let content = compose::CvContent {
        title: cv.title.to_owned(),
        name: cv.name.clone(),
        lines: cv.lines.clone(),
        sections: cv
            .sections
            .iter()
            .map(|section| compose::CvSection {
                heading: section.heading.to_owned(),
                entries: section.paragraphs.clone(),
            })
            .collect(),
    };
    let as_word = plain || person.profile.email.as_str().bytes().map(u32::from).sum::<u32>() % 3 == 0;
    let (kind, content) = if as_word {
        (DocumentKind::Docx, compose::cv_docx(&content))
    } else {
        (DocumentKind::Pdf, compose::cv_pdf(&content))
    };
    CvFile { name: format!("{}.{kind}", cv.title), kind, content }
}

fn moment(day: Day, at: Ts, minutes: i64) -> Ts {
    let start = jiff::tz::TimeZone::UTC.to_ambiguous_zoned_datetime(day.0.at(1, 0, 0, 0)).compatible();
    start.map_or(at, |zoned| Ts::new(zoned.timestamp()).plus_seconds(minutes * 60)).min(at)
}

fn write(tx: &mut Db, known: &Known, one: &Prepared, at: Ts, known_text: bool) -> Result<Vec<Entry>, StoreError> {
    let (person, permit) = (&one.person, &one.permit);
    let office = &permit.holding().office;
    let holding = permit.holding().id;
    permit.settle(tx)?;
    let mut entries = vec![candidates::create(tx, &permit.profile, &person.profile)?];
    let spread = i64::try_from(holding.uuid().as_u128() % 480).unwrap_or(0);
    let received_at = moment(person.applied_on, at, spread);
    let moves: Vec<(Stage, Ts)> = person
        .history
        .iter()
        .filter(|(stage, _)| *stage != Stage::Received)
        .map(|(stage, day)| (*stage, moment(*day, at, spread)))
        .collect();
    let notice = person.notice_version.and_then(|version| known.notices.get(&version));
    let application = NewApplication {
        vacancy: known.vacancies.get(person.vacancy).copied().ok_or(StoreError::NotFound)?,
        source: person.source,
        notice: notice.map(|notice| (*notice, person.profile.locale)),
        details: &person.motivation,
        received_at,
        moves: &moves,
        closed_on: person.closed_on.filter(|_| person.stage.closing().is_some()),
    };
    let (application, entry) = applications::create(tx, &permit.history, &application)?;
    entries.push(entry);
    entries.push(documents::create(tx, &permit.profile, &one.document, received_at)?);
    documents::set_known_text(tx, &permit.profile, one.document.id(), &person.cv.text(), known_text)?;
    if let Some(results) = &permit.results {
        for found in &person.results {
            let when = moment(found.on, at, spread);
            entries.push(selection_results::create(tx, results, application, &found.result, when)?);
        }
    }
    if let Some(other) = &permit.other {
        let author = known.recruiters.get(office).copied();
        for note in &person.notes {
            entries.push(notes::create(tx, other, note.text, author, moment(note.on, at, spread))?);
        }
    }
    addresses::set(tx, &permit.profile, &one.digest, &[])?;
    let interviewed = matches!(person.stage, Stage::FirstInterview | Stage::SecondInterview | Stage::FinalInterview);
    if let Some(manager) = known.managers.get(office).filter(|_| interviewed) {
        entries.push(applications::assign(tx, &permit.history, application, *manager)?);
    }
    for consent in &person.consents {
        entries.push(consents::add(
            tx,
            permit.profile.caller(),
            holding,
            &Consent {
                id: ConsentId::new(),
                scopes: consent.scopes.clone(),
                countries: consent.countries.clone(),
                third_party: None,
                country_info_given: consent.country_info_given,
                abroad: consent.abroad,
                from: consent.from,
                until: consent.until,
                withdrawn_on: consent.withdrawn_on,
                notice: notice.copied(),
                locale: person.profile.locale,
                recorded_at: moment(consent.from, at, spread),
                channel: ConsentChannel::Form,
                shown: String::new(),
            },
        )?);
    }
    if person.need_confirmed && person.health.is_some() {
        health::confirm_need(tx, holding, known.recruiters.get(office).copied(), at)?;
    }
    Ok(entries)
}

/// What needs a permit of its own or changes facts: health, transfers, then holds and stops. What is there already
/// is not made again.
fn finish<'a>(
    db: &mut Database,
    caller: &Caller,
    people: impl IntoIterator<Item = (&'a Person, &'a HoldingRef)>,
) -> Result<(), DemoError> {
    let people: Vec<_> = people.into_iter().collect();
    // Reviews come before transfers, stops after them: a filling that goes on finds the law's answers unchanged.
    let reviewed = people.iter().filter(|(person, _)| person.home_reviewed);
    change_facts(db, caller, reviewed.map(|(_, it)| (*it, HoldingChange::HomeReviewed(caller.at))).collect())?;
    let mut stops = Vec::new();
    let processor = db.read(|db| processors::of_office(db, &caller.office, None))?.into_iter().next();
    for (person, reference) in people {
        if let Some(record) = person.health.as_ref() {
            add_health(db, caller, record, reference.id)?;
        }
        if reference.id.uuid().as_u128().is_multiple_of(23) {
            transfer_some(db, caller, reference.id)?;
        }
        if let Some(processor) = processor.as_ref().filter(|_| reference.id.uuid().as_u128().is_multiple_of(41)) {
            let terms = Entrustment { processor: processor.id, purpose: Purpose::Recruitment, until: None };
            entrust::<Profile>(db, caller, reference.id, terms.clone())?;
            entrust::<ApplicationHistory>(db, caller, reference.id, terms)?;
        }
        let hold = person.legal_hold.then_some(HoldingChange::LegalHold(true));
        let stop = person.suspended.then_some(HoldingChange::Suspended(Some(caller.at)));
        stops.extend(hold.into_iter().chain(stop).map(|change| (reference, change)));
    }
    change_facts(db, caller, stops)
}

fn change_facts(
    db: &mut Database,
    caller: &Caller,
    changes: Vec<(&HoldingRef, HoldingChange)>,
) -> Result<(), DemoError> {
    if changes.is_empty() {
        return Ok(());
    }
    db.change(|tx| {
        let mut entries = Vec::new();
        for (reference, change) in changes {
            candidates::set_fact(tx, reference.id, change)?;
            let category = CategoryId::Profile;
            entries.push(Entry::change(caller, "change", "facts", reference, category, Purpose::Upkeep));
        }
        Ok(((), entries))
    })?;
    Ok(())
}

fn add_health(db: &mut Database, caller: &Caller, record: &HealthRecord, holding: HoldingId) -> Result<(), DemoError> {
    if health::exist(db, holding)? {
        return Ok(());
    }
    match gate::open::<Health>(db, &Ask::create(caller, Purpose::Upkeep), holding) {
        Ok(permit) => Ok(db.change(|tx| Ok(((), vec![health::create(tx, &permit, record, caller.at)?])))?),
        // The record's time is over: nothing is added to it any more.
        Err(StoreError::Refused(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Hands a person's category to the processor, if the law allows it and it was not done before.
fn entrust<C: Category>(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    terms: Entrustment,
) -> Result<(), DemoError> {
    let made = entrustments::open::<C>(db, caller, holding, terms).and_then(|permit| entrustments::make(db, &permit));
    match made {
        Ok(_) | Err(StoreError::Refused(_) | StoreError::Taken(_) | StoreError::NotFound) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Offers a person to the other offices; the law says to which they may go.
fn transfer_some(db: &mut Database, caller: &Caller, holding: HoldingId) -> Result<(), DemoError> {
    for office in db.store().served_offices() {
        if office == caller.office {
            continue;
        }
        let there = db.read(|db| grants::live(db, holding, &office))?;
        let is_there = |category| there.iter().any(|(granted, _)| *granted == category);
        let transfer = Transfer { destination: office, purpose: Purpose::Recruitment, until: None };
        let profile = transfers::open::<Profile>(db, caller, holding, transfer.clone());
        let history = transfers::open::<ApplicationHistory>(db, caller, holding, transfer);
        match (profile, history) {
            (Ok(profile), Ok(history)) => {
                if !is_there(CategoryId::Profile) {
                    transfers::make(db, &profile)?;
                }
                if !is_there(CategoryId::ApplicationHistory) {
                    transfers::make(db, &history)?;
                }
            }
            (Err(StoreError::Refused(_)), _) | (_, Err(StoreError::Refused(_))) => {}
            (Err(error), _) | (_, Err(error)) => return Err(error.into()),
        }
    }
    Ok(())
}
