//! What a decision was taken on is kept word for word, and decides alike when it is read back.

use proptest::prelude::*;
use saiyo::domain::category::CategoryId;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::Role;
use saiyo::law::access::{AccessFacts, AccessTable, Verb};
use saiyo::law::decision_facts::{DecisionFacts, Lack, Question, QuestionKind, Recorded, RefusedBy};
use saiyo::law::facts::Facts;
use saiyo::law::{Verdict, decide};

use crate::random_facts::any_facts;
use crate::restrictions::table;

fn access(verb: Verb) -> AccessFacts {
    AccessFacts {
        role: Role::Recruiter,
        job: None,
        verb,
        category: CategoryId::Profile,
        purpose: Purpose::Recruitment,
        own_file: false,
        assigned: false,
        reason_given: false,
    }
}

fn cases() -> Vec<Facts> {
    let mut rows = csv::Reader::from_reader(&include_bytes!("decision-cases.csv")[..]);
    let columns = rows.headers().unwrap().clone();
    let facts = |row: csv::StringRecord| {
        let place = |fact| columns.iter().position(|column| column == fact);
        Facts::from_row(|fact| place(fact).and_then(|place| row.get(place)).unwrap_or("")).unwrap()
    };
    rows.records().map(|row| facts(row.unwrap())).collect()
}

fn written_and_read(facts: &DecisionFacts) -> DecisionFacts {
    let recorded = Recorded { law: [1; 32], facts: facts.clone() };
    let text = recorded.to_text();
    let read: Recorded = text.parse().unwrap();
    assert_eq!(read.to_text(), text, "the same facts are written alike");
    assert_eq!(read.law, [1; 32]);
    read.facts
}

#[test]
fn every_decided_case_reads_back_as_it_was_written() {
    let cases = cases();
    assert!(cases.len() >= 255);
    for facts in cases {
        let decided = DecisionFacts::with_question(access(Verb::Read), QuestionKind::Office, facts);
        assert_eq!(written_and_read(&decided), decided);
    }
}

proptest! {
    #[test]
    fn any_facts_read_back_and_decide_alike(own in any_facts(), moved in any_facts()) {
        let rules = AccessTable::built_in().unwrap();
        let questions = vec![
            Question { kind: QuestionKind::Office, facts: own.clone() },
            Question { kind: QuestionKind::Transfer, facts: moved.clone() },
        ];
        let decided = DecisionFacts { access: access(Verb::Read), questions, lack: None };
        let read = written_and_read(&decided);
        prop_assert_eq!(&read, &decided);
        let answered = read.answer(table(), &rules);
        let (first, second) = (decide(table(), &own), decide(table(), &moved));
        let expected = if first.allows() { second.verdict } else { first.verdict };
        prop_assert_eq!(answered.verdict, expected);
        let named = if first.allows() { 3 } else { 2 };
        prop_assert_eq!(answered.rules.len(), named);
    }
}

#[test]
fn the_first_refusal_decides_and_a_sub_processor_is_named_in_its_processors_place() {
    let rules = AccessTable::built_in().unwrap();
    let cases = cases();
    let open = cases.iter().find(|facts| decide(table(), facts).allows()).unwrap();
    let shut = cases.iter().find(|facts| decide(table(), facts).verdict == Verdict::Deny).unwrap();
    let ask = |kind, facts: &Facts| Question { kind, facts: facts.clone() };
    let answer =
        |verb, questions, lack| DecisionFacts { access: access(verb), questions, lack }.answer(table(), &rules);
    let with_sub = |sub| {
        vec![ask(QuestionKind::Office, open), ask(QuestionKind::Processor, open), ask(QuestionKind::SubProcessor, sub)]
    };
    let allowed = answer(Verb::Read, with_sub(open), None);
    assert_eq!((allowed.verdict, allowed.rules.len()), (Verdict::Allow, 3), "it is not named if it does not refuse");
    let refused = answer(Verb::Read, with_sub(shut), None);
    assert_eq!((refused.verdict, refused.rules.len()), (Verdict::Deny, 3));
    assert_eq!(refused.rules.last(), Some(&decide(table(), shut).rule));

    let lacking = answer(Verb::Read, vec![ask(QuestionKind::Office, open)], Some(Lack::KeyMissing));
    assert_eq!((lacking.rule_line().as_str(), lacking.refusal), ("NO-GRANT", Some(RefusedBy::Lack(Lack::KeyMissing))));
    let refused_anyway = answer(Verb::Read, vec![ask(QuestionKind::Office, shut)], Some(Lack::KeyMissing));
    assert_ne!(refused_anyway.rule_line(), "NO-GRANT", "the law comes before the key");
    let by_role = answer(Verb::Erase, vec![ask(QuestionKind::Office, open)], None);
    assert_eq!((by_role.verdict, by_role.refusal), (Verdict::Deny, Some(RefusedBy::Role)));
}
