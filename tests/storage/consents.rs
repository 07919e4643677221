//! Consents keep what was shown, are answered once, and end with the same request.

use saiyo::domain::category::{Health, Profile};
use saiyo::domain::consent::{Consent, ConsentAnswer, ConsentChannel, ConsentQuestion, ConsentScope};
use saiyo::domain::id::ConsentRequestId;
use saiyo::domain::locale::Locale;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::Caller;
use saiyo::law::words::Safeguard;
use saiyo::store::gate::{self, Ask};
use saiyo::store::safeguards::{self, OfficeSafeguard};
use saiyo::store::transfers::{self, Transfer};
use saiyo::store::{StoreError, consent_requests, consents};
use saiyo::workflows::{WorkflowError, ask_consent};

use super::refusals::last_entry;
use crate::support::cast::{caller, caller_at, day, moment, office};
use crate::support::{Admitted, NOW, TestStore, on_both_databases, people};

const ABROAD: ConsentQuestion =
    ConsentQuestion { scope: ConsentScope::Foreign, country: None, third_party: None, until: None };

fn abroad() -> ConsentQuestion {
    ConsentQuestion { country: "SG".parse().ok(), ..ABROAD }
}

/// The question that is put to somebody in Tokyo.
fn asked(test: &TestStore, known: &Admitted) -> ConsentRequestId {
    let mut db = test.store.database().unwrap();
    let rin = caller(&test.cast.rin);
    ask_consent::ask(&mut db, &rin, known.holding.candidate, &abroad(), false).unwrap();
    let permit = gate::open::<Profile>(&mut db, &Ask::read(&rin, Purpose::Recruitment), known.holding.id).unwrap();
    db.read(|db| consent_requests::list(db, &permit)).unwrap()[0].id
}

fn themselves(known: &Admitted) -> Caller {
    Caller::candidate(&known.holding, moment(NOW))
}

fn answer(test: &TestStore, who: &Caller, known: &Admitted, id: ConsentRequestId) -> Result<(), WorkflowError> {
    let mut db = test.store.database().unwrap();
    let words = ("Question\nWhat there is to know".to_owned(), Locale::Ja);
    ask_consent::answer(&mut db, who, known.holding.id, id, true, words)
}

on_both_databases! {
    fn a_consent_says_how_it_was_given_and_what_was_shown(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let id = asked(test, &known);
        assert_eq!(last_entry(test).verb, "read");
        answer(test, &themselves(&known), &known, id).unwrap();
        let entry = last_entry(test);
        assert_eq!((entry.verb.as_str(), entry.subject), ("change", format!("consent_request:{id} given")));

        let mut db = test.store.database().unwrap();
        let own = themselves(&known);
        let permit = gate::open::<Profile>(&mut db, &Ask::read(&own, Purpose::Rights), known.holding.id).unwrap();
        let given = db.read(|db| consents::list(db, &permit)).unwrap().remove(0);
        assert_eq!(given.scopes, [ConsentScope::Foreign]);
        assert_eq!(given.countries, ["SG".parse().unwrap()]);
        assert_eq!((given.channel, given.shown.as_str()), (ConsentChannel::OwnPage, "Question\nWhat there is to know"));
        assert_eq!((given.locale, given.notice, given.country_info_given), (Locale::Ja, Some(test.cast.notice), true));
        let request = db.read(|db| consent_requests::list(db, &permit)).unwrap().remove(0);
        assert_eq!(request.answer, Some(ConsentAnswer::Given));
    }

    fn a_question_is_answered_once_and_in_time(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let id = asked(test, &known);
        let late = caller_at(&test.cast.rin, moment(NOW).plus_seconds(31 * 24 * 60 * 60)).at;
        let too_late = answer(test, &Caller { at: late, ..themselves(&known) }, &known, id);
        assert!(matches!(too_late, Err(WorkflowError::Store(StoreError::NotFound))), "{too_late:?}");
        answer(test, &themselves(&known), &known, id).unwrap();
        let again = answer(test, &themselves(&known), &known, id);
        assert!(matches!(again, Err(WorkflowError::Store(StoreError::NotFound))), "{again:?}");
    }

    fn a_consent_that_is_withdrawn_meanwhile_makes_a_permit_stale(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let id = asked(test, &known);
        answer(test, &themselves(&known), &known, id).unwrap();
        let mut db = test.store.database().unwrap();
        let own = themselves(&known);
        let ask = Ask::change(&own, Purpose::Rights);
        let permit = gate::open::<Profile>(&mut db, &ask, known.holding.id).unwrap();
        let consent = db.read(|db| consents::list(db, &permit)).unwrap().remove(0).id;
        ask_consent::withdraw(&mut db, &own, known.holding.id, consent).unwrap();
        let today = "2026-11-24".parse().unwrap();
        let again = db.change(|tx| Ok(((), vec![consents::withdraw(tx, &permit, consent, today)?])));
        assert!(matches!(again, Err(StoreError::Stale)), "{again:?}");
    }

    fn a_health_consent_for_one_country_opens_no_other(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let checked = |to: &str| OfficeSafeguard {
            origin: office("JP"),
            destination: office(to),
            kind: Some(Safeguard::IntraGroupAgreement),
            until: None,
            annual_check_on: Some(day("2026-06-01")),
            onward_permitted: false,
        };
        let mut db = test.store.database().unwrap();
        let officer = caller(&test.cast.officer);
        db.change(|tx| {
            let added = ["SG", "HK"].map(|to| safeguards::add_safeguard(tx, &officer, &checked(to)));
            Ok(((), added.into_iter().collect::<Result<_, _>>()?))
        })
        .unwrap();
        let to_singapore = Consent { countries: vec!["SG".parse().unwrap()], ..people::health_consent(true) };
        db.change(|tx| Ok(((), vec![consents::add(tx, &officer, known.holding.id, &to_singapore)?]))).unwrap();
        let to = |office_code: &str| Transfer {
            destination: office(office_code),
            purpose: Purpose::Onboarding,
            until: None,
        };
        let asked = transfers::open::<Health>(&mut db, &officer, known.holding.id, to("HK"));
        let rule = "GATE-HEALTH-ABROAD";
        assert!(matches!(&asked, Err(StoreError::Refused(refusal)) if refusal.rule == rule), "{asked:?}");
        // What was asked for health alone is the consent to that country, for health alone.
        transfers::open::<Health>(&mut db, &officer, known.holding.id, to("SG")).unwrap();
        let profile = transfers::open::<Profile>(&mut db, &officer, known.holding.id, to("SG"));
        assert!(matches!(&profile, Err(StoreError::Refused(refusal)) if !refusal.unmet.is_empty()), "{profile:?}");
    }

    fn a_consent_to_go_abroad_carries_no_health_data(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let officer = caller(&test.cast.officer);
        let elsewhere = Consent { countries: vec!["HK".parse().unwrap()], ..people::health_consent(true) };
        let both = [people::foreign_consent("SG"), elsewhere];
        for consent in &both {
            db.change(|tx| Ok(((), vec![consents::add(tx, &officer, known.holding.id, consent)?]))).unwrap();
        }
        let to = Transfer { destination: office("SG"), purpose: Purpose::Onboarding, until: None };
        let asked = transfers::open::<Health>(&mut db, &officer, known.holding.id, to.clone());
        assert!(matches!(&asked, Err(StoreError::Refused(_))), "{asked:?}");
        transfers::open::<Profile>(&mut db, &officer, known.holding.id, to).unwrap();
    }
}
