//! Who is meant by what is being typed. What was typed travels in the body of a form, like every question.

use actix_web::HttpResponse;
use serde::Serialize;

use super::Writing;
use super::candidates::{self, CandidateLine};
use crate::store::offices;
use crate::web::extract::StaffForm;
use crate::web::page::Answer;
use crate::workflows::list_candidates;

/// Characters of what is typed that are looked at.
const LONGEST: usize = 100;

#[derive(Serialize)]
struct Suggestions {
    people: Vec<Suggestion>,
}

/// Somebody who may be meant.
#[derive(Serialize)]
struct Suggestion {
    href: String,
    label: String,
    detail: String,
}

/// What tells somebody from others of the same name: their reading, what they applied for, and the office where that is
/// another one or nothing else is known.
fn detail(line: &CandidateLine) -> String {
    let mut parts: Vec<&str> = [&line.reading, &line.vacancy].into_iter().map(String::as_str).collect();
    parts.retain(|part| !part.is_empty());
    if line.is_foreign || parts.is_empty() {
        parts.push(&line.office);
    }
    parts.join(" · ")
}

/// Answers with the people whose name begins as typed, as JSON.
pub async fn suggest(sent: StaffForm) -> Answer {
    let StaffForm { staff, posted } = sent;
    let typed: String = posted.value("q").trim().chars().take(LONGEST).collect();
    if typed.is_empty() {
        return Ok(HttpResponse::Ok().json(Suggestions { people: Vec::new() }));
    }
    let caller = staff.caller.clone();
    let find = staff.visitor.app.run_apart(move |app| {
        let list = list_candidates::suggest(&app.store, &app.directories, &caller, &typed)?;
        let offices = app.store.database()?.read(offices::list)?;
        Ok((list, offices))
    });
    let (list, offices) = find.await?;
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let lines = candidates::lines(&list.page.people, &list.vacancies, &offices, &staff.office, &writing);
    let people = lines.into_iter().map(|line| Suggestion {
        href: format!("/staff/candidates/{}", line.id),
        detail: detail(&line),
        label: line.name,
    });
    let answer = Suggestions { people: people.collect() };
    Ok(HttpResponse::Ok().json(answer))
}
