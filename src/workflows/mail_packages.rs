//! Packages for processors that are mailed: asked for by the privacy officer, put together and decided when they go out.
//!
//! Invariant: a package is mailed to an address on record of its processor alone, locked with a public key; what a rule
//! stops goes out in no part, and is told with the rule.

use super::WorkflowError;
use super::pack_entrusted::{self, Of, Standing, While};
use crate::domain::contact::EmailAddress;
use crate::domain::id::{MailedPackageId, ProcessorId, StaffId};
use crate::domain::letter::LetterFault;
use crate::domain::locale::Locale;
use crate::domain::staff::{Caller, Staff};
use crate::domain::time::Ts;
use crate::law::access::Verb;
use crate::mail::letters::PackageLetter;
use crate::mail::outbound::Enclosure;
use crate::mail::{Mailer, SendError};
use crate::store::database::Db;
use crate::store::journal::Entry;
use crate::store::letters::{self, DueLetter, Outcome};
use crate::store::mailed_packages::{self, MailedPackage, PackedHolding};
use crate::store::processors::{ProcessorFile, ProcessorUser};
use crate::store::{
    Database, Store, StoreError, entrustments, facts, offices, processors, settings, staff, terms_permit,
};

/// What became of putting a package together.
#[derive(Debug)]
pub enum Packing {
    /// It is whole.
    Whole {
        /// Its bytes, encrypted.
        bytes: Vec<u8>,
        /// The records in it, with what they were decided on.
        records: Vec<PackedHolding>,
    },
    /// A rule about the processor stands against it by now.
    Stopped(String),
    /// It would be larger than mail servers take.
    TooLarge,
}

/// Puts a package together. The words of its index are those of the pages, so this comes from above.
pub type Pack<'a> = dyn Fn(&Store, &Caller, (&DueLetter, &MailedPackage), &dyn Fn() -> Ts) -> Result<Packing, WorkflowError>
    + Sync
    + 'a;

/// To whom of a processor a package can be mailed: its people whose accounts are open, and the contact for incidents if
/// that is an address.
pub fn contacts(file: &ProcessorFile, users: &[ProcessorUser]) -> Vec<Option<StaffId>> {
    let people = users.iter().filter(|user| user.disabled_at.is_none()).map(|user| Some(user.staff));
    people.chain(incident_address(file).map(|_| None)).collect()
}

fn incident_address(file: &ProcessorFile) -> Option<EmailAddress> {
    EmailAddress::parse(&file.processor.incident_contact).ok()
}

/// Has a package mailed to somebody of a processor of the caller's office, locked with a public key. Nothing is put
/// together yet.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role keeps no terms; [`StoreError::NotFound`] if the office works with no such
/// processor, or it cannot be mailed to that contact; [`StoreError::Taken`] if it is entrusted with nothing.
pub fn ask(
    db: &mut Database,
    caller: &Caller,
    processor: ProcessorId,
    (contact, recipient): (Option<StaffId>, &str),
    locale: Locale,
) -> Result<(), WorkflowError> {
    let permit = terms_permit::open(db, caller)?;
    let asked_by = caller.staff_id().ok_or(StoreError::NotFound)?;
    let (file, users, first) = db.read(|db| {
        let file = processors::file(db, &caller.office, processor)?;
        Ok((file, processors::users(db, processor)?, entrustments::holdings_of(db, processor, None, 1)?))
    })?;
    if file.processor.ended_at.is_some() || !contacts(&file, &users).contains(&contact) {
        return Err(StoreError::NotFound.into());
    }
    if first.is_empty() {
        return Err(StoreError::Taken("package").into());
    }
    let package = MailedPackage {
        id: MailedPackageId::new(),
        processor_id: processor,
        contact_id: contact,
        recipient: recipient.to_owned(),
        locale,
        asked_by,
        asked_at: caller.at,
        records: None,
    };
    Ok(db.change(|tx| Ok(((), vec![mailed_packages::ask(tx, &permit, &package)?])))?)
}

/// Mails a package whose turn it is. First the server is looked for, and then everything in it only asked about: what
/// does not go out is on record as tried, and not as handed over. Where records were put together for one that does not
/// go out after all, `unsent` is what is to be on record of it. The caller holds no connection.
///
/// # Errors
/// [`StoreError::Stale`] if what was decided stands no more, or another instance has the letter; the store's, for which
/// the package is not to blame.
pub(super) fn send(
    store: &Store,
    (mailer, pack): (&Mailer, &Pack<'_>),
    letter: &DueLetter,
    id: MailedPackageId,
    (now, unsent): (&dyn Fn() -> Ts, &mut Vec<Entry>),
) -> Result<Outcome, WorkflowError> {
    if !mailer.is_there() {
        return Ok(Outcome::Failed(LetterFault::Unreachable));
    }
    let mut db = store.database()?;
    let package = db.read(|db| mailed_packages::read(db, id))?;
    let person = db.read(|db| staff::read(db, package.asked_by))?;
    let Some(caller) = asker(&mut db, letter, &person, &package, now())? else {
        return Ok(Outcome::Dropped(LetterFault::AskerGone));
    };
    let (to, revision) = db.read(|db| address(db, letter, &package))?;
    let Some(to) = to else { return Ok(Outcome::Dropped(LetterFault::NoAddress)) };
    drop(db);
    match pack_entrusted::standing(store, &caller, While::Letter(letter), Of::At(package.asked_at), now)? {
        Standing::Stopped(rule) => return Ok(Outcome::Stopped(rule)),
        Standing::Clear(0) => return Ok(Outcome::Dropped(LetterFault::Empty)),
        Standing::Clear(_) => {}
    }
    let subject = format!("package:{} {} mail:{id}", package.processor_id, package.recipient);
    unsent.push(Entry::by(&caller, Verb::HandOver.as_str(), format!("{subject} not_sent")));
    let (bytes, records) = match pack(store, &caller, (letter, &package), now)? {
        Packing::Whole { bytes, records } => (bytes, records),
        Packing::Stopped(rule) => return Ok(Outcome::Stopped(rule)),
        Packing::TooLarge => return Ok(Outcome::Failed(LetterFault::TooLarge)),
    };
    let mut db = store.database()?;
    let count = i64::try_from(records.len()).unwrap_or(i64::MAX);
    let (words, name) = words(&mut db, &caller, &package, count)?;
    let at = now();
    db.change(|tx| {
        letters::hold(tx, letter, at)?;
        let asker = staff::read(tx, package.asked_by)?;
        let is_same = asker.disabled_at.is_none() && asker.role == person.role && asker.office == person.office;
        if !is_same || address(tx, letter, &package)?.0.as_ref() != Some(&to) {
            return Err(StoreError::Stale);
        }
        mailed_packages::set_records(tx, &package, &records, revision)?;
        Ok(((), vec![Entry::by(&caller, Verb::HandOver.as_str(), format!("{subject} records:{count}"))]))
    })?;
    tracing::warn!(processor = %package.processor_id, "records leave in a package by mail");
    let enclosed = Enclosure { name: &name, content: bytes };
    Ok(match mailer.send_with(letter.id, &to, &words, package.locale, enclosed) {
        Ok(()) => Outcome::Sent,
        Err(SendError::Rejected) => Outcome::Failed(LetterFault::Rejected),
        Err(SendError::Unreachable) => Outcome::Failed(LetterFault::Unreachable),
    })
}

/// Whoever asked for it, if they still may: the package is handed over by them.
fn asker(
    db: &mut Database,
    letter: &DueLetter,
    person: &Staff,
    package: &MailedPackage,
    at: Ts,
) -> Result<Option<Caller>, WorkflowError> {
    let caller = Caller::staff(person, at).for_processor(package.processor_id);
    if person.disabled_at.is_some() || person.office != letter.office {
        return Ok(None);
    }
    match terms_permit::open(db, &caller) {
        Ok(_) => Ok(Some(caller)),
        Err(StoreError::Refused(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Where it goes, only where it still could be asked for to go, and the revision of its processor.
fn address(
    db: &mut Db,
    letter: &DueLetter,
    package: &MailedPackage,
) -> Result<(Option<EmailAddress>, i64), StoreError> {
    let file = processors::file(db, &letter.office, package.processor_id)?;
    let users = processors::users(db, package.processor_id)?;
    let revision = file.processor.revision;
    if let Some(person) = package.contact_id {
        // The end of the work closes their accounts; that is told with its rule.
        let is_there = file.processor.ended_at.is_some() || contacts(&file, &users).contains(&Some(person));
        let email = if is_there { Some(staff::read(db, person)?.email) } else { None };
        return Ok((email, revision));
    }
    Ok((incident_address(&file), revision))
}

/// What its letter says, and what the file is called.
fn words(
    db: &mut Database,
    caller: &Caller,
    package: &MailedPackage,
    records: i64,
) -> Result<(crate::mail::letters::Words, String), WorkflowError> {
    let (company, contact, office, today) = db.read(|db| {
        let contact = settings::read(db, settings::CONTACT)?.unwrap_or_default();
        let today = facts::office(db, &caller.office)?.today(caller.at);
        Ok((settings::company(db)?, contact, offices::read(db, &caller.office)?, today))
    })?;
    let locale = package.locale;
    let letter = PackageLetter {
        company: company.get(locale),
        office: office.name.get(locale),
        contact: &contact,
        records,
        recipient: &package.recipient,
    };
    let words = letter.words(locale).map_err(|_| StoreError::Unreadable("mailed_packages"))?;
    Ok((words, format!("package-{today}.zip.age")))
}
