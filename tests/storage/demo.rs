//! The demo's inboxes: mail in every folder, written once, and gone on with where it was cut off.

use std::num::NonZeroUsize;
use std::path::Path;

use saiyo::documents::Reader;
use saiyo::domain::message::{Folder, IncomingState};
use saiyo::domain::staff::{Caller, Role, Staff};
use saiyo::domain::time::Ts;
use saiyo::mail::Mailer;
use saiyo::store::database::Db;
use saiyo::store::threads::{self, Thread};
use saiyo::store::{Store, StoreConfig, incoming_messages, journal_verify, settings, staff, triage_permit};
use saiyo::workflows::follow_journal::Directories;
use saiyo::workflows::{fill_demo, read_inbox};

use crate::support::NOW;
use crate::support::cast::moment;
use crate::support::sql::{Sql, connect};
use crate::support::store::{PostgresPair, sqlite_config};

const PEOPLE: u64 = 60;
/// Incoming mails of the three offices.
const MAILS: i64 = 78;

struct Demo {
    store: Store,
    directories: Directories,
    sql: Db,
}

impl Demo {
    fn filled(config: StoreConfig, folder: &Path) -> Self {
        let sql = config.database.clone();
        let store = Store::open(config).unwrap();
        fill_demo::fill(&mut store.database().unwrap(), PEOPLE, 0, moment(NOW), |_| ()).unwrap();
        let demo = Self { sql: connect(&sql), directories: Directories::in_folder(folder.join("directory")), store };
        demo.fill_mails(moment(NOW));
        demo
    }

    fn fill_mails(&self, at: Ts) {
        let reader = Reader::new(env!("CARGO_BIN_EXE_saiyo").into(), NonZeroUsize::MIN);
        let mailer = Mailer::new("file:nowhere", "Saiyo <recruiting@saiyo.example>").unwrap();
        fill_demo::fill_mails(&self.store, &reader, &mailer, at).unwrap();
    }

    fn recruiters(&mut self) -> Vec<Staff> {
        let people = staff::list(&mut self.sql).unwrap();
        people.into_iter().filter(|person| person.role == Role::Recruiter).collect()
    }

    fn count(&mut self, of: &str) -> i64 {
        self.sql.number(&format!("SELECT count(*) AS n FROM {of}"))
    }

    fn in_folder(&mut self, who: &Staff, folder: Folder) -> Vec<Thread> {
        threads::list(&mut self.sql, &who.office, folder, who.id, moment(NOW), None, 100).unwrap()
    }

    /// How many there are of whatever a filling could do twice.
    fn counts(&mut self) -> Vec<i64> {
        let tables = [
            "incoming_messages",
            "threads",
            "messages",
            "message_files",
            "message_index",
            "subject_requests WHERE message_id IS NOT NULL",
            "holdings",
            "messages WHERE sending = 'sent'",
            "messages WHERE sending = 'draft'",
        ];
        tables.map(|of| self.count(of)).into()
    }

    fn is_found_in_every_folder(&mut self) {
        for who in self.recruiters() {
            let office = who.office.clone();
            assert_eq!(self.in_folder(&who, Folder::Unassigned).len(), 8, "{office}");
            for folder in [Folder::Mine, Folder::Waiting, Folder::Snoozed, Folder::Done] {
                assert!(!self.in_folder(&who, folder).is_empty(), "{office}: {folder}");
            }
            let all = self.in_folder(&who, Folder::All);
            assert!(all.iter().any(|thread| thread.messages >= 5), "{office}: back and forth");
            assert!(all.iter().all(|thread| thread.last_at <= moment(NOW)), "{office}");
            let oldest = all.iter().map(|thread| thread.last_at).min().unwrap();
            assert!(oldest < moment(NOW).plus_seconds(-7 * 24 * 60 * 60), "{office}: over two weeks");
            self.is_read_by(&who);
        }
    }

    /// What the pages show of it: nothing is withheld, and what is filed with nobody is to be seen.
    fn is_read_by(&mut self, who: &Staff) {
        let caller = Caller::staff(who, moment(NOW));
        let (listed, _) = read_inbox::list(&self.store, &self.directories, &caller, Folder::All, None).unwrap();
        for line in &listed {
            assert!(!line.withheld && line.person.is_some(), "{}: {}", who.office, line.thread.id);
            assert!(line.head.as_ref().is_some_and(|head| !head.subject.is_empty()), "{}", who.office);
        }
        let mut db = self.store.database().unwrap();
        let permit = triage_permit::open(&mut db, &caller).unwrap();
        let unfiled = incoming_messages::unfiled(&mut db, &permit, None, 50).unwrap();
        let states: Vec<IncomingState> = unfiled.iter().map(|mail| mail.state).collect();
        assert_eq!(
            states,
            [IncomingState::Quarantined, IncomingState::Apart],
            "{}: what cannot be read first",
            who.office
        );
    }

    /// The mark of a filling that was killed before its end: it goes on from the same people and moment.
    fn forget_the_end(&mut self) {
        let filled = settings::read(&mut self.sql, settings::DEMO).unwrap().unwrap();
        let (people, day) = filled.split_once(' ').unwrap();
        let mark = format!("{people} {day} {}", moment(NOW).micros());
        settings::write(&mut self.sql, settings::DEMO_MAILS, &mark).unwrap();
    }
}

fn inboxes_are_filled_once(config: StoreConfig, folder: &Path) {
    let mut demo = Demo::filled(config, folder);
    demo.is_found_in_every_folder();
    let filled = demo.counts();
    assert_eq!(filled[0], MAILS);
    assert!(filled[5] >= 3 && filled[7] >= 24 && filled[8] == 3, "{filled:?}");
    assert_eq!(demo.count("messages WHERE sending = 'queued'"), 0, "nothing is about to leave");

    let tomorrow = moment(NOW).plus_seconds(24 * 60 * 60);
    demo.fill_mails(tomorrow);
    assert_eq!(demo.counts(), filled, "once");
    demo.forget_the_end();
    demo.fill_mails(tomorrow);
    assert_eq!(demo.counts(), filled, "what was cut off does nothing twice, not even a day later");

    let facts = demo.store.read_anchor().unwrap().facts;
    let report = journal_verify::verify(&mut demo.sql, &facts, |_| ()).unwrap();
    assert_eq!(report.fault, None, "old mail sets no clock back");
    // Last, for it is a look of the day before.
    demo.is_found_in_every_folder();
}

#[test]
fn the_demos_inboxes_are_filled_once_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    inboxes_are_filled_once(sqlite_config(folder.path()), folder.path());
}

#[test]
fn the_demos_inboxes_are_filled_once_on_postgres() {
    let (folder, pair) = (tempfile::tempdir().unwrap(), PostgresPair::fresh());
    let config =
        StoreConfig { database: pair.main.clone(), keyring: pair.keyring.clone(), ..sqlite_config(folder.path()) };
    inboxes_are_filled_once(config, folder.path());
}
