//! Packages that are mailed to a processor: decided when they go out, and stopped whole by a rule about it.

use std::net::TcpListener;

use age::x25519::Identity;
use saiyo::mail::Mailer;
use saiyo::web::staff::processors::package;
use saiyo::workflows::mail_packages::Pack;
use saiyo::workflows::send_letters::{self, Post};

use crate::browser::{Answer, Browser};
use crate::consents::{candidate, page_of};
use crate::house::{House, PASSWORD};
use crate::outsourcing::{CONTRACT, Hibiki, REVIEW, hibiki, keys, opened, replaced};
use crate::support::letters;
use crate::support::sql::Sql;

const MAIN: &str = "[aria-labelledby=package]";

/// Somebody of Hibiki who gets packages by mail.
struct Aoi {
    email: String,
    /// As the form names her.
    id: String,
    identity: Identity,
}

impl Aoi {
    fn of(house: &House, hibiki: &Hibiki, mio: &Browser, email: &str) -> Self {
        let user =
            [("user_name", "Aoi"), ("email", email), ("locale", "ja"), ("password", "yet another long sentence")];
        assert_eq!(mio.post(&format!("{}/users", hibiki.page), &user).status, 303);
        let mut sql = house.kept.sql();
        let id = sql.words(&format!("SELECT lower(hex(id)) AS t FROM staff WHERE email = '{email}'")).remove(0);
        let id = id.parse::<uuid::Uuid>().unwrap().to_string();
        Self { email: email.to_owned(), id, identity: Identity::generate() }
    }

    /// Has a package mailed to her.
    fn ask(&self, hibiki: &Hibiki, by: &Browser) -> Answer {
        let recipient = self.identity.to_public().to_string();
        let fields = [("contact", &*self.id), ("recipient", &recipient), ("own_password", PASSWORD)];
        by.post(&format!("{}/package-mails", hibiki.page), &fields)
    }

    fn got(&self) -> Vec<Vec<(String, Vec<u8>)>> {
        let files = letters::enclosed_for(&self.email);
        files.iter().map(|(_, package)| opened(package, &self.identity)).collect()
    }
}

/// What the page says about the package that was asked for last.
fn told(mio: &Browser, hibiki: &Hibiki) -> String {
    mio.get(&hibiki.page).text(&format!("{MAIN} tbody tr:first-child"))
}

fn handed_over(house: &House) -> i64 {
    house.kept.sql().number(
        "SELECT count(*) AS n FROM journal WHERE verb = 'hand_over' AND subject LIKE 'to:processor:%' AND outcome = 'allow'",
    )
}

/// Packages of which is on record that they were put together and not sent.
fn not_sent(house: &House) -> i64 {
    let entries = "verb = 'hand_over' AND subject LIKE 'package:% mail:% not_sent' AND candidate_id IS NULL";
    house.kept.sql().number(&format!("SELECT count(*) AS n FROM journal WHERE {entries}"))
}

#[test]
fn a_package_is_mailed_to_somebody_of_the_processor_and_is_what_would_be_downloaded() {
    let house = House::mailing();
    let cast = &house.kept.cast;
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    let hibiki = hibiki(&mio);
    let aoi = Aoi::of(&house, &hibiki, &mio, "aoi.whole@hibiki.example");
    let (known, other) = (house.admit(&cast.rin, "Tanaka", "Akari"), house.admit(&cast.rin, "Sato", "Minato"));
    let documents = format!("{}/documents", page_of(&known));
    assert_eq!(rin.post_files(&documents, &[("CV.pdf", b"%PDF-1.7 a CV".to_vec())]).status, 303);
    assert_eq!(mio.get(&hibiki.page).count(MAIN), 0, "nothing is entrusted yet");
    assert_eq!(aoi.ask(&hibiki, &mio).status, 422, "nothing is entrusted yet");
    assert_eq!(hibiki.entrust(&rin, &known).status, 303);

    let page = mio.get(&hibiki.page);
    let contacts = page.text("select[name=contact]");
    assert!(contacts.contains("Aoi") && contacts.contains("Haruka") && !contacts.contains("0120"), "{contacts}");
    let recipient = aoi.identity.to_public().to_string();
    let mails = format!("{}/package-mails", hibiki.page);
    for (what, fields) in [
        ("nobody", [("contact", ""), ("recipient", &*recipient), ("own_password", PASSWORD)]),
        (
            "the incident contact is no address",
            [("contact", "incident"), ("recipient", &*recipient), ("own_password", PASSWORD)],
        ),
        (
            "somebody else",
            [("contact", &*cast.rin.id.to_string()), ("recipient", &*recipient), ("own_password", PASSWORD)],
        ),
        ("no key", [("contact", &*aoi.id), ("recipient", ""), ("own_password", PASSWORD)]),
        (
            "a passphrase for a key",
            [("contact", &*aoi.id), ("recipient", "correct horse battery"), ("own_password", PASSWORD)],
        ),
        ("another password", [("contact", &*aoi.id), ("recipient", &*recipient), ("own_password", "not mine at all")]),
    ] {
        let refused = mio.post(&mails, &fields);
        assert_eq!(
            (refused.status, refused.count(&format!("{MAIN} .fault"))),
            (422, 1),
            "{what}: {}",
            refused.text(MAIN)
        );
    }
    for person in [&cast.rin, &cast.manager, &cast.administrator] {
        assert_eq!(aoi.ask(&hibiki, &house.signed_in(person)).status, 404, "{}", person.name);
    }

    let asked = aoi.ask(&hibiki, &mio);
    assert_eq!((asked.status, asked.location.as_str()), (303, &*format!("{}?done=package_posted", hibiki.page)));
    assert!(told(&mio, &hibiki).contains("Waiting to be mailed"), "{}", told(&mio, &hibiki));
    assert_eq!((handed_over(&house), aoi.got().len()), (0, 0), "nothing is put together before it goes out");
    house.do_jobs();
    house.do_jobs();
    let mut got = aoi.got();
    assert_eq!(got.len(), 1, "once");
    let mailed = got.remove(0);
    let lock = [("recipient", &*recipient), ("own_password", PASSWORD)];
    let downloaded = opened(&mio.post(&format!("{}/package", hibiki.page), &lock).bytes, &aoi.identity);
    assert_eq!(mailed, downloaded);
    let names: Vec<&str> = mailed.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["0001/profile.json", "0001/applications.json", "0001/documents/1-CV.pdf", "index.csv"]);
    let (headers, body) = letters::for_address(&aoi.email).remove(0);
    for header in ["Auto-Submitted: auto-generated", "Content-Language: en", "Message-ID: <letter-"] {
        assert!(headers.contains(header), "{headers}");
    }
    for readable in ["Akari", "Tanaka", "profile.json"] {
        assert!(!body.contains(readable), "{readable} can be read");
    }
    assert_eq!(letters::enclosed_for(&aoi.email)[0].0, "package-2026-11-24.zip.age");
    let line = told(&mio, &hibiki);
    assert!(line.contains("Aoi 1 Mailed ") && line.contains("Mio"), "{line}");
    drop(other);
    let akari = candidate(&house, known.holding.id);
    assert!(akari.get("/me").text("#uses").contains("Handed to a processor in a package"));
}

#[test]
fn what_ended_meanwhile_stops_the_mail_with_the_rule() {
    let house = House::mailing();
    let cast = &house.kept.cast;
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    let hibiki = hibiki(&mio);
    let aoi = Aoi::of(&house, &hibiki, &mio, "aoi.stopped@hibiki.example");
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    assert_eq!(hibiki.entrust(&rin, &known).status, 303);
    let sub = |country| {
        vec![("sub_name", "Luntian"), ("sub_country", country), ("engaged", "yes"), ("approved_on", "2026-11-01")]
    };
    let failed = vec![("kind", "supervision"), ("finding", "failed"), ("note", "No records were kept.")];
    let late = replaced(&[("checked", "2025-11-23")]);
    let steps = [
        ("the contract ends", vec![("contract", replaced(&[("until", "2026-11-23")]))], "JP-PRO-SAME"),
        ("the profile leaves the scope", vec![("contract", replaced(&[("category.profile", "")]))], "JP-PRO-SAME"),
        ("a sub-processor sits in a fourth country", vec![("sub-processors", sub("PH"))], "JP-PRO-EQUIV"),
        ("the yearly check is a day late", vec![("sub-processors", sub("SG")), ("contract", late)], "JP-PRO-EQUIV"),
        ("supervision failed", vec![("reviews", failed)], "JP-PRO-SAME"),
    ];
    for (what, changes, rule) in steps {
        // Before the job has looked at the entrustments, and after it has ended them.
        for has_ended in [false, true] {
            let what = format!("{what}, ended: {has_ended}");
            let (before, mails) = (handed_over(&house), aoi.got().len());
            assert_eq!(aoi.ask(&hibiki, &mio).status, 303, "{what}");
            for (where_to, fields) in &changes {
                assert_eq!(mio.post(&format!("{}/{where_to}", hibiki.page), fields).status, 303, "{what}");
            }
            if has_ended {
                house.carry_transfers();
                assert_eq!(keys(&house).0, keys(&house).1, "{what}");
            }
            house.do_jobs();
            let line = told(&mio, &hibiki);
            assert!(line.contains(&format!("Stopped by rule {rule}")), "{what}: {line}");
            assert_eq!((handed_over(&house), aoi.got().len()), (before, mails), "{what}: nothing left");
            // And everything is in order once more.
            assert_eq!(mio.post(&format!("{}/contract", hibiki.page), &CONTRACT).status, 303);
            let subs = mio.get(&hibiki.page);
            let ends = subs.html();
            let form = scraper::Selector::parse("[aria-labelledby=subs] .item form").unwrap();
            for change in ends.select(&form) {
                mio.post(change.attr("action").unwrap(), &[]);
            }
            assert_eq!(mio.post(&format!("{}/reviews", hibiki.page), &REVIEW).status, 303);
            house.carry_transfers();
            hibiki.entrust(&rin, &known);
            if has_ended {
                assert_eq!(aoi.ask(&hibiki, &mio).status, 303, "after {what}");
                house.do_jobs();
                assert!(told(&mio, &hibiki).contains("Mailed "), "after {what}: {}", told(&mio, &hibiki));
            }
            house.app.clock.set(house.app.clock.now().plus_seconds(5 * 60));
        }
    }
}

#[test]
fn the_end_of_the_work_stops_the_mail_and_nobody_gets_it_who_is_gone() {
    let house = House::mailing();
    let cast = &house.kept.cast;
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    let hibiki = hibiki(&mio);
    let aoi = Aoi::of(&house, &hibiki, &mio, "aoi.gone@hibiki.example");
    let (known, other) = (house.admit(&cast.rin, "Tanaka", "Akari"), house.admit(&cast.rin, "Sato", "Minato"));
    assert_eq!(hibiki.entrust(&rin, &known).status, 303);
    assert_eq!(hibiki.entrust(&rin, &other).status, 303);

    // What is a person's own matter stops nobody else's record, and is not told.
    assert_eq!(aoi.ask(&hibiki, &mio).status, 303);
    house.suspend(&other);
    house.do_jobs();
    let index = String::from_utf8(aoi.got().remove(0).pop().unwrap().1).unwrap();
    assert!(index.contains("Akari") && !index.contains("Minato") && !index.contains("GATE-SUSPENDED"), "{index}");

    // An entrustment that a recruiter ended is not in it any more.
    assert_eq!(aoi.ask(&hibiki, &mio).status, 303);
    let page = rin.get(&page_of(&known));
    let html = page.html();
    let ends = scraper::Selector::parse("#entrustments form[action$='/end']").unwrap();
    for end in html.select(&ends) {
        assert_eq!(rin.post(end.attr("action").unwrap(), &[]).status, 303);
    }
    house.do_jobs();
    assert!(told(&mio, &hibiki).contains("nothing was left to send"), "{}", told(&mio, &hibiki));
    assert_eq!(hibiki.entrust(&rin, &known).status, 303);

    // Her account is closed; the officer is no officer any more; the work ends.
    assert_eq!(aoi.ask(&hibiki, &mio).status, 303);
    assert_eq!(mio.post(&format!("{}/users/{}/closure", hibiki.page, aoi.id), &[]).status, 303);
    house.do_jobs();
    assert!(told(&mio, &hibiki).contains("there is no address"), "{}", told(&mio, &hibiki));
    let haruka = Aoi { id: mio.get(&hibiki.page).first("select[name=contact] option:last-child", "value"), ..aoi };
    assert_eq!(haruka.ask(&hibiki, &mio).status, 303);
    let role = |role| {
        let set = format!("UPDATE staff SET role = '{role}' WHERE email = '{}'", cast.officer.email.index_form());
        house.kept.sql().run(&set).unwrap();
    };
    role("recruiter");
    house.do_jobs();
    role("privacy_officer");
    let mio = house.signed_in(&cast.officer);
    assert!(told(&mio, &hibiki).contains("whoever asked for it may no longer"), "{}", told(&mio, &hibiki));
    assert_eq!(haruka.ask(&hibiki, &mio).status, 303);
    assert_eq!(mio.post(&format!("{}/end", hibiki.page), &[("sure", "yes")]).status, 303);
    house.do_jobs();
    let line = told(&mio, &hibiki);
    assert!(line.contains("Stopped by rule JP-PRO-"), "{line}");
    assert_eq!(haruka.ask(&hibiki, &mio).status, 404);
    assert_eq!(letters::enclosed_for("aoi.gone@hibiki.example").len(), 1);
    assert!(letters::for_address("haruka@hibiki.example").is_empty());
}

#[test]
fn a_server_that_is_away_or_refuses_is_told_and_nothing_is_handed_over_while_it_is_away() {
    let house = House::mailing();
    let cast = &house.kept.cast;
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    let hibiki = hibiki(&mio);
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    assert_eq!(hibiki.entrust(&rin, &known).status, 303);
    let aoi = Aoi::of(&house, &hibiki, &mio, "aoi.away@hibiki.example");
    assert_eq!(aoi.ask(&hibiki, &mio).status, 303);
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let nobody = Mailer::new(&format!("smtp://127.0.0.1:{port}"), "jobs@saiyo.example").unwrap();
    let post = Post { mailer: &nobody, origin: "", pack: &package::mailed };
    let entries = || house.kept.sql().number("SELECT count(*) AS n FROM journal");
    let before = entries();
    assert_eq!(send_letters::send_waiting(&house.kept.store, post, || house.app.clock.now()).unwrap(), 1);
    assert_eq!(entries(), before, "nothing is asked while it is away");
    assert!(told(&mio, &hibiki).contains("Not mailed yet"), "{}", told(&mio, &hibiki));
    assert_eq!(handed_over(&house), 0, "what did not go out was handed to nobody");
    let akari = candidate(&house, known.holding.id);
    assert!(!akari.get("/me").text("#uses").contains("Handed to a processor"));
    house.app.clock.set(house.app.clock.now().plus_seconds(2 * 60));
    house.do_jobs();
    assert_eq!(aoi.got().len(), 1, "once it is back");
    assert_eq!(not_sent(&house), 0);

    for (nth, (email, told_then)) in [
        ("refused.aoi@hibiki.example", "Not mailed: the mail server refused it"),
        ("later.aoi@hibiki.example", "Not mailed yet: the mail server cannot be reached"),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(Aoi::of(&house, &hibiki, &mio, email).ask(&hibiki, &mio).status, 303);
        house.do_jobs();
        assert!(told(&mio, &hibiki).contains(told_then), "{}", told(&mio, &hibiki));
        assert_eq!(not_sent(&house), nth as i64 + 1, "what was handed over went nowhere");
    }
}

#[test]
fn what_changes_while_a_package_is_put_together_keeps_it_back_to_be_put_together_anew() {
    let house = House::mailing();
    let (cast, kept) = (&house.kept.cast, &house.kept);
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    let hibiki = hibiki(&mio);
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    assert_eq!(hibiki.entrust(&rin, &known).status, 303);
    let aoi = Aoi::of(&house, &hibiki, &mio, "aoi.anew@hibiki.example");
    let officer = format!("WHERE email = '{}'", cast.officer.email.index_form());
    let role = |role| format!("UPDATE staff SET role = '{role}' {officer}");
    let closed = |at| format!("UPDATE staff SET disabled_at = {at} WHERE email = '{}'", aoi.email);
    let ended = |at| format!("UPDATE entrustments SET ended_at = {at}");
    let (record, processor) =
        ("UPDATE holdings SET revision = revision + 1", "UPDATE processors SET revision = revision + 1");
    let taken = "UPDATE letters SET tries = tries + 1 WHERE state = 'waiting'";
    let steps = [
        ("the record", record.to_owned(), None),
        ("the processor", processor.to_owned(), None),
        ("an entrustment", ended("1"), Some(ended("NULL"))),
        ("the asker", role("recruiter"), Some(role("privacy_officer"))),
        ("the address", closed("1"), Some(closed("NULL"))),
        ("who has the letter", taken.to_owned(), None),
    ];
    for (nth, (what, change, back)) in steps.into_iter().enumerate() {
        assert_eq!(aoi.ask(&hibiki, &mio).status, 303, "{what}");
        let mailer = letters::mailer();
        let pack: &Pack<'_> = &|store, caller, with, now| {
            let packed = package::mailed(store, caller, with, now)?;
            kept.sql().run(&change).unwrap();
            Ok(packed)
        };
        let post = Post { mailer: &mailer, origin: "", pack };
        assert_eq!(send_letters::send_waiting(&kept.store, post, || house.app.clock.now()).unwrap(), 1, "{what}");
        if let Some(back) = back {
            kept.sql().run(&back).unwrap();
        }
        assert_eq!((aoi.got().len(), not_sent(&house)), (nth, nth as i64 + 1), "{what} changed");
        let line = told(&house.signed_in(&cast.officer), &hibiki);
        let told_then = if what == "who has the letter" {
            "Waiting to be mailed"
        } else {
            "Not mailed yet: it could not be made ready"
        };
        assert!(line.contains(told_then), "{what}: {line}");
        house.app.clock.set(house.app.clock.now().plus_seconds(6 * 60));
        house.do_jobs();
        assert_eq!((aoi.got().len(), not_sent(&house)), (nth + 1, nth as i64 + 1), "{what}: put together anew");
    }
}

#[test]
fn without_a_mail_server_no_package_is_mailed() {
    let house = House::open();
    let cast = &house.kept.cast;
    let mio = house.signed_in(&cast.officer);
    let hibiki = hibiki(&mio);
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    assert_eq!(hibiki.entrust(&house.signed_in(&cast.rin), &known).status, 303);
    let aoi = Aoi::of(&house, &hibiki, &mio, "aoi.without@hibiki.example");
    let page = mio.get(&hibiki.page);
    assert_eq!((page.count(MAIN), page.count("select[name=contact]")), (1, 0));
    assert_eq!(aoi.ask(&hibiki, &mio).status, 404);
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM mailed_packages"), 0);
}
