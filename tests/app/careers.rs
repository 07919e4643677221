//! Vacancies: what is a draft, open or closed.

use saiyo::domain::id::VacancyId;
use saiyo::domain::vacancy::{Vacancy, VacancyState};
use saiyo::store::vacancies;

use crate::apply::application;
use crate::site::Site;
use crate::support::{NOW, TestStore, moment, on_both_databases};

fn add(store: &TestStore, slug: &str, state: VacancyState) {
    let mut db = store.store.database().unwrap();
    let open = db.read(|db| vacancies::by_slug(db, "engineer-jp")).unwrap();
    let other = Vacancy { id: VacancyId::new(), slug: slug.to_owned(), state, ..open };
    db.change(|tx| Ok((vacancies::add(tx, &other, moment(NOW))?, Vec::new()))).unwrap();
}

on_both_databases! {
    fn a_draft_is_an_address_that_does_not_exist(store) {
        let site = Site::of(store);
        add(store, "secret-plan", VacancyState::Draft);
        let browser = site.browser();
        for path in ["", "/apply", "/applied"] {
            let (draft, none) = (format!("/careers/secret-plan{path}"), format!("/careers/no-such-job{path}"));
            let (draft, none) = (browser.get(&draft), browser.get(&none));
            assert_eq!(draft.status, 404, "{path}");
            assert_eq!(draft.seen(), none.seen(), "{path}");
        }
        let fields = application("draft@mail.example.org");
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(browser.post("/careers/secret-plan/apply", &fields).status, 404);
        assert!(!browser.get("/careers").text().contains("secret-plan"));
    }

    fn a_closed_vacancy_says_so_and_takes_nothing(store) {
        let site = Site::of(store);
        add(store, "taken", VacancyState::Closed);
        let browser = site.browser();
        let page = browser.get("/careers/taken");
        assert!(page.status == 200 && page.text().contains("no longer takes applications"));
        let fields = application("closed@mail.example.org");
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for answer in [browser.get("/careers/taken/apply"), browser.post("/careers/taken/apply", &fields)] {
            assert_eq!((answer.status, answer.header("location")), (303, "/careers/taken"));
        }
        assert_eq!(site.work(), 0);
    }

    fn addresses_that_cannot_be_are_not_found(store) {
        let browser = Site::of(store).browser();
        let paths = [
            "/careers/%00", "/careers/a%00b", "/careers/%FF", "/careers/..%2f..", "/careers/A", "/careers/%F0%9F%92%A9",
            "/notices/0", "/notices/9", "/notices/x", "/notices/99999999999", "/notices/-1", "/notices/%00", "/events",
        ];
        for path in paths {
            assert_eq!(browser.get(path).status, 404, "{path}");
        }
    }
}
