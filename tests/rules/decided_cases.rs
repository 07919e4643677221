//! The cases that were decided beforehand, and files that are no such cases.

use saiyo::law::RuleTable;
use saiyo::law::cases::check;

const CASES: &str = include_str!("decision-cases.csv");

fn message(text: &str) -> String {
    check(&RuleTable::built_in().unwrap(), text.as_bytes()).unwrap_err().to_string()
}

#[test]
fn every_decided_case_comes_out_as_decided() {
    let report = check(&RuleTable::built_in().unwrap(), CASES.as_bytes()).unwrap();
    let failed: Vec<String> = report.failed.iter().map(ToString::to_string).collect();
    assert_eq!(failed, Vec::<String>::new());
    assert_eq!(report.to_string(), "255 passed, 0 failed");
}

#[test]
fn a_case_decided_otherwise_is_reported_with_both_answers() {
    let wrong = CASES.replacen("allow,USE-OK", "deny,GATE-LAW", 1);
    let report = check(&RuleTable::built_in().unwrap(), wrong.as_bytes()).unwrap();
    assert_eq!((report.passed, report.failed.len()), (254, 1));
    let shown = report.failed[0].to_string();
    assert_eq!(
        shown,
        "line 2: DC-001 JP recruiter reads a profile for recruitment: expected deny GATE-LAW, got allow USE-OK"
    );
}

#[test]
fn a_missing_unmet_condition_fails_the_case() {
    let wrong = CASES.replacen(",C_SAFEGUARD,", ",,", 1);
    assert_ne!(wrong, CASES);
    assert_eq!(check(&RuleTable::built_in().unwrap(), wrong.as_bytes()).unwrap().failed.len(), 1);
}

#[test]
fn the_column_unmet_names_all_that_is_missing_or_the_first_of_it() {
    let table = RuleTable::built_in().unwrap();
    let failed = |unmet: &str| {
        let head = "case_id,action,today,collected_in,origin,destination,recipient_kind,category,purpose,\
            purpose_notified,candidate_home,expected,rule_id,unmet\n";
        let fact = "A,transfer,2026-11-24,SG,SG,JP,group_subsidiary,profile,P1_recruitment,yes,SG,deny,SG-GRP-CONSENT";
        check(&table, format!("{head}{fact},{unmet}\n").as_bytes()).unwrap().failed.len()
    };
    assert_eq!(failed("C_CONSENT_FOREIGN"), 0);
    assert_eq!(failed("C_CONSENT_FOREIGN|C_COUNTRY_INFO"), 0);
    assert_eq!(failed("C_COUNTRY_INFO"), 1);
    assert_eq!(failed("C_CONSENT_FOREIGN|C_SAFEGUARD"), 1);
    assert_eq!(failed("C_CONSENT_FOREIGN|C_CONSENT_FOREIGN"), 1);
    assert_eq!(failed(""), 1);
}

#[test]
fn a_malformed_value_is_an_error_with_line_and_column() {
    let head = "case_id,action,today,origin,consent_until,expected,rule_id\n";
    let good = "A,use,2026-11-24,JP,,deny,GATE-PURPOSE\n";
    let table = RuleTable::built_in().unwrap();
    assert_eq!(check(&table, format!("{head}{good}").as_bytes()).unwrap().passed, 1);
    let bad = |row: &str| message(&format!("{head}{good}{row}\n"));
    assert_eq!(
        bad("B,use,2026-11-24,JP,next year,deny,X"),
        "line 3: column consent_until: \"next year\" is not one of its values"
    );
    assert_eq!(bad("B,read,2026-11-24,JP,,deny,X"), "line 3: column action: \"read\" is not one of its values");
    assert_eq!(bad("B,use,,JP,,deny,X"), "line 3: column today is blank");
    assert_eq!(bad("B,use,2026-11-24,JP,,maybe,X"), "line 3: column expected: \"maybe\" is not one of its values");
    assert_eq!(bad("B,use,2026-11-24,Japan,,deny,X"), "line 3: column origin: \"Japan\" is not one of its values");
    assert_eq!(bad("B,use"), "line 3: the row cannot be read");
}

#[test]
fn a_header_that_is_no_case_table_is_an_error_with_its_column() {
    let misspelt = "case_id,action,today,sospended,expected,rule_id\n";
    assert_eq!(message(misspelt), "line 1: column sospended: is no fact and no column of a case");
    assert_eq!(message("case_id,action,today,expected\n"), "line 1: column rule_id: is missing");
    assert_eq!(message("case_id,action,today,today,expected,rule_id\n"), "line 1: column today: stands there twice");
    assert_eq!(message(""), "line 1: column case_id: is missing");
}

#[test]
fn a_file_from_a_spreadsheet_with_a_byte_order_mark_is_read() {
    let marked = format!("\u{feff}{CASES}");
    assert_eq!(check(&RuleTable::built_in().unwrap(), marked.as_bytes()).unwrap().passed, 255);
}
