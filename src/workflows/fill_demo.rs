//! Fills an installation with the demo: the company, its rules, and plausible people of three countries.
//!
//! Invariant: everything goes through the same doors as a real installation's data; only passwords are made up
//! here, and they are random.

use std::collections::HashMap;

use secrecy::SecretString;

use super::{WorkflowError, set_up};
use crate::demo::people::{Generator, Person};
use crate::demo::{
    ContentError, company, facts as demo_facts, notices as demo_notices, staff as demo_staff,
    vacancies as demo_vacancies,
};
use crate::documents::compose;
use crate::domain::application::Stage;
use crate::domain::category::{ApplicationHistory, Health, Profile};
use crate::domain::consent::Consent;
use crate::domain::document::DocumentKind;
use crate::domain::id::{ConsentId, HoldingId, NoticeId, StaffId, VacancyId};
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Caller, JobName, Role, Staff};
use crate::domain::time::{Day, Ts};
use crate::store::applications::{self, NewApplication};
use crate::store::candidates::{self, HoldingChange};
use crate::store::columns::Stored;
use crate::store::documents::{self, NewDocument};
use crate::store::gate::{self, Ask};
use crate::store::intake_permit::{self, Admission, IntakePermit};
use crate::store::journal::Entry;
use crate::store::outsourcing::{self, JointUseNotice, OfficeSafeguard, ProcessorContract};
use crate::store::transfers::{self, Transfer};
use crate::store::{
    Database, StoreError, addresses, consents, facts, health, notes, notices, selection_results, settings, staff,
    vacancies,
};
use crate::vault::random;

/// People in one batch of commits.
const BATCH: usize = 100;
/// Of the newest documents so many are really read; the text of older ones is known from the start.
const READ: usize = 2_000;
const SEED: u64 = 2021_0917;

/// A sign-in of the demo.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// In which role.
    pub role: Role,
    /// At which office.
    pub office: OfficeCode,
    /// With which e-mail.
    pub email: String,
    /// With which password.
    pub password: String,
}

/// Why the demo cannot be filled.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// Its content is not to the format.
    #[error("the demo's content: {0}")]
    Content(#[from] ContentError),
    /// The store's.
    #[error(transparent)]
    Workflow(#[from] WorkflowError),
    /// The folder holds something else.
    #[error("{0}")]
    Occupied(String),
}

impl From<StoreError> for DemoError {
    fn from(error: StoreError) -> Self {
        Self::Workflow(error.into())
    }
}

/// Fills an empty installation, or goes on where an earlier filling was cut off; `progress` is told how many people
/// are in. Returns the sign-ins, whose passwords are new each time.
///
/// # Errors
/// [`DemoError::Occupied`] if the folder holds another installation.
pub fn fill(db: &mut Database, wanted: u64, at: Ts, mut progress: impl FnMut(u64)) -> Result<Vec<SignIn>, DemoError> {
    let filled = check(db)?;
    if filled.is_none() {
        found_company(db, at)?;
    }
    let sign_ins = renew_passwords(db, at)?;
    let mut done = filled.unwrap_or(0);
    let known = Known::load(db)?;
    let today = db.read(|db| facts::office(db, &known.head_office))?.today(at);
    let generator = Generator::new(SEED, today);
    progress(done);
    while done < wanted {
        let end = wanted.min(done + BATCH as u64);
        let people = (done..end).map(|i| generator.next(i)).collect::<Result<Vec<_>, _>>()?;
        let older = usize::try_from(wanted.saturating_sub(end)).unwrap_or(usize::MAX) >= READ;
        add_people(db, &known, people, at, older)?;
        done = end;
        let count = done.to_string();
        db.change(|tx| Ok((settings::write(tx, settings::DEMO, &count)?, Vec::new())))?;
        progress(done);
    }
    Ok(sign_ins)
}

/// How many people an earlier filling brought in, if this is a demo at all.
fn check(db: &mut Database) -> Result<Option<u64>, DemoError> {
    let marked = db.read(|db| settings::read(db, settings::DEMO))?;
    let people = db.read(staff::count)?;
    match marked {
        Some(count) => Ok(Some(count.parse().unwrap_or(0))),
        None if people == 0 => Ok(None),
        None => Err(DemoError::Occupied(
            "this data folder holds a real installation; give the demo a folder of its own with --data".to_owned(),
        )),
    }
}

fn found_company(db: &mut Database, at: Ts) -> Result<(), DemoError> {
    let have: Vec<OfficeCode> = db.read(crate::store::offices::codes)?;
    for office in company::offices()? {
        let caller = Caller::job(JobName::Demo, office.code.clone(), at);
        if !have.contains(&office.code) {
            set_up::add_office(db, &caller, &office)?;
        }
    }
    set_up::set_company(db, &company::name(), company::CONTACT)?;
    let today = at.day_in(&jiff::tz::TimeZone::UTC);
    let rules = demo_facts::company_facts(today)?;
    let notices = demo_notices::notices()?;
    let openings = demo_vacancies::vacancies(at)?;
    let marked = |tx: &mut _| settings::write(tx, settings::DEMO, "0");
    db.change(|tx| {
        for notice in &notices {
            notices::publish(tx, notice, at)?;
        }
        for vacancy in &openings {
            vacancies::add(tx, vacancy, at)?;
        }
        let processor = &rules.processor;
        outsourcing::add_processor(
            tx,
            &ProcessorContract {
                name: processor.name.en.clone(),
                country: processor.country,
                office: processor.office.clone(),
                from: processor.from,
                until: Some(processor.until),
                categories: processor.categories.clone(),
                purposes: processor.purposes.clone(),
                countries: processor.countries.clone(),
                vetted_on: Some(processor.vetted_on),
                sub_processor: !processor.sub_processors.is_empty(),
                sub_processor_approved: processor.sub_processors.iter().all(|sub| sub.approved_on.is_some()),
            },
        )?;
        let joint = &rules.joint_use;
        let notice = JointUseNotice {
            published_on: joint.published_on,
            complete: joint.complete,
            categories: joint.categories.clone(),
            purposes: joint.purposes.clone(),
        };
        outsourcing::add_joint_use_notice(tx, &notice)?;
        for pair in &rules.safeguards {
            let kind = pair.kind.map(|word| word.parse().map_err(|_| StoreError::Unreadable("safeguards.kind")));
            let safeguard = OfficeSafeguard {
                origin: pair.origin.clone(),
                destination: pair.destination.clone(),
                kind: kind.transpose()?,
                until: pair.until,
                annual_check_on: pair.annual_check_on,
                onward_permitted: pair.onward_permitted,
            };
            outsourcing::add_safeguard(tx, &safeguard)?;
        }
        marked(tx)?;
        Ok(((), Vec::new()))
    })?;
    Ok(())
}

/// Adds the staff at the first start; gives everybody a new random password at every start.
fn renew_passwords(db: &mut Database, at: Ts) -> Result<Vec<SignIn>, DemoError> {
    let mut sign_ins = Vec::new();
    for person in demo_staff::staff()? {
        let password = random_password()?;
        let secret = SecretString::from(password.clone());
        let known = db.read(|db| staff::by_email(db, &person.email))?;
        match known {
            Some((known, _)) => {
                let hash = crate::vault::password::hash(&secret).map_err(StoreError::from)?;
                db.change(|tx| Ok((staff::set_password(tx, known.id, &hash)?, Vec::new())))?;
            }
            None => {
                let caller = Caller::job(JobName::Demo, person.office.clone(), at);
                let new = Staff {
                    id: StaffId::new(),
                    office: person.office.clone(),
                    email: person.email.clone(),
                    name: person.name.to_owned(),
                    role: person.role,
                    locale: person.locale,
                    disabled_at: None,
                    own_candidate: None,
                };
                set_up::add_staff(db, &caller, &new, &secret)?;
            }
        }
        let email = person.email.as_str().to_owned();
        sign_ins.push(SignIn { role: person.role, office: person.office, email, password });
    }
    Ok(sign_ins)
}

/// Sixteen letters without those that look alike: 80 bits.
fn random_password() -> Result<String, StoreError> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let bytes = random::array::<16>()?;
    Ok(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
}

struct Known {
    head_office: OfficeCode,
    vacancies: HashMap<String, VacancyId>,
    notices: HashMap<i32, NoticeId>,
    managers: HashMap<OfficeCode, StaffId>,
    recruiters: HashMap<OfficeCode, StaffId>,
}

impl Known {
    fn load(db: &mut Database) -> Result<Self, DemoError> {
        let openings = db.read(|db| vacancies::list(db, None))?;
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

fn add_people(
    db: &mut Database,
    known: &Known,
    people: Vec<Person>,
    at: Ts,
    known_text: bool,
) -> Result<(), DemoError> {
    let mut by_office: HashMap<OfficeCode, Vec<Person>> = HashMap::new();
    for person in people {
        by_office.entry(person.office.clone()).or_default().push(person);
    }
    for (office, people) in by_office {
        let caller = Caller::job(JobName::Demo, office, at);
        let prepared = prepare(db, &caller, people)?;
        db.change(|tx| {
            let mut entries = Vec::new();
            for one in &prepared {
                entries.extend(write(tx, known, one, at, known_text)?);
            }
            Ok(((), entries))
        })?;
        for one in &prepared {
            finish(db, &caller, one)?;
        }
    }
    Ok(())
}

fn prepare(db: &mut Database, caller: &Caller, people: Vec<Person>) -> Result<Vec<Prepared>, DemoError> {
    let admissions: Vec<Admission> = people
        .iter()
        .map(|person| Admission {
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
    for (person, permit) in people.into_iter().zip(permits) {
        let (name, kind, content) = cv_file(&person);
        let (document, original) = documents::seal(&permit.profile, &name, Some(kind), &content)?;
        sealed.push((document.id(), original));
        let digest = addresses::digest(db, &caller.office, &person.profile.email)?;
        prepared.push(Prepared { person, permit, digest, document });
    }
    documents::put_all(db, sealed)?;
    Ok(prepared)
}

/// A CV as a real file: two of three are PDF, the others Word.
fn cv_file(person: &Person) -> (String, DocumentKind, Vec<u8>) {
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
    let as_word = person.profile.email.as_str().bytes().map(u32::from).sum::<u32>() % 3 == 0;
    if as_word {
        (format!("{}.docx", cv.title), DocumentKind::Docx, compose::cv_docx(&content))
    } else {
        (format!("{}.pdf", cv.title), DocumentKind::Pdf, compose::cv_pdf(&content))
    }
}

fn moment(day: Day, at: Ts, minutes: i64) -> Ts {
    let start = jiff::tz::TimeZone::UTC.to_ambiguous_zoned_datetime(day.0.at(1, 0, 0, 0)).compatible();
    start.map_or(at, |zoned| Ts::new(zoned.timestamp()).plus_seconds(minutes * 60)).min(at)
}

fn write(
    tx: &mut crate::store::database::Db,
    known: &Known,
    one: &Prepared,
    at: Ts,
    known_text: bool,
) -> Result<Vec<Entry>, StoreError> {
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
    addresses::set(tx, &permit.profile, &one.digest)?;
    let interviewed = matches!(person.stage, Stage::FirstInterview | Stage::SecondInterview | Stage::FinalInterview);
    if let Some(manager) = known.managers.get(office).filter(|_| interviewed) {
        applications::assign(tx, application, *manager)?;
    }
    for consent in &person.consents {
        consents::add(
            tx,
            holding,
            &Consent {
                id: ConsentId::new(),
                scopes: consent.scopes.clone(),
                countries: consent.countries.clone(),
                country_info_given: consent.country_info_given,
                abroad: consent.abroad,
                from: consent.from,
                until: consent.until,
                withdrawn_on: consent.withdrawn_on,
                notice: notice.copied(),
                locale: person.profile.locale,
                recorded_at: moment(consent.from, at, spread),
            },
        )?;
    }
    if person.need_confirmed && person.health.is_some() {
        health::confirm_need(tx, holding, known.recruiters.get(office).copied(), at)?;
    }
    Ok(entries)
}

/// What needs a permit of its own or changes facts: health, transfers, then holds and stops.
fn finish(db: &mut Database, caller: &Caller, one: &Prepared) -> Result<(), DemoError> {
    let (person, holding) = (&one.person, one.permit.holding().id);
    if let Some(record) = &person.health {
        let permit = gate::open::<Health>(db, &Ask::create(caller, Purpose::Upkeep), holding)?;
        db.change(|tx| Ok(((), vec![health::create(tx, &permit, record, caller.at)?])))?;
    }
    if holding.uuid().as_u128() % 23 == 0 {
        transfer_some(db, caller, holding)?;
    }
    let mut changes = Vec::new();
    changes.extend(person.home_reviewed.then_some(HoldingChange::HomeReviewed(caller.at)));
    changes.extend(person.legal_hold.then_some(HoldingChange::LegalHold(true)));
    changes.extend(person.suspended.then_some(HoldingChange::Suspended(Some(caller.at))));
    if !changes.is_empty() {
        let reference = one.permit.holding().clone();
        db.change(|tx| {
            for change in changes {
                candidates::set_fact(tx, holding, change)?;
            }
            let category = crate::domain::category::CategoryId::Profile;
            let entry = Entry::change(caller, "change", "facts", &reference, category, Purpose::Upkeep);
            Ok(((), vec![entry]))
        })?;
    }
    Ok(())
}

/// Offers a person to the other offices; the law says to which they may go.
fn transfer_some(db: &mut Database, caller: &Caller, holding: HoldingId) -> Result<(), DemoError> {
    for office in db.store().served_offices() {
        if office == caller.office {
            continue;
        }
        let transfer = Transfer { destination: office, purpose: Purpose::Recruitment, until: None };
        let profile = transfers::open::<Profile>(db, caller, holding, transfer.clone());
        let history = transfers::open::<ApplicationHistory>(db, caller, holding, transfer);
        match (profile, history) {
            (Ok(profile), Ok(history)) => {
                transfers::make(db, &profile)?;
                transfers::make(db, &history)?;
            }
            (Err(StoreError::Refused(_)), _) | (_, Err(StoreError::Refused(_))) => {}
            (Err(error), _) | (_, Err(error)) => return Err(error.into()),
        }
    }
    Ok(())
}
