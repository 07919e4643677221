//! What a candidate agreed to, what they were asked, and the form to ask.

use actix_web::web::Path;

use super::show::Record;
use crate::domain::category::CategoryId;
use crate::domain::consent::{Consent, ConsentAnswer, ConsentChannel, ConsentQuestion, ConsentRequest, ConsentScope};
use crate::domain::disclosure::ThirdParty;
use crate::domain::id::{CandidateId, ThirdPartyId};
use crate::domain::jurisdiction::{Country, Jurisdiction};
use crate::domain::purpose::Purpose;
use crate::domain::time::Day;
use crate::law::access::Verb;
use crate::store::StoreError;
use crate::web::error::WebError;
use crate::web::extract::StaffForm;
use crate::web::form::{Choice, Form, Kind, fault};
use crate::web::frame::Message;
use crate::web::page::{Answer, onward, page_with_faults};
use crate::web::posted::Posted;
use crate::web::profile::choices;
use crate::web::texts::Texts;
use crate::workflows::{WorkflowError, ask_consent};

/// What somebody agreed to and was asked.
#[derive(Debug, Clone)]
pub struct Consents {
    /// What they agreed to, the latest first.
    pub given: Vec<ConsentLine>,
    /// What they were asked, the latest first.
    pub asked: Vec<QuestionLine>,
    /// The form to ask with, from [`ask_form`].
    pub form: Form,
    /// Whether a question is mailed as well.
    pub is_mailed: bool,
    /// Where a link to their own page is asked for.
    pub link_action: String,
}

/// A consent.
#[derive(Debug, Clone)]
pub struct ConsentLine {
    /// What it covers.
    pub scopes: Vec<ConsentScope>,
    /// The countries it names.
    pub countries: Vec<Country>,
    /// The third party it names; empty if it names none.
    pub party: String,
    /// From when, written out.
    pub from: String,
    /// Until when, written out; empty if it is open-ended.
    pub until: String,
    /// When it was withdrawn, written out; empty if it was not.
    pub withdrawn: String,
    /// How it was given.
    pub channel: ConsentChannel,
    /// The question that would give it anew, if it ends soon.
    pub renewal: Option<ConsentQuestion>,
    /// The words that were in front of the person, line by line; empty where the notice alone was.
    pub words: Vec<String>,
}

/// A question for a consent.
#[derive(Debug, Clone)]
pub struct QuestionLine {
    /// What was asked.
    pub scope: ConsentScope,
    /// For which country.
    pub country: Option<Country>,
    /// For which third party; empty if for none.
    pub party: String,
    /// When, written out.
    pub asked: String,
    /// The last day to answer, written out.
    pub open_until: String,
    /// What became of it.
    pub answer: Option<ConsentAnswer>,
    /// What became of the letter about it, written out; empty if there is none.
    pub letter: String,
}

/// The form to ask with: `scope`, `country`, `third_party`, `until`.
pub fn ask_form(texts: &Texts, candidate: &str, home: Jurisdiction, known: &[ThirdParty]) -> Form {
    let mut form = Form::new(format!("/staff/candidates/{candidate}/consent-requests"));
    let empty = |key: &str| Choice::new("", texts.say(key));
    let scopes = std::iter::once(empty("choose")).chain(choices(texts, &ConsentQuestion::SCOPES)).collect();
    form.add("ask", Kind::Select, "scope", "consent-scope").id("ask-scope").required().options(scopes);
    let abroad = Jurisdiction::ALL.iter().filter(|law| **law != home).map(|law| law.country());
    let abroad = abroad.map(|country| Choice::new(country.as_str(), texts.country(&country)));
    let countries = std::iter::once(empty("consent-no-country")).chain(abroad).collect();
    let country = form.add("ask", Kind::Select, "country", "consent-country");
    country.id("ask-country").hint("hint-consent-country").options(countries);
    let party = |party: &ThirdParty| {
        let country = texts.country(&party.country);
        Choice::new(party.id.to_string(), texts.with_two("consent-recipient", "name", &party.name, "form", country))
    };
    let parties = std::iter::once(empty("consent-no-country")).chain(known.iter().map(party)).collect();
    let party = form.add("ask", Kind::Select, "third_party", "third-party");
    party.id("ask-third-party").hint("hint-consent-party").options(parties);
    form.add("ask", Kind::Date, "until", "consent-until").id("ask-until").hint("hint-consent-until");
    form
}

impl Record<'_> {
    /// The consents to the reader's own office; none if the reader asks for no consents.
    pub(super) fn consents(&self) -> Option<Consents> {
        let may = self.staff.may(Verb::Ask, CategoryId::Profile, Purpose::Recruitment);
        let mine = self.file.holdings.iter().find(|holding| self.is_own(holding)).filter(|_| may)?;
        let file = mine.profile.value()?;
        let known = self.disclosures.as_ref().map(|found| found.parties.as_slice()).unwrap_or_default();
        Some(Consents {
            given: file.consents.iter().map(|consent| self.consent(consent)).collect(),
            asked: file.consent_requests.iter().map(|request| self.question(request)).collect(),
            form: ask_form(&self.writing.texts, &self.id(), self.staff.office.jurisdiction, known),
            is_mailed: self.staff.visitor.app.config.mailer.is_some(),
            link_action: format!("/staff/candidates/{}/sign-in-links", self.id()),
        })
    }

    fn consent(&self, consent: &Consent) -> ConsentLine {
        let day = |day: Option<&Day>| day.map(|day| self.writing.texts.day(day)).unwrap_or_default();
        ConsentLine {
            scopes: consent.scopes.clone(),
            countries: consent.countries.clone(),
            party: self.names.third_party(consent.third_party),
            from: self.writing.texts.day(&consent.from),
            until: day(consent.until.as_ref()),
            withdrawn: day(consent.withdrawn_on.as_ref()),
            channel: consent.channel,
            renewal: consent.renewal(self.today),
            words: consent.shown.lines().map(str::to_owned).collect(),
        }
    }

    fn question(&self, request: &ConsentRequest) -> QuestionLine {
        QuestionLine {
            scope: request.question.scope,
            country: request.question.country,
            party: self.names.third_party(request.question.third_party),
            asked: self.writing.moment(request.asked_at),
            open_until: self.writing.texts.day(&request.open_until),
            // Nobody answered in time.
            answer: request.answer.or_else(|| (!request.is_open(self.today)).then_some(ConsentAnswer::Lapsed)),
            letter: request.letter.as_ref().map(|letter| self.writing.letter(letter)).unwrap_or_default(),
        }
    }
}

/// Mails a link to their own page to the candidate.
pub async fn mail_link(sent: StaffForm, candidate: Path<CandidateId>) -> Answer {
    let (candidate, staff) = (candidate.into_inner(), sent.staff);
    let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
    // Without a mail server there is no such button.
    if app.config.mailer.is_none() {
        return Err(WebError::NotFound);
    }
    app.run(move |_, db| ask_consent::mail_link(db, &caller, candidate)).await?;
    onward(&format!("/staff/candidates/{candidate}"), Some(Message::LinkMailed))
}

/// Puts a question to the candidate.
pub async fn ask(sent: StaffForm, candidate: Path<CandidateId>) -> Answer {
    let candidate = candidate.into_inner();
    let StaffForm { staff, posted } = sent;
    let fault = match wanted(&posted, staff.office.jurisdiction, staff.today()) {
        Ok(question) => {
            let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
            let is_mailed = app.config.mailer.is_some();
            let names_party = question.third_party.is_some();
            let ask = app.change(move |_, db| ask_consent::ask(db, &caller, candidate, &question, is_mailed));
            match ask.await {
                Ok(()) => return onward(&format!("/staff/candidates/{candidate}"), Some(Message::Asked)),
                Err(WorkflowError::Store(StoreError::NothingToTell)) => {
                    (if names_party { "third_party" } else { "country" }, "error-country-information")
                }
                Err(WorkflowError::Store(StoreError::Taken(_))) => ("third_party", fault::CHOOSE),
                Err(error) => return Err(error.into()),
            }
        }
        Err(fault) => fault,
    };
    let mut page = Record::open(&staff, candidate).await?.page();
    let form = &mut page.consents.as_mut().ok_or(WebError::NotFound)?.form;
    form.fill(posted.pairs());
    form.check();
    if !form.is_bad() {
        form.refuse(fault.0, fault.1);
    }
    page_with_faults(&page)
}

/// The question, or what is wrong with which field.
fn wanted(posted: &Posted, home: Jurisdiction, today: Day) -> Result<ConsentQuestion, (&'static str, &'static str)> {
    let scope = posted.value("scope").parse::<ConsentScope>().map_err(|_| ("scope", fault::CHOOSE))?;
    let third_party = posted.value("third_party").parse::<ThirdPartyId>().ok();
    let question = ConsentQuestion { scope, country: None, third_party, until: None };
    if !question.may_name(third_party.is_some()) {
        return Err(("third_party", "error-consent-party"));
    }
    // A third party is where it is.
    let country = posted.value("country").parse::<Country>().ok().filter(|_| third_party.is_none());
    let until = match posted.value("until").trim() {
        "" => None,
        day => Some(day.parse::<Day>().map_err(|_| ("until", "error-date"))?),
    };
    let question = ConsentQuestion { country, until, ..question };
    match until {
        _ if country == Some(home.country()) || !question.is_complete() => Err(("country", "error-consent-country")),
        Some(until) if until < today => Err(("until", "error-consent-past")),
        _ => Ok(question),
    }
}
