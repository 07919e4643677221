//! A template with what its placeholders stand for in a message to one candidate.
//!
//! Invariant: only what a template names is opened, by the gate; what may not be read, or is not there, leaves its
//! placeholder as it is.

use super::checks;
use super::prefilled::{Writer, writer};
use crate::domain::category::ApplicationHistory;
use crate::domain::id::{HoldingId, MessageTemplateId};
use crate::domain::locale::Locale;
use crate::domain::message_template::Placeholder;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Caller;
use crate::store::gate::{self, Ask};
use crate::store::{Database, StoreError, applications, facts, vacancies};
use crate::workflows::{WorkflowError, message_templates};

/// A template, filled in.
pub(super) struct Filled {
    pub(super) locale: Locale,
    pub(super) subject: String,
    pub(super) text: String,
}

/// A template of the caller's office for a message to the candidate of a holding of theirs.
///
/// # Errors
/// [`StoreError::NotFound`] if the office has none of this id; the store's.
pub(super) fn filled(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    id: MessageTemplateId,
) -> Result<Filled, WorkflowError> {
    let template = message_templates::show(db, caller, id)?;
    let locale = template.locale;
    let Writer { name: sender, office, company } = writer(db, caller, locale)?;
    let today = db.read(|db| facts::office(db, &caller.office))?.today(caller.at);
    let profile = if template.has(Placeholder::Name) { checks::profile(db, caller, holding)? } else { None };
    let wants_vacancy = template.has(Placeholder::Vacancy);
    let vacancy = if wants_vacancy { vacancy(db, caller, holding, locale)? } else { None };
    let value = |placeholder| match placeholder {
        Placeholder::Name => profile.as_ref().map(|record| record.name.display(locale)),
        Placeholder::Vacancy => vacancy.clone(),
        Placeholder::Office => Some(office.clone()),
        Placeholder::Company => Some(company.clone()),
        Placeholder::Sender => Some(sender.clone()),
        Placeholder::Date => Some(today.written(locale)),
    };
    let (subject, text) = template.filled(|placeholder| value(placeholder).filter(|value| !value.trim().is_empty()));
    Ok(Filled { locale, subject, text })
}

/// What the vacancy of the latest application is called.
fn vacancy(
    db: &mut Database,
    caller: &Caller,
    holding: HoldingId,
    locale: Locale,
) -> Result<Option<String>, WorkflowError> {
    let ask = Ask::read(caller, Purpose::Recruitment);
    let read = gate::open::<ApplicationHistory>(db, &ask, holding)
        .and_then(|permit| applications::latest(db, std::slice::from_ref(&permit)));
    let latest = match read {
        Ok(found) => found.get(&holding).map(|latest| latest.vacancy),
        Err(StoreError::Refused(_) | StoreError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    let named = latest.map(|id| db.read(|db| vacancies::read(db, id))).transpose()?;
    Ok(named.map(|vacancy| vacancy.title.get(locale).to_owned()))
}
