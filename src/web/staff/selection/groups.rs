//! Records of an act with the same outcome, told with the reason.

use crate::directory::Person;
use crate::domain::bulk_act::RecordOutcome;
use crate::domain::jurisdiction::Country;
use crate::law::Law;
use crate::law::ids::ConditionId;
use crate::web::staff::candidate::transfers::{RemedyLine, ways_of};
use crate::web::texts::Texts;
use crate::workflows::bulk_acts::LeftOut;

/// Records with the same outcome.
#[derive(Debug, Clone)]
pub struct Group {
    /// How many.
    pub count: i64,
    /// Why, in a sentence.
    pub why: String,
    /// By which rule; empty if no rule is behind it.
    pub rule: String,
    /// What the rule cites.
    pub citation: String,
    /// Some of them: address and name.
    pub people: Vec<(String, String)>,
    /// How it stands, in a sentence; empty where the reason says it.
    pub standing: String,
    /// The ways on which it would go; all of one is needed.
    pub ways: Vec<Vec<RemedyLine>>,
}

impl Group {
    /// How many are not named.
    pub fn more(&self) -> i64 {
        self.count - i64::try_from(self.people.len()).unwrap_or_default()
    }

    pub(super) fn of(law: &Law, texts: &Texts, left_out: &LeftOut, to: Option<Country>) -> Self {
        let unmet = left_out.unmade.as_ref().map_or(&[][..], |it| &it.refusal.unmet);
        let mut group = Self::explain(law, texts, (&left_out.outcome, unmet), to.is_some());
        group.count = left_out.count;
        group.people = left_out.people.iter().map(|person| name(texts, person)).collect();
        group.ways = left_out.unmade.as_ref().map(|it| ways_of(it, (law, texts), to, true)).unwrap_or_default();
        group
    }

    /// Whether the candidates can be asked for something that would help.
    pub(super) fn is_askable(&self) -> bool {
        self.ways.iter().flatten().any(|remedy| remedy.question.is_some())
    }

    /// A group with its reason in words.
    fn explain(
        law: &Law,
        texts: &Texts,
        (outcome, unmet): (&RecordOutcome, &[ConditionId]),
        is_transfer: bool,
    ) -> Self {
        let (rule, why) = match outcome {
            RecordOutcome::Refused(rule)
            | RecordOutcome::Partly(rule)
            | RecordOutcome::Waits(rule)
            | RecordOutcome::Waiting(rule)
            | RecordOutcome::Questioned(rule)
            | RecordOutcome::AskedBefore(rule) => (rule.clone(), law.texts.refused(rule, unmet, texts.locale)),
            RecordOutcome::Missing if is_transfer => (String::new(), texts.say("left-out-not-held")),
            RecordOutcome::Unchanged if is_transfer => (String::new(), texts.say("left-out-asked-already")),
            RecordOutcome::Foreign => (String::new(), texts.say("left-out-foreign")),
            RecordOutcome::Missing => (String::new(), texts.say("left-out-missing")),
            RecordOutcome::Full => (String::new(), texts.say("left-out-full")),
            RecordOutcome::NoOwner => (String::new(), texts.say("left-out-no-owner")),
            RecordOutcome::Failed => (String::new(), texts.say("left-out-failed")),
            RecordOutcome::Unchanged | RecordOutcome::Able | RecordOutcome::Done => {
                (String::new(), texts.say("left-out-unchanged"))
            }
        };
        let text = law.rules.text(&rule).or_else(|| law.access.text(&rule));
        let citation = text.map(|text| text.cite.clone()).unwrap_or_default();
        let standing = match outcome {
            RecordOutcome::Waiting(_) => texts.say("act-waiting"),
            RecordOutcome::Questioned(_) => texts.say("act-questioned"),
            RecordOutcome::AskedBefore(_) => texts.say("act-asked-before"),
            _ => String::new(),
        };
        Self { count: 0, why, rule, citation, people: Vec::new(), standing, ways: Vec::new() }
    }
}

/// The address and the name of somebody.
fn name(texts: &Texts, person: &Person) -> (String, String) {
    (format!("/staff/candidates/{}", person.holding.candidate), person.name().display(texts.locale))
}
