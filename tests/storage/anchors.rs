//! Who may write to the anchor: each server with a key of its own, once the set-up key certified it.

use saiyo::domain::locale::InThreeLanguages;
use saiyo::domain::staff::Caller;
use saiyo::store::anchor::{Fact, Why};
use saiyo::store::anchored as lacking;
use saiyo::store::journal::Entry;
use saiyo::store::{Store, StoreConfig, StoreError, anchor_keys, grants, journal, journal_verify, offices, setup};
use saiyo::vault::setup_key::SetupKey;
use saiyo::workflows::WorkflowError;
use saiyo::workflows::set_up;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::journal::anchored;
use crate::support::cast::{all_offices, caller, office};
use crate::support::sql::Sql;
use crate::support::store::sqlite_config;
use crate::support::{NOW, TestStore, moment, on_both_databases};

/// Another server with the same stores and a folder of key files of its own.
struct Second {
    config: StoreConfig,
    _keys: TempDir,
}

impl Second {
    /// With the key of Singapore and the public half of the set-up key, as README says.
    fn of(test: &TestStore) -> Self {
        let keys = tempfile::tempdir().unwrap();
        for name in ["SG.key", "setup.pub"] {
            std::fs::copy(test.store.config().keys.join(name), keys.path().join(name)).unwrap();
        }
        Self { config: StoreConfig { keys: keys.path().to_owned(), ..test.store.config().clone() }, _keys: keys }
    }

    fn open(&self) -> Store {
        Store::open(self.config.clone()).unwrap()
    }
}

fn write(store: &Store, by: &Caller, text: &str) {
    let entry = Entry::by(by, "read", text);
    store.database().unwrap().change(|_| Ok(((), vec![entry]))).unwrap();
    store.anchor().flush();
}

/// What counts, and how many lines do not because of a key without a certificate.
fn counted(test: &TestStore, uncertified: &Store) -> (usize, usize) {
    let read = test.store.read_anchor().unwrap();
    let why = Why::Uncertified(uncertified.anchor().key().clone());
    assert!(read.unverified.iter().all(|line| line.why == why), "{:?}", read.unverified);
    (read.facts.len(), read.unverified.len())
}

fn second_server_is_certified(test: &TestStore) {
    let rin = caller(&test.cast.rin);
    write(&test.store, &rin, "first");
    let first = anchored(&test.store).len();
    let other = Second::of(test);
    let second = other.open();
    assert_eq!(second.served_offices(), [office("SG")]);
    assert!(!other.config.keys.join("setup.key").exists(), "only the server that was set up has it");
    write(&second, &rin, "second");
    let (facts, waiting) = counted(test, &second);
    assert!(facts == first && waiting > 0, "the first server's lines count beside {waiting} that do not");
    let said = test.store.read_anchor().unwrap().unverified[0].to_string();
    assert!(said.contains(&format!("saiyo keys certify-anchor {}", second.anchor().key())), "{said}");
    assert!(matches!(setup::certify(&second, second.anchor().key()), Err(StoreError::Setup(_))));
    setup::certify(&test.store, second.anchor().key()).unwrap();
    assert_eq!(counted(test, &second), (first + waiting, 0), "those of before as well");
}

/// Lets the anchor know an entry that the journal does not have, as after an older copy was restored.
pub(super) fn know_a_newer_one(test: &TestStore) {
    test.store.anchor().flush();
    let seq = journal::head(&mut test.sql()).unwrap().seq + 5;
    test.store.anchor().write(&Fact::Head { seq, hash: format!("{seq:064x}") }).unwrap();
}

/// What this server noted about the anchor.
fn noted(test: &TestStore) -> Vec<String> {
    test.sql().words("SELECT value AS t FROM settings WHERE key LIKE 'anchor_compared.%'")
}

fn note(test: &TestStore, text: &str) {
    let sql = format!("UPDATE settings SET value = '{text}' WHERE key LIKE 'anchor_compared.%'");
    test.sql().run(&sql).unwrap();
}

on_both_databases! {
    fn a_database_older_than_its_anchor_is_served_only_once_that_was_accepted(test) {
        write(&test.store, &caller(&test.cast.rin), "first");
        let mut db = test.store.database().unwrap();
        assert_eq!(lacking::lacking(&mut db).unwrap(), []);
        know_a_newer_one(test);
        let lost = lacking::lacking(&mut db).unwrap();
        assert_eq!(lost.len(), 1);
        lacking::accept(&mut db, &Caller::operator(office("JP"), moment(NOW)), &lost).unwrap();
        assert_eq!(lacking::lacking(&mut db).unwrap(), []);
        assert_eq!(crate::refusals::last_entry(test).verb, "accept_older_database");
        let report = journal_verify::verify(&mut test.sql(), &anchored(&test.store), |_| ()).unwrap();
        assert_eq!((report.lost, report.fault), (1, None));
        know_a_newer_one(test);
        assert_eq!(lacking::lacking(&mut db).unwrap().len(), 1, "the next loss is found again");
    }

    fn what_was_compared_with_the_anchor_is_noted_and_hides_no_loss(test) {
        let rin = caller(&test.cast.rin);
        (0..20).for_each(|number| write(&test.store, &rin, &format!("entry {number}")));
        let mut db = test.store.database().unwrap();
        assert_eq!(lacking::check(&mut db).unwrap(), []);
        let first = noted(test);
        write(&test.store, &rin, "one more");
        assert_eq!(lacking::check(&mut db).unwrap(), []);
        let second = noted(test);
        know_a_newer_one(test);
        assert_eq!(lacking::check(&mut db).unwrap().len(), 1);
        assert_eq!(noted(test), second, "a loss is not passed over");
        assert!(first.len() == 1 && second.len() == 1 && first != second);
        // Somebody notes that everything was compared, but has not the key to sign that with.
        let bytes = std::fs::read(test.anchor_file()).unwrap();
        let digest = hex::encode(Sha256::digest(&bytes[bytes.len() - 4_096..]));
        let part = |of: &str, name: &str| {
            let (_, rest) = of.split_once(&format!(r#"{name}\":"#)).unwrap();
            rest.split(['}', ',']).next().unwrap().to_owned()
        };
        let forged = second[0].replacen(&part(&second[0], "end"), &bytes.len().to_string(), 1);
        let forged = forged.replacen(&part(&forged, "digest"), &format!(r#"\"{digest}\""#), 1);
        note(test, &forged);
        assert_eq!(lacking::check(&mut db).unwrap().len(), 1);
        // Before the place that was noted nobody looks again but who reads everything.
        note(test, &second[0]);
        let end: usize = part(&second[0], "end").parse().unwrap();
        let (agreed, lost) = bytes.split_at(end);
        let mut other = lost.to_vec();
        let cut = agreed.iter().enumerate().skip(lost.len()).find(|(_, byte)| **byte == b'\n').unwrap().0;
        other.resize(cut, b'\n');
        other.extend(&agreed[cut..]);
        std::fs::write(test.anchor_file(), &other).unwrap();
        assert_eq!(lacking::check(&mut db).unwrap(), []);
        assert_eq!(lacking::lacking(&mut db).unwrap().len(), 1);
        // A note about another file is none.
        std::fs::write(test.anchor_file(), [b"\n", other.as_slice()].concat()).unwrap();
        assert_eq!(lacking::check(&mut db).unwrap().len(), 1);
    }

    fn a_second_servers_lines_count_once_an_operator_certified_its_key(test) {
        second_server_is_certified(test);
    }

    fn a_database_that_forgot_the_anchor_keys_does_not_unmake_them(test) {
        let other = Second::of(test);
        let second = other.open();
        setup::certify(&test.store, second.anchor().key()).unwrap();
        drop(second);
        let second = other.open();
        write(&second, &caller(&test.cast.rin), "second");
        test.sql().run("DELETE FROM anchor_keys").unwrap();
        assert_eq!(counted(test, &second).1, 0, "their lines bring their certificates");
    }

    fn a_certificate_that_the_set_up_key_did_not_make_counts_for_nothing(test) {
        let second = Second::of(test).open();
        let forged = SetupKey::generate().unwrap().certify(second.anchor().key());
        let mut sql = test.sql();
        anchor_keys::certify(&mut sql, second.anchor().key(), &forged).unwrap();
        write(&second, &caller(&test.cast.rin), "second");
        assert!(counted(test, &second).1 > 0);
    }

    fn a_server_without_the_set_up_key_serves_and_adds_no_office(test) {
        let second = Second::of(test).open();
        let mut db = second.database().unwrap();
        assert!(grants::public_key(&mut db, &office("JP")).is_ok());
        let mut osaka = all_offices()[2].clone();
        osaka.code = office("OS");
        osaka.name = InThreeLanguages { ja: "大阪".into(), en: "Osaka".into(), zh_hant: "大阪".into() };
        let added = set_up::add_office(&mut db, &Caller::operator(office("SG"), moment(NOW)), &osaka);
        assert!(matches!(added, Err(WorkflowError::Store(StoreError::Setup(said))) if said.contains("setup.key")));
        assert_eq!(db.read(offices::codes).unwrap().len(), 3);
    }

    fn a_server_without_either_half_says_what_to_copy_and_makes_no_key(test) {
        let keys = tempfile::tempdir().unwrap();
        let config = StoreConfig { keys: keys.path().to_owned(), ..test.store.config().clone() };
        let bare = Store::open(config.clone()).unwrap();
        for error in [
            grants::public_key(&mut bare.database().unwrap(), &office("JP")).unwrap_err(),
            bare.read_anchor().unwrap_err(),
        ] {
            assert!(matches!(&error, StoreError::Setup(said) if said.contains("setup.pub")), "{error}");
        }
        assert!(!keys.path().join("setup.key").exists());
        let given = StoreConfig { setup_public: test.store.setup_public_key(), ..config };
        assert!(Store::open(given).unwrap().read_anchor().is_ok(), "the setting serves as well");
    }
}

#[test]
fn serve_refuses_an_older_database_and_says_what_to_do() {
    let test = TestStore::on_sqlite();
    know_a_newer_one(&test);
    let mut serve = std::process::Command::new(env!("CARGO_BIN_EXE_saiyo"));
    serve.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(test.folder());
    let refused = serve.output().unwrap();
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(refused.status.code() == Some(1) && said.contains("saiyo serve --accept-older-database"), "{said}");
}

#[test]
fn a_second_server_is_certified_in_a_bucket_as_well() {
    second_server_is_certified(&TestStore::on_sqlite_with_buckets());
}

#[test]
fn set_up_makes_the_set_up_key_and_nothing_else_does() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(sqlite_config(folder.path())).unwrap();
    let keys = store.config().keys.clone();
    assert!(!keys.join("setup.key").exists() && store.setup_public_key().is_none());
    let mut db = store.database().unwrap();
    let head_office = &all_offices()[0];
    set_up::add_office(&mut db, &Caller::operator(office("JP"), moment(NOW)), head_office).unwrap();
    assert!(keys.join("setup.key").exists() && keys.join("setup.pub").exists());
    assert!(!anchored(&store).is_empty(), "its own lines count, those of before as well");
}

#[test]
fn halves_that_do_not_belong_together_stop_the_start() {
    let test = TestStore::on_sqlite();
    let other = SetupKey::generate().unwrap().public();
    let config = StoreConfig { setup_public: Some(other), ..test.store.config().clone() };
    assert!(matches!(Store::open(config), Err(StoreError::Setup(said)) if said.contains("do not belong together")));
}
