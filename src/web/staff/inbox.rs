//! The inbox of an office: threads with candidates by folder, and what hangs on them.
//!
//! Invariant: only roles whose work has communications learn that there is an inbox; an address names nobody.

pub mod application;
pub mod files;
pub mod filing;
pub mod moments;
pub mod new;
pub mod notes;
pub mod preview;
pub mod quoted;
pub mod receipt;
pub mod reply;
pub mod send;
pub mod tags;
pub mod templates;
pub mod tend;
pub mod thread;
mod typed;
pub mod undelivered;
pub mod unfiled;
mod view;

use actix_web::web::Query;
use askama::Template;
use askama_web::WebTemplate;

use self::tags::{Tagged, ThreadTagLink};
use super::Writing;
use crate::domain::category::CategoryId;
use crate::domain::id::StaffId;
use crate::domain::list_reach::ListReach;
use crate::domain::message::{AutomaticKind, Folder, MessageHead, ThreadState};
use crate::domain::purpose::Purpose;
use crate::domain::time::Ts;
use crate::law::access::Verb;
use crate::store::threads::{Place, Thread};
use crate::store::{staff as people, threads};
use crate::web::error::WebError;
use crate::web::extract::StaffCaller;
use crate::web::frame::Frame;
use crate::web::page::{Answer, page};
use crate::workflows::purpose_of;
use crate::workflows::read_inbox::{self, ListedThread, ListedThreads};

const PAGE: &str = "/staff/inbox";

/// `/staff/inbox`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/inbox/list.html")]
pub struct InboxPage {
    /// The frame.
    pub frame: Frame,
    /// The folders, with how many threads are in each.
    pub folders: Vec<FolderLink>,
    /// The folder that is shown.
    pub folder: Folder,
    /// The tag that its threads are narrowed to.
    pub tagged: Option<Tagged>,
    /// Whether the reader may ask for words of messages.
    pub searches: bool,
    /// Its threads, newest first.
    pub rows: Vec<ThreadLine>,
    /// The address of those before them; none if there are none.
    pub older: Option<String>,
    /// Whether these are not the newest.
    pub is_later_page: bool,
    /// Whether the reader decides about mail that is not filed.
    pub sees_unfiled: bool,
}

/// A folder.
#[derive(Debug, Clone)]
pub struct FolderLink {
    /// Which.
    pub folder: Folder,
    /// Its address.
    pub href: String,
    /// How many threads are in it.
    pub count: i64,
    /// Whether it is the one that is shown.
    pub is_current: bool,
}

/// A thread in a folder.
#[derive(Debug, Clone)]
pub struct ThreadLine {
    /// Its address; for what is withheld, the address that says why.
    pub href: String,
    /// With whom; empty if the profile does not open.
    pub who: String,
    /// What the latest message is about.
    pub subject: String,
    /// Its tags.
    pub tags: Vec<ThreadTagLink>,
    /// Whether it is withheld.
    pub is_withheld: bool,
    /// What the latest message is, if a program sent it.
    pub automatic: Option<AutomaticKind>,
    /// Whether the latest message is conspicuous.
    pub is_conspicuous: bool,
    /// What has to be done and since when, in a sentence.
    pub state: String,
    /// Who looks after it; empty for nobody.
    pub owner: String,
    /// When the latest message came or went, written out.
    pub last: String,
}

/// Which part of the inbox was asked for.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct InboxQuery {
    folder: String,
    tag: String,
    before: String,
}

impl FolderLink {
    /// Whether there may be more threads than were counted.
    pub const fn has_more(&self) -> bool {
        self.count >= threads::COUNTED
    }
}

impl InboxPage {
    /// The key of what an empty folder says.
    pub const fn empty_key(&self) -> &'static str {
        if self.tagged.is_some() {
            return "inbox-none-tagged";
        }
        match self.folder {
            Folder::Unassigned => "inbox-none-unassigned",
            Folder::Mine => "inbox-none-mine",
            Folder::Waiting => "inbox-none-waiting",
            Folder::Snoozed => "inbox-none-snoozed",
            Folder::Done => "inbox-none-done",
            Folder::All => "inbox-none-all",
        }
    }

    /// The address of the newest that are shown.
    pub fn href(&self) -> String {
        self.tagged.as_ref().map_or_else(|| self.folder_href(), |tagged| tagged.href.clone())
    }

    /// The address of the whole folder.
    pub fn folder_href(&self) -> String {
        folder_href(self.folder)
    }
}

impl StaffCaller {
    /// Fails for a role that reads no messages: for them there is no inbox.
    pub(in crate::web::staff) fn require_inbox(&self) -> Result<(), WebError> {
        let reads = self.may(Verb::Read, CategoryId::Communications, purpose_of(&self.caller));
        if reads { Ok(()) } else { Err(WebError::NotFound) }
    }

    /// Whether the role works on messages: answers, assigns, marks.
    pub(in crate::web::staff) fn writes_messages(&self) -> bool {
        self.may(Verb::Change, CategoryId::Communications, Purpose::Recruitment)
    }

    /// Fails for a role that only reads messages, or none.
    pub(in crate::web::staff) fn require_correspondent(&self) -> Result<(), WebError> {
        if self.writes_messages() { Ok(()) } else { Err(WebError::NotFound) }
    }
}

/// Shows a folder.
pub async fn list(staff: StaffCaller, query: Option<Query<InboxQuery>>) -> Answer {
    staff.require_inbox()?;
    let query = query.map(Query::into_inner).unwrap_or_default();
    let folder = query.folder.parse().unwrap_or(Folder::Unassigned);
    let (tag, before) = (query.tag.parse().ok(), place_of(&query.before));
    let is_later_page = before.is_some();
    let caller = staff.caller.clone();
    let (office, me, now) = (staff.office.code.clone(), staff.staff.id, staff.visitor.at);
    let find = staff.visitor.app.run_apart(move |app| {
        let listed = read_inbox::list_tagged(&app.store, &app.directories, &caller, folder, tag, before)?;
        let owners: Vec<StaffId> = listed.threads.iter().filter_map(|it| it.thread.owner).collect();
        let mut db = app.store.database()?;
        let counts = db.read(|db| threads::counts(db, &office, me, now))?;
        Ok((listed, counts, db.read(|db| people::names(db, &owners))?))
    });
    let (ListedThreads { threads: listed, has_more, tag }, counts, names) = find.await?;
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let tagged = tag.map(|tag| Tagged::new(folder, &tag));
    let here = tagged.as_ref().map_or_else(|| folder_href(folder), |tagged| tagged.href.clone());
    let older = listed.last().filter(|_| has_more).map(|it| older_href(&here, &it.thread));
    let line = |listed: &ListedThread| line_of(listed, folder, &names, now, &writing);
    page(&InboxPage {
        frame: staff.frame(),
        folders: folder_links(&counts, folder),
        folder,
        tagged,
        searches: ListReach::of(staff.staff.role) == ListReach::Records,
        rows: listed.iter().map(line).collect(),
        older,
        is_later_page,
        sees_unfiled: staff.writes_messages(),
    })
}

/// The folders as links, in their own order.
pub fn folder_links(counts: &[(Folder, i64)], current: Folder) -> Vec<FolderLink> {
    let count = |folder| counts.iter().find(|(of, _)| *of == folder).map_or(0, |(_, count)| *count);
    let link = |folder: &Folder| FolderLink {
        folder: *folder,
        href: folder_href(*folder),
        count: count(*folder),
        is_current: *folder == current,
    };
    Folder::ALL.iter().map(link).collect()
}

fn folder_href(folder: Folder) -> String {
    format!("{PAGE}?folder={folder}")
}

/// The page after a thread: `before` is its place, of which nothing tells whom it is with.
fn older_href(here: &str, last: &Thread) -> String {
    format!("{here}&before={}.{}", last.last_at.micros(), last.id)
}

/// Reads such a place; an address that somebody shortened leads to the newest.
fn place_of(typed: &str) -> Option<Place> {
    let (micros, id) = typed.split_once('.')?;
    Some(Place { at: Ts::from_micros(micros.parse().ok()?), id: id.parse().ok()? })
}

fn line_of(
    listed: &ListedThread,
    folder: Folder,
    names: &[(StaffId, String)],
    now: Ts,
    writing: &Writing,
) -> ThreadLine {
    let thread = &listed.thread;
    let head = listed.head.as_ref();
    let owner = names.iter().find(|(staff, _)| Some(*staff) == thread.owner);
    ThreadLine {
        href: format!("{PAGE}/{}", thread.id),
        who: view::person(listed.person.as_ref(), writing),
        subject: match head {
            Some(_) if listed.is_health => writing.texts.say("message-health-subject"),
            Some(head) => head.subject.clone(),
            None => String::new(),
        },
        tags: tags::links(&listed.tags, folder, writing),
        is_withheld: listed.withheld,
        automatic: listed.automatic,
        is_conspicuous: head.is_some_and(MessageHead::is_conspicuous),
        state: state_line(thread, now, writing),
        owner: owner.map(|(_, name)| name.clone()).unwrap_or_default(),
        last: writing.moment(thread.last_at),
    }
}

/// What has to be done about a thread, and since when.
pub fn state_line(thread: &Thread, now: Ts, writing: &Writing) -> String {
    let texts = &writing.texts;
    let since = || writing.day(thread.last_at);
    match (thread.snoozed_until.filter(|until| *until > now), thread.state) {
        (_, ThreadState::Done) => texts.say("thread-finished"),
        (Some(until), _) => texts.with("thread-snoozed", "time", writing.moment(until)),
        (None, ThreadState::Waiting) => texts.with("thread-waits", "time", since()),
        (None, ThreadState::Open) => texts.with("thread-unanswered", "time", since()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::ThreadId;

    #[test]
    fn a_place_is_read_as_it_was_written_and_nothing_else_is() {
        let (at, id) = (Ts::from_micros(1_795_000_000_000_000), ThreadId::new());
        let place = place_of(&format!("{}.{id}", at.micros())).unwrap();
        assert_eq!((place.at, place.id), (at, id));
        for odd in ["", ".", "1", "1.x", "x.1", &id.to_string()] {
            assert!(place_of(odd).is_none(), "{odd}");
        }
    }

    #[test]
    fn every_folder_is_a_link_and_one_is_the_current_one() {
        let links = folder_links(&[(Folder::Mine, 3)], Folder::Mine);
        assert_eq!(links.len(), Folder::ALL.len());
        let current = links.iter().filter(|link| link.is_current).map(|link| (link.folder, link.count));
        assert_eq!(current.collect::<Vec<_>>(), [(Folder::Mine, 3)]);
    }
}
