//! The parts of a server that fetches one mailbox for Tokyo, on a clock that stands still.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use saiyo::app::App;
use saiyo::clock::Clock;
use saiyo::config::{Config, Settings};
use saiyo::documents::Reader;
use saiyo::jobs;
use tokio::runtime::Runtime;

use crate::support::sql::Sql;
use crate::support::{NOW, TestStore, moment, services};

/// Whom mail is from.
pub const FROM: &str = "Recruiting <hiring@saiyo.example.com>";

/// A server's parts with its store.
pub struct House {
    // The jobs end before what they work on goes.
    runtime: Runtime,
    pub app: App,
    pub kept: TestStore,
}

impl House {
    /// On SQLite, with the mailboxes of a setting.
    pub fn fetching(inboxes: &str) -> Self {
        Self::with(TestStore::on_sqlite(), inboxes, true)
    }

    /// The same, handing mail over at a port of this machine.
    pub fn in_touch(inboxes: &str, smtp: u16) -> Self {
        let kept = TestStore::on_sqlite();
        let url = format!("smtp://127.0.0.1:{smtp}");
        let mail = Settings { mail_url: Some(url), mail_from: Some(FROM.to_owned()), ..Settings::default() };
        let app = app(&kept, Settings { inboxes: Some(inboxes.to_owned()), ..mail }, true);
        app.directories.fill_all(&app.store, || app.clock.now(), |_| ());
        Self { runtime: Runtime::new().unwrap(), app, kept }
    }

    /// The same, trusting this machine's certificates alone.
    pub fn trusting_nobody_else(inboxes: &str) -> Self {
        Self::with(TestStore::on_sqlite(), inboxes, false)
    }

    /// On a store.
    pub fn with(kept: TestStore, inboxes: &str, trusts: bool) -> Self {
        let app = app(&kept, only(inboxes), trusts);
        Self { runtime: Runtime::new().unwrap(), app, kept }
    }

    /// Another instance of the same installation.
    pub fn second_app(&self, inboxes: &str) -> App {
        app(&self.kept, only(inboxes), true)
    }

    /// Has the jobs do what waits.
    pub fn once(&self) {
        self.runtime.block_on(jobs::once(&self.app)).unwrap();
    }

    /// Has two instances do it at the same time.
    pub fn once_beside(&self, other: &App) {
        let both = async { tokio::join!(jobs::once(&self.app), jobs::once(other)) };
        let (one, two) = self.runtime.block_on(both);
        one.and(two).unwrap();
    }

    /// Has another instance do what waits.
    pub fn once_by(&self, other: &App) {
        self.runtime.block_on(jobs::once(other)).unwrap();
    }

    /// Starts the jobs; they end with the house.
    pub fn start(&self) {
        let _entered = self.runtime.enter();
        jobs::start(&self.app);
    }

    /// A number that a query `SELECT … AS n` finds.
    pub fn number(&self, sql: &str) -> i64 {
        self.kept.sql().number(sql)
    }

    /// How many mails came in.
    pub fn received(&self) -> i64 {
        self.number("SELECT COUNT(*) AS n FROM incoming_messages")
    }

    /// Waits until as many mails came in by the jobs.
    pub fn wait_for(&self, mails: i64) {
        self.wait_until(&format!("{mails} mails came in"), || self.received() >= mails);
    }

    /// Waits until something is as it should be.
    pub fn wait_until(&self, what: &str, is_so: impl Fn() -> bool) {
        let started = Instant::now();
        while !is_so() {
            let is_in_time = started.elapsed() < Duration::from_secs(120);
            assert!(is_in_time, "not yet: {what}; {} mails, {:?}", self.received(), self.fault());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The numbers of the mails that are left in the one mailbox.
    pub fn left(&self) -> String {
        self.kept.sql().words("SELECT left_uids AS t FROM mailboxes").pop().unwrap_or_default()
    }

    /// What is wrong with the one mailbox.
    pub fn fault(&self) -> Option<String> {
        self.kept.sql().words("SELECT fault AS t FROM mailboxes WHERE fault IS NOT NULL").pop()
    }
}

fn only(inboxes: &str) -> Settings {
    Settings { inboxes: Some(inboxes.to_owned()), ..Settings::default() }
}

fn app(kept: &TestStore, settings: Settings, trusts: bool) -> App {
    let settings = Settings {
        data: Some(kept.folder().to_owned()),
        mail_ca: trusts.then(|| PathBuf::from(services::required(services::IMAP_CA))),
        ..settings
    };
    let config = Config { store: kept.store.config().clone(), ..settings.into_config().unwrap() };
    let reader = Reader::new(PathBuf::from(env!("CARGO_BIN_EXE_saiyo")), NonZeroUsize::MIN);
    App::new(kept.store.clone(), config, reader, Clock::standing(moment(NOW))).unwrap()
}
