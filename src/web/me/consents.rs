//! Questions for a consent, and withdrawals: what a candidate decides about their own record.
//!
//! Invariant: what is kept as shown is put together by the very function that the page shows.

use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;

use super::view::Known;
use crate::domain::consent::{ConsentQuestion, ConsentRequest, ConsentScope};
use crate::domain::id::{ConsentId, ConsentRequestId};
use crate::web::error::WebError;
use crate::web::extract::{CandidateCaller, CandidateForm};
use crate::web::frame::{Frame, Message};
use crate::web::page::{Answer, onward, page};
use crate::web::texts::Texts;
use crate::workflows::ask_consent;

/// `/me/consent-requests/{id}`: one question, and nothing that is chosen beforehand.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "me/consent_question.html")]
pub struct ConsentQuestionPage {
    /// The frame.
    pub frame: Frame,
    /// What is asked, and what there is to know before.
    pub wording: Wording,
    /// Where the answer is posted to.
    pub action: String,
    /// The last day to answer, written out.
    pub open_until: String,
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
    /// The words of a question that an office puts.
    pub fn of(question: &ConsentQuestion, office: &str, texts: &Texts) -> Self {
        let country = question.country.as_ref().map(|country| texts.country(country));
        let (asks, means) = match (question.scope, &country) {
            (ConsentScope::Health, Some(_)) => ("consent-asks-health-abroad", "consent-means-health-abroad"),
            (ConsentScope::Health, None) => ("consent-asks-health", "consent-means-health"),
            (ConsentScope::TalentPool, _) => ("consent-asks-pool", "consent-means-pool"),
            _ => ("consent-asks-abroad", "consent-means-abroad"),
        };
        let named = country.unwrap_or_default();
        let mut paragraphs = vec![texts.with_two(means, "country", &named, "office", office)];
        if let Some(country) = question.country {
            // APPI Art. 28(2), Rules Art. 17; SG PDP Regulations reg. 10.
            let about = match country.as_str() {
                "JP" => "country-law-JP",
                "SG" => "country-law-SG",
                "HK" => "country-law-HK",
                _ => "country-law-other",
            };
            paragraphs.push(texts.say(about));
            paragraphs.push(texts.with("consent-measures", "country", &named));
        }
        paragraphs.push(match &question.until {
            Some(until) => texts.with("consent-ends", "date", texts.day(until)),
            None => texts.say("consent-stays"),
        });
        paragraphs.push(texts.say("consent-free"));
        Self { question: texts.with_two(asks, "country", &named, "office", office), paragraphs }
    }

    /// All of it, as it is kept with the answer.
    pub fn whole(&self) -> String {
        std::iter::once(&self.question).chain(&self.paragraphs).cloned().collect::<Vec<_>>().join("\n")
    }
}

/// GET `/me/consent-requests/{id}`: the question.
///
/// # Errors
/// [`WebError::NotFound`] if it is not the reader's, or can no longer be answered.
pub async fn show(candidate: CandidateCaller, id: Path<String>) -> Answer {
    let (request, office) = opened(&candidate, &id).await?;
    let texts = candidate.visitor.texts;
    page(&ConsentQuestionPage {
        frame: candidate.frame(),
        wording: Wording::of(&request.question, &office, &texts),
        action: format!("/me/consent-requests/{}", request.id),
        open_until: texts.day(&request.open_until),
    })
}

/// POST `/me/consent-requests/{id}`: the answer, `answer` being `given` or `refused`.
///
/// # Errors
/// [`WebError::Malformed`] for neither; as [`show`].
pub async fn answer(sent: CandidateForm, id: Path<String>) -> Answer {
    let CandidateForm { candidate, posted } = sent;
    let (request, office) = opened(&candidate, &id).await?;
    let agrees = match posted.value("answer") {
        "given" => true,
        "refused" => false,
        _ => return Err(WebError::Malformed),
    };
    let texts = candidate.visitor.texts;
    let shown = (Wording::of(&request.question, &office, &texts).whole(), texts.locale);
    let (caller, holding) = (candidate.caller.clone(), candidate.holding.id);
    let app = &candidate.visitor.app;
    app.change(move |_, db| ask_consent::answer(db, &caller, holding, request.id, agrees, shown)).await?;
    onward("/me", Some(Message::Answered))
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

async fn opened(candidate: &CandidateCaller, id: &str) -> Result<(ConsentRequest, String), WebError> {
    let id: ConsentRequestId = id.parse().map_err(|_| WebError::NotFound)?;
    let (caller, holding) = (candidate.caller.clone(), candidate.holding.id);
    let open = move |_: &_, db: &mut _| Ok((ask_consent::open(db, &caller, holding, id)?, Known::read(db)?));
    let (request, known) = candidate.visitor.app.run(open).await?;
    Ok((request, known.office(&candidate.holding.office, candidate.visitor.texts.locale)))
}
