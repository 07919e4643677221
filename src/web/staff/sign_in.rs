//! Signing in with a password: as staff, and for a processor.
//!
//! Invariant: a wrong password, an unknown address, a closed account and one that belongs to the other door look the same.

use std::time::Duration;

use actix_web::HttpRequest;
use askama::Template;
use askama_web::WebTemplate;
use secrecy::SecretString;
use tokio::sync::Semaphore;

use crate::domain::contact::EmailAddress;
use crate::domain::staff::{Caller, Role, Staff};
use crate::limits::Deed;
use crate::store::sessions::Audience;
use crate::store::uses;
use crate::vault::secret::Token;
use crate::web::error::WebError;
use crate::web::extract::forms::SigningIn;
use crate::web::extract::{
    NewSession, PARTNER_SESSION, PublicForm, STAFF_SESSION, StaffCaller, StaffForm, end_session,
};
use crate::web::form::{Form, Kind};
use crate::web::frame::{Area, Frame, Message};
use crate::web::page::{Answer, onward, page, page_with_faults};
use crate::web::visitor::{Visitor, cookie_value};
use crate::workflows::sign_in;

/// `/staff/sign-in` and `/partner/sign-in`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/sign_in.html")]
pub struct SignInPage {
    /// The frame.
    pub frame: Frame,
    /// The form, from [`sign_in_form`].
    pub form: Form,
    /// Whether the last try was refused.
    pub refused: bool,
}

impl SignInPage {
    /// The key of its heading.
    pub fn heading(&self) -> &'static str {
        if self.form.action == PARTNER.address { "partner-sign-in" } else { "sign-in-heading" }
    }
}

/// A door, and where it leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Door {
    /// Whose it is.
    audience: Audience,
    /// Its address.
    pub address: &'static str,
    cookie: &'static str,
    home: &'static str,
}

/// The door of staff.
pub const STAFF: Door =
    Door { audience: Audience::Staff, address: "/staff/sign-in", cookie: STAFF_SESSION, home: "/staff" };
/// The door of those who work for a processor.
pub const PARTNER: Door =
    Door { audience: Audience::Partner, address: "/partner/sign-in", cookie: PARTNER_SESSION, home: "/partner" };

/// The form to sign in with: `email` and `password`.
pub fn sign_in_form(door: Door) -> Form {
    let mut form = Form::new(door.address);
    form.add("door", Kind::Email, "email", "field-email").required().autocomplete("username");
    form.add("door", Kind::Password, "password", "field-password").required().autocomplete("current-password");
    form
}

/// Tries checked at a time: each takes 19 MiB and a core for a moment.
static SEATS: Semaphore = Semaphore::const_new(4);
/// How long a try waits for its turn.
const WAIT: Duration = Duration::from_secs(5);

/// Shows the form; leads to the set-up page as long as there is nobody who could sign in.
pub async fn show(visitor: Visitor) -> Answer {
    if visitor.app.setup_code().is_some() {
        return onward("/setup", None);
    }
    page(&SignInPage { frame: visitor.frame(Area::Door), form: sign_in_form(STAFF), refused: false })
}

/// Lets somebody of staff in whose address and password are right.
pub async fn enter(request: HttpRequest, sent: PublicForm<SigningIn>) -> Answer {
    pass(STAFF, request, sent).await
}

/// Lets somebody through a door whose address and password are right.
pub async fn pass(door: Door, request: HttpRequest, sent: PublicForm<SigningIn>) -> Answer {
    let PublicForm { visitor, posted, .. } = sent;
    let mut form = sign_in_form(door);
    form.fill(posted.pairs());
    let email = EmailAddress::parse(form.value("email")).ok();
    let account = email.as_ref().map_or_else(|| form.value("email").to_lowercase(), EmailAddress::index_form);
    let tries = Tries::claim(&visitor, account)?;
    // As it was typed: a password may begin or end with a space.
    let secret = SecretString::from(posted.value("password"));
    let proved = prove(&visitor, email, secret).await?;
    let is_partner = door.audience == Audience::Partner;
    let Some(person) = proved.filter(|person| (person.role == Role::Partner) == is_partner) else {
        return page_with_faults(&SignInPage { frame: visitor.frame(Area::Door), form, refused: true });
    };
    tries.give_back(&visitor);
    // A second factor stands here: the password alone starts no session for an account that has one.
    begin(door, &visitor, &request, &person).await
}

/// Ends the session.
pub async fn leave(form: StaffForm) -> Answer {
    let StaffCaller { visitor, caller, .. } = form.staff.clone();
    visitor.app.run(move |_, db| Ok(uses::record(db, &caller, "sign_out", String::new())?)).await?;
    let to = format!("/staff/sign-in?done={}", Message::SignedOut);
    end_session(&visitor, STAFF_SESSION, *form.staff.token_hash(), &to).await
}

/// Whether somebody who is signed in proves once more that it is them. A wrong password counts as at the door.
pub(super) async fn proves(staff: &StaffCaller, typed: &str) -> Result<bool, WebError> {
    let email = staff.staff.email.clone();
    let tries = Tries::claim(&staff.visitor, email.index_form())?;
    let proved = prove(&staff.visitor, Some(email), SecretString::from(typed)).await?;
    let is_right = proved.is_some_and(|person| person.id == staff.staff.id);
    if is_right {
        tries.give_back(&staff.visitor);
    }
    Ok(is_right)
}

/// A try that counts against an account and a network until it turns out to be right.
struct Tries {
    account: String,
}

impl Tries {
    fn claim(visitor: &Visitor, account: String) -> Result<Self, WebError> {
        if !visitor.claim(Deed::SignInFrom) {
            return Err(WebError::TooOften);
        }
        if !visitor.app.limits.claim(Deed::SignInOf, &account, visitor.at) {
            visitor.give_back(Deed::SignInFrom);
            return Err(WebError::TooOften);
        }
        Ok(Self { account })
    }

    fn give_back(self, visitor: &Visitor) {
        visitor.give_back(Deed::SignInFrom);
        visitor.app.limits.give_back(Deed::SignInOf, &self.account, visitor.at);
    }
}

async fn prove(
    visitor: &Visitor,
    email: Option<EmailAddress>,
    secret: SecretString,
) -> Result<Option<Staff>, WebError> {
    let seat = tokio::time::timeout(WAIT, SEATS.acquire()).await;
    let Ok(Ok(_seat)) = seat else {
        visitor.app.limits.refuse("sign_in_seats");
        return Err(WebError::Unavailable);
    };
    let store = visitor.app.store.clone();
    let proved = tokio::task::spawn_blocking(move || sign_in::prove(&store, email.as_ref(), &secret));
    Ok(proved.await.map_err(|_| WebError::Unavailable)??)
}

/// Starts a new session, with the language of the account; the browser's earlier one ends.
async fn begin(door: Door, visitor: &Visitor, request: &HttpRequest, person: &Staff) -> Answer {
    let earlier = cookie_value(request, door.cookie).and_then(|value| Token::parse(&value).ok());
    let earlier = earlier.map(|token| token.hash());
    let caller = Caller::staff(person, visitor.at);
    let session = NewSession::generate()?;
    let (who, tokens) = ((door.audience, person.id), session.tokens());
    visitor.app.run(move |_, db| sign_in::enter(db, &caller, who, earlier, &tokens)).await?;
    let mut response = session.answer(visitor, door.cookie, door.home);
    response.add_cookie(&visitor.language_cookie(person.locale)).map_err(|_| WebError::Malformed)?;
    Ok(response)
}
