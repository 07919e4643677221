//! Who gets nothing, and that the journal says so.

use saiyo::domain::application::{Finding, SelectionResult as Result_, Source, Stage};
use saiyo::domain::candidate::HoldingRef;
use saiyo::domain::category::{ApplicationHistory, Category, CategoryId, Health, Profile, SelectionResult};
use saiyo::domain::health::UseReasonCode;
use saiyo::domain::id::{CandidateId, HoldingId, ProposalId};
use saiyo::domain::locale::Locale;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::{Caller, JobName};
use saiyo::law::access::Verb;
use saiyo::store::candidates::{self, HoldingChange};
use saiyo::store::gate::{self, Ask, Refusal};
use saiyo::store::intake_permit;
use saiyo::store::list_permit;
use saiyo::store::proposals::ProposedApplication;
use saiyo::store::{StoreError, applications, consents, documents, proposals, selection_results, uses};

use super::proposals::propose;
use crate::support::cast::{caller, caller_at, job, moment};
use crate::support::sql::Sql;
use crate::support::{NOW, TestStore, on_both_databases, people};

/// Asks and is refused; the entry that was written meanwhile must name the rule.
pub fn refused<C: Category>(test: &TestStore, ask: &Ask<'_>, holding: &HoldingRef) -> Refusal {
    let mut db = test.store.database().unwrap();
    let refusal = match gate::open::<C>(&mut db, ask, holding.id) {
        Err(StoreError::Refused(refusal)) => *refusal,
        other => panic!("was not refused: {other:?}"),
    };
    let last = last_entry(test);
    assert_eq!(last.outcome, refusal.verdict.as_str());
    assert!(last.rules.split(' ').any(|rule| rule == refusal.rule), "{} does not name {}", last.rules, refusal.rule);
    assert_eq!((last.holding_id, last.category), (Some(holding.id), Some(C::ID)));
    refusal
}

pub fn last_entry(test: &TestStore) -> saiyo::store::journal::Row {
    let mut db = test.sql();
    let head = saiyo::store::journal::head(&mut db).unwrap();
    saiyo::store::journal::stretch(&mut db, head.seq - 1, 1).unwrap().remove(0)
}

on_both_databases! {
    fn an_administrator_gets_nothing_about_anyone(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        gets_nothing(test, &caller(&test.cast.administrator), &known.holding, "ROLE-ADMINISTRATOR");
    }

    fn an_analyst_gets_nothing_about_anyone(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        gets_nothing(test, &caller(&test.cast.analyst), &known.holding, "ROLE-ANALYST");
    }

    fn a_hiring_manager_sees_assigned_candidates_only(test) {
        let rin = caller(&test.cast.rin);
        let (mine, other) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&rin, "Sato", "Minato"));
        let manager = caller(&test.cast.manager);
        let mut db = test.store.database().unwrap();
        test.assign(&rin, &mine, test.cast.manager.id);
        let ask = Ask::read(&manager, Purpose::Recruitment);
        assert!(gate::open::<Profile>(&mut db, &ask, mine.holding.id).is_ok());
        assert_eq!(refused::<Profile>(test, &ask, &other.holding).rule, "ROLE-NOT-ASSIGNED");
        assert_eq!(refused::<Health>(test, &ask, &mine.holding).rule, "ROLE-MANAGER-HEALTH");
        // Another application of the same person, which nobody assigned, stays out of sight.
        let history = gate::open::<ApplicationHistory>(&mut db, &Ask::create(&rin, Purpose::Recruitment), mine.holding.id);
        let details = people::details();
        let second = applications::NewApplication {
            vacancy: test.cast.vacancies[0],
            source: Source::Agent,
            notice: Some((test.cast.notice, Locale::Ja)),
            details: &details,
            received_at: moment(NOW),
            moves: &[],
            closed_on: None,
        };
        let history = history.unwrap();
        db.change(|tx| {
            let (id, entry) = applications::create(tx, &history, &second)?;
            Ok((id, vec![entry]))
        })
        .unwrap();
        let seen = |db: &mut saiyo::store::Database, ask: &Ask<'_>| {
            let permit = gate::open::<ApplicationHistory>(db, ask, mine.holding.id).unwrap();
            applications::list(db, &permit).unwrap().iter().map(|shown| shown.application.id).collect::<Vec<_>>()
        };
        assert_eq!(seen(&mut db, &ask), [mine.application]);
        assert_eq!(seen(&mut db, &Ask::read(&rin, Purpose::Recruitment)).len(), 2);
    }

    fn a_hiring_manager_learns_of_no_other_application_by_its_files_or_its_uses(test) {
        let rin = caller(&test.cast.rin);
        let mine = test.admit(&rin, "Tanaka", "Akari");
        test.assign(&rin, &mine, test.cast.manager.id);
        let mut db = test.store.database().unwrap();
        let ask = Ask::change(&rin, Purpose::Recruitment);
        let profile = gate::open::<Profile>(&mut db, &ask, mine.holding.id).unwrap();
        let history = gate::open::<ApplicationHistory>(&mut db, &ask, mine.holding.id).unwrap();
        let results = gate::open::<SelectionResult>(&mut db, &ask, mine.holding.id).unwrap();
        let put = |name| documents::put(&test.store, &profile, name, None, b"%PDF-1.7").unwrap();
        let (own, proposal) = (put("own.pdf"), ProposalId::new());
        let proposed_file = put("proposed.pdf").for_proposal(proposal);
        let details = people::details();
        let proposed = ProposedApplication { profile: mine.profile.clone(), details: details.clone() };
        let second = applications::NewApplication {
            vacancy: test.cast.vacancies[0],
            source: Source::Agent,
            notice: None,
            details: &details,
            received_at: moment(NOW),
            moves: &[],
            closed_on: None,
        };
        let found = Result_ { stage: Stage::Screening, finding: Finding::Fail, comment: String::new(), reason: None, held_on: None };
        let notice = (test.cast.notice, Locale::Ja);
        let made = db.change(|tx| {
            let vacancy = test.cast.vacancies[0];
            let proposed = proposals::create(tx, &profile, proposal, vacancy, notice, &proposed, rin.at)?;
            let (other, applied) = applications::create(tx, &history, &second)?;
            let files = [&own, &proposed_file].map(|file| documents::create(tx, &profile, file, rin.at));
            let [own, beside] = files;
            let judged = [mine.application, other].map(|of| selection_results::create(tx, &results, of, &found, rin.at));
            let [first, other_result] = judged;
            let entries = vec![own?, first?, proposed, applied, beside?, other_result?];
            Ok((entries.iter().map(|entry| entry.subject.clone()).collect::<Vec<_>>(), entries))
        });
        let made = made.unwrap();
        let everything = [CategoryId::Profile, CategoryId::ApplicationHistory, CategoryId::SelectionResult];
        let mut seen = |by: &Caller| {
            let permit = gate::open::<Profile>(&mut db, &Ask::read(by, Purpose::Recruitment), mine.holding.id).unwrap();
            let rows = uses::list(&mut db, &permit, &everything, 100).unwrap();
            let subjects: Vec<bool> = made.iter().map(|made| rows.iter().any(|row| row.subject == *made)).collect();
            let read = documents::read(&mut db, &permit, proposed_file.id()).is_ok();
            let original = documents::original(&test.store, &permit, proposed_file.id()).is_ok();
            let listed = documents::list_with_texts(&mut db, &permit).unwrap().len();
            (subjects, read, original, documents::list(&mut db, &permit).unwrap().len(), listed)
        };
        assert_eq!(seen(&rin), (vec![true; 6], true, true, 2, 2));
        let known = vec![true, true, false, false, false, false];
        assert_eq!(seen(&caller(&test.cast.manager)), (known, false, false, 1, 1));
    }

    fn nobody_on_the_staff_opens_their_own_file(test) {
        let known = test.admit(&caller(&test.cast.rin), "Rin", "Rin");
        let rin = Caller { own_candidate: Some(known.holding.candidate), ..caller(&test.cast.rin) };
        let refusal = refused::<Profile>(test, &Ask::read(&rin, Purpose::Recruitment), &known.holding);
        assert_eq!(refusal.rule, "ROLE-OWN-FILE");
        assert!(refusal.by_role);
    }

    fn a_candidate_sees_their_own_record_and_nobody_elses(test) {
        let rin = caller(&test.cast.rin);
        let (me, other) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&rin, "Sato", "Minato"));
        let akari = Caller::candidate(&me.holding, moment(NOW));
        let ask = Ask::read(&akari, Purpose::Rights);
        let mut db = test.store.database().unwrap();
        assert!(gate::open::<Profile>(&mut db, &ask, me.holding.id).is_ok());
        assert_eq!(refused::<Profile>(test, &ask, &other.holding).rule, "ROLE-NOT-SELF");
        assert_eq!(refused::<SelectionResult>(test, &ask, &me.holding).rule, "ROLE-CANDIDATE-RESULT");
    }

    fn an_unknown_id_is_not_found_and_leaves_an_entry(test) {
        let rin = caller(&test.cast.rin);
        let mut db = test.store.database().unwrap();
        let ask = Ask::read(&rin, Purpose::Recruitment);
        let nobody = HoldingId::new();
        assert!(matches!(gate::open::<Profile>(&mut db, &ask, nobody), Err(StoreError::NotFound)));
        let entry = last_entry(test);
        assert_eq!((entry.rules.as_str(), entry.outcome.as_str()), ("NOT-FOUND", "deny"));
        assert_eq!(entry.subject, format!("unknown:{nobody}"));
        let nobody = CandidateId::new();
        assert!(matches!(gate::holdings_of(&mut db, &ask, nobody), Err(StoreError::NotFound)));
        assert_eq!(last_entry(test).subject, format!("unknown:{nobody}"));
    }

    fn another_offices_candidate_is_not_found_in_a_recruiters_scope(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let wei = caller(&test.cast.wei);
        let mut db = test.store.database().unwrap();
        let ask = Ask::read(&wei, Purpose::Recruitment);
        let found = gate::holdings_of(&mut db, &ask, known.holding.candidate);
        assert!(matches!(found, Err(StoreError::NotFound)));
        assert_eq!(last_entry(test).rules, "NOT-FOUND");
    }

    fn health_is_closed_without_a_reason_and_opens_with_one(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let consent = people::health_consent(false);
        db.change(|tx| Ok(((), vec![consents::add(tx, &rin, known.holding.id, &consent)?]))).unwrap();
        let take = Ask { reason: Some(UseReasonCode::VisaApplication.into()), ..Ask::create(&rin, Purpose::Visa) };
        drop(gate::open::<Health>(&mut db, &take, known.holding.id).unwrap());
        let bare = Ask::read(&rin, Purpose::Visa);
        assert_eq!(refused::<Health>(test, &bare, &known.holding).rule, "ROLE-NEEDS-REASON");
        let reasoned = Ask { reason: Some(UseReasonCode::VisaApplication.into()), ..bare };
        assert!(gate::open::<Health>(&mut db, &reasoned, known.holding.id).is_ok());
        assert_eq!(last_entry(test).subject, "reason:visa_application");
    }

    fn health_is_closed_six_months_after_the_selection(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let consent = people::health_consent(false);
        db.change(|tx| Ok(((), vec![consents::add(tx, &rin, known.holding.id, &consent)?]))).unwrap();
        let reason = Some(UseReasonCode::VisaApplication.into());
        drop(gate::open::<Health>(&mut db, &Ask { reason, ..Ask::create(&rin, Purpose::Visa) }, known.holding.id));
        test.sql().run("UPDATE applications SET stage = 'refused', closed_on = '2026-11-24'").unwrap();
        let at = |day: &str| caller_at(&test.cast.rin, moment(&format!("{day}T03:00:00Z")));
        let (last, late) = (at("2027-05-26"), at("2027-05-27"));
        let read = |by| Ask { reason, ..Ask::read(by, Purpose::Visa) };
        assert!(gate::open::<Health>(&mut db, &read(&last), known.holding.id).is_ok());
        assert_eq!(refused::<Health>(test, &read(&late), &known.holding).rule, "HOUSE-HEALTH-RETENTION");
        let person = Caller::candidate(&known.holding, late.at);
        let own = Ask::read(&person, Purpose::Rights);
        assert!(gate::open::<Health>(&mut db, &own, known.holding.id).is_ok(), "its person still sees it");
        propose(test, &known, "JP");
        assert_eq!(refused::<Health>(test, &read(&late), &known.holding).rule, "HOUSE-HEALTH-RETENTION", "a form came");
    }

    fn health_is_closed_without_a_consent_of_its_own(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let ask = Ask { reason: Some(UseReasonCode::VisaApplication.into()), ..Ask::read(&rin, Purpose::Visa) };
        assert_eq!(refused::<Health>(test, &ask, &known.holding).rule, "GATE-HEALTH-CONSENT");
    }

    fn a_suspended_record_is_closed_to_use_and_open_to_its_person(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let suspended = |at| HoldingChange::Suspended(at);
        db.change(|tx| Ok((candidates::set_fact(tx, known.holding.id, suspended(Some(rin.at)))?, Vec::new()))).unwrap();
        let ask = Ask::read(&rin, Purpose::Recruitment);
        assert_eq!(refused::<Profile>(test, &ask, &known.holding).rule, "GATE-SUSPENDED");
        let akari = Caller::candidate(&known.holding, moment(NOW));
        assert!(gate::open::<Profile>(&mut db, &Ask::read(&akari, Purpose::Rights), known.holding.id).is_ok());
        db.change(|tx| Ok((candidates::set_fact(tx, known.holding.id, suspended(None))?, Vec::new()))).unwrap();
        assert!(gate::open::<Profile>(&mut db, &ask, known.holding.id).is_ok());
    }

    fn a_record_is_closed_once_its_time_is_over(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let ask = Ask::change(&rin, Purpose::Recruitment);
        let permit = gate::open::<ApplicationHistory>(&mut db, &ask, known.holding.id).unwrap();
        db.change(|tx| {
            let refused = saiyo::domain::application::Stage::Refused;
            let today = crate::support::day(crate::support::TODAY);
            Ok(((), vec![applications::move_to(tx, &permit, known.application, refused, 1, rin.at, today)?]))
        })
        .unwrap();
        let last_day = caller_at(&test.cast.rin, moment("2027-11-24T03:00:00Z"));
        assert!(gate::open::<Profile>(&mut db, &Ask::read(&last_day, Purpose::Recruitment), known.holding.id).is_ok());
        let over = caller_at(&test.cast.rin, moment("2027-11-25T03:00:00Z"));
        let refusal = refused::<Profile>(test, &Ask::read(&over, Purpose::Recruitment), &known.holding);
        assert_eq!(refusal.rule, "GATE-RETENTION");
    }

    fn somebody_living_elsewhere_is_stored_and_held_until_reviewed(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit_living_in(&rin, "Dupont", "Claire", "FR");
        let ask = Ask::read(&rin, Purpose::Recruitment);
        assert_eq!(refused::<Profile>(test, &ask, &known.holding).rule, "REVIEW-HOME");
        let mut db = test.store.database().unwrap();
        let reviewed = HoldingChange::HomeReviewed(rin.at);
        db.change(|tx| Ok((candidates::set_fact(tx, known.holding.id, reviewed)?, Vec::new()))).unwrap();
        assert!(gate::open::<Profile>(&mut db, &ask, known.holding.id).is_ok());
    }

    fn nobody_is_taken_in_for_a_purpose_that_no_notice_named(test) {
        let rin = caller(&test.cast.rin);
        let mut db = test.store.database().unwrap();
        let unnamed = intake_permit::Admission { purposes: Vec::new(), ..people::admission("JP", true) };
        let refused = intake_permit::admit(&mut db, &rin, &unnamed);
        assert!(matches!(refused, Err(StoreError::Refused(refusal)) if refusal.rule == "GATE-PURPOSE"));
        assert_eq!(last_entry(test).outcome, "deny");
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM holdings"), 0);
        assert_eq!(test.keyring_sql().number("SELECT count(*) AS n FROM wrapped_keys"), 0);
    }

    fn several_categories_are_answered_one_by_one_in_one_batch(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let before = last_entry(test).seq;
        let mut db = test.store.database().unwrap();
        let ask = Ask::read(&rin, Purpose::Recruitment);
        let wanted = [CategoryId::Profile, CategoryId::ApplicationHistory, CategoryId::Health];
        let mut opened = gate::open_all(&mut db, &ask, known.holding.id, &wanted).unwrap();
        assert_eq!(last_entry(test).seq, before + 3);
        assert!(!opened.is_hidden());
        assert!(opened.permit::<Profile>(&mut db).is_ok());
        assert!(opened.permit::<ApplicationHistory>(&mut db).is_ok());
        assert!(matches!(opened.permit::<Health>(&mut db), Err(StoreError::Refused(_))));
    }

    fn a_job_does_its_own_work_and_no_other(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let follow = job(JobName::FollowJournal, "JP");
        let ask = Ask::read(&follow, Purpose::Upkeep);
        let mut db = test.store.database().unwrap();
        assert!(gate::open::<Profile>(&mut db, &ask, known.holding.id).is_ok());
        assert_eq!(refused::<Health>(test, &ask, &known.holding).rule, "ROLE-JOB");
        let recruiting = Ask::read(&follow, Purpose::Recruitment);
        assert_eq!(refused::<Profile>(test, &recruiting, &known.holding).rule, "ROLE-JOB");
    }
}

/// Every category, verb and purpose that a page or a job could ask with.
fn gets_nothing(test: &TestStore, who: &Caller, holding: &HoldingRef, rule: &str) {
    let mut db = test.store.database().unwrap();
    for verb in [Verb::Read, Verb::Create, Verb::Change] {
        for &purpose in Purpose::ALL {
            let ask = Ask { verb, reason: Some(UseReasonCode::VisaApplication.into()), ..Ask::read(who, purpose) };
            let mut opened = gate::open_all(&mut db, &ask, holding.id, CategoryId::ALL).unwrap();
            assert!(opened.is_hidden(), "{} may {verb} for {purpose}", who.role);
            let Err(StoreError::Refused(refusal)) = opened.permit::<Profile>(&mut db) else { panic!("a permit") };
            assert_eq!(refusal.rule, rule);
        }
    }
    for &purpose in Purpose::ALL {
        assert!(matches!(list_permit::open_list(&mut db, who, purpose), Err(StoreError::Refused(_))));
    }
    assert_eq!(last_entry(test).outcome, "deny");
}
