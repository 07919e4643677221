//! Tags and notes of threads over HTTP, and asking for words of messages from the inbox.

use saiyo::domain::staff::Role;

use crate::browser::{Answer, Browser};
use crate::house::House;
use crate::support::arrived::head;
use crate::support::cast::caller;
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, moment};

/// A house with somebody of Tokyo, and the address of their thread.
fn house() -> (House, Admitted, String) {
    let house = House::open();
    let known = house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    let path = thread(&house, &known);
    (house, known, path)
}

fn thread(house: &House, known: &Admitted) -> String {
    let rin = caller(&house.kept.cast.rin);
    format!("/staff/inbox/{}", house.kept.arrived(&rin, known, &head(known), "Paperwork on Thursday?"))
}

/// Posts the first form about tags on a page, with the revision that the page shows.
fn tag(browser: &Browser, page: &Answer, fields: &[(&str, &str)]) -> Answer {
    let form = "form[action$='/tags']";
    let revision = page.first(&format!("{form} [name=revision]"), "value");
    browser.post(&page.first(form, "action"), &[fields, &[("revision", revision.as_str())]].concat())
}

fn all(page: &Answer, selector: &str, attribute: &str) -> Vec<String> {
    let html = page.html();
    let selector = scraper::Selector::parse(selector).unwrap();
    html.select(&selector).filter_map(|it| it.attr(attribute).map(str::to_owned)).collect()
}

#[test]
fn tags_are_added_shown_in_the_list_and_taken_away() {
    let (house, _, path) = house();
    let rin = house.signed_in(&house.kept.cast.rin);
    let page = rin.get(&path);
    assert!(page.text("#tags").contains("no tags"), "{}", page.text("#tags"));
    let added = tag(&rin, &page, &[("add", "Marker-Visa、<b>至急</b>")]);
    assert_eq!((added.status, added.location.as_str()), (303, format!("{path}?done=saved").as_str()));
    let overtaken = tag(&rin, &page, &[("add", "late")]);
    assert!(overtaken.location.ends_with("?done=stale"), "{}", overtaken.location);
    let page = rin.get(&path);
    assert_eq!(page.text("#tags .tag a"), "<b>至急</b> Marker-Visa");
    let labels = all(&page, "#tags .tag button", "aria-label");
    assert_eq!(labels, ["Remove the tag <b>至急</b>", "Remove the tag Marker-Visa"]);
    let list = rin.get("/staff/inbox?folder=all");
    assert_eq!(list.text("main tbody td:nth-child(2) .tag"), "<b>至急</b> Marker-Visa");
    for href in all(&list, "a[href]", "href") {
        assert!(!href.contains("Marker") && !href.contains("%E8"), "{href}");
    }
    let gone = page.first("#tags .tag form [name=remove]", "value");
    assert_eq!(tag(&rin, &page, &[("remove", &gone)]).status, 303);
    assert_eq!(rin.get(&path).text("#tags .tag a"), "Marker-Visa");
    let uses = house.kept.sql().words("SELECT subject AS t FROM journal WHERE outcome = 'done'");
    assert!(uses.iter().all(|subject| !subject.contains("Marker")));
}

#[test]
fn a_tag_leads_to_the_threads_of_the_folder_that_share_it() {
    let (house, known, path) = house();
    let other = thread(&house, &known);
    thread(&house, &known);
    let rin = house.signed_in(&house.kept.cast.rin);
    tag(&rin, &rin.get(&path), &[("add", "Visa")]);
    tag(&rin, &rin.get(&other), &[("add", "VISA, urgent")]);
    let all_of_them = rin.get("/staff/inbox?folder=unassigned");
    assert_eq!((all_of_them.count("main tbody tr"), all_of_them.count("main h2")), (3, 0));
    let mut links = all(&all_of_them, "main tbody .tag a", "href");
    links.retain(|href| href.starts_with("/staff/inbox?folder=unassigned&tag="));
    assert_eq!(links.len(), 3);
    let page = rin.get(&rin.get(&path).first("#tags .tag a", "href"));
    assert_eq!((page.count("main tbody tr"), page.text("main h2").as_str()), (2, "Tag: Visa"));
    assert_eq!(page.first(".section-head h2 ~ p a", "href"), "/staff/inbox?folder=all");
    let page = rin.get(&page.first(".section-head h2 ~ p a", "href"));
    assert_eq!((page.count("main tbody tr"), page.count("main h2")), (3, 0), "the whole folder again");
    let (_, tag_id) = links[0].split_once("&tag=").unwrap();
    let done = rin.get(&format!("/staff/inbox?folder=done&tag={tag_id}"));
    assert!(done.text("main").contains("No thread in this folder has this tag."), "{}", done.text("main"));
    let nothing = rin.get("/staff/inbox?folder=all&tag=nothing");
    assert_eq!((nothing.status, nothing.count("main tbody tr")), (200, 3), "what is no tag narrows nothing");
}

#[test]
fn a_tag_that_is_none_is_refused_with_what_was_typed() {
    let (house, _, path) = house();
    let rin = house.signed_in(&house.kept.cast.rin);
    let page = rin.get(&path);
    let long = "あ".repeat(41);
    let refused = tag(&rin, &page, &[("add", &long)]);
    assert_eq!((refused.status, refused.typed("add")), (422, long));
    assert!(refused.text("#tags-add-error").contains("at most 40"), "{}", refused.text("#tags-add-error"));
    assert_eq!(tag(&rin, &page, &[("add", " 、 ")]).status, 422);
    let many: String = (0..21).map(|number| format!("t{number},")).collect();
    let refused = tag(&rin, &page, &[("add", &many)]);
    assert!(refused.status == 422 && refused.text("#tags-add-error").contains("A thread takes at most 20"));
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM thread_tags"), 0);
    assert_eq!(
        rin.post(&format!("{path}/tags"), &[("add", "x")]).status,
        400,
        "no page of ours leaves out what was seen"
    );
}

#[test]
fn a_note_stands_on_the_thread_and_in_the_record_and_a_private_one_is_its_authors() {
    let (house, known, path) = house();
    let cast = &house.kept.cast;
    let rin = house.signed_in(&cast.rin);
    let notes = format!("{path}/notes");
    let page = rin.get(&path);
    assert_eq!((page.first("#notes form", "action"), page.count("#thread-notes")), (notes.clone(), 0));
    let empty = rin.post(&notes, &[("note", " "), ("class", "team")]);
    assert_eq!((empty.status, empty.count("#note-error")), (422, 1), "{}", empty.body);
    let added = rin.post(&notes, &[("note", "No room <b>is</b> free."), ("class", "team")]);
    assert_eq!(added.location, format!("{path}?done=note_added"));
    house.app.clock.set(moment(NOW).plus_seconds(60));
    rin.post(&notes, &[("note", "Ask Haru."), ("class", "private")]);
    let page = rin.get(&path);
    assert_eq!(page.text("#thread-notes .running"), "No room <b>is</b> free. Ask Haru.");
    assert!(page.text("#thread-notes .note-private").contains("Note by Rin"), "{}", page.text("#thread-notes"));
    assert_eq!(page.count(".message .note"), 0, "a note is no message");
    let record = format!("/staff/candidates/{}", known.holding.candidate);
    let page = rin.get(&record);
    assert_eq!(page.text("#notes .running"), "Ask Haru. No room <b>is</b> free.");
    assert_eq!(all(&page, "#notes .note a", "href"), [path.clone(), path.clone()]);
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM messages WHERE direction = 'out'"), 0);

    let yui = house.signed_in(&house.hire("Yui", "JP", Role::Recruiter));
    assert_eq!(yui.get(&path).text("#thread-notes .running"), "No room <b>is</b> free.");
    assert_eq!(yui.get(&record).text("#notes .running"), "No room <b>is</b> free.");
    house.assign(&known, &cast.manager);
    let wei = house.signed_in(&cast.wei);
    for (browser, name) in [(&wei, "Wei"), (&house.signed_in(&cast.manager), "Haru")] {
        assert_eq!(browser.post(&notes, &[("note", "x"), ("class", "team")]).status, 404, "{name}");
        let tags = browser.post(&format!("{path}/tags"), &[("add", "x"), ("revision", "2")]);
        assert_eq!(tags.status, 404, "{name}");
    }
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM notes"), 2);
}

#[test]
fn words_of_messages_are_asked_for_from_the_inbox_and_stand_in_no_address() {
    let (house, known, _) = house();
    let cast = &house.kept.cast;
    house.admit(&cast.rin, "Paperwork", "Sora");
    let rin = house.signed_in(&cast.rin);
    let inbox = rin.get("/staff/inbox");
    assert_eq!(inbox.first("form.search", "action"), "/staff/searches");
    assert_eq!(inbox.first("form.search [type=search]", "name"), "in_messages");
    let sent = rin.post("/staff/searches", &[("in_messages", "thursday　PAPERWORK")]);
    assert!(sent.location.starts_with("/staff/searches/") && !sent.location.to_lowercase().contains("paperwork"));
    let page = rin.get(&sent.location);
    assert_eq!(page.typed("q"), "message:\"thursday\" message:\"PAPERWORK\"");
    assert_eq!(page.count("td.who > a"), 1, "a name is no message");
    let record = format!("/staff/candidates/{}", known.holding.candidate);
    assert_eq!(page.first("a.excerpt-label", "href"), format!("{record}#correspondence"));
    assert_eq!(rin.get(&record).count("#correspondence a[href^='/staff/inbox/']"), 2, "to the thread, and to write");
    let sign = rin.post("/staff/searches", &[("in_messages", "-thursday -")]);
    assert_eq!(rin.get(&sign.location).count("td.who > a"), 1, "a minus is no sign here");
    let officer = house.signed_in(&cast.officer);
    assert_eq!(officer.get("/staff/inbox").count("form.search"), 0, "their lists do not reach so far");
}
