//! Entrustments on both databases: what a processor opens, and that every end takes the key.

use saiyo::domain::category::{ApplicationHistory, Category, CategoryId, Other, Profile};
use saiyo::domain::id::{HoldingId, ProcessorId, StaffId, SubProcessorId};
use saiyo::domain::jurisdiction::Country;
use saiyo::domain::processor::{Disposal, Entrustment, ReviewFinding, ReviewKind};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::{Actor, Caller, Role};
use saiyo::domain::time::Ts;
use saiyo::law::words::Safeguard;
use saiyo::store::gate::{self, Ask};
use saiyo::store::grants;
use saiyo::store::processors::{About, Contract, Review, SubProcessor};
use saiyo::store::{Database, StoreError, candidates, consents, entrustments};
use saiyo::workflows::{WorkflowError, carry_entrustments, carry_transfers, keep_processors};

use super::refusals::{last_entry, refused};
use crate::support::cast::{caller, caller_at, country, day, moment, office};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TODAY, TestStore, on_both_databases, people};

const KEYS: &str = "SELECT count(*) AS n FROM wrapped_keys";
const PAIRS: &str = "SELECT count(*) AS n FROM office_secrets WHERE kind LIKE 'processor:%'";

/// What shuts a processor out, and how.
type Case<'a> = (&'static str, &'a dyn Fn(&mut Database, ProcessorId));

/// A contract about profiles and applications in Japan and Singapore.
fn contract() -> Contract {
    Contract {
        from: day("2026-04-01"),
        until: Some(day("2027-03-31")),
        categories: vec![CategoryId::Profile, CategoryId::Communications, CategoryId::ApplicationHistory],
        purposes: vec![Purpose::Recruitment, Purpose::Events],
        countries: vec![country("JP"), country("SG")],
        safeguard: Some(Safeguard::EquivalentMeasures),
        annual_check_on: Some(day("2026-06-01")),
    }
}

fn review(processor: ProcessorId, on: &str, finding: ReviewFinding, mend_by: Option<&str>) -> Review {
    Review {
        processor_id: processor,
        kind: ReviewKind::Supervision,
        reviewed_on: day(on),
        finding,
        note: "Looked at devices and records.".to_owned(),
        mend_by: mend_by.map(day),
        staff_id: None,
    }
}

/// A processor of Tokyo with contract and a review.
pub(super) fn processor(test: &TestStore, db: &mut Database) -> ProcessorId {
    let officer = caller(&test.cast.officer);
    let about =
        About { name: "Hibiki".to_owned(), country: country("JP"), incident_contact: "0120-000-000".to_owned() };
    let id = keep_processors::add(db, &officer, &about).unwrap();
    keep_processors::agree(db, &officer, id, &contract()).unwrap();
    keep_processors::review(db, &officer, &vetting(id)).unwrap();
    id
}

fn vetting(id: ProcessorId) -> Review {
    Review { kind: ReviewKind::Vetting, ..review(id, "2026-07-01", ReviewFinding::InOrder, None) }
}

fn terms(processor: ProcessorId) -> Entrustment {
    Entrustment { processor, purpose: Purpose::Recruitment, until: None }
}

pub(super) fn entrust(test: &TestStore, db: &mut Database, known: &Admitted, processor: ProcessorId) {
    let both = [CategoryId::Profile, CategoryId::ApplicationHistory];
    let rin = caller(&test.cast.rin);
    let made = carry_entrustments::entrust(db, &rin, known.holding.candidate, &both, &terms(processor)).unwrap();
    assert_eq!(made, (2, true));
}

/// Somebody who works for a processor of Tokyo.
fn partner(processor: ProcessorId, at: Ts) -> Caller {
    Caller {
        actor: Actor::Staff(StaffId::new()),
        role: Role::Partner,
        office: office("JP"),
        at,
        own_candidate: None,
        processor: Some(processor),
    }
}

fn opens<C: Category>(db: &mut Database, caller: &Caller, purpose: Purpose, holding: HoldingId) -> bool {
    gate::open::<C>(db, &Ask::read(caller, purpose), holding).is_ok()
}

/// The rule that refuses somebody a profile.
fn rule(test: &TestStore, by: &Caller, known: &Admitted) -> String {
    refused::<Profile>(test, &Ask::read(by, Purpose::Recruitment), &known.holding).rule
}

fn live(test: &TestStore) -> i64 {
    test.sql().number("SELECT count(*) AS n FROM grants WHERE state = 'live' AND entrustment_id IS NOT NULL")
}

on_both_databases! {
    fn a_processor_opens_what_it_was_entrusted_with_for_its_purpose_and_nothing_else(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let other = test.admit(&caller(&test.cast.rin), "Sato", "Minato");
        let mut db = test.store.database().unwrap();
        let id = processor(test, &mut db);
        let at_work = partner(id, moment(NOW));
        let unknown = gate::open::<Profile>(&mut db, &Ask::read(&at_work, Purpose::Recruitment), known.holding.id);
        assert!(matches!(unknown, Err(StoreError::NotFound)), "nothing was entrusted yet");
        assert_eq!(last_entry(test).rules, "NOT-FOUND");
        entrust(test, &mut db, &known, id);
        let ask = Ask::read(&at_work, Purpose::Recruitment);
        let permit = gate::open::<Profile>(&mut db, &ask, known.holding.id).unwrap();
        assert_eq!(candidates::read(&mut db, &permit).unwrap().record, known.profile);
        assert!(last_entry(test).rules.ends_with("JP-PRO-SAME"), "{}", last_entry(test).rules);
        assert!(opens::<ApplicationHistory>(&mut db, &at_work, Purpose::Recruitment, known.holding.id));
        assert!(!opens::<Profile>(&mut db, &at_work, Purpose::Events, known.holding.id), "not for another purpose");
        assert_eq!(refused::<Other>(test, &ask, &known.holding).rule, "JP-PRO-SAME", "other is not in the scope");
        let health = gate::open::<saiyo::domain::category::Health>(&mut db, &ask, known.holding.id);
        assert!(matches!(health, Err(StoreError::Refused(refusal)) if refusal.by_role));
        assert!(!opens::<Profile>(&mut db, &at_work, Purpose::Recruitment, other.holding.id), "nobody else");
        let stranger = partner(processor(test, &mut db), moment(NOW));
        assert!(!opens::<Profile>(&mut db, &stranger, Purpose::Recruitment, known.holding.id), "no other processor");
        let elsewhere = Caller { office: office("SG"), ..at_work.clone() };
        assert!(!opens::<Profile>(&mut db, &elsewhere, Purpose::Recruitment, known.holding.id));
        let writes = gate::open::<Profile>(&mut db, &Ask::change(&at_work, Purpose::Recruitment), known.holding.id);
        assert!(matches!(writes, Err(StoreError::Refused(refusal)) if refusal.rule == "ROLE-PARTNER"));
    }

    fn whatever_shuts_a_processor_out_refuses_at_once_and_takes_the_keys(test) {
        let mut db = test.store.database().unwrap();
        let officer = caller(&test.cast.officer);
        let cases: [Case<'_>; 6] = [
            ("the contract has ended", &|db, id| {
                let over = Contract { until: Some(day("2026-11-23")), ..contract() };
                keep_processors::agree(db, &officer, id, &over).unwrap();
            }),
            ("the category has left the scope", &|db, id| {
                let less = Contract { categories: vec![CategoryId::Communications], ..contract() };
                keep_processors::agree(db, &officer, id, &less).unwrap();
            }),
            ("the purpose has left the scope", &|db, id| {
                let less = Contract { purposes: vec![Purpose::Events], ..contract() };
                keep_processors::agree(db, &officer, id, &less).unwrap();
            }),
            ("the last review failed", &|db, id| {
                let failed = review(id, TODAY, ReviewFinding::Failed, None);
                keep_processors::review(db, &officer, &failed).unwrap();
            }),
            ("what was to be mended is late", &|db, id| {
                let late = review(id, "2026-11-01", ReviewFinding::ToMend, Some("2026-11-23"));
                keep_processors::review(db, &officer, &late).unwrap();
            }),
            ("the work with it has ended", &|db, id| keep_processors::end(db, &officer, id).unwrap()),
        ];
        for (what, shut) in cases {
            let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
            let id = processor(test, &mut db);
            entrust(test, &mut db, &known, id);
            let (before, at_work) = (test.keyring_sql().number(KEYS), partner(id, moment(NOW)));
            assert!(opens::<Profile>(&mut db, &at_work, Purpose::Recruitment, known.holding.id), "{what}");
            shut(&mut db, id);
            assert_eq!(rule(test, &at_work, &known), "JP-PRO-SAME", "{what}: refused before any job ran");
            let (_, ended) =
                carry_transfers::follow(&mut db, &carry_transfers::Seen::default(), moment(NOW)).unwrap();
            assert_eq!(ended, 2, "{what}");
            assert_eq!(test.keyring_sql().number(KEYS), before - 2, "{what}: the keys are gone");
            assert_eq!(live(test), 0, "{what}");
            assert_eq!(rule(test, &at_work, &known), "JP-PRO-SAME", "{what}: and the reason is still told");
        }
    }

    fn a_sub_processor_counts_once_it_gets_our_data(test) {
        let mut db = test.store.database().unwrap();
        let officer = caller(&test.cast.officer);
        let sub = |id, code: &str, engaged, approved: Option<&str>| SubProcessor {
            id: SubProcessorId::new(),
            processor_id: id,
            name: "Luntian".to_owned(),
            country: code.parse::<Country>().unwrap(),
            engaged,
            approved_on: approved.map(day),
        };
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let id = processor(test, &mut db);
        entrust(test, &mut db, &known, id);
        let at_work = partner(id, moment(NOW));
        let named = sub(id, "PH", false, None);
        keep_processors::add_sub(&mut db, &officer, &named).unwrap();
        keep_processors::add_sub(&mut db, &officer, &sub(id, "SG", true, Some(TODAY))).unwrap();
        assert!(opens::<Profile>(&mut db, &at_work, Purpose::Recruitment, known.holding.id));
        keep_processors::change_sub(&mut db, &officer, (id, named.id), true, None).unwrap();
        assert_eq!(rule(test, &at_work, &known), "GATE-REOUTSOURCE", "it was not approved");
        keep_processors::change_sub(&mut db, &officer, (id, named.id), true, Some(day(TODAY))).unwrap();
        assert_eq!(rule(test, &at_work, &known), "JP-PRO-EQUIV", "a fourth country is not in the contract");
        keep_processors::change_sub(&mut db, &officer, (id, named.id), false, None).unwrap();
        assert!(opens::<Profile>(&mut db, &at_work, Purpose::Recruitment, known.holding.id));
        let unchecked = Contract { annual_check_on: Some(day("2025-11-23")), ..contract() };
        keep_processors::agree(&mut db, &officer, id, &unchecked).unwrap();
        assert_eq!(rule(test, &at_work, &known), "JP-PRO-EQUIV", "the yearly check of Singapore is a day late");
    }

    fn supervision_and_a_last_day_pass_without_anybody_doing_anything(test) {
        let mut db = test.store.database().unwrap();
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let id = processor(test, &mut db);
        let rin = caller(&test.cast.rin);
        let until = Entrustment { until: Some(day("2026-12-31")), ..terms(id) };
        let profile = [CategoryId::Profile];
        carry_entrustments::entrust(&mut db, &rin, known.holding.candidate, &profile, &until).unwrap();
        for (at, is_open) in [("2026-12-31T03:00:00Z", true), ("2027-01-01T03:00:00Z", false)] {
            let at_work = partner(id, moment(at));
            assert_eq!(opens::<Profile>(&mut db, &at_work, Purpose::Recruitment, known.holding.id), is_open, "{at}");
        }
        let history = [CategoryId::ApplicationHistory];
        carry_entrustments::entrust(&mut db, &rin, known.holding.candidate, &history, &terms(id)).unwrap();
        let ask = |at| partner(id, moment(at));
        // Reviewed on 1 July 2026, for 365 days; the contract was over before.
        let longer = Contract { until: None, ..contract() };
        keep_processors::agree(&mut db, &caller(&test.cast.officer), id, &longer).unwrap();
        assert!(opens::<ApplicationHistory>(&mut db, &ask("2027-04-30T03:00:00Z"), Purpose::Recruitment, known.holding.id));
        let late = moment("2027-07-02T03:00:00Z");
        assert!(!opens::<ApplicationHistory>(&mut db, &partner(id, late), Purpose::Recruitment, known.holding.id));
        assert_eq!(carry_entrustments::of_office(&mut db, &office("JP"), late).unwrap(), 2, "both have ended");
    }

    fn a_stop_of_use_shuts_a_processor_out_and_keeps_what_can_be_lifted(test) {
        let mut db = test.store.database().unwrap();
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let id = processor(test, &mut db);
        entrust(test, &mut db, &known, id);
        let set = |test: &TestStore, at: Option<Ts>| {
            let change = candidates::HoldingChange::Suspended(at);
            let mut db = test.store.database().unwrap();
            db.change(|tx| Ok((candidates::set_fact(tx, known.holding.id, change)?, Vec::new()))).unwrap();
        };
        set(test, Some(moment(NOW)));
        let at_work = partner(id, moment(NOW));
        assert_eq!(rule(test, &at_work, &known), "GATE-SUSPENDED");
        assert_eq!(carry_entrustments::of_office(&mut db, &office("JP"), moment(NOW)).unwrap(), 0);
        set(test, None);
        assert!(opens::<Profile>(&mut db, &at_work, Purpose::Recruitment, known.holding.id));
    }

    fn what_a_crash_left_between_the_steps_opens_nothing_and_is_undone(test) {
        let mut db = test.store.database().unwrap();
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let id = processor(test, &mut db);
        entrust(test, &mut db, &known, id);
        test.sql().run("UPDATE grants SET state = 'intended' WHERE entrustment_id IS NOT NULL").unwrap();
        assert_eq!(rule(test, &partner(id, moment(NOW)), &known), "NO-GRANT");
        let later = moment(NOW).plus_seconds(3_600);
        let swept = grants::sweep(&mut db, later, later).unwrap();
        assert_eq!((swept.unfinished, swept.keys), (2, 2));
        let unmade = "SELECT count(*) AS n FROM entrustments WHERE end_rule = 'UNMADE' AND ended_at IS NOT NULL";
        assert_eq!(test.sql().number(unmade), 2);
        let rin = caller(&test.cast.rin);
        assert!(opens::<Profile>(&mut db, &rin, Purpose::Recruitment, known.holding.id), "the office keeps its own");
        entrust(test, &mut db, &known, id);
    }

    fn what_is_entrusted_is_so_once_and_only_by_the_office_that_collected(test) {
        let mut db = test.store.database().unwrap();
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let id = processor(test, &mut db);
        entrust(test, &mut db, &known, id);
        let profile = [CategoryId::Profile];
        let rin = caller(&test.cast.rin);
        let again = carry_entrustments::entrust(&mut db, &rin, known.holding.candidate, &profile, &terms(id));
        assert!(matches!(again, Err(WorkflowError::Store(StoreError::Taken(_)))));
        let other = [CategoryId::Other];
        let refused = carry_entrustments::entrust(&mut db, &rin, known.holding.candidate, &other, &terms(id));
        assert!(matches!(refused, Err(WorkflowError::Store(StoreError::Refused(it))) if it.rule == "JP-PRO-SAME"));
        for (who, by) in [("Singapore", &test.cast.wei), ("a manager", &test.cast.manager)] {
            let by = caller(by);
            let made = carry_entrustments::entrust(&mut db, &by, known.holding.candidate, &profile, &terms(id));
            assert!(matches!(made, Err(WorkflowError::Store(StoreError::NotFound | StoreError::Refused(_)))), "{who}");
        }
        let made = db.read(|db| entrustments::of_holding(db, &known.holding.office, known.holding.id)).unwrap();
        let wei = caller(&test.cast.wei);
        assert!(matches!(carry_entrustments::end(&mut db, &wei, made[0].id), Err(WorkflowError::Store(StoreError::NotFound))));
        carry_entrustments::end(&mut db, &rin, made[0].id).unwrap();
        let twice = carry_entrustments::end(&mut db, &rin, made[0].id);
        assert!(matches!(twice, Err(WorkflowError::Store(StoreError::NotFound))));
        assert_eq!(live(test), 1);
    }

    fn the_end_takes_the_pair_of_keys_and_says_what_became_of_the_data(test) {
        let mut db = test.store.database().unwrap();
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let id = processor(test, &mut db);
        entrust(test, &mut db, &known, id);
        let officer = caller(&test.cast.officer);
        let deleted = (Disposal::Deleted, "Certificate of 24 November 2026.");
        let early = keep_processors::confirm_disposal(&mut db, &officer, id, deleted);
        assert!(matches!(early, Err(WorkflowError::Store(StoreError::NotFound))), "the work goes on");
        assert_eq!(test.keyring_sql().number(PAIRS), 1);
        keep_processors::end(&mut db, &officer, id).unwrap();
        assert_eq!(test.keyring_sql().number(PAIRS), 0);
        keep_processors::confirm_disposal(&mut db, &officer, id, deleted).unwrap();
        assert!(keep_processors::confirm_disposal(&mut db, &officer, id, deleted).is_err(), "it is recorded once");
        assert!(keep_processors::agree(&mut db, &officer, id, &contract()).is_err(), "nothing is agreed any more");
        let rin = caller(&test.cast.rin);
        let profile = [CategoryId::Profile];
        let again = carry_entrustments::entrust(&mut db, &rin, known.holding.candidate, &profile, &terms(id));
        assert!(matches!(again, Err(WorkflowError::Store(StoreError::Refused(_)))));
    }

    fn only_the_privacy_officer_of_the_office_keeps_processors(test) {
        let mut db = test.store.database().unwrap();
        let id = processor(test, &mut db);
        for person in [&test.cast.rin, &test.cast.administrator, &test.cast.manager, &test.cast.analyst] {
            assert!(keep_processors::show(&mut db, &caller(person), id).is_err(), "{}", person.name);
            assert!(keep_processors::agree(&mut db, &caller(person), id, &contract()).is_err(), "{}", person.name);
        }
        let singapores = Caller { office: office("SG"), ..caller_at(&test.cast.officer, moment(NOW)) };
        assert!(keep_processors::show(&mut db, &singapores, id).is_err());
        assert!(keep_processors::agree(&mut db, &singapores, id, &contract()).is_err());
        assert!(keep_processors::list(&mut db, &singapores).unwrap().all.is_empty());
    }

    fn a_processor_abroad_needs_what_binds_it_or_the_persons_consent(test) {
        let mut db = test.store.database().unwrap();
        let officer = caller(&test.cast.officer);
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let about = About { name: "Straitside".to_owned(), country: country("SG"), incident_contact: "x".to_owned() };
        let id = keep_processors::add(&mut db, &officer, &about).unwrap();
        let unbound = Contract { safeguard: None, ..contract() };
        keep_processors::agree(&mut db, &officer, id, &unbound).unwrap();
        keep_processors::review(&mut db, &officer, &vetting(id)).unwrap();
        let (rin, profile) = (caller(&test.cast.rin), [CategoryId::Profile]);
        let refused = carry_entrustments::entrust(&mut db, &rin, known.holding.candidate, &profile, &terms(id));
        assert!(matches!(refused, Err(WorkflowError::Store(StoreError::Refused(_)))), "nothing binds it there");
        let consent = people::foreign_consent("SG");
        db.change(|tx| Ok(((), vec![consents::add(tx, &officer, known.holding.id, &consent)?]))).unwrap();
        carry_entrustments::entrust(&mut db, &rin, known.holding.candidate, &profile, &terms(id)).unwrap();
        assert!(opens::<Profile>(&mut db, &partner(id, moment(NOW)), Purpose::Recruitment, known.holding.id));
    }
    fn nothing_is_made_with_the_word_about_a_processor_that_has_changed(test) {
        let mut db = test.store.database().unwrap();
        let officer = caller(&test.cast.officer);
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let id = processor(test, &mut db);
        let rin = caller(&test.cast.rin);
        let permit = entrustments::open::<Profile>(&mut db, &rin, known.holding.id, terms(id)).unwrap();
        let less = Contract { categories: vec![CategoryId::Communications], ..contract() };
        keep_processors::agree(&mut db, &officer, id, &less).unwrap();
        assert!(matches!(entrustments::make(&mut db, &permit), Err(StoreError::Stale)));
        keep_processors::agree(&mut db, &officer, id, &contract()).unwrap();
        let permit = entrustments::open::<Profile>(&mut db, &rin, known.holding.id, terms(id)).unwrap();
        keep_processors::end(&mut db, &officer, id).unwrap();
        assert!(matches!(entrustments::make(&mut db, &permit), Err(StoreError::Stale)));
        assert_eq!(test.keyring_sql().number(PAIRS), 0, "one that has ended gets no keys back");
        assert_eq!(live(test), 0);
    }

    fn supervision_alone_is_no_vetting(test) {
        let mut db = test.store.database().unwrap();
        let officer = caller(&test.cast.officer);
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let about = About { name: "Hibiki".to_owned(), country: country("JP"), incident_contact: "x".to_owned() };
        let id = keep_processors::add(&mut db, &officer, &about).unwrap();
        keep_processors::agree(&mut db, &officer, id, &contract()).unwrap();
        keep_processors::review(&mut db, &officer, &review(id, TODAY, ReviewFinding::InOrder, None)).unwrap();
        let (rin, profile) = (caller(&test.cast.rin), [CategoryId::Profile]);
        let refused = carry_entrustments::entrust(&mut db, &rin, known.holding.candidate, &profile, &terms(id));
        assert!(matches!(refused, Err(WorkflowError::Store(StoreError::Refused(_)))));
    }

    fn keys_of_one_processor_open_for_no_other(test) {
        let mut db = test.store.database().unwrap();
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let (id, other) = (processor(test, &mut db), processor(test, &mut db));
        entrust(test, &mut db, &known, id);
        let swap = format!("UPDATE office_secrets SET kind = 'processor:{other}' WHERE kind = 'processor:{id}'");
        test.keyring_sql().run(&swap).unwrap();
        let mine = test.sql().id(id.uuid());
        let theirs = test.sql().id(other.uuid());
        let moved = format!("UPDATE entrustments SET processor_id = {theirs} WHERE processor_id = {mine}");
        test.sql().run(&moved).unwrap();
        test.sql().run(&format!("UPDATE grants SET recipient = '{other}' WHERE entrustment_id IS NOT NULL")).unwrap();
        assert!(!opens::<Profile>(&mut db, &partner(other, moment(NOW)), Purpose::Recruitment, known.holding.id));
    }
}
