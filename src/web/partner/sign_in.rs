//! The door of those who work for a processor.

use actix_web::HttpRequest;

use crate::store::uses;
use crate::web::extract::forms::SigningIn;
use crate::web::extract::{PARTNER_SESSION, PartnerCaller, PartnerForm, PublicForm, end_session};
use crate::web::frame::{Area, Message};
use crate::web::page::{Answer, page};
use crate::web::staff::sign_in::{PARTNER, SignInPage, pass, sign_in_form};
use crate::web::visitor::Visitor;

/// Shows the form.
pub async fn show(visitor: Visitor) -> Answer {
    page(&SignInPage { frame: visitor.frame(Area::Door), form: sign_in_form(PARTNER), refused: false })
}

/// Lets somebody of a processor in whose address and password are right.
pub async fn enter(request: HttpRequest, sent: PublicForm<SigningIn>) -> Answer {
    pass(PARTNER, request, sent).await
}

/// Ends the session.
pub async fn leave(form: PartnerForm) -> Answer {
    let PartnerCaller { visitor, caller, .. } = form.partner.clone();
    visitor.app.run(move |_, db| Ok(uses::record(db, &caller, "sign_out", String::new())?)).await?;
    let to = format!("/partner/sign-in?done={}", Message::SignedOut);
    end_session(&visitor, PARTNER_SESSION, *form.partner.token_hash(), &to).await
}
