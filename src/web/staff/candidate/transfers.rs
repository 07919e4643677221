//! Transfers on a candidate's page: what was made available where, what waits and for what, and the form to ask.

use actix_web::web::Path;

use super::Withheld;
use super::duties::{DutyMark, duty_mark};
use super::show::Record;
use crate::app::App;
use crate::domain::category::CategoryId;
use crate::domain::consent::ConsentQuestion;
use crate::domain::id::CandidateId;
use crate::domain::jurisdiction::Country;
use crate::domain::office::{Office, OfficeCode};
use crate::domain::purpose::Purpose;
use crate::domain::time::Day;
use crate::domain::transfer::{MadeTransfer, RequestState, Transfer};
use crate::law::Law;
use crate::law::access::Verb;
use crate::law::remedies::Remedy;
use crate::store::transfer_requests::Unmade;
use crate::store::{Database, StoreError};
use crate::web::error::WebError;
use crate::web::extract::StaffForm;
use crate::web::form::{Choice, Form, Kind};
use crate::web::frame::Message;
use crate::web::page::{Answer, onward, page_with_faults};
use crate::web::posted::Posted;
use crate::web::profile::choices;
use crate::web::staff::{Writing, withholding};
use crate::web::texts::Texts;
use crate::workflows::WorkflowError;
use crate::workflows::carry_transfers::{self, AskedTransfer};
use crate::workflows::show_candidate::HoldingFile;

/// Transfers of a record to other offices.
#[derive(Debug, Clone, Default)]
pub struct Transfers {
    /// Those that were made, newest first.
    pub made: Vec<TransferLine>,
    /// Those that were asked for and not made, newest first.
    pub asked: Vec<RequestLine>,
    /// The form to ask with, from [`transfer_form`]; none if the reader may not.
    pub form: Option<Form>,
}

/// A transfer that was made.
#[derive(Debug, Clone)]
pub struct TransferLine {
    /// Which category.
    pub category: CategoryId,
    /// Which office passed it on, having been given it; empty if the reader's own made the transfer.
    pub by: String,
    /// To which office.
    pub office: String,
    /// For which purpose.
    pub purpose: Purpose,
    /// Since when, written out.
    pub from: String,
    /// Until when, written out; empty if it is open-ended.
    pub until: String,
    /// When it ended, written out; empty if it did not.
    pub ended: String,
    /// What is to be done about it.
    pub duties: Vec<DutyMark>,
    /// Where its end is posted to; empty if the reader ends none, or it is over.
    pub end: String,
}

/// A transfer that was asked for.
#[derive(Debug, Clone)]
pub struct RequestLine {
    /// Which category.
    pub category: CategoryId,
    /// To which office.
    pub office: String,
    /// For which purpose.
    pub purpose: Purpose,
    /// When it was asked for, written out.
    pub asked: String,
    /// By whom.
    pub by: String,
    /// Where it stands.
    pub state: RequestState,
    /// Whether the privacy officer approved it: it waits for the law alone.
    pub is_approved: bool,
    /// Why it cannot be made now, if it cannot.
    pub why: Option<Withheld>,
    /// The ways on which it still could be made; all of one is needed.
    pub ways: Vec<Vec<RemedyLine>>,
}

impl RequestLine {
    /// The key of the text that says where it stands.
    pub const fn standing(&self) -> &'static str {
        match (self.state, self.is_approved) {
            (RequestState::Declined, _) => "transfer-declined",
            (RequestState::Lapsed, _) => "transfer-lapsed",
            (RequestState::Made, _) => "transfers-made",
            (RequestState::Waiting, true) => "transfer-approved",
            (RequestState::Waiting, false) => "transfer-waits",
        }
    }

    /// Whether nothing comes of it any more.
    pub fn is_over(&self) -> bool {
        self.state != RequestState::Waiting
    }
}

/// What would change a refusal.
#[derive(Debug, Clone)]
pub struct RemedyLine {
    /// What to do.
    pub text: String,
    /// The question that can be put to the candidate from here.
    pub question: Option<ConsentQuestion>,
}

/// What can be asked for. An inbox is an office's own: no page of another one shows what is in it.
const CATEGORIES: [CategoryId; 5] = [
    CategoryId::Profile,
    CategoryId::ApplicationHistory,
    CategoryId::SelectionResult,
    CategoryId::Other,
    CategoryId::Health,
];
/// The published purposes for which one office asks another to help, or for which a third party is given something.
pub(in crate::web::staff) const PURPOSES: [Purpose; 7] = [
    Purpose::Recruitment,
    Purpose::Events,
    Purpose::CompanyInfo,
    Purpose::Visa,
    Purpose::EmploymentContract,
    Purpose::Onboarding,
    Purpose::FutureRecruitment,
];

/// The form to ask with about one candidate; `transfer_of` where there are records of several offices.
pub fn transfer_form(texts: &Texts, candidate: &str, (offices, collectors): (Vec<Choice>, Vec<Choice>)) -> Form {
    let mut form = form_to(format!("/staff/candidates/{candidate}/transfer-requests"), texts, offices);
    if !collectors.is_empty() {
        let of = form.add("transfer", Kind::Select, "transfer_of", "transfer-of");
        of.half().options(collectors).hint("hint-transfer-of");
    }
    form
}

/// A form to ask with: a box for each category, `destination`, `transfer_purpose`, `transfer_until`.
pub(in crate::web::staff) fn form_to(action: impl Into<String>, texts: &Texts, offices: Vec<Choice>) -> Form {
    let mut form = Form::new(action);
    let offices = std::iter::once(Choice::new("", texts.say("choose"))).chain(offices).collect();
    form.add("transfer", Kind::Select, "destination", "transfer-to").required().half().options(offices);
    let purpose = form.add("transfer", Kind::Select, "transfer_purpose", "transfer-purpose");
    purpose.required().half().options(choices(texts, &PURPOSES)).value(Purpose::Recruitment.as_str());
    for category in CATEGORIES {
        let tick = form.add("transfer", Kind::Tick, format!("category.{category}"), "transfer-category");
        tick.labelled(texts.label(category)).half();
    }
    form.set("category.profile", "yes");
    form.set("category.application_history", "yes");
    form.add("transfer", Kind::Date, "transfer_until", "transfer-until").hint("hint-transfer-until");
    form
}

/// The offices that one may ask a transfer to.
pub(in crate::web::staff) fn others(offices: &[Office], own: &Office, texts: &Texts) -> Vec<Choice> {
    let choice = |office: &Office| Choice::new(office.code.as_str(), office.name.get(texts.locale));
    offices.iter().filter(|office| office.code != own.code).map(choice).collect()
}

impl Record<'_> {
    /// The transfers of what the reader's own office collected; none if the reader neither asks for any nor makes them.
    pub(super) fn transfers(&self) -> Option<Transfers> {
        let transfers = self.transfers.as_ref()?;
        let may = |verb| self.staff.may(verb, CategoryId::Profile, Purpose::Recruitment);
        let (asks, ends) = (may(Verb::Ask), may(Verb::Transfer));
        let line = |made: &MadeTransfer| {
            let duties = transfers.duties.iter().filter(|duty| duty.transfer_id == Some(made.id));
            let duties = duties.map(|duty| duty_mark(duty, self.today, &self.writing)).collect();
            let by = Some(&made.origin).filter(|by| **by != self.staff.office.code);
            let by = by.map(|by| self.office_name(by)).unwrap_or_default();
            let ends = ends && made.ended_at.is_none();
            let end = if ends { format!("/staff/transfers/{}/end", made.id) } else { String::new() };
            TransferLine {
                duties,
                by,
                end,
                ..line_of(made, self.office_name(&made.transfer.destination), &self.writing)
            }
        };
        Some(Transfers {
            made: transfers.made.iter().map(line).collect(),
            asked: transfers.asked.iter().map(|asked| self.asked(asked, asks)).collect(),
            form: asks.then(|| {
                let others = others(self.names.offices(), &self.staff.office, &self.writing.texts);
                transfer_form(&self.writing.texts, &self.id(), (others, self.collectors()))
            }),
        })
    }

    /// The offices that collected what can be passed on, where there is more than one: the reader's own first.
    fn collectors(&self) -> Vec<Choice> {
        let own = self.file.holdings.iter().filter(|holding| self.is_own(holding));
        let others = self.file.holdings.iter().filter(|holding| !self.is_own(holding));
        let choice = |holding: &HoldingFile| Choice::new(holding.holding.office.as_str(), self.office(holding));
        let all: Vec<Choice> = own.chain(others).map(choice).collect();
        if all.len() < 2 { Vec::new() } else { all }
    }

    fn asked(&self, asked: &AskedTransfer, asks: bool) -> RequestLine {
        let request = &asked.request;
        let waits = request.state == RequestState::Waiting;
        // A question is the collecting office's to put: another one would ask about its own record.
        let is_ours = self.file.holdings.iter().any(|it| it.holding.id == request.holding && self.is_own(it));
        let unmade = asked.unmade.as_ref().filter(|_| waits);
        let (law, texts) = (self.staff.visitor.app.store.law(), &self.writing.texts);
        let to = self.names.offices().iter().find(|office| office.code == request.transfer.destination);
        let to = to.map(|office| office.jurisdiction.country());
        RequestLine {
            category: request.category,
            office: self.office_name(&request.transfer.destination),
            purpose: request.transfer.purpose,
            asked: self.writing.moment(request.asked_at),
            by: request.asked_by.and_then(|staff| self.names.person(staff)).unwrap_or_default().to_owned(),
            state: request.state,
            is_approved: request.approved_by.is_some(),
            why: unmade.map(|unmade| withholding::explain(law, texts, String::new(), &unmade.refusal)),
            ways: unmade.map(|unmade| ways_of(unmade, (law, texts), to, asks && is_ours)).unwrap_or_default(),
        }
    }
}

/// The ways out of a refusal in words; asking the candidate can be done from the page.
pub(in crate::web::staff) fn ways_of(
    unmade: &Unmade,
    (law, texts): (&Law, &Texts),
    to: Option<Country>,
    asks: bool,
) -> Vec<Vec<RemedyLine>> {
    ways_with(unmade, (law, texts), |remedy| remedy.question(unmade.refusal.category, to).filter(|_| asks))
}

/// The same with the question that each remedy puts to the candidate.
pub(in crate::web::staff) fn ways_with(
    unmade: &Unmade,
    (law, texts): (&Law, &Texts),
    question: impl Fn(Remedy) -> Option<ConsentQuestion>,
) -> Vec<Vec<RemedyLine>> {
    let line = |remedy: &Remedy| RemedyLine {
        text: law.texts.remedy(*remedy, texts.locale).to_owned(),
        question: question(*remedy),
    };
    let lines = |remedies: &Vec<Remedy>| remedies.iter().map(line).collect();
    match unmade.ways.is_empty() {
        true if unmade.refusal.remedies.is_empty() => Vec::new(),
        true => vec![lines(&unmade.refusal.remedies)],
        false => unmade.ways.iter().map(|way| lines(&way.remedies)).collect(),
    }
}

/// Asks for a transfer.
pub async fn ask(sent: StaffForm, candidate: Path<CandidateId>) -> Answer {
    let (StaffForm { staff, posted }, candidate) = (sent, candidate.into_inner());
    let fault = match wanted(&posted, staff.today()) {
        Ok((categories, transfer)) => {
            let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
            let of: Option<OfficeCode> = posted.value("transfer_of").parse().ok();
            let about = move |_: &App, db: &mut Database| {
                carry_transfers::ask(db, &caller, (candidate, of.as_ref()), &categories, &transfer)
            };
            let ask = app.change(about);
            match ask.await {
                Ok(_) => return onward(&format!("/staff/candidates/{candidate}"), Some(Message::TransferAsked)),
                Err(WorkflowError::Store(StoreError::Taken(_))) => ("destination", "error-transfer-asked"),
                Err(error) => return Err(error.into()),
            }
        }
        Err(fault) => fault,
    };
    let mut page = Record::open(&staff, candidate).await?.page();
    let form = page.transfers.as_mut().and_then(|it| it.form.as_mut()).ok_or(WebError::NotFound)?;
    form.fill(posted.pairs());
    form.check();
    if !form.is_bad() {
        form.refuse(fault.0, fault.1);
    }
    page_with_faults(&page)
}

/// What was asked for, or what is wrong with which field.
pub(in crate::web::staff) fn wanted(
    posted: &Posted,
    today: Day,
) -> Result<(Vec<CategoryId>, Transfer), (&'static str, &'static str)> {
    let ticked = |category: &CategoryId| !posted.value(&format!("category.{category}")).is_empty();
    let categories: Vec<CategoryId> = CATEGORIES.into_iter().filter(ticked).collect();
    let destination = posted.value("destination").parse().map_err(|_| ("destination", "error-choose"))?;
    let purpose = posted.value("transfer_purpose").parse::<Purpose>().ok().filter(|it| PURPOSES.contains(it));
    let purpose = purpose.ok_or(("transfer_purpose", "error-choose"))?;
    let until = match posted.value("transfer_until").trim() {
        "" => None,
        day => Some(day.parse::<Day>().map_err(|_| ("transfer_until", "error-date"))?),
    };
    match until {
        _ if categories.is_empty() => Err(("category.profile", "error-choose")),
        Some(until) if until < today => Err(("transfer_until", "error-consent-past")),
        until => Ok((categories, Transfer { destination, purpose, until })),
    }
}

/// Dates as a page of the ledger writes them.
pub(in crate::web::staff) fn line_of(made: &MadeTransfer, office: String, writing: &Writing) -> TransferLine {
    TransferLine {
        category: made.category,
        by: String::new(),
        office,
        purpose: made.transfer.purpose,
        from: writing.moment(made.made_at),
        until: made.transfer.until.map(|day| writing.texts.day(&day)).unwrap_or_default(),
        ended: made.ended_at.map(|at| writing.moment(at)).unwrap_or_default(),
        duties: Vec::new(),
        end: String::new(),
    }
}
