//! What our mail server found out about a sender is kept with the mail, and opens and changes nothing.

use std::num::NonZeroUsize;

use saiyo::documents::Reader;
use saiyo::domain::authenticity::Authenticity;
use saiyo::domain::category::Communications;
use saiyo::domain::interview::{InterviewAnswer, MailedAnswer};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::JobName;
use saiyo::domain::time::Ts;
use saiyo::mail::authentication::TrustedServers;
use saiyo::store::gate::{self, Ask};
use saiyo::store::interviews;
use saiyo::store::threads::Folder;
use saiyo::workflows::file_mail::{FiledMail, Known, file_waiting, file_waiting_knowing};
use saiyo::workflows::invite_to_interview::{self, Plan};
use saiyo::workflows::{read_inbox, receive_mail};
use uuid::Uuid;

use super::directories::directories;
use crate::support::cast::{caller, job, moment, office};
use crate::support::mail::Letter;
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TestStore, on_both_databases};

/// What our server calls itself.
const OURS: &str = "mx.saiyo.example";
const PASS: &str = "dmarc=pass header.from=mail.example.org";
const FAIL: &str = "dmarc=fail header.from=mail.example.org";
const RECEIVED: &str = "Received: from x by mx.saiyo.example; Tue, 24 Nov 2026 11:59:00 +0900\r\n";
const ERASE: &str = "Hello,\n\nI would like you to delete all information you have about me, including my resume and \
     the interview recordings.\n\nRegards";

fn later(seconds: i64) -> Ts {
    moment(NOW).plus_seconds(seconds)
}

fn results(server: &str, results: &str) -> String {
    format!("Authentication-Results: {server};\r\n {results}\r\n")
}

fn reader() -> Reader {
    Reader::new(env!("CARGO_BIN_EXE_saiyo").into(), NonZeroUsize::MIN)
}

fn receive(test: &TestStore, raw: &[u8], at: Ts) {
    receive_mail::receive(&mut test.store.database().unwrap(), &office("JP"), None, raw, at).unwrap();
}

/// Files what waits, believing our own server.
fn file(test: &TestStore, at: Ts) -> FiledMail {
    let servers: TrustedServers = OURS.parse().unwrap();
    let known = Known { servers: Some(&servers), ..Known::default() };
    file_waiting_knowing(&test.store, &reader(), known, || at).unwrap()
}

/// What is kept of the mail with a subject.
fn kept(test: &TestStore, subject: &str) -> Authenticity {
    let (threads, _) =
        read_inbox::list(&test.store, &directories(test), &caller(&test.cast.rin), Folder::All, None).unwrap();
    let heads: Vec<_> = threads.into_iter().filter_map(|listed| listed.head).collect();
    heads.iter().find(|head| head.subject == subject).unwrap().authenticity
}

/// What of a record a mail could have changed, and how its request stands.
fn state(test: &TestStore) -> Vec<String> {
    let tables = ["holdings", "profiles", "profile_versions", "proposals", "consents", "applications", "transfers"];
    let counts = tables.map(|table| test.sql().number(&format!("SELECT count(*) AS n FROM {table}")));
    let mut state: Vec<String> = counts.iter().map(ToString::to_string).collect();
    let facts = "SELECT coalesce(CAST(suspended_at AS TEXT), 'in use') || ' ' || coalesce(residence, 'unknown') AS t \
                 FROM holdings";
    state.extend(test.sql().words(facts));
    state
}

fn requests(test: &TestStore) -> Vec<String> {
    let query = "SELECT request_type || ' ' || coalesce(CAST(identity_verified_at AS TEXT), 'nobody') || ' ' \
                 || coalesce(CAST(answered_at AS TEXT), 'open') AS t FROM subject_requests";
    test.sql().words(query)
}

fn erasure<'a>(headers: &'a str) -> Letter<'a> {
    Letter {
        from: "Tanaka Akari <akari.tanaka@mail.example.org>",
        subject: "My personal data",
        text: ERASE,
        headers,
        ..Letter::default()
    }
}

/// What a calendar answers to an interview, in a mail upon which our server wrote what it found.
fn answer(known: &Admitted, uid: &str, found: &str, says: &str) -> Vec<u8> {
    let address = known.profile.email.as_str();
    format!(
        "{}From: {address}\r\nTo: recruiting@saiyo.example\r\nSubject: {says}\r\nMessage-ID: <{}@mail.example.org>\r\n\
         Date: Tue, 24 Nov 2026 11:58:00 +0900\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSee the calendar.\r\n\
         --b\r\nContent-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n\
         BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nSEQUENCE:0\r\n\
         ATTENDEE;PARTSTAT={says}:mailto:{address}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n--b--\r\n",
        results(OURS, found),
        Uuid::new_v4(),
    )
    .into_bytes()
}

/// The name of the one interview of somebody, and what was answered.
fn interview(test: &TestStore, known: &Admitted) -> (String, Option<MailedAnswer>) {
    let mut db = test.store.database().unwrap();
    let by = job(JobName::SendMessages, "JP");
    let permit = gate::open::<Communications>(&mut db, &Ask::read(&by, Purpose::Upkeep), known.holding.id).unwrap();
    let interview = interviews::list(&mut db, &permit).unwrap().remove(0).interview;
    (interview.uid, interview.answer)
}

fn invite(test: &TestStore, known: &Admitted) {
    let plan = Plan {
        starts_at: moment("2026-12-03T05:00:00Z"),
        minutes: 60,
        place: "https://meet.example/abc".to_owned(),
        interviewers: "Haru".to_owned(),
        text: "お待ちしております。".to_owned(),
    };
    let mut db = test.store.database().unwrap();
    let of = (known.holding.candidate, known.application);
    invite_to_interview::invite(&mut db, &caller(&test.cast.rin), of, "saiyo.example", &plan).unwrap();
}

on_both_databases! {
    fn what_the_senders_domain_disowns_is_no_contact_of_theirs(test) {
        test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let contact = || test.sql().words("SELECT last_contact_on AS t FROM holdings");
        let (before, in_two_days) = (contact(), later(2 * 24 * 60 * 60));
        for (found, is_contact) in [(FAIL, false), (PASS, true)] {
            let headers = results(OURS, found);
            receive(test, &erasure(&headers).raw(), in_two_days);
            assert_eq!(file(test, in_two_days).filed, 1);
            assert_eq!(contact() != before, is_contact, "{found}");
        }
    }

    fn what_our_own_server_found_is_kept_and_what_came_with_the_mail_is_not(test) {
        let (ours, theirs) = (results(OURS, PASS), results("mx.evil.example", PASS));
        let forged = format!("{}{RECEIVED}{ours}{ours}", results(OURS, FAIL));
        let foul = format!("{}{ours}", results(OURS, "dmarc=pass (never ends"));
        let in_part = format!("{ours}DKIM-Signature: v=1; d=mail.example.org; l=20; b=x\r\n");
        let cases = [
            ("none", String::new(), Authenticity::Unknown),
            ("pass", ours.clone(), Authenticity::Confirmed),
            ("fail", results(OURS, FAIL), Authenticity::Failed),
            ("theirs", theirs, Authenticity::Unknown),
            ("forged", forged, Authenticity::Failed),
            ("foul", foul, Authenticity::Unknown),
            ("in part", in_part, Authenticity::Unknown),
            ("elsewhere", format!("{ours}Reply-To: x@evil.example\r\n"), Authenticity::Unknown),
        ];
        for (at, (subject, headers, _)) in cases.iter().enumerate() {
            let from = format!("Hina Mori <hina{at}@mail.example.org>");
            let text = "Is the job still open?";
            receive(test, &Letter { from: &from, subject, text, headers, ..Letter::default() }.raw(), moment(NOW));
        }
        assert_eq!(file(test, moment(NOW)), FiledMail { filed: cases.len(), ..FiledMail::default() });
        for (subject, _, expected) in cases {
            assert_eq!(kept(test, subject), expected, "{subject}");
        }
    }

    fn without_a_server_to_trust_nobody_is_believed(test) {
        for (subject, found) in [("pass", PASS), ("fail", FAIL)] {
            let (from, headers) = (format!("{subject}@mail.example.org"), results(OURS, found));
            let letter = Letter { from: &from, subject, text: "Hello", headers: &headers, ..Letter::default() };
            receive(test, &letter.raw(), moment(NOW));
        }
        assert_eq!(file_waiting(&test.store, &reader(), || moment(NOW)).unwrap().filed, 2);
        assert_eq!([kept(test, "pass"), kept(test, "fail")], [Authenticity::Unknown; 2]);
    }

    fn a_confirmed_mail_that_asks_for_erasure_opens_an_unverified_request_and_nothing_else(test) {
        test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let before = state(test);
        receive(test, &erasure(&results(OURS, PASS)).raw(), moment(NOW));
        assert_eq!(file(test, moment(NOW)).filed, 1);
        assert_eq!(kept(test, "My personal data"), Authenticity::Confirmed);
        assert_eq!(state(test), before);
        assert_eq!(requests(test), ["deletion nobody open"]);
        // Nor is one that may be forged passed over: somebody has to look at it.
        receive(test, &erasure(&results(OURS, FAIL)).raw(), later(1));
        assert_eq!(file(test, later(1)).filed, 1);
        assert_eq!(kept(test, "My personal data"), Authenticity::Failed);
        assert_eq!(state(test), before);
        assert_eq!(requests(test), ["deletion nobody open"; 2]);
    }

    fn a_calendar_answers_for_nobody_in_a_mail_that_their_domain_disowns(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        invite(test, &known);
        let (uid, none) = interview(test, &known);
        assert!(none.is_none());
        receive(test, &answer(&known, &uid, FAIL, "DECLINED"), later(60));
        assert_eq!(file(test, later(60)).filed, 1);
        assert!(interview(test, &known).1.is_none(), "it is read as a mail, with the caution, and counts for nothing");
        for (at, found, says, answer_of) in [
            (120, "spf=none smtp.mailfrom=x", "ACCEPTED", InterviewAnswer::Accepted),
            (180, PASS, "TENTATIVE", InterviewAnswer::Tentative),
        ] {
            receive(test, &answer(&known, &uid, found, says), later(at));
            assert_eq!(file(test, later(at)).filed, 1);
            let noted = interview(test, &known).1.unwrap();
            assert_eq!((noted.answer, noted.is_from_elsewhere), (answer_of, false));
        }
        receive(test, &answer(&known, &uid, FAIL, "DECLINED"), later(240));
        file(test, later(240));
        assert_eq!(interview(test, &known).1.unwrap().answer, InterviewAnswer::Tentative);
    }
}
