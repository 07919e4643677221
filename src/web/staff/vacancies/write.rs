//! Writing a vacancy, in three languages.

use actix_web::http::StatusCode;
use actix_web::web::Path;

use super::{VacancyFormPage, fill_vacancy, typed_in_three, vacancy_form};
use crate::domain::id::VacancyId;
use crate::domain::vacancy::Vacancy;
use crate::store::{StoreError, offices, vacancies};
use crate::web::error::WebError;
use crate::web::extract::{AdministratorCaller, AdministratorForm, StaffCaller};
use crate::web::form::{Choice, Form, fault};
use crate::web::frame::{Flash, Message};
use crate::web::page::{Answer, onward, page, page_with, page_with_faults};
use crate::web::staff::office_choices;
use crate::workflows::{WorkflowError, write_vacancy};

/// Shows the empty form.
pub async fn new(AdministratorCaller(staff): AdministratorCaller) -> Answer {
    let form = new_form(&staff).await?;
    page(&form_page(&staff, None, form))
}

/// Adds a vacancy.
pub async fn add(sent: AdministratorForm) -> Answer {
    let AdministratorForm { staff, posted } = sent;
    let mut form = new_form(&staff).await?;
    form.fill(posted.pairs());
    let Some(vacancy) = read(&mut form, None) else {
        return page_with_faults(&form_page(&staff, None, form));
    };
    let caller = staff.caller.clone();
    let added = staff.visitor.app.run(move |_, db| write_vacancy::add(db, &caller, vacancy)).await;
    answer(&staff, None, form, added)
}

/// Shows a stored vacancy in its form.
pub async fn show(AdministratorCaller(staff): AdministratorCaller, id: Path<VacancyId>) -> Answer {
    let (stored, mut form) = stored(&staff, id.into_inner()).await?;
    fill_vacancy(&mut form, &stored);
    page(&form_page(&staff, Some(&stored), form))
}

/// Changes a vacancy that is still as the editor saw it.
pub async fn save(sent: AdministratorForm, id: Path<VacancyId>) -> Answer {
    let AdministratorForm { staff, posted } = sent;
    let (stored, mut form) = stored(&staff, id.into_inner()).await?;
    form.fill(posted.pairs());
    let Some(vacancy) = read(&mut form, Some(&stored)) else {
        return page_with_faults(&form_page(&staff, Some(&stored), form));
    };
    let revision = posted.value("revision").parse().map_err(|_| WebError::Malformed)?;
    let (caller, vacancy) = (staff.caller.clone(), Vacancy { revision, ..vacancy });
    let changed = staff.visitor.app.run(move |_, db| write_vacancy::change(db, &caller, vacancy)).await;
    answer(&staff, Some(&stored), form, changed)
}

async fn new_form(staff: &StaffCaller) -> Result<Form, WebError> {
    let offices = staff.visitor.app.run(|_, db| Ok(db.read(offices::list)?)).await?;
    let choices = office_choices(&offices, staff.visitor.locale());
    Ok(vacancy_form(&staff.visitor.texts, "/staff/vacancies", choices))
}

/// A stored vacancy with its empty form; the office, whose keys seal the applications, is fixed.
async fn stored(staff: &StaffCaller, id: VacancyId) -> Result<(Vacancy, Form), WebError> {
    let find = staff.visitor.app.run(move |_, db| {
        Ok(db.read(|db| {
            let vacancy = vacancies::read(db, id)?;
            let office = offices::read(db, &vacancy.office)?;
            Ok((vacancy, office))
        })?)
    });
    let (vacancy, office) = find.await?;
    let choice = Choice::new(office.code.as_str(), office.name.get(staff.visitor.locale()));
    Ok((vacancy, vacancy_form(&staff.visitor.texts, &format!("/staff/vacancies/{id}"), vec![choice])))
}

/// Reads a vacancy from a filled form; what is wrong is marked on it.
fn read(form: &mut Form, stored: Option<&Vacancy>) -> Option<Vacancy> {
    form.check();
    if !is_slug(form.value("slug")) {
        form.refuse("slug", fault::SLUG);
    }
    if form.is_bad() {
        return None;
    }
    Some(Vacancy {
        id: stored.map_or_else(VacancyId::new, |stored| stored.id),
        office: form.value("office").parse().ok()?,
        slug: form.value("slug").to_owned(),
        title: typed_in_three(form, "title"),
        summary: typed_in_three(form, "summary"),
        description: typed_in_three(form, "description"),
        location: typed_in_three(form, "location"),
        employment_type: form.value("employment_type").parse().ok()?,
        state: form.value("state").parse().ok()?,
        published_at: stored.and_then(|stored| stored.published_at),
        revision: 1,
    })
}

/// Lower-case letters, digits and single hyphens between them.
fn is_slug(text: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.split('-').all(is_word)
}

fn answer(staff: &StaffCaller, stored: Option<&Vacancy>, mut form: Form, written: Result<(), WorkflowError>) -> Answer {
    match written {
        Ok(()) => onward("/staff/vacancies", Some(Message::Saved)),
        Err(WorkflowError::Store(StoreError::Taken(_))) => {
            form.refuse("slug", fault::TAKEN);
            page_with_faults(&form_page(staff, stored, form))
        }
        Err(WorkflowError::Store(StoreError::Stale)) => {
            form.set("revision", stored.map_or(1, |stored| stored.revision).to_string());
            let mut shown = form_page(staff, stored, form);
            shown.frame.flash = Some(Flash::of(Message::Stale, &staff.visitor.texts));
            page_with(StatusCode::CONFLICT, &shown)
        }
        Err(error) => Err(error.into()),
    }
}

fn form_page(staff: &StaffCaller, stored: Option<&Vacancy>, form: Form) -> VacancyFormPage {
    let mut frame = staff.frame();
    let title = stored.map(|stored| stored.title.get(staff.visitor.locale()).to_owned()).unwrap_or_default();
    if stored.is_none() {
        "/staff/vacancies/new".clone_into(&mut frame.path);
    }
    VacancyFormPage { frame, title, form }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_lower_case_words_with_hyphens_between() {
        for good in ["engineer", "precision-engineer", "role-2"] {
            assert!(is_slug(good), "{good}");
        }
        for bad in ["", "-", "a--b", "-a", "a-", "Engineer", "a b", "計器", "a/b", "a_b"] {
            assert!(!is_slug(bad), "{bad}");
        }
    }
}
