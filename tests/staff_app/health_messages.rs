//! A mail about somebody's health over HTTP: taken for a purpose, and shown where health records are opened.

use crate::consents::{candidate, page_of};
use crate::house::House;
use crate::support::Admitted;
use crate::support::cast::caller;
use crate::support::unwell::{CERTIFICATE, SOURCE, TEXT, Unwell};

const VISA: [(&str, &str); 3] = [("purpose", "P4_visa"), ("reason", "visa_application"), ("details", "For the visa.")];
const TAKEN: [(&str, &str); 2] = [("decision", "taken"), ("purpose", "P4_visa")];

/// Somebody of Tokyo with a mail about their health, and its thread.
fn received() -> (House, Admitted, Unwell, String) {
    let house = House::open();
    let rin = house.kept.cast.rin.clone();
    let known = house.admit(&rin, "Tanaka", "Akari");
    let unwell = house.kept.unwell(&caller(&rin), &known);
    let thread = format!("/staff/inbox/{}", unwell.thread);
    (house, known, unwell, thread)
}

#[test]
fn a_mail_is_kept_as_health_data_once_the_law_allows_it() {
    let (house, known, unwell, thread) = received();
    let rin = house.signed_in(&house.kept.cast.rin);
    let page = rin.get(&thread);
    assert_eq!((page.count(".finding select[name=purpose]"), page.count(".finding form")), (1, 2));
    assert!(page.body.contains(TEXT) && page.text("#reply").contains(TEXT), "an answer quotes it");
    let finding = format!("{thread}/findings/{}", unwell.finding);
    let refused = rin.post(&finding, &TAKEN);
    assert_eq!(refused.status, 403);
    assert!(refused.body.contains("GATE-HEALTH-CONSENT"), "{}", refused.text("main"));
    assert!(rin.get(&thread).text(".message-in").contains(TEXT), "nothing was changed");

    house.consent_to_health(&known);
    assert_eq!(rin.post(&finding, &TAKEN).status, 303);
    let page = rin.get(&thread);
    for path in [&*thread, "/staff/inbox?folder=all", &*page_of(&known)] {
        let page = rin.get(path);
        assert!(page.body.contains("Kept as health data"), "{path}: {}", page.text("main"));
        assert!(["Unwell-Subject", TEXT, "Unwell-File"].iter().all(|word| !page.body.contains(word)), "{path}");
    }
    assert!(page.text(".message-in").contains("Kept as health data"), "{}", page.text(".message-in"));
    assert_eq!(page.first(".message-in .hint a", "href"), format!("{}#health", page_of(&known)));
    assert_eq!(page.count(".message-links a"), 0);
    let message = format!("{thread}/messages/{}", unwell.message);
    let gone = [format!("{message}/html"), format!("{message}/as-sent"), format!("{message}/source")];
    for path in gone.iter().chain([&format!("{thread}/files/{}", unwell.file)]) {
        assert_eq!(rin.get(path).status, 404, "{path}");
    }
    assert_eq!(rin.get(&page_of(&known)).count("#health form"), 1);
}

#[test]
fn a_draft_that_quotes_a_mail_keeps_it_from_being_kept_as_health_data() {
    let (house, known, unwell, thread) = received();
    house.consent_to_health(&known);
    let rin = house.signed_in(&house.kept.cast.rin);
    let page = rin.get(&thread);
    let message = page.first("#reply [name=message]", "value");
    let text = format!("Get well.\n\n> {TEXT}\n");
    let to = known.profile.email.as_str();
    let typed =
        [("to", to), ("subject", "Get well"), ("text", text.as_str()), ("message", message.as_str()), ("act", "save")];
    assert_eq!(rin.post(&format!("{thread}/messages"), &typed).status, 303);
    let finding = format!("{thread}/findings/{}", unwell.finding);
    let refused = rin.post(&finding, &TAKEN);
    assert_eq!((refused.status, refused.count(".finding .faults")), (422, 1), "{}", refused.text("main"));
    assert!(refused.text(".finding .faults").contains("quotes this"), "{}", refused.text(".finding"));
    assert!(rin.get(&thread).text(".message-in").contains(TEXT), "nothing was changed");
    assert_eq!(rin.post(&format!("{thread}/messages/{message}/discard"), &[]).status, 303);
    assert_eq!(rin.post(&finding, &TAKEN).status, 303);
    assert!(!rin.get(&thread).body.contains(TEXT));
}

#[test]
fn what_is_kept_as_health_data_is_opened_with_the_health_records() {
    let (house, known, unwell, thread) = received();
    house.consent_to_health(&known);
    let rin = house.signed_in(&house.kept.cast.rin);
    assert_eq!(rin.post(&format!("{thread}/findings/{}", unwell.finding), &TAKEN).status, 303);
    let path = format!("{}/health", page_of(&known));
    let opened = rin.post(&path, &VISA);
    assert_eq!(opened.status, 200, "{}", opened.text("main"));
    let part = opened.text("[aria-labelledby=messages]");
    assert!(["Unwell-Subject", TEXT, "Unwell-File.pdf"].iter().all(|word| part.contains(word)), "{part}");
    assert_eq!(opened.count("[aria-labelledby=messages] form"), 2, "its file and its source");
    let carried = |name: &str| opened.first(&format!("[aria-labelledby=messages] [name={name}]"), "value");
    assert_eq!(["purpose", "reason", "details"].map(carried), VISA.map(|(_, value)| value));
    let action = opened.first("[aria-labelledby=messages] form", "action");
    let file = rin.post(&action, &VISA);
    assert_eq!((file.status, file.bytes.as_slice()), (200, CERTIFICATE));
    assert!(file.header("content-disposition").starts_with("attachment"));
    let source = opened.first("[aria-labelledby=messages] form:last-of-type", "action");
    assert_eq!(rin.post(&source, &VISA).bytes, SOURCE);

    assert_eq!(rin.get(&action).status, 405, "reading it again takes another reason");
    assert_eq!(rin.post(&action, &VISA[..1]).status, 400);
    let recruiting = [("purpose", "P1_recruitment"), ("reason", "workplace_adjustment")];
    let refused = rin.post(&action, &recruiting);
    assert_eq!(refused.status, 403);
    assert!(refused.body.contains("REVIEW-HEALTH-SELECTION"));
    house.assign(&known, &house.kept.cast.manager);
    for other in [&house.kept.cast.manager, &house.kept.cast.wei] {
        assert_eq!(house.signed_in(other).post(&action, &VISA).status, 404, "{}", other.name);
    }
    let uses = rin.get(&page_of(&known)).text("#uses");
    assert!(uses.contains("Kept a message as health data"), "{uses}");
}

#[test]
fn a_candidate_learns_that_their_mail_is_kept_as_health_data() {
    let (house, known, unwell, thread) = received();
    house.consent_to_health(&known);
    let akari = candidate(&house, known.holding.id);
    assert!(akari.get("/me").body.contains(TEXT));
    let rin = house.signed_in(&house.kept.cast.rin);
    assert_eq!(rin.post(&format!("{thread}/findings/{}", unwell.finding), &TAKEN).status, 303);
    let page = akari.get("/me");
    let part = page.text("[aria-labelledby=correspondence]");
    assert!(part.contains("Kept as health data") && part.contains("kept as health data"), "{part}");
    assert!(["Unwell-Subject", TEXT, "Unwell-File"].iter().all(|word| !page.body.contains(word)));
    assert_eq!(akari.get(&format!("/me/messages/{}/files/{}", unwell.message, unwell.file)).status, 404);
}
