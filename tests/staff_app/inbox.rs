//! The inbox over HTTP: mail that was filed is read, answered, put off and decided about; what was not filed is seen.

use saiyo::domain::staff::{Role, Staff};

use crate::browser::{Answer, Browser};
use crate::house::House;
use crate::support::mail::{Letter, deliver};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, moment};

/// Words of the mails: they must stand in no address.
const SUBJECT: &str = "面接の日程について Marker-Subject";
const TEXT: &str = "Thursday suits me. Marker-Text\n\nOn 23 November 2026, Aomine wrote:\n> Marker-Quoted\n";
const ERASE: &str = "Hello,\n\nI would like you to delete all information you have about me, including my resume and \
     the interview recordings.\n\nRegards";

fn letter<'a>() -> Letter<'a> {
    Letter {
        from: "Akari Tanaka <akari.tanaka@mail.example.org>",
        subject: SUBJECT,
        text: TEXT,
        html: "<p>Thursday suits <b>me</b>.</p><script>alert(1)</script><img src=\"https://track.example/x.png\">",
        file: Some(("Marker-職務経歴書.pdf", b"%PDF-1.7 nothing follows")),
        ..Letter::default()
    }
}

fn house() -> (House, Admitted) {
    let house = House::open();
    let known = house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    (house, known)
}

fn put(house: &House, letter: &Letter<'_>) {
    deliver(&house.kept.store, &house.app.reader, "JP", &letter.raw(), house.app.clock.now());
}

fn open(house: &House, person: &Staff) -> Browser {
    house.signed_in(person)
}

/// The address of the first thread of a folder.
fn thread(browser: &Browser, folder: &str) -> String {
    browser.get(&format!("/staff/inbox?folder={folder}")).first("td.who a", "href")
}

fn rows(browser: &Browser, folder: &str) -> usize {
    browser.get(&format!("/staff/inbox?folder={folder}")).count("main tbody tr")
}

/// Posts a form of a page with what it carries along unseen.
fn press(browser: &Browser, page: &Answer, action: &str, fields: &[(&str, &str)]) -> Answer {
    let form = format!("form[action$='{action}']");
    let revision = page.find(&format!("{form} [name=revision]"), "value").unwrap_or_default();
    let path = page.first(&form, "action");
    browser.post(&path, &[fields, &[("revision", revision.as_str())]].concat())
}

fn words<'a>(text: &'a str, act: &'a str) -> [(&'a str, &'a str); 4] {
    [("to", "akari.tanaka@mail.example.org"), ("subject", "Re: the interview"), ("text", text), ("act", act)]
}

#[test]
fn a_filed_mail_is_read_with_its_files_and_finds_its_owner() {
    let (house, known) = house();
    put(&house, &letter());
    let rin = open(&house, &house.kept.cast.rin);
    let list = rin.get("/staff/inbox");
    assert!(list.text("td.who").contains("Tanaka") && list.text("main tbody").contains(SUBJECT), "{}", list.body);
    let path = thread(&rin, "unassigned");
    let page = rin.get(&path);
    assert_eq!((page.status, page.text("h1").as_str()), (200, SUBJECT));
    assert!(page.text(".message-text").contains("Marker-Text") && !page.text(".message-text").contains("Quoted"));
    assert!(page.text(".message details").contains("Marker-Quoted"), "what is quoted is folded");
    assert!(page.text(".cautions").contains("loaded something from elsewhere"), "{}", page.text(".cautions"));
    assert_eq!(page.count(&format!("a[href='/staff/candidates/{}']", known.holding.candidate)), 1);

    let file = rin.get(&page.first(".message .files a", "href"));
    assert_eq!((file.status, file.bytes.as_slice()), (200, &b"%PDF-1.7 nothing follows"[..]));
    let source = rin.get(&page.first("a[href$='/source']", "href"));
    assert!(source.status == 200 && source.body.contains("MIME-Version"));
    for answer in [&file, &source] {
        assert!(answer.header("content-disposition").starts_with("attachment"));
        assert_eq!(answer.header("content-type"), "application/octet-stream");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(answer.header("content-security-policy").starts_with("sandbox"));
    }

    let me = house.kept.cast.rin.id.to_string();
    assert_eq!(press(&rin, &page, "/owner", &[("owner", &me)]).status, 303);
    assert_eq!((rows(&rin, "unassigned"), rows(&rin, "mine")), (0, 1));
    let overtaken = press(&rin, &page, "/owner", &[("owner", "")]);
    assert!(overtaken.location.ends_with("?done=stale"), "{}", overtaken.location);
    let page = rin.get(&path);
    assert_eq!(page.text("#owner option[selected]"), "Rin");
    let done = press(&rin, &page, "/state", &[("state", "done")]);
    assert_eq!((done.status, done.location.as_str()), (303, "/staff/inbox?done=thread_done"));
    assert_eq!((rows(&rin, "mine"), rows(&rin, "done"), rows(&rin, "all")), (0, 1, 1));
}

#[test]
fn beside_a_mail_from_another_address_than_the_one_on_record_it_is_said() {
    let (house, _) = house();
    put(&house, &Letter { html: "", ..letter() });
    let rin = open(&house, &house.kept.cast.rin);
    let path = thread(&rin, "all");
    let page = rin.get(&path);
    assert_eq!(page.count(".cautions"), 0);
    let source = rin.get(&page.first("a[href$='/source']", "href")).body;
    let (_, id) = source.split_once("Message-ID: <").unwrap();
    let headers = format!("In-Reply-To: <{}>\r\n", id.split('>').next().unwrap());
    let from = "Akari Tanaka <akari.tanaka@mail.example.com>";
    put(&house, &Letter { from, html: "", headers: &headers, ..letter() });
    let page = rin.get(&path);
    assert_eq!((page.count(".message"), page.count(".cautions")), (2, 1));
    let said = page.text(".cautions");
    assert!(said.contains("This address is not the one on record.") && said.contains("names a message"), "{said}");
}

#[test]
fn the_html_of_a_message_is_framed_by_one_page_alone_and_nothing_in_it_can_do_anything() {
    let (house, _) = house();
    put(&house, &letter());
    let rin = open(&house, &house.kept.cast.rin);
    let page = rin.get(&thread(&rin, "all"));
    assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
    assert!(!page.header("content-security-policy").contains("frame-src"), "no other page frames anything");
    let framing = rin.get(&page.first("a[href$='/as-sent']", "href"));
    let policy = framing.header("content-security-policy");
    assert!(policy.contains("frame-src 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert_eq!(framing.first("iframe", "sandbox"), "", "everything is taken from it");
    let framed = rin.get(&framing.first("iframe", "src"));
    let policy = framed.header("content-security-policy");
    for part in ["sandbox;", "default-src 'none'", "script-src 'none'", "style-src 'none'", "frame-ancestors 'self'"] {
        assert!(policy.contains(part), "{part}: {policy}");
    }
    assert!(!policy.contains("allow-"), "{policy}");
    assert_eq!(framed.header("referrer-policy"), "no-referrer");
    assert_eq!(framed.count("b"), 1);
    assert!(framed.count("script, img") == 0 && !framed.body.contains("track.example"), "{}", framed.body);
}

#[test]
fn an_answer_waits_and_can_be_taken_back() {
    let (house, _) = house();
    put(&house, &letter());
    let rin = open(&house, &house.kept.cast.rin);
    let path = thread(&rin, "all");
    let page = rin.get(&path);
    assert_eq!(page.first("#mail-to", "value"), "akari.tanaka@mail.example.org");
    assert!(page.first("#mail-subject", "value").starts_with("Re: "));
    let messages = format!("{path}/messages");
    let sent = rin.post(&messages, &words("Thank you.", "send"));
    assert_eq!((sent.status, sent.location.as_str()), (303, format!("{path}?done=message_queued").as_str()));
    assert_eq!(rows(&rin, "waiting"), 1);
    let page = rin.get(&path);
    assert!(page.text(".goes").contains("Will be sent at"), "{}", page.text(".goes"));
    let back = press(&rin, &page, "/cancel", &[]);
    assert_eq!(back.location, format!("{path}?done=taken_back"));
    let page = rin.get(&path);
    assert!(page.count(".goes") == 0 && page.text("#mail-text").contains("Thank you."), "it is a draft again");
    let discarded = press(&rin, &page, "/discard", &[]);
    assert_eq!(discarded.location, format!("{path}?done=draft_discarded"));
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM messages WHERE direction = 'out'"), 0);
}

#[test]
fn a_draft_is_kept_shown_again_and_goes_on() {
    let (house, _) = house();
    put(&house, &letter());
    let rin = open(&house, &house.kept.cast.rin);
    let path = thread(&rin, "all");
    let messages = format!("{path}/messages");
    let kept = rin.post(&messages, &words("Half a", "save"));
    assert_eq!(kept.location, format!("{path}?done=draft_saved"));
    let page = rin.get(&path);
    let (draft, revision) = (page.first("#reply [name=draft]", "value"), page.first("#reply [name=revision]", "value"));
    let go_on = |text, act| {
        let carried = [("draft", draft.as_str()), ("revision", revision.as_str())];
        rin.post(&messages, &[&words(text, act)[..], &carried].concat())
    };
    let look = go_on("Half a sentence.", "preview");
    assert!(look.status == 200 && look.text(".preview").contains("Half a sentence."), "{}", look.body);
    assert_eq!(go_on("Half a sentence.", "send").status, 303);
    let again = go_on("Half a sentence, twice.", "send");
    assert_eq!(again.status, 422, "the draft went already");
    assert!(again.text("#mail-text").contains("twice") && again.first("#reply [name=draft]", "value").is_empty());
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM messages WHERE direction = 'out'"), 1);
}

#[test]
fn a_form_that_is_sent_twice_is_one_message_and_loses_nothing_that_was_typed() {
    let (house, known) = house();
    put(&house, &letter());
    let rin = open(&house, &house.kept.cast.rin);
    let path = thread(&rin, "all");
    let messages = format!("{path}/messages");
    let id = rin.get(&path).first("#reply [name=message]", "value");
    let press = |text, act| rin.post(&messages, &[&words(text, act)[..], &[("message", id.as_str())]].concat());
    for _ in 0..2 {
        let sent = press("Thank you.", "send");
        assert_eq!((sent.status, sent.location.as_str()), (303, format!("{path}?done=message_queued").as_str()));
    }
    let other = press("Thank you very much.", "send");
    assert_eq!(other.status, 422, "that was not sent");
    assert!(other.text("#mail-text").contains("very much") && other.first("#reply [name=message]", "value") != id);
    let ours = "SELECT count(*) AS n FROM messages WHERE direction = 'out'";
    assert_eq!(house.kept.sql().number(ours), 1);

    let candidate = known.holding.candidate.to_string();
    let page = rin.get(&format!("/staff/inbox/new?candidate={candidate}"));
    let id = page.first("#reply [name=message]", "value");
    let begin = [&words("Hello.", "save")[..], &[("candidate", &candidate), ("message", &id)]].concat();
    let first = rin.post("/staff/inbox/new", &begin);
    assert_eq!((first.status, rin.post("/staff/inbox/new", &begin).location), (303, first.location));
    let send = [&words("Hello.", "send")[..], &[("candidate", &candidate), ("message", &id)]].concat();
    let stale = rin.post("/staff/inbox/new", &send);
    assert_eq!((stale.status, stale.text("#mail-text").trim()), (422, "Hello."), "it was kept and not sent");
    assert_eq!(house.kept.sql().number(ours), 2);
}

#[test]
fn what_the_guard_warns_of_goes_only_after_a_tick() {
    let (house, _) = house();
    put(&house, &letter());
    let rin = open(&house, &house.kept.cast.rin);
    let path = thread(&rin, "all");
    let messages = format!("{path}/messages");
    let text = "Please find the form attached.";
    let warned = rin.post(&messages, &words(text, "send"));
    assert_eq!((warned.status, warned.text("#mail-text").trim()), (422, text));
    assert!(warned.text("#reply .faults").contains("none goes with it"), "{}", warned.text("#reply .faults"));
    let ticked = [&words(text, "send")[..], &[("how.anyway", "yes")]].concat();
    assert_eq!(rin.post(&messages, &ticked).status, 303);
    let blank = rin.post(&messages, &[&words("Dear {{name}},", "send")[..], &[("how.anyway", "yes")]].concat());
    assert_eq!((blank.status, blank.count("#mail-anyway")), (422, 1));
    assert!(blank.text("#mail-text-error").contains("blank"), "a blank is never sent");
    let nobody = rin.post(&messages, &[("to", "nobody"), ("subject", ""), ("text", "x"), ("act", "send")]);
    assert!(nobody.status == 422 && nobody.count("#mail-to-error") == 1 && nobody.count("#mail-subject-error") == 1);
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM messages WHERE direction = 'out'"), 1);
}

#[test]
fn a_thread_is_put_off_and_comes_back() {
    let (house, _) = house();
    put(&house, &letter());
    let rin = open(&house, &house.kept.cast.rin);
    let path = thread(&rin, "unassigned");
    let page = rin.get(&path);
    let past = press(&rin, &page, "/snooze", &[("until", "day-of"), ("day", "2026-11-24")]);
    assert_eq!((past.status, past.count("#snooze-day-error")), (422, 1), "{}", past.body);
    assert_eq!(press(&rin, &page, "/snooze", &[("until", "tomorrow"), ("day", "")]).status, 303);
    assert_eq!((rows(&rin, "unassigned"), rows(&rin, "snoozed")), (0, 1));
    let page = rin.get(&path);
    assert!(page.text("main .facts").contains("Snoozed until 25 Nov 2026, 09:00"), "{}", page.text("main .facts"));
    assert_eq!(press(&rin, &page, "/snooze", &[("now", "yes")]).status, 303);
    assert_eq!(rows(&rin, "unassigned"), 1, "it was brought back");
    assert_eq!(press(&rin, &rin.get(&path), "/snooze", &[("until", "tomorrow"), ("day", "")]).status, 303);
    house.app.clock.set(moment(NOW).plus_seconds(24 * 60 * 60));
    assert_eq!(rows(&open(&house, &house.kept.cast.rin), "unassigned"), 1, "its moment came");
}

#[test]
fn a_request_in_a_mail_shows_its_day_and_that_identity_is_not_proven() {
    let (house, _) = house();
    put(&house, &Letter { subject: "My personal data", text: ERASE, html: "", file: None, ..letter() });
    let rin = open(&house, &house.kept.cast.rin);
    let path = thread(&rin, "all");
    let page = rin.get(&path);
    let shown = page.text(".finding");
    assert!(shown.contains("ask for erasure") && shown.contains("To be answered by"), "{shown}");
    assert!(shown.contains("does not prove who sent it"), "{shown}");
    let decided = press(&rin, &page, &page.first(".finding form", "action"), &[("decision", "dismissed")]);
    assert_eq!(decided.location, format!("{path}?done=saved"));
    let after = rin.get(&path);
    assert!(after.text(".finding .badge").contains("Dismissed") && after.count(".finding form") == 0);
    let again = press(&rin, &page, &page.first(".finding form", "action"), &[("decision", "taken")]);
    assert!(again.location.ends_with("?done=stale"), "{}", again.location);
}

#[test]
fn what_could_not_be_filed_is_seen_downloaded_and_decided() {
    let (house, _) = house();
    let news = Letter {
        from: "News <news@bulk.example>",
        headers: "List-Id: <news.bulk.example>\r\nList-Unsubscribe: <https://bulk.example/u>\r\nPrecedence: bulk\r\n",
        html: "",
        file: None,
        ..letter()
    };
    put(&house, &news);
    put(&house, &Letter { subject: "Other news", ..news });
    let rin = open(&house, &house.kept.cast.rin);
    assert_eq!(rows(&rin, "all"), 0);
    let page = rin.get("/staff/inbox/unfiled");
    assert_eq!(page.count("main tbody tr"), 2, "{}", page.body);
    let shown = page.text("main tbody");
    assert!(shown.contains("Mailing list") && !page.body.contains("Marker"), "nothing of it is shown: {shown}");
    let source = rin.get(&page.first("a[href$='/source']", "href"));
    assert!(source.status == 200 && source.body.contains("List-Id"));
    assert!(source.header("content-disposition").starts_with("attachment"));
    let gone = press(&rin, &page, "/removal", &[]);
    assert_eq!(gone.location, "/staff/inbox/unfiled?done=mail_discarded");
    let page = rin.get("/staff/inbox/unfiled");
    assert_eq!(page.count("main tbody tr"), 1);
    assert_eq!(press(&rin, &page, "/filing", &[]).location, "/staff/inbox/unfiled?done=mail_refiled");
    assert_eq!(rin.get("/staff/inbox/unfiled").count("main tbody tr"), 0);
    let wei = open(&house, &house.kept.cast.wei);
    assert_eq!(wei.get(&page.first("a[href$='/source']", "href")).status, 404, "another office");
}

#[test]
fn a_recruiter_writes_first_and_writes_down_a_call() {
    let (house, known) = house();
    let rin = open(&house, &house.kept.cast.rin);
    let person = format!("/staff/candidates/{}", known.holding.candidate);
    let page = rin.get(&person);
    assert!(page.text("#correspondence").contains("No messages yet."));
    let form = rin.get(&page.first("#correspondence a.button", "href"));
    assert_eq!(form.first("#mail-to", "value"), "akari.tanaka@mail.example.org");
    let candidate = known.holding.candidate.to_string();
    let first = rin.post("/staff/inbox/new", &[&words("Hello.", "send")[..], &[("candidate", &candidate)]].concat());
    assert_eq!(first.status, 303, "{}", first.body);
    let path = first.location.trim_end_matches("?done=message_queued").to_owned();
    assert!(rin.get(&path).text("main").contains("Hello."));

    let call = [("channel", "call"), ("on", "2026-11-24"), ("at", "10:30"), ("text", "Comes on Thursday.")];
    let kept = rin.post(&format!("{person}/calls"), &[&call[..], &[("thread", "")]].concat());
    assert!(kept.location.ends_with("?done=call_kept"), "{}", kept.location);
    let page = rin.get(kept.location.trim_end_matches("?done=call_kept"));
    assert!(page.text(".message").contains("Call") && page.text(".message").contains("Written down by Rin"));
    let same = path.rsplit('/').next().unwrap();
    let kept = rin.post(&format!("{person}/calls"), &[&call[..], &[("thread", same)]].concat());
    assert!(kept.location.starts_with(&path), "{}", kept.location);
    assert_eq!(rin.get(&path).count(".message"), 2);
    let later = [("channel", "call"), ("on", "2026-11-25"), ("at", "10:30"), ("text", "x"), ("thread", "")];
    let refused = rin.post(&format!("{person}/calls"), &later);
    assert_eq!((refused.status, refused.count("#call-on-error")), (422, 1));
    assert_eq!(rin.get(&person).count("#correspondence .correspondence > li"), 2);
}

#[test]
fn two_who_work_on_a_thread_see_each_other() {
    let (house, _) = house();
    put(&house, &letter());
    let colleague = house.hire("Nao", "JP", Role::Recruiter);
    let rin = open(&house, &house.kept.cast.rin);
    let path = thread(&rin, "all");
    rin.get(&path);
    let nao = open(&house, &colleague);
    assert!(nao.get(&path).text(".here").contains("Rin is looking"), "{}", nao.get(&path).body);
    rin.post(&format!("{path}/messages"), &words("Half a", "preview"));
    assert!(nao.get(&path).text(".here").contains("Rin is writing"));
}

#[test]
fn nobody_else_learns_of_a_thread_and_no_address_names_anybody() {
    let (house, known) = house();
    put(&house, &letter());
    let cast = &house.kept.cast;
    let rin = open(&house, &cast.rin);
    let path = thread(&rin, "all");
    let page = rin.get(&path);
    let addresses: Vec<String> = ["a[href]", "form[action]"]
        .iter()
        .flat_map(|selector| {
            let attribute = if selector.starts_with('a') { "href" } else { "action" };
            all(&page, selector, attribute)
        })
        .collect();
    for word in ["Marker", "Tanaka", "tanaka", "Akari", "%40", "@"] {
        assert!(addresses.iter().all(|address| !address.contains(word)), "{word}: {addresses:?}");
    }
    let html = page.first("a[href$='/as-sent']", "href").replace("/as-sent", "/html");
    let candidate = known.holding.candidate;
    let reads = [path.clone(), html, page.first(".message .files a", "href"), page.first("a[href$='/source']", "href")];
    house.assign(&known, &cast.manager);
    for person in [&cast.wei, &cast.manager, &cast.analyst, &cast.administrator] {
        let browser = open(&house, person);
        for read in &reads {
            assert_eq!(browser.get(read).status, 404, "{} {read}", person.name);
        }
        for (rest, fields) in [
            ("/owner", vec![("owner", ""), ("revision", "2")]),
            ("/state", vec![("state", "done"), ("revision", "2")]),
            ("/snooze", vec![("until", "tomorrow"), ("revision", "2")]),
            ("/messages", words("x", "send").to_vec()),
        ] {
            assert_eq!(browser.post(&format!("{path}{rest}"), &fields).status, 404, "{} {rest}", person.name);
        }
        assert_eq!(browser.get(&format!("/staff/inbox/new?candidate={candidate}")).status, 404, "{}", person.name);
        let is_recruiter = person.id == cast.wei.id;
        assert_eq!(browser.get("/staff/inbox").status, if is_recruiter { 200 } else { 404 }, "{}", person.name);
    }
    assert_eq!(rows(&open(&house, &cast.wei), "all"), 0);
    let officer = open(&house, &cast.officer);
    assert_eq!(officer.get("/staff/inbox?folder=all").status, 200);
    assert_eq!(officer.get(&path).status, 403, "not before the person's identity is verified");
    assert_eq!(officer.post(&format!("{path}/messages"), &words("x", "send")).status, 404, "an officer only reads");
    house.suspend(&known);
    let list = rin.get("/staff/inbox?folder=all");
    assert!(list.text("main tbody").contains("Withheld") && !list.body.contains("Marker"), "{}", list.body);
    assert_eq!(rin.get(&list.first("main tbody a", "href")).status, 403, "the page says why");
}

fn all(page: &Answer, selector: &str, attribute: &str) -> Vec<String> {
    let html = page.html();
    let selector = scraper::Selector::parse(selector).unwrap();
    html.select(&selector).filter_map(|it| it.attr(attribute).map(str::to_owned)).collect()
}
