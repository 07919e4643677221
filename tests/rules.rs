//! The law against its decided cases, its properties, broken tables, and the access matrix.

#[cfg(test)]
#[path = "rules/access_matrix.rs"]
mod access_matrix;
#[cfg(test)]
#[path = "rules/broken_tables.rs"]
mod broken_tables;
#[cfg(test)]
#[path = "rules/decided_cases.rs"]
mod decided_cases;
#[cfg(test)]
#[path = "rules/decision_facts.rs"]
mod decision_facts;
#[cfg(test)]
#[path = "rules/explanations.rs"]
mod explanations;
#[cfg(test)]
#[path = "rules/policy_map.rs"]
mod policy_map;
#[cfg(test)]
#[path = "rules/random_facts.rs"]
mod random_facts;
#[cfg(test)]
#[path = "rules/reasoning.rs"]
mod reasoning;
#[cfg(test)]
#[path = "rules/restrictions.rs"]
mod restrictions;
