//! A report that a message did not arrive marks the address that it went to, and nothing else; and no program answers.

use std::num::NonZeroUsize;

use saiyo::documents::Reader;
use saiyo::domain::category::Communications;
use saiyo::domain::contact::EmailAddress;
use saiyo::domain::id::{MessageId, ThreadId};
use saiyo::domain::message::{AutomaticKind, Channel, Direction, MessageBody, MessageHead, Sending, ThreadState};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::time::Ts;
use saiyo::mail::guard::Warning;
use saiyo::store::gate::{self, Ask};
use saiyo::store::messages::{self, NewMessage};
use saiyo::store::{StoreError, threads};
use saiyo::workflows::file_mail::FiledMail;
use saiyo::workflows::read_inbox::{self, OpenedThread};
use saiyo::workflows::show_correspondence;
use saiyo::workflows::write_message::{self, Composition, How, Posted, Written};
use saiyo::workflows::{WorkflowError, change_candidate, tend_threads};

use super::directories::directories;
use super::refusals::last_entry;
use crate::support::arrived::address;
use crate::support::cast::{caller, moment};
use crate::support::mail::deliver;
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TestStore, on_both_databases};

/// The Message-ID of what went.
const OURS: &str = "message-1@saiyo.example";
const AKARI: &str = "akari.tanaka@mail.example.org";
const HARU: &str = "haru@mail.example.org";
const DAY: i64 = 24 * 60 * 60;

fn later(seconds: i64) -> Ts {
    moment(NOW).plus_seconds(seconds)
}

fn akari(test: &TestStore) -> Admitted {
    test.admit(&caller(&test.cast.rin), "Tanaka", "Akari")
}

/// A message that went from Rin to some addresses.
fn sent_as(test: &TestStore, known: &Admitted, to: &[&str], sending: Sending) -> (ThreadId, MessageId) {
    let (rin, id) = (caller(&test.cast.rin), MessageId::new());
    let mut db = test.store.database().unwrap();
    let ask = Ask::change(&rin, Purpose::Recruitment);
    let permit = gate::open::<Communications>(&mut db, &ask, known.holding.id).unwrap();
    let digest = messages::digest_of_id(&db, &rin.office, OURS).unwrap();
    let to = to.iter().map(|one| address(one)).collect();
    let head = MessageHead { to, subject: "Interview".to_owned(), ..MessageHead::default() };
    let body = MessageBody { text: "See you.".to_owned(), html: None };
    let thread = db.change(|tx| {
        let thread = threads::create(tx, &permit, rin.at)?;
        let new = NewMessage {
            id,
            thread,
            incoming: None,
            direction: Direction::Out,
            channel: Channel::Mail,
            automatic: None,
            head: &head,
            body: &body,
            files: &[],
            source_bytes: None,
            staff: rin.staff_id(),
            at: rin.at,
            sending: Some((sending, None)),
            findings: &[],
        };
        let entry = messages::create(tx, &permit, &new, Some(&digest))?;
        threads::touch(tx, &permit, thread, Direction::Out, rin.at)?;
        Ok((thread, vec![entry]))
    });
    (thread.unwrap(), id)
}

fn sent(test: &TestStore, known: &Admitted) -> (ThreadId, MessageId) {
    sent_as(test, known, &[AKARI], Sending::Sent)
}

/// A report that something did not arrive: about which message, with which enclosure, whom it names, and what became
/// of that.
fn report(enclosed: &str, failed: &str, action: &str, status: &str) -> Vec<u8> {
    let id = uuid::Uuid::new_v4();
    format!(
        "Return-Path: <>\r\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example.org>\r\n\
         To: recruiting@saiyo.example\r\nSubject: Undelivered Mail Returned to Sender\r\n\
         Message-ID: <{id}@mx.example.org>\r\nDate: Tue, 24 Nov 2026 11:00:00 +0900\r\nAuto-Submitted: auto-replied\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nThis is the mail system.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n\
         Final-Recipient: rfc822; {failed}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n{enclosed}--b--\r\n"
    )
    .into_bytes()
}

/// The head of a message as a report encloses it.
fn enclosed(message_id: &str) -> String {
    format!(
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nFrom: recruiting@saiyo.example\r\n\
         Message-ID: <{message_id}>\r\nSubject: Interview\r\n\r\n"
    )
}

/// A mail from an address, with more lines of its head.
fn mail(from: &str, lines: &str) -> Vec<u8> {
    let id = uuid::Uuid::new_v4();
    format!(
        "From: {from}\r\nTo: recruiting@saiyo.example\r\nSubject: Re: Interview\r\nMessage-ID: <{id}@mail.example.org>\r\n\
         Date: Tue, 24 Nov 2026 11:00:00 +0900\r\n{lines}MIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\nHello.\r\n"
    )
    .into_bytes()
}

fn file(test: &TestStore, raw: &[u8], at: Ts) -> FiledMail {
    let reader = Reader::new(env!("CARGO_BIN_EXE_saiyo").into(), NonZeroUsize::MIN);
    deliver(&test.store, &reader, "JP", raw, at)
}

fn is_filed(test: &TestStore, raw: &[u8], at: Ts) {
    assert_eq!(file(test, raw, at), FiledMail { filed: 1, ..FiledMail::default() });
}

/// Files the report that nobody has the address that the message of ours went to.
fn comes_back(test: &TestStore) {
    is_filed(test, &report(&enclosed(OURS), AKARI, "failed", "5.1.1"), later(60));
    assert_eq!(marks(test), 1);
}

fn opened(test: &TestStore, thread: ThreadId) -> OpenedThread {
    read_inbox::open(&test.store, &caller(&test.cast.rin), thread).unwrap()
}

/// The addresses of a thread to which mail came back, and the code of each.
fn returned(opened: &OpenedThread) -> Vec<(String, String)> {
    let one = |it: &saiyo::workflows::undelivered::ReturnedFrom| {
        (it.address.as_str().to_owned(), it.status.as_str().to_owned())
    };
    opened.returned.iter().map(one).collect()
}

fn count(test: &TestStore, of: &str) -> i64 {
    test.sql().number(&format!("SELECT count(*) AS n FROM {of}"))
}

/// The marks that count.
fn marks(test: &TestStore) -> i64 {
    count(test, "undelivered_addresses WHERE cleared_at IS NULL")
}

/// What waits to be sent, by a person or by the program, and went.
fn outgoing(test: &TestStore) -> (i64, i64) {
    (count(test, "messages WHERE sending IS NOT NULL"), count(test, "letters"))
}

fn works(test: &TestStore, who: &saiyo::domain::staff::Staff, thread: ThreadId) -> Result<(), WorkflowError> {
    let mut db = test.store.database().unwrap();
    tend_threads::address_works(&mut db, &caller(who), thread, &EmailAddress::parse(AKARI).unwrap())
}

fn start(test: &TestStore, known: &Admitted, how: How) -> Posted {
    start_copied(test, known, &[], how)
}

fn start_copied(test: &TestStore, known: &Admitted, cc: &[&str], how: How) -> Posted {
    let written = Written {
        to: vec![AKARI.to_owned()],
        cc: cc.iter().map(|one| (*one).to_owned()).collect(),
        subject: "面接の日程".to_owned(),
        text: "ありがとうございます。".to_owned(),
    };
    let (rin, form) = (caller(&test.cast.rin), Composition::new(&written));
    write_message::start(&test.store, &directories(test), &rin, known.holding.candidate, &form, how).unwrap()
}

on_both_databases! {
    fn what_failed_for_good_marks_the_address_and_opens_the_thread(test) {
        let known = akari(test);
        let (thread, message) = sent(test, &known);
        assert_eq!(opened(test, thread).thread.state, ThreadState::Waiting);
        comes_back(test);
        let found = opened(test, thread);
        assert_eq!(found.thread.state, ThreadState::Open, "somebody has to act");
        assert_eq!((found.messages.len(), found.messages[1].automatic), (2, Some(AutomaticKind::Bounce)));
        assert_eq!((found.undelivered.get(&message), found.undelivered.len()), (Some(&1), 1));
        assert_eq!(returned(&found), [(AKARI.to_owned(), "5.1.1".to_owned())]);
        let entries = "journal WHERE verb = 'change' AND subject LIKE 'message:% undelivered'";
        assert_eq!(count(test, entries), 1);
        // The same said once more is no other failure.
        is_filed(test, &report(&enclosed(OURS), AKARI, "failed", "5.1.1"), later(120));
        assert_eq!((marks(test), count(test, entries), opened(test, thread).undelivered[&message]), (1, 1, 1));
        assert!(!format!("{:?}", found.returned).contains("akari"));
    }

    fn what_may_still_arrive_and_what_we_never_wrote_to_is_not_marked(test) {
        let known = akari(test);
        let (thread, _) = sent(test, &known);
        let told = [
            (AKARI, "delayed", "4.4.1"),
            (AKARI, "delayed", ""),
            (AKARI, "failed", "4.4.7"),
            (AKARI, "relayed", "2.0.0"),
            (HARU, "failed", "5.1.1"),
        ];
        for (number, (failed, action, status)) in told.into_iter().enumerate() {
            is_filed(test, &report(&enclosed(OURS), failed, action, status), later(number as i64));
            assert_eq!(count(test, "undelivered_addresses"), 0, "{failed} {action} {status}");
        }
        let raw = String::from_utf8(report(&enclosed(OURS), AKARI, "failed", "")).unwrap();
        let late = raw.replace("Undelivered Mail Returned to Sender", "Delayed Mail (still being retried)");
        is_filed(test, late.as_bytes(), later(60));
        assert_eq!(count(test, "undelivered_addresses"), 0, "its subject says that it is late");
        assert!(opened(test, thread).undelivered.is_empty());
    }

    fn what_did_not_go_cannot_come_back(test) {
        let known = akari(test);
        sent_as(test, &known, &[AKARI], Sending::GivenUp);
        is_filed(test, &report(&enclosed(OURS), AKARI, "failed", "5.1.1"), later(60));
        assert_eq!(count(test, "undelivered_addresses"), 0);
    }

    fn one_of_several_is_marked_and_no_word_of_a_mail_system_is_kept(test) {
        let known = akari(test);
        let (thread, message) = sent_as(test, &known, &[AKARI, HARU], Sending::Sent);
        is_filed(test, &report(&enclosed(OURS), "HARU@mail.example.org", "failed", "nobody"), later(60));
        let found = opened(test, thread);
        assert_eq!(returned(&found), [(HARU.to_owned(), String::new())]);
        assert_eq!(found.undelivered[&message], 1);
        let rin = caller(&test.cast.rin);
        let mut db = test.store.database().unwrap();
        let of_record = show_correspondence::of_record(&mut db, &rin, known.holding.id).unwrap();
        assert!(of_record.undelivered.is_none(), "the address on record is another one");
        drop(db);
        let Posted::Warned(warnings) = start_copied(test, &known, &[HARU], How::default()) else { panic!("was sent") };
        assert!(warnings.contains(&Warning::CameBack), "{warnings:?}");
        assert!(matches!(start(test, &known, How::default()), Posted::Sent(_)), "to the other it arrives");
    }

    fn a_report_that_names_no_message_of_ours_proves_nothing(test) {
        let known = akari(test);
        let (thread, _) = sent(test, &known);
        for raw in [report("", AKARI, "failed", "5.1.1"), report(&enclosed("x@y.example"), AKARI, "failed", "5.1.1")] {
            assert_eq!(file(test, &raw, later(60)), FiledMail { apart: 1, ..FiledMail::default() });
        }
        let found = opened(test, thread);
        assert_eq!((found.messages.len(), found.thread.state), (1, ThreadState::Waiting));
        assert_eq!(count(test, "undelivered_addresses"), 0);
    }

    fn a_mail_of_the_person_clears_the_mark_and_one_of_a_program_does_not(test) {
        let known = akari(test);
        let (thread, message) = sent(test, &known);
        comes_back(test);
        is_filed(test, &mail(AKARI, "Auto-Submitted: auto-replied\r\n"), later(90));
        assert_eq!(marks(test), 1, "a program answered");
        is_filed(test, &mail(HARU, ""), later(100));
        assert_eq!(marks(test), 1, "somebody else wrote");
        is_filed(test, &mail(AKARI, ""), later(120));
        let found = opened(test, thread);
        assert_eq!((marks(test), returned(&found)), (0, Vec::new()));
        assert_eq!(found.undelivered[&message], 1, "the message never arrived");
        is_filed(test, &report(&enclosed(OURS), AKARI, "failed", "5.1.1"), later(180));
        assert_eq!(marks(test), 0, "of that message it was known");
    }

    fn what_a_colleague_answers_is_no_word_of_the_person(test) {
        let known = akari(test);
        let rin = test.cast.rin.email.as_str();
        let (thread, _) = sent_as(test, &known, &[AKARI, rin], Sending::Sent);
        is_filed(test, &report(&enclosed(OURS), rin, "failed", "5.1.1"), later(60));
        let contact = || test.sql().words("SELECT last_contact_on AS t FROM holdings");
        let (before, answers) = (contact(), format!("In-Reply-To: <{OURS}>\r\n"));
        is_filed(test, &mail(rin, &answers), later(2 * DAY));
        let found = opened(test, thread);
        assert_eq!((found.messages.len(), found.thread.state), (3, ThreadState::Open), "somebody should read it");
        assert_eq!((marks(test), contact()), (1, before.clone()));
        is_filed(test, &mail(AKARI, &answers), later(3 * DAY));
        assert_ne!(contact(), before);
    }

    fn whoever_works_here_writes_in_their_own_record_for_themselves(test) {
        let known = akari(test);
        sent(test, &known);
        comes_back(test);
        test.sql().run(&format!("UPDATE staff SET email = '{AKARI}' WHERE name = 'Rin'")).unwrap();
        let contact = || test.sql().words("SELECT last_contact_on AS t FROM holdings");
        let before = contact();
        is_filed(test, &mail(AKARI, &format!("In-Reply-To: <{OURS}>\r\n")), later(2 * DAY));
        assert_eq!(marks(test), 0);
        assert_ne!(contact(), before);
    }

    fn a_mail_that_came_before_the_report_clears_nothing(test) {
        let known = akari(test);
        sent(test, &known);
        comes_back(test);
        is_filed(test, &mail(AKARI, ""), later(30));
        assert_eq!(marks(test), 1);
    }

    fn a_person_says_that_an_address_works_again(test) {
        let known = akari(test);
        let (thread, _) = sent(test, &known);
        let stale = works(test, &test.cast.rin, thread);
        assert!(matches!(stale, Err(WorkflowError::Store(StoreError::Stale))), "it has no mark");
        // Known a moment before it is asked about.
        is_filed(test, &report(&enclosed(OURS), AKARI, "failed", "5.1.1"), moment(NOW));
        let hidden = works(test, &test.cast.wei, thread);
        assert!(matches!(hidden, Err(WorkflowError::Store(StoreError::NotFound))));
        assert_eq!(marks(test), 1);
        works(test, &test.cast.rin, thread).unwrap();
        assert_eq!((marks(test), last_entry(test).subject.as_str()), (0, "address:works"));
        assert!(matches!(works(test, &test.cast.rin, thread), Err(WorkflowError::Store(StoreError::Stale))));
    }

    fn another_address_on_record_leaves_the_mark_behind(test) {
        let known = akari(test);
        sent(test, &known);
        comes_back(test);
        let rin = caller(&test.cast.rin);
        let edit = |change: &dyn Fn(&mut saiyo::domain::candidate::ProfileRecord)| {
            let mut db = test.store.database().unwrap();
            let (permit, stored) = change_candidate::open_profile(&mut db, &rin, known.holding.candidate).unwrap();
            let mut record = stored.record;
            change(&mut record);
            change_candidate::edit_profile(&mut db, &permit, &record, stored.revision).unwrap();
        };
        let of_record = || {
            let mut db = test.store.database().unwrap();
            show_correspondence::of_record(&mut db, &rin, known.holding.id).unwrap().undelivered
        };
        edit(&|record| record.address = "別の住所".to_owned());
        assert_eq!((marks(test), of_record().unwrap().status.as_str()), (1, "5.1.1"), "it is still the same");
        edit(&|record| record.email = EmailAddress::parse("akari@elsewhere.example").unwrap());
        assert_eq!((marks(test), of_record()), (0, None));
    }

    fn whoever_writes_to_such_an_address_is_warned(test) {
        let known = akari(test);
        let (thread, _) = sent(test, &known);
        comes_back(test);
        assert_eq!(start(test, &known, How::default()), Posted::Warned(vec![Warning::CameBack]));
        let insists = How { overrides: true, ..How::default() };
        assert!(matches!(start(test, &known, insists), Posted::Sent(_)));
        is_filed(test, &mail(AKARI, ""), later(120));
        assert!(matches!(start(test, &known, How::default()), Posted::Sent(_)));
        assert_eq!(opened(test, thread).returned, []);
    }

    fn nothing_answers_what_a_program_sent(test) {
        let known = akari(test);
        sent(test, &known);
        let before = outgoing(test);
        assert_eq!(before.0, 1);
        let (mut apart, mut at) = (0, 0);
        for entry in std::fs::read_dir(format!("{}/tests/mail", env!("CARGO_MANIFEST_DIR"))).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "eml") {
                at += 60;
                apart += file(test, &std::fs::read(path).unwrap(), later(at)).apart;
            }
        }
        assert!(apart >= 2, "the reports that name no message of ours are kept apart: {apart}");
        for lines in ["Auto-Submitted: auto-replied\r\n", "Precedence: bulk\r\nList-Id: <a.example.org>\r\n"] {
            at += 60;
            is_filed(test, &mail(AKARI, lines), later(at));
        }
        at += 60;
        is_filed(test, &report(&enclosed(OURS), AKARI, "failed", "5.1.1"), later(at));
        assert_eq!(outgoing(test), before);
    }
}
