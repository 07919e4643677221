//! Holds the rules against a file of decided cases, row by row.
//!
//! The column `unmet` names what the nearest route misses: all of it, or only the first of it in the order in
//! which the route asks, as the decided cases do where several things are missing. It may not be blank where
//! something is missing, and may name nothing that is not.
//!
//! Invariant: a file that cannot be read as such a table is an error with its line and column, never a pass.

use std::io::Read;

use super::decide::{Decision, decide};
use super::facts::{FACTS, Facts, FactsError};
use super::table::RuleTable;

/// Columns that are about the case and not facts.
const ABOUT_THE_CASE: &[&str] = &["case_id", "title", "expected", "rule_id", "unmet", "reason"];
/// Columns without which there is nothing to compare.
const NEEDED: &[&str] = &["case_id", "action", "today", "expected", "rule_id"];

/// Why a file of cases cannot be checked.
#[derive(Debug, thiserror::Error)]
pub enum CasesError {
    /// The first line is not a list of known columns.
    #[error("line 1: column {column}: {reason}")]
    Header {
        /// The column.
        column: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A line is not a row of the table.
    #[error("line {line}: the row cannot be read")]
    Row {
        /// Which.
        line: u64,
        /// Why.
        #[source]
        source: csv::Error,
    },
    /// A column of a row has a value that it cannot have.
    #[error("line {line}: {source}")]
    Facts {
        /// Which.
        line: u64,
        /// The column and its value.
        source: FactsError,
    },
    /// The column `expected` of a row is no verdict, or the row has no case id.
    #[error("line {line}: column {column}: {value:?} is not one of its values")]
    Expectation {
        /// Which.
        line: u64,
        /// The column.
        column: &'static str,
        /// What stands there.
        value: String,
    },
}

/// A case that came out otherwise than the file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedCase {
    /// Its line in the file.
    pub line: u64,
    /// Its id.
    pub case_id: String,
    /// Its title.
    pub title: String,
    /// What the file expects.
    pub expected: Answered,
    /// What the rules say.
    pub got: Answered,
}

impl std::fmt::Display for FailedCase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { line, case_id, title, expected, got } = self;
        write!(f, "line {line}: {case_id} {title}: expected {expected}, got {got}")
    }
}

/// Verdict, rule and unmet conditions, as the file writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// allow, review or deny.
    pub verdict: String,
    /// The rule's id.
    pub rule: String,
    /// The unmet conditions, in the order in which the route asks for them.
    pub unmet: Vec<String>,
}

impl From<Decision> for Answered {
    fn from(decision: Decision) -> Self {
        let unmet = decision.unmet.iter().map(ToString::to_string).collect();
        Self { verdict: decision.verdict.to_string(), rule: decision.rule.to_string(), unmet }
    }
}

impl Answered {
    /// Whether what the rules say is what this expects.
    fn is_met_by(&self, got: &Self) -> bool {
        let named = self.unmet.len();
        let first = got.unmet.get(..named).is_some_and(|first| first.iter().all(|one| self.unmet.contains(one)));
        self.verdict == got.verdict && self.rule == got.rule && first && (named > 0 || got.unmet.is_empty())
    }
}

impl std::fmt::Display for Answered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.verdict, self.rule)?;
        if self.unmet.is_empty() { Ok(()) } else { write!(f, " (unmet: {})", self.unmet.join("|")) }
    }
}

/// How the rules did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseReport {
    /// How many cases came out as expected.
    pub passed: usize,
    /// Those that did not.
    pub failed: Vec<FailedCase>,
}

impl std::fmt::Display for CaseReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed.len())
    }
}

/// Decides every case of a CSV file and compares verdict, rule and unmet conditions.
pub fn check(table: &RuleTable, reader: impl Read) -> Result<CaseReport, CasesError> {
    let mut rows = csv::Reader::from_reader(reader);
    let columns = Columns::read(rows.headers().map_err(|source| CasesError::Row { line: 1, source })?)?;
    let mut report = CaseReport::default();
    let mut record = csv::StringRecord::new();
    loop {
        let line = rows.position().line();
        if !rows.read_record(&mut record).map_err(|source| CasesError::Row { line: line_of(&source, line), source })? {
            return Ok(report);
        }
        let line = record.position().map_or(line, csv::Position::line);
        let value = |name: &'static str| columns.value(&record, name);
        let expected = expectation(line, &value)?;
        let facts = Facts::from_row(value).map_err(|source| CasesError::Facts { line, source })?;
        let got = Answered::from(decide(table, &facts));
        if expected.is_met_by(&got) {
            report.passed += 1;
        } else {
            let (case_id, title) = (value("case_id").to_owned(), value("title").to_owned());
            report.failed.push(FailedCase { line, case_id, title, expected, got });
        }
    }
}

fn line_of(error: &csv::Error, otherwise: u64) -> u64 {
    error.position().map_or(otherwise, csv::Position::line)
}

fn expectation<'a>(line: u64, value: &impl Fn(&'static str) -> &'a str) -> Result<Answered, CasesError> {
    let verdict = value("expected");
    if verdict.parse::<super::words::Verdict>().is_err() {
        return Err(CasesError::Expectation { line, column: "expected", value: verdict.to_owned() });
    }
    for column in ["case_id", "rule_id"] {
        if value(column).trim().is_empty() {
            return Err(CasesError::Expectation { line, column, value: value(column).to_owned() });
        }
    }
    let parts = value("unmet").split('|').map(str::trim).filter(|part| !part.is_empty());
    let unmet = parts.map(str::to_owned).collect();
    Ok(Answered { verdict: verdict.to_owned(), rule: value("rule_id").to_owned(), unmet })
}

/// Where each column stands.
struct Columns {
    names: Vec<String>,
}

impl Columns {
    fn read(header: &csv::StringRecord) -> Result<Self, CasesError> {
        let names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
        let wrong = |column: &str, reason| CasesError::Header { column: column.to_owned(), reason };
        for (place, name) in names.iter().enumerate() {
            if !FACTS.contains(&name.as_str()) && !ABOUT_THE_CASE.contains(&name.as_str()) {
                return Err(wrong(name, "is no fact and no column of a case"));
            }
            if names.iter().take(place).any(|earlier| earlier == name) {
                return Err(wrong(name, "stands there twice"));
            }
        }
        match NEEDED.iter().find(|needed| !names.iter().any(|name| name == *needed)) {
            Some(missing) => Err(wrong(missing, "is missing")),
            None => Ok(Self { names }),
        }
    }

    fn value<'a>(&self, record: &'a csv::StringRecord, name: &str) -> &'a str {
        self.names.iter().position(|known| known == name).and_then(|place| record.get(place)).unwrap_or("")
    }
}
