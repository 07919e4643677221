//! Answers: a rendered page, a page with faults, a way onward, a file.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, LOCATION};
use actix_web::web::Bytes;
use askama::Template;

use super::error::WebError;
use super::frame::Message;
use crate::domain::document::DocumentKind;
use crate::store::documents::ShownDocument;
use crate::store::permit::Unsealed;

/// What a handler returns.
pub type Answer = Result<HttpResponse, WebError>;

/// A page.
///
/// # Errors
/// [`WebError::Unavailable`] if it cannot be rendered.
pub fn page(template: &impl Template) -> Answer {
    page_with(StatusCode::OK, template)
}

/// A page whose form has faults: nothing was stored, what was typed is still there.
///
/// # Errors
/// [`WebError::Unavailable`] if it cannot be rendered.
pub fn page_with_faults(template: &impl Template) -> Answer {
    page_with(StatusCode::UNPROCESSABLE_ENTITY, template)
}

/// A page with a status of its own.
///
/// # Errors
/// [`WebError::Unavailable`] if it cannot be rendered.
pub fn page_with(status: StatusCode, template: &impl Template) -> Answer {
    let body = template.render().map_err(|error| {
        tracing::error!(%error, "a page could not be rendered");
        WebError::Unavailable
    })?;
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body))
}

/// The way onward after a form was stored.
///
/// # Errors
/// None; the type is that of handlers.
pub fn onward(to: &str, message: Option<Message>) -> Answer {
    let location = match message {
        Some(message) => format!("{to}?done={message}"),
        None => to.to_owned(),
    };
    Ok(HttpResponse::SeeOther().insert_header((LOCATION, location)).finish())
}

/// A file as an attachment: exact type, never shown or sniffed (R13). The name is percent-encoded (RFC 8187).
///
/// # Errors
/// None; the type is that of handlers.
pub fn attachment(name: &str, media_type: &str, content: Vec<u8>) -> Answer {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let encoded: String = name
        .bytes()
        .map(|byte| if unreserved(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    Ok(HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"document\"; filename*=UTF-8''{encoded}")))
        .insert_header((CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .body(content))
}

/// The original of a stored document, never shown in the browser.
///
/// # Errors
/// None; the type is that of handlers.
pub fn original(shown: &ShownDocument, content: Vec<u8>) -> Answer {
    let media_type = shown.document.kind.map_or("application/octet-stream", DocumentKind::media_type);
    let name = match &shown.name {
        Unsealed::Value(name) => name,
        Unsealed::Damaged => "document",
    };
    attachment(name, media_type, content)
}

/// A file that is made while it is sent, as an attachment.
///
/// # Errors
/// None; the type is that of handlers.
pub fn download<S, E>(name: &str, media_type: &str, pieces: S) -> Answer
where
    S: futures_util::Stream<Item = Result<Bytes, E>> + 'static,
    E: Into<Box<dyn std::error::Error>> + 'static,
{
    Ok(HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .streaming(pieces))
}

/// A picture that we made ourselves, for this session's eyes only.
///
/// # Errors
/// None; the type is that of handlers.
pub fn picture(png: Vec<u8>) -> Answer {
    Ok(HttpResponse::Ok()
        .content_type("image/png")
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none'"))
        .body(png))
}
