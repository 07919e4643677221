//! A changed rule table, tried by the privacy officer before it takes effect.
//!
//! Invariant: nothing is changed, and nobody is named.

use askama::Template;
use askama_web::WebTemplate;

use crate::domain::category::CategoryId;
use crate::domain::office::Office;
use crate::domain::purpose::Purpose;
use crate::law::TableError;
use crate::law::access::Verb;
use crate::law::words::Verdict;
use crate::store::offices;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffUpload};
use crate::web::form::{Form, Kind};
use crate::web::frame::Frame;
use crate::web::page::{Answer, page, page_with_faults};
use crate::web::posted::Posted;
use crate::web::texts::Texts;
use crate::workflows::try_rules::{self, Difference, Tried, Word};

const PAGE: &str = "/staff/rules/try";
/// Characters of a table that are taken: the product's own has some seventy thousand.
const LONGEST: usize = 400_000;

/// `/staff/rules/try`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/rule_trial.html")]
pub struct RuleTrialPage {
    /// The frame.
    pub frame: Frame,
    /// The version of the table in force.
    pub in_force: String,
    /// The form, from [`trial_form`].
    pub form: Form,
    /// What came of it.
    pub tried: Option<TriedView>,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct TriedView {
    /// The version of the changed table.
    pub version: String,
    /// Decisions that were taken again.
    pub decisions: i64,
    /// Decisions that would come out otherwise.
    pub changed: i64,
    /// What is to be said about the rest: key of the sentence and how many.
    pub remarks: Vec<(&'static str, i64)>,
    /// Rules without words.
    pub untold: Vec<String>,
    /// What would come out otherwise.
    pub differences: Vec<DifferenceLine>,
}

/// Decisions that would come out otherwise in the same way.
#[derive(Debug, Clone)]
pub struct DifferenceLine {
    /// What was to be done.
    pub verb: String,
    /// With which category.
    pub category: Option<CategoryId>,
    /// For which purpose.
    pub purpose: Option<Purpose>,
    /// At which offices.
    pub offices: String,
    /// The verdict by the table in force.
    pub was: Verdict,
    /// By which rules.
    pub was_by: String,
    /// The verdict by the changed table.
    pub is: Verdict,
    /// By which rules.
    pub is_by: String,
    /// How many decisions.
    pub decisions: i64,
}

/// The empty form.
pub fn trial_form() -> Form {
    let mut form = Form::new(PAGE);
    form.add("trial", Kind::Files, "file", "rule-trial-file").hint("hint-rule-trial-file");
    form.add("trial", Kind::Lines, "table", "rule-trial-table").longest(LONGEST);
    form.add("trial", Kind::Text, "days", "rule-trial-days").required().longest(4).half();
    form.set("days", try_rules::DAYS.to_string());
    form
}

/// Shows the form.
pub async fn show(staff: StaffCaller) -> Answer {
    page(&opened(&staff, trial_form()).await?)
}

/// Tries a table, and shows what would come out otherwise.
pub async fn send(sent: StaffUpload) -> Answer {
    let StaffUpload { staff, posted } = sent;
    let mut form = trial_form();
    form.fill(posted.pairs());
    let Some((text, days)) = read(&mut form, &posted) else {
        return page_with_faults(&opened(&staff, form).await?);
    };
    let caller = staff.caller.clone();
    let run = staff.visitor.app.run(move |_, db| {
        let tried = try_rules::show(db, &caller, &text, days)?;
        Ok((tried, text, db.read(offices::list)?))
    });
    let (tried, text, offices) = run.await?;
    let mut shown = opened(&staff, form).await?;
    match tried {
        Ok(tried) => {
            shown.tried = Some(tried_view(&tried, &offices, &staff.visitor.texts));
            page(&shown)
        }
        Err(error) => {
            match line_of(&error, &text) {
                Some(line) => shown.form.refuse_with("table", "error-rule-table-line", line),
                None => shown.form.refuse_with("table", "error-rule-table", error.to_string()),
            }
            page_with_faults(&shown)
        }
    }
}

/// The line of a text that is no table at all, counted from 1.
fn line_of(error: &TableError, text: &str) -> Option<String> {
    let TableError::Syntax { source, .. } = error else { return None };
    let before = text.get(..source.span()?.start)?;
    Some((before.matches('\n').count() + 1).to_string())
}

async fn opened(staff: &StaffCaller, form: Form) -> Result<RuleTrialPage, WebError> {
    let caller = staff.caller.clone();
    staff.visitor.app.run(move |_, db| try_rules::open(db, &caller)).await?;
    let in_force = staff.visitor.app.store.law().rules.version().to_string();
    let mut frame = staff.frame();
    PAGE.clone_into(&mut frame.path);
    Ok(RuleTrialPage { frame, in_force, form, tried: None })
}

/// The table, from the file if there is one, and how many days back; what cannot be read is marked.
fn read(form: &mut Form, posted: &Posted) -> Option<(String, i64)> {
    form.check();
    let days = form.value("days").parse().ok().filter(|days| (1..=try_rules::MOST_DAYS).contains(days));
    if days.is_none() {
        form.refuse_with("days", "error-rule-trial-days", try_rules::MOST_DAYS.to_string());
    }
    let text = match posted.files.first() {
        Some(file) => match std::str::from_utf8(&file.content) {
            Ok(text) if text.chars().count() <= LONGEST => text.to_owned(),
            _ => {
                form.refuse_with("file", "error-rule-trial-file", file.name.clone());
                return None;
            }
        },
        None => form.value("table").to_owned(),
    };
    if text.trim().is_empty() {
        form.refuse("table", "error-rule-trial-empty");
    }
    days.filter(|_| !form.is_bad()).map(|days| (text, days))
}

/// Puts what came of it into words.
pub fn tried_view(tried: &Tried, offices: &[Office], texts: &Texts) -> TriedView {
    let line = |difference: &Difference| {
        let name = |code: &crate::domain::office::OfficeCode| {
            let found = offices.iter().find(|office| office.code == *code);
            found.map_or_else(|| code.to_string(), |office| office.name.get(texts.locale).to_owned())
        };
        let verb = &difference.verb;
        let Word { verdict: was, rules: was_by } = difference.was.clone();
        let Word { verdict: is, rules: is_by } = difference.is.clone();
        DifferenceLine {
            verb: verb.parse::<Verb>().map_or_else(|_| verb.clone(), |verb| texts.label(verb)),
            category: difference.category,
            purpose: difference.purpose,
            offices: texts.join(&difference.offices.iter().map(name).collect::<Vec<_>>()),
            was,
            was_by,
            is,
            is_by,
            decisions: difference.decisions,
        }
    };
    let remarks = [
        ("rule-trial-not-kept", tried.not_kept),
        ("rule-trial-damaged", tried.damaged),
        ("rule-trial-drifted", tried.drifted),
        ("rule-trial-cut", i64::from(tried.is_cut)),
    ];
    TriedView {
        version: tried.version.clone(),
        decisions: tried.decisions,
        changed: tried.changed(),
        remarks: remarks.into_iter().filter(|(_, count)| *count > 0).collect(),
        untold: tried.untold.clone(),
        differences: tried.differences.iter().map(line).collect(),
    }
}
