//! A journal that somebody with a database shell has been at: every tamper is found, and the first bad entry named
//! (PROMISES.md, G7). `SAIYO_TEST_SEED=…` repeats a run; `SAIYO_FIGURES=1` measures a million entries.

use std::time::Instant;

use saiyo::domain::id::CandidateId;
use saiyo::domain::purpose::Purpose;
use saiyo::store::database::Target;
use saiyo::store::journal::{self, Entry};
use saiyo::store::journal_verify::{Fault, verify};

use super::attacks::{Journal, KINDS, copy, work};
use super::journal::anchored;
use crate::support::cast::{caller, moment};
use crate::support::services::{self, Random};
use crate::support::sql::connect;
use crate::support::{NOW, TestStore};

#[test]
fn a_thousand_random_tampers_are_all_found_and_the_first_bad_entry_named() {
    let journal = Journal::written();
    assert!(journal.length() > 250, "{} entries", journal.length());
    assert_eq!(verify(&mut journal.copy(&journal.whole), &journal.facts, |_| ()).unwrap().fault, None);
    let mut random = Random::new(services::seed("tampers"));
    let mut by_kind = std::collections::BTreeMap::<&str, usize>::new();
    for number in 0..1000 {
        let (kind, attack) = KINDS[number % KINDS.len()];
        let mut db = journal.copy(&journal.whole);
        let done = attack(&journal, &mut db, &mut random);
        if done.older {
            drop(db);
            db = journal.copy(&journal.older);
        }
        let report = verify(&mut db, &journal.facts, |_| ()).unwrap();
        let Some(Fault { seq, what }) = report.fault else { panic!("{number}: {kind}, {}: not found", done.what) };
        assert!(
            done.named.contains(&seq),
            "{number}: {kind}, {}: named {seq} ({what:?}) and not {:?}",
            done.what,
            done.named
        );
        *by_kind.entry(kind).or_default() += 1;
    }
    eprintln!("figure: 1000 of 1000 tampers found in {} entries: {by_kind:?}", journal.length());
}

#[test]
fn a_database_that_was_rolled_back_and_went_on_is_found() {
    let test = TestStore::on_sqlite();
    let rin = caller(&test.cast.rin);
    work(&test, &rin, 3);
    let older = test.folder().join("older.db");
    copy(&test, &older);
    let from = journal::head(&mut test.sql()).unwrap().seq;
    work(&test, &rin, 3);
    let (store, config) = (test.store.clone(), test.store.config().clone());
    store.anchor().flush();
    drop(store);
    let mut target = config.clone();
    target.database = Target::Sqlite(older.display().to_string());
    // The same work again, on the older copy, with the same anchor: as if nothing had been.
    let again = saiyo::store::Store::open(target).unwrap();
    let mut db = again.database().unwrap();
    for _ in 0..40 {
        db.change(|_| Ok(((), vec![Entry::by(&rin, "read", "again")]))).unwrap();
        again.anchor().flush();
    }
    drop(db);
    let report = verify(&mut connect(&again.config().database), &anchored(&again), |_| ()).unwrap();
    assert!(report.fault.unwrap().seq > from);
}

#[test]
fn verification_is_fast() {
    let entries: i64 = if services::figures_wanted() { 1_000_000 } else { 20_000 };
    let test = TestStore::on_sqlite();
    let rin = caller(&test.cast.rin);
    let mut db = test.store.database().unwrap();
    let begun = Instant::now();
    for batch in 0..entries / 5_000 {
        let entry = |number: i64| Entry {
            at: moment(NOW).plus_seconds(batch),
            candidate: Some(CandidateId::new()),
            purpose: Some(Purpose::Recruitment),
            rules: "ROLE-RECRUITER-WORK USE-OK".to_owned(),
            shown: if number % 100 == 0 { (0..20).map(|_| CandidateId::new()).collect() } else { Vec::new() },
            ..Entry::by(&rin, "read", format!("document:{number}"))
        };
        db.change(|_| Ok(((), (0..5_000).map(entry).collect()))).unwrap();
    }
    let written = begun.elapsed();
    let facts = anchored(&test.store);
    let begun = Instant::now();
    let report = verify(&mut test.sql(), &facts, |_| ()).unwrap();
    let verified = begun.elapsed();
    assert_eq!((report.entries, report.fault), (entries, None));
    eprintln!("figure: {entries} entries written in {written:.1?}, verified in {verified:.2?}");
    let allowed = if cfg!(debug_assertions) { 120.0 } else { 30.0 };
    assert!(verified.as_secs_f64() <= allowed * entries as f64 / 1_000_000.0 + 5.0, "{verified:?}");
}
