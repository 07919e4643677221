//! Consents (recruitment policy, sections 3 and 6): asked by staff, answered and withdrawn by the candidate alone, and
//! what stands on them.

use saiyo::domain::category::{ApplicationHistory, Profile};
use saiyo::domain::id::HoldingId;
use saiyo::domain::purpose::Purpose;
use saiyo::store::transfers::{self, Transfer};
use saiyo::store::{StoreError, sessions};
use saiyo::vault::secret::Token;

use crate::browser::{Answer, Browser};
use crate::house::House;
use crate::support::Admitted;
use crate::support::cast::{caller, office};
use crate::support::sql::Sql;

/// A browser of the candidate, who came in by a link.
pub fn candidate(house: &House, holding: HoldingId) -> Browser {
    let token = Token::generate().unwrap();
    let until = house.app.clock.now().plus_seconds(60 * 60);
    let mut db = house.app.store.database().unwrap();
    db.change(|tx| Ok((sessions::add_link(tx, &token.hash(), holding, until)?, Vec::new()))).unwrap();
    drop(db);
    let mut browser = house.browser();
    assert_eq!(browser.post(&format!("/me/sign-in/{}", *token.reveal()), &[]).status, 303);
    browser.csrf = browser.get("/me").first("input[name=csrf]", "value");
    browser
}

pub fn page_of(known: &Admitted) -> String {
    format!("/staff/candidates/{}", known.holding.candidate)
}

/// Reads a question in a language and answers it.
pub fn answer(candidate: &Browser, href: &str, language: &str, answer: &str) -> Answer {
    let page = candidate.get_in(href, language);
    let (locale, shown) = (page.first("main [name=locale]", "value"), page.typed("shown"));
    candidate.post(href, &[("answer", answer), ("locale", &locale), ("shown", &shown)])
}

fn ask(staff: &Browser, known: &Admitted, fields: &[(&str, &str)]) -> u16 {
    staff.post(&format!("{}/consent-requests", page_of(known)), fields).status
}

/// Makes profile and applications available to Singapore, if the law lets it.
fn transfer_to_singapore(house: &House, known: &Admitted) -> Result<(), StoreError> {
    let officer = saiyo::domain::staff::Caller { at: house.app.clock.now(), ..caller(&house.kept.cast.officer) };
    let to = Transfer { destination: office("SG"), purpose: Purpose::Recruitment, until: None };
    let mut db = house.kept.store.database().unwrap();
    let profile = transfers::open::<Profile>(&mut db, &officer, known.holding.id, to.clone())?;
    transfers::make(&mut db, &profile)?;
    let history = transfers::open::<ApplicationHistory>(&mut db, &officer, known.holding.id, to)?;
    transfers::make(&mut db, &history).map(|_| ())
}

pub fn finds(staff: &Browser, words: &str) -> usize {
    let sent = staff.post("/staff/searches", &[("q", words)]);
    staff.get(&sent.location).count("td.who > a")
}

#[test]
fn singapore_finds_and_opens_a_profile_as_long_as_its_person_agrees() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let (rin, wei) = (house.signed_in(&cast.rin), house.signed_in(&cast.wei));
    let refusal = transfer_to_singapore(&house, &known).unwrap_err();
    assert!(matches!(refusal, StoreError::Refused(_)), "{refusal:?}");

    assert_eq!(ask(&rin, &known, &[("scope", "foreign"), ("country", "SG")]), 303);
    assert!(rin.get(&page_of(&known)).text("#consents").contains("Provision abroad Singapore"));
    assert!(transfer_to_singapore(&house, &known).is_err(), "to be asked is no consent");

    let akari = candidate(&house, known.holding.id);
    let me = akari.get_in("/me", "ja");
    assert!(me.text("[aria-labelledby=questions]").contains("シンガポールの拠点に提供してもよいですか"), "{}", me.body);
    let href = me.first("[aria-labelledby=questions] a", "href");
    let question = akari.get_in(&href, "ja");
    assert!(question.body.contains("個人データ保護法（PDPA、2012年）"), "the country is explained before");
    assert_eq!(question.count("main input:not([type=hidden])"), 0, "nothing is chosen beforehand");
    assert!(question.body.contains("Singapore（子会社）"), "and who would get them");
    let answered = answer(&akari, &href, "ja", "given");
    assert_eq!((answered.status, answered.location.as_str()), (303, "/me?done=answered"));
    let again = [("answer", "refused"), ("locale", "ja"), ("shown", &question.typed("shown"))];
    assert_eq!(akari.post(&href, &again).status, 404, "a question is answered once");
    let kept = rin.get(&page_of(&known)).text("#consents");
    assert!(kept.contains("On the person’s own page"));
    for selector in ["h1", ".narrow > p:not(.hint)"] {
        assert!(kept.contains(&question.text(selector)), "what was shown is kept as it was: {kept}");
    }

    transfer_to_singapore(&house, &known).unwrap();
    assert_eq!(finds(&wei, "Tanaka"), 1);
    let seen = wei.get(&page_of(&known));
    assert!(seen.status == 200 && seen.text("h1").contains("Akari"), "{} {}", seen.status, seen.text("h1"));

    let withdrawal = akari.get("/me").first("form[action$=withdrawal]", "action");
    let withdrawn = akari.post(&withdrawal, &[]);
    assert_eq!((withdrawn.status, withdrawn.location.as_str()), (303, "/me?done=withdrawn"));
    assert_eq!(wei.get(&page_of(&known)).status, 404, "the next click finds nobody");
    assert_eq!(finds(&wei, "Tanaka"), 0);
    let me = akari.get("/me");
    assert!(
        me.count("form[action$=withdrawal]") == 0 && me.text("[aria-labelledby=consents]").contains("Withdrawn on")
    );
    assert_eq!(akari.post(&withdrawal, &[]).status, 404, "it is withdrawn once");
}

#[test]
fn only_the_candidate_answers_and_withdraws() {
    let house = House::open();
    let cast = &house.kept.cast;
    let (known, other) = (house.admit(&cast.rin, "Tanaka", "Akari"), house.admit(&cast.rin, "Mori", "Sora"));
    let rin = house.signed_in(&cast.rin);
    assert_eq!(ask(&rin, &known, &[("scope", "talent_pool")]), 303);
    house.consent_to_health(&known);
    let (akari, sora) = (candidate(&house, known.holding.id), candidate(&house, other.holding.id));
    let me = akari.get("/me");
    let href = me.first("[aria-labelledby=questions] a", "href");
    let withdrawal = me.first("form[action$=withdrawal]", "action");
    for path in [&href, &withdrawal] {
        assert_eq!(sora.post(path, &[("answer", "given")]).status, 404, "{path}");
        let staff = rin.post(path, &[("answer", "given")]);
        assert_eq!((staff.status, staff.location.as_str()), (303, "/me/sign-in"), "{path}");
    }
    assert_eq!(sora.get(&href).status, 404);
    assert_eq!(akari.post_bare(&href, &[("answer", "given")]).status, 403, "a form of ours alone");
    assert_eq!(akari.post(&href, &[("answer", "perhaps")]).status, 400);
    assert_eq!(akari.post(&href, &[("answer", "given"), ("locale", "xx")]).status, 400);
    let others = [("answer", "given"), ("locale", "ja"), ("shown", "0123")];
    assert_eq!(akari.post(&href, &others).status, 409, "an answer to other words is none");
    let mut sql = house.kept.sql();
    assert_eq!(sql.number("SELECT count(*) AS n FROM consents WHERE withdrawn_on IS NOT NULL"), 0);
    assert_eq!(sql.number("SELECT count(*) AS n FROM consent_requests WHERE answer IS NOT NULL"), 0);
}

#[test]
fn a_no_is_kept_and_gives_no_consent() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let rin = house.signed_in(&cast.rin);
    assert_eq!(ask(&rin, &known, &[("scope", "talent_pool"), ("until", "2027-12-31")]), 303);
    let akari = candidate(&house, known.holding.id);
    let href = akari.get("/me").first("[aria-labelledby=questions] a", "href");
    assert!(akari.get(&href).body.contains("31 December 2027"));
    assert_eq!(answer(&akari, &href, "en", "refused").status, 303);
    assert!(rin.get(&page_of(&known)).text("#consents").contains("Not agreed"));
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM consents"), 0);
    assert_eq!(akari.get("/me").count("[aria-labelledby=questions]"), 0);
}

#[test]
fn a_question_that_is_none_is_refused_with_what_was_typed() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let rin = house.signed_in(&cast.rin);
    for fields in [
        &[("scope", "")][..],
        &[("scope", "foreign")],
        &[("scope", "foreign"), ("country", "JP")],
        &[("scope", "talent_pool"), ("country", "SG")],
        &[("scope", "third_party")],
        &[("scope", "health"), ("until", "2020-01-01")],
        &[("scope", "health"), ("until", "2027-02-30")],
    ] {
        let page = rin.post(&format!("{}/consent-requests", page_of(&known)), fields);
        assert_eq!((page.status, page.count("#consents .faults")), (422, 1), "{fields:?}");
        assert_eq!(page.count("#consents details[open]"), 1, "{fields:?}");
    }
    let manager = house.signed_in(&cast.manager);
    house.assign(&known, &cast.manager);
    assert_eq!(manager.get(&page_of(&known)).count("#consents"), 0, "managers ask nobody");
    for person in [&cast.manager, &cast.wei, &cast.ka_yan, &cast.officer, &cast.administrator, &cast.analyst] {
        let asked = ask(&house.signed_in(person), &known, &[("scope", "talent_pool")]);
        assert_eq!(asked, 404, "{}", person.name);
    }
    house.suspend(&known);
    assert_eq!(ask(&rin, &known, &[("scope", "talent_pool")]), 403, "nobody is asked while their record is suspended");
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM consent_requests"), 0);
}

#[test]
fn the_same_question_again_takes_the_place_of_the_first() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let rin = house.signed_in(&cast.rin);
    for country in ["SG", "HK", "SG"] {
        assert_eq!(ask(&rin, &known, &[("scope", "foreign"), ("country", country)]), 303);
    }
    let akari = candidate(&house, known.holding.id);
    assert_eq!(akari.get("/me").count("[aria-labelledby=questions] a"), 2);
    assert!(rin.get(&page_of(&known)).text("#consents").contains("Lapsed"));
}
