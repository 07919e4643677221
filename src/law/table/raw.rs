//! The rule table as it stands in the file, before anything is checked.
//!
//! Invariant: no key of the file goes unread; an unknown one stops the parsing.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTable {
    pub meta: RawMeta,
    pub settings: RawSettings,
    pub zones: RawZones,
    pub facts: BTreeMap<String, String>,
    pub purpose: Vec<RawText>,
    pub information_category: Vec<RawText>,
    pub data_category: Vec<RawDataCategory>,
    pub exception: Vec<RawText>,
    pub policy_duty: Vec<RawText>,
    pub jurisdiction: Vec<RawJurisdiction>,
    pub safeguard: Vec<RawText>,
    pub condition: Vec<RawCondition>,
    pub gate: Vec<RawGate>,
    pub review: Vec<RawReview>,
    pub route_defaults: RawRouteDefaults,
    pub route: Vec<RawRoute>,
    pub duty: Vec<RawText>,
    pub collect: Vec<RawCollect>,
    pub statistics: Vec<RawStatistics>,
    pub deadline: Vec<RawDeadline>,
    pub refusal: Vec<RawRefusal>,
    pub after_refusal: Vec<RawAfterRefusal>,
    pub fee: Vec<RawFee>,
    pub retention: Vec<RawRetention>,
    pub breach: Vec<RawBreach>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMeta {
    pub title: String,
    pub version: String,
    pub as_of: toml::value::Datetime,
    pub based_on: String,
    pub review_due: toml::value::Datetime,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSettings {
    pub review_days: i64,
    pub statistics_min_group: u32,
    pub default_result: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawZones {
    pub trio: Vec<String>,
    pub designated_by_jp: Vec<String>,
    pub cbpr_countries: Vec<String>,
}

/// An entry that has nothing but an id, a text and a citation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawText {
    pub id: String,
    pub text: String,
    pub cite: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDataCategory {
    pub id: String,
    pub information_category: String,
    pub purposes: Vec<String>,
    pub purposes_review: Vec<String>,
    pub special_care: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawJurisdiction {
    pub id: String,
    pub name: String,
    pub law: String,
    pub authority: String,
    pub bases: Vec<String>,
    #[serde(default)]
    pub manual_bases: Vec<String>,
    pub cite: String,
    pub note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCondition {
    pub id: String,
    pub test: String,
    pub cite: String,
    pub why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGate {
    pub id: String,
    pub actions: Vec<String>,
    pub skipped_by: Vec<String>,
    pub fires_when: String,
    pub force: String,
    pub cite: String,
    pub why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawReview {
    pub id: String,
    pub actions: Vec<String>,
    pub skipped_by: Vec<String>,
    pub fits_when: String,
    pub force: String,
    pub cite: String,
    pub why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRouteDefaults {
    pub exception: String,
    pub categories: Vec<String>,
    pub requires: Vec<String>,
    pub house: Vec<String>,
    pub safeguards: Vec<String>,
    pub duties: Vec<String>,
    pub result: String,
    pub force: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRoute {
    pub id: String,
    pub origin: String,
    pub to: Vec<String>,
    pub recipient: String,
    pub basis: String,
    pub exception: Option<String>,
    pub categories: Option<Vec<String>>,
    pub requires: Option<Vec<String>>,
    pub house: Option<Vec<String>>,
    pub safeguards: Option<Vec<String>>,
    pub duties: Option<Vec<String>>,
    pub result: Option<String>,
    pub force: Option<String>,
    pub cite: String,
    pub why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCollect {
    pub id: String,
    pub laws: Vec<String>,
    pub field: String,
    pub allow_outcomes: Vec<String>,
    pub force: String,
    pub cite: String,
    pub why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStatistics {
    pub id: String,
    pub result: String,
    pub when: String,
    pub force: String,
    pub cite: String,
    pub why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDeadline {
    pub id: String,
    pub law: String,
    pub requests: Vec<String>,
    pub days: i64,
    pub kind: String,
    pub force: String,
    pub cite: String,
    pub why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRefusal {
    pub id: String,
    pub law: String,
    pub requests: Vec<String>,
    pub ground: String,
    pub mode: String,
    pub only_outcome: Option<Vec<String>>,
    pub cite: String,
    pub why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAfterRefusal {
    pub law: String,
    #[serde(rename = "do")]
    pub todo: String,
    pub keep_days: i64,
    pub cite: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFee {
    pub id: String,
    pub law: String,
    pub requests: Vec<String>,
    pub needs_notice: bool,
    pub limit: String,
    pub cite: String,
    pub why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRetention {
    pub id: String,
    pub law: String,
    pub subject: String,
    pub max_days: i64,
    pub min_days: i64,
    pub from: String,
    pub force: String,
    pub cite: String,
    pub why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBreach {
    pub id: String,
    pub law: String,
    pub to: String,
    pub days: i64,
    pub clock: String,
    pub trigger: String,
    pub force: String,
    pub cite: String,
    pub why: String,
}

/// The answers that belong to no single rule (`answers.toml`).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAnswers {
    pub answer: Vec<RawAnswer>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAnswer {
    pub id: String,
    pub force: String,
    pub cite: String,
    pub why: String,
}
