//! The facts of a decision as one short text, the same for the same facts.
//!
//! Invariant: what is written reads back as the same facts; what cannot be read is an error that names its line.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::str::FromStr;

use super::{DecisionFacts, Lack, Question, QuestionKind};
use crate::law::access::AccessFacts;
use crate::law::facts::{FACTS, Facts, FactsError};

const FIRST_LINE: &str = "saiyo facts 1";

/// Why a text is not the facts of a decision.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecisionFactsError {
    /// Its first line is another one.
    #[error("it does not begin with {FIRST_LINE:?}")]
    Version,
    /// A line is none of the format.
    #[error("line {0} cannot be read")]
    Line(usize),
    /// Something that no decision is taken without is missing.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// The facts of a question cannot be read.
    #[error(transparent)]
    Facts(#[from] FactsError),
}

/// The facts of a decision as they are kept, with the tables that it was taken by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The digest of both tables then.
    pub law: [u8; 32],
    /// The facts.
    pub facts: DecisionFacts,
}

impl Recorded {
    /// The text that is kept.
    pub fn to_text(&self) -> String {
        let mut text = format!("{FIRST_LINE}\nlaw={}\n", hex::encode(self.law));
        let mut line = |name: &str, value: &dyn std::fmt::Display| {
            // Writing to a string does not fail.
            writeln!(text, "{name}={value}").ok();
        };
        let access = &self.facts.access;
        line("role", &access.role);
        if let Some(job) = access.job {
            line("job", &job);
        }
        line("verb", &access.verb);
        line("category", &access.category);
        line("purpose", &access.purpose);
        let said = [("own_file", access.own_file), ("assigned", access.assigned), ("reason", access.reason_given)];
        for (name, _) in said.iter().filter(|(_, holds)| *holds) {
            line(name, &"yes");
        }
        if let Some(lack) = self.facts.lack {
            line("lack", &lack);
        }
        for question in &self.facts.questions {
            line("ask", &question.kind);
            for (name, value) in question.facts.to_row() {
                line(name, &value);
            }
        }
        text
    }
}

impl FromStr for Recorded {
    type Err = DecisionFactsError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut lines = text.lines().enumerate();
        if lines.next().is_none_or(|(_, line)| line != FIRST_LINE) {
            return Err(DecisionFactsError::Version);
        }
        let mut parts: Vec<HashMap<&str, &str>> = vec![HashMap::new()];
        for (number, line) in lines {
            let (name, value) = line.split_once('=').ok_or(DecisionFactsError::Line(number + 1))?;
            let is_known = parts.len() == 1 || name == "ask" || FACTS.contains(&name);
            if name == "ask" {
                parts.push(HashMap::new());
            }
            let part = parts.last_mut().ok_or(DecisionFactsError::Line(number + 1))?;
            if !is_known || part.insert(name, value).is_some() {
                return Err(DecisionFactsError::Line(number + 1));
            }
        }
        let (head, asked) = parts.split_first().ok_or(DecisionFactsError::Version)?;
        let questions = asked.iter().map(question).collect::<Result<_, _>>()?;
        let lack = optional::<Lack>(head, "lack")?;
        let mut law = [0; 32];
        let hex_digits = head.get("law").copied().unwrap_or_default();
        hex::decode_to_slice(hex_digits, &mut law).map_err(|_| DecisionFactsError::Missing("law"))?;
        Ok(Self { law, facts: DecisionFacts { access: access(head)?, questions, lack } })
    }
}

fn access(head: &HashMap<&str, &str>) -> Result<AccessFacts, DecisionFactsError> {
    let yes = |name| head.get(name).is_some_and(|value| *value == "yes");
    Ok(AccessFacts {
        role: needed(head, "role")?,
        job: optional(head, "job")?,
        verb: needed(head, "verb")?,
        category: needed(head, "category")?,
        purpose: needed(head, "purpose")?,
        own_file: yes("own_file"),
        assigned: yes("assigned"),
        reason_given: yes("reason"),
    })
}

fn question(part: &HashMap<&str, &str>) -> Result<Question, DecisionFactsError> {
    let kind: QuestionKind = needed(part, "ask")?;
    let facts = Facts::from_row(|fact| part.get(fact).copied().unwrap_or_default())?;
    Ok(Question { kind, facts })
}

fn optional<T: FromStr>(part: &HashMap<&str, &str>, name: &'static str) -> Result<Option<T>, DecisionFactsError> {
    part.get(name).map(|word| word.parse().map_err(|_| DecisionFactsError::Missing(name))).transpose()
}

fn needed<T: FromStr>(part: &HashMap<&str, &str>, name: &'static str) -> Result<T, DecisionFactsError> {
    optional(part, name)?.ok_or(DecisionFactsError::Missing(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::category::CategoryId;
    use crate::domain::jurisdiction::Jurisdiction;
    use crate::domain::purpose::Purpose;
    use crate::domain::staff::Role;
    use crate::law::access::Verb;
    use crate::law::words::Action;

    fn recorded() -> Recorded {
        let access = AccessFacts {
            role: Role::Recruiter,
            job: None,
            verb: Verb::Read,
            category: CategoryId::Profile,
            purpose: Purpose::Recruitment,
            own_file: false,
            assigned: true,
            reason_given: false,
        };
        let facts = Facts::new(Action::Use, "2026-11-24".parse().unwrap(), Jurisdiction::Jp);
        let mut facts = DecisionFacts::with_question(access, QuestionKind::Office, facts);
        facts.lack = Some(Lack::NotGiven);
        Recorded { law: [7; 32], facts }
    }

    #[test]
    fn what_is_written_reads_back() {
        let text = recorded().to_text();
        assert_eq!(text.parse::<Recorded>(), Ok(recorded()));
        assert!(text.len() < 400, "{} bytes", text.len());
    }

    #[test]
    fn a_text_that_somebody_changed_is_refused_and_the_line_named() {
        let text = recorded().to_text();
        let of = |from: &str, to: &str| text.replace(from, to).parse::<Recorded>().unwrap_err();
        assert_eq!(of("saiyo facts 1", "saiyo facts 9"), DecisionFactsError::Version);
        assert_eq!(of("role=recruiter", "role=king"), DecisionFactsError::Missing("role"));
        assert_eq!(of("ask=office\n", "ask=office\nshoe_size=44\n"), DecisionFactsError::Line(10));
        assert_eq!(of("verb=read\n", "verb=read\nverb=read\n"), DecisionFactsError::Line(5));
        assert!(matches!(of("today=2026-11-24", "today=2026-02-30"), DecisionFactsError::Facts(_)));
    }
}
