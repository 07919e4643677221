//! Threads and messages: sealed, changed as they were seen, sent once; read by whoever may, and by nobody else.

use std::collections::HashMap;

use saiyo::directory::ListFilter;
use saiyo::domain::category::{CategoryId, Communications};
use saiyo::domain::contact::EmailAddress;
use saiyo::domain::id::{IncomingMessageId, MessageFindingId, MessageId, StaffId, ThreadId};
use saiyo::domain::letter::LetterFault;
use saiyo::domain::message::{
    Channel, Direction, Finding, FindingState, MailAddress, MessageBody, MessageHead, Sending, ThreadState,
};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::{Caller, Staff};
use saiyo::domain::time::Ts;
use saiyo::law::words::RequestType;
use saiyo::store::candidates::{self, HoldingChange};
use saiyo::store::database::Db;
use saiyo::store::gate::{self, Ask};
use saiyo::store::journal::{self, Entry};
use saiyo::store::messages::{self, DueMessage, NewFile, NewMessage, Outcome, ShownMessage};
use saiyo::store::permit::{Permit, Unsealed};
use saiyo::store::threads::{self, Folder, Place, Thread};
use saiyo::store::{Database, StoreError, incoming_messages, staff, subject_requests};
use saiyo::workflows::{WorkflowError, list_candidates, read_inbox, tend_threads};

use super::directories::directories;
use super::refusals::last_entry;
use super::tags::suspend;
use crate::support::cast::{caller, caller_at, day, moment};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TestStore, on_both_databases};

const HOUR: i64 = 60 * 60;

fn later(seconds: i64) -> Ts {
    moment(NOW).plus_seconds(seconds)
}

fn head(subject: &str) -> MessageHead {
    let from = MailAddress { name: "Tanaka Akari".to_owned(), address: "akari.tanaka@mail.example.org".to_owned() };
    MessageHead { from: Some(from), subject: subject.to_owned(), ..MessageHead::default() }
}

fn body(text: &str) -> MessageBody {
    MessageBody { text: text.to_owned(), html: None }
}

/// Permission to add to what somebody wrote.
fn permit(test: &TestStore, by: &Caller, known: &Admitted) -> Permit<Communications> {
    let mut db = test.store.database().unwrap();
    gate::open(&mut db, &Ask::create(by, Purpose::Recruitment), known.holding.id).unwrap()
}

/// Somebody of Tokyo, with permission to add to what they wrote.
fn known(test: &TestStore) -> (Admitted, Permit<Communications>) {
    let rin = caller(&test.cast.rin);
    let known = test.admit(&rin, "Tanaka", "Akari");
    let permit = permit(test, &rin, &known);
    (known, permit)
}

fn write<T>(
    test: &TestStore,
    write: impl FnOnce(&mut Db) -> Result<(T, Vec<Entry>), StoreError>,
) -> Result<T, StoreError> {
    test.store.database().unwrap().change(write)
}

fn thread(test: &TestStore, permit: &Permit<Communications>, at: Ts) -> ThreadId {
    write(test, |tx| Ok((threads::create(tx, permit, at)?, Vec::new()))).unwrap()
}

/// A message that came in a thread.
fn came(test: &TestStore, permit: &Permit<Communications>, thread: ThreadId, subject: &str, at: Ts) -> MessageId {
    came_as(test, permit, thread, &head(subject), at)
}

/// The same with a head of its own.
fn came_as(
    test: &TestStore,
    permit: &Permit<Communications>,
    thread: ThreadId,
    head: &MessageHead,
    at: Ts,
) -> MessageId {
    let (id, body) = (MessageId::new(), body("Is it still open?"));
    write(test, |tx| {
        let new = NewMessage {
            id,
            thread,
            incoming: None::<IncomingMessageId>,
            direction: Direction::In,
            channel: Channel::Mail,
            automatic: None,
            head,
            body: &body,
            files: &[],
            source_bytes: None,
            staff: None,
            at,
            sending: None,
            findings: &[Finding::Access],
        };
        let entry = messages::create(tx, permit, &new, None)?;
        threads::touch(tx, permit, thread, Direction::In, at)?;
        Ok(((), vec![entry]))
    })
    .unwrap();
    id
}

fn messages_of(test: &TestStore, permit: &Permit<Communications>, thread: ThreadId) -> Vec<ShownMessage> {
    messages::of_thread(&mut test.store.database().unwrap(), permit, thread).unwrap()
}

fn read(test: &TestStore, thread: ThreadId) -> Thread {
    threads::of(&mut test.sql(), thread).unwrap()
}

/// The folders that a thread is in for somebody at a moment, apart from that of all.
fn folders(test: &TestStore, staff: &Staff, at: Ts) -> Vec<Folder> {
    let counts = threads::counts(&mut test.sql(), &staff.office, staff.id, at).unwrap();
    let found = counts.into_iter().filter(|(folder, count)| *count > 0 && *folder != Folder::All);
    found.map(|(folder, _)| folder).collect()
}

/// Another recruiter of Tokyo.
fn colleague(test: &TestStore) -> Staff {
    let email = EmailAddress::parse("yui@saiyo.example.com").unwrap();
    let yui = Staff { id: StaffId::new(), email, name: "Yui".to_owned(), ..test.cast.rin.clone() };
    write(test, |tx| Ok((staff::add(tx, &yui, "no password", moment(NOW))?, Vec::new()))).unwrap();
    yui
}

fn is_not_found<T>(result: &Result<T, WorkflowError>) -> bool {
    matches!(result, Err(WorkflowError::Store(StoreError::NotFound)))
}

/// A draft of Rin's in a thread.
fn draft(test: &TestStore, permit: &Permit<Communications>, thread: ThreadId) -> MessageId {
    let (head, body) = (head("Re: A question"), body("Yes, it is."));
    let staff = Some(test.cast.rin.id);
    let (id, _) = write(test, |tx| {
        let (id, entry) = messages::save_draft(tx, permit, thread, None, &head, &body, staff, moment(NOW))?;
        Ok(((id, ()), vec![entry]))
    })
    .unwrap();
    id
}

fn queue(test: &TestStore, permit: &Permit<Communications>, message: MessageId, at: Ts) -> Result<(), StoreError> {
    write(test, |tx| Ok(((), vec![messages::queue(tx, permit, message, at)?])))
}

fn cancel(test: &TestStore, permit: &Permit<Communications>, message: MessageId) -> Result<(), StoreError> {
    write(test, |tx| Ok(((), vec![messages::cancel(tx, permit, message)?])))
}

fn due(db: &mut Database, test: &TestStore, at: Ts) -> Vec<DueMessage> {
    db.read(|db| messages::due(db, std::slice::from_ref(&test.cast.rin.office), at, 9)).unwrap()
}

fn take(db: &mut Database, message: &DueMessage, at: Ts) -> bool {
    db.change(|tx| Ok((messages::take(tx, message, at)?, Vec::new()))).unwrap()
}

fn settle(db: &mut Database, message: &DueMessage, outcome: &Outcome, at: Ts) {
    db.change(|tx| Ok((messages::settle(tx, message, outcome, at)?, Vec::new()))).unwrap();
}

on_both_databases! {
    fn a_message_comes_back_whole_with_its_files_and_its_source(test) {
        let (_, permit) = known(test);
        let thread = thread(test, &permit, moment(NOW));
        let new = NewFile { name: "履歴書.pdf", content_type: "application/pdf", content: b"%PDF-1.7 one" };
        let files = messages::put_files(&test.store, &permit, &[new]).unwrap();
        let id = MessageId::new();
        messages::put_source(&test.store, &permit, id, b"From: a@b.example\r\n\r\nHello.").unwrap();
        let (head, body) = (head("A question"), body("Is it still open?"));
        let new = NewMessage {
            id,
            thread,
            incoming: None,
            direction: Direction::In,
            channel: Channel::Mail,
            automatic: None,
            head: &head,
            body: &body,
            files: &files,
            source_bytes: Some(27),
            staff: None,
            at: moment(NOW),
            sending: None,
            findings: &[Finding::Application, Finding::Health],
        };
        write(test, |tx| Ok(((), vec![messages::create(tx, &permit, &new, None)?]))).unwrap();
        assert_eq!(last_entry(test).subject, format!("message:{id} in"));
        let shown = messages_of(test, &permit, thread).remove(0);
        assert!(matches!(&shown.head, Unsealed::Value(value) if *value == head));
        assert!(matches!(&shown.body, Unsealed::Value(value) if *value == body));
        let findings: Vec<_> = shown.findings.iter().map(|it| (it.finding, it.state)).collect();
        assert_eq!(findings, [(Finding::Application, FindingState::Open), (Finding::Health, FindingState::Open)]);
        let mut db = test.store.database().unwrap();
        let (file, content) = messages::file(&mut db, &permit, shown.files[0].id).unwrap();
        assert!(matches!(&file.name, Unsealed::Value(name) if name == "履歴書.pdf"));
        assert_eq!((file.content_type.as_str(), file.bytes), ("application/pdf", 12));
        assert_eq!(content.as_slice(), b"%PDF-1.7 one");
        let source = messages::source(&mut db, &permit, id).unwrap();
        assert_eq!(source.as_slice(), b"From: a@b.example\r\n\r\nHello.");
        let (latest, direction) = messages::latest(&mut db, &permit, thread).unwrap().unwrap();
        assert_eq!((latest.value(), direction), (Some(&head), Direction::In));
    }

    fn nothing_of_a_message_stands_in_plain_text(test) {
        let (_, permit) = known(test);
        let thread = thread(test, &permit, moment(NOW));
        let id = came(test, &permit, thread, "Marker-Subject", moment(NOW));
        messages::put_source(&test.store, &permit, id, b"Marker-Source").unwrap();
        let named = NewFile { name: "Marker-Name.pdf", content_type: "text/x-marker-type", content: b"Marker-Content" };
        let files = messages::put_files(&test.store, &permit, &[named]).unwrap();
        let (head, body) = (head("Marker-Subject"), body("Marker-Body"));
        let new = NewMessage {
            id: MessageId::new(),
            thread,
            incoming: None,
            direction: Direction::In,
            channel: Channel::Mail,
            automatic: None,
            head: &head,
            body: &body,
            files: &files,
            source_bytes: None,
            staff: None,
            at: moment(NOW),
            sending: None,
            findings: &[],
        };
        write(test, |tx| Ok(((), vec![messages::create(tx, &permit, &new, None)?]))).unwrap();
        let mut rows = test.sql().bytes("SELECT head AS b FROM messages");
        rows.extend(test.sql().bytes("SELECT body AS b FROM messages"));
        rows.extend(test.sql().bytes("SELECT name AS b FROM message_files"));
        for (id, part) in test.store.blobs().list().unwrap() {
            rows.push(test.store.blobs().get(id, &part).unwrap());
        }
        assert_eq!(rows.len(), 7);
        let types = test.sql().words("SELECT content_type AS t FROM message_files");
        assert_eq!(types, ["application/octet-stream"], "a sender can write a name there");
        let all = rows.iter().map(|row| String::from_utf8_lossy(row).to_lowercase());
        assert_eq!(all.filter(|text| text.contains("marker") || text.contains("tanaka")).count(), 0);
        assert!(!format!("{new:?} {named:?}").contains("Marker"));
    }

    fn what_is_in_one_record_is_not_found_with_a_permit_of_another(test) {
        let (_, tanaka) = known(test);
        let (_, mori) = known(test);
        let theirs = thread(test, &tanaka, moment(NOW));
        let id = came(test, &tanaka, theirs, "A question", moment(NOW));
        messages::put_source(&test.store, &tanaka, id, b"source").unwrap();
        let mut db = test.store.database().unwrap();
        assert!(matches!(messages::of_thread(&mut db, &mori, theirs), Err(StoreError::NotFound)));
        assert!(matches!(messages::source(&mut db, &mori, id), Err(StoreError::NotFound)));
        assert!(messages::latest(&mut db, &mori, theirs).unwrap().is_none());
        assert!(matches!(threads::see(&mut db, &mori, theirs, false, moment(NOW)), Err(StoreError::NotFound)));
        let at = moment(NOW);
        let touched = write(test, |tx| Ok((threads::touch(tx, &mori, theirs, Direction::In, at)?, Vec::new())));
        assert!(matches!(touched, Err(StoreError::NotFound)));
        let done = write(test, |tx| Ok(((), vec![threads::set_state(tx, &mori, theirs, ThreadState::Done, 2)?])));
        assert!(matches!(done, Err(StoreError::NotFound)));
        let (head, body) = (head("x"), body("x"));
        let saved = write(test, |tx| {
            let (id, entry) = messages::save_draft(tx, &mori, theirs, None, &head, &body, None, moment(NOW))?;
            Ok((id, vec![entry]))
        });
        assert!(matches!(saved, Err(StoreError::NotFound)));
    }

    fn the_latest_messages_of_a_page_are_asked_for_together(test) {
        let ((_, tanaka), (_, mori)) = (known(test), known(test));
        let [one, two] = [1, 2].map(|second| thread(test, &tanaka, later(second)));
        let (empty, theirs) = (thread(test, &tanaka, later(3)), thread(test, &mori, later(4)));
        came(test, &tanaka, one, "First", later(10));
        came(test, &tanaka, one, "Second", later(20));
        came(test, &tanaka, two, "Only", later(5));
        came(test, &mori, theirs, "Theirs", later(30));
        let written = draft(test, &tanaka, one);
        let asked = [one, two, empty, theirs];
        let mut db = test.store.database().unwrap();
        let mut subjects = |permits: &[&Permit<Communications>]| {
            let latest = messages::latest_of(&mut db, permits.iter().copied(), &asked).unwrap();
            let subject = |id| Some(latest.get(&id)?.head.value()?.subject.clone());
            asked.map(subject).map(Option::unwrap_or_default)
        };
        assert_eq!(subjects(&[&tanaka]), ["Second", "Only", "", ""], "what is not permitted is left out");
        assert_eq!(subjects(&[&mori, &tanaka]), ["Second", "Only", "", "Theirs"]);
        assert_eq!(subjects(&[]), ["", "", "", ""]);
        queue(test, &tanaka, written, later(60)).unwrap();
        test.sql().run(&format!("UPDATE messages SET at = {} WHERE sending = 'queued'", later(25).micros())).unwrap();
        assert_eq!(subjects(&[&tanaka]), ["Re: A question", "Only", "", ""], "a draft is none until it is to go");
        let (listed, _) = read_inbox::list(&test.store, &directories(test), &caller(&test.cast.rin), Folder::All, None).unwrap();
        let heads = listed.iter().map(|it| it.head.as_ref().map(|head| head.subject.as_str()).unwrap_or_default());
        let mut heads: Vec<&str> = heads.collect();
        heads.sort_unstable();
        assert_eq!(heads, ["", "Only", "Re: A question", "Theirs"]);
    }

    fn a_thread_goes_from_folder_to_folder(test) {
        let (_, permit) = known(test);
        let (rin, yui) = (&test.cast.rin, colleague(test));
        let thread = thread(test, &permit, moment(NOW));
        came(test, &permit, thread, "A question", moment(NOW));
        let revision = || read(test, thread).revision;
        assert_eq!(folders(test, rin, moment(NOW)), [Folder::Unassigned]);
        let mut db = test.store.database().unwrap();
        let by = caller(rin);
        tend_threads::assign(&mut db, &by, thread, Some(rin.id), revision()).unwrap();
        assert_eq!(folders(test, rin, moment(NOW)), [Folder::Mine]);
        assert!(folders(test, &yui, moment(NOW)).is_empty(), "it is in that of all alone");
        tend_threads::snooze(&mut db, &by, thread, Some(later(HOUR)), revision()).unwrap();
        assert_eq!(folders(test, rin, later(HOUR - 1)), [Folder::Snoozed]);
        assert_eq!(folders(test, rin, later(HOUR)), [Folder::Mine], "its moment has come");
        came(test, &permit, thread, "One more thing", later(60));
        assert_eq!(folders(test, rin, later(60)), [Folder::Mine], "what comes wakes it");
        write(test, |tx| Ok((threads::touch(tx, &permit, thread, Direction::Out, later(90))?, Vec::new()))).unwrap();
        assert_eq!(folders(test, &yui, later(90)), [Folder::Waiting]);
        tend_threads::set_state(&mut db, &by, thread, ThreadState::Done, revision()).unwrap();
        assert_eq!(folders(test, rin, later(90)), [Folder::Done]);
        came(test, &permit, thread, "Thank you", later(120));
        assert_eq!(folders(test, rin, later(120)), [Folder::Mine], "what comes opens it again");
        assert_eq!((read(test, thread).messages, read(test, thread).last_at), (4, later(120)));
        write(test, |tx| Ok((staff::set_disabled(tx, rin.id, Some(later(150)))?, Vec::new()))).unwrap();
        assert_eq!(folders(test, &yui, later(150)), [Folder::Unassigned], "who has left sees to nothing");
    }

    fn a_thread_is_changed_only_as_it_was_seen_and_given_to_recruiters_alone(test) {
        let (_, permit) = known(test);
        let thread = thread(test, &permit, moment(NOW));
        let seen = read(test, thread).revision;
        came(test, &permit, thread, "A question", moment(NOW));
        let by = caller(&test.cast.rin);
        let mut db = test.store.database().unwrap();
        let done = tend_threads::set_state(&mut db, &by, thread, ThreadState::Done, seen);
        assert!(matches!(done, Err(WorkflowError::Store(StoreError::Stale))), "something came meanwhile");
        let revision = read(test, thread).revision;
        for other in [&test.cast.manager, &test.cast.wei, &test.cast.officer] {
            assert!(is_not_found(&tend_threads::assign(&mut db, &by, thread, Some(other.id), revision)));
        }
        tend_threads::set_state(&mut db, &by, thread, ThreadState::Done, revision).unwrap();
        assert_eq!(last_entry(test).subject, format!("thread:{thread} done"));
        for stranger in [&test.cast.manager, &test.cast.administrator, &test.cast.analyst, &test.cast.wei] {
            let opened = tend_threads::set_state(&mut db, &caller(stranger), thread, ThreadState::Open, revision + 1);
            assert!(is_not_found(&opened), "{}", stranger.name);
        }
        assert_eq!(read(test, thread).state, ThreadState::Done);
    }

    fn who_else_is_there_is_told_for_two_minutes(test) {
        let (_, permit_of_rin) = known(test);
        let thread = thread(test, &permit_of_rin, moment(NOW));
        let yui = colleague(test);
        let mut db = test.store.database().unwrap();
        let (by_rin, by_yui) = (caller(&test.cast.rin), caller(&yui));
        let see = |db: &mut Database, by: &Caller, writes, at| {
            let holding = read(test, thread).holding;
            let permit = gate::open(db, &Ask::read(by, Purpose::Recruitment), holding).unwrap();
            threads::see(db, &permit, thread, writes, at).unwrap()
        };
        assert!(see(&mut db, &by_rin, false, moment(NOW)).is_empty());
        assert_eq!(see(&mut db, &by_yui, true, later(60)), [(test.cast.rin.id, false)]);
        assert_eq!(see(&mut db, &by_rin, false, later(119)), [(yui.id, true)]);
        assert!(see(&mut db, &by_rin, false, later(180)).is_empty(), "it is too long ago");
        assert_eq!(see(&mut db, &by_yui, false, later(181)), [(test.cast.rin.id, false)]);
    }

    fn a_list_is_paged_without_gaps_and_repeats_and_is_one_entry(test) {
        let (known, permit) = known(test);
        // Every third one at the same moment as the one before.
        let made: Vec<ThreadId> = (0..65).map(|number| thread(test, &permit, later(number - number % 3))).collect();
        let by = caller(&test.cast.rin);
        let (mut before, mut seen, mut sizes) = (None, Vec::new(), Vec::new());
        loop {
            let (page, more) = read_inbox::list(&test.store, &directories(test), &by, Folder::All, before).unwrap();
            let entry = last_entry(test);
            assert_eq!((entry.verb.as_str(), entry.shown, entry.outcome.as_str()), ("list", 1, "allow"));
            assert_eq!(entry.purpose, Some(Purpose::Recruitment));
            sizes.push(page.len());
            before = page.last().map(|last| Place::from(&last.thread));
            assert!(page.iter().all(|line| line.thread.candidate == known.holding.candidate && !line.withheld));
            seen.extend(page.into_iter().map(|line| (line.thread.last_at, line.thread.id)));
            if !more {
                break;
            }
        }
        assert_eq!(sizes, [30, 30, 5]);
        let mut sorted = seen.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), made.len());
        assert!(seen.windows(2).all(|pair| pair[0] > pair[1]), "the latest first");
    }

    fn a_name_in_the_inbox_is_on_record_as_listed_if_it_is_shown_and_only_then(test) {
        let (tanaka, permit) = known(test);
        thread(test, &permit, moment(NOW));
        let directories = directories(test);
        let by = caller(&test.cast.rin);
        let shown = || {
            let before = journal::head(&mut test.sql()).unwrap().seq;
            let line = read_inbox::list(&test.store, &directories, &by, Folder::All, None).unwrap().0.remove(0);
            let rows = journal::stretch(&mut test.sql(), before, 9).unwrap();
            let entries: Vec<_> = rows.into_iter().map(|row| (row.subject, row.category, row.shown)).collect();
            (line.person.map(|name| name.family), entries)
        };
        let batch = ("batch".to_owned(), None, 1);
        // Nobody fills a directory for the inbox: the profile is opened by its key.
        assert_eq!(shown(), (Some("Tanaka".to_owned()), vec![batch.clone(), batch.clone()]));
        list_candidates::page(&test.store, &directories, &by, &ListFilter { size: 9, ..ListFilter::default() }).unwrap();
        let listed = (String::new(), Some(CategoryId::Profile), 1);
        assert_eq!(shown(), (Some("Tanaka".to_owned()), vec![listed, batch.clone()]));
        suspend(test, &tanaka);
        assert_eq!(shown(), (None, vec![batch]));
    }

    fn of_whoever_may_not_be_used_nothing_is_listed_but_that_there_is_something(test) {
        let (tanaka, permit) = known(test);
        let thread = thread(test, &permit, moment(NOW));
        came(test, &permit, thread, "A question", moment(NOW));
        let by = caller(&test.cast.rin);
        let list = || read_inbox::list(&test.store, &directories(test), &by, Folder::Unassigned, None).unwrap().0.remove(0);
        let open = list();
        let (name, subject) = (open.person.unwrap(), open.head.unwrap().subject);
        assert_eq!((name.family.as_str(), subject.as_str()), ("Tanaka", "A question"));
        assert_eq!(open.direction, Some(Direction::In));
        write(test, |tx| {
            candidates::set_fact(tx, tanaka.holding.id, HoldingChange::Suspended(Some(moment(NOW))))?;
            Ok(((), Vec::new()))
        })
        .unwrap();
        let shut = list();
        assert!(shut.withheld && shut.person.is_none() && shut.head.is_none() && shut.direction.is_none());
        let opened = read_inbox::open(&test.store, &by, thread);
        assert!(matches!(opened, Err(WorkflowError::Store(StoreError::Refused(_)))));
        // Nor does anybody see their own.
        let (own, me) = (test.sql().id(tanaka.holding.candidate.uuid()), test.sql().id(test.cast.rin.id.uuid()));
        test.sql().run(&format!("UPDATE staff SET own_candidate = {own} WHERE id = {me}")).unwrap();
        let myself = staff::read(&mut test.sql(), test.cast.rin.id).unwrap();
        let (listed, _) = read_inbox::list(&test.store, &directories(test), &caller(&myself), Folder::All, None).unwrap();
        assert!(listed.is_empty());
        let counts = threads::counts(&mut test.sql(), &myself.office, myself.id, moment(NOW)).unwrap();
        assert!(counts.iter().all(|(_, count)| *count == 0), "{counts:?}");
        assert!(is_not_found(&read_inbox::open(&test.store, &caller(&myself), thread)));
    }

    fn a_thread_exists_for_its_own_office_and_for_who_reads_correspondence(test) {
        let (_, permit) = known(test);
        let thread = thread(test, &permit, moment(NOW));
        came(test, &permit, thread, "A question", moment(NOW));
        let opened = read_inbox::open(&test.store, &caller(&test.cast.rin), thread).unwrap();
        assert_eq!((opened.messages.len(), opened.person.unwrap().family.as_str()), (1, "Tanaka"));
        for stranger in [&test.cast.manager, &test.cast.administrator, &test.cast.analyst] {
            let by = caller(stranger);
            let listed = read_inbox::list(&test.store, &directories(test), &by, Folder::All, None);
            assert!(matches!(listed, Err(WorkflowError::Store(StoreError::Refused(_)))), "{}", stranger.name);
            assert_eq!(last_entry(test).outcome, "deny");
            assert!(is_not_found(&read_inbox::open(&test.store, &by, thread)), "{}", stranger.name);
        }
        let wei = caller(&test.cast.wei);
        assert!(is_not_found(&read_inbox::open(&test.store, &wei, thread)));
        assert_eq!(last_entry(test).subject, format!("unknown:{thread}"));
        assert!(is_not_found(&read_inbox::open(&test.store, &wei, ThreadId::new())));
        assert!(read_inbox::list(&test.store, &directories(test), &wei, Folder::All, None).unwrap().0.is_empty());
    }

    fn a_mail_from_another_address_than_the_one_on_record_is_told_apart(test) {
        let (known, permit) = known(test);
        let thread = thread(test, &permit, moment(NOW));
        let ours = format!("message-{}@saiyo.example", draft(test, &permit, thread));
        let from = |address: &str, id: &str, references: &[&str], second: i64| {
            let sender = MailAddress { name: "Tanaka Akari".to_owned(), address: address.to_owned() };
            let head = MessageHead {
                from: Some(sender).filter(|sender| !sender.address.is_empty()),
                message_id: id.to_owned(),
                references: references.iter().map(|id| (*id).to_owned()).collect(),
                ..head("A question")
            };
            came_as(test, &permit, thread, &head, later(second))
        };
        from(known.profile.email.as_str(), "one@mail.example.org", &[&ours], 1);
        from("Akari.Tanaka@MAIL.example.org", "two@mail.example.org", &[], 2);
        let expected = HashMap::from([
            (from("akari.tanaka@mail.example.com", "three@x.example", &[], 3), false),
            (from("akari@work.example", "four@x.example", &[&ours], 4), true),
            (from("akari@work.example", "five@x.example", &["none@x.example", "one@mail.example.org"], 5), true),
            (from("akari@work.example", "six@x.example", &["six@x.example"], 6), false),
            (from("", "seven@x.example", &[], 7), false),
            (from("no address", "", &[""], 8), false),
        ]);
        let opened = read_inbox::open(&test.store, &caller(&test.cast.rin), thread).unwrap();
        assert_eq!(opened.elsewhere, expected);
        assert_eq!(opened.messages.len(), 9);
    }

    fn what_a_person_says_is_no_request_has_no_clock(test) {
        let (known, permit) = known(test);
        let thread = thread(test, &permit, moment(NOW));
        let message = came(test, &permit, thread, "A question", moment(NOW));
        write(test, |tx| {
            let due = Some(day("2026-12-08"));
            let entry = subject_requests::add_mailed(tx, &permit, message, RequestType::Access, moment(NOW), due)?;
            Ok(((), vec![entry]))
        })
        .unwrap();
        let by = caller_at(&test.cast.rin, later(HOUR));
        let open = || read_inbox::open(&test.store, &by, thread).unwrap();
        let (request, finding) = (open().requests.remove(0), open().messages[0].findings[0]);
        assert_eq!((request.due_on, request.dismissed_at), (Some(day("2026-12-08")), None));
        assert!(is_not_found(&tend_threads::decide_finding(&test.store, &by, thread, MessageFindingId::new(), true)));
        tend_threads::decide_finding(&test.store, &by, thread, finding.id, false).unwrap();
        assert_eq!(last_entry(test).subject, format!("message:{message} access dismissed"));
        assert_eq!(open().requests[0].dismissed_at, Some(later(HOUR)));
        assert_eq!(open().messages[0].findings[0].state, FindingState::Dismissed);
        let again = tend_threads::decide_finding(&test.store, &by, thread, finding.id, true);
        assert!(matches!(again, Err(WorkflowError::Store(StoreError::Stale))));
        // A mail proves nothing: nothing of the record is open to its person for that.
        let verified = "SELECT count(*) AS n FROM subject_requests WHERE identity_verified_at IS NOT NULL";
        assert_eq!(test.sql().number(verified), 0, "{}", known.holding.id);
    }

    fn a_draft_is_changed_as_it_was_seen_and_taken_back_until_it_is_on_its_way(test) {
        let (_, permit) = known(test);
        let thread = thread(test, &permit, moment(NOW));
        let id = draft(test, &permit, thread);
        let mut db = test.store.database().unwrap();
        assert!(messages::latest(&mut db, &permit, thread).unwrap().is_none(), "a draft is none yet");
        let save = |revision| {
            let (head, body) = (head("Re: A question"), body("Yes, until Friday."));
            write(test, |tx| {
                let draft = Some((id, revision));
                let (id, entry) = messages::save_draft(tx, &permit, thread, draft, &head, &body, None, later(1))?;
                Ok((id, vec![entry]))
            })
        };
        assert_eq!(save(1).unwrap(), id);
        assert!(matches!(save(1), Err(StoreError::Stale)), "somebody changed it");
        assert!(due(&mut db, test, later(HOUR)).is_empty());
        queue(test, &permit, id, later(30)).unwrap();
        assert!(matches!(save(3), Err(StoreError::Stale)), "it is no draft any more");
        assert!(due(&mut db, test, later(29)).is_empty());
        cancel(test, &permit, id).unwrap();
        assert_eq!(messages_of(test, &permit, thread)[0].sending, Some(Sending::Draft));
        assert!(matches!(cancel(test, &permit, id), Err(StoreError::Stale)));
        queue(test, &permit, id, later(30)).unwrap();
        let going = due(&mut db, test, later(30)).remove(0);
        assert!(take(&mut db, &going, later(30)));
        assert!(matches!(cancel(test, &permit, id), Err(StoreError::Stale)), "it is on its way");
        settle(&mut db, &going, &Outcome::Failed(LetterFault::Unreachable), later(31));
        assert_eq!(messages_of(test, &permit, thread)[0].fault, Some(LetterFault::Unreachable));
        cancel(test, &permit, id).unwrap();
        write(test, |tx| Ok(((), vec![messages::discard_draft(tx, &permit, id)?]))).unwrap();
        assert!(messages_of(test, &permit, thread).is_empty());
    }

    fn of_two_instances_one_sends_a_message_and_only_once(test) {
        let (_, permit) = known(test);
        let thread = thread(test, &permit, moment(NOW));
        let id = draft(test, &permit, thread);
        queue(test, &permit, id, moment(NOW)).unwrap();
        let (mut one, mut other) = (test.store.database().unwrap(), test.reopen().database().unwrap());
        let first = due(&mut one, test, moment(NOW)).remove(0);
        let second = due(&mut other, test, moment(NOW)).remove(0);
        assert!(take(&mut one, &first, moment(NOW)));
        assert!(!take(&mut other, &second, moment(NOW)), "the first one has it");
        assert!(due(&mut other, test, later(HOUR / 60)).is_empty(), "for as long as its lease");
        settle(&mut one, &first, &Outcome::Sent, later(5));
        assert!(due(&mut other, test, later(HOUR)).is_empty());
        // What the other one comes back with counts no more.
        settle(&mut other, &second, &Outcome::Failed(LetterFault::Rejected), later(6));
        let sent = messages_of(test, &permit, thread).remove(0);
        assert_eq!((sent.sending, sent.fault, sent.at), (Some(Sending::Sent), None, later(5)));
    }

    fn a_message_that_nobody_takes_is_tried_ever_later_and_given_up(test) {
        let (_, permit) = known(test);
        let thread = thread(test, &permit, moment(NOW));
        let id = draft(test, &permit, thread);
        queue(test, &permit, id, moment(NOW)).unwrap();
        let mut db = test.store.database().unwrap();
        let (mut at, mut tries) = (moment(NOW), 0);
        while let Some(message) = due(&mut db, test, at).pop() {
            assert!(take(&mut db, &message, at));
            settle(&mut db, &message, &Outcome::Failed(LetterFault::Unreachable), at);
            tries += 1;
            assert!(due(&mut db, test, at.plus_seconds(59)).is_empty(), "a minute's pause at least");
            at = at.plus_seconds(7 * HOUR);
        }
        assert_eq!(tries, 16);
        let given_up = messages_of(test, &permit, thread).remove(0);
        assert_eq!((given_up.sending, given_up.fault), (Some(Sending::GivenUp), Some(LetterFault::Unreachable)));
        let stopped = draft(test, &permit, thread);
        queue(test, &permit, stopped, at).unwrap();
        let message = due(&mut db, test, at).remove(0);
        assert!(take(&mut db, &message, at));
        settle(&mut db, &message, &Outcome::Stopped("GATE-SUSPENDED".to_owned()), at);
        let rules = test.sql().words("SELECT rule AS t FROM messages WHERE rule IS NOT NULL");
        assert_eq!(rules, ["GATE-SUSPENDED"]);
    }

    fn an_answer_finds_its_thread_by_the_message_that_had_the_id_first(test) {
        let (tanaka, permit) = known(test);
        let (_, other) = known(test);
        let (first, copied) = (thread(test, &permit, moment(NOW)), thread(test, &other, later(1)));
        let (ours, forged) = (draft(test, &permit, first), came(test, &other, copied, "Copied", later(1)));
        let mut db = test.store.database().unwrap();
        let tokyo = &tanaka.holding.office;
        let digest = messages::digest_of_id(&db, tokyo, "<one@saiyo.example>").unwrap();
        assert_eq!(digest, messages::digest_of_id(&db, tokyo, "one@saiyo.example").unwrap());
        let abroad = test.cast.wei.office.clone();
        assert_ne!(digest, messages::digest_of_id(&db, &abroad, "one@saiyo.example").unwrap());
        for (permit, message) in [(&other, forged), (&permit, ours), (&permit, ours)] {
            write(test, |tx| Ok((messages::index_id(tx, permit, message, &digest)?, Vec::new()))).unwrap();
        }
        let unknown = messages::digest_of_id(&db, tokyo, "nobody@saiyo.example").unwrap();
        let asked = [unknown.clone(), digest.clone()];
        let found = db.read(|db| messages::thread_of_ids(db, tokyo, &asked)).unwrap();
        assert_eq!(found, Some((first, tanaka.holding.id)));
        assert_eq!(db.read(|db| messages::thread_of_ids(db, tokyo, &[unknown])).unwrap(), None);
        assert_eq!(db.read(|db| messages::thread_of_ids(db, &abroad, &[digest])).unwrap(), None);
    }

    fn a_damaged_seal_shows_as_damaged_and_stands_in_the_journal(test) {
        let (_, permit) = known(test);
        let thread = thread(test, &permit, moment(NOW));
        let one = came(test, &permit, thread, "One", moment(NOW));
        let two = came(test, &permit, thread, "Two", later(1));
        let [from, to] = [one, two].map(|id| test.sql().id(id.uuid()));
        let swap = format!("UPDATE messages SET body = (SELECT body FROM messages WHERE id = {from}) WHERE id = {to}");
        test.sql().run(&swap).unwrap();
        let shown = messages_of(test, &permit, thread);
        let damaged: Vec<bool> = shown.iter().map(|shown| shown.body.value().is_none()).collect();
        assert_eq!(damaged, [false, true]);
        let entry = last_entry(test);
        assert_eq!((entry.outcome, entry.subject), ("unopened".to_owned(), format!("messages.body:{two}")));
    }

    fn a_mailbox_is_made_once_and_keeps_since_when_it_fails(test) {
        use saiyo::store::mailboxes;
        let tokyo = test.cast.rin.office.clone();
        let mut db = test.store.database().unwrap();
        let made = mailboxes::ensure(&mut db, &tokyo, "jobs@saiyo.example", None, moment(NOW)).unwrap();
        assert_eq!(mailboxes::ensure(&mut db, &tokyo, "jobs@saiyo.example", None, later(1)).unwrap(), made);
        assert!(made.left().is_empty());
        mailboxes::failed(&mut db, made.id, "unreachable", later(10)).unwrap();
        mailboxes::failed(&mut db, made.id, "refused", later(20)).unwrap();
        let list = |db: &mut Database| db.read(|db| mailboxes::list(db, &tokyo)).unwrap().remove(0);
        let failing = list(&mut db);
        assert_eq!((failing.fault.as_deref(), failing.failing_since), (Some("refused"), Some(later(10))));
        mailboxes::advance(&mut db, made.id, (7, 42), &[3, 41], later(30)).unwrap();
        let read = list(&mut db);
        assert_eq!((read.uid_validity, read.last_uid, read.looked_at), (Some(7), 42, Some(later(30))));
        assert_eq!(read.left(), [3, 41]);
        assert_eq!((read.fault, read.failing_since), (None, None));
        mailboxes::failed(&mut db, made.id, "refused", later(40)).unwrap();
        assert_eq!(list(&mut db).left(), [3, 41], "a fault forgets nothing");
        let many: Vec<u32> = (1..=1_500).collect();
        mailboxes::advance(&mut db, made.id, (7, 2_000), &many, later(50)).unwrap();
        assert_eq!(list(&mut db).left(), many[..1_000], "of very many the first");
        mailboxes::advance(&mut db, made.id, (7, 2_000), &[], later(60)).unwrap();
        assert!(list(&mut db).left().is_empty());
        let nowhere = saiyo::domain::id::MailboxId::new();
        assert!(matches!(mailboxes::advance(&mut db, nowhere, (1, 1), &[], later(1)), Err(StoreError::NotFound)));
        let unknown = incoming_messages::state_of(&mut test.sql(), IncomingMessageId::new());
        assert!(matches!(unknown, Err(StoreError::NotFound)));
    }
}
