//! What is long is read page by page, in a thread and in what is not filed.

use saiyo::workflows::receive_mail;

use crate::house::House;
use crate::support::arrived::{Came, head};
use crate::support::cast::caller;
use crate::support::sql::Sql;
use crate::support::{NOW, moment};

const NEXT: &str = ".pager a[rel='next']";
const BACK: &str = ".pager a[rel='prev']";

#[test]
fn a_long_thread_is_read_page_by_page_and_its_draft_goes_on() {
    let house = House::open();
    let known = house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    let by = caller(&house.kept.cast.rin);
    let head = head(&known);
    let thread = house.kept.arrived(&by, &known, &head, "Marker-First");
    let rin = house.signed_in(&house.kept.cast.rin);
    let path = format!("/staff/inbox/{thread}");
    let draft = [("to", "akari.tanaka@mail.example.org"), ("subject", "Re: it"), ("text", "Half a"), ("act", "save")];
    assert_eq!(rin.post(&format!("{path}/messages"), &draft).status, 303);
    let mail = |second| Came { head: &head, text: "More.", automatic: None, at: moment(NOW).plus_seconds(second) };
    let mails: Vec<Came<'_>> = (1..=60).map(mail).collect();
    house.kept.came_into(&by, &known, thread, &mails);

    let page = rin.get(&path);
    assert_eq!((page.status, page.count(".message"), page.count(BACK)), (200, 50, 0));
    assert!(!page.body.contains("Marker-First") && page.text("#mail-text").trim() == "Half a", "{}", page.body);
    let older = rin.get(&page.first(NEXT, "href"));
    assert_eq!((older.status, older.count(".message"), older.count(NEXT)), (200, 12, 0), "the draft stands among them");
    assert!(older.body.contains("Marker-First") && older.text("h1") == page.text("h1"));
    assert_eq!(
        (older.count("#mail-text"), older.count("form[action$='/owner']")),
        (0, 1),
        "the answer stands below the newest"
    );
    assert_eq!(older.first(BACK, "href"), path);
    for odd in ["x", "018f0000-0000-7000-8000-000000000000"] {
        let newest = rin.get(&format!("{path}?before={odd}"));
        assert_eq!((newest.status, newest.count(BACK)), (200, 0), "{odd}");
    }
}

#[test]
fn what_is_not_filed_is_read_page_by_page() {
    let house = House::open();
    let raw: Vec<Vec<u8>> = (0..201).map(|number| format!("no mail at all: {number}").into_bytes()).collect();
    let mails: Vec<&[u8]> = raw.iter().map(Vec::as_slice).collect();
    let (office, at) = (house.kept.cast.rin.office.clone(), moment(NOW));
    let mut db = house.kept.store.database().unwrap();
    receive_mail::receive_all(&mut db, &office, None, &mails, at).unwrap();
    drop(db);
    house.kept.sql().run("UPDATE incoming_messages SET state = 'apart'").unwrap();
    let rin = house.signed_in(&house.kept.cast.rin);
    let page = rin.get("/staff/inbox/unfiled");
    assert_eq!((page.count("main tbody tr"), page.count(BACK)), (200, 0));
    let next = rin.get(&page.first(NEXT, "href"));
    assert_eq!((next.count("main tbody tr"), next.count(NEXT)), (1, 0));
    assert_eq!(next.first(BACK, "href"), "/staff/inbox/unfiled");
    assert_eq!(rin.get("/staff/inbox/unfiled?before=x").count("main tbody tr"), 200);
}
