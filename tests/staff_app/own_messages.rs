//! Correspondence on a candidate's own page over HTTP: what came from them and went to them, and of anything else that
//! it is there.

use saiyo::domain::contact::EmailAddress;
use saiyo::domain::message::{Channel, Finding, MessageHead};
use saiyo::workflows::change_candidate;
use saiyo::workflows::log_contact::{self, Contact};

use crate::browser::Browser;
use crate::consents::candidate;
use crate::house::House;
use crate::support::Admitted;
use crate::support::arrived::address;
use crate::support::cast::caller;
use crate::support::messages::{Conversation, FILE};

const PART: &str = "[aria-labelledby=correspondence]";

/// Somebody of Tokyo with a conversation, who is signed in.
fn house() -> (House, Admitted, Conversation, Browser) {
    let house = House::open();
    let known = house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    let conversation = house.kept.converse(&caller(&house.kept.cast.rin), &known);
    let akari = candidate(&house, known.holding.id);
    (house, known, conversation, akari)
}

#[test]
fn a_candidate_reads_what_came_and_went_and_has_its_files() {
    let (house, known, conversation, akari) = house();
    let rin = caller(&house.kept.cast.rin);
    let said = [("Found-Subject", "Found-Text")];
    house.kept.keep_found(&rin, &known.holding, (None, &[Finding::Health, Finding::Deletion]), &said).unwrap();
    let call = Contact { channel: Channel::Call, text: "Call-Text".to_owned(), at: rin.at, thread: None };
    log_contact::log(&house.kept.store, &rin, known.holding.candidate, &call).unwrap();

    let page = akari.get("/me");
    let part = page.text(PART);
    let whole = ["Came-Subject", "Came-Text", "From you", "Sent-Subject", "Sent-Text", "From Tokyo", "Call-Text"];
    for words in whole {
        assert!(part.contains(words), "{words}: {part}");
    }
    for unseen in ["Draft-", "Queued-", "Lost-", "Seems to", "Not decided", "Rin"] {
        assert!(!part.contains(unseen), "{unseen}: {part}");
    }
    let file = akari.get(&page.first(&format!("{PART} .files a"), "href"));
    assert_eq!((file.status, file.bytes.as_slice()), (200, FILE));
    assert_eq!(file.header("content-type"), "application/octet-stream");
    assert!(file.header("content-disposition").starts_with("attachment"));
    assert!(file.header("content-security-policy").starts_with("sandbox"));

    let Conversation { came, sent, draft, file, draft_file, .. } = conversation;
    for (message, file) in [(draft, draft_file), (came, draft_file), (sent, file), (draft, file)] {
        assert_eq!(akari.get(&format!("/me/messages/{message}/files/{file}")).status, 404);
    }
    let other = house.admit(&house.kept.cast.rin, "Sato", "Minato");
    let path = format!("/me/messages/{came}/files/{file}");
    let minato = candidate(&house, other.holding.id);
    assert_eq!(minato.get(&path).status, 404, "nobody else");
    assert!(minato.get("/me").text(PART).contains("No messages yet"));
    let by_staff = house.signed_in(&house.kept.cast.rin).get(&path);
    assert_eq!((by_staff.status, by_staff.location.as_str()), (303, "/me/sign-in"));
}

#[test]
fn of_a_mail_from_or_to_another_address_a_candidate_learns_that_it_is_there() {
    let (house, known, conversation, akari) = house();
    let rin = caller(&house.kept.cast.rin);
    let head = MessageHead {
        from: Some(address("mallory@elsewhere.example")),
        subject: "Secret-Subject".to_owned(),
        ..MessageHead::default()
    };
    house.kept.arrived(&rin, &known, &head, "Secret-Text");
    let page = akari.get("/me");
    assert!(page.text(PART).contains("not the one on record"), "{}", page.text(PART));
    assert!(!page.body.contains("Secret-") && !page.body.contains("mallory"));
    assert!(page.body.contains("Came-Text"));

    // What was theirs is kept back as well once their address is another one.
    let mut db = house.kept.store.database().unwrap();
    let (permit, stored) = change_candidate::open_profile(&mut db, &rin, known.holding.candidate).unwrap();
    let mut record = stored.record;
    record.email = EmailAddress::parse("akari@elsewhere.example").unwrap();
    change_candidate::edit_profile(&mut db, &permit, &record, stored.revision).unwrap();
    drop(db);
    let page = akari.get("/me");
    assert!(["Came-", "Sent-"].iter().all(|word| !page.body.contains(word)), "{}", page.text(PART));
    let path = format!("/me/messages/{}/files/{}", conversation.came, conversation.file);
    assert_eq!(akari.get(&path).status, 404);
}

#[test]
fn a_candidate_turns_the_pages_of_many_messages() {
    let (house, known, _, akari) = house();
    let rin = caller(&house.kept.cast.rin);
    let head = |number: usize| MessageHead {
        from: Some(address(known.profile.email.as_str())),
        subject: format!("Word-{number}."),
        ..MessageHead::default()
    };
    for number in 0..25 {
        house.kept.arrived(&rin, &known, &head(number), "Text.");
    }
    let newest = akari.get("/me");
    let shown = |page: &crate::browser::Answer| page.count(&format!("{PART} .message"));
    assert_eq!((shown(&newest), newest.count("a[rel=prev]")), (20, 0));
    let older = akari.get(&newest.first("a[rel=next]", "href"));
    assert_eq!((shown(&older), older.count("a[rel=next]"), older.count("a[rel=prev]")), (7, 0, 1));
    let both = format!("{}{}", newest.text(PART), older.text(PART));
    assert!((0..25).all(|number| both.matches(&format!("Word-{number}.")).count() == 1), "each once: {both}");
    assert_eq!(shown(&akari.get("/me?before=nothing")), 20);
}
