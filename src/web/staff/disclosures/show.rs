//! The page of a disclosure: what is asked for and why, what the law says now, the two persons, the record, the end.

use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;

use super::{discloses, forms, named, standing};
use crate::domain::category::CategoryId;
use crate::domain::disclosure::{Disclosure, DisclosureWords, Ground, ProvisionMeans, ThirdPartyKind};
use crate::domain::id::{DisclosureId, StaffId};
use crate::domain::purpose::Purpose;
use crate::law::reasoning::reason;
use crate::law::words::Duty;
use crate::store::permit::Unsealed;
use crate::store::provision_ends::ShownEnd;
use crate::store::provision_records::{DueDuty, ProvisionRecord};
use crate::web::error::WebError;
use crate::web::extract::StaffCaller;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::page::{Answer, page};
use crate::web::staff::candidate::Withheld;
use crate::web::staff::processors::forms::lock_form;
use crate::web::staff::transfers::Named;
use crate::web::staff::what_if::{AnswerView, answer_view};
use crate::web::staff::{Writing, withholding};
use crate::workflows::show_candidate::Shown as WordsShown;
use crate::workflows::show_disclosures::{self, Shown};

/// `/staff/disclosures/{id}`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/disclosure.html")]
pub struct DisclosurePage {
    /// The frame.
    pub frame: Frame,
    /// Whom it is about.
    pub who: Named,
    /// What it is.
    pub about: About,
    /// What is written about it; none if it is withheld.
    pub words: Option<DisclosureWords>,
    /// Why that is withheld.
    pub withheld: Option<Withheld>,
    /// The whole way to what the law says now, while it waits.
    pub answer: Option<AnswerView>,
    /// Why it cannot be provided now.
    pub refused: Option<Withheld>,
    /// What can be done with it, while it waits.
    pub steps: Option<Steps>,
    /// The record of its provision.
    pub record: Option<RecordView>,
    /// What is to be done after it.
    pub duties: Vec<DutyLine>,
    /// The demands that provision to this third party end.
    pub ends: Vec<EndLine>,
    /// The form to record one with, from [`forms::end_form`]; none while one on its ground is in force.
    pub end_form: Option<Form>,
}

/// What a disclosure is, as far as that is about no person.
#[derive(Debug, Clone)]
pub struct About {
    /// To whom.
    pub to: String,
    /// What that is.
    pub kind: ThirdPartyKind,
    /// In which country, in the language of the page.
    pub country: String,
    /// What.
    pub categories: Vec<CategoryId>,
    /// For which purpose.
    pub purpose: Purpose,
    /// On which ground.
    pub ground: Ground,
    /// When it was asked for, written out.
    pub asked: String,
    /// By whom.
    pub asked_by: String,
    /// Who approved it; empty if nobody has.
    pub approved_by: String,
    /// The key of the text that says where it stands.
    pub standing: &'static str,
    /// Whether nothing comes of it any more.
    pub is_over: bool,
}

impl About {
    /// Whether health data is among it.
    pub fn has_health(&self) -> bool {
        self.categories.contains(&CategoryId::Health)
    }
}

/// What can be done with a disclosure that waits.
#[derive(Debug, Clone)]
pub struct Steps {
    /// Where an approval is posted to; empty if it needs none, or has one.
    pub approval: String,
    /// Whether the reader asked for it, so that somebody else has to approve.
    pub is_own: bool,
    /// Where declining is posted to.
    pub refusal: String,
    /// The form of the package; none until it may be provided.
    pub package: Option<Form>,
    /// The form to record it as given by other means, from [`forms::given_form`]; none until it may be provided.
    pub given: Option<Form>,
}

/// The record of a provision.
#[derive(Debug, Clone)]
pub struct RecordView {
    /// On which day, written out.
    pub given_on: String,
    /// How.
    pub means: ProvisionMeans,
    /// By which rules.
    pub rules: String,
    /// Whether it stood on a consent that is on record.
    pub has_consent: bool,
    /// Who recorded it.
    pub by: String,
    /// When, written out.
    pub at: String,
    /// Until when it is kept, written out.
    pub kept_until: String,
    /// The rule that says so.
    pub kept_rule: String,
    /// Where that stands in the law.
    pub kept_cite: String,
}

/// What is to be done after a provision.
#[derive(Debug, Clone)]
pub struct DutyLine {
    /// What.
    pub duty: Duty,
    /// Until when, written out.
    pub due: String,
    /// Whether that day is over, and it is not done.
    pub is_late: bool,
    /// When it was done, written out; empty if it was not.
    pub done: String,
    /// By whom.
    pub by: String,
    /// Where marking it as done is posted to; empty if it is.
    pub completion: String,
}

/// A demand that provision end.
#[derive(Debug, Clone)]
pub struct EndLine {
    /// On which day, written out.
    pub on: String,
    /// The ground that is shut besides consent.
    pub ground: Ground,
    /// What the candidate said.
    pub words: String,
    /// Who recorded it.
    pub by: String,
    /// When it was lifted, written out; empty if it is in force.
    pub lifted: String,
    /// Why.
    pub lifted_because: String,
    /// The form to lift it with, from [`forms::lift_form`]; none if it was lifted.
    pub form: Option<Form>,
}

impl DisclosurePage {
    /// The form of the page with some address.
    pub(super) fn form_at(&mut self, action: &str) -> Option<&mut Form> {
        let steps = self.steps.iter_mut().flat_map(|steps| steps.package.iter_mut().chain(steps.given.iter_mut()));
        let ends = self.ends.iter_mut().filter_map(|end| end.form.as_mut());
        steps.chain(ends).chain(self.end_form.as_mut()).find(|form| form.action == action)
    }
}

/// Shows a disclosure.
pub async fn show(staff: StaffCaller, id: Path<DisclosureId>) -> Answer {
    page(&opened(&staff, id.into_inner()).await?)
}

/// The page of a disclosure, for those who disclose.
pub(super) async fn opened(staff: &StaffCaller, id: DisclosureId) -> Result<DisclosurePage, WebError> {
    if !discloses(staff) {
        return Err(WebError::NotFound);
    }
    let caller = staff.caller.clone();
    let read =
        staff.visitor.app.run_apart(move |app| show_disclosures::show(&app.store, &app.directories, &caller, id));
    let look = Look { staff, writing: Writing::new(staff.visitor.texts, &staff.office), shown: read.await? };
    Ok(look.page())
}

/// The words of one page.
struct Look<'a> {
    staff: &'a StaffCaller,
    writing: Writing,
    shown: Shown,
}

impl Look<'_> {
    fn page(&self) -> DisclosurePage {
        let disclosure = &self.shown.kept.disclosure;
        let id = disclosure.id.to_string();
        let mut frame = self.staff.frame();
        frame.path = format!("{}/{id}", super::PAGE);
        let (law, texts) = (self.staff.visitor.app.store.law(), &self.writing.texts);
        let explain = |refusal| withholding::explain(law, texts, String::new(), refusal);
        let refused = self.shown.answers.iter().find_map(|word| word.refusal.as_ref());
        let told = self.shown.answers.iter().find(|word| word.refusal.is_some()).or(self.shown.answers.first());
        let person: Vec<_> = self.shown.person.iter().cloned().collect();
        let in_force = self.shown.ends.iter().any(|end| end.end.shuts(disclosure.to.id, disclosure.ground));
        DisclosurePage {
            frame,
            who: named(&person, disclosure.holding, &self.writing),
            about: self.about(disclosure),
            words: self.shown.words.value().cloned(),
            withheld: self.withheld(),
            answer: told.map(|word| answer_view(law, texts, &reason(&law.rules, &word.facts), &word.facts)),
            refused: refused.map(explain),
            steps: (!self.shown.answers.is_empty()).then(|| self.steps(disclosure, &id, refused.is_none())),
            record: self.shown.record.as_ref().map(|record| self.record(record)),
            duties: self.shown.duties.iter().map(|duty| self.duty(duty, &id)).collect(),
            ends: self.shown.ends.iter().map(|end| self.end(end, &id)).collect(),
            end_form: (!in_force && self.shown.words.refusal().is_none())
                .then(|| forms::end_form(&id, self.shown.today)),
        }
    }

    fn person(&self, id: Option<StaffId>) -> String {
        let found = self.shown.staff.iter().find(|(staff, _)| Some(*staff) == id);
        found.map(|(_, name)| name.clone()).unwrap_or_default()
    }

    fn about(&self, disclosure: &Disclosure) -> About {
        About {
            to: disclosure.to.name.clone(),
            kind: disclosure.to.kind,
            country: self.writing.texts.country(&disclosure.to.country),
            categories: disclosure.categories.clone(),
            purpose: disclosure.purpose,
            ground: disclosure.ground,
            asked: self.writing.moment(disclosure.asked_at),
            asked_by: self.person(disclosure.asked_by),
            approved_by: self.person(disclosure.approved_by),
            standing: standing(disclosure),
            is_over: matches!(standing(disclosure), "disclosure-state-declined" | "disclosure-state-ended"),
        }
    }

    fn withheld(&self) -> Option<Withheld> {
        let (law, texts) = (self.staff.visitor.app.store.law(), &self.writing.texts);
        match &self.shown.words {
            WordsShown::Withheld(refusal) => Some(withholding::explain(law, texts, String::new(), refusal)),
            WordsShown::Damaged => Some(withholding::unopened(texts, String::new(), CategoryId::Profile)),
            WordsShown::Value(_) | WordsShown::Nothing => None,
        }
    }

    fn steps(&self, disclosure: &Disclosure, id: &str, is_allowed: bool) -> Steps {
        let at = |step: &str| format!("{}/{id}/{step}", super::PAGE);
        let waits = disclosure.waits_for_second_person();
        let is_own = disclosure.asked_by == self.staff.caller.staff_id();
        let may = is_allowed && !waits;
        Steps {
            approval: if waits && !is_own && is_allowed { at("approval") } else { String::new() },
            is_own: waits && is_own,
            refusal: at("refusal"),
            package: may.then(|| lock_form(at("package"))),
            given: may.then(|| forms::given_form(&self.writing.texts, id, self.shown.today)),
        }
    }

    fn record(&self, record: &ProvisionRecord) -> RecordView {
        let rules = &self.staff.visitor.app.store.law().rules;
        RecordView {
            given_on: self.writing.texts.day(&record.given_on),
            means: record.means,
            rules: record.rules.clone(),
            has_consent: record.consent_id.is_some(),
            by: self.person(record.recorded_by),
            at: self.writing.moment(record.recorded_at),
            kept_until: self.writing.texts.day(&record.kept_until),
            kept_rule: record.kept_rule.clone(),
            kept_cite: rules.text(&record.kept_rule).map(|text| text.cite.clone()).unwrap_or_default(),
        }
    }

    fn duty(&self, duty: &DueDuty, id: &str) -> DutyLine {
        let open = duty.done_at.is_none();
        DutyLine {
            duty: duty.duty,
            due: self.writing.texts.day(&duty.due_on),
            is_late: open && duty.due_on < self.shown.today,
            done: duty.done_at.map(|at| self.writing.moment(at)).unwrap_or_default(),
            by: self.person(duty.done_by),
            completion: if open {
                format!("{}/{id}/duties/{}/completion", super::PAGE, duty.duty)
            } else {
                String::new()
            },
        }
    }

    fn end(&self, shown: &ShownEnd, id: &str) -> EndLine {
        let unsealed = |words: &Unsealed<String>| self.writing.unsealed(words);
        let lifted = shown.end.lifted_at;
        EndLine {
            on: self.writing.texts.day(&shown.end.demanded_on),
            ground: shown.end.ground,
            words: unsealed(&shown.words),
            by: self.person(shown.recorded_by),
            lifted: lifted.map(|at| self.writing.moment(at)).unwrap_or_default(),
            lifted_because: shown.lifted_because.as_ref().map(unsealed).unwrap_or_default(),
            form: lifted.is_none().then(|| forms::lift_form(id, &shown.end.id.to_string())),
        }
    }
}
