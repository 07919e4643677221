//! A journal of a few hundred entries, and thirteen ways to tamper with it by a database shell.

use std::path::{Path, PathBuf};

use saiyo::domain::category::Profile;
use saiyo::domain::id::CandidateId;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::Caller;
use saiyo::store::anchor::Fact;
use saiyo::store::database::{Db, Target};
use saiyo::store::gate::{self, Ask};
use saiyo::store::journal::{self, Row};
use saiyo::store::list_permit;

use super::journal::anchored;
use crate::support::TestStore;
use crate::support::cast::caller;
use crate::support::services::Random;
use crate::support::sql::{Sql, connect};

/// A journal of a few hundred entries, an older copy of it, and what the anchor knows.
pub(super) struct Journal {
    pub(super) folder: tempfile::TempDir,
    pub(super) older: PathBuf,
    pub(super) whole: PathBuf,
    pub(super) facts: Vec<Fact>,
    pub(super) rows: Vec<Row>,
    pub(super) older_length: i64,
}

impl Journal {
    pub(super) fn written() -> Self {
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

    pub(super) fn length(&self) -> i64 {
        self.rows.len() as i64
    }

    /// The first anchored place from one on: where a journal that is consistent in itself is found out.
    pub(super) fn anchored_from(&self, seq: i64) -> i64 {
        let heads = self.facts.iter().filter_map(|fact| match fact {
            Fact::Head { seq, .. } => Some(*seq),
            Fact::Ended { .. } | Fact::Accepted { .. } => None,
        });
        heads.filter(|head| *head >= seq).min().unwrap()
    }

    /// A copy to tamper with, its triggers out of the way.
    pub(super) fn copy(&self, from: &Path) -> Db {
        let path = self.folder.path().join("copy.db");
        for left in ["copy.db", "copy.db-wal", "copy.db-shm"] {
            std::fs::remove_file(self.folder.path().join(left)).ok();
        }
        std::fs::copy(from, &path).unwrap();
        let mut db = connect(&Target::Sqlite(path.display().to_string()));
        db.run(
            "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; DROP TRIGGER journal_no_update; \
             DROP TRIGGER journal_no_delete; DROP TRIGGER journal_shown_no_update; DROP TRIGGER journal_shown_no_delete; \
             DROP TRIGGER decision_facts_no_update; DROP TRIGGER decision_facts_no_delete;",
        )
        .unwrap();
        db
    }
}

/// Admissions, views and lists.
pub(super) fn work(test: &TestStore, rin: &Caller, rounds: usize) {
    let mut db = test.store.database().unwrap();
    for _ in 0..rounds {
        // Nobody has an address twice.
        let known = test.admit(rin, "Tanaka", &format!("Akari{}", CandidateId::new()));
        let ask = Ask::read(rin, Purpose::Recruitment);
        gate::open::<Profile>(&mut db, &ask, known.holding.id).unwrap();
        let list = list_permit::open_list(&mut db, rin, Purpose::Recruitment).unwrap();
        list.record_shown(&db, vec![known.holding.candidate, CandidateId::new(), CandidateId::new()]).unwrap();
        test.store.anchor().flush();
    }
}

pub(super) fn copy(test: &TestStore, to: &Path) {
    test.sql().run(&format!("VACUUM INTO '{}'", to.display())).unwrap();
}

/// A tamper: what it is called, and the entries of which the first bad one must be named.
pub(super) struct Tamper {
    pub(super) what: String,
    pub(super) named: std::ops::RangeInclusive<i64>,
    pub(super) older: bool,
}

pub(super) fn tamper(what: impl Into<String>, first: i64, last: i64) -> Tamper {
    Tamper { what: what.into(), named: first..=last, older: false }
}

pub(super) type Attack = fn(&Journal, &mut Db, &mut Random) -> Tamper;

pub(super) const KINDS: [(&str, Attack); 13] = [
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
    ("change what was decided on", change_facts),
    ("change the head", change_head),
];

pub(super) fn any(journal: &Journal, random: &mut Random) -> i64 {
    1 + random.below(journal.rows.len()) as i64
}

pub(super) fn edit(journal: &Journal, db: &mut Db, random: &mut Random) -> Tamper {
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
        ("facts", "randomblob(32)"),
        ("prev", "randomblob(32)"),
        ("hash", "randomblob(32)"),
    ]);
    db.run(&format!("UPDATE journal SET {column} = {value} WHERE seq = {seq}")).unwrap();
    tamper(format!("{column} of {seq}"), seq, seq)
}

pub(super) fn garble(journal: &Journal, db: &mut Db, random: &mut Random) -> Tamper {
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
pub(super) fn delete(journal: &Journal, db: &mut Db, random: &mut Random) -> Tamper {
    let first = any(journal, random);
    let last = (first + random.below(5) as i64).min(journal.length());
    db.run(&format!("DELETE FROM journal WHERE seq BETWEEN {first} AND {last}")).unwrap();
    tamper(format!("{first} to {last}"), first, last + 1)
}

/// A copy of another entry is put in, and what follows moves up.
pub(super) fn insert(journal: &Journal, db: &mut Db, random: &mut Random) -> Tamper {
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

pub(super) fn precede(journal: &Journal, db: &mut Db, random: &mut Random) -> Tamper {
    let (from, to) = (any(journal, random), -(random.below(3) as i64));
    db.run(&format!(
        "CREATE TEMP TABLE put_in AS SELECT * FROM journal WHERE seq = {from}; \
         UPDATE put_in SET seq = {to}; INSERT INTO journal SELECT * FROM put_in;"
    ))
    .unwrap();
    tamper(format!("{from} at {to}"), to, to)
}

pub(super) fn swap(journal: &Journal, db: &mut Db, random: &mut Random) -> Tamper {
    let first = 1 + random.below(journal.rows.len() - 1) as i64;
    let second = first + 1 + random.below((journal.length() - first) as usize) as i64;
    db.run(&format!(
        "UPDATE journal SET seq = 0 WHERE seq = {first}; UPDATE journal SET seq = {first} WHERE seq = {second}; \
         UPDATE journal SET seq = {second} WHERE seq = 0;"
    ))
    .unwrap();
    tamper(format!("{first} and {second}"), first, first)
}

pub(super) fn cut(journal: &Journal, db: &mut Db, random: &mut Random) -> Tamper {
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

/// The facts of a decision are changed, or are gone: the first entry that was decided on them is named.
pub(super) fn change_facts(journal: &Journal, db: &mut Db, random: &mut Random) -> Tamper {
    let decided: Vec<&Row> = journal.rows.iter().filter(|row| row.facts.is_some()).collect();
    let facts = decided[random.below(decided.len())].facts.clone().unwrap();
    let first = decided.iter().find(|row| row.facts.as_ref() == Some(&facts)).unwrap().seq;
    let of = format!("WHERE digest = {}", db.blob(&facts));
    let statement = random.pick(&[
        "UPDATE decision_facts SET facts = replace(facts, 'role=recruiter', 'role=partner')",
        "UPDATE decision_facts SET facts = facts || ' '",
        "DELETE FROM decision_facts",
    ]);
    db.run(&format!("{statement} {of}")).unwrap();
    tamper(format!("the facts of {first}"), first, first)
}

/// Makes the head say what the rows say.
pub(super) fn set_head(db: &mut Db, rows: &[Row]) {
    let last_change = rows.iter().rev().find(|row| row.is_change).map_or(0, |row| row.seq);
    let hash = db.blob(&rows.last().map_or(vec![0; 32], |row| row.hash.clone()));
    let seq = rows.len();
    db.run(&format!("UPDATE journal_head SET seq = {seq}, last_change = {last_change}, hash = {hash}")).unwrap();
}

/// Gives every entry from a place on the hashes that its changed fields ask for.
pub(super) fn chain_again(journal: &Journal, db: &mut Db, from: i64, change: impl Fn(&mut Row)) {
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
pub(super) fn fork(journal: &Journal, db: &mut Db, random: &mut Random) -> Tamper {
    let from = any(journal, random);
    chain_again(journal, db, from, |row| row.at = saiyo::domain::time::Ts::from_micros(row.at.micros() + 1));
    let found = journal.anchored_from(from);
    tamper(format!("from {from}"), found, found)
}

/// One entry says something else, and the chain is made to fit.
pub(super) fn rewrite(journal: &Journal, db: &mut Db, random: &mut Random) -> Tamper {
    let seq = any(journal, random);
    chain_again(journal, db, seq, |row| {
        if row.seq == seq {
            row.subject = "application:0".to_owned();
        }
    });
    let found = journal.anchored_from(seq);
    tamper(format!("{seq}"), found, found)
}

pub(super) fn replace(journal: &Journal, _: &mut Db, _: &mut Random) -> Tamper {
    let found = journal.anchored_from(journal.older_length + 1);
    Tamper { older: true, ..tamper(format!("{} entries", journal.older_length), found, found) }
}

pub(super) fn change_shown(journal: &Journal, db: &mut Db, random: &mut Random) -> Tamper {
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

pub(super) fn change_head(journal: &Journal, db: &mut Db, random: &mut Random) -> Tamper {
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
