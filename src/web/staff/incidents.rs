//! Incidents, as the privacy officer keeps them.

pub mod forms;
pub mod show;
pub mod write;

use askama::Template;
use askama_web::WebTemplate;

use crate::domain::category::CategoryId;
use crate::domain::office::{Office, OfficeCode};
use crate::domain::time::Day;
use crate::store::incident_clocks::KeptClock;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::Form;
use crate::web::frame::{Frame, Message};
use crate::web::page::{Answer, onward, page, page_with_faults};
use crate::web::texts::Texts;
use crate::workflows::keep_incidents::{self, Incidents, Listed};

const PAGE: &str = "/staff/incidents";

/// `/staff/incidents`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/incidents.html")]
pub struct IncidentsPage {
    /// The frame.
    pub frame: Frame,
    /// Those with an overdue clock first.
    pub incidents: Vec<IncidentLine>,
    /// The form to record one with, from [`forms::facts_form`].
    pub form: Form,
}

/// An incident in the list.
#[derive(Debug, Clone)]
pub struct IncidentLine {
    /// The address of its page.
    pub href: String,
    /// When the office came to know, written out.
    pub known: String,
    /// Where it happened.
    pub place: String,
    /// The categories of data.
    pub categories: Vec<CategoryId>,
    /// How its clocks stand.
    pub standing: Standing,
}

/// How the clocks of an incident stand.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The key of the sentence.
    pub key: &'static str,
    /// The next last day, written out; empty if there is none.
    pub day: String,
    /// Whether a clock is overdue.
    pub is_overdue: bool,
}

impl Standing {
    /// The sentence.
    pub fn say(&self, texts: &Texts) -> String {
        if self.day.is_empty() { texts.say(self.key) } else { texts.with(self.key, "date", &self.day) }
    }

    /// How open clocks stand on a day; the earliest due comes first.
    pub fn of(open: &[KeptClock], today: Day, texts: &Texts) -> Self {
        let next = open.iter().filter_map(|clock| clock.due_on).min();
        let (key, day, is_overdue) = match next {
            Some(due) if due < today => ("incident-overdue", texts.day(&due), true),
            Some(due) => ("incident-due", texts.day(&due), false),
            None if open.is_empty() => ("incident-settled", String::new(), false),
            None => ("incident-waiting", String::new(), false),
        };
        Self { key, day, is_overdue }
    }
}

/// Lists the incidents.
pub async fn list(staff: StaffCaller) -> Answer {
    page(&opened(&staff).await?)
}

/// Records one.
pub async fn record(sent: StaffForm) -> Answer {
    let StaffForm { staff, posted } = sent;
    let mut shown = opened(&staff).await?;
    shown.form.fill(posted.pairs());
    let Some(incident) = forms::facts(&mut shown.form, &staff.caller, staff.today(), None) else {
        return page_with_faults(&shown);
    };
    let (id, caller) = (incident.id, staff.caller.clone());
    staff.visitor.app.run(move |_, db| keep_incidents::record(db, &caller, &incident)).await?;
    onward(&format!("{PAGE}/{id}"), Some(Message::Saved))
}

async fn opened(staff: &StaffCaller) -> Result<IncidentsPage, WebError> {
    let caller = staff.caller.clone();
    let Incidents { all, choices } = staff.visitor.app.run(move |_, db| keep_incidents::list(db, &caller)).await?;
    let texts = &staff.visitor.texts;
    let line = |listed: &Listed| IncidentLine {
        href: format!("{PAGE}/{}", listed.incident.id),
        known: texts.day(&listed.incident.known_on),
        place: office_name(&choices.offices, &listed.incident.place, texts),
        categories: listed.incident.categories.clone(),
        standing: Standing::of(&listed.open, choices.today, texts),
    };
    let mut form = forms::facts_form(texts, PAGE, &choices.offices, &choices.processors, None);
    form.set("place", staff.office.code.as_str());
    let mut frame = staff.frame();
    PAGE.clone_into(&mut frame.path);
    Ok(IncidentsPage { incidents: all.iter().map(line).collect(), form, frame })
}

/// What an office is called; its code if it has no name.
fn office_name(offices: &[Office], code: &OfficeCode, texts: &Texts) -> String {
    let found = offices.iter().find(|office| office.code == *code);
    found.map_or_else(|| code.to_string(), |office| office.name.get(texts.locale).to_owned())
}
