//! Searching the office's candidates. A question names people, so it travels in a form and is kept sealed; its page
//! has a token in the address and nothing else.

use actix_web::HttpResponse;
use actix_web::web::{Path, Query};

use super::candidates::CandidatesPage;
use super::lists::{self, At, Here, Meaning};
use super::{Writing, filters};
use crate::directory::query::{QueryFault, Reason};
use crate::store::searches::{self, Question};
use crate::vault::secret::Token;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::Form;
use crate::web::page::{Answer, page_with_faults};
use crate::web::posted::Posted;
use crate::workflows::list_candidates;

/// The fields of those who do not type fields, with the field that each becomes.
pub const PLAIN: [(&str, &str); 7] = [
    ("phrase", ""),
    ("without", "-"),
    ("in_name", "name:"),
    ("in_school", "school:"),
    ("in_employer", "employer:"),
    ("in_tag", "tag:"),
    ("in_messages", "message:"),
];

/// Takes a question and leads to its page; without words, to the list.
pub async fn ask(sent: StaffForm) -> Answer {
    let StaffForm { staff, posted } = sent;
    let meaning = meaning(&staff).await?;
    let question = question(&staff, &meaning, &posted);
    if question.words.is_empty() {
        return led_to(&filters::address(&question));
    }
    if let Err(fault) = meaning.parsed(&question.words) {
        return page_with_faults(&refused(&staff, &meaning, &question, &fault));
    }
    let caller = staff.caller.clone();
    let kept = staff.visitor.app.run_apart(move |app| list_candidates::keep_question(&app.store, &caller, &question));
    led_to(&address(&kept.await?))
}

/// The page of a question that was kept.
pub async fn show(staff: StaffCaller, token: Path<String>, at: Option<Query<At>>) -> Answer {
    let token = lists::token(&token)?;
    let at = at.map(Query::into_inner).unwrap_or_default();
    let (caller, here) = (staff.caller.clone(), Here::Search(address(&token)));
    let find = staff.visitor.app.run_apart(move |app| Ok(searches::find(&mut app.store.database()?, &caller, &token)?));
    lists::show(&staff, here, find.await?, None, at).await
}

/// What names and words mean to whoever asks.
pub(super) async fn meaning(staff: &StaffCaller) -> Result<Meaning, WebError> {
    let caller = staff.caller.clone();
    Ok(staff.visitor.app.run_apart(move |app| Meaning::load(&mut app.store.database()?, &caller)).await?)
}

/// The question of a form; `drop` names a filter that is taken away.
pub(super) fn question(staff: &StaffCaller, meaning: &Meaning, posted: &Posted) -> Question {
    let mut form = meaning.form(staff, &Writing::new(staff.visitor.texts, &staff.office));
    let dropped = posted.value("drop");
    let sent = posted.pairs().filter(|(name, _)| *name != dropped);
    Question { words: composed(posted), ..filters::take(&mut form, sent) }
}

/// The question of a form: what was typed, with what stands in the plain fields.
fn composed(posted: &Posted) -> String {
    let mut words = vec![posted.value("q").trim().to_owned()];
    for (name, field) in PLAIN {
        // A quotation mark would end the phrase that a plain field becomes, a parenthesis would begin a question in it.
        let value = posted.value(name).replace(['"', '“', '”', '「', '」', '＂', '(', ')', '（', '）'], " ");
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if value.is_empty() {
            continue;
        }
        match name {
            "phrase" => words.push(format!("\"{value}\"")),
            "without" => words.extend(value.split(' ').map(|word| format!("-\"{word}\""))),
            "in_tag" => words.push(format!("tag:\"{value}\"")),
            // People type a message's words, not a question: a minus or a colon in one is no sign.
            "in_messages" => {
                let said = value.split(' ').filter(|word| word.chars().any(char::is_alphanumeric));
                words.extend(said.map(|word| format!("{field}\"{word}\"")));
            }
            _ => words.extend(value.split(' ').map(|word| format!("{field}{word}"))),
        }
    }
    words.retain(|word| !word.is_empty());
    words.join(" ")
}

/// Puts a question into the form that asked it.
pub(super) fn fill(form: &mut Form, question: &Question) {
    let chosen = question.chosen.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let order = if question.order.is_empty() { "newest" } else { question.order.as_str() };
    form.fill(chosen.chain([("q", question.words.as_str()), ("order", order)]));
}

/// The page of a question that cannot be understood, with its place.
pub(super) fn refused(
    staff: &StaffCaller,
    meaning: &Meaning,
    question: &Question,
    fault: &QueryFault,
) -> CandidatesPage {
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
    let mut refused = form_page(staff, meaning, question);
    refused.search.refuse_with("q", key, detail);
    refused
}

/// A page with a question and no answer to it.
pub(super) fn form_page(staff: &StaffCaller, meaning: &Meaning, question: &Question) -> CandidatesPage {
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let mut form = meaning.form(staff, &writing);
    fill(&mut form, question);
    let mut asked = CandidatesPage::new(staff, form);
    asked.chips = filters::chips(&asked.search, question, &writing.texts);
    asked.is_search = true;
    asked
}

pub(super) fn address(token: &Token) -> String {
    format!("/staff/searches/{}", *token.reveal())
}

pub(super) fn led_to(address: &str) -> Answer {
    let location = (actix_web::http::header::LOCATION, address.to_owned());
    Ok(HttpResponse::SeeOther().insert_header(location).finish())
}
