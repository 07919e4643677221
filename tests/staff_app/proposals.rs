//! Deciding about proposals, and the history of a profile, over HTTP.

use saiyo::domain::category::Profile;
use saiyo::domain::id::{DocumentId, ProposalId};
use saiyo::domain::locale::Locale;
use saiyo::domain::purpose::Purpose;
use saiyo::store::documents;
use saiyo::store::gate::{self, Ask};
use saiyo::store::proposals::{self, ProposedApplication};

use crate::house::House;
use crate::support::cast::caller;
use crate::support::{Admitted, people};

struct Made {
    path: String,
    file: DocumentId,
}

/// A proposal of another given name and no telephone number, with a file.
fn propose(house: &House, known: &Admitted) -> Made {
    let rin = caller(&house.kept.cast.rin);
    let mut db = house.kept.store.database().unwrap();
    let permit = gate::open::<Profile>(&mut db, &Ask::change(&rin, Purpose::Recruitment), known.holding.id).unwrap();
    let id = ProposalId::new();
    let file =
        documents::put(&house.kept.store, &permit, "新しい履歴書.pdf", None, b"%PDF-1.7").unwrap().for_proposal(id);
    let mut profile = known.profile.clone();
    (profile.name.given, profile.phone) = ("Hikari".to_owned(), None);
    let proposed = ProposedApplication { profile, details: people::details() };
    let (vacancy, notice) = (house.kept.cast.vacancies[0], (house.kept.cast.notice, Locale::Ja));
    db.change(|tx| {
        let made = proposals::create(tx, &permit, id, vacancy, notice, &proposed, rin.at)?;
        let stored = documents::create(tx, &permit, &file, rin.at)?;
        proposals::count_as_facts(tx, &permit)?;
        Ok(((), vec![made, stored]))
    })
    .unwrap();
    Made { path: format!("/staff/candidates/{}/proposals/{id}", known.holding.candidate), file: file.id() }
}

fn choices<'a>(file: &'a str, given: &'a str, rest: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("revision", "1"),
        ("take-given", given),
        ("take-phone", rest),
        ("application", rest),
        (file, rest),
        ("reason", "Said so on the phone."),
    ]
}

#[test]
fn a_recruiter_takes_some_of_a_proposal_and_leaves_the_rest() {
    let house = House::open();
    let known = house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    let made = propose(&house, &known);
    let rin = house.signed_in(&house.kept.cast.rin);
    let person = format!("/staff/candidates/{}", known.holding.candidate);
    assert_eq!(rin.get(&person).first("#proposals a.button", "href"), made.path);
    let page = rin.get(&made.path);
    assert_eq!((page.status, page.count("select")), (200, 4), "two fields, the application, the file");
    let shown = page.text("main");
    for part in ["Akari", "Hikari", "+81 3 0000 0000", "長く使われるものを作りたい。", "新しい履歴書.pdf"]
    {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let file = format!("file-{}", made.file);
    let decided = rin.post(&format!("{}/decision", made.path), &choices(&file, "take", "leave"));
    assert_eq!(decided.location, format!("{person}?done=saved"), "{}", decided.body);
    let page = rin.get(&person);
    assert_eq!((page.text("h1"), page.count("#proposals")), ("Hikari Tanaka".to_owned(), 0));
    assert!(page.text("#profile").contains("+81 3 0000 0000") && !page.text("#documents").contains("履歴書"));
    let uses = page.text("#uses");
    assert!(uses.contains("partly taken") && uses.contains("Deleted a proposed document"), "{uses}");
    assert_eq!(rin.get("/staff/candidates").text("td.who"), "Hikari Tanaka");
    let history = rin.get(&format!("{person}/history"));
    let row = history.text("tbody tr");
    assert!(row.contains("Akari") && row.contains("Hikari") && history.text("main").contains("Rin"), "{row}");
    for again in [rin.get(&made.path), rin.post(&format!("{}/decision", made.path), &choices(&file, "take", "take"))] {
        assert_eq!(again.location, format!("{person}?done=stale"), "it is decided");
    }
}

#[test]
fn an_application_and_a_file_that_are_taken_stand_on_the_page() {
    let house = House::open();
    let known = house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    let made = propose(&house, &known);
    let rin = house.signed_in(&house.kept.cast.rin);
    let person = format!("/staff/candidates/{}", known.holding.candidate);
    let file = format!("file-{}", made.file);
    assert_eq!(rin.post(&format!("{}/decision", made.path), &choices(&file, "take", "take")).status, 303);
    let page = rin.get(&person);
    assert_eq!(page.count("#applications .stages"), 2);
    assert!(page.text("#documents").contains("新しい履歴書.pdf"));
    let uses = page.text("#uses");
    assert!(uses.contains("taken into the record") && uses.contains("Added an application"), "{uses}");
}

#[test]
fn a_decision_without_every_choice_is_refused_and_keeps_what_was_chosen() {
    let house = House::open();
    let known = house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    let made = propose(&house, &known);
    let rin = house.signed_in(&house.kept.cast.rin);
    let decision = format!("{}/decision", made.path);
    let file = format!("file-{}", made.file);
    let answer = rin.post(&decision, &choices(&file, "take", ""));
    assert_eq!((answer.status, answer.count(".faults li")), (422, 3));
    assert_eq!(answer.first("#take-given option[selected]", "value"), "take");
    assert_eq!(answer.text("[name=reason]"), "Said so on the phone.");
    assert_eq!(rin.post(&decision, &[("take-given", "take")]).status, 400, "a form of ours carries its revision");
    assert_eq!(rin.get(&made.path).status, 200, "it is still open");
}

#[test]
fn a_decider_who_was_overtaken_sees_what_is_stored_now_and_keeps_the_choices() {
    let house = House::open();
    let known = house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    let made = propose(&house, &known);
    let rin = house.signed_in(&house.kept.cast.rin);
    let person = format!("/staff/candidates/{}", known.holding.candidate);
    let fields = [
        ("family", "Tanaka"),
        ("given", "Yui"),
        ("email", known.profile.email.as_str()),
        ("residence", "JP"),
        ("revision", "1"),
    ];
    assert_eq!(rin.post(&format!("{person}/edit"), &fields).status, 303);
    let file = format!("file-{}", made.file);
    let decision = format!("{}/decision", made.path);
    let answer = rin.post(&decision, &choices(&file, "take", "leave"));
    assert_eq!((answer.status, answer.typed("revision").as_str(), answer.count(".flash")), (409, "2", 1));
    assert!(answer.text("main table").contains("Yui"));
    assert_eq!(answer.first("#take-given option[selected]", "value"), "take");
    assert_eq!(rin.get(&person).text("h1"), "Yui Tanaka", "nothing was replaced");
    // What the other edit emptied is proposed as filled now, or no longer differs.
    let mut again = vec![("revision", "2"), ("application", "leave"), (&file, "leave"), ("take-given", "take")];
    let asked: Vec<String> = ["languages", "address", "work", "nationality", "phone"]
        .iter()
        .map(|name| format!("take-{name}"))
        .filter(|name| answer.count(&format!("#{name}")) == 1)
        .collect();
    again.extend(asked.iter().map(|name| (name.as_str(), "leave")));
    assert_eq!(rin.post(&decision, &again).status, 303);
    assert_eq!(rin.get(&person).text("h1"), "Hikari Tanaka");
}

#[test]
fn nobody_but_the_offices_recruiters_finds_a_proposal_or_a_history() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let other = house.admit(&cast.rin, "Mori", "Sora");
    let made = propose(&house, &known);
    house.assign(&known, &cast.manager);
    let history = format!("/staff/candidates/{}/history", known.holding.candidate);
    for person in [&cast.wei, &cast.manager, &cast.administrator, &cast.analyst] {
        let browser = house.signed_in(person);
        let decided = browser.post(&format!("{}/decision", made.path), &choices("file", "take", "take"));
        let seen = [browser.get(&made.path).status, decided.status, browser.get(&history).status];
        assert_eq!(seen, [404; 3], "{}", person.role);
    }
    let rin = house.signed_in(&cast.rin);
    let id = made.path.rsplit('/').next().unwrap();
    let elsewhere = format!("/staff/candidates/{}/proposals/{id}", other.holding.candidate);
    let unknown = format!("/staff/candidates/{}/proposals/{}", known.holding.candidate, ProposalId::new());
    for path in [elsewhere, unknown, "/staff/candidates/x/proposals/y".to_owned()] {
        assert_eq!(rin.get(&path).status, 404, "{path}");
        assert_eq!(rin.post(&format!("{path}/decision"), &choices("file", "take", "take")).status, 404, "{path}");
    }
    assert_eq!(rin.get(&history).count("table"), 0, "nothing was changed yet");
    let manager = house.signed_in(&cast.manager);
    assert_eq!(manager.get(&format!("/staff/candidates/{}", known.holding.candidate)).count("[href$='/history']"), 0);
}
