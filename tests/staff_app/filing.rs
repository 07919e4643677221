//! Filing messages with another person over HTTP: whom they may be from, who is chosen, and why nothing is moved.

use saiyo::workflows::receive_mail;

use crate::browser::{Answer, Browser};
use crate::house::House;
use crate::support::Admitted;
use crate::support::arrived::{Came, head};
use crate::support::cast::{caller, office};
use crate::support::mail::{Letter, deliver};
use crate::support::sql::Sql;

fn letter<'a>() -> Letter<'a> {
    Letter {
        from: "Akari Tanaka <akari@elsewhere.example>",
        subject: "Marker-Subject",
        text: "Marker-Text, from minato.sato@mail.example.org",
        ..Letter::default()
    }
}

fn put(house: &House, letter: &Letter<'_>) {
    deliver(&house.kept.store, &house.app.reader, "JP", &letter.raw(), house.app.clock.now());
}

/// Two people of Tokyo, and a mail of somebody new; the address of its thread.
fn begun() -> (House, Browser, [Admitted; 2], String) {
    let house = House::open();
    let known = [("Tanaka", "Akari"), ("Sato", "Minato")]
        .map(|(family, given)| house.admit(&house.kept.cast.rin, family, given));
    put(&house, &letter());
    let rin = house.signed_in(&house.kept.cast.rin);
    let path = rin.get("/staff/inbox?folder=all").first("td.who a", "href");
    (house, rin, known, path)
}

/// Posts the filing of a page with every message that is ticked there.
fn post(browser: &Browser, page: &Answer, fields: &[(&str, &str)]) -> Answer {
    let html = page.html();
    let ticked = scraper::Selector::parse("input[name=message][checked]").unwrap();
    let ticked: Vec<&str> = html.select(&ticked).filter_map(|it| it.attr("value")).collect();
    let ticked: Vec<(&str, &str)> = ticked.into_iter().map(|id| ("message", id)).collect();
    browser.post(&page.first("main form.form", "action"), &[&ticked[..], fields].concat())
}

#[test]
fn a_thread_says_how_it_was_filed_and_whom_it_may_be_from() {
    let (_house, rin, [tanaka, sato], path) = begun();
    let page = rin.get(&path);
    assert!(page.text(".message .hint").contains("nobody on record had its address"), "{}", page.body);
    let proposed = page.text(".filing-proposed");
    assert!(proposed.contains("Akari Tanaka") && proposed.contains("the same name"), "{proposed}");
    assert!(proposed.contains("Minato Sato") && proposed.contains("address stands in the text"), "{proposed}");
    for known in [&tanaka, &sato] {
        let href = format!("{path}/filing?candidate={}", known.holding.candidate);
        assert_eq!(page.count(&format!("#person a[href='{href}']")), 1, "{href}");
        let form = rin.get(&href);
        assert_eq!(form.first("input[type=radio][checked]", "value"), known.holding.candidate.to_string());
        assert_eq!(form.count("input[name=message][checked]"), 1);
    }
}

#[test]
fn a_person_is_looked_for_chosen_and_has_the_message_from_then_on() {
    let (_house, rin, [_, sato], path) = begun();
    let page = rin.get(&format!("{path}/filing"));
    assert!(page.status == 200 && page.count("input[type=radio]") == 0, "{}", page.body);
    let nobody = post(&rin, &page, &[("who", "Nobody"), ("act", "find")]);
    assert!(nobody.text("main [role=status]").contains("is called that"), "{}", nobody.body);
    let found = post(&rin, &page, &[("who", "Sato"), ("act", "find")]);
    assert_eq!((found.status, found.count("input[type=radio]")), (200, 1), "{}", found.body);
    assert!(found.text("fieldset:last-of-type .filing-list").contains("Minato Sato"));
    let none = post(&rin, &found, &[("who", "Sato"), ("act", "file")]);
    assert_eq!((none.status, none.text("[role=alert]").as_str()), (422, "Please choose a person."));
    let candidate = sato.holding.candidate.to_string();
    let nothing = rin.post(&format!("{path}/filing"), &[("person", &candidate), ("act", "file")]);
    assert_eq!((nothing.status, nothing.text("[role=alert]").as_str()), (422, "Please choose at least one message."));
    let done = post(&rin, &found, &[("person", &candidate), ("act", "file")]);
    assert_eq!(done.status, 303, "{}", done.body);
    let there = done.location.trim_end_matches("?done=messages_filed");
    assert_ne!(there, path);
    let moved = rin.get(there);
    assert!(moved.text(".message-text").contains("Marker-Text"), "{}", moved.body);
    assert!(moved.text(".message .hint").contains("by hand"));
    assert_eq!(moved.count(&format!("a[href='/staff/candidates/{candidate}']")), 1);
    assert_eq!(rin.get(&path).status, 404, "nothing is left in the thread");
}

#[test]
fn why_nothing_is_filed_elsewhere_is_said() {
    let (house, rin, [tanaka, sato], _) = begun();
    let said = house.kept.converse(&caller(&house.kept.cast.rin), &tanaka);
    let page = rin.get(&format!("/staff/inbox/{}/filing", said.thread));
    assert_eq!(page.count("input[name=message]"), 2, "drafts are not filed elsewhere: {}", page.body);
    let to = sato.holding.candidate.to_string();
    let waits = post(&rin, &page, &[("person", &to), ("act", "file")]);
    assert!(waits.status == 422 && waits.text("[role=alert]").contains("waits to go"), "{}", waits.body);
    assert_eq!(waits.first("input[type=radio][checked]", "value"), to, "what was chosen is chosen still");
    assert_eq!(post(&rin, &page, &[("act", "nonsense")]).status, 400);
}

#[test]
fn a_draft_that_answers_a_message_keeps_it_where_it_is() {
    let (_house, rin, [_, sato], path) = begun();
    let draft = [("to", "akari@elsewhere.example"), ("subject", "Re: it"), ("text", "Half a"), ("act", "save")];
    assert_eq!(rin.post(&format!("{path}/messages"), &draft).status, 303);
    let to = sato.holding.candidate.to_string();
    let held = post(&rin, &rin.get(&format!("{path}/filing")), &[("person", &to), ("act", "file")]);
    assert!(held.status == 422 && held.text("[role=alert]").contains("Discard or send it first"), "{}", held.body);
}

#[test]
fn what_slid_off_the_newest_page_is_on_an_older_one() {
    let (house, rin, [tanaka, sato], _) = begun();
    let (by, head) = (caller(&house.kept.cast.rin), head(&tanaka));
    let thread = house.kept.arrived(&by, &tanaka, &head, "Marker-First");
    let mail = |second| Came { head: &head, text: "More.", automatic: None, at: by.at.plus_seconds(second) };
    let mails: Vec<Came<'_>> = (1..=60).map(mail).collect();
    house.kept.came_into(&by, &tanaka, thread, &mails);
    let (path, to) = (format!("/staff/inbox/{thread}"), sato.holding.candidate.to_string());
    let newest = rin.get(&format!("{path}/filing?candidate={to}"));
    assert_eq!((newest.count("input[name=message]"), newest.count("input[name=before]")), (50, 0));
    let older = rin.get(&newest.first(".pager a[rel='next']", "href"));
    assert_eq!((older.count("input[name=message]"), older.count(".pager a[rel='next']")), (11, 0));
    assert_eq!(older.first("input[type=radio][checked]", "value"), to, "whoever was chosen is chosen still");
    assert_eq!(older.first(".pager a[rel='prev']", "href"), format!("{path}/filing?candidate={to}"));
    let before = older.first("input[name=before]", "value");
    let nobody = post(&rin, &older, &[("before", &before), ("act", "file")]);
    assert_eq!((nobody.status, nobody.count("input[name=message]")), (422, 11), "it is the same page");
    let fields = [("before", before.as_str()), ("person", &to), ("act", "file")];
    let done = post(&rin, &older, &fields);
    assert!(done.status == 303 && done.location.ends_with("?done=messages_filed"), "{}", done.body);
    assert!(rin.get(done.location.trim_end_matches("?done=messages_filed")).body.contains("Marker-First"));
    let again = post(&rin, &older, &fields);
    assert_eq!(again.location, format!("{path}/filing?done=stale"), "{}", again.body);
}

#[test]
fn nobody_else_files_anything_elsewhere() {
    let (house, rin, [_, sato], path) = begun();
    let (filing, cast) = (format!("{path}/filing"), &house.kept.cast);
    let to = sato.holding.candidate.to_string();
    let message = rin.get(&filing).first("input[name=message]", "value");
    for person in [&cast.wei, &cast.manager, &cast.officer, &cast.analyst, &cast.administrator] {
        let browser = house.signed_in(person);
        assert_eq!(browser.get(&filing).status, 404, "{}", person.name);
        let fields = [("message", message.as_str()), ("person", &to), ("act", "file")];
        assert_eq!(browser.post(&filing, &fields).status, 404, "{}", person.name);
    }
    let abroad = house.admit(&cast.wei, "Lim", "Wei").holding.candidate.to_string();
    let fields = [("message", message.as_str()), ("person", &abroad), ("act", "file")];
    assert_eq!(rin.post(&filing, &fields).status, 404, "a record of another office");
    assert_eq!(rin.get(&path).status, 200);
}

#[test]
fn mail_that_is_filed_with_nobody_is_filed_with_whoever_is_chosen() {
    let (house, rin, [_, sato], _) = begun();
    let headers = "List-Id: <news.bulk.example>\r\nPrecedence: bulk\r\n";
    put(&house, &Letter { from: "news@bulk.example", text: "News of the week.", headers, ..letter() });
    let list = rin.get("/staff/inbox/unfiled");
    let page = rin.get(&list.first("a[href$='/person']", "href"));
    assert!(page.status == 200 && page.count("input[name=message]") == 0, "{}", page.body);
    assert!(!page.body.contains("Marker") && page.text("main .facts").contains("Came in"), "nothing of it is shown");
    let none = post(&rin, &page, &[("act", "file")]);
    assert_eq!((none.status, none.text("[role=alert]").as_str()), (422, "Please choose a person."));
    let found = post(&rin, &page, &[("who", "Minato"), ("act", "find")]);
    let to = found.first("input[type=radio]", "value");
    assert_eq!(to, sato.holding.candidate.to_string());
    let done = post(&rin, &found, &[("person", &to), ("act", "file")]);
    assert_eq!(done.location, "/staff/inbox/unfiled?done=messages_filed");
    assert_eq!(rin.get("/staff/inbox/unfiled").count("main tbody tr"), 0);
    let by = "SELECT count(*) AS n FROM messages WHERE filed_by = 'hand'";
    assert_eq!(house.kept.sql().number(by), 1);
    assert_eq!(post(&rin, &found, &[("person", &to), ("act", "file")]).status, 404, "it is filed once");
}

#[test]
fn our_own_copy_that_comes_back_is_nobodys_record() {
    let house = House::mailing();
    let copy = Letter { from: "Recruiting <recruiting@saiyo.example>", ..letter() };
    let mut db = house.app.store.database().unwrap();
    receive_mail::receive(&mut db, &office("JP"), None, &copy.raw(), house.app.clock.now()).unwrap();
    drop(db);
    house.do_jobs();
    assert_eq!(house.kept.sql().words("SELECT state AS t FROM incoming_messages"), ["apart"]);
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM holdings"), 0);
}
