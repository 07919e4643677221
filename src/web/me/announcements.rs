//! The page of a mailed link to a later version of the notice: what changed, seen or answered there.
//!
//! Invariant: to look at it changes nothing, as programs follow links; the answer uses the link up.

use actix_web::web::Path;

use super::notices::{LaterNoticePage, answered};
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
use crate::workflows::answer_notices::{self, Shown};

/// What a link leads to.
struct Told {
    token_hash: [u8; 32],
    holding: HoldingRef,
    shown: Shown,
    known: Known,
}

/// GET `/me/announcements/{token}`: the version.
///
/// # Errors
/// [`WebError::TooOften`] after many links that do not work; the store's.
pub async fn show(visitor: Visitor, token: Path<String>) -> Answer {
    let Some(told) = opened(&visitor, &token).await? else { return refused(&visitor) };
    let (frame, action) = (visitor.frame(Area::Door), visitor.path.clone());
    let Told { shown, known, holding, .. } = &told;
    page(&LaterNoticePage::of((shown, known), &holding.office, (frame, &visitor.texts), (action, true)))
}

/// POST `/me/announcements/{token}`: the answer, as at `/me/notices/{version}`; it goes on to the candidate's own page.
///
/// # Errors
/// [`WebError::Malformed`] if there is no answer in it; [`WebError::Stale`] if the words are others by now; as [`show`].
pub async fn send(PublicForm { visitor, posted, .. }: PublicForm<FollowingLink>, token: Path<String>) -> Answer {
    let Some(told) = opened(&visitor, &token).await? else { return refused(&visitor) };
    let Told { token_hash, holding, shown, known } = told;
    let (said, (words, locale)) = answered(&posted, (&shown, &known), &holding.office)?;
    let session = NewSession::generate()?;
    let (tokens, at, which) = (session.tokens(), visitor.at, (shown.later.version, said));
    let answer =
        move |_: &_, db: &mut _| answer_notices::answer_by_link(db, &token_hash, &tokens, which, (&words, locale), at);
    match visitor.app.change(answer).await {
        Ok(()) => Ok(session.answer(&visitor, CANDIDATE_SESSION, "/me?done=answered")),
        Err(WorkflowError::Store(StoreError::NotFound)) => refused(&visitor),
        Err(error) => Err(error.into()),
    }
}

/// What the link leads to; nothing if it does not work.
async fn opened(visitor: &Visitor, token: &str) -> Result<Option<Told>, WebError> {
    if !visitor.claim(Deed::LinkFrom) {
        return Err(WebError::TooOften);
    }
    let Ok(token_hash) = Token::parse(token).map(|token| token.hash()) else { return Ok(None) };
    let at = visitor.at;
    let open = move |_: &_, db: &mut _| Ok((answer_notices::open_by_link(db, &token_hash, at)?, Known::read(db)?));
    match visitor.app.run(open).await {
        Ok(((holding, shown), known)) => {
            visitor.give_back(Deed::LinkFrom);
            Ok(Some(Told { token_hash, holding, shown, known }))
        }
        Err(WorkflowError::Store(StoreError::NotFound)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
