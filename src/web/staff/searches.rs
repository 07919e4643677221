//! Searching the office's candidates. A question names people, so it travels in a form and is kept sealed; its page
//! has a token in the address and nothing else.

use actix_web::HttpResponse;
use actix_web::web::{Path, Query};

use super::Writing;
use super::candidates::{self, CandidatesPage, search_form};
use super::vocabulary::Vocabulary;
use crate::directory::query::{self, QueryFault, Reason};
use crate::directory::{ListFilter, PageKey};
use crate::domain::office::Office;
use crate::domain::vacancy::Vacancy;
use crate::store::searches::{self, Question};
use crate::store::{Database, offices, vacancies};
use crate::vault::secret::Token;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::Form;
use crate::web::page::{Answer, page, page_with_faults};
use crate::workflows::{WorkflowError, list_candidates};

/// The fields of those who do not type fields, with the field that each becomes.
pub const PLAIN: [(&str, &str); 5] =
    [("phrase", ""), ("without", "-"), ("in_name", "name:"), ("in_school", "school:"), ("in_employer", "employer:")];

/// Takes a question and leads to its page; without words, to the list.
pub async fn ask(sent: StaffForm) -> Answer {
    let StaffForm { staff, posted } = sent;
    let question = Question {
        words: composed(&posted),
        stage: posted.value("stage").to_owned(),
        vacancy: posted.value("vacancy").to_owned(),
    };
    if question.words.is_empty() {
        return led_to(&candidates::list_address(&question.stage, &question.vacancy));
    }
    let caller = staff.caller.clone();
    let asked = question.clone();
    let kept = staff.visitor.app.run_apart(move |app| {
        let mut db = app.store.database()?;
        let (vacancies, offices) = named(&mut db)?;
        if let Err(fault) = understood(&vacancies, &offices, &asked.words) {
            return Ok(Err(fault));
        }
        drop(db);
        Ok(Ok(list_candidates::keep_question(&app.store, &caller, &asked)?))
    });
    match kept.await? {
        Ok(token) => led_to(&address(&token)),
        Err(fault) => page_with_faults(&refused(&staff, &question, &fault).await?),
    }
}

/// The page of a question that was kept.
pub async fn show(staff: StaffCaller, token: Path<String>, at: Option<Query<At>>) -> Answer {
    let token = Token::parse(&token).map_err(|_| WebError::NotFound)?;
    let here = address(&token);
    let at = at.map(Query::into_inner).unwrap_or_default();
    let caller = staff.caller.clone();
    let find = staff.visitor.app.run_apart(move |app| {
        let mut db = app.store.database()?;
        let question = searches::find(&mut db, &caller, &token)?;
        let (vacancies, offices) = named(&mut db)?;
        drop(db);
        // A vacancy that was named may have been renamed since: then the question finds nobody.
        let query = understood(&vacancies, &offices, &question.words).ok();
        let filter = at.filter(query.unwrap_or(query::Query::Any(Vec::new())), &question);
        let (list, count) = list_candidates::search(&app.store, &app.directories, &caller, &filter, vacancies)?;
        Ok((question, list, count, offices))
    });
    let (question, list, count, offices) = find.await?;
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let vacancies = candidates::vacancy_choices(&list.vacancies, &staff.office, &writing);
    let mut found = CandidatesPage::new(&staff, filled(search_form(&writing.texts, vacancies), &question));
    found.rows = candidates::lines(&list.page.people, &list.vacancies, &offices, &staff.office, &writing);
    found.add_excerpts(list.page.excerpts, &writing.texts);
    let key = if count.is_more { "candidates-found-more" } else { "candidates-found" };
    found.total = Some(writing.texts.with(key, "count", count.value));
    found.is_search = true;
    found.previous = list.page.previous.map(|key| format!("{here}?before={}", key.to_word()));
    found.next = list.page.next.map(|key| format!("{here}?after={}", key.to_word()));
    page(&found)
}

/// Where in a list a page begins.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct At {
    after: String,
    before: String,
}

impl At {
    fn filter(&self, query: query::Query, question: &Question) -> ListFilter {
        ListFilter {
            query: Some(query),
            stage: question.stage.parse().ok(),
            vacancy: question.vacancy.parse().ok(),
            since: None,
            after: PageKey::from_word(&self.after),
            before: PageKey::from_word(&self.before),
            size: candidates::SIZE,
        }
    }
}

/// The question of a form: what was typed, with what stands in the plain fields.
fn composed(posted: &crate::web::posted::Posted) -> String {
    let mut words = vec![posted.value("q").trim().to_owned()];
    for (name, field) in PLAIN {
        // A quotation mark in a plain field would end the phrase that it becomes.
        let value = posted.value(name).replace(['"', '“', '”', '「', '」', '＂'], " ");
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if value.is_empty() {
            continue;
        }
        match name {
            "phrase" => words.push(format!("\"{value}\"")),
            "without" => words.extend(value.split(' ').map(|word| format!("-\"{word}\""))),
            _ => words.extend(value.split(' ').map(|word| format!("{field}{word}"))),
        }
    }
    words.retain(|word| !word.is_empty());
    words.join(" ")
}

/// What a question may name.
fn named(db: &mut Database) -> Result<(Vec<Vacancy>, Vec<Office>), WorkflowError> {
    Ok(db.read(|db| Ok((vacancies::list(db, None)?, offices::list(db)?)))?)
}

/// What a question means, or where it cannot be understood.
fn understood(vacancies: &[Vacancy], offices: &[Office], words: &str) -> Result<query::Query, QueryFault> {
    let vocabulary = Vocabulary { vacancies, offices };
    query::parse(words, &|field, value| vocabulary.known(field, value))
}

fn filled(mut form: Form, question: &Question) -> Form {
    form.fill([("q", question.words.as_str()), ("stage", &question.stage), ("vacancy", &question.vacancy)]);
    form
}

/// The page of a question that cannot be understood, with its place.
async fn refused(staff: &StaffCaller, question: &Question, fault: &QueryFault) -> Result<CandidatesPage, WebError> {
    let app = &staff.visitor.app;
    let all = app.run(|_, db| Ok(db.read(|db| vacancies::list(db, None))?)).await?;
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let vacancies = candidates::vacancy_choices(&all, &staff.office, &writing);
    let mut form = filled(search_form(&writing.texts, vacancies), question);
    // Where nothing follows, what stands before shows the place.
    let before_the_end = question.words.chars().count().saturating_sub(20);
    let from = if question.words.chars().nth(fault.at).is_some() { fault.at } else { before_the_end };
    let rest = || question.words.chars().skip(from).take(20).collect::<String>();
    let (key, detail) = match &fault.reason {
        Reason::OpenQuote => ("error-search-quote", rest()),
        Reason::OpenParenthesis => ("error-search-parenthesis", rest()),
        Reason::Nothing => ("error-search-nothing", rest()),
        Reason::UnknownField(field) => ("error-search-field", field.clone()),
        Reason::UnknownValue(value) => ("error-search-value", value.clone()),
        Reason::TooLong => ("error-search-long", String::new()),
    };
    form.refuse_with("q", key, detail);
    let mut refused = CandidatesPage::new(staff, form);
    refused.is_search = true;
    Ok(refused)
}

fn address(token: &Token) -> String {
    format!("/staff/searches/{}", *token.reveal())
}

fn led_to(address: &str) -> Answer {
    let location = (actix_web::http::header::LOCATION, address.to_owned());
    Ok(HttpResponse::SeeOther().insert_header(location).finish())
}
