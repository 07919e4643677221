//! A journal that somebody with a database shell has been at: every tamper is found, and the first bad entry named
//! (PROMISES.md, G7). `SAIYO_TEST_SEED=…` repeats a run; `SAIYO_FIGURES=1` measures a million entries.

use std::path::{Path, PathBuf};
use std::time::Instant;

use saiyo::domain::category::Profile;
use saiyo::domain::id::CandidateId;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::Caller;
use saiyo::store::anchor::Fact;
use saiyo::store::database::{Db, Target};
use saiyo::store::gate::{self, Ask};
use saiyo::store::journal::{self, Entry, Row};
use saiyo::store::journal_verify::{Fault, verify};

use super::journal::anchored;
use crate::support::cast::{caller, moment};
use crate::support::services::{self, Random};
use crate::support::sql::{Sql, connect};
use crate::support::{NOW, TestStore};

/// A journal of a few hundred entries, an older copy of it, and what the anchor knows.
struct Journal {
    folder: tempfile::TempDir,
    older: PathBuf,
    whole: PathBuf,
    facts: Vec<Fact>,
    rows: Vec<Row>,
    older_length: i64,
}

impl Journal {
    fn written() -> Self {
        let test = TestStore::on_sqlite();
        let folder = tempfile::tempdir().unwrap();
        let (older, whole) = (folder.path().join("older.db"), folder.path().join("whole.db"));
        let rin = caller(&test.cast.rin);
        work(&test, &rin, 20);
        test.store.anchor().flush();
        copy(&test, &older);
        let older_length = journal::head(&mut test.sql()).unwrap().seq;
        work(&test, &rin, 20);
        let facts = anchored(&test.store);
        copy(&test, &whole);
        let rows = journal::stretch(&mut test.sql(), 0, 100_000).unwrap();
        Self { folder, older, whole, facts, rows, older_length }
    }

    fn length(&self) -> i64 {
        self.rows.len() as i64
    }

    /// The first anchored place from one on: where a journal that is consistent in itself is found out.
    fn anchored_from(&self, seq: i64) -> i64 {
        let heads = self.facts.iter().filter_map(|fact| match fact {
            Fact::Head { seq, .. } => Some(*seq),
            Fact::Ended { .. } => None,
        });
        heads.filter(|head| *head >= seq).min().unwrap()
    }

    /// A copy to tamper with, its triggers out of the way.
    fn copy(&self, from: &Path) -> Db {
        let path = self.folder.path().join("copy.db");
        for left in ["copy.db", "copy.db-wal", "copy.db-shm"] {
            std::fs::remove_file(self.folder.path().join(left)).ok();
        }
        std::fs::copy(from, &path).unwrap();
        let mut db = connect(&Target::Sqlite(path.display().to_string()));
        db.run(
            "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; DROP TRIGGER journal_no_update; \
             DROP TRIGGER journal_no_delete; DROP TRIGGER journal_shown_no_update; DROP TRIGGER journal_shown_no_delete;",
        )
        .unwrap();
        db
    }
}

/// Admissions, views and lists.
fn work(test: &TestStore, rin: &Caller, rounds: usize) {
    let mut db = test.store.database().unwrap();
    for round in 0..rounds {
        let known = test.admit(rin, "Tanaka", &format!("Akari{round}"));
        let ask = Ask::read(rin, Purpose::Recruitment);
        gate::open::<Profile>(&mut db, &ask, known.holding.id).unwrap();
        let list = gate::open_list(&mut db, rin, Purpose::Recruitment).unwrap();
        list.record_shown(&db, vec![known.holding.candidate, CandidateId::new(), CandidateId::new()]).unwrap();
        test.store.anchor().flush();
    }
}

fn copy(test: &TestStore, to: &Path) {
    test.sql().run(&format!("VACUUM INTO '{}'", to.display())).unwrap();
}

/// A tamper: what it is called, and the entries of which the first bad one must be named.
struct Tamper {
    what: String,
    named: std::ops::RangeInclusive<i64>,
    older: bool,
}

fn tamper(what: impl Into<String>, first: i64, last: i64) -> Tamper {
    Tamper { what: what.into(), named: first..=last, older: false }
}

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

type Attack = fn(&Journal, &mut Db, &mut Random) -> Tamper;

const KINDS: [(&str, Attack); 12] = [
    ("edit a column", edit),
    ("make it unreadable", garble),
    ("delete", delete),
    ("insert", insert),
    ("put in before the start", precede),
    ("swap two", swap),
    ("cut the tail", cut),
    ("fork", fork),
    ("rewrite", rewrite),
    ("replace by an older copy", replace),
    ("change whom a list showed", change_shown),
    ("change the head", change_head),
];

fn any(journal: &Journal, random: &mut Random) -> i64 {
    1 + random.below(journal.rows.len()) as i64
}

fn edit(journal: &Journal, db: &mut Db, random: &mut Random) -> Tamper {
    let seq = any(journal, random);
    let (column, value) = random.pick(&[
        ("at", "at + 1"),
        ("actor", "actor || '0'"),
        ("role", "'administrator'"),
        ("office", "CASE office WHEN 'HK' THEN 'SG' ELSE 'HK' END"),
        ("verb", "verb || 's'"),
        ("subject", "subject || ' '"),
        ("candidate_id", "randomblob(16)"),
        ("holding_id", "randomblob(16)"),
        ("category", "CASE category WHEN 'health' THEN 'other' ELSE 'health' END"),
        ("purpose", "CASE purpose WHEN 'RIGHTS' THEN 'UPKEEP' ELSE 'RIGHTS' END"),
        ("outcome", "outcome || '.'"),
        ("rules", "rules || ' ROLE'"),
        ("table_version", "'9.9'"),
        ("is_change", "1 - is_change"),
        ("shown", "shown + 1"),
        ("shown_digest", "randomblob(32)"),
        ("prev", "randomblob(32)"),
        ("hash", "randomblob(32)"),
    ]);
    db.run(&format!("UPDATE journal SET {column} = {value} WHERE seq = {seq}")).unwrap();
    tamper(format!("{column} of {seq}"), seq, seq)
}

fn garble(journal: &Journal, db: &mut Db, random: &mut Random) -> Tamper {
    let seq = any(journal, random);
    let (column, value) = random.pick(&[
        ("office", "'Atlantis, the'"),
        ("category", "'everything'"),
        ("purpose", "'P9'"),
        ("candidate_id", "X'01'"),
        ("holding_id", "randomblob(17)"),
    ]);
    db.run(&format!("UPDATE journal SET {column} = {value} WHERE seq = {seq}")).unwrap();
    tamper(format!("{column} of {seq}"), seq, seq)
}

/// The entry after a hole is the first that is wrong; after the last one, the missing one itself.
fn delete(journal: &Journal, db: &mut Db, random: &mut Random) -> Tamper {
    let first = any(journal, random);
    let last = (first + random.below(5) as i64).min(journal.length());
    db.run(&format!("DELETE FROM journal WHERE seq BETWEEN {first} AND {last}")).unwrap();
    tamper(format!("{first} to {last}"), first, last + 1)
}

/// A copy of another entry is put in, and what follows moves up.
fn insert(journal: &Journal, db: &mut Db, random: &mut Random) -> Tamper {
    let at = any(journal, random);
    // The same entry put in before itself is the same journal up to there.
    let from = 1 + (at + random.below(journal.rows.len() - 1) as i64) % journal.length();
    db.run(&format!(
        "CREATE TEMP TABLE put_in AS SELECT * FROM journal WHERE seq = {from}; \
         UPDATE journal SET seq = -seq WHERE seq >= {at}; UPDATE journal SET seq = 1 - seq WHERE seq < 0; \
         UPDATE journal_shown SET seq = -seq WHERE seq >= {at}; UPDATE journal_shown SET seq = 1 - seq WHERE seq < 0; \
         UPDATE put_in SET seq = {at}; INSERT INTO journal SELECT * FROM put_in; \
         UPDATE journal_head SET seq = seq + 1;"
    ))
    .unwrap();
    tamper(format!("{from} at {at}"), at, at)
}

fn precede(journal: &Journal, db: &mut Db, random: &mut Random) -> Tamper {
    let (from, to) = (any(journal, random), -(random.below(3) as i64));
    db.run(&format!(
        "CREATE TEMP TABLE put_in AS SELECT * FROM journal WHERE seq = {from}; \
         UPDATE put_in SET seq = {to}; INSERT INTO journal SELECT * FROM put_in;"
    ))
    .unwrap();
    tamper(format!("{from} at {to}"), to, to)
}

fn swap(journal: &Journal, db: &mut Db, random: &mut Random) -> Tamper {
    let first = 1 + random.below(journal.rows.len() - 1) as i64;
    let second = first + 1 + random.below((journal.length() - first) as usize) as i64;
    db.run(&format!(
        "UPDATE journal SET seq = 0 WHERE seq = {first}; UPDATE journal SET seq = {first} WHERE seq = {second}; \
         UPDATE journal SET seq = {second} WHERE seq = 0;"
    ))
    .unwrap();
    tamper(format!("{first} and {second}"), first, first)
}

fn cut(journal: &Journal, db: &mut Db, random: &mut Random) -> Tamper {
    let from = any(journal, random);
    db.run(&format!("DELETE FROM journal_shown WHERE seq >= {from}; DELETE FROM journal WHERE seq >= {from};"))
        .unwrap();
    if random.below(2) == 0 {
        return tamper(format!("from {from}, the head left"), from, from);
    }
    set_head(db, &journal.rows[..from as usize - 1]);
    let found = journal.anchored_from(from);
    tamper(format!("from {from}, the head set back"), found, found)
}

/// Makes the head say what the rows say.
fn set_head(db: &mut Db, rows: &[Row]) {
    let last_change = rows.iter().rev().find(|row| row.is_change).map_or(0, |row| row.seq);
    let hash = db.blob(&rows.last().map_or(vec![0; 32], |row| row.hash.clone()));
    let seq = rows.len();
    db.run(&format!("UPDATE journal_head SET seq = {seq}, last_change = {last_change}, hash = {hash}")).unwrap();
}

/// Gives every entry from a place on the hashes that its changed fields ask for.
fn chain_again(journal: &Journal, db: &mut Db, from: i64, change: impl Fn(&mut Row)) {
    let mut rows = journal.rows.clone();
    let mut prev = if from == 1 { vec![0; 32] } else { rows[from as usize - 2].hash.clone() };
    let mut statements = String::from("BEGIN;");
    for row in &mut rows[from as usize - 1..] {
        change(row);
        row.prev = prev;
        row.hash = row.computed_hash();
        prev = row.hash.clone();
        statements += &format!(
            "UPDATE journal SET at = {}, subject = '{}', prev = {}, hash = {} WHERE seq = {};",
            row.at.micros(),
            row.subject,
            db.blob(&row.prev),
            db.blob(&row.hash),
            row.seq,
        );
    }
    db.run(&(statements + "COMMIT;")).unwrap();
    set_head(db, &rows);
}

/// Everything from a place on is replayed, a microsecond later.
fn fork(journal: &Journal, db: &mut Db, random: &mut Random) -> Tamper {
    let from = any(journal, random);
    chain_again(journal, db, from, |row| row.at = saiyo::domain::time::Ts::from_micros(row.at.micros() + 1));
    let found = journal.anchored_from(from);
    tamper(format!("from {from}"), found, found)
}

/// One entry says something else, and the chain is made to fit.
fn rewrite(journal: &Journal, db: &mut Db, random: &mut Random) -> Tamper {
    let seq = any(journal, random);
    chain_again(journal, db, seq, |row| {
        if row.seq == seq {
            row.subject = "application:0".to_owned();
        }
    });
    let found = journal.anchored_from(seq);
    tamper(format!("{seq}"), found, found)
}

fn replace(journal: &Journal, _: &mut Db, _: &mut Random) -> Tamper {
    let found = journal.anchored_from(journal.older_length + 1);
    Tamper { older: true, ..tamper(format!("{} entries", journal.older_length), found, found) }
}

fn change_shown(journal: &Journal, db: &mut Db, random: &mut Random) -> Tamper {
    let lists: Vec<i64> = journal.rows.iter().filter(|row| row.shown > 0).map(|row| row.seq).collect();
    let seq = *random.pick(&lists);
    let one = format!("rowid = (SELECT min(rowid) FROM journal_shown WHERE seq = {seq})");
    match random.below(5) {
        0 => db.run(&format!("DELETE FROM journal_shown WHERE {one}")).unwrap(),
        1 => db.run(&format!("UPDATE journal_shown SET candidate_id = randomblob(16) WHERE {one}")).unwrap(),
        2 => db.run(&format!("INSERT INTO journal_shown VALUES ({seq}, randomblob(16))")).unwrap(),
        3 => {
            let view = journal.rows.iter().find(|row| row.shown == 0).unwrap().seq;
            db.run(&format!("INSERT INTO journal_shown VALUES ({view}, randomblob(16))")).unwrap();
            return tamper(format!("added to {view}"), view, view);
        }
        _ => {
            let nowhere = *random.pick(&[-1, 0, journal.length() + 1]);
            db.run(&format!("INSERT INTO journal_shown VALUES ({nowhere}, randomblob(16))")).unwrap();
            return tamper(format!("added to {nowhere}"), nowhere, nowhere);
        }
    }
    tamper(format!("of {seq}"), seq, seq)
}

fn change_head(journal: &Journal, db: &mut Db, random: &mut Random) -> Tamper {
    let statement = *random.pick(&[
        "UPDATE journal_head SET seq = seq + 1",
        "UPDATE journal_head SET seq = seq - 1",
        "UPDATE journal_head SET last_change = last_change + 1",
        "UPDATE journal_head SET last_change = 0",
        "UPDATE journal_head SET hash = randomblob(32)",
        "DELETE FROM journal_head",
    ]);
    db.run(statement).unwrap();
    tamper(statement, journal.length(), journal.length() + 1)
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
