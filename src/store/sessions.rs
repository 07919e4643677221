//! Signed-in sessions, kept here so that they can be revoked at once (R10).
//!
//! Invariant: the token itself is never stored, only its SHA-256.

use diesel::prelude::*;
use uuid::Uuid;

use super::database::{Db, cols};
use super::error::StoreError;
use super::schema::{link_tokens, sessions};
use crate::domain::id::{ConsentRequestId, HoldingId, Id, NoticeId};
use crate::domain::time::Ts;
use crate::text_enum;

/// Seconds after the last request at which a session ends.
pub const IDLE: i64 = 15 * 60;
/// Seconds after sign-in at which a session ends whatever happens.
pub const ABSOLUTE: i64 = 8 * 60 * 60;

text_enum! {
    /// Who a session is for.
    "audience" Audience {
        /// A person of staff; the subject is a staff id.
        Staff = "staff",
        /// Somebody of a processor; the subject is a staff id.
        Partner = "partner",
        /// A candidate; the subject is a holding id.
        Candidate = "candidate",
    }
}

/// A session that is in force.
#[derive(Debug, Clone)]
pub struct Session {
    /// Who it is for.
    pub audience: Audience,
    /// The staff or holding id.
    pub subject: Uuid,
    /// The token that its forms carry.
    pub csrf: String,
}

/// Where a mailed link leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkTo {
    /// The candidate's own page.
    OwnPage,
    /// One question.
    Question(ConsentRequestId),
    /// A later version of the notice.
    Notice(NoticeId),
}

/// The same as the columns have it.
type Leads = (Option<ConsentRequestId>, Option<NoticeId>);

impl LinkTo {
    fn of((question, notice): Leads) -> Self {
        question.map(Self::Question).or(notice.map(Self::Notice)).unwrap_or(Self::OwnPage)
    }
}

/// What is stored of the tokens of a session that is about to begin.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// The hash of its own.
    pub hash: [u8; 32],
    /// The token that its forms carry.
    pub csrf: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions)]
struct Row {
    audience: String,
    subject: Id<()>,
    csrf: String,
    created_at: Ts,
    last_seen_at: Ts,
}

/// Starts a session.
///
/// # Errors
/// The database's.
pub fn start(
    db: &mut Db,
    token_hash: &[u8],
    audience: Audience,
    subject: Uuid,
    csrf: &str,
    at: Ts,
) -> Result<(), StoreError> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::token_hash.eq(token_hash),
            sessions::audience.eq(audience.as_str()),
            sessions::subject.eq(Id::<()>::from_uuid(subject)),
            sessions::csrf.eq(csrf),
            sessions::created_at.eq(at),
            sessions::last_seen_at.eq(at),
        ))
        .execute(db)?;
    Ok(())
}

/// Finds a session that is in force, and whether it should be touched (last seen over a minute ago).
///
/// # Errors
/// The database's.
pub fn find(db: &mut Db, token_hash: &[u8], at: Ts) -> Result<Option<(Session, bool)>, StoreError> {
    let row: Option<Row> = sessions::table.find(token_hash).select(cols::<Row>()).get_result(db).optional()?;
    let Some(row) = row else { return Ok(None) };
    let idle_until = row.last_seen_at.plus_seconds(IDLE);
    if at > idle_until || at > row.created_at.plus_seconds(ABSOLUTE) {
        return Ok(None);
    }
    let audience = row.audience.parse().map_err(|_| StoreError::Unreadable("sessions.audience"))?;
    let session = Session { audience, subject: row.subject.uuid(), csrf: row.csrf };
    Ok(Some((session, at > row.last_seen_at.plus_seconds(60))))
}

/// Whether a session was not ended yet, however long ago its last request was: for what one request goes on doing.
///
/// # Errors
/// The database's.
pub fn is_open(db: &mut Db, token_hash: &[u8], at: Ts) -> Result<bool, StoreError> {
    let created: Option<Ts> =
        sessions::table.find(token_hash).select(sessions::created_at).get_result(db).optional()?;
    Ok(created.is_some_and(|created| at <= created.plus_seconds(ABSOLUTE)))
}

/// Moves the idle end of a session.
///
/// # Errors
/// The database's.
pub fn touch(db: &mut Db, token_hash: &[u8], at: Ts) -> Result<(), StoreError> {
    diesel::update(sessions::table.find(token_hash)).set(sessions::last_seen_at.eq(at)).execute(db)?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// The database's.
pub fn end(db: &mut Db, token_hash: &[u8]) -> Result<(), StoreError> {
    diesel::delete(sessions::table.find(token_hash)).execute(db)?;
    Ok(())
}

/// Ends every session of somebody.
///
/// # Errors
/// The database's.
pub fn end_all_of(db: &mut Db, subject: Uuid) -> Result<(), StoreError> {
    diesel::delete(sessions::table.filter(sessions::subject.eq(Id::<()>::from_uuid(subject)))).execute(db)?;
    Ok(())
}

/// Removes sessions that ended long ago.
///
/// # Errors
/// The database's.
pub fn sweep(db: &mut Db, at: Ts) -> Result<(), StoreError> {
    diesel::delete(sessions::table.filter(sessions::last_seen_at.lt(at.plus_seconds(-ABSOLUTE)))).execute(db)?;
    Ok(())
}

/// Makes a single-use sign-in link for the candidate of a holding.
///
/// # Errors
/// The database's.
pub fn add_link(db: &mut Db, token_hash: &[u8], holding: HoldingId, expires_at: Ts) -> Result<(), StoreError> {
    diesel::insert_into(link_tokens::table)
        .values((
            link_tokens::token_hash.eq(token_hash),
            link_tokens::holding_id.eq(holding),
            link_tokens::expires_at.eq(expires_at),
        ))
        .execute(db)?;
    Ok(())
}

/// Makes a single-use link for a holding's candidate that leads to one thing.
///
/// # Errors
/// The database's.
pub fn add_link_to(
    db: &mut Db,
    token_hash: &[u8; 32],
    holding: HoldingId,
    to: LinkTo,
    expires_at: Ts,
) -> Result<(), StoreError> {
    add_link(db, token_hash, holding, expires_at)?;
    let (question, notice) = match to {
        LinkTo::OwnPage => return Ok(()),
        LinkTo::Question(question) => (Some(question), None),
        LinkTo::Notice(notice) => (None, Some(notice)),
    };
    diesel::update(link_tokens::table.find(token_hash.as_slice()))
        .set((link_tokens::consent_request_id.eq(question), link_tokens::notice_id.eq(notice)))
        .execute(db)?;
    Ok(())
}

/// The holding of a link and where it leads, as long as it works.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such link, or it is used or expired.
pub fn link(db: &mut Db, token_hash: &[u8; 32], at: Ts) -> Result<(HoldingId, LinkTo), StoreError> {
    let found: Option<(HoldingId, Leads)> = link_tokens::table
        .find(token_hash.as_slice())
        .filter(link_tokens::used_at.is_null().and(link_tokens::expires_at.gt(at)))
        .select((link_tokens::holding_id, (link_tokens::consent_request_id, link_tokens::notice_id)))
        .get_result(db)
        .optional()?;
    found.map(|(holding, leads)| (holding, LinkTo::of(leads))).ok_or(StoreError::NotFound)
}

/// Ends the links of a holding that lead to a version: it was seen or answered.
///
/// # Errors
/// The database's.
pub fn end_notice_links(db: &mut Db, holding: HoldingId, notice: NoticeId, at: Ts) -> Result<(), StoreError> {
    let open = link_tokens::table
        .filter(link_tokens::notice_id.eq(notice).and(link_tokens::holding_id.eq(holding)))
        .filter(link_tokens::used_at.is_null());
    diesel::update(open).set(link_tokens::used_at.eq(at)).execute(db)?;
    Ok(())
}

/// Ends the links that answer some questions: these are answered, or asked anew.
///
/// # Errors
/// The database's.
pub fn end_answer_links(db: &mut Db, questions: &[ConsentRequestId], at: Ts) -> Result<(), StoreError> {
    let open = link_tokens::table
        .filter(link_tokens::consent_request_id.eq_any(questions).and(link_tokens::used_at.is_null()));
    diesel::update(open).set(link_tokens::used_at.eq(at)).execute(db)?;
    Ok(())
}

/// Uses a link up: the holding, once, before it expires. One that leads to one thing is none to anything else.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such link, or it is used or expired.
pub fn use_link(db: &mut Db, token_hash: &[u8], to: LinkTo, at: Ts) -> Result<HoldingId, StoreError> {
    let leads: Option<Leads> = link_tokens::table
        .find(token_hash)
        .select((link_tokens::consent_request_id, link_tokens::notice_id))
        .get_result(db)
        .optional()?;
    if leads.map(LinkTo::of) != Some(to) {
        return Err(StoreError::NotFound);
    }
    let usable = link_tokens::table.filter(
        link_tokens::token_hash.eq(token_hash).and(link_tokens::used_at.is_null()).and(link_tokens::expires_at.gt(at)),
    );
    let used = diesel::update(usable).set(link_tokens::used_at.eq(at)).execute(db)?;
    if used != 1 {
        return Err(StoreError::NotFound);
    }
    Ok(link_tokens::table.find(token_hash).select(link_tokens::holding_id).get_result(db)?)
}
