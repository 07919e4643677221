//! An act on a selection: first what would become of each record, then, if it is wanted, what became of it.

use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;

use super::forms;
use super::groups::Group;
use crate::domain::bulk_act::{BulkAct, RecordOutcome};
use crate::domain::id::StaffId;
use crate::domain::jurisdiction::Country;
use crate::domain::office::Office;
use crate::domain::tag::Tag;
use crate::limits::Deed;
use crate::store::{country_information, offices, staff as people};
use crate::vault::secret::Token;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::page::{Answer, onward, page, page_with_faults};
use crate::web::posted::Posted;
use crate::web::staff::candidate::transfers::others;
use crate::web::staff::lists;
use crate::web::texts::Texts;
use crate::workflows::WorkflowError;
use crate::workflows::bulk_acts::{self, ActState, LeftOut};
use crate::workflows::bulk_transfers;

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
    /// Who would wait, or waits, by what is missing.
    pub waiting: Vec<Group>,
    /// How many of them would wait and are not asked for.
    pub waits: i64,
    /// How many of them wait for what a candidate can be asked.
    pub askable: i64,
    /// The country about which there is nothing to tell candidates, so that they cannot be asked yet.
    pub untold: Option<String>,
    /// Who is left out, by the reason.
    pub left_out: Vec<Group>,
}

/// Tries an act on everything that is chosen, or on a whole list, and leads to what would become of it.
pub async fn plan(sent: StaffForm) -> Answer {
    let StaffForm { staff, posted } = sent;
    staff.require_acts_on_many()?;
    if !staff.visitor.app.limits.claim(Deed::PlanOf, &staff.staff.id.to_string(), staff.visitor.at) {
        return Err(WebError::TooOften);
    }
    let mut form = empty_form(&staff, posted.value("act")).await?;
    let Some(act) = forms::read(&mut form, &posted, staff.today()) else { return refuse(&staff, &posted).await };
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
        "transfer" => {
            let offices = staff.visitor.app.run(move |_, db| Ok(db.read(offices::list)?)).await?;
            Ok(forms::transfer(texts, others(&offices, &staff.office, texts)))
        }
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
    let today = staff.today();
    match posted.value("act") {
        "tags" => drop(forms::read(&mut selection.tags, posted, today)),
        "owner" => drop(forms::read(&mut selection.owner, posted, today)),
        "transfer" => drop(forms::read(selection.transfer.as_mut().ok_or(WebError::NotFound)?, posted, today)),
        _ => {
            forms::read(&mut selection.export, posted, today);
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
        let mut db = app.store.database()?;
        let owner = db.read(|db| people::names(db, &owner))?.pop().map(|(_, name)| name);
        let to = match &state.planned.act {
            BulkAct::Transfer(wanted) => Some(db.read(|db| offices::read(db, &wanted.transfer.destination))?),
            _ => None,
        };
        let country = to.as_ref().map(|office| office.jurisdiction.country());
        let told = country.map(|country| db.read(|db| country_information::in_force(db, country))).transpose()?;
        let untold = country.filter(|_| matches!(told, Some(None)));
        Ok((state, left_out, Named { owner, to, untold }))
    });
    let (state, left_out, named) = find.await?;
    let mut page = ActPage::new(staff, &state, &named, here);
    let (law, texts) = (staff.visitor.app.store.law(), &staff.visitor.texts);
    for left_out in &left_out {
        page.add(left_out, Group::of(law, texts, left_out, named.country()));
    }
    Ok(page)
}

/// Whom an act names.
struct Named {
    /// Who is to look after the records.
    owner: Option<String>,
    /// To which office something is to be made available.
    to: Option<Office>,
    /// Its country, if there is nothing to tell candidates about it.
    untold: Option<Country>,
}

impl Named {
    fn country(&self) -> Option<Country> {
        self.to.as_ref().map(|office| office.jurisdiction.country())
    }
}

impl ActPage {
    /// Adds a group where it is told of.
    fn add(&mut self, left_out: &LeftOut, group: Group) {
        match left_out.outcome {
            RecordOutcome::Partly(_) => self.partly.push(group),
            RecordOutcome::Waits(_) => {
                self.waits += group.count;
                self.waiting.push(group);
            }
            RecordOutcome::Waiting(_) => {
                self.askable += if group.is_askable() { group.count } else { 0 };
                self.waiting.push(group);
            }
            RecordOutcome::Questioned(_) | RecordOutcome::AskedBefore(_) => self.waiting.push(group),
            _ => self.left_out.push(group),
        }
    }

    fn new(staff: &StaffCaller, state: &ActState, named: &Named, here: String) -> Self {
        let mut frame = staff.frame();
        super::HERE.clone_into(&mut frame.path);
        let is_file = matches!(state.planned.act, BulkAct::Export(_));
        let able = |outcome: &RecordOutcome| matches!(outcome, RecordOutcome::Able | RecordOutcome::Partly(_));
        Self {
            frame,
            what: describe(&staff.visitor.texts, &state.planned.act, named),
            file: is_file.then(|| forms::password(format!("{here}/file"))),
            here,
            looked: state.planned.of.as_ref().map(|_| state.count(|_| true)),
            is_begun: state.planned.begun_at.is_some(),
            able: state.count(able),
            done: state.count(is_done),
            partly: Vec::new(),
            waiting: Vec::new(),
            waits: 0,
            askable: 0,
            untold: named.untold.map(|country| staff.visitor.texts.country(&country)),
            left_out: Vec::new(),
        }
    }
}

/// Whether something was done, be it that the rest waits.
const fn is_done(outcome: &RecordOutcome) -> bool {
    matches!(
        outcome,
        RecordOutcome::Done | RecordOutcome::Waiting(_) | RecordOutcome::Questioned(_) | RecordOutcome::AskedBefore(_)
    )
}

/// What an act does, a line for each part.
fn describe(texts: &Texts, act: &BulkAct, named: &Named) -> Vec<String> {
    let tags = |tags: &[Tag]| texts.join(&tags.iter().map(|tag| tag.as_str().to_owned()).collect::<Vec<_>>());
    match act {
        BulkAct::Tags(change) => {
            let parts = [("act-add-tags", &change.add), ("act-remove-tags", &change.remove)];
            let some = parts.into_iter().filter(|(_, some)| !some.is_empty());
            some.map(|(key, some)| texts.with(key, "tags", tags(some))).collect()
        }
        BulkAct::Owner(_) => {
            let owner = named.owner.clone().unwrap_or_else(|| texts.say("owner-nobody"));
            vec![texts.with("act-owner", "name", owner)]
        }
        BulkAct::Export(export) => {
            let reason = texts.label(export.reason);
            vec![texts.with_two("act-file", "count", export.columns.len(), "reason", reason)]
        }
        BulkAct::Transfer(wanted) => {
            let categories = texts.join(&wanted.categories.iter().map(|it| texts.label(*it)).collect::<Vec<_>>());
            let office = named.to.as_ref().map(|office| office.name.get(texts.locale)).unwrap_or_default();
            let what = texts.with_two("act-transfer", "office", office, "categories", categories);
            let purpose = texts.label(wanted.transfer.purpose);
            vec![
                what,
                match wanted.transfer.until {
                    None => texts.with("act-transfer-for", "purpose", purpose),
                    Some(until) => {
                        texts.with_two("act-transfer-for-until", "purpose", purpose, "date", texts.day(&until))
                    }
                },
            ]
        }
    }
}

/// Carries an act out, and leads back to what became of it.
pub async fn carry_out(sent: StaffForm, token: Path<String>) -> Answer {
    let StaffForm { staff, posted } = sent;
    staff.require_acts_on_many()?;
    let token = lists::token(&token)?;
    let (caller, to, with_waiting) = (staff.caller.clone(), address(&token), !posted.value("waiting").is_empty());
    staff.visitor.app.change(move |_, db| bulk_acts::carry_out(db, &caller, &token, with_waiting)).await?;
    onward(&to, None)
}

/// Asks each candidate whose consent an act waits for, and leads back to it.
pub async fn ask_candidates(sent: StaffForm, token: Path<String>) -> Answer {
    let staff = sent.staff;
    staff.require_acts_on_many()?;
    let token = lists::token(&token)?;
    let (caller, to, app) = (staff.caller.clone(), address(&token), &staff.visitor.app);
    let is_mailed = app.config.mailer.is_some();
    app.change(move |_, db| bulk_transfers::ask_candidates(db, &caller, &token, is_mailed)).await?;
    onward(&to, None)
}

fn address(token: &Token) -> String {
    format!("{}/acts/{}", super::HERE, token.reveal().as_str())
}
