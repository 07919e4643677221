//! The recruitment privacy policy, clause by clause: which rules decide it, where it is kept, which tests show it.
//!
//! Invariant: a rule belongs to the clauses that its citation names; nothing about that is written twice.

use super::Law;
use super::table::RuleText;
use crate::domain::locale::Locale;

const POLICY: &str = include_str!("policy.toml");

/// A clause of the policy.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// Its section.
    pub section: u8,
    /// Its item; 0 for what the section says before its items.
    pub item: u8,
    /// The tables in which it is kept; none where nothing of it is kept.
    pub rows: Vec<String>,
    /// The page on which it is looked after.
    #[serde(default)]
    pub page: String,
    /// The tests that show it, as `path::name`.
    pub tests: Vec<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    clause: Vec<Clause>,
}

/// Every clause, in the policy's order.
///
/// # Errors
/// The parser's, with the line; a test holds that there is none.
pub fn clauses() -> Result<Vec<Clause>, toml::de::Error> {
    Ok(toml::from_str::<Raw>(POLICY)?.clause)
}

impl Clause {
    /// Its number as a person writes it: `2(4)`, or `8` where there are no items.
    pub fn number(&self) -> String {
        if self.item == 0 { self.section.to_string() } else { format!("{}({})", self.section, self.item) }
    }

    /// The last part of the keys of its texts.
    pub fn key(&self) -> String {
        format!("{}-{}", self.section, self.item)
    }

    /// The rules that decide it, by id: those that an answer can name.
    pub fn rules<'a>(&self, law: &'a Law) -> Vec<&'a RuleText> {
        let all = law.rules.texts().chain(law.access.texts()).chain(law.revisions.texts());
        let decides = |rule: &&RuleText| law.texts.why(rule.id.as_str(), Locale::Ja).is_some();
        let mut rules: Vec<&RuleText> = all.filter(|rule| self.is_named_in(&rule.cite)).filter(decides).collect();
        rules.sort_by_key(|rule| rule.id.to_string());
        rules
    }

    /// Whether a citation names it, or all of its section.
    pub fn is_named_in(&self, cite: &str) -> bool {
        let names = |(section, item): (u8, Option<u8>)| {
            section == self.section && item.is_none_or(|item| item == self.item || self.item == 0)
        };
        cited(cite).into_iter().any(names)
    }
}

/// The clauses of the recruitment policy that a citation names: sections, or items of one.
pub fn cited(cite: &str) -> Vec<(u8, Option<u8>)> {
    let seeds = cite.split(';').filter_map(|part| part.trim().strip_prefix("Seed s"));
    seeds.flat_map(|seed| seed.split(',').filter(|part| !part.contains("Seed-G")).flat_map(named)).collect()
}

/// `3-6`, `7.1`, `2(4)-(6)`, and so on.
fn named(part: &str) -> Vec<(u8, Option<u8>)> {
    let part = part.trim_start_matches(|c: char| !c.is_ascii_digit());
    let Some((section, rest)) = number(part) else { return Vec::new() };
    if let Some(to) = rest.strip_prefix('-') {
        let to = number(to).map_or(section, |(to, _)| to);
        return (section..=to).map(|section| (section, None)).collect();
    }
    let Some((item, rest)) = rest.strip_prefix(['.', '(']).and_then(number) else { return vec![(section, None)] };
    let to = rest.trim_start_matches(')').strip_prefix("-(").and_then(number).map_or(item, |(to, _)| to);
    (item..=to).map(|item| (section, Some(item))).collect()
}

fn number(text: &str) -> Option<(u8, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    Some((digits.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citations_name_their_clauses() {
        let some = |section, items: &[u8]| items.iter().map(|item| (section, Some(*item))).collect::<Vec<_>>();
        assert_eq!(cited("JP APPI Art. 24; Seed s.2(1)-(3)"), some(2, &[1, 2, 3]));
        assert_eq!(cited("Seed s.1(4), s.2(4)-(6)"), [some(1, &[4]), some(2, &[4, 5, 6])].concat());
        assert_eq!(cited("Seed ss.3-6"), [(3, None), (4, None), (5, None), (6, None)]);
        assert_eq!(cited("Seed ss.2-3, 7"), [(2, None), (3, None), (7, None)]);
        assert_eq!(cited("Seed s.7.1; house rule"), some(7, &[1]));
        assert_eq!(cited("Seed s.2(8), Seed-G s.4.2"), some(2, &[8]));
        assert_eq!(cited("Seed s.3 (no opt-out route)"), [(3, None)]);
        assert_eq!(cited("JP APPI Art. 3; Seed-G s.8"), []);
    }

    #[test]
    fn every_citation_of_the_policy_names_a_clause_and_every_clause_is_decided_by_a_rule() {
        let (law, clauses) = (Law::built_in().unwrap(), clauses().unwrap());
        for rule in law.rules.texts().chain(law.access.texts()).chain(law.revisions.texts()) {
            let seeds = rule.cite.split(';').filter(|part| part.trim().starts_with("Seed s"));
            assert!(seeds.count() == 0 || !cited(&rule.cite).is_empty(), "{}: {}", rule.id, rule.cite);
            for (section, item) in cited(&rule.cite) {
                let known = |clause: &&Clause| clause.section == section && item.is_none_or(|item| item == clause.item);
                assert!(clauses.iter().any(|clause| known(&clause)), "{} cites {section}, {item:?}", rule.id);
            }
        }
        for clause in clauses.iter().filter(|clause| clause.section < 9) {
            assert!(!clause.rules(&law).is_empty(), "no rule decides {}", clause.number());
        }
    }
}
