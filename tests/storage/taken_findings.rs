//! What a mail leads to: an application of whom it is filed with, and the record of receipt of what an agent gave.

use saiyo::domain::application::{Source, Stage};
use saiyo::domain::category::{ApplicationHistory, CategoryId, Communications, Profile};
use saiyo::domain::disclosure::{ReceiptWords, ThirdPartyKind};
use saiyo::domain::id::{MessageFileId, MessageId, ReceiptRecordId, VacancyId};
use saiyo::domain::locale::Locale;
use saiyo::domain::message::{Channel, Direction, Finding, FindingState, MailAddress, MessageBody, MessageHead};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::Caller;
use saiyo::domain::time::Ts;
use saiyo::law::access::Verb;
use saiyo::store::applications::{self, ShownApplication};
use saiyo::store::documents::{self, ShownDocument};
use saiyo::store::gate::{self, Ask};
use saiyo::store::messages::{self, NewFile, NewMessage};
use saiyo::store::permit::Permit;
use saiyo::store::receipt_records::{self, ShownReceipt};
use saiyo::store::{StoreError, candidates, notices, threads};
use saiyo::workflows::keep_disclosures::{Party, Received};
use saiyo::workflows::take_finding::application::{self, Wanted};
use saiyo::workflows::take_finding::{Place, receipt};
use saiyo::workflows::{WorkflowError, tend_threads};

use super::tags::suspend;
use crate::support::cast::{caller, country, day, moment};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TODAY, TestStore, on_both_databases};

const PDF: &[u8] = b"%PDF-1.7 nothing follows";

/// Some minutes before now.
fn came_at() -> Ts {
    moment(NOW).plus_seconds(-600)
}

fn permit(test: &TestStore, known: &Admitted) -> Permit<Communications> {
    let rin = caller(&test.cast.rin);
    let mut db = test.store.database().unwrap();
    gate::open(&mut db, &Ask::change(&rin, Purpose::Recruitment), known.holding.id).unwrap()
}

/// A mail with a CV and a picture, filed with somebody.
fn arrived(test: &TestStore, known: &Admitted, from: (&str, &str), findings: &[Finding]) -> Place {
    let permit = permit(test, known);
    let files = [
        NewFile { name: "cv.pdf", content_type: "application/pdf", content: PDF },
        NewFile { name: "logo.png", content_type: "image/png", content: b"\x89PNG" },
    ];
    let files = messages::put_files(&test.store, &permit, &files).unwrap();
    let from = MailAddress { name: from.0.to_owned(), address: from.1.to_owned() };
    let head = MessageHead { from: Some(from), subject: "Application: Engineer".to_owned(), ..MessageHead::default() };
    let body = MessageBody { text: "My CV is attached. Call +81 90 1111 2222.".to_owned(), html: None };
    let id = MessageId::new();
    let write = test.store.database().unwrap().change(|tx| {
        let thread = threads::create(tx, &permit, came_at())?;
        let new = NewMessage {
            id,
            thread,
            incoming: None,
            direction: Direction::In,
            channel: Channel::Mail,
            automatic: None,
            head: &head,
            body: &body,
            files: &files,
            source_bytes: None,
            staff: None,
            at: came_at(),
            sending: None,
            findings,
        };
        let entry = messages::create(tx, &permit, &new, None)?;
        threads::touch(tx, &permit, thread, Direction::In, came_at())?;
        Ok((thread, vec![entry]))
    });
    (write.unwrap(), id)
}

/// The mail of somebody who applies for themselves.
fn applies(test: &TestStore, known: &Admitted) -> Place {
    arrived(test, known, ("Akari Tanaka", known.profile.email.as_str()), &[Finding::Application])
}

fn begin(test: &TestStore, by: &Caller, place: Place) -> Result<application::Begun, WorkflowError> {
    application::begin(&mut test.store.database().unwrap(), by, place)
}

/// Makes an application of a mail.
fn make(
    test: &TestStore,
    by: &Caller,
    place: Place,
    (vacancy, files, was_open): (VacancyId, &[MessageFileId], bool),
) -> Result<(), WorkflowError> {
    let notice = test.store.database().unwrap().read(|db| notices::read(db, test.cast.notice)).unwrap();
    let wanted = Wanted { vacancy, source: Source::Agent, notice: (&notice, Locale::En), files, was_open };
    application::make(&test.store, by, place, &wanted).map(drop)
}

fn applied(test: &TestStore, known: &Admitted) -> Vec<ShownApplication> {
    let rin = caller(&test.cast.rin);
    let mut db = test.store.database().unwrap();
    let ask = Ask::read(&rin, Purpose::Recruitment);
    let permit = gate::open::<ApplicationHistory>(&mut db, &ask, known.holding.id).unwrap();
    applications::list(&mut db, &permit).unwrap()
}

fn documents(test: &TestStore, known: &Admitted) -> Vec<ShownDocument> {
    let rin = caller(&test.cast.rin);
    let mut db = test.store.database().unwrap();
    let ask = Ask::read(&rin, Purpose::Recruitment);
    let permit = gate::open::<Profile>(&mut db, &ask, known.holding.id).unwrap();
    assert_eq!(candidates::read(&mut db, &permit).unwrap().record, known.profile, "a mail changes no profile");
    documents::list(&mut db, &permit).unwrap()
}

fn states(test: &TestStore, known: &Admitted, place: Place) -> Vec<FindingState> {
    let permit = permit(test, known);
    let shown = messages::of_thread(&mut test.store.database().unwrap(), &permit, place.0).unwrap().remove(0);
    shown.findings.iter().map(|found| found.state).collect()
}

fn count(test: &TestStore, table: &str) -> i64 {
    test.sql().number(&format!("SELECT count(*) AS n FROM {table}"))
}

/// The rule that refuses something.
fn rule<T: std::fmt::Debug>(result: Result<T, WorkflowError>) -> String {
    match result {
        Err(WorkflowError::Store(StoreError::Refused(refusal))) => refusal.rule,
        other => panic!("was not refused: {other:?}"),
    }
}

/// Whether something does not exist for whoever asks.
fn is_hidden<T>(result: &Result<T, WorkflowError>) -> bool {
    match result {
        Err(WorkflowError::Store(StoreError::NotFound)) => true,
        Err(WorkflowError::Store(StoreError::Refused(refusal))) => refusal.by_role,
        _ => false,
    }
}

fn is_taken<T>(result: &Result<T, WorkflowError>, what: &str) -> bool {
    matches!(result, Err(WorkflowError::Store(StoreError::Taken(taken))) if *taken == what)
}

fn is_stale<T>(result: &Result<T, WorkflowError>) -> bool {
    matches!(result, Err(WorkflowError::Store(StoreError::Stale)))
}

/// What somebody records about a receipt from an agency.
fn received() -> Received {
    let from =
        Party::Named { name: "Minato Agency K.K.".to_owned(), kind: ThirdPartyKind::Agent, country: country("JP") };
    let words = ReceiptWords { how_obtained: "Registered with them.".to_owned(), ..ReceiptWords::default() };
    Received { from, on: day(TODAY), categories: vec![CategoryId::Profile], words }
}

fn record(
    test: &TestStore,
    by: &Caller,
    place: Place,
    (id, was_open): (ReceiptRecordId, bool),
) -> Result<(), WorkflowError> {
    let received = received();
    let wanted = receipt::Wanted { id, received: &received, was_open };
    receipt::record(&mut test.store.database().unwrap(), by, place, &wanted).map(drop)
}

fn receipts(test: &TestStore, known: &Admitted) -> Vec<ShownReceipt> {
    let rin = caller(&test.cast.rin);
    let mut db = test.store.database().unwrap();
    let ask = Ask { verb: Verb::Record, ..Ask::read(&rin, Purpose::Recruitment) };
    let permit = gate::open::<Profile>(&mut db, &ask, known.holding.id).unwrap();
    receipt_records::list(&mut db, &permit).unwrap()
}

on_both_databases! {
    fn a_mail_of_whoever_wrote_becomes_an_application_with_its_files(test) {
        let (known, rin) = (test.correspondent("JP", "Tanaka", "Akari"), caller(&test.cast.rin));
        let place = applies(test, &known);
        let begun = begin(test, &rin, place).unwrap();
        assert_eq!((begun.vacancy, begun.source), (Some(test.cast.vacancies[0]), Source::Staff));
        assert_eq!((begun.vacancies.len(), begun.known.len(), begun.documents.len()), (1, 0, 1), "one of this office");
        assert!(begun.is_open && !begun.is_about_another && begun.notice.is_some());
        assert_eq!(begun.documents, [begun.message.files[0].id], "the picture is no document");
        assert_eq!(count(test, "applications"), 0, "to look makes nothing");

        make(test, &rin, place, (test.cast.vacancies[0], &begun.documents, true)).unwrap();
        let made = applied(test, &known).remove(0).application;
        assert_eq!((made.source, made.notice, made.stage), (Source::Agent, Some(test.cast.notice), Stage::Received));
        assert_eq!((made.received_at, made.vacancy), (came_at(), test.cast.vacancies[0]));
        let kept = documents(test, &known);
        let names: Vec<&str> = kept.iter().map(|file| file.name.value().unwrap().as_str()).collect();
        assert_eq!(names, ["cv.pdf"]);
        assert_eq!(kept[0].document.bytes, PDF.len() as i64);
        assert_eq!(states(test, &known, place), [FindingState::Taken]);
        assert_eq!(begin(test, &rin, place).unwrap().known.len(), 1);
    }

    fn nobody_applies_twice_to_a_vacancy_before_the_first_has_ended(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let (place, vacancy) = (applies(test, &known), test.cast.vacancies[0]);
        assert!(is_taken(&make(test, &rin, place, (vacancy, &[], true)), "application"));
        assert_eq!((applied(test, &known).len(), states(test, &known, place)), (1, vec![FindingState::Open]));
        let mut db = test.store.database().unwrap();
        let ask = Ask::change(&rin, Purpose::Recruitment);
        let history = gate::open::<ApplicationHistory>(&mut db, &ask, known.holding.id).unwrap();
        let today = day(TODAY);
        db.change(|tx| {
            let moved = applications::move_to(tx, &history, known.application, Stage::Refused, 1, rin.at, today)?;
            Ok(((), vec![moved]))
        })
        .unwrap();
        drop(db);
        make(test, &rin, place, (vacancy, &[], true)).unwrap();
        let again = make(test, &rin, place, (vacancy, &[], true));
        assert!(is_taken(&again, "application"), "the same form twice: {again:?}");
        assert_eq!(applied(test, &known).len(), 2);
    }

    fn whoever_saw_the_finding_open_is_told_that_somebody_decided(test) {
        let (known, rin) = (test.correspondent("JP", "Tanaka", "Akari"), caller(&test.cast.rin));
        let (place, vacancy) = (applies(test, &known), test.cast.vacancies[0]);
        let finding = begin(test, &rin, place).unwrap().message.findings[0].id;
        tend_threads::decide_finding(&test.store, &rin, place.0, finding, true).unwrap();
        assert!(is_stale(&make(test, &rin, place, (vacancy, &[], true))));
        assert_eq!((count(test, "applications"), count(test, "documents")), (0, 0));
        make(test, &rin, place, (vacancy, &[], false)).unwrap();
        assert_eq!(count(test, "applications"), 1, "what was taken may become one");
        let dismissed = applies(test, &known);
        let finding = begin(test, &rin, dismissed).unwrap().message.findings[0].id;
        tend_threads::decide_finding(&test.store, &rin, dismissed.0, finding, false).unwrap();
        assert!(is_hidden(&begin(test, &rin, dismissed)), "what is none leads nowhere");
    }

    fn no_file_of_a_mail_that_seems_to_speak_of_health_becomes_a_document(test) {
        let (known, rin) = (test.correspondent("JP", "Tanaka", "Akari"), caller(&test.cast.rin));
        let from = ("Akari Tanaka", known.profile.email.as_str());
        let place = arrived(test, &known, from, &[Finding::Application, Finding::Health]);
        let begun = begin(test, &rin, place).unwrap();
        assert!(begun.speaks_of_health && begun.documents.is_empty());
        let (vacancy, file) = (test.cast.vacancies[0], begun.message.files[0].id);
        assert!(is_stale(&make(test, &rin, place, (vacancy, &[file], true))));
        assert_eq!((count(test, "applications"), count(test, "documents")), (0, 0));
        let of_health = begun.message.findings.iter().find(|it| it.finding == Finding::Health).unwrap().id;
        tend_threads::decide_finding(&test.store, &rin, place.0, of_health, false).unwrap();
        make(test, &rin, place, (vacancy, &[file], true)).unwrap();
        assert_eq!(documents(test, &known).len(), 1, "a person said that it is none");
    }

    fn an_application_has_files_of_its_message_and_a_vacancy_of_its_office(test) {
        let (known, rin) = (test.correspondent("JP", "Tanaka", "Akari"), caller(&test.cast.rin));
        let (place, other) = (applies(test, &known), applies(test, &known));
        let foreign = [begin(test, &rin, other).unwrap().documents[0]];
        assert!(is_hidden(&make(test, &rin, place, (test.cast.vacancies[0], &foreign, true))));
        assert!(is_taken(&make(test, &rin, place, (test.cast.vacancies[1], &[], true)), "vacancy"));
        assert!(is_taken(&make(test, &rin, place, (VacancyId::new(), &[], true)), "vacancy"));
        let elsewhere = (other.0, place.1);
        assert!(is_hidden(&begin(test, &rin, elsewhere)), "not in this thread");
        assert_eq!((count(test, "applications"), count(test, "documents")), (0, 0));
    }

    fn nobody_else_makes_anything_of_a_mail(test) {
        let (rin, cast) = (caller(&test.cast.rin), &test.cast);
        let known = test.admit(&rin, "Tanaka", "Akari");
        test.assign(&rin, &known, cast.manager.id);
        let address = "info@minato.example";
        let place = arrived(test, &known, ("Minato Agency", address), &[Finding::Agent, Finding::Application]);
        let before = count(test, "applications");
        for person in [&cast.manager, &cast.analyst, &cast.administrator, &cast.wei] {
            let by = caller(person);
            assert!(is_hidden(&begin(test, &by, place)), "{}", person.name);
            assert!(is_hidden(&make(test, &by, place, (cast.vacancies[0], &[], true))), "{}", person.name);
            let begun = receipt::begin(&mut test.store.database().unwrap(), &by, place);
            assert!(is_hidden(&begun), "{}", person.name);
            assert!(is_hidden(&record(test, &by, place, (ReceiptRecordId::new(), true))), "{}", person.name);
        }
        assert!(make(test, &caller(&cast.officer), place, (cast.vacancies[0], &[], true)).is_err());
        assert_eq!((count(test, "applications"), count(test, "receipt_records")), (before, 0));
        assert_eq!(states(test, &known, place), [FindingState::Open, FindingState::Open]);
    }

    fn nothing_is_made_of_the_mail_of_whoever_stopped_the_use(test) {
        let (known, rin) = (test.correspondent("JP", "Tanaka", "Akari"), caller(&test.cast.rin));
        let findings = [Finding::Agent, Finding::Application];
        let place = arrived(test, &known, ("Minato Agency", "info@minato.example"), &findings);
        suspend(test, &known);
        assert_eq!(rule(begin(test, &rin, place)), "GATE-SUSPENDED");
        assert_eq!(rule(make(test, &rin, place, (test.cast.vacancies[0], &[], true))), "GATE-SUSPENDED");
        assert_eq!(rule(record(test, &rin, place, (ReceiptRecordId::new(), true))), "GATE-SUSPENDED");
        assert_eq!((count(test, "applications"), count(test, "receipt_records")), (0, 0));
    }

    fn the_receipt_of_what_an_agent_sent_is_recorded_once_and_the_agent_is_known_again(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let from = ("Ken Mori (Minato Agency)", "ken@mail.example.org");
        let place = arrived(test, &known, from, &[Finding::Agent, Finding::Application]);
        let begun = receipt::begin(&mut test.store.database().unwrap(), &rin, place).unwrap();
        assert_eq!((begun.kind, begun.came_on, begun.party), (ThirdPartyKind::Agent, day(TODAY), None));
        assert_eq!((begun.sender.name.as_str(), begun.candidate), (from.0, known.holding.candidate));

        let form = (ReceiptRecordId::new(), begun.is_open);
        for _ in 0..2 {
            record(test, &rin, place, form).unwrap();
        }
        let shown = receipts(test, &known);
        assert_eq!((shown.len(), shown[0].receipt.from.name.as_str()), (1, "Minato Agency K.K."));
        assert_eq!(shown[0].words.value().unwrap().how_obtained, "Registered with them.");
        assert_eq!(states(test, &known, place), [FindingState::Taken, FindingState::Open], "one is not the other");
        let overtaken = record(test, &rin, place, (ReceiptRecordId::new(), true));
        assert!(is_stale(&overtaken) && receipts(test, &known).len() == 1, "{overtaken:?}");

        let next = arrived(test, &known, from, &[Finding::Service]);
        let begun = receipt::begin(&mut test.store.database().unwrap(), &rin, next).unwrap();
        assert_eq!((begun.kind, begun.party), (ThirdPartyKind::RecruitmentService, Some(shown[0].receipt.from.id)));
        let applies = applies(test, &known);
        let none = receipt::begin(&mut test.store.database().unwrap(), &rin, applies);
        assert!(is_hidden(&none), "whoever writes for themselves gave nothing of others");
    }
}
