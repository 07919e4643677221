//! Decisions on record, and a changed rule table, as the privacy officer looks at them over HTTP; and at the command line.

use std::process::{Command, Output};

use crate::consents::page_of;
use crate::house::House;
use crate::support::sql::Sql;

const TABLE: &str = include_str!("../../src/law/transfer-rules.toml");

/// The latest decision about reading a profile.
fn latest(house: &House, outcome: &str) -> i64 {
    house.kept.sql().number(&format!(
        "SELECT max(seq) AS n FROM journal WHERE verb = 'read' AND category = 'profile' AND outcome = '{outcome}' \
         AND facts IS NOT NULL"
    ))
}

/// The table with nobody's home elsewhere reviewed.
fn changed() -> String {
    let (before, rest) =
        TABLE.split_once("id = \"REVIEW-HOME\"\nactions = [\"use\", \"transfer\", \"collect\"]").unwrap();
    format!("{before}id = \"REVIEW-HOME\"\nactions = [\"statistics\"]{rest}")
}

fn saiyo(house: &House, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_saiyo"));
    let database = match &house.kept.store.config().database {
        saiyo::store::database::Target::Sqlite(path) => format!("sqlite:{path}"),
        saiyo::store::database::Target::Pg(url) => url.clone(),
    };
    command.args(["--data", &house.kept.folder().display().to_string(), "--database-url", &database]);
    command.args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_decision_is_explained_with_its_facts_and_the_way_and_names_nobody() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    assert_eq!(rin.get(&page_of(&known)).status, 200);
    let seq = latest(&house, "allow");

    let list = mio.get("/staff/journal");
    assert_eq!(list.status, 200);
    assert!(list.count(&format!("a[href='/staff/journal/{seq}']")) == 1, "{}", list.text("main"));
    for place in [i64::MIN, -1, 0, i64::MAX] {
        assert_eq!(mio.get(&format!("/staff/journal?before={place}")).status, 200, "{place}");
    }
    let page = mio.get(&format!("/staff/journal/{seq}"));
    assert_eq!(page.status, 200);
    let today = page.text("[aria-labelledby=today]");
    assert!(today.contains("decide alike") && today.contains("USE-OK") && today.contains("the same"), "{today}");
    let facts = page.text("details.text");
    assert!(facts.contains("Office that acts"), "{facts}");
    let way = page.text("[aria-labelledby=way-1]");
    assert!(way.contains("GATE-SUSPENDED") && way.contains("Passed"), "{way}");
    for hidden in ["Tanaka", "Akari", &known.holding.candidate.to_string(), &cast.rin.name] {
        assert!(!page.body.contains(hidden) && !list.body.contains(hidden), "{hidden}");
    }
    assert!(mio.get("/staff/policy").count("a[href^='/staff/journal/']") > 0);
}

#[test]
fn what_is_not_there_or_not_theirs_is_not_found() {
    let house = House::open();
    let cast = &house.kept.cast;
    house.admit(&cast.wei, "Koh", "Jun");
    let theirs = house.kept.sql().number("SELECT max(seq) AS n FROM journal WHERE office = 'SG'");
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    for path in ["/staff/journal/999999", "/staff/journal/0", "/staff/journal/x", &format!("/staff/journal/{theirs}")] {
        assert_eq!(mio.get(path).status, 404, "{path}");
    }
    for path in ["/staff/journal", "/staff/journal/1", "/staff/rules/try"] {
        assert_eq!(rin.get(path).status, 404, "{path}");
    }
    assert_eq!(rin.post("/staff/rules/try", &[("table", TABLE), ("days", "90")]).status, 404);
}

#[test]
fn a_changed_table_lists_what_it_would_decide_otherwise() {
    let house = House::open();
    let cast = &house.kept.cast;
    let away = house.kept.admit_living_in(&crate::support::cast::caller(&cast.rin), "Sato", "Minato", "DE");
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    rin.get(&page_of(&away));
    assert_eq!(mio.get("/staff/rules/try").typed("days"), "90");
    let same = mio.post("/staff/rules/try", &[("table", TABLE), ("days", "90")]);
    assert_eq!(same.status, 200, "{}", same.text("main"));
    assert!(same.text("#tried").starts_with("0 decisions"), "{}", same.text("#tried"));
    let differs = mio.post("/staff/rules/try", &[("table", &changed()), ("days", "30")]);
    assert_eq!(differs.status, 200, "{}", differs.text("main"));
    let rows = differs.text("[aria-labelledby=tried] tbody");
    assert!(rows.contains("REVIEW-HOME") && rows.contains("Tokyo") && rows.contains("USE-OK"), "{rows}");
    assert!(!differs.text("tbody").contains("Sato"));
}

#[test]
fn a_table_that_cannot_be_used_is_refused_by_its_field_and_kept() {
    let house = House::open();
    let mio = house.signed_in(&house.kept.cast.officer);
    let broken = TABLE.replacen("id = \"REVIEW-HOME\"", "id = \"REVIEW-ELSEWHERE\"", 1);
    for (fields, field) in [
        ([("table", broken.as_str()), ("days", "90")], "table"),
        ([("table", "not a table ["), ("days", "90")], "table"),
        ([("table", ""), ("days", "90")], "table"),
        ([("table", TABLE), ("days", "0")], "days"),
        ([("table", TABLE), ("days", "soon")], "days"),
    ] {
        let page = mio.post("/staff/rules/try", &fields);
        assert_eq!((page.status, page.count(&format!("#{field}-error"))), (422, 1), "{field}: {}", page.text("main"));
        assert_eq!(page.count("#tried"), 0);
    }
    let named = mio.post("/staff/rules/try", &[("table", &broken), ("days", "90")]);
    assert!(named.text("#table-error").contains("REVIEW-ELSEWHERE"), "{}", named.text("#table-error"));
    assert!(named.text("#table").contains("REVIEW-ELSEWHERE"), "what was typed is still there");
    let no_table = mio.post("/staff/rules/try", &[("table", "[meta]\nversion = \n"), ("days", "90")]);
    assert!(no_table.text("#table-error").contains("line 2"), "{}", no_table.text("#table-error"));
}

#[test]
fn the_command_line_explains_and_tries_beside_the_running_server() {
    let house = House::open();
    let cast = &house.kept.cast;
    let away = house.kept.admit_living_in(&crate::support::cast::caller(&cast.rin), "Sato", "Minato", "DE");
    let rin = house.signed_in(&cast.rin);
    rin.get(&page_of(&away));
    let seq = latest(&house, "review").to_string();

    let explained = saiyo(&house, &["journal", "explain", &seq]);
    assert!(explained.status.success(), "{}", err(&explained));
    let text = out(&explained);
    for part in ["by         recruiter at JP", "REVIEW-HOME", "today      the same", "gate", "remedy"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("Sato"));
    let json = saiyo(&house, &["--json", "journal", "explain", &seq]);
    let json: serde_json::Value = serde_json::from_str(&out(&json)).unwrap();
    assert_eq!((json["outcome"].as_str(), json["today"]["alike"].as_bool()), (Some("review"), Some(true)));
    assert_eq!(json["law"][0]["facts"]["candidate_home"], "DE");

    let unknown = saiyo(&house, &["journal", "explain", "999999"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(err(&unknown).contains("no entry 999999"), "{}", err(&unknown));
    let first = house.kept.sql().number("SELECT min(seq) AS n FROM journal WHERE outcome = 'done' AND facts IS NULL");
    let none = saiyo(&house, &["journal", "explain", &first.to_string()]);
    assert_eq!(none.status.code(), Some(1));
    assert!(err(&none).contains("is no decision"), "{}", err(&none));
    assert_eq!(saiyo(&house, &["journal", "explain", "first"]).status.code(), Some(2));

    let file = house.kept.folder().join("changed.toml");
    std::fs::write(&file, changed()).unwrap();
    let file = file.display().to_string();
    let tried = saiyo(&house, &["rules", "try", &file, "--days", "3660"]);
    assert!(tried.status.success(), "{}", err(&tried));
    assert!(out(&tried).contains("was review by ROLE-RECRUITER-WORK REVIEW-HOME"), "{}", out(&tried));
    std::fs::write(house.kept.folder().join("broken.toml"), "version = 1").unwrap();
    let broken = saiyo(&house, &["rules", "try", &house.kept.folder().join("broken.toml").display().to_string()]);
    assert_eq!(broken.status.code(), Some(1));
    assert!(err(&broken).contains("broken.toml"));
    assert_eq!(saiyo(&house, &["rules", "try", &file, "--days", "0"]).status.code(), Some(2));
}

#[test]
fn the_journal_is_read_by_purpose_office_act_actor_and_period() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    assert_eq!(rin.get(&page_of(&known)).status, 200);
    let all = mio.get("/staff/journal");
    let summary = all.text("[aria-labelledby=purposes]");
    assert!(summary.contains("Recruitment") && summary.contains("Without a purpose"), "{summary}");
    let href = all.first("[aria-labelledby=purposes] tbody a[href*='purpose=P1_recruitment']", "href");
    let read = mio.get(&href);
    assert!(read.count("main tbody a[href^='/staff/journal/']") > 0);
    assert!(!read.body.contains("Akari") && !read.body.contains(&known.holding.candidate.to_string()));
    let none = mio.get("/staff/journal?purpose=P4_visa&verb=erase&actor=job");
    assert!(none.text("main").contains("Nothing was decided here lately"), "{}", none.text("main"));
    for (bad, field) in [
        ("from=2026-01-01&until=2026-11-24", "until"),
        ("from=2026-11-24&until=2026-11-01", "until"),
        ("from=2026-11-24", "until"),
        ("until=2026-11-24", "from"),
        ("from=yesterday&until=2026-11-24", "from"),
    ] {
        let refused = mio.get(&format!("/staff/journal?{bad}"));
        assert_eq!(refused.status, 422, "{bad}");
        assert_eq!(refused.count(&format!(".faults a[href='#{field}']")), 1, "{bad}");
    }
    assert_eq!(rin.get("/staff/journal?purpose=P1_recruitment").status, 404);
}
