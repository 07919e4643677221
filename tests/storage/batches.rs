//! Mail that comes several at a time: each has the place and the outcome that it would have alone.

use std::num::NonZeroUsize;

use saiyo::documents::Reader;
use saiyo::domain::id::IncomingMessageId;
use saiyo::domain::message::{IncomingState, MailFault};
use saiyo::domain::time::Ts;
use saiyo::store::Store;
use saiyo::store::incoming_messages::{self, Arrived};
use saiyo::workflows::file_mail::{FiledMail, file_waiting};
use saiyo::workflows::receive_mail;

use crate::support::cast::{caller, moment, office};
use crate::support::sql::Sql;
use crate::support::{NOW, TestStore, on_both_databases};

/// Seconds for which mails that were taken together are left to whoever took them.
const CLAIMED: i64 = 60;
/// More mails and bytes than any test has.
const ALL: (i64, i64) = (1_000, 1 << 30);

fn later(seconds: i64) -> Ts {
    moment(NOW).plus_seconds(seconds)
}

/// A mail from an address, under a Message-ID, which may answer another one.
fn mail(from: &str, id: &str, answers: &str) -> Vec<u8> {
    let answers = if answers.is_empty() { String::new() } else { format!("In-Reply-To: <{answers}>\r\n") };
    format!(
        "From: {from}@mail.example.org\r\nTo: recruiting@saiyo.example\r\nSubject: About {id}\r\n\
         Message-ID: <{id}>\r\n{answers}Date: Tue, 24 Nov 2026 11:00:00 +0900\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\nThis is {id}.\r\n"
    )
    .into_bytes()
}

fn receive_all(test: &TestStore, mails: &[Vec<u8>]) -> Vec<Arrived> {
    let mails: Vec<&[u8]> = mails.iter().map(Vec::as_slice).collect();
    let mut db = test.store.database().unwrap();
    receive_mail::receive_all(&mut db, &office("JP"), None, &mails, moment(NOW)).unwrap()
}

fn received(test: &TestStore, mails: &[Vec<u8>]) -> Vec<IncomingMessageId> {
    let id = |arrived| match arrived {
        Arrived::Stored(id) => id,
        Arrived::Duplicate => panic!("it was kept before"),
    };
    receive_all(test, mails).into_iter().map(id).collect()
}

fn file_in(store: &Store, at: Ts) -> FiledMail {
    let reader = Reader::new(env!("CARGO_BIN_EXE_saiyo").into(), NonZeroUsize::MIN);
    file_waiting(store, &reader, || at).unwrap()
}

fn file_at(test: &TestStore, at: Ts) -> FiledMail {
    file_in(&test.store, at)
}

fn filed(filed: usize) -> FiledMail {
    FiledMail { filed, ..FiledMail::default() }
}

fn number(test: &TestStore, sql: &str) -> i64 {
    test.sql().number(sql)
}

fn count(test: &TestStore, table: &str) -> i64 {
    number(test, &format!("SELECT count(*) AS n FROM {table}"))
}

/// How many messages each thread has, the fewest first.
fn threads(test: &TestStore) -> Vec<String> {
    test.sql().words("SELECT CAST(messages AS TEXT) AS t FROM threads ORDER BY messages, id")
}

fn state(test: &TestStore, id: IncomingMessageId) -> (IncomingState, Option<MailFault>) {
    incoming_messages::state_of(&mut test.sql(), id).unwrap()
}

/// Takes everything that nobody has begun with, and goes no further, as a process that ends then.
fn begin_and_die(test: &TestStore, at: Ts, most: (i64, i64)) -> usize {
    let mut db = test.store.database().unwrap();
    let claimed = incoming_messages::claim(&mut db, &[office("JP")], at, most).unwrap();
    claimed.map_or(0, |(_, ids)| ids.len())
}

on_both_databases! {
    fn what_comes_several_times_at_once_is_kept_once(test) {
        let mails = [mail("a", "1", ""), mail("b", "2", ""), mail("a", "1", "")];
        let arrived = receive_all(test, &mails);
        assert!(matches!(arrived[..], [Arrived::Stored(_), Arrived::Stored(_), Arrived::Duplicate]), "{arrived:?}");
        assert_eq!((count(test, "incoming_messages"), test.store.blobs().list().unwrap().len()), (2, 2));
        let more = [mail("b", "2", ""), mail("c", "3", "")];
        let arrived = receive_all(test, &more);
        assert!(matches!(arrived[..], [Arrived::Duplicate, Arrived::Stored(_)]), "{arrived:?}");
        let entries = "SELECT count(*) AS n FROM journal WHERE verb = 'create' AND subject LIKE 'incoming:%'";
        assert_eq!(number(test, entries), 3);
        assert!(receive_all(test, &[]).is_empty());
    }

    fn two_deliveries_of_the_same_mails_at_once_are_one(test) {
        let mails: Vec<Vec<u8>> = (0..6).map(|number| mail("a", &number.to_string(), "")).collect();
        let other = test.reopen();
        let arrived: Vec<Arrived> = std::thread::scope(|scope| {
            let running = [&test.store, &other].map(|store| {
                let mails: Vec<&[u8]> = mails.iter().map(Vec::as_slice).collect();
                scope.spawn(move || {
                    let mut db = store.database().unwrap();
                    receive_mail::receive_all(&mut db, &office("JP"), None, &mails, moment(NOW)).unwrap()
                })
            });
            running.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(arrived.iter().filter(|one| **one != Arrived::Duplicate).count(), 6, "{arrived:?}");
        assert_eq!((count(test, "incoming_messages"), test.store.blobs().list().unwrap().len()), (6, 6));
    }

    fn each_mail_of_many_goes_where_it_would_go_alone(test) {
        let rin = caller(&test.cast.rin);
        for given in ["Akari", "Mei", "Sora"] {
            test.admit(&rin, "Tanaka", given);
        }
        received(test, &[mail("hina", "before", "")]);
        assert_eq!(file_at(test, moment(NOW)), filed(1));
        let mails = [
            // Somebody known, for the first time; three of them, who get their keys together.
            mail("akari.tanaka", "1", ""),
            mail("mei.tanaka", "2", ""),
            mail("sora.tanaka", "3", ""),
            // Two who are new, one of whom writes twice, and one who answers before that is filed.
            mail("new", "4", ""),
            mail("newer", "5", ""),
            mail("newer", "6", ""),
            mail("new", "7", "4"),
            // An answer to what was there, from another address, and one more in that thread.
            mail("elsewhere", "8", "before"),
            mail("hina", "9", "8"),
        ];
        received(test, &mails);
        assert_eq!(file_at(test, moment(NOW)), filed(9));
        assert_eq!((count(test, "holdings"), count(test, "messages")), (3 + 1 + 2, 10));
        assert_eq!(threads(test), ["1", "1", "1", "2", "2", "3"]);
        assert_eq!(number(test, "SELECT count(*) AS n FROM data_keys WHERE category = 'communications'"), 6);
        let apart = "SELECT count(*) AS n FROM grants WHERE state <> 'live'";
        assert_eq!(number(test, apart), 0, "nothing was left on the way");
        let parts: Vec<String> = test.store.blobs().list().unwrap().into_iter().map(|(_, part)| part).collect();
        assert_eq!(parts.iter().filter(|part| *part == "source").count(), 10);
        assert!(!parts.contains(&"mail".to_owned()), "the copies that came in are gone");
    }

    fn one_that_cannot_be_filed_keeps_no_other_back(test) {
        test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        test.sql().run("UPDATE notices SET effective_on = '2099-01-01'").unwrap();
        let mails = [
            mail("new", "1", ""),
            mail("akari.tanaka", "2", ""),
            b"this is no mail at all, and nobody can read it".to_vec(),
            b"Subject: From nobody\r\n\r\nWho asks?\r\n".to_vec(),
            mail("newer", "3", ""),
        ];
        let ids = received(test, &mails);
        let done = FiledMail { filed: 1, quarantined: 2, failed: 2, apart: 0 };
        assert_eq!(file_at(test, moment(NOW)), done);
        assert_eq!(state(test, ids[1]), (IncomingState::Filed, None));
        assert_eq!(state(test, ids[2]), (IncomingState::Quarantined, Some(MailFault::NotMail)));
        assert_eq!(state(test, ids[3]), (IncomingState::Quarantined, Some(MailFault::NoSender)));
        test.sql().run("UPDATE notices SET effective_on = '2026-01-01'").unwrap();
        assert_eq!(file_at(test, later(59)), FiledMail::default(), "they wait for their turn");
        assert_eq!(file_at(test, later(60)), filed(2));
    }

    fn mails_that_a_process_took_with_it_are_filed_one_by_one(test) {
        let ids = received(test, &[mail("a", "1", ""), mail("b", "2", ""), mail("c", "3", "")]);
        assert_eq!(begin_and_die(test, moment(NOW), ALL), 3);
        assert_eq!(begin_and_die(test, moment(NOW), ALL), 0, "nobody else is given them");
        assert_eq!(file_at(test, later(CLAIMED - 1)), FiledMail::default());
        assert_eq!(begin_and_die(test, later(CLAIMED), ALL), 0, "they go together no more");
        let tries = "SELECT count(*) AS n FROM incoming_messages WHERE begun = 1 AND tries = 0";
        assert_eq!(number(test, tries), 3, "that they were begun counts for each");
        assert_eq!(file_at(test, later(CLAIMED)), filed(3));
        assert!(ids.iter().all(|id| state(test, *id).0 == IncomingState::Filed));
    }

    fn as_many_go_together_as_are_wanted_and_one_at_least(test) {
        received(test, &[mail("a", "1", ""), mail("b", "2", ""), mail("c", "3", ""), mail("d", "4", "")]);
        assert_eq!(begin_and_die(test, moment(NOW), (10, 1)), 1, "one that is too large goes alone");
        assert_eq!(begin_and_die(test, moment(NOW), (2, 1 << 20)), 2);
        assert_eq!(begin_and_die(test, moment(NOW), ALL), 1);
        assert_eq!(begin_and_die(test, moment(NOW), ALL), 0);
    }

    fn two_threads_that_file_share_the_mails(test) {
        let mails: Vec<Vec<u8>> = (0..20).map(|one| mail(&format!("p{one}"), &one.to_string(), "")).collect();
        received(test, &mails);
        let done = std::thread::scope(|scope| {
            let store = &test.store;
            let running = [(), ()].map(|()| scope.spawn(move || file_in(store, moment(NOW)).filed));
            running.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>()
        });
        assert_eq!((done, count(test, "messages"), count(test, "holdings")), (20, 20, 20));
        let empty = "SELECT count(*) AS n FROM holdings WHERE id NOT IN (SELECT holding_id FROM profiles)";
        assert_eq!(number(test, empty), 0, "nobody was taken in twice");
    }
}
