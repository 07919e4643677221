//! Texts that messages of an office begin with.
//!
//! Invariant: they are their office's, name nobody, and are changed only as whoever changes them saw them, on record.

use diesel::prelude::*;

use super::database::{Db, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::schema::message_templates;
use super::searches::staff_of;
use super::terms_permit::TemplatePermit;
use crate::domain::id::MessageTemplateId;
use crate::domain::locale::Locale;
use crate::domain::message_template::MessageTemplate;
use crate::domain::office::OfficeCode;

/// Templates that an office may have: as many as one looks through.
pub const MOST: i64 = 200;

#[derive(Queryable, Selectable)]
#[diesel(table_name = message_templates)]
struct Row {
    id: MessageTemplateId,
    locale: Locale,
    name: String,
    subject: String,
    body: String,
    revision: i64,
}

impl From<Row> for MessageTemplate {
    fn from(row: Row) -> Self {
        let Row { id, locale, name, subject, body, revision } = row;
        Self { id, locale, name, subject, text: body, revision }
    }
}

/// A template among others, without its words.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = message_templates)]
pub struct TemplateName {
    /// Which.
    pub id: MessageTemplateId,
    /// The language that it is in.
    pub locale: Locale,
    /// What it is called.
    pub name: String,
}

/// What the templates of an office are called, by language and name.
///
/// # Errors
/// The database's.
pub fn names(db: &mut Db, office: &OfficeCode) -> Result<Vec<TemplateName>, StoreError> {
    Ok(message_templates::table
        .filter(message_templates::office.eq(office))
        .order((message_templates::locale, message_templates::name))
        .select(cols::<TemplateName>())
        .load(db)?)
}

/// One of an office.
///
/// # Errors
/// [`StoreError::NotFound`] if the office has none of this id; the database's.
pub fn read(db: &mut Db, office: &OfficeCode, id: MessageTemplateId) -> Result<MessageTemplate, StoreError> {
    let row: Option<Row> = message_templates::table
        .filter(message_templates::id.eq(id).and(message_templates::office.eq(office)))
        .select(cols::<Row>())
        .first(db)
        .optional()?;
    row.map(MessageTemplate::from).ok_or(StoreError::NotFound)
}

/// Adds one to the caller's office.
///
/// # Errors
/// [`StoreError::Taken`] if another one of its language is called so; [`StoreError::Full`] if there are as many as
/// there may be.
pub fn add(tx: &mut Db, permit: &TemplatePermit, template: &MessageTemplate) -> Result<Entry, StoreError> {
    let caller = permit.caller();
    let of_office = message_templates::table.filter(message_templates::office.eq(&caller.office));
    let have: i64 = of_office.count().get_result(tx)?;
    if have >= MOST {
        return Err(StoreError::Full("message templates"));
    }
    let added = diesel::insert_into(message_templates::table)
        .values((
            message_templates::id.eq(template.id),
            message_templates::office.eq(&caller.office),
            message_templates::locale.eq(template.locale),
            message_templates::name.eq(&template.name),
            message_templates::subject.eq(&template.subject),
            message_templates::body.eq(&template.text),
            message_templates::changed_by.eq(staff_of(caller)?),
            message_templates::changed_at.eq(caller.at),
            message_templates::revision.eq(1_i64),
        ))
        .execute(tx)
        .map_err(StoreError::from);
    match added {
        Err(error) if error.is_duplicate() => Err(StoreError::Taken("message template")),
        Err(error) => Err(error),
        Ok(_) => Ok(Entry::by(caller, "create", subject(template.id))),
    }
}

/// Changes one of the caller's office that is still as its editor saw it.
///
/// # Errors
/// [`StoreError::NotFound`] if the office has none of this id; [`StoreError::Stale`] if somebody changed it meanwhile;
/// [`StoreError::Taken`] if another one of its language is called so.
pub fn change(tx: &mut Db, permit: &TemplatePermit, template: &MessageTemplate) -> Result<Entry, StoreError> {
    let caller = permit.caller();
    read(tx, &caller.office, template.id)?;
    let as_seen = message_templates::table
        .filter(message_templates::id.eq(template.id).and(message_templates::office.eq(&caller.office)))
        .filter(message_templates::revision.eq(template.revision));
    let set = (
        message_templates::locale.eq(template.locale),
        message_templates::name.eq(&template.name),
        message_templates::subject.eq(&template.subject),
        message_templates::body.eq(&template.text),
        message_templates::changed_by.eq(staff_of(caller)?),
        message_templates::changed_at.eq(caller.at),
        message_templates::revision.eq(template.revision + 1),
    );
    match diesel::update(as_seen).set(set).execute(tx).map_err(StoreError::from) {
        Ok(1) => Ok(Entry::by(caller, "change", subject(template.id))),
        Ok(_) => Err(StoreError::Stale),
        Err(error) if error.is_duplicate() => Err(StoreError::Taken("message template")),
        Err(error) => Err(error),
    }
}

/// Removes one of the caller's office.
///
/// # Errors
/// [`StoreError::NotFound`] if the office has none of this id.
pub fn remove(tx: &mut Db, permit: &TemplatePermit, id: MessageTemplateId) -> Result<Entry, StoreError> {
    let caller = permit.caller();
    let row =
        message_templates::table.filter(message_templates::id.eq(id).and(message_templates::office.eq(&caller.office)));
    if diesel::delete(row).execute(tx)? == 1 {
        Ok(Entry::by(caller, "delete", subject(id)))
    } else {
        Err(StoreError::NotFound)
    }
}

fn subject(id: MessageTemplateId) -> String {
    format!("message_template:{id}")
}
