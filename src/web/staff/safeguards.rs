//! What binds the other offices as recipients, when it was checked, and when it is due.

use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;

use crate::domain::office::{Office, OfficeCode};
use crate::domain::safeguard::CheckFinding;
use crate::domain::time::Day;
use crate::law::Safeguard;
use crate::store::safeguards::{Agreement, OfficeSafeguard};
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::{Choice, Form, Kind};
use crate::web::frame::{Frame, Message};
use crate::web::page::{Answer, onward, page, page_with_faults};
use crate::web::profile::choices;
use crate::web::texts::Texts;
use crate::workflows::keep_safeguards::{self, Safeguards};

const PAGE: &str = "/staff/transfers/safeguards";

/// `/staff/transfers/safeguards`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/safeguards.html")]
pub struct SafeguardsPage {
    /// The frame.
    pub frame: Frame,
    /// The other offices.
    pub offices: Vec<BoundOffice>,
    /// The checks so far, the latest first.
    pub checks: Vec<CheckLine>,
}

/// Another office as a recipient.
#[derive(Debug, Clone)]
pub struct BoundOffice {
    /// Its code, for ids on the page.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its legal form, in the language of the page.
    pub form: String,
    /// When it was checked, written out; empty if it never was.
    pub checked: String,
    /// By when it must be checked again, written out; empty if it never was.
    pub due: String,
    /// Whether it is due.
    pub is_due: bool,
    /// The form of what is agreed, from [`agreement_form`].
    pub agreement: Form,
    /// The form of a check, from [`check_form`].
    pub check: Form,
}

/// A check.
#[derive(Debug, Clone)]
pub struct CheckLine {
    /// When, written out.
    pub on: String,
    /// The office.
    pub office: String,
    /// What it found.
    pub finding: CheckFinding,
    /// What was looked at.
    pub note: String,
    /// By whom.
    pub by: String,
}

/// The form of what is agreed with an office: `kind`, `until`, `onward`.
pub fn agreement_form(texts: &Texts, code: &str, kept: Option<&OfficeSafeguard>) -> Form {
    let mut form = Form::new(format!("{PAGE}/{code}"));
    let kinds = std::iter::once(Choice::new("", texts.say("safeguard-none"))).chain(choices(texts, Safeguard::ALL));
    let kind = form.add("agreement", Kind::Select, "kind", "fact-safeguard").id(format!("kind-{code}"));
    kind.options(kinds.collect()).value(kept.and_then(|kept| kept.kind).map_or("", Safeguard::as_str));
    let until = kept.and_then(|kept| kept.until).map(|day| day.to_string()).unwrap_or_default();
    form.add("agreement", Kind::Date, "until", "fact-until").id(format!("until-{code}")).value(until);
    let onward = form.add("agreement", Kind::Tick, "onward", "fact-onward_permitted").id(format!("onward-{code}"));
    onward.value(if kept.is_some_and(|kept| kept.onward_permitted) { "yes" } else { "" });
    form
}

/// The form of a check done today: `finding`, `note`.
pub fn check_form(texts: &Texts, code: &str) -> Form {
    let mut form = Form::new(format!("{PAGE}/{code}/check"));
    let findings = std::iter::once(Choice::new("", texts.say("choose"))).chain(choices(texts, CheckFinding::ALL));
    let finding = form.add("check", Kind::Select, "finding", "check-finding").id(format!("finding-{code}"));
    finding.required().options(findings.collect());
    let note = form.add("check", Kind::Lines, "note", "check-note").id(format!("note-{code}"));
    note.required().longest(2_000).hint("hint-check-note");
    form
}

/// Shows what is on record.
pub async fn show(staff: StaffCaller) -> Answer {
    page(&opened(&staff).await?)
}

/// Keeps what is agreed with an office.
pub async fn agree(sent: StaffForm, office: Path<OfficeCode>) -> Answer {
    let (StaffForm { staff, posted }, office) = (sent, office.into_inner());
    let mut form = agreement_form(&staff.visitor.texts, office.as_str(), None);
    form.fill(posted.pairs());
    form.check();
    let until = match form.value("until") {
        "" => None,
        day => day.parse::<Day>().map_err(|_| form.refuse("until", "error-date")).ok(),
    };
    if form.is_bad() {
        return refused(&staff, &office, form).await;
    }
    let (kind, onward_permitted) = (form.value("kind").parse().ok(), !form.value("onward").is_empty());
    let agreed = Agreement { kind, until, onward_permitted };
    let caller = staff.caller.clone();
    let app = &staff.visitor.app;
    app.change(move |_, db| keep_safeguards::agree(db, &caller, &office, &agreed)).await?;
    onward(PAGE, Some(Message::Saved))
}

/// Keeps a check of an office, done today.
pub async fn check(sent: StaffForm, office: Path<OfficeCode>) -> Answer {
    let (StaffForm { staff, posted }, office) = (sent, office.into_inner());
    let mut form = check_form(&staff.visitor.texts, office.as_str());
    form.fill(posted.pairs());
    form.check();
    let Ok(finding) = form.value("finding").parse::<CheckFinding>() else {
        return refused(&staff, &office, form).await;
    };
    if form.is_bad() {
        return refused(&staff, &office, form).await;
    }
    let (caller, note) = (staff.caller.clone(), form.value("note").to_owned());
    let app = &staff.visitor.app;
    app.change(move |_, db| keep_safeguards::check(db, &caller, &office, finding, &note)).await?;
    onward(PAGE, Some(Message::Saved))
}

/// The page once more, with what was typed and what is wrong with it.
async fn refused(staff: &StaffCaller, office: &OfficeCode, typed: Form) -> Answer {
    let mut shown = opened(staff).await?;
    let bound = shown.offices.iter_mut().find(|bound| bound.code == office.as_str()).ok_or(WebError::NotFound)?;
    if typed.action == bound.check.action {
        bound.check = typed
    } else {
        bound.agreement = typed
    }
    page_with_faults(&shown)
}

async fn opened(staff: &StaffCaller) -> Result<SafeguardsPage, WebError> {
    let caller = staff.caller.clone();
    let kept = staff.visitor.app.run(move |_, db| keep_safeguards::show(db, &caller)).await?;
    let texts = staff.visitor.texts;
    let fresh_days = staff.visitor.app.store.law().rules.review_days();
    let mut frame = staff.frame();
    PAGE.clone_into(&mut frame.path);
    let bound = |(office, safeguard): &(Office, Option<OfficeSafeguard>)| {
        let code = office.code.as_str();
        let checked = safeguard.as_ref().and_then(|kept| kept.annual_check_on);
        let due = checked.map(|day| day.plus_days(fresh_days));
        BoundOffice {
            code: code.to_owned(),
            name: office.name.get(texts.locale).to_owned(),
            form: texts.label(office.legal_form),
            checked: checked.map(|day| texts.day(&day)).unwrap_or_default(),
            due: due.map(|day| texts.day(&day)).unwrap_or_default(),
            is_due: due.is_none_or(|day| day < kept.today),
            agreement: agreement_form(&texts, code, safeguard.as_ref()),
            check: check_form(&texts, code),
        }
    };
    Ok(SafeguardsPage { offices: kept.offices.iter().map(bound).collect(), checks: checks(&kept, &texts), frame })
}

fn checks(kept: &Safeguards, texts: &Texts) -> Vec<CheckLine> {
    let name = |code: &OfficeCode| {
        let office = kept.offices.iter().find(|(office, _)| office.code == *code);
        office.map_or_else(|| code.to_string(), |(office, _)| office.name.get(texts.locale).to_owned())
    };
    let line = |check: &crate::store::safeguards::Check| CheckLine {
        on: texts.day(&check.checked_on),
        office: name(&check.destination),
        finding: check.finding,
        note: check.note.clone(),
        by: kept
            .people
            .iter()
            .find(|(staff, _)| Some(*staff) == check.staff_id)
            .map(|(_, name)| name.clone())
            .unwrap_or_default(),
    };
    kept.checks.iter().map(line).collect()
}
