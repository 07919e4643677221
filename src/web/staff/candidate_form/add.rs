//! Adding a candidate that staff enter.

use actix_web::http::StatusCode;

use super::{CandidateFormPage, MissingNoticePage, add_form};
use crate::domain::application::Source;
use crate::domain::candidate::ProfileRecord;
use crate::domain::category::CategoryId;
use crate::domain::id::VacancyId;
use crate::domain::locale::Locale;
use crate::domain::notice::Notice;
use crate::domain::purpose::Purpose;
use crate::domain::vacancy::{VacancyName, VacancyState};
use crate::law::access::Verb;
use crate::store::{StoreError, facts, notices, vacancies};
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::{Form, fault};
use crate::web::frame::Message;
use crate::web::page::{Answer, onward, page, page_with, page_with_faults};
use crate::web::profile;
use crate::web::staff::Writing;
use crate::web::staff::candidates::vacancy_choices;
use crate::workflows::WorkflowError;
use crate::workflows::add_candidate::{self, NewCandidate};

/// What the form stands on: the notice in force and the vacancies that take applications.
struct Ground {
    notice: Notice,
    vacancies: Vec<VacancyName>,
}

/// What was entered.
struct Entered {
    profile: ProfileRecord,
    vacancy: VacancyId,
    source: Source,
    locale: Locale,
}

/// Shows the empty form.
pub async fn show(staff: StaffCaller) -> Answer {
    let Some(ground) = Ground::load(&staff).await? else { return missing_notice(&staff) };
    let form = ground.form(&staff);
    page(&form_page(&staff, form))
}

/// Adds the candidate.
pub async fn save(sent: StaffForm) -> Answer {
    let StaffForm { staff, posted } = sent;
    let Some(ground) = Ground::load(&staff).await? else { return missing_notice(&staff) };
    let mut form = ground.form(&staff);
    form.fill(posted.pairs());
    let Some(entered) = ground.read(&mut form) else { return page_with_faults(&form_page(&staff, form)) };
    let caller = staff.caller.clone();
    let added = staff.visitor.app.change(move |_, db| {
        let Entered { profile, vacancy, source, locale } = &entered;
        let new = NewCandidate { profile, vacancy: *vacancy, source: *source, notice: (&ground.notice, *locale) };
        add_candidate::add(db, &caller, &new)
    });
    match added.await {
        Ok(holding) => onward(&format!("/staff/candidates/{}", holding.candidate), Some(Message::Saved)),
        Err(WorkflowError::Store(StoreError::Taken(_))) => {
            form.refuse("email", fault::TAKEN);
            page_with_faults(&form_page(&staff, form))
        }
        Err(error) => Err(error.into()),
    }
}

impl Ground {
    /// Loads it, if there is a notice in force; for a role that adds nobody there is no such page.
    async fn load(staff: &StaffCaller) -> Result<Option<Self>, WebError> {
        if !staff.may(Verb::Create, CategoryId::Profile, Purpose::Recruitment) {
            return Err(WebError::NotFound);
        }
        let caller = staff.caller.clone();
        let find = staff.visitor.app.run(move |_, db| {
            Ok(db.read(|db| {
                let today = facts::office(db, &caller.office)?.today(caller.at);
                let mut vacancies = vacancies::names(db)?;
                vacancies.retain(|vacancy| vacancy.state == VacancyState::Open);
                match notices::in_force(db, today) {
                    Ok(notice) => Ok(Some(Self { notice, vacancies })),
                    Err(StoreError::NotFound) => Ok(None),
                    Err(error) => Err(error),
                }
            })?)
        });
        Ok(find.await?)
    }

    fn form(&self, staff: &StaffCaller) -> Form {
        let writing = Writing::new(staff.visitor.texts, &staff.office);
        let choices = vacancy_choices(&self.vacancies, &staff.office, &writing);
        add_form(&writing.texts, choices, self.notice.version)
    }

    /// Reads what was entered; a newer notice than the one that the form named has to be given first.
    fn read(&self, form: &mut Form) -> Option<Entered> {
        let version = self.notice.version.to_string();
        if form.value("notice") != version {
            form.refuse("notice_given", fault::NOTICE_CHANGED);
            form.set("notice", version);
            form.set("notice_given", "");
        }
        let locale = form.value("notice_locale").parse().unwrap_or(Locale::En);
        let profile = profile::read(form, locale)?;
        let vacancy = form.value("vacancy").parse().ok()?;
        let source = form.value("source").parse().ok()?;
        Some(Entered { profile, vacancy, source, locale })
    }
}

/// Nobody can be added before there is a notice to give them.
fn missing_notice(staff: &StaffCaller) -> Answer {
    let mut frame = staff.frame();
    "/staff/candidates/new".clone_into(&mut frame.path);
    page_with(StatusCode::CONFLICT, &MissingNoticePage { frame })
}

fn form_page(staff: &StaffCaller, form: Form) -> CandidateFormPage {
    let mut frame = staff.frame();
    "/staff/candidates/new".clone_into(&mut frame.path);
    let back = "/staff/candidates".to_owned();
    CandidateFormPage { frame, name: String::new(), back, form, changes: Vec::new() }
}
