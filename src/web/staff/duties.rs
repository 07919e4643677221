//! What remains to be done after transfers, entrustments and provisions: the queue of the privacy officer.

use askama::Template;
use askama_web::WebTemplate;

use super::Writing;
use crate::domain::jurisdiction::Country;
use crate::law::words::Duty;
use crate::store::StoreError;
use crate::store::duty_register::{DutyNote, ProvisionDuty, RecipientDuty};
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::{Form, Kind};
use crate::web::frame::{Frame, Message};
use crate::web::page::{Answer, onward, page, page_with_faults};
use crate::web::posted::Posted;
use crate::web::texts::Texts;
use crate::workflows::WorkflowError;
use crate::workflows::see_to_duties::{self, Duties, Towards};

const PAGE: &str = "/staff/duties";

/// `/staff/duties`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/duties.html")]
pub struct DutiesPage {
    /// The frame.
    pub frame: Frame,
    /// Towards recipients, the earliest first.
    pub recipients: Vec<RecipientLine>,
    /// After provisions, the earliest first.
    pub provisions: Vec<ProvisionLine>,
    /// Whether there are more of these.
    pub has_more: bool,
    /// How duties were seen to, the latest first.
    pub notes: Vec<NoteLine>,
}

/// A duty towards a recipient.
#[derive(Debug, Clone)]
pub struct RecipientLine {
    /// What.
    pub duty: Duty,
    /// Towards whom.
    pub name: String,
    /// The countries abroad that it is about.
    pub countries: Vec<Country>,
    /// By when, written out.
    pub due: String,
    /// Whether that day is over.
    pub is_late: bool,
    /// Of how many categories of records.
    pub records: i64,
    /// Its form, from [`note_form`].
    pub form: Form,
}

/// A duty after a provision.
#[derive(Debug, Clone)]
pub struct ProvisionLine {
    /// The address of the disclosure.
    pub href: String,
    /// What.
    pub duty: Duty,
    /// To whom it was provided.
    pub party: String,
    /// By when, written out.
    pub due: String,
    /// Whether that day is over.
    pub is_late: bool,
}

/// How a duty was seen to.
#[derive(Debug, Clone)]
pub struct NoteLine {
    /// When, written out.
    pub at: String,
    /// By whom.
    pub by: String,
    /// What.
    pub duty: Duty,
    /// Towards whom.
    pub name: String,
    /// Of how many categories of records.
    pub records: i64,
    /// How.
    pub note: String,
}

/// The form of a note: `duty`, `recipient`, `countries` as they are, `note`. The number tells it from the others.
pub fn note_form(duty: &RecipientDuty, number: usize) -> Form {
    let mut form = Form::new(PAGE);
    let mut fixed = |name: &str, value: String| {
        form.add("duty", Kind::Hidden, name, "duty").id(format!("{name}-{number}")).value(value);
    };
    fixed("duty", duty.duty.to_string());
    fixed("recipient", duty.recipient.clone());
    fixed("countries", joined(&duty.countries));
    let note = form.add("duty", Kind::Lines, "note", "duty-note").id(format!("note-{number}"));
    note.required().longest(2_000).hint("hint-duty-note");
    form
}

fn joined(countries: &[Country]) -> String {
    countries.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// Shows what is open.
pub async fn show(staff: StaffCaller) -> Answer {
    page(&opened(&staff).await?)
}

/// Records how a duty was seen to.
pub async fn finish(sent: StaffForm) -> Answer {
    let StaffForm { staff, posted } = sent;
    // Whoever may not see the page is told nothing about what they sent.
    let mut shown = opened(&staff).await?;
    let towards = towards(&posted)?;
    let is_this = |line: &&mut RecipientLine| {
        line.form.value("duty") == posted.value("duty")
            && line.form.value("recipient") == posted.value("recipient")
            && line.form.value("countries") == posted.value("countries")
    };
    // Somebody else has seen to it, or a check on record has.
    let Some(line) = shown.recipients.iter_mut().find(is_this) else { return onward(PAGE, Some(Message::Stale)) };
    line.form.fill(posted.pairs());
    line.form.check();
    if line.form.is_bad() {
        return page_with_faults(&shown);
    }
    let (caller, note) = (staff.caller.clone(), line.form.value("note").to_owned());
    let finish = staff.visitor.app.change(move |_, db| see_to_duties::finish(db, &caller, &towards, &note));
    match finish.await {
        Ok(()) => onward(PAGE, Some(Message::Saved)),
        Err(WorkflowError::Store(StoreError::Stale)) => onward(PAGE, Some(Message::Stale)),
        Err(error) => Err(error.into()),
    }
}

fn towards(posted: &Posted) -> Result<Towards, WebError> {
    let duty = posted.value("duty").parse().map_err(|_| WebError::Malformed)?;
    let countries = posted.value("countries").split_whitespace().map(str::parse).collect::<Result<_, _>>();
    let recipient = posted.value("recipient").to_owned();
    Ok(Towards { duty, recipient, countries: countries.map_err(|_| WebError::Malformed)? })
}

async fn opened(staff: &StaffCaller) -> Result<DutiesPage, WebError> {
    let caller = staff.caller.clone();
    let kept = staff.visitor.app.run(move |_, db| see_to_duties::show(db, &caller)).await?;
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let mut frame = staff.frame();
    PAGE.clone_into(&mut frame.path);
    let recipients = kept.recipients.iter().enumerate();
    let recipients = recipients.map(|(number, duty)| recipient_line(&kept, duty, number + 1, &writing.texts));
    Ok(DutiesPage {
        frame,
        recipients: recipients.collect(),
        provisions: kept.provisions.iter().map(|duty| provision_line(&kept, duty, &writing.texts)).collect(),
        has_more: kept.has_more,
        notes: kept.notes.iter().map(|note| note_line(&kept, note, &writing)).collect(),
    })
}

fn recipient_line(kept: &Duties, duty: &RecipientDuty, number: usize, texts: &Texts) -> RecipientLine {
    RecipientLine {
        duty: duty.duty,
        name: kept.name(&duty.recipient, texts.locale),
        countries: duty.countries.clone(),
        due: texts.day(&duty.due_on),
        is_late: duty.due_on < kept.today,
        records: duty.records,
        form: note_form(duty, number),
    }
}

fn provision_line(kept: &Duties, duty: &ProvisionDuty, texts: &Texts) -> ProvisionLine {
    ProvisionLine {
        href: format!("/staff/disclosures/{}", duty.disclosure),
        duty: duty.duty,
        party: duty.party.clone(),
        due: texts.day(&duty.due_on),
        is_late: duty.due_on < kept.today,
    }
}

fn note_line(kept: &Duties, note: &DutyNote, writing: &Writing) -> NoteLine {
    let by = kept.people.iter().find(|(staff, _)| Some(*staff) == note.staff_id);
    NoteLine {
        at: writing.moment(note.at),
        by: by.map(|(_, name)| name.clone()).unwrap_or_default(),
        duty: note.duty,
        name: kept.name(&note.recipient, writing.locale()),
        records: note.records,
        note: note.note.clone(),
    }
}
