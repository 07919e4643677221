//! Asking for a provision to a third party: first the ground, then what its law needs.
//!
//! Invariant: nothing about a person stands in an address, and a refusal shows the whole way to it.

use actix_web::web::{Path, Query};
use askama::Template;
use askama_web::WebTemplate;

use super::forms;
use crate::domain::category::CategoryId;
use crate::domain::disclosure::{Ground, ThirdParty};
use crate::domain::id::CandidateId;
use crate::domain::purpose::Purpose;
use crate::law::access::Verb;
use crate::law::reasoning::reason;
use crate::law::remedies::{Remedy, ways};
use crate::law::{Law, RuleId};
use crate::store::StoreError;
use crate::store::disclosure_facts::Word;
use crate::store::transfer_requests::Unmade;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::Form;
use crate::web::frame::{Frame, Message};
use crate::web::page::{Answer, onward, page, page_with_faults};
use crate::web::staff::candidate::Withheld;
use crate::web::staff::candidate::transfers::{RemedyLine, ways_with};
use crate::web::staff::what_if::{AnswerView, answer_view};
use crate::web::staff::withholding;
use crate::web::texts::Texts;
use crate::workflows::WorkflowError;
use crate::workflows::keep_disclosures::{self, Asked};

/// `/staff/candidates/{id}/disclosures/new`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/disclosure_new.html")]
pub struct NewPage {
    /// The frame.
    pub frame: Frame,
    /// The address of the candidate's page.
    pub candidate: String,
    /// The grounds to choose from, with what the office's law says about each.
    pub grounds: Vec<GroundView>,
    /// The ground that was chosen, with the form.
    pub chosen: Option<(GroundView, Form)>,
    /// Why the last try was refused.
    pub refused: Option<Withheld>,
    /// The ways on which it still could be provided; all of one is needed.
    pub ways: Vec<Vec<RemedyLine>>,
    /// The whole way to the refusal.
    pub answer: Option<AnswerView>,
}

/// A ground, and what an office's law asks for on it.
#[derive(Debug, Clone)]
pub struct GroundView {
    /// Which.
    pub ground: Ground,
    /// The address of its form.
    pub href: String,
    /// The rules by which something can go on it.
    pub routes: Vec<Rule>,
    /// What they ask for.
    pub conditions: Vec<Rule>,
}

/// A rule or condition in words.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Its sentence.
    pub why: String,
    /// Where the law or the policy says so.
    pub cite: String,
}

impl Rule {
    fn of(law: &Law, texts: &Texts, id: &str) -> Self {
        Self {
            id: id.to_owned(),
            why: law.texts.why(id, texts.locale).unwrap_or_default().to_owned(),
            cite: law.rules.text(id).map(|text| text.cite.clone()).unwrap_or_default(),
        }
    }
}

impl GroundView {
    /// What the law of an office says about a ground.
    pub fn of(
        law: &Law,
        texts: &Texts,
        office: crate::domain::jurisdiction::Jurisdiction,
        candidate: &str,
        ground: Ground,
    ) -> Self {
        let rule = |id: &RuleId| Rule::of(law, texts, id.as_str());
        let conditions = forms::conditions(law, office, ground);
        Self {
            ground,
            href: format!("/staff/candidates/{candidate}/disclosures/new?ground={ground}"),
            routes: forms::routes(law, office, ground).iter().map(|route| rule(&route.rule)).collect(),
            conditions: conditions.iter().map(|it| Rule::of(law, texts, it.as_str())).collect(),
        }
    }
}

/// Which ground was chosen.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct GroundQuery {
    ground: String,
}

/// Shows the grounds, or the form of one.
pub async fn show(staff: StaffCaller, candidate: Path<CandidateId>, query: Option<Query<GroundQuery>>) -> Answer {
    // An address that somebody shortened leads to the grounds.
    let ground = query.and_then(|query| query.ground.parse().ok());
    page(&opened(&staff, candidate.into_inner(), ground).await?)
}

async fn opened(staff: &StaffCaller, candidate: CandidateId, ground: Option<Ground>) -> Result<NewPage, WebError> {
    let caller = staff.caller.clone();
    let known = staff.visitor.app.run(move |_, db| keep_disclosures::begin(db, &caller, candidate)).await?;
    let (law, texts) = (staff.visitor.app.store.law(), &staff.visitor.texts);
    let (office, id) = (staff.office.jurisdiction, candidate.to_string());
    let view = |ground: Ground| GroundView::of(law, texts, office, &id, ground);
    let form = |ground: Ground, known: &[ThirdParty]| forms::ask_form(texts, law, (office, &id), ground, known);
    let mut frame = staff.frame();
    frame.path = format!("/staff/candidates/{id}/disclosures/new");
    Ok(NewPage {
        frame,
        candidate: format!("/staff/candidates/{id}"),
        grounds: Ground::ALL.iter().copied().map(view).collect(),
        chosen: ground.map(|ground| (view(ground), form(ground, &known))),
        refused: None,
        ways: Vec::new(),
        answer: None,
    })
}

/// Asks for a provision.
pub async fn ask(sent: StaffForm, candidate: Path<CandidateId>) -> Answer {
    let (StaffForm { staff, posted }, candidate) = (sent, candidate.into_inner());
    let ground: Option<Ground> = posted.value("ground").parse().ok();
    let mut shown = opened(&staff, candidate, ground).await?;
    let (Some((_, form)), Some(ground)) = (&mut shown.chosen, ground) else { return page_with_faults(&shown) };
    form.fill(posted.pairs());
    let Some(wanted) = forms::wanted(form, ground) else { return page_with_faults(&shown) };
    let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
    match app.change(move |_, db| keep_disclosures::ask(db, &caller, candidate, &wanted)).await {
        Ok(Asked::Kept(_)) => return onward(&shown.candidate, Some(Message::DisclosureAsked)),
        Ok(Asked::NothingHeld(category)) => form.refuse(&format!("category.{category}"), "error-disclosure-empty"),
        Ok(Asked::Refused(word)) => shown.refuse(&staff, &word),
        Err(WorkflowError::Store(StoreError::Taken(_))) => forms::refuse_party(form, "party"),
        Err(error) => return Err(error.into()),
    }
    page_with_faults(&shown)
}

impl NewPage {
    /// Shows why the law says no, and what would change that.
    fn refuse(&mut self, staff: &StaffCaller, word: &Word) {
        let Some(refusal) = &word.refusal else { return };
        let (law, texts) = (staff.visitor.app.store.law(), &staff.visitor.texts);
        let asks = staff.may(Verb::Ask, CategoryId::Profile, Purpose::Recruitment);
        self.refused = Some(withholding::explain(law, texts, String::new(), refusal));
        let open = if word.is_by_law() { ways(&law.rules, &word.facts) } else { Vec::new() };
        let unmade = Unmade { refusal: refusal.clone(), ways: open };
        let question = |remedy: Remedy| remedy.question_about(&word.facts, word.to).filter(|_| asks);
        self.ways = ways_with(&unmade, (law, texts), question);
        self.answer = word.is_by_law().then(|| answer_view(law, texts, &reason(&law.rules, &word.facts), &word.facts));
    }
}
