//! Coming in through a link that was mailed.

use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;

use crate::limits::Deed;
use crate::store::StoreError;
use crate::vault::secret::Token;
use crate::web::error::WebError;
use crate::web::extract::forms::FollowingLink;
use crate::web::extract::{CANDIDATE_SESSION, CandidateForm, NewSession, PublicForm, end_session};
use crate::web::frame::{Area, Frame};
use crate::web::page::{Answer, page, page_with};
use crate::web::visitor::Visitor;
use crate::workflows::{WorkflowError, follow_link};

/// `/me/sign-in/{token}`: a button that posts to the same address.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "me/sign_in.html")]
pub struct MeSignInPage {
    /// The frame; its path must be `/me`, so that the token does not go into the language form.
    pub frame: Frame,
    /// Where the button posts to.
    pub action: String,
    /// Whether the link is used up or too old; then there is no button.
    pub expired: bool,
}

/// `/me/sign-in`: how one comes in.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "me/door.html")]
pub struct MeDoorPage {
    /// The frame.
    pub frame: Frame,
}

impl MeSignInPage {
    fn of(visitor: &Visitor, action: String, expired: bool) -> Self {
        let mut frame = visitor.frame(Area::Door);
        "/me".clone_into(&mut frame.path);
        Self { frame, action, expired }
    }
}

/// GET `/me/sign-in`: says where a link comes from.
///
/// # Errors
/// None of its own.
pub async fn door(visitor: Visitor) -> Answer {
    page(&MeDoorPage { frame: visitor.frame(Area::Door) })
}

/// GET `/me/sign-in/{token}`: a button. Nothing is looked up, so that programs that follow links learn and change
/// nothing.
///
/// # Errors
/// None of its own.
pub async fn show(visitor: Visitor, token: Path<String>) -> Answer {
    match Token::parse(&token) {
        Ok(_) => page(&MeSignInPage::of(&visitor, format!("/me/sign-in/{token}"), false)),
        Err(_) => refused(&visitor),
    }
}

/// POST `/me/sign-in/{token}`: uses the link up and starts a session.
///
/// # Errors
/// [`WebError::TooOften`] after many links that do not work; the store's.
pub async fn follow(PublicForm { visitor, .. }: PublicForm<FollowingLink>, token: Path<String>) -> Answer {
    if !visitor.claim(Deed::LinkFrom) {
        return Err(WebError::TooOften);
    }
    let (token, at) = (Token::parse(&token).map(|token| token.hash()), visitor.at);
    let session = NewSession::generate()?;
    let tokens = session.tokens();
    let followed = match token {
        Ok(hash) => visitor.app.run(move |_, db| follow_link::follow(db, &hash, &tokens, at)).await,
        Err(_) => Err(StoreError::NotFound.into()),
    };
    match followed {
        Ok(_) => {
            visitor.give_back(Deed::LinkFrom);
            Ok(session.answer(&visitor, CANDIDATE_SESSION, "/me"))
        }
        Err(WorkflowError::Store(StoreError::NotFound)) => refused(&visitor),
        Err(error) => Err(error.into()),
    }
}

/// POST `/me/sign-out`.
///
/// # Errors
/// The store's.
pub async fn leave(form: CandidateForm) -> Answer {
    let candidate = form.candidate;
    let to = "/me/sign-in?done=signed_out";
    end_session(&candidate.visitor, CANDIDATE_SESSION, *candidate.token_hash(), to).await
}

/// Used, too old, unknown or no link at all: one answer.
pub(super) fn refused(visitor: &Visitor) -> Answer {
    page_with(StatusCode::NOT_FOUND, &MeSignInPage::of(visitor, String::new(), true))
}
