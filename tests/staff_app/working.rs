//! Tasks, private notes, results and the timeline on the page of a candidate.

use crate::house::House;

#[test]
fn a_task_stands_on_the_page_and_on_the_day_until_it_is_done() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let rin = house.signed_in(&cast.rin);
    let person = format!("/staff/candidates/{}", known.holding.candidate);
    let me = cast.rin.id.to_string();
    let task = |text: &str, due: &str| {
        rin.post(&format!("{person}/tasks"), &[("task", text), ("due_on", due), ("assignee", &me)])
    };
    assert_eq!(task("面接日を<b>連絡", "2026-11-23").status, 303);
    let bad = task("Again", "yesterday");
    assert_eq!((bad.status, bad.typed("task").as_str()), (422, "Again"));
    assert_eq!(task(" ", "2026-11-23").status, 422);
    let today = rin.get("/staff");
    assert!(today.text(".my-tasks").contains("面接日を<b>連絡") && today.text(".my-tasks").contains("Akari Tanaka"));
    assert!(today.text(".my-tasks .late").contains("overdue"));
    let done = today.first(".my-tasks form", "action");
    assert_eq!(rin.post(&done, &[]).status, 303);
    assert_eq!(rin.post(&done, &[]).status, 404, "it is done already");
    assert_eq!(rin.get("/staff").count(".my-tasks"), 0);
    let page = rin.get(&person);
    assert_eq!(page.count(".task-done"), 1);
    assert!(page.text("#uses").contains("Marked a task as done"));
    assert_eq!(house.signed_in(&cast.manager).get("/staff").count("#my-tasks"), 0, "a role without tasks");
}

#[test]
fn a_refusal_asks_for_its_reason_and_the_page_tells_it() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let rin = house.signed_in(&cast.rin);
    let person = format!("/staff/candidates/{}", known.holding.candidate);
    let stage = format!("{person}/applications/{}/stage", known.application);
    let bare = rin.post(&stage, &[("stage", "refused"), ("comment", "Far apart"), ("revision", "1")]);
    assert_eq!((bare.status, bare.typed("comment").as_str()), (422, "Far apart"));
    assert!(bare.text(".faults").contains("choose the reason"));
    let open = rin.post(&stage, &[("stage", "screening"), ("comment", "Far apart"), ("revision", "1")]);
    assert_eq!((open.status, open.typed("comment").as_str()), (422, "Far apart"), "nothing that was typed is lost");
    let late = rin.post(&stage, &[("stage", "refused"), ("reason", "salary"), ("comment", "Late"), ("revision", "7")]);
    assert_eq!((late.status, late.typed("comment").as_str()), (422, "Late"));
    let sent = [("stage", "refused"), ("reason", "salary"), ("comment", "Far apart"), ("revision", "1")];
    assert_eq!(rin.post(&stage, &sent).status, 303);
    let page = rin.get(&person);
    assert!(page.text(".result").contains("Pay") && page.text(".result").contains("Far apart"));
    let told: Vec<_> = ["application", "stage", "result"].map(|kind| page.count(&format!(".event-{kind}"))).into();
    assert_eq!(told, [1, 1, 1]);
    assert!(page.text(".event-stage").contains("Not selected: Engineer"), "{}", page.text(".event-stage"));
    assert_eq!(page.count("#only-stage"), 1);
}

#[test]
fn a_hiring_manager_writes_down_what_an_interview_found() {
    let house = House::open();
    let cast = &house.kept.cast;
    let (mine, other) = (house.admit(&cast.rin, "Tanaka", "Akari"), house.admit(&cast.rin, "Mori", "Sora"));
    house.assign(&mine, &cast.manager);
    let haru = house.signed_in(&cast.manager);
    let results = |of: &crate::support::Admitted| {
        format!("/staff/candidates/{}/applications/{}/results", of.holding.candidate, of.application)
    };
    let fail = [("found_stage", "first_interview"), ("finding", "fail"), ("found_comment", "落ち着いた話し方")];
    let bare = haru.post(&results(&mine), &fail);
    assert_eq!((bare.status, bare.text("textarea").as_str()), (422, "落ち着いた話し方"));
    let pass = [("found_stage", "first_interview"), ("finding", "pass"), ("held_on", "2026-11-20")];
    assert_eq!(haru.post(&results(&mine), &pass).status, 303);
    let page = haru.get(&format!("/staff/candidates/{}", mine.holding.candidate));
    assert!(page.text(".result").contains("Pass") && page.text(".result").contains("20 November 2026"));
    assert_eq!(haru.post(&results(&other), &pass).status, 404);
    let wrong = results(&mine).replace(&mine.application.to_string(), &other.application.to_string());
    assert_eq!(haru.post(&wrong, &pass).status, 404);
}

#[test]
fn a_private_note_is_shown_to_its_author_alone() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let rin = house.signed_in(&cast.rin);
    let person = format!("/staff/candidates/{}", known.holding.candidate);
    let sent = [("note", "ひとりごと"), ("class", "private")];
    assert_eq!(rin.post(&format!("{person}/notes"), &sent).status, 303);
    let page = rin.get(&person);
    assert!(page.text(".note-private").contains("Only me") && page.text(".event-note").contains("ひとりごと"));
    let asked = rin.post("/staff/searches", &[("q", "ひとりごと")]);
    assert_eq!(rin.get(&asked.location).count("td.who"), 0, "it is in no search, not even its author's");
}
