//! Proof of who asks: a person of staff, an administrator, somebody of a processor, a candidate; with a form, also that
//! the form is theirs.
//!
//! Invariant: roles are read anew with every request (R1); a form of a session carries that session's token (R11).

pub mod forms;

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse};

use super::error::WebError;
use super::frame::{Area, Frame, SignedIn};
use super::texts::Texts;
use super::visitor::{Visitor, cookie_value, language};
use crate::domain::candidate::HoldingRef;
use crate::domain::id::{HoldingId, StaffId};
use crate::domain::office::Office;
use crate::domain::staff::{Caller, Role, Staff};
use crate::domain::time::Ts;
use crate::store::processors::{self, Processor};
use crate::store::sessions::{self, Audience, Session, Tokens};
use crate::store::{Database, StoreError, candidates, offices, staff};
use crate::vault::secret::Token;

pub use forms::{AdministratorForm, CandidateForm, PartnerForm, PublicForm, StaffForm, StaffUpload};

/// The cookie of a staff session.
pub const STAFF_SESSION: &str = "saiyo-staff";
/// The cookie of the session of somebody of a processor.
pub const PARTNER_SESSION: &str = "saiyo-partner";
/// The cookie of a candidate's session.
pub const CANDIDATE_SESSION: &str = "saiyo-me";

type Extracted<T> = Pin<Box<dyn Future<Output = Result<T, WebError>>>>;

/// A person of staff.
#[derive(Debug, Clone)]
pub struct StaffCaller {
    /// The request.
    pub visitor: Visitor,
    /// Who asks, for the gate.
    pub caller: Caller,
    /// The person.
    pub staff: Staff,
    /// Their office.
    pub office: Office,
    /// The token that their forms carry.
    pub csrf: String,
    token_hash: [u8; 32],
}

/// An administrator; for everybody else the page does not exist.
#[derive(Debug, Clone)]
pub struct AdministratorCaller(pub StaffCaller);

/// Somebody of a processor.
#[derive(Debug, Clone)]
pub struct PartnerCaller {
    /// The request.
    pub visitor: Visitor,
    /// Who asks, for the gate.
    pub caller: Caller,
    /// The person.
    pub staff: Staff,
    /// The processor.
    pub processor: Processor,
    /// The office that contracts with it.
    pub office: Office,
    /// The token that their forms carry.
    pub csrf: String,
    token_hash: [u8; 32],
}

/// A candidate, about themselves.
#[derive(Debug, Clone)]
pub struct CandidateCaller {
    /// The request.
    pub visitor: Visitor,
    /// Who asks, for the gate.
    pub caller: Caller,
    /// What the office that answers collected about them.
    pub holding: HoldingRef,
    /// The token that their forms carry.
    pub csrf: String,
    token_hash: [u8; 32],
}

impl StaffCaller {
    async fn of(request: HttpRequest) -> Result<Self, WebError> {
        let mut visitor = Visitor::of(&request)?;
        let token_hash = token_of(&request, STAFF_SESSION, Audience::Staff)?;
        let at = visitor.at;
        let found = visitor.app.store.run(move |db| {
            let session = in_force(db, &token_hash, Audience::Staff, at)?;
            let person = db.read(|db| staff::read(db, StaffId::from_uuid(session.subject)))?;
            let office = db.read(|db| offices::read(db, &person.office))?;
            Ok((session, person, office))
        });
        let (session, person, office) = match found.await {
            Err(StoreError::NotFound) => return Err(WebError::SignIn(Audience::Staff)),
            other => other?,
        };
        if person.disabled_at.is_some() || person.role == Role::Partner {
            return Err(WebError::SignIn(Audience::Staff));
        }
        visitor.texts = Texts::of(language(&request, Some(person.locale)));
        let caller = Caller::staff(&person, visitor.at);
        Ok(Self { visitor, caller, staff: person, office, csrf: session.csrf, token_hash })
    }

    /// The frame of a page of theirs.
    pub fn frame(&self) -> Frame {
        let mut frame = self.visitor.frame(Area::Staff(self.staff.role));
        frame.person = Some(SignedIn {
            name: self.staff.name.clone(),
            role: self.visitor.texts.label(self.staff.role),
            office: self.office.name.get(self.visitor.locale()).to_owned(),
        });
        frame.csrf = Some(self.csrf.clone());
        frame
    }

    /// The session's own hash, to end it with.
    pub const fn token_hash(&self) -> &[u8; 32] {
        &self.token_hash
    }
}

impl PartnerCaller {
    async fn of(request: HttpRequest) -> Result<Self, WebError> {
        let mut visitor = Visitor::of(&request)?;
        let token_hash = token_of(&request, PARTNER_SESSION, Audience::Partner)?;
        let at = visitor.at;
        let found = visitor.app.store.run(move |db| {
            let session = in_force(db, &token_hash, Audience::Partner, at)?;
            let person = db.read(|db| staff::read(db, StaffId::from_uuid(session.subject)))?;
            let processor = db.read(|db| processors::of_user(db, person.id))?;
            let office = db.read(|db| offices::read(db, &processor.office))?;
            Ok((session, person, processor, office))
        });
        let (session, person, processor, office) = match found.await {
            Err(StoreError::NotFound) => return Err(WebError::SignIn(Audience::Partner)),
            other => other?,
        };
        if person.disabled_at.is_some() || person.role != Role::Partner || processor.ended_at.is_some() {
            return Err(WebError::SignIn(Audience::Partner));
        }
        visitor.texts = Texts::of(language(&request, Some(person.locale)));
        let caller = Caller::staff(&person, visitor.at).for_processor(processor.id);
        Ok(Self { visitor, caller, staff: person, processor, office, csrf: session.csrf, token_hash })
    }

    /// The frame of a page of theirs.
    pub fn frame(&self) -> Frame {
        let mut frame = self.visitor.frame(Area::Partner);
        frame.person = Some(SignedIn {
            name: self.staff.name.clone(),
            role: self.visitor.texts.label(self.staff.role),
            office: self.processor.name.clone(),
        });
        frame.csrf = Some(self.csrf.clone());
        frame
    }

    /// The session's own hash, to end it with.
    pub const fn token_hash(&self) -> &[u8; 32] {
        &self.token_hash
    }
}

impl CandidateCaller {
    async fn of(request: HttpRequest) -> Result<Self, WebError> {
        let visitor = Visitor::of(&request)?;
        let token_hash = token_of(&request, CANDIDATE_SESSION, Audience::Candidate)?;
        let at = visitor.at;
        let found = visitor.app.store.run(move |db| {
            let session = in_force(db, &token_hash, Audience::Candidate, at)?;
            let holding = db.read(|db| candidates::holding(db, HoldingId::from_uuid(session.subject)))?;
            Ok((session, holding))
        });
        let (session, holding) = match found.await {
            Err(StoreError::NotFound) => return Err(WebError::SignIn(Audience::Candidate)),
            other => other?,
        };
        let caller = Caller::candidate(&holding, visitor.at);
        Ok(Self { visitor, caller, holding, csrf: session.csrf, token_hash })
    }

    /// The frame of a page of theirs.
    pub fn frame(&self) -> Frame {
        let mut frame = self.visitor.frame(Area::Me);
        frame.csrf = Some(self.csrf.clone());
        frame
    }

    /// The session's own hash, to end it with.
    pub const fn token_hash(&self) -> &[u8; 32] {
        &self.token_hash
    }
}

/// The hash of a cookie's token; a cookie that cannot be one of ours is no session.
fn token_of(request: &HttpRequest, cookie: &str, audience: Audience) -> Result<[u8; 32], WebError> {
    let value = cookie_value(request, cookie).ok_or(WebError::SignIn(audience))?;
    Ok(Token::parse(&value).map_err(|_| WebError::SignIn(audience))?.hash())
}

/// The session of a token, touched now and then; [`StoreError::NotFound`] if there is none in force.
fn in_force(db: &mut Database, token_hash: &[u8; 32], audience: Audience, at: Ts) -> Result<Session, StoreError> {
    let found = db.read(|db| sessions::find(db, token_hash, at))?;
    let (session, stale) = found.filter(|(session, _)| session.audience == audience).ok_or(StoreError::NotFound)?;
    if stale {
        db.change(|tx| Ok((sessions::touch(tx, token_hash, at)?, Vec::new())))?;
    }
    Ok(session)
}

/// A session that is about to begin: its tokens are there first, so that it starts in the change that leads to it.
pub struct NewSession {
    token: Token,
    csrf: String,
}

impl NewSession {
    /// Makes the tokens.
    ///
    /// # Errors
    /// The vault's.
    pub fn generate() -> Result<Self, WebError> {
        let token = Token::generate().map_err(StoreError::from)?;
        let csrf = Token::generate().map_err(StoreError::from)?.reveal().to_string();
        Ok(Self { token, csrf })
    }

    /// What is stored of it.
    pub fn tokens(&self) -> Tokens {
        Tokens { hash: self.token.hash(), csrf: self.csrf.clone() }
    }

    /// The answer that brings its cookie and leads inside.
    pub fn answer(&self, visitor: &Visitor, cookie: &str, home: &str) -> HttpResponse {
        HttpResponse::SeeOther()
            .insert_header((actix_web::http::header::LOCATION, home))
            .cookie(visitor.cookie(cookie, self.token.reveal().to_string()))
            .finish()
    }
}

/// Ends a session and takes its cookie away.
///
/// # Errors
/// The store's.
pub async fn end_session(
    visitor: &Visitor,
    cookie: &str,
    token_hash: [u8; 32],
    to: &str,
) -> Result<HttpResponse, WebError> {
    let store = &visitor.app.store;
    store.run(move |db| db.change(|tx| Ok((sessions::end(tx, &token_hash)?, Vec::new())))).await?;
    let mut gone = visitor.cookie(cookie, String::new());
    gone.make_removal();
    Ok(HttpResponse::SeeOther().insert_header((actix_web::http::header::LOCATION, to)).cookie(gone).finish())
}

impl FromRequest for StaffCaller {
    type Error = WebError;
    type Future = Extracted<Self>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Box::pin(Self::of(request.clone()))
    }
}

impl FromRequest for AdministratorCaller {
    type Error = WebError;
    type Future = Extracted<Self>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { administrator(StaffCaller::of(request).await?).map(Self) })
    }
}

fn administrator(staff: StaffCaller) -> Result<StaffCaller, WebError> {
    if staff.staff.role == Role::Administrator { Ok(staff) } else { Err(WebError::NotFound) }
}

impl FromRequest for PartnerCaller {
    type Error = WebError;
    type Future = Extracted<Self>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Box::pin(Self::of(request.clone()))
    }
}

impl FromRequest for CandidateCaller {
    type Error = WebError;
    type Future = Extracted<Self>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Box::pin(Self::of(request.clone()))
    }
}
