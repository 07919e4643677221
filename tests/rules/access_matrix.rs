//! The access table as a matrix that a lawyer can read; its diff is the change of policy.

use std::fmt::Write as _;

use saiyo::domain::category::CategoryId;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::{JobName, Role};
use saiyo::law::access::{AccessFacts, AccessTable, Condition, Verb, permits};

const COMMITTED: &str = include_str!("../access_matrix.txt");
const HEAD: &str = "# Who may do what: one line for each role, category and verb, with the purposes that share an answer.\n\
# Written by tests/rules/access_matrix.rs from src/law/access.toml; nobody on the staff gets their own file.\n\
# role | category | verb | purposes | decision | rule | cite\n";

fn facts(role: Role, job: Option<JobName>, category: CategoryId, verb: Verb, purpose: Purpose) -> AccessFacts {
    let own_file = role == Role::Candidate;
    AccessFacts { role, job, verb, category, purpose, own_file, assigned: true, reason_given: true }
}

/// Every role, and every job as one.
fn callers() -> Vec<(Role, Option<JobName>)> {
    let people = Role::ALL.iter().filter(|role| **role != Role::Job).map(|role| (*role, None));
    people.chain(JobName::ALL.iter().map(|job| (Role::Job, Some(*job)))).collect()
}

fn every_act(mut each: impl FnMut(AccessFacts)) {
    for (role, job) in callers() {
        for category in CategoryId::ALL {
            for verb in Verb::ALL {
                for purpose in Purpose::ALL {
                    each(facts(role, job, *category, *verb, *purpose));
                }
            }
        }
    }
}

/// The decision with everything given, and which of the given things it hangs on.
fn answer(table: &AccessTable, facts: &AccessFacts) -> (String, String) {
    match permits(table, facts) {
        Err(refusal) => ("deny".to_owned(), refusal.rule.to_string()),
        Ok(rule) => {
            let without = [
                ("assigned", AccessFacts { assigned: false, ..*facts }),
                ("reason given", AccessFacts { reason_given: false, ..*facts }),
                ("own record", AccessFacts { own_file: false, ..*facts }),
            ];
            let needed: Vec<&str> =
                without.iter().filter(|(_, less)| permits(table, less).is_err()).map(|(name, _)| *name).collect();
            let decision =
                if needed.is_empty() { "allow".to_owned() } else { format!("allow if {}", needed.join(", ")) };
            (decision, rule.to_string())
        }
    }
}

fn matrix(table: &AccessTable) -> String {
    let mut text = HEAD.to_owned();
    for (role, job) in callers() {
        let who = job.map_or(role.to_string(), |job| format!("job {job}"));
        for category in CategoryId::ALL {
            for verb in Verb::ALL {
                let mut groups: Vec<((String, String), Vec<&str>)> = Vec::new();
                for purpose in Purpose::ALL {
                    let answer = answer(table, &facts(role, job, *category, *verb, *purpose));
                    let word = purpose.as_str().split('_').next().unwrap();
                    match groups.iter_mut().find(|(known, _)| *known == answer) {
                        Some((_, purposes)) => purposes.push(word),
                        None => groups.push((answer, vec![word])),
                    }
                }
                for ((decision, rule), purposes) in groups {
                    let all = purposes.len() == Purpose::ALL.len();
                    let purposes = if all { "every purpose".to_owned() } else { purposes.join(" ") };
                    let cite = &table.text(&rule).unwrap().cite;
                    writeln!(text, "{who} | {category} | {verb} | {purposes} | {decision} | {rule} | {cite}").unwrap();
                }
            }
        }
    }
    text
}

#[test]
fn the_committed_matrix_is_what_the_table_gives() {
    let now = matrix(&AccessTable::built_in().unwrap());
    if now == COMMITTED {
        return;
    }
    let new_file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("access_matrix.txt");
    std::fs::write(&new_file, &now).unwrap();
    let (mut before, mut after) = (COMMITTED.lines(), now.lines());
    let mut line = 0;
    loop {
        line += 1;
        let (old, new) = (before.next(), after.next());
        assert_eq!(old, new, "line {line} of tests/access_matrix.txt; the new matrix is {}", new_file.display());
        assert!(old.is_some(), "the files differ in their line ends; the new matrix is {}", new_file.display());
    }
}

#[test]
fn administrators_and_analysts_get_nothing_about_any_candidate() {
    let table = AccessTable::built_in().unwrap();
    every_act(|act| {
        if matches!(act.role, Role::Administrator | Role::HrAnalyst) {
            assert!(permits(&table, &act).is_err(), "{act:?}");
        }
    });
}

#[test]
fn nobody_on_the_staff_ever_gets_their_own_file() {
    let table = AccessTable::built_in().unwrap();
    every_act(|act| {
        if act.role != Role::Candidate {
            let refusal = permits(&table, &AccessFacts { own_file: true, ..act }).unwrap_err();
            assert_eq!(refusal.rule, "ROLE-OWN-FILE", "{act:?}");
        }
    });
}

#[test]
fn candidates_read_nothing_that_is_not_their_own() {
    let table = AccessTable::built_in().unwrap();
    every_act(|act| {
        if act.role == Role::Candidate && act.verb != Verb::Create {
            assert!(permits(&table, &AccessFacts { own_file: false, ..act }).is_err(), "{act:?}");
        }
    });
}

#[test]
fn internal_purposes_are_for_officers_candidates_and_jobs_only() {
    let table = AccessTable::built_in().unwrap();
    every_act(|act| {
        let allowed = permits(&table, &act).is_ok();
        let for_upkeep = act.purpose == Purpose::Upkeep;
        assert!(!allowed || for_upkeep == (act.role == Role::Job), "{act:?}");
        let rights_holder = matches!(act.role, Role::Candidate | Role::PrivacyOfficer);
        assert!(!allowed || act.purpose != Purpose::Rights || rights_holder, "{act:?}");
    });
}

#[test]
fn taking_a_condition_away_never_opens_anything() {
    let table = AccessTable::built_in().unwrap();
    every_act(|act| {
        if permits(&table, &act).is_err() {
            assert!(permits(&table, &AccessFacts { assigned: false, ..act }).is_err());
            assert!(permits(&table, &AccessFacts { reason_given: false, ..act }).is_err());
        }
    });
}

#[test]
fn a_hiring_manager_without_assignment_is_told_so() {
    let table = AccessTable::built_in().unwrap();
    let act = facts(Role::HiringManager, None, CategoryId::Profile, Verb::Read, Purpose::Recruitment);
    assert_eq!(permits(&table, &act).unwrap(), "ROLE-MANAGER-READ");
    let refusal = permits(&table, &AccessFacts { assigned: false, ..act }).unwrap_err();
    assert_eq!((refusal.rule.as_str(), refusal.unmet), ("ROLE-NOT-ASSIGNED", Some(Condition::Assigned)));
}

#[test]
fn health_opens_for_a_stated_reason_only() {
    let table = AccessTable::built_in().unwrap();
    for role in [Role::Recruiter, Role::PrivacyOfficer] {
        let act = facts(role, None, CategoryId::Health, Verb::Read, Purpose::Onboarding);
        assert!(permits(&table, &act).is_ok());
        let refusal = permits(&table, &AccessFacts { reason_given: false, ..act }).unwrap_err();
        assert_eq!(refusal.rule, "ROLE-NEEDS-REASON");
        assert_eq!(refusal.remedy(), Some(saiyo::law::remedies::Remedy::GiveReason));
    }
}

#[test]
fn a_job_without_its_name_gets_nothing() {
    let table = AccessTable::built_in().unwrap();
    every_act(|act| {
        if act.role == Role::Job {
            assert!(permits(&table, &AccessFacts { job: None, ..act }).is_err());
        }
    });
}
