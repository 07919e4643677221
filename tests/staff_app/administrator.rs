//! Offices, users and vacancies.

use saiyo::domain::id::IntakeId;
use saiyo::domain::intake::IntakeFailure;
use saiyo::domain::locale::Locale;
use saiyo::domain::staff::{Caller, JobName};
use saiyo::store::intakes::{self, Incoming};
use saiyo::store::proposals::ProposedApplication;

use crate::house::{House, PASSWORD};
use crate::support::cast::{job, moment, office};
use crate::support::sql::Sql;
use crate::support::{NOW, people};

const VACANCY: [(&str, &str); 15] = [
    ("slug", "precision-designer"),
    ("office", "JP"),
    ("employment_type", "permanent"),
    ("title_ja", "精密設計"),
    ("title_en", "Precision designer"),
    ("title_zh", "精密設計師"),
    ("location_ja", "東京"),
    ("location_en", "Tokyo"),
    ("location_zh", "東京"),
    ("summary_ja", "測る道具をつくる。"),
    ("summary_en", "Makes what measures."),
    ("summary_zh", "製作量具。"),
    ("description_ja", "設計"),
    ("description_en", "Design"),
    ("description_zh", "設計"),
];

fn vacancy(state: &'static str, revision: &'static str) -> Vec<(&'static str, &'static str)> {
    [VACANCY.to_vec(), vec![("state", state), ("revision", revision)]].concat()
}

#[test]
fn administrators_alone_have_these_pages() {
    let house = House::open();
    let cast = &house.kept.cast;
    let id = cast.vacancies[0];
    let offices = ["/staff/offices", "/staff/offices/JP", "/staff/offices/new"].map(str::to_owned);
    let others = ["/staff/users", "/staff/vacancies", "/staff/vacancies/new"].map(str::to_owned);
    let unfiled = "/staff/intakes".to_owned();
    let pages: Vec<String> =
        offices.into_iter().chain(others).chain([unfiled]).chain([format!("/staff/vacancies/{id}")]).collect();
    let administrator = house.signed_in(&cast.administrator);
    for page in &pages {
        assert_eq!(administrator.get(page).status, 200, "{page}");
    }
    for staff in [&cast.rin, &cast.manager, &cast.officer, &cast.analyst] {
        let browser = house.signed_in(staff);
        let nowhere = browser.get("/staff/nowhere").body.len();
        for page in &pages {
            let answer = browser.get(page);
            assert_eq!((answer.status, answer.body.len()), (404, nowhere), "{page}");
        }
        let posts = ["/staff/offices", "/staff/offices/JP", "/staff/users", "/staff/vacancies"].map(str::to_owned);
        let closing = format!("/staff/users/{}/closure", cast.rin.id);
        let again = format!("/staff/intakes/{}/attempt", IntakeId::new());
        for post in posts.into_iter().chain([closing, again, format!("/staff/vacancies/{id}")]) {
            assert_eq!(browser.post(&post, &[]).status, 404, "{post}");
        }
    }
    let nobody = house.browser();
    for page in &pages {
        assert_eq!(nobody.get(page).location, "/staff/sign-in", "{page}");
    }
}

#[test]
fn an_application_that_could_not_be_filed_is_shown_and_tried_again() {
    let house = House::open();
    let cast = &house.kept.cast;
    let aoi = house.signed_in(&cast.administrator);
    assert!(aoi.get("/staff/intakes").text("main").contains("Every application is filed"));
    let at = moment(NOW);
    let incoming = Incoming {
        vacancy: cast.vacancies[0],
        notice: cast.notice,
        locale: Locale::Ja,
        application: ProposedApplication {
            profile: people::profile("Tanaka", "Akari", "JP"),
            details: people::details(),
        },
        page: None,
        files: Vec::new(),
    };
    let id = {
        let mut db = house.kept.store.database().unwrap();
        let id = intakes::receive(&mut db, &Caller::public(office("JP"), at), &incoming).unwrap();
        for _ in 0..3 {
            intakes::failed(&mut db, &job(JobName::AcceptIntake, "JP"), id, IntakeFailure::Missing).unwrap();
        }
        id
    };
    let page = aoi.get("/staff/intakes");
    assert!(page.text("tbody").contains("A part of it is missing") && page.text("tbody").contains("Set aside"));
    assert!(!page.body.contains("Tanaka"), "nothing of what is in it");
    assert!(aoi.get("/staff").text(".counts").contains("applications not filed"));
    let again = aoi.post(&format!("/staff/intakes/{id}/attempt"), &[]);
    assert_eq!(again.location, "/staff/intakes?done=tried_again");
    assert_eq!(aoi.post(&format!("/staff/intakes/{}/attempt", IntakeId::new()), &[]).status, 404);
}

#[test]
fn an_office_is_renamed_and_its_zone_has_to_exist() {
    let house = House::open();
    let aoi = house.signed_in(&house.kept.cast.administrator);
    let names = [("name_ja", "東京本社"), ("name_en", "Tokyo Head Office"), ("name_zh", "東京總公司")];
    let bad = aoi.post("/staff/offices/JP", &[names.as_slice(), &[("time_zone", "Tokyo")]].concat());
    assert_eq!((bad.status, bad.count("#time_zone-error")), (422, 1));
    assert_eq!(bad.typed("name_en"), "Tokyo Head Office");
    let good = aoi.post("/staff/offices/JP", &[names.as_slice(), &[("time_zone", "Asia/Tokyo")]].concat());
    assert_eq!(good.location, "/staff/offices?done=saved");
    assert!(aoi.get("/staff/offices").text("tbody").contains("Tokyo Head Office"));
    assert_eq!(aoi.get("/staff/offices/XX").status, 404);
}

const OSAKA: [(&str, &str); 7] = [
    ("code", "OS"),
    ("name_ja", "大阪支店"),
    ("name_en", "Osaka"),
    ("name_zh", "大阪分公司"),
    ("jurisdiction", "JP"),
    ("legal_form", "branch"),
    ("time_zone", "Asia/Tokyo"),
];

#[test]
fn an_office_is_added_with_keys_that_this_server_holds() {
    let house = House::open();
    let aoi = house.signed_in(&house.kept.cast.administrator);
    assert_eq!(aoi.get("/staff/offices").count("a[href='/staff/offices/new']"), 1);
    assert_eq!(aoi.get("/staff/offices/new").count("form [name=code]"), 1);
    assert_eq!(aoi.post("/staff/offices", &OSAKA).location, "/staff/offices?done=saved");
    let list = aoi.get("/staff/offices").text("tbody");
    assert!(list.contains("Osaka") && list.contains("OS"), "{list}");
    let code = crate::support::cast::office("OS");
    assert!(house.kept.store.served_offices().contains(&code));
    assert!(saiyo::store::grants::public_key(&mut house.kept.store.database().unwrap(), &code).is_ok());
    let made = "SELECT count(*) AS n FROM journal WHERE verb = 'create' AND subject = 'office:OS'";
    assert_eq!(house.kept.sql().number(made), 1);
}

#[test]
fn what_is_wrong_with_a_new_office_stands_at_its_field() {
    let house = House::open();
    let aoi = house.signed_in(&house.kept.cast.administrator);
    for (field, value) in [
        ("code", "os"),
        ("code", "JP"),
        ("legal_form", "head_office"),
        ("time_zone", "Osaka"),
        ("jurisdiction", "US"),
        ("name_zh", " "),
    ] {
        let sent = OSAKA.map(|(name, typed)| (name, if name == field { value } else { typed }));
        let answer = aoi.post("/staff/offices", &sent);
        let error = format!("#{field}-error");
        assert_eq!((answer.status, answer.count(&error), answer.count("[id$=-error]")), (422, 1, 1), "{field} {value}");
        assert_eq!(answer.typed("name_en"), "Osaka");
    }
    assert_eq!(aoi.get("/staff/offices/OS").status, 404);
}

#[test]
fn a_server_without_the_set_up_key_says_so_and_adds_no_office() {
    let house = House::open();
    let aoi = house.signed_in(&house.kept.cast.administrator);
    std::fs::remove_file(house.kept.store.config().keys.join("setup.key")).unwrap();
    let page = aoi.get("/staff/offices/new");
    assert!(page.status == 200 && page.text("main").contains("setup.key"));
    assert_eq!(page.count("form [name=code]"), 0);
    let answer = aoi.post("/staff/offices", &OSAKA);
    assert!(answer.status == 409 && answer.text("main").contains("setup.key"));
    assert_eq!(aoi.get("/staff/offices/OS").status, 404);
}

#[test]
fn a_user_is_added_and_signs_in() {
    let house = House::open();
    let aoi = house.signed_in(&house.kept.cast.administrator);
    let user = |email: &'static str, password: &'static str| {
        [
            ("name", "Nagi"),
            ("email", email),
            ("role", "recruiter"),
            ("office", "JP"),
            ("locale", "ja"),
            ("password", password),
        ]
    };
    let short = aoi.post("/staff/users", &user("nagi@saiyo.example.com", "eleven char"));
    assert_eq!((short.status, short.count("#password-error")), (422, 1));
    assert_eq!((short.typed("name"), short.typed("password")), ("Nagi".into(), String::new()));
    let taken = aoi.post("/staff/users", &user("rin@saiyo.example.com", PASSWORD));
    assert_eq!((taken.status, taken.count("#email-error")), (422, 1));
    let mut partner = user("nagi@saiyo.example.com", PASSWORD);
    partner[2].1 = "partner";
    assert_eq!(aoi.post("/staff/users", &partner).status, 422, "only roles of staff");
    let added = aoi.post("/staff/users", &user("nagi@saiyo.example.com", PASSWORD));
    assert_eq!(added.location, "/staff/users?done=user_added");
    let mut nagi = house.browser();
    assert_eq!(nagi.sign_in("Nagi@saiyo.example.com", PASSWORD).status, 303);
    assert_eq!(nagi.get("/staff/candidates").first("html", "lang"), "ja");
}

#[test]
fn nobody_closes_their_own_account() {
    let house = House::open();
    let cast = &house.kept.cast;
    let aoi = house.signed_in(&cast.administrator);
    let answer = aoi.post(&format!("/staff/users/{}/closure", cast.administrator.id), &[]);
    assert_eq!((answer.status, answer.count(".flash-bad")), (409, 1));
    assert_eq!(aoi.get("/staff/users").status, 200);
}

#[test]
fn a_vacancy_is_written_opened_and_kept_from_two_editors() {
    let house = House::open();
    let aoi = house.signed_in(&house.kept.cast.administrator);
    let mut bad = vacancy("draft", "");
    bad[0].1 = "Precision Designer";
    let answer = aoi.post("/staff/vacancies", &bad);
    assert_eq!((answer.status, answer.count("#slug-error")), (422, 1));
    assert_eq!(answer.typed("title_en"), "Precision designer");
    assert_eq!(aoi.post("/staff/vacancies", &vacancy("draft", "")).location, "/staff/vacancies?done=saved");
    let taken = aoi.post("/staff/vacancies", &vacancy("draft", ""));
    assert_eq!((taken.status, taken.count("#slug-error")), (422, 1));
    let list = aoi.get("/staff/vacancies");
    assert!(list.text("tbody").contains("Precision designer"));
    let html = list.html();
    let links = scraper::Selector::parse("td.who a").unwrap();
    let made = html.select(&links).find(|link| link.text().any(|text| text == "Precision designer")).unwrap();
    let path = made.attr("href").unwrap();
    assert_eq!(aoi.get(path).typed("revision"), "1");
    assert_eq!(aoi.post(path, &vacancy("open", "1")).location, "/staff/vacancies?done=saved");
    let published = aoi.get("/staff/vacancies").text("tbody");
    assert!(published.contains("Open 24 November 2026"), "{published}");
    let late = aoi.post(path, &vacancy("closed", "1"));
    assert_eq!((late.status, late.count(".flash-bad"), late.typed("revision")), (409, 1, "2".to_owned()));
    assert!(aoi.get("/staff/vacancies").text("tbody").contains("Open 24 November 2026"));
    assert_eq!(aoi.get(&format!("/staff/vacancies/{}", house.kept.cast.rin.id)).status, 404);
}
