//! What public forms bring, before it is accepted into a holding.
//!
//! Invariant: sealed under a data key of its own, wrapped to the receiving office: the instance that takes a form
//! in need not be able to open it. Accepting it destroys that key.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use sha2::{Digest, Sha256};
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
use crate::domain::intake::{FailedIntake, IntakeFailure};
use crate::domain::locale::Locale;
use crate::domain::office::OfficeCode;
use crate::domain::staff::Caller;
use crate::domain::time::Ts;
use crate::vault::data_key::DataKey;
use crate::vault::place::Place;
use crate::vault::secret::Token;
use crate::vault::wrap::{WrapInfo, Wrapped, unwrap_data_key, wrap_data_key};

const PART: &str = "intake";

/// A file that came with a form.
pub struct IncomingFile {
    /// Its name as it was uploaded, cleaned.
    pub name: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

impl std::fmt::Debug for IncomingFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "IncomingFile({} bytes)", self.content.len())
    }
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
    /// The random token of the page that the form stood on, so that one sent twice is one.
    pub page: Option<Token>,
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
    let digest = sent_digest(incoming);
    if let Some(before) = sent_before(db, digest.as_deref())? {
        return Ok(before);
    }
    match receive_anew(db, caller, incoming, digest.as_deref()) {
        // A double click: the other request was first.
        Err(error) if error.is_duplicate() => sent_before(db, digest.as_deref())?.ok_or(error),
        received => received,
    }
}

/// What a form is known again by: its page's token and all that it brought, so that one that was corrected and sent
/// again from the same page is another.
fn sent_digest(incoming: &Incoming) -> Option<Vec<u8>> {
    let mut digest = Sha256::new();
    let mut field = |bytes: &[u8]| {
        digest.update((bytes.len() as u64).to_be_bytes());
        digest.update(bytes);
    };
    field(&incoming.page.as_ref()?.hash());
    field(incoming.vacancy.uuid().as_bytes());
    field(&Zeroizing::new(serde_json::to_vec(&incoming.application).ok()?));
    for file in &incoming.files {
        field(file.name.as_bytes());
        field(&file.content);
    }
    Some(digest.finalize().to_vec())
}

fn sent_before(db: &mut Database, digest: Option<&[u8]>) -> Result<Option<IntakeId>, StoreError> {
    let Some(digest) = digest else { return Ok(None) };
    Ok(intakes::table.filter(intakes::sent_digest.eq(digest)).select(intakes::id).first(db.db()).optional()?)
}

fn receive_anew(
    db: &mut Database,
    caller: &Caller,
    incoming: &Incoming,
    digest: Option<&[u8]>,
) -> Result<IntakeId, StoreError> {
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
                intakes::sent_digest.eq(digest),
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

/// Intakes of the served offices whose turn it is to be accepted, oldest first; those that failed come last. Asked in the
/// very word of the index of those that wait.
///
/// # Errors
/// The database's.
pub fn waiting(
    db: &mut Database,
    offices: &[OfficeCode],
    at: Ts,
    limit: i64,
) -> Result<Vec<(IntakeId, OfficeCode)>, StoreError> {
    Ok(intakes::table
        .filter(sql::<Bool>("intakes.state = 'received'").and(intakes::office.eq_any(offices)))
        .filter(intakes::next_try_at.is_null().or(intakes::next_try_at.le(at)))
        .order((intakes::tries + intakes::begun, intakes::id))
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
        incoming: Incoming {
            vacancy: row.vacancy_id,
            notice: row.notice_id,
            locale: row.locale,
            application,
            files,
            page: None,
        },
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
            intakes::next_try_at.eq(None::<Ts>),
            intakes::failure.eq(None::<IntakeFailure>),
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

/// Whether an intake still waits to be accepted.
///
/// # Errors
/// The database's.
pub fn is_waiting(db: &mut Database, id: IntakeId) -> Result<bool, StoreError> {
    let waiting = intakes::table.filter(intakes::id.eq(id).and(intakes::state.eq("received")));
    Ok(waiting.count().get_result::<i64>(db.db())? > 0)
}

/// Tries after which what cannot pass by itself is set aside (R7).
const TRIES: i32 = 3;
/// Seconds until the second try, the third and so on; the last one counts for all that follow.
const WAITS: [i64; 4] = [60, 5 * 60, 15 * 60, 30 * 60];

/// Counts that filing an intake begins, so that one that takes the whole process down does not do so for ever: after
/// three times without an end it is set aside. Returns whether it is to be filed.
///
/// # Errors
/// [`StoreError::NotFound`] if it no longer waits; the database's.
pub fn begin(db: &mut Database, caller: &Caller, id: IntakeId) -> Result<bool, StoreError> {
    db.change(|tx| {
        let waiting = intakes::table.filter(intakes::id.eq(id).and(intakes::state.eq("received")));
        let begun = waiting.select(intakes::begun).first::<i32>(tx).optional()?.ok_or(StoreError::NotFound)?;
        let row = intakes::table.find(id);
        if begun < TRIES {
            // The first time may have been an innocent one's: only from the second on does it wait.
            let wait = usize::try_from(begun - 1).ok().and_then(|at| WAITS.get(at));
            let next = wait.map(|wait| caller.at.plus_seconds(*wait));
            diesel::update(row).set((intakes::begun.eq(begun + 1), intakes::next_try_at.eq(next))).execute(tx)?;
            return Ok((true, Vec::new()));
        }
        diesel::update(row)
            .set((
                intakes::begun.eq(0),
                intakes::tries.eq(intakes::tries + begun),
                intakes::failure.eq(IntakeFailure::Failed),
                intakes::next_try_at.eq(None::<Ts>),
                intakes::state.eq("set_aside"),
            ))
            .execute(tx)?;
        Ok((false, vec![Entry::by(caller, "set_aside", format!("intake:{id} {}", IntakeFailure::Failed))]))
    })
}

/// Takes a begun filing back: what ended it was not the intake's fault.
///
/// # Errors
/// The database's.
pub fn take_back(db: &mut Database, id: IntakeId) -> Result<(), StoreError> {
    let row = intakes::table.filter(intakes::id.eq(id).and(intakes::state.eq("received")));
    db.change(|tx| {
        diesel::update(row).set((intakes::begun.eq(0), intakes::next_try_at.eq(None::<Ts>))).execute(tx)?;
        Ok(((), Vec::new()))
    })
}

/// Writes down that an intake could not be filed: it waits longer each time, so that it does not hold up the others,
/// and what would fail for ever is set aside until somebody looks at it.
///
/// # Errors
/// [`StoreError::NotFound`] if it no longer waits; the database's.
pub fn failed(db: &mut Database, caller: &Caller, id: IntakeId, failure: IntakeFailure) -> Result<(), StoreError> {
    db.change(|tx| {
        let waiting = intakes::table.filter(intakes::id.eq(id).and(intakes::state.eq("received")));
        let tries = waiting.select(intakes::tries).first::<i32>(tx).optional()?.ok_or(StoreError::NotFound)? + 1;
        let is_set_aside = !failure.may_pass() && tries >= TRIES;
        let wait = usize::try_from(tries - 1).ok().and_then(|at| WAITS.get(at)).unwrap_or(&WAITS[WAITS.len() - 1]);
        diesel::update(intakes::table.find(id))
            .set((
                intakes::tries.eq(tries),
                intakes::begun.eq(0),
                intakes::failure.eq(failure),
                intakes::next_try_at.eq((!is_set_aside).then(|| caller.at.plus_seconds(*wait))),
                intakes::state.eq(if is_set_aside { "set_aside" } else { "received" }),
            ))
            .execute(tx)?;
        let entry = is_set_aside.then(|| Entry::by(caller, "set_aside", format!("intake:{id} {failure}")));
        Ok(((), entry.into_iter().collect()))
    })
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = intakes)]
struct FailedRow {
    id: IntakeId,
    office: OfficeCode,
    vacancy_id: VacancyId,
    received_at: Ts,
    failure: Option<IntakeFailure>,
    tries: i32,
    next_try_at: Option<Ts>,
}

/// Intakes that could not be filed so far, oldest first; nothing of what is in them.
///
/// # Errors
/// The database's.
pub fn unfiled(db: &mut Db) -> Result<Vec<FailedIntake>, StoreError> {
    let rows: Vec<FailedRow> = intakes::table
        .filter(intakes::failure.is_not_null())
        .order(intakes::id)
        .limit(500)
        .select(cols::<FailedRow>())
        .load(db)?;
    let failed = |row: FailedRow| {
        Some(FailedIntake {
            id: row.id,
            office: row.office,
            vacancy: row.vacancy_id,
            received_at: row.received_at,
            failure: row.failure?,
            tries: row.tries,
            next_try_at: row.next_try_at,
        })
    };
    Ok(rows.into_iter().filter_map(failed).collect())
}

/// Lets an intake be tried again at once: the cause was mended.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not one that could not be filed.
pub fn try_again(tx: &mut Db, caller: &Caller, id: IntakeId) -> Result<Entry, StoreError> {
    let unfiled = intakes::table.filter(intakes::id.eq(id).and(intakes::failure.is_not_null()));
    let again = diesel::update(unfiled)
        .set((
            intakes::state.eq("received"),
            intakes::tries.eq(0),
            intakes::begun.eq(0),
            intakes::next_try_at.eq(None::<Ts>),
        ))
        .execute(tx)?;
    if again == 1 { Ok(Entry::by(caller, "try_again", format!("intake:{id}"))) } else { Err(StoreError::NotFound) }
}
