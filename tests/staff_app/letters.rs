//! A question is mailed with a link that works once, and answered on the page of that link.

use crate::consents::page_of;
use crate::house::House;
use crate::support::Admitted;
use crate::support::letters;
use crate::support::sql::Sql;

/// Asks whether somebody may be kept for later, and has the letter sent.
fn asked(house: &House, known: &Admitted) {
    let rin = house.signed_in(&house.kept.cast.rin);
    let page = rin.get(&page_of(known));
    assert!(page.text("#consents").contains("also mailed"), "{}", page.text("#consents"));
    let sent = rin.post(&format!("{}/consent-requests", page_of(known)), &[("scope", "talent_pool")]);
    assert_eq!(sent.status, 303);
    house.do_jobs();
}

/// The path of the link in the only letter to somebody.
fn link(house: &House, address: &str) -> String {
    let mut letters = letters::for_address(address);
    assert_eq!(letters.len(), 1, "one letter for {address}");
    let (headers, text) = letters.remove(0);
    for header in ["Auto-Submitted: auto-generated", "Content-Language: ja", "Message-ID: <letter-"] {
        assert!(headers.contains(header), "{headers}");
    }
    assert!(!text.contains("人材") && !text.contains("将来の採用"), "what is asked is not in the letter: {text}");
    let link = text.lines().find_map(|line| line.strip_prefix(house.address.as_str()));
    link.unwrap_or_else(|| panic!("a link to {}: {text}", house.address)).to_owned()
}

#[test]
fn a_mailed_question_is_answered_on_the_page_of_its_link_once() {
    let house = House::mailing();
    let known = house.admit(&house.kept.cast.rin, "Letterone", "Akari");
    asked(&house, &known);
    let path = link(&house, "akari.letterone@mail.example.org");

    let mut akari = house.browser();
    for _ in 0..2 {
        let page = akari.get_in(&path, "ja");
        assert_eq!((page.status, page.count("button[name=answer]")), (200, 2), "to look changes nothing");
        assert!(!page.headers.contains_key("set-cookie"));
        assert_eq!(page.count("main input:not([type=hidden])"), 0, "nothing is chosen beforehand");
    }
    assert_eq!(akari.get("/me").location, "/me/sign-in", "to look signs nobody in");
    let page = akari.get_in(&path, "ja");
    let (locale, shown) = (page.first("main [name=locale]", "value"), page.typed("shown"));
    let fields = [("answer", "given"), ("locale", &locale), ("shown", &shown)];
    assert_eq!(akari.post(&path, &[("answer", "given"), ("locale", "ja"), ("shown", "0")]).status, 409);
    assert_eq!(akari.post(&path, &[("answer", "perhaps")]).status, 400);
    let answered = akari.post(&path, &fields);
    assert_eq!((answered.status, answered.location.as_str()), (303, "/me?done=answered"));

    let me = akari.get_in("/me", "ja");
    akari.csrf = me.first("input[name=csrf]", "value");
    let kept = house.signed_in(&house.kept.cast.rin).get(&page_of(&known)).text("#consents");
    assert!(kept.contains("By the link in a letter") && kept.contains("Mailed "), "{kept}");
    assert!(kept.contains(&page.text("h1")), "what was shown is kept: {kept}");
    for again in [akari.get(&path).status, akari.post(&path, &fields).status] {
        assert_eq!(again, 404, "the link is used up");
    }
    let withdrawal = me.first("form[action$=withdrawal]", "action");
    assert_eq!(akari.post(&withdrawal, &[]).status, 303, "withdrawn as easily as given");
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM consents WHERE withdrawn_on IS NULL"), 0);
}

#[test]
fn a_no_by_letter_is_kept() {
    let house = House::mailing();
    let known = house.admit(&house.kept.cast.rin, "Lettertwo", "Akari");
    asked(&house, &known);
    let path = link(&house, "akari.lettertwo@mail.example.org");
    let browser = house.browser();
    let page = browser.get(&path);
    let (locale, shown) = (page.first("main [name=locale]", "value"), page.typed("shown"));
    let sent = browser.post(&path, &[("answer", "refused"), ("locale", &locale), ("shown", &shown)]);
    assert_eq!(sent.status, 303);
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM consents"), 0);
    let kept = house.signed_in(&house.kept.cast.rin).get(&page_of(&known)).text("#consents");
    assert!(kept.contains("Not agreed"), "{kept}");
}

#[test]
fn a_link_is_over_with_its_week_with_the_answer_elsewhere_and_with_a_suspension_nothing_is_mailed() {
    let house = House::mailing();
    let late = house.admit(&house.kept.cast.rin, "Letterlate", "Akari");
    asked(&house, &late);
    let path = link(&house, "akari.letterlate@mail.example.org");
    let browser = house.browser();
    assert_eq!(browser.get(&path).status, 200);
    house.app.clock.set(house.app.clock.now().plus_seconds(9 * 24 * 60 * 60));
    let page = browser.get(&path);
    assert_eq!((page.status, page.count("button[name=answer]")), (404, 0), "after its week");
    assert_eq!(browser.get("/me/answers/none").status, 404);

    let stopped = house.admit(&house.kept.cast.rin, "Letterstopped", "Akari");
    let rin = house.signed_in(&house.kept.cast.rin);
    assert_eq!(rin.post(&format!("{}/consent-requests", page_of(&stopped)), &[("scope", "talent_pool")]).status, 303);
    house.suspend(&stopped);
    house.do_jobs();
    assert!(letters::for_address("akari.letterstopped@mail.example.org").is_empty());
}

#[test]
fn a_link_to_the_own_page_is_mailed_and_one_that_answers_a_question_is_no_way_in() {
    let house = House::mailing();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Letterpage", "Akari");
    let links = format!("{}/sign-in-links", page_of(&known));
    for person in [&cast.manager, &cast.wei, &cast.administrator, &cast.analyst] {
        assert_eq!(house.signed_in(person).post(&links, &[]).status, 404, "{}", person.name);
    }
    let rin = house.signed_in(&cast.rin);
    let mailed = rin.post(&links, &[]);
    assert_eq!((mailed.status, mailed.location.ends_with("?done=link_mailed")), (303, true), "{}", mailed.location);
    house.do_jobs();
    let path = link(&house, "akari.letterpage@mail.example.org");
    assert!(path.starts_with("/me/sign-in/"), "{path}");
    let akari = house.browser();
    assert_eq!(akari.post(&path, &[]).location, "/me");
    assert!(akari.get_in("/me", "en").text("#uses").contains("sent you a link"));

    let other = house.admit(&cast.rin, "Letteranswer", "Akari");
    asked(&house, &other);
    let answers = link(&house, "akari.letteranswer@mail.example.org");
    let (page, token) = answers.rsplit_once('/').unwrap();
    assert_eq!((page, house.browser().post(&format!("/me/sign-in/{token}"), &[]).status), ("/me/answers", 404));
    let own = crate::consents::candidate(&house, other.holding.id);
    let href = own.get("/me").first("[aria-labelledby=questions] a", "href");
    assert_eq!(crate::consents::answer(&own, &href, "en", "refused").status, 303);
    assert_eq!(house.browser().get(&answers).status, 404, "what is answered elsewhere is answered");
}

#[test]
fn what_the_mail_server_does_not_take_is_told() {
    let house = House::mailing();
    let refused = house.admit(&house.kept.cast.rin, "Letter", "Refused");
    asked(&house, &refused);
    let later = house.admit(&house.kept.cast.rin, "Letter", "Later");
    asked(&house, &later);
    let rin = house.signed_in(&house.kept.cast.rin);
    let told = |known| rin.get(&page_of(known)).text("#consents");
    assert!(told(&refused).contains("Not mailed: the mail server refused it"), "{}", told(&refused));
    assert!(told(&later).contains("Not mailed yet"), "{}", told(&later));
}
