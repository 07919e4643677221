//! Files without a row: removed only from the database's own file store, late, and never many at once.

use saiyo::domain::category::Profile;
use saiyo::domain::document::DocumentKind;
use saiyo::domain::id::DocumentId;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::Caller;
use saiyo::domain::time::Ts;
use saiyo::store::file_store::{Belonging, belonging};
use saiyo::store::gate::{self, Ask};
use saiyo::store::{Store, StoreConfig, anchored, documents};
use saiyo::workflows::sweep::{self, Limit, Moments, SweptFiles, sweep_files};

use super::anchors::know_a_newer_one;
use crate::support::cast::{caller, moment, office};
use crate::support::sql::Sql;
use crate::support::store::sqlite_config;
use crate::support::{NOW, TestStore, on_both_databases};

const HOUR: i64 = 60 * 60;

/// A moment long after every file of the test was made, so many hours later.
fn later(hours: i64) -> Ts {
    moment("2030-01-01T00:00:00Z").plus_seconds(hours * HOUR)
}

fn swept(store: &Store, hours: i64) -> SweptFiles {
    let moments = Moments::at(later(hours));
    sweep_files(&mut store.database().unwrap(), &moments, Limit::Few).unwrap().unwrap()
}

/// A document of a candidate, file and row.
fn document(test: &TestStore) -> DocumentId {
    let rin = caller(&test.cast.rin);
    let known = test.admit(&rin, "Tanaka", "Akari");
    let mut db = test.store.database().unwrap();
    let permit = gate::open::<Profile>(&mut db, &Ask::change(&rin, Purpose::Recruitment), known.holding.id).unwrap();
    let new = documents::put(&test.store, &permit, "cv.pdf", Some(DocumentKind::Pdf), b"%PDF").unwrap();
    db.change(|tx| Ok(((), vec![documents::create(tx, &permit, &new, moment(NOW))?]))).unwrap();
    new.id()
}

fn stray(test: &TestStore) -> DocumentId {
    let id = DocumentId::new();
    test.store.blobs().put(id.uuid(), "original", b"sealed".to_vec()).unwrap();
    id
}

fn is_there(store: &Store, id: DocumentId) -> bool {
    store.blobs().get(id.uuid(), "original").is_ok()
}

fn goes_only_after_two_sightings_a_day_apart(test: &TestStore) {
    let (kept, lost) = (document(test), stray(test));
    for (hours, there, removed) in [(0, true, 0), (1, true, 0), (23, true, 0), (24, false, 1), (48, false, 0)] {
        assert_eq!(swept(&test.store, hours).removed, removed, "after {hours} hours");
        assert_eq!(is_there(&test.store, lost), there, "after {hours} hours");
    }
    assert!(is_there(&test.store, kept));
}

on_both_databases! {
    fn a_file_without_a_row_goes_only_after_two_sightings_a_day_apart(test) {
        goes_only_after_two_sightings_a_day_apart(test);
    }

    fn a_file_that_was_just_made_is_not_looked_at(test) {
        let lost = stray(test);
        let (seconds, _) = lost.uuid().get_timestamp().unwrap().to_unix();
        let made = Ts::from_micros(i64::try_from(seconds).unwrap() * 1_000_000);
        let mut db = test.store.database().unwrap();
        let moments = Moments { seen_by: made.plus_seconds(HOUR), ..Moments::at(made.plus_seconds(60)) };
        assert_eq!(sweep_files(&mut db, &moments, Limit::Few).unwrap().unwrap().removed, 0);
        let moments = Moments { seen_by: made.plus_seconds(HOUR), ..Moments::at(made.plus_seconds(HOUR)) };
        assert_eq!(sweep_files(&mut db, &moments, Limit::Few).unwrap().unwrap().removed, 1);
    }

    fn a_file_whose_row_turns_up_between_two_sweeps_stays(test) {
        let id = document(test);
        let row = test.sql().id(id.uuid());
        let other = test.sql().id(DocumentId::new().uuid());
        test.sql().run(&format!("UPDATE documents SET id = {other} WHERE id = {row}")).unwrap();
        swept(&test.store, 0);
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM stray_files"), 1);
        test.sql().run(&format!("UPDATE documents SET id = {row} WHERE id = {other}")).unwrap();
        assert_eq!(swept(&test.store, 30).removed, 0);
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM stray_files"), 0, "its sighting counts no more");
        assert!(is_there(&test.store, id));
    }

    fn many_files_at_once_are_left_to_an_operator(test) {
        let lost: Vec<DocumentId> = (0..101).map(|_| stray(test)).collect();
        swept(&test.store, 0);
        let withheld = swept(&test.store, 24);
        assert_eq!((withheld.files, withheld.removed, withheld.withheld), (101, 0, 101));
        assert!(lost.iter().all(|id| is_there(&test.store, *id)));
        let mut db = test.store.database().unwrap();
        assert_eq!(sweep::last_files(&mut db).unwrap(), Some(withheld), "the doctor says so");
        let asked = sweep_files(&mut db, &Moments::at(later(25)), Limit::None).unwrap().unwrap();
        assert_eq!((asked.removed, asked.withheld), (101, 0));
        assert!(test.store.blobs().list().unwrap().is_empty());
    }

    fn a_database_that_is_older_than_its_anchor_says_removes_no_file(test) {
        let lost = stray(test);
        swept(&test.store, 0);
        know_a_newer_one(test);
        let kept = swept(&test.store, 24);
        assert_eq!((kept.removed, kept.withheld, is_there(&test.store, lost)), (0, 1, true));
        let mut db = test.store.database().unwrap();
        let asked = sweep_files(&mut db, &Moments::at(later(25)), Limit::None).unwrap().unwrap();
        assert_eq!(asked.removed, 0, "not for the asking either");
        let lacking = anchored::lacking(&mut db).unwrap();
        anchored::accept(&mut db, &Caller::operator(office("JP"), moment(NOW)), &lacking).unwrap();
        assert_eq!(swept(&test.store, 48).removed, 1, "an operator has accepted it");
    }

    fn another_database_removes_no_file(test) {
        let id = document(test);
        let folder = tempfile::tempdir().unwrap();
        let blobs_url = test.store.config().blobs_url.clone();
        let wrong = Store::open(StoreConfig { blobs_url, ..sqlite_config(folder.path()) }).unwrap();
        let mut db = wrong.database().unwrap();
        assert_eq!(db.read(|db| belonging(db, wrong.blobs())).unwrap(), Belonging::Foreign);
        for hours in [0, 24, 48] {
            assert_eq!(sweep_files(&mut db, &Moments::at(later(hours)), Limit::None).unwrap(), None);
        }
        assert!(is_there(&test.store, id));
    }

    fn a_file_store_that_was_emptied_or_exchanged_is_told(test) {
        document(test);
        let told = |store: &Store| store.database().unwrap().read(|db| belonging(db, store.blobs())).unwrap();
        assert_eq!(told(&test.store), Belonging::Together);
        let elsewhere = format!("file:{}", test.folder().join("empty").display());
        let moved = Store::open(StoreConfig { blobs_url: elsewhere, ..test.store.config().clone() }).unwrap();
        assert_eq!(told(&moved), Belonging::Unmarked);
        assert!(sweep_files(&mut moved.database().unwrap(), &Moments::at(later(0)), Limit::None).unwrap().is_none());
    }

    fn files_are_swept_once_a_day_and_the_rest_each_time(test) {
        let mut db = test.store.database().unwrap();
        assert!(sweep::sweep(&mut db, later(0)).unwrap().files.is_some());
        assert!(sweep::sweep(&mut db, later(23)).unwrap().files.is_none());
        assert!(sweep::sweep(&mut db, later(24)).unwrap().files.is_some());
    }
}

#[test]
fn a_bucket_is_swept_like_a_folder() {
    goes_only_after_two_sightings_a_day_apart(&TestStore::on_sqlite_with_buckets());
}
