//! Files mail that came in with the person that it is from: in the thread that it answers, else with whom its address
//! belongs to, else with somebody new.
//!
//! Invariant: each mail is filed once, and none is lost. A try is counted before it is made; what cannot be read or
//! filed is kept as it came and shown. A mail proves nothing: it opens no record, and changes nothing that is on
//! record.

mod batch;
mod by_hand;
mod came_back;
mod correspondent;
mod place;
mod places;
mod together;
mod write;

use std::rc::Rc;

use super::WorkflowError;
use crate::documents::Reader;
use crate::domain::contact::EmailAddress;
use crate::domain::id::IncomingMessageId;
use crate::domain::message::{AutomaticKind, MailFault};
use crate::domain::office::OfficeCode;
use crate::domain::staff::{Caller, JobName};
use crate::domain::time::Ts;
use crate::mail::authentication::TrustedServers;
use crate::mail::inbound::{self, ParsedMail};
use crate::mail::recognise::{self, Recognised};
use crate::store::incoming_messages::{self, OpenedMail};
use crate::store::mailboxes::{self, Mailbox};
use crate::store::{Database, Store, StoreError, staff};

pub use by_hand::file_with_person;
pub(super) use correspondent::profile as correspondent_profile;

/// Mails that are filed in one round, and go together if they are new: together so many bytes, or one larger mail.
const BATCH: i64 = 50;
const BATCH_BYTES: i64 = 4 << 20;

/// What was done with the waiting mails.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct FiledMail {
    /// Filed with a person.
    pub filed: usize,
    /// Kept apart: a program sent them, and they belong to nobody on record.
    pub apart: usize,
    /// Kept as they came: they cannot be read, or nobody can be found for them.
    pub quarantined: usize,
    /// Those that could not be filed this time; they wait.
    pub failed: usize,
}

impl FiledMail {
    fn count(&mut self, became: &Became) {
        let part = match became {
            Became::Filed => &mut self.filed,
            Became::Apart => &mut self.apart,
            Became::Quarantined => &mut self.quarantined,
            Became::Waiting => &mut self.failed,
        };
        *part += 1;
    }

    const fn all(&self) -> usize {
        self.filed + self.apart + self.quarantined + self.failed
    }
}

/// What became of a mail.
enum Became {
    Filed,
    Apart,
    Quarantined,
    Waiting,
}

/// Files waiting mails of the served offices whose turn it is, the oldest first, some at a time: new ones together,
/// then those that failed one by one. Several threads may do so at once. The caller holds no connection.
///
/// # Errors
/// [`StoreError::Unavailable`] and [`StoreError::Pool`], for which no mail is to blame; one mail's own failure is
/// written down instead.
pub fn file_waiting(store: &Store, reader: &Reader, now: impl Fn() -> Ts) -> Result<FiledMail, WorkflowError> {
    file_waiting_knowing(store, reader, Known::default(), now)
}

/// What is known besides what stands in the databases.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// Addresses that are ours beside those of mailboxes and staff: those that people are told to write to.
    pub ours: &'a [EmailAddress],
    /// The mail servers whose word about a sender counts; without any, nobody's does.
    pub servers: Option<&'a TrustedServers>,
}

/// The same, knowing more.
///
/// # Errors
/// As [`file_waiting`].
pub fn file_waiting_knowing(
    store: &Store,
    reader: &Reader,
    known: Known<'_>,
    now: impl Fn() -> Ts,
) -> Result<FiledMail, WorkflowError> {
    let offices = store.served_offices();
    let mut filing = Filing { store, reader, known, now: &now, done: FiledMail::default() };
    loop {
        let most = (BATCH, BATCH_BYTES);
        let claimed = incoming_messages::claim(&mut store.database()?, &offices, now(), most)?;
        let Some((office, ids)) = claimed else { break };
        filing.batch(office, &ids)?;
        // Those that failed hold up no new ones.
        if filing.done.all() >= BATCH as usize {
            return Ok(filing.done);
        }
    }
    let waiting = incoming_messages::waiting(&mut store.database()?, &offices, now(), BATCH)?;
    for (id, office) in waiting {
        filing.one(office, id)?;
    }
    Ok(filing.done)
}

/// A round of filing.
struct Filing<'a> {
    store: &'a Store,
    reader: &'a Reader,
    known: Known<'a>,
    now: &'a dyn Fn() -> Ts,
    done: FiledMail,
}

impl Filing<'_> {
    /// Each at its own time: a round may last, and the journal tells a clock set back by that.
    fn caller(&self, office: OfficeCode) -> Caller {
        Caller::job(JobName::FileMail, office, (self.now)())
    }

    /// Files a mail by itself.
    fn one(&mut self, office: OfficeCode, id: IncomingMessageId) -> Result<(), WorkflowError> {
        let caller = self.caller(office);
        let became = self.begin_and_file(&caller, id);
        self.note(&caller, id, became).inspect_err(|_| self.take_back(id))
    }

    fn begin_and_file(&self, caller: &Caller, id: IncomingMessageId) -> Result<Became, WorkflowError> {
        let store = self.store;
        if !incoming_messages::begin(&mut store.database()?, caller, id)? {
            tracing::error!(incoming = %id, "the filing of a mail never came to its end; it is kept apart");
            return Ok(Became::Quarantined);
        }
        let opened = incoming_messages::open(&mut store.database()?, caller, id)?;
        match inbound::read(self.reader, &opened.raw) {
            Ok(mail) => {
                let own = own_addresses(&mut store.database()?, &caller.office, self.known.ours)?;
                Came::of(opened, mail, own.into(), self.known.servers).file_or_again(store, caller)
            }
            Err(fault) => unread(store, caller, id, fault),
        }
    }

    /// Counts what became of a mail, or writes down that it could not be filed.
    ///
    /// # Errors
    /// What no mail is to blame for.
    fn note(
        &mut self,
        caller: &Caller,
        id: IncomingMessageId,
        became: Result<Became, WorkflowError>,
    ) -> Result<(), WorkflowError> {
        match became {
            Ok(became) => self.done.count(&became),
            Err(error) if is_of_all(&error) => return Err(error),
            // If it no longer waits, another instance was faster.
            Err(error) if incoming_messages::is_waiting(&mut self.store.database()?, id)? => {
                tracing::error!(incoming = %id, %error, "a mail could not be filed and waits");
                self.done.count(&wait(self.store, caller, id, MailFault::Unfiled, may_pass(&error))?);
            }
            Err(_) => {}
        }
        Ok(())
    }

    fn take_back(&self, id: IncomingMessageId) {
        self.store.database().and_then(|mut db| incoming_messages::take_back(&mut db, id)).ok();
    }
}

/// Whether an error stands in the way of every mail.
const fn is_of_all(error: &WorkflowError) -> bool {
    matches!(error, WorkflowError::Store(StoreError::Unavailable | StoreError::Pool(_)))
}

/// Whether trying again by itself may help. What the law refuses today it refuses in an hour.
const fn may_pass(error: &WorkflowError) -> bool {
    match error {
        WorkflowError::Store(error) => !matches!(error, StoreError::Refused(_)) && !error.is_of_a_row(),
        WorkflowError::Directory(_) => true,
    }
}

fn wait(
    store: &Store,
    caller: &Caller,
    id: IncomingMessageId,
    fault: MailFault,
    may_pass: bool,
) -> Result<Became, StoreError> {
    let is_over = incoming_messages::failed(&mut store.database()?, caller, id, fault, may_pass)?;
    Ok(if is_over { Became::Quarantined } else { Became::Waiting })
}

/// What becomes of a mail that cannot be read.
fn unread(store: &Store, caller: &Caller, id: IncomingMessageId, fault: MailFault) -> Result<Became, WorkflowError> {
    match fault {
        // The machine may have been busy; a mail that always ends so is kept apart in the end.
        MailFault::TimedOut | MailFault::Crashed => Ok(wait(store, caller, id, fault, false)?),
        fault => quarantine(store, caller, id, fault),
    }
}

fn quarantine(
    store: &Store,
    caller: &Caller,
    id: IncomingMessageId,
    fault: MailFault,
) -> Result<Became, WorkflowError> {
    store.database()?.change(|tx| Ok(((), vec![incoming_messages::quarantine(tx, caller, id, fault)?])))?;
    Ok(Became::Quarantined)
}

/// The addresses that are ours: those that are known as such, of everybody on the staff, and of the office's mailboxes.
fn own_addresses(db: &mut Database, office: &OfficeCode, ours: &[EmailAddress]) -> Result<Vec<String>, StoreError> {
    let (people, mailboxes) = db.read(|db| Ok((staff::list(db)?, mailboxes::list(db, office)?)))?;
    let named = mailboxes.iter().flat_map(Mailbox::addresses).map(|address| address.index_form());
    let known = ours.iter().chain(people.iter().map(|person| &person.email)).map(EmailAddress::index_form);
    Ok(known.chain(named).collect())
}

/// A mail that was read.
struct Came {
    opened: OpenedMail,
    mail: ParsedMail,
    recognised: Recognised,
    /// The addresses that are ours.
    own: Rc<[String]>,
}

impl Came {
    fn of(opened: OpenedMail, mut mail: ParsedMail, own: Rc<[String]>, servers: Option<&TrustedServers>) -> Self {
        // The child process is not asked: it reads what strangers wrote.
        mail.head.authenticity = servers.map(|servers| servers.judge(&mail)).unwrap_or_default();
        let recognised = recognise::recognise(&mail, &own);
        Self { opened, mail, recognised, own }
    }

    /// Files it; once more if a fact or the owner of the address changed meanwhile, on how things stand then.
    fn file_or_again(&self, store: &Store, caller: &Caller) -> Result<Became, WorkflowError> {
        match self.file(store, caller) {
            Err(WorkflowError::Store(StoreError::Stale | StoreError::Taken(_)))
                if incoming_messages::is_waiting(&mut store.database()?, self.opened.id)? =>
            {
                self.file(store, caller)
            }
            first => first,
        }
    }

    /// Whether a person asked that it be filed with somebody whatever it is.
    const fn is_asked_for(&self) -> bool {
        self.opened.automatic.is_some()
    }

    /// What a program sent it as, if one did.
    fn automatic(&self) -> Option<AutomaticKind> {
        let kind = self.recognised.automatic.or(self.opened.automatic);
        // Mail over a group address says that it is a list's: whoever asks or applies through it is a person.
        kind.filter(|kind| *kind != AutomaticKind::List || self.recognised.findings.is_empty())
    }

    /// The address that it says it is from, if that is one.
    fn sender(&self) -> Option<EmailAddress> {
        self.mail.head.from.as_ref().and_then(|from| EmailAddress::parse(&from.address).ok())
    }

    /// Whether it says that it is from one of ours.
    fn is_from_us(&self, sender: &EmailAddress) -> bool {
        self.own.contains(&sender.index_form())
    }
}
