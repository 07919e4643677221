//! What public forms bring, before it is accepted into a holding.
//!
//! Invariant: sealed under a data key of its own, wrapped to the receiving office: the instance that takes a form
//! in need not be able to open it. Accepting it destroys that key.

use diesel::prelude::*;
use zeroize::Zeroizing;

use super::columns::Stored;
use super::database::{Db, cols};
use super::error::StoreError;
use super::grants;
use super::journal::Entry;
use super::open::Database;
use super::proposals::ProposedApplication;
use super::schema::{intake_documents, intakes};
use crate::domain::category::{Category, Profile};
use crate::domain::id::{DataKeyId, DocumentId, GrantId, IntakeId, NoticeId, VacancyId};
use crate::domain::locale::Locale;
use crate::domain::office::OfficeCode;
use crate::domain::staff::Caller;
use crate::domain::time::Ts;
use crate::vault::data_key::DataKey;
use crate::vault::place::Place;
use crate::vault::wrap::{WrapInfo, Wrapped, unwrap_data_key, wrap_data_key};

const PART: &str = "intake";

/// A file that came with a form.
#[derive(Debug)]
pub struct IncomingFile {
    /// Its name as it was uploaded, cleaned.
    pub name: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// What a form brought.
#[derive(Debug)]
pub struct Incoming {
    /// To which vacancy.
    pub vacancy: VacancyId,
    /// The notice that stood before the form and was acknowledged.
    pub notice: NoticeId,
    /// In which language.
    pub locale: Locale,
    /// The words.
    pub application: ProposedApplication,
    /// The files.
    pub files: Vec<IncomingFile>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = intakes)]
struct Row {
    office: OfficeCode,
    vacancy_id: VacancyId,
    notice_id: NoticeId,
    locale: Locale,
    wrapped_key: Vec<u8>,
    record: Stored<Profile>,
    received_at: Ts,
}

/// Seals what a form brought and keeps it; once this returns, nothing of it can be lost.
///
/// # Errors
/// The databases', the file store's or the vault's.
pub fn receive(db: &mut Database, caller: &Caller, incoming: &Incoming) -> Result<IntakeId, StoreError> {
    let id = IntakeId::new();
    let office = &caller.office;
    let to = grants::public_key(db, office)?;
    let key = DataKey::<Profile>::generate(DataKeyId::new())?;
    let wrapped = wrap_data_key(&key, &to, &key_info(id, office))?;
    let record = key.seal_json(&place("intakes", "record", id.uuid(), id, office), &incoming.application)?;
    let mut files = Vec::new();
    for file in &incoming.files {
        let document = DocumentId::new();
        let row = document.uuid();
        let content = key.seal(&place("intake_documents", "content", row, id, office), &file.content)?;
        db.inner().blobs.put(row, PART, content.into_bytes())?;
        let name = key.seal_json(&place("intake_documents", "name", row, id, office), &file.name)?;
        files.push((document, Stored::from(name), i64::try_from(file.content.len()).unwrap_or(i64::MAX)));
    }
    db.change(|tx| {
        diesel::insert_into(intakes::table)
            .values((
                intakes::id.eq(id),
                intakes::office.eq(office),
                intakes::vacancy_id.eq(incoming.vacancy),
                intakes::notice_id.eq(incoming.notice),
                intakes::locale.eq(incoming.locale),
                intakes::wrapped_key.eq(wrapped.as_bytes()),
                intakes::record.eq(Stored::from(record)),
                intakes::state.eq("received"),
                intakes::tries.eq(0),
                intakes::received_at.eq(caller.at),
            ))
            .execute(tx)?;
        for (document, name, bytes) in &files {
            diesel::insert_into(intake_documents::table)
                .values((
                    intake_documents::id.eq(document),
                    intake_documents::intake_id.eq(id),
                    intake_documents::name.eq(name),
                    intake_documents::bytes.eq(bytes),
                ))
                .execute(tx)?;
        }
        Ok((id, vec![Entry::by(caller, "create", format!("intake:{id}"))]))
    })
}

fn key_info(id: IntakeId, office: &OfficeCode) -> WrapInfo<'_> {
    WrapInfo::intake(GrantId::from_uuid(id.uuid()), id, office, Profile::ID)
}

fn place<'a>(
    table: &'static str,
    column: &'static str,
    row: uuid::Uuid,
    intake: IntakeId,
    office: &'a OfficeCode,
) -> Place<'a, Profile> {
    Place::of_intake(table, column, row, intake, office)
}

/// An opened intake.
#[derive(Debug)]
pub struct OpenedIntake {
    /// Which.
    pub id: IntakeId,
    /// What the form brought.
    pub incoming: Incoming,
    /// When it came in.
    pub received_at: Ts,
    documents: Vec<DocumentId>,
}

/// Intakes of the served offices that wait to be accepted, oldest first; those that failed often wait longest.
///
/// # Errors
/// The database's.
pub fn waiting(
    db: &mut Database,
    offices: &[OfficeCode],
    limit: i64,
) -> Result<Vec<(IntakeId, OfficeCode)>, StoreError> {
    Ok(intakes::table
        .filter(intakes::state.eq("received").and(intakes::office.eq_any(offices)))
        .order((intakes::tries, intakes::id))
        .limit(limit)
        .select((intakes::id, intakes::office))
        .load(db.db())?)
}

/// Opens an intake for the job that accepts it; the opening is journalled first.
///
/// # Errors
/// [`StoreError::NotFound`] if it was accepted meanwhile; [`StoreError::Unopened`] if its seals do not open, which
/// the journal then says too.
pub fn open(db: &mut Database, caller: &Caller, id: IntakeId) -> Result<OpenedIntake, StoreError> {
    let row: Option<Row> = intakes::table
        .filter(intakes::id.eq(id).and(intakes::state.eq("received")).and(intakes::office.eq(&caller.office)))
        .select(cols::<Row>())
        .first(db.db())
        .optional()?;
    let row = row.ok_or(StoreError::NotFound)?;
    db.inner().journal.record(vec![Entry::by(caller, "read", format!("intake:{id}"))])?;
    match unseal(db, id, row) {
        Err(StoreError::Vault(_)) => {
            tracing::error!(%id, "an intake does not open");
            let entry = Entry { outcome: "unopened", ..Entry::by(caller, "read", format!("intake:{id}")) };
            db.inner().journal.record(vec![entry])?;
            Err(StoreError::Unopened("intakes"))
        }
        other => other,
    }
}

fn unseal(db: &mut Database, id: IntakeId, row: Row) -> Result<OpenedIntake, StoreError> {
    let keys = db.office_keys(&row.office).ok_or(StoreError::Unavailable)?;
    let wrapped = Wrapped::from_bytes(row.wrapped_key)?;
    let key: DataKey<Profile> = unwrap_data_key(&keys.pair, &wrapped, &key_info(id, &row.office))?;
    let sealed = row.record.sealed()?;
    let application = key.open_json(&place("intakes", "record", id.uuid(), id, &row.office), &sealed)?;
    let listed: Vec<(DocumentId, Stored<Profile>)> = intake_documents::table
        .filter(intake_documents::intake_id.eq(id))
        .order(intake_documents::id)
        .select((intake_documents::id, intake_documents::name))
        .load(db.db())?;
    let mut files = Vec::new();
    for (document, name) in &listed {
        files.push(open_file(db, &key, &row.office, id, *document, name)?);
    }
    Ok(OpenedIntake {
        id,
        incoming: Incoming { vacancy: row.vacancy_id, notice: row.notice_id, locale: row.locale, application, files },
        received_at: row.received_at,
        documents: listed.into_iter().map(|(document, _)| document).collect(),
    })
}

fn open_file(
    db: &Database,
    key: &DataKey<Profile>,
    office: &OfficeCode,
    intake: IntakeId,
    document: DocumentId,
    name: &Stored<Profile>,
) -> Result<IncomingFile, StoreError> {
    let row = document.uuid();
    let name = key.open_json(&place("intake_documents", "name", row, intake, office), &name.sealed()?)?;
    let sealed = Stored::<Profile>::from_bytes(db.inner().blobs.get(row, PART)?).sealed()?;
    let mut content: Zeroizing<Vec<u8>> =
        key.open(&place("intake_documents", "content", row, intake, office), &sealed)?;
    Ok(IncomingFile { name, content: std::mem::take(&mut content) })
}

/// Marks an intake as accepted and destroys its key, in the transaction that files its content.
///
/// # Errors
/// [`StoreError::Stale`] if another instance accepted it meanwhile.
pub fn settle(tx: &mut Db, id: IntakeId, at: Ts) -> Result<(), StoreError> {
    let waiting = intakes::table.filter(intakes::id.eq(id).and(intakes::state.eq("received")));
    let settled = diesel::update(waiting)
        .set((
            intakes::state.eq("accepted"),
            intakes::wrapped_key.eq(&[][..] as &[u8]),
            intakes::record.eq(Stored::<Profile>::from_bytes(Vec::new())),
            intakes::settled_at.eq(at),
        ))
        .execute(tx)?;
    if settled != 1 {
        return Err(StoreError::Stale);
    }
    diesel::delete(intake_documents::table.filter(intake_documents::intake_id.eq(id))).execute(tx)?;
    Ok(())
}

/// Removes the files of an accepted intake; what is left after a crash the sweep removes.
///
/// # Errors
/// The file store's.
pub fn remove_files(db: &Database, intake: &OpenedIntake) -> Result<(), StoreError> {
    for document in &intake.documents {
        db.inner().blobs.remove(document.uuid(), PART)?;
    }
    Ok(())
}

/// Counts a failed try, so that one bad intake does not hold up the others.
///
/// # Errors
/// The database's.
pub fn count_try(db: &mut Database, id: IntakeId) -> Result<(), StoreError> {
    db.change(|tx| {
        diesel::update(intakes::table.find(id)).set(intakes::tries.eq(intakes::tries + 1)).execute(tx)?;
        Ok(((), Vec::new()))
    })
}
