//! Mail as it comes in: kept once, opened by its office alone, and filed with the person that it is from.

use std::num::NonZeroUsize;

use saiyo::documents::Reader;
use saiyo::domain::category::{Communications, Profile};
use saiyo::domain::contact::EmailAddress;
use saiyo::domain::id::{IncomingMessageId, MessageId, ThreadId};
use saiyo::domain::message::{
    AutomaticKind, Direction, IncomingState, MailFault, MessageBody, MessageHead, ThreadState,
};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::{JobName, Staff};
use saiyo::domain::time::Ts;
use saiyo::store::candidates::{self, HoldingChange};
use saiyo::store::gate::{self, Ask};
use saiyo::store::incoming_messages::{self, Arrived, UnfiledMail, UnfiledPlace};
use saiyo::store::permit::Unsealed;
use saiyo::store::threads::{self, Folder};
use saiyo::store::{Store, StoreConfig, StoreError, mailboxes, messages, stray_files, triage_permit};
use saiyo::workflows::file_mail::{FiledMail, Known, file_waiting, file_waiting_knowing};
use saiyo::workflows::read_inbox::{self, ListedThread, OpenedThread};
use saiyo::workflows::{WorkflowError, receive_mail, tend_threads};

use super::directories::directories;
use super::refusals::{last_entry, refused};
use crate::support::cast::{caller, caller_at, job, moment, office};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TestStore, on_both_databases};

const DAY: i64 = 24 * 60 * 60;
/// The body of a request for what is held, under the law of Japan.
const ACCESS: &str = "個人情報の保護に関する法律第33条に基づき、貴社が保有する私の個人データの開示を請求いたします。";

fn later(seconds: i64) -> Ts {
    moment(NOW).plus_seconds(seconds)
}

/// A mail of text: from whom, its other header lines, what it says.
fn mail(from: &str, lines: &[&str], text: &str) -> Vec<u8> {
    let lines: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
    format!(
        "From: {from}\r\nTo: Recruiting <recruiting@saiyo.example>\r\nDate: Tue, 24 Nov 2026 11:00:00 +0900\r\n{lines}\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
         {text}\r\n"
    )
    .into_bytes()
}

/// A first mail from somebody unknown.
fn question() -> Vec<u8> {
    let lines = ["Subject: A question", "Message-ID: <one@mail.example.org>"];
    mail("Hina Mori <hina@mail.example.org>", &lines, "Is the job still open?")
}

/// A report that a mail of ours did not arrive.
fn bounce(original: &str) -> Vec<u8> {
    format!(
        "Return-Path: <>\r\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example.org>\r\n\
         To: recruiting@saiyo.example\r\nSubject: Undelivered Mail Returned to Sender\r\n\
         Message-ID: <bounce-{original}>\r\nDate: Tue, 24 Nov 2026 11:00:00 +0900\r\nAuto-Submitted: auto-replied\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nThe mail could not be delivered.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n\
         Final-Recipient: rfc822; hina@mail.example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\
         Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n\
         --b\r\nContent-Type: message/rfc822\r\n\r\nFrom: recruiting@saiyo.example\r\n\
         To: hina@mail.example.org\r\nMessage-ID: <{original}>\r\nSubject: Re: A question\r\n\r\nYes.\r\n--b--\r\n"
    )
    .into_bytes()
}

fn reader() -> Reader {
    Reader::new(env!("CARGO_BIN_EXE_saiyo").into(), NonZeroUsize::MIN)
}

fn receive_at(store: &Store, code: &str, raw: &[u8], at: Ts) -> Result<Arrived, WorkflowError> {
    receive_mail::receive(&mut store.database().unwrap(), &office(code), None, raw, at)
}

fn receive_later(test: &TestStore, raw: &[u8], at: Ts) -> IncomingMessageId {
    match receive_at(&test.store, "JP", raw, at).unwrap() {
        Arrived::Stored(id) => id,
        Arrived::Duplicate => panic!("it was kept before"),
    }
}

fn receive(test: &TestStore, raw: &[u8]) -> IncomingMessageId {
    receive_later(test, raw, moment(NOW))
}

fn file_at(test: &TestStore, at: Ts) -> FiledMail {
    file_waiting(&test.store, &reader(), || at).unwrap()
}

/// Receives a mail in Tokyo and files it.
fn filed(test: &TestStore, raw: &[u8], at: Ts) {
    receive_later(test, raw, at);
    assert_eq!(file_at(test, at), FiledMail { filed: 1, ..FiledMail::default() });
}

fn state(test: &TestStore, id: IncomingMessageId) -> (IncomingState, Option<MailFault>) {
    incoming_messages::state_of(&mut test.sql(), id).unwrap()
}

/// Everything in the inbox of somebody's office.
fn listed(test: &TestStore, who: &Staff) -> Vec<ListedThread> {
    read_inbox::list(&test.store, &directories(test), &caller(who), Folder::All, None).unwrap().0
}

fn opened(test: &TestStore, thread: ThreadId) -> OpenedThread {
    read_inbox::open(&test.store, &caller(&test.cast.rin), thread).unwrap()
}

/// What the messages of a thread say, oldest first.
fn texts(opened: &OpenedThread) -> Vec<String> {
    let text = |body: &Unsealed<MessageBody>| body.value().unwrap().text.trim().to_owned();
    opened.messages.iter().map(|shown| text(&shown.body)).collect()
}

fn unfiled(test: &TestStore) -> Vec<UnfiledMail> {
    let mut db = test.store.database().unwrap();
    let permit = triage_permit::open(&mut db, &caller(&test.cast.rin)).unwrap();
    incoming_messages::unfiled(&mut db, &permit, None, 50).unwrap()
}

fn file_again(test: &TestStore, id: IncomingMessageId) {
    let mut db = test.store.database().unwrap();
    let permit = triage_permit::open(&mut db, &caller(&test.cast.rin)).unwrap();
    incoming_messages::file_again(&mut db, &permit, id).unwrap();
}

fn count(test: &TestStore, table: &str) -> i64 {
    test.sql().number(&format!("SELECT count(*) AS n FROM {table}"))
}

fn files(test: &TestStore) -> Vec<String> {
    let mut parts: Vec<String> = test.store.blobs().list().unwrap().into_iter().map(|(_, part)| part).collect();
    parts.sort();
    parts
}

/// A message of Rin's in a thread, under a Message-ID.
fn answered(test: &TestStore, thread: ThreadId, message_id: &str) {
    let rin = caller(&test.cast.rin);
    let mut db = test.store.database().unwrap();
    let holding = threads::of(&mut test.sql(), thread).unwrap().holding;
    let permit = gate::open::<Communications>(&mut db, &Ask::change(&rin, Purpose::Recruitment), holding).unwrap();
    let digest = messages::digest_of_id(&db, &rin.office, message_id).unwrap();
    let (head, body) = (MessageHead::default(), MessageBody { text: "Yes.".to_owned(), html: None });
    db.change(|tx| {
        let (id, saved) = messages::save_draft(tx, &permit, thread, None, &head, &body, rin.staff_id(), rin.at)?;
        let queued = messages::queue(tx, &permit, id, rin.at)?;
        messages::index_id(tx, &permit, id, &digest)?;
        threads::touch(tx, &permit, thread, Direction::Out, rin.at)?;
        Ok(((), vec![saved, queued]))
    })
    .unwrap();
}

fn set_fact(test: &TestStore, known: &Admitted, change: HoldingChange) {
    let mut db = test.store.database().unwrap();
    db.change(|tx| Ok((candidates::set_fact(tx, known.holding.id, change)?, Vec::new()))).unwrap();
}

fn from_tanaka(lines: &[&str], text: &str) -> Vec<u8> {
    mail("Tanaka Akari <akari.tanaka@mail.example.org>", lines, text)
}

on_both_databases! {
    fn what_comes_in_twice_is_kept_once_and_each_office_has_its_own(test) {
        let raw = question();
        assert!(matches!(receive_at(&test.store, "JP", &raw, moment(NOW)), Ok(Arrived::Stored(_))));
        assert_eq!(last_entry(test).verb, "create");
        let trace = "Received: from mx.example.org by mail.saiyo.example; Tue, 24 Nov 2026 12:00:00 +0900\r\n";
        let by_another_way = [trace.as_bytes(), &raw].concat();
        for again in [&raw, &by_another_way] {
            assert_eq!(receive_at(&test.store, "JP", again, later(60)).unwrap(), Arrived::Duplicate);
        }
        assert_eq!(files(test), ["mail"], "nothing is kept of what came again");
        assert!(matches!(receive_at(&test.store, "SG", &raw, later(60)), Ok(Arrived::Stored(_))));
        assert_eq!((count(test, "incoming_messages"), files(test).len()), (2, 2));
        assert_eq!(incoming_messages::count_waiting(&mut test.sql(), &office("JP")).unwrap(), 1);
        // Also after it is filed.
        assert_eq!(file_at(test, moment(NOW)).filed, 2);
        assert_eq!(receive_at(&test.store, "JP", &raw, later(120)).unwrap(), Arrived::Duplicate);
    }

    fn two_deliveries_at_once_are_one(test) {
        let (raw, other) = (question(), test.reopen());
        let arrived = std::thread::scope(|scope| {
            let running = [&test.store, &other].map(|store| {
                let raw = &raw;
                scope.spawn(move || receive_at(store, "JP", raw, moment(NOW)).unwrap())
            });
            running.map(|thread| thread.join().unwrap())
        });
        assert_eq!(arrived.iter().filter(|one| **one == Arrived::Duplicate).count(), 1, "{arrived:?}");
        assert_eq!((count(test, "incoming_messages"), files(test)), (1, vec!["mail".to_owned()]));
    }

    fn it_is_opened_with_the_key_of_its_office_alone(test) {
        let id = receive(test, &question());
        let config = StoreConfig { offices: vec![office("SG")], ..test.store.config().clone() };
        let elsewhere = Store::open(config).unwrap();
        let mut db = elsewhere.database().unwrap();
        let by = job(JobName::FileMail, "JP");
        assert!(matches!(incoming_messages::open(&mut db, &by, id), Err(StoreError::Unavailable)));
        let another = receive_at(&elsewhere, "JP", b"Subject: x\r\n\r\nx", moment(NOW));
        assert!(matches!(another, Err(WorkflowError::Store(StoreError::Unavailable))), "it could not be known again");
        let opened = incoming_messages::open(&mut db, &job(JobName::FileMail, "SG"), id);
        assert!(matches!(opened, Err(StoreError::NotFound)));
        let mut tokyo = test.store.database().unwrap();
        assert_eq!(incoming_messages::open(&mut tokyo, &by, id).unwrap().raw.as_slice(), question());
        assert_eq!(last_entry(test).subject, format!("incoming:{id}"));
        let blob = test.store.blobs().get(id.uuid(), "mail").unwrap();
        assert!(!String::from_utf8_lossy(&blob).contains("Hina"));
    }

    fn a_damaged_mail_is_journalled_and_in_the_end_kept_apart(test) {
        let (one, two) = (receive(test, &question()), receive(test, &mail("b@mail.example.org", &[], "Two")));
        let ids = [one, two].map(|id| test.sql().id(id.uuid()));
        let swap = format!(
            "UPDATE incoming_messages SET wrapped_key = \
             (SELECT wrapped_key FROM incoming_messages WHERE id = {}) WHERE id = {}",
            ids[0], ids[1],
        );
        test.sql().run(&swap).unwrap();
        let mut db = test.store.database().unwrap();
        let opened = incoming_messages::open(&mut db, &job(JobName::FileMail, "JP"), two);
        assert!(matches!(opened, Err(StoreError::Unopened("incoming_messages"))), "{opened:?}");
        assert_eq!(last_entry(test).outcome, "unopened");
        assert_eq!(file_at(test, moment(NOW)), FiledMail { filed: 1, failed: 1, ..FiledMail::default() });
        assert_eq!(file_at(test, later(60)).failed, 1);
        assert_eq!(file_at(test, later(60 + 300)), FiledMail { quarantined: 1, ..FiledMail::default() });
        assert_eq!(state(test, two), (IncomingState::Quarantined, Some(MailFault::Unfiled)));
    }

    fn what_is_quarantined_keeps_its_bytes_until_somebody_throws_it_away(test) {
        let raw = b"this is no mail at all, and nobody can read it".to_vec();
        let id = receive(test, &raw);
        assert_eq!(file_at(test, moment(NOW)), FiledMail { quarantined: 1, ..FiledMail::default() });
        assert_eq!(last_entry(test).subject, format!("incoming:{id} not_mail"));
        let kept = unfiled(test);
        assert_eq!((kept[0].id, kept[0].fault, kept[0].bytes), (id, Some(MailFault::NotMail), raw.len() as i64));
        let mut db = test.store.database().unwrap();
        for stranger in [&test.cast.manager, &test.cast.administrator, &test.cast.analyst] {
            let refused = triage_permit::open(&mut db, &caller(stranger));
            assert!(matches!(refused, Err(StoreError::Refused(_))), "{}", stranger.name);
            assert_eq!(last_entry(test).outcome, "deny");
        }
        let abroad = triage_permit::open(&mut db, &caller(&test.cast.wei)).unwrap();
        assert!(incoming_messages::unfiled(&mut db, &abroad, None, 50).unwrap().is_empty());
        assert!(matches!(incoming_messages::open_unfiled(&mut db, &abroad, id), Err(StoreError::NotFound)));
        assert!(matches!(incoming_messages::discard(&mut db, &abroad, id), Err(StoreError::NotFound)));
        let permit = triage_permit::open(&mut db, &caller(&test.cast.rin)).unwrap();
        assert_eq!(incoming_messages::open_unfiled(&mut db, &permit, id).unwrap().raw.as_slice(), raw);
        assert_eq!((last_entry(test).verb, last_entry(test).subject), ("read".to_owned(), format!("incoming:{id}")));
        incoming_messages::discard(&mut db, &permit, id).unwrap();
        assert_eq!(state(test, id).0, IncomingState::Discarded);
        assert_eq!(test.sql().bytes("SELECT wrapped_key AS b FROM incoming_messages"), [Vec::<u8>::new()]);
        assert!(files(test).is_empty());
        assert!(matches!(incoming_messages::open_unfiled(&mut db, &permit, id), Err(StoreError::NotFound)));
        assert_eq!(receive_at(&test.store, "JP", &raw, later(1)).unwrap(), Arrived::Duplicate, "it does not come back");
    }

    fn what_is_not_filed_is_paged_without_gaps_and_repeats(test) {
        for number in 0..7 {
            let id = receive(test, format!("no mail at all: {number}").as_bytes());
            let state = if number % 3 == 0 { "quarantined" } else { "apart" };
            let id = test.sql().id(id.uuid());
            test.sql().run(&format!("UPDATE incoming_messages SET state = '{state}' WHERE id = {id}")).unwrap();
        }
        let whole = unfiled(test);
        let states: Vec<IncomingState> = whole.iter().map(|mail| mail.state).collect();
        assert!(states[..3].iter().all(|state| *state == IncomingState::Quarantined), "what cannot be read comes first");
        let mut db = test.store.database().unwrap();
        let permit = triage_permit::open(&mut db, &caller(&test.cast.rin)).unwrap();
        let (mut after, mut seen) = (None, Vec::new());
        loop {
            let page = incoming_messages::unfiled(&mut db, &permit, after, 2).unwrap();
            let Some(last) = page.last() else { break };
            after = Some(UnfiledPlace::from(last));
            seen.extend(page);
        }
        assert_eq!((seen.len(), &seen), (7, &whole));
    }

    fn a_mail_from_nobody_is_kept_as_it_came(test) {
        let whole = String::from_utf8(question()).unwrap();
        let (_, without_its_first_line) = whole.split_once("\r\n").unwrap();
        let id = receive(test, without_its_first_line.as_bytes());
        assert_eq!(file_at(test, moment(NOW)), FiledMail { quarantined: 1, ..FiledMail::default() });
        assert_eq!(state(test, id), (IncomingState::Quarantined, Some(MailFault::NoSender)));
        file_again(test, id);
        assert_eq!(file_at(test, moment(NOW)).quarantined, 1, "to ask once more makes it nobody's");
    }

    fn who_writes_unasked_has_a_record_that_a_recruiter_opens_and_a_hiring_manager_does_not(test) {
        let id = receive(test, &question());
        assert_eq!(file_at(test, moment(NOW)), FiledMail { filed: 1, ..FiledMail::default() });
        assert_eq!(state(test, id), (IncomingState::Filed, None));
        assert_eq!(test.sql().bytes("SELECT wrapped_key AS b FROM incoming_messages"), [Vec::<u8>::new()]);
        assert_eq!(files(test), ["source"], "the copy that came in is gone");
        let line = listed(test, &test.cast.rin).remove(0);
        let name = line.person.unwrap();
        assert_eq!((name.family.as_str(), name.given.as_str()), ("Mori", "Hina"));
        assert_eq!((line.head.unwrap().subject, line.automatic), ("A question".to_owned(), None));
        let opened = opened(test, line.thread.id);
        assert_eq!(texts(&opened), ["Is the job still open?"]);
        let mut db = test.store.database().unwrap();
        let rin = caller(&test.cast.rin);
        let read = Ask::read(&rin, Purpose::Recruitment);
        let permit = gate::open::<Communications>(&mut db, &read, opened.holding.id).unwrap();
        let source = messages::source(&mut db, &permit, opened.messages[0].id).unwrap();
        assert_eq!(source.as_slice(), question(), "as it came");
        assert!(gate::open::<Profile>(&mut db, &read, opened.holding.id).is_ok());
        // The published notice counts for recruitment, and for nothing else that it names.
        let events = Ask::read(&rin, Purpose::Events);
        assert_eq!(refused::<Communications>(test, &events, &opened.holding).rule, "GATE-PURPOSE");
        for stranger in [&test.cast.manager, &test.cast.administrator, &test.cast.analyst] {
            let opened = read_inbox::open(&test.store, &caller(stranger), opened.thread.id);
            assert!(matches!(opened, Err(WorkflowError::Store(StoreError::NotFound))), "{}", stranger.name);
        }
        let unknown = "SELECT count(*) AS n FROM holdings WHERE residence IS NULL AND notice_id IS NOT NULL";
        assert_eq!((test.sql().number(unknown), count(test, "applications")), (1, 0));
    }

    fn a_correspondent_is_kept_as_long_as_the_last_contact_allows(test) {
        filed(test, &question(), moment(NOW));
        let thread = listed(test, &test.cast.rin).remove(0).thread;
        let much_later = later(900 * DAY);
        let opened = read_inbox::open(&test.store, &caller_at(&test.cast.rin, much_later), thread.id);
        assert!(matches!(opened, Err(WorkflowError::Store(StoreError::Refused(_)))), "their time is over");
        // A mail that comes in time moves the day of the last contact.
        filed(test, &mail("hina@mail.example.org", &["Subject: Still there?"], "Me again."), later(30 * DAY));
        assert_eq!(test.sql().words("SELECT last_contact_on AS t FROM holdings"), ["2026-12-24"]);
        // One that comes too late is from somebody new.
        filed(test, &mail("hina@mail.example.org", &["Subject: Years later"], "Hello again."), much_later);
        assert_eq!((count(test, "holdings"), count(test, "threads")), (2, 3));
    }

    fn an_answer_goes_into_its_thread_by_its_message_id_whoever_it_is_from(test) {
        filed(test, &question(), moment(NOW));
        let thread = listed(test, &test.cast.rin).remove(0).thread;
        answered(test, thread.id, "ours@saiyo.example");
        let lines = [
            "Subject: Re: A question",
            "In-Reply-To: <ours@saiyo.example>",
            "References: <one@mail.example.org> <ours@saiyo.example>",
        ];
        filed(test, &mail("Hina at work <hina@work.example>", &lines, "Thank you."), later(60));
        let opened = opened(test, thread.id);
        assert_eq!(texts(&opened), ["Is the job still open?", "Yes.", "Thank you."]);
        assert_eq!((opened.thread.state, opened.thread.messages), (ThreadState::Open, 3));
        assert_eq!(count(test, "holdings"), 1, "another address makes nobody else");
        let profile = "SELECT count(*) AS n FROM profile_versions";
        assert_eq!(test.sql().number(profile), 0, "and changes nothing that is on record");
    }

    fn our_own_copy_that_comes_back_is_nobodys_record(test) {
        let of_setting = EmailAddress::parse("jobs@aomine.example").unwrap();
        let ours = [EmailAddress::parse("hello@aomine.example").unwrap()];
        let mut db = test.store.database().unwrap();
        let name = "imap.example/saiyo/INBOX";
        mailboxes::ensure(&mut db, &office("JP"), name, Some(&of_setting), moment(NOW)).unwrap();
        drop(db);
        for from in ["Jobs@aomine.example", "Hello@aomine.example"] {
            receive(test, &mail(from, &["Subject: Fwd: A question"], "What do you think?"));
        }
        let known = Known { ours: &ours, ..Known::default() };
        let filed = file_waiting_knowing(&test.store, &reader(), known, || moment(NOW)).unwrap();
        assert_eq!(filed, FiledMail { apart: 2, ..FiledMail::default() });
        assert_eq!(count(test, "holdings"), 0);
    }

    fn who_has_another_record_is_filed_there_whatever_message_they_name(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        filed(test, &question(), moment(NOW));
        let thread = listed(test, &test.cast.rin).remove(0).thread;
        answered(test, thread.id, "ours@saiyo.example");
        let lines = ["Subject: Request", "In-Reply-To: <ours@saiyo.example>"];
        filed(test, &from_tanaka(&lines, ACCESS), later(60));
        assert_eq!(texts(&opened(test, thread.id)), ["Is the job still open?", "Yes."]);
        let theirs = listed(test, &test.cast.rin).remove(0).thread;
        assert_eq!((theirs.holding, opened(test, theirs.id).requests.len()), (known.holding.id, 1));
        assert!(opened(test, thread.id).requests.is_empty(), "and so does the clock of what they ask");
    }

    fn a_known_address_goes_to_its_record_and_on_with_its_open_thread(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        filed(test, &from_tanaka(&["Subject: One"], "One."), moment(NOW));
        let first = listed(test, &test.cast.rin).remove(0).thread;
        assert_eq!((first.holding, count(test, "holdings")), (known.holding.id, 1));
        filed(test, &from_tanaka(&["Subject: Two"], "Two."), later(DAY));
        assert_eq!((count(test, "threads"), texts(&opened(test, first.id)).len()), (1, 2));
        let mut db = test.store.database().unwrap();
        let revision = opened(test, first.id).thread.revision;
        tend_threads::set_state(&mut db, &caller(&test.cast.rin), first.id, ThreadState::Done, revision).unwrap();
        filed(test, &from_tanaka(&["Subject: Three"], "Three."), later(2 * DAY));
        assert_eq!(count(test, "threads"), 2, "what is done is not gone on with");
        filed(test, &from_tanaka(&["Subject: Four"], "Four."), later(20 * DAY));
        assert_eq!(count(test, "threads"), 3, "nor is what is old");
        filed(test, &from_tanaka(&["Subject: Five"], "Five."), later(21 * DAY));
        assert_eq!(count(test, "threads"), 4, "nor one of two");
        assert_eq!(count(test, "holdings"), 1);
    }

    fn the_mail_of_a_suspended_person_is_filed_and_withheld(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        set_fact(test, &known, HoldingChange::Suspended(Some(moment(NOW))));
        filed(test, &from_tanaka(&["Subject: Please stop"], "Please stop."), moment(NOW));
        let line = listed(test, &test.cast.rin).remove(0);
        assert!(line.withheld && line.person.is_none() && line.head.is_none());
        let opened = read_inbox::open(&test.store, &caller(&test.cast.rin), line.thread.id);
        assert!(matches!(opened, Err(WorkflowError::Store(StoreError::Refused(_)))));
        set_fact(test, &known, HoldingChange::Suspended(None));
        assert_eq!(texts(&super::opened(test, line.thread.id)), ["Please stop."]);
    }

    fn a_bounce_goes_to_the_thread_of_what_it_is_about_and_others_stay_apart(test) {
        filed(test, &question(), moment(NOW));
        let thread = listed(test, &test.cast.rin).remove(0).thread;
        answered(test, thread.id, "ours@saiyo.example");
        filed(test, &bounce("ours@saiyo.example"), later(60));
        let found = opened(test, thread.id);
        assert_eq!((found.messages.len(), found.messages[2].automatic), (3, Some(AutomaticKind::Bounce)));
        assert_eq!(listed(test, &test.cast.rin)[0].automatic, Some(AutomaticKind::Bounce));
        let stray = receive_later(test, &bounce("nobodys@elsewhere.example"), later(120));
        assert_eq!(file_at(test, later(120)), FiledMail { apart: 1, ..FiledMail::default() });
        assert_eq!(state(test, stray), (IncomingState::Apart, None));
        assert_eq!(unfiled(test)[0].automatic, Some(AutomaticKind::Bounce));
        assert_eq!((count(test, "holdings"), files(test).contains(&"mail".to_owned())), (1, true), "kept as it came");
        // Whoever decides about what came in has it filed with a person nevertheless.
        file_again(test, stray);
        assert_eq!(file_at(test, later(180)).filed, 1);
        assert_eq!((count(test, "holdings"), unfiled(test).len()), (2, 0));
    }

    fn what_we_write_to_each_other_is_nobodys_record(test) {
        let internal = mail("Rin <RIN@saiyo.example.com>", &["Subject: Lunch"], "At noon?");
        receive(test, &internal);
        assert_eq!(file_at(test, moment(NOW)), FiledMail { apart: 1, ..FiledMail::default() });
        assert_eq!(unfiled(test)[0].automatic, Some(AutomaticKind::Notification));
        filed(test, &question(), moment(NOW));
        let thread = listed(test, &test.cast.rin).remove(0).thread;
        let lines = ["Subject: Re: A question", "In-Reply-To: <one@mail.example.org>"];
        filed(test, &mail("Rin <rin@saiyo.example.com>", &lines, "I have called her."), later(60));
        assert_eq!(opened(test, thread.id).messages.len(), 2, "what answers a record is part of it");
    }

    fn each_office_has_its_own_record_of_who_writes_to_both(test) {
        receive(test, &question());
        assert!(matches!(receive_at(&test.store, "SG", &question(), moment(NOW)), Ok(Arrived::Stored(_))));
        assert_eq!(file_at(test, moment(NOW)).filed, 2);
        assert_eq!(count(test, "holdings"), 2);
        let (tokyos, singapores) = (listed(test, &test.cast.rin), listed(test, &test.cast.wei));
        assert_eq!((tokyos.len(), singapores.len()), (1, 1));
        assert_ne!(tokyos[0].thread.candidate, singapores[0].thread.candidate);
        let opened = read_inbox::open(&test.store, &caller(&test.cast.wei), tokyos[0].thread.id);
        assert!(matches!(opened, Err(WorkflowError::Store(StoreError::NotFound))));
        assert_eq!(last_entry(test).subject, format!("unknown:{}", tokyos[0].thread.id));
        // An answer finds its thread at its own office alone.
        let lines = ["Subject: Re: A question", "In-Reply-To: <one@mail.example.org>"];
        let answer = mail("hina@work.example", &lines, "Still?");
        receive_at(&test.store, "SG", &answer, later(1)).unwrap();
        assert_eq!(file_at(test, later(1)).filed, 1);
        let messages = |thread: ThreadId| threads::of(&mut test.sql(), thread).unwrap().messages;
        assert_eq!((messages(tokyos[0].thread.id), messages(singapores[0].thread.id)), (1, 2));
    }

    fn a_request_by_mail_has_the_day_by_which_the_law_of_its_office_wants_an_answer(test) {
        let request = mail("Hina Mori <hina@mail.example.org>", &["Subject: Request"], ACCESS);
        receive(test, &request);
        receive_at(&test.store, "SG", &request, moment(NOW)).unwrap();
        assert_eq!(file_at(test, moment(NOW)).filed, 2);
        let due = "SELECT h.office || ' ' || r.request_type || ' ' || r.due_on || ' ' \
                   || coalesce(CAST(r.identity_verified_at AS TEXT), 'nobody') AS t \
                   FROM subject_requests r JOIN holdings h ON h.id = r.holding_id ORDER BY h.office";
        assert_eq!(test.sql().words(due), ["JP access 2026-12-08 nobody", "SG access 2026-12-24 nobody"]);
        let thread = listed(test, &test.cast.rin).remove(0).thread;
        assert_eq!(opened(test, thread.id).requests.len(), 1);
    }

    fn without_a_notice_in_force_nobody_is_taken_in_and_nothing_is_lost(test) {
        test.sql().run("UPDATE notices SET effective_on = '2099-01-01'").unwrap();
        let id = receive(test, &question());
        let waits = FiledMail { failed: 1, ..FiledMail::default() };
        assert_eq!(file_at(test, moment(NOW)), waits);
        assert_eq!(state(test, id), (IncomingState::Received, None));
        assert_eq!(file_at(test, later(59)), FiledMail::default(), "it waits for its turn");
        assert_eq!(file_at(test, later(60)), waits);
        assert_eq!(file_at(test, later(360)), FiledMail { quarantined: 1, ..FiledMail::default() });
        assert_eq!((state(test, id).1, count(test, "profiles")), (Some(MailFault::Unfiled), 0));
        test.sql().run("UPDATE notices SET effective_on = '2026-01-01'").unwrap();
        file_again(test, id);
        assert_eq!(file_at(test, later(400)).filed, 1);
        assert_eq!(texts(&opened(test, listed(test, &test.cast.rin)[0].thread.id)), ["Is the job still open?"]);
    }

    fn a_crash_between_the_bytes_and_the_rows_leaves_nothing_twice(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let id = receive(test, &from_tanaka(&["Subject: One"], "One."));
        let by = job(JobName::FileMail, "JP");
        let mut db = test.store.database().unwrap();
        assert!(incoming_messages::begin(&mut db, &by, id).unwrap());
        let opened = incoming_messages::open(&mut db, &by, id).unwrap();
        let ask = Ask::create(&by, Purpose::Upkeep);
        let permit = gate::open::<Communications>(&mut db, &ask, known.holding.id).unwrap();
        let lost = MessageId::new();
        messages::put_source(&test.store, &permit, lost, &opened.raw).unwrap();
        // Here the process ended. The next one begins again.
        assert_eq!(file_at(test, moment(NOW)).filed, 1);
        assert_eq!((count(test, "messages"), count(test, "threads")), (1, 1));
        let all = test.store.blobs().list().unwrap();
        let strays = stray_files::strays_among(&mut test.sql(), all).unwrap();
        assert_eq!(strays, [(lost.uuid(), "source".to_owned())], "what has no row is swept");
        assert_eq!(file_at(test, later(3600)), FiledMail::default());
    }

    fn a_crash_before_the_copy_is_removed_leaves_bytes_that_open_nothing_and_are_swept(test) {
        let id = receive(test, &question());
        let copy = test.store.blobs().get(id.uuid(), "mail").unwrap();
        let strays = |test: &TestStore| {
            let all = test.store.blobs().list().unwrap();
            stray_files::strays_among(&mut test.sql(), all).unwrap()
        };
        assert!(strays(test).is_empty(), "what waits is nobody's stray");
        file_at(test, moment(NOW));
        test.store.blobs().put(id.uuid(), "mail", copy).unwrap();
        assert_eq!(strays(test), [(id.uuid(), "mail".to_owned())]);
        let mut db = test.store.database().unwrap();
        let again = db.change(|tx| Ok((incoming_messages::settle(tx, id, moment(NOW))?, Vec::new())));
        assert!(matches!(again, Err(StoreError::Stale)));
    }

    fn a_mail_that_takes_the_process_down_three_times_is_not_begun_again(test) {
        let id = receive(test, &question());
        let by = |seconds: i64| saiyo::domain::staff::Caller::job(JobName::FileMail, office("JP"), later(seconds));
        let mut db = test.store.database().unwrap();
        for seconds in [0, 60, 360] {
            let waiting = incoming_messages::waiting(&mut db, &[office("JP")], later(seconds), 9).unwrap();
            assert_eq!(waiting, [(id, office("JP"))], "after {seconds} s");
            assert!(incoming_messages::begin(&mut db, &by(seconds), id).unwrap());
        }
        assert_eq!(file_at(test, later(3600)), FiledMail { quarantined: 1, ..FiledMail::default() });
        assert_eq!(state(test, id), (IncomingState::Quarantined, Some(MailFault::Unfiled)));
        let permit = triage_permit::open(&mut db, &caller(&test.cast.rin)).unwrap();
        assert_eq!(incoming_messages::open_unfiled(&mut db, &permit, id).unwrap().raw.as_slice(), question());
    }

    fn two_instances_that_file_at_once_file_each_mail_once(test) {
        for number in 0..6 {
            let lines = [format!("Subject: Mail {number}")];
            receive(test, &mail("Hina Mori <hina@mail.example.org>", &[lines[0].as_str()], "Hello."));
        }
        let other = test.reopen();
        std::thread::scope(|scope| {
            let running = [&test.store, &other]
                .map(|store| scope.spawn(move || file_waiting(store, &reader(), || moment(NOW)).unwrap()));
            running.map(|thread| thread.join().unwrap())
        });
        // Whoever lost a race for the address waits for its turn.
        file_at(test, later(60));
        assert_eq!(incoming_messages::count_waiting(&mut test.sql(), &office("JP")).unwrap(), 0);
        assert_eq!((count(test, "messages"), count(test, "profiles"), count(test, "address_index")), (6, 1, 1));
    }
}
