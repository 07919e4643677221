//! Choosing people from lists page by page, and acting on all of them after a trial.

use crate::consents::{answer, candidate, finds};
use crate::house::{House, PASSWORD};
use crate::support::Admitted;
use crate::support::sql::Sql;

#[test]
fn ticks_are_kept_from_page_to_page_and_a_whole_list_is_chosen_at_once() {
    let house = House::open();
    let rin = &house.kept.cast.rin;
    let people: Vec<Admitted> = (0..27).map(|number| house.admit(rin, &format!("Abe{number:02}"), "Aoi")).collect();
    let browser = house.signed_in(rin);
    let list = browser.get("/staff/candidates");
    assert_eq!(list.count("input[name=tick]"), 25);
    assert!(list.text(".choosing-count").contains("Nobody"));
    let next = list.first(".choosing input[name=next]", "value");
    let (last, first) = (people[26].holding.id.to_string(), people[0].holding.id.to_string());
    let kept = browser
        .post("/staff/selection", &[("back", "/staff/candidates"), ("next", &next), ("tick", &last), ("then", "next")]);
    assert_eq!((kept.status, kept.location.as_str()), (303, next.as_str()));
    let second = browser.get(&next);
    let back = second.first(".choosing input[name=back]", "value");
    assert_eq!(back, next, "the same page comes back");
    let kept = browser.post("/staff/selection", &[("back", &back), ("tick", &first), ("was", &last), ("then", "stay")]);
    assert_eq!(kept.location, back);
    let list = browser.get("/staff/candidates");
    assert_eq!(list.count("input[name=tick][checked], input[name=was]"), 0, "what was ticked and is not, is given up");
    let second = browser.get(&next);
    assert_eq!(second.first("input[name=tick][checked]", "value"), first);
    assert!(second.text(".choosing-count").contains("One person"));
    // As the script does it.
    let quiet = browser.post("/staff/selection", &[("tick", &last), ("then", "quiet")]);
    assert_eq!((quiet.status, quiet.body.as_str()), (200, r#"{"text":"2 people are chosen."}"#));

    let asked = browser.post("/staff/searches", &[("q", "name:Abe1*")]);
    let fields = [("list", asked.location.as_str()), ("then", "all")];
    assert_eq!(browser.post("/staff/selection", &fields).location, "/staff/selection");
    let selection = browser.get("/staff/selection");
    assert!(selection.text(".choosing-count").contains("12 people"), "{}", selection.text(".choosing-count"));
    assert_eq!(selection.count("input[name=tick][checked]"), 12);
    for (list, chosen) in [("/staff/candidates?stage=received", 25), ("/staff/candidates", 25)] {
        browser.post("/staff/selection", &[("then", "clear")]);
        assert_eq!(browser.get("/staff/selection").count("input[name=tick]"), 0);
        browser.post("/staff/selection", &[("list", list), ("then", "all")]);
        let selection = browser.get("/staff/selection");
        assert_eq!(selection.count("input[name=tick][checked]"), chosen, "{list}");
        let rest = browser.get(&selection.first(".choosing input[name=next]", "value"));
        assert_eq!(rest.count("input[name=tick][checked]"), 2);
    }
    browser.post("/staff/selection", &[("then", "clear")]);
    let unknown = saiyo::domain::id::StaffId::new();
    for gone in [format!("owner={unknown}"), "stage=nothing".to_owned(), format!("vacancy={unknown}")] {
        browser.post("/staff/selection", &[("list", &format!("/staff/candidates?{gone}")), ("then", "all")]);
        let chosen = browser.get("/staff/selection").count("input[name=tick]");
        assert_eq!(chosen, 0, "a filter that means nothing any more is not everybody: {gone}");
    }
    let evil = browser.post("/staff/selection", &[("back", "//evil.example"), ("then", "stay")]);
    assert_eq!(evil.location, "/");
}

#[test]
fn an_act_tells_who_is_left_out_and_why_before_it_is_done() {
    let house = House::open();
    let rin = &house.kept.cast.rin;
    let (one, stopped) = (house.admit(rin, "Tanaka", "Akari"), house.admit(rin, "Mori", "Sora"));
    let browser = house.signed_in(rin);
    browser.post("/staff/selection", &[("list", "/staff/candidates"), ("then", "all")]);
    house.suspend(&stopped);
    let selection = browser.get("/staff/selection");
    assert!(selection.text("main").contains("One more cannot be shown"), "{}", selection.text("main"));
    let planned =
        browser.post("/staff/selection/acts", &[("act", "tags"), ("add", "選考会、<b>x</b>"), ("remove", "old")]);
    assert_eq!(planned.status, 303);
    let trial = browser.get(&planned.location);
    let text = trial.text("main");
    assert!(text.contains("New tags: <b>x</b>") || text.contains("New tags: 選考会, <b>x</b>"), "{text}");
    assert!(text.contains("Nothing has been done yet") && text.contains("Left out"), "{text}");
    assert!(!trial.text(".withheld code").is_empty(), "the rule is named");
    assert!(!text.contains("Mori"), "who may not be shown is counted, not named");
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM tags"), 0);
    let done = browser.post(&planned.location, &[]);
    assert_eq!((done.status, done.location.as_str()), (303, planned.location.as_str()));
    let result = browser.get(&planned.location);
    assert!(result.text("main").contains("It was done for one person"), "{}", result.text("main"));
    assert_eq!(result.count("main form"), 0, "nothing is left to do");
    assert!(browser.get("/staff/candidates").text("td.who .tag").contains("選考会"), "lists follow at once");
    let uses = browser.get(&format!("/staff/candidates/{}", one.holding.candidate)).text("#uses");
    assert!(uses.contains("Changed the tags") && uses.contains("to see what would happen"), "{uses}");

    let owner = rin.id.to_string();
    let planned = browser.post("/staff/selection/acts", &[("act", "owner"), ("owner", &owner)]);
    browser.post(&planned.location, &[]);
    let asked = browser.post("/staff/searches", &[("q", "owner:me")]);
    assert_eq!(browser.get(&asked.location).count("td.who > a"), 1);
    let start = planned.location.rfind('/').unwrap() + 1;
    let unknown = format!("{}{}", &planned.location[..start], "A".repeat(planned.location.len() - start));
    assert_eq!((browser.get(&unknown).status, browser.post(&unknown, &[]).status), (404, 404));
}

#[test]
fn what_is_missing_in_a_form_is_said_and_what_was_typed_stays() {
    let house = House::open();
    let rin = &house.kept.cast.rin;
    house.admit(rin, "Tanaka", "Akari");
    let browser = house.signed_in(rin);
    browser.post("/staff/selection", &[("list", "/staff/candidates"), ("then", "all")]);
    let long = "あ".repeat(41);
    let wei = house.kept.cast.wei.id.to_string();
    for (fields, says) in [
        (vec![("act", "tags"), ("add", " 、 ")], "Please fill this in"),
        (vec![("act", "tags"), ("add", long.as_str())], "at most 40"),
        (vec![("act", "owner"), ("owner", "")], "Please choose"),
        (vec![("act", "owner"), ("owner", wei.as_str())], "Please choose"),
        (vec![("act", "export"), ("encoding", "utf-8"), ("column", "family")], "Please choose"),
        (vec![("act", "export"), ("reason", "interviews"), ("encoding", "utf-8"), ("column", "health")], "Columns"),
    ] {
        let page = browser.post("/staff/selection/acts", &fields);
        assert!(page.status == 422 && page.text(".faults").contains(says), "{fields:?}: {}", page.text(".faults"));
    }
    assert_eq!(browser.post("/staff/selection/acts", &[("act", "erase")]).status, 400);
    let page = browser.post("/staff/selection/acts", &[("act", "export"), ("column", "family"), ("column", "tags")]);
    assert_eq!(page.count(".file-columns input[checked]"), 2);
}

#[test]
fn a_file_is_written_for_a_reason_and_no_cell_of_it_is_a_formula() {
    let house = House::open();
    let rin = &house.kept.cast.rin;
    let known = house.admit(rin, "Tanaka", "Akari");
    let browser = house.signed_in(rin);
    browser.post(&format!("/staff/candidates/{}/tags", known.holding.candidate), &[("add", "=1+髙橋𠮷")]);
    browser.post("/staff/selection", &[("list", "/staff/candidates"), ("then", "all")]);
    let columns: Vec<(&str, &str)> =
        ["family", "given", "phone", "received", "tags"].iter().map(|word| ("column", *word)).collect();
    let file = |encoding: &str| {
        let fields =
            [vec![("act", "export"), ("reason", "interviews"), ("encoding", encoding)], columns.clone()].concat();
        let planned = browser.post("/staff/selection/acts", &fields);
        assert_eq!(planned.status, 303);
        let trial = browser.get(&planned.location);
        assert!(trial.text("main").contains("Preparing interviews"), "{}", trial.text("main"));
        browser.post(&format!("{}/file", planned.location), &[("password", PASSWORD)])
    };
    let answer = file("utf-8");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(answer.headers["content-disposition"], "attachment; filename=\"candidates-2026-11-24.csv\"");
    assert_eq!(&answer.bytes[..3], b"\xef\xbb\xbf");
    let text = String::from_utf8(answer.bytes[3..].to_vec()).unwrap();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(lines[0].starts_with("\"Family name\",\"Given name\"") && lines[0].ends_with("\"Withheld\""), "{text}");
    assert!(lines[1].starts_with("\"Tanaka\",\"Akari\",\"'+81"), "{text}");
    assert!(lines[1].contains("\"'=1+髙橋𠮷\""), "{text}");
    let whole = browser.get("/staff/selection?list=%2Fstaff%2Fcandidates");
    assert!(whole.text("main").contains("10,000") && whole.count("form.form") == 1, "a file alone is offered");
    let mut fields = vec![("act", "export"), ("reason", "data_check"), ("encoding", "utf-8"), ("column", "family")];
    fields.push(("list", "/staff/candidates?stage=received"));
    let planned = browser.post("/staff/selection/acts", &fields);
    assert!(
        browser.get(&planned.location).text("main").contains("The newest person was looked at"),
        "{}",
        planned.location
    );
    let file_of_list = format!("{}/file", planned.location);
    let refused = browser.post(&file_of_list, &[("password", "not it")]);
    assert!(refused.status == 422 && refused.text(".faults").contains("not right"), "{}", refused.body);
    let all = browser.post(&file_of_list, &[("password", PASSWORD)]);
    assert!(all.body.contains("\"Tanaka\",") && all.body.matches("\r\n").count() == 2, "{}", all.body);
    let older = file("shift_jis");
    assert_eq!(older.headers["content-type"], "text/csv; charset=shift_jis");
    assert!(older.bytes.windows(6).any(|bytes| bytes == b"\xfb\xfc\x8b\xb4\x81\xac"), "what it lacks is 〓");
    let uses = browser.get(&format!("/staff/candidates/{}", known.holding.candidate)).text("#uses");
    assert!(uses.contains("Written into a file because of: Preparing interviews"), "{uses}");
}

#[test]
fn whoever_does_not_act_on_many_sees_no_tick_and_reaches_nothing() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    house.assign(&known, &cast.manager);
    for other in [&cast.manager, &cast.officer] {
        let browser = house.signed_in(other);
        assert_eq!(browser.get("/staff/candidates").count("input[name=tick], .choosing"), 0, "{}", other.name);
        assert_eq!(browser.get("/staff/selection").status, 404);
        for path in ["/staff/selection", "/staff/selection/acts"] {
            assert_eq!(browser.post(path, &[("act", "tags"), ("add", "x"), ("then", "all")]).status, 404, "{path}");
        }
    }
}

#[test]
fn many_are_made_available_to_another_office_after_a_trial_by_one_decision_each() {
    let house = House::mailing();
    let cast = &house.kept.cast;
    let (one, two) = (house.admit(&cast.rin, "Tanaka", "Akari"), house.admit(&cast.rin, "Abe", "Aoi"));
    let (rin, mio, wei) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer), house.signed_in(&cast.wei));
    rin.post("/staff/selection", &[("list", "/staff/candidates"), ("then", "all")]);
    let act = |fields: &[(&str, &str)]| {
        let all = [&[("act", "transfer"), ("transfer_purpose", "P1_recruitment")], fields].concat();
        rin.post("/staff/selection/acts", &all)
    };
    for (fields, says) in [
        (vec![("destination", "JP"), ("category.profile", "yes")], "Please choose"),
        (vec![("destination", "SG")], "Please choose"),
        (vec![("destination", "SG"), ("category.profile", "yes"), ("transfer_until", "2020-01-01")], "has not passed"),
    ] {
        let page = act(&fields);
        assert!(page.status == 422 && page.text(".faults").contains(says), "{fields:?}: {}", page.text(".faults"));
    }
    let fields = [("destination", "SG"), ("category.profile", "yes"), ("category.application_history", "yes")];
    let planned = act(&fields).location;
    let trial = rin.get(&planned).text("main");
    assert!(trial.contains("Available to Singapore: ") && trial.contains("For 2 people it would wait"), "{trial}");
    assert!(trial.contains("JP-GRP-CONSENT") && trial.contains("Any one of these would do"), "{trial}");
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM transfer_requests"), 0);
    rin.post(&planned, &[]);
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM transfer_requests"), 0, "nobody goes as it stands");
    assert_eq!(rin.post(&planned, &[("waiting", "yes")]).status, 303);
    let result = rin.get(&planned);
    assert!(result.text("main").contains("It was done for 2 people"), "{}", result.text("main"));

    // The officer: not among what was asked for one by one, counted, and decided together.
    let transfers = mio.get("/staff/transfers");
    assert!(transfers.text("[aria-labelledby=waiting]").contains("Nothing waits"));
    let group = transfers.first("[aria-labelledby=groups] a", "href");
    let page = mio.get(&group);
    assert!(page.text("[aria-labelledby=categories]").contains("2"), "{}", page.text("main"));
    assert!(page.text("[aria-labelledby=missing]").contains("JP-GRP-CONSENT"));
    assert_eq!(page.count("[aria-labelledby=waiting] tbody tr"), 4, "each is its own row");
    let last = page.first("form[action$='/approval'] [name=last]", "value");
    for person in [&cast.rin, &cast.wei, &cast.administrator, &cast.manager] {
        let browser = house.signed_in(person);
        assert_eq!(browser.get(&group).status, 404, "{}", person.name);
        assert_eq!(browser.post(&format!("{group}/approval"), &[("last", &last)]).status, 404, "{}", person.name);
    }
    assert_eq!(mio.post(&format!("{group}/approval"), &[]).status, 404);
    // One of them by itself, and the rest.
    let alone = page.first("[aria-labelledby=waiting] form[action$='/refusal']", "action");
    assert_eq!(mio.post(&alone, &[]).status, 303);
    let approved = mio.post(&format!("{group}/approval"), &[("last", &last)]);
    assert_eq!((approved.status, approved.location.as_str()), (303, "/staff/transfers?done=saved"));
    assert_eq!(mio.post(&format!("{group}/approval"), &[("last", &last)]).status, 404, "it is approved once");
    assert_eq!(mio.get(&group).count("form[action$='/approval']"), 0);

    // The candidates are asked, each by a letter of their own, and the first yes is enough for the first of them.
    assert!(result.text("main").contains("Ask the 2 candidates"), "{}", result.text("main"));
    let questions = format!("{planned}/questions");
    for _ in 0..2 {
        let asked = rin.post(&questions, &[]);
        assert_eq!((asked.status, asked.location.as_str()), (303, planned.as_str()));
        assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM consent_requests"), 2);
    }
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM letters"), 2);
    let result = rin.get(&planned);
    assert!(result.text("main").contains("the candidate was asked for the consent"), "{}", result.text("main"));
    assert_eq!(result.count("form[action$='/questions']"), 0);
    assert_eq!(wei.post(&questions, &[]).status, 404);
    let aoi = candidate(&house, two.holding.id);
    let href = aoi.get("/me").first("[aria-labelledby=questions] a", "href");
    assert_eq!(answer(&aoi, &href, "en", "given").status, 303);
    house.carry_transfers();
    assert_eq!((finds(&wei, "Abe"), finds(&wei, "Tanaka")), (1, 0));
    let uses = rin.get(&format!("/staff/candidates/{}", one.holding.candidate)).text("#uses");
    assert!(uses.contains("to see what would happen") && uses.contains("Asked for a transfer to Singapore"), "{uses}");
    let own = candidate(&house, one.holding.id).get("/me").text("#uses");
    assert!(own.contains("Looked at to see what would happen"), "{own}");
}
