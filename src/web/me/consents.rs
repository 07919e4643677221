//! Questions for a consent, and withdrawals: what a candidate decides about their own record.
//!
//! Invariant: what is kept as shown is put together by the very function that the page shows.

use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;
use sha2::{Digest, Sha256};

use super::view::Known;
use crate::domain::consent::{ConsentQuestion, ConsentScope};
use crate::domain::country_information::CountryInformation;
use crate::domain::disclosure::ThirdParty;
use crate::domain::id::{ConsentId, ConsentRequestId};
use crate::domain::locale::{InThreeLanguages, Locale};
use crate::domain::office::OfficeCode;
use crate::web::error::WebError;
use crate::web::extract::{CandidateCaller, CandidateForm};
use crate::web::frame::{Frame, Message};
use crate::web::page::{Answer, onward, page};
use crate::web::posted::Posted;
use crate::web::texts::Texts;
use crate::workflows::ask_consent::{self, OpenQuestion};

/// `/me/consent-requests/{id}`: one question, and nothing that is chosen beforehand.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "me/consent_question.html")]
pub struct ConsentQuestionPage {
    /// The frame.
    pub frame: Frame,
    /// What is asked, and what there is to know before.
    pub wording: Wording,
    /// Whether it tells of a country.
    pub names_country: bool,
    /// Where the answer is posted to.
    pub action: String,
    /// The last day to answer, written out.
    pub open_until: String,
    /// Whether whoever reads it came by a mailed link and is not signed in.
    pub is_by_link: bool,
}

/// Who would get what a question is about, and what there is to know about where they are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Recipients<'a> {
    /// The offices in the country, by name and legal form.
    pub offices: &'a str,
    /// The third party.
    pub party: Option<&'a ThirdParty>,
    /// How the third party is reached.
    pub contact: &'a str,
    /// What is told about the country.
    pub told: Option<&'a CountryInformation>,
}

impl Recipients<'_> {
    /// The paragraphs about them, as far as a question names a country or a third party.
    fn paragraphs(&self, texts: &Texts) -> Vec<String> {
        let mut paragraphs = Vec::new();
        if let Some(party) = self.party {
            let is = texts.join(&[texts.label(party.kind), texts.country(&party.country)]);
            let named = texts.with_two("consent-recipient", "name", &party.name, "form", is);
            paragraphs.push(texts.with("consent-recipients", "names", named));
            // What is kept on several lines is one paragraph.
            let contact = self.contact.split_whitespace().collect::<Vec<_>>().join(" ");
            if !contact.is_empty() {
                paragraphs.push(texts.with("consent-party-contact", "contact", contact));
            }
        } else if !self.offices.is_empty() {
            paragraphs.push(texts.with("consent-recipients", "names", self.offices));
        }
        let Some(CountryInformation { words, .. }) = self.told else { return paragraphs };
        let text = |text: &InThreeLanguages| text.get(texts.locale).to_owned();
        paragraphs.extend([text(&words.system), text(&words.differences)]);
        // What is kept about a country tells of the measures of our own office there (Rules Art. 17(4) for any other).
        paragraphs.push(match self.party {
            Some(party) => texts.with("consent-party-measures", "party", &party.name),
            None => text(&words.measures),
        });
        let day = words.checked_on.map(|day| texts.day(&day)).unwrap_or_default();
        paragraphs.push(texts.with_two("country-checked", "date", day, "source", &words.source));
        paragraphs
    }
}

/// A question in the words of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The question.
    pub question: String,
    /// What there is to know before it is answered.
    pub paragraphs: Vec<String>,
}

impl Wording {
    /// The words of a question that an office puts about giving something to some recipients.
    pub fn of(question: &ConsentQuestion, office: &str, to: &Recipients<'_>, texts: &Texts) -> Self {
        let country = question.country.as_ref().map(|country| texts.country(country));
        let (asks, means) = match (question.scope, &country) {
            (ConsentScope::ThirdParty, _) => ("consent-asks-party", "consent-means-party"),
            (ConsentScope::Health, _) if to.party.is_some() => {
                ("consent-asks-health-party", "consent-means-health-party")
            }
            (ConsentScope::Health, Some(_)) => ("consent-asks-health-abroad", "consent-means-health-abroad"),
            (ConsentScope::Health, None) => ("consent-asks-health", "consent-means-health"),
            (ConsentScope::TalentPool, _) => ("consent-asks-pool", "consent-means-pool"),
            _ => ("consent-asks-abroad", "consent-means-abroad"),
        };
        // A third party is named with the country where it is, also where that is our own.
        let (value, named) = match to.party {
            Some(party) => {
                let country = texts.country(&party.country);
                ("party", texts.with_two("consent-recipient", "name", &party.name, "form", country))
            }
            None => ("country", country.unwrap_or_default()),
        };
        let mut paragraphs = vec![texts.with_two(means, value, &named, "office", office)];
        // APPI Art. 28(2), Rules Art. 17; SG PDP Regulations reg. 10(3).
        paragraphs.extend(to.paragraphs(texts));
        match &question.until {
            Some(until) => paragraphs.push(texts.with("consent-ends", "date", texts.day(until))),
            // How long somebody is kept at most is part of that question.
            None if question.scope == ConsentScope::TalentPool => {}
            None => paragraphs.push(texts.say("consent-stays")),
        }
        paragraphs.push(texts.say("consent-free"));
        Self { question: texts.with_two(asks, value, &named, "office", office), paragraphs }
    }

    /// All of it, as it is kept with the answer.
    pub fn whole(&self) -> String {
        std::iter::once(&self.question).chain(&self.paragraphs).cloned().collect::<Vec<_>>().join("\n")
    }

    /// The SHA-256 of all of it: an answer to other words is none to these.
    pub fn digest(&self) -> String {
        hex::encode(Sha256::digest(self.whole()))
    }
}

/// GET `/me/consent-requests/{id}`: the question.
///
/// # Errors
/// [`WebError::NotFound`] if it is not the reader's, or can no longer be answered.
pub async fn show(candidate: CandidateCaller, id: Path<String>) -> Answer {
    let (open, known) = opened(&candidate, &id).await?;
    let texts = candidate.visitor.texts;
    page(&ConsentQuestionPage {
        frame: candidate.frame(),
        wording: wording(&open, &known, &candidate.holding.office, &texts),
        names_country: open.told.is_some(),
        action: format!("/me/consent-requests/{}", open.request.id),
        open_until: texts.day(&open.request.open_until),
        is_by_link: false,
    })
}

/// POST `/me/consent-requests/{id}`: the answer, `answer` being `given` or `refused`, to the words whose language and
/// digest are `locale` and `shown`.
///
/// # Errors
/// [`WebError::Malformed`] for neither; [`WebError::Stale`] if the words are others by now; as [`show`].
pub async fn answer(sent: CandidateForm, id: Path<String>) -> Answer {
    let CandidateForm { candidate, posted } = sent;
    let (open, known) = opened(&candidate, &id).await?;
    let (agrees, shown) = answered(&posted, &open, &known, &candidate.holding.office)?;
    let (caller, holding) = (candidate.caller.clone(), candidate.holding.id);
    let app = &candidate.visitor.app;
    app.change(move |_, db| ask_consent::answer(db, &caller, holding, open.request.id, agrees, shown)).await?;
    onward("/me", Some(Message::Answered))
}

/// Whether somebody agrees, and the words that they agree to, in their language.
pub(super) fn answered(
    posted: &Posted,
    open: &OpenQuestion,
    known: &Known,
    office: &OfficeCode,
) -> Result<(bool, (String, Locale)), WebError> {
    let agrees = match posted.value("answer") {
        "given" => true,
        "refused" => false,
        _ => return Err(WebError::Malformed),
    };
    let locale: Locale = posted.value("locale").parse().map_err(|_| WebError::Malformed)?;
    let wording = wording(open, known, office, &Texts::of(locale));
    if wording.digest() == posted.value("shown") {
        Ok((agrees, (wording.whole(), locale)))
    } else {
        Err(WebError::Stale)
    }
}

/// The words of a question that an office put.
pub(super) fn wording(open: &OpenQuestion, known: &Known, office: &OfficeCode, texts: &Texts) -> Wording {
    let question = &open.request.question;
    let office = known.office(office, texts.locale);
    let offices = question.country.map(|country| known.offices_in(country, texts)).unwrap_or_default();
    let to = Recipients {
        offices: &offices,
        party: open.party.as_ref().map(|file| &file.party),
        contact: open.party.as_ref().map(|file| file.contact.as_str()).unwrap_or_default(),
        told: open.told.as_ref(),
    };
    Wording::of(question, &office, &to, texts)
}

/// POST `/me/consents/{id}/withdrawal`: withdraws a consent from now on.
///
/// # Errors
/// [`WebError::NotFound`] if it is not the reader's, or was withdrawn before.
pub async fn withdraw(sent: CandidateForm, id: Path<String>) -> Answer {
    let consent: ConsentId = id.parse().map_err(|_| WebError::NotFound)?;
    let (caller, holding) = (sent.candidate.caller.clone(), sent.candidate.holding.id);
    let app = &sent.candidate.visitor.app;
    app.change(move |_, db| ask_consent::withdraw(db, &caller, holding, consent)).await?;
    onward("/me", Some(Message::Withdrawn))
}

async fn opened(candidate: &CandidateCaller, id: &str) -> Result<(OpenQuestion, Known), WebError> {
    let id: ConsentRequestId = id.parse().map_err(|_| WebError::NotFound)?;
    let (caller, holding) = (candidate.caller.clone(), candidate.holding.id);
    let open = move |_: &_, db: &mut _| Ok((ask_consent::open(db, &caller, holding, id)?, Known::read(db)?));
    Ok(candidate.visitor.app.run(open).await?)
}
