//! The first steps of an installation: the set-up key, offices with their keys, the first administrator.

use secrecy::SecretString;

use super::WorkflowError;
use crate::domain::locale::InThreeLanguages;
use crate::domain::office::{LegalForm, Office};
use crate::domain::staff::{Caller, Staff};
use crate::domain::time::Ts;
use crate::store::database::Db;
use crate::store::journal::Entry;
use crate::store::open::office_key_path;
use crate::store::{Database, StoreError, addresses, grants, offices, settings, setup, staff};
use crate::vault::key_file::KeyFileError;
use crate::vault::office_key::KeyFile;
use crate::vault::password;
use crate::vault::setup_key::SetupKey;

/// The set-up key, made here and now for the first office of an installation, and never later.
///
/// # Errors
/// [`StoreError::Setup`] if it is elsewhere or the file cannot be used.
fn setup_key(db: &mut Database, is_first: bool) -> Result<SetupKey, StoreError> {
    let store = db.store().clone();
    let path = setup::private_path(store.config());
    if is_first && store.setup_public_key().is_none() {
        match SetupKey::create(&path) {
            // Two set-ups at once in one folder share it.
            Ok(_) | Err(KeyFileError::Exists(_)) => store.read_setup_key()?,
            Err(error) => return Err(StoreError::Setup(error.to_string())),
        }
    }
    setup::private(store.config())
}

/// Whether this server can sign the key of a new office: it holds the set-up key, and that key signed the offices
/// there are.
///
/// # Errors
/// The database's.
pub fn holds_setup_key(db: &mut Database) -> Result<bool, StoreError> {
    if !setup::private_path(db.store().config()).exists() {
        return Ok(false);
    }
    for code in db.read(offices::codes)? {
        match grants::public_key(db, &code) {
            Ok(_) => {}
            Err(StoreError::Setup(_) | StoreError::Vault(_)) => return Ok(false),
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}

/// Adds an office: its key file first, then its row with the signed public key.
///
/// # Errors
/// [`StoreError::Taken`]: `code` if another office has it, `legal_form` for a second head office,
/// [`settings::SET_UP`] if another server made the first one meanwhile; [`StoreError::Setup`] naming a key file.
pub fn add_office(db: &mut Database, caller: &Caller, office: &Office) -> Result<(), WorkflowError> {
    let config = db.store().config().clone();
    let before = db.read(offices::list)?;
    check_new(&before, office)?;
    let signer = setup_key(db, before.is_empty())?;
    let path = office_key_path(&config, &office.code);
    // A file from a set-up that was cut short serves as well as a new one.
    let keys = if path.exists() { KeyFile::load(&path) } else { KeyFile::create(&path, office.code.clone()) };
    let keys = keys.map_err(|error| StoreError::Setup(error.to_string()))?;
    let signature = signer.sign_office_key(&office.code, keys.pair.public());
    db.change(|tx| {
        // Once more, now that nobody else is writing. Two servers set up at once have a set-up key each: the first counts.
        let now = offices::list(tx)?;
        check_new(&now, office)?;
        if before.is_empty() && !now.is_empty() {
            return Err(StoreError::Taken(settings::SET_UP));
        }
        offices::add(tx, office, keys.pair.public().as_bytes(), signature.as_bytes(), caller.at)?;
        Ok(((), vec![Entry::by(caller, "create", format!("office:{}", office.code))]))
    })?;
    db.store().load_office_keys()?;
    Ok(())
}

fn check_new(all: &[Office], office: &Office) -> Result<(), StoreError> {
    if all.iter().any(|other| other.code == office.code) {
        return Err(StoreError::Taken("code"));
    }
    let is_head = |it: &Office| it.legal_form == LegalForm::HeadOffice;
    if is_head(office) && all.iter().any(is_head) {
        return Err(StoreError::Taken("legal_form"));
    }
    Ok(())
}

/// Changes an office's name and time zone.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none of this code.
pub fn change_office(db: &mut Database, caller: &Caller, office: &Office) -> Result<(), WorkflowError> {
    db.change(|tx| {
        offices::change(tx, office)?;
        Ok(((), vec![Entry::by(caller, "change", format!("office:{}", office.code))]))
    })?;
    Ok(())
}

/// Adds a person of staff. Whoever is a candidate of that office too never sees the own record (ROLE-OWN-FILE); nobody
/// is told, and it is asked and written in the same steps either way.
///
/// # Errors
/// [`StoreError::Taken`] if the e-mail is; the vault's if the password cannot be hashed.
pub fn add_staff(
    db: &mut Database,
    caller: &Caller,
    person: &Staff,
    secret: &SecretString,
) -> Result<(), WorkflowError> {
    add_account(db, caller, person, secret, |_| Ok(()))
}

/// The same with something that is written in the same step.
pub(super) fn add_account(
    db: &mut Database,
    caller: &Caller,
    person: &Staff,
    secret: &SecretString,
    also: impl FnOnce(&mut Db) -> Result<(), StoreError>,
) -> Result<(), WorkflowError> {
    let hash = password::hash(secret).map_err(StoreError::from)?;
    let digest = match addresses::digest(db, &person.office, &person.email) {
        Ok(digest) => Some(digest),
        // Another server holds that office's key: it finds the address when it takes the person in.
        Err(StoreError::Unavailable) => None,
        Err(error) => return Err(error.into()),
    };
    db.change(|tx| {
        let own = digest.map(|digest| addresses::owner(tx, &person.office, &digest)).transpose()?.flatten();
        staff::add(tx, &Staff { own_candidate: own, ..person.clone() }, &hash, caller.at)?;
        also(tx)?;
        Ok(((), vec![Entry::by(caller, "create", format!("staff:{} {}", person.id, person.role))]))
    })?;
    Ok(())
}

/// Closes an account and ends its sessions.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none of this id.
pub fn disable_staff(
    db: &mut Database,
    caller: &Caller,
    id: crate::domain::id::StaffId,
    at: Ts,
) -> Result<(), WorkflowError> {
    db.change(|tx| {
        staff::set_disabled(tx, id, Some(at))?;
        crate::store::sessions::end_all_of(tx, id.uuid())?;
        Ok(((), vec![Entry::by(caller, "change", format!("staff:{id} disabled"))]))
    })?;
    Ok(())
}

/// Sets the company's name and contact point.
///
/// # Errors
/// The database's.
pub fn set_company(db: &mut Database, name: &InThreeLanguages, contact: &str) -> Result<(), WorkflowError> {
    let name = serde_json::to_string(name).map_err(|_| StoreError::Unreadable("settings.company"))?;
    db.change(|tx| {
        settings::write(tx, settings::COMPANY, &name)?;
        settings::write(tx, settings::CONTACT, contact)?;
        Ok(((), Vec::new()))
    })?;
    Ok(())
}

/// What the set-up page asks for.
#[derive(Debug)]
pub struct FirstSteps {
    /// The company's name.
    pub company: InThreeLanguages,
    /// Its contact point.
    pub contact: String,
    /// The first office.
    pub office: Office,
    /// The first administrator, of that office.
    pub administrator: Staff,
    /// Their password.
    pub password: SecretString,
}

/// Takes the first steps: the office, then the company's name together with the administrator.
///
/// # Errors
/// [`StoreError::Taken`]: `code` if another office has it, [`settings::SET_UP`] if somebody else was first.
pub fn take_first_steps(db: &mut Database, steps: &FirstSteps, at: Ts) -> Result<(), WorkflowError> {
    let caller = Caller::operator(steps.office.code.clone(), at);
    let hash = password::hash(&steps.password).map_err(StoreError::from)?;
    if db.read(staff::count)? > 0 {
        return Err(StoreError::Taken(settings::SET_UP).into());
    }
    match db.read(|db| offices::read(db, &steps.office.code)) {
        // A set-up that was cut short made it; what is fixed about it must be as it is asked for now.
        Ok(made) if (made.jurisdiction, made.legal_form) == (steps.office.jurisdiction, steps.office.legal_form) => {
            db.change(|tx| Ok((offices::change(tx, &steps.office)?, Vec::new())))?;
        }
        Ok(_) => return Err(StoreError::Taken("code").into()),
        Err(StoreError::NotFound) => add_office(db, &caller, &steps.office)?,
        Err(error) => return Err(error.into()),
    }
    let name = serde_json::to_string(&steps.company).map_err(|_| StoreError::Unreadable("settings.company"))?;
    let person = &steps.administrator;
    db.change(|tx| {
        // Two instances have a code each: whoever writes this row first is the only one to make an administrator.
        settings::claim(tx, settings::SET_UP, &at.micros().to_string())?;
        settings::write(tx, settings::COMPANY, &name)?;
        settings::write(tx, settings::CONTACT, &steps.contact)?;
        staff::add(tx, person, &hash, at)?;
        Ok(((), vec![Entry::by(&caller, "create", format!("staff:{} {}", person.id, person.role))]))
    })?;
    Ok(())
}
