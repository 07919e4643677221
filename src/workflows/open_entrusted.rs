//! What a processor's people see: the records that it was entrusted with, category by category.
//!
//! Invariant: each category is asked for with the purpose that it was entrusted for, and only what was entrusted is.

use std::collections::{BTreeMap, HashMap};

use super::WorkflowError;
use super::list_messages::{self, MessagePage};
use super::show_candidate::Shown;
use crate::domain::candidate::{HoldingRef, ProfileRecord};
use crate::domain::category::{ApplicationHistory, CategoryId, Communications, Other, Profile};
use crate::domain::id::{CandidateId, DocumentId, HoldingId, MessageId, ProcessorId};
use crate::domain::processor::MadeEntrustment;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::domain::vacancy::VacancyName;
use crate::law::access::Verb;
use crate::store::applications::{self, ShownApplication};
use crate::store::candidates;
use crate::store::documents::{self, ShownDocument};
use crate::store::gate::{self, Ask, Opened, Refusal};
use crate::store::notes::{self, ShownNote};
use crate::store::permit::Permit;
use crate::store::{Database, Store, StoreError, entrustments, vacancies};

/// People on a page.
const SIZE: usize = 50;

/// Somebody whose record a processor was entrusted with.
#[derive(Debug)]
pub struct EntrustedPerson {
    /// Who.
    pub holding: HoldingRef,
    /// What was entrusted, by category.
    pub entrusted: Vec<MadeEntrustment>,
    /// The profile, if it was entrusted and may be opened.
    pub profile: Shown<ProfileRecord>,
}

/// A page of them.
#[derive(Debug)]
pub struct EntrustedPeople {
    /// Each.
    pub people: Vec<EntrustedPerson>,
    /// After whom the next page begins, if there is one.
    pub next: Option<HoldingId>,
}

/// The people that the caller's processor is entrusted with now. Whoever is withheld for a reason of their own, such as a
/// stop of use, is not among them.
///
/// # Errors
/// [`StoreError::NotFound`] if the caller works for none; the store's.
pub fn list(db: &mut Database, caller: &Caller, after: Option<HoldingId>) -> Result<EntrustedPeople, WorkflowError> {
    let processor = processor_of(caller)?;
    let (ids, entrusted) = db.read(|db| {
        let mut ids = entrustments::holdings_of(db, processor, after, SIZE as i64 + 1)?;
        let has_more = ids.len() > SIZE;
        ids.truncate(SIZE);
        let entrusted = entrustments::of_processor(db, processor, &ids)?;
        Ok(((ids, has_more), entrusted))
    })?;
    let (ids, has_more) = ids;
    let open: Vec<MadeEntrustment> = entrusted.into_iter().filter(|made| made.ended_at.is_none()).collect();
    // Those that are asked for alike are asked for together.
    let mut alike: BTreeMap<(Purpose, CategoryId), Vec<HoldingId>> = BTreeMap::new();
    for id in &ids {
        let mut of_it = open.iter().filter(|made| made.holding == *id);
        let first = of_it.clone().find(|made| made.category == CategoryId::Profile).or_else(|| of_it.next());
        if let Some(made) = first {
            alike.entry((made.entrustment.purpose, made.category)).or_default().push(*id);
        }
    }
    let mut people = Vec::with_capacity(ids.len());
    for ((purpose, category), holdings) in alike {
        let ask = Ask { verb: Verb::List, ..Ask::read(caller, purpose) };
        let mut opened = gate::open_many(db, &ask, &holdings, &[category])?;
        opened.retain(|opened| opened.refusal(category).is_none_or(|refusal| refusal.of_processor));
        let mut profiles = profiles(db, &mut opened, category)?;
        people.extend(opened.iter().map(|opened| {
            let holding = opened.holding().clone();
            let entrusted = open.iter().filter(|made| made.holding == holding.id).cloned().collect();
            let profile = match opened.refusal(category) {
                Some(refusal) => Shown::Withheld(Box::new(refusal.clone())),
                None => profiles.remove(&holding.id).unwrap_or(Shown::Nothing),
            };
            EntrustedPerson { profile, entrusted, holding }
        }));
    }
    people.sort_by_key(|person| person.holding.id);
    let next = if has_more { ids.last().copied() } else { None };
    Ok(EntrustedPeople { people, next })
}

/// The profiles of some records, read together.
fn profiles(
    db: &mut Database,
    opened: &mut [Opened],
    category: CategoryId,
) -> Result<HashMap<HoldingId, Shown<ProfileRecord>>, StoreError> {
    if category != CategoryId::Profile {
        return Ok(HashMap::new());
    }
    let mut permits = Vec::with_capacity(opened.len());
    let mut shown = HashMap::new();
    for opened in opened.iter_mut().filter(|opened| opened.refusal(category).is_none()) {
        match opened.permit::<Profile>(db) {
            Ok(permit) => permits.push(permit),
            Err(error) => drop(shown.insert(opened.holding().id, Shown::of(Err(error))?)),
        }
    }
    for (id, read) in candidates::read_all(db, &permits)? {
        shown.insert(id, Shown::of(read.map(|stored| stored.record))?);
    }
    Ok(shown)
}

fn processor_of(caller: &Caller) -> Result<ProcessorId, StoreError> {
    caller.processor.ok_or(StoreError::NotFound)
}

/// What a processor sees of a profile.
#[derive(Debug)]
pub struct EntrustedProfile {
    /// What it says.
    pub record: ProfileRecord,
    /// Its documents.
    pub documents: Vec<ShownDocument>,
}

/// A record as far as a processor was entrusted with it.
#[derive(Debug)]
pub struct EntrustedFile {
    /// Whose.
    pub holding: HoldingRef,
    /// What it was entrusted with, also what has ended.
    pub entrusted: Vec<MadeEntrustment>,
    /// The profile; none unless it was entrusted.
    pub profile: Option<Shown<EntrustedProfile>>,
    /// Applications; none unless they were entrusted.
    pub applications: Option<Shown<Vec<ShownApplication>>>,
    /// Notes for all colleagues; none unless they were entrusted.
    pub notes: Option<Shown<Vec<ShownNote>>>,
    /// A page of the messages; none unless they were entrusted.
    pub messages: Option<Shown<MessagePage>>,
    /// Why other categories cannot be opened.
    pub refusals: Vec<Refusal>,
    /// What the applications are for.
    pub vacancies: Vec<VacancyName>,
}

impl EntrustedFile {
    /// Why parts of it cannot be opened.
    pub fn withheld(&self) -> impl Iterator<Item = &Refusal> {
        let profile = self.profile.as_ref().and_then(Shown::refusal);
        let applications = self.applications.as_ref().and_then(Shown::refusal);
        let notes = self.notes.as_ref().and_then(Shown::refusal);
        let messages = self.messages.as_ref().and_then(Shown::refusal);
        [profile, applications, notes, messages].into_iter().flatten().chain(&self.refusals)
    }
}

/// Opens a record that the caller's processor was entrusted with; of the messages those before one of them, else the
/// newest.
///
/// # Errors
/// [`StoreError::NotFound`] if it was not; the attempt is journalled.
pub fn show(
    db: &mut Database,
    caller: &Caller,
    candidate: CandidateId,
    before: Option<MessageId>,
) -> Result<EntrustedFile, WorkflowError> {
    let (holding, entrusted) = entrusted_with(db, caller, candidate)?;
    let mut file = EntrustedFile {
        holding: holding.clone(),
        profile: None,
        applications: None,
        notes: None,
        messages: None,
        refusals: Vec::new(),
        vacancies: db.read(vacancies::names)?,
        entrusted,
    };
    for (purpose, categories) in purposes(&file.entrusted) {
        let mut opened = gate::open_all(db, &Ask::read(caller, purpose), holding.id, &categories)?;
        for category in categories {
            match category {
                CategoryId::Profile => {
                    let profile = opened.permit::<Profile>(db).and_then(|permit| profile_of(db, &permit));
                    file.profile = Some(Shown::of(profile)?);
                }
                CategoryId::ApplicationHistory => {
                    let permit = opened.permit::<ApplicationHistory>(db);
                    let found = permit.and_then(|permit| applications::list(db, &permit));
                    file.applications = Some(Shown::of(found)?);
                }
                CategoryId::Other => {
                    let found = opened.permit::<Other>(db).and_then(|permit| notes::list(db, &permit));
                    file.notes = Some(Shown::of(found)?);
                }
                CategoryId::Communications => {
                    let permit = opened.permit::<Communications>(db);
                    let found = permit.and_then(|permit| list_messages::page(db, &permit, before));
                    file.messages = Some(Shown::of(found)?);
                }
                // Nothing of these is kept where a page could show it.
                CategoryId::SelectionResult | CategoryId::Health => {
                    file.refusals.extend(opened.refusal(category).cloned());
                }
            }
        }
    }
    // Of what is a person's own matter, such as a stop of use, a processor is not told.
    if file.withheld().any(|refusal| !refusal.of_processor) {
        return Err(gate::unknown(db, &Ask::read(caller, Purpose::Recruitment), &candidate.to_string()).into());
    }
    Ok(file)
}

fn profile_of(db: &mut Database, permit: &Permit<Profile>) -> Result<EntrustedProfile, StoreError> {
    let record = candidates::read(db, permit)?.record;
    Ok(EntrustedProfile { record, documents: documents::list_with_texts(db, permit)? })
}

/// The holding that the caller's office has of a candidate, with what its processor was entrusted with of it.
fn entrusted_with(
    db: &mut Database,
    caller: &Caller,
    candidate: CandidateId,
) -> Result<(HoldingRef, Vec<MadeEntrustment>), StoreError> {
    let processor = processor_of(caller)?;
    let ask = Ask::read(caller, Purpose::Recruitment);
    let found = gate::holdings_of(db, &ask, candidate)?;
    let own = found.into_iter().find(|holding| holding.office == caller.office);
    let Some(holding) = own else { return Err(gate::unknown(db, &ask, &candidate.to_string())) };
    let entrusted = db.read(|db| entrustments::of_processor(db, processor, &[holding.id]))?;
    if entrusted.is_empty() {
        return Err(gate::unknown(db, &ask, &candidate.to_string()));
    }
    Ok((holding, entrusted))
}

/// Each category with the purpose of its latest entrustment, one in force before all others.
pub(super) fn purposes(entrusted: &[MadeEntrustment]) -> BTreeMap<Purpose, Vec<CategoryId>> {
    let mut purposes: BTreeMap<Purpose, Vec<CategoryId>> = BTreeMap::new();
    for category in CategoryId::ALL {
        let of_it = entrusted.iter().filter(|made| made.category == *category);
        if let Some(made) = of_it.max_by_key(|made| (made.ended_at.is_none(), made.id)) {
            purposes.entry(made.entrustment.purpose).or_default().push(*category);
        }
    }
    purposes
}

/// The original of a document. The caller holds no connection.
///
/// # Errors
/// [`StoreError::Refused`] with the reason; [`StoreError::NotFound`] if it was not entrusted.
pub fn original(
    store: &Store,
    caller: &Caller,
    candidate: CandidateId,
    document: DocumentId,
) -> Result<(ShownDocument, zeroize::Zeroizing<Vec<u8>>), WorkflowError> {
    let permit = profile_permit(store, caller, candidate)?;
    Ok(documents::with_original(store, &permit, document)?)
}

/// A page image of a document. The caller holds no connection.
///
/// # Errors
/// As [`original`].
pub fn page_image(
    store: &Store,
    caller: &Caller,
    candidate: CandidateId,
    document: DocumentId,
    number: usize,
) -> Result<zeroize::Zeroizing<Vec<u8>>, WorkflowError> {
    let permit = profile_permit(store, caller, candidate)?;
    Ok(documents::page(store, &permit, document, number)?)
}

fn profile_permit(store: &Store, caller: &Caller, candidate: CandidateId) -> Result<Permit<Profile>, WorkflowError> {
    let mut db = store.database()?;
    let (holding, entrusted) = entrusted_with(&mut db, caller, candidate)?;
    let purposes = purposes(&entrusted);
    let of_profile = purposes.iter().find(|(_, categories)| categories.contains(&CategoryId::Profile));
    let purpose = of_profile.map(|(purpose, _)| *purpose).ok_or(StoreError::NotFound)?;
    Ok(gate::open::<Profile>(&mut db, &Ask::read(caller, purpose), holding.id)?)
}
