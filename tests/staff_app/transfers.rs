//! Transfers (recruitment policy, section 6): asked for by a recruiter, decided by the privacy officer, and waiting for
//! what the law still misses.

use saiyo::domain::jurisdiction::Country;
use saiyo::domain::staff::Role;

use crate::browser::Browser;
use crate::consents::{answer, candidate, finds, page_of};
use crate::house::House;
use crate::support::Admitted;
use crate::support::cast::moment;
use crate::support::sql::Sql;

const PROFILE: [(&str, &str); 3] =
    [("destination", "SG"), ("transfer_purpose", "P1_recruitment"), ("category.profile", "yes")];

fn ask(staff: &Browser, known: &Admitted, fields: &[(&str, &str)]) -> u16 {
    staff.post(&format!("{}/transfer-requests", page_of(known)), fields).status
}

/// Where the first request that waits is approved, or declined.
fn waiting(officer: &Browser, what: &str) -> String {
    officer.get("/staff/transfers").first(&format!("[aria-labelledby=waiting] form[action$='/{what}']"), "action")
}

/// Approves or declines the first request that waits.
fn decide(officer: &Browser, what: &str) {
    let decided = officer.post(&waiting(officer, what), &[]);
    assert_eq!((decided.status, decided.location.as_str()), (303, "/staff/transfers?done=saved"));
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
    decide(&mio, "approval");
    assert_eq!(finds(&wei, "Tanaka"), 0, "the officer's yes is not the law's");
    let page = rin.get(&page_of(&known));
    assert!(page.text("#transfers").contains("goes on once the rules allow it"));

    let action = page.first("#transfers .ways form", "action");
    let scope = page.first("#transfers .ways form [name=scope]", "value");
    let country: Country = page.first("#transfers .ways form [name=country]", "value").parse().unwrap();
    assert_eq!(rin.post(&action, &[("scope", &scope), ("country", country.as_str())]).status, 303);
    let akari = candidate(&house, known.holding.id);
    let href = akari.get("/me").first("[aria-labelledby=questions] a", "href");
    assert_eq!(answer(&akari, &href, "en", "given").status, 303);
    assert_eq!(finds(&wei, "Tanaka"), 1, "the consent was all that was missing");
    assert!(wei.get(&page_of(&known)).text("h1").contains("Akari"));
    let ledger = mio.get("/staff/transfers");
    assert!(ledger.text("[aria-labelledby=waiting]").contains("Nothing waits"));
    assert!(ledger.text("[aria-labelledby=flows] svg").contains("Singapore · 1"));
    assert!(akari.get("/me").text("#uses").contains("Made available to Singapore"));
    let uses = wei.get(&page_of(&known)).text("#uses");
    assert!(uses.contains("Made available to Singapore"), "{uses}");
    for beside in ["Asked for a consent", "Answered a question", "Recorded a consent", "Asked for a transfer"] {
        assert!(!uses.contains(beside), "Singapore sees what waits beside the record: {uses}");
    }

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
    house.check_hong_kong();
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
    let first = waiting(&mio, "approval");
    decide(&mio, "approval");
    assert_eq!(mio.post(&first, &[]).status, 404, "it is approved once");
    decide(&mio, "approval");
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
fn a_withdrawal_ends_the_transfer_of_a_suspended_record_too() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    let asked = rin.post(&format!("{}/consent-requests", page_of(&known)), &[("scope", "foreign"), ("country", "SG")]);
    assert_eq!(asked.status, 303);
    let akari = candidate(&house, known.holding.id);
    let href = akari.get("/me").first("[aria-labelledby=questions] a", "href");
    assert_eq!(answer(&akari, &href, "en", "given").status, 303);
    assert_eq!(ask(&rin, &known, &PROFILE), 303);
    decide(&mio, "approval");
    house.suspend(&known);
    let withdrawal = akari.get("/me").first("form[action$=withdrawal]", "action");
    assert_eq!(akari.post(&withdrawal, &[]).status, 303);
    let mut sql = house.kept.sql();
    let ended = "SELECT count(*) AS n FROM transfers WHERE end_rule = 'JP-GRP-CONSENT' AND ended_at IS NOT NULL";
    assert_eq!(sql.number(ended), 1);
    assert_eq!(sql.number("SELECT count(*) AS n FROM grants WHERE state = 'live' AND transfer_id IS NOT NULL"), 0);
}

#[test]
fn a_declined_request_is_not_made_whatever_the_law_says() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    let fields = [("destination", "HK"), ("transfer_purpose", "P1_recruitment"), ("category.profile", "yes")];
    assert_eq!(ask(&rin, &known, &fields), 303);
    let action = waiting(&mio, "approval");
    decide(&mio, "refusal");
    house.check_hong_kong();
    assert_eq!(mio.post(&action, &[]).status, 404);
    assert!(rin.get(&page_of(&known)).text("#transfers").contains("Declined"));
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM transfers"), 0);
    assert_eq!(ask(&rin, &known, &fields), 303, "it can be asked for again");
}

#[test]
fn only_who_may_asks_decides_and_ends() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let rin = house.signed_in(&cast.rin);
    for person in [&cast.manager, &cast.wei, &cast.officer, &cast.administrator, &cast.analyst] {
        assert_eq!(ask(&house.signed_in(person), &known, &PROFILE), 404, "{}", person.name);
    }
    assert_eq!(ask(&rin, &known, &PROFILE), 303);
    let mio = house.signed_in(&cast.officer);
    let action = waiting(&mio, "approval");
    for person in [&cast.rin, &cast.manager, &cast.wei, &cast.administrator, &cast.analyst] {
        let browser = house.signed_in(person);
        assert_eq!(browser.get("/staff/transfers").status, 404, "{}", person.name);
        assert_eq!(browser.post(&action, &[]).status, 404, "{}", person.name);
    }
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM transfer_requests WHERE approved_at IS NOT NULL"), 0);
    house.transfer_to_hong_kong(&known);
    let end = mio.get("/staff/transfers").first("[aria-labelledby=made] form", "action");
    for person in [&cast.rin, &cast.manager, &cast.ka_yan, &cast.administrator, &cast.analyst] {
        assert_eq!(house.signed_in(person).post(&end, &[]).status, 404, "{}", person.name);
    }
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM transfers WHERE ended_at IS NOT NULL"), 0);
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
        with("destination", "JP"),
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

#[test]
fn a_check_opens_what_waited_for_it_and_one_that_fails_ends_it() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    let fields = [("destination", "HK"), ("transfer_purpose", "P1_recruitment"), ("category.profile", "yes")];
    assert_eq!(ask(&rin, &known, &fields), 303);
    decide(&mio, "approval");
    let page = mio.get("/staff/transfers/safeguards");
    assert!(page.text("#office-HK ~ dl").contains("Never"), "{}", page.text("main"));

    let check = "/staff/transfers/safeguards/HK/check";
    for fields in [[("finding", ""), ("note", "x")], [("finding", "kept"), ("note", " ")]] {
        let refused = mio.post(check, &fields);
        assert_eq!((refused.status, refused.count(".faults")), (422, 1), "{fields:?}");
    }
    let kept = mio.post(check, &[("finding", "kept"), ("note", "PDPO, and the office's rooms")]);
    assert_eq!((kept.status, kept.location.as_str()), (303, "/staff/transfers/safeguards?done=saved"));
    let page = mio.get("/staff/transfers/safeguards");
    let checks = page.text("[aria-labelledby=checks]");
    assert!(checks.contains("PDPO, and the office's rooms") && checks.contains("Mio"), "{checks}");
    assert!(page.text("#office-HK ~ dl").contains("24 November 2027"), "a year from now");
    house.carry_transfers();
    let ka_yan = house.signed_in(&cast.ka_yan);
    assert_eq!(finds(&ka_yan, "Tanaka"), 1, "the check was all that was missing");

    assert_eq!(mio.post(check, &[("finding", "failed"), ("note", "Measures not kept")]).status, 303);
    assert_eq!(finds(&ka_yan, "Tanaka"), 0, "gate and lists do not wait");
    house.carry_transfers();
    let made = mio.get("/staff/transfers").text("[aria-labelledby=made] tbody");
    assert!(made.contains("Ended") && made.ends_with("JP-OWN-ABROAD"), "ended by the rule that refuses it: {made}");
    for person in [&cast.rin, &cast.manager, &cast.administrator, &cast.analyst] {
        let browser = house.signed_in(person);
        assert_eq!(browser.get("/staff/transfers/safeguards").status, 404, "{}", person.name);
        assert_eq!(browser.post(check, &[("finding", "kept"), ("note", "x")]).status, 404, "{}", person.name);
    }
    assert_eq!(mio.post("/staff/transfers/safeguards/JP/check", &[("finding", "kept"), ("note", "x")]).status, 404);
}

#[test]
fn a_check_that_is_a_day_late_is_refused_on_page_list_search_and_file_alike() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    house.transfer_to_hong_kong(&known);
    let ka_yan = house.signed_in(&cast.ka_yan);
    assert_eq!(ka_yan.post("/staff/selection", &[("list", "/staff/candidates"), ("then", "all")]).status, 303);
    let fields = [("act", "export"), ("reason", "interviews"), ("encoding", "utf-8"), ("column", "family")];
    let planned = ka_yan.post("/staff/selection/acts", &fields).location;
    assert!(ka_yan.get(&planned).text("main").contains("One person would be in the file"));

    house.app.clock.set(moment("2027-11-24T03:00:00Z"));
    let on_its_last_day = house.signed_in(&cast.ka_yan);
    assert_eq!(finds(&on_its_last_day, "Tanaka"), 1);
    assert!(on_its_last_day.get(&page_of(&known)).text("h1").contains("Akari"));

    // Nobody does anything: the day passes, and no job has looked.
    house.app.clock.set(moment("2027-11-25T03:00:00Z"));
    let late = house.signed_in(&cast.ka_yan);
    let page = late.get(&page_of(&known));
    assert!(
        page.body.contains("JP-OWN-ABROAD") && !page.body.contains("Akari"),
        "{} {}",
        page.status,
        page.text("main")
    );
    assert_eq!(finds(&late, "Tanaka"), 0);
    assert_eq!(late.get("/staff/candidates").count("td.who > a"), 0);
    let planned = late.post("/staff/selection/acts", &fields).location;
    let trial = late.get(&planned);
    assert!(trial.text(".withheld").contains("JP-OWN-ABROAD"), "{}", trial.text("main"));
    let file = late.post(&format!("{planned}/file"), &[("password", crate::house::PASSWORD)]);
    assert!(!file.body.contains("Tanaka"), "{} {}", file.status, file.body);
}

#[test]
fn an_agreement_opens_and_its_end_closes() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let (rin, mio, wei) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer), house.signed_in(&cast.wei));
    house.publish_joint_use();
    assert_eq!(ask(&rin, &known, &PROFILE), 303);
    decide(&mio, "approval");
    let page = "/staff/transfers/safeguards/SG";
    assert_eq!(mio.post(&format!("{page}/check"), &[("finding", "kept"), ("note", "PDPA")]).status, 303);
    assert_eq!(mio.post(page, &[("kind", "intra_group_agreement"), ("until", "2027-02-30")]).status, 422);
    assert_eq!(mio.post(page, &[("kind", "intra_group_agreement"), ("until", "2026-11-30")]).status, 303);
    house.carry_transfers();
    assert_eq!(finds(&wei, "Tanaka"), 1);
    house.app.clock.set(house.app.clock.now().plus_seconds(8 * 24 * 60 * 60));
    let wei = house.signed_in(&cast.wei);
    assert_eq!(finds(&wei, "Tanaka"), 0, "the agreement ran out with its day");
    house.carry_transfers();
    let live = "SELECT count(*) AS n FROM grants WHERE state = 'live' AND transfer_id IS NOT NULL";
    assert_eq!(house.kept.sql().number(live), 0, "and so did the key");
}

#[test]
fn an_office_passes_on_what_it_was_given_and_the_one_that_collected_sees_and_ends_it() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    house.publish_joint_use();
    house.agree_onward();
    let lan = house.hire("Lan", "SG", Role::PrivacyOfficer);
    let (rin, wei, ka_yan) = (house.signed_in(&cast.rin), house.signed_in(&cast.wei), house.signed_in(&cast.ka_yan));
    let (mio, lan) = (house.signed_in(&cast.officer), house.signed_in(&lan));
    assert_eq!(ask(&rin, &known, &PROFILE), 303);
    decide(&mio, "approval");
    assert_eq!(finds(&wei, "Tanaka"), 1);

    let onward = [("destination", "HK"), ("transfer_purpose", "P1_recruitment"), ("category.profile", "yes")];
    assert_eq!(ask(&wei, &known, &onward), 303);
    assert!(
        mio.get("/staff/transfers").text("[aria-labelledby=waiting]").contains("Nothing waits"),
        "it is Singapore's"
    );
    decide(&lan, "approval");
    assert_eq!(finds(&ka_yan, "Tanaka"), 1);
    let theirs = wei.get(&page_of(&known)).text("#transfers");
    assert!(theirs.contains("Hong Kong") && !theirs.contains("Passed on by"), "{theirs}");
    let panel = rin.get(&page_of(&known)).text("#transfers");
    assert!(panel.contains("Passed on by Singapore"), "{panel}");
    assert_eq!(ask(&ka_yan, &known, &PROFILE), 422, "nobody passes on what was passed on");

    assert_eq!(rin.get(&page_of(&known)).count("#transfers form[action$='/end']"), 0, "recruiters end none");
    let theirs = mio.get(&page_of(&known)).first("#transfers form[action$='/end']", "action");
    assert_eq!(mio.post(&theirs, &[]).status, 303);
    assert_eq!((finds(&wei, "Tanaka"), finds(&ka_yan, "Tanaka")), (1, 0), "the newest is what Singapore passed on");
    assert_eq!(ask(&wei, &known, &onward), 303);
    decide(&lan, "approval");
    assert_eq!(finds(&ka_yan, "Tanaka"), 1);

    let end = mio.get("/staff/transfers").first("[aria-labelledby=made] form", "action");
    assert_eq!(mio.post(&end, &[]).status, 303);
    assert_eq!((finds(&wei, "Tanaka"), finds(&ka_yan, "Tanaka")), (0, 0));
    assert_eq!(ka_yan.get(&page_of(&known)).status, 404);
    assert_eq!(lan.get("/staff/transfers").count("[aria-labelledby=made] form"), 0, "it has ended there as well");
}
