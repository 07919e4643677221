//! Tags and owners: sealed or plain, journalled, found by those who may, by nobody else, and gone with the use.

use saiyo::directory::query::Query;
use saiyo::directory::{ListFilter, Person, Scope, facts as words};
use saiyo::domain::category::{CategoryId, Other};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::Caller;
use saiyo::domain::tag::{Tag, TagChange};
use saiyo::store::candidates::{self, HoldingChange};
use saiyo::store::gate::{self, Ask};
use saiyo::store::journal::Entry;
use saiyo::store::{Database, facts, tags};
use saiyo::workflows::change_tags;
use saiyo::workflows::list_candidates;

use super::directories::directories;
use crate::support::cast::{caller, job, moment, office};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TestStore, on_both_databases};

fn tag(text: &str) -> Tag {
    Tag::parse(text).unwrap()
}

fn add(texts: &[&str]) -> TagChange {
    TagChange { add: texts.iter().map(|text| tag(text)).collect(), remove: Vec::new() }
}

fn tags_of(db: &mut Database, by: &Caller, known: &Admitted) -> Vec<String> {
    let permit = gate::open::<Other>(db, &Ask::read(by, Purpose::Recruitment), known.holding.id).unwrap();
    let tags = tags::list(db, &permit).unwrap();
    tags.value().unwrap().iter().map(|tag| tag.as_str().to_owned()).collect()
}

fn found(test: &TestStore, fact: String, categories: &[CategoryId]) -> Vec<Person> {
    let today = test.store.database().unwrap().read(|db| facts::office(db, &office("JP"))).unwrap().today(moment(NOW));
    let scope = Scope { today, assigned_to: None, except: None, categories: categories.to_vec(), to_find_alone: false };
    let filter = ListFilter { query: Some(Query::Fact(fact)), size: 100, ..ListFilter::default() };
    directories(test).read(&test.store, &office("JP"), moment(NOW), |it| it.list(&scope, &filter)).unwrap().people
}

pub(super) fn suspend(test: &TestStore, known: &Admitted) {
    let by = job(saiyo::domain::staff::JobName::Demo, "JP");
    let entry = Entry::change(&by, "change", "facts", &known.holding, CategoryId::Profile, Purpose::Upkeep);
    let mut db = test.store.database().unwrap();
    let change = HoldingChange::Suspended(Some(moment(NOW)));
    db.change(|tx| Ok((candidates::set_fact(tx, known.holding.id, change)?, vec![entry]))).unwrap();
}

on_both_databases! {
    fn tags_are_added_once_and_removed_whatever_their_case(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let candidate = known.holding.candidate;
        change_tags::change_tags_of(&mut db, &rin, candidate, &add(&["英語可", "Java"])).unwrap();
        change_tags::change_tags_of(&mut db, &rin, candidate, &add(&["ＪＡＶＡ"])).unwrap();
        assert_eq!(tags_of(&mut db, &rin, &known), ["Java", "英語可"]);
        let gone = TagChange { add: Vec::new(), remove: vec![tag("java")] };
        change_tags::change_tags_of(&mut db, &rin, candidate, &gone).unwrap();
        assert_eq!(tags_of(&mut db, &rin, &known), ["英語可"]);
        let changes = test.sql().number("SELECT count(*) AS n FROM journal WHERE outcome = 'done' AND subject = 'tags'");
        assert_eq!(changes, 2, "what changed nothing left no change");
    }

    fn an_owner_is_a_recruiter_of_the_office(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        for other in [&test.cast.wei, &test.cast.manager, &test.cast.analyst] {
            let set = change_tags::set_owner_of(&mut db, &rin, known.holding.candidate, Some(other.id));
            assert!(set.is_err(), "{}", other.name);
        }
        change_tags::set_owner_of(&mut db, &rin, known.holding.candidate, Some(test.cast.rin.id)).unwrap();
        assert_eq!(found(test, words::owner(Some(test.cast.rin.id)), CategoryId::ALL).len(), 1);
        assert_eq!(found(test, words::owner(None), CategoryId::ALL).len(), 0);
        change_tags::set_owner_of(&mut db, &rin, known.holding.candidate, None).unwrap();
        assert_eq!(found(test, words::owner(None), CategoryId::ALL).len(), 1);
    }

    fn a_tag_is_found_only_by_those_who_may_list_its_category_and_goes_with_the_use(test) {
        let rin = caller(&test.cast.rin);
        let (known, other) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&rin, "Mori", "Sora"));
        let mut db = test.store.database().unwrap();
        change_tags::change_tags_of(&mut db, &rin, known.holding.candidate, &add(&["遠隔 可", "デンキ"])).unwrap();
        change_tags::change_tags_of(&mut db, &rin, other.holding.candidate, &add(&["デンキ"])).unwrap();
        drop(db);
        let all = CategoryId::ALL;
        let people = found(test, words::tag("遠隔　可"), all);
        assert_eq!(people.iter().map(|person| person.tags.clone()).collect::<Vec<_>>(), [["デンキ", "遠隔 可"]]);
        assert_eq!(found(test, words::tag("ﾃﾞﾝｷ"), all).len(), 2);
        assert_eq!(found(test, words::tag("遠隔"), all).len(), 0, "a part of a tag is another tag");
        let profile = [CategoryId::Profile];
        assert_eq!(found(test, words::tag("デンキ"), &profile).len(), 0);
        let everybody = found(test, words::office(&office("JP")), &profile);
        assert!(everybody.len() == 2 && everybody.iter().all(|person| person.tags.is_empty()));
        let suggested = |by: &Caller| {
            let found = list_candidates::suggested_tags(&test.store, &directories(test), by).unwrap();
            found.into_iter().map(|(label, count)| (label, count.value)).collect::<Vec<_>>()
        };
        assert_eq!(suggested(&rin), [("デンキ".to_owned(), 2), ("遠隔 可".to_owned(), 1)]);
        assert_eq!(suggested(&caller(&test.cast.manager)), []);
        suspend(test, &known);
        assert_eq!(suggested(&rin), [("デンキ".to_owned(), 1)]);
    }
}
