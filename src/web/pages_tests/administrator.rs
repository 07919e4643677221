//! Samples of the pages that administrators see.

use askama::Template;

use super::people::at;
use super::public::{offices, vacancies};
use super::{Rendered, by, frame};
use crate::domain::intake::IntakeFailure;
use crate::domain::locale::InThreeLanguages;
use crate::domain::office::LegalForm;
use crate::domain::staff::Role;
use crate::domain::vacancy::{EmploymentType, VacancyState};
use crate::web::form::{Choice, fault};
use crate::web::frame::Area;
use crate::web::staff::intakes::{IntakeLine, IntakesPage};
use crate::web::staff::offices::{NewOfficePage, OfficeLine, OfficePage, OfficesPage, new_office_form, office_form};
use crate::web::staff::users::{UserLine, UsersPage, user_form};
use crate::web::staff::vacancies::{VacanciesPage, VacancyFormPage, VacancyRow, vacancy_form};
use crate::web::texts::Texts;

const ADMINISTRATOR: Area = Area::Staff(Role::Administrator);

fn office_lines(t: &Texts) -> Vec<OfficeLine> {
    let forms = [LegalForm::HeadOffice, LegalForm::Branch, LegalForm::Subsidiary];
    let zones = ["Asia/Tokyo", "Asia/Singapore", "Asia/Hong_Kong"];
    let all = offices(t).into_iter().zip(forms).zip(zones);
    all.map(|(((code, name, jurisdiction), legal_form), zone)| OfficeLine {
        code: code.into(),
        name: name.into(),
        jurisdiction,
        legal_form,
        time_zone: zone.into(),
        is_served: code == "JP",
    })
    .collect()
}

fn users_page(t: &Texts) -> UsersPage {
    let user = |name: &str, role, office: usize, disabled: &str, is_self| UserLine {
        id: "u1".into(),
        name: name.into(),
        email: "name@aomine.example".into(),
        role,
        office: offices(t)[office].1.into(),
        disabled: disabled.into(),
        is_self,
    };
    let choices = offices(t).map(|(code, name, _)| Choice::new(code, name)).to_vec();
    UsersPage {
        frame: frame(t, ADMINISTRATOR, "/staff/users"),
        users: vec![
            user("Wei Lim", Role::Administrator, 1, "", true),
            user(by(t, "田中 凛", "Rin Tanaka", "田中凜"), Role::Recruiter, 0, "", false),
            user(
                "Ka-yan Chan",
                Role::PrivacyOfficer,
                2,
                by(t, "2026年11月1日", "1 November 2026", "2026年11月1日"),
                false,
            ),
        ],
        form: user_form(t, choices),
    }
}

/// The form of a new office with faults, and the page of a server that cannot sign one.
fn new_office_pages(t: &Texts) -> [NewOfficePage; 2] {
    let mut form = new_office_form(t);
    form.fill([("code", "JP"), ("legal_form", "head_office"), ("time_zone", "Osaka")]);
    form.check();
    form.refuse("code", fault::TAKEN);
    form.refuse("legal_form", fault::HEAD_OFFICE);
    form.refuse("time_zone", fault::TIME_ZONE);
    [true, false].map(|can_sign| {
        let frame = frame(t, ADMINISTRATOR, "/staff/offices/new");
        NewOfficePage { frame, can_sign, form: form.clone() }
    })
}

pub fn pages(t: &Texts) -> Vec<Rendered> {
    let name = InThreeLanguages { ja: "東京本社".into(), en: "Tokyo".into(), zh_hant: "東京總公司".into() };
    let mut office_fields = office_form("JP", &name, "Tokyo");
    office_fields.refuse("time_zone", fault::TIME_ZONE);
    let rows =
        vacancies(t).into_iter().zip([VacancyState::Open, VacancyState::Draft]).map(|(line, state)| VacancyRow {
            id: "v1".into(),
            slug: line.slug,
            title: line.title,
            office: offices(t)[0].1.into(),
            employment: EmploymentType::Permanent,
            state,
            published: if state == VacancyState::Open { at(t, 2, "09:00") } else { String::new() },
        });
    let offices_page = OfficesPage { frame: frame(t, ADMINISTRATOR, "/staff/offices"), offices: office_lines(t) };
    let office = office_lines(t).remove(0);
    let office_page = OfficePage { frame: frame(t, ADMINISTRATOR, "/staff/offices/JP"), office, form: office_fields };
    let [new_office, no_key] = new_office_pages(t);
    let list = VacanciesPage { frame: frame(t, ADMINISTRATOR, "/staff/vacancies"), vacancies: rows.collect() };
    let choices = offices(t).map(|(code, name, _)| Choice::new(code, name)).to_vec();
    let edit = VacancyFormPage {
        frame: frame(t, ADMINISTRATOR, "/staff/vacancies/new"),
        title: String::new(),
        form: vacancy_form(t, "/staff/vacancies", choices),
    };
    let unfiled = |failure, next: &str| IntakeLine {
        id: "019ab3c1-5f3e-7d10-9c1e-0a1b2c3d4e5f".into(),
        received: at(t, 3, "10:12"),
        office: offices(t)[0].1.into(),
        vacancy: vacancies(t).remove(0).title,
        failure,
        tries: 3,
        next: next.into(),
    };
    let intakes = IntakesPage {
        frame: frame(t, ADMINISTRATOR, "/staff/intakes"),
        intakes: vec![unfiled(IntakeFailure::Missing, ""), unfiled(IntakeFailure::Failed, &at(t, 3, "10:42"))],
    };
    vec![
        ("intakes", intakes.render().unwrap()),
        ("offices", offices_page.render().unwrap()),
        ("office", office_page.render().unwrap()),
        ("office-new", new_office.render().unwrap()),
        ("office-no-key", no_key.render().unwrap()),
        ("users", users_page(t).render().unwrap()),
        ("vacancies", list.render().unwrap()),
        ("vacancy-edit", edit.render().unwrap()),
    ]
}
