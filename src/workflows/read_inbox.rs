//! The inbox of an office: threads in a list, and one of them opened.
//!
//! Invariant: a list is journalled before it is shown, and each person on it is decided for themselves: of whoever may
//! not be seen now no name and no subject is there. A thread of another office is as unknown as one that is not there.
//! A mail proves nothing: one from another address than that on record is told apart. Of a thread a page is opened,
//! however long it is.

mod elsewhere;

use std::collections::{HashMap, HashSet};

use super::follow_journal::Directories;
use super::list_candidates::permitted;
use super::show_candidate::Shown;
use super::undelivered::{self, ReturnedFrom};
use super::{WorkflowError, purpose_of};
use crate::domain::candidate::{HoldingRef, PersonName};
use crate::domain::category::{CategoryId, Communications, Other, Profile};
use crate::domain::id::{HoldingId, MessageId, StaffId, ThreadId, ThreadTagId};
use crate::domain::message::{AutomaticKind, Direction, MessageHead};
use crate::domain::staff::Caller;
use crate::domain::tag::Tag;
use crate::law::access::Verb;
use crate::store::gate::{self, Ask};
use crate::store::messages::{self, Latest, PageOfThread, ShownMessage};
use crate::store::notes::{self, ShownNote};
use crate::store::permit::{Permit, Unsealed};
use crate::store::searches::staff_of;
use crate::store::subject_requests::{self, MailedRequest};
use crate::store::threads::tags::{self, ThreadTag};
use crate::store::threads::{self, Folder, Place, Thread};
use crate::store::{Database, Store, StoreError, candidates, triage_permit, undelivered_addresses};

/// Threads on one page.
const SIZE: usize = 30;
const CATEGORIES: [CategoryId; 2] = [CategoryId::Communications, CategoryId::Profile];

/// A line of the list.
#[derive(Debug, Clone)]
pub struct ListedThread {
    /// The thread.
    pub thread: Thread,
    /// With whom; nothing if that may not be seen, or does not open.
    pub person: Option<PersonName>,
    /// The head of the latest message; nothing if that may not be seen, does not open, or is not there yet.
    pub head: Option<MessageHead>,
    /// Which way that message went.
    pub direction: Option<Direction>,
    /// What a program sent it as, if one did.
    pub automatic: Option<AutomaticKind>,
    /// Whether what that message says is kept as health data, and its subject with that.
    pub is_health: bool,
    /// Its tags; none if they may not be seen.
    pub tags: Vec<ThreadTag>,
    /// Whether the thread may not be read now.
    pub withheld: bool,
}

/// A page of threads.
#[derive(Debug)]
pub struct ListedThreads {
    /// The threads, the latest first.
    pub threads: Vec<ListedThread>,
    /// Whether there are more.
    pub has_more: bool,
    /// The tag that they have in common, if they were asked for by one that a thread of the office has.
    pub tag: Option<ListedTag>,
}

/// A tag that a list is narrowed to.
#[derive(Debug, Clone)]
pub struct ListedTag {
    /// Which.
    pub id: ThreadTagId,
    /// What it says; nothing if no thread of the page may tell.
    pub label: Option<Tag>,
}

/// A page of a folder of the caller's office, the latest first, and whether there are more. The caller holds no
/// connection.
///
/// # Errors
/// [`StoreError::Refused`] if the caller's role lists no correspondence.
pub fn list(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    folder: Folder,
    before: Option<Place>,
) -> Result<(Vec<ListedThread>, bool), WorkflowError> {
    let listed = list_tagged(store, directories, caller, folder, None, before)?;
    Ok((listed.threads, listed.has_more))
}

/// The same of the threads that have a tag in common with one that is named by its id. A tag that no thread of the
/// office has narrows nothing. The caller holds no connection.
///
/// # Errors
/// As [`list`].
pub fn list_tagged(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    folder: Folder,
    tag: Option<ThreadTagId>,
    before: Option<Place>,
) -> Result<ListedThreads, WorkflowError> {
    let (staff, purpose) = (staff_of(caller)?, purpose_of(caller));
    let (office, limit) = (&caller.office, SIZE as i64 + 1);
    let mut db = store.database()?;
    triage_permit::require_inbox(&mut db, caller, purpose)?;
    let digest = tag.map(|tag| db.read(|db| tags::digest(db, office, tag))).transpose()?.flatten();
    let mut found = db.read(|db| match &digest {
        Some(digest) => {
            threads::list_tagged(db, (office, digest.as_slice()), folder, (staff, caller.at), before, limit)
        }
        None => threads::list(db, office, folder, staff, caller.at, before, limit),
    })?;
    drop(db);
    let has_more = found.len() > SIZE;
    found.truncate(SIZE);
    let mut threads = lines(store, directories, &Ask { caller, verb: Verb::List, purpose, reason: None }, found)?;
    if digest.is_some() {
        // That it is among these would tell the tag of a thread that may not be read.
        threads.retain(|line| !line.withheld);
    }
    let tag = tag.zip(digest).map(|(id, digest)| ListedTag { id, label: label(&threads, id, &digest) });
    Ok(ListedThreads { threads, has_more, tag })
}

/// Threads as far as they may be seen. The caller holds no connection.
fn lines(
    store: &Store,
    directories: &Directories,
    ask: &Ask<'_>,
    found: Vec<Thread>,
) -> Result<Vec<ListedThread>, WorkflowError> {
    let mut holdings: Vec<HoldingId> = found.iter().map(|thread| thread.holding).collect();
    holdings.sort_unstable();
    holdings.dedup();
    let people = People::open(store, directories, ask, &holdings)?;
    let ids: Vec<ThreadId> = found.iter().map(|thread| thread.id).collect();
    let mut db = store.database()?;
    let mut latest = messages::latest_of(&mut db, people.permits.values(), &ids)?;
    let mut tags = tags::of(&mut db, people.permits.values(), &ids)?;
    let lines = found.into_iter().filter_map(|thread| {
        let (latest, tags) = (latest.remove(&thread.id), tags.remove(&thread.id));
        people.line(thread, latest, tags.unwrap_or_default())
    });
    Ok(lines.collect())
}

/// How a tag is written: as where it was named, if that is on the page, else as on any thread that has it.
fn label(threads: &[ListedThread], id: ThreadTagId, digest: &[u8]) -> Option<Tag> {
    let all = || threads.iter().flat_map(|thread| &thread.tags);
    let named = all().find(|tag| tag.id == id && tag.label.value().is_some());
    let found = named.or_else(|| all().find(|tag| tag.digest == digest && tag.label.value().is_some()));
    found?.label.value().cloned()
}

/// What may be seen of the people on a page.
struct People {
    permits: HashMap<HoldingId, Permit<Communications>>,
    names: HashMap<HoldingId, PersonName>,
    /// Those who do not exist for the reader: their own record.
    hidden: HashSet<HoldingId>,
}

impl People {
    /// What they wrote is opened for each; what they are called stands in the directory, and is opened only of those
    /// who are not in it, such as somebody whose use is stopped and who asked for that, or of all if it is not there.
    fn open(
        store: &Store,
        directories: &Directories,
        ask: &Ask<'_>,
        holdings: &[HoldingId],
    ) -> Result<Self, WorkflowError> {
        let mut people = Self { permits: HashMap::new(), names: HashMap::new(), hidden: HashSet::new() };
        if holdings.is_empty() {
            return Ok(people);
        }
        let (list, scope, _) = permitted(store, ask.caller)?;
        let caller = ask.caller;
        let known = directories.read_if_there(store, &caller.office, caller.at, |it| it.of(&scope, holdings))?;
        let known = known.unwrap_or_default();
        let named: HashSet<HoldingId> = known.iter().map(|person| person.holding.id).collect();
        let mut db = store.database()?;
        for mut opened in gate::open_listed(&mut db, ask, (&list, &named), holdings, &[CategoryId::Communications])? {
            let id = opened.holding().id;
            if opened.is_hidden() {
                people.hidden.insert(id);
            } else if let Some(permit) = unless_shut(opened.permit::<Communications>(&mut db))? {
                people.permits.insert(id, permit);
            }
        }
        // Without a word of what they wrote, not even their name is of use here.
        let known = known.into_iter().filter(|person| people.permits.contains_key(&person.holding.id));
        people.names = known.map(|person| (person.holding.id, person.name())).collect();
        let mut unnamed: Vec<HoldingId> =
            people.permits.keys().filter(|id| !people.names.contains_key(id)).copied().collect();
        unnamed.sort_unstable();
        let mut profiles = Vec::new();
        for mut opened in gate::open_batch(&mut db, ask, &unnamed, &[CategoryId::Profile])? {
            profiles.extend(unless_shut(opened.permit::<Profile>(&mut db))?);
        }
        for (id, profile) in candidates::read_all(&mut db, &profiles)? {
            people.names.extend(unless_shut(profile)?.map(|profile| (id, profile.record.name)));
        }
        Ok(people)
    }

    fn line(&self, thread: Thread, latest: Option<Latest>, tags: Vec<ThreadTag>) -> Option<ListedThread> {
        if self.hidden.contains(&thread.holding) {
            return None;
        }
        if !self.permits.contains_key(&thread.holding) {
            let (person, head, direction, automatic) = (None, None, None, None);
            let (is_health, withheld) = (false, true);
            return Some(ListedThread { thread, person, head, direction, automatic, is_health, tags, withheld });
        }
        let (direction, automatic) = latest.as_ref().map_or((None, None), |it| (Some(it.direction), it.automatic));
        let is_health = latest.as_ref().is_some_and(|it| it.is_health);
        let head = latest.and_then(|latest| match latest.head {
            Unsealed::Value(head) => Some(head),
            Unsealed::Damaged => None,
        });
        let person = self.names.get(&thread.holding).cloned();
        Some(ListedThread { thread, person, head, direction, automatic, is_health, tags, withheld: false })
    }
}

/// A record that the office has no key for, that does not open, or that may not be used now is not shown; gate and
/// permit have said so in the journal.
fn unless_shut<T>(result: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(StoreError::Refused(_) | StoreError::NotFound | StoreError::Unopened(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A thread, opened.
#[derive(Debug)]
pub struct OpenedThread {
    /// The thread.
    pub thread: Thread,
    /// The holding that it is in.
    pub holding: HoldingRef,
    /// With whom; nothing if the profile may not be seen, or does not open.
    pub person: Option<PersonName>,
    /// What it is about; empty if nobody said.
    pub subject: String,
    /// A page of its messages, drafts too, oldest first.
    pub messages: Vec<ShownMessage>,
    /// Whether there are older ones.
    pub has_older: bool,
    /// Whether the page ends with the newest.
    pub is_newest: bool,
    /// The caller's own drafts, oldest first, if not all need be on the newest page.
    pub drafts: Vec<ShownMessage>,
    /// The mails that came from another address than the one on record, and whether each names a message of the thread;
    /// none if the profile may not be seen, or does not open.
    pub elsewhere: HashMap<MessageId, bool>,
    /// Its tags.
    pub tags: Vec<ThreadTag>,
    /// The notes that were written on it, oldest first; nothing if there is none for the reader.
    pub notes: Shown<Vec<ShownNote>>,
    /// The requests under the law that they brought, oldest first.
    pub requests: Vec<MailedRequest>,
    /// The messages that came back, and how many recipients each did not reach.
    pub undelivered: HashMap<MessageId, usize>,
    /// The addresses to which mail came back.
    pub returned: Vec<ReturnedFrom>,
    /// Who else looked at it in the last two minutes, and whether they write.
    pub viewers: Vec<(StaffId, bool)>,
}

/// Opens the newest page of a thread of the caller's office, and notes that they look at it. The caller holds no
/// connection.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none for the caller; [`StoreError::Refused`] with the reason, if it may not be
/// read now.
pub fn open(store: &Store, caller: &Caller, thread: ThreadId) -> Result<OpenedThread, WorkflowError> {
    open_before(store, caller, thread, None)
}

/// The same for the page that ends before a message; the newest if there is none such in the thread.
///
/// # Errors
/// As [`open`].
pub fn open_before(
    store: &Store,
    caller: &Caller,
    thread: ThreadId,
    before: Option<MessageId>,
) -> Result<OpenedThread, WorkflowError> {
    let mut db = store.database()?;
    let ask = Ask::read(caller, purpose_of(caller));
    let thread = find(&mut db, &ask, thread)?;
    let mut opened = gate::open_all(&mut db, &ask, thread.holding, &CATEGORIES)?;
    if opened.is_hidden() {
        return Err(StoreError::NotFound.into());
    }
    let permit = opened.permit::<Communications>(&mut db)?;
    let profile = match unless_shut(opened.permit::<Profile>(&mut db))? {
        Some(profile) => unless_shut(candidates::read(&mut db, &profile))?.map(|profile| profile.record),
        None => None,
    };
    let page = messages::page_of_thread(&mut db, &permit, thread.id, before)?;
    let on_record = profile.as_ref().map(|profile| &profile.email);
    Ok(OpenedThread {
        undelivered: undelivered_addresses::of_thread(&mut db, &permit, thread.id)?,
        returned: undelivered::of_thread(&mut db, &permit, &page.messages, on_record)?,
        elsewhere: elsewhere::on_page(&mut db, &permit, thread.id, &page, on_record)?,
        subject: subject(&mut db, &permit, thread.id, &page)?,
        drafts: drafts(&mut db, &permit, thread.id, &page)?,
        messages: page.messages,
        has_older: page.has_older,
        is_newest: page.is_newest,
        tags: tags::of(&mut db, [&permit], &[thread.id])?.remove(&thread.id).unwrap_or_default(),
        notes: notes_on(&mut db, &ask, &thread)?,
        requests: subject_requests::of_thread(&mut db, &permit, thread.id)?,
        viewers: threads::see(&mut db, &permit, thread.id, false, caller.at)?,
        holding: permit.holding().clone(),
        person: profile.map(|profile| profile.name),
        thread,
    })
}

/// The notes on a thread. They are of another category than its messages: nobody is asked about them without need.
fn notes_on(db: &mut Database, ask: &Ask<'_>, thread: &Thread) -> Result<Shown<Vec<ShownNote>>, StoreError> {
    if !notes::are_on(db, ask.caller, thread.id)? {
        return Ok(Shown::Nothing);
    }
    let permit = gate::open::<Other>(db, ask, thread.holding);
    Shown::of(permit.and_then(|permit| notes::of_thread(db, &permit, thread.id)))
}

/// What a thread is about: the subject of its first message that has one.
fn subject(
    db: &mut Database,
    permit: &Permit<Communications>,
    thread: ThreadId,
    page: &PageOfThread,
) -> Result<String, StoreError> {
    let first = if page.has_older { messages::subject_of(db, permit, thread)? } else { None };
    let subjects = page.messages.iter().filter_map(|message| Some(&message.head.value()?.subject));
    let shown = || subjects.into_iter().find(|subject| !subject.is_empty()).cloned();
    Ok(first.or_else(shown).unwrap_or_default())
}

/// The caller's own drafts, if one may stand before the newest page: nobody goes on with one from an older page.
fn drafts(
    db: &mut Database,
    permit: &Permit<Communications>,
    thread: ThreadId,
    page: &PageOfThread,
) -> Result<Vec<ShownMessage>, StoreError> {
    match staff_of(permit.caller()) {
        Ok(staff) if page.is_newest && page.has_older => messages::drafts_of(db, permit, thread, staff),
        _ => Ok(Vec::new()),
    }
}

/// A thread of the caller's office. One of another, and one that is not there, are journalled as unknown.
pub(super) fn find(db: &mut Database, ask: &Ask<'_>, id: ThreadId) -> Result<Thread, StoreError> {
    match db.read(|db| threads::of(db, id)) {
        Ok(thread) if thread.office == ask.caller.office => Ok(thread),
        Ok(_) | Err(StoreError::NotFound) => Err(gate::unknown(db, ask, &id.to_string())),
        Err(error) => Err(error),
    }
}
