//! Opened health records.
//!
//! Invariant: the page is the answer to a stated purpose and reason, and says that both were written down.

use askama::Template;
use askama_web::WebTemplate;

use actix_web::http::StatusCode;
use actix_web::web::Path;

use super::candidate::Head;
use super::candidate::show::Record;
use crate::domain::health::{HealthKind, UseReasonCode};
use crate::domain::id::CandidateId;
use crate::domain::purpose::Purpose;
use crate::store::StoreError;
use crate::store::health::ShownHealthRecord;
use crate::store::permit::Unsealed;
use crate::web::error::WebError;
use crate::web::extract::StaffForm;
use crate::web::frame::Frame;
use crate::web::page::{Answer, page, page_with, page_with_faults};
use crate::workflows::WorkflowError;
use crate::workflows::open_health;

/// The answer to `POST /staff/candidates/{id}/health`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/health.html")]
pub struct HealthPage {
    /// The frame.
    pub frame: Frame,
    /// Whose records.
    pub head: Head,
    /// The stated purpose.
    pub purpose: Purpose,
    /// The stated reason.
    pub reason: UseReasonCode,
    /// Who opened them, as the journal says.
    pub opened_by: String,
    /// When, written out.
    pub opened_at: String,
    /// The journal's number of the entry.
    pub entry: i64,
    /// The records, newest first.
    pub records: Vec<HealthLine>,
}

/// A health record.
#[derive(Debug, Clone)]
pub struct HealthLine {
    /// What it is about; nothing if its seal does not open.
    pub kind: Option<HealthKind>,
    /// What it says.
    pub text: String,
    /// When it was recorded, written out.
    pub recorded: String,
    /// The office that collected it.
    pub office: String,
}

/// Opens health records for a stated purpose and reason. It is a POST that answers with the page, so that reading
/// them again takes another reason.
pub async fn open(sent: StaffForm, candidate: Path<CandidateId>) -> Answer {
    let StaffForm { staff, posted } = sent;
    let record = Record::open(&staff, candidate.into_inner()).await?;
    let mut shown = record.page();
    let holding = record.health_holding().ok_or(WebError::NotFound)?.clone();
    let form = shown.health.as_mut().ok_or(WebError::NotFound)?;
    form.fill(posted.pairs());
    form.check();
    let (Ok(purpose), Ok(reason), false) =
        (form.value("purpose").parse::<Purpose>(), form.value("reason").parse::<UseReasonCode>(), form.is_bad())
    else {
        return page_with_faults(&shown);
    };
    let (caller, details, id) = (staff.caller.clone(), form.value("details").to_owned(), holding.id);
    let opened =
        staff.visitor.app.run(move |_, db| open_health::open(db, &caller, id, purpose, reason, &details)).await;
    let opened = match opened {
        Err(WorkflowError::Store(StoreError::Refused(refusal))) if !refusal.by_role => {
            shown.withheld.insert(0, record.explain(&holding.office, &refusal));
            return page_with(StatusCode::FORBIDDEN, &shown);
        }
        other => other?,
    };
    let office = record.office_name(&holding.office);
    page(&HealthPage {
        frame: shown.frame,
        head: shown.head,
        purpose,
        reason,
        opened_by: staff.staff.name.clone(),
        opened_at: record.writing.moment(staff.visitor.at),
        entry: opened.entry,
        records: opened.records.iter().map(|shown| line(&record, &office, shown)).collect(),
    })
}

fn line(record: &Record<'_>, office: &str, shown: &ShownHealthRecord) -> HealthLine {
    let (kind, text) = match &shown.record {
        Unsealed::Value(health) => (Some(health.kind), health.text.clone()),
        Unsealed::Damaged => (None, record.writing.texts.say("damaged")),
    };
    HealthLine { kind, text, recorded: record.writing.moment(shown.at), office: office.to_owned() }
}
