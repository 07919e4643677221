//! Files that staff send over HTTP: kept with a draft, never lost to a warning, and no more than mail servers take.

use crate::browser::{Answer, Browser};
use crate::house::House;
use crate::support::Admitted;
use crate::support::arrived::head;
use crate::support::cast::caller;
use crate::support::sql::Sql;

const PDF: &[u8] = b"%PDF-1.7 nothing follows";

/// A thread with somebody, by its address, and who answers.
fn begun() -> (House, Browser, Admitted, String) {
    let house = House::open();
    let known = house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    let thread = house.kept.arrived(&caller(&house.kept.cast.rin), &known, &head(&known), "Where do we meet?");
    let rin = house.signed_in(&house.kept.cast.rin);
    (house, rin, known, format!("/staff/inbox/{thread}"))
}

fn files(all: &[&str]) -> Vec<(&'static str, Vec<u8>)> {
    let known = ["map.pdf", "form.pdf", "a.pdf", "b.pdf", "c.pdf", "d.pdf"];
    let wanted = known.into_iter().filter(|name| all.contains(name));
    wanted.map(|name| (name, PDF.to_vec())).collect()
}

/// What a form of a page carries along unseen, with what somebody typed.
fn typed<'a>(text: &'a str, act: &'a str, carried: &'a [(&'a str, String)]) -> Vec<(&'a str, &'a str)> {
    let typed = [("to", "akari.tanaka@mail.example.org"), ("subject", "Re: the way"), ("text", text), ("act", act)];
    typed.into_iter().chain(carried.iter().map(|(name, value)| (*name, value.as_str()))).collect()
}

fn carried(page: &Answer) -> Vec<(&'static str, String)> {
    let value = |name: &str| page.first(&format!("#reply [name={name}]"), "value");
    ["message", "draft", "revision"].map(|name| (name, value(name))).to_vec()
}

fn count(house: &House, of: &str) -> i64 {
    house.kept.sql().number(&format!("SELECT count(*) AS n FROM {of}"))
}

#[test]
fn what_is_not_sent_yet_keeps_its_files_and_goes_on() {
    let (house, rin, _, path) = begun();
    let messages = format!("{path}/messages");
    let page = rin.get(&path);
    assert_eq!(page.first("#reply form[enctype]", "enctype"), "multipart/form-data");
    let seen = carried(&page);
    let text = "Please bring your medical certificate.";
    let warned = rin.post_form(&messages, &typed(text, "send", &seen), &files(&["map.pdf", "form.pdf"]));
    assert_eq!((warned.status, count(&house, "message_files")), (422, 2), "{}", warned.body);
    assert!(warned.text("#reply .faults").contains("health"), "{}", warned.text("#reply .faults"));
    let shown = warned.text("#reply .attached");
    assert!(shown.contains("map.pdf") && shown.contains("form.pdf"), "{shown}");
    assert_eq!(count(&house, "messages WHERE sending = 'draft'"), 1, "files cannot come twice: it is a draft");

    let mut next = carried(&warned);
    next.push(("how.anyway", "yes".to_owned()));
    let drop = warned.first("#reply .attached input", "name");
    let look = rin.post(&messages, &[&typed(text, "preview", &next)[..], &[(drop.as_str(), "yes")]].concat());
    assert_eq!(look.status, 200, "{}", look.body);
    assert!(look.text(".preview").contains("form.pdf") && !look.text(".preview").contains("map.pdf"));
    let mut next = carried(&look);
    next.push(("how.anyway", "yes".to_owned()));
    assert_eq!(rin.post(&messages, &typed(text, "send", &next)).status, 303);
    let page = rin.get(&path);
    assert_eq!(page.text(".message-out .files a:not([href$='/preview'])"), "form.pdf");
    assert_eq!(rin.get(&page.first(".message-out .files a", "href")).bytes, PDF);
    assert_eq!((count(&house, "messages WHERE sending = 'queued'"), count(&house, "message_files")), (1, 1));
}

#[test]
fn a_fault_loses_no_file_and_a_draft_keeps_what_is_attached() {
    let (house, rin, _, path) = begun();
    let messages = format!("{path}/messages");
    let fields = [("to", "nobody"), ("subject", ""), ("text", "x"), ("act", "send")];
    let faulty = rin.post_form(&messages, &fields, &files(&["map.pdf"]));
    assert_eq!((faulty.status, faulty.count("#mail-to-error"), faulty.count("#mail-files-error")), (422, 1, 0));
    assert!(faulty.text("#reply .attached").contains("map.pdf"), "{}", faulty.body);
    let seen = carried(&faulty);
    let saved = rin.post_form(&messages, &typed("Half a", "save", &seen), &files(&["form.pdf"]));
    assert_eq!(saved.location, format!("{path}?done=draft_saved"));
    let page = rin.get(&path);
    assert_eq!(page.count("#reply .attached input"), 2);
    let discard = page.first("form[action$='/discard']", "action");
    assert_eq!(rin.post(&discard, &[]).status, 303);
    assert_eq!((count(&house, "messages WHERE direction = 'out'"), count(&house, "message_files")), (0, 0));
}

#[test]
fn more_than_mail_servers_take_is_refused_and_nothing_of_it_is_kept() {
    let (house, rin, known, path) = begun();
    let messages = format!("{path}/messages");
    let six = files(&["map.pdf", "form.pdf", "a.pdf", "b.pdf", "c.pdf", "d.pdf"]);
    let many = rin.post_form(&messages, &typed("See the files.", "send", &[]), &six);
    assert_eq!(many.status, 422);
    assert!(many.text("#mail-files-error").contains("At most five"), "{}", many.text("#mail-files-error"));
    assert!(many.text("#mail-text").contains("See the files."), "what was typed is still there");
    let large = [("large.pdf", vec![b'x'; 12 << 20])];
    for act in ["save", "send", "preview"] {
        let refused = rin.post_form(&messages, &typed("See the file.", act, &[]), &large);
        assert_eq!(refused.status, 422, "{act}");
        assert!(refused.text("#mail-files-error").contains("larger than 15 MB"), "{act}");
    }
    let huge = [("huge.pdf", vec![b'x'; 21 << 20])];
    let candidate = ("candidate", known.holding.candidate.to_string());
    let refused = rin.post_form("/staff/inbox/new", &typed("See the file.", "send", &[candidate]), &huge);
    assert!(refused.text("#mail-files-error").contains("larger than 15 MB"), "{}", refused.body);
    assert_eq!((count(&house, "messages WHERE direction = 'out'"), count(&house, "message_files")), (0, 0));
}

#[test]
fn a_first_message_with_files_that_is_not_sent_yet_begins_its_thread() {
    let (house, rin, known, _) = begun();
    let page = rin.get(&format!("/staff/inbox/new?candidate={}", known.holding.candidate));
    let mut seen = carried(&page);
    seen.push(("candidate", known.holding.candidate.to_string()));
    let text = "Please bring your medical certificate.";
    let warned = rin.post_form("/staff/inbox/new", &typed(text, "send", &seen), &files(&["map.pdf"]));
    assert_eq!((warned.status, count(&house, "threads")), (422, 2), "{}", warned.body);
    let messages = warned.first("#reply form[enctype]", "action");
    assert!(messages.ends_with("/messages"), "{messages}");
    let again = rin.post_form("/staff/inbox/new", &typed(text, "send", &seen), &files(&["map.pdf"]));
    assert_eq!((again.status, again.first("#reply form[enctype]", "action")), (422, messages.clone()), "once");
    let mut next = carried(&warned);
    next.push(("how.anyway", "yes".to_owned()));
    assert_eq!(rin.post(&messages, &typed(text, "send", &next)).status, 303);
    assert_eq!((count(&house, "threads"), count(&house, "message_files")), (2, 1));
    assert_eq!(count(&house, "messages WHERE sending = 'queued'"), 1);
}
