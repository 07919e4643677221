//! Duties after transfers, entrustments and provisions on both databases: none is forgotten, each has a day or is done,
//! and each ends with what it belongs to.

use std::collections::BTreeSet;

use saiyo::domain::category::{CategoryId, Profile};
use saiyo::domain::disclosure::Ground;
use saiyo::domain::id::{NoticeId, ProcessorId, StaffId};
use saiyo::domain::jurisdiction::Country;
use saiyo::domain::notice::Notice;
use saiyo::domain::processor::{Entrustment, ReviewFinding, ReviewKind};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::safeguard::CheckFinding;
use saiyo::domain::staff::{Caller, JobName};
use saiyo::domain::time::Day;
use saiyo::law::words::{Duty, Safeguard};
use saiyo::store::duty_register::{self, RecipientDuty};
use saiyo::store::lent_duties::{self, LentDuty};
use saiyo::store::processors::{About, Contract, Review};
use saiyo::store::transfers::{self, Transfer};
use saiyo::store::{Database, StoreError, consents, notices, provision_records};
use saiyo::workflows::see_to_duties::{self, Towards};
use saiyo::workflows::{
    WorkflowError, carry_entrustments, carry_transfers, keep_processors, keep_safeguards, publish_notice,
};

use super::borders::{allow_singapore, to, tokyos};
use super::disclosures::{ask, give};
use super::refusals::last_entry;
use crate::support::cast::{caller, caller_at, country, day, job, moment, office};
use crate::support::people::{self, provision};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TODAY, TestStore, on_both_databases};

fn transfer(test: &TestStore, known: &Admitted, terms: Transfer) {
    let mut db = test.store.database().unwrap();
    let permit = transfers::open::<Profile>(&mut db, &caller(&test.cast.officer), known.holding.id, terms).unwrap();
    transfers::make(&mut db, &permit).unwrap();
}

/// Tokyo has looked at Hong Kong's system for the year.
fn check_hong_kong(test: &TestStore) {
    let mut db = test.store.database().unwrap();
    keep_safeguards::check(&mut db, &caller(&test.cast.officer), &office("HK"), CheckFinding::Kept, "PDPO").unwrap();
}

fn of(test: &TestStore, known: &Admitted) -> Vec<LentDuty> {
    lent_duties::of_holding(&mut test.sql(), known.holding.id).unwrap()
}

fn one(test: &TestStore, known: &Admitted, duty: Duty) -> LentDuty {
    of(test, known).into_iter().find(|it| it.duty == duty).unwrap_or_else(|| panic!("{duty} is not written down"))
}

fn open(test: &TestStore) -> Vec<RecipientDuty> {
    duty_register::open_of(&mut test.sql(), &office("JP")).unwrap()
}

/// A processor of Tokyo that works in Singapore, vetted and bound.
fn processor_abroad(test: &TestStore, db: &mut Database) -> ProcessorId {
    let officer = caller(&test.cast.officer);
    let about = About { name: "Hibiki".to_owned(), country: country("SG"), incident_contact: "0120".to_owned() };
    let id = keep_processors::add(db, &officer, &about).unwrap();
    let contract = Contract {
        from: day("2026-04-01"),
        until: Some(day("2027-12-31")),
        categories: vec![CategoryId::Profile],
        purposes: vec![Purpose::Recruitment],
        countries: vec![country("JP"), country("SG")],
        safeguard: Some(Safeguard::EquivalentMeasures),
        annual_check_on: Some(day("2026-06-01")),
    };
    keep_processors::agree(db, &officer, id, &contract).unwrap();
    review(db, &officer, id, ReviewKind::Vetting, "2026-07-01");
    id
}

fn review(db: &mut Database, by: &Caller, id: ProcessorId, kind: ReviewKind, on: &str) {
    let review = Review {
        processor_id: id,
        kind,
        reviewed_on: day(on),
        finding: ReviewFinding::InOrder,
        note: "Looked at devices and records.".to_owned(),
        mend_by: None,
        staff_id: by.staff_id(),
    };
    keep_processors::review(db, by, &review).unwrap();
}

fn entrust(test: &TestStore, db: &mut Database, known: &Admitted, processor: ProcessorId) {
    let terms = Entrustment { processor, purpose: Purpose::Recruitment, until: None };
    let (rin, profile) = (caller(&test.cast.rin), [CategoryId::Profile]);
    carry_entrustments::entrust(db, &rin, known.holding.candidate, &profile, &terms).unwrap();
}

/// The notice of the cast with other countries, as the next version.
fn publish(test: &TestStore, version: i32, countries: &[&str]) {
    let mut db = test.store.database().unwrap();
    let first = db.read(|db| notices::read(db, test.cast.notice)).unwrap();
    let countries: Vec<Country> = countries.iter().map(|code| country(code)).collect();
    let next = Notice { id: NoticeId::new(), version, effective_on: day(TODAY), countries, ..first };
    let operator = Caller::operator(office("JP"), moment(NOW));
    publish_notice::publish(&mut db, &operator, &next).unwrap();
}

fn follow(test: &TestStore, at: &str) {
    let mut db = test.store.database().unwrap();
    carry_transfers::of_office(&mut db, &office("JP"), moment(at)).unwrap();
}

fn written(all: &[LentDuty]) -> BTreeSet<Duty> {
    // Neither done nor dated is forgotten.
    assert!(all.iter().all(|it| it.due_on.is_some() || it.done_at.is_some()), "{all:?}");
    all.iter().map(|it| it.duty).collect()
}

on_both_databases! {
    fn every_duty_of_the_table_becomes_a_row_with_a_day_or_a_record(test) {
        let rin = caller(&test.cast.rin);
        let mut db = test.store.database().unwrap();
        let mut found: BTreeSet<Duty> = BTreeSet::new();

        let branch = tokyos(test);
        check_hong_kong(test);
        transfer(test, &branch, to("HK"));
        found.extend(written(&of(test, &branch)));
        allow_singapore(test);
        let bound = tokyos(test);
        transfer(test, &bound, to("SG"));
        found.extend(written(&of(test, &bound)));
        let lent = tokyos(test);
        let processor = processor_abroad(test, &mut db);
        entrust(test, &mut db, &lent, processor);
        found.extend(written(&of(test, &lent)));
        for (by, code, grounds) in [
            (&test.cast.wei, "SG", vec![Ground::Vital]),
            (&test.cast.rin, "JP", vec![Ground::Succession, Ground::Law]),
        ] {
            let by = caller(by);
            let known = test.admit(&by, "Sato", "Minato");
            for ground in grounds {
                let wanted = provision(ground, country(code));
                let id = ask(&mut db, &by, &known, &wanted);
                let (officer, second) = officers(test, code);
                saiyo::workflows::keep_disclosures::approve(&mut db, &second, id).unwrap();
                give(&mut db, &officer, id).unwrap();
                let owed = provision_records::duties_of(&mut test.sql(), id).unwrap();
                found.extend(owed.iter().map(|it| it.duty));
            }
        }
        let agreed = test.admit(&rin, "Mori", "Sora");
        let consent = people::foreign_consent("SG");
        let by = job(JobName::Demo, "JP");
        db.change(|tx| Ok(((), vec![consents::add(tx, &by, agreed.holding.id, &consent)?]))).unwrap();
        drop_safeguard(test);
        transfer(test, &agreed, to("SG"));
        let record = one(test, &agreed, Duty::RecordProvision);
        assert_eq!((record.rule.as_str(), record.due_on), ("JP-GRP-CONSENT", None), "the row is the record");
        assert_eq!(record.kept_until, Some(day("2029-11-24")));
        let consents = "SELECT count(*) AS n FROM lent_duties WHERE consent_id IS NOT NULL AND kept_rule = 'RT-JP-PROVISION'";
        assert_eq!(test.sql().number(consents), 1, "with the consent that it stood on");
        found.extend(written(&of(test, &agreed)));

        let table: BTreeSet<Duty> = Duty::ALL.iter().copied().collect();
        assert_eq!(found, table, "a duty of the table is neither row nor record");
    }

    fn a_country_that_the_policy_names_is_published_and_one_that_it_names_no_more_is_not(test) {
        let known = tokyos(test);
        check_hong_kong(test);
        transfer(test, &known, to("HK"));
        let done = one(test, &known, Duty::PublishCountry);
        assert_eq!((done.due_on, done.notice_id), (None, Some(test.cast.notice)), "the policy names Hong Kong");
        assert!(done.done_at.is_some() && done.done_by.is_none());
        publish(test, 2, &["JP", "SG"]);
        let again = one(test, &known, Duty::PublishCountry);
        assert_eq!((again.due_on, again.done_at), (Some(day("2026-12-08")), None), "two weeks");
        assert_eq!(open(test).len(), 1);
        let other = tokyos(test);
        transfer(test, &other, to("HK"));
        assert_eq!(one(test, &other, Duty::PublishCountry).due_on, Some(day("2026-12-08")));
        assert_eq!(open(test)[0].records, 2, "one line for one recipient");
        publish(test, 3, &["JP", "SG", "HK"]);
        assert!(open(test).is_empty());
    }

    fn checks_on_record_move_the_day_and_a_note_names_who_wrote_it(test) {
        allow_singapore(test);
        let known = tokyos(test);
        transfer(test, &known, to("SG"));
        let due = |duty| one(test, &known, duty).due_on;
        assert_eq!(due(Duty::StopIfMeasuresFail), Some(day("2027-06-01")), "a year after the last check");
        let mut db = test.store.database().unwrap();
        let mio = caller(&test.cast.officer);
        keep_safeguards::check(&mut db, &mio, &office("SG"), CheckFinding::Kept, "PDPA").unwrap();
        follow(test, NOW);
        assert_eq!(due(Duty::StopIfMeasuresFail), Some(day("2027-11-24")));
        assert_eq!(one(test, &known, Duty::StopIfMeasuresFail).done_by, mio.staff_id(), "who checked");

        let towards = Towards {
            duty: Duty::InformOnRequest,
            recipient: "SG".to_owned(),
            countries: vec![country("SG")],
        };
        let later = caller_at(&test.cast.officer, moment("2027-03-01T03:00:00Z"));
        see_to_duties::finish(&mut db, &later, &towards, "The explanation is ready.").unwrap();
        assert_eq!(due(Duty::InformOnRequest), Some(day("2028-02-29")));
        let entry = last_entry(test);
        assert!(entry.subject.starts_with("duty:inform_on_request SG duty_note:"), "{}", entry.subject);
        let shown = see_to_duties::show(&mut db, &later).unwrap();
        assert_eq!((shown.notes[0].note.as_str(), shown.notes[0].staff_id), ("The explanation is ready.", later.staff_id()));
        let nothing = Towards { duty: Duty::Supervise, ..towards };
        let stale = see_to_duties::finish(&mut db, &later, &nothing, "Nothing.");
        assert!(matches!(stale, Err(WorkflowError::Store(StoreError::Stale))));
        let refused = see_to_duties::show(&mut db, &caller(&test.cast.rin));
        assert!(matches!(refused, Err(WorkflowError::Store(StoreError::Refused(_)))), "the officer's page");
    }

    fn supervision_is_due_a_year_after_the_last_review_and_late_is_named(test) {
        let known = tokyos(test);
        let mut db = test.store.database().unwrap();
        let processor = processor_abroad(test, &mut db);
        entrust(test, &mut db, &known, processor);
        assert_eq!(one(test, &known, Duty::Supervise).due_on, Some(day("2027-07-01")));
        let mio = caller(&test.cast.officer);
        review(&mut db, &mio, processor, ReviewKind::Supervision, "2026-11-20");
        follow(test, NOW);
        assert_eq!(one(test, &known, Duty::Supervise).due_on, Some(day("2027-11-20")));
        let late = |on: &str| duty_register::late(&mut test.sql(), &office("JP"), day(on)).unwrap();
        assert_eq!(late("2027-06-01").count(), 0);
        let measures = late("2027-06-02");
        assert!(measures.recipients.iter().all(|it| it.recipient == processor.to_string()), "{measures:?}");
        assert_eq!(measures.count(), 2, "measures and information, a day after the year");
    }

    fn what_ends_owes_nothing_more_and_what_is_made_again_owes_anew(test) {
        publish(test, 2, &["JP"]);
        let known = tokyos(test);
        check_hong_kong(test);
        transfer(test, &known, to("HK"));
        assert_eq!(open(test).len(), 1);
        let mut db = test.store.database().unwrap();
        let made = db.read(|db| saiyo::store::transfer_ledger::of_holding(db, known.holding.id)).unwrap();
        carry_transfers::end(&mut db, &caller(&test.cast.officer), made[0].id).unwrap();
        assert!(open(test).is_empty());
        assert!(one(test, &known, Duty::PublishCountry).ended_at.is_some());
        transfer(test, &known, to("HK"));
        assert_eq!(open(test).len(), 1);

        let processor = processor_abroad(test, &mut db);
        entrust(test, &mut db, &known, processor);
        assert!(open(test).iter().any(|it| it.duty == Duty::Supervise));
        keep_processors::end(&mut db, &caller(&test.cast.officer), processor).unwrap();
        follow(test, NOW);
        assert!(open(test).iter().all(|it| it.duty != Duty::Supervise));
    }

    fn what_was_made_before_there_were_rows_gets_them(test) {
        allow_singapore(test);
        let known = tokyos(test);
        transfer(test, &known, to("SG"));
        let mut db = test.store.database().unwrap();
        let processor = processor_abroad(test, &mut db);
        entrust(test, &mut db, &known, processor);
        let before = written(&of(test, &known));
        test.sql().run("DELETE FROM lent_duties").unwrap();
        follow(test, NOW);
        assert_eq!(written(&of(test, &known)), before);
        let rows = of(test, &known).len();
        follow(test, NOW);
        assert_eq!(of(test, &known).len(), rows, "once");
    }
}

/// Two privacy officers of an office.
fn officers(test: &TestStore, code: &str) -> (Caller, Caller) {
    let mut sql = test.sql();
    let columns = "name, role, locale, password_hash, disabled_at, own_candidate, created_at";
    let made = [StaffId::new(), StaffId::new()].map(|id| {
        let (new, old) = (sql.id(id.uuid()), sql.id(test.cast.officer.id.uuid()));
        let copied = format!(
            "INSERT INTO staff (id, email, office, {columns}) SELECT {new}, '{id}@aomine.example', '{code}', {columns}"
        );
        sql.run(&format!("{copied} FROM staff WHERE id = {old}")).unwrap();
        let actor = saiyo::domain::staff::Actor::Staff(id);
        Caller { actor, office: office(code), ..caller(&test.cast.officer) }
    });
    let [first, second] = made;
    (first, second)
}

/// Takes away what binds Singapore, so that a consent alone is left.
fn drop_safeguard(test: &TestStore) {
    test.sql().run("UPDATE safeguards SET kind = NULL").unwrap();
}

/// The days above are counted by the year of the rule table.
#[test]
fn a_year_is_what_the_table_says() {
    let table = saiyo::law::RuleTable::built_in().unwrap();
    let start: Day = day("2026-06-01");
    assert_eq!(start.plus_days(table.review_days()), day("2027-06-01"));
}
