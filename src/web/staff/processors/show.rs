//! The page of a processor.

use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;

use super::{PAGE, Standing, forms};
use crate::domain::category::CategoryId;
use crate::domain::id::{ProcessorId, StaffId};
use crate::domain::letter::{Letter, LetterState};
use crate::domain::processor::{Disposal, ReviewFinding, ReviewKind};
use crate::domain::purpose::Purpose;
use crate::store::mailed_packages::MailedPackage;
use crate::store::processors::{Contract, ProcessorUser, Review, SubProcessor};
use crate::web::error::WebError;
use crate::web::extract::StaffCaller;
use crate::web::form::{Choice, Form};
use crate::web::frame::Frame;
use crate::web::page::{Answer, page};
use crate::web::staff::Writing;
use crate::web::texts::Texts;
use crate::workflows::keep_processors::{self, Shown};
use crate::workflows::mail_packages;

/// `/staff/processors/{id}`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/processor.html")]
pub struct ProcessorPage {
    /// The frame.
    pub frame: Frame,
    /// What it is called.
    pub name: String,
    /// Where it works, in the language of the page.
    pub country: String,
    /// Whom to tell of an incident.
    pub incident_contact: String,
    /// How it stands.
    pub standing: Standing,
    /// How many people it is entrusted with now.
    pub people: i64,
    /// What is agreed, written out; none without a contract.
    pub contract: Option<ContractView>,
    /// Its reviews, the latest first.
    pub reviews: Vec<ReviewLine>,
    /// Its processors.
    pub subs: Vec<SubLine>,
    /// Its people.
    pub users: Vec<UserLine>,
    /// Packages that were to be mailed, newest first.
    pub mailed: Vec<MailedLine>,
    /// The forms, while the office works with it.
    pub forms: Option<Forms>,
    /// What became of the data, and how that was confirmed.
    pub disposal: Option<(Disposal, String)>,
    /// The form to record that with, from [`forms::disposal_form`].
    pub disposal_form: Option<Form>,
}

/// The forms about a processor.
#[derive(Debug, Clone)]
pub struct Forms {
    /// From [`forms::contract_form`].
    pub contract: Form,
    /// From [`forms::review_form`].
    pub review: Form,
    /// From [`forms::sub_form`].
    pub sub: Form,
    /// From [`forms::user_form`].
    pub user: Form,
    /// From [`forms::package_form`].
    pub package: Form,
    /// From [`forms::mail_form`]; none without a mail server, or without anybody to mail to.
    pub mail: Option<Form>,
    /// From [`forms::end_form`].
    pub end: Form,
}

impl Forms {
    /// Empty forms.
    pub fn new(texts: &Texts, id: &str, contract: Option<&Contract>) -> Self {
        Self {
            contract: forms::contract_form(texts, id, contract),
            review: forms::review_form(texts, id),
            sub: forms::sub_form(texts, id),
            user: forms::user_form(texts, id),
            package: forms::package_form(id),
            mail: None,
            end: forms::end_form(id),
        }
    }

    /// The form with some address.
    pub(super) fn at(&mut self, action: &str) -> Option<&mut Form> {
        let all =
            [&mut self.contract, &mut self.review, &mut self.sub, &mut self.user, &mut self.package, &mut self.end];
        all.into_iter().chain(self.mail.as_mut()).find(|form| form.action == action)
    }
}

/// A contract.
#[derive(Debug, Clone)]
pub struct ContractView {
    /// First day, written out.
    pub from: String,
    /// Last day, written out; empty if it is open-ended.
    pub until: String,
    /// What it covers.
    pub categories: Vec<CategoryId>,
    /// For what.
    pub purposes: Vec<Purpose>,
    /// Where, in the language of the page.
    pub countries: Vec<String>,
    /// What binds it abroad; empty if nothing does.
    pub safeguard: String,
    /// The last yearly check abroad, written out; empty if there was none.
    pub checked: String,
}

/// A review.
#[derive(Debug, Clone)]
pub struct ReviewLine {
    /// When, written out.
    pub on: String,
    /// Before or after.
    pub kind: ReviewKind,
    /// What it found.
    pub finding: ReviewFinding,
    /// What was looked at.
    pub note: String,
    /// Until when it is to be mended, written out; empty if nothing is.
    pub mend_by: String,
    /// By whom.
    pub by: String,
}

/// A sub-processor.
#[derive(Debug, Clone)]
pub struct SubLine {
    /// What it is called.
    pub name: String,
    /// Where it works, in the language of the page.
    pub country: String,
    /// Whether our data goes there.
    pub engaged: bool,
    /// The day of our approval, written out; empty without one.
    pub approved: String,
    /// The form to change it with, from [`forms::sub_change_form`]; none after the end.
    pub form: Option<Form>,
}

/// Somebody of a processor.
#[derive(Debug, Clone)]
pub struct UserLine {
    /// The name.
    pub name: String,
    /// When the account was closed, written out; empty if it is open.
    pub closed: String,
    /// Where closing it is posted to.
    pub closure: String,
}

/// A package that was to be mailed.
#[derive(Debug, Clone)]
pub struct MailedLine {
    /// When it was asked for, and by whom, written out.
    pub asked: String,
    /// To whom it goes.
    pub contact: String,
    /// How many records were in it, written out; a dash if it was not sent.
    pub records: String,
    /// What became of it, in a sentence.
    pub state: String,
    /// Whether it did not go out.
    pub is_stopped: bool,
}

/// Shows one.
pub async fn show(staff: StaffCaller, id: Path<ProcessorId>) -> Answer {
    page(&opened(&staff, id.into_inner()).await?)
}

/// The page of a processor.
///
/// # Errors
/// [`WebError::NotFound`] if the office has none of this id, or the reader keeps no terms.
pub(super) async fn opened(staff: &StaffCaller, id: ProcessorId) -> Result<ProcessorPage, WebError> {
    let caller = staff.caller.clone();
    let found = staff.visitor.app.run(move |_, db| keep_processors::show(db, &caller, id)).await?;
    Ok(shown(staff, &found))
}

fn shown(staff: &StaffCaller, found: &Shown) -> ProcessorPage {
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let texts = &writing.texts;
    let (file, id) = (&found.kept.file, found.kept.file.processor.id.to_string());
    let fresh_days = staff.visitor.app.store.law().rules.review_days();
    let mut frame = staff.frame();
    frame.path = format!("{PAGE}/{id}");
    let is_open = file.processor.ended_at.is_none();
    let disposed = file.processor.disposal.zip(file.processor.disposal_note.clone());
    let disposal_form = (!is_open && disposed.is_none()).then(|| forms::disposal_form(texts, &id));
    ProcessorPage {
        name: file.processor.name.clone(),
        country: texts.country(&file.processor.country),
        incident_contact: file.processor.incident_contact.clone(),
        standing: Standing::of(&found.kept, found.today, texts, fresh_days),
        people: found.kept.people,
        contract: file.contract.as_ref().map(|contract| contract_view(contract, &writing)),
        reviews: file.reviews.iter().map(|review| review_line(review, found, &writing)).collect(),
        subs: file.subs.iter().map(|sub| sub_line(sub, &id, is_open, &writing)).collect(),
        users: found.users.iter().map(|user| user_line(user, &id, &writing)).collect(),
        mailed: found.mailed.iter().map(|(package, letter)| mailed_line(package, letter, found, &writing)).collect(),
        forms: is_open
            .then(|| Forms { mail: mail_form(staff, found), ..Forms::new(texts, &id, file.contract.as_ref()) }),
        disposal: disposed,
        disposal_form,
        frame,
    }
}

fn contract_view(contract: &Contract, writing: &Writing) -> ContractView {
    let texts = &writing.texts;
    ContractView {
        from: texts.day(&contract.from),
        until: contract.until.map(|day| texts.day(&day)).unwrap_or_default(),
        categories: contract.categories.clone(),
        purposes: contract.purposes.clone(),
        countries: contract.countries.iter().map(|country| texts.country(country)).collect(),
        safeguard: contract.safeguard.map(|kind| texts.label(kind)).unwrap_or_default(),
        checked: contract.annual_check_on.map(|day| texts.day(&day)).unwrap_or_default(),
    }
}

fn review_line(review: &Review, found: &Shown, writing: &Writing) -> ReviewLine {
    let by = found.people.iter().find(|(staff, _)| Some(*staff) == review.staff_id);
    ReviewLine {
        on: writing.texts.day(&review.reviewed_on),
        kind: review.kind,
        finding: review.finding,
        note: review.note.clone(),
        mend_by: review.mend_by.map(|day| writing.texts.day(&day)).unwrap_or_default(),
        by: by.map(|(_, name)| name.clone()).unwrap_or_default(),
    }
}

fn sub_line(sub: &SubProcessor, id: &str, is_open: bool, writing: &Writing) -> SubLine {
    let form = || forms::sub_change_form(id, &sub.id.to_string(), sub.engaged, sub.approved_on);
    SubLine {
        name: sub.name.clone(),
        country: writing.texts.country(&sub.country),
        engaged: sub.engaged,
        approved: sub.approved_on.map(|day| writing.texts.day(&day)).unwrap_or_default(),
        form: is_open.then(form),
    }
}

fn user_line(user: &ProcessorUser, id: &str, writing: &Writing) -> UserLine {
    UserLine {
        name: user.name.clone(),
        closed: user.disabled_at.map(|at| writing.day(at)).unwrap_or_default(),
        closure: format!("{PAGE}/{id}/users/{}/closure", user.staff),
    }
}

/// The form to mail a package with, if there is a mail server and somebody to mail to.
fn mail_form(staff: &StaffCaller, found: &Shown) -> Option<Form> {
    let texts = &staff.visitor.texts;
    let contacts = mail_packages::contacts(&found.kept.file, &found.users);
    if staff.visitor.app.config.mailer.is_none() || contacts.is_empty() {
        return None;
    }
    let choice = |contact: &Option<StaffId>| {
        let word = contact.map_or_else(|| forms::INCIDENT_CONTACT.to_owned(), |person| person.to_string());
        Choice::new(word, contact_name(*contact, found, texts))
    };
    Some(forms::mail_form(texts, &found.kept.file.processor.id.to_string(), contacts.iter().map(choice).collect()))
}

fn contact_name(contact: Option<StaffId>, found: &Shown, texts: &Texts) -> String {
    match contact {
        Some(person) => {
            let user = found.users.iter().find(|user| user.staff == person);
            user.map(|user| user.name.clone()).unwrap_or_default()
        }
        None => texts.with("package-to-incident", "contact", &found.kept.file.processor.incident_contact),
    }
}

fn mailed_line(package: &MailedPackage, letter: &Letter, found: &Shown, writing: &Writing) -> MailedLine {
    let by = found.people.iter().find(|(staff, _)| *staff == package.asked_by);
    let by = by.map(|(_, name)| format!(", {name}")).unwrap_or_default();
    let sent = package.records.filter(|_| letter.state == LetterState::Sent);
    MailedLine {
        asked: format!("{}{by}", writing.moment(package.asked_at)),
        contact: contact_name(package.contact_id, found, &writing.texts),
        records: sent.map_or_else(|| "–".to_owned(), |records| writing.texts.number(records)),
        state: writing.letter(letter),
        is_stopped: matches!(letter.state, LetterState::Dropped | LetterState::GivenUp),
    }
}
