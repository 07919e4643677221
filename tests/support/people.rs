//! Invented candidates, and taking them in the way the product does.

use saiyo::domain::application::{ApplicationDetails, Source};
use saiyo::domain::candidate::{HoldingRef, PersonName, ProfileRecord, WorkEntry};
use saiyo::domain::category::{ApplicationHistory, CategoryId};
use saiyo::domain::consent::{Consent, ConsentChannel, ConsentScope};
use saiyo::domain::contact::{EmailAddress, Phone};
use saiyo::domain::disclosure::{DisclosureWords, Ground, Particulars, ThirdPartyKind};
use saiyo::domain::id::{ApplicationId, ConsentId, StaffId, ThirdPartyId};
use saiyo::domain::jurisdiction::Country;
use saiyo::domain::locale::Locale;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::{Caller, JobName};
use saiyo::law::facts::{ExceptionFacts, SafeguardFacts};
use saiyo::law::words::HarmTo;
use saiyo::store::disclosure_facts::{Claim, exception_of};
use saiyo::store::gate::{self, Ask};
use saiyo::store::intake_permit::{self, Admission, IntakePermit};
use saiyo::store::{addresses, applications, candidates, correspondent_permit, facts, notices};
use saiyo::workflows::keep_disclosures::{Party, Wanted};

use super::cast::{country, job};
use super::store::TestStore;

/// A candidate on record.
#[derive(Debug, Clone)]
pub struct Admitted {
    /// What one office collected.
    pub holding: HoldingRef,
    /// The application.
    pub application: ApplicationId,
    /// The profile as it was written.
    pub profile: ProfileRecord,
}

/// A profile of an invented person.
pub fn profile(family: &str, given: &str, residence: &str) -> ProfileRecord {
    let address = format!("{}.{}@mail.example.org", given.to_lowercase(), family.to_lowercase());
    ProfileRecord {
        name: PersonName { family: family.to_owned(), given: given.to_owned(), ..PersonName::default() },
        email: EmailAddress::parse(&address).unwrap(),
        phone: Some(Phone::parse("+81 3 0000 0000").unwrap()),
        residence: country(residence),
        address: "東京都千代田区一番町一丁目".to_owned(),
        born_on: None,
        sex: None,
        marital_status: None,
        nationality: Some(country(residence)),
        work: vec![WorkEntry { employer: "Aozora Works".to_owned(), ..WorkEntry::default() }],
        education: Vec::new(),
        qualifications: String::new(),
        languages: "日本語、English".to_owned(),
        link: String::new(),
        locale: Locale::Ja,
    }
}

/// What an invented person wrote with an application.
pub fn details() -> ApplicationDetails {
    ApplicationDetails {
        motivation: "長く使われるものを作りたい。".to_owned(), available_from: "April".to_owned()
    }
}

/// What must be known before somebody is taken in.
pub fn admission(residence: &str, with_selection: bool) -> Admission {
    Admission {
        residence: country(residence),
        purposes: Purpose::PUBLISHED.to_vec(),
        last_contact_on: super::cast::day(super::cast::TODAY),
        with_selection,
    }
}

impl TestStore {
    /// Takes an invented person in at the caller's office: profile, application and address.
    pub fn admit(&self, by: &Caller, family: &str, given: &str) -> Admitted {
        self.admit_living_in(by, family, given, by.office.as_str())
    }

    /// Takes somebody in as the careers page does: nothing was noted, tagged or judged yet.
    pub fn admit_fresh(&self, by: &Caller, family: &str, given: &str) -> Admitted {
        let residence = by.office.as_str();
        let mut db = self.store.database().unwrap();
        let permit = intake_permit::admit(&mut db, by, &admission(residence, false)).unwrap();
        drop(db);
        self.fill(&permit, by, profile(family, given, residence))
    }

    /// The same with a residence elsewhere.
    pub fn admit_living_in(&self, by: &Caller, family: &str, given: &str, residence: &str) -> Admitted {
        let mut db = self.store.database().unwrap();
        let permit = intake_permit::admit(&mut db, by, &admission(residence, true)).unwrap();
        drop(db);
        self.fill(&permit, by, profile(family, given, residence))
    }

    /// Takes somebody in of whom no more is known than that they wrote, as the filing of mail does. The application is
    /// nobody's.
    pub fn correspondent(&self, at: &str, family: &str, given: &str) -> Admitted {
        let by = job(JobName::FileMail, at);
        let whole = profile(family, given, at);
        let profile = ProfileRecord { phone: None, address: String::new(), work: Vec::new(), ..whole };
        let mut db = self.store.database().unwrap();
        let digest = addresses::digest(&db, &by.office, &profile.email).unwrap();
        let office = db.read(|db| facts::office(db, &by.office)).unwrap();
        let notice = db.read(|db| notices::in_force(db, office.today(by.at))).unwrap();
        let permit = correspondent_permit::admit(&mut db, &by, &notice, office.today(by.at)).unwrap();
        permit
            .fill(&mut db, |tx| {
                let written = candidates::create(tx, &permit.profile, &profile)?;
                addresses::set(tx, &permit.profile, &digest, &[])?;
                Ok(vec![written])
            })
            .unwrap();
        Admitted { holding: permit.holding().clone(), application: ApplicationId::new(), profile }
    }

    /// Writes profile and application of a person who may be taken in.
    pub fn fill(&self, permit: &IntakePermit, by: &Caller, profile: ProfileRecord) -> Admitted {
        let mut db = self.store.database().unwrap();
        let digest = addresses::digest(&db, &by.office, &profile.email).unwrap();
        // Tests may take people of one name in several times; that is not what they are about.
        let namesakes = db.read(|db| addresses::find(db, &by.office, &digest)).unwrap();
        let details = details();
        let new = applications::NewApplication {
            vacancy: self.cast.vacancy(&by.office),
            source: Source::CareersPage,
            notice: Some((self.cast.notice, Locale::Ja)),
            details: &details,
            received_at: by.at,
            moves: &[],
            closed_on: None,
        };
        let application = db
            .change(|tx| {
                let written = candidates::create(tx, &permit.profile, &profile)?;
                addresses::set(tx, &permit.profile, &digest, &namesakes)?;
                let (application, applied) = applications::create(tx, &permit.history, &new)?;
                permit.settle(tx)?;
                Ok((application, vec![written, applied]))
            })
            .unwrap();
        Admitted { holding: permit.holding().clone(), application, profile }
    }
}

impl TestStore {
    /// Gives somebody an application to look at, in the name of somebody else.
    pub fn assign(&self, by: &Caller, known: &Admitted, to: StaffId) {
        let mut db = self.store.database().unwrap();
        let ask = Ask::change(by, Purpose::Recruitment);
        let permit = gate::open::<ApplicationHistory>(&mut db, &ask, known.holding.id).unwrap();
        db.change(|tx| Ok(((), vec![applications::assign(tx, &permit, known.application, to)?]))).unwrap();
    }
}

/// An explicit health consent in force, saying or not that the data goes abroad.
pub fn health_consent(abroad: bool) -> Consent {
    Consent {
        id: ConsentId::new(),
        scopes: vec![ConsentScope::Health],
        countries: if abroad { vec![country("SG"), country("HK")] } else { Vec::new() },
        third_party: None,
        country_info_given: abroad,
        abroad,
        from: super::cast::day("2026-11-01"),
        until: None,
        withdrawn_on: None,
        notice: None,
        locale: Locale::Ja,
        recorded_at: super::cast::moment(super::cast::NOW),
        channel: ConsentChannel::Form,
        shown: String::new(),
    }
}

/// A consent to provision abroad, to one country.
pub fn foreign_consent(to: &str) -> Consent {
    Consent {
        scopes: vec![ConsentScope::Foreign, ConsentScope::ThirdParty],
        countries: vec![country(to)],
        country_info_given: true,
        abroad: false,
        ..health_consent(false)
    }
}

/// What is written about a provision of the samples: words that must never be readable in the database.
pub const PROVISION_WORDS: [&str; 5] =
    ["Marker-Address", "Marker-Representative", "Marker-Need", "Marker-Evidence", "Marker-Why"];

/// A provision of a profile to a public body in a country, with every fact on record that an exception could need.
pub fn provision(ground: Ground, at: Country) -> Wanted {
    let [address, representative, need, evidence, why] = PROVISION_WORDS.map(str::to_owned);
    Wanted {
        to: Party::Named { name: "Ward Office".to_owned(), kind: ThirdPartyKind::PublicBody, country: at },
        claim: Claim {
            to: ThirdPartyId::from_uuid(uuid::Uuid::nil()),
            country: at,
            categories: vec![CategoryId::Profile],
            purpose: Purpose::Recruitment,
            ground,
            exception: ExceptionFacts {
                claimed: exception_of(ground),
                law: Some(at),
                evidence: true,
                consent_difficult: true,
                harm_to: Some(HarmTo::Life),
            },
            safeguard: SafeguardFacts::default(),
        },
        words: DisclosureWords {
            to: Particulars { name: String::new(), address, representative },
            need,
            evidence,
            why_no_consent: why,
        },
    }
}

/// One that a law of the country calls for.
pub fn legal_order(at: Country) -> Wanted {
    provision(Ground::Law, at)
}

/// A consent to provision to third parties, and nothing else, as it was given before they were named.
pub fn third_party_consent() -> Consent {
    Consent { scopes: vec![ConsentScope::ThirdParty], ..health_consent(false) }
}
