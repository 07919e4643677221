//! What stands before and after every handler: where a form may come from, headers, error pages, the log.
//!
//! Invariant: no unsafe request passes unless the browser says that one of our own pages sent it (R11); every
//! answer carries the strict headers of R16; the log has ids, paths' patterns and times, never a value.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::error::WebError;
use super::frame::Area;
use super::public::error::ErrorPage;
use super::staff::withholding;
use super::texts::Texts;
use super::visitor::Visitor;
use crate::app::App;
use crate::store::gate::Refusal;

/// What every page may load and be framed by, unless its own answer says something stricter or adds one thing to it.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; \
     form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Guards a request.
///
/// # Errors
/// Only the framework's own; a handler's error becomes a page.
pub async fn guard(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let id = uuid::Uuid::new_v4();
    let started = std::time::Instant::now();
    let method = request.method().clone();
    let response = if is_from_elsewhere(&request) {
        request.error_response(WebError::Forged)
    } else {
        // Handlers' errors are answers by now; what fails beyond them ends the connection's request.
        next.call(request).await?.map_into_boxed_body()
    };
    let mut response = with_page(response, id);
    add_headers(response.headers_mut());
    let status = response.status();
    let route = response.request().match_pattern().unwrap_or_else(|| "-".to_owned());
    tracing::info!(%id, %method, route, status = status.as_u16(), micros = started.elapsed().as_micros(), "request");
    Ok(response)
}

/// Whether an unsafe request did not come from one of our own pages.
fn is_from_elsewhere(request: &ServiceRequest) -> bool {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return false;
    }
    let sent = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = sent("sec-fetch-site") {
        return site != "same-origin";
    }
    let Some(origin) = sent("origin") else { return true };
    let configured = request.app_data::<web::Data<App>>().and_then(|app| app.config.origin.clone());
    let own = configured.unwrap_or_else(|| format!("http://{}", request.connection_info().host()));
    origin != own
}

/// Gives an error without a body its page, in the visitor's language.
fn with_page(response: ServiceResponse<BoxBody>, id: uuid::Uuid) -> ServiceResponse<BoxBody> {
    let status = response.status();
    let is_html =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !(status.is_client_error() || status.is_server_error()) || is_html {
        return response;
    }
    if status.is_server_error() {
        let error = response.response().error().map(ToString::to_string).unwrap_or_default();
        tracing::error!(%id, %error, "a request failed");
    }
    let refusal = response
        .response()
        .error()
        .and_then(|error| error.as_error::<WebError>())
        .and_then(|error| if let WebError::Refused(refusal) = error { Some(refusal.clone()) } else { None });
    let request = response.request().clone();
    match page(&request, status, id, refusal) {
        Some(page) => ServiceResponse::new(request, page).map_into_boxed_body(),
        None => response,
    }
}

fn page(
    request: &HttpRequest,
    status: StatusCode,
    id: uuid::Uuid,
    refusal: Option<Box<Refusal>>,
) -> Option<HttpResponse> {
    let mut visitor = Visitor::of(request).ok()?;
    // A refused address must not come back in the page's own links, nor make two refusals differ in length.
    "/".clone_into(&mut visitor.path);
    let law = visitor.app.store.law();
    let texts = Texts::of(visitor.locale());
    let reason = refusal.map(|refusal| format!("{} ({})", withholding::why(law, &texts, &refusal), refusal.rule));
    let page =
        ErrorPage { frame: visitor.frame(Area::Door), status: status.as_u16(), request_id: id.to_string(), reason };
    let body = page.render().ok()?;
    let mut answer = HttpResponse::build(status);
    if let Some(seconds) = wait(status) {
        answer.insert_header((header::RETRY_AFTER, seconds));
    }
    if matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::PAYLOAD_TOO_LARGE) {
        // The rest of the body is not waited for.
        answer.force_close();
    }
    Some(answer.content_type("text/html; charset=utf-8").body(body))
}

/// Seconds after which trying again makes sense.
fn wait(status: StatusCode) -> Option<u32> {
    match status {
        StatusCode::TOO_MANY_REQUESTS => Some(300),
        StatusCode::SERVICE_UNAVAILABLE => Some(30),
        _ => None,
    }
}

fn add_headers(headers: &mut HeaderMap) {
    let mut add = |name: HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    add(header::CONTENT_SECURITY_POLICY, POLICY);
    add(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    add(header::REFERRER_POLICY, "no-referrer");
    add(header::CACHE_CONTROL, "no-store");
    add(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    add(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    add(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    add(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
}
