//! What a processor was entrusted with, record by record, for a package that it is handed.
//!
//! Invariant: each record is decided anew and journalled before it is handed over; what is withheld is named.

use super::open_entrusted::purposes;
use super::pack_record::PackedRecord;
use super::{WorkflowError, export_records};
use crate::domain::id::{EntrustmentId, HoldingId, ProcessorId};
use crate::domain::processor::MadeEntrustment;
use crate::domain::staff::Caller;
use crate::domain::time::Ts;
use crate::law::access::Verb;
use crate::store::database::Db;
use crate::store::gate::{self, Ask, Reason};
use crate::store::journal::Entry;
use crate::store::letters::{self, DueLetter};
use crate::store::mailed_packages::PackedHolding;
use crate::store::transfers::UNTIL;
use crate::store::{Database, Store, StoreError, entrustments, processors, terms_permit};

/// Records of one step, after which is asked whether whoever began it may go on.
const STEP: i64 = 5;

/// A record as far as a processor was entrusted with it.
#[derive(Debug)]
pub struct EntrustedRecord {
    /// What is handed over.
    pub record: PackedRecord,
    /// What it was entrusted with.
    pub entrusted: Vec<MadeEntrustment>,
    /// The count of changes of the record when it was first asked about.
    pub revision: i64,
}

impl EntrustedRecord {
    /// What it was decided on.
    pub fn decided(&self) -> PackedHolding {
        let in_force = self.entrusted.iter().filter(|made| made.ended_at.is_none());
        let entrusted: Vec<EntrustmentId> = in_force.map(|made| made.id).collect();
        PackedHolding { id: self.record.holding.id, revision: self.revision, entrusted }
    }
}

/// As long as what a package is put together.
#[derive(Debug, Clone, Copy)]
pub enum While<'a> {
    /// The session of whoever began it is open.
    Session([u8; 32]),
    /// This instance has the letter that it goes out with.
    Letter(&'a DueLetter),
}

/// Which entrustments go into a package.
#[derive(Debug, Clone, Copy)]
pub enum Of {
    /// All of now.
    Now,
    /// All of an earlier moment, also those that a rule has ended since: it is said against the package.
    At(Ts),
}

impl Of {
    fn covers(self, made: &MadeEntrustment) -> bool {
        match self {
            Self::Now => made.ended_at.is_none(),
            Self::At(at) => {
                let by_rule = made.end_rule.as_ref().is_some_and(|rule| rule != UNTIL);
                made.made_at <= at && made.ended_at.is_none_or(|ended| ended >= at && by_rule)
            }
        }
    }

    /// The next holdings, in order.
    fn holdings(
        self,
        db: &mut Db,
        processor: ProcessorId,
        after: Option<HoldingId>,
        limit: i64,
    ) -> Result<Vec<HoldingId>, StoreError> {
        match self {
            Self::Now => entrustments::holdings_of(db, processor, after, limit),
            Self::At(at) => entrustments::holdings_at(db, (processor, at), after, limit),
        }
    }
}

/// What stands against a package, before anything of it is handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nothing; so many records go into it.
    Clear(usize),
    /// A rule about the processor.
    Stopped(String),
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
/// [`StoreError::NotFound`] if the caller's account was closed or changed meanwhile, or the session ended;
/// [`StoreError::Stale`] if another instance has the letter; the store's.
pub fn each(
    store: &Store,
    caller: &Caller,
    going: While<'_>,
    of: Of,
    now: &dyn Fn() -> Ts,
    mut take: impl FnMut(EntrustedRecord) -> bool,
) -> Result<(), WorkflowError> {
    each_holding(store, caller, going, of, now, |caller, id, entrusted| {
        let packed = pack(store, caller, id, &entrusted)?;
        Ok(packed.is_none_or(|(record, revision)| take(EntrustedRecord { record, entrusted, revision })))
    })
}

/// Asks about every record of a package without handing anything over; the journal calls it a trial. The first rule that
/// is about the processor stands against the whole package.
///
/// # Errors
/// As [`each`].
pub fn standing(
    store: &Store,
    caller: &Caller,
    going: While<'_>,
    of: Of,
    now: &dyn Fn() -> Ts,
) -> Result<Standing, WorkflowError> {
    let (mut records, mut stopped) = (0, None);
    each_holding(store, caller, going, of, now, |caller, id, entrusted| {
        match try_one(&mut store.database()?, caller, id, &entrusted)? {
            Some(Standing::Clear(count)) => records += count,
            Some(Standing::Stopped(rule)) => stopped = Some(rule),
            None => {}
        }
        Ok(stopped.is_none())
    })?;
    Ok(stopped.map_or(Standing::Clear(records), Standing::Stopped))
}

/// One record; nothing if it is left out.
fn try_one(
    db: &mut Database,
    caller: &Caller,
    id: HoldingId,
    entrusted: &[MadeEntrustment],
) -> Result<Option<Standing>, WorkflowError> {
    let mut stopped = None;
    for (purpose, categories) in purposes(entrusted) {
        let ask = Ask { verb: Verb::HandOver, reason: Some(Reason::Trial), ..Ask::read(caller, purpose) };
        let opened = match gate::open_all(db, &ask, id, &categories) {
            Ok(opened) => opened,
            Err(StoreError::NotFound) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let refusals: Vec<_> = categories.iter().filter_map(|category| opened.refusal(*category)).collect();
        if refusals.iter().any(|refusal| !refusal.of_processor) {
            return Ok(None);
        }
        stopped = stopped.or_else(|| refusals.first().map(|refusal| refusal.rule.clone()));
    }
    Ok(Some(stopped.map_or(Standing::Clear(1), Standing::Stopped)))
}

/// Goes through the holdings of a package, with what was entrusted of each, as long as it is told to go on.
fn each_holding(
    store: &Store,
    caller: &Caller,
    going: While<'_>,
    of: Of,
    now: &dyn Fn() -> Ts,
    mut go_on: impl FnMut(&Caller, HoldingId, Vec<MadeEntrustment>) -> Result<bool, WorkflowError>,
) -> Result<(), WorkflowError> {
    let processor = caller.processor.ok_or(StoreError::NotFound)?;
    let mut after: Option<HoldingId> = None;
    loop {
        let mut db = store.database()?;
        let caller = Caller { at: now(), ..caller.clone() };
        let caller = match going {
            While::Session(session) => export_records::still(&mut db, &caller, Some(&session))?,
            While::Letter(letter) => {
                db.change(|tx| Ok((letters::hold(tx, letter, caller.at)?, Vec::new())))?;
                export_records::still(&mut db, &caller, None)?
            }
        };
        let ids = db.read(|db| of.holdings(db, processor, after, STEP))?;
        let entrusted = db.read(|db| entrustments::of_processor(db, processor, &ids))?;
        drop(db);
        let Some(last) = ids.last() else { return Ok(()) };
        after = Some(*last);
        for id in ids {
            let of_it = entrusted.iter().filter(|made| made.holding == id && of.covers(made)).cloned().collect();
            if !go_on(&caller, id, of_it)? {
                return Ok(());
            }
        }
    }
}

/// One record with its revision; nothing if it is gone.
fn pack(
    store: &Store,
    caller: &Caller,
    id: HoldingId,
    entrusted: &[MadeEntrustment],
) -> Result<Option<(PackedRecord, i64)>, WorkflowError> {
    let mut packed: Option<(PackedRecord, i64)> = None;
    for (purpose, categories) in purposes(entrusted) {
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
        let (packed, _) = packed.get_or_insert_with(|| (PackedRecord::of(opened.holding().clone()), opened.revision()));
        let profile = packed.add(&mut db, &mut opened, &categories)?;
        drop(db);
        packed.add_files(store, profile.as_ref())?;
    }
    Ok(packed)
}
