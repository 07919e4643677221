//! What a mail leads to, over HTTP: a form that proposes what it says, and a record that has what a person said.

use saiyo::domain::staff::Staff;

use crate::browser::{Answer, Browser};
use crate::house::House;
use crate::support::mail::{Letter, deliver};
use crate::support::sql::Sql;

const PDF: &[u8] = b"%PDF-1.7 nothing follows";

/// Somebody who applies by mail, whom nobody knows.
fn applies<'a>() -> Letter<'a> {
    Letter {
        from: "Hina Mori <hina.mori@mail.example.org>",
        subject: "Engineer",
        text: "I would like to apply for the position. My CV is attached.\n\nHina Mori, +81 90 1111 2222",
        file: Some(("Marker-CV.pdf", PDF)),
        ..Letter::default()
    }
}

/// An agent who writes about somebody else.
fn introduces<'a>() -> Letter<'a> {
    Letter {
        from: "Minato Agency <info@minato.example>",
        subject: "A profile",
        text: "We are a recruitment agency and would like to introduce a candidate. My candidate is available in May.",
        ..Letter::default()
    }
}

/// The page of the only thread, with what came in.
fn came(house: &House, letter: &Letter<'_>) -> (Browser, Answer) {
    deliver(&house.kept.store, &house.app.reader, "JP", &letter.raw(), house.app.clock.now());
    let rin = house.signed_in(&house.kept.cast.rin);
    let thread = rin.get("/staff/inbox?folder=all").first("td.who a", "href");
    let page = rin.get(&thread);
    (rin, page)
}

/// What a form carries along unseen, with what somebody typed.
fn sent(form: &Answer, carried: &[&str], typed: &[(&str, &str)]) -> Vec<(String, String)> {
    let seen = carried.iter().map(|name| ((*name).to_owned(), form.first(&format!("[name={name}]"), "value")));
    seen.chain(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).collect()
}

fn post(by: &Browser, path: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    by.post(path, &fields)
}

fn count(house: &House, of: &str) -> i64 {
    house.kept.sql().number(&format!("SELECT count(*) AS n FROM {of}"))
}

#[test]
fn a_mail_with_a_cv_becomes_an_application_once_the_notice_was_given() {
    let house = House::open();
    let (rin, page) = came(&house, &applies());
    let path = page.first(".finding a[href$='/application']", "href");
    assert!(!path.contains("Marker") && !path.contains("mori"), "{path}");
    let form = rin.get(&path);
    assert_eq!((form.status, form.text("#vacancy option[selected]").as_str()), (200, "Engineer"), "{}", form.body);
    assert!(form.text("main").contains("Mori") && form.text("main").contains("Marker-CV.pdf"));
    assert_eq!(form.count("input[name^='file.'][checked]"), 1);
    assert_eq!(form.count("#notice_given[checked]"), 0, "a person says that");

    let vacancy = form.first("#vacancy option[selected]", "value");
    let file = form.first("input[name^='file.']", "name");
    let typed = [("vacancy", vacancy.as_str()), ("source", "staff"), ("notice_locale", "en"), (file.as_str(), "yes")];
    let refused = post(&rin, &path, &sent(&form, &["notice", "open"], &typed));
    assert_eq!((refused.status, refused.count("#notice_given-error")), (422, 1), "{}", refused.text(".faults"));
    assert_eq!(count(&house, "applications"), 0);
    let given = [&typed[..], &[("notice_given", "yes")]].concat();
    let whole = sent(&form, &["notice", "open"], &given);
    let made = post(&rin, &path, &whole);
    assert_eq!(made.status, 303, "{}", made.body);
    assert!(made.location.ends_with("?done=application_added"), "{}", made.location);
    let record = rin.get(&made.location);
    assert!(record.text(".flash, [role=status]").contains("The application was added."), "{}", record.text("main"));
    assert!(record.text("#applications").contains("Engineer"), "{}", record.text("#applications"));
    assert!(record.text("#documents").contains("Marker-CV.pdf"), "{}", record.text("#documents"));
    assert!(!record.text("main").contains("+81 90 1111 2222"), "a mail proves nothing");

    let again = post(&rin, &path, &whole);
    assert_eq!(again.status, 422);
    assert!(again.text(".faults").contains("already"), "{}", again.text(".faults"));
    assert_eq!((count(&house, "applications"), count(&house, "documents")), (1, 1));
    house.read_documents();
    assert_eq!(count(&house, "documents WHERE state = 'stored'"), 0, "it is read as any other file");
}

#[test]
fn files_of_a_mail_that_seems_to_speak_of_health_are_not_kept_as_documents() {
    let house = House::open();
    let text = "I would like to apply for the position. My CV is attached. I was diagnosed with diabetes.";
    let (rin, page) = came(&house, &Letter { text, ..applies() });
    let path = page.first(".finding a[href$='/application']", "href");
    let form = rin.get(&path);
    assert_eq!((form.status, form.count("input[name^='file.']")), (200, 0), "{}", form.text("main"));
    assert!(form.text("main").contains("seems to say something about health"), "{}", form.text("main"));

    let file = page.first(".files a", "href");
    let file = format!("file.{}", file.rsplit('/').next().unwrap());
    let vacancy = form.first("#vacancy option[selected]", "value");
    let typed = [("vacancy", vacancy.as_str()), ("source", "staff"), ("notice_locale", "en"), ("notice_given", "yes")];
    let wanted = [&typed[..], &[(file.as_str(), "yes")]].concat();
    let refused = post(&rin, &path, &sent(&form, &["notice", "open"], &wanted));
    assert_eq!((refused.status, refused.count(".faults[role=alert]")), (422, 1), "{}", refused.text("main"));
    assert_eq!((count(&house, "applications"), count(&house, "documents")), (0, 0));
    assert_eq!(post(&rin, &path, &sent(&form, &["notice", "open"], &typed)).status, 303);
    assert_eq!((count(&house, "applications"), count(&house, "documents")), (1, 0));
}

#[test]
fn a_newer_notice_has_to_be_given_and_without_one_there_is_no_form() {
    let house = House::open();
    let (rin, page) = came(&house, &applies());
    let path = page.first(".finding a[href$='/application']", "href");
    let form = rin.get(&path);
    let vacancy = form.first("#vacancy option[selected]", "value");
    let typed = [("vacancy", vacancy.as_str()), ("source", "staff"), ("notice_locale", "en"), ("notice_given", "yes")];
    let other = [&typed[..], &[("notice", "7"), ("open", "yes")]].concat();
    let refused = rin.post(&path, &other);
    assert_eq!((refused.status, refused.count("#notice_given-error")), (422, 1));
    assert_eq!(refused.first("[name=notice]", "value"), form.first("[name=notice]", "value"));
    house.kept.sql().run("UPDATE notices SET effective_on = '2027-01-01'").unwrap();
    assert_eq!((rin.get(&path).status, rin.post(&path, &other).status), (409, 409));
    assert_eq!(count(&house, "applications"), 0);
}

#[test]
fn the_receipt_of_a_message_is_recorded_for_whom_it_is_filed_with() {
    let house = House::open();
    let (rin, page) = came(&house, &introduces());
    let path = page.first(".finding a[href$='/receipt']", "href");
    let form = rin.get(&path);
    assert_eq!((form.status, form.typed("giver_name").as_str()), (200, "Minato Agency"), "{}", form.body);
    assert_eq!(form.first("#giver_kind option[selected]", "value"), "agent");
    assert_eq!(form.count("main input[type=checkbox][checked]"), 0, "a person says what was received");
    let thread = path.split("/messages/").next().unwrap();
    assert_eq!(form.count(&format!("a[href='{thread}/filing']")), 1, "it says where the right person is chosen");

    let typed = [
        ("giver_name", "Minato Agency"),
        ("giver_kind", "agent"),
        ("giver_country", "JP"),
        ("giver_address", "1-1 Shiba"),
        ("giver_representative", "Ichiro Minato"),
        ("received.profile", "yes"),
        ("received_on", "2026-11-24"),
        ("how_obtained", "Registered with them."),
    ];
    let lacks = post(&rin, &path, &sent(&form, &["record", "open"], &typed[..7]));
    assert_eq!((lacks.status, lacks.count("#how_obtained-error")), (422, 1));
    assert_eq!(lacks.first("[name=record]", "value"), form.first("[name=record]", "value"), "it is the same record");
    let whole = sent(&form, &["record", "open"], &typed);
    for _ in 0..2 {
        let kept = post(&rin, &path, &whole);
        assert!(kept.location.ends_with("?done=receipt_recorded"), "{} {}", kept.status, kept.location);
    }
    assert_eq!(count(&house, "receipt_records"), 1);
    assert!(rin.get(thread).text(".finding .badge").contains("Taken"));
    let next = rin.get(&path);
    assert_eq!(next.text("#giver_known option[selected]").split(" (").next(), Some("Minato Agency"), "known by now");
}

#[test]
fn nobody_else_comes_to_what_a_mail_leads_to() {
    let house = House::open();
    let (rin, page) = came(&house, &introduces());
    let receipt = page.first(".finding a[href$='/receipt']", "href");
    let cast = &house.kept.cast;
    let others: [&Staff; 5] = [&cast.wei, &cast.manager, &cast.analyst, &cast.administrator, &cast.officer];
    for person in others {
        let browser = house.signed_in(person);
        for path in [receipt.clone(), receipt.replace("/receipt", "/application")] {
            assert_eq!(browser.get(&path).status, 404, "{} {path}", person.name);
            assert_eq!(browser.post(&path, &[("open", "yes")]).status, 404, "{} {path}", person.name);
        }
    }
    assert_eq!(
        rin.get(&receipt.replace("/receipt", "/application")).status,
        404,
        "it brings no CV and applies for nothing"
    );
    let dismiss = page.first(".finding form", "action");
    assert_eq!(rin.post(&dismiss, &[("decision", "dismissed")]).status, 303);
    assert_eq!(rin.get(&receipt).status, 404, "what is none leads nowhere");
}
