//! The list of an office's candidates.

use askama::Template;
use askama_web::WebTemplate;

use actix_web::web::Query;

use super::Writing;
use crate::directory::query::TextField;
use crate::directory::{Excerpt, ListFilter, PageKey, Person, Piece};
use crate::domain::application::{Source, Stage};
use crate::domain::candidate::PersonName;
use crate::domain::category::CategoryId;
use crate::domain::office::Office;
use crate::domain::purpose::Purpose;
use crate::domain::vacancy::Vacancy;
use crate::law::access::Verb;
use crate::store::offices;
use crate::web::extract::StaffCaller;
use crate::web::form::{Choice, Form, Kind};
use crate::web::frame::Frame;
use crate::web::page::{Answer, page};
use crate::web::profile::choices;
use crate::web::texts::Texts;
use crate::workflows::list_candidates;

/// Candidates on one page.
pub(super) const SIZE: i64 = 50;

/// `/staff/candidates` and `/staff/searches/{token}`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/candidates.html")]
pub struct CandidatesPage {
    /// The frame.
    pub frame: Frame,
    /// The question, from [`search_form`].
    pub search: Form,
    /// Whether the page answers a question rather than listing everybody.
    pub is_search: bool,
    /// Candidates, newest first.
    pub rows: Vec<CandidateLine>,
    /// How many there are, in words, if they were counted.
    pub total: Option<String>,
    /// The address of the page of newer ones.
    pub previous: Option<String>,
    /// The address of the page of older ones.
    pub next: Option<String>,
    /// Whether the reader may add a candidate.
    pub can_add: bool,
}

impl CandidatesPage {
    /// A page without rows.
    pub(super) fn new(staff: &StaffCaller, search: Form) -> Self {
        let mut frame = staff.frame();
        // The language switch leads back here; the address of an answer is nobody else's business.
        "/staff/candidates".clone_into(&mut frame.path);
        Self {
            frame,
            search,
            is_search: false,
            rows: Vec::new(),
            total: None,
            previous: None,
            next: None,
            can_add: staff.may(Verb::Create, CategoryId::Profile, Purpose::Recruitment),
        }
    }

    /// Writes below each row where the words of the question stand.
    pub(super) fn add_excerpts(&mut self, excerpts: Vec<Vec<Excerpt>>, texts: &Texts) {
        for (row, excerpts) in self.rows.iter_mut().zip(excerpts) {
            let shown =
                |excerpt: Excerpt| ExcerptView { label: texts.say(field_key(excerpt.field)), pieces: excerpt.pieces };
            row.excerpts = excerpts.into_iter().map(shown).collect();
        }
    }
}

/// A place in a text where words of the question stand.
#[derive(Debug, Clone)]
pub struct ExcerptView {
    /// Which text it is.
    pub label: String,
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
        TextField::Tag => "field-tags",
    }
}

/// A candidate in a list.
#[derive(Debug, Clone)]
pub struct CandidateLine {
    /// The id, for the address.
    pub id: String,
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

/// A question: `q` in words, `stage` and `vacancy` with an empty choice for all, and the plain fields of
/// [`super::searches::PLAIN`].
pub fn search_form(texts: &Texts, vacancies: Vec<Choice>) -> Form {
    let mut form = Form::new("/staff/searches");
    form.add("search", Kind::Text, "q", "search-words").longest(500).hint("search-hint");
    let all = || Choice::new("", texts.say("filter-all"));
    let stages = std::iter::once(all()).chain(choices(texts, Stage::ALL)).collect();
    form.add("filter", Kind::Select, "stage", "field-stage").options(stages);
    let vacancies = std::iter::once(all()).chain(vacancies).collect();
    form.add("filter", Kind::Select, "vacancy", "field-vacancy").options(vacancies);
    for (name, label) in super::searches::PLAIN.iter().map(|(name, _)| *name).zip([
        "search-phrase",
        "search-without",
        "field-name",
        "field-school",
        "field-employer",
    ]) {
        form.add("plain", Kind::Text, name, label).half().longest(100);
    }
    form
}

/// What the address of a list says, as a form sends it: an empty word is none, and so is one that means nothing.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct ListQuery {
    stage: String,
    vacancy: String,
    after: String,
    before: String,
}

/// Lists the office's candidates, newest first.
pub async fn list(staff: StaffCaller, query: Option<Query<ListQuery>>) -> Answer {
    // An address that somebody shortened leads to the whole list rather than nowhere.
    let query = query.map(Query::into_inner).unwrap_or_default();
    let filter = query.filter();
    let caller = staff.caller.clone();
    let find = staff.visitor.app.run_apart(move |app| {
        let list = list_candidates::list(&app.store, &app.directories, &caller, &filter)?;
        Ok((list, app.store.database()?.read(offices::list)?))
    });
    let (list, offices) = find.await?;
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let mut form = search_form(&writing.texts, vacancy_choices(&list.vacancies, &staff.office, &writing));
    form.fill([("stage", query.stage.as_str()), ("vacancy", query.vacancy.as_str())]);
    let mut listed = CandidatesPage::new(&staff, form);
    listed.rows = lines(&list.page.people, &list.vacancies, &offices, &staff.office, &writing);
    listed.previous = list.page.previous.map(|key| query.href("before", key));
    listed.next = list.page.next.map(|key| query.href("after", key));
    page(&listed)
}

/// The address of the list with what was chosen; a word that means nothing is left out.
pub(super) fn list_address(stage: &str, vacancy: &str) -> String {
    let query = ListQuery { stage: stage.to_owned(), vacancy: vacancy.to_owned(), ..ListQuery::default() };
    query.address().trim_end_matches(['&', '?']).to_owned()
}

impl ListQuery {
    fn filter(&self) -> ListFilter {
        ListFilter {
            stage: self.stage.parse().ok(),
            vacancy: self.vacancy.parse().ok(),
            since: None,
            query: None,
            after: PageKey::from_word(&self.after),
            before: PageKey::from_word(&self.before),
            size: SIZE,
        }
    }

    /// The address of the list up to where something may follow.
    fn address(&self) -> String {
        let filter = self.filter();
        let stage = filter.stage.map(|stage| format!("stage={stage}&")).unwrap_or_default();
        let vacancy = filter.vacancy.map(|id| format!("vacancy={id}&")).unwrap_or_default();
        format!("/staff/candidates?{stage}{vacancy}")
    }

    /// The address of another page of the same list.
    fn href(&self, direction: &str, key: PageKey) -> String {
        format!("{}{direction}={}", self.address(), key.to_word())
    }
}

/// The vacancies of an office as choices.
pub(super) fn vacancy_choices(vacancies: &[Vacancy], office: &Office, writing: &Writing) -> Vec<Choice> {
    let own = vacancies.iter().filter(|vacancy| vacancy.office == office.code);
    own.map(|vacancy| Choice::new(vacancy.id.to_string(), vacancy.title.get(writing.locale()))).collect()
}

/// People of the directory as lines of a list, as an office reads them.
pub(super) fn lines(
    people: &[Person],
    vacancies: &[Vacancy],
    offices: &[Office],
    reader: &Office,
    writing: &Writing,
) -> Vec<CandidateLine> {
    let locale = writing.locale();
    let line = |person: &Person| {
        let name = PersonName { family: person.family.clone(), given: person.given.clone(), ..PersonName::default() };
        let latest = person.latest.as_ref();
        let vacancy = latest.and_then(|latest| vacancies.iter().find(|vacancy| vacancy.id == latest.vacancy));
        let office = offices.iter().find(|office| office.code == person.holding.office);
        CandidateLine {
            id: person.holding.candidate.to_string(),
            name: name.display(locale),
            reading: person.reading.clone(),
            vacancy: vacancy.map(|vacancy| vacancy.title.get(locale).to_owned()).unwrap_or_default(),
            stage: latest.map(|latest| latest.stage),
            received: writing.moment(person.received_at),
            source: latest.map(|latest| latest.source),
            office: office.map(|office| office.name.get(locale).to_owned()).unwrap_or_default(),
            is_foreign: person.holding.office != reader.code,
            tags: person.tags.clone(),
            excerpts: Vec::new(),
        }
    };
    people.iter().map(line).collect()
}
