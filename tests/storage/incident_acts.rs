//! Which acts tell an incident whom it affects when data left the office: provisions to third parties, transfers and
//! entrustments, whoever made them.

use std::collections::BTreeSet;

use saiyo::domain::category::CategoryId;
use saiyo::domain::disclosure::Ground;
use saiyo::domain::id::{HoldingId, IncidentId};
use saiyo::domain::incident::{Incident, IncidentAct, Scope, ScopeOf};
use saiyo::domain::jurisdiction::Jurisdiction;
use saiyo::domain::staff::Caller;
use saiyo::store::{StoreError, incident_affected, incidents, terms_permit, transfer_requests};
use saiyo::workflows::{carry_transfers, keep_incidents};

use super::borders::{allow_singapore, to};
use super::disclosures::{ask, consent, give};
use super::entrustments::{entrust, processor};
use super::incidents::{affected, incident, recorded};
use crate::support::cast::{caller, country, day, moment, office};
use crate::support::people::provision;
use crate::support::{Admitted, NOW, TODAY, TestStore, on_both_databases};

fn found(test: &TestStore, by: &Caller, incident: &Incident, of: ScopeOf, act: IncidentAct) -> BTreeSet<HoldingId> {
    found_on(test, by, incident.id, Scope { of, from: day(TODAY), until: day(TODAY), acts: vec![act] })
}

fn found_on(test: &TestStore, by: &Caller, id: IncidentId, scope: Scope) -> BTreeSet<HoldingId> {
    keep_incidents::find_affected(&mut test.store.database().unwrap(), by, id, &scope).unwrap();
    affected(test, id)
}

on_both_databases! {
    fn who_was_provided_to_a_third_party_counts_and_who_was_only_asked_about_does_not(test) {
        let (rin, mio) = (caller(&test.cast.rin), caller(&test.cast.officer));
        let (known, asked) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&rin, "Sato", "Minato"));
        let mut db = test.store.database().unwrap();
        let wanted = provision(Ground::Consent, country("JP"));
        for one in [&known, &asked] {
            consent(&mut db, &one.holding);
        }
        ask(&mut db, &mio, &asked, &wanted);
        let id = ask(&mut db, &rin, &known, &wanted);
        let incident = incident(test, &[CategoryId::Profile]);
        let officer = recorded(test, &incident);
        let by_office = || found(test, &officer, &incident, ScopeOf::Office(office("JP")), IncidentAct::Disclosures);
        assert_eq!(by_office(), BTreeSet::new(), "nothing left the office yet");
        give(&mut db, &mio, id).unwrap();
        assert_eq!(by_office(), [known.holding.id].into());
        let of = |staff| found(test, &officer, &incident, ScopeOf::Account(staff), IncidentAct::Disclosures);
        assert_eq!(of(test.cast.officer.id), [known.holding.id].into());
        assert_eq!(of(test.cast.rin.id), BTreeSet::new(), "who asked gave nothing");
        let office = ScopeOf::Office(office("JP"));
        assert_eq!(found(test, &officer, &incident, office, IncidentAct::Transfers), BTreeSet::new());
    }

    fn a_transfer_that_the_job_made_counts_for_its_office_and_for_who_approved_it(test) {
        let (rin, mio) = (caller(&test.cast.rin), caller(&test.cast.officer));
        let (known, waiting) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&rin, "Sato", "Minato"));
        let mut db = test.store.database().unwrap();
        for one in [&known, &waiting] {
            transfer_requests::ask(&mut db, &rin, one.holding.id, CategoryId::Profile, &to("SG")).unwrap();
        }
        let requests = transfer_requests::of_holding(&mut test.sql(), known.holding.id).unwrap();
        carry_transfers::approve(&mut db, &mio, requests[0].id).unwrap();
        let incident = incident(test, &[CategoryId::Profile]);
        let officer = recorded(test, &incident);
        let of = |of| found(test, &officer, &incident, of, IncidentAct::Transfers);
        let (by_office, by_account) = (|| of(ScopeOf::Office(office("JP"))), |staff| of(ScopeOf::Account(staff)));
        assert_eq!(by_office(), BTreeSet::new(), "the law does not allow it yet");
        assert_eq!(by_account(test.cast.officer.id), BTreeSet::new());
        allow_singapore(test);
        assert_eq!(carry_transfers::of_office(&mut db, &office("JP"), moment(NOW)).unwrap(), 1);
        assert_eq!(by_office(), [known.holding.id].into());
        assert_eq!(by_account(test.cast.officer.id), [known.holding.id].into());
        assert_eq!(by_account(test.cast.rin.id), BTreeSet::new(), "who asked made nothing available");
        let earlier = Scope {
            of: ScopeOf::Account(test.cast.officer.id),
            from: day("2026-11-01"),
            until: day("2026-11-02"),
            acts: vec![IncidentAct::Transfers],
        };
        assert_eq!(found_on(test, &officer, incident.id, earlier), BTreeSet::new());
        assert_eq!(found(test, &officer, &incident, ScopeOf::Office(office("JP")), IncidentAct::Exports), BTreeSet::new());
    }

    fn what_ends_gives_nothing_and_an_entrustment_counts_for_office_and_processor(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let id = processor(test, &mut db);
        entrust(test, &mut db, &known, id);
        let incident = incident(test, &[CategoryId::Profile]);
        let officer = recorded(test, &incident);
        for of in [ScopeOf::Office(office("JP")), ScopeOf::Processor(id), ScopeOf::Account(test.cast.rin.id)] {
            assert_eq!(found(test, &officer, &incident, of, IncidentAct::Transfers), [known.holding.id].into());
        }
        let later = caller_of_a_later_day(&officer);
        saiyo::workflows::keep_processors::end(&mut db, &later, id).unwrap();
        carry_transfers::of_office(&mut db, &office("JP"), later.at).unwrap();
        let day_after = Scope {
            of: ScopeOf::Office(office("JP")),
            from: day("2026-11-26"),
            until: day("2026-11-26"),
            acts: vec![IncidentAct::Transfers],
        };
        assert_eq!(found_on(test, &officer, incident.id, day_after), BTreeSet::new(), "an end gives nothing to anybody");
    }

    fn many_are_kept_in_steps_reached_page_by_page_and_a_search_that_was_cut_off_is_told(test) {
        let rin = caller(&test.cast.rin);
        let known: Vec<Admitted> = (0..3).map(|number| test.admit(&rin, "Tanaka", &format!("Akari{number}"))).collect();
        let incident = incident(test, &[CategoryId::Profile]);
        let officer = recorded(test, &incident);
        let mut db = test.store.database().unwrap();
        let permit = terms_permit::open(&mut db, &officer).unwrap();
        let mut begin = || {
            db.change(|tx| {
                let (search, entry) = incident_affected::begin(tx, &permit, incident.id)?;
                Ok((search, vec![entry]))
            })
            .unwrap()
        };
        assert!(!incidents::is_cut_off(&mut test.sql(), incident.id).unwrap(), "nobody looked yet");
        let (first, second) = (begin(), begin());
        let step = |search, some: &[(HoldingId, bool)]| {
            let mut db = test.store.database().unwrap();
            db.change(|tx| Ok((incident_affected::add_found(tx, &permit, incident.id, search, some)?, Vec::new())))
        };
        let all: Vec<(HoldingId, bool)> = known.iter().map(|known| (known.holding.id, true)).collect();
        assert!(matches!(step(first, &all), Err(StoreError::Stale)), "a later search has begun");
        step(second, &all[..2]).unwrap();
        step(second, &all[1..]).unwrap();
        let unfinished = incidents::is_cut_off(&mut test.sql(), incident.id).unwrap();
        assert!(unfinished && incidents::scope(&mut test.sql(), incident.id).unwrap().is_none());
        let mut ids: Vec<HoldingId> = all.iter().map(|(holding, _)| *holding).collect();
        ids.sort_unstable();
        let page = |after, limit| {
            let rows = incident_affected::of_office(&mut test.sql(), incident.id, &office("JP"), None, (after, limit));
            rows.unwrap().into_iter().map(|row| row.holding_id).collect::<Vec<_>>()
        };
        assert_eq!((page(None, 2), page(Some(ids[1]), 2)), (ids[..2].to_vec(), ids[2..].to_vec()));
        assert_eq!(incident_affected::persons(&mut test.sql(), incident.id).unwrap(), [(Jurisdiction::Jp, 3)]);
        let views = Scope { of: ScopeOf::Office(office("JP")), from: day(TODAY), until: day(TODAY), acts: vec![IncidentAct::Exports] };
        assert_eq!(found_on(test, &officer, incident.id, views.clone()), BTreeSet::new(), "what was left of it is gone");
        assert!(!incidents::is_cut_off(&mut test.sql(), incident.id).unwrap());
        assert_eq!(incidents::scope(&mut test.sql(), incident.id).unwrap(), Some(views));
        assert!(matches!(step(second, &all), Err(StoreError::Stale)));
    }
}

fn caller_of_a_later_day(officer: &Caller) -> Caller {
    Caller { at: moment("2026-11-26T03:00:00Z"), ..officer.clone() }
}
