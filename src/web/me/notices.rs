//! Later versions of the privacy notice: what changed, and what their candidate says to it.
//!
//! Invariant: what is kept as shown is put together by the very function that the page shows; a version that was only
//! shown adds nothing to what a record may be used for.

use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;

use super::consents::Wording;
use super::view::Known;
use crate::domain::locale::Locale;
use crate::domain::notice::{Announcement, NoticeAnswer};
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::time::Day;
use crate::store::notice_answers::Later;
use crate::web::error::WebError;
use crate::web::extract::{CandidateCaller, CandidateForm};
use crate::web::frame::{Frame, Message};
use crate::web::notice_changes::{ClauseView, changes};
use crate::web::page::{Answer, onward, page};
use crate::web::posted::Posted;
use crate::web::texts::Texts;
use crate::workflows::answer_notices::{self, Shown};

/// `/me/notices/{version}`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "me/notice.html")]
pub struct LaterNoticePage {
    /// The frame.
    pub frame: Frame,
    /// The number of the version.
    pub version: i32,
    /// What is said or asked.
    pub wording: Wording,
    /// Whether it is asked, rather than said.
    pub is_asked: bool,
    /// Whether it waits for an answer.
    pub is_open: bool,
    /// How it stands.
    pub standing: String,
    /// Where the answer is posted to.
    pub action: String,
    /// Whether whoever reads it came by a mailed link and is not signed in.
    pub is_by_link: bool,
    /// Where a yes is taken back; empty if there is none.
    pub withdrawal: String,
    /// The number of the version that was shown before; none if there is none.
    pub earlier: Option<i32>,
    /// What changed since then.
    pub clauses: Vec<ClauseView>,
}

/// GET `/me/notices/{version}`: a later version.
///
/// # Errors
/// [`WebError::NotFound`] if the reader is not told of it.
pub async fn show(candidate: CandidateCaller, version: Path<String>) -> Answer {
    let (shown, known) = opened(&candidate, &version).await?;
    let action = format!("/me/notices/{}", shown.later.version);
    let texts = candidate.visitor.texts;
    page(&LaterNoticePage::of(
        (&shown, &known),
        &candidate.holding.office,
        (candidate.frame(), &texts),
        (action, false),
    ))
}

impl LaterNoticePage {
    /// The page of a version, whose answer is posted somewhere, by a mailed link or not.
    pub(super) fn of(
        (shown, known): (&Shown, &Known),
        office: &OfficeCode,
        (frame, texts): (Frame, &Texts),
        (action, is_by_link): (String, bool),
    ) -> Self {
        let later = &shown.later;
        let clauses = shown.earlier.as_ref().map(|earlier| changes(earlier, &shown.notice, texts.locale));
        Self {
            frame,
            version: later.version,
            wording: wording(shown, known, office, texts),
            is_asked: later.announcement == Announcement::Ask,
            is_open: later.is_open(shown.today),
            standing: standing(later, shown.today, known, office, texts),
            action,
            is_by_link,
            withdrawal: match later.is_agreed() {
                true => format!("/me/notices/{}/withdrawal", later.version),
                false => String::new(),
            },
            earlier: shown.earlier.as_ref().map(|earlier| earlier.version),
            clauses: clauses.unwrap_or_default(),
        }
    }
}

/// POST `/me/notices/{version}`: the answer, `answer` being `seen`, `given` or `refused`, to the words whose language and
/// digest are `locale` and `shown`.
///
/// # Errors
/// [`WebError::Malformed`] for none of these; [`WebError::Stale`] if the words are others by now; as [`show`].
pub async fn answer(sent: CandidateForm, version: Path<String>) -> Answer {
    let CandidateForm { candidate, posted } = sent;
    let (shown, known) = opened(&candidate, &version).await?;
    let (said, (words, locale)) = answered(&posted, (&shown, &known), &candidate.holding.office)?;
    let (caller, which) = (candidate.caller.clone(), (candidate.holding.id, shown.later.version));
    let app = &candidate.visitor.app;
    app.change(move |_, db| answer_notices::answer(db, &caller, which, said, (&words, locale))).await?;
    onward("/me", Some(Message::Answered))
}

/// What somebody says, and the words that they say it to, in their language.
pub(super) fn answered(
    posted: &Posted,
    (shown, known): (&Shown, &Known),
    office: &OfficeCode,
) -> Result<(NoticeAnswer, (String, Locale)), WebError> {
    let said: NoticeAnswer = posted.value("answer").parse().map_err(|_| WebError::Malformed)?;
    let locale: Locale = posted.value("locale").parse().map_err(|_| WebError::Malformed)?;
    let wording = wording(shown, known, office, &Texts::of(locale));
    if wording.digest() == posted.value("shown") { Ok((said, (wording.whole(), locale))) } else { Err(WebError::Stale) }
}

/// POST `/me/notices/{version}/withdrawal`: takes a yes back, from now on.
///
/// # Errors
/// [`WebError::NotFound`] if there is none.
pub async fn withdraw(sent: CandidateForm, version: Path<String>) -> Answer {
    let version: i32 = version.parse().map_err(|_| WebError::NotFound)?;
    let (caller, holding) = (sent.candidate.caller.clone(), sent.candidate.holding.id);
    let app = &sent.candidate.visitor.app;
    app.change(move |_, db| answer_notices::withdraw(db, &caller, holding, version)).await?;
    onward("/me", Some(Message::Withdrawn))
}

/// How a later version stands with its candidate, in a sentence.
pub(super) fn standing(later: &Later, today: Day, known: &Known, office: &OfficeCode, texts: &Texts) -> String {
    let day = |at| texts.day(&known.day_at(office, at));
    match (later.answer, later.answered_at, later.withdrawn_at) {
        (_, _, Some(at)) => texts.with("me-notice-withdrawn", "date", day(at)),
        (Some(NoticeAnswer::Seen), Some(at), _) => texts.with("me-notice-seen", "date", day(at)),
        (Some(NoticeAnswer::Given), Some(at), _) => texts.with("me-notice-given", "date", day(at)),
        (Some(NoticeAnswer::Refused), Some(at), _) => texts.with("me-notice-refused", "date", day(at)),
        _ => match later.replaced_on.filter(|_| later.announcement == Announcement::Ask && later.is_replaced(today)) {
            Some(day) => texts.with("me-notice-replaced", "date", texts.day(&day)),
            None => texts.with("notice-effective", "date", texts.day(&later.effective_on)),
        },
    }
}

fn wording(shown: &Shown, known: &Known, office: &OfficeCode, texts: &Texts) -> Wording {
    let (office, version) = (known.office(office, texts.locale), shown.later.version);
    let day = texts.day(&shown.later.effective_on);
    if shown.later.announcement != Announcement::Ask {
        let said = texts.with_two("me-notice-informs", "version", version, "date", day);
        return Wording { question: said, paragraphs: vec![texts.say("me-notice-adds-nothing")] };
    }
    let before = shown.earlier.as_ref().map(|earlier| earlier.purposes.as_slice()).unwrap_or_default();
    let new: Vec<Purpose> = shown.notice.purposes.iter().filter(|it| !before.contains(it)).copied().collect();
    let mut paragraphs = vec![texts.with("me-notice-from", "date", day)];
    if !new.is_empty() {
        paragraphs.push(texts.with("me-notice-new-purposes", "purposes", texts.labels(&new)));
    }
    paragraphs.extend([texts.say("me-notice-without"), texts.say("consent-free")]);
    Wording { question: texts.with_two("me-notice-asks", "office", office, "version", version), paragraphs }
}

async fn opened(candidate: &CandidateCaller, version: &str) -> Result<(Shown, Known), WebError> {
    let version: i32 = version.parse().map_err(|_| WebError::NotFound)?;
    let (caller, holding) = (candidate.caller.clone(), candidate.holding.id);
    let open = move |_: &_, db: &mut _| Ok((answer_notices::open(db, &caller, holding, version)?, Known::read(db)?));
    Ok(candidate.visitor.app.run(open).await?)
}
