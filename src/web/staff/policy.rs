//! The map of the recruitment policy: clause, rows, rules, and when each decided last.

use std::collections::HashMap;

use askama::Template;
use askama_web::WebTemplate;

use super::Writing;
use crate::domain::time::Ts;
use crate::law::Law;
use crate::law::policy::{Clause, clauses};
use crate::web::error::WebError;
use crate::web::extract::StaffCaller;
use crate::web::frame::Frame;
use crate::web::page::{Answer, page};
use crate::workflows::show_policy;

const PAGE: &str = "/staff/policy";

/// `/staff/policy`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/policy.html")]
pub struct PolicyPage {
    /// The frame.
    pub frame: Frame,
    /// The sections, in the policy's order.
    pub sections: Vec<SectionView>,
}

/// A section of the policy.
#[derive(Debug, Clone)]
pub struct SectionView {
    /// Its number.
    pub number: u8,
    /// What it is called.
    pub heading: String,
    /// Its clauses.
    pub clauses: Vec<ClauseView>,
}

/// A clause.
#[derive(Debug, Clone)]
pub struct ClauseView {
    /// Its number.
    pub number: String,
    /// What it says, in a few words of our own.
    pub says: String,
    /// The tables in which it is kept.
    pub rows: Vec<String>,
    /// Where it is looked after; empty if nowhere in particular.
    pub page: String,
    /// The rules that decide it.
    pub rules: Vec<RuleView>,
    /// When one of them decided last, written out; empty if none did yet.
    pub last: String,
}

/// A rule.
#[derive(Debug, Clone)]
pub struct RuleView {
    /// Its id.
    pub id: String,
    /// Its sentence.
    pub why: String,
    /// Where the law says so.
    pub cite: String,
    /// When it decided last, written out; empty if it did not yet.
    pub last: String,
    /// The address of that decision, reasoned again; none if it is another office's.
    pub decision: Option<String>,
}

/// Shows the map.
pub async fn show(staff: StaffCaller) -> Answer {
    let caller = staff.caller.clone();
    let find = staff.visitor.app.run(move |_, db| {
        let uses = show_policy::show(db, &caller)?;
        let entries: Vec<i64> = uses.values().map(|(seq, _)| *seq).collect();
        Ok((show_policy::explainable(db, &caller, &entries)?, uses))
    });
    let (explainable, uses) = find.await?;
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let mut frame = staff.frame();
    PAGE.clone_into(&mut frame.path);
    let mut sections = sections(staff.visitor.app.store.law(), &writing, &uses)?;
    for rule in sections.iter_mut().flat_map(|section| &mut section.clauses).flat_map(|clause| &mut clause.rules) {
        let entry = uses.get(&rule.id).filter(|(seq, _)| explainable.contains(seq));
        rule.decision = entry.map(|(seq, _)| format!("/staff/journal/{seq}"));
    }
    page(&PolicyPage { sections, frame })
}

/// The map in the language of a page.
///
/// # Errors
/// [`WebError::Unavailable`] if the map cannot be read; a test holds that it can.
pub fn sections(law: &Law, writing: &Writing, uses: &HashMap<String, (i64, Ts)>) -> Result<Vec<SectionView>, WebError> {
    let clauses = clauses().map_err(|error| {
        tracing::error!(%error, "the map of the policy cannot be read");
        WebError::Unavailable
    })?;
    let mut sections: Vec<SectionView> = Vec::new();
    for clause in &clauses {
        let view = view(clause, law, writing, uses);
        match sections.last_mut() {
            Some(section) if section.number == clause.section => section.clauses.push(view),
            _ => sections.push(SectionView {
                number: clause.section,
                heading: writing.texts.say(&format!("policy-section-{}", clause.section)),
                clauses: vec![view],
            }),
        }
    }
    Ok(sections)
}

fn view(clause: &Clause, law: &Law, writing: &Writing, uses: &HashMap<String, (i64, Ts)>) -> ClauseView {
    let rules = clause.rules(law);
    let of = |id: &str| uses.get(id).map(|(_, at)| *at);
    let last = rules.iter().filter_map(|rule| of(&rule.id.to_string())).max();
    let written = |at: Option<Ts>| at.map(|at| writing.moment(at)).unwrap_or_default();
    let rule = |rule: &&crate::law::table::RuleText| {
        let id = rule.id.to_string();
        RuleView {
            why: law.texts.why(&id, writing.locale()).unwrap_or_default().to_owned(),
            cite: rule.cite.clone(),
            last: written(of(&id)),
            decision: None,
            id,
        }
    };
    ClauseView {
        number: clause.number(),
        says: writing.texts.say(&format!("policy-clause-{}", clause.key())),
        rows: clause.rows.clone(),
        page: clause.page.clone(),
        rules: rules.iter().map(rule).collect(),
        last: written(last),
    }
}
