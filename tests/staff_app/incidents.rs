//! Incidents as the privacy officer keeps them over HTTP.

use crate::browser::{Answer, Browser};
use crate::consents::page_of;
use crate::house::House;
use crate::support::moment;

const FACTS: [(&str, &str); 6] = [
    ("known_on", "2026-11-22"),
    ("place", "JP"),
    ("what", "A laptop was left on a train."),
    ("category.profile", "yes"),
    ("category.health", "yes"),
    ("significant_harm", "yes"),
];

fn record(mio: &Browser) -> String {
    let recorded = mio.post("/staff/incidents", &FACTS);
    assert_eq!(recorded.status, 303, "{}", recorded.text("main"));
    recorded.location.split('?').next().unwrap().to_owned()
}

fn with<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<(&str, &str)> = FACTS.into_iter().filter(|(field, _)| *field != name).collect();
    if !value.is_empty() {
        fields.push((name, value));
    }
    fields
}

fn scope(rin: &str) -> [(&str, &str); 4] {
    [("scope", rin), ("from", "2026-11-20"), ("until", "2026-11-24"), ("act.views", "yes")]
}

fn refused(answer: &Answer, field: &str) {
    assert_eq!(answer.status, 422, "{field}: {}", answer.text("main"));
    assert_eq!(answer.count(&format!("[id='{field}-error']")), 1, "{field}: {}", answer.text(".faults"));
}

#[test]
fn an_incident_names_whom_it_affects_and_by_when_whom_is_to_be_told() {
    let house = House::open();
    let cast = &house.kept.cast;
    let (known, other) = (house.admit(&cast.rin, "Tanaka", "Akari"), house.admit(&cast.rin, "Sato", "Minato"));
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    assert_eq!(rin.get(&page_of(&known)).status, 200);
    assert!(mio.get("/staff/incidents").text("main").contains("No incident"));

    let page = record(&mio);
    let shown = mio.get(&page);
    let clocks = shown.text("[aria-labelledby=clocks]");
    assert!(clocks.contains("Due by 26 November 2026") && clocks.contains("BR-JP-FINAL"), "{clocks}");
    assert!(!clocks.contains("BR-SG"), "{clocks}");

    let account = format!("account:{}", cast.rin.id);
    assert_eq!(mio.post(&format!("{page}/affected"), &scope(&account)).status, 303);
    let affected = mio.get(&page).text("[aria-labelledby=affected]");
    assert!(affected.contains("One person is affected") && affected.contains("Akari"), "{affected}");
    assert!(!affected.contains("Minato") && affected.contains("Account: Rin"), "{affected}");

    let record_of = [("record", page_of(&other)), ("added", "outside".to_owned())];
    let fields: Vec<(&str, &str)> = record_of.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(mio.post(&format!("{page}/affected/additions"), &fields).status, 303);
    refused(&mio.post(&format!("{page}/affected/additions"), &fields), "record");
    let leave = format!("{page}/affected/{}", known.holding.id);
    assert_eq!(mio.post(&leave, &[("left_out", "in_order")]).status, 303);
    assert_eq!(
        mio.post(&leave, &[("left_out", "nobody_knows")]).status,
        400,
        "a word that is no reason takes nobody in"
    );
    let affected = mio.get(&page).text("[aria-labelledby=affected]");
    assert!(affected.contains("One person is affected") && affected.contains("outside this system"), "{affected}");

    let first = ("revision", "1");
    for (rule, fields) in [
        ("BR-JP-FIRST", [first, ("settlement", "done"), ("done_on", "2026-11-24"), ("reason", "")]),
        (
            "BR-JP-PERSON",
            [first, ("settlement", "not_required"), ("done_on", ""), ("reason", "Encrypted by the book.")],
        ),
    ] {
        assert_eq!(mio.post(&format!("{page}/clocks/{rule}"), &fields).status, 303, "{rule}");
    }
    let clocks = mio.get(&page).text("[aria-labelledby=clocks]");
    assert!(clocks.contains("Done on 24 November 2026") && clocks.contains("Encrypted by the book"), "{clocks}");
}

#[test]
fn what_is_wrong_is_named_by_its_field_and_nothing_is_lost() {
    let house = House::open();
    let mio = house.signed_in(&house.kept.cast.officer);
    for (name, value, field) in [
        ("known_on", "", "known_on"),
        ("known_on", "2026-02-30", "known_on"),
        ("known_on", "2026-11-25", "known_on"),
        ("assessed_on", "2026-11-21", "assessed_on"),
        ("place", "XX", "place"),
        ("what", "", "what"),
        ("processor_knew_on", "2026-11-20", "processor"),
    ] {
        let answer = mio.post("/staff/incidents", &with(name, value));
        refused(&answer, field);
        assert_eq!(answer.count("[name='category.health'][checked]"), 1, "{name}: ticks stay");
    }
    let page = record(&mio);
    for (part, fields, field) in [
        ("affected", vec![("scope", "office:JP"), ("from", "2026-11-20"), ("until", "2026-11-24")], "act.views"),
        (
            "affected",
            vec![("scope", "office:JP"), ("from", "2026-11-20"), ("until", "2026-11-19"), ("act.views", "yes")],
            "until",
        ),
        ("affected", vec![("scope", "everybody"), ("from", "2026-11-20"), ("until", "2026-11-24")], "scope"),
        ("affected/additions", vec![("record", "/staff/candidates/x"), ("added", "outside")], "record"),
        (
            "affected/additions",
            vec![("record", "0190a5a0-0000-7000-8000-000000000000"), ("added", "outside")],
            "record",
        ),
        ("clocks/BR-JP-FIRST", vec![("revision", "1"), ("settlement", "done")], "done_on-BR-JP-FIRST"),
        ("clocks/BR-JP-FIRST", vec![("revision", "1"), ("settlement", "not_required")], "reason-BR-JP-FIRST"),
    ] {
        refused(&mio.post(&format!("{page}/{part}"), &fields), field);
    }
}

#[test]
fn an_officer_who_was_overtaken_is_told_sees_both_versions_and_loses_nothing() {
    let house = House::open();
    let mio = house.signed_in(&house.kept.cast.officer);
    let page = record(&mio);
    let revision = mio.get(&page).first(&format!("form[action='{page}'] [name=revision]"), "value");
    let typed = |what: &'static str| {
        let mut fields = with("what", what);
        fields.push(("revision", "1"));
        fields
    };
    assert_eq!(revision, "1");
    assert_eq!(mio.post(&page, &FACTS).status, 400, "no revision");
    assert_eq!(mio.post(&page, &typed("One officer's words.")).status, 303);
    let told = mio.post(&page, &typed("Another officer's words."));
    let changes = told.text("[aria-labelledby=changes]");
    assert_eq!(told.status, 409, "{}", told.text("main"));
    assert!(changes.contains("One officer's words.") && changes.contains("Another officer's words."), "{changes}");
    let form = format!("form[action='{page}']");
    assert!(told.text(&format!("{form} textarea")).contains("Another officer's words."));
    assert_eq!(told.count(&format!("details[open] {form}")), 1, "the form is open");
    let now = told.first(&format!("{form} [name=revision]"), "value");
    let mut again = with("what", "Both officers' words.");
    again.push(("revision", &now));
    assert_eq!(mio.post(&page, &again).status, 303);
    assert!(mio.get(&page).text("[aria-labelledby=facts]").contains("Both officers' words."));

    let clock = format!("{page}/clocks/BR-JP-FIRST");
    let reason = |words: &'static str| [("revision", "1"), ("settlement", "not_required"), ("reason", words)];
    assert_eq!(mio.post(&clock, &reason("One reason.")).status, 303);
    let told = mio.post(&clock, &reason("Another reason."));
    let changes = told.text("[aria-labelledby=changes]");
    assert_eq!(told.status, 409, "{}", told.text("main"));
    assert!(changes.contains("One reason.") && changes.contains("Another reason."), "{changes}");
    assert!(told.text(&format!("form[action='{clock}'] textarea")).contains("Another reason."));
    assert!(mio.get(&page).text("[aria-labelledby=clocks]").contains("One reason."), "nothing is overwritten");
}

#[test]
fn a_report_becomes_overdue_with_the_day_and_is_shown_first_and_on_the_first_page() {
    let house = House::open();
    let mio = house.signed_in(&house.kept.cast.officer);
    let page = record(&mio);
    let standing = |mio: &Browser| mio.get("/staff/incidents").text("tbody");
    assert!(standing(&mio).contains("Due by 26 November 2026"), "{}", standing(&mio));
    assert!(!mio.get("/staff").text(".counts").contains("overdue"));
    house.app.clock.set(moment("2026-11-26T15:00:00Z"));
    let mio = house.signed_in(&house.kept.cast.officer);
    assert!(standing(&mio).contains("Overdue since 26 November 2026"), "{}", standing(&mio));
    let today = mio.get("/staff").text(".counts");
    assert!(today.contains("2 Reports overdue") || today.contains("2Reports overdue"), "{today}");
    assert!(mio.get(&page).text(".late").contains("Overdue"));
}

#[test]
fn an_incident_is_kept_by_its_own_office_alone() {
    let house = House::open();
    let cast = &house.kept.cast;
    let page = record(&house.signed_in(&cast.officer));
    for person in [&cast.rin, &cast.wei, &cast.administrator, &cast.analyst] {
        let browser = house.signed_in(person);
        assert_eq!(browser.get("/staff/incidents").status, 404, "{}", person.role);
        assert_eq!(browser.get(&page).status, 404, "{}", person.role);
        assert_eq!(browser.post(&page, &FACTS).status, 404, "{}", person.role);
        assert_eq!(browser.post("/staff/incidents", &FACTS).status, 404, "{}", person.role);
    }
}
