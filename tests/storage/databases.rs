//! Settings of every connection, migrations and schema on both databases, and files in folders and buckets.

use std::time::Duration;

use diesel::r2d2::ManageConnection;
use saiyo::domain::category::Profile;
use saiyo::domain::document::DocumentKind;
use saiyo::domain::id::{ConsentRequestId, HoldingId};
use saiyo::domain::letter::About;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::time::Ts;
use saiyo::store::anchor::{Fact, Unverified, Why};
use saiyo::store::database::{Cache, Db, Manager, Target, migrate, open_pool};
use saiyo::store::gate::{self, Ask};
use saiyo::store::{
    Store, StoreConfig, StoreError, documents, joint_use, journal, journal_verify, letters, processors,
};

use super::journal::anchored;
use super::refusals::last_entry;
use crate::support::cast::{caller, office};
use crate::support::sql::{Sql, connect};
use crate::support::store::{PostgresPair, sqlite_config};
use crate::support::{NOW, TestStore, moment, on_both_databases};

#[test]
fn every_pooled_connection_to_sqlite_is_durable_and_strict() {
    let test = TestStore::on_sqlite();
    for target in [&test.store.config().database, &test.store.config().keyring] {
        let pool = open_pool(target, 4, Cache::OF_RECORDS).unwrap();
        let mut all: Vec<_> = (0..4).map(|_| pool.get().unwrap()).collect();
        for db in &mut all {
            let mut setting = |name: &str| pragma(db, name);
            assert_eq!(setting("foreign_keys"), 1);
            assert_eq!(setting("synchronous"), 2, "FULL");
            assert_eq!(setting("busy_timeout"), 5000);
            assert_eq!(setting("trusted_schema"), 0);
            assert_eq!(setting("temp_store"), 2, "no temporary file");
            assert_eq!(setting("secure_delete"), 1, "what is deleted is overwritten");
            assert_eq!(db.words("SELECT journal_mode AS t FROM pragma_journal_mode"), ["wal"]);
        }
    }
}

fn pragma(db: &mut Db, name: &str) -> i64 {
    // busy_timeout calls its column `timeout`; the others are called like themselves.
    let column = if name == "busy_timeout" { "timeout" } else { name };
    db.number(&format!("SELECT CAST({column} AS INTEGER) AS n FROM pragma_{name}"))
}

#[test]
fn every_pooled_connection_to_postgres_has_limits_and_commits_durably() {
    let test = TestStore::on_postgres();
    for target in [&test.store.config().database, &test.store.config().keyring] {
        let pool = open_pool(target, 4, Cache::OF_RECORDS).unwrap();
        let mut all: Vec<_> = (0..4).map(|_| pool.get().unwrap()).collect();
        for db in &mut all {
            let mut setting = |name: &str| db.words(&format!("SELECT current_setting('{name}') AS t")).remove(0);
            assert_eq!(setting("statement_timeout"), "30s");
            assert_eq!(setting("lock_timeout"), "10s");
            assert_eq!(setting("TimeZone"), "UTC");
            assert_eq!(setting("synchronous_commit"), "on");
        }
    }
}

#[test]
fn a_reference_to_nothing_is_refused_on_sqlite() {
    let test = TestStore::on_sqlite();
    let row = "INSERT INTO link_tokens (token_hash, holding_id, expires_at) VALUES (X'00', X'00', 1)";
    assert!(test.sql().run(row).unwrap_err().to_string().contains("FOREIGN KEY"));
}

#[test]
fn a_database_that_is_down_is_not_replaced_by_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let database: Target = "postgres://nobody@127.0.0.1:1/nothing?connect_timeout=1".parse().unwrap();
    assert!(Manager::new(database, Cache::OF_RECORDS).connect().is_err());
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none());
}

const TABLES: &str = "SELECT name AS t FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1";
const COLUMNS: &str = "SELECT m.name || '.' || c.name || CASE WHEN c.\"notnull\" THEN '' ELSE '?' END AS t \
     FROM sqlite_schema m JOIN pragma_table_info(m.name) c \
     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\' ORDER BY 1";
const PG_COLUMNS: &str = "SELECT table_name || '.' || column_name || CASE is_nullable WHEN 'NO' THEN '' ELSE '?' END \
     AS t FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%' \
     ORDER BY (table_name || '.' || column_name) COLLATE \"C\"";
const INDEXES: &str =
    "SELECT name AS t FROM sqlite_schema WHERE type = 'index' AND name NOT LIKE 'sqlite_%' ORDER BY 1";
const PG_INDEXES: &str = "SELECT indexname::text AS t FROM pg_indexes WHERE schemaname = 'public' \
     AND indexname NOT LIKE '%\\_pkey' AND indexname NOT LIKE '%\\_key' ORDER BY indexname COLLATE \"C\"";

#[test]
fn both_databases_have_the_same_tables_columns_and_indexes() {
    let (sqlite, postgres) = (TestStore::on_sqlite(), TestStore::on_postgres());
    let pairs = [(sqlite.sql(), postgres.sql()), (sqlite.keyring_sql(), postgres.keyring_sql())];
    for (mut sqlite, mut postgres) in pairs {
        let columns = sqlite.words(COLUMNS);
        assert!(columns.len() > 5);
        assert_eq!(columns, postgres.words(PG_COLUMNS));
        assert_eq!(sqlite.words(INDEXES), postgres.words(PG_INDEXES));
    }
}

on_both_databases! {
    fn opening_again_runs_no_migration_and_loses_nothing(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        assert_eq!(migrate(&mut test.sql(), false).unwrap(), 0);
        assert_eq!(migrate(&mut test.keyring_sql(), true).unwrap(), 0);
        let again = test.reopen();
        let rin = caller(&test.cast.rin);
        let mut db = again.database().unwrap();
        assert!(gate::open::<Profile>(&mut db, &Ask::read(&rin, Purpose::Recruitment), known.holding.id).is_ok());
        assert_eq!(again.served_offices().len(), 3);
    }

    fn a_damaged_original_is_an_error_and_an_entry(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let permit = gate::open::<Profile>(&mut db, &Ask::change(&rin, Purpose::Recruitment), known.holding.id).unwrap();
        let new = documents::put(&test.store, &permit, "cv.pdf", Some(DocumentKind::Pdf), b"%PDF").unwrap();
        db.change(|tx| Ok(((), vec![documents::create(tx, &permit, &new, moment(NOW))?]))).unwrap();
        let id = new.id().uuid();
        let mut bytes = test.store.blobs().get(id, "original").unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        test.store.blobs().put(id, "original", bytes).unwrap();
        let opened = documents::original(&test.store, &permit, new.id());
        assert!(matches!(opened, Err(StoreError::Unopened("documents"))));
        assert_eq!(last_entry(test).outcome, "unopened");
        test.store.blobs().remove(id, "original").unwrap();
        assert!(matches!(documents::original(&test.store, &permit, new.id()), Err(StoreError::NotFound)));
    }
}

/// Half of the statements of a migration, in an open transaction, as a kill leaves them.
fn half(migration: &str) -> String {
    let statements: Vec<&str> = migration.split_inclusive(";\n").collect();
    statements[..statements.len() / 2].concat()
}

#[test]
fn a_migration_killed_half_way_on_sqlite_runs_whole_the_next_time() {
    let folder = tempfile::tempdir().unwrap();
    let config = sqlite_config(folder.path());
    for (target, name) in [(&config.database, "main"), (&config.keyring, "keyring")] {
        let migration = migration("sqlite", name);
        let mut db = connect(target);
        db.run(&format!("BEGIN; {}", half(&migration))).unwrap();
        assert!(!db.words(TABLES).is_empty());
        drop(db);
        assert!(connect(target).words(TABLES).is_empty(), "what was half done is gone");
    }
    opens_whole(config);
}

fn migration(backend: &str, database: &str) -> String {
    let folder = format!("{}/migrations/{backend}/{database}", env!("CARGO_MANIFEST_DIR"));
    let first = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).min().unwrap();
    std::fs::read_to_string(first.join("up.sql")).unwrap()
}

fn opens_whole(config: StoreConfig) {
    saiyo::vault::setup_key::SetupKey::create(&config.keys.join("setup.key")).unwrap();
    let store = Store::open(config).unwrap();
    let mut db = connect(&store.config().database);
    assert_eq!(journal::head(&mut db).unwrap().seq, 0);
    assert_eq!(connect(&store.config().keyring).number("SELECT count(*) AS n FROM office_secrets"), 0);
}

#[test]
fn migrations_killed_at_any_moment_on_postgres_run_whole_the_next_time() {
    let mut killed = 0;
    for round in 0..12 {
        let pair = PostgresPair::fresh();
        let folder = tempfile::tempdir().unwrap();
        let config =
            StoreConfig { database: pair.main.clone(), keyring: pair.keyring.clone(), ..sqlite_config(folder.path()) };
        let first = {
            let config = config.clone();
            std::thread::spawn(move || Store::open(config).map(drop))
        };
        std::thread::sleep(Duration::from_millis(8 * round));
        for database in [&pair.main, &pair.keyring] {
            let others = "SELECT count(pg_terminate_backend(pid)) AS n FROM pg_stat_activity \
                 WHERE datname = current_database() AND pid <> pg_backend_pid()";
            killed += connect(database).number(others);
        }
        // It may have ended before it was killed, or have been killed after its work.
        first.join().unwrap().ok();
        opens_whole(config);
    }
    assert!(killed > 0, "nothing was ever killed");
}

#[test]
fn two_instances_that_start_at_once_migrate_once() {
    let pair = PostgresPair::fresh();
    let folder = tempfile::tempdir().unwrap();
    let config =
        StoreConfig { database: pair.main.clone(), keyring: pair.keyring.clone(), ..sqlite_config(folder.path()) };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| Store::open(config.clone()).unwrap());
        }
    });
}

#[test]
fn files_and_anchor_work_the_same_in_a_bucket() {
    let test = TestStore::on_sqlite_with_buckets();
    let rin = caller(&test.cast.rin);
    let known = test.admit(&rin, "Tanaka", "Akari");
    let mut db = test.store.database().unwrap();
    let permit = gate::open::<Profile>(&mut db, &Ask::change(&rin, Purpose::Recruitment), known.holding.id).unwrap();
    let new = documents::put(&test.store, &permit, "cv.pdf", Some(DocumentKind::Pdf), b"%PDF in a bucket").unwrap();
    db.change(|tx| Ok(((), vec![documents::create(tx, &permit, &new, moment(NOW))?]))).unwrap();
    assert_eq!(documents::original(&test.store, &permit, new.id()).unwrap().as_slice(), b"%PDF in a bucket");
    let blobs = test.store.blobs();
    assert_eq!(blobs.list().unwrap(), [(new.id().uuid(), "original".to_owned())]);
    assert!(matches!(blobs.get(known.holding.id.uuid(), "original"), Err(StoreError::NotFound)));
    let facts = anchored(&test.store);
    let head = journal::head(&mut test.sql()).unwrap();
    assert!(facts.contains(&Fact::Head { seq: head.seq, hash: hex::encode(&head.hash) }));
    assert_eq!(journal_verify::verify(&mut test.sql(), &facts, |_| ()).unwrap().fault, None);
    blobs.remove(new.id().uuid(), "original").unwrap();
    blobs.remove(new.id().uuid(), "original").unwrap();
    assert!(blobs.list().unwrap().is_empty());
}

#[test]
fn two_anchored_heads_of_one_place_both_stay_in_a_bucket() {
    let test = TestStore::on_sqlite_with_buckets();
    for hash in ["aa", "bb"] {
        test.store.anchor().write(&Fact::Head { seq: 7, hash: hash.to_owned() }).unwrap();
    }
    let sevens = anchored(&test.store).into_iter().filter(|fact| matches!(fact, Fact::Head { seq: 7, .. }));
    assert_eq!(sevens.count(), 2);
}

#[test]
fn a_torn_anchor_line_swallows_no_later_one() {
    let test = TestStore::on_sqlite();
    test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
    let known = anchored(&test.store);
    let text = std::fs::read_to_string(test.anchor_file()).unwrap();
    std::fs::write(test.anchor_file(), format!("{text}{{\"fact\":\"{{")).unwrap();
    let grant = saiyo::domain::id::GrantId::new();
    test.store.anchor().write(&Fact::Ended { grant }).unwrap();
    let read = test.store.read_anchor().unwrap();
    assert_eq!(read.facts.len(), known.len() + 1);
    assert_eq!(read.facts.last(), Some(&Fact::Ended { grant }));
    assert_eq!(read.unverified.len(), 1, "the torn one is named");
}

#[test]
fn a_torn_last_anchor_line_is_passed_over_and_a_forged_one_is_named() {
    let test = TestStore::on_sqlite();
    test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
    let known = anchored(&test.store);
    let text = std::fs::read_to_string(test.anchor_file()).unwrap();
    std::fs::write(test.anchor_file(), format!("{text}{{\"fact\":\"{{")).unwrap();
    assert_eq!(anchored(&test.store), known);
    std::fs::write(test.anchor_file(), text.replacen("seq", "sec", 1)).unwrap();
    let read = test.store.read_anchor().unwrap();
    assert_eq!(read.unverified, [Unverified { line: "line 1".to_owned(), why: Why::Damaged }]);
    assert_eq!(read.facts, known[1..], "the others still count");
}

/// The migrations of the main database in their order.
fn migrations(backend: &str) -> Vec<(String, String)> {
    let folder = format!("{}/migrations/{backend}/main", env!("CARGO_MANIFEST_DIR"));
    let mut all: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path.join("up.sql")).unwrap())
        })
        .collect();
    all.sort();
    all
}

/// Runs the migrations before one; what comes back is that one and those after it.
fn run_before(backend: &str, db: &mut Db, first: &str) -> Vec<String> {
    let (before, after): (Vec<_>, Vec<_>) =
        migrations(backend).into_iter().partition(|(name, _)| name.as_str() < first);
    before.iter().for_each(|(_, sql)| db.run(sql).unwrap());
    after.into_iter().map(|(_, sql)| sql).collect()
}

/// What was on record about a processor and joint use before processors had reviews and notices had managers.
fn keeps_what_was_known_of_processors(backend: &str, db: &mut Db) {
    let after = run_before(backend, db, "2026-11-30-000018");
    let (nothing, yes, no) = match backend {
        "sqlite" => ("x'00'", "1", "0"),
        _ => ("'\\x00'", "TRUE", "FALSE"),
    };
    for code in ["JP", "SG"] {
        let keys = format!("{nothing}, {nothing}");
        let sql =
            format!("INSERT INTO offices VALUES ('{code}', '{{}}', 'JP', 'head_office', 'Asia/Tokyo', {keys}, 0)");
        db.run(&sql).unwrap();
    }
    for (approved, has_sub, vetted) in [(yes, yes, "'2026-05-01'"), (no, yes, "'2026-05-01'"), (no, no, "NULL")] {
        let (processor, contract) = (db.id(uuid::Uuid::now_v7()), db.id(uuid::Uuid::now_v7()));
        let sql = format!(
            "INSERT INTO processors (id, name, country, office) VALUES ({processor}, 'Hibiki', 'SG', 'JP');
             INSERT INTO processor_contracts (id, processor_id, from_on, categories, purposes, countries, vetted_on,
                 sub_processor, sub_processor_approved)
             VALUES ({contract}, {processor}, '2026-04-01', 'profile', 'P1_recruitment', 'SG', {vetted}, {has_sub},
                 {approved})"
        );
        db.run(&sql).unwrap();
    }
    let notice = db.id(uuid::Uuid::now_v7());
    let sql =
        format!("INSERT INTO joint_use_notices VALUES ({notice}, '2026-04-01', {yes}, 'profile', 'P1_recruitment')");
    db.run(&sql).unwrap();
    after.iter().for_each(|sql| db.run(sql).unwrap());
    let known = db.words("SELECT kind || ' ' || finding || ' ' || reviewed_on AS t FROM processor_reviews");
    assert_eq!(known, ["vetting in_order 2026-05-01", "vetting in_order 2026-05-01"]);
    let subs = "SELECT country || ' ' || coalesce(approved_on, 'never') AS t FROM sub_processors ORDER BY 1";
    assert_eq!(db.words(subs), ["SG 2026-04-01", "SG never"], "one that was not approved shuts its processor out");
    assert_eq!(db.words("SELECT offices AS t FROM joint_use_notices"), ["JP|SG"]);
    let files = processors::files(db, &"JP".parse().unwrap(), None).unwrap();
    assert_eq!(files.len(), 3);
    assert!(!joint_use::list(db).unwrap()[0].is_complete(), "its manager was never on record");
}

#[test]
fn what_was_known_of_processors_is_kept_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    keeps_what_was_known_of_processors("sqlite", &mut connect(&sqlite_config(folder.path()).database));
}

#[test]
fn what_was_known_of_processors_is_kept_on_postgres() {
    let pair = PostgresPair::fresh();
    keeps_what_was_known_of_processors("postgres", &mut connect(&pair.main));
}

/// Letters as they stood before one could bring a package or be about a version.
fn keeps_letters(backend: &str, db: &mut Db) {
    let after = run_before(backend, db, "2026-11-30-000025");
    let (nothing, no) = match backend {
        "sqlite" => ("x'00'", "0"),
        _ => ("'\\x00'", "FALSE"),
    };
    let (holding, question) = (HoldingId::new(), ConsentRequestId::new());
    let [person, of, asked] = [uuid::Uuid::now_v7(), holding.uuid(), question.uuid()].map(|id| db.id(id));
    let sql = format!(
        "INSERT INTO offices VALUES ('JP', '{{}}', 'JP', 'head_office', 'Asia/Tokyo', {nothing}, {nothing}, 0);
         INSERT INTO candidates (id, created_at) VALUES ({person}, 0);
         INSERT INTO holdings (id, candidate_id, office, legal_hold, last_contact_on, created_at, revision)
         VALUES ({of}, {person}, 'JP', {no}, '2026-11-01', 0, 1);
         INSERT INTO consent_requests (id, holding_id, scope, asked_at, open_until)
         VALUES ({asked}, {of}, 'talent_pool', 0, '2026-12-31')"
    );
    db.run(&sql).unwrap();
    let written = [
        ("consent_request", &*asked, "'waiting', 'unreachable', 2, 5, 1, NULL"),
        ("sign_in", "NULL", "'waiting', NULL, 0, 6, 2, NULL"),
        ("consent_request", &*asked, "'sent', NULL, 1, 3, 3, 8"),
        ("sign_in", "NULL", "'given_up', 'unreachable', 16, 4, 4, 9"),
    ];
    for (kind, about, state) in written {
        let id = db.id(uuid::Uuid::now_v7());
        let sql = format!(
            "INSERT INTO letters (id, office, holding_id, kind, consent_request_id, state, fault, tries, next_at,
                 created_at, done_at)
             VALUES ({id}, 'JP', {of}, '{kind}', {about}, {state})"
        );
        db.run(&sql).unwrap();
    }
    let standing = "SELECT kind || ' ' || state || ' ' || coalesce(fault, 'none') || ' ' || tries || ' ' || next_at \
                    || ' ' || created_at || ' ' || coalesce(done_at, 0) AS t FROM letters ORDER BY created_at";
    let before = db.words(standing);
    assert_eq!(before.len(), 4);
    after.iter().for_each(|sql| db.run(sql).unwrap());
    assert_eq!(db.words(standing), before);
    let due = letters::due(db, &[office("JP")], Ts::from_micros(6), 9).unwrap();
    let about: Vec<About> = due.iter().map(|letter| letter.about).collect();
    assert_eq!(about, [About::Question(holding, question), About::OwnPage(holding)], "what waited still goes out");
}

#[test]
fn letters_of_before_are_kept_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    keeps_letters("sqlite", &mut connect(&sqlite_config(folder.path()).database));
}

#[test]
fn letters_of_before_are_kept_on_postgres() {
    let pair = PostgresPair::fresh();
    keeps_letters("postgres", &mut connect(&pair.main));
}
