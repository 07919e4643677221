//! Mailboxes that mail is fetched from: how far each was read, and since when it cannot be.
//!
//! Invariant: how far it was read moves only after what was read is kept, and together with the numbers of what is left
//! behind; a fault is one of a few fixed words.

use diesel::prelude::*;

use super::database::{Db, cols};
use super::error::StoreError;
use super::open::Database;
use super::schema::mailboxes;
use crate::domain::contact::EmailAddress;
use crate::domain::id::MailboxId;
use crate::domain::office::OfficeCode;
use crate::domain::time::Ts;

/// Numbers of mails that are left which a row keeps at most.
const MOST_LEFT: usize = 1_000;

/// A mailbox of an office.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = mailboxes)]
pub struct Mailbox {
    /// Which.
    pub id: MailboxId,
    /// Whose mail it takes.
    pub office: OfficeCode,
    /// What it is called where mail is fetched.
    pub name: String,
    /// The server's word for which numbering of its mails is meant (RFC 3501, UIDVALIDITY); none before the first look.
    pub uid_validity: Option<i64>,
    /// The number of the last mail that was kept.
    pub last_uid: i64,
    /// When it was last looked at without a fault.
    pub looked_at: Option<Ts>,
    /// Why it cannot be looked at, in a fixed word.
    pub fault: Option<String>,
    /// Since when.
    pub failing_since: Option<Ts>,
    left_uids: String,
    address: Option<String>,
}

impl Mailbox {
    /// The numbers of the mails up to the last one that are left on the server, as long as its numbering is the same.
    pub fn left(&self) -> Vec<u32> {
        self.left_uids.split(' ').filter_map(|uid| uid.parse().ok()).collect()
    }

    /// The addresses that people write to it by, as far as they are known: its own, and those that it is named after.
    pub fn addresses(&self) -> impl Iterator<Item = EmailAddress> {
        let known = self.address.as_deref().into_iter().chain(self.name.split('/'));
        known.filter_map(|known| EmailAddress::parse(known).ok())
    }
}

/// The mailbox of this name, made if it is not there, with the address that people write to it by now.
///
/// # Errors
/// The database's.
pub fn ensure(
    db: &mut Database,
    office: &OfficeCode,
    name: &str,
    address: Option<&EmailAddress>,
    at: Ts,
) -> Result<Mailbox, StoreError> {
    let address = address.map(EmailAddress::as_str);
    if let Some(known) = by_name(db.db(), office, name)? {
        if known.address.as_deref() == address {
            return Ok(known);
        }
        db.change(|tx| {
            diesel::update(mailboxes::table.find(known.id)).set(mailboxes::address.eq(address)).execute(tx)?;
            Ok(((), Vec::new()))
        })?;
        return Ok(Mailbox { address: address.map(str::to_owned), ..known });
    }
    let made = db.change(|tx| {
        let new = (
            mailboxes::id.eq(MailboxId::new()),
            mailboxes::office.eq(office),
            mailboxes::name.eq(name),
            mailboxes::address.eq(address),
            mailboxes::last_uid.eq(0_i64),
            mailboxes::created_at.eq(at),
        );
        diesel::insert_into(mailboxes::table).values(new).execute(tx)?;
        Ok(((), Vec::new()))
    });
    match made {
        // Another instance was first.
        Err(error) if !error.is_duplicate() => Err(error),
        _ => by_name(db.db(), office, name)?.ok_or(StoreError::NotFound),
    }
}

fn by_name(db: &mut Db, office: &OfficeCode, name: &str) -> Result<Option<Mailbox>, StoreError> {
    Ok(mailboxes::table
        .filter(mailboxes::office.eq(office).and(mailboxes::name.eq(name)))
        .select(cols::<Mailbox>())
        .first(db)
        .optional()?)
}

/// Notes how far a mailbox was read, once what was read is kept, and what is left behind on the server: of very many the
/// first. It has no fault any more.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such mailbox.
pub fn advance(
    db: &mut Database,
    id: MailboxId,
    (uid_validity, last_uid): (i64, i64),
    left: &[u32],
    at: Ts,
) -> Result<(), StoreError> {
    let left: Vec<String> = left.iter().take(MOST_LEFT).map(u32::to_string).collect();
    let moved = db.change(|tx| {
        let moved = diesel::update(mailboxes::table.find(id))
            .set((
                mailboxes::uid_validity.eq(uid_validity),
                mailboxes::last_uid.eq(last_uid),
                mailboxes::left_uids.eq(left.join(" ")),
                mailboxes::looked_at.eq(at),
                mailboxes::fault.eq(None::<String>),
                mailboxes::failing_since.eq(None::<Ts>),
            ))
            .execute(tx)?;
        Ok((moved, Vec::new()))
    })?;
    if moved == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Notes that a mailbox cannot be looked at; since when, stays what it was.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such mailbox.
pub fn failed(db: &mut Database, id: MailboxId, fault: &'static str, at: Ts) -> Result<(), StoreError> {
    db.change(|tx| {
        let row = mailboxes::table.find(id);
        let since: Option<Option<Ts>> = row.select(mailboxes::failing_since).first(tx).optional()?;
        let since = since.ok_or(StoreError::NotFound)?.unwrap_or(at);
        diesel::update(row).set((mailboxes::fault.eq(fault), mailboxes::failing_since.eq(since))).execute(tx)?;
        Ok(((), Vec::new()))
    })
}

/// The mailboxes of an office, by name.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db, office: &OfficeCode) -> Result<Vec<Mailbox>, StoreError> {
    Ok(mailboxes::table
        .filter(mailboxes::office.eq(office))
        .order(mailboxes::name)
        .select(cols::<Mailbox>())
        .load(db)?)
}

/// The mailboxes of every office, by office and name.
///
/// # Errors
/// The database's.
pub fn all(db: &mut Db) -> Result<Vec<Mailbox>, StoreError> {
    Ok(mailboxes::table.order((mailboxes::office, mailboxes::name)).select(cols::<Mailbox>()).load(db)?)
}
