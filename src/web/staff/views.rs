//! Views that staff save: a question, its filters, order and columns under a name.

use actix_web::web::{Path, Query};

use super::lists::{self, At, Here};
use super::searches::{self, led_to};
use crate::directory::Count;
use crate::store::saved_views::{self, SavedView, ViewContent, ViewId};
use crate::store::{Database, StoreError};
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::{Form, Kind};
use crate::web::page::{Answer, page_with_faults};
use crate::web::texts::Texts;
use crate::workflows::{WorkflowError, list_candidates};

/// Characters of a view's name.
const NAME: usize = 60;

/// A saved view beside a list.
#[derive(Debug, Clone)]
pub struct ViewLine {
    /// Its address.
    pub href: String,
    /// Its name.
    pub name: String,
    /// How many people it shows, in words.
    pub count: String,
    /// Whether the page shows it.
    pub is_here: bool,
    /// Whether a colleague saved it.
    pub is_others: bool,
}

impl ViewLine {
    pub(super) fn of(view: &SavedView, count: Count, here: &Here, texts: &Texts) -> Self {
        let number = texts.number(count.value);
        Self {
            href: address(view.id),
            name: view.content.name.clone(),
            count: if count.is_more { format!("{number}+") } else { number },
            is_here: matches!(here, Here::View(id) if *id == view.id),
            is_others: !view.is_own,
        }
    }
}

/// The form that renames and shares a view.
pub fn view_form(view: &SavedView) -> Form {
    let mut form = Form::new(address(view.id));
    form.add("view", Kind::Text, "name", "view-name").required().longest(NAME).half().value(&view.content.name);
    let shared = if view.is_shared { "yes" } else { "" };
    form.add("view", Kind::Tick, "shared", "view-shared").half().value(shared);
    form
}

/// Saves what a list asks as a view.
pub async fn save(sent: StaffForm) -> Answer {
    let StaffForm { staff, posted } = sent;
    let meaning = searches::meaning(&staff).await?;
    let question = searches::question(&staff, &meaning, &posted);
    if let Err(fault) = meaning.parsed(&question.words) {
        return page_with_faults(&searches::refused(&staff, &meaning, &question, &fault));
    }
    let name = posted.value("view_name").trim().to_owned();
    let fault = match name.chars().count() {
        0 => Some(("error-required", String::new())),
        1..=NAME => None,
        _ => Some(("error-too-long", NAME.to_string())),
    };
    let asked = question.clone();
    let fault = match fault {
        Some(fault) => fault,
        None => {
            let caller = staff.caller.clone();
            let keep = staff
                .visitor
                .app
                .run_apart(move |app| taken_apart(list_candidates::save_view(&app.store, &caller, name, asked)));
            match keep.await? {
                Some(id) => return led_to(&address(id)),
                None => ("error-views-many", saved_views::MOST.to_string()),
            }
        }
    };
    let mut refused = searches::form_page(&staff, &meaning, &question);
    refused.search.set("view_name", posted.value("view_name"));
    refused.search.refuse_with("view_name", fault.0, fault.1);
    page_with_faults(&refused)
}

/// A view that is one too many is no error of the program.
fn taken_apart(saved: Result<ViewId, WorkflowError>) -> Result<Option<ViewId>, WorkflowError> {
    match saved {
        Err(WorkflowError::Store(StoreError::Taken(_))) => Ok(None),
        other => other.map(Some),
    }
}

/// Shows a view.
pub async fn show(staff: StaffCaller, id: Path<ViewId>, at: Option<Query<At>>) -> Answer {
    let at = at.map(Query::into_inner).unwrap_or_default();
    let (caller, id) = (staff.caller.clone(), id.into_inner());
    let find = staff.visitor.app.run_apart(move |app| list_candidates::find_view(&app.store, &caller, id));
    let ViewContent { question, columns, .. } = find.await?.content;
    lists::show(&staff, Here::View(id), question, Some(columns), at).await
}

/// Renames a view, gives it other columns, shares it or no longer.
pub async fn change(sent: StaffForm, id: Path<ViewId>) -> Answer {
    let StaffForm { staff, posted } = sent;
    let (caller, id) = (staff.caller.clone(), id.into_inner());
    let name: String = posted.value("name").trim().chars().take(NAME).collect();
    let is_shared = !posted.value("shared").is_empty();
    let columns = lists::ticked_columns(&posted);
    let change = staff.visitor.app.run_apart(move |app| {
        let change = |db: &mut Database| saved_views::change(db, &caller, id, (&name, columns), is_shared);
        list_candidates::change_views(&app.store, &caller, change)
    });
    change.await?;
    led_to(&address(id))
}

/// Removes a view.
pub async fn remove(sent: StaffForm, id: Path<ViewId>) -> Answer {
    let (caller, id) = (sent.staff.caller.clone(), id.into_inner());
    let app = &sent.staff.visitor.app;
    let remove = app.run_apart(move |app| {
        list_candidates::change_views(&app.store, &caller, |db| saved_views::remove(db, &caller, id))
    });
    remove.await?;
    led_to("/staff/candidates")
}

fn address(id: ViewId) -> String {
    format!("/staff/views/{id}")
}
