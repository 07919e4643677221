//! Decisions on record, as the privacy officer has them reasoned again.
//!
//! Invariant: whom a decision was about stands on no page here.

mod purposes;
mod view;

use actix_web::web::{Path, Query};
use askama::Template;
use askama_web::WebTemplate;

pub use purposes::{ListQuery, PurposeLine, filter_form};
pub use view::{DecisionView, FactsView, StepView, TablesView, decision_view};

use super::Writing;
use crate::domain::category::CategoryId;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Role;
use crate::law::access::Verb;
use crate::law::words::Verdict;
use crate::store::decisions::OnRecord;
use crate::store::offices;
use crate::web::extract::StaffCaller;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::page::{Answer, page, page_with_faults};
use crate::web::texts::Texts;
use crate::workflows::explain_decision::{self, Explained, Explanation};
use crate::workflows::read_purposes;

const PAGE: &str = "/staff/journal";

/// `/staff/journal`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/decisions.html")]
pub struct DecisionsPage {
    /// The frame.
    pub frame: Frame,
    /// What is read, from [`filter_form`].
    pub filter: Form,
    /// The period that is read, written out: its first and its last day.
    pub period: [String; 2],
    /// What was done for each purpose in it; nothing where it has more entries than are counted at once.
    pub purposes: Option<Vec<PurposeLine>>,
    /// The decisions, newest first; where something was chosen, every entry that fits.
    pub decisions: Vec<DecisionLine>,
    /// The address of the next page.
    pub next: Option<String>,
}

/// A decision in the list, and at the head of its own page.
#[derive(Debug, Clone)]
pub struct DecisionLine {
    /// Its place in the journal.
    pub seq: i64,
    /// The address of its page.
    pub href: String,
    /// When, written out.
    pub at: String,
    /// Who, by role.
    pub role: String,
    /// What was to be done.
    pub verb: String,
    /// With which category.
    pub category: Option<CategoryId>,
    /// For which purpose.
    pub purpose: Option<Purpose>,
    /// What was decided; none for what is on record as done.
    pub verdict: Option<Verdict>,
    /// The rules that decided.
    pub rules: String,
}

impl DecisionLine {
    fn of(entry: &OnRecord, writing: &Writing) -> Self {
        let texts = &writing.texts;
        Self {
            seq: entry.seq,
            href: format!("{PAGE}/{}", entry.seq),
            at: writing.moment(entry.at),
            role: entry.role.parse::<Role>().map_or_else(|_| entry.role.clone(), |role| texts.label(role)),
            verb: entry.verb.parse::<Verb>().map_or_else(|_| entry.verb.clone(), |verb| texts.label(verb)),
            category: entry.category,
            purpose: entry.purpose,
            verdict: entry.outcome.parse().ok(),
            rules: entry.rules.clone(),
        }
    }

    /// Whether it was refused or left to a person.
    pub fn is_shut(&self) -> bool {
        self.verdict.is_some_and(|verdict| verdict != Verdict::Allow)
    }
}

/// `/staff/journal/{seq}`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/decision.html")]
pub struct DecisionPage {
    /// The frame.
    pub frame: Frame,
    /// The entry.
    pub line: DecisionLine,
    /// The office that acted.
    pub office: String,
    /// The decision, reasoned again.
    pub decision: Option<DecisionView>,
    /// The key of the sentence that says why there is none.
    pub unexplained: &'static str,
}

impl DecisionsPage {
    fn outcome(&self, line: &DecisionLine) -> String {
        outcome(line.verdict, &self.frame.texts)
    }
}

impl DecisionPage {
    fn outcome(&self) -> String {
        outcome(self.line.verdict, &self.frame.texts)
    }
}

/// Lists the latest decisions of the reader's office, or what was chosen of the journal, with a summary by purpose.
pub async fn list(staff: StaffCaller, query: Option<Query<ListQuery>>) -> Answer {
    // An address that somebody shortened leads to the beginning rather than nowhere.
    let query = query.map(Query::into_inner).unwrap_or_default();
    let offices = staff.visitor.app.run(|_, db| read_purposes::all_offices(db)).await?;
    let mut filter = filter_form(&staff.visitor.texts, &staff.office.code, &offices);
    let asked = purposes::wanted(&mut filter, &query, &staff.office.code);
    let is_bad = asked.is_none();
    let wanted = asked.unwrap_or_else(|| read_purposes::usual(&staff.office.code));
    let (caller, is_filtered, before) = (staff.caller.clone(), query.is_filtered() && !is_bad, query.before);
    let read = staff.visitor.app.run(move |_, db| {
        let mut register = read_purposes::read(db, &caller, &wanted)?;
        if !is_filtered {
            register.page = explain_decision::list(db, &caller, before)?;
        }
        Ok(register)
    });
    let found = read.await?;
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let next = |next| match is_filtered {
        true => format!("{}&before={next}", purposes::address(&filter, None)),
        false => format!("{PAGE}?before={next}"),
    };
    let shown = DecisionsPage {
        frame: staff.frame(),
        period: [found.days.0, found.days.1].map(|day| writing.texts.day(&day)),
        purposes: found.summary.map(|all| all.iter().map(|used| purposes::line(used, &filter, &writing)).collect()),
        decisions: found.page.entries.iter().map(|entry| DecisionLine::of(entry, &writing)).collect(),
        next: found.page.next.map(next),
        filter,
    };
    if is_bad { page_with_faults(&shown) } else { page(&shown) }
}

/// Shows one decision, reasoned again.
pub async fn show(staff: StaffCaller, seq: Path<i64>) -> Answer {
    let (caller, seq) = (staff.caller.clone(), seq.into_inner());
    let find = staff.visitor.app.run(move |_, db| {
        let explained = explain_decision::show(db, &caller, seq)?;
        Ok((explained, db.read(offices::list)?))
    });
    let (Explained { entry, decision }, offices) = find.await?;
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let office = offices.iter().find(|office| office.code == entry.office);
    let office = office.map_or_else(|| entry.office.to_string(), |it| it.name.get(writing.locale()).to_owned());
    let unexplained = unexplained(&decision);
    let decision = match &decision {
        Explanation::Reasoned(reasoned) => {
            Some(decision_view(staff.visitor.app.store.law(), &writing.texts, reasoned, &entry.table_version))
        }
        _ => None,
    };
    let line = DecisionLine::of(&entry, &writing);
    page(&DecisionPage { frame: staff.frame(), line, office, decision, unexplained })
}

const fn unexplained(decision: &Explanation) -> &'static str {
    match decision {
        Explanation::Reasoned(_) => "",
        Explanation::None => "decision-none",
        Explanation::Batch => "decision-batch",
        Explanation::NotKept => "decision-not-kept",
        Explanation::Damaged => "decision-damaged",
    }
}

/// The verdict in words, or that something is on record as done.
fn outcome(verdict: Option<Verdict>, texts: &Texts) -> String {
    verdict.map_or_else(|| texts.say("decision-done"), |verdict| texts.label(verdict))
}
