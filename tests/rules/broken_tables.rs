//! Tables that must not be used: each is refused with the entry that is wrong.

use saiyo::law::access::AccessTable;
use saiyo::law::texts::Texts;
use saiyo::law::{RuleTable, TableError};

const RULES: &str = include_str!("../../src/law/transfer-rules.toml");
const ACCESS: &str = include_str!("../../src/law/access.toml");
const TEXTS: &str = include_str!("../../src/law/texts.toml");

/// The table with its first `old` replaced.
fn broken(old: &str, new: &str) -> String {
    assert!(RULES.contains(old), "{old} is not in the table any more");
    RuleTable::parse(&RULES.replacen(old, new, 1)).unwrap_err().to_string()
}

fn broken_access(old: &str, new: &str) -> String {
    assert!(ACCESS.contains(old), "{old} is not in the table any more");
    AccessTable::parse(&ACCESS.replacen(old, new, 1)).unwrap_err().to_string()
}

fn broken_texts(old: &str, new: &str) -> String {
    assert!(TEXTS.contains(old), "{old} is not in the texts any more");
    let (rules, access) = (RuleTable::built_in().unwrap(), AccessTable::built_in().unwrap());
    Texts::parse(&TEXTS.replacen(old, new, 1), &rules, &access).unwrap_err().to_string()
}

#[test]
fn the_built_in_table_is_whole_and_names_its_version() {
    let table = RuleTable::built_in().unwrap();
    assert_eq!(table.version().as_str(), "0.1-draft");
    assert_eq!((table.review_days(), table.statistics_min_group()), (365, 10));
    assert_eq!(table.text("GATE-PURPOSE").unwrap().cite.split(';').next(), Some("JP APPI Arts. 17, 18, 21"));
}

#[test]
fn an_id_that_comes_twice_is_refused() {
    assert_eq!(broken("\"JP-OWN-ABROAD\"", "\"JP-OWN-SAME\""), "[route] JP-OWN-SAME: the id is used twice");
    assert_eq!(broken("\"FEE-SG\"", "\"FEE-JP\""), "[fee] FEE-JP: the id is used twice");
}

#[test]
fn an_unknown_word_is_refused_with_its_entry() {
    let unknown = broken("requires = [\"C_JOINT_NOTICE\"]", "requires = [\"C_GOODWILL\"]");
    assert_eq!(unknown, "[route] JP-GRP-SAME: requires has the unknown word \"C_GOODWILL\"");
    let safeguard = broken("\"bcr\", \"equivalent", "\"promise\", \"equivalent");
    assert_eq!(safeguard, "[route] JP-GRP-EQUIV: safeguards has the unknown word \"promise\"");
    let duty = broken("duties = [\"publish_country\"]", "duties = [\"hope\"]");
    assert_eq!(duty, "[route] JP-OWN-ABROAD: duties has the unknown word \"hope\"");
    let exception = broken("exception = \"X1_law\"", "exception = \"X9\"");
    assert_eq!(exception, "[route] JP-X1: exception has the unknown word \"X9\"");
    let action = broken("actions = [\"answer_request\"]", "actions = [\"answer\"]");
    assert_eq!(action, "[gate] REQ-IDENTITY: actions has the unknown word \"answer\"");
}

#[test]
fn a_rule_without_an_implementation_is_refused() {
    assert_eq!(broken("\"GATE-ONWARD\"", "\"GATE-NEW\""), "[gate] GATE-NEW: id has the unknown word \"GATE-NEW\"");
    assert_eq!(broken("\"REVIEW-HOME\"", "\"REVIEW-X\""), "[review] REVIEW-X: id has the unknown word \"REVIEW-X\"");
    assert_eq!(broken("\"STAT-SMALL\"", "\"STAT-X\""), "[statistics] STAT-X: id has the unknown word \"STAT-X\"");
}

#[test]
fn an_implementation_without_a_rule_is_refused() {
    let missing = "the engine implements it, but the table has no such entry";
    let gate = RULES.find("[[gate]]\nid = \"GATE-SUSPENDED\"").unwrap();
    let next = RULES.find("[[gate]]\nid = \"GATE-PURPOSE\"").unwrap();
    let without = [&RULES[..gate], &RULES[next..]].concat();
    let error = RuleTable::parse(&without).unwrap_err().to_string();
    assert_eq!(error, format!("[gate] GATE-SUSPENDED: {missing}"));
    let condition = RULES.find("[[condition]]\nid = \"C_HARM_PERSON\"").unwrap();
    let next = RULES.find("# ---------------------------------------------------------------------- gates").unwrap();
    let without = [&RULES[..condition], &RULES[next..]].concat();
    let error = RuleTable::parse(&without).unwrap_err().to_string();
    assert_eq!(error, format!("[condition] C_HARM_PERSON: {missing}"));
}

#[test]
fn purposes_and_categories_other_than_the_published_are_refused() {
    let new = broken("id = \"P7_future_recruitment\"", "id = \"P9_marketing\"");
    assert_eq!(new, "[purpose] P9_marketing: id has the unknown word \"P9_marketing\"");
    let internal = "[purpose] RIGHTS: an internal purpose is none of the published ones";
    let added = "[[purpose]]\nid = \"RIGHTS\"\ntext = \"t\"\ncite = \"c\"\n[[information_category]]";
    assert_eq!(broken("[[information_category]]", added), internal);
    let health = broken("purposes = [\"P4_visa\"", "purposes = [\"P4_visas\"");
    assert_eq!(health, "[data_category] health: purposes has the unknown word \"P4_visas\"");
    let both = broken("purposes = [\"P4_visa\"", "purposes = [\"P1_recruitment\"");
    assert_eq!(both, "[data_category] health: a purpose is allowed and reviewed");
}

#[test]
fn a_route_that_contradicts_itself_is_refused() {
    let house = broken("house = [\"C_ANNUAL_CHECK\"]", "house = [\"C_EVIDENCE\"]");
    assert_eq!(house, "[route] JP-OWN-ABROAD: house names C_EVIDENCE, which requires does not");
    let bare =
        broken("safeguards = [\"intra_group_agreement\", \"bcr\", \"equivalent_measures_contract\", \"cbpr\"]\n", "");
    assert_eq!(bare, "[route] JP-GRP-EQUIV: C_SAFEGUARD and a list of safeguards go together");
    let result = broken("result = \"review\"", "result = \"deny\"");
    assert_eq!(result, "[route] SG-X1-ABROAD: a route allows or reviews; what has no route is denied");
    let far = broken("to = [\"trio\"]", "to = [\"abroad\"]");
    assert_eq!(far, "[route] JP-OWN-ABROAD: the group moves data between the three countries only");
    let reviewed = "that has an equivalent-measures system\"\nresult = \"review\"";
    let behind = broken("that has an equivalent-measures system\"", reviewed);
    let why = "it would allow behind a route to the same place that asks for a review";
    assert_eq!(behind, format!("[route] JP-GRP-CONSENT: {why}"));
}

#[test]
fn numbers_and_periods_that_make_no_sense_are_refused() {
    assert_eq!(broken("days = 14", "days = 0"), "[deadline] DL-JP-ACCESS: days must be one at least");
    let none = broken("max_days = 365\nmin_days = 0", "max_days = 0\nmin_days = 0");
    assert_eq!(none, "[retention] RT-JP-UNSUCCESSFUL: it has neither max_days nor min_days");
    let kind = broken("kind = \"promptly\"", "kind = \"someday\"");
    assert_eq!(kind, "[deadline] DL-JP-ACCESS: kind has the unknown word \"someday\"");
    let gap = broken("\"deletion\", \"consent_withdrawal\"]", "\"deletion\"]");
    assert_eq!(gap, "[deadline] HK: this law has no deadline for the request consent_withdrawal");
    let group = broken("statistics_min_group   = 10", "statistics_min_group   = 1");
    assert_eq!(group, "[settings] statistics_min_group: must hide a person among others");
    let loose = broken("default_result         = \"deny\"", "default_result         = \"allow\"");
    assert_eq!(loose, "[settings] default_result: what no rule allows is denied; it cannot be otherwise");
    assert_eq!(
        broken("mode = \"must\"", "mode = \"might\""),
        "[refusal] RF-JP-PROCEDURE: mode has the unknown word \"might\""
    );
}

#[test]
fn a_blank_citation_and_an_unknown_key_are_refused() {
    let blank = broken("cite = \"JP APPI Arts. 18, 23, 24\"", "cite = \" \"");
    assert_eq!(blank, "[route] JP-OWN-SAME: cite is blank");
    let unknown = RULES.replacen("needs_notice = true", "needs_notice = true\nurgent = true", 1);
    assert!(matches!(RuleTable::parse(&unknown), Err(TableError::Syntax { .. })));
    let fact = broken("fee_notified         =", "fee_noted            =");
    assert_eq!(fact, "[facts] fee_noted: the engine knows no such fact");
}

#[test]
fn an_access_table_that_gives_too_much_is_refused() {
    let upkeep =
        broken_access("purposes = [\"P1_recruitment\"]\nwhen = [\"assigned\"]", "purposes = [\"UPKEEP\"]\nwhen = []");
    assert_eq!(upkeep, "[rule] ROLE-MANAGER-READ: UPKEEP is the purpose of jobs, and of nobody else");
    let rights =
        broken_access("purposes = [\"P1_recruitment\"]\nwhen = [\"assigned\"]", "purposes = [\"RIGHTS\"]\nwhen = []");
    assert_eq!(rights, "[rule] ROLE-MANAGER-READ: RIGHTS is the purpose of privacy officers and candidates only");
    let prefix = broken_access("\"ROLE-PARTNER-READ\"", "\"PARTNER-READ\"");
    assert_eq!(prefix, "[rule] PARTNER-READ: ids of the access table start with ROLE-");
    let twice = broken_access("\"ROLE-OFFICER-MOVE\"", "\"ROLE-OFFICER-REQUESTS\"");
    assert_eq!(twice, "[rule] ROLE-OFFICER-REQUESTS: the id is used twice");
}

#[test]
fn an_access_table_with_a_refusal_or_a_job_left_out_is_refused() {
    let missing = "the engine implements it, but the table has no such entry";
    let analyst = broken_access("role = \"hr_analyst\"", "role = \"administrator\"");
    assert_eq!(analyst, format!("[refusal] hr_analyst: {missing}"));
    assert_eq!(broken_access("unmet = \"reason\"", "unmet = \"self\""), format!("[refusal] reason: {missing}"));
    assert_eq!(broken_access("job = \"sweep\"", "job = \"demo\""), format!("[job] sweep: {missing}"));
}

#[test]
fn a_text_that_is_missing_or_belongs_to_nothing_is_refused() {
    assert_eq!(broken_texts("[why.GATE-LAW]", "[why.GATE-NEW]"), "[why] GATE-NEW: no table has this id");
    assert_eq!(
        broken_texts("[remedy.make_transfer]", "[remedy.make_tea]"),
        "[remedy] make_transfer: the text is missing"
    );
}
