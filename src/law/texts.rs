//! Why, in three languages: for every rule id that an answer can name, and for every remedy.
//!
//! Invariant: no id that `decide` or `access::permits` can answer with lacks a language, and no text belongs to
//! an id that does not exist; the tables are refused at start otherwise. English stands in the tables
//! themselves; `texts.toml` adds the translations, and says of what is not met that it is not.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;

use super::access::AccessTable;
use super::ids::{ConditionId, RuleId};
use super::remedies::Remedy;
use super::table::{At, RuleTable, RuleText, TableError};
use crate::domain::locale::{InThreeLanguages, Locale};

const TEXTS: &str = include_str!("texts.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTexts {
    why: BTreeMap<String, Translation>,
    remedy: BTreeMap<String, InThreeLanguages>,
    met: HashMap<String, InThreeLanguages>,
    unmet: HashMap<String, InThreeLanguages>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Translation {
    ja: String,
    #[serde(rename = "zh-Hant")]
    zh_hant: String,
}

/// The sentences that pages show.
#[derive(Debug)]
pub struct Texts {
    why: HashMap<String, InThreeLanguages>,
    remedies: HashMap<String, InThreeLanguages>,
    met: HashMap<String, InThreeLanguages>,
    unmet: HashMap<String, InThreeLanguages>,
    routes: HashSet<String>,
}

/// The id under which it is told that a route misses something, where it is not known what.
const ROUTE: &str = "ROUTE";

impl Texts {
    /// The product's own texts, checked against the tables whose ids they explain.
    pub fn built_in(rules: &RuleTable, access: &AccessTable) -> Result<Self, TableError> {
        Self::parse(TEXTS, rules, access)
    }

    /// The texts of a file, checked against the tables.
    pub fn parse(text: &str, rules: &RuleTable, access: &AccessTable) -> Result<Self, TableError> {
        let raw: RawTexts = toml::from_str(text).map_err(|source| TableError::Syntax { file: "texts.toml", source })?;
        let mut why = HashMap::with_capacity(raw.why.len());
        for (id, translation) in raw.why {
            let at = At { section: "why", id: &id };
            let english = rules.text(&id).or_else(|| access.text(&id));
            let en = english.ok_or_else(|| at.wrong("no table has this id"))?.why.clone();
            let text = InThreeLanguages { ja: translation.ja, en, zh_hant: translation.zh_hant };
            complete(at, &text)?;
            why.insert(id, text);
        }
        for id in explained_ids(rules, access) {
            At { section: "why", id }.must(why.contains_key(id), "the translations are missing")?;
        }
        let remedies: HashMap<String, InThreeLanguages> = raw.remedy.into_iter().collect();
        for key in Remedy::KEYS {
            let at = At { section: "remedy", id: key };
            complete(at, remedies.get(*key).ok_or_else(|| at.wrong("the text is missing"))?)?;
        }
        if let Some(stray) = remedies.keys().find(|key| !Remedy::KEYS.contains(&key.as_str())) {
            return Err(At { section: "remedy", id: stray }.wrong("there is no such remedy"));
        }
        let conditions: Vec<&str> = ConditionId::ALL.iter().map(|condition| condition.as_str()).collect();
        let kept_to = rules.kept_to_ids().map(RuleId::as_str).chain(std::iter::once(ROUTE));
        exactly("met", &raw.met, conditions.clone())?;
        exactly("unmet", &raw.unmet, conditions.into_iter().chain(kept_to).collect())?;
        let routes = rules.routes().iter().map(|route| route.rule.to_string()).collect();
        Ok(Self { why, remedies, met: raw.met, unmet: raw.unmet, routes })
    }

    /// Why a rule refused: where it would have allowed something, what of it is not met.
    pub fn refused(&self, id: &str, unmet: &[ConditionId], locale: Locale) -> String {
        let is_route = self.routes.contains(id);
        match unmet {
            [] if is_route => self.unmet.get(ROUTE).map_or("", |text| text.get(locale)).to_owned(),
            [] => self
                .unmet
                .get(id)
                .map_or_else(|| self.why(id, locale).unwrap_or_default(), |text| text.get(locale))
                .to_owned(),
            some => {
                let between = if locale == Locale::En { " " } else { "" };
                some.iter().map(|one| self.condition(*one, false, locale)).collect::<Vec<_>>().join(between)
            }
        }
    }

    /// The sentence for a condition that holds, or does not.
    pub fn condition(&self, condition: ConditionId, holds: bool, locale: Locale) -> &str {
        let texts = if holds { &self.met } else { &self.unmet };
        texts.get(condition.as_str()).map_or("", |text| text.get(locale))
    }

    /// Adds the sentences of a table that keeps its own.
    pub(super) fn explain<'a>(&mut self, sentences: impl Iterator<Item = (&'a String, &'a InThreeLanguages)>) {
        self.why.extend(sentences.map(|(id, text)| (id.clone(), text.clone())));
    }

    /// The sentence for a rule or condition id.
    pub fn why(&self, id: &str, locale: Locale) -> Option<&str> {
        self.why.get(id).map(|text| text.get(locale))
    }

    /// The sentence for a remedy.
    pub fn remedy(&self, remedy: Remedy, locale: Locale) -> &str {
        self.remedies.get(remedy.key()).map_or("", |text| text.get(locale))
    }
}

/// Every id that an answer can name: rules, conditions, and the access table's.
fn explained_ids<'a>(rules: &'a RuleTable, access: &'a AccessTable) -> impl Iterator<Item = &'a str> {
    let decided = rules.decision_ids().map(|id| id.as_str());
    let conditions = ConditionId::ALL.iter().map(|condition| condition.as_str());
    let clocks = rules.breach_ids().map(|id| id.as_str());
    decided.chain(clocks).chain(conditions).chain(access.texts().map(|text: &RuleText| text.id.as_str()))
}

/// Fails unless a section has the sentences of some ids, whole, and of no others.
fn exactly(section: &'static str, texts: &HashMap<String, InThreeLanguages>, ids: Vec<&str>) -> Result<(), TableError> {
    for id in &ids {
        let at = At { section, id };
        complete(at, texts.get(*id).ok_or_else(|| at.wrong("the text is missing"))?)?;
    }
    match texts.keys().find(|id| !ids.contains(&id.as_str())) {
        Some(stray) => Err(At { section, id: stray }.wrong("nothing is told by this id")),
        None => Ok(()),
    }
}

fn complete(at: At<'_>, text: &InThreeLanguages) -> Result<(), TableError> {
    at.filled("ja", &text.ja)?;
    at.filled("en", &text.en)?;
    at.filled("zh-Hant", &text.zh_hant)
}
