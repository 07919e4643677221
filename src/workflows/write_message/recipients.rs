//! Who may get a message: what is in a thread is one candidate's data, whoever is written to.
//!
//! Invariant: it never goes to somebody else on record, nor to anybody of ours who may not read it, and what others
//! wrote is passed on to nobody outside: that is a provision to a third party. Whoever else is written to in an answer
//! is for its writer to know, who was warned.

use super::is_real;
use super::written::{Fit, WritingError, WritingFault, WritingField};
use crate::domain::category::Communications;
use crate::domain::contact::EmailAddress;
use crate::domain::id::MessageId;
use crate::domain::message::{Direction, MailAddress};
use crate::store::gate::Refusal;
use crate::store::messages::ShownMessage;
use crate::store::permit::Permit;
use crate::store::recipients::{self, Mailboxes, Recipient, Sent};
use crate::store::{Database, StoreError};

/// A message and the thread that it is in.
#[derive(Clone, Copy)]
pub(in crate::workflows) struct Going<'a> {
    /// Who sends it, who wrote it, and about whom.
    pub(in crate::workflows) sent: Sent<'a>,
    /// Which message it is, and whether it passes on another.
    pub(in crate::workflows) message: (MessageId, bool),
    /// What is in its thread.
    pub(in crate::workflows) thread: &'a [ShownMessage],
}

/// How an address stands to a message.
pub(in crate::workflows) enum Standing {
    /// It is the candidate's, or the conversation knows it.
    Known,
    /// It is one of ours, who may have it.
    Ours,
    /// Nobody knows who is behind it.
    Stranger,
    /// It is somebody else's on record.
    Another,
    /// It is a third party's.
    ThirdParty,
    /// It is one of ours, who may not have it.
    Refused(Box<Refusal>),
}

impl Going<'_> {
    /// How an address stands to the message, by the rules of now.
    pub(in crate::workflows) fn to(&self, db: &mut Database, address: &EmailAddress) -> Result<Standing, StoreError> {
        Ok(match recipients::judge(db, self.sent, address)? {
            Recipient::Candidate => Standing::Known,
            Recipient::Ours => Standing::Ours,
            Recipient::Refused(refusal) => Standing::Refused(refusal),
            Recipient::Another => Standing::Another,
            // To what is passed on somebody outside is a third party, answered before or not.
            Recipient::Outside if self.message.1 => Standing::ThirdParty,
            Recipient::Outside if self.was_written_to(address) => Standing::Known,
            Recipient::Outside => Standing::Stranger,
        })
    }

    /// Whether another message of ours to the candidate went, or is to go, to an address as well.
    fn was_written_to(&self, address: &EmailAddress) -> bool {
        let is_ours = |one: &&ShownMessage| one.direction == Direction::Out && one.id != self.message.0 && is_real(one);
        let is_it = |named: &MailAddress| named.is_of(address);
        let mut heads = self.thread.iter().filter(is_ours).filter_map(|one| one.head.value());
        heads.any(|head| head.to.iter().chain(&head.cc).any(is_it))
    }
}

/// Why a message cannot go as it is.
pub(super) enum Stopped {
    /// Something is wrong with it.
    Faulty(Vec<WritingFault>),
    /// Somebody of ours in a field may not have it.
    Refused(WritingField, Box<Refusal>),
}

/// Those to whom a message goes who are none of ours, or what keeps it from somebody.
///
/// # Errors
/// The store's.
pub(super) fn judge(
    db: &mut Database,
    permit: &Permit<Communications>,
    thread: &[ShownMessage],
    message: (MessageId, bool),
    fit: &Fit,
) -> Result<Result<Vec<EmailAddress>, Stopped>, StoreError> {
    let (caller, mailboxes) = (permit.caller(), db.read(Mailboxes::load)?);
    let sent = Sent { by: caller, writer: caller, about: permit.holding(), mailboxes: &mailboxes };
    let going = Going { sent, message, thread };
    let (mut outside, mut faults, mut refused) = (Vec::new(), Vec::new(), None);
    let to = fit.to.iter().map(|address| (WritingField::To, address));
    for (field, address) in to.chain(fit.cc.iter().map(|address| (WritingField::Cc, address))) {
        let mut fault = |error| {
            let fault = WritingFault { field, error };
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        };
        match going.to(db, address)? {
            Standing::Ours => {}
            Standing::Known | Standing::Stranger => outside.push(address.clone()),
            Standing::Another => fault(WritingError::OtherPerson),
            Standing::ThirdParty => fault(WritingError::ThirdParty),
            Standing::Refused(refusal) => refused = refused.or(Some((field, refusal))),
        }
    }
    Ok(match refused {
        _ if !faults.is_empty() => Err(Stopped::Faulty(faults)),
        Some((field, refusal)) => Err(Stopped::Refused(field, refusal)),
        None => Ok(outside),
    })
}
