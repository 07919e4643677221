//! A later version of the notice, told by mail to those who were shown an earlier one.

use crate::browser::Browser;
use crate::consents::candidate;
use crate::house::House;
use crate::lists::keep_in_pool;
use crate::notices::published;
use crate::support::sql::Sql;
use crate::support::{letters, moment};

const PAGE: &str = "/staff/notices/2/announcement";

/// The path of the link in the only letter to somebody.
fn link(house: &House, address: &str) -> String {
    let mut found = letters::for_address(address);
    assert_eq!(found.len(), 1, "one letter for {address}");
    let (headers, text) = found.remove(0);
    for header in ["Auto-Submitted: auto-generated", "Content-Language: ja", "Message-ID: <letter-"] {
        assert!(headers.contains(header), "{headers}");
    }
    let link = text.lines().find_map(|line| line.strip_prefix(house.address.as_str()));
    link.unwrap_or_else(|| panic!("a link to {}: {text}", house.address)).to_owned()
}

fn begin(mio: &Browser) {
    let begun = mio.post(PAGE, &[]);
    assert_eq!((begun.status, begun.location), (303, format!("{PAGE}?done=announcement_begun")));
}

fn reach(mio: &Browser) -> String {
    mio.get(PAGE).text("[aria-labelledby=reach] dl")
}

fn progress(mio: &Browser) -> String {
    mio.get(PAGE).text("[aria-labelledby=progress] dl")
}

#[test]
fn each_who_was_shown_an_earlier_version_gets_one_letter_and_those_left_out_are_counted() {
    let house = House::mailing();
    let cast = &house.kept.cast;
    house.admit(&cast.rin, "Tellone", "Akari");
    let stopped = house.admit(&cast.rin, "Tellstopped", "Akari");
    let seen = house.admit(&cast.rin, "Tellseen", "Akari");
    let nowhere = house.admit(&cast.rin, "Tellnowhere", "Akari");
    house.admit(&cast.wei, "Tellabroad", "Akari");
    let mio = house.signed_in(&cast.officer);
    assert_eq!(mio.get("/staff/notices").count("a[href$='/announcement']"), 0, "nobody is told of a first version");
    assert_eq!(mio.get("/staff/notices/1/announcement").status, 404);
    published(&mio, "inform", "");
    assert_eq!(mio.get("/staff/notices").first("a[href$='/announcement']", "href"), PAGE);
    assert!(reach(&mio).starts_with("Get a letter 4"), "{}", reach(&mio));

    house.suspend(&stopped);
    let own = candidate(&house, seen.holding.id);
    let page = own.get("/me/notices/2");
    let (locale, shown) = (page.first("main [name=locale]", "value"), page.typed("shown"));
    let fields = [("answer", "seen"), ("locale", &*locale), ("shown", &*shown)];
    assert_eq!(own.post("/me/notices/2", &fields).status, 303);
    let mut sql = house.kept.sql();
    let id = sql.id(nowhere.holding.id.uuid());
    sql.run(&format!("CREATE TABLE kept AS SELECT * FROM address_index WHERE holding_id = {id}")).unwrap();
    sql.run(&format!("DELETE FROM address_index WHERE holding_id = {id}")).unwrap();
    let told = reach(&mio);
    for line in ["Get a letter 1", "have seen or answered it 1", "use is stopped 1", "no address 1"] {
        assert!(told.contains(line), "{line}: {told}");
    }
    for person in [&cast.rin, &cast.manager, &cast.administrator, &cast.analyst] {
        let browser = house.signed_in(person);
        assert_eq!((browser.get(PAGE).status, browser.post(PAGE, &[]).status), (404, 404), "{}", person.name);
    }

    begin(&mio);
    assert!(mio.get(PAGE).text("main").contains("The letters are being made"));
    assert_eq!(mio.get(PAGE).count("[aria-labelledby=reach]"), 0, "while it runs its progress is told alone");
    assert_eq!(mio.post(PAGE, &[]).location, format!("{PAGE}?done=stale"), "it is begun once");
    house.do_jobs();
    assert!(progress(&mio).contains("Sent 1"), "{}", progress(&mio));
    assert!(reach(&mio).contains("Get a letter 0") && reach(&mio).contains("a letter was made before 1"));
    assert_eq!(mio.get(PAGE).count("form[action$='/announcement']"), 0);
    let path = link(&house, "akari.tellone@mail.example.org");
    for silent in ["tellstopped", "tellseen", "tellnowhere", "tellabroad"] {
        assert!(letters::for_address(&format!("akari.{silent}@mail.example.org")).is_empty(), "{silent}");
    }

    let reader = house.browser();
    for _ in 0..2 {
        let page = reader.get_in(&path, "ja");
        assert_eq!((page.status, page.count("button[name=answer]")), (200, 1), "to look changes nothing");
        assert!(!page.headers.contains_key("set-cookie"));
    }
    assert_eq!(reader.get("/me").location, "/me/sign-in", "to look signs nobody in");
    let page = reader.get_in(&path, "ja");
    let (locale, shown) = (page.first("main [name=locale]", "value"), page.typed("shown"));
    assert_eq!(reader.post(&path, &[("answer", "seen"), ("locale", "ja"), ("shown", "0")]).status, 409);
    assert_eq!(reader.post(&path, &[("answer", "perhaps")]).status, 400);
    let (page, token) = path.rsplit_once('/').unwrap();
    assert_eq!(page, "/me/announcements");
    for other in ["sign-in", "answers"] {
        assert_eq!(house.browser().post(&format!("/me/{other}/{token}"), &[]).status, 404, "it is no way to {other}");
    }
    let answered = reader.post(&path, &[("answer", "seen"), ("locale", &locale), ("shown", &shown)]);
    assert_eq!((answered.status, answered.location.as_str()), (303, "/me?done=answered"));
    assert!(reader.get_in("/me", "en").text("[aria-labelledby=notices]").contains("Seen on"));
    assert_eq!((reader.get(&path).status, reader.post(&path, &[]).status), (404, 404), "the link is used up");

    // Whoever could not be told then is told now, and nobody twice.
    sql.run("INSERT INTO address_index SELECT * FROM kept").unwrap();
    house.app.clock.set(house.app.clock.now().plus_seconds(60));
    begin(&mio);
    house.do_jobs();
    assert_eq!(letters::for_address("akari.tellone@mail.example.org").len(), 1);
    link(&house, "akari.tellnowhere@mail.example.org");
    assert_eq!(sql.number("SELECT count(*) AS n FROM letters WHERE kind = 'notice'"), 2);
    assert_eq!(sql.number("SELECT count(*) AS n FROM journal WHERE subject LIKE '%example.org%'"), 0);
    assert_eq!(sql.number("SELECT count(*) AS n FROM journal WHERE subject = 'announcement:2'"), 2);
}

#[test]
fn what_asks_is_told_from_its_day_on_and_what_changed_meanwhile_stops_the_letter() {
    let house = House::mailing();
    let cast = &house.kept.cast;
    let yes = house.admit(&cast.rin, "Askyes", "Akari");
    let stopped = house.admit(&cast.rin, "Askstopped", "Akari");
    let elsewhere = house.admit(&cast.rin, "Askelsewhere", "Akari");
    let mio = house.signed_in(&cast.officer);
    published(&mio, "ask", "Counsel advised so.");
    let early = mio.get(PAGE);
    assert!(early.text("main").contains("can be answered from 10 December 2026 on"), "{}", early.text("main"));
    assert_eq!(early.count("form[action$='/announcement']"), 0);
    assert_eq!(mio.post(PAGE, &[]).location, format!("{PAGE}?done=stale"));
    house.do_jobs();
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM letters"), 0);

    house.app.clock.set(moment("2026-12-11T03:00:00Z"));
    let mio = house.signed_in(&cast.officer);
    assert!(reach(&mio).contains("Get a letter 3"), "{}", reach(&mio));
    begin(&mio);
    house.suspend(&stopped);
    house.do_jobs();
    assert!(letters::for_address("akari.askstopped@mail.example.org").is_empty());
    let path = link(&house, "akari.askyes@mail.example.org");
    let reader = house.browser();
    let page = reader.get(&path);
    assert_eq!(page.count("button[name=answer]"), 2);
    assert_eq!(page.count("main input:not([type=hidden])"), 0, "nothing is chosen beforehand");
    let (locale, shown) = (page.first("main [name=locale]", "value"), page.typed("shown"));
    assert_eq!(reader.post(&path, &[("answer", "seen"), ("locale", &locale), ("shown", &shown)]).status, 404);
    let given = [("answer", "given"), ("locale", &*locale), ("shown", &*shown)];
    assert_eq!(reader.post(&path, &given).status, 303);
    assert!(reader.get_in("/me", "en").text("[aria-labelledby=notices]").contains("You agreed on"));
    assert_eq!(house.browser().post(&path, &given).status, 404);
    drop(yes);

    let other = link(&house, "akari.askelsewhere@mail.example.org");
    let own = candidate(&house, elsewhere.holding.id);
    let page = own.get("/me/notices/2");
    let (locale, shown) = (page.first("main [name=locale]", "value"), page.typed("shown"));
    let no = [("answer", "refused"), ("locale", &*locale), ("shown", &*shown)];
    assert_eq!(own.post("/me/notices/2", &no).status, 303);
    assert_eq!(house.browser().get(&other).status, 404, "what is answered elsewhere is answered");
    let told = progress(&mio);
    assert!(told.contains("Sent 2") && told.contains("Waiting 0"), "{told}");
}

#[test]
fn a_letter_is_stopped_by_the_rules_of_its_moment_and_a_withdrawn_version_is_told_to_nobody() {
    let house = House::mailing();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tellwaiting", "Akari");
    let mio = house.signed_in(&cast.officer);
    published(&mio, "inform", "");
    begin(&mio);
    assert_eq!(mio.post("/staff/notices/2/withdrawal", &[]).status, 303);
    house.do_jobs();
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM letters"), 0);
    assert_eq!((mio.get(PAGE).status, mio.post(PAGE, &[]).status), (404, 404));

    // The letter is there, and waits for a server; meanwhile the use is stopped.
    published(&mio, "inform", "");
    let page = "/staff/notices/3/announcement";
    assert_eq!(mio.post(page, &[]).status, 303);
    saiyo::workflows::announce_notices::make_letters(&house.kept.store, &|| house.app.clock.now()).unwrap();
    assert!(mio.get(page).text("[aria-labelledby=progress]").contains("Waiting 1"));
    house.suspend(&known);
    house.do_jobs();
    let told = mio.get(page).text("[aria-labelledby=progress]");
    assert!(told.contains("Waiting 0") && told.contains("answered meanwhile 1"), "{told}");
    assert!(letters::for_address("akari.tellwaiting@mail.example.org").is_empty());
}

#[test]
fn whoever_is_kept_for_a_later_look_alone_is_told_as_well() {
    let house = House::mailing();
    let cast = &house.kept.cast;
    let pooled = house.admit(&cast.rin, "Tellpooled", "Akari");
    let stopped = house.admit(&cast.rin, "Tellpoolstopped", "Akari");
    house.admit(&cast.rin, "Tellpastitstime", "Akari");
    keep_in_pool(&house, &pooled);
    keep_in_pool(&house, &stopped);
    let mut sql = house.kept.sql();
    sql.run("UPDATE applications SET stage = 'refused', closed_on = '2025-11-01'").unwrap();
    let mio = house.signed_in(&cast.officer);
    published(&mio, "inform", "");
    begin(&mio);
    saiyo::workflows::announce_notices::make_letters(&house.kept.store, &|| house.app.clock.now()).unwrap();
    assert!(progress(&mio).contains("Waiting 3"), "{}", progress(&mio));
    house.suspend(&stopped);
    house.do_jobs();
    assert!(progress(&mio).contains("Sent 1"), "{}", progress(&mio));
    let path = link(&house, "akari.tellpooled@mail.example.org");
    assert_eq!(house.browser().get(&path).count("button[name=answer]"), 1);
    for silent in ["tellpoolstopped", "tellpastitstime"] {
        assert!(letters::for_address(&format!("akari.{silent}@mail.example.org")).is_empty(), "{silent}");
    }
    let mut decided = |outcome: &str, rule: &str| {
        let told = "FROM journal WHERE actor = 'job:send_letters' AND verb = 'ask' AND subject = 'notice'";
        sql.number(&format!("SELECT count(*) AS n {told} AND outcome = '{outcome}' AND rules LIKE '%{rule}'"))
    };
    assert_eq!((decided("allow", "USE-OK"), decided("deny", "GATE-SUSPENDED")), (1, 1));
    assert_eq!(decided("deny", "GATE-RETENTION"), 1);
}

#[test]
fn what_keeps_the_letters_from_being_made_keeps_none_from_being_sent() {
    let house = House::mailing();
    house.admit(&house.kept.cast.rin, "Tellmade", "Akari");
    let mio = house.signed_in(&house.kept.cast.officer);
    published(&mio, "inform", "");
    begin(&mio);
    saiyo::workflows::announce_notices::make_letters(&house.kept.store, &|| house.app.clock.now()).unwrap();
    house.kept.sql().run("ALTER TABLE notice_announcements RENAME TO gone").unwrap();
    house.do_jobs();
    link(&house, "akari.tellmade@mail.example.org");
}
