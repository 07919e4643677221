//! A later version of the notice: written by several, decided by the law's proposal or against it with a reason, and
//! never more for an earlier candidate than they said yes to.

use saiyo::domain::category::Profile;
use saiyo::domain::id::ApplicationId;
use saiyo::domain::locale::{InThreeLanguages, Locale};
use saiyo::domain::notice::{Announcement, Notice, NoticeAnswer};
use saiyo::domain::notice_file;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::Caller;
use saiyo::domain::time::Ts;
use saiyo::store::database::Db;
use saiyo::store::gate::{self, Ask};
use saiyo::store::notice_answers::{self, Later};
use saiyo::store::notice_drafts::{self, Content};
use saiyo::store::notices::Published;
use saiyo::store::{Database, StoreError, notices};
use saiyo::workflows::draft_notices::{self, Unready};
use saiyo::workflows::publish_notice::PublishError;
use saiyo::workflows::{WorkflowError, answer_notices, publish_notice};

use super::refusals::last_entry;
use crate::support::cast::{caller, caller_at, day, moment, office};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TestStore, on_both_databases};

const EXAMPLE: &str = include_str!("../../notice.example.toml");
const YES: (&str, Locale) = ("Question\nWhat there is to know", Locale::En);

/// A version with some purposes, from a day on.
fn version(number: i32, from: &str, purposes: &[Purpose]) -> Notice {
    let read = notice_file::read_one(EXAMPLE).unwrap();
    Notice { version: number, effective_on: day(from), purposes: purposes.to_vec(), ..read }
}

fn all_but_later_recruitment() -> Vec<Purpose> {
    Purpose::PUBLISHED.into_iter().filter(|purpose| *purpose != Purpose::FutureRecruitment).collect()
}

fn publish(test: &TestStore, notice: &Notice) {
    let operator = Caller::operator(office("JP"), moment(NOW));
    publish_notice::publish(&mut test.store.database().unwrap(), &operator, notice).unwrap();
}

/// Makes a version the one that somebody was shown with their application.
fn shown(test: &TestStore, known: &Admitted, version: i32) {
    let mut sql = test.sql();
    let holding = sql.id(known.holding.id.uuid());
    sql.run(&format!(
        "UPDATE applications SET notice_id = (SELECT id FROM notices WHERE version = {version}) WHERE holding_id = {holding}"
    ))
    .unwrap();
}

/// Another application of somebody, after the one that they are known by, with a version.
fn applies_again(test: &TestStore, known: &Admitted, version: i32) {
    let mut sql = test.sql();
    let (new, holding) = (sql.id(ApplicationId::new().uuid()), sql.id(known.holding.id.uuid()));
    sql.run(&format!(
        "INSERT INTO applications (id, candidate_id, holding_id, office, vacancy_id, stage, source, notice_id, \
         notice_locale, received_at, revision) \
         SELECT {new}, candidate_id, holding_id, office, vacancy_id, stage, source, \
         (SELECT id FROM notices WHERE version = {version}), notice_locale, received_at + 1, revision \
         FROM applications WHERE holding_id = {holding}"
    ))
    .unwrap();
}

/// The rule that closes a record for a later look, or nothing.
fn later_look(test: &TestStore, known: &Admitted, at: Ts) -> Option<String> {
    let rin = caller_at(&test.cast.rin, at);
    let mut db = test.store.database().unwrap();
    match gate::open::<Profile>(&mut db, &Ask::read(&rin, Purpose::FutureRecruitment), known.holding.id) {
        Ok(_) => None,
        Err(StoreError::Refused(refusal)) => Some(refusal.rule.clone()),
        Err(error) => panic!("{error}"),
    }
}

fn themselves(known: &Admitted, at: Ts) -> Caller {
    Caller::candidate(&known.holding, at)
}

fn say(test: &TestStore, known: &Admitted, version: i32, answer: NoticeAnswer, at: Ts) -> Result<(), WorkflowError> {
    let mut db = test.store.database().unwrap();
    answer_notices::answer(&mut db, &themselves(known, at), (known.holding.id, version), answer, YES)
}

fn told(test: &TestStore, known: &Admitted, at: Ts) -> Vec<Later> {
    let mut db = test.store.database().unwrap();
    let own = themselves(known, at);
    let permit = gate::open::<Profile>(&mut db, &Ask::read(&own, Purpose::Rights), known.holding.id).unwrap();
    db.read(|db| notice_answers::list(db, &permit)).unwrap()
}

fn is_not_found(answer: &Result<(), WorkflowError>) -> bool {
    matches!(answer, Err(WorkflowError::Store(StoreError::NotFound)))
}

fn ledger(db: &mut Database, version: i32) -> Published {
    db.read(notices::ledger).unwrap().into_iter().find(|it| it.version == version).unwrap()
}

on_both_databases! {
    fn a_later_version_opens_nothing_for_an_earlier_candidate_until_they_say_yes(test) {
        let (rin, on) = (caller(&test.cast.rin), |text: &str| moment(&format!("{text}T03:00:00Z")));
        let before = test.admit(&rin, "Tanaka", "Akari");
        publish(test, &version(2, "2026-12-01", &all_but_later_recruitment()));
        let (between, silent) = (test.admit(&rin, "Sato", "Minato"), test.admit(&rin, "Mori", "Haruto"));
        shown(test, &between, 2);
        shown(test, &silent, 2);
        publish(test, &version(3, "2026-12-10", &Purpose::PUBLISHED));
        let mut db = test.store.database().unwrap();
        assert_eq!(ledger(&mut db, 2).decided.announcement, Announcement::Publish);
        assert_eq!(ledger(&mut db, 3).decided.announcement, Announcement::Ask, "a new purpose");

        for at in ["2026-11-24", "2026-12-02", "2026-12-11"].map(on) {
            assert_eq!(later_look(test, &before, at), None, "what version 1 named stays open for whom it was shown to");
            assert_eq!(later_look(test, &between, at).as_deref(), Some("GATE-PURPOSE"));
        }
        let early = say(test, &between, 3, NoticeAnswer::Given, on("2026-12-09"));
        assert!(is_not_found(&early), "it is asked from its day on");
        assert!(is_not_found(&say(test, &between, 3, NoticeAnswer::Seen, on("2026-12-11"))), "to have seen it is no yes");
        assert!(is_not_found(&say(test, &before, 2, NoticeAnswer::Seen, on("2026-12-11"))), "nobody is told of less");
        say(test, &between, 3, NoticeAnswer::Given, on("2026-12-11")).unwrap();
        assert_eq!(last_entry(test).subject, "notice:3 given");
        assert_eq!(later_look(test, &between, on("2026-12-12")), None);
        assert_eq!(later_look(test, &silent, on("2026-12-12")).as_deref(), Some("GATE-PURPOSE"));
        assert!(is_not_found(&say(test, &between, 3, NoticeAnswer::Refused, on("2026-12-12"))), "it is answered once");

        let own = themselves(&between, on("2026-12-13"));
        answer_notices::withdraw(&mut db, &own, between.holding.id, 3).unwrap();
        assert_eq!(later_look(test, &between, on("2026-12-13")).as_deref(), Some("GATE-PURPOSE"));
        let again = answer_notices::withdraw(&mut db, &own, between.holding.id, 3);
        assert!(is_not_found(&again), "it is taken back once");
        say(test, &silent, 3, NoticeAnswer::Refused, on("2026-12-12")).unwrap();
        assert_eq!(later_look(test, &silent, on("2026-12-12")).as_deref(), Some("GATE-PURPOSE"), "a no opens nothing");
    }

    fn a_yes_ends_with_the_next_application_and_is_listed_as_long_as_it_counts(test) {
        let (rin, on) = (caller(&test.cast.rin), |text: &str| moment(&format!("{text}T03:00:00Z")));
        publish(test, &version(2, "2026-12-01", &all_but_later_recruitment()));
        let (once, again) = (test.admit(&rin, "Sato", "Minato"), test.admit(&rin, "Mori", "Haruto"));
        publish(test, &version(3, "2026-12-10", &Purpose::PUBLISHED));
        publish(test, &version(4, "2026-12-20", &all_but_later_recruitment()));
        for known in [&once, &again] {
            shown(test, known, 2);
            say(test, known, 3, NoticeAnswer::Given, on("2026-12-11")).unwrap();
        }
        let agreed = |known: &Admitted| -> Vec<i32> {
            let told = told(test, known, on("2026-12-21")).into_iter();
            told.filter(Later::is_agreed).map(|later| later.version).collect()
        };
        applies_again(test, &again, 4);
        assert_eq!(later_look(test, &once, on("2026-12-21")), None);
        assert_eq!(agreed(&once), [3], "a yes outlives a newer version and can be taken back");
        assert_eq!(later_look(test, &again, on("2026-12-21")).as_deref(), Some("GATE-PURPOSE"), "shown version 4 last");
        assert_eq!(told(test, &again, on("2026-12-21")), []);

        // Whatever becomes of the rows around it: a yes that counts is listed, and taken back.
        let (mut sql, published) = (test.sql(), on("2026-12-12").micros());
        let holding = sql.id(once.holding.id.uuid());
        sql.run(&format!("UPDATE applications SET notice_id = NULL WHERE holding_id = {holding}")).unwrap();
        sql.run(&format!("UPDATE holdings SET created_at = {published} WHERE id = {holding}")).unwrap();
        assert_eq!(later_look(test, &once, on("2026-12-21")), None);
        assert_eq!(agreed(&once), [3]);
        let mut db = test.store.database().unwrap();
        let own = themselves(&once, on("2026-12-21"));
        answer_notices::withdraw(&mut db, &own, once.holding.id, 3).unwrap();
        assert_eq!(later_look(test, &once, on("2026-12-21")).as_deref(), Some("GATE-PURPOSE"));
    }

    fn what_is_asked_is_asked_no_more_once_a_later_version_is_in_force(test) {
        let (rin, on) = (caller(&test.cast.rin), |text: &str| moment(&format!("{text}T03:00:00Z")));
        publish(test, &version(2, "2026-12-01", &all_but_later_recruitment()));
        let known = test.admit(&rin, "Sato", "Minato");
        shown(test, &known, 2);
        publish(test, &version(3, "2026-12-10", &Purpose::PUBLISHED));
        let without = all_but_later_recruitment();
        publish(test, &version(4, "2026-12-20", &without));
        let mut db = test.store.database().unwrap();
        draft_notices::withdraw(&mut db, &caller(&test.cast.officer), 4).unwrap();
        assert_eq!(told(test, &known, on("2026-12-20"))[0].replaced_on, None, "a withdrawn version replaces nothing");
        publish(test, &version(5, "2026-12-20", &without));

        let asked = told(test, &known, on("2026-12-20")).remove(0);
        assert_eq!((asked.version, asked.replaced_on), (3, Some(day("2026-12-20"))));
        assert_eq!((asked.is_open(day("2026-12-19")), asked.is_open(day("2026-12-20"))), (true, false));
        for said in [NoticeAnswer::Given, NoticeAnswer::Refused] {
            assert!(is_not_found(&say(test, &known, 3, said, on("2026-12-20"))), "{said}");
        }
        assert_eq!(later_look(test, &known, on("2026-12-21")).as_deref(), Some("GATE-PURPOSE"));
    }

    fn who_was_shown_an_earlier_version_is_told_until_they_have_seen_it(test) {
        let rin = caller(&test.cast.rin);
        let (old, new) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&rin, "Sato", "Minato"));
        let mut next = version(2, "2026-12-01", &Purpose::PUBLISHED);
        next.countries.push("TW".parse().unwrap());
        publish(test, &next);
        shown(test, &new, 2);
        let now = moment(NOW);
        let open = told(test, &old, now);
        assert_eq!(open.iter().map(|later| later.version).collect::<Vec<_>>(), [2]);
        assert!(open[0].is_open(day("2026-11-24")), "what is said is said from its publication on");
        assert_eq!(told(test, &new, now), [], "they were shown it");
        say(test, &old, 2, NoticeAnswer::Seen, now).unwrap();
        let seen = told(test, &old, now).remove(0);
        assert_eq!((seen.answer, seen.answered_at, seen.is_agreed()), (Some(NoticeAnswer::Seen), Some(now), false));
        assert!(!seen.is_open(day("2026-12-01")));
        let mut db = test.store.database().unwrap();
        let (judged, counts) = db.read(|db| Ok::<_, StoreError>((notices::judged(db)?, notice_answers::counts(db)?))).unwrap();
        assert_eq!((judged[&test.cast.notice], judged[&next.id]), (1, 1));
        assert_eq!(counts[&(next.id, NoticeAnswer::Seen)], 1);
    }

    fn a_record_is_counted_once_under_the_version_of_its_latest_application(test) {
        let rin = caller(&test.cast.rin);
        let second = version(2, "2026-12-01", &Purpose::PUBLISHED);
        publish(test, &second);
        let (again, _) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&rin, "Sato", "Minato"));
        applies_again(test, &again, 2);
        let mut db = test.store.database().unwrap();
        let counted = draft_notices::list(&mut db, &caller(&test.cast.officer), true).unwrap().judged.unwrap();
        assert_eq!((counted.len(), counted[&test.cast.notice], counted[&second.id]), (2, 1, 1));
        let unasked = draft_notices::list(&mut db, &caller(&test.cast.officer), false).unwrap();
        assert_eq!(unasked.judged, None, "no view of the list looks at every application");
    }

    fn a_version_is_withdrawn_before_its_day_alone_and_its_number_is_not_used_again(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let mut next = version(2, "2026-12-01", &Purpose::PUBLISHED);
        next.countries.push("TW".parse().unwrap());
        publish(test, &next);
        let mut db = test.store.database().unwrap();
        let officer = |at: &str| caller_at(&test.cast.officer, moment(at));
        let late = draft_notices::withdraw(&mut db, &officer("2026-12-01T03:00:00Z"), 2);
        assert!(is_not_found(&late), "it is in force");
        assert!(is_not_found(&draft_notices::withdraw(&mut db, &officer(NOW), 1)));
        draft_notices::withdraw(&mut db, &officer(NOW), 2).unwrap();
        assert_eq!(last_entry(test).subject, "notice:2 withdrawn");
        assert!(is_not_found(&draft_notices::withdraw(&mut db, &officer(NOW), 2)), "once");
        assert_eq!(db.read(|db| notices::in_force(db, day("2027-01-01"))).unwrap().version, 1);
        assert_eq!(told(test, &known, moment("2026-12-02T03:00:00Z")), []);
        assert!(is_not_found(&say(test, &known, 2, NoticeAnswer::Seen, moment(NOW))));
        assert_eq!(db.read(notices::next_version).unwrap(), 3);
        let operator = Caller::operator(office("JP"), moment(NOW));
        let overtaken = publish_notice::publish(&mut db, &operator, &next).unwrap_err();
        assert!(matches!(overtaken, PublishError::Overtaken { version: 2, next: 3 }), "its number was used: {overtaken}");
        let said = overtaken.to_string();
        assert!(said.contains("nothing was published now") && said.contains("the number 3"), "what to do: {said}");
    }

    fn of_two_who_write_a_draft_the_second_changes_nothing(test) {
        let mut db = test.store.database().unwrap();
        let (mio, rin) = (caller(&test.cast.officer), caller(&test.cast.rin));
        assert!(draft_notices::begin(&mut db, &rin).is_err(), "recruiters write no notices");
        let id = draft_notices::begin(&mut db, &mio).unwrap();
        let draft = draft_notices::open(&mut db, &mio, id).unwrap().draft;
        assert_eq!(draft.content.purposes, Purpose::PUBLISHED, "from the version in force");
        let title = InThreeLanguages { ja: "通知".into(), en: "Notice".into(), zh_hant: "通知".into() };
        let content = Content { title, ..draft.content.clone() };
        draft_notices::decide(&mut db, &mio, (id, 1), (Announcement::Inform, "Counsel advised so.")).unwrap();
        draft_notices::save(&mut db, &mio, (id, 2), &content).unwrap();
        for seen in [1, 2] {
            let late = draft_notices::save(&mut db, &mio, (id, seen), &Content::default());
            assert!(matches!(late, Err(WorkflowError::Store(StoreError::Stale))), "{late:?}");
        }
        let now = draft_notices::open(&mut db, &mio, id).unwrap().draft;
        assert_eq!((now.content, now.revision), (content, 3));
        assert_eq!((now.announcement, now.reason.as_str()), (None, ""), "another text is decided anew");
        assert!(draft_notices::discard(&mut db, &mio, (id, 2)).is_err());
        draft_notices::discard(&mut db, &mio, (id, 3)).unwrap();
        let gone = draft_notices::save(&mut db, &mio, (id, 3), &Content::default());
        assert!(is_not_found(&gone), "{gone:?}");
    }

    fn of_two_versions_published_at_once_the_second_is_looked_at_again(test) {
        let (mut db, mio) = (test.store.database().unwrap(), caller(&test.cast.officer));
        let id = draft_notices::begin(&mut db, &mio).unwrap();
        draft_notices::decide(&mut db, &mio, (id, 1), (Announcement::Publish, "")).unwrap();
        let (late, store) = (version(2, "2026-12-01", &Purpose::PUBLISHED), test.store.clone());
        // Somebody else's version is written and not yet committed.
        let mut other = test.sql();
        let new = other.id(version(2, "2026-12-01", &[]).id.uuid());
        let columns = "effective_on, title, sections, purposes, categories, countries, published_at";
        let is_postgres = matches!(other, Db::Pg(_));
        other.run(if is_postgres { "BEGIN" } else { "BEGIN IMMEDIATE" }).unwrap();
        other
            .run(&format!("INSERT INTO notices (id, version, {columns}) SELECT {new}, 2, {columns} FROM notices"))
            .unwrap();
        let done = std::thread::scope(|scope| {
            let publish = || draft_notices::publish(&mut store.database().unwrap(), &mio, (id, 2), &late);
            let publishing = scope.spawn(publish);
            let mut watching = test.sql();
            let waits = "SELECT COUNT(*) AS n FROM pg_stat_activity \
                         WHERE datname = current_database() AND wait_event_type = 'Lock'";
            while is_postgres && !publishing.is_finished() && watching.number(waits) == 0 {
                std::thread::yield_now();
            }
            other.run("COMMIT").unwrap();
            publishing.join().unwrap()
        });
        assert!(matches!(done, Err(WorkflowError::Store(StoreError::Stale))), "{done:?}");
        let open = draft_notices::open(&mut db, &mio, id).unwrap();
        assert_eq!(open.version, 3, "the draft is still there, and gets the next number");
    }

    fn pages_and_command_line_publish_the_same_rows_and_an_officer_decides_otherwise_with_a_reason_alone(test) {
        let mut db = test.store.database().unwrap();
        let mio = caller(&test.cast.officer);
        let mut notice = version(2, "2026-12-01", &Purpose::PUBLISHED);
        notice.countries.push("TW".parse().unwrap());
        publish(test, &notice);
        let by_file = (ledger(&mut db, 2), db.read(|db| notices::read(db, notice.id)).unwrap());
        draft_notices::withdraw(&mut db, &mio, 2).unwrap();

        let id = draft_notices::begin(&mut db, &mio).unwrap();
        let again = Notice { id: version(3, "2026-12-01", &[]).id, version: 3, ..notice };
        let undecided = draft_notices::publish(&mut db, &mio, (id, 1), &again).unwrap();
        assert_eq!(undecided, Err(Unready::Undecided));
        draft_notices::decide(&mut db, &mio, (id, 1), (Announcement::Publish, "")).unwrap();
        assert_eq!(draft_notices::publish(&mut db, &mio, (id, 2), &again).unwrap(), Err(Unready::Reason));
        let past = Notice { effective_on: day("2026-11-23"), ..again.clone() };
        assert_eq!(draft_notices::publish(&mut db, &mio, (id, 2), &past).unwrap(), Err(Unready::Day));
        draft_notices::decide(&mut db, &mio, (id, 2), (Announcement::Inform, "")).unwrap();
        let seen_before = draft_notices::publish(&mut db, &mio, (id, 2), &again);
        assert!(matches!(seen_before, Err(WorkflowError::Store(StoreError::Stale))), "{seen_before:?}");
        assert_eq!(draft_notices::publish(&mut db, &mio, (id, 3), &again).unwrap(), Ok(()));
        assert_eq!(last_entry(test).subject, "notice:3");

        let by_page = (ledger(&mut db, 3), db.read(|db| notices::read(db, again.id)).unwrap());
        let (one, other) = (&by_file.0.decided, &by_page.0.decided);
        assert_eq!((one.announcement, one.proposed, &one.rules), (other.announcement, other.proposed, &other.rules));
        assert_eq!((one.by, other.by), (None, Some(test.cast.officer.id)));
        assert_eq!(one.proposed, Announcement::Inform);
        assert!(one.rules.contains(&"REV-JP-COUNTRY".to_owned()), "{:?}", one.rules);
        let words = |notice: &Notice| (notice.title.clone(), notice.sections.clone(), notice.countries.clone());
        assert_eq!(words(&by_file.1), words(&by_page.1));
        assert!(db.read(notice_drafts::list).unwrap().is_empty(), "a draft is published once");
    }
}
