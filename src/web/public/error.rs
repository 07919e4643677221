//! The page for whatever went wrong.
//!
//! Invariant: it says what the reader can do and nothing about what is inside.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::frame::Frame;

/// An error page.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "public/error.html")]
pub struct ErrorPage {
    /// The frame.
    pub frame: Frame,
    /// The HTTP status.
    pub status: u16,
    /// What to quote when asking for help; empty if there is nothing to quote.
    pub request_id: String,
    /// The rule that refused, and why, where the reader may know.
    pub reason: Option<String>,
}

impl ErrorPage {
    /// The key of the heading.
    pub fn heading(&self) -> &'static str {
        match self.status {
            403 if self.reason.is_some() => "error-refused",
            403 => "error-403",
            404 => "error-404",
            408 => "error-408",
            409 => "error-409",
            413 => "error-413",
            422 => "error-422",
            429 => "error-429",
            503 => "error-503",
            400..=499 => "error-400",
            _ => "error-500",
        }
    }

    /// The key of the advice.
    pub fn advice(&self) -> &'static str {
        match self.status {
            403 if self.reason.is_some() => "error-refused-advice",
            403 => "error-403-advice",
            404 => "error-404-advice",
            408 => "error-408-advice",
            409 => "error-409-advice",
            413 => "error-413-advice",
            422 => "error-422-advice",
            429 => "error-429-advice",
            503 => "error-503-advice",
            400..=499 => "error-400-advice",
            _ => "error-500-advice",
        }
    }
}
