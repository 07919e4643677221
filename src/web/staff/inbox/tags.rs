//! The tags of threads: on a thread with the forms to change them, and in the list as links to those that share one.
//!
//! Invariant: an address names a tag by an id, never by its words.

use actix_web::web::Path;

use super::tend::{malformed, revision};
use super::thread::ThreadQuery;
use super::view::Opened;
use super::{PAGE, folder_href};
use crate::domain::id::{ThreadId, ThreadTagId};
use crate::domain::message::Folder;
use crate::domain::tag::{self, Tag};
use crate::store::permit::Unsealed;
use crate::store::threads::tags::ThreadTag;
use crate::store::{Database, StoreError};
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::{Form, Kind};
use crate::web::frame::Message;
use crate::web::page::{Answer, onward, page_with_faults};
use crate::web::staff::Writing;
use crate::workflows::read_inbox::ListedTag;
use crate::workflows::{WorkflowError, annotate_threads};

/// A tag, as a link to the threads that share it.
#[derive(Debug, Clone)]
pub struct ThreadTagLink {
    /// The id, to take it away.
    pub id: String,
    /// What it says.
    pub label: String,
    /// The address of those threads.
    pub href: String,
}

/// The tags of a thread on its page.
#[derive(Debug, Clone)]
pub struct ThreadTags {
    /// The tags.
    pub links: Vec<ThreadTagLink>,
    /// The form to add some, from [`tag_form`], and where one is taken away; none for those who only read.
    pub form: Option<Form>,
    /// The revision that was seen.
    pub revision: i64,
}

/// The tag that a list is narrowed to.
#[derive(Debug, Clone)]
pub struct Tagged {
    /// What it says; empty if no thread of the page may tell.
    pub label: String,
    /// The address of its newest threads.
    pub href: String,
}

impl Tagged {
    /// The same for a page.
    pub fn new(folder: Folder, tag: &ListedTag) -> Self {
        let label = tag.label.as_ref().map(|label| label.as_str().to_owned());
        Self { label: label.unwrap_or_default(), href: href(folder, tag.id) }
    }
}

fn href(folder: Folder, tag: ThreadTagId) -> String {
    format!("{}&tag={tag}", folder_href(folder))
}

/// Tags as links to the threads of a folder that share them.
pub(super) fn links(tags: &[ThreadTag], folder: Folder, writing: &Writing) -> Vec<ThreadTagLink> {
    let label = |tag: &ThreadTag| match &tag.label {
        Unsealed::Value(label) => label.as_str().to_owned(),
        Unsealed::Damaged => writing.texts.say("damaged"),
    };
    let link =
        |tag: &ThreadTag| ThreadTagLink { id: tag.id.to_string(), label: label(tag), href: href(folder, tag.id) };
    tags.iter().map(link).collect()
}

/// The form to add tags with: `add`, and the revision that was seen.
pub fn tag_form(action: String, revision: i64) -> Form {
    let mut form = Form::new(action);
    form.add("tags", Kind::Text, "add", "field-tags-add").id("tags-add").required().hint("hint-tags");
    form.add("tags", Kind::Hidden, "revision", "field-tags-add").value(revision.to_string());
    form
}

/// Adds tags to a thread, or takes one away.
pub async fn change(sent: StaffForm, thread: Path<ThreadId>) -> Answer {
    let StaffForm { staff, posted } = sent;
    staff.require_correspondent()?;
    let thread = thread.into_inner();
    let Some(revision) = revision(&posted) else { return malformed(&staff, thread).await };
    let caller = staff.caller.clone();
    if let Ok(gone) = posted.value("remove").parse::<ThreadTagId>() {
        let remove = move |db: &mut Database| annotate_threads::remove_tag(db, &caller, thread, gone, revision);
        return settle(&staff, thread, "", remove).await;
    }
    let typed = posted.value("add");
    let add: Vec<Tag> = match tag::parse_all(typed) {
        Ok(add) if add.is_empty() => return refuse(&staff, thread, typed, "error-required", String::new()).await,
        Ok(add) => add,
        Err(_) => return refuse(&staff, thread, typed, "error-too-long", tag::LONGEST.to_string()).await,
    };
    let add = move |db: &mut Database| annotate_threads::add_tags(db, &caller, thread, &add, revision);
    settle(&staff, thread, typed, add).await
}

async fn settle(
    staff: &StaffCaller,
    thread: ThreadId,
    typed: &str,
    work: impl FnOnce(&mut Database) -> Result<(), WorkflowError> + Send + 'static,
) -> Answer {
    let here = format!("{PAGE}/{thread}");
    match staff.visitor.app.change(move |_, db| work(db)).await {
        Err(WorkflowError::Store(StoreError::Stale)) => onward(&here, Some(Message::Stale)),
        Err(WorkflowError::Store(StoreError::Full(_))) => {
            refuse(staff, thread, typed, "error-thread-tags-full", tag::MOST.to_string()).await
        }
        done => {
            done?;
            onward(&here, Some(Message::Saved))
        }
    }
}

async fn refuse(staff: &StaffCaller, thread: ThreadId, typed: &str, fault: &'static str, detail: String) -> Answer {
    let opened = Opened::open(staff, thread, false).await?;
    let mut shown = opened.page(opened.beginning(&ThreadQuery::default()).await?);
    let form = shown.tags.form.as_mut().ok_or(WebError::NotFound)?;
    form.set("add", typed);
    form.refuse_with("add", fault, detail);
    page_with_faults(&shown)
}
