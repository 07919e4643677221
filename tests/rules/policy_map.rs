//! The recruitment policy as a table that a lawyer can read: each clause with its rows, its rules and its tests.

use std::fmt::Write as _;
use std::fs;

use saiyo::law::Law;
use saiyo::law::policy::{Clause, clauses};
use saiyo::web::routes;

const COMMITTED: &str = include_str!("../policy_map.txt");
const HEAD: &str = "# The recruitment policy: clause | tables | page | rules | tests that show it.\n\
# Written by tests/rules/policy_map.rs from src/law/policy.toml and the citations of the rules.\n";

fn map(law: &Law, clauses: &[Clause]) -> String {
    let mut text = HEAD.to_owned();
    for clause in clauses {
        let rules: Vec<String> = clause.rules(law).iter().map(|rule| rule.id.to_string()).collect();
        let or = |text: String| if text.is_empty() { "-".to_owned() } else { text };
        let (rows, page) = (or(clause.rows.join(" ")), or(clause.page.clone()));
        let (number, tests) = (clause.number(), clause.tests.join(" "));
        writeln!(text, "{number} | {rows} | {page} | {} | {tests}", or(rules.join(" "))).unwrap();
    }
    text
}

#[test]
fn the_committed_map_is_what_policy_and_rules_give() {
    let map = map(&Law::built_in().unwrap(), &clauses().unwrap());
    if map != COMMITTED {
        let written = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("policy_map.txt");
        fs::write(&written, &map).unwrap();
        panic!("tests/policy_map.txt is not what the policy gives; the new one is at {}", written.display());
    }
}

/// The items of each section of the published policy; 0 for what stands before or without items.
const PUBLISHED: [(u8, &[u8]); 9] = [
    (1, &[1, 2, 3, 4, 5]),
    (2, &[0, 1, 2, 3, 4, 5, 6, 7, 8]),
    (3, &[0, 1, 2, 3, 4, 5]),
    (4, &[1, 2, 3, 4]),
    (5, &[1, 2, 3, 4]),
    (6, &[1, 2]),
    (7, &[1, 2]),
    (8, &[0]),
    (9, &[0]),
];

#[test]
fn every_clause_of_the_policy_has_a_row_of_its_own() {
    let published = PUBLISHED.iter().flat_map(|(section, items)| items.iter().map(|item| (*section, *item)));
    let mapped: Vec<(u8, u8)> = clauses().unwrap().iter().map(|clause| (clause.section, clause.item)).collect();
    assert_eq!(mapped, published.collect::<Vec<_>>());
}

#[test]
fn every_clause_has_a_test_that_is_there() {
    let root = env!("CARGO_MANIFEST_DIR");
    for clause in clauses().unwrap() {
        assert!(!clause.tests.is_empty(), "{} has no test", clause.number());
        for test in &clause.tests {
            let (path, name) = test.split_once("::").unwrap_or_else(|| panic!("{test} is no path::name"));
            let source = fs::read_to_string(format!("{root}/{path}")).unwrap_or_default();
            assert!(source.contains(&format!("fn {name}(")), "{}: there is no {test}", clause.number());
        }
    }
}

#[test]
fn every_table_and_every_page_of_the_map_is_there() {
    let mut migrations = String::new();
    for folder in fs::read_dir(format!("{}/migrations/postgres/main", env!("CARGO_MANIFEST_DIR"))).unwrap() {
        migrations += &fs::read_to_string(folder.unwrap().path().join("up.sql")).unwrap();
    }
    let pages: Vec<&str> = routes::table().iter().map(|entry| entry.path).collect();
    for clause in clauses().unwrap() {
        for table in &clause.rows {
            assert!(migrations.contains(&format!("CREATE TABLE {table} (")), "{}: no {table}", clause.number());
        }
        let page = &*clause.page;
        assert!(page.is_empty() || pages.contains(&page), "{}: no {page}", clause.number());
    }
}
