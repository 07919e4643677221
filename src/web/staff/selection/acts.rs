//! An act on a selection: first what would become of each record, then, if it is wanted, what became of it.

use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;

use super::forms;
use crate::directory::Person;
use crate::domain::bulk_act::{BulkAct, RecordOutcome};
use crate::domain::candidate::PersonName;
use crate::domain::id::StaffId;
use crate::domain::tag::Tag;
use crate::law::Law;
use crate::limits::Deed;
use crate::store::staff as people;
use crate::vault::secret::Token;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::page::{Answer, onward, page, page_with_faults};
use crate::web::posted::Posted;
use crate::web::staff::lists;
use crate::web::texts::Texts;
use crate::workflows::WorkflowError;
use crate::workflows::bulk_acts::{self, ActState, LeftOut};

/// `/staff/selection/acts/{token}`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/selection/act.html")]
pub struct ActPage {
    /// The frame.
    pub frame: Frame,
    /// What it does, a line for each part.
    pub what: Vec<String>,
    /// Its own address.
    pub here: String,
    /// The form that makes a file; nothing for other acts.
    pub file: Option<Form>,
    /// Of a whole list, how many were looked at.
    pub looked: Option<i64>,
    /// Whether it was carried out, or begun to be.
    pub is_begun: bool,
    /// To how many records it would still be done.
    pub able: i64,
    /// To how many records it was done.
    pub done: i64,
    /// Who would be in the file, but not with everything.
    pub partly: Vec<Group>,
    /// Who is left out, by the reason.
    pub left_out: Vec<Group>,
}

/// Records with the same outcome.
#[derive(Debug, Clone)]
pub struct Group {
    /// How many.
    pub count: i64,
    /// Why, in a sentence.
    pub why: String,
    /// By which rule; empty if no rule is behind it.
    pub rule: String,
    /// What the rule cites.
    pub citation: String,
    /// Some of them: address and name.
    pub people: Vec<(String, String)>,
}

impl Group {
    /// How many are not named.
    pub fn more(&self) -> i64 {
        self.count - i64::try_from(self.people.len()).unwrap_or_default()
    }

    fn of(law: &Law, texts: &Texts, left_out: &LeftOut) -> Self {
        let mut group = Self::explain(law, texts, &left_out.outcome);
        group.count = left_out.count;
        group.people = left_out.people.iter().map(|person| name(texts, person)).collect();
        group
    }

    /// A group with its reason in words.
    fn explain(law: &Law, texts: &Texts, outcome: &RecordOutcome) -> Self {
        let (rule, why) = match outcome {
            RecordOutcome::Refused(rule) | RecordOutcome::Partly(rule) => {
                (rule.clone(), law.texts.refused(rule, &[], texts.locale))
            }
            RecordOutcome::Foreign => (String::new(), texts.say("left-out-foreign")),
            RecordOutcome::Missing => (String::new(), texts.say("left-out-missing")),
            RecordOutcome::Full => (String::new(), texts.say("left-out-full")),
            RecordOutcome::NoOwner => (String::new(), texts.say("left-out-no-owner")),
            RecordOutcome::Failed => (String::new(), texts.say("left-out-failed")),
            RecordOutcome::Unchanged | RecordOutcome::Able | RecordOutcome::Done => {
                (String::new(), texts.say("left-out-unchanged"))
            }
        };
        let text = law.rules.text(&rule).or_else(|| law.access.text(&rule));
        let citation = text.map(|text| text.cite.clone()).unwrap_or_default();
        Self { count: 0, why, rule, citation, people: Vec::new() }
    }
}

/// The address and the name of somebody.
fn name(texts: &Texts, person: &Person) -> (String, String) {
    let name = PersonName { family: person.family.clone(), given: person.given.clone(), ..PersonName::default() };
    (format!("/staff/candidates/{}", person.holding.candidate), name.display(texts.locale))
}

/// Tries an act on everything that is chosen, or on a whole list, and leads to what would become of it.
pub async fn plan(sent: StaffForm) -> Answer {
    let StaffForm { staff, posted } = sent;
    staff.require_acts_on_many()?;
    if !staff.visitor.app.limits.claim(Deed::PlanOf, &staff.staff.id.to_string(), staff.visitor.at) {
        return Err(WebError::TooOften);
    }
    let mut form = empty_form(&staff, posted.value("act")).await?;
    let Some(act) = forms::read(&mut form, &posted) else { return refuse(&staff, &posted).await };
    onward(&address(&keep(&staff, act, posted.value("list")).await?), None)
}

async fn keep(staff: &StaffCaller, act: BulkAct, list: &str) -> Result<Token, WorkflowError> {
    let caller = staff.caller.clone();
    match act {
        BulkAct::Export(export) if super::is_list(list) => {
            let (question, query) = lists::asked_at(staff, list).await?;
            let plan = staff.visitor.app.run_apart(move |app| {
                bulk_acts::plan_file(&app.store, &app.directories, &caller, export, &question, query)
            });
            plan.await
        }
        act => staff.visitor.app.run(move |_, db| bulk_acts::plan(db, &caller, &act)).await,
    }
}

/// The form of an act as it is before anything is filled in; nobody is listed for that.
async fn empty_form(staff: &StaffCaller, act: &str) -> Result<Form, WebError> {
    let texts = &staff.visitor.texts;
    match act {
        "tags" => Ok(forms::tags(Vec::new())),
        "export" => Ok(forms::export(texts)),
        "owner" => {
            let office = staff.caller.office.clone();
            let load = staff.visitor.app.run(move |_, db| Ok(db.read(|db| people::recruiters(db, &office))?));
            Ok(forms::owner(texts, &load.await?))
        }
        _ => Err(WebError::Malformed),
    }
}

/// The page with what was typed and what is wrong with it.
async fn refuse(staff: &StaffCaller, posted: &Posted) -> Answer {
    let mut selection = super::open(staff, "", posted.value("list")).await?;
    match posted.value("act") {
        "tags" => drop(forms::read(&mut selection.tags, posted)),
        "owner" => drop(forms::read(&mut selection.owner, posted)),
        _ => {
            forms::read(&mut selection.export, posted);
            let ticked = forms::ticked(posted);
            let is_ticked = |word: &str| ticked.iter().any(|column| column.as_str() == word);
            selection.export_columns.iter_mut().for_each(|column| column.is_ticked = is_ticked(column.word));
        }
    }
    page_with_faults(&selection)
}

/// Shows what would become, or became, of each record.
pub async fn show(staff: StaffCaller, token: Path<String>) -> Answer {
    page(&open(&staff, &lists::token(&token)?).await?)
}

/// Fails unless a token is that of a file; nobody is listed for that.
pub(super) async fn require_file(staff: &StaffCaller, token: &Token) -> Result<(), WebError> {
    staff.require_acts_on_many()?;
    let caller = staff.caller.clone();
    let token = Token::parse(&token.reveal()).map_err(|_| WebError::NotFound)?;
    let state = staff.visitor.app.run(move |_, db| bulk_acts::look(db, &caller, &token)).await?;
    if matches!(state.planned.act, BulkAct::Export(_)) { Ok(()) } else { Err(WebError::NotFound) }
}

pub(super) async fn open(staff: &StaffCaller, token: &Token) -> Result<ActPage, WebError> {
    staff.require_acts_on_many()?;
    let (caller, here) = (staff.caller.clone(), address(token));
    let token = Token::parse(&token.reveal()).map_err(|_| WebError::NotFound)?;
    let find = staff.visitor.app.run_apart(move |app| {
        let (state, left_out) = bulk_acts::show(&app.store, &app.directories, &caller, &token)?;
        let owner: Vec<StaffId> = match &state.planned.act {
            BulkAct::Owner(owner) => owner.iter().copied().collect(),
            _ => Vec::new(),
        };
        let owner = app.store.database()?.read(|db| people::names(db, &owner))?.pop();
        Ok((state, left_out, owner.map(|(_, name)| name)))
    });
    let (state, left_out, owner) = find.await?;
    let mut page = ActPage::new(staff, &state, owner, here);
    let (law, texts) = (staff.visitor.app.store.law(), &staff.visitor.texts);
    for left_out in &left_out {
        let group = Group::of(law, texts, left_out);
        match left_out.outcome {
            RecordOutcome::Partly(_) => page.partly.push(group),
            _ => page.left_out.push(group),
        }
    }
    Ok(page)
}

impl ActPage {
    fn new(staff: &StaffCaller, state: &ActState, owner: Option<String>, here: String) -> Self {
        let mut frame = staff.frame();
        super::HERE.clone_into(&mut frame.path);
        let is_file = matches!(state.planned.act, BulkAct::Export(_));
        let able = |outcome: &RecordOutcome| matches!(outcome, RecordOutcome::Able | RecordOutcome::Partly(_));
        Self {
            frame,
            what: describe(&staff.visitor.texts, &state.planned.act, owner),
            file: is_file.then(|| forms::password(format!("{here}/file"))),
            here,
            looked: state.planned.of.as_ref().map(|_| state.count(|_| true)),
            is_begun: state.planned.begun_at.is_some(),
            able: state.count(able),
            done: state.count(|outcome| *outcome == RecordOutcome::Done),
            partly: Vec::new(),
            left_out: Vec::new(),
        }
    }
}

/// What an act does, a line for each part.
fn describe(texts: &Texts, act: &BulkAct, owner: Option<String>) -> Vec<String> {
    let tags = |tags: &[Tag]| texts.join(&tags.iter().map(|tag| tag.as_str().to_owned()).collect::<Vec<_>>());
    match act {
        BulkAct::Tags(change) => {
            let parts = [("act-add-tags", &change.add), ("act-remove-tags", &change.remove)];
            let some = parts.into_iter().filter(|(_, some)| !some.is_empty());
            some.map(|(key, some)| texts.with(key, "tags", tags(some))).collect()
        }
        BulkAct::Owner(_) => vec![texts.with("act-owner", "name", owner.unwrap_or_else(|| texts.say("owner-nobody")))],
        BulkAct::Export(export) => {
            let reason = texts.label(export.reason);
            vec![texts.with_two("act-file", "count", export.columns.len(), "reason", reason)]
        }
    }
}

/// Carries an act out, and leads back to what became of it.
pub async fn carry_out(sent: StaffForm, token: Path<String>) -> Answer {
    let staff = sent.staff;
    staff.require_acts_on_many()?;
    let token = lists::token(&token)?;
    let (caller, to) = (staff.caller.clone(), address(&token));
    staff.visitor.app.change(move |_, db| bulk_acts::carry_out(db, &caller, &token)).await?;
    onward(&to, None)
}

fn address(token: &Token) -> String {
    format!("{}/acts/{}", super::HERE, token.reveal().as_str())
}
