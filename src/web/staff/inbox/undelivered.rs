//! Addresses to which mail came back: what is said about them, and that one works again.
//!
//! Invariant: an address is posted in a form, and stands in no URL.

use actix_web::web::Path;

use super::tend::{change, malformed};
use crate::domain::contact::EmailAddress;
use crate::domain::id::ThreadId;
use crate::domain::staff::Caller;
use crate::domain::time::Ts;
use crate::domain::undelivered::FailureStatus;
use crate::store::Database;
use crate::web::extract::StaffForm;
use crate::web::frame::Message;
use crate::web::page::Answer;
use crate::web::staff::Writing;
use crate::workflows::tend_threads;

/// An address to which mail came back.
#[derive(Debug, Clone)]
pub struct ReturnedView {
    /// Which.
    pub address: String,
    /// Since when and why, in a sentence.
    pub said: String,
    /// Where it is posted to, as `address`, that it works again; empty for those who only read.
    pub action: String,
}

/// Since when and why mail to an address comes back.
pub fn sentence(writing: &Writing, status: &FailureStatus, since: Ts) -> String {
    let texts = &writing.texts;
    let label = texts.label(status.reason());
    let reason = match status.as_str() {
        "" => label,
        code => texts.with_two("address-status", "status", code, "reason", label),
    };
    texts.with_two("address-returned", "day", writing.day(since), "reason", reason)
}

/// Says that an address works again.
pub async fn works(sent: StaffForm, thread: Path<ThreadId>) -> Answer {
    let StaffForm { staff, posted } = sent;
    staff.require_correspondent()?;
    let thread = thread.into_inner();
    let Ok(address) = EmailAddress::parse(posted.value("address")) else { return malformed(&staff, thread).await };
    let work = move |db: &mut Database, caller: &Caller| tend_threads::address_works(db, caller, thread, &address);
    change(&staff, thread, Message::Saved, work).await
}
