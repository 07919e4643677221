//! Incidents: the affected are exactly those whose data the journal says was opened in the scope, what the officer decided
//! about one stays, and the clocks follow the law.

use std::collections::BTreeSet;

use saiyo::domain::category::{CategoryId, Health, Profile};
use saiyo::domain::health::UseReasonCode;
use saiyo::domain::id::{CandidateId, HoldingId, IncidentId};
use saiyo::domain::incident::{Added, Incident, IncidentAct, LeftOut, Scope, ScopeOf};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::{Caller, JobName, Staff};
use saiyo::law::access::Verb;
use saiyo::store::gate::{self, Ask};
use saiyo::store::incident_affected::{self, Count};
use saiyo::store::incident_clocks::{self, Settled};
use saiyo::store::{StoreError, consents, list_permit};
use saiyo::workflows::{WorkflowError, keep_incidents};

use super::refusals::last_entry;
use crate::support::cast::{caller, caller_at, country, day, job, moment, office};
use crate::support::{Admitted, NOW, TODAY, TestStore, on_both_databases, people};

pub(super) fn incident(test: &TestStore, categories: &[CategoryId]) -> Incident {
    Incident {
        id: IncidentId::new(),
        office: office("JP"),
        place: office("JP"),
        processor: None,
        known_on: day("2026-11-24"),
        assessed_on: None,
        processor_knew_on: None,
        what: "An account was used by somebody else.".to_owned(),
        categories: categories.to_vec(),
        wrongful_purpose: false,
        property_damage: false,
        significant_harm: false,
        recorded_by: Some(test.cast.officer.id),
    }
}

pub(super) fn scope(of: ScopeOf, acts: &[IncidentAct]) -> Scope {
    Scope { of, from: day("2026-11-20"), until: day("2026-11-22"), acts: acts.to_vec() }
}

pub(super) fn recorded(test: &TestStore, incident: &Incident) -> Caller {
    let officer = caller(&test.cast.officer);
    keep_incidents::record(&mut test.store.database().unwrap(), &officer, incident).unwrap();
    officer
}

pub(super) fn look(test: &TestStore, by: &Staff, known: &Admitted, at: &str) {
    let by = caller_at(by, moment(at));
    let mut db = test.store.database().unwrap();
    gate::open::<Profile>(&mut db, &Ask::read(&by, Purpose::Recruitment), known.holding.id).unwrap();
}

pub(super) fn affected(test: &TestStore, id: IncidentId) -> BTreeSet<HoldingId> {
    let mut sql = test.sql();
    let of = |code| incident_affected::of_office(&mut test.sql(), id, &office(code), None, (None, 1_000)).unwrap();
    let all = ["JP", "SG", "HK"].into_iter().flat_map(of);
    let ids: BTreeSet<HoldingId> = all.map(|affected| affected.holding_id).collect();
    let persons: i64 = incident_affected::counts(&mut sql, id).unwrap().iter().map(|count| count.persons).sum();
    assert!(persons <= ids.len() as i64);
    ids
}

fn due(test: &TestStore, id: IncidentId) -> Vec<(String, Option<String>)> {
    let clocks = incident_clocks::of(&mut test.sql(), id).unwrap();
    clocks.into_iter().map(|clock| (clock.rule, clock.due_on.map(|day| day.to_string()))).collect()
}

on_both_databases! {
    fn the_affected_are_those_whose_data_was_opened_in_the_scope_and_nobody_else(test) {
        let (rin, ka_yan) = (&test.cast.rin, &test.cast.ka_yan);
        let by_rin = caller_at(rin, moment("2026-11-10T03:00:00Z"));
        let known: Vec<Admitted> =
            (0..6).map(|number| test.admit(&by_rin, "Tanaka", &format!("Akari{number}"))).collect();
        let there = test.admit(&caller_at(ka_yan, moment("2026-11-10T03:00:00Z")), "Wong", "Ka");
        // At the edges of the days of Tokyo, and twice.
        look(test, rin, &known[0], "2026-11-19T15:00:00Z");
        look(test, rin, &known[0], "2026-11-21T03:00:00Z");
        look(test, rin, &known[1], "2026-11-22T14:59:59Z");
        look(test, ka_yan, &there, "2026-11-21T03:00:00Z");
        // Before, after, by a job, a trial, and a refusal.
        look(test, rin, &known[2], "2026-11-19T14:59:59Z");
        let mut db = test.store.database().unwrap();
        let sweep = Caller { at: moment("2026-11-21T03:00:00Z"), ..job(JobName::FollowJournal, "JP") };
        gate::open_all(&mut db, &Ask::read(&sweep, Purpose::Upkeep), known[3].holding.id, &[CategoryId::Profile]).unwrap();
        let at_noon = caller_at(rin, moment("2026-11-21T03:00:00Z"));
        let trial = Ask { reason: Some(gate::Reason::Trial), ..Ask::read(&at_noon, Purpose::Recruitment) };
        gate::open_all(&mut db, &trial, known[4].holding.id, &[CategoryId::Profile]).unwrap();
        let analyst = caller_at(&test.cast.analyst, moment("2026-11-21T03:00:00Z"));
        assert!(gate::open::<Profile>(&mut db, &Ask::read(&analyst, Purpose::Recruitment), known[5].holding.id).is_err());
        look(test, rin, &known[2], "2026-11-22T15:00:00Z");

        let incident = incident(test, &[CategoryId::Profile]);
        let officer = recorded(test, &incident);
        let find = |of: ScopeOf, acts: &[IncidentAct]| {
            let mut db = test.store.database().unwrap();
            keep_incidents::find_affected(&mut db, &officer, incident.id, &scope(of, acts)).unwrap();
            affected(test, incident.id)
        };
        let ids = |some: &[&Admitted]| some.iter().map(|known| known.holding.id).collect::<BTreeSet<_>>();
        let views = [IncidentAct::Views];
        assert_eq!(find(ScopeOf::Office(office("JP")), &views), ids(&[&known[0], &known[1]]));
        assert_eq!(find(ScopeOf::Account(rin.id), &views), ids(&[&known[0], &known[1]]));
        assert_eq!(find(ScopeOf::Account(ka_yan.id), &views), ids(&[&there]), "and those before are gone");
        assert_eq!(find(ScopeOf::Office(office("SG")), &views), ids(&[]));
        assert_eq!(find(ScopeOf::Office(office("JP")), &[IncidentAct::Exports, IncidentAct::Packages]), ids(&[]));
        let count = |code: &str, persons| Count { office: office(code), home: Some(country(code)), persons };
        find(ScopeOf::Account(rin.id), &views);
        assert_eq!(incident_affected::counts(&mut test.sql(), incident.id).unwrap(), [count("JP", 2)]);
    }

    fn lists_files_and_packages_count_where_they_are_asked_for(test) {
        let rin = caller_at(&test.cast.rin, moment("2026-11-21T03:00:00Z"));
        let (listed, exported) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&rin, "Sato", "Minato"));
        let mut db = test.store.database().unwrap();
        let list = list_permit::open_list(&mut db, &rin, Purpose::Recruitment).unwrap();
        list.record_shown(&db, vec![listed.holding.candidate, CandidateId::new()]).unwrap();
        let reason = gate::Reason::Export(saiyo::domain::bulk_act::ExportReason::ALL[0]);
        let export = Ask { verb: Verb::Export, reason: Some(reason), ..Ask::read(&rin, Purpose::Recruitment) };
        gate::open_all(&mut db, &export, exported.holding.id, &[CategoryId::Profile]).unwrap();
        let incident = incident(test, &[CategoryId::Profile]);
        let officer = recorded(test, &incident);
        for (act, expected) in [
            (IncidentAct::Lists, vec![listed.holding.id]),
            (IncidentAct::Exports, vec![exported.holding.id]),
            (IncidentAct::Packages, vec![]),
            (IncidentAct::Transfers, vec![]),
        ] {
            let of = scope(ScopeOf::Account(test.cast.rin.id), &[act]);
            keep_incidents::find_affected(&mut db, &officer, incident.id, &of).unwrap();
            assert_eq!(affected(test, incident.id), expected.into_iter().collect(), "{act}");
        }
    }

    fn only_the_categories_of_the_incident_count_and_health_is_told(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let consent = people::health_consent(false);
        let demo = job(JobName::Demo, "JP");
        db.change(|tx| Ok(((), vec![consents::add(tx, &demo, known.holding.id, &consent)?]))).unwrap();
        look(test, &test.cast.rin, &known, NOW);
        let incident = incident(test, &[CategoryId::Health]);
        let officer = recorded(test, &incident);
        let of = scope(ScopeOf::Account(test.cast.rin.id), &[IncidentAct::Views, IncidentAct::Lists]);
        let of = Scope { from: day(TODAY), until: day(TODAY), ..of };
        keep_incidents::find_affected(&mut db, &officer, incident.id, &of).unwrap();
        assert_eq!(affected(test, incident.id), BTreeSet::new(), "only the profile was opened");
        let reason = Some(UseReasonCode::VisaApplication.into());
        let take = Ask { reason, ..Ask::create(&rin, Purpose::Visa) };
        drop(gate::open::<Health>(&mut db, &take, known.holding.id).unwrap());
        gate::open::<Health>(&mut db, &Ask { reason, ..Ask::read(&rin, Purpose::Visa) }, known.holding.id).unwrap();
        keep_incidents::find_affected(&mut db, &officer, incident.id, &of).unwrap();
        let rows = incident_affected::of_office(&mut test.sql(), incident.id, &office("JP"), None, (None, 10)).unwrap();
        assert_eq!(rows.iter().map(|row| (row.holding_id, row.health)).collect::<Vec<_>>(), [(known.holding.id, true)]);
    }

    fn what_the_officer_decided_about_somebody_stays(test) {
        let rin = caller_at(&test.cast.rin, moment("2026-11-21T03:00:00Z"));
        let (first, second, third) =
            (test.admit(&rin, "Tanaka", "Akari"), test.admit(&rin, "Sato", "Minato"), test.admit(&rin, "Kato", "Yui"));
        let there = test.admit(&caller_at(&test.cast.ka_yan, rin.at), "Wong", "Ka");
        look(test, &test.cast.rin, &first, "2026-11-21T03:00:00Z");
        look(test, &test.cast.rin, &second, "2026-11-21T03:00:00Z");
        let incident = incident(test, &[CategoryId::Profile]);
        let officer = recorded(test, &incident);
        let mut db = test.store.database().unwrap();
        let of = scope(ScopeOf::Account(test.cast.rin.id), &[IncidentAct::Views]);
        keep_incidents::find_affected(&mut db, &officer, incident.id, &of).unwrap();
        keep_incidents::leave_out(&mut db, &officer, (incident.id, second.holding.id), Some(LeftOut::InOrder)).unwrap();
        let entry = last_entry(test);
        assert!(entry.subject.contains("in_order") && entry.candidate_id.is_none(), "{}", entry.subject);
        keep_incidents::add_affected(&mut db, &officer, (incident.id, third.holding.candidate), Added::Outside).unwrap();
        let again = keep_incidents::add_affected(&mut db, &officer, (incident.id, third.holding.candidate), Added::Outside);
        assert!(matches!(again, Err(WorkflowError::Store(StoreError::Taken(_)))));
        for hidden in [there.holding.candidate, CandidateId::new()] {
            let other = keep_incidents::add_affected(&mut db, &officer, (incident.id, hidden), Added::Outside);
            assert!(matches!(other, Err(WorkflowError::Store(StoreError::NotFound))), "another office's is not found");
        }
        let nothing = Scope { from: day("2026-01-01"), until: day("2026-01-02"), ..of.clone() };
        keep_incidents::find_affected(&mut db, &officer, incident.id, &nothing).unwrap();
        let mut sql = test.sql();
        let rows = incident_affected::of_office(&mut sql, incident.id, &office("JP"), None, (None, 10)).unwrap();
        let told: BTreeSet<_> = rows.iter().map(|row| (row.holding_id, row.left_out, row.added)).collect();
        assert_eq!(
            told,
            [(second.holding.id, Some(LeftOut::InOrder), None), (third.holding.id, None, Some(Added::Outside))].into()
        );
        assert_eq!(incident_affected::persons(&mut sql, incident.id).unwrap().iter().map(|(_, n)| n).sum::<u64>(), 1);
        let own = incident_affected::of_office(&mut sql, incident.id, &office("JP"), Some(third.holding.candidate), (None, 10));
        assert_eq!(own.unwrap().len(), 1, "nobody sees their own");
        keep_incidents::leave_out(&mut db, &officer, (incident.id, second.holding.id), None).unwrap();
        assert_eq!(incident_affected::counts(&mut sql, incident.id).unwrap()[0].persons, 2);
    }

    fn who_was_overtaken_overwrites_nothing(test) {
        let first = incident(test, &[CategoryId::Health]);
        let officer = recorded(test, &first);
        let mut db = test.store.database().unwrap();
        let stale = |answer| matches!(answer, Err(WorkflowError::Store(StoreError::Stale)));
        let said = |what: &str| Incident { what: what.to_owned(), ..first.clone() };
        keep_incidents::change(&mut db, &officer, &said("One officer's words."), 1).unwrap();
        assert!(stale(keep_incidents::change(&mut db, &officer, &said("Another's words."), 1)));
        let kept = keep_incidents::list(&mut db, &officer).unwrap();
        assert_eq!(kept.all[0].incident.what, "One officer's words.");
        keep_incidents::change(&mut db, &officer, &said("Both."), 2).unwrap();

        let clock = (first.id, "BR-JP-FIRST");
        let reason = |words: &str| Settled::NotRequired(words.to_owned());
        keep_incidents::settle(&mut db, &officer, clock, 1, &reason("One reason.")).unwrap();
        assert!(stale(keep_incidents::settle(&mut db, &officer, clock, 1, &reason("Another."))));
        assert!(stale(keep_incidents::settle(&mut db, &officer, clock, 1, &Settled::Open)));
        let reasons = incident_clocks::of(&mut test.sql(), first.id).unwrap();
        let of = reasons.iter().find(|clock| clock.rule == "BR-JP-FIRST").unwrap();
        assert_eq!((of.not_required.as_deref(), of.revision), (Some("One reason."), 2));
        // The days of a clock may move without anybody being overtaken.
        keep_incidents::change(&mut db, &officer, &said("Once more."), 3).unwrap();
        keep_incidents::settle(&mut db, &officer, clock, 2, &Settled::Open).unwrap();
    }

    fn the_clocks_follow_what_is_on_record_and_what_was_done_stays(test) {
        let mut incident = incident(test, &[CategoryId::Profile]);
        let officer = recorded(test, &incident);
        let mut db = test.store.database().unwrap();
        assert_eq!(due(test, incident.id), [], "nothing is reportable in Japan so far");
        incident.place = office("SG");
        incident.significant_harm = true;
        keep_incidents::change(&mut db, &officer, &incident, 1).unwrap();
        let on = |rule: &str, day: Option<&str>| (rule.to_owned(), day.map(ToOwned::to_owned));
        assert_eq!(
            due(test, incident.id),
            [on("BR-SG-ASSESS", Some("2026-12-24")), on("BR-SG-PDPC", None), on("BR-SG-PERSON", None)]
        );
        incident.assessed_on = Some(day("2026-11-25"));
        keep_incidents::change(&mut db, &officer, &incident, 2).unwrap();
        let settle = |db: &mut _, rule, settled| {
            keep_incidents::settle(db, &officer, (incident.id, rule), 1, &settled)
        };
        settle(&mut db, "BR-SG-PDPC", Settled::Done(day("2026-11-27"))).unwrap();
        assert_eq!(
            due(test, incident.id)[1..],
            [on("BR-SG-PDPC", Some("2026-11-28")), on("BR-SG-PERSON", Some("2026-11-30"))],
            "to have notified the PDPC starts the next one"
        );
        settle(&mut db, "BR-SG-ASSESS", Settled::NotRequired("Assessed on the same day.".to_owned())).unwrap();
        assert!(settle(&mut db, "BR-JP-FIRST", Settled::Open).is_err(), "there is no such clock");
        incident.significant_harm = false;
        keep_incidents::change(&mut db, &officer, &incident, 3).unwrap();
        let kept = incident_clocks::of(&mut test.sql(), incident.id).unwrap();
        let rules: Vec<(&str, bool)> = kept.iter().map(|clock| (clock.rule.as_str(), clock.is_open())).collect();
        assert_eq!(rules, [("BR-SG-ASSESS", false), ("BR-SG-PDPC", false)], "what was done stays, what was open goes");
    }

    fn overdue_is_counted_by_the_day_of_the_office_that_keeps_it(test) {
        let mut of_health = incident(test, &[CategoryId::Health]);
        of_health.known_on = day("2026-11-20");
        let officer = recorded(test, &of_health);
        let count = |at: &str| keep_incidents::count(&mut test.sql(), &office("JP"), moment(at)).unwrap();
        // The first report is due on the fifth day, the twenty-fourth, in Tokyo.
        assert_eq!(count("2026-11-24T14:59:59Z"), (0, 3));
        assert_eq!(count("2026-11-24T15:00:00Z"), (2, 3), "midnight in Tokyo");
        assert_eq!(keep_incidents::count(&mut test.sql(), &office("SG"), moment("2027-01-01T00:00:00Z")).unwrap(), (0, 0));
        let mut db = test.store.database().unwrap();
        let later = caller_at(&test.cast.officer, moment("2026-11-25T03:00:00Z"));
        recorded(test, &incident(test, &[CategoryId::Profile]));
        let listed = keep_incidents::list(&mut db, &later).unwrap();
        assert_eq!(listed.all[0].incident, of_health, "overdue first, though another one is newer");
        for rule in ["BR-JP-FIRST", "BR-JP-PERSON"] {
            keep_incidents::settle(&mut db, &officer, (of_health.id, rule), 1, &Settled::Done(day("2026-11-24"))).unwrap();
        }
        assert_eq!(count("2026-11-24T15:00:00Z"), (0, 1));
    }

    fn another_office_and_other_roles_keep_nothing_here(test) {
        let incident = incident(test, &[CategoryId::Profile]);
        recorded(test, &incident);
        let mut db = test.store.database().unwrap();
        let mut there = caller(&test.cast.officer);
        there.office = office("SG");
        let not_found = |answer| matches!(answer, Err(WorkflowError::Store(StoreError::NotFound)));
        assert!(not_found(keep_incidents::change(&mut db, &there, &incident, 1)));
        assert!(not_found(keep_incidents::settle(&mut db, &there, (incident.id, "BR-SG-ASSESS"), 1, &Settled::Open)));
        assert!(keep_incidents::list(&mut db, &there).unwrap().all.is_empty());
        for refused in [&test.cast.rin, &test.cast.administrator, &test.cast.analyst] {
            assert!(keep_incidents::list(&mut db, &caller(refused)).is_err(), "{}", refused.role);
        }
    }
}
