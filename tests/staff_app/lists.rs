//! Lists: filters that need no syntax, orders, columns and saved views.

use saiyo::domain::category::Profile;
use saiyo::domain::consent::{Consent, ConsentScope};
use saiyo::domain::staff::JobName;
use saiyo::store::candidates::{self, HoldingChange};
use saiyo::store::consents;
use saiyo::store::gate::{self, Ask};

use crate::browser::Browser;
use crate::house::House;
use crate::support::cast::{caller, day, job};
use crate::support::sql::Sql;
use crate::support::{Admitted, people};

fn names(browser: &Browser, address: &str) -> String {
    let page = browser.get(address);
    assert_eq!(page.status, 200, "{address}");
    page.text("td.who a")
}

/// What a form with some choices finds, in the order of the list.
fn chosen(browser: &Browser, fields: &[(&str, &str)]) -> String {
    let sent = browser.post("/staff/searches", fields);
    assert_eq!(sent.status, 303, "{fields:?}");
    names(browser, &sent.location)
}

fn contacted(house: &House, known: &Admitted, on: &str) {
    let rin = caller(&house.kept.cast.rin);
    let mut db = house.kept.store.database().unwrap();
    let ask = Ask::change(&rin, saiyo::domain::purpose::Purpose::Recruitment);
    let permit = gate::open::<Profile>(&mut db, &ask, known.holding.id).unwrap();
    let entry = saiyo::store::journal::Entry::change(
        &rin,
        "change",
        "facts",
        permit.holding(),
        saiyo::domain::category::CategoryId::Profile,
        saiyo::domain::purpose::Purpose::Recruitment,
    );
    let change = HoldingChange::Contact(day(on));
    db.change(|tx| Ok((candidates::set_fact(tx, known.holding.id, change)?, vec![entry]))).unwrap();
}

pub fn keep_in_pool(house: &House, known: &Admitted) {
    let consent = Consent { scopes: vec![ConsentScope::TalentPool], ..people::foreign_consent("SG") };
    let by = job(JobName::Demo, "JP");
    let mut db = house.kept.store.database().unwrap();
    db.change(|tx| Ok(((), vec![consents::add(tx, &by, known.holding.id, &consent)?]))).unwrap();
}

#[test]
fn filters_narrow_a_list_without_any_syntax_and_each_is_a_chip_that_takes_it_away() {
    let house = House::open();
    let rin = &house.kept.cast.rin;
    let (abe, ito) = (house.admit(rin, "Abe", "Aoi"), house.admit(rin, "Ito", "Ren"));
    contacted(&house, &abe, "2026-05-01");
    keep_in_pool(&house, &ito);
    let browser = house.signed_in(rin);
    assert_eq!(chosen(&browser, &[("contacted", "<=30d")]), "Ren Ito");
    assert_eq!(chosen(&browser, &[("contacted", ">90d")]), "Aoi Abe");
    assert_eq!(chosen(&browser, &[("consent", "pool")]), "Ren Ito");
    assert_eq!(chosen(&browser, &[("consent", "none")]), "Aoi Abe");
    assert_eq!(chosen(&browser, &[("office", "JP"), ("stage", "open"), ("q", "abe contact:>90d")]), "Aoi Abe");
    assert_eq!(chosen(&browser, &[("office", "SG")]), "");
    assert_eq!(chosen(&browser, &[("retention", "<=30d")]), "");
    let page = browser.get("/staff/candidates?contacted=%3E90d&stage=open&color=red&office=nowhere");
    assert_eq!(page.count(".chip"), 2, "what is no filter or no choice is none");
    assert!(page.text(".chip").contains("Last contact: More than 90 days ago"), "{}", page.text(".chip"));
    let without = browser.post("/staff/searches", &[("contacted", ">90d"), ("stage", "open"), ("drop", "contacted")]);
    assert_eq!(without.location, "/staff/candidates?stage=open");
}

#[test]
fn a_list_is_ordered_as_was_chosen_and_shows_the_chosen_columns() {
    let house = House::open();
    let rin = &house.kept.cast.rin;
    let (ito, abe) = (house.admit(rin, "Ito", "Ren"), house.admit(rin, "Abe", "Aoi"));
    contacted(&house, &abe, "2026-05-01");
    let browser = house.signed_in(rin);
    assert_eq!(names(&browser, "/staff/candidates?order=name"), "Aoi Abe Ren Ito");
    assert_eq!(names(&browser, "/staff/candidates?order=contact"), "Ren Ito Aoi Abe");
    assert_eq!(chosen(&browser, &[("q", "aozora"), ("order", "name")]), "Aoi Abe Ren Ito");
    let back = "/staff/candidates?order=name";
    let kept = browser.post("/staff/lists/columns", &[("column", "contacted"), ("column", "stage"), ("back", back)]);
    assert_eq!(kept.location, back);
    let page = browser.get(back);
    assert_eq!(page.text("thead th"), "Name Stage Last contact");
    assert!(page.text("tbody").contains("1 May 2026"));
    house.assign(&ito, &house.kept.cast.manager);
    let manager = house.signed_in(&house.kept.cast.manager);
    manager.post("/staff/lists/columns", &[("column", "contacted"), ("column", "stage")]);
    let page = manager.get("/staff/candidates?order=contact&contacted=%3E90d");
    assert_eq!(page.text("thead th"), "Name Stage", "the last contact is of the whole record");
    assert_eq!((page.count("td.who a"), page.count(".chip"), page.count("select[name=consent]")), (1, 0, 0));
}

#[test]
fn a_saved_view_has_its_question_order_columns_and_count_and_is_its_owners_to_change() {
    let house = House::open();
    let rin = &house.kept.cast.rin;
    house.admit(rin, "Ito", "Ren");
    house.admit(rin, "Abe", "Aoi");
    let browser = house.signed_in(rin);
    let fields = [("q", "name:ito"), ("order", "name"), ("view_name", "Everybody Ito")];
    let saved = browser.post("/staff/views", &fields);
    assert!(saved.location.starts_with("/staff/views/"), "{} {}", saved.status, saved.location);
    let page = browser.get(&saved.location);
    assert_eq!((page.text("h1"), page.text("td.who a")), ("Everybody Ito".into(), "Ren Ito".into()));
    assert_eq!(browser.get("/staff/candidates").text(".views .view-count"), "1");
    for stored in house.kept.sql().bytes("SELECT content AS b FROM saved_views") {
        assert!(!String::from_utf8_lossy(&stored).to_lowercase().contains("ito"));
    }
    browser.post(&saved.location, &[("name", "Itos"), ("shared", ""), ("column", "office"), ("column", "stage")]);
    let page = browser.get(&saved.location);
    assert_eq!((page.text("h1"), page.text("thead th").trim().to_owned()), ("Itos".into(), "Name Stage Office".into()));
    assert_eq!(page.count("[name=column][checked]"), 2);
    assert!(browser.get("/staff/candidates").text("thead th").contains("Received"), "the others keep their columns");
    browser.post(&format!("{}/removal", saved.location), &[]);
    assert_eq!(browser.get(&saved.location).status, 404);
}

#[test]
fn a_view_without_a_name_or_with_a_question_that_is_not_understood_is_refused_with_what_was_typed() {
    let house = House::open();
    let browser = house.signed_in(&house.kept.cast.rin);
    let page = browser.post("/staff/views", &[("q", "aozora"), ("view_name", " ")]);
    assert_eq!((page.status, page.typed("q").as_str(), page.count("#view_name-error")), (422, "aozora", 1));
    let page = browser.post("/staff/views", &[("q", "a OR"), ("view_name", "x")]);
    assert_eq!((page.status, page.count("#q-error")), (422, 1));
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM saved_views"), 0);
}
