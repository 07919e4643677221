//! The rules by which a sentence is a request about data, as `words/rules.toml` tells them.
//!
//! Invariant: what a rule means stands in that file; a word of it that is unknown here fails a test.

use std::sync::LazyLock;

use serde::Deserialize;

use super::lists::List;
use crate::domain::message::Finding;

const FILE: &str = include_str!("words/rules.toml");

/// How something has to be said to be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Said {
    /// As a wish or a command.
    Asked,
    /// As a wish that it be done.
    Undergone,
    /// That it is to end.
    Stopped,
    /// As a question.
    Wondered,
    /// Anyhow.
    Stated,
}

/// One rule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    pub(super) finding: Finding,
    pub(super) about: List,
    pub(super) with: Vec<Vec<List>>,
    #[serde(default)]
    pub(super) carried: bool,
    pub(super) said: Said,
    #[serde(default)]
    pub(super) titled: bool,
    #[serde(default)]
    pub(super) weak: bool,
    #[serde(default)]
    pub(super) unless: Vec<List>,
}

#[derive(Deserialize)]
struct File {
    rule: Vec<Rule>,
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| read().map(|file| file.rule).unwrap_or_default());

fn read() -> Result<File, toml::de::Error> {
    toml::from_str(FILE)
}

/// All rules.
pub(super) fn rules() -> &'static [Rule] {
    &RULES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_request_has_a_rule_and_nothing_else_has() {
        let rules = read().unwrap().rule;
        for finding in Finding::ALL {
            let has_rule = rules.iter().any(|rule| rule.finding == *finding);
            assert_eq!(has_rule, finding.is_subject_request(), "{finding}");
        }
    }
}
