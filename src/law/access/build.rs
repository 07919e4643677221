//! Reads and checks the access table.
//!
//! Invariant: every role and every condition has a refusal of its own, so no refusal goes without an id, and
//! every job has a rule.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::super::table::{At, complete};
use super::{AccessRule, AccessTable, Condition, NamedRefusal, RuleId, RuleText, TableError};
use crate::domain::category::CategoryId;
use crate::domain::purpose::Purpose;
use crate::domain::staff::{JobName, Role};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAccess {
    rule: Vec<RawRule>,
    refusal: Vec<RawRefusal>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    id: String,
    role: String,
    job: Option<String>,
    verbs: Vec<String>,
    categories: Vec<String>,
    purposes: Vec<String>,
    when: Vec<String>,
    cite: String,
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRefusal {
    id: String,
    unmet: Option<String>,
    role: Option<String>,
    categories: Option<Vec<String>>,
    cite: String,
    why: String,
}

/// The checked table of a text.
pub(super) fn table(text: &str) -> Result<AccessTable, TableError> {
    let raw: RawAccess = toml::from_str(text).map_err(|source| TableError::Syntax { file: "access.toml", source })?;
    let mut texts = HashMap::new();
    let mut rules: Vec<Vec<AccessRule>> = Role::ALL.iter().map(|_| Vec::new()).collect();
    for entry in &raw.rule {
        let at = At { section: "rule", id: &entry.id };
        let rule = rule(at, entry, &mut texts)?;
        if let Some(of_role) = rules.get_mut(rule.role as usize) {
            of_role.push(rule);
        }
    }
    let jobs: Vec<JobName> = rules.iter().flatten().filter_map(|rule| rule.job).collect();
    complete("job", &jobs, JobName::ALL)?;
    let mut refusals = Vec::new();
    for entry in &raw.refusal {
        refusals.push(refusal(At { section: "refusal", id: &entry.id }, entry, &mut texts)?);
    }
    every_refusal_has_an_id(&refusals)?;
    Ok(AccessTable { digest: Sha256::digest(text).into(), rules, refusals, texts })
}

fn rule(at: At<'_>, entry: &RawRule, texts: &mut HashMap<RuleId, RuleText>) -> Result<AccessRule, TableError> {
    let role: Role = at.word("role", &entry.role)?;
    let job: Option<JobName> = entry.job.as_deref().map(|job| at.word("job", job)).transpose()?;
    at.must(job.is_some() == (role == Role::Job), "role = \"job\" and a job's name go together")?;
    let purposes: Vec<Purpose> = at.some_words("purposes", &entry.purposes)?;
    let upkeep = purposes.contains(&Purpose::Upkeep);
    at.must(!upkeep || (job.is_some() && purposes.len() == 1), "UPKEEP is the purpose of jobs, and of nobody else")?;
    at.must(job.is_none() || upkeep, "a job has no purpose but UPKEEP")?;
    let rights = purposes.contains(&Purpose::Rights);
    let theirs = matches!(role, Role::PrivacyOfficer | Role::Candidate);
    at.must(!rights || theirs, "RIGHTS is the purpose of privacy officers and candidates only")?;
    let when: Vec<Condition> = at.words("when", &entry.when)?;
    let own = when.contains(&Condition::Own);
    at.must(!own || role == Role::Candidate, "only candidates have a record of their own here")?;
    Ok(AccessRule {
        role,
        job,
        verbs: at.some_words("verbs", &entry.verbs)?,
        categories: at.some_words("categories", &entry.categories)?,
        purposes,
        when,
        rule: add(at, texts, &entry.cite, &entry.why)?,
    })
}

fn refusal(at: At<'_>, entry: &RawRefusal, texts: &mut HashMap<RuleId, RuleText>) -> Result<NamedRefusal, TableError> {
    Ok(NamedRefusal {
        unmet: entry.unmet.as_deref().map(|unmet| at.word("unmet", unmet)).transpose()?,
        role: entry.role.as_deref().map(|role| at.word("role", role)).transpose()?,
        categories: entry
            .categories
            .as_ref()
            .map(|categories| at.some_words::<CategoryId>("categories", categories))
            .transpose()?,
        rule: add(at, texts, &entry.cite, &entry.why)?,
    })
}

fn add(at: At<'_>, texts: &mut HashMap<RuleId, RuleText>, cite: &str, why: &str) -> Result<RuleId, TableError> {
    at.must(at.id.starts_with("ROLE-"), "ids of the access table start with ROLE-")?;
    at.filled("cite", cite)?;
    at.filled("why", why)?;
    let id = RuleId::new(at.id);
    match texts.entry(id.clone()) {
        Entry::Occupied(_) => Err(at.wrong("the id is used twice")),
        Entry::Vacant(place) => {
            place.insert(RuleText { id: id.clone(), cite: cite.to_owned(), why: why.to_owned(), force: None });
            Ok(id)
        }
    }
}

fn every_refusal_has_an_id(refusals: &[NamedRefusal]) -> Result<(), TableError> {
    let general = |refusal: &&NamedRefusal| refusal.categories.is_none();
    let by_condition = refusals.iter().filter(general).filter(|refusal| refusal.role.is_none());
    complete("refusal", &by_condition.filter_map(|refusal| refusal.unmet).collect::<Vec<_>>(), Condition::ALL)?;
    let by_role = refusals.iter().filter(general).filter(|refusal| refusal.unmet.is_none());
    complete("refusal", &by_role.filter_map(|refusal| refusal.role).collect::<Vec<_>>(), Role::ALL)
}
