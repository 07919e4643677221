//! Answers to all and forwards over HTTP: whom they begin with, which files go along, and who gets none of it.

use saiyo::domain::id::ThreadId;
use saiyo::domain::staff::{Role, Staff};

use crate::browser::{Answer, Browser};
use crate::house::House;
use crate::support::Admitted;
use crate::support::arrived::{Came, head};
use crate::support::cast::caller;
use crate::support::mail::{Letter, deliver};
use crate::support::sql::Sql;

const PDF: &[u8] = b"%PDF-1.7 nothing follows";
const TEXT: &str = "Thursday suits me. Marker-Text\n";

/// A thread with Akari that a mail began, by its address, and who answers.
fn begun(headers: &str) -> (House, Browser, Admitted, String) {
    let house = House::open();
    let known = house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    let letter = Letter {
        from: "Akari Tanaka <akari.tanaka@mail.example.org>",
        subject: "About the interview",
        text: TEXT,
        file: Some(("portfolio.pdf", PDF)),
        headers,
        ..Letter::default()
    };
    deliver(&house.kept.store, &house.app.reader, "JP", &letter.raw(), house.app.clock.now());
    let rin = house.signed_in(&house.kept.cast.rin);
    let path = rin.get("/staff/inbox?folder=all").first("td.who a", "href");
    (house, rin, known, path)
}

/// The page on which the first message of a thread is passed on, as its own link leads there.
fn forward(rin: &Browser, path: &str) -> Answer {
    let link = rin.get(path).first(".message-links a[href*='?forward=']", "href");
    rin.get(link.trim_end_matches("#reply"))
}

/// What the form of a page carries along, to somebody else.
fn to(page: &Answer, address: &str, act: &str) -> Vec<(&'static str, String)> {
    let value = |name: &str| page.first(&format!("#reply [name={name}]"), "value");
    let mut fields: Vec<(&'static str, String)> =
        ["subject", "message", "draft", "revision", "forwards"].map(|name| (name, value(name))).to_vec();
    fields.push(("text", page.text("#mail-text")));
    fields.push(("to", address.to_owned()));
    fields.push(("act", act.to_owned()));
    fields
}

fn post(rin: &Browser, path: &str, fields: &[(&'static str, String)], more: &[(&str, &str)]) -> Answer {
    let fields = fields.iter().map(|(name, value)| (*name, value.as_str())).chain(more.iter().copied());
    rin.post(&format!("{path}/messages"), &fields.collect::<Vec<_>>())
}

fn ours(house: &House) -> i64 {
    house.kept.sql().number("SELECT count(*) AS n FROM messages WHERE direction = 'out'")
}

fn colleague(house: &House) -> Staff {
    house.hire("Yui", "JP", Role::Recruiter)
}

#[test]
fn a_message_is_passed_on_to_a_colleague_with_the_files_that_were_ticked() {
    let (house, rin, _, path) = begun("");
    let yui = colleague(&house);
    let page = forward(&rin, &path);
    assert_eq!((page.status, page.text("#reply-title").as_str()), (200, "Forward"));
    assert_eq!(page.first("#mail-to", "value"), "", "it begins with nobody");
    assert_eq!(page.first("#mail-subject", "value"), "Fwd: About the interview");
    let text = page.text("#mail-text");
    assert!(text.contains("akari.tanaka@mail.example.org") && text.contains("> Thursday suits me."), "{text}");
    assert!(!text.contains("jobs@saiyo.example.com"), "who else got it is not repeated: {text}");
    assert_eq!((page.count("#reply .passed input"), page.count("#reply .passed input[checked]")), (1, 0));
    let tick = page.first("#reply .passed input", "name");

    let fields = to(&page, yui.email.as_str(), "send");
    let sent = post(&rin, &path, &fields, &[(tick.as_str(), "yes")]);
    assert_eq!((sent.status, sent.location.as_str()), (303, format!("{path}?done=message_queued").as_str()));
    let page = rin.get(&path);
    assert_eq!(page.text(".message-out .files a:not([href$='/preview'])"), "portfolio.pdf");
    assert_eq!(rin.get(&page.first(".message-out .files a", "href")).bytes, PDF);
    assert_eq!(page.count(".message-out a[href*='?forward=']"), 0, "what waits has not gone");
    assert_eq!(page.first("#mail-to", "value"), "akari.tanaka@mail.example.org", "an answer still goes to Akari");
}

#[test]
fn nothing_is_passed_on_to_anybody_outside_and_the_page_for_that_is_named() {
    let (house, rin, _, path) = begun("");
    let page = forward(&rin, &path);
    let tick = page.first("#reply .passed input", "name");
    let more = [(tick.as_str(), "yes"), ("how.anyway", "yes")];
    let refused = post(&rin, &path, &to(&page, "school@example.net", "send"), &more);
    assert_eq!((refused.status, refused.count("#reply .attached input")), (422, 1), "the file is kept in a draft");
    assert!(refused.text("#mail-to-error").contains("third party"), "{}", refused.text("#mail-to-error"));
    let link = refused.first("#reply a[href$='/disclosures/new']", "href");
    assert_eq!(rin.get(&link).status, 200);
    for act in ["preview", "send"] {
        let again = post(&rin, &path, &to(&refused, "school@example.net", act), &[("how.anyway", "yes")]);
        assert_eq!((again.status, again.count("#mail-to-error")), (422, 1), "{act}");
    }
    // The draft is a forward, whatever its form says.
    let mut fields = to(&rin.get(&path), "school@example.net", "send");
    assert!(fields.iter().any(|(name, value)| *name == "forwards" && !value.is_empty()));
    fields.retain(|(name, _)| *name != "forwards");
    assert_eq!(post(&rin, &path, &fields, &[("how.anyway", "yes")]).status, 422);
    let queued = "SELECT count(*) AS n FROM messages WHERE sending <> 'draft'";
    assert_eq!((ours(&house), house.kept.sql().number(queued)), (1, 0));
}

#[test]
fn what_stands_on_an_older_page_keeps_its_files_to_tick_when_it_is_refused() {
    let (house, rin, known, path) = begun("");
    let link = rin.get(&path).first(".message-links a[href*='?forward=']", "href");
    let (by, head) = (caller(&house.kept.cast.rin), head(&known));
    let thread: ThreadId = path.rsplit('/').next().unwrap().parse().unwrap();
    let at = house.app.clock.now();
    let mail = |second| Came { head: &head, text: "More.", automatic: None, at: at.plus_seconds(second) };
    house.kept.came_into(&by, &known, thread, &(1..=60).map(mail).collect::<Vec<_>>());
    let page = rin.get(link.trim_end_matches("#reply"));
    assert_eq!(page.count("#reply .passed input"), 1);
    for act in ["preview", "send"] {
        let refused = post(&rin, &path, &to(&page, "school@example.net", act), &[]);
        assert_eq!((refused.status, refused.count("#reply .passed input")), (422, 1), "{act}");
    }
}

#[test]
fn whoever_may_not_have_it_is_refused_at_their_field_with_the_reason() {
    let (house, rin, _, path) = begun("");
    house.admit(&house.kept.cast.rin, "Sato", "Hanako");
    let page = rin.get(&path);
    let answer = |cc: &'static str, act: &str| {
        let fields = to(&page, "akari.tanaka@mail.example.org", act);
        post(&rin, &path, &fields, &[("cc", cc), ("how.anyway", "yes")])
    };
    for act in ["preview", "send"] {
        let other = answer("hanako.sato@mail.example.org", act);
        assert_eq!(other.status, 422, "{act}");
        assert!(other.text("#mail-cc-error").contains("somebody else on record"), "{}", other.text("#mail-cc-error"));
        for cc in ["haru@saiyo.example.com", "wei@saiyo.example.com"] {
            let refused = answer(cc, act);
            let why = refused.text("#mail-cc-error");
            assert_eq!(refused.status, 422, "{act} {cc}");
            assert!(why.starts_with("One of these people may not get it: ") && why.len() > 45, "{why}");
        }
    }
    let candidate = page.first("#person a", "href");
    let first = [
        ("candidate", candidate.trim_start_matches("/staff/candidates/")),
        ("to", "akari.tanaka@mail.example.org"),
        ("cc", "haru@saiyo.example.com"),
        ("subject", "Hello"),
        ("text", "Hello."),
        ("act", "send"),
    ];
    let refused = rin.post("/staff/inbox/new", &first);
    assert_eq!((refused.status, refused.count("#mail-cc-error")), (422, 1), "a first message as well");
    assert_eq!(ours(&house), 0);
}

#[test]
fn an_answer_goes_to_all_once_that_is_asked_for() {
    let (_house, rin, _, path) = begun("Cc: rin@saiyo.example.com, agent@example.com\r\n");
    let page = rin.get(&path);
    assert_eq!(page.first("#mail-cc", "value"), "");
    let link = page.first("#reply a[href*='?to=all']", "href");
    let all = rin.get(link.trim_end_matches("#reply"));
    assert!(all.first("#mail-to", "value").starts_with("akari.tanaka@mail.example.org"));
    assert_eq!(all.first("#mail-cc", "value"), "agent@example.com", "and to nobody of ours");
    assert_eq!(all.count("#reply a[href*='?to=all']"), 0);
}

#[test]
fn what_is_not_there_and_whoever_only_reads_passes_nothing_on() {
    let (house, rin, known, path) = begun("");
    assert_eq!(rin.get(&format!("{path}?forward=018f0000-0000-7000-8000-000000000000")).status, 404);
    assert_eq!(rin.get(&format!("{path}?forward=nothing")).text("#reply-title"), "Reply");
    let link = rin.get(&path).first(".message-links a[href*='?forward=']", "href");
    let link = link.trim_end_matches("#reply");
    let cast = &house.kept.cast;
    for (person, status) in [(&cast.officer, 403), (&cast.manager, 404), (&cast.wei, 404)] {
        assert_eq!(house.signed_in(person).get(link).status, status, "{}", person.name);
    }
    house.suspend(&known);
    assert_eq!(rin.get(link).status, 403, "the page says why");
}
