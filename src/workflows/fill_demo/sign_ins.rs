//! The staff of the demo and their passwords, which are new at every start.

use secrecy::SecretString;

use super::super::set_up;
use super::DemoError;
use crate::demo::facts::company_facts;
use crate::demo::{ContentError, staff as demo_staff};
use crate::domain::contact::EmailAddress;
use crate::domain::id::StaffId;
use crate::domain::locale::Locale;
use crate::domain::office::OfficeCode;
use crate::domain::staff::{Caller, JobName, Role, Staff};
use crate::domain::time::Ts;
use crate::store::{Database, StoreError, processors, staff};
use crate::vault::{password, random};

/// A sign-in of the demo.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// In which role.
    pub role: Role,
    /// At which office.
    pub office: OfficeCode,
    /// With which e-mail.
    pub email: String,
    /// With which password.
    pub password: String,
}

/// Adds the staff at the first start; gives everybody a new random password at every start.
pub(super) fn renew(db: &mut Database, at: Ts) -> Result<Vec<SignIn>, DemoError> {
    let mut sign_ins = Vec::new();
    for person in demo_staff::staff()? {
        let made_up = random_password()?;
        let secret = SecretString::from(made_up.clone());
        let known = db.read(|db| staff::by_email(db, &person.email))?;
        match known {
            Some((known, _)) => {
                let hash = password::hash(&secret).map_err(StoreError::from)?;
                db.change(|tx| Ok((staff::set_password(tx, known.id, &hash)?, Vec::new())))?;
            }
            None => {
                let caller = Caller::job(JobName::Demo, person.office.clone(), at);
                let new = Staff {
                    id: StaffId::new(),
                    office: person.office.clone(),
                    email: person.email.clone(),
                    name: person.name.to_owned(),
                    role: person.role,
                    locale: person.locale,
                    disabled_at: None,
                    own_candidate: None,
                };
                set_up::add_staff(db, &caller, &new, &secret)?;
            }
        }
        let email = person.email.as_str().to_owned();
        sign_ins.push(SignIn { role: person.role, office: person.office, email, password: made_up });
    }
    sign_ins.extend(partner(db, at)?);
    Ok(sign_ins)
}

/// Somebody of the demo's processor, with a new random password at every start.
fn partner(db: &mut Database, at: Ts) -> Result<Option<SignIn>, DemoError> {
    let demo = company_facts(at.day_in(&jiff::tz::TimeZone::UTC))?.processor;
    let of_office = db.read(|db| processors::of_office(db, &demo.office, None))?;
    let Some(processor) = of_office.into_iter().find(|it| it.name == demo.name.ja) else { return Ok(None) };
    let (name, address) = demo.user;
    let email = EmailAddress::parse(address)
        .map_err(|_| ContentError::Value { what: "partner address", value: address.to_owned() })?;
    let made_up = random_password()?;
    let secret = SecretString::from(made_up.clone());
    if let Some((known, _)) = db.read(|db| staff::by_email(db, &email))? {
        let hash = password::hash(&secret).map_err(StoreError::from)?;
        db.change(|tx| Ok((staff::set_password(tx, known.id, &hash)?, Vec::new())))?;
    } else {
        let caller = Caller::job(JobName::Demo, demo.office.clone(), at);
        let new = Staff {
            id: StaffId::new(),
            office: demo.office.clone(),
            email: email.clone(),
            name: name.to_owned(),
            role: Role::Partner,
            locale: Locale::Ja,
            disabled_at: None,
            own_candidate: None,
        };
        set_up::add_staff(db, &caller, &new, &secret)?;
        db.change(|tx| Ok((processors::add_user(tx, &demo.office, processor.id, new.id)?, Vec::new())))?;
    }
    Ok(Some(SignIn { role: Role::Partner, office: demo.office, email: address.to_owned(), password: made_up }))
}

/// Sixteen letters without those that look alike: 80 bits.
fn random_password() -> Result<String, StoreError> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let bytes = random::array::<16>()?;
    Ok(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
}
