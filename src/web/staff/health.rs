//! Opened health records, and messages that are kept as such.
//!
//! Invariant: the page is the answer to a stated purpose and reason, and says that both were written down.

use askama::Template;
use askama_web::WebTemplate;

use actix_web::http::StatusCode;
use actix_web::web::Path;

use super::candidate::Head;
use super::candidate::show::Record;
use crate::domain::health::{HealthKind, UseReasonCode};
use crate::domain::id::{CandidateId, MessageFileId, MessageId};
use crate::domain::purpose::Purpose;
use crate::store::StoreError;
use crate::store::health::ShownHealthRecord;
use crate::store::health_messages::ShownHealthMessage;
use crate::store::messages::ShownFile;
use crate::store::permit::Unsealed;
use crate::web::error::WebError;
use crate::web::extract::StaffForm;
use crate::web::frame::Frame;
use crate::web::page::{Answer, attachment, page, page_with, page_with_faults};
use crate::workflows::WorkflowError;
use crate::workflows::open_health;

/// A type that no browser shows.
const BYTES: &str = "application/octet-stream";
/// Characters of what is said besides a reason, as the form takes them.
const LONGEST_DETAILS: usize = 500;

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
    /// What was said besides, for the files that are asked for with the same reason.
    pub details: String,
    /// Who opened them, as the journal says.
    pub opened_by: String,
    /// When, written out.
    pub opened_at: String,
    /// The journal's number of the entry.
    pub entry: i64,
    /// The records, newest first.
    pub records: Vec<HealthLine>,
    /// The messages that are kept as health data, newest first.
    pub messages: Vec<HealthMessageLine>,
    /// The last of them, before which older ones are asked for; none if there are none.
    pub older: Option<String>,
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

/// A message that is kept as health data.
#[derive(Debug, Clone)]
pub struct HealthMessageLine {
    /// What it is about; empty if nobody said.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// When it came, written out.
    pub at: String,
    /// The office that it came to.
    pub office: String,
    /// What came with it, and its source.
    pub files: Vec<HealthFileLine>,
}

/// A file of a message that is kept as health data.
#[derive(Debug, Clone)]
pub struct HealthFileLine {
    /// Its name.
    pub name: String,
    /// Its size, written out.
    pub size: String,
    /// Where it is asked for, with purpose, reason and details.
    pub action: String,
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
    let (caller, said, id) = (staff.caller.clone(), form.value("details").to_owned(), holding.id);
    let details = said.clone();
    // What nobody can read leads to the newest.
    let before = posted.value("before").parse::<MessageId>().ok();
    let open =
        staff.visitor.app.run(move |_, db| open_health::open(db, &caller, id, purpose, reason, &said, before)).await;
    let opened = match open {
        Err(WorkflowError::Store(StoreError::Refused(refusal))) if !refusal.by_role => {
            shown.withheld.insert(0, record.explain(&holding.office, &refusal));
            return page_with(StatusCode::FORBIDDEN, &shown);
        }
        other => other?,
    };
    let office = record.office_name(&holding.office);
    let href = shown.head.href();
    page(&HealthPage {
        frame: shown.frame,
        head: shown.head,
        purpose,
        reason,
        details,
        opened_by: staff.staff.name.clone(),
        opened_at: record.writing.moment(staff.visitor.at),
        entry: opened.entry,
        records: opened.records.iter().map(|shown| line(&record, &office, shown)).collect(),
        messages: opened.messages.iter().map(|shown| message(&record, &office, &href, shown)).collect(),
        older: opened.messages.last().filter(|_| opened.has_older).map(|last| last.message.to_string()),
    })
}

/// A file, or the source, of a message that is kept as health data: for a purpose and a reason that are sent along, each
/// time anew.
pub async fn file(sent: StaffForm, path: Path<(CandidateId, MessageFileId)>) -> Answer {
    let StaffForm { staff, posted } = sent;
    let (candidate, file) = path.into_inner();
    let record = Record::open(&staff, candidate).await?;
    let holding = record.health_holding().ok_or(WebError::NotFound)?.id;
    let details = posted.value("details").to_owned();
    let (Ok(purpose), Ok(reason), true) = (
        posted.value("purpose").parse::<Purpose>(),
        posted.value("reason").parse::<UseReasonCode>(),
        details.chars().count() <= LONGEST_DETAILS,
    ) else {
        return Err(WebError::Malformed);
    };
    let caller = staff.caller.clone();
    let open =
        staff.visitor.app.run(move |_, db| open_health::file(db, &caller, holding, purpose, (reason, &details), file));
    let (shown, mut content) = open.await?;
    let name: &str = match &shown.name {
        Unsealed::Value(name) if !name.is_empty() => name,
        _ => "file",
    };
    attachment(name, BYTES, std::mem::take(&mut *content))
}

fn line(record: &Record<'_>, office: &str, shown: &ShownHealthRecord) -> HealthLine {
    let (kind, text) = match &shown.record {
        Unsealed::Value(health) => (Some(health.kind), health.text.clone()),
        Unsealed::Damaged => (None, record.writing.texts.say("damaged")),
    };
    HealthLine { kind, text, recorded: record.writing.moment(shown.at), office: office.to_owned() }
}

fn message(record: &Record<'_>, office: &str, href: &str, shown: &ShownHealthMessage) -> HealthMessageLine {
    let texts = &record.writing.texts;
    let (subject, text) = match &shown.said {
        Unsealed::Value(said) => (said.subject.clone(), said.body.text.clone()),
        Unsealed::Damaged => (String::new(), texts.say("damaged")),
    };
    let line = |file: &ShownFile, name: String| HealthFileLine {
        name,
        size: texts.size(file.bytes),
        action: format!("{href}/health/files/{}", file.id),
    };
    let files = shown.files.iter().map(|file| line(file, record.writing.unsealed(&file.name)));
    let source = shown.source.iter().map(|file| line(file, texts.say("message-source")));
    HealthMessageLine {
        subject,
        text,
        at: record.writing.moment(shown.at),
        office: office.to_owned(),
        files: files.chain(source).collect(),
    }
}
