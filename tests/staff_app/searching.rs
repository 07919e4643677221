//! Searching the office's candidates, as recruiters and hiring managers do.

use saiyo::domain::staff::Staff;

use crate::browser::Browser;
use crate::house::House;
use crate::support::cast::caller;
use crate::support::sql::Sql;

/// How many people a question finds.
fn found(browser: &Browser, words: &str) -> usize {
    let sent = browser.post("/staff/searches", &[("q", words)]);
    assert!(sent.location.starts_with("/staff/searches/"), "{words}: {} {}", sent.status, sent.location);
    assert!(!sent.location.contains(words), "a question is in no address");
    browser.get(&sent.location).count("td.who a")
}

fn two(house: &House) -> &Staff {
    let cast = &house.kept.cast;
    house.admit(&cast.rin, "Tanaka", "Akari");
    house.admit(&cast.rin, "Sato", "Minato");
    house.admit(&cast.wei, "Tanaka", "Wei");
    &cast.rin
}

#[test]
fn a_question_finds_the_offices_people_and_marks_its_words() {
    let house = House::open();
    let rin = two(&house);
    let browser = house.signed_in(rin);
    assert_eq!(found(&browser, "たなか"), 1, "another office's people are not found");
    assert_eq!(found(&browser, "minato"), 1);
    assert_eq!(found(&browser, "Aozora status:received"), 2);
    assert_eq!(found(&browser, "Aozora -tanaka"), 1);
    assert_eq!(found(&browser, "status:hired"), 0);
    let page = browser.post("/staff/searches", &[("q", "aozora")]);
    let page = browser.get(&page.location);
    assert_eq!(page.text("mark"), "Aozora Aozora");
    assert!(page.text(".tally").contains("2 candidates are found"), "{}", page.text(".tally"));
    assert_eq!(page.typed("q"), "aozora");
}

#[test]
fn a_privacy_officer_finds_who_asks_and_reads_nothing_in_the_list() {
    let house = House::open();
    two(&house);
    let browser = house.signed_in(&house.kept.cast.officer);
    assert_eq!(found(&browser, "たなか"), 1);
    let states = ["status:open", "source:agent", "lang:ja", "country:JP", "contact:<=1y"];
    for words in ["Aozora", "employer:Aozora", "note:Aozora", "cv:Aozora", "tag:Aozora"].into_iter().chain(states) {
        assert_eq!(found(&browser, words), 0, "{words}");
    }
    let list = browser.get("/staff/candidates?stage=received&order=stage");
    assert_eq!((list.count("td.who a"), list.count("thead th")), (2, 2), "the name and the office");
    assert_eq!((list.count("[name=stage]"), list.count("[name=order]"), list.count("[name=office]")), (0, 0, 1));
    let today = browser.get("/staff");
    assert_eq!((today.count("td.who"), today.count("#fresh"), today.count("#proposals")), (0, 0, 0));
    let sent = browser.post("/staff/searches", &[("q", "example")]);
    let page = browser.get(&sent.location);
    assert_eq!((page.count("td.who a"), page.count("mark")), (2, 0), "found by the address, which is not shown");
}

#[test]
fn what_a_message_says_is_found_and_shown_to_recruiters_and_hiring_managers_do_not_find_it() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    house.assign(&known, &cast.manager);
    let said = [("Visa paperwork", "ビザの書類をお送りします。"), ("簽證", "Thank you.")];
    house.kept.receive(&caller(&cast.rin), &known.holding, &said);
    let (rin, manager) = (house.signed_in(&cast.rin), house.signed_in(&cast.manager));
    for words in ["paperwork", "mail:visa", "メール:書類", "メッセージ:ビザ", "郵件:簽證", "訊息:簽證"]
    {
        assert_eq!((found(&rin, words), found(&manager, words)), (1, 0), "{words}");
    }
    assert_eq!(found(&rin, "email:visa"), 0);
    for words in ["tanaka", "mail:akari.tanaka@mail.example.org"] {
        assert_eq!((found(&rin, words), found(&manager, words)), (1, 1), "{words}");
    }
    let sent = rin.post("/staff/searches", &[("q", "mail:visa")]);
    let page = rin.get(&sent.location);
    assert_eq!((page.text(".excerpt-label"), page.text(".excerpt mark")), ("Message".to_owned(), "Visa".to_owned()));
}

#[test]
fn a_question_that_cannot_be_understood_is_kept_and_its_fault_named() {
    let house = House::open();
    let browser = house.signed_in(&house.kept.cast.rin);
    for (words, says) in [
        ("田中 \"機械", "quotation mark"),
        ("a (b", "parenthesis"),
        ("a OR", "missing here"),
        ("color:red", "no field “color”"),
        ("status:fine", "“fine” is no value"),
    ] {
        let page = browser.post("/staff/searches", &[("q", words)]);
        assert_eq!((page.status, page.typed("q").as_str()), (422, words));
        assert!(page.text("#q-error").contains(says), "{words}: {}", page.text("#q-error"));
    }
}

#[test]
fn the_plain_fields_make_a_question() {
    let house = House::open();
    let rin = two(&house);
    let browser = house.signed_in(rin);
    let fields = [("q", ""), ("in_employer", "（aozora）"), ("without", "sato"), ("phrase", "Aozora Works")];
    let sent = browser.post("/staff/searches", &fields);
    let page = browser.get(&sent.location);
    assert_eq!(page.typed("q"), "\"Aozora Works\" -\"sato\" employer:aozora");
    assert_eq!(page.count("td.who a"), 1);
    let nothing = browser.post("/staff/searches", &[("q", " "), ("stage", "offer")]);
    assert_eq!(nothing.location, "/staff/candidates?stage=offer");
}

#[test]
fn a_question_is_its_askers_alone_and_stands_nowhere_in_plain_text() {
    let house = House::open();
    let rin = two(&house);
    let browser = house.signed_in(rin);
    let sent = browser.post("/staff/searches", &[("q", "田中")]);
    for other in [&house.kept.cast.wei, &house.kept.cast.officer, &house.kept.cast.administrator] {
        assert_eq!(house.signed_in(other).get(&sent.location).status, 404);
    }
    assert_eq!(browser.get("/staff/searches/nonsense").status, 404);
    for question in house.kept.sql().bytes("SELECT question AS b FROM searches") {
        assert!(!String::from_utf8_lossy(&question).contains("田中"));
    }
    let subjects = house.kept.sql().words("SELECT subject AS t FROM journal");
    assert!(subjects.iter().all(|subject| !subject.contains("田中")));
}

#[test]
fn a_role_without_lists_does_not_search() {
    let house = House::open();
    two(&house);
    let analyst = house.signed_in(&house.kept.cast.analyst);
    assert_eq!(analyst.post("/staff/searches", &[("q", "田中")]).status, 404);
}

#[test]
fn people_are_offered_while_a_name_is_typed_to_whom_they_are_listed_and_it_is_journalled() {
    let house = House::open();
    let cast = &house.kept.cast;
    let akari = house.admit(&cast.rin, "Tanaka", "Akari");
    house.admit(&cast.rin, "Tanabe", "Minato");
    house.admit(&cast.wei, "Tanaka", "Wei");
    let offered = |browser: &Browser, typed: &str| {
        let answer = browser.post("/staff/suggestions", &[("q", typed)]);
        assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"), "{}", answer.body);
        let answer: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        let people = answer["people"].as_array().unwrap().iter();
        people.map(|it| it["label"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let rin = house.signed_in(&cast.rin);
    let listed = || house.kept.sql().words("SELECT verb AS t FROM journal WHERE verb = 'list'").len();
    let before = listed();
    assert_eq!(offered(&rin, "たな"), ["Minato Tanabe", "Akari Tanaka"]);
    assert_eq!(listed(), before + 1);
    assert_eq!(offered(&rin, "aozora").len(), 0, "only names and addresses are offered");
    assert_eq!(offered(&rin, " ").len(), 0);
    let manager = house.signed_in(&cast.manager);
    assert_eq!(offered(&manager, "tana").len(), 0);
    house.assign(&akari, &cast.manager);
    assert_eq!(offered(&manager, "tana"), ["Akari Tanaka"]);
    for other in [&cast.administrator, &cast.analyst] {
        assert_eq!(house.signed_in(other).post("/staff/suggestions", &[("q", "tana")]).status, 404);
    }
    assert_eq!(rin.post_bare("/staff/suggestions", &[("q", "tana")]).status, 403);
}

#[test]
fn whoever_came_from_another_office_is_offered_with_it() {
    let house = House::open();
    let cast = &house.kept.cast;
    let akari = house.admit(&cast.rin, "Tanaka", "Akari");
    house.transfer_to_hong_kong(&akari);
    let of = |browser: &Browser| {
        let answer = browser.post("/staff/suggestions", &[("q", "tana")]).body;
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        answer["people"][0]["detail"].as_str().unwrap().to_owned()
    };
    let (here, there) = (of(&house.signed_in(&cast.rin)), of(&house.signed_in(&cast.ka_yan)));
    assert_eq!(there, format!("{here} · Tokyo"));
}
