//! What staff write goes once, at its time and by the rules of that moment; until then it can be taken back.

use std::net::TcpListener;

use saiyo::domain::category::Communications;
use saiyo::domain::id::ThreadId;
use saiyo::domain::message::{Caution, ThreadState};
use saiyo::domain::office::OfficeCode;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::{Caller, Staff};
use saiyo::domain::time::Ts;
use saiyo::mail::Mailer;
use saiyo::mail::guard::Warning;
use saiyo::mail::pace::Pace;
use saiyo::store::candidates::{self, HoldingChange};
use saiyo::store::gate::{self, Ask};
use saiyo::store::messages::{self, DueMessage, Outcome, ShownMessage};
use saiyo::store::{Database, Store, StoreError, threads};
use saiyo::workflows::WorkflowError;
use saiyo::workflows::send_messages::{self, Post};
use saiyo::workflows::tend_threads;
use saiyo::workflows::write_message::{
    self, Composition, How, Posted, Sent, UNDO, Which, WritingError, WritingFault, WritingField, Written,
};

use super::directories::directories;
use super::refusals::last_entry;
use crate::support::arrived::{address, head};
use crate::support::cast::{caller, caller_at, moment};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TestStore, on_both_databases};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
/// Seconds by which a pause may be longer than it has to be.
const SPREAD: i64 = 30;

fn akari(test: &TestStore) -> Admitted {
    test.admit(&caller(&test.cast.rin), "Tanaka", "Akari")
}

fn to(known: &Admitted, text: &str) -> Written {
    Written {
        to: vec![known.profile.email.as_str().to_owned()],
        cc: Vec::new(),
        subject: "面接の日程".to_owned(),
        text: text.to_owned(),
    }
}

fn start_by(test: &TestStore, by: &Caller, known: &Admitted, written: &Written, how: How) -> Posted {
    start_as(test, by, known, written, how).unwrap()
}

fn start_as(
    test: &TestStore,
    by: &Caller,
    known: &Admitted,
    written: &Written,
    how: How,
) -> Result<Posted, WorkflowError> {
    write_message::start(&test.store, &directories(test), by, known.holding.candidate, &Composition::new(written), how)
}

fn sent(posted: Posted) -> Sent {
    match posted {
        Posted::Sent(sent) => sent,
        other => panic!("was not sent: {other:?}"),
    }
}

/// A message to somebody that waits.
fn written_to(test: &TestStore, known: &Admitted) -> Sent {
    let rin = caller(&test.cast.rin);
    sent(start_by(test, &rin, known, &to(known, "ありがとうございます。"), How::default()))
}

fn warned(posted: Posted) -> Vec<Warning> {
    match posted {
        Posted::Warned(warnings) => warnings,
        other => panic!("was not warned: {other:?}"),
    }
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

fn send_from(store: &Store, mailer: &Mailer, pace: &Pace, at: Ts) -> usize {
    let senders = |_: &OfficeCode| None;
    send_messages::send_waiting(store, Post { mailer, senders: &senders, pace }, || at).unwrap()
}

fn send(test: &TestStore, mailer: &Mailer, at: Ts) -> usize {
    send_from(&test.store, mailer, &Pace::default(), at)
}

/// The mails that were written into the test's own folder.
fn mails(test: &TestStore) -> Vec<String> {
    let folder = std::fs::read_dir(test.folder().join("letters"));
    let files = folder.map(|files| files.collect::<Vec<_>>()).unwrap_or_default();
    files.into_iter().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}

/// How far the messages are, and why.
fn states(test: &TestStore) -> Vec<String> {
    let said = "sending || ' ' || coalesce(fault, '') || ' ' || coalesce(rule, '')";
    let said = format!("SELECT {said} AS t FROM messages WHERE sending IS NOT NULL ORDER BY id");
    test.sql().words(&said).iter().map(|state| state.trim().to_owned()).collect()
}

fn entries(test: &TestStore, that: &str) -> i64 {
    test.sql().number(&format!("SELECT count(*) AS n FROM journal WHERE {that}"))
}

/// The messages of a thread, as Rin sees them.
fn shown(test: &TestStore, known: &Admitted, thread: ThreadId) -> Vec<ShownMessage> {
    let rin = caller(&test.cast.rin);
    let mut db = test.store.database().unwrap();
    let ask = Ask::read(&rin, Purpose::Recruitment);
    let permit = gate::open::<Communications>(&mut db, &ask, known.holding.id).unwrap();
    messages::of_thread(&mut db, &permit, thread).unwrap()
}

fn due(db: &mut Database, test: &TestStore, at: Ts) -> Vec<DueMessage> {
    db.read(|db| messages::due(db, std::slice::from_ref(&test.cast.rin.office), at, 99)).unwrap()
}

fn take(db: &mut Database, message: &DueMessage, at: Ts) -> bool {
    db.change(|tx| Ok((messages::take(tx, message, at)?, Vec::new()))).unwrap()
}

fn take_back(test: &TestStore, sent: Sent) -> Result<(), WorkflowError> {
    let mut db = test.store.database().unwrap();
    write_message::take_back(&mut db, &caller(&test.cast.rin), sent.thread, sent.message)
}

fn is_stale<T>(result: Result<T, WorkflowError>) -> bool {
    matches!(result, Err(WorkflowError::Store(StoreError::Stale)))
}

/// Whether something does not exist for whoever asks.
fn is_hidden<T>(result: Result<T, WorkflowError>) -> bool {
    match result {
        Err(WorkflowError::Store(StoreError::NotFound)) => true,
        Err(WorkflowError::Store(StoreError::Refused(refusal))) => refusal.by_role,
        _ => false,
    }
}

on_both_databases! {
    fn a_message_waits_for_its_time_and_goes_once(test) {
        let known = akari(test);
        let sent = written_to(test, &known);
        assert_eq!(sent.send_at, moment(NOW).plus_seconds(UNDO));
        let mailer = mailer(test);
        assert_eq!(send(test, &mailer, sent.send_at.plus_seconds(-1)), 0);
        assert!(mails(test).is_empty());
        assert_eq!(send(test, &mailer, sent.send_at), 1);
        let last = last_entry(test);
        assert_eq!((&*last.verb, &*last.subject), ("send", &*format!("message:{} sent", sent.message)));
        assert_eq!(states(test), ["sent"]);
        assert_eq!(send(test, &mailer, sent.send_at.plus_seconds(48 * HOUR)), 0);
        let mails = mails(test);
        assert_eq!(mails.len(), 1);
        for line in ["To: akari.tanaka@mail.example.org", "From: jobs@saiyo.example", "Content-Language: ja"] {
            assert!(mails[0].contains(&format!("{line}\r\n")), "{line}\n{}", mails[0]);
        }
        let mut db = test.store.database().unwrap();
        assert_eq!(db.read(|db| threads::of(db, sent.thread)).unwrap().state, ThreadState::Waiting);
        assert_eq!(entries(test, "subject LIKE '%example.org%'"), 0);
    }

    fn until_it_goes_it_can_be_taken_back_and_afterwards_not(test) {
        let known = akari(test);
        let first = written_to(test, &known);
        take_back(test, first).unwrap();
        assert_eq!(states(test), ["draft"]);
        assert_eq!(send(test, &mailer(test), first.send_at.plus_seconds(HOUR)), 0);
        let mut db = test.store.database().unwrap();
        assert_eq!(db.read(|db| threads::of(db, first.thread)).unwrap().state, ThreadState::Open);
        assert!(is_stale(take_back(test, first)), "a draft is not taken back");

        let rin = caller(&test.cast.rin);
        let draft = shown(test, &known, first.thread).remove(0);
        let again = |seen| {
            let (directories, written) = (directories(test), to(&known, "変更しました。"));
            let form = Composition { which: Which::Draft(first.message, seen), ..Composition::new(&written) };
            write_message::send(&test.store, &directories, &rin, first.thread, &form, How::default())
        };
        assert!(is_stale(again(draft.revision - 1)), "somebody else changed the draft");
        let second = sent(again(draft.revision).unwrap());
        assert_eq!(second.message, first.message);
        let message = due(&mut db, test, second.send_at).remove(0);
        assert!(take(&mut db, &message, second.send_at));
        assert!(is_stale(take_back(test, second)), "it is on its way");
        // Whoever took it is gone: it goes under the same Message-ID, once the lease is over.
        assert_eq!(send(test, &mailer(test), second.send_at.plus_seconds(MINUTE)), 0);
        assert_eq!(send(test, &mailer(test), second.send_at.plus_seconds(HOUR)), 1);
        let mail = mails(test).remove(0);
        assert!(mail.contains(&format!("Message-ID: <message-{}@saiyo.example>\r\n", first.message)), "{mail}");
        assert!(is_stale(take_back(test, second)), "it went");
    }

    fn what_was_taken_back_is_counted_nowhere_and_waits_for_no_answer(test) {
        let (known, rin) = (akari(test), caller(&test.cast.rin));
        let earlier = caller_at(&test.cast.rin, moment(NOW).plus_seconds(-HOUR));
        let thread = test.arrived(&earlier, &known, &head(&known), "木曜日で大丈夫です。");
        let stands = || {
            let thread = threads::of(&mut test.sql(), thread).unwrap();
            (thread.messages, thread.state, thread.last_at)
        };
        let answer = || {
            let (directories, written) = (directories(test), to(&known, "ありがとうございます。"));
            let how = How::default();
            let form = Composition::new(&written);
            sent(write_message::send(&test.store, &directories, &rin, thread, &form, how).unwrap())
        };
        let before = (1, ThreadState::Open, moment(NOW).plus_seconds(-HOUR));
        assert_eq!(stands(), before);
        let first = answer();
        assert_eq!(stands(), (2, ThreadState::Waiting, moment(NOW)));
        let second = answer();
        take_back(test, second).unwrap();
        assert_eq!(stands(), (2, ThreadState::Waiting, moment(NOW)), "the first one still goes");
        take_back(test, first).unwrap();
        assert_eq!(stands(), before);
        let third = answer();
        let revision = threads::of(&mut test.sql(), thread).unwrap().revision;
        let mut db = test.store.database().unwrap();
        tend_threads::set_state(&mut db, &rin, thread, ThreadState::Done, revision).unwrap();
        take_back(test, third).unwrap();
        assert_eq!(stands(), (1, ThreadState::Done, before.2), "what somebody said meanwhile stands");
    }

    fn nobody_is_written_to_whose_record_was_suspended_meanwhile(test) {
        let known = akari(test);
        let sent = written_to(test, &known);
        let suspended = HoldingChange::Suspended(Some(moment(NOW)));
        let mut db = test.store.database().unwrap();
        db.change(|tx| Ok((candidates::set_fact(tx, known.holding.id, suspended)?, Vec::new()))).unwrap();
        assert_eq!(send(test, &mailer(test), sent.send_at), 1);
        assert!(mails(test).is_empty());
        assert!(last_entry(test).rules.ends_with("GATE-SUSPENDED"), "{}", last_entry(test).rules);
        let states = states(test);
        assert!(states[0].starts_with("given_up not_allowed ") && states[0].ends_with("GATE-SUSPENDED"), "{states:?}");
        let again = start_as(test, &caller(&test.cast.rin), &known, &to(&known, "x"), How::default());
        assert!(matches!(again, Err(WorkflowError::Store(StoreError::Refused(refusal))) if !refusal.by_role));
    }

    fn a_server_that_is_away_is_tried_again_ever_later_and_in_the_end_no_more(test) {
        let known = akari(test);
        let (nobody, start) = (mailer_to_nobody(), written_to(test, &known).send_at);
        assert_eq!(send(test, &nobody, start), 1);
        assert_eq!(states(test), ["queued unreachable"]);
        assert_eq!(send(test, &nobody, start.plus_seconds(MINUTE - 1)), 0, "a minute's pause");
        let (mut at, mut tries) = (start, 1);
        while states(test) == ["queued unreachable"] {
            at = at.plus_seconds(6 * HOUR + SPREAD);
            assert_eq!(send(test, &nobody, at), 1, "{tries}");
            tries += 1;
            assert!(tries < 20);
        }
        assert_eq!((states(test), tries), (vec!["given_up unreachable".to_owned()], 16));
        let next = written_to(test, &known);
        assert_eq!(send(test, &nobody, next.send_at), 1);
        take_back(test, next).unwrap();
        let next = written_to(test, &known);
        assert_eq!(send(test, &nobody, next.send_at), 1);
        assert_eq!(send(test, &mailer(test), next.send_at.plus_seconds(MINUTE + SPREAD)), 1, "once it is back");
        assert_eq!(mails(test).len(), 1);
    }

    fn of_two_instances_one_sends(test) {
        let known = akari(test);
        let sent = written_to(test, &known);
        let (other, mailer) = (test.reopen(), mailer(test));
        let at = sent.send_at;
        std::thread::scope(|scope| {
            for store in [&test.store, &other] {
                let mailer = &mailer;
                scope.spawn(move || send_from(store, mailer, &Pace::default(), at));
            }
        });
        assert_eq!(states(test), ["sent"]);
        assert_eq!(entries(test, "subject LIKE 'message:% sent'"), 1);

        let next = written_to(test, &known);
        let (mut one, mut two) = (test.store.database().unwrap(), other.database().unwrap());
        let first = due(&mut one, test, next.send_at).remove(0);
        let second = due(&mut two, test, next.send_at).remove(0);
        assert!(take(&mut one, &first, next.send_at));
        assert!(!take(&mut two, &second, next.send_at), "the first one has it");
        assert!(due(&mut two, test, next.send_at).is_empty());
        let later = next.send_at.plus_seconds(HOUR);
        let again = due(&mut two, test, later).remove(0);
        assert!(take(&mut two, &again, later), "until it is gone for too long");
        // What the first one comes back with counts no more.
        one.change(|tx| Ok((messages::settle(tx, &first, &Outcome::Sent, later)?, Vec::new()))).unwrap();
        assert_eq!(states(test), ["sent", "queued"]);
    }

    fn many_at_once_to_one_domain_go_minute_by_minute(test) {
        let known = akari(test);
        let at = (0..21).map(|_| written_to(test, &known).send_at).max().unwrap();
        let (mailer, pace) = (mailer(test), Pace::default());
        let reads = || entries(test, "actor = 'job:send_messages' AND verb = 'read'");
        assert_eq!(send_from(&test.store, &mailer, &pace, at), 20);
        assert_eq!(mails(test).len(), 20);
        let untried = "SELECT count(*) AS n FROM messages WHERE sending = 'queued' AND tries = 0";
        assert_eq!(test.sql().number(untried), 1);
        let before = reads();
        assert_eq!(send_from(&test.store, &mailer, &pace, at.plus_seconds(MINUTE - 1)), 0);
        assert_eq!(reads(), before, "what waits for room is not looked at again");
        assert_eq!(send_from(&test.store, &mailer, &pace, at.plus_seconds(MINUTE)), 1);
        assert_eq!(mails(test).len(), 21);
    }

    fn a_message_waits_for_people_to_work_if_its_writer_wants(test) {
        let known = akari(test);
        let held = How { holds_for_hours: true, ..How::default() };
        let goes = |at: &str| {
            let rin = caller_at(&test.cast.rin, moment(at));
            sent(start_by(test, &rin, &known, &to(&known, "夜分に失礼します。"), held)).send_at
        };
        assert_eq!(goes(NOW), moment(NOW).plus_seconds(UNDO));
        assert_eq!(goes("2026-11-24T12:00:00Z"), moment("2026-11-25T00:00:00Z"));
        assert_eq!(goes("2026-11-27T12:00:00Z"), moment("2026-11-30T00:00:00Z"), "after the weekend");
    }

    fn whoever_writes_is_warned_and_may_insist_but_for_a_blank(test) {
        let (known, rin) = (akari(test), caller(&test.cast.rin));
        let other = test.admit(&rin, "Sato", "Hanako");
        let insists = How { overrides: true, ..How::default() };
        let elsewhere = Written { to: vec!["akari@elsewhere.example".to_owned()], ..to(&known, "x") };
        for (written, warning) in [
            (elsewhere, Warning::UnknownRecipient),
            (to(&known, "Dear Ms Sato,\nThank you."), Warning::OtherCandidate),
            (to(&known, "Like Hanako Sato you are welcome."), Warning::OtherCandidate),
            (to(&known, "健康診断の結果をお送りください。"), Warning::Health),
            (to(&known, "履歴書を添付します。"), Warning::MissingFile),
        ] {
            assert_eq!(warned(start_by(test, &rin, &known, &written, How::default())), [warning]);
            assert!(matches!(start_by(test, &rin, &known, &written, insists), Posted::Sent(_)), "{warning}");
        }
        let candidate = test.sql().id(other.holding.candidate.uuid());
        let named = format!("SELECT count(*) AS n FROM journal_shown WHERE candidate_id = {candidate}");
        assert!(test.sql().number(&named) > 0, "whoever is named because they are on record is journalled");
        let blank = to(&known, "{{name}} 様");
        assert_eq!(warned(start_by(test, &rin, &known, &blank, insists)), [Warning::Unfilled]);
        let fine = to(&known, "Dear Ms Tanaka,\nThank you.");
        assert!(matches!(start_by(test, &rin, &known, &fine, How::default()), Posted::Sent(_)));
    }

    fn what_would_end_a_header_is_refused_at_its_field(test) {
        let (known, rin) = (akari(test), caller(&test.cast.rin));
        let bad = "x\r\nBcc: other@example.com";
        let fault = |field, error| Posted::Faulty(vec![WritingFault { field, error }]);
        let subject = Written { subject: bad.to_owned(), ..to(&known, "x") };
        let posted = start_by(test, &rin, &known, &subject, How { overrides: true, ..How::default() });
        assert_eq!(posted, fault(WritingField::Subject, WritingError::NotPrintable));
        let cc = Written { cc: vec![format!("a@b.example{bad}")], ..to(&known, "x") };
        let posted = start_by(test, &rin, &known, &cc, How { overrides: true, ..How::default() });
        assert_eq!(posted, fault(WritingField::Cc, WritingError::NotAnAddress));
        assert!(states(test).is_empty());
    }

    fn an_answer_begins_with_its_sender_and_names_what_it_answers(test) {
        let (known, rin) = (akari(test), caller(&test.cast.rin));
        let mut head = head(&known);
        head.reply_to = vec![address("akari@evil.example")];
        let thread = test.arrived(&rin, &known, &head, "来週はいかがでしょうか。\n\n> 面接の日程");
        let mut db = test.store.database().unwrap();
        let prefilled = write_message::reply_to(&mut db, &rin, thread, None).unwrap();
        let written = prefilled.written;
        assert_eq!(written.to, ["akari.tanaka@mail.example.org"]);
        assert_eq!(prefilled.caution, Some(Caution::ReplyElsewhere));
        assert_eq!(written.subject, "Re: 面接の日程");
        assert!(written.text.starts_with("\n\n-- \nRin\nTokyo\n"), "{}", written.text);
        assert!(written.text.ends_with("：\n> 来週はいかがでしょうか。\n>\n>> 面接の日程\n"), "{}", written.text);
        let write = |text: &str| {
            let written = Written { text: text.to_owned(), ..written.clone() };
            let (directories, form) = (directories(test), Composition::new(&written));
            sent(write_message::send(&test.store, &directories, &rin, thread, &form, How::default()).unwrap())
        };
        let answer = write("はい。");
        send(test, &mailer(test), answer.send_at);
        let mail = mails(test).remove(0);
        assert!(mail.contains("In-Reply-To: <second@mail.example.org>\r\n"), "{mail}");
        assert!(mail.contains("References: <first@mail.example.org> <second@mail.example.org>\r\n"), "{mail}");
        assert!(!mail.contains("Bcc") && !mail.contains("evil.example"), "{mail}");
        let id = format!("message-{}@saiyo.example", answer.message);
        let digest = messages::digest_of_id(&db, &rin.office, &id).unwrap();
        let found = db.read(|db| messages::thread_of_ids(db, &rin.office, &[digest])).unwrap();
        assert_eq!(found, Some((thread, known.holding.id)), "an answer to it finds its thread");
        let next = write("追伸です。");
        send(test, &mailer(test), next.send_at);
        let named = format!("In-Reply-To: <{id}>\r\n");
        assert!(mails(test).iter().any(|mail| mail.contains(&named)), "what follows our own message names it");
    }

    fn nobody_but_recruiters_of_the_office_writes(test) {
        let (known, rin) = (akari(test), caller(&test.cast.rin));
        let thread = test.arrived(&rin, &known, &head(&known), "x");
        let written = to(&known, "x");
        let form = Composition::new(&written);
        let draft = write_message::save_draft(&test.store, &rin, thread, &form);
        let draft = draft.unwrap().unwrap().message;
        let cast = &test.cast;
        let others: [&Staff; 5] = [&cast.manager, &cast.wei, &cast.administrator, &cast.analyst, &cast.officer];
        for other in others.map(caller) {
            let mut db = test.store.database().unwrap();
            assert!(is_hidden(start_as(test, &other, &known, &written, How::default())), "{}", other.role);
            let directories = directories(test);
            let seen = Composition { which: Which::Draft(draft, 1), ..Composition::new(&written) };
            let sent = write_message::send(&test.store, &directories, &other, thread, &seen, How::default());
            assert!(is_hidden(sent), "{}", other.role);
            assert!(is_hidden(write_message::reply_to(&mut db, &other, thread, None)), "{}", other.role);
            assert!(is_hidden(write_message::save_draft(&test.store, &other, thread, &form)), "{}", other.role);
            assert!(is_hidden(write_message::discard(&mut db, &other, thread, draft)), "{}", other.role);
        }
        assert_eq!(states(test), ["draft"]);
        let mut db = test.store.database().unwrap();
        write_message::discard(&mut db, &rin, thread, draft).unwrap();
        assert!(states(test).is_empty());
    }
}
