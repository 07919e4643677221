//! An act on a selection: first what would become of each record, then, if it is wanted, what became of it.

use std::collections::HashMap;

use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;

use super::forms;
use crate::domain::bulk_act::{BulkAct, RecordOutcome};
use crate::domain::candidate::PersonName;
use crate::domain::id::{HoldingId, StaffId};
use crate::domain::tag::Tag;
use crate::law::Law;
use crate::vault::secret::Token;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::frame::Frame;
use crate::web::page::{Answer, onward, page, page_with_faults};
use crate::web::staff::lists;
use crate::web::texts::Texts;
use crate::workflows::bulk_acts::{self, ActState};
use crate::workflows::select_records;

/// People who are named of each group.
const NAMED: i64 = 20;

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
    /// Whether it is a file.
    pub is_file: bool,
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
}

/// Tries an act on everything that is chosen, and leads to what would become of it.
pub async fn plan(sent: StaffForm) -> Answer {
    let StaffForm { staff, posted } = sent;
    let list = posted.value("list").to_owned();
    let mut selection = super::open(&staff, "", &list).await?;
    let form = match posted.value("act") {
        "tags" => &mut selection.tags,
        "owner" => &mut selection.owner,
        "export" => &mut selection.export,
        _ => return Err(WebError::Malformed),
    };
    let Some(act) = forms::read(form, &posted) else {
        if posted.value("act") == "export" {
            let ticked = forms::ticked(&posted);
            for column in &mut selection.export_columns {
                column.is_ticked = ticked.iter().any(|it| it.as_str() == column.word);
            }
        }
        return page_with_faults(&selection);
    };
    let caller = staff.caller.clone();
    let token = match (act, selection.whole) {
        (BulkAct::Export(export), Some(list)) => {
            let (question, query) = lists::asked_at(&staff, &list).await?;
            let plan = staff.visitor.app.run_apart(move |app| {
                bulk_acts::plan_file(&app.store, &app.directories, &caller, export, &question, query)
            });
            plan.await?
        }
        _ if selection.count == 0 => return onward(super::HERE, None),
        (act, _) => staff.visitor.app.run(move |_, db| bulk_acts::plan(db, &caller, &act)).await?,
    };
    onward(&address(&token), None)
}

/// Shows what would become, or became, of each record.
pub async fn show(staff: StaffCaller, token: Path<String>) -> Answer {
    staff.require_acts_on_many()?;
    let token = lists::token(&token)?;
    let (caller, kept) = (staff.caller.clone(), token.reveal().to_string());
    let find = staff.visitor.app.run_apart(move |app| {
        let mut db = app.store.database()?;
        let state = bulk_acts::look(&mut db, &caller, &token)?;
        let mut groups = Vec::new();
        for (outcome, count) in state.tally.iter().filter(|(outcome, _)| is_told(outcome)) {
            groups.push((outcome.clone(), *count, bulk_acts::some(&mut db, state.planned.id, outcome, NAMED)?));
        }
        let recruiters = db.read(|db| crate::store::staff::recruiters(db, &caller.office))?;
        drop(db);
        let named: Vec<HoldingId> = groups.iter().flat_map(|(_, _, some)| some.iter().copied()).collect();
        let people = select_records::shown(&app.store, &app.directories, &caller, &named)?;
        Ok((state, groups, people, recruiters))
    });
    let (state, groups, people, recruiters) = find.await?;
    let texts = staff.visitor.texts;
    let names: HashMap<HoldingId, (String, String)> = people
        .into_iter()
        .map(|person| {
            let name = PersonName { family: person.family, given: person.given, ..PersonName::default() };
            let href = format!("/staff/candidates/{}", person.holding.candidate);
            (person.holding.id, (href, name.display(texts.locale)))
        })
        .collect();
    let law = staff.visitor.app.store.law();
    let group = |(outcome, count, some): (RecordOutcome, i64, Vec<HoldingId>)| {
        let people = some.iter().filter_map(|id| names.get(id).cloned()).collect();
        let group = told(law, &texts, &outcome, count, people);
        (matches!(outcome, RecordOutcome::Partly(_)), group)
    };
    let (partly, left_out): (Vec<_>, Vec<_>) = groups.into_iter().map(group).partition(|(is_partly, _)| *is_partly);
    let only = |groups: Vec<(bool, Group)>| groups.into_iter().map(|(_, group)| group).collect();
    let mut shown = ActPage::new(&staff, &state, &recruiters, format!("{}/acts/{kept}", super::HERE));
    (shown.partly, shown.left_out) = (only(partly), only(left_out));
    page(&shown)
}

impl ActPage {
    fn new(staff: &StaffCaller, state: &ActState, recruiters: &[(StaffId, String)], here: String) -> Self {
        let mut frame = staff.frame();
        super::HERE.clone_into(&mut frame.path);
        let able = |outcome: &RecordOutcome| matches!(outcome, RecordOutcome::Able | RecordOutcome::Partly(_));
        Self {
            frame,
            what: what(&staff.visitor.texts, &state.planned.act, recruiters),
            here,
            is_file: matches!(state.planned.act, BulkAct::Export(_)),
            looked: state.planned.of.as_ref().map(|_| state.count(|_| true)),
            is_begun: state.planned.begun_at.is_some(),
            able: state.count(able),
            done: state.count(|outcome| *outcome == RecordOutcome::Done),
            partly: Vec::new(),
            left_out: Vec::new(),
        }
    }
}

/// Whether a page says who it is about: whoever is left out, or in the file without something.
const fn is_told(outcome: &RecordOutcome) -> bool {
    !matches!(outcome, RecordOutcome::Able | RecordOutcome::Done)
}

/// A group with its reason in words.
fn told(law: &Law, texts: &Texts, outcome: &RecordOutcome, count: i64, people: Vec<(String, String)>) -> Group {
    let key = match outcome {
        RecordOutcome::Refused(rule) | RecordOutcome::Partly(rule) => {
            let text = law.rules.text(rule).or_else(|| law.access.text(rule));
            return Group {
                count,
                why: law.texts.why(rule, texts.locale).unwrap_or_default().to_owned(),
                rule: rule.clone(),
                citation: text.map(|text| text.cite.clone()).unwrap_or_default(),
                people,
            };
        }
        RecordOutcome::Foreign => "left-out-foreign",
        RecordOutcome::Missing => "left-out-missing",
        RecordOutcome::Full => "left-out-full",
        RecordOutcome::Failed => "left-out-failed",
        RecordOutcome::Unchanged | RecordOutcome::Able | RecordOutcome::Done => "left-out-unchanged",
    };
    Group { count, why: texts.say(key), rule: String::new(), citation: String::new(), people }
}

/// What an act does, a line for each part.
fn what(texts: &Texts, act: &BulkAct, recruiters: &[(StaffId, String)]) -> Vec<String> {
    let tags = |tags: &[Tag]| texts.join(&tags.iter().map(|tag| tag.as_str().to_owned()).collect::<Vec<_>>());
    match act {
        BulkAct::Tags(change) => {
            let parts = [("act-add-tags", &change.add), ("act-remove-tags", &change.remove)];
            let some = parts.into_iter().filter(|(_, some)| !some.is_empty());
            some.map(|(key, some)| texts.with(key, "tags", tags(some))).collect()
        }
        BulkAct::Owner(owner) => {
            let name = owner.and_then(|owner| recruiters.iter().find(|(id, _)| *id == owner));
            let name = name.map_or_else(|| texts.say("owner-nobody"), |(_, name)| name.clone());
            vec![texts.with("act-owner", "name", name)]
        }
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
