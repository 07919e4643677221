//! Texts that messages begin with over HTTP: kept, looked at, used for an answer, and removed.

use crate::browser::Browser;
use crate::house::House;
use crate::support::arrived::head;
use crate::support::cast::caller;
use crate::support::sql::Sql;

const PAGE: &str = "/staff/inbox/templates";

fn typed<'a>(text: &'a str, act: &'a str) -> [(&'a str, &'a str); 5] {
    let subject = "Your interview at {{company}}";
    [("name", "Invitation"), ("language", "en"), ("subject", subject), ("text", text), ("act", act)]
}

/// Keeps a template; the address of its page.
fn kept(browser: &Browser, text: &str) -> String {
    let answer = browser.post(PAGE, &typed(text, "save"));
    assert_eq!((answer.status, answer.location.as_str()), (303, format!("{PAGE}?done=saved").as_str()));
    browser.get(PAGE).first("td.who a", "href")
}

fn templates(house: &House) -> i64 {
    house.kept.sql().number("SELECT count(*) AS n FROM message_templates")
}

#[test]
fn a_template_is_looked_at_kept_changed_and_removed() {
    let house = House::open();
    let rin = house.signed_in(&house.kept.cast.rin);
    assert!(rin.get(PAGE).text("main").contains("There are no templates yet."));
    let form = rin.get(&format!("{PAGE}/new"));
    assert!(form.text(".placeholders").contains("{{vacancy}}"), "{}", form.body);
    let text = "Dear {{name}},\n\nabout {{vacancy}}, on {{date}}. {{sender}}, {{office}}";
    let look = rin.post(PAGE, &typed(text, "preview"));
    assert_eq!((look.status, templates(&house)), (200, 0));
    let said = look.text(".preview");
    for part in ["Your interview at Aomine Instruments", "Dear Taro Yamada,", "24 November 2026. Rin, Tokyo"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(look.typed("subject"), "Your interview at {{company}}", "what was typed is still there");

    let path = kept(&rin, text);
    let page = rin.get(&path);
    assert!(page.text("#text").contains("Dear {{name}}"), "{}", page.body);
    let revision = page.typed("revision");
    let change = |text: &str| rin.post(&path, &[&typed(text, "save")[..], &[("revision", revision.as_str())]].concat());
    assert_eq!(change("Hello {{name}},").status, 303);
    let overtaken = change("Good day {{name}},");
    assert_eq!(overtaken.status, 409, "it was changed meanwhile");
    assert!(overtaken.text("#text").contains("Good day") && overtaken.text("#text-stored").contains("Hello"));
    let same = rin.post(PAGE, &typed("x", "save"));
    assert_eq!((same.status, same.count("#name-error")), (422, 1));

    let gone = rin.post(&rin.get(&path).first("form[action$='/removal']", "action"), &[]);
    assert_eq!(gone.location, format!("{PAGE}?done=template_removed"));
    assert_eq!((rin.get(&path).status, templates(&house)), (404, 0));
}

#[test]
fn what_stands_for_nothing_is_named_at_its_field() {
    let house = House::open();
    let rin = house.signed_in(&house.kept.cast.rin);
    for act in ["save", "preview"] {
        let refused = rin.post(PAGE, &typed("Dear {{firstname}},", act));
        assert_eq!(refused.status, 422);
        assert!(refused.text("#text-error").contains("{{firstname}}"), "{}", refused.text("#text-error"));
        assert!(refused.text("#text").contains("Dear {{firstname}},"));
    }
    assert_eq!(templates(&house), 0);
    let wide = kept(&rin, "｛｛name｝｝様");
    assert!(rin.get(&wide).text("#text").contains("{{name}}様"), "braces of any width are braces");
}

#[test]
fn an_answer_and_a_first_message_begin_with_a_template() {
    let house = House::open();
    let known = house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    let by = caller(&house.kept.cast.rin);
    let thread = house.kept.arrived(&by, &known, &head(&known), "When does it suit you?");
    let thread = format!("/staff/inbox/{thread}");
    let rin = house.signed_in(&house.kept.cast.rin);
    kept(&rin, "Dear {{name}},\n\nThank you for applying as {{vacancy}}.");
    let page = rin.get(&thread);
    assert!(!page.text("#mail-text").contains("Dear"));
    let begun = rin.get(&page.first("#reply .templates a", "href"));
    let text = begun.text("#mail-text");
    assert!(text.starts_with("Dear Akari Tanaka,\n\nThank you for applying as Engineer."), "{text}");
    assert!(text.contains("> When does it suit you?"), "what is answered is quoted below: {text}");
    assert_eq!(begun.typed("subject"), "Your interview at Aomine Instruments");
    assert_eq!(begun.first("#mail-to", "value"), "akari.tanaka@mail.example.org");

    // A draft is written anew, to whom it was.
    let to = "akari.tanaka@mail.example.org";
    let half = [("to", to), ("cc", "haru@saiyo.example.com"), ("subject", "x"), ("text", "Half a"), ("act", "save")];
    assert_eq!(rin.post(&format!("{thread}/messages"), &half).status, 303);
    let draft = rin.get(&rin.get(&thread).first("#reply .templates a", "href"));
    assert!(draft.text("#mail-text").starts_with("Dear Akari Tanaka,"), "{}", draft.body);
    assert!(!draft.first("[name=draft]", "value").is_empty(), "it is still the draft");
    assert_eq!(draft.first("#mail-cc", "value"), "haru@saiyo.example.com");

    let new = rin.get(&format!("/staff/inbox/new?candidate={}", known.holding.candidate));
    let first = rin.get(&new.first("#reply .templates a", "href"));
    assert!(first.text("#mail-text").starts_with("Dear Akari Tanaka,"), "{}", first.body);
    let nothing = rin.get(&format!("{thread}?template={}", known.holding.candidate));
    assert_eq!(nothing.status, 404, "there is no such template");
}

#[test]
fn nobody_else_sees_a_template() {
    let house = House::open();
    let cast = &house.kept.cast;
    let path = kept(&house.signed_in(&cast.rin), "x");
    for person in [&cast.wei, &cast.manager, &cast.analyst, &cast.administrator, &cast.officer] {
        let browser = house.signed_in(person);
        assert_eq!(browser.get(&path).status, 404, "{}", person.name);
        assert_eq!(browser.post(&path, &typed("y", "save")).status, 404, "{}", person.name);
        assert_eq!(browser.post(&format!("{path}/removal"), &[]).status, 404, "{}", person.name);
        let list = browser.get(PAGE);
        assert!(list.status == 404 || !list.body.contains("Invitation"), "{}", person.name);
    }
    assert_eq!(templates(&house), 1);
}

#[test]
fn a_signature_is_written_in_each_language_and_stands_under_messages() {
    let house = House::open();
    let known = house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    let rin = house.signed_in(&house.kept.cast.rin);
    let page = rin.get("/staff/signature");
    assert!(page.text("main dl").contains("Rin\nTokyo\nAomine Instruments"), "{}", page.body);
    let kept = rin.post("/staff/signature", &[("ja", "採用担当\nRin"), ("en", "Rin, Recruitment"), ("zh-Hant", "")]);
    assert_eq!((kept.status, kept.location.as_str()), (303, "/staff/signature?done=saved"));
    let page = rin.get("/staff/signature");
    assert_eq!((page.text("#ja").as_str(), page.text("#zh-Hant").as_str()), ("採用担当\nRin", ""));
    let new = rin.get(&format!("/staff/inbox/new?candidate={}", known.holding.candidate));
    assert_eq!(new.text("#mail-text"), "-- \n採用担当\nRin");
    let long = "x".repeat(1_001);
    let refused = rin.post("/staff/signature", &[("ja", ""), ("en", long.as_str()), ("zh-Hant", "")]);
    assert_eq!((refused.status, refused.count("#en-error")), (422, 1));
    assert_eq!(rin.get("/staff/signature").text("#ja"), "採用担当\nRin", "nothing was changed");
    assert_eq!(house.signed_in(&house.kept.cast.officer).get("/staff/signature").status, 404);
}
