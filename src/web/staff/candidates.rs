//! The list of an office's candidates.

use askama::Template;
use askama_web::WebTemplate;

use super::Writing;
use super::filters::{self, Chip, Named};
use super::selection::Choosing;
use super::views::ViewLine;
use crate::directory::query::TextField;
use crate::directory::{Excerpt, Person, Piece};
use crate::domain::application::{Source, Stage};
use crate::domain::category::CategoryId;
use crate::domain::id::HoldingId;
use crate::domain::list_column::ListColumn;
use crate::domain::list_reach::ListReach;
use crate::domain::office::Office;
use crate::domain::purpose::Purpose;
use crate::domain::vacancy::VacancyName;
use crate::law::access::Verb;
use crate::web::extract::StaffCaller;
use crate::web::form::{Choice, Form, Kind};
use crate::web::frame::Frame;
use crate::web::texts::Texts;

/// `/staff/candidates`, `/staff/searches/{token}` and `/staff/views/{id}`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/candidates.html")]
pub struct CandidatesPage {
    /// The frame.
    pub frame: Frame,
    /// The name of the view that is shown.
    pub heading: Option<String>,
    /// The question, from [`search_form`].
    pub search: Form,
    /// The filters that are on.
    pub chips: Vec<Chip>,
    /// The columns.
    pub columns: Columns,
    /// The address of the list, without its place in it.
    pub back: String,
    /// The reader's views and those that colleagues share.
    pub views: Vec<ViewLine>,
    /// The form that changes the view that is shown, if it is the reader's own.
    pub view: Option<Form>,
    /// Whether the page answers a question rather than listing everybody.
    pub is_search: bool,
    /// Candidates, in the order that was asked for.
    pub rows: Vec<CandidateLine>,
    /// How many there are, in words, if they were counted.
    pub total: Option<String>,
    /// The address of the page before.
    pub previous: Option<String>,
    /// The address of the page after.
    pub next: Option<String>,
    /// Whether the reader may add a candidate.
    pub can_add: bool,
    /// The form that keeps the ticks, for those who act on many records at once.
    pub choosing: Option<Choosing>,
}

impl CandidatesPage {
    /// A page without rows.
    pub(super) fn new(staff: &StaffCaller, search: Form) -> Self {
        let mut frame = staff.frame();
        // The language switch leads back here; the address of an answer is nobody else's business.
        "/staff/candidates".clone_into(&mut frame.path);
        Self {
            frame,
            heading: None,
            search,
            chips: Vec::new(),
            columns: Columns::usual(),
            back: "/staff/candidates".to_owned(),
            views: Vec::new(),
            view: None,
            is_search: false,
            rows: Vec::new(),
            total: None,
            previous: None,
            next: None,
            can_add: staff.may(Verb::Create, CategoryId::Profile, Purpose::Recruitment),
            choosing: None,
        }
    }

    /// Writes below each row where the words of the question stand.
    pub(super) fn add_excerpts(&mut self, excerpts: Vec<Vec<Excerpt>>, texts: &Texts) {
        for (row, excerpts) in self.rows.iter_mut().zip(excerpts) {
            let shown = |excerpt: Excerpt| ExcerptView {
                label: texts.say(field_key(excerpt.field)),
                anchor: if excerpt.field == TextField::Message { "correspondence" } else { "" },
                pieces: excerpt.pieces,
            };
            row.excerpts = excerpts.into_iter().map(shown).collect();
        }
    }
}

/// A place in a text where words of the question stand.
#[derive(Debug, Clone)]
pub struct ExcerptView {
    /// Which text it is.
    pub label: String,
    /// The part of the person's page that has the whole; empty without one.
    pub anchor: &'static str,
    /// The text around it.
    pub pieces: Vec<Piece>,
}

const fn field_key(field: TextField) -> &'static str {
    match field {
        TextField::Any | TextField::Name => "field-name",
        TextField::Contact => "excerpt-contact",
        TextField::Employer => "field-employer",
        TextField::School => "field-school",
        TextField::Skill => "excerpt-skill",
        TextField::Cv => "excerpt-cv",
        TextField::Application => "candidate-motivation",
        TextField::Result => "excerpt-result",
        TextField::Note => "excerpt-note",
        TextField::Message => "excerpt-message",
        TextField::Tag => "field-tags",
    }
}

/// A candidate in a list.
#[derive(Debug, Clone)]
pub struct CandidateLine {
    /// The id, for the address.
    pub id: String,
    /// The holding that the line is about.
    pub holding: HoldingId,
    /// Whether the reader has chosen it.
    pub is_chosen: bool,
    /// The name as the reader expects it; empty if it is withheld.
    pub name: String,
    /// The reading.
    pub reading: String,
    /// What the latest application is for; empty without one.
    pub vacancy: String,
    /// Where it stands.
    pub stage: Option<Stage>,
    /// When it came in, written out.
    pub received: String,
    /// The day of the last contact, written out.
    pub contacted: Option<String>,
    /// The last day on which the record may be used, written out.
    pub usable_until: Option<String>,
    /// Where it came from.
    pub source: Option<Source>,
    /// The office that collected.
    pub office: String,
    /// Whether that is another office than the reader's.
    pub is_foreign: bool,
    /// Tags, as far as the reader may see them.
    pub tags: Vec<String>,
    /// Where the words of a question stand.
    pub excerpts: Vec<ExcerptView>,
}

/// A question: `q` in words, the filters and the order, and the plain fields of [`super::searches::PLAIN`].
pub fn search_form(writing: &Writing, named: Named<'_>) -> Form {
    let mut form = Form::new("/staff/searches");
    let (label, hint) = match named.reach {
        ListReach::People => ("search-people", "search-people-hint"),
        ListReach::Assignments | ListReach::Records => ("search-words", "search-hint"),
    };
    form.add("search", Kind::Text, "q", label).longest(500).hint(hint);
    filters::add(&mut form, writing, named);
    for (name, label) in super::searches::PLAIN.iter().map(|(name, _)| *name).zip([
        "search-phrase",
        "search-without",
        "field-name",
        "field-school",
        "field-employer",
        "field-tags",
        "search-in-messages",
    ]) {
        let from = match name {
            "in_tag" | "in_messages" => ListReach::Records,
            "in_school" | "in_employer" => ListReach::Assignments,
            _ => ListReach::People,
        };
        if named.reach < from {
            continue;
        }
        form.add("plain", Kind::Text, name, label).half().longest(100);
    }
    form.add("save", Kind::Text, "view_name", "view-name").longest(60);
    form
}

/// The vacancies of an office as choices.
pub(super) fn vacancy_choices(vacancies: &[VacancyName], office: &Office, writing: &Writing) -> Vec<Choice> {
    let own = vacancies.iter().filter(|vacancy| vacancy.office == office.code);
    own.map(|vacancy| Choice::new(vacancy.id.to_string(), vacancy.title.get(writing.locale()))).collect()
}

/// The columns of a list.
#[derive(Debug, Clone)]
pub struct Columns {
    shown: Vec<ListColumn>,
    reach: ListReach,
}

impl Columns {
    /// The columns that are chosen, as far as the reader has them.
    pub fn new(mut shown: Vec<ListColumn>, reach: ListReach) -> Self {
        shown.retain(|column| reach.has(*column));
        Self { shown, reach }
    }

    /// The columns of whoever chose none.
    pub fn usual() -> Self {
        Self::new(ListColumn::USUAL.to_vec(), ListReach::Records)
    }

    /// Whether a column is shown.
    pub fn shows(&self, word: &str) -> bool {
        self.shown.iter().any(|column| column.as_str() == word)
    }

    /// How many there are with the name.
    pub fn width(&self) -> usize {
        self.shown.len() + 1
    }

    /// The columns that can be chosen, with the keys of their names.
    pub fn choices(&self) -> Vec<(ListColumn, &'static str)> {
        let all = ListColumn::ALL.iter().filter(|column| self.reach.has(**column));
        all.map(|column| (*column, heading(*column))).collect()
    }
}

const fn heading(column: ListColumn) -> &'static str {
    match column {
        ListColumn::Vacancy => "field-vacancy",
        ListColumn::Stage => "field-stage",
        ListColumn::Received => "received",
        ListColumn::Source => "field-source",
        ListColumn::Office => "field-office",
        ListColumn::Contacted => "filter-contacted",
        ListColumn::Retention => "column-retention",
    }
}

/// People of the directory as lines of a list, as an office reads them.
pub(super) fn lines(
    people: &[Person],
    vacancies: &[VacancyName],
    offices: &[Office],
    reader: &Office,
    writing: &Writing,
) -> Vec<CandidateLine> {
    let locale = writing.locale();
    let line = |person: &Person| {
        let name = person.name();
        let latest = person.latest.as_ref();
        let vacancy = latest.and_then(|latest| vacancies.iter().find(|vacancy| vacancy.id == latest.vacancy));
        let office = offices.iter().find(|office| office.code == person.holding.office);
        CandidateLine {
            id: person.holding.candidate.to_string(),
            holding: person.holding.id,
            is_chosen: false,
            name: name.display(locale),
            reading: person.reading.clone(),
            vacancy: vacancy.map(|vacancy| vacancy.title.get(locale).to_owned()).unwrap_or_default(),
            stage: latest.map(|latest| latest.stage),
            received: writing.moment(person.received_at),
            contacted: person.contacted_on.map(|day| writing.texts.day(&day)),
            usable_until: person.usable_until.map(|day| writing.texts.day(&day)),
            source: latest.map(|latest| latest.source),
            office: office.map(|office| office.name.get(locale).to_owned()).unwrap_or_default(),
            is_foreign: person.holding.office != reader.code,
            tags: person.tags.clone(),
            excerpts: Vec::new(),
        }
    };
    people.iter().map(line).collect()
}
