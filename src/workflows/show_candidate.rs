//! Everything about one person that the caller may see, and what is withheld and why.

use super::list_messages::OwnPage;
use super::{WorkflowError, find_holding, purpose_of, show_interviews};
use crate::domain::candidate::HoldingRef;
use crate::domain::category::{ApplicationHistory, CategoryId, Other, Profile, SelectionResult};
use crate::domain::consent::{Consent, ConsentRequest};
use crate::domain::id::{ApplicationId, CandidateId, DocumentId, StaffId};
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Actor, Caller};
use crate::domain::tag::Tag;
use crate::store::applications::{self, ShownApplication};
use crate::store::candidates::{self, StoredProfile};
use crate::store::documents::{self, ShownDocument};
use crate::store::gate::{self, Ask, Opened, Refusal};
use crate::store::interviews::ShownInterview;
use crate::store::journal::Use;
use crate::store::notes::{self, ShownNote};
use crate::store::notice_answers::Later;
use crate::store::permit::{Permit, Unsealed};
use crate::store::proposals::{self, ShownProposal};
use crate::store::receipt_records::{self, ShownReceipt};
use crate::store::selection_results::{self, ShownResult};
use crate::store::tasks::{self, ShownTask};
use crate::store::{
    Database, Store, StoreError, consent_requests, consents, grants, health, judge, notice_answers, owners, tags, uses,
};

/// Journal entries about a person that the page for staff reads; several make one line.
const USES: i64 = 48;

/// A part of the page: there, withheld, damaged, or nothing of it held.
#[derive(Debug)]
pub enum Shown<T> {
    /// It may be seen.
    Value(T),
    /// It may not, and why.
    Withheld(Box<Refusal>),
    /// Its seal does not open.
    Damaged,
    /// Nothing of it is held.
    Nothing,
}

impl<T> Shown<T> {
    pub(super) fn of(result: Result<T, StoreError>) -> Result<Self, StoreError> {
        match result {
            Ok(value) => Ok(Self::Value(value)),
            Err(StoreError::Refused(refusal)) => Ok(Self::Withheld(refusal)),
            Err(StoreError::Unopened(_)) => Ok(Self::Damaged),
            Err(StoreError::NotFound) => Ok(Self::Nothing),
            Err(error) => Err(error),
        }
    }

    /// The value, if it may be seen.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// Why it may not be seen.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Withheld(refusal) => Some(refusal),
            _ => None,
        }
    }
}

/// What hangs on the profile.
#[derive(Debug)]
pub struct ProfileFile {
    /// The profile.
    pub profile: StoredProfile,
    /// Documents, those of proposals too.
    pub documents: Vec<ShownDocument>,
    /// Open proposals.
    pub proposals: Vec<ShownProposal>,
    /// Consents.
    pub consents: Vec<Consent>,
    /// Questions for a consent, newest first; none for another office.
    pub consent_requests: Vec<ConsentRequest>,
    /// Versions of the notice after the one that was shown, newest first; for the candidate alone.
    pub later_notices: Vec<Later>,
    /// Who gave us what is in it, newest first; none for another office, nor for the candidate.
    pub receipts: Vec<ShownReceipt>,
    /// Who used what is in the holding, as far as the caller may know of it; newest first.
    pub uses: Vec<Use>,
}

/// What one office collected about the person.
#[derive(Debug)]
pub struct HoldingFile {
    /// The holding.
    pub holding: HoldingRef,
    /// Profile and what hangs on it.
    pub profile: Shown<ProfileFile>,
    /// Applications.
    pub applications: Shown<Vec<ShownApplication>>,
    /// Who is to look at which of them.
    pub assigned: Vec<(ApplicationId, StaffId)>,
    /// Selection results.
    pub results: Shown<Vec<ShownResult>>,
    /// Notes.
    pub notes: Shown<Vec<ShownNote>>,
    /// Tasks; none where notes are withheld.
    pub tasks: Vec<ShownTask>,
    /// Interviews, the latest first; none for another office, for the candidate, or where messages are withheld.
    pub interviews: Vec<ShownInterview>,
    /// Tags; none where notes are withheld.
    pub tags: Unsealed<Vec<Tag>>,
    /// Who looks after the record, if the caller's office collected it.
    pub owner: Option<StaffId>,
    /// Whether there are health records, for those whose role may open them; they are opened apart.
    pub has_health: bool,
    /// A page of the messages, for the candidate alone; staff read them in their threads.
    pub messages: Shown<OwnPage>,
}

/// A candidate's page.
#[derive(Debug)]
pub struct CandidateFile {
    /// Who.
    pub candidate: CandidateId,
    /// What each office collected, as far as the caller's office may know of it.
    pub holdings: Vec<HoldingFile>,
}

const CATEGORIES: [CategoryId; 4] =
    [CategoryId::Profile, CategoryId::ApplicationHistory, CategoryId::SelectionResult, CategoryId::Other];

/// Opens a candidate for the caller's office.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none for the caller.
pub fn show(db: &mut Database, caller: &Caller, candidate: CandidateId) -> Result<CandidateFile, WorkflowError> {
    let ask = Ask::read(caller, purpose_of(caller));
    let mut holdings = Vec::new();
    for holding in gate::holdings_of(db, &ask, candidate)? {
        let opened = gate::open_all(db, &ask, holding.id, &CATEGORIES)?;
        if !opened.is_hidden() {
            let shown = db.together(|db| file(db, caller, opened, true, USES))?;
            let interviews = show_interviews::of_record(db, caller, &shown.holding)?;
            holdings.push(HoldingFile { interviews, ..shown });
        }
    }
    if holdings.is_empty() { Err(StoreError::NotFound.into()) } else { Ok(CandidateFile { candidate, holdings }) }
}

/// The purposes for which a role may open health records.
const HEALTH: [Purpose; 4] = [Purpose::Visa, Purpose::EmploymentContract, Purpose::Onboarding, Purpose::Recruitment];

/// That somebody has health records says something about them: only a role that may open them learns it, and
/// another office with the grant alone.
fn may_know_of_health(db: &mut Database, holding: &HoldingRef, caller: &Caller) -> Result<bool, StoreError> {
    if !judge::could_open(db, caller, holding, CategoryId::Health, &HEALTH) {
        return Ok(false);
    }
    if holding.office == caller.office {
        return Ok(true);
    }
    let given = db.read(|db| grants::live(db, holding.id, &caller.office))?;
    Ok(given.iter().any(|(category, _)| *category == CategoryId::Health))
}

/// Texts of documents are opened only for a page that shows them.
pub(super) fn file(
    db: &mut Database,
    caller: &Caller,
    mut opened: Opened,
    texts: bool,
    uses: i64,
) -> Result<HoldingFile, StoreError> {
    let holding = opened.holding().clone();
    let mut allowed = opened.allowed();
    // A record whose profile is withheld has no button that opens health either.
    let has_health = allowed.contains(&CategoryId::Profile)
        && may_know_of_health(db, &holding, caller)?
        && health::exist(db, holding.id)?;
    if has_health {
        allowed.push(CategoryId::Health);
    }
    // Who wrote to somebody, and who read it, is told to those of the office whose role reads messages.
    let reads = judge::could_open(db, caller, &holding, CategoryId::Communications, &[purpose_of(caller)]);
    if reads && holding.office == caller.office {
        allowed.push(CategoryId::Communications);
    }
    let history = opened.permit::<ApplicationHistory>(db);
    let assigned = history.as_ref().map_or(Ok(Vec::new()), |permit| applications::assigned(db, permit))?;
    let other = opened.permit::<Other>(db);
    let (tags, tasks) = match &other {
        Ok(permit) => (tags::list(db, permit)?, tasks::list(db, permit)?),
        Err(_) => (Unsealed::Value(Vec::new()), Vec::new()),
    };
    let owner = if holding.office == caller.office && allowed.contains(&CategoryId::Profile) {
        db.read(|db| owners::of(db, &[holding.id]))?.remove(&holding.id)
    } else {
        None
    };
    Ok(HoldingFile {
        assigned,
        profile: Shown::of(profile_file(db, &mut opened, &allowed, texts, uses))?,
        applications: Shown::of(history.and_then(|permit| applications::list(db, &permit)))?,
        results: Shown::of(
            opened.permit::<SelectionResult>(db).and_then(|permit| selection_results::list(db, &permit)),
        )?,
        notes: Shown::of(other.and_then(|permit| notes::list(db, &permit)))?,
        tasks,
        interviews: Vec::new(),
        tags,
        owner,
        has_health,
        messages: Shown::Nothing,
        holding,
    })
}

fn profile_file(
    db: &mut Database,
    opened: &mut Opened,
    allowed: &[CategoryId],
    texts: bool,
    uses: i64,
) -> Result<ProfileFile, StoreError> {
    let permit = opened.permit::<Profile>(db)?;
    let (consents, consent_requests) =
        db.read(|db| Ok((consents::list(db, &permit)?, consent_requests::list(db, &permit)?)))?;
    Ok(ProfileFile {
        profile: candidates::read(db, &permit)?,
        documents: if texts { documents::list_with_texts(db, &permit)? } else { documents::list(db, &permit)? },
        proposals: proposals::list(db, &permit)?,
        later_notices: match permit.caller().actor {
            Actor::Candidate(_) => db.read(|db| notice_answers::list(db, &permit))?,
            _ => Vec::new(),
        },
        consents,
        consent_requests,
        // The person's own page names none, so that none is opened for it.
        receipts: match permit.caller().actor {
            Actor::Candidate(_) => Vec::new(),
            _ => receipt_records::list(db, &permit)?,
        },
        uses: uses::list(db, &permit, allowed, uses)?,
    })
}

/// The original of a document, for the caller's office. The caller holds no connection.
///
/// # Errors
/// [`StoreError::Refused`] with the reason; [`StoreError::NotFound`] if it is not this candidate's.
pub fn original(
    store: &Store,
    caller: &Caller,
    candidate: CandidateId,
    document: DocumentId,
) -> Result<(ShownDocument, zeroize::Zeroizing<Vec<u8>>), WorkflowError> {
    let permit = document_permit(store, caller, candidate, document)?;
    Ok(documents::with_original(store, &permit, document)?)
}

/// A page image of a document, for the caller's office. The caller holds no connection.
///
/// # Errors
/// [`StoreError::Refused`] with the reason; [`StoreError::NotFound`] if there is no such page.
pub fn page_image(
    store: &Store,
    caller: &Caller,
    candidate: CandidateId,
    document: DocumentId,
    number: usize,
) -> Result<zeroize::Zeroizing<Vec<u8>>, WorkflowError> {
    let permit = document_permit(store, caller, candidate, document)?;
    Ok(documents::page(store, &permit, document, number)?)
}

fn document_permit(
    store: &Store,
    caller: &Caller,
    candidate: CandidateId,
    document: DocumentId,
) -> Result<Permit<Profile>, WorkflowError> {
    let mut db = store.database()?;
    let ask = Ask::read(caller, purpose_of(caller));
    let owner = find_holding::of_document(&mut db, &ask, candidate, document)?;
    Ok(gate::open::<Profile>(&mut db, &ask, owner)?)
}
