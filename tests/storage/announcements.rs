//! Letters about a later version are made in steps, once for each, whoever makes them and however often it is begun.

use saiyo::domain::notice::{Announcement, Notice};
use saiyo::domain::notice_file;
use saiyo::store::notice_announcements::{self, Announcing, Progress, Reach};
use saiyo::store::notices::{self, Decided, Published};
use saiyo::store::{StoreError, terms_permit};

use crate::support::cast::{caller, day, moment, office};
use crate::support::sql::Sql;
use crate::support::{NOW, TODAY, TestStore, on_both_databases};

/// Publishes a second version of which people are to be told.
fn published(test: &TestStore) -> Published {
    let read = notice_file::read_one(include_str!("../../notice.example.toml")).unwrap();
    let notice = Notice { version: 2, effective_on: day(TODAY), ..read };
    let decided = Decided { announcement: Announcement::Inform, ..Decided::FIRST };
    let mut db = test.store.database().unwrap();
    db.change(|tx| Ok((notices::publish_as(tx, &notice, &decided, moment(NOW).plus_seconds(1))?, Vec::new()))).unwrap();
    db.read(notices::ledger).unwrap().remove(0)
}

fn begin(test: &TestStore, notice: &Published) -> Result<(), StoreError> {
    let officer = caller(&test.cast.officer);
    let mut db = test.store.database().unwrap();
    let permit = terms_permit::open(&mut db, &officer).unwrap();
    db.change(|tx| Ok(((), vec![notice_announcements::begin(tx, &permit, notice)?])))
}

fn begun(test: &TestStore, notice: &Published) -> Announcing {
    let mut db = test.store.database().unwrap();
    db.read(|db| notice_announcements::find(db, notice.id, &office("JP"))).unwrap().unwrap()
}

fn make(test: &TestStore, begun: &Announcing, notice: &Published) -> Result<usize, StoreError> {
    let mut db = test.store.database().unwrap();
    db.change(|tx| Ok((notice_announcements::make(tx, begun, notice, (2, moment(NOW)))?, Vec::new())))
}

fn reach(test: &TestStore, notice: &Published) -> Reach {
    test.store.database().unwrap().read(|db| notice_announcements::reach(db, &office("JP"), notice)).unwrap()
}

on_both_databases! {
    fn letters_are_made_in_steps_that_are_taken_up_again_and_nobody_gets_two(test) {
        let rin = caller(&test.cast.rin);
        for family in ["Abe", "Baba", "Chiba", "Doi", "Eto"] {
            test.admit(&rin, family, "Akari");
        }
        let notice = published(test);
        assert_eq!(reach(test, &notice), Reach { letters: 5, ..Reach::default() });
        begin(test, &notice).unwrap();
        assert!(matches!(begin(test, &notice), Err(StoreError::Taken(_))), "it is begun once");
        let first = begun(test, &notice);
        assert_eq!(make(test, &first, &notice).unwrap(), 2);
        assert!(matches!(make(test, &first, &notice), Err(StoreError::Stale)), "another instance made these");
        let ahead = |step| {
            let mut db = test.store.database().unwrap();
            db.read(|db| notice_announcements::is_ahead(db, &first, step)).unwrap()
        };
        assert!(ahead(2) && !ahead(3), "two wait");
        test.sql().run("UPDATE letters SET tries = 3 WHERE kind = 'notice'").unwrap();
        assert!(ahead(2), "while the mail server is away no more are made");
        assert_eq!(reach(test, &notice), Reach { letters: 3, told: 2, ..Reach::default() });
        // A server that was stopped in between goes on where it was.
        assert_eq!(make(test, &begun(test, &notice), &notice).unwrap(), 2);
        assert!(begun(test, &notice).made_at.is_none());
        assert_eq!(make(test, &begun(test, &notice), &notice).unwrap(), 1);
        assert!(begun(test, &notice).made_at.is_some());
        let several = "SELECT count(*) AS n FROM letters WHERE kind = 'notice'";
        assert_eq!(test.sql().number(several), 5);

        // Begun once more, it finds nobody, but whoever is new.
        begin(test, &notice).unwrap();
        assert_eq!(make(test, &begun(test, &notice), &notice).unwrap(), 0);
        let mut db = test.store.database().unwrap();
        let progress = db.read(|db| notice_announcements::progress(db, notice.id, &office("JP"))).unwrap();
        assert_eq!(progress, Progress { waiting: 5, ..Progress::default() });

        // What was given up was told to nobody: it is sent once more, and nothing else is.
        let one = "(SELECT id FROM letters WHERE kind = 'notice' ORDER BY id LIMIT 1)";
        let (mut sql, others) = (test.sql(), "UPDATE letters SET state = 'sent', done_at = 1 WHERE kind = 'notice'");
        sql.run(others).unwrap();
        sql.run(&format!("UPDATE letters SET state = 'given_up', fault = 'unreachable', tries = 16 WHERE id = {one}")).unwrap();
        assert_eq!(reach(test, &notice), Reach { letters: 1, told: 4, ..Reach::default() });
        begin(test, &notice).unwrap();
        let waits = "state = 'waiting' AND tries = 0 AND fault IS NULL AND done_at IS NULL";
        assert_eq!(sql.number(&format!("SELECT count(*) AS n FROM letters WHERE {waits} AND id = {one}")), 1);
        assert_eq!(make(test, &begun(test, &notice), &notice).unwrap(), 0);
        let progress = db.read(|db| notice_announcements::progress(db, notice.id, &office("JP"))).unwrap();
        assert_eq!(progress, Progress { waiting: 1, sent: 4, ..Progress::default() });
        let twice = "INSERT INTO letters (id, office, holding_id, kind, notice_id, state, tries, next_at, created_at) \
                     SELECT consent_id, office, holding_id, kind, notice_id, state, tries, next_at, created_at \
                     FROM letters, (SELECT id AS consent_id FROM holdings LIMIT 1) AS other WHERE kind = 'notice' LIMIT 1";
        assert!(test.sql().run(twice).is_err(), "the table takes no second letter");
    }

    fn who_was_shown_this_version_is_told_nothing(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Abe", "Akari");
        let notice = published(test);
        let (mut sql, id) = (test.sql(), test.sql().id(known.holding.id.uuid()));
        let later = sql.id(notice.id.uuid());
        assert_eq!(reach(test, &notice).letters, 1);
        sql.run(&format!("UPDATE applications SET notice_id = {later} WHERE holding_id = {id}")).unwrap();
        assert_eq!(reach(test, &notice), Reach::default());
        // Without an application it counts when the record came in.
        sql.run(&format!("UPDATE applications SET notice_id = NULL WHERE holding_id = {id}")).unwrap();
        assert_eq!(reach(test, &notice).letters, 1);
        sql.run(&format!("UPDATE holdings SET created_at = created_at + 2000000 WHERE id = {id}")).unwrap();
        assert_eq!(reach(test, &notice), Reach::default());
        sql.run(&format!("UPDATE holdings SET created_at = created_at - 2000000 WHERE id = {id}")).unwrap();
        sql.run(&format!("DELETE FROM profiles WHERE holding_id = {id}")).unwrap();
        assert_eq!(reach(test, &notice), Reach { erased: 1, ..Reach::default() });
    }
}
