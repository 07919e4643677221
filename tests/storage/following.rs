//! After any sequence of changes, following equals rebuilding, and both equal what law and grants allow.

use saiyo::directory::query::{Known, parse};
use saiyo::directory::{Count, Excerpt, ListFilter, Person, Scope, facts as words};
use saiyo::domain::application::Stage;
use saiyo::domain::category::{ApplicationHistory, Category, CategoryId, Communications, Other, Profile};
use saiyo::domain::message::Sending;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::{Caller, JobName};
use saiyo::domain::tag::{Tag, TagChange};
use saiyo::domain::time::Ts;
use saiyo::store::candidates::{self, HoldingChange};
use saiyo::store::gate::{self, Ask};
use saiyo::store::journal::Entry;
use saiyo::store::transfers::{self, Transfer};
use saiyo::store::{StoreError, applications, facts, notes, owners, tags};
use saiyo::workflows::follow_journal::Directories;

use super::borders::{allow_singapore, to};
use crate::support::cast::{caller_at, job, moment, office};
use crate::support::services::{Random, seed};
use crate::support::{Admitted, NOW, TestStore};

/// Steps of one sequence.
const STEPS: usize = 60;
const STAGES: [Stage; 5] = [Stage::Screening, Stage::FirstInterview, Stage::Offer, Stage::Refused, Stage::Withdrawn];

/// Rows with their excerpts, and the tags that are suggested.
type Content = (Vec<(Person, Vec<Excerpt>)>, Vec<(String, Count)>);

/// Whom an office finds by some questions, with what is shown of them.
fn content(test: &TestStore, directories: &Directories, code: &str, at: Ts) -> Content {
    let today = test.store.database().unwrap().read(|db| facts::office(db, &office(code))).unwrap().today(at);
    let scope =
        Scope { today, assigned_to: None, except: None, categories: CategoryId::ALL.to_vec(), to_find_alone: false };
    let mut content = Vec::new();
    for question in ["", "aozora", "memo*", "letter*", "address*", "-aozora", "label*", "tag:label3", "-owner:none"] {
        let query = parse(question, &|field, value| match field {
            "tag" => Known::Fact(words::tag(value)),
            "owner" => Known::Fact(words::owner(None)),
            _ => Known::NoField,
        });
        let query = query.unwrap();
        let filter = ListFilter { query: Some(query), size: 1_000, ..ListFilter::default() };
        let read = directories.read(&test.store, &office(code), at, |directory| directory.list(&scope, &filter));
        let page = read.unwrap();
        let mut rows: Vec<_> = page.people.into_iter().zip(page.excerpts).collect();
        rows.sort_by_key(|(person, _)| person.holding.id);
        content.extend(rows);
    }
    let suggested = |it: &saiyo::directory::Directory| it.suggested_tags(&scope, 100);
    let suggested = directories.read(&test.store, &office(code), at, suggested).unwrap();
    (content, suggested)
}

/// Who may be listed: those whose profile the gate opens to the office's recruiter.
fn allowed(test: &TestStore, known: &[Admitted], caller: &Caller) -> usize {
    let mut db = test.store.database().unwrap();
    let ask = Ask::read(caller, Purpose::Recruitment);
    let opens = |one: &&Admitted| gate::open::<Profile>(&mut db, &ask, one.holding.id).is_ok();
    known.iter().filter(opens).count()
}

fn transfer<C: Category>(test: &TestStore, one: &Admitted, transfer: Transfer, at: Ts) {
    let officer = caller_at(&test.cast.officer, at);
    let mut db = test.store.database().unwrap();
    if let Ok(permit) = transfers::open::<C>(&mut db, &officer, one.holding.id, transfer) {
        // Who never wrote has no messages to give.
        let made = transfers::make(&mut db, &permit);
        assert!(matches!(made, Ok(_) | Err(StoreError::NotFound)), "{made:?}");
    }
}

fn step(test: &TestStore, random: &mut Random, known: &mut Vec<Admitted>, at: Ts) {
    let by = caller_at(&test.cast.rin, at);
    if known.len() < 4 || random.below(6) == 0 {
        let residence = *random.pick(&["JP", "JP", "JP", "US"]);
        known.push(test.admit_living_in(&by, "Tanaka", &format!("Akari{}", known.len()), residence));
        return;
    }
    let one = random.pick(known.as_slice()).clone();
    let mut db = test.store.database().unwrap();
    let ask = Ask::change(&by, Purpose::Recruitment);
    let fact = |change: HoldingChange| {
        let job = job(JobName::Demo, "JP");
        let entry = Entry::change(&job, "change", "facts", &one.holding, CategoryId::Profile, Purpose::Upkeep);
        let mut db = test.store.database().unwrap();
        db.change(|tx| Ok((candidates::set_fact(tx, one.holding.id, change)?, vec![entry]))).unwrap();
    };
    let done: Result<(), StoreError> = match random.below(11) {
        0 => gate::open::<ApplicationHistory>(&mut db, &ask, one.holding.id).and_then(|permit| {
            let shown = applications::list(&mut db, &permit)?.remove(0).application;
            let to = *random.pick(&STAGES);
            let today = "2026-11-24".parse().unwrap();
            db.change(|tx| Ok(((), vec![applications::move_to(tx, &permit, shown.id, to, shown.revision, at, today)?])))
        }),
        1 => gate::open::<Profile>(&mut db, &ask, one.holding.id).and_then(|permit| {
            let stored = candidates::read(&mut db, &permit)?;
            let mut record = stored.record;
            record.address = format!("address{}", random.below(9));
            db.change(|tx| Ok(((), vec![candidates::change(tx, &permit, &record, stored.revision)?])))
        }),
        2 => gate::open::<Other>(&mut db, &ask, one.holding.id).and_then(|permit| {
            let text = format!("memo{}", random.below(9));
            db.change(|tx| Ok(((), vec![notes::create(tx, &permit, &text, None, at)?])))
        }),
        7 => gate::open::<Other>(&mut db, &ask, one.holding.id).and_then(|permit| {
            let mut tag = || vec![Tag::parse(&format!("label{}", random.below(9))).unwrap()];
            let change = TagChange { add: tag(), remove: tag() };
            db.change(|tx| Ok(((), tags::change(tx, &permit, &change)?.into_iter().collect())))
        }),
        8 => gate::open::<Profile>(&mut db, &ask, one.holding.id).and_then(|permit| {
            let owner = Some(test.cast.rin.id).filter(|_| random.below(2) == 0);
            db.change(|tx| Ok(((), owners::set(tx, &permit, owner)?.into_iter().collect())))
        }),
        9 => {
            let sending = *random.pick(&[None, None, Some(Sending::Queued), Some(Sending::Draft)]);
            let said = format!("letter{}", random.below(9));
            test.keep_messages(&by, &one.holding, sending, &[(said.as_str(), "")]).map(|_| ())
        }
        3 => {
            fact(HoldingChange::Suspended(Some(at)));
            Ok(())
        }
        4 => {
            fact(HoldingChange::Suspended(None));
            Ok(())
        }
        5 => {
            fact(HoldingChange::HomeReviewed(at));
            Ok(())
        }
        // A transfer that the law does not allow now is not made, which is as good a step as any.
        _ => {
            let until = if random.below(2) == 0 { Some("2026-11-26".parse().unwrap()) } else { None };
            let to = Transfer { until, ..to("SG") };
            match random.below(2) {
                0 => transfer::<Profile>(test, &one, to, at),
                _ => transfer::<Communications>(test, &one, to, at),
            }
            Ok(())
        }
    };
    // Refusals and moves to the same stage are part of life.
    assert!(
        matches!(done, Ok(()) | Err(StoreError::Refused(_) | StoreError::Taken(_) | StoreError::Stale)),
        "{done:?}"
    );
}

fn following_equals_rebuilding(test: &TestStore, name: &str) {
    let seed = seed(name);
    let mut random = Random::new(seed);
    allow_singapore(test);
    let folder = |name: &str| test.folder().join(name);
    let mut followed = Directories::in_folder(folder("followed"));
    let mut known = Vec::new();
    let mut at = moment(NOW);
    for number in 0..STEPS {
        step(test, &mut random, &mut known, at);
        // Days pass, an instance ends without a word, reads come at any time.
        at = at.plus_seconds(60 + if random.below(12) == 0 { 86_400 } else { 0 });
        if random.below(10) == 0 {
            followed = Directories::in_folder(folder("followed"));
        }
        if random.below(3) == 0 {
            content(test, &followed, ["JP", "SG"][random.below(2)], at);
        }
        if number % 20 == 19 {
            for (code, staff) in [("JP", &test.cast.rin), ("SG", &test.cast.wei)] {
                let rebuilt = Directories::in_folder(folder(&format!("rebuilt-{number}")));
                let one = content(test, &followed, code, at);
                assert_eq!(one, content(test, &rebuilt, code, at), "{code} after {number} steps, seed {seed}");
                let listed = count(test, &followed, code, at);
                assert_eq!(listed, allowed(test, &known, &caller_at(staff, at)), "{code}, seed {seed}");
            }
        }
    }
}

fn count(test: &TestStore, directories: &Directories, code: &str, at: Ts) -> usize {
    let today = test.store.database().unwrap().read(|db| facts::office(db, &office(code))).unwrap().today(at);
    let scope =
        Scope { today, assigned_to: None, except: None, categories: CategoryId::ALL.to_vec(), to_find_alone: false };
    let filter = ListFilter { size: 1_000, ..ListFilter::default() };
    directories.read(&test.store, &office(code), at, |it| it.list(&scope, &filter)).unwrap().people.len()
}

#[test]
fn following_equals_rebuilding_on_sqlite() {
    following_equals_rebuilding(&TestStore::on_sqlite(), "following");
}

#[test]
fn following_equals_rebuilding_on_postgres() {
    following_equals_rebuilding(&TestStore::on_postgres(), "following on postgres");
}
