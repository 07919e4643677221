//! Texts that messages begin with, as the recruiters of an office keep them.
//!
//! Invariant: nobody of an office is on these pages but its own people; an example names somebody invented.

pub mod write;

use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;

use crate::domain::id::MessageTemplateId;
use crate::domain::locale::Locale;
use crate::domain::message_template::{
    LONGEST_NAME, LONGEST_SUBJECT, LONGEST_TEXT, MessageTemplate, Placeholder, written,
};
use crate::store::message_templates::TemplateName;
use crate::web::error::WebError;
use crate::web::extract::StaffCaller;
use crate::web::form::{Form, Kind};
use crate::web::frame::Frame;
use crate::web::page::{Answer, page};
use crate::web::profile::choices;
use crate::web::texts::Texts;
use crate::workflows::message_templates;

const PAGE: &str = "/staff/inbox/templates";

/// `/staff/inbox/templates`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/inbox/templates.html")]
pub struct TemplatesPage {
    /// The frame.
    pub frame: Frame,
    /// The templates of the office, by language and name.
    pub templates: Vec<TemplateLine>,
}

/// A template in the list.
#[derive(Debug, Clone)]
pub struct TemplateLine {
    /// Its address.
    pub href: String,
    /// What it is called.
    pub name: String,
    /// The language that it is in.
    pub language: Locale,
}

/// `/staff/inbox/templates/new` and `/staff/inbox/templates/{template}`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/inbox/template.html")]
pub struct TemplatePage {
    /// The frame.
    pub frame: Frame,
    /// What it is called; empty when one is added.
    pub name: String,
    /// The form, from [`template_form`].
    pub form: Form,
    /// What a message would say.
    pub example: Option<Example>,
    /// Where its removal is posted to; empty when one is added.
    pub removal: String,
}

/// What a message that begins with a template would say to somebody invented.
#[derive(Debug, Clone)]
pub struct Example {
    /// The language that it is in.
    pub language: Locale,
    /// What it would be about; empty if that is left to who writes it.
    pub subject: String,
    /// What it would say.
    pub text: String,
}

impl TemplatePage {
    /// Whether a template is added.
    pub fn is_new(&self) -> bool {
        self.name.is_empty()
    }

    /// What may stand in two braces, as it is written, and the key of what it stands for.
    pub fn placeholders(&self) -> Vec<(String, Placeholder)> {
        Placeholder::ALL.iter().map(|placeholder| (written(*placeholder), *placeholder)).collect()
    }
}

/// The form of a template: `language`, `name`, `subject`, `text`, and the `revision` that its editor saw.
pub fn template_form(texts: &Texts, action: String) -> Form {
    let (mut form, group) = (Form::new(action), "template");
    let name = form.add(group, Kind::Text, "name", "field-template-name").required().half().longest(LONGEST_NAME);
    name.autocomplete("off");
    let language = form.add(group, Kind::Select, "language", "field-template-language").required().half();
    language.options(choices(texts, Locale::ALL));
    let subject = form.add(group, Kind::Text, "subject", "field-mail-subject").longest(LONGEST_SUBJECT);
    subject.hint("hint-template-subject").autocomplete("off");
    form.add(group, Kind::Lines, "text", "field-mail-text").required().longest(LONGEST_TEXT);
    form.add(group, Kind::Hidden, "revision", "field-mail-text");
    form
}

/// Writes a stored template into the fields of its form.
pub fn fill_template(form: &mut Form, template: &MessageTemplate) {
    form.set("language", template.locale.as_str());
    form.set("name", &template.name);
    form.set("subject", &template.subject);
    form.set("text", &template.text);
    form.set("revision", template.revision.to_string());
}

/// Lists the templates of the reader's office.
pub async fn list(staff: StaffCaller) -> Answer {
    staff.require_correspondent()?;
    let caller = staff.caller.clone();
    let names = staff.visitor.app.run(move |_, db| message_templates::list(db, &caller)).await?;
    let line = |it: &TemplateName| TemplateLine {
        href: format!("{PAGE}/{}", it.id),
        name: it.name.clone(),
        language: it.locale,
    };
    page(&TemplatesPage { frame: staff.frame(), templates: names.iter().map(line).collect() })
}

/// Shows the empty form.
pub async fn new(staff: StaffCaller) -> Answer {
    staff.require_correspondent()?;
    let mut form = template_form(&staff.visitor.texts, PAGE.to_owned());
    form.set("language", staff.visitor.locale().as_str());
    page(&page_of(&staff, None, form))
}

/// Shows a stored template in its form.
pub async fn show(staff: StaffCaller, id: Path<MessageTemplateId>) -> Answer {
    let stored = opened(&staff, id.into_inner()).await?;
    let form = stored_form(&staff, &stored);
    page(&page_of(&staff, Some(&stored), form))
}

/// A template of the reader's office.
async fn opened(staff: &StaffCaller, id: MessageTemplateId) -> Result<MessageTemplate, WebError> {
    staff.require_correspondent()?;
    let caller = staff.caller.clone();
    Ok(staff.visitor.app.run(move |_, db| message_templates::show(db, &caller, id)).await?)
}

fn stored_form(staff: &StaffCaller, stored: &MessageTemplate) -> Form {
    let mut form = template_form(&staff.visitor.texts, format!("{PAGE}/{}", stored.id));
    fill_template(&mut form, stored);
    form
}

fn page_of(staff: &StaffCaller, stored: Option<&MessageTemplate>, form: Form) -> TemplatePage {
    let mut frame = staff.frame();
    if stored.is_none() {
        frame.path = format!("{PAGE}/new");
    }
    TemplatePage {
        frame,
        name: stored.map(|stored| stored.name.clone()).unwrap_or_default(),
        form,
        example: None,
        removal: stored.map(|stored| format!("{PAGE}/{}/removal", stored.id)).unwrap_or_default(),
    }
}
