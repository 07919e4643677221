//! What hangs on a message: its HTML alone in a frame, its source and its files as attachments.
//!
//! Invariant: the HTML of a message is served under a policy by which nothing in it runs, loads or is sent, framed by
//! our own page alone; everything else is an attachment of no kind that a browser would show (R13, R16).

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;

use super::PAGE;
use crate::domain::id::{MessageFileId, MessageId, ThreadId};
use crate::store::permit::Unsealed;
use crate::web::error::WebError;
use crate::web::extract::StaffCaller;
use crate::web::frame::Frame;
use crate::web::guard;
use crate::web::page::{Answer, attachment, page};
use crate::workflows::read_message;

/// What a browser may do with the HTML of a message: show its words.
const SHUT: &str = "sandbox; default-src 'none'; style-src 'none'; img-src 'none'; script-src 'none'; \
     form-action 'none'; frame-ancestors 'self'; base-uri 'none'";
/// A type that no browser shows.
const BYTES: &str = "application/octet-stream";

/// `/staff/inbox/{thread}/messages/{message}/as-sent`: the frame around the HTML of a message.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/inbox/as_sent.html")]
pub struct AsSentPage {
    /// The frame of the page.
    pub frame: Frame,
    /// The address of the thread.
    pub back: String,
    /// The address of the HTML.
    pub src: String,
}

/// The page that frames the HTML of a message; it alone may frame anything.
pub async fn as_sent(staff: StaffCaller, path: Path<(ThreadId, MessageId)>) -> Answer {
    staff.require_inbox()?;
    let (thread, message) = path.into_inner();
    // Nobody is led to a frame in which nothing is.
    read_html(&staff, thread, message).await?;
    let back = format!("{PAGE}/{thread}");
    let src = format!("{back}/messages/{message}/html");
    let mut answer = page(&AsSentPage { frame: staff.frame(), back, src })?;
    let policy = HeaderValue::from_str(&format!("{}; frame-src 'self'", guard::POLICY));
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, policy.map_err(|_| WebError::Unavailable)?);
    Ok(answer)
}

/// The HTML of a message, alone. It was cleaned when it came in, and is shut in here as if it had not been.
pub async fn html(staff: StaffCaller, path: Path<(ThreadId, MessageId)>) -> Answer {
    staff.require_inbox()?;
    let (thread, message) = path.into_inner();
    let html = read_html(&staff, thread, message).await?;
    let title = staff.visitor.texts.say("message-as-sent");
    let body = format!(
        "<!doctype html><html><head><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">\
         <title>{title}</title></head><body>{html}</body></html>"
    );
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_SECURITY_POLICY, SHUT))
        .body(body))
}

async fn read_html(staff: &StaffCaller, thread: ThreadId, message: MessageId) -> Result<String, WebError> {
    let caller = staff.caller.clone();
    Ok(staff.visitor.app.run(move |_, db| read_message::html(db, &caller, thread, message)).await?)
}

/// The source of a message, as it came.
pub async fn source(staff: StaffCaller, path: Path<(ThreadId, MessageId)>) -> Answer {
    staff.require_inbox()?;
    let (thread, message) = path.into_inner();
    let caller = staff.caller.clone();
    let open = staff.visitor.app.run(move |_, db| read_message::source(db, &caller, thread, message));
    attachment("message.eml", BYTES, std::mem::take(&mut *open.await?))
}

/// A file of a message.
pub async fn file(staff: StaffCaller, path: Path<(ThreadId, MessageFileId)>) -> Answer {
    staff.require_inbox()?;
    let (thread, file) = path.into_inner();
    let caller = staff.caller.clone();
    let open = staff.visitor.app.run(move |_, db| read_message::file(db, &caller, thread, file));
    let (shown, mut content) = open.await?;
    let name: &str = match &shown.name {
        Unsealed::Value(name) if !name.is_empty() => name,
        _ => "file",
    };
    attachment(name, BYTES, std::mem::take(&mut *content))
}
