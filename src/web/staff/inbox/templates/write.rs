//! Adding, changing and removing a template, and looking at what a message would say.

use actix_web::http::StatusCode;
use actix_web::web::Path;

use super::{Example, PAGE, TemplatePage, opened, page_of, stored_form, template_form};
use crate::domain::id::MessageTemplateId;
use crate::domain::message_template::{MessageTemplate, Placeholder, TemplateError, TemplateFault, with_plain_braces};
use crate::store::StoreError;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::{Form, fault};
use crate::web::frame::{Flash, Message};
use crate::web::page::{Answer, onward, page, page_with, page_with_faults};
use crate::web::posted::Posted;
use crate::web::staff::differences;
use crate::web::texts::Texts;
use crate::workflows::{WorkflowError, message_templates};

/// Adds a template, or shows what a message would say.
pub async fn add(sent: StaffForm) -> Answer {
    let StaffForm { staff, posted } = sent;
    staff.require_correspondent()?;
    let mut form = template_form(&staff.visitor.texts, PAGE.to_owned());
    let Some(wanted) = read(&mut form, &posted, (MessageTemplateId::new(), 1)) else {
        return page_with_faults(&page_of(&staff, None, form));
    };
    if posted.value("act") == "preview" {
        return page(&previewed(&staff, &wanted, page_of(&staff, None, form)));
    }
    let caller = staff.caller.clone();
    let added = staff.visitor.app.run(move |_, db| message_templates::add(db, &caller, &wanted)).await;
    answer(&staff, None, form, added).await
}

/// Changes a template that is still as its editor saw it, or shows what a message would say.
pub async fn save(sent: StaffForm, id: Path<MessageTemplateId>) -> Answer {
    let StaffForm { staff, posted } = sent;
    let stored = opened(&staff, id.into_inner()).await?;
    let revision = posted.value("revision").parse().map_err(|_| WebError::Malformed)?;
    let mut form = stored_form(&staff, &stored);
    let Some(wanted) = read(&mut form, &posted, (stored.id, revision)) else {
        return page_with_faults(&page_of(&staff, Some(&stored), form));
    };
    if posted.value("act") == "preview" {
        return page(&previewed(&staff, &wanted, page_of(&staff, Some(&stored), form)));
    }
    let caller = staff.caller.clone();
    let changed = staff.visitor.app.run(move |_, db| message_templates::change(db, &caller, &wanted)).await;
    answer(&staff, Some(&stored), form, changed).await
}

/// Removes a template.
pub async fn remove(sent: StaffForm, id: Path<MessageTemplateId>) -> Answer {
    sent.staff.require_correspondent()?;
    let (caller, id) = (sent.staff.caller.clone(), id.into_inner());
    sent.staff.visitor.app.run(move |_, db| message_templates::remove(db, &caller, id)).await?;
    onward(PAGE, Some(Message::TemplateRemoved))
}

/// What is to be kept; what is wrong is marked on the form.
fn read(form: &mut Form, posted: &Posted, (id, revision): (MessageTemplateId, i64)) -> Option<MessageTemplate> {
    form.fill(posted.pairs());
    for name in ["subject", "text"] {
        let plain = with_plain_braces(form.value(name));
        form.set(name, plain);
    }
    form.check();
    let wanted = MessageTemplate {
        id,
        locale: form.value("language").parse().ok()?,
        name: form.value("name").to_owned(),
        subject: form.value("subject").to_owned(),
        text: form.value("text").to_owned(),
        revision,
    };
    refuse(form, wanted.faults());
    if form.is_bad() { None } else { Some(wanted) }
}

/// Says what is wrong at its field.
fn refuse(form: &mut Form, faults: Vec<TemplateFault>) {
    for fault in faults {
        let (key, detail) = match fault.error {
            TemplateError::Missing => ("error-required", String::new()),
            TemplateError::TooLong(most) => ("error-too-long", most.to_string()),
            TemplateError::NotPrintable => ("error-controls", String::new()),
            TemplateError::UnknownPlaceholder(told) => ("error-placeholder", told),
        };
        form.refuse_with(fault.field.as_str(), key, detail);
    }
}

async fn answer(
    staff: &StaffCaller,
    stored: Option<&MessageTemplate>,
    mut form: Form,
    written: Result<Result<(), Vec<TemplateFault>>, WorkflowError>,
) -> Answer {
    match written {
        Ok(Ok(())) => return onward(PAGE, Some(Message::Saved)),
        Ok(Err(faults)) => refuse(&mut form, faults),
        Err(WorkflowError::Store(StoreError::Taken(_))) => form.refuse("name", fault::TAKEN),
        Err(WorkflowError::Store(StoreError::Full(_))) => form.refuse("name", "error-templates-full"),
        Err(WorkflowError::Store(StoreError::Stale)) => {
            let id = stored.map(|stored| stored.id).ok_or(WebError::NotFound)?;
            return overtaken(staff, id, form).await;
        }
        Err(error) => return Err(error.into()),
    }
    page_with_faults(&page_of(staff, stored, form))
}

/// The page once more, made from what is stored now; what was typed stays in its form.
async fn overtaken(staff: &StaffCaller, id: MessageTemplateId, mut typed: Form) -> Answer {
    let now = opened(staff, id).await?;
    let texts = staff.visitor.texts;
    typed.set("revision", now.revision.to_string());
    let changes = differences::of_forms(&texts, &stored_form(staff, &now), &typed);
    differences::show_stored(&texts, &mut typed, &changes);
    let mut shown = page_of(staff, Some(&now), typed);
    shown.frame.flash = Some(Flash::of(Message::Stale, &texts));
    page_with(StatusCode::CONFLICT, &shown)
}

/// The page with what a message of the reader's to somebody invented would say today.
fn previewed(staff: &StaffCaller, template: &MessageTemplate, shown: TemplatePage) -> TemplatePage {
    let language = template.locale;
    let texts = Texts::of(language);
    let value = |placeholder| match placeholder {
        Placeholder::Name => texts.say("example-candidate"),
        Placeholder::Vacancy => texts.say("example-vacancy"),
        Placeholder::Office => staff.office.name.get(language).to_owned(),
        Placeholder::Company => staff.visitor.app.company().name.get(language).to_owned(),
        Placeholder::Sender => staff.staff.name.clone(),
        Placeholder::Date => staff.today().written(language),
    };
    let (subject, text) = template.filled(|placeholder| Some(value(placeholder)).filter(|value| !value.is_empty()));
    TemplatePage { example: Some(Example { language, subject, text }), ..shown }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::locale::Locale;
    use crate::domain::message_template::TemplateField;

    #[test]
    fn every_fault_stands_at_its_field() {
        let texts = Texts::of(Locale::En);
        let unknown = TemplateError::UnknownPlaceholder("{{x}}".to_owned());
        let others = [TemplateError::Missing, TemplateError::TooLong(1), TemplateError::NotPrintable];
        for field in TemplateField::ALL {
            for error in others.iter().chain([&unknown]).cloned() {
                let mut form = template_form(&texts, "/x".to_owned());
                refuse(&mut form, vec![TemplateFault { field: *field, error }]);
                assert!(form.has_fault(field.as_str()), "{field}");
            }
        }
        let mut form = template_form(&texts, "/x".to_owned());
        refuse(&mut form, vec![TemplateFault { field: TemplateField::Text, error: unknown }]);
        let told = form.faults().first().map(|field| field.error_in(&texts)).unwrap_or_default();
        assert!(told.contains("{{x}}"), "{told}");
    }
}
