//! Third parties on both databases: another spelling evades no demand, and a change takes approvals back.

use saiyo::domain::category::{CategoryId, Profile};
use saiyo::domain::disclosure::{Ground, ThirdPartyKind};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::Caller;
use saiyo::store::gate::{self, Ask};
use saiyo::store::third_parties::PartyFile;
use saiyo::store::{Database, StoreError, disclosures, uses};
use saiyo::workflows::keep_disclosures::{self, Asked, Party, Wanted};
use saiyo::workflows::{WorkflowError, keep_third_parties, show_disclosures};

use super::disclosures::{ask, consent, give};
use super::refusals::last_entry;
use crate::support::cast::{caller, country, day};
use crate::support::people::{legal_order, provision};
use crate::support::{TODAY, on_both_databases};

fn named(name: &str, at: &str) -> Wanted {
    let to = Party::Named { name: name.to_owned(), kind: ThirdPartyKind::Agent, country: country(at) };
    Wanted { to, ..provision(Ground::Consent, country("JP")) }
}

fn the_only(db: &mut Database, by: &Caller) -> PartyFile {
    keep_third_parties::list(db, by, None).unwrap().parties.remove(0)
}

on_both_databases! {
    fn another_spelling_evades_no_demand(test) {
        let (rin, mio) = (caller(&test.cast.rin), caller(&test.cast.officer));
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        consent(&mut db, &known.holding);
        let id = ask(&mut db, &rin, &known, &named("Aomine Agency Inc.", "JP"));
        let waiting = ask(&mut db, &rin, &known, &named("AOMINE AGENCY", "JP"));
        keep_disclosures::record_end(&mut db, &mio, id, (day(TODAY), "No more.")).unwrap();
        let stopped = give(&mut db, &mio, waiting);
        assert!(matches!(stopped, Err(WorkflowError::Store(StoreError::Stale))), "what waits for it ends as well");
        let candidate = known.holding.candidate;
        for (name, at) in [("Ａｏｍｉｎｅ Agency, Incorporated", "JP"), ("Aomine-Agency Co., Ltd.", "SG")] {
            let refused = match keep_disclosures::ask(&mut db, &rin, candidate, &named(name, at)).unwrap() {
                Asked::Refused(word) => word.refusal.unwrap().rule,
                other => panic!("{name} evades: {other:?}"),
            };
            assert_eq!(refused, "PROVISION-ENDED", "{name}");
        }
        assert!(matches!(
            keep_disclosures::ask(&mut db, &rin, candidate, &named("Aomine Hospital", "JP")).unwrap(),
            Asked::Kept(_)
        ));
    }

    fn a_third_party_is_changed_by_who_saw_it_and_what_waits_is_approved_again(test) {
        let (rin, mio) = (caller(&test.cast.rin), caller(&test.cast.officer));
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let id = ask(&mut db, &rin, &known, &legal_order(country("JP")));
        keep_disclosures::approve(&mut db, &mio, id).unwrap();
        let file = the_only(&mut db, &rin);
        assert_eq!((file.party.name.as_str(), file.revision), ("Ward Office", 0));

        let reached = PartyFile { contact: "03-0000-0000".to_owned(), ..file.clone() };
        keep_third_parties::change(&mut db, &rin, &reached).unwrap();
        assert!(last_entry(test).subject.starts_with("third_party:"));
        let approved = |db: &mut Database| {
            let kept = db.read(|db| disclosures::read(db, &mio, id)).unwrap().unwrap();
            kept.disclosure.approved_by.is_some()
        };
        assert!(approved(&mut db), "a telephone number is no other organisation");
        let stale = keep_third_parties::change(&mut db, &mio, &file);
        assert!(matches!(stale, Err(WorkflowError::Store(StoreError::Stale))), "somebody changed it meanwhile");
        let mut other = the_only(&mut db, &rin);
        other.party.country = country("SG");
        keep_third_parties::change(&mut db, &mio, &other).unwrap();
        assert!(!approved(&mut db), "it was approved for another country");
        assert_eq!(the_only(&mut db, &mio).revision, 2);

        let manager = keep_third_parties::list(&mut db, &caller(&test.cast.manager), None);
        assert!(matches!(manager, Err(WorkflowError::Store(StoreError::Refused(_)))));
        let foreign = keep_third_parties::show(&mut db, &caller(&test.cast.wei), file.party.id);
        assert!(matches!(foreign, Err(WorkflowError::Store(StoreError::NotFound))), "another office's");
    }

    fn what_a_demand_or_a_record_names_stays_the_organisation_that_it_was(test) {
        let (rin, mio) = (caller(&test.cast.rin), caller(&test.cast.officer));
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        consent(&mut db, &known.holding);
        let id = ask(&mut db, &rin, &known, &named("Aomine Agency Inc.", "JP"));
        let renamed = |db: &mut Database, name: &str| {
            let mut file = the_only(db, &rin);
            file.party.name = name.to_owned();
            keep_third_parties::change(db, &rin, &file)
        };
        renamed(&mut db, "Hibiki Agency").unwrap();
        give(&mut db, &mio, id).unwrap();
        let refused = |changed: Result<(), WorkflowError>, field: &str| match changed {
            Err(WorkflowError::Store(StoreError::OnRecord(refused))) => assert_eq!(refused, field),
            other => panic!("{field}: {other:?}"),
        };
        refused(renamed(&mut db, "Aomine Agency"), "name");
        keep_disclosures::record_end(&mut db, &mio, id, (day(TODAY), "No more.")).unwrap();
        refused(renamed(&mut db, "Aomine Agency"), "name");
        let file = the_only(&mut db, &rin);
        let mut other = file.clone();
        other.party.kind = ThirdPartyKind::Court;
        refused(keep_third_parties::change(&mut db, &rin, &other), "kind");
        let mut other = file.clone();
        other.party.country = country("SG");
        refused(keep_third_parties::change(&mut db, &rin, &other), "country");
        assert_eq!(the_only(&mut db, &rin), file, "nothing of it was kept");

        let reached = PartyFile { contact: "03-0000-0000".to_owned(), ..file };
        keep_third_parties::change(&mut db, &rin, &reached).unwrap();
        renamed(&mut db, "HIBIKI Agency, Ltd.").unwrap();
        let now = the_only(&mut db, &rin);
        assert_eq!((now.party.name.as_str(), now.contact.as_str()), ("HIBIKI Agency, Ltd.", "03-0000-0000"));
    }

    fn one_of_the_same_name_is_not_made_twice_by_a_change(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        consent(&mut db, &known.holding);
        ask(&mut db, &rin, &known, &named("Aomine", "JP"));
        ask(&mut db, &rin, &known, &named("Hibiki", "JP"));
        let mut second = keep_third_parties::list(&mut db, &rin, None).unwrap().parties.remove(1);
        second.party.name = "ＡＯＭＩＮＥ".to_owned();
        let taken = keep_third_parties::change(&mut db, &rin, &second);
        assert!(matches!(taken, Err(WorkflowError::Store(StoreError::Taken(_)))));
    }

    fn what_a_public_power_asked_for_is_known_to_those_who_act_on_it_alone(test) {
        let (rin, mio) = (caller(&test.cast.rin), caller(&test.cast.officer));
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        consent(&mut db, &known.holding);
        ask(&mut db, &rin, &known, &provision(Ground::Consent, country("JP")));
        let secret = ask(&mut db, &mio, &known, &legal_order(country("JP")));
        keep_disclosures::record_end(&mut db, &mio, secret, (day(TODAY), "No more.")).unwrap();
        let colleague = Caller { actor: saiyo::domain::staff::Actor::Staff(test.cast.manager.id), ..rin.clone() };
        let listed = |db: &mut Database, by: &Caller, acts: bool| {
            let all = show_disclosures::of_record(db, by, known.holding.id, acts).unwrap().all;
            all.iter().filter(|it| it.disclosure.ground == Ground::Law).count()
        };
        assert_eq!(listed(&mut db, &mio, true), 1);
        assert_eq!(listed(&mut db, &colleague, false), 0, "neither ground nor party");
        let told = |db: &mut Database, by: &Caller| {
            let permit = gate::open::<Profile>(db, &Ask::read(by, Purpose::Recruitment), known.holding.id).unwrap();
            let rows = uses::list(db, &permit, CategoryId::ALL, 200).unwrap();
            let about = |word: &str| rows.iter().filter(|row| row.subject.contains(word)).count();
            (about("X1_law"), about("consent"))
        };
        let (hidden, shown) = told(&mut db, &colleague);
        assert_eq!(hidden, 0, "no entry tells of it");
        assert!(shown > 0, "a provision under consent is told");
        let person = Caller {
            actor: saiyo::domain::staff::Actor::Candidate(known.holding.candidate),
            role: saiyo::domain::staff::Role::Candidate,
            ..rin
        };
        let permit = gate::open::<Profile>(&mut db, &Ask::read(&person, Purpose::Rights), known.holding.id).unwrap();
        let rows = uses::list(&mut db, &permit, CategoryId::ALL, 200).unwrap();
        assert!(rows.iter().all(|row| !row.subject.contains("X1_law")), "nor to its person (APPI Art. 33(5))");
        assert!(rows.iter().any(|row| row.verb == "record"), "what is recorded of the other one is told");
        assert!(rows.len() > 5);
        for few in 5..=rows.len() {
            let page = uses::list(&mut db, &permit, CategoryId::ALL, few as i64).unwrap();
            assert!(page.iter().map(|row| row.seq).eq(rows[..few].iter().map(|row| row.seq)), "{few} without a gap");
        }
    }
}
