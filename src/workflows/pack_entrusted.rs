//! What a processor was entrusted with, record by record, for a package that it is handed.
//!
//! Invariant: each record is decided anew and journalled before it is handed over; what is withheld is named.

use super::open_entrusted::purposes;
use super::{WorkflowError, export_records};
use crate::domain::candidate::{HoldingRef, ProfileRecord};
use crate::domain::category::{ApplicationHistory, CategoryId, Other, Profile};
use crate::domain::document::DocumentKind;
use crate::domain::id::HoldingId;
use crate::domain::processor::MadeEntrustment;
use crate::domain::staff::Caller;
use crate::domain::time::Ts;
use crate::law::access::Verb;
use crate::store::applications::{self, ShownApplication};
use crate::store::gate::{self, Ask, Opened};
use crate::store::journal::Entry;
use crate::store::notes::{self, ShownNote};
use crate::store::permit::{Permit, Unsealed};
use crate::store::{Database, Store, StoreError, candidates, documents, entrustments, processors, terms_permit};
use zeroize::Zeroizing;

/// Records of one step, after which is asked whether whoever began it may go on.
const STEP: i64 = 5;

/// A file of a record.
#[derive(Debug)]
pub struct PackedDocument {
    /// Its name as it was sent; empty if its seal does not open.
    pub name: String,
    /// What it really is.
    pub kind: Option<DocumentKind>,
    /// Its bytes.
    pub content: Zeroizing<Vec<u8>>,
}

/// A record as far as a processor was entrusted with it.
#[derive(Debug)]
pub struct PackedRecord {
    /// Whose.
    pub holding: HoldingRef,
    /// What it was entrusted with.
    pub entrusted: Vec<MadeEntrustment>,
    /// The profile.
    pub profile: Option<ProfileRecord>,
    /// Its documents.
    pub documents: Vec<PackedDocument>,
    /// Applications.
    pub applications: Vec<ShownApplication>,
    /// Notes for all colleagues.
    pub notes: Vec<ShownNote>,
    /// What is withheld, with the rule that says so.
    pub withheld: Vec<(CategoryId, String)>,
}

/// Begins a package for the processor that the caller asks for, on record with the public key that it is locked with, or
/// the word for a passphrase; nothing is packed for one that has nothing.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role keeps no terms; [`StoreError::NotFound`] if the office works with no such
/// processor; [`StoreError::Taken`] if it is entrusted with nothing.
pub fn begin(db: &mut Database, caller: &Caller, lock: &str) -> Result<(), WorkflowError> {
    terms_permit::open(db, caller)?;
    let id = caller.processor.ok_or(StoreError::NotFound)?;
    let (file, first) =
        db.read(|db| Ok((processors::file(db, &caller.office, id)?, entrustments::holdings_of(db, id, None, 1)?)))?;
    if file.processor.ended_at.is_some() {
        return Err(StoreError::NotFound.into());
    }
    if first.is_empty() {
        return Err(StoreError::Taken("package").into());
    }
    let entry = Entry::by(caller, Verb::HandOver.as_str(), format!("package:{id} {lock}"));
    db.change(|_| Ok(((), vec![entry])))?;
    tracing::warn!(processor = %id, "records leave in a package");
    Ok(())
}

/// Reads the records step by step; `take` is given each and says whether to go on.
///
/// # Errors
/// [`StoreError::NotFound`] if the caller's account was closed or changed meanwhile, or the session ended; the store's.
pub fn each(
    store: &Store,
    caller: &Caller,
    session: Option<[u8; 32]>,
    now: &dyn Fn() -> Ts,
    mut take: impl FnMut(PackedRecord) -> bool,
) -> Result<(), WorkflowError> {
    let processor = caller.processor.ok_or(StoreError::NotFound)?;
    let mut after: Option<HoldingId> = None;
    loop {
        let mut db = store.database()?;
        let caller = export_records::still(&mut db, &Caller { at: now(), ..caller.clone() }, session.as_ref())?;
        let ids = db.read(|db| entrustments::holdings_of(db, processor, after, STEP))?;
        let entrusted = db.read(|db| entrustments::of_processor(db, processor, &ids))?;
        drop(db);
        let Some(last) = ids.last() else { return Ok(()) };
        after = Some(*last);
        for id in ids {
            let of_it = entrusted.iter().filter(|made| made.holding == id && made.ended_at.is_none());
            let packed = pack(store, &caller, id, of_it.cloned().collect())?;
            if let Some(packed) = packed
                && !take(packed)
            {
                return Ok(());
            }
        }
    }
}

/// One record; nothing if it is gone.
fn pack(
    store: &Store,
    caller: &Caller,
    id: HoldingId,
    entrusted: Vec<MadeEntrustment>,
) -> Result<Option<PackedRecord>, WorkflowError> {
    let mut packed: Option<PackedRecord> = None;
    for (purpose, categories) in purposes(&entrusted) {
        let mut db = store.database()?;
        let ask = Ask { verb: Verb::HandOver, ..Ask::read(caller, purpose) };
        let mut opened = match gate::open_all(&mut db, &ask, id, &categories) {
            Ok(opened) => opened,
            Err(StoreError::NotFound) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        // Of what is a person's own matter, such as a stop of use, a processor is not told.
        let mut refusals = categories.iter().filter_map(|category| opened.refusal(*category));
        if refusals.any(|refusal| !refusal.of_processor) {
            return Ok(None);
        }
        let packed = packed.get_or_insert_with(|| PackedRecord {
            holding: opened.holding().clone(),
            entrusted: entrusted.clone(),
            profile: None,
            documents: Vec::new(),
            applications: Vec::new(),
            notes: Vec::new(),
            withheld: Vec::new(),
        });
        let profile = add(&mut db, &mut opened, &categories, packed)?;
        drop(db);
        if let Some(permit) = profile {
            packed.documents = files(store, &permit)?;
        }
    }
    Ok(packed)
}

/// Adds what one purpose opens; the permit of the profile is for its files.
fn add(
    db: &mut Database,
    opened: &mut Opened,
    categories: &[CategoryId],
    packed: &mut PackedRecord,
) -> Result<Option<Permit<Profile>>, StoreError> {
    let mut profile = None;
    for category in categories {
        let added = match category {
            CategoryId::Profile => opened.permit::<Profile>(db).and_then(|permit| {
                packed.profile = Some(candidates::read(db, &permit)?.record);
                profile = Some(permit);
                Ok(())
            }),
            CategoryId::ApplicationHistory => opened.permit::<ApplicationHistory>(db).and_then(|permit| {
                packed.applications = applications::list(db, &permit)?;
                Ok(())
            }),
            CategoryId::Other => opened.permit::<Other>(db).and_then(|permit| {
                packed.notes = notes::list(db, &permit)?;
                Ok(())
            }),
            // Nothing of these is kept where it could be packed.
            CategoryId::Communications | CategoryId::SelectionResult | CategoryId::Health => {
                packed.withheld.extend(opened.refusal(*category).map(|it| (*category, it.rule.clone())));
                Ok(())
            }
        };
        match added {
            Ok(()) | Err(StoreError::NotFound) => {}
            Err(StoreError::Refused(refusal)) => packed.withheld.push((*category, refusal.rule.clone())),
            Err(StoreError::Unopened(table)) => packed.withheld.push((*category, format!("unopened {table}"))),
            Err(error) => return Err(error),
        }
    }
    Ok(profile)
}

fn files(store: &Store, permit: &Permit<Profile>) -> Result<Vec<PackedDocument>, WorkflowError> {
    let shown = documents::list(&mut store.database()?, permit)?;
    let mut files = Vec::with_capacity(shown.len());
    for shown in shown {
        let name = match shown.name {
            Unsealed::Value(name) => name,
            Unsealed::Damaged => String::new(),
        };
        match documents::original(store, permit, shown.document.id) {
            Ok(content) => files.push(PackedDocument { name, kind: shown.document.kind, content }),
            // The journal says that it does not open.
            Err(StoreError::Unopened(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(files)
}
