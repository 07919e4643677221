//! Forms with the proof of who posted them.
//!
//! Invariant: who it is, and whether they may try once more, is settled before the first byte of a form is read.

use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::{CandidateCaller, Extracted, PartnerCaller, StaffCaller, administrator};
use crate::limits::Deed;
use crate::vault::secret::same;
use crate::web::error::WebError;
use crate::web::posted::Posted;
use crate::web::posted::body::{Takes, read};
use crate::web::visitor::Visitor;

/// What a public form is for.
pub trait Door {
    /// What it may bring.
    const TAKES: Takes = Takes::Words;
    /// What must still be allowed to this network, and in all.
    const DEEDS: &'static [Deed] = &[];
}

macro_rules! doors {
    ($($(#[$meta:meta])* $door:ident $takes:ident [$($deed:ident)*],)+) => {$(
        $(#[$meta])*
        #[derive(Debug)]
        pub struct $door;
        impl Door for $door {
            const TAKES: Takes = Takes::$takes;
            const DEEDS: &'static [Deed] = &[$(Deed::$deed),*];
        }
    )+};
}

doors! {
    /// Applying to a vacancy.
    Applying Files [ApplyFrom Apply],
    /// Signing in as staff, or for a processor.
    SigningIn Words [SignInFrom],
    /// Coming in through a link.
    FollowingLink Words [LinkFrom],
    /// Setting up.
    SettingUp Words [SetUp],
    /// Choosing a language.
    ChoosingLanguage Words [],
}

/// A form that anybody may post.
#[derive(Debug)]
pub struct PublicForm<D: Door> {
    /// The request.
    pub visitor: Visitor,
    /// What was posted.
    pub posted: Posted,
    door: PhantomData<D>,
}

/// A form of a person of staff.
#[derive(Debug)]
pub struct StaffForm {
    /// Who posted it.
    pub staff: StaffCaller,
    /// What was posted.
    pub posted: Posted,
}

/// A form of a person of staff that may bring files.
#[derive(Debug)]
pub struct StaffUpload {
    /// Who posted it.
    pub staff: StaffCaller,
    /// What was posted.
    pub posted: Posted,
}

/// A form of an administrator.
#[derive(Debug)]
pub struct AdministratorForm {
    /// Who posted it.
    pub staff: StaffCaller,
    /// What was posted.
    pub posted: Posted,
}

/// A form of somebody of a processor.
#[derive(Debug)]
pub struct PartnerForm {
    /// Who posted it.
    pub partner: PartnerCaller,
    /// What was posted.
    pub posted: Posted,
}

/// A form of a candidate.
#[derive(Debug)]
pub struct CandidateForm {
    /// Who posted it.
    pub candidate: CandidateCaller,
    /// What was posted.
    pub posted: Posted,
}

/// Checks that a form carries the token of its session.
fn check(posted: Posted, csrf: &str) -> Result<Posted, WebError> {
    if same(posted.value("csrf").as_bytes(), csrf.as_bytes()) {
        posted.without_controls()
    } else {
        Err(WebError::Forged)
    }
}

async fn of_staff(
    request: &HttpRequest,
    payload: Payload,
    staff: &StaffCaller,
    takes: Takes,
) -> Result<Posted, WebError> {
    let who = staff.staff.id.to_string();
    check(read(request, payload, &staff.visitor, takes, &who).await?, &staff.csrf)
}

impl<D: Door + 'static> FromRequest for PublicForm<D> {
    type Error = WebError;
    type Future = Extracted<Self>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let visitor = Visitor::of(&request)?;
            if !D::DEEDS.iter().all(|deed| visitor.may(*deed)) {
                return Err(WebError::TooOften);
            }
            let posted = read(&request, payload, &visitor, D::TAKES, &visitor.network).await?;
            Ok(Self { visitor, posted, door: PhantomData })
        })
    }
}

impl FromRequest for StaffForm {
    type Error = WebError;
    type Future = Extracted<Self>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let staff = StaffCaller::of(request.clone()).await?;
            let posted = of_staff(&request, payload, &staff, Takes::Fields).await?;
            Ok(Self { staff, posted })
        })
    }
}

impl FromRequest for StaffUpload {
    type Error = WebError;
    type Future = Extracted<Self>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let staff = StaffCaller::of(request.clone()).await?;
            let posted = of_staff(&request, payload, &staff, Takes::Files).await?;
            Ok(Self { staff, posted })
        })
    }
}

impl FromRequest for AdministratorForm {
    type Error = WebError;
    type Future = Extracted<Self>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let staff = administrator(StaffCaller::of(request.clone()).await?)?;
            let posted = of_staff(&request, payload, &staff, Takes::Fields).await?;
            Ok(Self { staff, posted })
        })
    }
}

impl FromRequest for PartnerForm {
    type Error = WebError;
    type Future = Extracted<Self>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let partner = PartnerCaller::of(request.clone()).await?;
            let who = partner.staff.id.to_string();
            let posted = read(&request, payload, &partner.visitor, Takes::Fields, &who).await?;
            let posted = check(posted, &partner.csrf)?;
            Ok(Self { partner, posted })
        })
    }
}

impl FromRequest for CandidateForm {
    type Error = WebError;
    type Future = Extracted<Self>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let candidate = CandidateCaller::of(request.clone()).await?;
            let who = candidate.holding.id.to_string();
            let posted = read(&request, payload, &candidate.visitor, Takes::Fields, &who).await?;
            let posted = check(posted, &candidate.csrf)?;
            Ok(Self { candidate, posted })
        })
    }
}
