//! What somebody has chosen from lists, and what can be done with all of it.
//!
//! Invariant: nobody is acted on whom the maker of the selection was not told of first.

pub mod acts;
pub mod file;
pub mod forms;
pub mod groups;

use actix_web::HttpResponse;
use actix_web::web::Query;
use askama::Template;
use askama_web::WebTemplate;
use serde::Serialize;

use super::candidate::transfers;
use super::candidates::{self, CandidateLine, Columns};
use super::lists::{self, Meaning};
use super::{Writing, filters};
use crate::directory::ListFilter;
use crate::domain::category::CategoryId;
use crate::domain::id::HoldingId;
use crate::domain::purpose::Purpose;
use crate::law::access::Verb;
use crate::store::StoreError;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::Form;
use crate::web::frame::{Frame, back_to};
use crate::web::page::{Answer, onward, page};
use crate::web::posted::Posted;
use crate::web::texts::Texts;
use crate::workflows::select_records::{self, ChosenPage};
use crate::workflows::{WorkflowError, list_candidates};

/// Where the selection lives.
const HERE: &str = "/staff/selection";
/// People on one page.
const SIZE: i64 = 25;

/// The form beside a list that keeps its ticks.
#[derive(Debug, Clone)]
pub struct Choosing {
    /// The address of the list; nothing on the page of the selection itself.
    pub list: Option<String>,
    /// The address of this page.
    pub back: String,
    /// How many people are chosen in all.
    pub count: i64,
}

/// `/staff/selection`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/selection/selection.html")]
pub struct SelectionPage {
    /// The frame.
    pub frame: Frame,
    /// The form that keeps the ticks.
    pub choosing: Choosing,
    /// Those of this page.
    pub rows: Vec<CandidateLine>,
    /// How many of this page cannot be shown.
    pub unseen: usize,
    /// The columns.
    pub columns: Columns,
    /// The address of the next page.
    pub next: Option<String>,
    /// Tags that come and go.
    pub tags: Form,
    /// Who looks after them.
    pub owner: Form,
    /// What is to be made available to another office; nothing if the role asks for no transfers.
    pub transfer: Option<Form>,
    /// The file that they are written into.
    pub export: Form,
    /// The columns of the file.
    pub export_columns: Vec<forms::ColumnChoice>,
    /// The address of a list that is too long for a selection: it can be written into a file.
    pub whole: Option<String>,
}

/// Where in the selection a page begins.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct At {
    after: String,
    list: String,
}

impl StaffCaller {
    /// Whether the role acts on many records at once.
    pub(super) fn acts_on_many(&self) -> bool {
        self.may(Verb::Change, CategoryId::Other, Purpose::Recruitment)
            || self.may(Verb::Export, CategoryId::Profile, Purpose::Recruitment)
    }

    /// Answers as if the page did not exist to whoever does not act on many records.
    fn require_acts_on_many(&self) -> Result<(), WebError> {
        if self.acts_on_many() { Ok(()) } else { Err(WebError::NotFound) }
    }
}

/// Shows what is chosen, and what can be done with it.
pub async fn show(staff: StaffCaller, at: Option<Query<At>>) -> Answer {
    let At { after, list } = at.map(Query::into_inner).unwrap_or_default();
    page(&open(&staff, &after, &list).await?)
}

/// The page of the selection, or of a whole list if the address of one is given.
async fn open(staff: &StaffCaller, after: &str, list: &str) -> Result<SelectionPage, WebError> {
    staff.require_acts_on_many()?;
    let (caller, from) = (staff.caller.clone(), after.parse::<HoldingId>().ok());
    let find = staff.visitor.app.run_apart(move |app| {
        let meaning = Meaning::load(&mut app.store.database()?, &caller)?;
        let chosen = select_records::page(&app.store, &app.directories, &caller, from, SIZE)?;
        let tags = list_candidates::suggested_tags(&app.store, &app.directories, &caller)?;
        Ok((meaning, chosen, tags))
    });
    let (meaning, chosen, tags) = find.await?;
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let ChosenPage { count, people, unseen, next } = chosen;
    let mut rows = candidates::lines(&people, &meaning.vacancies, &meaning.offices, &staff.office, &writing);
    rows.iter_mut().for_each(|row| row.is_chosen = true);
    let mut frame = staff.frame();
    HERE.clone_into(&mut frame.path);
    let back = if after.is_empty() { HERE.to_owned() } else { format!("{HERE}?after={after}") };
    Ok(SelectionPage {
        frame,
        choosing: Choosing { list: None, back, count },
        rows,
        unseen,
        columns: Columns::usual(),
        next: next.map(|after| format!("{HERE}?after={after}")),
        tags: forms::tags(tags),
        owner: forms::owner(&writing.texts, &meaning.recruiters),
        transfer: staff.may(Verb::Ask, CategoryId::Profile, Purpose::Recruitment).then(|| {
            let others = transfers::others(&meaning.offices, &staff.office, &writing.texts);
            forms::transfer(&writing.texts, others)
        }),
        export: forms::export(&writing.texts),
        export_columns: forms::columns(&writing.texts, &[]),
        whole: is_list(list).then(|| list.to_owned()),
    })
}

/// Whether an address is a list's.
fn is_list(address: &str) -> bool {
    ["/staff/candidates", "/staff/searches/", "/staff/views/"].iter().any(|start| address.starts_with(start))
}

#[derive(Serialize)]
struct Kept {
    text: String,
}

/// Keeps the ticks of a list, and goes where the pressed button leads.
pub async fn choose(sent: StaffForm) -> Answer {
    let StaffForm { staff, posted } = sent;
    staff.require_acts_on_many()?;
    let is_quiet = posted.value("then") == "quiet";
    match keep(&staff, &posted).await {
        Err(WorkflowError::Store(StoreError::Full(_))) if is_quiet => {
            let text = staff.visitor.texts.say("selection-full");
            return Ok(HttpResponse::Conflict().json(Kept { text }));
        }
        Err(WorkflowError::Store(StoreError::Full(_))) => {
            let list = filters::url_query([("list", posted.value("list"))]);
            return onward(&format!("{HERE}?{}", list.trim_end_matches('&')), None);
        }
        kept => kept?,
    }
    match posted.value("then") {
        "quiet" => {
            let caller = staff.caller.clone();
            let chosen = staff.visitor.app.run(move |_, db| select_records::chosen(db, &caller, &[])).await?;
            Ok(HttpResponse::Ok().json(Kept { text: count_text(&staff.visitor.texts, chosen.count) }))
        }
        "open" | "all" | "clear" => onward(HERE, None),
        "next" => onward(back_to(posted.value("next")), None),
        _ => onward(back_to(posted.value("back")), None),
    }
}

async fn keep(staff: &StaffCaller, posted: &Posted) -> Result<(), WorkflowError> {
    let caller = staff.caller.clone();
    if posted.value("then") == "clear" {
        return staff.visitor.app.run_apart(move |app| select_records::clear(&app.store, &caller)).await;
    }
    // Only what differs from the page as it was: another page may have changed the rest since.
    let (was, ticked) = (ids(posted, "was"), ids(posted, "tick"));
    let without = |some: &[HoldingId], others: &[HoldingId]| -> Vec<HoldingId> {
        some.iter().filter(|id| !others.contains(id)).copied().collect()
    };
    let (chosen, given_up) = (without(&ticked, &was), without(&was, &ticked));
    let tick = staff
        .visitor
        .app
        .run_apart(move |app| select_records::tick(&app.store, &app.directories, &caller, &chosen, &given_up));
    tick.await?;
    if posted.value("then") != "all" {
        return Ok(());
    }
    let (_, query) = lists::asked_at(staff, posted.value("list")).await?;
    let caller = staff.caller.clone();
    let choose = staff.visitor.app.run_apart(move |app| {
        let filter = ListFilter { query, ..ListFilter::default() };
        select_records::choose_all(&app.store, &app.directories, &caller, &filter)
    });
    choose.await
}

fn ids(posted: &Posted, name: &str) -> Vec<HoldingId> {
    posted.pairs().filter(|(sent, _)| *sent == name).filter_map(|(_, value)| value.parse().ok()).collect()
}

/// How many people are chosen, in words.
pub fn count_text(texts: &Texts, count: i64) -> String {
    texts.with("choose-count", "count", count)
}
