//! A running server with the cast in it, on a clock that stands still between requests.

use std::net::TcpListener;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::OnceLock;

use saiyo::app::App;
use saiyo::clock::Clock;
use saiyo::config::{Config, Settings};
use saiyo::documents::Reader;
use saiyo::domain::candidate::HoldingRef;
use saiyo::domain::category::{ApplicationHistory, CategoryId, Profile};
use saiyo::domain::contact::EmailAddress;
use saiyo::domain::id::StaffId;
use saiyo::domain::locale::InThreeLanguages;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::{Caller, JobName, Role, Staff};
use saiyo::jobs;
use saiyo::law::words::Safeguard;
use saiyo::mail::Mailer;
use saiyo::store::candidates::{self, HoldingChange};
use saiyo::store::joint_use;
use saiyo::store::journal::Entry;
use saiyo::store::safeguards::{self, OfficeSafeguard};
use saiyo::store::transfers::{self, Transfer};
use saiyo::store::{consents, staff};
use saiyo::vault::password;
use saiyo::web::server;
use saiyo::workflows::{carry_transfers, set_up};

use crate::browser::Browser;
use crate::support::cast::{caller, day, job, joint_use_notice, office};
use crate::support::letters;
use crate::support::{Admitted, NOW, TODAY, TestStore, moment, people};

/// Everybody's password.
pub const PASSWORD: &str = "a rather long sentence";

/// A server with its store.
pub struct House {
    pub kept: TestStore,
    pub app: App,
    pub address: String,
}

impl House {
    /// Starts a server on a free port.
    pub fn open() -> Self {
        Self::with(None)
    }

    /// The same with a mail server.
    pub fn mailing() -> Self {
        Self::with(Some(letters::mailer()))
    }

    fn with(mailer: Option<Mailer>) -> Self {
        let kept = TestStore::on_sqlite();
        give_passwords(&kept);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let settings = Settings { data: Some(kept.folder().to_owned()), ..Settings::default() };
        let listen = listener.local_addr().unwrap();
        let config = Config { store: kept.store.config().clone(), mailer, listen, ..settings.into_config().unwrap() };
        let reader = Reader::new(PathBuf::from(env!("CARGO_BIN_EXE_saiyo")), NonZeroUsize::MIN);
        let app = App::new(kept.store.clone(), config, reader, Clock::standing(moment(NOW))).unwrap();
        name_company(&app);
        let served = app.clone();
        // The thread ends with the process: a server of tests has nothing to put away.
        std::thread::spawn(move || actix_web::rt::System::new().block_on(server::serve(served, listener)));
        Self { kept, app, address }
    }

    /// A browser that nobody is signed in with.
    pub fn browser(&self) -> Browser {
        Browser::new(self)
    }

    /// A browser of somebody of staff.
    pub fn signed_in(&self, person: &Staff) -> Browser {
        let mut browser = self.browser();
        let answer = browser.sign_in(person.email.as_str(), PASSWORD);
        assert_eq!((answer.status, answer.location.as_str()), (303, "/staff"), "{}", answer.body);
        browser
    }

    /// Takes an invented person in at the office of somebody of staff.
    pub fn admit(&self, by: &Staff, family: &str, given: &str) -> Admitted {
        self.kept.admit(&caller(by), family, given)
    }

    /// Gives somebody an application to look at.
    pub fn assign(&self, known: &Admitted, to: &Staff) {
        self.kept.assign(&caller(&self.kept.cast.rin), known, to.id);
    }

    /// Stops the use of a record.
    pub fn suspend(&self, known: &Admitted) {
        let change = HoldingChange::Suspended(Some(self.app.clock.now()));
        self.change_fact(&known.holding, |tx| candidates::set_fact(tx, known.holding.id, change));
    }

    /// Records a consent to the use of health data.
    pub fn consent_to_health(&self, known: &Admitted) {
        let consent = people::health_consent(false);
        let by = job(JobName::Demo, known.holding.office.as_str());
        let mut db = self.kept.store.database().unwrap();
        db.change(|tx| Ok(((), vec![consents::add(tx, &by, known.holding.id, &consent)?]))).unwrap();
    }

    /// Checks Hong Kong, a branch of the same company, for the year.
    pub fn check_hong_kong(&self) {
        let checked = OfficeSafeguard {
            origin: office("JP"),
            destination: office("HK"),
            kind: None,
            until: None,
            annual_check_on: Some(day(TODAY)),
            onward_permitted: true,
        };
        let officer = caller(&self.kept.cast.officer);
        let mut db = self.kept.store.database().unwrap();
        db.change(|tx| Ok(((), vec![safeguards::add_safeguard(tx, &officer, &checked)?]))).unwrap();
    }

    /// Agreements under which Tokyo gives to Singapore, and Singapore may pass it on to Hong Kong.
    pub fn agree_onward(&self) {
        let agreed = |origin, destination, onward_permitted| OfficeSafeguard {
            origin: office(origin),
            destination: office(destination),
            kind: Some(Safeguard::IntraGroupAgreement),
            until: Some(day("2027-03-31")),
            annual_check_on: Some(day("2026-06-01")),
            onward_permitted,
        };
        let officer = caller(&self.kept.cast.officer);
        let mut db = self.kept.store.database().unwrap();
        db.change(|tx| {
            let tokyo = safeguards::add_safeguard(tx, &officer, &agreed("JP", "SG", true))?;
            let singapore = safeguards::add_safeguard(tx, &officer, &agreed("SG", "HK", false))?;
            Ok(((), vec![tokyo, singapore]))
        })
        .unwrap();
    }

    /// One more of staff.
    pub fn hire(&self, name: &str, at: &str, role: Role) -> Staff {
        let email = format!("{}@saiyo.example.com", name.to_lowercase());
        let (id, email) = (StaffId::new(), EmailAddress::parse(&email).unwrap());
        let person = Staff { id, office: office(at), email, name: name.to_owned(), role, ..self.kept.cast.rin.clone() };
        let mut db = self.kept.store.database().unwrap();
        db.change(|tx| staff::add(tx, &person, password_hash(), self.app.clock.now()).map(|()| ((), Vec::new())))
            .unwrap();
        person
    }

    /// Makes profile and application history of a Tokyo holding available to Hong Kong, another branch.
    pub fn transfer_to_hong_kong(&self, known: &Admitted) {
        self.check_hong_kong();
        let officer = caller(&self.kept.cast.officer);
        let to = Transfer { destination: office("HK"), purpose: Purpose::Recruitment, until: None };
        let mut db = self.kept.store.database().unwrap();
        let profile = transfers::open::<Profile>(&mut db, &officer, known.holding.id, to.clone()).unwrap();
        transfers::make(&mut db, &profile).unwrap();
        let history = transfers::open::<ApplicationHistory>(&mut db, &officer, known.holding.id, to).unwrap();
        transfers::make(&mut db, &history).unwrap();
    }

    /// Publishes a complete notice of joint use.
    pub fn publish_joint_use(&self) {
        let notice = joint_use_notice("2026-04-01");
        let officer = caller(&self.kept.cast.officer);
        let mut db = self.kept.store.database().unwrap();
        db.change(|tx| Ok(((), vec![joint_use::publish(tx, &officer, &notice)?]))).unwrap();
    }

    /// Has the job look at the transfers, as after any change.
    pub fn carry_transfers(&self) {
        let mut db = self.kept.store.database().unwrap();
        carry_transfers::follow(&mut db, &carry_transfers::Seen::default(), self.app.clock.now()).unwrap();
    }

    /// Has the jobs do what waits.
    pub fn do_jobs(&self) {
        self.read_documents();
    }

    /// Reads the documents that wait.
    pub fn read_documents(&self) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(jobs::once(&self.app)).unwrap();
    }

    fn change_fact(
        &self,
        holding: &HoldingRef,
        write: impl FnOnce(&mut saiyo::store::database::Db) -> Result<(), saiyo::store::StoreError>,
    ) {
        let by: Caller = job(JobName::Demo, holding.office.as_str());
        let entry = Entry::change(&by, "change", "facts", holding, CategoryId::Profile, Purpose::Upkeep);
        let mut db = self.kept.store.database().unwrap();
        db.change(|tx| Ok((write(tx)?, vec![entry]))).unwrap();
    }
}

fn give_passwords(kept: &TestStore) {
    let hash = password_hash();
    let mut db = kept.store.database().unwrap();
    db.change(|tx| {
        for person in kept.cast.everybody() {
            staff::set_password(tx, person.id, hash)?;
        }
        Ok(((), Vec::new()))
    })
    .unwrap();
}

fn password_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| password::hash(&PASSWORD.into()).unwrap())
}

fn name_company(app: &App) {
    let mut db = app.store.database().unwrap();
    let name = InThreeLanguages {
        ja: "青嶺計器".to_owned(),
        en: "Aomine Instruments".to_owned(),
        zh_hant: "青嶺計器".to_owned(),
    };
    set_up::set_company(&mut db, &name, "privacy@aomine.example").unwrap();
    app.reload_company(&mut db).unwrap();
}
