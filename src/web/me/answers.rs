//! The page of a mailed link: one question, answered there.
//!
//! Invariant: to look at it changes nothing, as programs follow links; the answer uses the link up.

use actix_web::web::Path;

use super::consents::{ConsentQuestionPage, answered, wording};
use super::sign_in::refused;
use super::view::Known;
use crate::domain::candidate::HoldingRef;
use crate::limits::Deed;
use crate::store::StoreError;
use crate::vault::secret::Token;
use crate::web::error::WebError;
use crate::web::extract::forms::FollowingLink;
use crate::web::extract::{CANDIDATE_SESSION, NewSession, PublicForm};
use crate::web::frame::Area;
use crate::web::page::{Answer, page};
use crate::web::visitor::Visitor;
use crate::workflows::WorkflowError;
use crate::workflows::ask_consent::{self, OpenQuestion};

/// What a link leads to.
struct Asked {
    token_hash: [u8; 32],
    holding: HoldingRef,
    open: OpenQuestion,
    known: Known,
}

/// GET `/me/answers/{token}`: the question.
///
/// # Errors
/// [`WebError::TooOften`] after many links that do not work; the store's.
pub async fn show(visitor: Visitor, token: Path<String>) -> Answer {
    let Some(asked) = opened(&visitor, &token).await? else { return refused(&visitor) };
    let texts = &visitor.texts;
    page(&ConsentQuestionPage {
        frame: visitor.frame(Area::Door),
        wording: wording(&asked.open, &asked.known, &asked.holding.office, texts),
        names_country: asked.open.told.is_some(),
        action: visitor.path.clone(),
        open_until: texts.day(&asked.open.request.open_until),
        is_by_link: true,
    })
}

/// POST `/me/answers/{token}`: the answer, as at `/me/consent-requests/{id}`; it goes on to the candidate's own page,
/// where they can withdraw.
///
/// # Errors
/// [`WebError::Malformed`] if there is no answer in it; [`WebError::Stale`] if the words are others by now; as [`show`].
pub async fn send(PublicForm { visitor, posted, .. }: PublicForm<FollowingLink>, token: Path<String>) -> Answer {
    let Some(asked) = opened(&visitor, &token).await? else { return refused(&visitor) };
    let (agrees, shown) = answered(&posted, &asked.open, &asked.known, &asked.holding.office)?;
    let session = NewSession::generate()?;
    let (tokens, at) = (session.tokens(), visitor.at);
    let answer =
        move |_: &_, db: &mut _| ask_consent::answer_by_link(db, &asked.token_hash, &tokens, agrees, shown, at);
    match visitor.app.change(answer).await {
        Ok(()) => Ok(session.answer(&visitor, CANDIDATE_SESSION, "/me?done=answered")),
        Err(WorkflowError::Store(StoreError::NotFound)) => refused(&visitor),
        Err(error) => Err(error.into()),
    }
}

/// What the link leads to; nothing if it does not work.
async fn opened(visitor: &Visitor, token: &str) -> Result<Option<Asked>, WebError> {
    if !visitor.claim(Deed::LinkFrom) {
        return Err(WebError::TooOften);
    }
    let Ok(token_hash) = Token::parse(token).map(|token| token.hash()) else { return Ok(None) };
    let at = visitor.at;
    let open = move |_: &_, db: &mut _| Ok((ask_consent::open_by_link(db, &token_hash, at)?, Known::read(db)?));
    match visitor.app.run(open).await {
        Ok(((holding, open), known)) => {
            visitor.give_back(Deed::LinkFrom);
            Ok(Some(Asked { token_hash, holding, open, known }))
        }
        Err(WorkflowError::Store(StoreError::NotFound)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
