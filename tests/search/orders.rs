//! Every order of a list, with and without a question, page by page in both directions; and days as states.

use std::collections::HashSet;

use saiyo::directory::query::Query;
use saiyo::directory::{
    Assigned, DayKind, Directory, ListFilter, Order, PageKey, Person, Reached, Scope, Update, facts,
};
use saiyo::domain::application::Stage;
use saiyo::domain::category::CategoryId;
use saiyo::domain::id::{CandidateId, HoldingId, StaffId};
use saiyo::domain::time::Ts;

use super::{Filled, cast, filled, found, known, mark, scope, today};

fn walked(directory: &Directory, filter: &ListFilter, size: i64) -> Vec<Person> {
    walked_in(directory, &scope(CategoryId::ALL), filter, size)
}

/// Everybody that a filter leaves in a scope, page by page; going back from each page leads to the one before.
fn walked_in(directory: &Directory, scope: &Scope, filter: &ListFilter, size: i64) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    let mut last: Vec<Person> = Vec::new();
    let mut after = None;
    loop {
        let page = directory.list(scope, &ListFilter { after, size, ..filter.clone() }).unwrap();
        if let Some(before) = page.previous {
            let back = directory.list(scope, &ListFilter { before: Some(before), size, ..filter.clone() }).unwrap();
            assert_eq!(back.people, last, "{:?}", filter.order);
            assert_eq!(back.next.is_some(), !page.people.is_empty());
        }
        people.extend(page.people.clone());
        last = page.people;
        match page.next {
            Some(next) => after = Some(next),
            None => return people,
        }
    }
}

fn names(people: &[Person]) -> Vec<&str> {
    people.iter().map(|person| person.family.as_str()).collect()
}

/// Whoever is assigned to a third of the crowd.
const MANAGER: StaffId = StaffId::from_uuid(uuid::Uuid::from_u128(9));

/// Many more people, so that the words find more than are sorted at once.
fn crowd(filled: &Filled, many: i64) {
    let template = cast().remove(0);
    let updates = (0..many).map(|number| {
        let mut indexed = template.indexed(100_000 + number);
        indexed.person.holding.id = HoldingId::new();
        indexed.person.holding.candidate = CandidateId::new();
        indexed.person.family = format!("c{:05}", number * 7_919 % many);
        // Many readings have their beginning in common, and few are all of one.
        indexed.person.reading = match number {
            _ if number % 97 == 0 => format!("い{}", "ー".repeat(usize::try_from(number % 4).unwrap())),
            _ if number % 2 == 0 => format!("あああ{number}"),
            _ => String::new(),
        };
        let application = indexed.person.latest.clone().unwrap();
        let received_at = Ts::from_micros(1_600_000_000_000_000 + number * 1_000_000);
        let assigned = Assigned { staff: MANAGER, application, received_at };
        indexed.assigned = (number % 3 == 0).then_some(assigned).into_iter().collect();
        indexed.person.received_at = received_at;
        indexed.person.contacted_on = (number % 7 != 0).then(|| today().plus_days(-(number % 300)));
        indexed.person.latest.as_mut().unwrap().stage = Stage::ALL[usize::try_from(number).unwrap() % Stage::ALL.len()];
        indexed.person.usable_until = None;
        Update { holding: indexed.person.holding.id, person: Some(Box::new(indexed)), again: None }
    });
    filled.directory.apply(&updates.collect::<Vec<_>>(), Reached::Change(&mark(2))).unwrap();
}

#[test]
fn every_order_goes_through_everybody_in_pages() {
    let filled = filled();
    for order in Order::ALL {
        for query in [None, Some(Query::Fact("who=all".into()))] {
            let filter = ListFilter { order: *order, query, ..ListFilter::default() };
            let people = walked(&filled.directory, &filter, 7);
            assert_eq!(people.len(), cast().len(), "{order}");
            let whole = walked(&filled.directory, &filter, 1_000);
            assert_eq!(names(&people), names(&whole), "{order}");
            let is_ordered = |pair: &[Person]| match order {
                Order::Newest => pair[0].received_at > pair[1].received_at,
                Order::Oldest => pair[0].received_at < pair[1].received_at,
                Order::Contact => pair[0].contacted_on >= pair[1].contacted_on,
                Order::Stage => pair[0].latest.as_ref().unwrap().stage <= pair[1].latest.as_ref().unwrap().stage,
                Order::Name => true,
            };
            assert!(people.windows(2).all(is_ordered), "{order}");
        }
    }
}

#[test]
fn names_are_ordered_by_their_reading() {
    let filled = filled();
    let people = walked(&filled.directory, &ListFilter { order: Order::Name, ..ListFilter::default() }, 10);
    let at = |reading: &str| people.iter().position(|person| person.reading == reading).unwrap();
    let readings: Vec<&str> = people.iter().map(|person| person.reading.as_str()).filter(|it| !it.is_empty()).collect();
    let kana: Vec<&&str> = readings.iter().filter(|reading| !reading.is_ascii()).collect();
    assert!(kana.len() > 5, "{readings:?}");
    assert!(readings.iter().filter(|it| it.is_ascii()).all(|latin| at(latin) < at(kana[0])), "{readings:?}");
}

#[test]
fn an_order_with_a_question_that_finds_few_many_or_nearly_all_has_the_same_people() {
    let filled = filled();
    crowd(&filled, 6_000);
    for question in ["田中", "*", "-田中"] {
        let query =
            if question == "*" { Query::Fact("who=all".into()) } else { super::parse(question, &known).unwrap() };
        let filter = ListFilter { query: Some(query), ..ListFilter::default() };
        let all: HashSet<HoldingId> =
            walked(&filled.directory, &filter, 3_000).iter().map(|person| person.holding.id).collect();
        for order in [Order::Name, Order::Contact, Order::Stage] {
            // Without a question the index alone is walked.
            let mut expected = walked(&filled.directory, &ListFilter { order, ..ListFilter::default() }, 3_000);
            expected.retain(|person| all.contains(&person.holding.id));
            for size in [70, 1_500] {
                let walked = walked(&filled.directory, &ListFilter { order, ..filter.clone() }, size);
                assert_eq!(names(&walked), names(&expected), "{question} by {order} in pages of {size}");
            }
        }
    }
}

#[test]
fn whoever_sees_assigned_people_alone_has_them_by_when_theirs_came_in() {
    let filled = filled();
    let template = cast().remove(0);
    // Each has applied elsewhere since, in the other order, and the last of them twice to theirs.
    let updates = (0..100).map(|number| {
        let mut indexed = template.indexed(200_000 + number);
        indexed.person.holding.id = HoldingId::new();
        indexed.person.holding.candidate = CandidateId::new();
        indexed.person.family = format!("m{number:03}");
        indexed.person.usable_until = None;
        indexed.person.received_at = Ts::from_micros(1_700_000_000_000_000 - number * 1_000_000);
        let application = indexed.person.latest.clone().unwrap();
        let of = |at: i64| {
            let received_at = Ts::from_micros(1_600_000_000_000_000 + at * 1_000_000);
            Assigned { staff: MANAGER, application: application.clone(), received_at }
        };
        indexed.assigned = if number == 99 { vec![of(number), of(1_000)] } else { vec![of(number)] };
        Update { holding: indexed.person.holding.id, person: Some(Box::new(indexed)), again: None }
    });
    filled.directory.apply(&updates.collect::<Vec<_>>(), Reached::Change(&mark(2))).unwrap();
    let limited = Scope { assigned_to: Some(MANAGER), ..scope(&[CategoryId::Profile]) };
    let expected: Vec<String> = (0..100).map(|number| format!("m{number:03}")).collect();
    for query in [None, super::parse("田中", &known).ok()] {
        for order in [Order::Oldest, Order::Newest, Order::Contact, Order::Stage] {
            let people = walked_in(
                &filled.directory,
                &limited,
                &ListFilter { query: query.clone(), order, ..ListFilter::default() },
                7,
            );
            let mut names: Vec<String> = people.iter().map(|person| person.family.clone()).collect();
            if order != Order::Oldest {
                names.reverse();
            }
            assert_eq!(names, expected, "{order}");
        }
    }
    for query in [Query::Fact(facts::owner(None)), DayKind::Contact.between(None, None)] {
        let filter = ListFilter { query: Some(query), size: 10, ..ListFilter::default() };
        assert!(filled.directory.list(&limited, &filter).unwrap().people.is_empty(), "a state of the whole record");
    }
}

#[test]
fn everybody_is_chosen_each_once_up_to_a_number() {
    let filled = filled();
    crowd(&filled, 6_000);
    let all = scope(CategoryId::ALL);
    let expected: Vec<HoldingId> =
        walked(&filled.directory, &ListFilter::default(), 3_000).iter().map(|person| person.holding.id).collect();
    let found = |most| filled.directory.holdings(&all, &ListFilter::default(), most).unwrap();
    assert!(found(usize::MAX) == expected, "all of them, each once");
    assert!(found(5_001) == expected[..5_001] && found(3) == expected[..3]);
}

#[test]
fn whoever_looks_for_people_is_shown_and_may_ask_no_more_than_who_there_is() {
    let filled = filled();
    let to_find = Scope { to_find_alone: true, ..scope(&[CategoryId::Profile]) };
    let page = |query, order| {
        let filter = ListFilter { query, order, size: 200, ..ListFilter::default() };
        filled.directory.list(&to_find, &filter).unwrap()
    };
    let by_name = walked(&filled.directory, &ListFilter { order: Order::Name, ..ListFilter::default() }, 100);
    for order in Order::ALL {
        let people = page(None, *order).people;
        assert_eq!(names(&people), names(&by_name), "{order}");
        let tells = |it: &Person| it.latest.is_some() || it.contacted_on.is_some() || it.usable_until.is_some();
        let told = people.iter().filter(|it| tells(it) || it.owner.is_some() || !it.tags.is_empty());
        assert_eq!((told.count(), people.iter().map(|it| it.received_at.micros()).max()), (0, Some(0)));
    }
    for question in ["status:screening", "lang:en", "source:agent", "status:screening OR status:refused"] {
        let asked = |question: &str| page(super::parse(question, &known).ok(), Order::Newest).people.len();
        assert!(!found(&filled.directory, question).is_empty(), "{question}");
        assert_eq!(asked(question), 0, "{question}");
        assert_eq!(asked(&format!("-({question})")), by_name.len(), "{question}");
    }
    let office = Query::Fact(facts::office(&by_name[0].holding.office));
    assert!(!page(Some(office), Order::Newest).people.is_empty());
    crowd(&filled, 6_000);
    let many = super::parse("田中", &known).ok();
    assert_eq!(page(many, Order::Newest).people.len(), 200, "also of very many, by spans of the name");
}

#[test]
fn a_page_key_tells_whoever_sees_assigned_people_alone_no_time() {
    let filled = filled();
    crowd(&filled, 300);
    let limited = Scope { assigned_to: Some(MANAGER), ..scope(&[CategoryId::Profile]) };
    let page = |after: Option<PageKey>, before| {
        let filter = ListFilter { after, before, size: 40, ..ListFilter::default() };
        filled.directory.list(&limited, &filter).unwrap()
    };
    let first = page(None, None);
    let second = page(first.next, None);
    for key in [first.next, second.next, second.previous] {
        assert!(key.unwrap().to_word().parse::<i64>().is_err(), "an id, not a place");
        assert_eq!(PageKey::from_word(&key.unwrap().to_word()), key);
    }
    assert_eq!((names(&page(None, second.previous).people), second.people.len()), (names(&first.people), 40));
    let place = PageKey::from_word(&i64::MAX.to_string());
    for tried in [page(place, None), page(None, place)] {
        assert_eq!((names(&tried.people), tried.previous), (names(&first.people), None), "no place is tried out");
    }
}

#[test]
fn an_order_of_many_hits_keeps_to_its_scope() {
    let filled = filled();
    crowd(&filled, 6_000);
    let query = Some(super::parse("田中", &known).unwrap());
    let filter = ListFilter { query, order: Order::Name, ..ListFilter::default() };
    let all = walked(&filled.directory, &filter, 3_000);
    let own = all[1_234].holding.candidate;
    let except = Scope { except: Some(own), ..scope(CategoryId::ALL) };
    let mut expected = all.clone();
    expected.retain(|person| person.holding.candidate != own);
    assert_eq!(names(&walked_in(&filled.directory, &except, &filter, 70)), names(&expected));
    let limited = Scope { assigned_to: Some(MANAGER), ..scope(CategoryId::ALL) };
    let theirs = walked_in(&filled.directory, &limited, &filter, 70);
    let ordered: Vec<&str> = names(&all).into_iter().filter(|name| names(&theirs).contains(name)).collect();
    assert_eq!(theirs.len(), 2_000);
    assert_eq!(names(&theirs), ordered);
}

#[test]
fn days_are_asked_for_as_ranges_and_alone_excluded_and_combined() {
    let filled = filled();
    let count = |query: Query| {
        let filter = ListFilter { query: Some(query), size: 1_000, ..ListFilter::default() };
        filled.directory.list(&scope(CategoryId::ALL), &filter).unwrap().people.len()
    };
    let everybody = cast().len();
    let recent = DayKind::Contact.between(Some(today().plus_days(-9)), None);
    assert_eq!(count(recent.clone()), 10);
    assert_eq!(count(Query::Not(Box::new(recent.clone()))), everybody - 10);
    let ending = DayKind::UsableUntil.between(Some(today()), Some(today().plus_days(12)));
    assert_eq!(count(ending.clone()), 5, "days 0, 3, 6, 9 and 12");
    let pool = DayKind::PoolUntil.between(Some(today()), None);
    assert_eq!(count(Query::All(vec![recent, pool, ending])), 1, "day 6 alone is even, not over and divided by three");
    assert_eq!(found(&filled.directory, "").len(), everybody);
}

#[test]
fn whoever_sees_assigned_people_alone_asks_no_state_of_the_whole_record() {
    let folder = tempfile::tempdir().unwrap();
    let directory = Directory::open(&folder.path().join("JP.db"), &[7; 32], 2).unwrap();
    let manager = StaffId::new();
    let mut indexed = cast().remove(0).indexed(0);
    let application = indexed.person.latest.clone().unwrap();
    let latest_at = indexed.person.received_at;
    let received_at = latest_at.plus_seconds(-86_400);
    let earlier = received_at.plus_seconds(-86_400);
    indexed.assigned = [received_at, earlier]
        .map(|received_at| Assigned { staff: manager, application: application.clone(), received_at })
        .into();
    let holding = indexed.person.holding.id;
    let update = Update { holding, person: Some(Box::new(indexed)), again: None };
    directory.apply(&[update], Reached::Change(&mark(1))).unwrap();
    let limited = Scope { assigned_to: Some(manager), ..scope(&[CategoryId::Profile]) };
    let page = |query: Option<Query>, order| {
        let filter = ListFilter { query, order, size: 9, ..ListFilter::default() };
        directory.list(&limited, &filter).unwrap().people
    };
    let all = page(None, Order::Contact);
    assert_eq!((all.len(), all[0].contacted_on, all[0].usable_until), (1, None, None));
    assert_eq!(all[0].received_at, received_at, "the latest of theirs");
    let counts = |scope| [received_at, latest_at].map(|since| directory.count_since(scope, since).unwrap());
    assert_eq!((counts(&limited), counts(&scope(&[CategoryId::Profile]))), ([1, 0], [1, 1]));
    assert!(page(Some(DayKind::Contact.between(None, None)), Order::Newest).is_empty());
}

#[test]
fn a_page_that_begins_at_somebody_who_is_not_in_the_scope_begins_anew() {
    let filled = filled();
    for order in [Order::Name, Order::Contact, Order::Stage] {
        let filter = |after, before| ListFilter { order, after, before, size: 3, ..ListFilter::default() };
        let all = scope(CategoryId::ALL);
        let first = filled.directory.list(&all, &filter(None, None)).unwrap();
        let own = Some(first.people[2].holding.candidate);
        let key = first.next;
        let without = Scope { except: own, ..all };
        let anew = filled.directory.list(&without, &filter(None, None)).unwrap().people;
        for (after, before) in [(key, None), (None, key)] {
            let page = filled.directory.list(&without, &filter(after, before)).unwrap();
            assert_eq!((&page.people, page.previous), (&anew, None), "{order} tells nothing of whom it does not show");
        }
    }
}

#[test]
fn other_facts_with_the_same_texts_are_found_at_once_and_leave_with_them() {
    let filled = filled();
    let mut indexed = cast().remove(0).indexed(0);
    indexed.texts.cv = vec!["Zymurgy and all".to_owned()];
    let holding = indexed.person.holding.id;
    let mut seq = 10;
    let mut follow = |person: Option<saiyo::directory::Indexed>| {
        seq += 1;
        let update = Update { holding, person: person.map(Box::new), again: None };
        filled.directory.apply(&[update], Reached::Change(&mark(seq))).unwrap();
    };
    let at = |stage: &str| found(&filled.directory, &format!("zymurgy status:{stage}")).len();
    for stage in ["received", "offer", "received", "refused"] {
        let latest = indexed.person.latest.as_mut().unwrap();
        latest.stage = stage.parse().unwrap();
        follow(Some(indexed.clone()));
        assert_eq!((at(stage), at("hired"), found(&filled.directory, "zymurgy all").len()), (1, 0, 1), "{stage}");
        assert_eq!(at("offer"), usize::from(stage == "offer"));
    }
    indexed.texts.cv = vec!["Brewing".to_owned()];
    follow(Some(indexed));
    assert_eq!(
        (found(&filled.directory, "zymurgy").len(), found(&filled.directory, "brewing status:refused").len()),
        (0, 1)
    );
    follow(None);
    assert_eq!(found(&filled.directory, "brewing").len(), 0);
}
