//! What processors are entrusted with of a record, and handing work on.

use actix_web::web::Path;

use super::Withheld;
use super::duties::{DutyMark, duty_mark};
use super::show::Record;
use crate::domain::category::CategoryId;
use crate::domain::id::{CandidateId, EntrustmentId, ProcessorId};
use crate::domain::processor::{Entrustment, MadeEntrustment};
use crate::domain::purpose::Purpose;
use crate::domain::time::Day;
use crate::store::StoreError;
use crate::web::error::WebError;
use crate::web::extract::StaffForm;
use crate::web::form::{Choice, Form, Kind};
use crate::web::frame::Message;
use crate::web::page::{Answer, onward, page_with_faults};
use crate::web::profile::choices;
use crate::web::staff::processors::forms::{CATEGORIES, PURPOSES, ticked, ticks};
use crate::web::texts::Texts;
use crate::workflows::carry_entrustments::RecordEntrustments;
use crate::workflows::{WorkflowError, carry_entrustments};

/// What processors were entrusted with, and the form to hand work on with.
#[derive(Debug, Clone, Default)]
pub struct Entrustments {
    /// What was entrusted, newest first.
    pub made: Vec<EntrustmentLine>,
    /// Why the last try was refused.
    pub refused: Option<Withheld>,
    /// The form, from [`entrustment_form`]; none if the office works with no processor.
    pub form: Option<Form>,
}

/// What a processor was entrusted with.
#[derive(Debug, Clone)]
pub struct EntrustmentLine {
    /// Which category.
    pub category: CategoryId,
    /// Which processor.
    pub processor: String,
    /// For which purpose.
    pub purpose: Purpose,
    /// Since when, written out.
    pub from: String,
    /// Until when, written out; empty if it is open-ended.
    pub until: String,
    /// When it ended, written out; empty if it did not.
    pub ended: String,
    /// By which rule it ended; empty if somebody ended it.
    pub end_rule: String,
    /// Where ending it is posted to; empty if it has ended.
    pub action: String,
    /// What is to be done about it.
    pub duties: Vec<DutyMark>,
}

/// The form to hand work on with: `processor`, `entrust_purpose`, a box for each category, `entrust_until`.
pub fn entrustment_form(texts: &Texts, candidate: &str, processors: Vec<Choice>) -> Form {
    let mut form = Form::new(format!("/staff/candidates/{candidate}/entrustments"));
    let processors = std::iter::once(Choice::new("", texts.say("choose"))).chain(processors).collect();
    form.add("entrust", Kind::Select, "processor", "entrust-to").required().half().options(processors);
    let purpose = form.add("entrust", Kind::Select, "entrust_purpose", "transfer-purpose");
    purpose.required().half().options(choices(texts, &PURPOSES)).value(Purpose::Recruitment.as_str());
    let usual = [CategoryId::Profile, CategoryId::ApplicationHistory];
    ticks(&mut form, texts, "entrust", &CATEGORIES, |category| usual.contains(category));
    form.add("entrust", Kind::Date, "entrust_until", "transfer-until").hint("hint-entrust-until");
    form
}

impl Record<'_> {
    /// What processors are entrusted with of what the reader's own office collected.
    pub(super) fn entrustments(&self) -> Option<Entrustments> {
        let found = self.entrustments.as_ref()?;
        let open = found.processors.iter().filter(|processor| processor.ended_at.is_none());
        let choices: Vec<Choice> = open.map(|it| Choice::new(it.id.to_string(), &it.name)).collect();
        Some(Entrustments {
            made: found.made.iter().map(|made| self.entrustment(made, found)).collect(),
            refused: None,
            form: (!choices.is_empty()).then(|| entrustment_form(&self.writing.texts, &self.id(), choices)),
        })
    }

    fn entrustment(&self, made: &MadeEntrustment, found: &RecordEntrustments) -> EntrustmentLine {
        let duties = found.duties.iter().filter(|duty| duty.entrustment_id == Some(made.id));
        let processor = found.processors.iter().find(|processor| processor.id == made.entrustment.processor);
        let action = format!("/staff/candidates/{}/entrustments/{}/end", self.id(), made.id);
        EntrustmentLine {
            category: made.category,
            processor: processor.map(|processor| processor.name.clone()).unwrap_or_default(),
            purpose: made.entrustment.purpose,
            from: self.writing.moment(made.made_at),
            until: made.entrustment.until.map(|day| self.writing.texts.day(&day)).unwrap_or_default(),
            ended: made.ended_at.map(|at| self.writing.moment(at)).unwrap_or_default(),
            end_rule: made.end_rule.clone().unwrap_or_default(),
            action: if made.ended_at.is_none() { action } else { String::new() },
            duties: duties.map(|duty| duty_mark(duty, self.today, &self.writing)).collect(),
        }
    }
}

/// Hands work on.
pub async fn entrust(sent: StaffForm, candidate: Path<CandidateId>) -> Answer {
    let (StaffForm { staff, posted }, candidate) = (sent, candidate.into_inner());
    let record = Record::open(&staff, candidate).await?;
    let mut page = record.page();
    let shown = page.entrustments.as_mut().ok_or(WebError::NotFound)?;
    let form = shown.form.as_mut().ok_or(WebError::NotFound)?;
    form.fill(posted.pairs());
    let Some((categories, entrustment)) = wanted(form, staff.today()) else { return page_with_faults(&page) };
    let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
    let entrust =
        app.change(move |_, db| carry_entrustments::entrust(db, &caller, candidate, &categories, &entrustment));
    match entrust.await {
        Ok((_, is_all)) => {
            let message = if is_all { Message::Entrusted } else { Message::EntrustedPartly };
            return onward(&format!("/staff/candidates/{candidate}"), Some(message));
        }
        Err(WorkflowError::Store(StoreError::Taken(_))) => form.refuse("processor", "error-entrusted"),
        Err(WorkflowError::Store(StoreError::Refused(refusal))) => {
            form.refuse("processor", "error-entrust-refused");
            shown.refused = Some(record.explain(&staff.office.code, &refusal));
        }
        Err(error) => return Err(error.into()),
    }
    page_with_faults(&page)
}

/// What is to be entrusted; what is wrong is marked on the form.
fn wanted(form: &mut Form, today: Day) -> Option<(Vec<CategoryId>, Entrustment)> {
    form.check();
    let processor: Option<ProcessorId> = form.value("processor").parse().ok();
    let purpose = form.value("entrust_purpose").parse().ok();
    let categories = ticked(form, "entrust", &CATEGORIES);
    if categories.is_empty() {
        form.refuse("entrust.profile", "error-choose");
    }
    let typed = form.value("entrust_until").to_owned();
    let until: Option<Day> = typed.parse().ok();
    match until {
        None if !typed.is_empty() => form.refuse("entrust_until", "error-date"),
        Some(until) if until < today => form.refuse("entrust_until", "error-consent-past"),
        _ => {}
    }
    if form.is_bad() {
        return None;
    }
    Some((categories, Entrustment { processor: processor?, purpose: purpose?, until }))
}

/// Ends an entrustment.
pub async fn end(sent: StaffForm, path: Path<(CandidateId, EntrustmentId)>) -> Answer {
    let (staff, (candidate, id)) = (sent.staff, path.into_inner());
    let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
    app.change(move |_, db| carry_entrustments::end(db, &caller, id)).await?;
    onward(&format!("/staff/candidates/{candidate}"), Some(Message::EntrustmentEnded))
}
