//! Decisions on record, as the privacy officer has them reasoned again.
//!
//! Invariant: whom a decision was about stands on no page here.

mod view;

use actix_web::web::{Path, Query};
use askama::Template;
use askama_web::WebTemplate;
use serde::Deserialize;

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
use crate::web::frame::Frame;
use crate::web::page::{Answer, page};
use crate::web::texts::Texts;
use crate::workflows::explain_decision::{self, Explained, Explanation};

const PAGE: &str = "/staff/journal";

/// `/staff/journal`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/decisions.html")]
pub struct DecisionsPage {
    /// The frame.
    pub frame: Frame,
    /// The decisions, newest first.
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

/// From where a page of the list begins.
#[derive(Debug, Default, Deserialize)]
pub struct ListQuery {
    before: Option<i64>,
}

/// Lists the latest decisions of the reader's office.
pub async fn list(staff: StaffCaller, query: Option<Query<ListQuery>>) -> Answer {
    let (caller, before) = (staff.caller.clone(), query.and_then(|query| query.before));
    let found = staff.visitor.app.run(move |_, db| explain_decision::list(db, &caller, before)).await?;
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let decisions = found.entries.iter().map(|entry| DecisionLine::of(entry, &writing)).collect();
    let next = found.next.map(|next| format!("{PAGE}?before={next}"));
    page(&DecisionsPage { frame: staff.frame(), decisions, next })
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
