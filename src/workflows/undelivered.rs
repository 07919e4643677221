//! Addresses to which mail came back, named to those who see the messages that went there.
//!
//! Invariant: an address is named only if the reader sees it anyway: on record, or in a message of the thread.

use crate::domain::category::Communications;
use crate::domain::contact::EmailAddress;
use crate::domain::message::{Direction, MailAddress};
use crate::domain::time::Ts;
use crate::domain::undelivered::FailureStatus;
use crate::store::messages::ShownMessage;
use crate::store::permit::Permit;
use crate::store::{Database, StoreError, addresses, undelivered_addresses};

/// An address to which mail came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedFrom {
    /// Which.
    pub address: EmailAddress,
    /// What the other side's mail system said.
    pub status: FailureStatus,
    /// Since when this is known.
    pub since: Ts,
}

/// The addresses of a thread, and the one on record, to which mail came back.
pub(super) fn of_thread(
    db: &mut Database,
    permit: &Permit<Communications>,
    messages: &[ShownMessage],
    on_record: Option<&EmailAddress>,
) -> Result<Vec<ReturnedFrom>, StoreError> {
    let marked = undelivered_addresses::list(db, permit)?;
    if marked.is_empty() {
        return Ok(Vec::new());
    }
    let mut returned: Vec<ReturnedFrom> = Vec::new();
    for address in on_record.cloned().into_iter().chain(written_to(messages)) {
        let digest = addresses::digest(db, &permit.holding().office, &address)?;
        let is_new = returned.iter().all(|known| known.address.index_form() != address.index_form());
        if let Some(mark) = marked.iter().find(|mark| mark.digest == digest).filter(|_| is_new) {
            returned.push(ReturnedFrom { address, status: mark.status.clone(), since: mark.since });
        }
    }
    Ok(returned)
}

/// Everybody whom messages of ours are addressed to.
fn written_to(messages: &[ShownMessage]) -> impl Iterator<Item = EmailAddress> {
    let ours = messages.iter().filter(|message| message.direction == Direction::Out);
    let named = ours.filter_map(|message| message.head.value()).flat_map(|head| head.to.iter().chain(&head.cc));
    named.filter_map(|one: &MailAddress| EmailAddress::parse(&one.address).ok())
}
