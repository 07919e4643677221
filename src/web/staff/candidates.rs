//! The list of an office's candidates.

use askama::Template;
use askama_web::WebTemplate;

use actix_web::web::Query;

use super::Writing;
use crate::directory::{ListFilter, PageKey, Person};
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
const SIZE: i64 = 50;

/// `/staff/candidates`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/candidates.html")]
pub struct CandidatesPage {
    /// The frame.
    pub frame: Frame,
    /// Filters by stage and vacancy, from [`filter_form`]; sent with GET.
    pub filter: Form,
    /// Candidates, newest first.
    pub rows: Vec<CandidateLine>,
    /// How many fit the filter, if it was counted.
    pub total: Option<i64>,
    /// The address of the page of newer ones.
    pub previous: Option<String>,
    /// The address of the page of older ones.
    pub next: Option<String>,
    /// Whether the reader may add a candidate.
    pub can_add: bool,
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
}

/// The filter: `stage` and `vacancy`, each with an empty choice for all.
pub fn filter_form(texts: &Texts, vacancies: Vec<Choice>) -> Form {
    let mut form = Form::new("/staff/candidates");
    let all = || Choice::new("", texts.say("filter-all"));
    let stages = std::iter::once(all()).chain(choices(texts, Stage::ALL)).collect();
    form.add("filter", Kind::Select, "stage", "field-stage").options(stages);
    let vacancies = std::iter::once(all()).chain(vacancies).collect();
    form.add("filter", Kind::Select, "vacancy", "field-vacancy").options(vacancies);
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
    page(&CandidatesPage {
        frame: staff.frame(),
        filter: query.form(&writing, &vacancy_choices(&list.vacancies, &staff.office, &writing)),
        rows: lines(&list.page.people, &list.vacancies, &offices, &staff.office, &writing),
        total: None,
        previous: list.page.previous.map(|key| query.href("before", key)),
        next: list.page.next.map(|key| query.href("after", key)),
        can_add: staff.may(Verb::Create, CategoryId::Profile, Purpose::Recruitment),
    })
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

    fn form(&self, writing: &Writing, vacancies: &[Choice]) -> Form {
        let mut form = filter_form(&writing.texts, vacancies.to_vec());
        form.fill([("stage", self.stage.as_str()), ("vacancy", self.vacancy.as_str())]);
        form
    }

    /// The address of another page of the same list.
    fn href(&self, direction: &str, key: PageKey) -> String {
        let filter = self.filter();
        let stage = filter.stage.map(|stage| format!("stage={stage}&")).unwrap_or_default();
        let vacancy = filter.vacancy.map(|id| format!("vacancy={id}&")).unwrap_or_default();
        format!("/staff/candidates?{stage}{vacancy}{direction}={}", key.to_word())
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
        }
    };
    people.iter().map(line).collect()
}
