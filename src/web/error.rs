//! Errors as status codes. The page itself is rendered by [`super::guard`], which knows the language.
//!
//! Invariant: nothing that an error says comes from a person's record; where the caller may not learn that
//! something exists, the answer is that of something that does not.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, ResponseError};

use crate::directory::DirectoryError;
use crate::store::StoreError;
use crate::store::gate::Refusal;
use crate::store::sessions::Audience;
use crate::workflows::WorkflowError;

/// Why a request was not answered as asked.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// There is no such page or record for this caller.
    #[error("not found")]
    NotFound,
    /// Somebody has to sign in first.
    #[error("not signed in")]
    SignIn(Audience),
    /// The form did not come from one of our pages.
    #[error("a form came from elsewhere")]
    Forged,
    /// The request cannot be read.
    #[error("the request cannot be read")]
    Malformed,
    /// More than is taken.
    #[error("too large")]
    TooLarge,
    /// Sent too slowly.
    #[error("too slow")]
    TooSlow,
    /// Too often.
    #[error("too often")]
    TooOften,
    /// The law or the missing key says no; the page says why.
    #[error("refused by {}", .0.rule)]
    Refused(Box<Refusal>),
    /// Somebody else changed it first.
    #[error("changed meanwhile")]
    Stale,
    /// Busy or shutting down.
    #[error("not available")]
    Unavailable,
    /// Anything else, for the log.
    #[error("{0}")]
    Internal(WorkflowError),
}

impl From<StoreError> for WebError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::Refused(refusal) if refusal.by_role => Self::NotFound,
            StoreError::Refused(refusal) => Self::Refused(refusal),
            StoreError::Stale | StoreError::NothingToTell => Self::Stale,
            StoreError::Unavailable | StoreError::Pool(_) => Self::Unavailable,
            error => Self::Internal(error.into()),
        }
    }
}

impl From<WorkflowError> for WebError {
    fn from(error: WorkflowError) -> Self {
        match error {
            WorkflowError::Store(error) => error.into(),
            WorkflowError::Directory(error) => error.into(),
        }
    }
}

impl From<DirectoryError> for WebError {
    fn from(error: DirectoryError) -> Self {
        match error {
            DirectoryError::Pool(_) => Self::Unavailable,
            error => Self::Internal(error.into()),
        }
    }
}

impl ResponseError for WebError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignIn(_) => StatusCode::SEE_OTHER,
            Self::Forged | Self::Refused(_) => StatusCode::FORBIDDEN,
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Self::Stale => StatusCode::CONFLICT,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        match self {
            Self::SignIn(audience) => {
                let door = match audience {
                    Audience::Staff => "/staff/sign-in",
                    Audience::Partner => "/partner/sign-in",
                    Audience::Candidate => "/me/sign-in",
                };
                HttpResponse::SeeOther().insert_header((LOCATION, door)).finish()
            }
            _ => HttpResponse::build(self.status_code()).finish(),
        }
    }
}
