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
use crate::domain::id::{ConsentId, ConsentRequestId};
use crate::domain::locale::Locale;
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

/// A question in the words of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The question.
    pub question: String,
    /// What there is to know before it is answered.
    pub paragraphs: Vec<String>,
}

impl Wording {
    /// The words of a question that an office puts; `recipients` are the offices in the country, by name and legal form,
    /// and `told` is what there is to know about it.
    pub fn of(
        question: &ConsentQuestion,
        office: &str,
        (recipients, told): (&str, Option<&CountryInformation>),
        texts: &Texts,
    ) -> Self {
        let country = question.country.as_ref().map(|country| texts.country(country));
        let (asks, means) = match (question.scope, &country) {
            (ConsentScope::Health, Some(_)) => ("consent-asks-health-abroad", "consent-means-health-abroad"),
            (ConsentScope::Health, None) => ("consent-asks-health", "consent-means-health"),
            (ConsentScope::TalentPool, _) => ("consent-asks-pool", "consent-means-pool"),
            _ => ("consent-asks-abroad", "consent-means-abroad"),
        };
        let named = country.unwrap_or_default();
        let mut paragraphs = vec![texts.with_two(means, "country", &named, "office", office)];
        // APPI Art. 28(2), Rules Art. 17; SG PDP Regulations reg. 10(3).
        if question.country.is_some() && !recipients.is_empty() {
            paragraphs.push(texts.with("consent-recipients", "names", recipients));
        }
        if let Some(CountryInformation { words, .. }) = told {
            let texts_of = [&words.system, &words.differences, &words.measures];
            paragraphs.extend(texts_of.map(|text| text.get(texts.locale).to_owned()));
            let day = words.checked_on.map(|day| texts.day(&day)).unwrap_or_default();
            paragraphs.push(texts.with_two("country-checked", "date", day, "source", &words.source));
        }
        match &question.until {
            Some(until) => paragraphs.push(texts.with("consent-ends", "date", texts.day(until))),
            // How long somebody is kept at most is part of that question.
            None if question.scope == ConsentScope::TalentPool => {}
            None => paragraphs.push(texts.say("consent-stays")),
        }
        paragraphs.push(texts.say("consent-free"));
        Self { question: texts.with_two(asks, "country", &named, "office", office), paragraphs }
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
    let recipients = question.country.map(|country| known.offices_in(country, texts)).unwrap_or_default();
    Wording::of(question, &office, (&recipients, open.told.as_ref()), texts)
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
