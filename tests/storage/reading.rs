//! Documents are read once each; one that cannot be read is given up in the end and starves no other.

use std::num::NonZeroUsize;

use saiyo::documents::Reader;
use saiyo::domain::category::Profile;
use saiyo::domain::document::{DocumentState, ReadingFailure};
use saiyo::domain::id::DocumentId;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::time::Ts;
use saiyo::store::gate::{self, Ask};
use saiyo::store::{Store, StoreConfig, documents, unread};
use saiyo::workflows::upload_documents::read_waiting;

use super::borders::tokyos;
use super::refusals::last_entry;
use crate::support::cast::{caller, moment, office};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TestStore, on_both_databases};

fn reader() -> Reader {
    Reader::new(env!("CARGO_BIN_EXE_saiyo").into(), NonZeroUsize::MIN)
}

fn store_file(test: &TestStore, known: &Admitted) -> DocumentId {
    let mut db = test.store.database().unwrap();
    let rin = caller(&test.cast.rin);
    let permit = gate::open::<Profile>(&mut db, &Ask::change(&rin, Purpose::Recruitment), known.holding.id).unwrap();
    let new = documents::put(&test.store, &permit, "cv.txt", None, b"not a document").unwrap();
    db.change(|tx| Ok(((), vec![documents::create(tx, &permit, &new, rin.at)?]))).unwrap();
    new.id()
}

/// State and reason of a document, as they stand in its row.
fn standing(test: &TestStore, id: DocumentId) -> (DocumentState, Option<ReadingFailure>) {
    let mut sql = test.sql();
    let id = sql.id(id.uuid());
    let word = |sql: &mut saiyo::store::database::Db, column: &str| {
        sql.words(&format!("SELECT COALESCE({column}, '') AS t FROM documents WHERE id = {id}")).remove(0)
    };
    (word(&mut sql, "state").parse().unwrap(), word(&mut sql, "failure").parse().ok())
}

/// Makes every key of a holding one that does not open.
fn break_keys(test: &TestStore, known: &Admitted) {
    let live = saiyo::store::grants::live(&mut test.sql(), known.holding.id, &known.holding.office).unwrap();
    let mut keyring = test.keyring_sql();
    for (_, grant) in live {
        let (id, nothing) = (keyring.id(grant.uuid()), keyring.blob(&[1; 90]));
        keyring.run(&format!("UPDATE wrapped_keys SET wrapped = {nothing} WHERE grant_id = {id}")).unwrap();
    }
}

fn later(seconds: i64) -> Ts {
    moment(NOW).plus_seconds(seconds)
}

on_both_databases! {
    fn eight_documents_that_do_not_open_starve_no_older_one(test) {
        let (good, broken) = (tokyos(test), tokyos(test));
        let old = store_file(test, &good);
        for _ in 0..8 {
            store_file(test, &broken);
        }
        break_keys(test, &broken);
        let reader = reader();
        assert_eq!(read_waiting(&test.store, &reader, later(0)).unwrap(), 0);
        assert_eq!(read_waiting(&test.store, &reader, later(1)).unwrap(), 1);
        assert_eq!(standing(test, old).0, DocumentState::Unreadable);
    }

    fn after_three_tries_a_document_is_given_up_with_its_reason_on_record(test) {
        let known = tokyos(test);
        let id = store_file(test, &known);
        break_keys(test, &known);
        let reader = reader();
        for (seconds, done) in [(0, 0), (59, 0), (60, 0), (600, 0), (660, 1), (9_999, 0)] {
            assert_eq!(read_waiting(&test.store, &reader, later(seconds)).unwrap(), done, "after {seconds} s");
        }
        assert_eq!(standing(test, id), (DocumentState::Unreadable, Some(ReadingFailure::GivenUp)));
        let entry = last_entry(test);
        assert!(entry.is_change);
        assert_eq!(entry.subject, format!("document:{id} unreadable given_up"));
        assert_eq!(entry.holding_id, Some(known.holding.id));
    }

    fn a_document_that_took_the_process_down_three_times_is_not_begun_again(test) {
        let id = store_file(test, &tokyos(test));
        test.sql().run("UPDATE documents SET tries = 3, retry_at = 1").unwrap();
        assert_eq!(read_waiting(&test.store, &reader(), later(0)).unwrap(), 1);
        assert_eq!(standing(test, id), (DocumentState::Unreadable, Some(ReadingFailure::GivenUp)));
    }

    fn a_document_that_may_not_be_opened_now_waits_until_it_may(test) {
        let known = tokyos(test);
        let id = store_file(test, &known);
        test.sql().run("UPDATE applications SET stage = 'refused', closed_on = '2015-01-01'").unwrap();
        for time in 0..5 {
            assert_eq!(read_waiting(&test.store, &reader(), later(time * 21_600)).unwrap(), 0);
            assert_eq!(standing(test, id), (DocumentState::Stored, None), "no try of it is counted");
        }
        test.sql().run("UPDATE applications SET stage = 'screening', closed_on = NULL").unwrap();
        assert_eq!(read_waiting(&test.store, &reader(), later(4 * 21_600 + 60)).unwrap(), 0, "it waits for its turn");
        assert_eq!(read_waiting(&test.store, &reader(), later(5 * 21_600)).unwrap(), 1);
        assert_eq!(standing(test, id).0, DocumentState::Unreadable, "it is no document");
    }

    fn of_two_instances_one_begins_a_document(test) {
        store_file(test, &tokyos(test));
        let mut db = test.store.database().unwrap();
        let waiting = unread::list(&mut db, &[office("JP")], later(0), 8).unwrap().remove(0);
        let mut begin = || db.change(|tx| Ok((unread::begin(tx, &waiting, later(0))?, Vec::new()))).unwrap();
        assert_eq!((begin(), begin()), (true, false));
    }
}

#[test]
fn reading_holds_no_connection_while_it_works() {
    let test = TestStore::on_sqlite();
    let id = store_file(&test, &tokyos(&test));
    let store = Store::open(StoreConfig { pool_size: 1, ..test.store.config().clone() }).unwrap();
    assert_eq!(read_waiting(&store, &reader(), later(0)).unwrap(), 1);
    assert_eq!(standing(&test, id).0, DocumentState::Unreadable);
}
