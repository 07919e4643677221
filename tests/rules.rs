//! The law against its decided cases, its properties, broken tables, and the access matrix.

#[cfg(test)]
#[path = "rules/decided_cases.rs"]
mod decided_cases;
