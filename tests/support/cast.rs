//! A small named cast in three offices, at a fixed time.

use jiff::tz::TimeZone;
use saiyo::domain::category::CategoryId;
use saiyo::domain::contact::EmailAddress;
use saiyo::domain::id::{JointUseNoticeId, NoticeId, StaffId, VacancyId};
use saiyo::domain::jurisdiction::{Country, Jurisdiction};
use saiyo::domain::locale::{InThreeLanguages, Locale};
use saiyo::domain::notice::{Notice, NoticeSection};
use saiyo::domain::office::{LegalForm, Office, OfficeCode};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::{Caller, JobName, Role, Staff};
use saiyo::domain::time::{Day, Ts};
use saiyo::domain::vacancy::{EmploymentType, Vacancy, VacancyState};
use saiyo::store::joint_use::JointUseNotice;
use saiyo::store::{Store, StoreError, notices, offices, staff, vacancies};
use saiyo::vault::office_key::KeyFile;
use saiyo::vault::setup_key::SetupKey;

/// When tests happen: noon in Tokyo.
pub const NOW: &str = "2026-11-24T03:00:00Z";
/// The date then, in all three offices.
pub const TODAY: &str = "2026-11-24";

/// A moment from its text.
pub fn moment(text: &str) -> Ts {
    Ts::new(text.parse().unwrap())
}

/// A day from its text.
pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A country from its two letters.
pub fn country(code: &str) -> Country {
    code.parse().unwrap()
}

/// An office's code.
pub fn office(code: &str) -> OfficeCode {
    code.parse().unwrap()
}

fn in_three(text: &str) -> InThreeLanguages {
    InThreeLanguages { ja: text.to_owned(), en: text.to_owned(), zh_hant: text.to_owned() }
}

/// Everybody and everything that is there before the first candidate.
#[derive(Debug, Clone)]
pub struct Cast {
    /// Recruits in Tokyo, the head office.
    pub rin: Staff,
    /// Recruits in Singapore, a subsidiary.
    pub wei: Staff,
    /// Recruits in Hong Kong, a branch.
    pub ka_yan: Staff,
    /// Administers in Tokyo.
    pub administrator: Staff,
    /// Is Tokyo's privacy officer.
    pub officer: Staff,
    /// Analyses in Tokyo.
    pub analyst: Staff,
    /// Hires in Tokyo.
    pub manager: Staff,
    /// The notice in force; it names every purpose.
    pub notice: NoticeId,
    /// The vacancies of Tokyo, Singapore and Hong Kong.
    pub vacancies: [VacancyId; 3],
}

impl Cast {
    /// Sets offices with their keys, people, notice and vacancies up in an empty store.
    pub fn set_up(store: &Store, setup: &SetupKey) -> Self {
        let at = moment(NOW);
        let mut db = store.database().unwrap();
        let keys = store.config().keys.clone();
        let cast = Self {
            rin: person("Rin", "JP", Role::Recruiter),
            wei: person("Wei", "SG", Role::Recruiter),
            ka_yan: person("Ka-yan", "HK", Role::Recruiter),
            administrator: person("Aoi", "JP", Role::Administrator),
            officer: person("Mio", "JP", Role::PrivacyOfficer),
            analyst: person("Sora", "JP", Role::HrAnalyst),
            manager: person("Haru", "JP", Role::HiringManager),
            notice: NoticeId::new(),
            vacancies: [VacancyId::new(), VacancyId::new(), VacancyId::new()],
        };
        let made: Vec<(Office, KeyFile)> = all_offices()
            .into_iter()
            .map(|office| {
                let key = KeyFile::create(&keys.join(format!("{}.key", office.code)), office.code.clone()).unwrap();
                (office, key)
            })
            .collect();
        db.change(|tx| {
            for (office, key) in &made {
                let signature = setup.sign_office_key(&office.code, key.pair.public());
                offices::add(tx, office, key.pair.public().as_bytes(), signature.as_bytes(), at)?;
            }
            for person in cast.everybody() {
                staff::add(tx, person, "no password", at)?;
            }
            notices::publish(tx, &notice(cast.notice), at)?;
            for (id, code) in cast.vacancies.into_iter().zip(["JP", "SG", "HK"]) {
                vacancies::add(tx, &vacancy(id, code), at)?;
            }
            Ok::<_, StoreError>(((), Vec::new()))
        })
        .unwrap();
        drop(db);
        store.load_office_keys().unwrap();
        cast
    }

    /// Everybody of staff.
    pub fn everybody(&self) -> [&Staff; 7] {
        [&self.rin, &self.wei, &self.ka_yan, &self.administrator, &self.officer, &self.analyst, &self.manager]
    }

    /// The vacancy of an office.
    pub fn vacancy(&self, office: &OfficeCode) -> VacancyId {
        let at = ["JP", "SG", "HK"].iter().position(|code| *code == office.as_str()).unwrap();
        self.vacancies[at]
    }
}

/// The three offices: a head office, a subsidiary and a branch.
pub fn all_offices() -> [Office; 3] {
    let office = |code, name, jurisdiction, legal_form, zone: &str| Office {
        code: office(code),
        name: in_three(name),
        jurisdiction,
        legal_form,
        time_zone: zone.to_owned(),
    };
    [
        office("JP", "Tokyo", Jurisdiction::Jp, LegalForm::HeadOffice, "Asia/Tokyo"),
        office("SG", "Singapore", Jurisdiction::Sg, LegalForm::Subsidiary, "Asia/Singapore"),
        office("HK", "Hong Kong", Jurisdiction::Hk, LegalForm::Branch, "Asia/Hong_Kong"),
    ]
}

fn person(name: &str, at: &str, role: Role) -> Staff {
    let email = format!("{}@saiyo.example.com", name.to_lowercase());
    Staff {
        id: StaffId::new(),
        office: office(at),
        email: EmailAddress::parse(&email).unwrap(),
        name: name.to_owned(),
        role,
        locale: Locale::En,
        disabled_at: None,
        own_candidate: None,
    }
}

fn notice(id: NoticeId) -> Notice {
    Notice {
        id,
        version: 1,
        effective_on: day("2026-01-01"),
        title: in_three("Recruitment privacy notice"),
        sections: vec![NoticeSection { heading: in_three("Purposes"), text: in_three("What we use it for.") }],
        purposes: Purpose::PUBLISHED.to_vec(),
        categories: CategoryId::ALL.to_vec(),
        countries: ["JP", "SG", "HK"].map(country).to_vec(),
    }
}

fn vacancy(id: VacancyId, at: &str) -> Vacancy {
    Vacancy {
        id,
        office: office(at),
        slug: format!("engineer-{}", at.to_lowercase()),
        title: in_three("Engineer"),
        summary: in_three("Builds what others use."),
        description: in_three("Reads, writes and mends."),
        location: in_three("The office"),
        employment_type: EmploymentType::Permanent,
        state: VacancyState::Open,
        published_at: Some(moment(NOW)),
        revision: 1,
    }
}

/// Somebody of staff as a caller, now.
pub fn caller(staff: &Staff) -> Caller {
    caller_at(staff, moment(NOW))
}

/// Somebody of staff as a caller, at another time.
pub fn caller_at(staff: &Staff, at: Ts) -> Caller {
    Caller::staff(staff, at)
}

/// A complete notice of joint use of everything among the three offices.
pub fn joint_use_notice(published_on: &str) -> JointUseNotice {
    JointUseNotice {
        id: JointUseNoticeId::new(),
        published_on: day(published_on),
        categories: CategoryId::ALL.to_vec(),
        purposes: Purpose::PUBLISHED.to_vec(),
        offices: ["JP", "SG", "HK"].map(office).to_vec(),
        manager: "Aomine Instruments".to_owned(),
        address: "0-0-0 Marunouchi, Tokyo".to_owned(),
        representative: "Naoto Aomine".to_owned(),
        withdrawn_on: None,
    }
}

/// A job of the system at an office.
pub fn job(name: JobName, at: &str) -> Caller {
    Caller::job(name, office(at), moment(NOW))
}

/// The time zone of Tokyo.
pub fn tokyo() -> TimeZone {
    TimeZone::get("Asia/Tokyo").unwrap()
}
