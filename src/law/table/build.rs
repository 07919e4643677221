//! Turns the file into the checked table, or says which entry is wrong.
//!
//! Invariant: what leaves here has been checked; nothing past this line looks at the file again.

mod lists;
mod requests;
mod routes;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use sha2::{Digest, Sha256};

use super::entries::RuleText;
use super::error::{At, TableError, complete};
use super::raw::{RawAnswers, RawMeta, RawSettings, RawTable, RawZones};
use super::{RuleId, RuleTable};
use crate::domain::jurisdiction::{Country, Jurisdiction};
use crate::law::facts::FACTS;
use crate::law::ids::Answer;
use crate::law::words::{Force, Verdict};

/// Reads and checks the rules and the texts of the engine's own answers.
pub(super) fn table(rules: &str, answers: &str) -> Result<RuleTable, TableError> {
    let syntax = |file| move |source| TableError::Syntax { file, source };
    let digest = Sha256::new().chain_update(rules).chain_update(answers).finalize().into();
    let raw: RawTable = toml::from_str(rules).map_err(syntax("transfer-rules.toml"))?;
    let own: RawAnswers = toml::from_str(answers).map_err(syntax("answers.toml"))?;
    head(&raw)?;
    let mut texts = Texts::default();
    lists::plain_texts(&raw, &mut texts)?;
    let answers = fixed_answers(&own, &mut texts)?;
    let routes = routes::routes(&raw, &mut texts)?;
    let (designated, cbpr) = zones(&raw.zones)?;
    let table = RuleTable {
        digest,
        version: RuleId::new(&raw.meta.version),
        as_of: raw.meta.as_of.to_string(),
        review_due: raw.meta.review_due.to_string(),
        review_days: raw.settings.review_days,
        statistics_min_group: raw.settings.statistics_min_group,
        designated,
        cbpr,
        laws: lists::laws(&raw.jurisdiction, &mut texts)?,
        categories: lists::categories(&raw, &mut texts)?,
        gates: lists::gates(&raw.gate, &mut texts)?,
        reviews: lists::reviews(&raw.review, &mut texts)?,
        route_index: routes::index(&routes),
        routes,
        collect: requests::collect(&raw.collect, &mut texts)?,
        statistics: requests::statistics(&raw.statistics, &mut texts)?,
        deadlines: requests::deadlines(&raw.deadline, &mut texts)?,
        refusals: requests::refusals(&raw.refusal, &mut texts)?,
        after_refusals: requests::after_refusals(&raw.after_refusal)?,
        fees: requests::fees(&raw.fee, &mut texts)?,
        retentions: requests::retentions(&raw.retention, &mut texts)?,
        breaches: requests::breaches(&raw.breach, &mut texts)?,
        answers,
        texts: texts.0,
    };
    Ok(table)
}

/// Collects the words of every id, and refuses an id that comes twice.
#[derive(Default)]
pub(super) struct Texts(HashMap<RuleId, RuleText>);

impl Texts {
    pub(super) fn add(
        &mut self,
        at: At<'_>,
        force: Option<Force>,
        cite: &str,
        why: &str,
    ) -> Result<RuleId, TableError> {
        at.filled("id", at.id)?;
        at.filled("cite", cite)?;
        at.filled("why", why)?;
        let id = RuleId::new(at.id);
        match self.0.entry(id.clone()) {
            Entry::Occupied(_) => Err(at.wrong("the id is used twice")),
            Entry::Vacant(place) => {
                place.insert(RuleText { id: id.clone(), cite: cite.to_owned(), why: why.to_owned(), force });
                Ok(id)
            }
        }
    }
}

fn head(raw: &RawTable) -> Result<(), TableError> {
    meta(&raw.meta)?;
    settings(&raw.settings)?;
    for name in raw.facts.keys() {
        let at = At { section: "facts", id: name };
        at.must(FACTS.contains(&name.as_str()), "the engine knows no such fact")?;
    }
    for name in FACTS {
        let at = At { section: "facts", id: name };
        at.must(raw.facts.contains_key(*name), "the engine reads this fact, but the table does not explain it")?;
        at.filled("the explanation", raw.facts.get(*name).map_or("", String::as_str))?;
    }
    Ok(())
}

fn meta(meta: &RawMeta) -> Result<(), TableError> {
    let at = At { section: "meta", id: "meta" };
    at.filled("version", &meta.version)?;
    at.filled("title", &meta.title)?;
    at.filled("based_on", &meta.based_on)
}

fn settings(settings: &RawSettings) -> Result<(), TableError> {
    let at = |id| At { section: "settings", id };
    at("review_days").must(settings.review_days > 0, "must be one day at least")?;
    at("statistics_min_group").must(settings.statistics_min_group > 1, "must hide a person among others")?;
    let default: Verdict = at("default_result").word("default_result", &settings.default_result)?;
    at("default_result").must(default == Verdict::Deny, "what no rule allows is denied; it cannot be otherwise")
}

fn zones(zones: &RawZones) -> Result<(Vec<Country>, Vec<Country>), TableError> {
    let at = |id| At { section: "zones", id };
    let trio: Vec<Jurisdiction> = at("trio").words("trio", &zones.trio)?;
    complete("zones.trio", &trio, Jurisdiction::ALL)?;
    let mut designated: Vec<Country> = at("designated_by_jp").words("designated_by_jp", &zones.designated_by_jp)?;
    let mut cbpr: Vec<Country> = at("cbpr_countries").words("cbpr_countries", &zones.cbpr_countries)?;
    designated.sort_unstable();
    cbpr.sort_unstable();
    Ok((designated, cbpr))
}

fn fixed_answers(own: &RawAnswers, texts: &mut Texts) -> Result<Vec<RuleId>, TableError> {
    let mut found: Vec<(Answer, RuleId)> = Vec::new();
    for raw in &own.answer {
        let at = At { section: "answer", id: &raw.id };
        let answer = at.word("id", &raw.id)?;
        found.push((answer, texts.add(at, Some(at.word("force", &raw.force)?), &raw.cite, &raw.why)?));
    }
    let seen: Vec<Answer> = found.iter().map(|(answer, _)| *answer).collect();
    complete("answer", &seen, Answer::ALL)?;
    found.sort_by_key(|(answer, _)| *answer);
    Ok(found.into_iter().map(|(_, id)| id).collect())
}
