//! What goes into a candidate's calendar with a message, and what their calendar answers.

use crate::domain::category::Communications;
use crate::domain::contact::EmailAddress;
use crate::domain::id::MessageId;
use crate::domain::interview::{self, Interview};
use crate::domain::time::Ts;
use crate::mail::calendar::{CalendarPart, Invitation, Party, compose, read_reply};
use crate::mail::invitations::{self, When};
use crate::store::database::Db;
use crate::store::interviews::{self, NewAnswer};
use crate::store::journal::Entry;
use crate::store::permit::{Permit, Unsealed};
use crate::store::{Database, StoreError, offices};

/// The calendar that goes with a message when it is sent, if it tells of an interview.
///
/// # Errors
/// [`StoreError::NotFound`] if the interview is another one by now than the message tells: it is not to go any more.
pub fn calendar_of(
    db: &mut Database,
    permit: &Permit<Communications>,
    message: MessageId,
    organizer: Party<'_>,
) -> Result<Option<CalendarPart>, StoreError> {
    let Some(shown) = interviews::told_by(db, permit, message)? else { return Ok(None) };
    let Unsealed::Value(details) = &shown.details else { return Err(StoreError::Unopened("interviews")) };
    let address = EmailAddress::parse(&details.attendee.address);
    let address = address.map_err(|_| StoreError::Unreadable("interviews.details"))?;
    let office = db.read(|db| offices::read(db, &permit.holding().office))?;
    let Interview { starts_at, ends_at, .. } = shown.interview;
    let when = When { starts_at, ends_at, zone: &office.time_zone };
    let method = shown.interview.method();
    let text = compose(&Invitation {
        method,
        uid: &shown.interview.uid,
        sequence: shown.interview.sequence,
        stamp: shown.interview.changed_at,
        starts_at,
        ends_at,
        title: &details.title,
        description: &invitations::description(details, &when),
        place: &details.place,
        organizer,
        attendee: Party { name: &details.attendee.name, address: &address },
    });
    Ok(Some(CalendarPart { method, text }))
}

/// Notes what the calendar part of a mail answers to an interview of the holding that the mail is filed with, in the
/// transaction that files it. Nothing, if it answers none of them as it is now.
///
/// # Errors
/// [`StoreError::Stale`] if a fact changed since the permit; the database's.
pub fn note_reply(
    tx: &mut Db,
    permit: &Permit<Communications>,
    message: MessageId,
    (sender, calendar): (&str, &str),
    at: Ts,
) -> Result<Option<Entry>, StoreError> {
    let Some(reply) = read_reply(calendar) else { return Ok(None) };
    let Some(id) = interview::of_uid(&reply.uid) else { return Ok(None) };
    let (sequence, answer) = (reply.sequence, reply.answer);
    let new = NewAnswer { sequence, answer, attendee: &reply.attendee, sender, message, at };
    interviews::note_answer(tx, permit, id, &new)
}
