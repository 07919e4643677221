//! What leaves of correspondence over HTTP: in packages for third parties and for processors, and on the pages of a
//! processor's people.

use age::x25519::Identity;

use crate::browser::Browser;
use crate::consents::page_of;
use crate::disclosures::{agree, asked, provided};
use crate::house::{House, PASSWORD};
use crate::outsourcing::{CONTRACT, Hibiki, at_work, hibiki, opened, record_of};
use crate::support::Admitted;
use crate::support::cast::caller;
use crate::support::messages::{Conversation, FILE};

/// What is in the conversation and went nowhere.
const UNSENT: [&str; 3] = ["Draft-", "Queued-", "Lost-"];

/// Somebody of Tokyo with a conversation.
fn house() -> (House, Admitted, Conversation) {
    let house = House::open();
    let known = house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    let conversation = house.kept.converse(&caller(&house.kept.cast.rin), &known);
    (house, known, conversation)
}

fn lock(identity: &Identity) -> [(&'static str, String); 2] {
    [("recipient", identity.to_public().to_string()), ("own_password", PASSWORD.to_owned())]
}

/// What a posted form with a lock brings, opened.
fn package(by: &Browser, path: &str) -> Vec<(String, Vec<u8>)> {
    let identity = Identity::generate();
    let fields = lock(&identity);
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let sent = by.post(path, &fields);
    assert_eq!(sent.status, 200, "{}", sent.text("main"));
    opened(&sent.bytes, &identity)
}

fn names(files: &[(String, Vec<u8>)]) -> Vec<&str> {
    files.iter().map(|(name, _)| name.as_str()).collect()
}

fn content<'a>(files: &'a [(String, Vec<u8>)], name: &str) -> &'a [u8] {
    files.iter().find(|(other, _)| other == name).map(|(_, content)| content.as_slice()).unwrap()
}

/// A processor whose contract is about correspondence too.
fn entrusted(house: &House, known: &Admitted) -> Hibiki {
    let cast = &house.kept.cast;
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    let hibiki = hibiki(&mio);
    let mut more = CONTRACT.to_vec();
    more.push(("category.communications", "yes"));
    assert_eq!(mio.post(&format!("{}/contract", hibiki.page), &more).status, 303);
    let id = hibiki.page.rsplit('/').next().unwrap();
    let fields = [
        ("processor", id),
        ("entrust_purpose", "P1_recruitment"),
        ("entrust.profile", "yes"),
        ("entrust.communications", "yes"),
    ];
    assert_eq!(rin.post(&format!("{}/entrustments", page_of(known)), &fields).status, 303);
    hibiki
}

#[test]
fn a_third_party_gets_what_came_and_went_with_its_files_or_nothing() {
    let (house, known, conversation) = house();
    let cast = &house.kept.cast;
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    agree(&house, &known);
    let page = asked(&rin, &mio, &known, "consent", &[("category.communications", "yes")]);
    let path = format!("{page}/package");

    let (blobs, file) = (house.kept.store.blobs(), conversation.file.uuid());
    let kept = blobs.get(file, "file").unwrap();
    blobs.remove(file, "file").unwrap();
    let fields = lock(&Identity::generate());
    let cut = mio.post(&path, &fields.each_ref().map(|(name, value)| (*name, value.as_str())));
    assert_eq!(cut.status, 422, "what is lost is not provided, nor anything with it");
    assert!(cut.text(".faults").contains("cannot be opened"), "{}", cut.text(".faults"));
    assert_eq!(provided(&house), 0);
    blobs.put(file, "file", kept).unwrap();

    let files = package(&mio, &path);
    let attached = "0001/messages/0001-1-Came-File.pdf";
    assert_eq!(names(&files), ["0001/profile.json", "0001/messages.json", attached, "index.csv"]);
    assert_eq!(content(&files, attached), FILE);
    let messages: serde_json::Value = serde_json::from_slice(content(&files, "0001/messages.json")).unwrap();
    let said = |at: usize, field: &str| messages[at][field].as_str().unwrap().to_owned();
    assert_eq!(messages.as_array().unwrap().len(), 2);
    let both = [0, 1].map(|at| (said(at, "direction"), said(at, "subject"), said(at, "text")));
    let expected = [("in", "Came-Subject", "Came-Text"), ("out", "Sent-Subject", "Sent-Text")];
    assert_eq!(both, expected.map(|(way, subject, text)| (way.to_owned(), subject.to_owned(), text.to_owned())));
    assert_eq!(messages[0]["from"]["address"], known.profile.email.as_str());
    assert_eq!(messages[1]["to"][0]["address"], known.profile.email.as_str());
    assert!(!messages[1]["from"]["name"].as_str().unwrap().is_empty(), "it is from the office");
    assert_eq!((said(0, "at"), said(1, "at")), ("2026-11-24T03:00:00Z".to_owned(), "2026-11-24T03:00:01Z".to_owned()));
    assert_eq!(messages[0]["files"][0]["name"], "Came-File.pdf");
    assert_eq!(messages[0]["files"][0]["file"], attached.trim_start_matches("0001/"));
    assert_eq!(provided(&house), 1);
}

#[test]
fn without_correspondence_a_third_party_gets_none() {
    let (house, known, _) = house();
    let cast = &house.kept.cast;
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    agree(&house, &known);
    let page = asked(&rin, &mio, &known, "consent", &[]);
    assert_eq!(names(&package(&mio, &format!("{page}/package"))), ["0001/profile.json", "index.csv"]);
}

#[test]
fn a_processors_package_has_the_correspondence_that_it_was_entrusted_with_and_says_what_is_lost() {
    let (house, known, conversation) = house();
    let (hibiki, mio) = (entrusted(&house, &known), house.signed_in(&house.kept.cast.officer));
    let path = format!("{}/package", hibiki.page);
    let files = package(&mio, &path);
    let attached = "0001/messages/0001-1-Came-File.pdf";
    assert_eq!(names(&files), ["0001/profile.json", "0001/messages.json", attached, "index.csv"]);
    let text = String::from_utf8_lossy(content(&files, "0001/messages.json"));
    assert!(text.contains("Came-Text") && text.contains("Sent-Text"), "{text}");
    assert!(UNSENT.iter().all(|word| !text.contains(word)), "{text}");

    house.kept.store.blobs().remove(conversation.file.uuid(), "file").unwrap();
    let files = package(&mio, &path);
    assert_eq!(names(&files), ["0001/profile.json", "0001/messages.json", "index.csv"]);
    let index = String::from_utf8_lossy(content(&files, "index.csv"));
    assert!(index.contains("unopened message_files"), "{index}");
}

#[test]
fn a_processors_people_read_the_correspondence_page_by_page_and_nothing_that_was_not_sent() {
    let (house, known, _) = house();
    let rin = caller(&house.kept.cast.rin);
    let hibiki = entrusted(&house, &known);
    let other = house.admit(&house.kept.cast.rin, "Sato", "Minato");
    house.kept.converse(&rin, &other);
    assert_eq!(hibiki.entrust(&house.signed_in(&house.kept.cast.rin), &other).status, 303);
    let haruka = at_work(&house);
    assert_eq!(haruka.get(&record_of(&other)).count("#correspondence"), 0, "that was not entrusted");
    let page = haruka.get(&record_of(&known));
    let part = page.text("[aria-labelledby=correspondence]");
    for word in ["Came-Subject", "Came-Text", "Came-File.pdf", "Sent-Text", known.profile.email.as_str()] {
        assert!(part.contains(word), "{word}: {part}");
    }
    assert!(UNSENT.iter().all(|word| !page.body.contains(word)), "{part}");
    assert_eq!(page.count("[aria-labelledby=correspondence] a, [aria-labelledby=correspondence] form"), 0);

    let words: Vec<String> = (0..25).map(|number| format!("Word-{number}.")).collect();
    let said: Vec<(&str, &str)> = words.iter().map(|word| ("", word.as_str())).collect();
    house.kept.receive(&rin, &known.holding, &said);
    let newest = haruka.get(&record_of(&known));
    assert_eq!((newest.count(".message"), newest.count("a[rel=prev]")), (20, 0));
    assert!(newest.body.contains("Word-24.") && !newest.body.contains("Word-0."), "the newest first");
    let older = haruka.get(&newest.first("a[rel=next]", "href"));
    assert_eq!((older.count(".message"), older.count("a[rel=next]"), older.count("a[rel=prev]")), (7, 0, 1));
    assert!(older.body.contains("Word-0.") && older.body.contains("Came-Text"), "{}", older.text("main"));
    let odd = haruka.get(&format!("{}?before=nothing", record_of(&known)));
    assert_eq!((odd.status, odd.count(".message")), (200, 20));
}
