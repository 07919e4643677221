//! Transfers (recruitment policy, section 6): asked for by a recruiter, decided by the privacy officer, and waiting for
//! what the law still misses.

use saiyo::domain::jurisdiction::Country;
use saiyo::store::outsourcing::{self, OfficeSafeguard};

use crate::browser::Browser;
use crate::consents::{candidate, finds, page_of};
use crate::house::House;
use crate::support::cast::{caller, day, office};
use crate::support::sql::Sql;
use crate::support::{Admitted, TODAY};

const PROFILE: [(&str, &str); 3] =
    [("destination", "SG"), ("transfer_purpose", "P1_recruitment"), ("category.profile", "yes")];

fn ask(staff: &Browser, known: &Admitted, fields: &[(&str, &str)]) -> u16 {
    staff.post(&format!("{}/transfer-requests", page_of(known)), fields).status
}

/// Approves the first request that waits.
fn decide(officer: &Browser, decision: &str) {
    let action = officer.get("/staff/transfers").first("[aria-labelledby=waiting] form", "action");
    let decided = officer.post(&action, &[("decision", decision)]);
    assert_eq!((decided.status, decided.location.as_str()), (303, "/staff/transfers?done=saved"));
}

/// Checks Hong Kong, a branch of the same company, for the year.
fn check_hong_kong(house: &House) {
    let checked = OfficeSafeguard {
        origin: office("JP"),
        destination: office("HK"),
        kind: None,
        until: None,
        annual_check_on: Some(day(TODAY)),
        onward_permitted: true,
    };
    let officer = caller(&house.kept.cast.officer);
    let mut db = house.kept.store.database().unwrap();
    db.change(|tx| Ok(((), vec![outsourcing::add_safeguard(tx, &officer, &checked)?]))).unwrap();
}

#[test]
fn a_refused_transfer_offers_its_remedy_and_goes_on_by_itself_until_the_consent_ends() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let (rin, wei, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.wei), house.signed_in(&cast.officer));
    assert_eq!(ask(&rin, &known, &PROFILE), 303);
    let page = rin.get(&page_of(&known));
    let panel = page.text("#transfers");
    assert!(panel.contains("Waits for the privacy officer") && panel.contains("JP-GRP-CONSENT"), "{panel}");

    let waiting = mio.get("/staff/transfers");
    let row = waiting.text("[aria-labelledby=waiting] tbody");
    assert!(row.contains("Akari") && row.contains("JP-GRP-CONSENT") && row.contains("Singapore"), "{row}");
    decide(&mio, "approve");
    assert_eq!(finds(&wei, "Tanaka"), 0, "the officer's yes is not the law's");
    let page = rin.get(&page_of(&known));
    assert!(page.text("#transfers").contains("goes on once the rules allow it"));

    let action = page.first("#transfers .ways form", "action");
    let scope = page.first("#transfers .ways form [name=scope]", "value");
    let country: Country = page.first("#transfers .ways form [name=country]", "value").parse().unwrap();
    assert_eq!(rin.post(&action, &[("scope", &scope), ("country", country.as_str())]).status, 303);
    let akari = candidate(&house, known.holding.id);
    let href = akari.get("/me").first("[aria-labelledby=questions] a", "href");
    assert_eq!(akari.post(&href, &[("answer", "given")]).status, 303);
    assert_eq!(finds(&wei, "Tanaka"), 1, "the consent was all that was missing");
    assert!(wei.get(&page_of(&known)).text("h1").contains("Akari"));
    let ledger = mio.get("/staff/transfers");
    assert!(ledger.text("[aria-labelledby=waiting]").contains("Nothing waits"));
    assert!(ledger.text("[aria-labelledby=flows] svg").contains("Singapore · 1"));
    assert!(akari.get("/me").text("[aria-labelledby=uses]").contains("Made available elsewhere"));

    let withdrawal = akari.get("/me").first("form[action$=withdrawal]", "action");
    assert_eq!(akari.post(&withdrawal, &[]).status, 303);
    assert_eq!(finds(&wei, "Tanaka"), 0);
    assert_eq!(wei.get(&page_of(&known)).status, 404, "without a grant Singapore does not know them");
    let made = mio.get("/staff/transfers").text("[aria-labelledby=made] tbody");
    assert!(made.contains("Ended") && made.contains("JP-GRP-CONSENT"), "{made}");
    let kept = house.kept.keyring_sql().number("SELECT count(*) AS n FROM wrapped_keys");
    let live = house.kept.sql().number("SELECT count(*) AS n FROM grants WHERE state = 'live'");
    assert_eq!(kept, live, "the key is gone");
}

#[test]
fn what_the_law_allows_is_made_with_the_officers_yes_and_ends_with_a_button() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    check_hong_kong(&house);
    let (rin, ka_yan, mio) =
        (house.signed_in(&cast.rin), house.signed_in(&cast.ka_yan), house.signed_in(&cast.officer));
    let both = [
        ("destination", "HK"),
        ("transfer_purpose", "P1_recruitment"),
        ("category.profile", "yes"),
        ("category.application_history", "yes"),
        ("transfer_until", "2026-12-31"),
    ];
    assert_eq!(ask(&rin, &known, &both), 303);
    decide(&mio, "approve");
    decide(&mio, "approve");
    assert_eq!(finds(&ka_yan, "Tanaka"), 1);
    let ledger = mio.get("/staff/transfers");
    assert_eq!(ledger.count("[aria-labelledby=made] form"), 2);
    assert!(ledger.text("[aria-labelledby=made]").contains("until 31 December 2026"));
    while let Some(action) = mio.get("/staff/transfers").find("[aria-labelledby=made] form", "action") {
        let ended = mio.post(&action, &[]);
        assert_eq!((ended.status, ended.location.as_str()), (303, "/staff/transfers?done=transfer_ended"));
        assert_eq!(mio.post(&action, &[]).status, 404, "it ends once");
    }
    assert_eq!(finds(&ka_yan, "Tanaka"), 0);
    assert!(rin.get(&page_of(&known)).text("#uses").contains("Ended the transfer to Hong Kong"));
}

#[test]
fn a_declined_request_is_not_made_whatever_the_law_says() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    let fields = [("destination", "HK"), ("transfer_purpose", "P1_recruitment"), ("category.profile", "yes")];
    assert_eq!(ask(&rin, &known, &fields), 303);
    let action = mio.get("/staff/transfers").first("[aria-labelledby=waiting] form", "action");
    decide(&mio, "decline");
    check_hong_kong(&house);
    assert_eq!(mio.post(&action, &[("decision", "approve")]).status, 404);
    assert!(rin.get(&page_of(&known)).text("#transfers").contains("Declined"));
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM transfers"), 0);
    assert_eq!(ask(&rin, &known, &fields), 303, "it can be asked for again");
}

#[test]
fn only_who_may_asks_decides_and_ends() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    check_hong_kong(&house);
    let rin = house.signed_in(&cast.rin);
    for person in [&cast.manager, &cast.wei, &cast.officer, &cast.administrator, &cast.analyst] {
        assert_eq!(ask(&house.signed_in(person), &known, &PROFILE), 404, "{}", person.name);
    }
    assert_eq!(ask(&rin, &known, &PROFILE), 303);
    let mio = house.signed_in(&cast.officer);
    let action = mio.get("/staff/transfers").first("[aria-labelledby=waiting] form", "action");
    for person in [&cast.rin, &cast.manager, &cast.wei, &cast.administrator, &cast.analyst] {
        let browser = house.signed_in(person);
        assert_eq!(browser.get("/staff/transfers").status, 404, "{}", person.name);
        assert_eq!(browser.post(&action, &[("decision", "approve")]).status, 404, "{}", person.name);
    }
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM transfer_requests WHERE approved_at IS NOT NULL"), 0);
}

#[test]
fn a_request_that_is_none_is_refused_with_what_was_typed() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let rin = house.signed_in(&cast.rin);
    let with = |name: &'static str, value: &'static str| -> Vec<(&str, &str)> {
        PROFILE.into_iter().filter(|(field, _)| *field != name).chain([(name, value)]).collect()
    };
    for fields in [
        with("destination", ""),
        with("destination", "US"),
        with("category.profile", ""),
        with("transfer_purpose", "RIGHTS"),
        with("transfer_until", "2020-01-01"),
        with("transfer_until", "2027-02-30"),
        // Nothing of it is held.
        vec![("destination", "SG"), ("transfer_purpose", "P1_recruitment"), ("category.health", "yes")],
    ] {
        let page = rin.post(&format!("{}/transfer-requests", page_of(&known)), &fields);
        assert_eq!((page.status, page.count("#transfers .faults")), (422, 1), "{fields:?}");
    }
    assert_eq!(ask(&rin, &known, &PROFILE), 303);
    let again = rin.post(&format!("{}/transfer-requests", page_of(&known)), &PROFILE);
    assert!(again.status == 422 && again.text("#transfers .faults").contains("asked for already"));
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM transfer_requests"), 1);
}
