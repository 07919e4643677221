//! What hangs on messages that are filed with another person: it stays, goes along, or keeps them where they are.

use saiyo::domain::id::{HoldingId, MessageId, ThreadId};
use saiyo::domain::message::{Direction, Finding, MessageBody, MessageHead, ThreadState};
use saiyo::mail::messages::own_id;
use saiyo::store::StoreError;
use saiyo::store::messages;
use saiyo::workflows::invite_to_interview::{self, Plan};
use saiyo::workflows::refile_messages::{self, FilingFault, Towards};
use saiyo::workflows::{WorkflowError, tend_threads};

use super::filing::{letter, looked, opened, permit, put, refile, texts, threads_of, two};
use crate::support::arrived::{Came, head};
use crate::support::cast::{caller, moment};
use crate::support::mail::Letter;
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TestStore, on_both_databases};

type Refiled = Result<Result<ThreadId, FilingFault>, WorkflowError>;

fn refile_some(test: &TestStore, thread: ThreadId, some: &[MessageId], to: Towards) -> Refiled {
    refile_messages::refile(&test.store, &caller(&test.cast.rin), thread, some, to)
}

fn known(to: &Admitted) -> Towards {
    Towards::Known(to.holding.candidate)
}

/// Begins a draft that answers some Message-IDs, or passes a message on.
fn draft(test: &TestStore, of: &Admitted, thread: ThreadId, references: &[&str], forwards: Option<MessageId>) {
    let permit = permit(test, of);
    let references = references.iter().map(|id| (*id).to_owned()).collect();
    let head = MessageHead { references, forwards, ..MessageHead::default() };
    let body = MessageBody::default();
    let mut db = test.store.database().unwrap();
    let id = MessageId::new();
    db.change(|tx| {
        let entry = messages::begin_draft(tx, &permit, (id, thread), (&head, &body), (None, moment(NOW)))?;
        Ok(((), vec![entry]))
    })
    .unwrap();
}

/// Files sixty mails more in a thread.
fn flood(test: &TestStore, of: &Admitted, thread: ThreadId) {
    let head = head(of);
    let mail = |second| Came { head: &head, text: "More.", automatic: None, at: moment(NOW).plus_seconds(second) };
    let mails: Vec<Came<'_>> = (1..=60).map(mail).collect();
    test.came_into(&caller(&test.cast.rin), of, thread, &mails);
}

fn contact(test: &TestStore, holding: HoldingId) -> Vec<String> {
    let holding = test.sql().id(holding.uuid());
    test.sql().words(&format!("SELECT last_contact_on AS t FROM holdings WHERE id = {holding}"))
}

on_both_databases! {
    fn of_what_something_was_made_stays_where_it_is(test) {
        let (tanaka, sato) = two(test);
        let rin = caller(&test.cast.rin);
        for finding in [Finding::Application, Finding::Agent, Finding::Service] {
            let said = [("A profile", "It is attached.")];
            let message = test.keep_found(&rin, &tanaka.holding, (None, &[finding]), &said).unwrap().remove(0);
            let mut db = test.store.database().unwrap();
            let thread = messages::thread_of(&mut db, &permit(test, &tanaka), message).unwrap().unwrap();
            let found = opened(test, thread).messages[0].findings[0].id;
            drop(db);
            tend_threads::decide_finding(&test.store, &rin, thread, found, true).unwrap();
            assert_eq!(refile(test, thread, &sato), Err(FilingFault::MadeOf), "{finding}");
            test.sql().run("UPDATE message_findings SET state = 'dismissed'").unwrap();
            assert!(refile(test, thread, &sato).is_ok(), "{finding}");
        }
    }

    fn what_somebody_else_answered_is_no_answer_to_an_invitation(test) {
        let (tanaka, sato) = two(test);
        let rin = caller(&test.cast.rin);
        let plan = Plan {
            starts_at: moment("2026-12-03T05:00:00Z"),
            minutes: 60,
            place: "Room 1".to_owned(),
            interviewers: "Haru".to_owned(),
            text: "田中 様".to_owned(),
        };
        let of = (tanaka.holding.candidate, tanaka.application);
        invite_to_interview::invite(&mut test.store.database().unwrap(), &rin, of, "saiyo.example", &plan).unwrap();
        test.sql().run("UPDATE messages SET sending = 'sent'").unwrap();
        put(test, &letter());
        let came = |thread: &ThreadId| {
            let messages = opened(test, *thread).messages;
            messages.iter().find(|message| message.direction == Direction::In).map(|message| (*thread, message.id))
        };
        let (thread, message) = threads_of(test, &tanaka).iter().find_map(|thread| came(&thread.id)).unwrap();
        let id = test.sql().id(message.uuid());
        let answered = format!(
            "UPDATE interviews SET answer = 'accepted', answered_at = 1, answer_message_id = {id}, \
             answer_from_elsewhere = (1 = 1)"
        );
        test.sql().run(&answered).unwrap();
        refile_some(test, thread, &[message], known(&sato)).unwrap().unwrap();
        let none = "SELECT count(*) AS n FROM interviews WHERE answer IS NULL AND answered_at IS NULL \
             AND answer_message_id IS NULL AND NOT answer_from_elsewhere";
        assert_eq!(test.sql().number(none), 1);
        let holding = test.sql().id(tanaka.holding.id.uuid());
        let entries = format!("SELECT subject AS t FROM journal WHERE holding_id = {holding} AND outcome = 'done'");
        let said = |subject: &String| subject.starts_with("interview:") && subject.ends_with(" filed_away");
        assert!(test.sql().words(&entries).iter().any(said), "the record that it was in says so");
    }

    fn what_nobody_saw_to_is_to_be_seen_to_where_it_comes(test) {
        let (tanaka, sato) = two(test);
        let rin = caller(&test.cast.rin);
        put(test, &letter());
        put(test, &Letter { from: "Minato Sato <minato.sato@mail.example.org>", ..letter() });
        let there = threads_of(test, &sato).remove(0);
        let mut db = test.store.database().unwrap();
        tend_threads::set_state(&mut db, &rin, there.id, ThreadState::Waiting, there.revision).unwrap();
        let later = Some(moment(NOW).plus_seconds(86_400));
        tend_threads::snooze(&mut db, &rin, there.id, later, there.revision + 1).unwrap();
        let thread = threads_of(test, &tanaka).remove(0);
        assert_eq!(refile(test, thread.id, &sato), Ok(there.id));
        let now = opened(test, there.id).thread;
        assert_eq!((now.state, now.snoozed_until, now.messages), (ThreadState::Open, None, 2));

        tend_threads::set_state(&mut db, &rin, there.id, ThreadState::Waiting, now.revision).unwrap();
        put(test, &letter());
        let done = threads_of(test, &tanaka).remove(0);
        tend_threads::set_state(&mut db, &rin, done.id, ThreadState::Done, done.revision).unwrap();
        assert_eq!(refile(test, done.id, &sato), Ok(there.id));
        assert_eq!(opened(test, there.id).thread.state, ThreadState::Waiting, "somebody saw to it");
    }

    fn what_answers_a_message_goes_or_is_thrown_away_first(test) {
        let (tanaka, sato) = two(test);
        put(test, &letter());
        let thread = threads_of(test, &tanaka).remove(0).id;
        let message = opened(test, thread).messages.remove(0);
        let id = message.head.value().unwrap().message_id.clone();
        flood(test, &tanaka, thread);
        let move_it = || refile_some(test, thread, &[message.id], known(&sato)).unwrap();
        let writes = [(vec!["old@mail.example.org", id.as_str()], None), (Vec::new(), Some(message.id))];
        for (references, forwards) in writes {
            draft(test, &tanaka, thread, &references, forwards);
            assert!(opened(test, thread).messages.iter().all(|shown| shown.sending.is_none()), "on an older page");
            assert_eq!(move_it(), Err(FilingFault::Written));
            test.sql().run("UPDATE messages SET sending = 'given_up' WHERE sending = 'draft'").unwrap();
            assert_eq!(move_it(), Err(FilingFault::Written));
            test.sql().run("UPDATE messages SET sending = 'queued', send_at = at WHERE sending = 'given_up'").unwrap();
            assert_eq!(move_it(), Err(FilingFault::Queued));
            test.sql().run("DELETE FROM messages WHERE sending = 'queued'").unwrap();
        }
        draft(test, &tanaka, thread, &["another@mail.example.org"], Some(MessageId::new()));
        let there = move_it().unwrap();
        assert_eq!(texts(&opened(test, there)).len(), 1);
    }

    fn what_answers_a_message_of_ours_holds_that_up(test) {
        let (tanaka, sato) = two(test);
        let said = test.converse(&caller(&test.cast.rin), &tanaka);
        test.sql().run("UPDATE messages SET sending = 'given_up' WHERE sending = 'queued'").unwrap();
        let sent = format!("{}@saiyo.example", own_id(said.sent));
        draft(test, &tanaka, said.thread, &[sent.as_str()], None);
        let ours = refile_some(test, said.thread, &[said.sent], known(&sato)).unwrap();
        assert_eq!(ours, Err(FilingFault::Written));
        assert!(refile_some(test, said.thread, &[said.came], known(&sato)).unwrap().is_ok());
    }

    fn what_slid_off_the_newest_page_is_filed_and_what_went_is_missed(test) {
        let (tanaka, sato) = two(test);
        let rin = caller(&test.cast.rin);
        let thread = test.arrived(&rin, &tanaka, &head(&tanaka), "First");
        let first = opened(test, thread).messages[0].id;
        flood(test, &tanaka, thread);
        let newest = looked(test, thread, None);
        assert_eq!((newest.messages.len(), newest.is_newest, newest.older.is_some()), (50, true, true));
        let older = looked(test, thread, newest.older);
        assert_eq!((older.messages.len(), older.is_newest, older.older), (11, false, None));
        assert_eq!(older.messages[0].id, first);
        let there = refile_some(test, thread, &[first], known(&sato)).unwrap().unwrap();
        assert_eq!(texts(&opened(test, there)), ["First"]);
        let gone = refile_some(test, thread, &[first, newest.messages[0].id], known(&sato));
        assert!(matches!(gone, Err(WorkflowError::Store(StoreError::Stale))), "{gone:?}");
        let all: Vec<MessageId> = newest.messages.iter().chain(&older.messages[1..]).map(|shown| shown.id).collect();
        let many = refile_some(test, thread, &all, known(&sato));
        assert!(matches!(many, Err(WorkflowError::Store(StoreError::Stale))), "{many:?}");
        let left = opened(test, thread).thread;
        assert_eq!((left.messages, left.last_at), (60, moment(NOW).plus_seconds(60)));
        let moved = refile_some(test, thread, &all[..50], known(&sato)).unwrap();
        assert_eq!((moved, opened(test, thread).thread.messages), (Ok(there), 10));
    }

    fn whoever_has_a_message_was_in_contact_when_it_came(test) {
        let (tanaka, sato) = two(test);
        put(test, &letter());
        let thread = threads_of(test, &tanaka).remove(0).id;
        let mine = opened(test, thread).messages.remove(0);
        let headers = format!("In-Reply-To: <{}>\r\n", mine.head.value().unwrap().message_id);
        put(test, &Letter { from: "Hina Mori <hina@mail.example.org>", headers: &headers, ..letter() });
        let shown = opened(test, thread).messages;
        let sent = shown.iter().find(|shown| shown.id != mine.id).unwrap().id;
        let three_days = 3_i64 * 86_400 * 1_000_000;
        let (program, of_sato) = (test.sql().id(sent.uuid()), test.sql().id(sato.holding.id.uuid()));
        let before = format!(
            "UPDATE messages SET at = at - {three_days}; UPDATE holdings SET last_contact_on = '2026-11-20' \
             WHERE id = {of_sato}; UPDATE messages SET automatic = 'auto_reply' WHERE id = {program}"
        );
        test.sql().run(&before).unwrap();
        let there = refile_some(test, thread, &[sent], Towards::Sender).unwrap().unwrap();
        assert_eq!(contact(test, opened(test, there).holding.id), ["2026-11-21"], "it is not today's");
        refile_some(test, thread, &[mine.id], known(&sato)).unwrap().unwrap();
        assert_eq!(contact(test, sato.holding.id), ["2026-11-21"]);
        assert_eq!(contact(test, tanaka.holding.id), ["2026-11-24"], "the record that it left is as it was");
    }
}
