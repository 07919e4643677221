//! Letters are mailed by the rules of the moment at which they go out, once, and tried again while nobody takes them.

use std::net::TcpListener;

use saiyo::domain::consent::{ConsentQuestion, ConsentScope};
use saiyo::domain::letter::{LetterFault, LetterState};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::time::Ts;
use saiyo::mail::Mailer;
use saiyo::store::candidates::{self, HoldingChange};
use saiyo::store::gate::{self, Ask};
use saiyo::store::letters::{DueLetter, Outcome};
use saiyo::store::{Database, StoreError, consent_requests, letters};
use saiyo::web::staff::processors::package;
use saiyo::workflows::ask_consent;
use saiyo::workflows::send_letters::{self, Post};

use super::refusals::last_entry;
use crate::support::cast::{caller, moment};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TestStore, on_both_databases};

const ORIGIN: &str = "https://saiyo.example.com";
const HOUR: i64 = 60 * 60;

/// A question to somebody in Tokyo that is mailed.
fn asked(test: &TestStore, family: &str) -> Admitted {
    let rin = caller(&test.cast.rin);
    let known = test.admit(&rin, family, "Akari");
    ask(test, &known);
    known
}

fn ask(test: &TestStore, known: &Admitted) {
    let question = ConsentQuestion { scope: ConsentScope::TalentPool, country: None, third_party: None, until: None };
    let mut db = test.store.database().unwrap();
    ask_consent::ask(&mut db, &caller(&test.cast.rin), known.holding.candidate, &question, true).unwrap();
}

/// A mailer that writes into the test's own folder.
fn mailer(test: &TestStore) -> Mailer {
    Mailer::new(&format!("file:{}", test.folder().join("letters").display()), "jobs@saiyo.example").unwrap()
}

/// A mailer to a port on which nobody listens.
fn mailer_to_nobody() -> Mailer {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    Mailer::new(&format!("smtp://127.0.0.1:{port}"), "jobs@saiyo.example").unwrap()
}

fn send(test: &TestStore, mailer: &Mailer, at: Ts) -> usize {
    let post = Post { mailer, origin: ORIGIN, pack: &package::mailed };
    send_letters::send_waiting(&test.store, post, || at).unwrap()
}

fn written(test: &TestStore) -> usize {
    std::fs::read_dir(test.folder().join("letters")).map_or(0, Iterator::count)
}

/// How far the letter is that somebody was to get last.
fn letter(test: &TestStore, known: &Admitted) -> (LetterState, Option<LetterFault>) {
    let rin = caller(&test.cast.rin);
    let mut db = test.store.database().unwrap();
    let permit = gate::open(&mut db, &Ask::read(&rin, Purpose::Recruitment), known.holding.id).unwrap();
    let letter = db.read(|db| consent_requests::list(db, &permit)).unwrap().remove(0).letter.unwrap();
    (letter.state, letter.fault)
}

on_both_databases! {
    fn a_letter_goes_out_once_and_its_link_is_on_record(test) {
        let known = asked(test, "Tanaka");
        let mailer = mailer(test);
        assert_eq!(send(test, &mailer, moment(NOW)), 1);
        assert_eq!(last_entry(test).subject.split(':').next(), Some("answer_link"));
        assert_eq!(letter(test, &known), (LetterState::Sent, None));
        assert_eq!(send(test, &mailer, moment(NOW).plus_seconds(48 * HOUR)), 0);
        assert_eq!(written(test), 1);
        let links = "SELECT count(*) AS n FROM link_tokens WHERE consent_request_id IS NOT NULL AND used_at IS NULL";
        assert_eq!(test.sql().number(links), 1);
    }

    fn of_two_instances_one_sends(test) {
        asked(test, "Tanaka");
        let (mut one, mut other) = (test.store.database().unwrap(), test.reopen().database().unwrap());
        let office = [test.cast.rin.office.clone()];
        let later = moment(NOW).plus_seconds(HOUR);
        let due = |db: &mut Database, at| db.read(|db| letters::due(db, &office, at, 9)).unwrap().remove(0);
        let take = |db: &mut Database, letter: &DueLetter, at| {
            db.change(|tx| Ok((letters::take(tx, letter, at)?, Vec::new()))).unwrap()
        };
        let (first, second) = (due(&mut one, moment(NOW)), due(&mut other, moment(NOW)));
        assert!(take(&mut one, &first, moment(NOW)));
        assert!(!take(&mut other, &second, moment(NOW)), "the first one has it");
        assert!(!take(&mut other, &second, later), "what was read before it was taken says nothing");
        let hold = |db: &mut Database, letter: &DueLetter| {
            db.change(|tx| Ok((letters::hold(tx, letter, later)?, Vec::new())))
        };
        assert!(hold(&mut one, &first).is_ok());
        let kept = one.read(|db| letters::due(db, &office, later, 9)).unwrap();
        assert!(kept.is_empty(), "it has begun another lease");
        let later = later.plus_seconds(HOUR);
        let again = due(&mut other, later);
        assert!(take(&mut other, &again, later), "until it is gone for too long");
        assert!(matches!(hold(&mut one, &first), Err(StoreError::Stale)), "it is not the first one's any more");
        assert!(hold(&mut other, &again).is_ok());
        // What the first one comes back with counts no more.
        let settle = |tx: &mut _| Ok((letters::settle(tx, &first, &Outcome::Failed(LetterFault::Rejected), later)?, Vec::new()));
        one.change(settle).unwrap();
        let state = "SELECT count(*) AS n FROM letters WHERE state = 'waiting'";
        assert_eq!(test.sql().number(state), 1);
    }

    fn what_nobody_ever_comes_back_with_is_given_up(test) {
        let known = asked(test, "Tanaka");
        let (mut db, office) = (test.store.database().unwrap(), [test.cast.rin.office.clone()]);
        let (mut at, mut tries) = (moment(NOW), 0);
        loop {
            let next = db.read(|db| letters::due(db, &office, at, 9)).unwrap().remove(0);
            if !db.change(|tx| Ok((letters::take(tx, &next, at)?, Vec::new()))).unwrap() {
                break;
            }
            at = at.plus_seconds(HOUR);
            tries += 1;
            assert!(tries < 20);
        }
        assert_eq!(tries, 16);
        assert_eq!(letter(test, &known), (LetterState::GivenUp, Some(LetterFault::Unready)));
        assert!(db.read(|db| letters::due(db, &office, at.plus_seconds(HOUR), 9)).unwrap().is_empty());
    }

    fn nobody_is_mailed_whose_record_is_suspended(test) {
        let known = asked(test, "Tanaka");
        let set = |change| {
            let mut db = test.store.database().unwrap();
            let write = |tx: &mut _| Ok((candidates::set_fact(tx, known.holding.id, change)?, Vec::new()));
            db.change(write).unwrap();
        };
        set(HoldingChange::Suspended(Some(moment(NOW))));
        assert_eq!(send(test, &mailer(test), moment(NOW)), 1);
        assert_eq!(written(test), 0);
        assert!(last_entry(test).rules.ends_with("GATE-SUSPENDED"), "{}", last_entry(test).rules);
        set(HoldingChange::Suspended(None));
        assert_eq!(letter(test, &known), (LetterState::Dropped, Some(LetterFault::NotAllowed)));
    }

    fn a_question_that_gave_way_to_another_is_not_mailed(test) {
        let known = asked(test, "Tanaka");
        ask(test, &known);
        assert_eq!(send(test, &mailer(test), moment(NOW)), 2);
        assert_eq!(written(test), 1);
        assert_eq!(letter(test, &known), (LetterState::Sent, None));
        let over = "SELECT count(*) AS n FROM letters WHERE state = 'dropped' AND fault = 'over'";
        assert_eq!(test.sql().number(over), 1);
    }

    fn a_server_that_is_away_is_tried_again_ever_later_and_in_the_end_no_more(test) {
        let known = asked(test, "Tanaka");
        let nobody = mailer_to_nobody();
        assert_eq!(send(test, &nobody, moment(NOW)), 1);
        assert_eq!(letter(test, &known), (LetterState::Waiting, Some(LetterFault::Unreachable)));
        assert_eq!(send(test, &nobody, moment(NOW).plus_seconds(59)), 0, "a minute's pause");
        let (mut at, mut tries) = (moment(NOW), 1);
        while letter(test, &known).0 == LetterState::Waiting {
            at = at.plus_seconds(6 * HOUR);
            assert_eq!(send(test, &nobody, at), 1, "{tries}");
            tries += 1;
            assert!(tries < 20);
        }
        assert_eq!(letter(test, &known), (LetterState::GivenUp, Some(LetterFault::Unreachable)));
        assert_eq!(tries, 16);
        let known = asked(test, "Mori");
        send(test, &nobody, moment(NOW));
        send(test, &mailer(test), moment(NOW).plus_seconds(HOUR));
        assert_eq!(letter(test, &known), (LetterState::Sent, None), "once it is back");
    }

    fn a_letters_row_says_nothing_about_anybody(test) {
        let known = asked(test, "Tanaka");
        let columns = "SELECT count(*) AS n FROM letters WHERE fault IS NULL AND state = 'waiting'";
        assert_eq!(test.sql().number(columns), 1);
        send(test, &mailer(test), moment(NOW));
        let link = std::fs::read_dir(test.folder().join("letters")).unwrap().next().unwrap().unwrap().path();
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&link).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
        let entries = "SELECT count(*) AS n FROM journal WHERE subject LIKE '%example.org%'";
        assert_eq!(test.sql().number(entries), 0, "{}", known.holding.id);
    }
}
