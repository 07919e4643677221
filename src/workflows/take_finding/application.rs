//! A mail with a CV that becomes an application of the person that it is filed with.
//!
//! Invariant: whoever has an open application to a vacancy gets no second one to it, and no application is added without
//! a vacancy of the office that takes them and the notice that was given. Of a mail that seems to speak of health no file
//! becomes a document.

use zeroize::Zeroizing;

use super::{Found, OF_OTHERS, Place, is_one_of, open, person};
use crate::documents::sniff;
use crate::domain::application::{ApplicationDetails, Source, Stage};
use crate::domain::candidate::{HoldingRef, PersonName};
use crate::domain::category::{ApplicationHistory, CategoryId, Communications, Profile};
use crate::domain::id::{CandidateId, MessageFileId, ThreadId, VacancyId};
use crate::domain::locale::{InThreeLanguages, Locale};
use crate::domain::message::Finding;
use crate::domain::notice::Notice;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::time::Ts;
use crate::domain::vacancy::{VacancyName, VacancyState};
use crate::mail::recognise;
use crate::store::applications::{self, NewApplication};
use crate::store::documents::{self, NewDocument};
use crate::store::gate::{Ask, Opened};
use crate::store::messages::{self, ShownMessage};
use crate::store::permit::{Permit, Unsealed};
use crate::store::{Database, Store, StoreError, candidates, facts, notices, vacancies};
use crate::workflows::WorkflowError;

const WANTED: [Finding; 1] = [Finding::Application];
const SHOWN: [CategoryId; 3] = [CategoryId::Communications, CategoryId::Profile, CategoryId::ApplicationHistory];
const COLLECTED: [CategoryId; 2] = [CategoryId::Profile, CategoryId::ApplicationHistory];

/// What the form to make an application of a message begins with.
#[derive(Debug)]
pub struct Begun {
    /// Whose application it would be.
    pub candidate: CandidateId,
    /// What they are called; nothing if the profile does not open.
    pub person: Option<PersonName>,
    /// The message.
    pub message: ShownMessage,
    /// Its files that look like documents; none if it seems to speak of health.
    pub documents: Vec<MessageFileId>,
    /// Whether it seems to speak of health: its files are kept with no record then.
    pub speaks_of_health: bool,
    /// Whether nobody decided about the finding yet.
    pub is_open: bool,
    /// Whether it seems to be about somebody else than its sender.
    pub is_about_another: bool,
    /// Where the application seems to come from.
    pub source: Source,
    /// The vacancies of the office that take applications.
    pub vacancies: Vec<VacancyName>,
    /// The one of them that the message names.
    pub vacancy: Option<VacancyId>,
    /// The notice in force.
    pub notice: Option<Notice>,
    /// The applications that they have, newest first: to which vacancy, and where each stands.
    pub known: Vec<(InThreeLanguages, Stage)>,
}

/// Opens a message that seems to apply, for whoever makes an application of it.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none for the caller, or it applies for nothing; [`StoreError::Refused`] with the
/// reason.
pub fn begin(db: &mut Database, caller: &Caller, place: Place) -> Result<Begun, WorkflowError> {
    let ask = Ask::read(caller, Purpose::Recruitment);
    let (thread, mut opened) = open(db, &ask, place.0, &SHOWN)?;
    let permit = opened.permit::<Communications>(db)?;
    let found = Found::of(db, &permit, place, &WANTED)?;
    let (mut vacancies, notice) = db.read(|db| {
        let today = facts::office(db, &caller.office)?.today(caller.at);
        let notice = match notices::in_force(db, today) {
            Ok(notice) => Some(notice),
            Err(StoreError::NotFound) => None,
            Err(error) => return Err(error),
        };
        Ok((vacancies::names(db)?, notice))
    })?;
    let known = known(db, &mut opened, &vacancies)?;
    vacancies.retain(|vacancy| vacancy.state == VacancyState::Open && vacancy.office == caller.office);
    Ok(Begun {
        candidate: thread.candidate,
        person: person(db, &mut opened)?,
        documents: documents_of(&found.message),
        speaks_of_health: found.message.speaks_of_health(),
        is_open: found.is_open(),
        is_about_another: has(&found.message, &OF_OTHERS),
        source: source(&found.message),
        vacancy: vacancy_of(&vacancies, &found.message),
        message: found.message,
        vacancies,
        notice,
        known,
    })
}

/// The applications of the holding, as far as it has any.
fn known(
    db: &mut Database,
    opened: &mut Opened,
    vacancies: &[VacancyName],
) -> Result<Vec<(InThreeLanguages, Stage)>, StoreError> {
    if !opened.has_key(CategoryId::ApplicationHistory) {
        return Ok(Vec::new());
    }
    let permit = opened.permit::<ApplicationHistory>(db)?;
    let title = |id: VacancyId| {
        let named = vacancies.iter().find(|vacancy| vacancy.id == id);
        named.map(|vacancy| vacancy.title.clone()).unwrap_or_default()
    };
    let shown = applications::list(db, &permit)?;
    Ok(shown.into_iter().map(|it| (title(it.application.vacancy), it.application.stage)).collect())
}

fn has(message: &ShownMessage, wanted: &[Finding]) -> bool {
    message.findings.iter().any(|found| is_one_of(found, wanted))
}

fn source(message: &ShownMessage) -> Source {
    if has(message, &[Finding::Agent]) {
        Source::Agent
    } else if has(message, &[Finding::Service]) {
        Source::RecruitmentService
    } else {
        Source::Staff
    }
}

fn vacancy_of(vacancies: &[VacancyName], message: &ShownMessage) -> Option<VacancyId> {
    let text = message.body.value().map_or("", |body| body.text.as_str());
    recognise::vacancy_named(vacancies, message.head.value()?, text)
}

fn documents_of(message: &ShownMessage) -> Vec<MessageFileId> {
    if message.speaks_of_health() {
        return Vec::new();
    }
    let files = message.files.iter().filter(|file| {
        let name = file.name.value().map_or("", String::as_str);
        recognise::is_document(name, &file.content_type)
    });
    files.map(|file| file.id).collect()
}

/// What somebody says about an application that a message is.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// To which vacancy.
    pub vacancy: VacancyId,
    /// Where it comes from.
    pub source: Source,
    /// The notice that the person was given, in which language.
    pub notice: (&'a Notice, Locale),
    /// The files of the message that are kept with the record.
    pub files: &'a [MessageFileId],
    /// Whether nobody had decided about the finding when the form was shown.
    pub was_open: bool,
}

/// Makes an application of a message: with its files, of the person that it is filed with. The caller holds no
/// connection.
///
/// # Errors
/// [`StoreError::NotFound`] as [`begin`], or if a file is not the message's; [`StoreError::Refused`] with the reason;
/// [`StoreError::Taken`] with `application` if they have one to this vacancy that has not ended, with `vacancy` if that
/// takes none at this office; [`StoreError::Stale`] if somebody decided about the finding, or a fact changed meanwhile, or
/// files are wanted of a message that seems to speak of health.
pub fn make(store: &Store, caller: &Caller, place: Place, wanted: &Wanted<'_>) -> Result<HoldingRef, WorkflowError> {
    let mut db = store.database()?;
    let permits = Permits::open(&mut db, caller, place.0)?;
    let found = Found::of(&mut db, &permits.communications, place, &WANTED)?;
    require_vacancy(&mut db, caller, wanted.vacancy)?;
    // Before files are stored that no row would name.
    if db.read(|db| applications::is_open_to(db, &permits.history, wanted.vacancy))? {
        return Err(StoreError::Taken("application").into());
    }
    found.require_as_seen(wanted.was_open)?;
    if found.message.speaks_of_health() && !wanted.files.is_empty() {
        return Err(StoreError::Stale.into());
    }
    let today = db.read(|db| facts::office(db, &caller.office))?.today(caller.at);
    let files = contents(&mut db, &permits.communications, &found.message, wanted.files)?;
    drop(db);
    let files = put(store, &permits.profile, &files)?;
    let details = ApplicationDetails::default();
    let new = wanted.application(caller, found.message.at, &details);
    store.database()?.change(|tx| {
        if applications::is_open_to(tx, &permits.history, wanted.vacancy)? {
            return Err(StoreError::Taken("application"));
        }
        let (_, application) = applications::create(tx, &permits.history, &new)?;
        let mut entries = vec![application];
        for file in &files {
            entries.push(documents::create(tx, &permits.profile, file, caller.at)?);
        }
        entries.extend(found.take(tx, &permits.communications)?);
        // A later contact is a new fact, on which no permit from before is good any more.
        candidates::note_contact(tx, permits.profile.holding().id, today)?;
        Ok(((), entries))
    })?;
    Ok(permits.profile.holding().clone())
}

impl Wanted<'_> {
    /// What they wrote stays in the message; it came in when that did.
    fn application<'a>(&self, caller: &Caller, came_at: Ts, details: &'a ApplicationDetails) -> NewApplication<'a> {
        NewApplication {
            vacancy: self.vacancy,
            source: self.source,
            notice: Some((self.notice.0.id, self.notice.1)),
            details,
            received_at: came_at.min(caller.at),
            moves: &[],
            closed_on: None,
        }
    }
}

/// What an application is written with.
struct Permits {
    communications: Permit<Communications>,
    profile: Permit<Profile>,
    history: Permit<ApplicationHistory>,
}

impl Permits {
    fn open(db: &mut Database, caller: &Caller, thread: ThreadId) -> Result<Self, WorkflowError> {
        // What is added is collected, and used as well: a stop of use refuses it.
        let (_, collected) = open(db, &Ask::create(caller, Purpose::Recruitment), thread, &COLLECTED)?;
        if let Some(refusal) = COLLECTED.iter().find_map(|category| collected.refusal(*category)) {
            return Err(StoreError::Refused(Box::new(refusal.clone())).into());
        }
        let (_, mut opened) = open(db, &Ask::change(caller, Purpose::Recruitment), thread, &SHOWN)?;
        Ok(Self {
            communications: opened.permit::<Communications>(db)?,
            profile: opened.permit::<Profile>(db)?,
            history: opened.permit::<ApplicationHistory>(db)?,
        })
    }
}

/// Fails unless a vacancy takes applications at the caller's office.
fn require_vacancy(db: &mut Database, caller: &Caller, id: VacancyId) -> Result<(), StoreError> {
    match db.read(|db| vacancies::read(db, id)) {
        Ok(vacancy) if vacancy.office == caller.office && vacancy.state == VacancyState::Open => Ok(()),
        Ok(_) | Err(StoreError::NotFound) => Err(StoreError::Taken("vacancy")),
        Err(error) => Err(error),
    }
}

/// A file: its name and its bytes.
type NamedContent = (String, Zeroizing<Vec<u8>>);

/// Names and bytes of some files of a message.
fn contents(
    db: &mut Database,
    permit: &Permit<Communications>,
    message: &ShownMessage,
    wanted: &[MessageFileId],
) -> Result<Vec<NamedContent>, StoreError> {
    let is_of_message = |id: &MessageFileId| message.files.iter().any(|file| file.id == *id);
    if !wanted.iter().all(is_of_message) {
        return Err(StoreError::NotFound);
    }
    let mut contents = Vec::with_capacity(wanted.len());
    for id in wanted {
        let (shown, content) = messages::file(db, permit, *id)?;
        let name = match shown.name {
            Unsealed::Value(name) if !name.is_empty() => name,
            _ => "file".to_owned(),
        };
        contents.push((name, content));
    }
    Ok(contents)
}

/// Puts files into the file store; they are read later, as any other is.
fn put(
    store: &Store,
    permit: &Permit<Profile>,
    files: &[(String, Zeroizing<Vec<u8>>)],
) -> Result<Vec<NewDocument>, StoreError> {
    let put = |(name, content): &(String, Zeroizing<Vec<u8>>)| {
        documents::put(store, permit, name, sniff(content, name).kind, content)
    };
    files.iter().map(put).collect()
}
