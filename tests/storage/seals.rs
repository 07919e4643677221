//! A sealed value that was moved or damaged with a database shell does not open: it shows as damaged, and the journal
//! says so (PROMISES.md, G3). `SAIYO_TEST_SEED=…` repeats a run; `SAIYO_FIGURES=1` tries ten thousand moves.

use std::collections::BTreeSet;

use saiyo::domain::application::{Finding, SelectionResult, Stage};
use saiyo::domain::category::{ApplicationHistory, Health, Other, Profile, SelectionResult as Results};
use saiyo::domain::document::DocumentKind;
use saiyo::domain::health::{HealthKind, HealthRecord, UseReasonCode};
use saiyo::domain::id::{DocumentId, IntakeId, ProposalId};
use saiyo::domain::locale::Locale;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::{Caller, JobName, Staff};
use saiyo::store::database::Db;
use saiyo::store::documents::Reading;
use saiyo::store::gate::{self, Ask};
use saiyo::store::intakes::{self, Incoming, IncomingFile};
use saiyo::store::journal;
use saiyo::store::permit::{Permit, Unsealed};
use saiyo::store::proposals::ProposedApplication;
use saiyo::store::{
    Database, StoreError, applications, candidates, consents, documents, health, notes, proposals, selection_results,
};

use super::refusals::last_entry;
use crate::support::cast::{caller, job, moment};
use crate::support::services::{self, Random};
use crate::support::sql::Sql;
use crate::support::{NOW, TestStore, people};

/// A holding with something in every sealed column, and the permits to all of it.
struct Filled {
    profile: Permit<Profile>,
    history: Permit<ApplicationHistory>,
    results: Permit<Results>,
    health: Permit<Health>,
    other: Permit<Other>,
    document: DocumentId,
}

/// Something that a public form brought.
struct Waiting {
    id: IntakeId,
    accept: Caller,
}

/// Where a sealed value stands, and through what it is read.
#[derive(Clone, Copy)]
struct Cell {
    table: &'static str,
    column: &'static str,
    key: uuid::Uuid,
    from: From,
}

#[derive(Clone, Copy)]
enum From {
    Holding(usize),
    Intake(usize),
}

/// Every sealed column that the product reads, with the column of its row's id.
const COLUMNS: [(&str, &str, &str); 11] = [
    ("profiles", "record", "holding_id"),
    ("applications", "details", "id"),
    ("selection_results", "record", "id"),
    ("health_records", "record", "id"),
    ("notes", "text", "id"),
    ("proposals", "record", "id"),
    ("documents", "name", "id"),
    ("documents", "text", "id"),
    ("intakes", "record", "id"),
    ("intake_documents", "name", "id"),
    // Nothing reads it yet: its moves are tried as sources only.
    ("use_reasons", "details", "id"),
];

struct Sealed {
    test: TestStore,
    holdings: Vec<Filled>,
    intakes: Vec<Waiting>,
    cells: Vec<Cell>,
}

impl Sealed {
    fn filled(people_per_office: usize) -> Self {
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
    fn find_cells(&self) -> Vec<Cell> {
        let mut sql = self.test.sql();
        let mut cells = Vec::new();
        for (table, column, key) in COLUMNS {
            let owner = match table {
                "intakes" => "id",
                "intake_documents" => "intake_id",
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

    fn value(&self, sql: &mut Db, cell: &Cell) -> Vec<u8> {
        let (table, column, row) = (cell.table, cell.column, row_of(sql, cell));
        sql.bytes(&format!("SELECT {column} AS b FROM {table} WHERE {row}")).remove(0)
    }

    fn put(&self, sql: &mut Db, cell: &Cell, value: &[u8]) {
        let (table, column, row, value) = (cell.table, cell.column, row_of(sql, cell), sql.blob(value));
        sql.run(&format!("UPDATE {table} SET {column} = {value} WHERE {row}")).unwrap();
    }

    /// Puts other bytes into a cell, reads it through the product, and puts its own back.
    fn is_rejected(&self, db: &mut Database, sql: &mut Db, cell: &Cell, bytes: &[u8]) -> bool {
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
    fn damaged(&self, db: &mut Database, cell: &Cell) -> usize {
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
            "notes" => notes::list(db, &of.other).unwrap().iter().map(|one| bad(&one.text)).sum(),
            "proposals" => proposals::list(db, &of.profile).unwrap().iter().map(|one| bad(&one.proposed)).sum(),
            "documents" => {
                let all = documents::list(db, &of.profile).unwrap();
                all.iter().map(|one| bad(&one.name) + one.text.as_ref().map_or(0, bad)).sum()
            }
            table => panic!("nothing reads {table}"),
        }
    }

    /// The cells that the product reads.
    fn targets(&self) -> Vec<Cell> {
        self.cells.iter().copied().filter(|cell| cell.table != "use_reasons").collect()
    }
}

fn row_of(sql: &Db, cell: &Cell) -> String {
    let (_, _, key) = COLUMNS.iter().find(|(table, column, _)| (*table, *column) == (cell.table, cell.column)).unwrap();
    format!("{key} = {}", sql.id(cell.key))
}

fn bad<T>(value: &Unsealed<T>) -> usize {
    usize::from(matches!(value, Unsealed::Damaged))
}

fn fill(test: &TestStore, who: &Staff, number: usize) -> Filled {
    let who = caller(who);
    let known = test.admit(&who, "Tanaka", &format!("Akari{number}"));
    let mut db = test.store.database().unwrap();
    let consent = people::health_consent(false);
    db.change(|tx| Ok((consents::add(tx, known.holding.id, &consent)?, Vec::new()))).unwrap();
    let ask = Ask::change(&who, Purpose::Recruitment);
    let visa = Ask { reason: Some(UseReasonCode::VisaApplication), ..Ask::create(&who, Purpose::Visa) };
    let id = known.holding.id;
    let profile = gate::open::<Profile>(&mut db, &ask, id).unwrap();
    let history = gate::open::<ApplicationHistory>(&mut db, &ask, id).unwrap();
    let results = gate::open::<Results>(&mut db, &ask, id).unwrap();
    let other = gate::open::<Other>(&mut db, &ask, id).unwrap();
    let health = gate::open::<Health>(&mut db, &visa, id).unwrap();
    let new = documents::put(&db, &profile, "cv.pdf", Some(DocumentKind::Pdf), b"%PDF-1.7").unwrap();
    let pages = vec![b"one".to_vec(), b"two".to_vec()];
    let reading = Reading { text: Some("CV".to_owned()), pages, ..Reading::default() };
    let text = documents::put_reading(&db, &profile, new.id(), &reading).unwrap();
    let result = SelectionResult { stage: Stage::Screening, finding: Finding::Pass, comment: "Good.".to_owned() };
    let record = HealthRecord { kind: HealthKind::Certificate, text: "Fit.".to_owned() };
    let proposed = ProposedApplication { profile: known.profile.clone(), details: people::details() };
    let notice = (test.cast.notice, Locale::Ja);
    let vacancy = test.cast.vacancy(&who.office);
    db.change(|tx| {
        let mut entries = vec![documents::create(tx, &profile, &new, who.at)?];
        entries.push(documents::set_reading(tx, &profile, new.id(), &reading, text.as_ref())?);
        entries.push(selection_results::create(tx, &results, known.application, &result, who.at)?);
        entries.push(health::create(tx, &health, &record, who.at)?);
        let saiyo::domain::staff::Actor::Staff(staff) = who.actor else { panic!("staff") };
        health::keep_reason(tx, &health, staff, UseReasonCode::VisaApplication, "A visa.")?;
        entries.push(notes::create(tx, &other, "One note.", Some(staff), who.at)?);
        entries.push(notes::create(tx, &other, "Another.", Some(staff), who.at)?);
        entries.push(proposals::create(tx, &profile, ProposalId::new(), vacancy, notice, &proposed, who.at)?);
        Ok(((), entries))
    })
    .unwrap();
    Filled { profile, history, results, health, other, document: new.id() }
}

fn receive(test: &TestStore, at: &str) -> Waiting {
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
        files: vec![
            IncomingFile { name: "a.pdf".to_owned(), content: b"%PDF a".to_vec() },
            IncomingFile { name: "b.pdf".to_owned(), content: b"%PDF b".to_vec() },
        ],
    };
    let id = intakes::receive(&mut db, &caller, &incoming).unwrap();
    Waiting { id, accept: job(JobName::AcceptIntake, at) }
}

#[test]
fn a_sealed_value_moved_to_any_other_place_does_not_open() {
    let (each_office, moves) = if services::figures_wanted() { (5, 10_000) } else { (2, 1_000) };
    let sealed = Sealed::filled(each_office);
    let (mut db, mut sql) = (sealed.test.store.database().unwrap(), sealed.test.sql());
    let targets = sealed.targets();
    for target in &targets {
        assert_eq!(sealed.damaged(&mut db, target), 0, "{}.{} opens where it belongs", target.table, target.column);
    }
    let mut random = Random::new(services::seed("seals"));
    // Every pair of columns at least once, then any pair of values.
    let mut pairs: Vec<(Cell, Cell)> = Vec::new();
    for (table, column, _) in COLUMNS {
        let of: Vec<&Cell> = sealed.cells.iter().filter(|cell| (cell.table, cell.column) == (table, column)).collect();
        for (table, column, _) in &COLUMNS[..10] {
            let to: Vec<&Cell> = targets.iter().filter(|cell| (cell.table, cell.column) == (*table, *column)).collect();
            pairs.push((**random.pick(&of), **random.pick(&to)));
        }
    }
    while pairs.len() < moves {
        pairs.push((*random.pick(&sealed.cells), *random.pick(&targets)));
    }
    let (mut tried, mut columns) = (0, BTreeSet::new());
    for (from, to) in pairs {
        if (from.table, from.column, from.key) == (to.table, to.column, to.key) {
            continue;
        }
        let moved = sealed.value(&mut sql, &from);
        let what = format!("{}.{} to {}.{}", from.table, from.column, to.table, to.column);
        assert!(sealed.is_rejected(&mut db, &mut sql, &to, &moved), "{what} was not rejected");
        tried += 1;
        columns.insert(what);
    }
    for target in &targets {
        assert_eq!(sealed.damaged(&mut db, target), 0);
    }
    eprintln!("figure: {tried} of {tried} moves rejected, over {} pairs of columns", columns.len());
}

#[test]
fn a_sealed_value_with_any_bit_turned_or_cut_short_does_not_open() {
    let sealed = Sealed::filled(1);
    let (mut db, mut sql) = (sealed.test.store.database().unwrap(), sealed.test.sql());
    let mut random = Random::new(services::seed("bits"));
    let every = services::figures_wanted();
    let mut tried = 0;
    for (table, column, _) in &COLUMNS[..10] {
        let cell = *sealed.cells.iter().find(|cell| (cell.table, cell.column) == (*table, *column)).unwrap();
        let own = sealed.value(&mut sql, &cell);
        let bits: Vec<usize> =
            if every { (0..own.len() * 8).collect() } else { (0..60).map(|_| random.below(own.len() * 8)).collect() };
        let cuts = (0..12).map(|_| own[..random.below(own.len())].to_vec());
        let flips = bits.into_iter().map(|bit| {
            let mut turned = own.clone();
            turned[bit / 8] ^= 1 << (bit % 8);
            turned
        });
        for bytes in flips.chain(cuts).chain([Vec::new(), [&own[..], &[0]].concat()]) {
            assert!(sealed.is_rejected(&mut db, &mut sql, &cell, &bytes), "{table}.{column} opened");
            tried += 1;
        }
    }
    eprintln!("figure: {tried} of {tried} damaged values rejected");
}

#[test]
fn a_sealed_file_moved_to_any_other_place_does_not_open() {
    let sealed = Sealed::filled(1);
    let mut db = sealed.test.store.database().unwrap();
    let blobs = sealed.test.store.blobs();
    let files = blobs.list().unwrap();
    assert_eq!(files.len(), 3 * 3 + 3 * 2);
    let mut tried = 0;
    for of in &sealed.holdings {
        for (number, part) in ["original", "page-1", "page-2"].into_iter().enumerate() {
            let id = of.document.uuid();
            let own = blobs.get(id, part).unwrap();
            for (other, other_part) in files.iter().filter(|file| **file != (id, part.to_owned())) {
                blobs.put(id, part, blobs.get(*other, other_part).unwrap()).unwrap();
                let opened = match number {
                    0 => documents::original(&mut db, &of.profile, of.document),
                    page => documents::page(&mut db, &of.profile, of.document, page),
                };
                assert!(matches!(opened, Err(StoreError::Unopened("documents"))), "{other_part} as {part}");
                assert_eq!(last_entry(&sealed.test).outcome, "unopened");
                tried += 1;
            }
            blobs.put(id, part, own).unwrap();
        }
    }
    eprintln!("figure: {tried} of {tried} moved files rejected");
}

#[test]
fn a_row_given_to_another_person_or_office_does_not_open() {
    let sealed = Sealed::filled(1);
    let (mut db, mut sql) = (sealed.test.store.database().unwrap(), sealed.test.sql());
    let [tokyo, singapore, _] = &sealed.holdings[..] else { panic!("three") };
    let [from, to] = [tokyo, singapore].map(|of| sql.id(of.profile.holding().id.uuid()));
    for table in ["selection_results", "notes", "proposals", "documents", "health_records"] {
        sql.run(&format!("UPDATE {table} SET holding_id = {to} WHERE holding_id = {from}")).unwrap();
    }
    let damaged = [
        selection_results::list(&mut db, &singapore.results).unwrap().iter().map(|one| bad(&one.result)).sum::<usize>(),
        notes::list(&mut db, &singapore.other).unwrap().iter().map(|one| bad(&one.text)).sum(),
        proposals::list(&mut db, &singapore.profile).unwrap().iter().map(|one| bad(&one.proposed)).sum(),
        documents::list(&mut db, &singapore.profile).unwrap().iter().map(|one| bad(&one.name)).sum(),
        health::list(&mut db, &singapore.health).unwrap().iter().map(|one| bad(&one.record)).sum(),
    ];
    assert_eq!(damaged, [1, 2, 1, 1, 1]);
    assert!(notes::list(&mut db, &tokyo.other).unwrap().is_empty());
    let unopened = journal::stretch(&mut sql, 0, 100_000).unwrap();
    assert!(unopened.iter().filter(|row| row.outcome == "unopened").count() >= 6);
}

#[test]
fn a_wrapped_key_given_to_another_grant_does_not_open() {
    let sealed = Sealed::filled(1);
    let mut keyring = sealed.test.keyring_sql();
    let mut db = sealed.test.store.database().unwrap();
    let rin = caller(&sealed.test.cast.rin);
    let holding = sealed.holdings[0].profile.holding().clone();
    let live = saiyo::store::grants::live(&mut sealed.test.sql(), holding.id, &holding.office).unwrap();
    let (_, profile) = live.iter().find(|(category, _)| category.as_str() == "profile").unwrap();
    let id = keyring.id(profile.uuid());
    let others = keyring.bytes(&format!("SELECT wrapped AS b FROM wrapped_keys WHERE grant_id <> {id}"));
    assert!(others.len() >= 14);
    for other in others {
        let other = keyring.blob(&other);
        keyring.run(&format!("UPDATE wrapped_keys SET wrapped = {other} WHERE grant_id = {id}")).unwrap();
        let opened = gate::open::<Profile>(&mut db, &Ask::read(&rin, Purpose::Recruitment), holding.id);
        assert!(matches!(opened, Err(StoreError::Unopened("grants"))));
    }
}
