//! What a mail says about somebody's health is sealed under health as soon as a person says so, or stays where it is.

use saiyo::domain::category::{CategoryId, Communications, Health};
use saiyo::domain::disclosure::Ground;
use saiyo::domain::health::{HealthMessage, UseReasonCode};
use saiyo::domain::id::{MessageFindingId, MessageId};
use saiyo::domain::letter::LetterFault;
use saiyo::domain::message::{Channel, Direction, Finding, FindingState, Folder, MessageBody, MessageHead, Sending};
use saiyo::domain::office::OfficeCode;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::Caller;
use saiyo::domain::time::Ts;
use saiyo::law::access::Verb;
use saiyo::mail::Mailer;
use saiyo::mail::pace::Pace;
use saiyo::store::gate::{self, Ask};
use saiyo::store::messages::{self, NewMessage, ShownMessage};
use saiyo::store::permit::{Permit, Unsealed};
use saiyo::store::{StoreError, consents, health, health_messages};
use saiyo::workflows::keep_health_messages::QUOTATION;
use saiyo::workflows::send_messages::{self, Post};
use saiyo::workflows::sweep::{Limit, Moments, sweep_files};
use saiyo::workflows::write_message::{self, UNDO};
use saiyo::workflows::{WorkflowError, keep_disclosures, keep_health_messages, read_message, tend_threads};
use saiyo::workflows::{open_health, read_inbox};

use super::directories::directories;
use super::disclosures;
use super::refusals::last_entry;
use crate::support::arrived::address;
use crate::support::cast::{caller, country, moment};
use crate::support::sql::Sql;
use crate::support::unwell::{CERTIFICATE, SOURCE, TEXT, Unwell};
use crate::support::{Admitted, NOW, TestStore, on_both_databases, people};

const REASON: UseReasonCode = UseReasonCode::VisaApplication;
/// An answer that quotes the mail, which has no Message-ID.
const QUOTING: &str = "Get well.\n\n> Unwell-Text\n";

/// Somebody of Tokyo with a mail about their health, and who reads it.
fn received(test: &TestStore) -> (Admitted, Caller, Unwell) {
    let rin = caller(&test.cast.rin);
    let known = test.admit(&rin, "Tanaka", "Akari");
    let unwell = test.unwell(&rin, &known);
    (known, rin, unwell)
}

fn consent(test: &TestStore, by: &Caller, known: &Admitted) {
    let consent = people::health_consent(false);
    let mut db = test.store.database().unwrap();
    db.change(|tx| Ok(((), vec![consents::add(tx, by, known.holding.id, &consent)?]))).unwrap();
}

fn take(test: &TestStore, by: &Caller, unwell: &Unwell, purpose: Purpose) -> Result<(), WorkflowError> {
    keep_health_messages::take(&test.store, by, unwell.thread, unwell.finding, purpose)
}

fn correspondence(test: &TestStore, by: &Caller, known: &Admitted) -> Permit<Communications> {
    let mut db = test.store.database().unwrap();
    gate::open(&mut db, &Ask::read(by, Purpose::Recruitment), known.holding.id).unwrap()
}

fn health_of(test: &TestStore, by: &Caller, known: &Admitted) -> Permit<Health> {
    let ask = Ask { caller: by, verb: Verb::Read, purpose: Purpose::Visa, reason: Some(REASON.into()) };
    gate::open(&mut test.store.database().unwrap(), &ask, known.holding.id).unwrap()
}

/// The mail as those who read messages see it.
fn shown(test: &TestStore, by: &Caller, known: &Admitted, unwell: &Unwell) -> ShownMessage {
    let permit = correspondence(test, by, known);
    messages::of_thread(&mut test.store.database().unwrap(), &permit, unwell.thread).unwrap().remove(0)
}

/// The parts of the file store, in order.
fn parts(test: &TestStore) -> Vec<String> {
    let mut parts: Vec<String> = test.store.blobs().list().unwrap().into_iter().map(|(_, part)| part).collect();
    parts.sort();
    parts
}

/// Fails unless everything is where it was.
fn is_untouched(test: &TestStore, by: &Caller, known: &Admitted, unwell: &Unwell) {
    let message = shown(test, by, known, unwell);
    assert!(matches!(&message.body, Unsealed::Value(body) if body.text == TEXT && body.html.is_some()));
    assert!(!message.is_health && message.findings.iter().all(|it| it.state == FindingState::Open));
    let permit = correspondence(test, by, known);
    let mut db = test.store.database().unwrap();
    assert_eq!(messages::source(&mut db, &permit, unwell.message).unwrap().as_slice(), SOURCE);
    assert_eq!(messages::file(&mut db, &permit, unwell.file).unwrap().1.as_slice(), CERTIFICATE);
    assert!(!health::exist(&mut db, known.holding.id).unwrap());
}

/// Fails unless all of it opens with the health key, and nothing with that of communications.
fn is_moved(test: &TestStore, by: &Caller, known: &Admitted, unwell: &Unwell) {
    let message = shown(test, by, known, unwell);
    assert!(message.is_health && message.files.is_empty() && message.source_bytes.is_none());
    assert!(matches!(&message.body, Unsealed::Value(body) if *body == MessageBody::default()));
    let theirs = address(known.profile.email.as_str());
    assert!(
        matches!(&message.head, Unsealed::Value(head) if head.subject.is_empty() && head.from.as_ref() == Some(&theirs))
    );
    let permit = correspondence(test, by, known);
    let mut db = test.store.database().unwrap();
    assert!(matches!(messages::source(&mut db, &permit, unwell.message), Err(StoreError::NotFound)));
    assert!(matches!(messages::file(&mut db, &permit, unwell.file), Err(StoreError::NotFound)));
    let health = health_of(test, by, known);
    let kept = health_messages::list(&mut db, &health).unwrap().remove(0);
    let body = MessageBody { text: TEXT.to_owned(), html: Some(format!("<p>{TEXT}</p>")) };
    let said = HealthMessage { subject: "Unwell-Subject".to_owned(), body };
    assert!(matches!(&kept.said, Unsealed::Value(value) if *value == said));
    assert_eq!((kept.message, kept.at, kept.files.len()), (unwell.message, message.at, 1));
    let file = &kept.files[0];
    assert!(matches!(&file.name, Unsealed::Value(name) if name == "Unwell-File.pdf"));
    assert_eq!((file.content_type.as_str(), file.bytes), ("application/pdf", message_bytes(CERTIFICATE)));
    assert_eq!(health_messages::file(&mut db, &health, file.id).unwrap().1.as_slice(), CERTIFICATE);
    let source = kept.source.unwrap().id;
    assert_eq!(health_messages::file(&mut db, &health, source).unwrap().1.as_slice(), SOURCE);
}

/// A message of ours in the thread of the mail, a second after it.
fn ours(
    test: &TestStore,
    by: &Caller,
    (known, unwell): (&Admitted, &Unwell),
    (sending, forwards): (Sending, Option<MessageId>),
    text: &str,
) -> MessageId {
    let permit = correspondence(test, by, known);
    let to = vec![address(known.profile.email.as_str())];
    let head = MessageHead { to, subject: "Get-Well".to_owned(), forwards, ..MessageHead::default() };
    let body = MessageBody { text: text.to_owned(), html: None };
    let at = by.at.plus_seconds(1);
    let new = NewMessage {
        id: MessageId::new(),
        thread: unwell.thread,
        incoming: None,
        direction: Direction::Out,
        channel: Channel::Mail,
        automatic: None,
        head: &head,
        body: &body,
        files: &[],
        source_bytes: None,
        staff: by.staff_id(),
        at,
        sending: Some((sending, (sending == Sending::Queued).then_some(at))),
        findings: &[],
    };
    let mut db = test.store.database().unwrap();
    db.change(|tx| Ok((new.id, vec![messages::create(tx, &permit, &new, None)?]))).unwrap()
}

/// A message of ours as those who read messages see it.
fn one(test: &TestStore, by: &Caller, (known, unwell): (&Admitted, &Unwell), id: MessageId) -> ShownMessage {
    let permit = correspondence(test, by, known);
    messages::one(&mut test.store.database().unwrap(), &permit, unwell.thread, id).unwrap()
}

/// Sends what waits once it can be taken back no more.
fn send_waiting(test: &TestStore, at: Ts) {
    let folder = test.folder().join("letters");
    let mailer = Mailer::new(&format!("file:{}", folder.display()), "jobs@saiyo.example").unwrap();
    let (senders, pace) = (|_: &OfficeCode| None, Pace::default());
    let post = Post { mailer: &mailer, senders: &senders, pace: &pace };
    assert_eq!(send_messages::send_waiting(&test.store, post, || at).unwrap(), 1);
}

fn message_bytes(content: &[u8]) -> i64 {
    i64::try_from(content.len()).unwrap()
}

fn rule_of(result: Result<(), WorkflowError>) -> String {
    match result {
        Err(WorkflowError::Store(StoreError::Refused(refusal))) => refusal.rule,
        other => panic!("was not refused: {other:?}"),
    }
}

fn is_not_found<T>(result: &Result<T, WorkflowError>) -> bool {
    matches!(result, Err(WorkflowError::Store(StoreError::NotFound)))
}

/// Sweeps the files at two moments a day apart, long after they were made; how many went.
fn swept(test: &TestStore) -> i64 {
    let at = |hours: i64| Moments::at(moment("2030-01-01T00:00:00Z").plus_seconds(hours * 60 * 60));
    let sweep = |hours| sweep_files(&mut test.store.database().unwrap(), &at(hours), Limit::Few).unwrap().unwrap();
    assert_eq!(sweep(0).removed, 0);
    sweep(25).removed
}

on_both_databases! {
    fn what_is_taken_for_health_data_opens_with_the_health_key_alone(test) {
        let (known, rin, unwell) = received(test);
        consent(test, &rin, &known);
        assert_eq!(parts(test), ["file", "source"]);
        take(test, &rin, &unwell, Purpose::Visa).unwrap();
        let last = last_entry(test);
        assert_eq!(last.subject, format!("health_message:{}", unwell.message));
        assert_eq!((last.category, last.holding_id), (Some(CategoryId::Health), Some(known.holding.id)));
        is_moved(test, &rin, &known, &unwell);
        assert_eq!(parts(test), ["health", "health"], "nothing is left of what communications opened");
        let states: Vec<_> = shown(test, &rin, &known, &unwell).findings.iter().map(|it| (it.id, it.state)).collect();
        assert!(states.contains(&(unwell.finding, FindingState::Taken)));
        assert!(states.contains(&(unwell.other, FindingState::Open)), "a request in it is still to be answered");
        let mut db = test.store.database().unwrap();
        assert!(health::exist(&mut db, known.holding.id).unwrap());
        assert!(is_not_found(&read_message::html(&mut db, &rin, unwell.thread, unwell.message)));
        assert!(is_not_found(&read_message::source(&mut db, &rin, unwell.thread, unwell.message)));
        assert!(is_not_found(&read_message::file(&mut db, &rin, unwell.thread, unwell.file)));
    }

    fn what_the_law_refuses_leaves_everything_as_it_was_and_can_be_tried_again(test) {
        let (known, rin, unwell) = received(test);
        assert_eq!(rule_of(take(test, &rin, &unwell, Purpose::Visa)), "GATE-HEALTH-CONSENT");
        is_untouched(test, &rin, &known, &unwell);
        consent(test, &rin, &known);
        // Without a purpose of its own it is that of recruitment, where the need is confirmed first.
        let taken = tend_threads::decide_finding(&test.store, &rin, unwell.thread, unwell.finding, true);
        assert_eq!(rule_of(taken), "REVIEW-HEALTH-SELECTION");
        is_untouched(test, &rin, &known, &unwell);
        assert_eq!(parts(test), ["file", "source"]);
        let mut db = test.store.database().unwrap();
        db.change(|tx| Ok((health::confirm_need(tx, known.holding.id, None, moment(NOW))?, Vec::new()))).unwrap();
        drop(db);
        tend_threads::decide_finding(&test.store, &rin, unwell.thread, unwell.finding, true).unwrap();
        is_moved(test, &rin, &known, &unwell);
    }

    fn what_says_it_again_and_may_still_go_keeps_it_back(test) {
        let (known, rin, unwell) = received(test);
        consent(test, &rin, &known);
        let cases = [
            (Sending::Queued, None, QUOTING),
            (Sending::Queued, Some(unwell.message), "See below."),
            (Sending::Draft, None, QUOTING),
        ];
        for (sending, forwards, text) in cases {
            let id = ours(test, &rin, (&known, &unwell), (sending, forwards), text);
            let refused = take(test, &rin, &unwell, Purpose::Visa);
            assert!(matches!(refused, Err(WorkflowError::Store(StoreError::OnRecord(QUOTATION)))), "{refused:?}");
            is_untouched(test, &rin, &known, &unwell);
            assert_eq!(parts(test), ["file", "source"]);
            let id = test.sql().id(id.uuid());
            test.sql().run(&format!("DELETE FROM messages WHERE id = {id}")).unwrap();
        }
        ours(test, &rin, (&known, &unwell), (Sending::Draft, None), "Get well.");
        take(test, &rin, &unwell, Purpose::Visa).unwrap();
        is_moved(test, &rin, &known, &unwell);
    }

    fn what_went_and_says_it_again_is_for_a_person_to_look_at(test) {
        let (known, rin, unwell) = received(test);
        consent(test, &rin, &known);
        let of = (&known, &unwell);
        let quoting = ours(test, &rin, of, (Sending::Sent, None), QUOTING);
        let passing = ours(test, &rin, of, (Sending::GivenUp, Some(unwell.message)), "See below.");
        let other = ours(test, &rin, of, (Sending::Sent, None), "Get well.");
        take(test, &rin, &unwell, Purpose::Visa).unwrap();
        is_moved(test, &rin, &known, &unwell);
        let found = |id| one(test, &rin, of, id).findings.iter().map(|it| (it.finding, it.state)).collect::<Vec<_>>();
        let is_open = [(Finding::Health, FindingState::Open)];
        assert_eq!((found(quoting).as_slice(), found(passing).as_slice()), (&is_open[..], &is_open[..]));
        assert!(found(other).is_empty());
        let retry = || {
            let mut db = test.store.database().unwrap();
            write_message::retry(&mut db, &rin, unwell.thread, passing)
        };
        assert!(matches!(retry(), Err(WorkflowError::Store(StoreError::Stale))));

        let finding = one(test, &rin, of, quoting).findings[0].id;
        keep_health_messages::take(&test.store, &rin, unwell.thread, finding, Purpose::Visa).unwrap();
        assert!(one(test, &rin, of, quoting).is_health);
        let finding = one(test, &rin, of, passing).findings[0].id;
        tend_threads::decide_finding(&test.store, &rin, unwell.thread, finding, false).unwrap();
        retry().unwrap();
        send_waiting(test, rin.at.plus_seconds(UNDO));
        let kept = one(test, &rin, of, passing);
        assert_eq!((kept.sending, kept.fault), (Some(Sending::GivenUp), Some(LetterFault::NotAllowed)));
    }

    fn its_subject_goes_along_and_the_thread_has_that_of_the_next_message(test) {
        let (known, rin, unwell) = received(test);
        consent(test, &rin, &known);
        let subject = || read_inbox::open(&test.store, &rin, unwell.thread).unwrap().subject;
        assert_eq!(subject(), "Unwell-Subject");
        take(test, &rin, &unwell, Purpose::Visa).unwrap();
        assert_eq!(subject(), "");
        let (listed, _) = read_inbox::list(&test.store, &directories(test), &rin, Folder::All, None).unwrap();
        assert!(listed[0].is_health && listed[0].head.as_ref().unwrap().subject.is_empty());
        ours(test, &rin, (&known, &unwell), (Sending::Sent, None), "Get well.");
        assert_eq!(subject(), "Get-Well");
        let (listed, _) = read_inbox::list(&test.store, &directories(test), &rin, Folder::All, None).unwrap();
        assert!(!listed[0].is_health);
    }

    fn so_many_are_opened_together_and_older_ones_after_them(test) {
        let (known, rin, _) = received(test);
        consent(test, &rin, &known);
        let said = [("Ache", "It hurts."); health_messages::MOST + 1];
        let ids = test.keep_messages(&rin, &known.holding, None, &said).unwrap();
        let mut db = test.store.database().unwrap();
        let ask = Ask::change(&rin, Purpose::Recruitment);
        let communications = gate::open::<Communications>(&mut db, &ask, known.holding.id).unwrap();
        let health = gate::open::<Health>(&mut db, &Ask::create(&rin, Purpose::Visa), known.holding.id).unwrap();
        let (head, said) = (MessageHead::default(), HealthMessage::default());
        let keep = db.change(|tx| {
            let keep = |id: &MessageId| health_messages::keep(tx, (&communications, &health), (*id, &head), &said, &[]);
            let entries: Result<Vec<_>, StoreError> = ids.iter().map(keep).collect();
            Ok(((), entries?))
        });
        keep.unwrap();
        let mut page = |before| {
            let holding = known.holding.id;
            let opened = open_health::open(&mut db, &rin, holding, Purpose::Visa, REASON, "", before).unwrap();
            (opened.messages.len(), opened.has_older, opened.messages.last().map(|last| last.message))
        };
        let (number, has_older, last) = page(None);
        assert_eq!((number, has_older, last), (health_messages::MOST, true, Some(ids[1])));
        assert_eq!(page(last), (1, false, Some(ids[0])));
    }

    fn a_message_is_moved_once_and_only_for_what_it_says_about_health(test) {
        let (known, rin, unwell) = received(test);
        consent(test, &rin, &known);
        for other in [unwell.other, MessageFindingId::new()] {
            assert!(is_not_found(&take(test, &rin, &Unwell { finding: other, ..unwell }, Purpose::Visa)));
        }
        let wei = caller(&test.cast.wei);
        assert!(is_not_found(&take(test, &wei, &unwell, Purpose::Visa)), "of another office");
        is_untouched(test, &rin, &known, &unwell);
        let dismissed = test.unwell(&rin, &known);
        tend_threads::decide_finding(&test.store, &rin, dismissed.thread, dismissed.finding, false).unwrap();
        let again = take(test, &rin, &dismissed, Purpose::Visa);
        assert!(matches!(again, Err(WorkflowError::Store(StoreError::Stale))));
        assert!(!shown(test, &rin, &known, &dismissed).is_health);
        take(test, &rin, &unwell, Purpose::Visa).unwrap();
        let again = take(test, &rin, &unwell, Purpose::Visa);
        assert!(matches!(again, Err(WorkflowError::Store(StoreError::Stale))));
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM health_messages"), 1);
    }

    fn nothing_of_it_stands_in_plain_text_nor_opens_in_another_record(test) {
        let (known, rin, unwell) = received(test);
        let other = test.admit(&rin, "Mori", "Hina");
        let theirs = test.unwell(&rin, &other);
        for (known, unwell) in [(&known, &unwell), (&other, &theirs)] {
            consent(test, &rin, known);
            take(test, &rin, unwell, Purpose::Visa).unwrap();
        }
        let mut rows = test.sql().bytes("SELECT content AS b FROM health_messages");
        rows.extend(test.sql().bytes("SELECT name AS b FROM health_files"));
        for (id, part) in test.store.blobs().list().unwrap() {
            rows.push(test.store.blobs().get(id, &part).unwrap());
        }
        assert_eq!(rows.len(), 10);
        assert!(rows.iter().all(|row| !String::from_utf8_lossy(row).contains("Unwell")));
        let (mine, hers) = (health_of(test, &rin, &known), health_of(test, &rin, &other));
        let mut db = test.store.database().unwrap();
        let file = health_messages::list(&mut db, &mine).unwrap()[0].files[0].id;
        assert!(matches!(health_messages::file(&mut db, &hers, file), Err(StoreError::NotFound)));
        let moved = [known.holding.id, other.holding.id].map(|id| test.sql().id(id.uuid()));
        let [from, to] = moved;
        test.sql().run(&format!("UPDATE health_messages SET holding_id = {to} WHERE holding_id = {from}")).unwrap();
        let all = health_messages::list(&mut db, &hers).unwrap();
        let damaged = all.iter().filter(|it| it.said.value().is_none());
        assert_eq!((all.len(), damaged.count()), (2, 1), "what was given to another person does not open");
        assert!(matches!(health_messages::file(&mut db, &hers, file), Err(StoreError::Unopened("health_files"))));
    }

    fn a_file_of_it_is_opened_for_a_reason_that_is_on_record_each_time(test) {
        let (known, rin, unwell) = received(test);
        consent(test, &rin, &known);
        take(test, &rin, &unwell, Purpose::Visa).unwrap();
        let mut db = test.store.database().unwrap();
        let opened = open_health::open(&mut db, &rin, known.holding.id, Purpose::Visa, REASON, "", None).unwrap();
        assert_eq!((opened.records.len(), opened.messages.len()), (0, 1));
        let id = opened.messages[0].files[0].id;
        let file = |db: &mut _, purpose| open_health::file(db, &rin, known.holding.id, purpose, (REASON, "x"), id);
        assert_eq!(file(&mut db, Purpose::Visa).unwrap().1.as_slice(), CERTIFICATE);
        let reasons = "SELECT count(*) AS n FROM use_reasons";
        assert_eq!(test.sql().number(reasons), 2);
        let refused = file(&mut db, Purpose::Recruitment).map(|_| ());
        assert_eq!(rule_of(refused), "REVIEW-HEALTH-SELECTION");
        assert_eq!(test.sql().number(reasons), 2);
    }

    fn a_package_has_it_with_health_data_alone(test) {
        let (known, rin, unwell) = received(test);
        let (mio, second) = (caller(&test.cast.officer), disclosures::second_officer(test));
        consent(test, &rin, &known);
        take(test, &rin, &unwell, Purpose::Visa).unwrap();
        let mut db = test.store.database().unwrap();
        disclosures::consent(&mut db, &known.holding);
        let mut wanted = people::provision(Ground::Consent, country("JP"));
        wanted.claim.categories = vec![CategoryId::Health];
        wanted.claim.purpose = Purpose::Onboarding;
        let id = disclosures::ask(&mut db, &mio, &known, &wanted);
        keep_disclosures::approve(&mut db, &second, id).unwrap();
        let record = keep_disclosures::pack(&test.store, &mio, id, "passphrase").unwrap().record;
        assert_eq!((record.health_messages.len(), record.messages.is_some()), (1, false));
        let kept = &record.health_messages[0];
        assert!(matches!(&kept.shown.said, Unsealed::Value(said) if said.body.text == TEXT));
        let files: Vec<_> = kept.files.iter().map(|file| (file.name.as_str(), file.content.as_slice())).collect();
        assert_eq!(files, [("Unwell-File.pdf", CERTIFICATE)], "its source stays here");

        let mut wanted = people::provision(Ground::Consent, country("JP"));
        wanted.claim.categories = vec![CategoryId::Communications];
        let id = disclosures::ask(&mut db, &rin, &known, &wanted);
        let record = keep_disclosures::pack(&test.store, &mio, id, "passphrase").unwrap().record;
        assert!(record.health_messages.is_empty());
        let mut said = Vec::new();
        let taken = record.messages.unwrap().each(&test.store, |message| {
            said.push((message.is_health, message.files.len(), message.body.value().unwrap().text.clone()));
            Ok::<(), WorkflowError>(())
        });
        taken.unwrap();
        assert_eq!(said, [(true, 0, String::new())]);
    }

    fn a_crash_before_the_rows_leaves_the_message_and_a_file_that_is_swept(test) {
        let (known, rin, unwell) = received(test);
        consent(test, &rin, &known);
        let mut db = test.store.database().unwrap();
        let ask = Ask::create(&rin, Purpose::Visa);
        let health = gate::open::<Health>(&mut db, &ask, known.holding.id).unwrap();
        let lost = health_messages::put_source(&test.store, &health, SOURCE).unwrap();
        drop(lost);
        is_untouched(test, &rin, &known, &unwell);
        assert_eq!(parts(test), ["file", "health", "source"]);
        assert_eq!(swept(test), 1);
        assert_eq!(parts(test), ["file", "source"]);
        take(test, &rin, &unwell, Purpose::Visa).unwrap();
        is_moved(test, &rin, &known, &unwell);
    }

    fn a_crash_after_the_rows_leaves_former_files_that_are_swept(test) {
        let (known, rin, unwell) = received(test);
        consent(test, &rin, &known);
        let blobs = test.store.blobs();
        let former = [(unwell.message.uuid(), "source"), (unwell.file.uuid(), "file")];
        let bytes = former.map(|(id, part)| blobs.get(id, part).unwrap());
        take(test, &rin, &unwell, Purpose::Visa).unwrap();
        for ((id, part), sealed) in former.into_iter().zip(bytes) {
            blobs.put(id, part, sealed).unwrap();
        }
        is_moved(test, &rin, &known, &unwell);
        assert_eq!(swept(test), 2);
        assert_eq!(parts(test), ["health", "health"]);
        is_moved(test, &rin, &known, &unwell);
    }
}
