//! What candidates are told about a country (APPI Art. 28(2)): kept by the privacy officer, read by everybody, shown
//! with each question.

use crate::consents::{candidate, page_of};
use crate::house::House;
use crate::support::sql::Sql;

const PAGE: &str = "/staff/country-information";
const DRAFT: &str = "/staff/country-information/drafts/SG";

/// A whole version.
fn fields(text: &str) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for part in ["system", "differences", "measures"] {
        for language in ["ja", "en", "zh-Hant"] {
            all.push((format!("{part}.{language}"), format!("{text} {part} {language}")));
        }
    }
    all.push(("source".to_owned(), "https://sso.agc.example/PDPA2012".to_owned()));
    all.push(("checked_on".to_owned(), "2026-11-24".to_owned()));
    all
}

fn with<'a>(all: &'a [(String, String)], name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let kept = all.iter().filter(|(field, _)| field != name).map(|(field, value)| (field.as_str(), value.as_str()));
    kept.chain([(name, value)]).collect()
}

#[test]
fn what_is_told_about_a_country_is_published_and_shown_with_the_question() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    assert!(mio.get("/staff").text("main").contains("Country information to look at"));
    let page = mio.get(PAGE);
    assert!(page.text("#country-SG ~ p").contains("Version 1"), "{}", page.text("main"));
    assert_eq!(page.count("[aria-labelledby^=country-]"), 3);

    assert_eq!(mio.get(DRAFT).status, 404, "nothing is being written");
    let begun = mio.post(&format!("{PAGE}/drafts"), &[("country", "SG")]);
    assert_eq!((begun.status, begun.location.as_str()), (303, DRAFT));
    let draft = mio.get(DRAFT);
    assert!(draft.text("[name='system.ja']").contains("個人データ保護法") && draft.typed("checked_on").is_empty());
    let revision = draft.first("form [name=revision]", "value");
    let all = [fields("New"), vec![("revision".to_owned(), revision.clone())]].concat();
    for (name, value, says) in [
        ("system.zh-Hant", " ", "Please fill this in"),
        ("source", "", "Please fill this in"),
        ("source", "law.example", "https://"),
        ("checked_on", "", "Please fill this in"),
        ("checked_on", "2026-11-25", "has not come yet"),
        ("checked_on", "2026-02-30", "a date that exists"),
    ] {
        let sent = [with(&all, name, value), vec![("then", "publish")]].concat();
        let refused = mio.post(DRAFT, &sent);
        assert!(refused.status == 422 && refused.text(".faults").contains(says), "{name}: {}", refused.text(".faults"));
    }
    let saved = mio.post(DRAFT, &with(&all, "system.zh-Hant", ""));
    assert_eq!((saved.status, saved.location.as_str()), (303, format!("{DRAFT}?done=saved").as_str()), "unfinished");
    let overtaken =
        mio.post(DRAFT, &[with(&all, "source", "https://other.example"), vec![("then", "publish")]].concat());
    assert_eq!(overtaken.status, 409);
    assert_eq!(overtaken.typed("source"), "https://other.example", "nothing that was typed is lost");
    let revision = overtaken.first("form [name=revision]", "value");
    let sent = [with(&all, "revision", &revision), vec![("then", "publish")]].concat();
    let published = mio.post(DRAFT, &sent);
    assert_eq!((published.status, published.location.as_str()), (303, format!("{PAGE}?done=saved").as_str()));
    let page = mio.get(PAGE).text("[aria-labelledby=country-SG]");
    assert!(page.contains("Version 2") && page.contains("Mio") && page.contains("Version 1"), "{page}");
    assert!(page.contains("24 November 2027"), "a year from its check: {page}");

    let public = house.browser().get("/notices/countries");
    assert!(public.text("main").contains("New measures en"), "{}", public.text("main"));
    assert!(house.browser().get("/notices").count("a[href='/notices/countries']") == 1);

    let ask = || rin.post(&format!("{}/consent-requests", page_of(&known)), &[("scope", "foreign"), ("country", "SG")]);
    assert_eq!(ask().status, 303);
    let akari = candidate(&house, known.holding.id);
    let href = akari.get("/me").first("[aria-labelledby=questions] a", "href");
    let question = akari.get_in(&href, "ja");
    for told in ["New system ja", "New differences ja", "New measures ja", "https://sso.agc.example/PDPA2012"] {
        assert!(question.text("main").contains(told), "{told}: {}", question.text("main"));
    }
    assert_eq!(question.count("main a[href='/notices/countries']"), 1);

    let withdrawal = mio.get(PAGE).first("[aria-labelledby=country-SG] form[action$='/withdrawal']", "action");
    assert_eq!(mio.post(&withdrawal, &[]).status, 303);
    assert!(mio.get(PAGE).text("[aria-labelledby=country-SG]").contains("nobody can be asked"));
    assert_eq!(mio.post(&withdrawal, &[]).status, 404, "it is withdrawn once");
    assert_eq!(akari.get(&href).status, 404, "what was asked with it is closed");
    let uses = akari.get_in("/me", "en").text("#uses");
    assert!(uses.contains("closed a question for your consent"), "and its candidate reads of it: {uses}");
    let uses = rin.get(&page_of(&known)).text("#uses");
    assert!(uses.contains("Closed a question for a consent"), "{uses}");
    let refused = ask();
    assert_eq!(refused.status, 422);
    assert!(refused.text("#consents .faults").contains("Country information"), "and the page says who mends it");
    rin.post("/staff/selection", &[("list", "/staff/candidates"), ("then", "all")]);
    let act = [
        ("act", "transfer"),
        ("transfer_purpose", "P1_recruitment"),
        ("destination", "SG"),
        ("category.profile", "yes"),
    ];
    let planned = rin.post("/staff/selection/acts", &act).location;
    rin.post(&planned, &[("waiting", "yes")]);
    let result = rin.get(&planned);
    assert!(result.text("main").contains("cannot be asked yet"), "{}", result.text("main"));
    assert_eq!(result.count("form[action$='/questions']"), 0);
    assert_eq!(rin.post(&format!("{planned}/questions"), &[]).status, 409);
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM consent_requests"), 1);
}

#[test]
fn nobody_but_an_officer_keeps_what_is_told() {
    let house = House::open();
    let cast = &house.kept.cast;
    let mio = house.signed_in(&cast.officer);
    let withdrawal = mio.get(PAGE).first("[aria-labelledby=country-SG] form[action$='/withdrawal']", "action");
    mio.post(&format!("{PAGE}/drafts"), &[("country", "SG")]);
    for person in [&cast.rin, &cast.manager, &cast.administrator, &cast.analyst] {
        let browser = house.signed_in(person);
        assert_eq!(browser.get(PAGE).status, 404, "{}", person.name);
        assert_eq!(browser.get(DRAFT).status, 404, "{}", person.name);
        assert_eq!(browser.post(&withdrawal, &[]).status, 404, "{}", person.name);
        for path in [format!("{PAGE}/drafts"), DRAFT.to_owned(), format!("{DRAFT}/removal")] {
            let fields = [("country", "HK"), ("revision", "1"), ("source", "https://evil.example")];
            assert_eq!(browser.post(&path, &fields).status, 404, "{path} as {}", person.name);
        }
    }
    let discarded = mio.post(&format!("{DRAFT}/removal"), &[("revision", "1")]);
    assert_eq!((discarded.status, discarded.location.as_str()), (303, format!("{PAGE}?done=draft_discarded").as_str()));
    assert_eq!(mio.post(&format!("{PAGE}/drafts"), &[("country", "US")]).status, 404, "there is no office");
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM country_information_drafts"), 0);
}
