//! Lists: everybody, the answer to a question, a saved view. They differ in what they ask and where they live.
//!
//! Invariant: what names people is in no address; a list's address has a token or an id instead.

use actix_web::web::{Path, Query};

use super::candidates::{self, CandidatesPage, Columns};
use super::filters::{self, Named};
use super::selection::Choosing;
use super::views::{ViewLine, view_form};
use super::vocabulary::Vocabulary;
use super::{Writing, searches};
use crate::directory::{Count, ListFilter, ListPage, Order, PageKey, query};
use crate::domain::id::{HoldingId, StaffId};
use crate::domain::list_column::ListColumn;
use crate::domain::list_reach::ListReach;
use crate::domain::office::Office;
use crate::domain::staff::Caller;
use crate::domain::time::Day;
use crate::domain::vacancy::VacancyName;
use crate::store::saved_views::{self, SavedView, ViewId};
use crate::store::searches::{self as kept, Question};
use crate::store::{Database, StoreError, facts, list_columns, offices, staff as people, vacancies};
use crate::vault::secret::Token;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::Form;
use crate::web::frame::back_to;
use crate::web::page::{Answer, onward, page};
use crate::web::posted::Posted;
use crate::workflows::select_records::{self, Chosen};
use crate::workflows::{WorkflowError, list_candidates};

/// Candidates on one page: as many as one reads; whoever is shown is journalled.
const SIZE: i64 = 25;

/// Where a list lives.
#[derive(Debug, Clone)]
pub(super) enum Here {
    /// Everybody, or who is left by filters.
    Everybody,
    /// The answer to a question that was kept, at its address.
    Search(String),
    /// A saved view.
    View(ViewId),
}

/// Where in a list a page begins.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct At {
    after: String,
    before: String,
}

/// What names and words mean at the reader's office today.
pub(super) struct Meaning {
    pub vacancies: Vec<VacancyName>,
    pub offices: Vec<Office>,
    today: Day,
    pub recruiters: Vec<(StaffId, String)>,
    asker: StaffId,
    reach: ListReach,
}

impl Meaning {
    pub(super) fn load(db: &mut Database, staff: &Caller) -> Result<Self, WorkflowError> {
        list_candidates::require_lists(db, staff)?;
        let (vacancies, offices) = db.read(|db| Ok((vacancies::names(db)?, offices::list(db)?)))?;
        let today = db.read(|db| facts::office(db, &staff.office))?.today(staff.at);
        let recruiters = db.read(|db| people::recruiters(db, &staff.office))?;
        Ok(Self {
            vacancies,
            offices,
            today,
            recruiters,
            asker: kept::staff_of(staff)?,
            reach: ListReach::of(staff.role),
        })
    }

    fn vocabulary(&self) -> Vocabulary<'_> {
        Vocabulary {
            vacancies: &self.vacancies,
            offices: &self.offices,
            today: self.today,
            recruiters: &self.recruiters,
            asker: Some(self.asker),
        }
    }

    /// What typed words mean.
    pub(super) fn parsed(&self, words: &str) -> Result<query::Query, query::QueryFault> {
        let vocabulary = self.vocabulary();
        query::parse(words, &|field, value| vocabulary.known(field, value))
    }

    /// What is asked in all; nothing if everybody is meant.
    pub(super) fn asked(&self, question: &Question) -> Option<query::Query> {
        let mut parts = filters::asked(question, self.reach, &self.vocabulary());
        if !question.words.is_empty() {
            // What was named may have another name since: then the question finds nobody.
            parts.push(self.parsed(&question.words).unwrap_or(query::Query::Any(Vec::new())));
        }
        (!parts.is_empty()).then_some(query::Query::All(parts))
    }

    /// The form of questions.
    pub(super) fn form(&self, staff: &StaffCaller, writing: &Writing) -> Form {
        let named = Named {
            vacancies: &self.vacancies,
            offices: &self.offices,
            recruiters: &self.recruiters,
            office: &staff.office,
            reach: self.reach,
        };
        candidates::search_form(writing, named)
    }
}

/// Lists the office's candidates, or those that the filters of the address leave.
pub async fn list(staff: StaffCaller, sent: Option<Query<Vec<(String, String)>>>) -> Answer {
    // An address that somebody shortened leads to the whole list rather than nowhere.
    let sent = sent.map(Query::into_inner).unwrap_or_default();
    let value = |name: &str| sent.iter().find(|(sent, _)| sent == name).map(|(_, value)| value.clone());
    let at = At { after: value("after").unwrap_or_default(), before: value("before").unwrap_or_default() };
    if sent.iter().all(|(name, _)| matches!(name.as_str(), "after" | "before")) {
        return show(&staff, Here::Everybody, Question::default(), None, at).await;
    }
    let caller = staff.caller.clone();
    let meaning = staff.visitor.app.run_apart(move |app| Meaning::load(&mut app.store.database()?, &caller)).await?;
    let mut form = meaning.form(&staff, &Writing::new(staff.visitor.texts, &staff.office));
    let question = filters::take(&mut form, sent.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    show(&staff, Here::Everybody, question, None, at).await
}

/// What is found for a list.
struct Found {
    meaning: Meaning,
    page: ListPage,
    count: Option<Count>,
    columns: Vec<ListColumn>,
    views: Vec<(SavedView, Count)>,
    chosen: Option<Chosen>,
}

/// Shows a list; `columns` are those of a view, else the reader's own.
pub(super) async fn show(
    staff: &StaffCaller,
    here: Here,
    question: Question,
    columns: Option<Vec<ListColumn>>,
    at: At,
) -> Answer {
    let (caller, asked) = (staff.caller.clone(), question.clone());
    let (acts_on_many, place) = (staff.acts_on_many(), at.as_query());
    let find = staff.visitor.app.run_apart(move |app| {
        let mut db = app.store.database()?;
        let (meaning, views, columns) = db.together(|db| {
            let meaning = Meaning::load(db, &caller)?;
            let views = saved_views::list(db, &caller)?;
            let columns = match columns {
                Some(columns) => columns,
                None => db.read(|db| list_columns::of(db, kept::staff_of(&caller)?))?,
            };
            Ok::<_, WorkflowError>((meaning, views, columns))
        })?;
        drop(db);
        let filter = at.filter(meaning.asked(&asked), filters::order(&asked));
        let (page, count) = if filter.query.is_some() {
            let (page, count) = list_candidates::search(&app.store, &app.directories, &caller, &filter)?;
            (page, Some(count))
        } else {
            (list_candidates::page(&app.store, &app.directories, &caller, &filter)?, None)
        };
        let asked = views.iter().map(|view| meaning.asked(&view.content.question)).collect();
        let counts = list_candidates::counts(&app.store, &app.directories, &caller, asked)?;
        let shown: Vec<HoldingId> = page.people.iter().map(|person| person.holding.id).collect();
        let chosen = if acts_on_many {
            Some(select_records::chosen(&mut app.store.database()?, &caller, &shown)?)
        } else {
            None
        };
        Ok(Found { meaning, page, count, columns, views: views.into_iter().zip(counts).collect(), chosen })
    });
    let found = find.await?;
    page(&shown(staff, here, &question, found, &place))
}

fn shown(staff: &StaffCaller, here: Here, question: &Question, found: Found, place: &str) -> CandidatesPage {
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let texts = &writing.texts;
    let mut form = found.meaning.form(staff, &writing);
    searches::fill(&mut form, question);
    let mut shown = CandidatesPage::new(staff, form);
    let base = here.address(question);
    shown.chips = filters::chips(&shown.search, question, texts);
    shown.columns = Columns::new(found.columns, ListReach::of(staff.caller.role));
    shown.back.clone_from(&base);
    let page = found.page;
    shown.rows =
        candidates::lines(&page.people, &found.meaning.vacancies, &found.meaning.offices, &staff.office, &writing);
    shown.add_excerpts(page.excerpts, texts);
    shown.total = found.count.map(|count| {
        let key = if count.is_more { "candidates-found-more" } else { "candidates-found" };
        texts.with(key, "count", count.value)
    });
    shown.is_search = found.count.is_some();
    let sign = if base.contains('?') { '&' } else { '?' };
    shown.previous = page.previous.map(|key| format!("{base}{sign}before={}", key.to_word()));
    shown.next = page.next.map(|key| format!("{base}{sign}after={}", key.to_word()));
    if let Some(chosen) = found.chosen {
        shown.rows.iter_mut().for_each(|row| row.is_chosen = chosen.among.contains(&row.holding));
        let back = if place.is_empty() { base.clone() } else { format!("{base}{sign}{place}") };
        shown.choosing = Some(Choosing { list: Some(base), back, count: chosen.count });
    }
    if let Here::View(id) = here {
        let view = found.views.iter().find(|(view, _)| view.id == id);
        shown.heading = view.map(|(view, _)| view.content.name.clone());
        shown.view = view.filter(|(view, _)| view.is_own).map(|(view, _)| view_form(view));
    }
    shown.views = found.views.iter().map(|(view, count)| ViewLine::of(view, *count, &here, texts)).collect();
    shown
}

impl Here {
    fn address(&self, question: &Question) -> String {
        match self {
            Self::Everybody => filters::address(question),
            Self::Search(address) => address.clone(),
            Self::View(id) => format!("/staff/views/{id}"),
        }
    }
}

impl At {
    /// The place as a query of an address; empty for the first page.
    fn as_query(&self) -> String {
        let key = |name: &str, word: &str| Some(format!("{name}={}", PageKey::from_word(word)?.to_word()));
        key("before", &self.before).or_else(|| key("after", &self.after)).unwrap_or_default()
    }

    fn filter(&self, query: Option<query::Query>, order: Order) -> ListFilter {
        ListFilter {
            query,
            order,
            after: PageKey::from_word(&self.after),
            before: PageKey::from_word(&self.before),
            size: SIZE,
            ..ListFilter::default()
        }
    }
}

/// Keeps the columns that somebody ticked, and leads back to their list.
pub async fn columns(sent: StaffForm) -> Answer {
    let StaffForm { staff, posted } = sent;
    let columns = ticked_columns(&posted);
    let caller = staff.caller.clone();
    let keep = staff.visitor.app.run_apart(move |app| {
        list_candidates::keep_columns(&app.store, &caller, &columns)?;
        Ok(())
    });
    keep.await?;
    onward(back_to(posted.value("back")), None)
}

/// The columns that a form ticked, each once, in the order of the list.
pub(super) fn ticked_columns(posted: &Posted) -> Vec<ListColumn> {
    let is_ticked =
        |column: &ListColumn| posted.pairs().any(|(name, value)| name == "column" && value == column.as_str());
    ListColumn::ALL.iter().copied().filter(is_ticked).collect()
}

/// What the list at an address asks, as it was chosen and as a query; no query if it is everybody.
pub(super) async fn asked_at(
    staff: &StaffCaller,
    address: &str,
) -> Result<(Question, Option<query::Query>), WorkflowError> {
    let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
    let meaning = app.run(move |_, db| Meaning::load(db, &caller)).await?;
    let caller = staff.caller.clone();
    let question = if let Some(token) = address.strip_prefix("/staff/searches/") {
        let token = Token::parse(token).map_err(|_| StoreError::NotFound)?;
        app.run(move |_, db| Ok(kept::find(db, &caller, &token)?)).await?
    } else if let Some(id) = address.strip_prefix("/staff/views/") {
        let id: ViewId = id.parse().map_err(|_| StoreError::NotFound)?;
        app.run_apart(move |app| list_candidates::find_view(&app.store, &caller, id)).await?.content.question
    } else {
        let query = address.split_once('?').map_or("", |(_, query)| query);
        let sent: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        let mut form = meaning.form(staff, &Writing::new(staff.visitor.texts, &staff.office));
        let sent = || sent.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let question = filters::take(&mut form, sent());
        if filters::has_dropped(&question, sent()) {
            return Ok((question, Some(query::Query::Any(Vec::new()))));
        }
        question
    };
    let query = meaning.asked(&question);
    Ok((question, query))
}

/// The token of an address.
pub(super) fn token(path: &Path<String>) -> Result<Token, WebError> {
    Token::parse(path).map_err(|_| WebError::NotFound)
}
