//! Applying to a vacancy.
//!
//! Invariant: the notice stands before the first field, its box is never ticked beforehand, and the answer is the
//! same for known and unknown people.

use actix_web::web::{self, Path};
use askama::Template;
use askama_web::WebTemplate;

use super::careers::opening;
use crate::documents::sniff;
use crate::domain::application::ApplicationDetails;
use crate::domain::jurisdiction::Country;
use crate::domain::locale::Locale;
use crate::domain::notice::Notice;
use crate::domain::purpose::Purpose;
use crate::limits::Deed;
use crate::store::StoreError;
use crate::store::intakes::{Incoming, IncomingFile};
use crate::store::proposals::ProposedApplication;
use crate::vault::secret::Token;
use crate::web::error::WebError;
use crate::web::extract::PublicForm;
use crate::web::extract::forms::Applying;
use crate::web::form::{Form, Kind, fault};
use crate::web::frame::{Area, Frame};
use crate::web::page::{Answer, onward, page, page_with, page_with_faults};
use crate::web::posted::{self, Posted};
use crate::web::profile;
use crate::web::texts::Texts;
use crate::web::visitor::Visitor;
use crate::workflows::submit_application::{Opening, submit};

/// The name of the field that people never see and machines fill in.
pub const HONEYPOT: &str = "website";
/// The field with the token of the page.
const PAGE: &str = "page";

/// The name of the field that files are sent in.
pub const FILES: &str = "files";

/// The name of the box that says that the notice was read; the version beside it is `notice_version`.
pub const ACKNOWLEDGED: &str = "acknowledged";

/// `/careers/{slug}/apply`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "public/apply.html")]
pub struct ApplyPage {
    /// The frame.
    pub frame: Frame,
    /// The vacancy's word in the address.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// The office that collects.
    pub office: String,
    /// The notice in force.
    pub notice: NoticeBox,
    /// The form, from [`apply_form`].
    pub form: Form,
}

/// What stands before the first field.
#[derive(Debug, Clone)]
pub struct NoticeBox {
    /// The version in force.
    pub version: i32,
    /// The day since which it is, written out.
    pub effective: String,
    /// The purposes it names.
    pub purposes: Vec<Purpose>,
    /// The countries it names.
    pub countries: Vec<Country>,
}

impl ApplyPage {
    /// Whether an employment or school is shown open: the first, and each that something stands in.
    pub fn is_entry_open(&self, group: &str) -> bool {
        group.ends_with("-1") || self.form.is_used(group)
    }

    /// The groups of the employments.
    pub fn work_groups(&self) -> Vec<String> {
        (1..=profile::ENTRIES).map(|entry| format!("work-{entry}")).collect()
    }

    /// The groups of the schools.
    pub fn school_groups(&self) -> Vec<String> {
        (1..=profile::ENTRIES).map(|entry| format!("school-{entry}")).collect()
    }
}

/// The form to apply with: the résumé, files, and the acknowledgement of a version of the notice.
pub fn apply_form(texts: &Texts, slug: &str, notice: &NoticeBox) -> Form {
    let mut form = Form::new(format!("/careers/{slug}/apply"));
    profile::add_fields(&mut form, texts);
    form.add("application", Kind::Lines, "motivation", "field-motivation").hint("hint-motivation");
    form.add("application", Kind::Text, "available_from", "field-available-from").hint("hint-available-from");
    form.add("files", Kind::Files, FILES, "field-files").hint("hint-files");
    form.add("trap", Kind::Text, HONEYPOT, "field-trap").autocomplete("off");
    let label = texts.with_two("apply-acknowledge", "date", &notice.effective, "version", notice.version);
    form.add("acknowledge", Kind::Tick, ACKNOWLEDGED, "field-acknowledged").required().labelled(label);
    form.add("acknowledge", Kind::Hidden, PAGE, "field-acknowledged");
    form.add("acknowledge", Kind::Hidden, "notice_version", "field-acknowledged").value(notice.version.to_string());
    form
}

/// `/careers/{slug}/applied`: the same for everybody.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "public/applied.html")]
pub struct AppliedPage {
    /// The frame.
    pub frame: Frame,
    /// What the vacancy is called.
    pub title: String,
}

/// `/careers/{slug}/apply` while no notice is in force: nobody can apply before one is.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "public/apply_later.html")]
pub struct ApplyLaterPage {
    /// The frame.
    pub frame: Frame,
    /// The vacancy's word in the address.
    pub slug: String,
    /// What it is called.
    pub title: String,
}

impl NoticeBox {
    /// What a notice says in short.
    pub fn of(notice: &Notice, texts: &Texts) -> Self {
        Self {
            version: notice.version,
            effective: texts.day(&notice.effective_on),
            purposes: notice.purposes.clone(),
            countries: notice.countries.clone(),
        }
    }
}

impl ApplyPage {
    fn of(visitor: &Visitor, opening: &Opening, notice: NoticeBox, form: Form) -> Self {
        Self {
            frame: visitor.frame(Area::Public),
            slug: opening.vacancy.slug.clone(),
            title: opening.vacancy.title.get(visitor.locale()).to_owned(),
            office: opening.office.name.get(visitor.locale()).to_owned(),
            notice,
            form,
        }
    }
}

impl ApplyLaterPage {
    fn of(visitor: &Visitor, opening: &Opening) -> Self {
        Self {
            frame: visitor.frame(Area::Public),
            slug: opening.vacancy.slug.clone(),
            title: opening.vacancy.title.get(visitor.locale()).to_owned(),
        }
    }
}

/// GET `/careers/{slug}/apply`: the notice, then the form.
///
/// # Errors
/// [`WebError::NotFound`] for a draft as for an unknown address.
pub async fn show(visitor: Visitor, slug: Path<String>) -> Answer {
    let opening = opening(&visitor, slug.into_inner()).await?;
    if !opening.is_open() {
        return onward(&format!("/careers/{}", opening.vacancy.slug), None);
    }
    let Some(notice) = &opening.notice else { return page(&ApplyLaterPage::of(&visitor, &opening)) };
    let notice = NoticeBox::of(notice, &visitor.texts);
    let mut form = apply_form(&visitor.texts, &opening.vacancy.slug, &notice);
    form.set(PAGE, Token::generate().map_err(StoreError::from)?.reveal().to_string());
    page(&ApplyPage::of(&visitor, &opening, notice, form))
}

/// POST `/careers/{slug}/apply`: keeps the application; the answer is the same for known and unknown people, and for
/// a machine that fell into the trap.
///
/// # Errors
/// [`WebError::TooOften`]; [`WebError::NotFound`] for a draft as for an unknown address; the store's.
pub async fn send(PublicForm { visitor, mut posted, .. }: PublicForm<Applying>, slug: Path<String>) -> Answer {
    let slug = slug.into_inner();
    let opening = opening(&visitor, slug.clone()).await?;
    if !opening.is_open() {
        return onward(&format!("/careers/{slug}"), None);
    }
    let Some(notice) = &opening.notice else { return page_with_faults(&ApplyLaterPage::of(&visitor, &opening)) };
    let notice_box = NoticeBox::of(notice, &visitor.texts);
    let mut form = filled(&visitor.texts, &slug, &notice_box, &posted);
    let files = take_files(&mut form, std::mem::take(&mut posted.files)).await?;
    let Some(application) = read(&mut form, visitor.locale()) else {
        return page_with(posted.status(), &ApplyPage::of(&visitor, &opening, notice_box, form));
    };
    claim(&visitor)?;
    if form.value(HONEYPOT).is_empty() {
        let (vacancy, notice, locale) = (opening.vacancy.id, notice.id, visitor.locale());
        let page = Token::parse(form.value(PAGE)).ok();
        keep(&visitor, opening, Incoming { vacancy, notice, locale, application, files, page }).await?;
    }
    onward(&format!("/careers/{slug}/applied"), None)
}

/// GET `/careers/{slug}/applied`: thanks.
///
/// # Errors
/// [`WebError::NotFound`] for a draft as for an unknown address.
pub async fn thank(visitor: Visitor, slug: Path<String>) -> Answer {
    let opening = opening(&visitor, slug.into_inner()).await?;
    let title = opening.vacancy.title.get(visitor.locale()).to_owned();
    page(&AppliedPage { frame: visitor.frame(Area::Public), title })
}

/// Counts an application that is about to be kept: many at once get no further than one after another.
fn claim(visitor: &Visitor) -> Result<(), WebError> {
    if !visitor.claim(Deed::ApplyFrom) {
        return Err(WebError::TooOften);
    }
    if !visitor.claim(Deed::Apply) {
        visitor.give_back(Deed::ApplyFrom);
        return Err(WebError::TooOften);
    }
    Ok(())
}

/// The form as it was sent, with what is wrong about the notice and the files' number and size.
fn filled(texts: &Texts, slug: &str, notice: &NoticeBox, posted: &Posted) -> Form {
    let mut form = apply_form(texts, slug, notice);
    form.fill(posted.pairs());
    if form.value("notice_version") != notice.version.to_string() {
        // What was ticked was another version: this one is still to be read.
        form.set("notice_version", notice.version.to_string());
        form.set(ACKNOWLEDGED, "");
        form.refuse(ACKNOWLEDGED, fault::NOTICE_CHANGED);
    }
    for name in &posted.cleaned {
        form.refuse(name, fault::CLEANED);
    }
    if posted.too_many {
        form.refuse_with(FILES, fault::FILE_MANY, posted::FILES.to_string());
    }
    for name in &posted.too_large {
        form.refuse_with(FILES, fault::FILE_LARGE, name);
    }
    for name in &posted.too_much {
        form.refuse_with(FILES, fault::FILES_LARGE, name);
    }
    form
}

/// The files; one that is neither PDF nor DOCX by its content is a fault. A damaged one is taken as it is.
async fn take_files(form: &mut Form, files: Vec<IncomingFile>) -> Result<Vec<IncomingFile>, WebError> {
    let looked_at = web::block(move || {
        let is_wrong = |file: &&IncomingFile| sniff(&file.content, &file.name).kind.is_none();
        let wrong = files.iter().find(is_wrong).map(|file| file.name.clone());
        (files, wrong)
    });
    let (files, wrong) = looked_at.await.map_err(|_| WebError::Unavailable)?;
    if let Some(name) = wrong {
        form.refuse_with(FILES, fault::FILE_KIND, name);
    }
    Ok(files)
}

fn read(form: &mut Form, locale: Locale) -> Option<ProposedApplication> {
    let profile = profile::read(form, locale)?;
    let text = |name: &str| form.value(name).to_owned();
    let details = ApplicationDetails { motivation: text("motivation"), available_from: text("available_from") };
    Some(ProposedApplication { profile, details })
}

async fn keep(visitor: &Visitor, opening: Opening, incoming: Incoming) -> Result<(), WebError> {
    let at = visitor.at;
    visitor.app.run(move |_, db| submit(db, &opening.vacancy, &incoming, at)).await?;
    visitor.app.work.notify_one();
    Ok(())
}
