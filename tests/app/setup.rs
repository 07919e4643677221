//! A set-up from nothing, once.

use std::sync::Barrier;

use saiyo::domain::staff::Role;
use saiyo::store::{Store, StoreConfig, offices, staff};
use tempfile::TempDir;

use crate::site::Site;
use crate::support::store::{PostgresPair, sqlite_config};
use crate::support::{NOW, moment};

/// A store with nothing in it.
struct Blank {
    site: Site,
    _folder: TempDir,
    _postgres: Option<PostgresPair>,
}

impl Blank {
    fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = sqlite_config(folder.path());
        Self::with(folder, config, None)
    }

    fn on_postgres() -> Self {
        let pair = PostgresPair::fresh();
        let folder = tempfile::tempdir().unwrap();
        let config =
            StoreConfig { database: pair.main.clone(), keyring: pair.keyring.clone(), ..sqlite_config(folder.path()) };
        Self::with(folder, config, Some(pair))
    }

    fn with(folder: TempDir, config: StoreConfig, postgres: Option<PostgresPair>) -> Self {
        let store = Store::open(config).unwrap();
        Self { site: Site::at(store, folder.path(), moment(NOW)), _folder: folder, _postgres: postgres }
    }
}

fn answers(code: &str) -> Vec<(&'static str, String)> {
    let fields = [
        ("code", code),
        ("company", "Aomine Instruments"),
        ("contact", "privacy@aomine.example"),
        ("office_code", "JP"),
        ("office_name", "Tokyo"),
        ("jurisdiction", "JP"),
        ("legal_form", "head_office"),
        ("time_zone", "Asia/Tokyo"),
        ("name", "Aoi Sato"),
        ("email", "aoi@aomine.example"),
        ("password", "correct horse battery"),
        ("password_again", "correct horse battery"),
    ];
    fields.map(|(name, value)| (name, value.to_owned())).to_vec()
}

fn send(site: &Site, fields: &[(&'static str, String)]) -> crate::site::Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    site.browser().post("/setup", &fields)
}

fn a_set_up_makes_office_company_and_administrator(blank: &Blank) {
    let site = &blank.site;
    let code = site.app.setup_code().unwrap();
    assert_eq!(site.browser().get("/").header("location"), "/setup");
    assert_eq!(site.browser().get("/staff/sign-in").header("location"), "/setup");
    assert_eq!(site.browser().get("/setup").status, 200);
    assert_eq!(send(site, &answers("A".repeat(43).as_str())).status, 422, "a wrong code");
    let mut faulty = answers(&code);
    for (name, value) in &mut faulty {
        match *name {
            "office_code" => "jp".clone_into(value),
            "time_zone" => "Asia/Nowhere".clone_into(value),
            "password" => "short".clone_into(value),
            _ => {}
        }
    }
    let answer = send(site, &faulty);
    assert_eq!(answer.status, 422);
    for fault in ["capital letters or digits", "such as Asia/Tokyo.", "at least 12 characters", "passwords differ"] {
        assert!(answer.text().contains(fault), "{fault}");
    }
    assert!(!answer.text().contains("correct horse"), "passwords are never repeated");

    let answer = send(site, &answers(&code));
    assert_eq!((answer.status, answer.header("location")), (303, "/staff/sign-in?done=set_up"));
    let mut db = site.app.store.database().unwrap();
    let people = db.read(staff::list).unwrap();
    assert_eq!((people.len(), people[0].role, people[0].name.as_str()), (1, Role::Administrator, "Aoi Sato"));
    assert_eq!(db.read(offices::codes).unwrap().len(), 1);
    assert_eq!(site.app.store.served_offices().len(), 1, "its keys are there");
    assert!(site.browser().get("/").text().contains("Aomine Instruments"));
    assert!(site.browser().get("/contact").text().contains("privacy@aomine.example"));
    assert!(site.browser().get("/staff/sign-in?done=set_up").text().contains("The set-up is done."));
    assert_eq!(site.browser().get("/setup").status, 404);
    assert_eq!(send(site, &answers(&code)).status, 404, "the code is used up");
}

fn two_set_ups_at_once_make_one_administrator(blank: &Blank) {
    let site = &blank.site;
    let code = site.app.setup_code().unwrap();
    let start = Barrier::new(4);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let post = |number: usize| {
            let mut fields = answers(&code);
            fields.retain(|(name, _)| *name != "email");
            fields.push(("email", format!("a{number}@aomine.example")));
            start.wait();
            send(site, &fields).status
        };
        let posts: Vec<_> = (0..4).map(|number| scope.spawn(move || post(number))).collect();
        posts.into_iter().map(|post| post.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 303 | 404 | 422)), "{statuses:?}");
    assert_eq!(site.app.store.database().unwrap().read(staff::count).unwrap(), 1);
}

fn two_instances_with_a_code_each_make_one_administrator(blank: &Blank) {
    let other = Store::open(blank.site.app.store.config().clone()).unwrap();
    let other = Site::at(other, blank._folder.path(), moment(NOW));
    let first = answers(&blank.site.app.setup_code().unwrap());
    let second = answers(&other.app.setup_code().unwrap());
    assert_eq!(send(&blank.site, &first).status, 303);
    assert_eq!(send(&other, &second).status, 404);
    assert_eq!(other.browser().get("/setup").status, 404, "there is nothing left to set up");
    assert_eq!(other.app.store.database().unwrap().read(staff::count).unwrap(), 1);
}

macro_rules! from_nothing {
    ($($claim:ident)+) => {
        mod on_sqlite {
            $(#[test] fn $claim() { super::$claim(&super::Blank::on_sqlite()); })+
        }
        mod on_postgres {
            $(#[test] fn $claim() { super::$claim(&super::Blank::on_postgres()); })+
        }
    };
}

from_nothing! {
    a_set_up_makes_office_company_and_administrator
    two_set_ups_at_once_make_one_administrator
    two_instances_with_a_code_each_make_one_administrator
}

#[test]
fn set_up_is_over_where_there_is_somebody() {
    let store = crate::support::TestStore::on_sqlite();
    let site = Site::of(&store);
    assert_eq!(site.browser().get("/setup").status, 404);
    assert_eq!(send(&site, &answers("x")).status, 404);
    assert_eq!(site.browser().get("/").status, 200);
}

#[test]
fn a_code_is_not_guessed() {
    let blank = Blank::on_sqlite();
    let wrong = answers("x");
    assert!((0..20).all(|_| send(&blank.site, &wrong).status == 422));
    let right = answers(&blank.site.app.setup_code().unwrap());
    assert_eq!(send(&blank.site, &right).status, 429);
    blank.site.wait(15 * 60 + 1);
    assert_eq!(send(&blank.site, &right).status, 303);
}
