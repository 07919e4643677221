//! Versions of the privacy notice, written, compared and published by privacy officers.
//!
//! Invariant: what is published is what its officer looked at: the draft, the rows behind it and the decision of that
//! moment; a version that is in force is never withdrawn.

use std::collections::HashMap;

use super::publish_notice::{Change, entry, look_at_duties};
use super::{WorkflowError, keep_country_information};
use crate::domain::country_information::CountryInformation;
use crate::domain::id::{NoticeDraftId, NoticeId, StaffId};
use crate::domain::notice::{Announcement, Notice, NoticeAnswer};
use crate::domain::notice_file::check_follows;
use crate::domain::office::{LegalForm, Office};
use crate::domain::staff::Caller;
use crate::domain::time::{Day, Ts};
use crate::law::revision;
use crate::store::database::Db;
use crate::store::joint_use::{self, JointUseNotice};
use crate::store::journal::Entry;
use crate::store::notice_drafts::{self, Content, Draft};
use crate::store::notices::{self, Published};
use crate::store::processors::{self, Contract};
use crate::store::{Database, StoreError, facts, notice_answers, offices, staff, terms_permit};

/// Everything about versions that an officer sees in a list.
#[derive(Debug)]
pub struct Versions {
    /// Every version, newest first.
    pub all: Vec<Published>,
    /// Which is in force today.
    pub in_force: Option<NoticeId>,
    /// How many holdings are judged by each; none if nobody asked for it.
    pub judged: Option<HashMap<NoticeId, i64>>,
    /// How many candidates said what to each.
    pub answers: HashMap<(NoticeId, NoticeAnswer), i64>,
    /// What is being written.
    pub drafts: Vec<Draft>,
    /// Who published and wrote.
    pub people: Vec<(StaffId, String)>,
    /// The date at the head office.
    pub today: Day,
}

/// The rows that a notice is composed from.
#[derive(Debug)]
pub struct Ground {
    /// Every office.
    pub offices: Vec<Office>,
    /// What is agreed with each processor whose contract is in force.
    pub contracts: Vec<Contract>,
    /// The notice of joint use that counts on the first day in force, if it is whole.
    pub joint: Option<JointUseNotice>,
    /// What is told about each country, as it is in force.
    pub told: Vec<CountryInformation>,
    /// The date at the head office.
    pub today: Day,
}

/// A draft with everything that it is looked at with.
#[derive(Debug)]
pub struct Opened {
    /// The draft.
    pub draft: Draft,
    /// The rows behind it.
    pub ground: Ground,
    /// The number that it will get.
    pub version: i32,
    /// Who changed it last.
    pub changed_by: String,
}

/// Why a draft was not published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unready {
    /// Its first day has passed, or lies before that of a published version.
    Day,
    /// It was not decided what is done about those who were shown an earlier version.
    Undecided,
    /// It was decided otherwise than proposed, and nobody wrote why.
    Reason,
}

/// Every version and every draft; how many holdings are judged by each version only where that is asked for, since every
/// application is looked at for it.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role keeps no terms.
pub fn list(db: &mut Database, caller: &Caller, counts_judged: bool) -> Result<Versions, WorkflowError> {
    terms_permit::open(db, caller)?;
    Ok(db.read(|db| {
        let (_, today) = head_office(db, caller.at)?;
        let (all, drafts) = (notices::ledger(db)?, notice_drafts::list(db)?);
        let published = all.iter().filter_map(|version| version.decided.by);
        let people: Vec<StaffId> = published.chain(drafts.iter().filter_map(|draft| draft.changed_by)).collect();
        Ok(Versions {
            in_force: in_force(db, today)?,
            judged: if counts_judged { Some(notices::judged(db)?) } else { None },
            answers: notice_answers::counts(db)?,
            people: staff::names(db, &people)?,
            all,
            drafts,
            today,
        })
    })?)
}

/// Begins a draft with what the version in force names; its words are written anew.
///
/// # Errors
/// As [`list`].
pub fn begin(db: &mut Database, caller: &Caller) -> Result<NoticeDraftId, WorkflowError> {
    terms_permit::open(db, caller)?;
    let id = NoticeDraftId::new();
    db.change(|tx| {
        let latest = notices::list(tx)?.into_iter().max_by_key(|notice| (notice.effective_on, notice.version));
        let countries = offices::list(tx)?.iter().map(|office| office.jurisdiction.country()).collect();
        let content = match latest {
            Some(notice) => Content {
                title: notice.title,
                purposes: notice.purposes,
                categories: notice.categories,
                countries: notice.countries,
                ..Content::default()
            },
            None => Content { countries, ..Content::default() },
        };
        Ok(((), vec![notice_drafts::begin(tx, caller, id, &content)?]))
    })?;
    Ok(id)
}

/// A draft with the rows behind it.
///
/// # Errors
/// As [`list`]; [`StoreError::NotFound`] if there is no such draft.
pub fn open(db: &mut Database, caller: &Caller, id: NoticeDraftId) -> Result<Opened, WorkflowError> {
    terms_permit::open(db, caller)?;
    Ok(db.read(|db| {
        let draft = notice_drafts::read(db, id)?;
        let (offices, today) = head_office(db, caller.at)?;
        let day = draft.content.effective_on.unwrap_or(today);
        let mut contracts = Vec::new();
        for office in &offices {
            let files = processors::files(db, &office.code, None)?;
            let working = files.into_iter().filter(|file| file.processor.ended_at.is_none());
            let in_force = |contract: &Contract| contract.from <= day && contract.until.is_none_or(|last| day <= last);
            contracts.extend(working.filter_map(|file| file.contract).filter(in_force));
        }
        let joint = joint_use::published(&joint_use::list(db)?, day).filter(|notice| notice.is_complete()).cloned();
        let told = keep_country_information::all_in_force(db)?;
        let writer: Vec<StaffId> = draft.changed_by.into_iter().collect();
        let changed_by = staff::names(db, &writer)?.pop().map(|(_, name)| name).unwrap_or_default();
        let version = notices::next_version(db)?;
        Ok(Opened { draft, ground: Ground { offices, contracts, joint, told, today }, version, changed_by })
    })?)
}

/// What a composed version changes.
///
/// # Errors
/// As [`list`].
pub fn compare(db: &mut Database, caller: &Caller, notice: &Notice) -> Result<Change, WorkflowError> {
    terms_permit::open(db, caller)?;
    Ok(db.read(|db| Change::load(db, notice))?)
}

/// Writes a draft anew.
///
/// # Errors
/// As [`open`]; [`StoreError::Stale`] if somebody else was first.
pub fn save(
    db: &mut Database,
    caller: &Caller,
    which: (NoticeDraftId, i64),
    content: &Content,
) -> Result<(), WorkflowError> {
    terms_permit::open(db, caller)?;
    Ok(db.change(|tx| Ok(((), vec![notice_drafts::write(tx, caller, which, content)?])))?)
}

/// Keeps what is to be done about those who were shown an earlier version.
///
/// # Errors
/// As [`save`].
pub fn decide(
    db: &mut Database,
    caller: &Caller,
    which: (NoticeDraftId, i64),
    decision: (Announcement, &str),
) -> Result<(), WorkflowError> {
    terms_permit::open(db, caller)?;
    Ok(db.change(|tx| Ok(((), vec![notice_drafts::decide(tx, caller, which, decision)?])))?)
}

/// Gives a draft up.
///
/// # Errors
/// As [`save`].
pub fn discard(db: &mut Database, caller: &Caller, which: (NoticeDraftId, i64)) -> Result<(), WorkflowError> {
    terms_permit::open(db, caller)?;
    Ok(db.change(|tx| Ok(((), vec![notice_drafts::remove(tx, caller, which)?])))?)
}

/// Publishes what a draft was composed to; the draft is gone then. The answer says what is still missing, if anything.
///
/// # Errors
/// As [`save`]; [`StoreError::Stale`] also if another version was published meanwhile.
pub fn publish(
    db: &mut Database,
    caller: &Caller,
    which: (NoticeDraftId, i64),
    notice: &Notice,
) -> Result<Result<(), Unready>, WorkflowError> {
    terms_permit::open(db, caller)?;
    let store = db.store().clone();
    let published = db.change(|tx| {
        let draft = notice_drafts::read(tx, which.0)?;
        let (_, today) = head_office(tx, caller.at)?;
        if notice.version != notices::next_version(tx)? {
            return Err(StoreError::Stale);
        }
        if notice.effective_on < today || check_follows(notice, &notices::list(tx)?).is_err() {
            return Ok((Err(Unready::Day), Vec::new()));
        }
        let change = Change::load(tx, notice)?;
        let proposed = revision::proposed(&change.findings(store.law()));
        let Some(announcement) = draft.announcement.or(change.earlier.is_none().then_some(Announcement::Publish))
        else {
            return Ok((Err(Unready::Undecided), Vec::new()));
        };
        if announcement != proposed && draft.reason.is_empty() {
            return Ok((Err(Unready::Reason), Vec::new()));
        }
        let decided = change.decided(store.law(), caller, Some((announcement, draft.reason)));
        // Whoever published at the same moment has the number: there is another version to look at.
        notices::publish_as(tx, notice, &decided, caller.at).map_err(|error| match error {
            StoreError::Taken(_) => StoreError::Stale,
            other => other,
        })?;
        let gone: Entry = notice_drafts::remove(tx, caller, which)?;
        Ok((Ok(()), vec![gone, entry(caller, notice, &decided)]))
    })?;
    if published.is_ok() {
        look_at_duties(db, caller.at);
    }
    Ok(published)
}

/// Withdraws a version before its day.
///
/// # Errors
/// As [`list`]; [`StoreError::NotFound`] if there is none of this number that has not come into force.
pub fn withdraw(db: &mut Database, caller: &Caller, version: i32) -> Result<(), WorkflowError> {
    terms_permit::open(db, caller)?;
    Ok(db.change(|tx| {
        let (_, today) = head_office(tx, caller.at)?;
        notices::withdraw(tx, version, today, caller.at)?;
        Ok(((), vec![Entry::by(caller, "change", format!("notice:{version} withdrawn"))]))
    })?)
}

/// What every version is called, and which is in force: for everybody.
///
/// # Errors
/// The database's.
pub fn published(db: &mut Database, at: Ts) -> Result<(Vec<Notice>, Option<NoticeId>), StoreError> {
    db.read(|db| {
        let (_, today) = head_office(db, at)?;
        Ok((notices::list(db)?, in_force(db, today)?))
    })
}

/// The offices and the date at the head office: a notice is the whole company's.
fn head_office(db: &mut Db, at: Ts) -> Result<(Vec<Office>, Day), StoreError> {
    let offices = offices::list(db)?;
    let head = offices.iter().find(|it| it.legal_form == LegalForm::HeadOffice).or(offices.first());
    let today = match head {
        Some(office) => facts::office(db, &office.code)?.today(at),
        None => at.day_in(&jiff::tz::TimeZone::UTC),
    };
    Ok((offices, today))
}

fn in_force(db: &mut Db, today: Day) -> Result<Option<NoticeId>, StoreError> {
    match notices::in_force(db, today) {
        Ok(notice) => Ok(Some(notice.id)),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
