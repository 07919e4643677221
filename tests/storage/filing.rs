//! How mail was filed, and messages that are filed with another person: sealed anew, whole, and once.

use std::num::NonZeroUsize;

use saiyo::documents::Reader;
use saiyo::domain::category::Communications;
use saiyo::domain::id::{IncomingMessageId, MessageId, ThreadId};
use saiyo::domain::message::{
    Caution, Channel, Direction, FiledBy, IncomingState, MessageBody, MessageHead, Sending, ThreadState,
};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::Staff;
use saiyo::store::gate::{self, Ask};
use saiyo::store::incoming_messages::{self, Arrived};
use saiyo::store::messages::{self, NewMessage};
use saiyo::store::permit::{Permit, Unsealed};
use saiyo::store::threads::{self, Thread};
use saiyo::store::{StoreError, stray_files};
use saiyo::workflows::file_mail::{FiledMail, Known, file_waiting, file_with_person};
use saiyo::workflows::propose_people::{self, Likeness, Wrote};
use saiyo::workflows::read_inbox::{self, OpenedThread};
use saiyo::workflows::refile_messages::{self, FilingFault, Refiling, Towards};
use saiyo::workflows::{WorkflowError, receive_mail, tend_threads};

use super::directories::directories;
use super::refusals::last_entry;
use super::tags::suspend;
use crate::support::cast::{caller, moment, office};
use crate::support::mail::{Letter, deliver};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TestStore, on_both_databases};

const ERASE: &str = "Hello,\n\nI would like you to delete all information you have about me, including my resume and \
     the interview recordings.\n\nRegards";
const FILE: &[u8] = b"%PDF-1.7 nothing follows";

fn reader() -> Reader {
    Reader::new(env!("CARGO_BIN_EXE_saiyo").into(), NonZeroUsize::MIN)
}

pub(super) fn letter<'a>() -> Letter<'a> {
    Letter {
        from: "Akari Tanaka <akari.tanaka@mail.example.org>",
        subject: "A question",
        text: "Is the job still open?",
        file: Some(("cv.pdf", FILE)),
        ..Letter::default()
    }
}

pub(super) fn put(test: &TestStore, letter: &Letter<'_>) {
    let filed = deliver(&test.store, &reader(), "JP", &letter.raw(), moment(NOW));
    assert_eq!(filed, FiledMail { filed: 1, ..FiledMail::default() });
}

/// Two people of Tokyo.
pub(super) fn two(test: &TestStore) -> (Admitted, Admitted) {
    let rin = caller(&test.cast.rin);
    (test.admit(&rin, "Tanaka", "Akari"), test.admit(&rin, "Sato", "Minato"))
}

pub(super) fn threads_of(test: &TestStore, known: &Admitted) -> Vec<Thread> {
    threads::of_holding(&mut test.sql(), known.holding.id, false, 9).unwrap()
}

pub(super) fn opened(test: &TestStore, thread: ThreadId) -> OpenedThread {
    read_inbox::open(&test.store, &caller(&test.cast.rin), thread).unwrap()
}

pub(super) fn permit(test: &TestStore, known: &Admitted) -> Permit<Communications> {
    let rin = caller(&test.cast.rin);
    let mut db = test.store.database().unwrap();
    gate::open(&mut db, &Ask::create(&rin, Purpose::Recruitment), known.holding.id).unwrap()
}

/// What the page before a message has that may be filed elsewhere.
pub(super) fn looked(test: &TestStore, thread: ThreadId, before: Option<MessageId>) -> Refiling {
    let mut db = test.store.database().unwrap();
    refile_messages::look(&mut db, &caller(&test.cast.rin), thread, before).unwrap()
}

/// Files everything of a thread that may be.
fn refile_as(
    test: &TestStore,
    by: &Staff,
    thread: ThreadId,
    to: Towards,
) -> Result<Result<ThreadId, FilingFault>, WorkflowError> {
    let all: Vec<MessageId> = looked(test, thread, None).messages.iter().map(|message| message.id).collect();
    refile_messages::refile(&test.store, &caller(by), thread, &all, to)
}

pub(super) fn refile(test: &TestStore, thread: ThreadId, to: &Admitted) -> Result<ThreadId, FilingFault> {
    refile_as(test, &test.cast.rin, thread, Towards::Known(to.holding.candidate)).unwrap()
}

fn text(body: &Unsealed<MessageBody>) -> &str {
    body.value().unwrap().text.trim()
}

pub(super) fn texts(opened: &OpenedThread) -> Vec<&str> {
    opened.messages.iter().map(|message| text(&message.body)).collect()
}

fn count(test: &TestStore, table: &str) -> i64 {
    test.sql().number(&format!("SELECT count(*) AS n FROM {table}"))
}

/// The files that no row knows.
fn strays(test: &TestStore) -> Vec<String> {
    let all = test.store.blobs().list().unwrap();
    let mut parts: Vec<String> =
        stray_files::strays_among(&mut test.sql(), all).unwrap().into_iter().map(|(_, part)| part).collect();
    parts.sort();
    parts
}

fn files(test: &TestStore) -> usize {
    test.store.blobs().list().unwrap().len()
}

fn receive(test: &TestStore, raw: &[u8]) -> IncomingMessageId {
    let mut db = test.store.database().unwrap();
    match receive_mail::receive(&mut db, &office("JP"), None, raw, moment(NOW)).unwrap() {
        Arrived::Stored(id) => id,
        Arrived::Duplicate => panic!("it was kept before"),
    }
}

on_both_databases! {
    fn each_mail_says_how_it_was_found_whose_it_is(test) {
        let (tanaka, _) = two(test);
        put(test, &letter());
        let thread = threads_of(test, &tanaka).remove(0);
        let id = opened(test, thread.id).messages[0].head.value().unwrap().message_id.clone();
        let headers = format!("In-Reply-To: <{id}>\r\n");
        put(test, &Letter { from: "Hina <hina@mail.example.org>", headers: &headers, ..letter() });
        let by: Vec<_> = opened(test, thread.id).messages.iter().map(|message| message.filed_by).collect();
        assert_eq!(by, [Some(FiledBy::Address), Some(FiledBy::Reference)]);
        put(test, &Letter { from: "Somebody New <new@mail.example.org>", ..letter() });
        let by = "SELECT count(*) AS n FROM messages WHERE filed_by = 'sender'";
        assert_eq!(test.sql().number(by), 1);
    }

    fn mails_that_come_together_say_so_too(test) {
        let (tanaka, _) = two(test);
        receive(test, &letter().raw());
        receive(test, &Letter { from: "Somebody New <new@mail.example.org>", ..letter() }.raw());
        assert_eq!(file_waiting(&test.store, &reader(), || moment(NOW)).unwrap().filed, 2);
        let thread = threads_of(test, &tanaka).remove(0);
        assert_eq!(opened(test, thread.id).messages[0].filed_by, Some(FiledBy::Address));
        let by = "SELECT filed_by AS t FROM messages ORDER BY filed_by";
        assert_eq!(test.sql().words(by), ["address", "sender"]);
    }

    fn what_is_filed_elsewhere_is_sealed_anew_and_the_old_key_opens_nothing_of_it(test) {
        let (tanaka, sato) = two(test);
        put(test, &letter());
        let before = threads_of(test, &tanaka).remove(0);
        let raw = {
            let (old, message) = (permit(test, &tanaka), opened(test, before.id).messages.remove(0));
            messages::source(&mut test.store.database().unwrap(), &old, message.id).unwrap().to_vec()
        };
        let seals = "SELECT head AS b FROM messages";
        let sealed = test.sql().bytes(seals);
        let there = refile(test, before.id, &sato).unwrap();
        assert_ne!(test.sql().bytes(seals), sealed);
        assert!(threads_of(test, &tanaka).is_empty(), "nothing is left in the thread, so it went");
        let now = opened(test, there);
        assert_eq!((now.holding.id, texts(&now)), (sato.holding.id, vec!["Is the job still open?"]));
        let message = &now.messages[0];
        assert_eq!((message.filed_by, message.head.value().unwrap().subject.as_str()), (Some(FiledBy::Hand), "A question"));
        assert_eq!((now.thread.state, now.thread.messages, now.thread.last_at), (before.state, 1, before.last_at));
        let mut db = test.store.database().unwrap();
        let (new, old) = (permit(test, &sato), permit(test, &tanaka));
        assert_eq!(messages::source(&mut db, &new, message.id).unwrap().as_slice(), raw);
        let (file, content) = messages::file(&mut db, &new, message.files[0].id).unwrap();
        assert_eq!((file.name.value().unwrap().as_str(), content.as_slice()), ("cv.pdf", FILE));
        assert_eq!((files(test), strays(test).len()), (2, 0), "and nothing is left of the bytes before");
        // Whoever puts the rows back opens nothing with the key that they had.
        let back = {
            let mut sql = test.sql();
            let (thread, holding) = (sql.id(there.uuid()), sql.id(tanaka.holding.id.uuid()));
            let back = format!("UPDATE threads SET holding_id = {holding} WHERE id = {thread}; \
                 UPDATE messages SET holding_id = {holding} WHERE thread_id = {thread}");
            sql.run(&back).unwrap();
            messages::of_thread(&mut db, &old, there).unwrap().remove(0)
        };
        assert!(back.head.value().is_none() && back.body.value().is_none() && back.files[0].name.value().is_none());
        let source = messages::source(&mut db, &old, back.id);
        assert!(matches!(source, Err(StoreError::Unopened(_))), "{:?}", source.map(|_| ()));
        let file = messages::file(&mut db, &old, back.files[0].id);
        assert!(matches!(file, Err(StoreError::Unopened(_))), "{:?}", file.map(|_| ()));
    }

    fn both_records_say_what_was_done_and_answers_find_it_where_it_is(test) {
        let (tanaka, sato) = two(test);
        put(test, &letter());
        let thread = threads_of(test, &tanaka).remove(0);
        let head = opened(test, thread.id).messages[0].head.value().unwrap().clone();
        refile(test, thread.id, &sato).unwrap();
        let mut said = Vec::new();
        for (known, word) in [(&tanaka, "filed_away"), (&sato, "filed")] {
            let holding = test.sql().id(known.holding.id.uuid());
            let entries = format!("SELECT subject AS t FROM journal WHERE holding_id = {holding} AND outcome = 'done'");
            said.push(test.sql().words(&entries).iter().any(|subject| subject.ends_with(&format!(" {word}"))));
        }
        assert_eq!(said, [true, true]);
        let headers = format!("In-Reply-To: <{}>\r\n", head.message_id);
        put(test, &Letter { from: "Hina <hina@mail.example.org>", headers: &headers, text: "And?", ..letter() });
        let there = threads_of(test, &sato).remove(0);
        assert_eq!(texts(&opened(test, there.id)), ["Is the job still open?", "And?"]);
    }

    fn a_request_moves_with_its_clock_unless_somebodys_identity_was_verified(test) {
        let (tanaka, sato) = two(test);
        put(test, &Letter { text: ERASE, file: None, ..letter() });
        let thread = threads_of(test, &tanaka).remove(0);
        let asked = opened(test, thread.id).requests;
        assert!(!asked.is_empty());
        let there = refile(test, thread.id, &sato).unwrap();
        let now = opened(test, there);
        assert_eq!(now.requests, asked);
        assert!(!now.messages[0].findings.is_empty());
        let holding = test.sql().id(sato.holding.id.uuid());
        let of_sato = format!("SELECT count(*) AS n FROM subject_requests WHERE holding_id = {holding}");
        let all = count(test, "subject_requests");
        assert_eq!((test.sql().number(&of_sato), asked.len() as i64), (all, all));
        let holding = test.sql().id(tanaka.holding.id.uuid());
        let entries = format!("SELECT subject AS t FROM journal WHERE holding_id = {holding} AND outcome = 'done'");
        let left = |subject: &String| subject.starts_with("subject_request:") && subject.ends_with(" filed_away");
        assert_eq!(test.sql().words(&entries).iter().filter(|subject| left(subject)).count(), asked.len());
        test.sql().run("UPDATE subject_requests SET identity_verified_at = received_at").unwrap();
        assert_eq!(refile(test, there, &tanaka), Err(FilingFault::Verified));
        assert_eq!((test.sql().number(&of_sato), threads_of(test, &tanaka).len()), (all, 0));
    }

    fn what_waits_to_go_keeps_all_and_what_is_written_stays(test) {
        let (tanaka, sato) = two(test);
        let rin = caller(&test.cast.rin);
        let said = test.converse(&rin, &tanaka);
        assert_eq!(refile(test, said.thread, &sato), Err(FilingFault::Queued));
        test.sql().run("UPDATE messages SET sending = 'given_up' WHERE sending = 'queued'").unwrap();
        let looked = looked(test, said.thread, None);
        assert_eq!(looked.messages.iter().map(|message| message.id).collect::<Vec<_>>(), [said.came, said.sent]);
        assert!(looked.newcomer.is_none(), "who wrote is on record");
        let none = refile_messages::refile(&test.store, &rin, said.thread, &[], Towards::Sender).unwrap();
        assert_eq!(none, Err(FilingFault::Nothing));
        let draft = refile_messages::refile(&test.store, &rin, said.thread, &[said.draft], Towards::Sender);
        assert!(matches!(draft, Err(WorkflowError::Store(StoreError::Stale))), "a draft is not filed elsewhere");
        assert_eq!(refile(test, said.thread, &tanaka), Err(FilingFault::SamePerson));
        let to = Towards::Known(sato.holding.candidate);
        let there = refile_messages::refile(&test.store, &rin, said.thread, &[said.came], to).unwrap().unwrap();
        assert_eq!((texts(&opened(test, there)), opened(test, said.thread).thread.messages), (vec!["Came-Text"], 1));
        let again = refile_messages::refile(&test.store, &rin, said.thread, &[said.sent], to).unwrap();
        assert_eq!(again, Ok(there), "it goes on in their only open thread");
        let (now, left) = (opened(test, there), opened(test, said.thread));
        assert_eq!((texts(&now), now.thread.messages), (vec!["Came-Text", "Sent-Text"], 2));
        assert_eq!((now.messages[1].direction, now.messages[1].sending), (Direction::Out, Some(Sending::Sent)));
        assert_eq!((left.messages.len(), left.thread.messages), (3, 0), "a thread with a draft stays");
    }

    fn what_is_done_stays_done_and_in_the_same_hands(test) {
        let (tanaka, sato) = two(test);
        put(test, &letter());
        let (rin, thread) = (caller(&test.cast.rin), threads_of(test, &tanaka).remove(0));
        let mut db = test.store.database().unwrap();
        tend_threads::assign(&mut db, &rin, thread.id, rin.staff_id(), thread.revision).unwrap();
        tend_threads::set_state(&mut db, &rin, thread.id, ThreadState::Done, thread.revision + 1).unwrap();
        let now = opened(test, refile(test, thread.id, &sato).unwrap()).thread;
        assert_eq!((now.state, now.owner), (ThreadState::Done, rin.staff_id()));
    }

    fn a_mail_that_is_there_already_is_not_doubled(test) {
        let (tanaka, sato) = two(test);
        let incoming = receive(test, &letter().raw());
        assert_eq!(file_waiting(&test.store, &reader(), || moment(NOW)).unwrap().filed, 1);
        let there = permit(test, &sato);
        let mut db = test.store.database().unwrap();
        db.change(|tx| {
            let new = NewMessage {
                id: MessageId::new(),
                thread: threads::create(tx, &there, moment(NOW))?,
                incoming: Some(incoming),
                direction: Direction::In,
                channel: Channel::Mail,
                automatic: None,
                head: &MessageHead::default(),
                body: &MessageBody::default(),
                files: &[],
                source_bytes: None,
                staff: None,
                at: moment(NOW),
                sending: None,
                findings: &[],
            };
            Ok(((), vec![messages::create(tx, &there, &new, None)?]))
        })
        .unwrap();
        let thread = threads_of(test, &tanaka).remove(0);
        assert_eq!(refile(test, thread.id, &sato), Err(FilingFault::Double));
        assert_eq!((count(test, "messages"), texts(&opened(test, thread.id)).len()), (2, 1));
    }

    fn a_crash_leaves_a_message_in_one_record_whole(test) {
        let (tanaka, sato) = two(test);
        put(test, &letter());
        let thread = threads_of(test, &tanaka).remove(0);
        let message = opened(test, thread.id).messages.remove(0).id;
        let (from, to) = (permit(test, &tanaka), permit(test, &sato));
        let mut db = test.store.database().unwrap();
        let (one, parts) = messages::reseal(&mut db, (&from, &to), thread.id, message).unwrap();
        messages::put_parts(&test.store, parts).unwrap();
        // Before the rows say so it is where it was, and the new bytes are nobody's.
        assert_eq!((strays(test), texts(&opened(test, thread.id)).len()), (vec!["file".into(), "source".into()], 1));
        assert!(messages::source(&mut db, &from, message).is_ok());
        let there = db.change(|tx| {
            let there = threads::create(tx, &to, moment(NOW))?;
            Ok((there, messages::file_with(tx, (&from, &to), there, &one)?))
        });
        let there = there.unwrap();
        // After that it is where it is, and the old bytes are nobody's.
        assert_eq!(strays(test), ["file", "source"]);
        let now = opened(test, there);
        assert!(messages::source(&mut db, &to, message).is_ok());
        assert!(messages::file(&mut db, &to, now.messages[0].files[0].id).is_ok());
        assert!(matches!(messages::source(&mut db, &from, message), Err(StoreError::NotFound)));
        messages::remove_left(&test.store, &one);
        assert_eq!((strays(test).len(), files(test)), (0, 2));
        let again = db.change(|tx| Ok(((), messages::file_with(tx, (&from, &to), there, &one)?)));
        assert!(matches!(again, Err(StoreError::Taken("message"))), "and once");
    }

    fn who_wrote_into_anothers_thread_is_taken_in_with_what_they_wrote(test) {
        let (tanaka, _) = two(test);
        let rin = caller(&test.cast.rin);
        put(test, &letter());
        let thread = threads_of(test, &tanaka).remove(0).id;
        let id = opened(test, thread).messages[0].head.value().unwrap().message_id.clone();
        assert_eq!(refile_as(test, &test.cast.rin, thread, Towards::Sender).unwrap(), Err(FilingFault::KnownSender));
        let headers = format!("In-Reply-To: <{id}>\r\n");
        let from = "Hina Mori <hina@mail.example.org>";
        put(test, &Letter { from, headers: &headers, text: "I am not Akari.", ..letter() });
        let looked = looked(test, thread, None);
        assert_eq!(looked.newcomer.unwrap().as_str(), "hina@mail.example.org");
        let last = looked.messages.last().unwrap().id;
        let there = refile_messages::refile(&test.store, &rin, thread, &[last], Towards::Sender).unwrap().unwrap();
        let now = opened(test, there);
        assert_eq!((count(test, "holdings"), texts(&now)), (3, vec!["I am not Akari."]));
        let name = now.person.as_ref().unwrap();
        assert_eq!((name.family.as_str(), name.given.as_str()), ("Mori", "Hina"));
        assert_eq!(texts(&opened(test, thread)), ["Is the job still open?"]);
        put(test, &Letter { from, text: "Thank you.", ..letter() });
        assert_eq!(texts(&opened(test, there)).len(), 2, "their address is on record from then on");
    }

    fn both_are_asked_of_the_gate_and_both_are_of_the_callers_office(test) {
        let (tanaka, sato) = two(test);
        put(test, &letter());
        let thread = threads_of(test, &tanaka).remove(0).id;
        let not_found = |done: Result<Result<ThreadId, FilingFault>, WorkflowError>| {
            matches!(done, Err(WorkflowError::Store(StoreError::NotFound)))
        };
        let to = Towards::Known(sato.holding.candidate);
        for stranger in [&test.cast.wei, &test.cast.manager, &test.cast.administrator] {
            let done = refile_as(test, stranger, thread, to);
            assert!(not_found(done), "{}", stranger.name);
        }
        let abroad = test.admit(&caller(&test.cast.wei), "Lim", "Wei");
        assert!(not_found(refile_as(test, &test.cast.rin, thread, Towards::Known(abroad.holding.candidate))));
        suspend(test, &sato);
        let refused = refile_as(test, &test.cast.rin, thread, to);
        match refused {
            Err(WorkflowError::Store(StoreError::Refused(refusal))) => assert_eq!(refusal.rule, "GATE-SUSPENDED"),
            other => panic!("was not refused: {other:?}"),
        }
        assert_eq!(texts(&opened(test, thread)).len(), 1, "and it is where it was");
    }

    fn mail_that_is_filed_with_nobody_is_filed_with_whom_somebody_names(test) {
        let (_, sato) = two(test);
        let (rin, wei) = (caller(&test.cast.rin), caller(&test.cast.wei));
        let raw = b"this is no mail at all, and nobody can read it".to_vec();
        let headers = "List-Id: <news.bulk.example>\r\nPrecedence: bulk\r\n";
        let text = "News of the week.";
        let news = Letter { from: "news@bulk.example", subject: "News", text, headers, ..Letter::default() };
        let (broken, sent) = (receive(test, &raw), receive(test, &news.raw()));
        let done = file_waiting(&test.store, &reader(), || moment(NOW)).unwrap();
        assert_eq!(done, FiledMail { apart: 1, quarantined: 1, ..FiledMail::default() });
        let file = |by, id| file_with_person(&test.store, (&reader(), Known::default()), by, id, sato.holding.candidate);
        let abroad = file(&wei, broken);
        assert!(matches!(abroad, Err(WorkflowError::Store(StoreError::NotFound))), "{abroad:?}");
        for id in [broken, sent] {
            file(&rin, id).unwrap();
            let state = incoming_messages::state_of(&mut test.sql(), id).unwrap();
            assert_eq!(state, (IncomingState::Filed, None));
            let again = file(&rin, id);
            assert!(matches!(again, Err(WorkflowError::Store(StoreError::NotFound))), "{again:?}");
        }
        let threads = threads_of(test, &sato);
        let now = opened(test, threads[0].id);
        assert_eq!((threads.len(), now.messages.len()), (1, 2), "in their only open thread");
        let unread = now.messages.iter().find(|message| self::text(&message.body).is_empty()).unwrap();
        let head = unread.head.value().unwrap();
        assert_eq!((head.subject.as_str(), head.cautions.as_slice()), ("", &[Caution::Malformed][..]));
        let source = messages::source(&mut test.store.database().unwrap(), &permit(test, &sato), unread.id).unwrap();
        assert_eq!(source.as_slice(), raw);
        assert!(now.messages.iter().all(|message| message.filed_by == Some(FiledBy::Hand)));
        assert!(texts(&now).contains(&text));
    }

    fn beside_what_a_correspondent_wrote_stand_those_whom_it_may_be_from(test) {
        let (tanaka, sato) = two(test);
        let (rin, directories) = (caller(&test.cast.rin), directories(test));
        let text = "I wrote before, from minato.sato@mail.example.org.";
        put(test, &Letter { from: "Akari Tanaka <akari@elsewhere.example>", text, ..letter() });
        assert_eq!(count(test, "holdings"), 3);
        let lines = read_inbox::list(&test.store, &directories, &rin, threads::Folder::All, None).unwrap().0;
        let wrote = Wrote::of(&opened(test, lines[0].thread.id));
        let proposed = propose_people::propose(&test.store, &directories, &rin, &wrote).unwrap();
        let found: Vec<_> = proposed.iter().map(|(person, why)| (person.holding.id, *why)).collect();
        assert_eq!(found, [(sato.holding.id, Likeness::Address), (tanaka.holding.id, Likeness::Name)]);
        assert_eq!(last_entry(test).verb, "list", "whoever is named is journalled");
        put(test, &Letter { text, ..letter() });
        let known = Wrote::of(&opened(test, threads_of(test, &tanaka).remove(0).id));
        assert!(propose_people::propose(&test.store, &directories, &rin, &known).unwrap().is_empty(), "who applied is known");
        let named = propose_people::named_by_id(&test.store, &directories, &rin, sato.holding.candidate).unwrap();
        assert_eq!(named.iter().map(|person| person.holding.id).collect::<Vec<_>>(), [sato.holding.id]);
    }
}
