//! A store with something in every sealed column, and the way each value is read through the product.

use saiyo::domain::application::{Finding, SelectionResult, Stage};
use saiyo::domain::candidate::ProfileRecord;
use saiyo::domain::category::{ApplicationHistory, Communications, Health, Other, Profile, SelectionResult as Results};
use saiyo::domain::document::DocumentKind;
use saiyo::domain::health::{HealthKind, HealthMessage, HealthRecord, UseReasonCode};
use saiyo::domain::id::{DocumentId, IntakeId, MessageFileId, MessageId, ProposalId, ThreadId};
use saiyo::domain::locale::Locale;
use saiyo::domain::message::{Channel, Direction, MessageBody, MessageHead};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::{Caller, JobName, Staff};
use saiyo::domain::tag::{Tag, TagChange};
use saiyo::store::database::Db;
use saiyo::store::documents::Reading;
use saiyo::store::gate::{self, Ask};
use saiyo::store::intakes::{self, Incoming, IncomingFile};
use saiyo::store::journal::Entry;
use saiyo::store::messages::{self, KeptFile, NewFile, NewMessage, ShownFile};
use saiyo::store::permit::{Permit, Unsealed};
use saiyo::store::proposals::ProposedApplication;
use saiyo::store::threads::tags::NewTag;
use saiyo::store::{
    Database, StoreError, applications, candidates, consents, documents, health, health_messages, notes,
    profile_versions, proposals, selection_results, tags, tasks, threads,
};

use super::refusals::last_entry;
use crate::support::cast::{caller, job, moment};
use crate::support::sql::Sql;
use crate::support::{NOW, TestStore, people};

/// A holding with something in every sealed column, and the permits to all of it.
pub(super) struct Filled {
    pub(super) profile: Permit<Profile>,
    pub(super) history: Permit<ApplicationHistory>,
    pub(super) results: Permit<Results>,
    pub(super) health: Permit<Health>,
    pub(super) other: Permit<Other>,
    pub(super) communications: Permit<Communications>,
    pub(super) document: DocumentId,
    pub(super) thread: ThreadId,
    pub(super) file: MessageFileId,
}

/// Something that a public form brought.
pub(super) struct Waiting {
    pub(super) id: IntakeId,
    pub(super) accept: Caller,
}

/// Where a sealed value stands, and through what it is read.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    pub(super) table: &'static str,
    pub(super) column: &'static str,
    pub(super) key: uuid::Uuid,
    pub(super) from: From,
}

#[derive(Clone, Copy)]
pub(super) enum From {
    Holding(usize),
    Intake(usize),
}

/// Every sealed column that the product reads, with the column of its row's id.
pub(super) const COLUMNS: [(&str, &str, &str); 20] = [
    ("profiles", "record", "holding_id"),
    ("applications", "details", "id"),
    ("selection_results", "record", "id"),
    ("health_records", "record", "id"),
    ("health_messages", "content", "message_id"),
    ("health_files", "name", "id"),
    ("notes", "text", "id"),
    ("tags", "labels", "holding_id"),
    ("tasks", "text", "id"),
    ("messages", "head", "id"),
    ("messages", "body", "id"),
    ("message_files", "name", "id"),
    ("thread_tags", "label", "id"),
    ("profile_versions", "record", "id"),
    ("proposals", "record", "id"),
    ("documents", "name", "id"),
    ("documents", "text", "id"),
    ("intakes", "record", "id"),
    ("intake_documents", "name", "id"),
    // Nothing reads it yet: its moves are tried as sources only.
    ("use_reasons", "details", "id"),
];

pub(super) struct Sealed {
    pub(super) test: TestStore,
    pub(super) holdings: Vec<Filled>,
    pub(super) intakes: Vec<Waiting>,
    pub(super) cells: Vec<Cell>,
}

impl Sealed {
    pub(super) fn filled(people_per_office: usize) -> Self {
        let test = TestStore::on_sqlite();
        let staff = [&test.cast.rin, &test.cast.wei, &test.cast.ka_yan];
        let holdings = (0..people_per_office)
            .flat_map(|number| staff.map(|who| (who, number)))
            .map(|(who, number)| fill(&test, who, number))
            .collect();
        let intakes = ["JP", "JP", "SG"].map(|office| receive(&test, office)).into();
        let mut filled = Self { test, holdings, intakes, cells: Vec::new() };
        filled.cells = filled.find_cells();
        filled
    }

    /// Every value in every sealed column.
    pub(super) fn find_cells(&self) -> Vec<Cell> {
        let mut sql = self.test.sql();
        let mut cells = Vec::new();
        for (table, column, key) in COLUMNS {
            let owner = match table {
                "intakes" => "id",
                "intake_documents" => "intake_id",
                "health_files" => {
                    "(SELECT holding_id FROM health_messages m WHERE m.message_id = health_files.message_id)"
                }
                "message_files" => "(SELECT holding_id FROM messages WHERE messages.id = message_id)",
                "thread_tags" => "(SELECT holding_id FROM threads WHERE threads.id = thread_id)",
                _ => "holding_id",
            };
            let keys = sql.bytes(&format!("SELECT {key} AS b FROM {table} WHERE {column} IS NOT NULL ORDER BY {key}"));
            let owners =
                sql.bytes(&format!("SELECT {owner} AS b FROM {table} WHERE {column} IS NOT NULL ORDER BY {key}"));
            for (key, owner) in keys.iter().zip(owners) {
                let of_intake = self.intakes.iter().position(|intake| intake.id.uuid().as_bytes()[..] == owner);
                let of_holding =
                    self.holdings.iter().position(|one| one.profile.holding().id.uuid().as_bytes()[..] == owner);
                let from = of_holding.map(From::Holding).or(of_intake.map(From::Intake)).unwrap();
                cells.push(Cell { table, column, key: uuid::Uuid::from_slice(key).unwrap(), from });
            }
        }
        cells
    }

    pub(super) fn value(&self, sql: &mut Db, cell: &Cell) -> Vec<u8> {
        let (table, column, row) = (cell.table, cell.column, row_of(sql, cell));
        sql.bytes(&format!("SELECT {column} AS b FROM {table} WHERE {row}")).remove(0)
    }

    pub(super) fn put(&self, sql: &mut Db, cell: &Cell, value: &[u8]) {
        let (table, column, row, value) = (cell.table, cell.column, row_of(sql, cell), sql.blob(value));
        sql.run(&format!("UPDATE {table} SET {column} = {value} WHERE {row}")).unwrap();
    }

    /// Puts other bytes into a cell, reads it through the product, and puts its own back.
    pub(super) fn is_rejected(&self, db: &mut Database, sql: &mut Db, cell: &Cell, bytes: &[u8]) -> bool {
        let own = self.value(sql, cell);
        self.put(sql, cell, bytes);
        let damaged = self.damaged(db, cell);
        let entry = last_entry(&self.test);
        self.put(sql, cell, &own);
        let subject = match cell.from {
            From::Holding(_) => format!("{}.{}:{}", cell.table, cell.column, cell.key),
            From::Intake(at) => format!("intake:{}", self.intakes[at].id),
        };
        damaged == 1 && entry.outcome == "unopened" && entry.subject == subject
    }

    /// How many values do not open where this cell is read; the others beside it must.
    pub(super) fn damaged(&self, db: &mut Database, cell: &Cell) -> usize {
        let at = match cell.from {
            From::Holding(at) => at,
            From::Intake(at) => {
                let waiting = &self.intakes[at];
                let opened = intakes::open(db, &waiting.accept, waiting.id);
                return usize::from(matches!(opened, Err(StoreError::Unopened("intakes"))));
            }
        };
        let of = &self.holdings[at];
        match cell.table {
            "profiles" => usize::from(matches!(candidates::read(db, &of.profile), Err(StoreError::Unopened(_)))),
            "applications" => applications::list(db, &of.history).unwrap().iter().map(|one| bad(&one.details)).sum(),
            "selection_results" => {
                selection_results::list(db, &of.results).unwrap().iter().map(|one| bad(&one.result)).sum()
            }
            "health_records" => health::list(db, &of.health).unwrap().iter().map(|one| bad(&one.record)).sum(),
            "health_messages" | "health_files" => {
                let all = health_messages::list(db, &of.health).unwrap();
                let names = all.iter().flat_map(|one| &one.files).map(|file| bad(&file.name)).sum::<usize>();
                names + all.iter().map(|one| bad(&one.said)).sum::<usize>()
            }
            "notes" => notes::list(db, &of.other).unwrap().iter().map(|one| bad(&one.text)).sum(),
            "tags" => bad(&tags::list(db, &of.other).unwrap()),
            "tasks" => tasks::list(db, &of.other).unwrap().iter().map(|one| bad(&one.text)).sum(),
            "messages" | "message_files" => {
                let all = messages::of_thread(db, &of.communications, of.thread).unwrap();
                let names = all.iter().flat_map(|one| &one.files).map(|file| bad(&file.name)).sum::<usize>();
                names + all.iter().map(|one| bad(&one.head) + bad(&one.body)).sum::<usize>()
            }
            "thread_tags" => {
                let tags = threads::tags::of(db, [&of.communications], &[of.thread]).unwrap();
                tags.values().flatten().map(|tag| bad(&tag.label)).sum()
            }
            "profile_versions" => {
                profile_versions::list(db, &of.profile).unwrap().iter().map(|one| bad(&one.record)).sum()
            }
            "proposals" => proposals::list(db, &of.profile).unwrap().iter().map(|one| bad(&one.proposed)).sum(),
            "documents" => {
                let all = documents::list_with_texts(db, &of.profile).unwrap();
                all.iter().map(|one| bad(&one.name) + one.text.as_ref().map_or(0, bad)).sum()
            }
            table => panic!("nothing reads {table}"),
        }
    }

    /// The cells that the product reads.
    pub(super) fn targets(&self) -> Vec<Cell> {
        self.cells.iter().copied().filter(|cell| cell.table != "use_reasons").collect()
    }
}

pub(super) fn row_of(sql: &Db, cell: &Cell) -> String {
    let (_, _, key) = COLUMNS.iter().find(|(table, column, _)| (*table, *column) == (cell.table, cell.column)).unwrap();
    format!("{key} = {}", sql.id(cell.key))
}

pub(super) fn bad<T>(value: &Unsealed<T>) -> usize {
    usize::from(matches!(value, Unsealed::Damaged))
}

pub(super) fn fill(test: &TestStore, who: &Staff, number: usize) -> Filled {
    let who = caller(who);
    let known = test.admit(&who, "Tanaka", &format!("Akari{number}"));
    let mut db = test.store.database().unwrap();
    let consent = people::health_consent(false);
    db.change(|tx| Ok(((), vec![consents::add(tx, &who, known.holding.id, &consent)?]))).unwrap();
    let ask = Ask::change(&who, Purpose::Recruitment);
    let visa = Ask { reason: Some(UseReasonCode::VisaApplication.into()), ..Ask::create(&who, Purpose::Visa) };
    let id = known.holding.id;
    let profile = gate::open::<Profile>(&mut db, &ask, id).unwrap();
    let history = gate::open::<ApplicationHistory>(&mut db, &ask, id).unwrap();
    let results = gate::open::<Results>(&mut db, &ask, id).unwrap();
    let other = gate::open::<Other>(&mut db, &ask, id).unwrap();
    let health = gate::open::<Health>(&mut db, &visa, id).unwrap();
    let communications = gate::open::<Communications>(&mut db, &ask, id).unwrap();
    let attached = NewFile { name: "letter.pdf", content_type: "application/pdf", content: b"%PDF letter" };
    let attached = messages::put_files(&test.store, &communications, &[attached]).unwrap();
    let certificate = ShownFile {
        id: MessageFileId::new(),
        name: Unsealed::Value("certificate.pdf".to_owned()),
        content_type: "application/pdf".to_owned(),
        bytes: 16,
    };
    let certificate = [health_messages::put_file(&test.store, &health, &certificate, b"%PDF certificate").unwrap()];
    let new = documents::put(&test.store, &profile, "cv.pdf", Some(DocumentKind::Pdf), b"%PDF-1.7").unwrap();
    let pages = vec![b"one".to_vec(), b"two".to_vec()];
    let reading = Reading { text: Some("CV".to_owned()), pages, ..Reading::default() };
    let text = documents::put_reading(&test.store, &profile, new.id(), &reading).unwrap();
    let result = SelectionResult {
        stage: Stage::Screening,
        finding: Finding::Pass,
        comment: "Good.".to_owned(),
        reason: None,
        held_on: None,
    };
    let record = HealthRecord { kind: HealthKind::Certificate, text: "Fit.".to_owned() };
    let proposed = ProposedApplication { profile: known.profile.clone(), details: people::details() };
    let notice = (test.cast.notice, Locale::Ja);
    let vacancy = test.cast.vacancy(&who.office);
    let visa = Tag::parse("Visa").unwrap();
    let visa = NewTag { tag: &visa, digest: threads::tags::digest_of(&db, &who.office, &visa).unwrap() };
    let thread = db
        .change(|tx| {
            let mut entries = vec![documents::create(tx, &profile, &new, who.at)?];
            entries.push(documents::set_reading(tx, &profile, new.id(), &reading, text.as_ref())?);
            entries.push(selection_results::create(tx, &results, known.application, &result, who.at)?);
            entries.push(health::create(tx, &health, &record, who.at)?);
            let saiyo::domain::staff::Actor::Staff(staff) = who.actor else { panic!("staff") };
            health::keep_reason(tx, &health, staff, UseReasonCode::VisaApplication, "A visa.")?;
            entries.push(notes::create(tx, &other, "One note.", Some(staff), who.at)?);
            entries.push(notes::create(tx, &other, "Another.", Some(staff), who.at)?);
            let add = TagChange { add: vec![Tag::parse("English").unwrap()], ..TagChange::default() };
            entries.extend(tags::change(tx, &other, &add)?);
            entries.push(tasks::create(tx, &other, "Call back.", who.at.day_in(&jiff::tz::TimeZone::UTC), staff)?);
            let changed = ProfileRecord { languages: "English".to_owned(), ..known.profile.clone() };
            entries.push(candidates::change(tx, &profile, &changed, 1)?);
            entries.push(proposals::create(tx, &profile, ProposalId::new(), vacancy, notice, &proposed, who.at)?);
            let thread = threads::create(tx, &communications, who.at)?;
            entries.extend(threads::tags::add(tx, &communications, thread, &[visa], 1)?);
            entries.push(wrote(tx, &communications, (thread, MessageId::new()), &attached)?);
            let (unwell, said, head) = (MessageId::new(), HealthMessage::default(), MessageHead::default());
            entries.push(wrote(tx, &communications, (thread, unwell), &[])?);
            entries.push(health_messages::keep(tx, (&communications, &health), (unwell, &head), &said, &certificate)?);
            Ok((thread, entries))
        })
        .unwrap();
    let file = attached[0].id;
    Filled { profile, history, results, health, other, communications, document: new.id(), thread, file }
}

/// What somebody wrote, with a file.
fn wrote(
    tx: &mut Db,
    permit: &Permit<Communications>,
    (thread, id): (ThreadId, MessageId),
    files: &[KeptFile],
) -> Result<Entry, StoreError> {
    let head = MessageHead { subject: "A question".to_owned(), ..MessageHead::default() };
    let body = MessageBody { text: "Is it still open?".to_owned(), html: None };
    let new = NewMessage {
        id,
        thread,
        incoming: None,
        direction: Direction::In,
        channel: Channel::Mail,
        automatic: None,
        head: &head,
        body: &body,
        files,
        source_bytes: None,
        staff: None,
        at: permit.caller().at,
        sending: None,
        findings: &[],
    };
    messages::create(tx, permit, &new, None)
}

pub(super) fn receive(test: &TestStore, at: &str) -> Waiting {
    let mut db = test.store.database().unwrap();
    let caller = Caller::public(crate::support::cast::office(at), moment(NOW));
    let incoming = Incoming {
        vacancy: test.cast.vacancy(&caller.office),
        notice: test.cast.notice,
        locale: Locale::En,
        application: ProposedApplication {
            profile: people::profile("Sato", "Minato", "JP"),
            details: people::details(),
        },
        page: None,
        files: vec![
            IncomingFile { name: "a.pdf".to_owned(), content: b"%PDF a".to_vec() },
            IncomingFile { name: "b.pdf".to_owned(), content: b"%PDF b".to_vec() },
        ],
    };
    let id = intakes::receive(&mut db, &caller, &incoming).unwrap();
    Waiting { id, accept: job(JobName::AcceptIntake, at) }
}
