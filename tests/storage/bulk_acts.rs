//! Acts on many records: tried first, done to exactly those, each decided for itself, nothing twice.

use saiyo::directory::query::{Query, TextField};
use saiyo::domain::bulk_act::{
    BulkAct, Export, ExportColumn, ExportEncoding, ExportReason, RecordOutcome, WantedTransfer,
};
use saiyo::domain::category::{CategoryId, Profile};
use saiyo::domain::consent::{ConsentQuestion, ConsentScope};
use saiyo::domain::id::HoldingId;
use saiyo::domain::locale::Locale;
use saiyo::domain::profile_field::ProfileField;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::{Caller, JobName, Staff};
use saiyo::domain::tag::{Tag, TagChange};
use saiyo::store::gate::{self, Ask};
use saiyo::store::searches::{Question, staff_of};
use saiyo::store::{Database, StoreError, consent_requests, consents, owners, selected_records, staff};
use saiyo::vault::secret::Token;
use saiyo::workflows::export_records::{self, ExportedRecord};
use saiyo::workflows::{
    WorkflowError, ask_consent, bulk_acts, bulk_transfers, carry_transfers, decide_transfers, select_records, sweep,
};

use super::borders::{allow_singapore, grant_until, to};
use super::directories::directories;
use super::tags::suspend;
use crate::support::cast::{caller, caller_at, job, moment, office};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TestStore, on_both_databases, people};

fn add(texts: &[&str]) -> BulkAct {
    let add = texts.iter().map(|text| Tag::parse(text).unwrap()).collect();
    BulkAct::Tags(TagChange { add, remove: Vec::new() })
}

fn file(columns: &[ExportColumn]) -> BulkAct {
    BulkAct::Export(Export {
        reason: ExportReason::Interviews,
        columns: columns.to_vec(),
        encoding: ExportEncoding::Utf8,
    })
}

fn to_singapore() -> BulkAct {
    let categories = vec![CategoryId::Profile, CategoryId::ApplicationHistory];
    BulkAct::Transfer(WantedTransfer { categories, transfer: to("SG") })
}

/// Records somebody's consent to provision to Singapore.
fn consent(test: &TestStore, known: &Admitted) {
    let (by, consent) = (job(JobName::Demo, known.holding.office.as_str()), people::foreign_consent("SG"));
    let mut db = test.store.database().unwrap();
    db.change(|tx| Ok(((), vec![consents::add(tx, &by, known.holding.id, &consent)?]))).unwrap();
}

const fn own_holding(known: &Admitted) -> HoldingId {
    known.holding.id
}

/// Chooses without a list in between.
fn choose(db: &mut Database, by: &Caller, holdings: &[HoldingId]) {
    let staff = staff_of(by).unwrap();
    db.change(|tx| Ok((selected_records::add(tx, staff, holdings, by.at)?, Vec::new()))).unwrap();
}

fn tally(db: &mut Database, by: &Caller, token: &Token) -> Vec<(String, i64)> {
    let state = bulk_acts::look(db, by, token).unwrap();
    state.tally.into_iter().map(|(outcome, count)| (outcome.to_string(), count)).collect()
}

fn words(tally: &[(String, i64)]) -> Vec<(&str, i64)> {
    tally.iter().map(|(word, count)| (word.split(':').next().unwrap(), *count)).collect()
}

fn written(test: &TestStore, by: &Caller, token: &Token) -> Vec<ExportedRecord> {
    let order = export_records::begin(&mut test.store.database().unwrap(), by, token, None).unwrap();
    let mut all = Vec::new();
    export_records::each(&test.store, by, &order, &|| by.at, |records| {
        all.extend(records);
        true
    })
    .unwrap();
    all
}

fn ids(all: &[&Admitted]) -> Vec<HoldingId> {
    all.iter().map(|known| known.holding.id).collect()
}

fn visible(test: &TestStore, by: &Staff, chosen: &[HoldingId], given_up: &[HoldingId]) -> Vec<HoldingId> {
    let by = caller(by);
    select_records::tick(&test.store, &directories(test), &by, chosen, given_up).unwrap();
    let mut db = test.store.database().unwrap();
    let staff = staff_of(&by).unwrap();
    db.read(|db| selected_records::list(db, staff, None, 100)).unwrap()
}

on_both_databases! {
    fn tags_are_tried_first_and_then_come_to_those_alone(test) {
        let (rin, wei) = (caller(&test.cast.rin), caller(&test.cast.wei));
        let (one, other) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&rin, "Abe", "Aoi"));
        let (stopped, foreign) = (test.admit(&rin, "Mori", "Sora"), test.admit(&wei, "Koh", "Wei"));
        suspend(test, &stopped);
        let mut db = test.store.database().unwrap();
        choose(&mut db, &rin, &ids(&[&one, &other, &stopped, &foreign]));
        let act = add(&["選考会"]);
        let token = bulk_acts::plan(&mut db, &rin, &act).unwrap();
        let tried = tally(&mut db, &rin, &token);
        assert_eq!(words(&tried), [("able", 2), ("foreign", 1), ("refused", 1)], "{tried:?}");
        assert!(tried[2].0.len() > "refused:".len(), "the rule is named");
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM tags"), 0, "nothing was done yet");
        let trials = "SELECT count(*) AS n FROM journal WHERE subject = 'trial' AND outcome = 'allow'";
        assert!(test.sql().number(trials) >= 2, "whoever was looked at is told so");
        // Who is chosen afterwards was not told of, and is not acted on.
        let late = test.admit(&rin, "Ito", "Ren");
        choose(&mut db, &rin, &ids(&[&late]));
        let two = bulk_acts::plan(&mut db, &rin, &act).unwrap();
        bulk_acts::carry_out(&mut db, &rin, &token, false).unwrap();
        assert_eq!(words(&tally(&mut db, &rin, &token)), [("done", 2), ("foreign", 1), ("refused", 1)]);
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM tags"), 2);
        // An act that was planned before finds two of its three records done already, and says so.
        bulk_acts::carry_out(&mut db, &rin, &two, false).unwrap();
        let second = tally(&mut db, &rin, &two);
        assert_eq!(words(&second), [("done", 1), ("foreign", 1), ("refused", 1), ("unchanged", 2)]);
        bulk_acts::carry_out(&mut db, &rin, &two, false).unwrap();
        let changes = "SELECT count(*) AS n FROM journal WHERE outcome = 'done' AND subject = 'tags'";
        assert_eq!(test.sql().number(changes), 3, "and nothing twice");
    }

    fn what_stands_against_a_record_since_the_trial_is_found_when_it_is_done(test) {
        let rin = caller(&test.cast.rin);
        let (one, stopped) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&rin, "Mori", "Sora"));
        let mut db = test.store.database().unwrap();
        choose(&mut db, &rin, &ids(&[&one, &stopped]));
        let token = bulk_acts::plan(&mut db, &rin, &BulkAct::Owner(Some(test.cast.rin.id))).unwrap();
        assert_eq!(words(&tally(&mut db, &rin, &token)), [("able", 2)]);
        suspend(test, &stopped);
        bulk_acts::carry_out(&mut db, &rin, &token, false).unwrap();
        assert_eq!(words(&tally(&mut db, &rin, &token)), [("done", 1), ("refused", 1)]);
        let owned = db.read(|db| owners::of(db, &ids(&[&one, &stopped]))).unwrap();
        assert_eq!(owned.into_iter().collect::<Vec<_>>(), [(one.holding.id, test.cast.rin.id)]);
        let again = bulk_acts::plan(&mut db, &rin, &BulkAct::Owner(Some(test.cast.rin.id))).unwrap();
        assert_eq!(words(&tally(&mut db, &rin, &again)), [("refused", 1), ("unchanged", 1)]);
    }

    fn a_record_takes_twenty_tags_and_no_more(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        choose(&mut db, &rin, &ids(&[&known]));
        let many: Vec<String> = (0..20).map(|number| format!("tag {number}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let token = bulk_acts::plan(&mut db, &rin, &add(&many)).unwrap();
        let late = bulk_acts::plan(&mut db, &rin, &add(&["one more"])).unwrap();
        bulk_acts::carry_out(&mut db, &rin, &token, false).unwrap();
        let full = bulk_acts::plan(&mut db, &rin, &add(&["one more"])).unwrap();
        assert_eq!(words(&tally(&mut db, &rin, &full)), [("full", 1)]);
        bulk_acts::carry_out(&mut db, &rin, &late, false).unwrap();
        assert_eq!(words(&tally(&mut db, &rin, &late)), [("full", 1)], "also where the trial could not know");
    }

    fn a_trial_makes_no_key_and_taking_away_needs_none(test) {
        let rin = caller(&test.cast.rin);
        let fresh = test.admit_fresh(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        choose(&mut db, &rin, &ids(&[&fresh]));
        let grants = "SELECT count(*) AS n FROM grants";
        let before = test.sql().number(grants);
        let take = BulkAct::Tags(TagChange { add: Vec::new(), remove: vec![Tag::parse("old").unwrap()] });
        let taken = bulk_acts::plan(&mut db, &rin, &take).unwrap();
        assert_eq!(words(&tally(&mut db, &rin, &taken)), [("unchanged", 1)]);
        let token = bulk_acts::plan(&mut db, &rin, &add(&["new"])).unwrap();
        assert_eq!(words(&tally(&mut db, &rin, &token)), [("able", 1)]);
        assert_eq!(test.sql().number(grants), before, "to look makes nothing");
        bulk_acts::carry_out(&mut db, &rin, &token, false).unwrap();
        assert_eq!(words(&tally(&mut db, &rin, &token)), [("done", 1)]);
        assert_eq!(test.sql().number(grants), before + 1);
    }

    fn who_was_named_and_is_no_recruiter_any_more_looks_after_nobody(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        choose(&mut db, &rin, &ids(&[&known]));
        let token = bulk_acts::plan(&mut db, &rin, &BulkAct::Owner(Some(test.cast.rin.id))).unwrap();
        db.change(|tx| Ok((staff::set_disabled(tx, test.cast.rin.id, Some(rin.at))?, Vec::new()))).unwrap();
        bulk_acts::carry_out(&mut db, &rin, &token, false).unwrap();
        assert_eq!(words(&tally(&mut db, &rin, &token)), [("no_owner", 1)]);
        // Nor does a file go on for an account that was closed.
        let token = bulk_acts::plan(&mut db, &rin, &file(&[ExportColumn::Tags])).unwrap();
        let order = export_records::begin(&mut db, &rin, &token, None).unwrap();
        assert!(export_records::each(&test.store, &rin, &order, &|| rin.at, |_| panic!("a step")).is_err());
    }

    fn many_at_once_stand_in_nobodys_way(test) {
        let rin = caller(&test.cast.rin);
        let people: Vec<Admitted> = (0..40).map(|number| test.admit(&rin, &format!("Abe{number}"), "Aoi")).collect();
        let all: Vec<HoldingId> = people.iter().map(|known| known.holding.id).collect();
        let mut newest_first = all.clone();
        newest_first.reverse();
        std::thread::scope(|threads| {
            for number in 0..4 {
                let (rin, all, newest_first) = (&rin, &all, &newest_first);
                threads.spawn(move || {
                    let mut db = test.store.database().unwrap();
                    for round in 0..4 {
                        choose(&mut db, rin, if round % 2 == 0 { all } else { newest_first });
                        let act = add(&[&format!("tag {number} {round}")]);
                        let token = bulk_acts::plan(&mut db, rin, &act).unwrap();
                        bulk_acts::carry_out(&mut db, rin, &token, false).unwrap();
                        let tally = tally(&mut db, rin, &token);
                        assert_eq!(tally.iter().map(|(_, count)| count).sum::<i64>(), 40, "{tally:?}");
                        assert!(tally.iter().all(|(word, _)| word == "done" || word == "failed"), "{tally:?}");
                    }
                });
            }
        });
    }

    fn a_plan_is_its_makers_alone_sealed_and_swept(test) {
        let (rin, wei) = (caller(&test.cast.rin), caller(&test.cast.wei));
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        choose(&mut db, &rin, &ids(&[&known]));
        let token = bulk_acts::plan(&mut db, &rin, &add(&["Zebracorn"])).unwrap();
        let strange = bulk_acts::look(&mut db, &wei, &token);
        assert!(matches!(strange, Err(WorkflowError::Store(StoreError::NotFound))));
        let strange = bulk_acts::carry_out(&mut db, &wei, &token, false);
        assert!(matches!(strange, Err(WorkflowError::Store(StoreError::NotFound))));
        let stored = test.sql().bytes("SELECT act AS b FROM bulk_acts").concat();
        assert!(!stored.windows(9).any(|window| window == b"Zebracorn"), "tags tell of people");
        sweep::sweep(&mut db, moment(NOW).plus_seconds(9 * 3_600)).unwrap();
        for table in ["bulk_acts", "bulk_act_records", "selected_records"] {
            assert_eq!(test.sql().number(&format!("SELECT count(*) AS n FROM {table}")), 0, "{table}");
        }
        let late = caller_at(&test.cast.rin, moment(NOW).plus_seconds(9 * 3_600));
        assert!(bulk_acts::look(&mut db, &late, &token).is_err());
    }

    fn only_what_ones_lists_show_is_chosen(test) {
        let (rin, wei) = (caller(&test.cast.rin), caller(&test.cast.wei));
        let (one, two) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&rin, "Abe", "Aoi"));
        let (stopped, foreign) = (test.admit(&rin, "Mori", "Sora"), test.admit(&wei, "Koh", "Wei"));
        suspend(test, &stopped);
        let all = ids(&[&one, &two, &stopped, &foreign]);
        let mut own = ids(&[&one, &two]);
        own.reverse();
        assert_eq!(visible(test, &test.cast.rin, &all, &[]), own, "the newest first");
        assert_eq!(visible(test, &test.cast.rin, &[], &all[..1]), &all[1..2], "what is given up goes");
        assert_eq!(visible(test, &test.cast.rin, &all[..1], &[]), own, "what is not spoken of stays");
        assert_eq!(visible(test, &test.cast.wei, &[], &[]), [], "a choice is its maker's alone");
        let page = select_records::page(&test.store, &directories(test), &rin, None, 1).unwrap();
        assert_eq!((page.count, page.people.len(), page.unseen, page.next), (2, 1, 0, Some(two.holding.id)));
        suspend(test, &one);
        let page = select_records::page(&test.store, &directories(test), &rin, page.next, 1).unwrap();
        assert_eq!((page.people.len(), page.unseen, page.next), (0, 1, None), "who may not be shown is counted");
        let filter = saiyo::directory::ListFilter::default();
        select_records::clear(&test.store, &rin).unwrap();
        select_records::choose_all(&test.store, &directories(test), &rin, &filter).unwrap();
        assert_eq!(visible(test, &test.cast.rin, &[], &[]), ids(&[&two]));
    }

    fn a_file_has_what_the_law_gives_and_names_what_it_withholds(test) {
        let (rin, wei) = (caller(&test.cast.rin), caller(&test.cast.wei));
        let (known, own) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&wei, "Koh", "Wei"));
        let stopped = test.admit(&wei, "Lim", "Jun");
        allow_singapore(test);
        grant_until(test, &known.holding, to("SG"));
        suspend(test, &stopped);
        let mut db = test.store.database().unwrap();
        choose(&mut db, &wei, &ids(&[&known, &own, &stopped]));
        let all: Vec<ExportColumn> = ExportColumn::all().collect();
        let token = bulk_acts::plan(&mut db, &wei, &file(&all)).unwrap();
        let state = bulk_acts::look(&mut db, &wei, &token).unwrap();
        let outcomes: Vec<RecordOutcome> = state.tally.into_iter().map(|(outcome, _)| outcome).collect();
        let [RecordOutcome::Able, RecordOutcome::Partly(rule), RecordOutcome::Refused(_)] = &outcomes[..] else {
            panic!("{outcomes:?}")
        };
        assert_eq!(rule, "NO-GRANT", "Singapore was given profile and applications alone");
        let records = written(test, &wei, &token);
        assert_eq!(records.len(), 2, "whoever is suspended is not in it");
        let of = |known: &Admitted| records.iter().find(|record| record.holding.id == known.holding.id).unwrap();
        assert!(of(&own).withheld.is_empty() && of(&own).latest.is_some());
        assert_eq!(of(&known).profile.as_ref(), Some(&known.profile));
        assert_eq!(of(&known).withheld.iter().map(|(_, rule)| rule.as_str()).collect::<Vec<_>>(), ["NO-GRANT"]);
        let exported = "SELECT count(*) AS n FROM journal WHERE verb = 'export' AND subject LIKE 'reason:%'";
        assert_eq!(test.sql().number(exported), 6, "two people, three categories");
        let registered = "SELECT count(*) AS n FROM journal WHERE verb = 'export' AND subject LIKE 'file:%'";
        assert_eq!(test.sql().number(registered), 1);
    }

    fn a_file_asks_for_no_more_than_its_columns_and_is_decided_when_it_is_made(test) {
        let rin = caller(&test.cast.rin);
        let (known, stopped) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&rin, "Mori", "Sora"));
        let mut db = test.store.database().unwrap();
        choose(&mut db, &rin, &ids(&[&known, &stopped]));
        let token = bulk_acts::plan(&mut db, &rin, &file(&[ExportColumn::Profile(ProfileField::Family)])).unwrap();
        assert_eq!(words(&tally(&mut db, &rin, &token)), [("able", 2)]);
        suspend(test, &stopped);
        let records = written(test, &rin, &token);
        let shut: Vec<_> = records.iter().filter(|record| record.profile.is_none()).collect();
        assert_eq!((records.len(), shut.len()), (2, 1), "who is shut since is named with the rule, and nothing else");
        assert!(shut[0].holding.id == stopped.holding.id && shut[0].withheld.len() == 1 && shut[0].tags.is_empty());
        let others = "SELECT count(*) AS n FROM journal WHERE verb = 'export' AND category <> 'profile'";
        assert_eq!(test.sql().number(others), 0);
        for other in [&test.cast.manager, &test.cast.officer, &test.cast.analyst] {
            let by = caller(other);
            choose(&mut db, &by, &ids(&[&known]));
            let token = bulk_acts::plan(&mut db, &by, &file(&ExportColumn::all().collect::<Vec<_>>())).unwrap();
            let tally = tally(&mut db, &by, &token);
            assert!(tally.iter().all(|(word, _)| word.starts_with("refused:ROLE-")), "{}: {tally:?}", other.name);
            assert_eq!(written(test, &by, &token).len(), 0, "{}", other.name);
        }
    }

    fn a_whole_list_is_written_however_long_and_its_newest_are_tried(test) {
        let rin = caller(&test.cast.rin);
        let people: Vec<Admitted> =
            (0..3).map(|number| test.admit(&rin, &format!("Abe{number}"), "Aoi")).collect();
        let (directories, mut db) = (directories(test), test.store.database().unwrap());
        let BulkAct::Export(export) = file(&[ExportColumn::Profile(ProfileField::Family)]) else { panic!("a file") };
        let question = Question { words: "name:Abe*".to_owned(), ..Question::default() };
        let query = Query::Text { field: TextField::Name, text: "abe".into(), is_phrase: false, is_beginning: true };
        let query = Some(query);
        let plan = bulk_acts::plan_file(&test.store, &directories, &rin, export, &question, query.clone());
        let token = plan.unwrap();
        assert_eq!(words(&tally(&mut db, &rin, &token)), [("able", 3)]);
        suspend(test, &people[1]);
        test.admit(&rin, "Abe9", "Aoi");
        let order = export_records::begin(&mut db, &rin, &token, None).unwrap();
        assert_eq!(order.of(), Some(&question));
        let mut names = Vec::new();
        export_records::each_found(&test.store, &directories, &rin, &order, query, &|| rin.at, |records| {
            names.extend(records.into_iter().filter_map(|record| record.profile).map(|it| it.name.family));
            true
        })
        .unwrap();
        assert_eq!(names, ["Abe9", "Abe2", "Abe0"], "the list as it is when the file is made");
    }

    fn a_reader_that_goes_away_stops_the_reading(test) {
        let (rin, wei) = (caller(&test.cast.rin), caller(&test.cast.wei));
        let (known, own) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&wei, "Koh", "Wei"));
        allow_singapore(test);
        grant_until(test, &known.holding, to("SG"));
        let mut db = test.store.database().unwrap();
        choose(&mut db, &wei, &ids(&[&known, &own]));
        let token = bulk_acts::plan(&mut db, &wei, &file(&[ExportColumn::Tags])).unwrap();
        let order = export_records::begin(&mut db, &wei, &token, None).unwrap();
        for (goes_on, expected) in [(true, 2), (false, 1)] {
            let mut steps = 0;
            export_records::each(&test.store, &wei, &order, &|| wei.at, |_| {
                steps += 1;
                goes_on
            })
            .unwrap();
            assert_eq!(steps, expected, "one for what is whole, one for what lacks something");
        }
    }

    fn transfers_are_tried_for_each_and_asked_for_exactly_those_named(test) {
        let (rin, wei) = (caller(&test.cast.rin), caller(&test.cast.wei));
        let (agreed, unasked) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&rin, "Abe", "Aoi"));
        let (stopped, foreign) = (test.admit(&rin, "Mori", "Sora"), test.admit(&wei, "Koh", "Wei"));
        consent(test, &agreed);
        suspend(test, &stopped);
        let mut db = test.store.database().unwrap();
        choose(&mut db, &rin, &ids(&[&agreed, &unasked, &stopped, &foreign]));
        let token = bulk_acts::plan(&mut db, &rin, &to_singapore()).unwrap();
        let tried = tally(&mut db, &rin, &token);
        assert_eq!(words(&tried), [("able", 1), ("foreign", 1), ("refused", 1), ("waits", 1)], "{tried:?}");
        assert_eq!((tried[2].0.as_str(), tried[3].0.as_str()), ("refused:GATE-SUSPENDED", "waits:JP-GRP-CONSENT"));
        let trials = "SELECT count(*) AS n FROM journal WHERE verb = 'ask' AND subject = 'trial' AND facts IS NOT NULL";
        assert_eq!(test.sql().number(trials), 6, "three records, two categories");
        let requests = "SELECT count(*) AS n FROM transfer_requests";
        assert_eq!(test.sql().number(requests), 0, "nothing was asked for yet");

        bulk_acts::carry_out(&mut db, &rin, &token, false).unwrap();
        assert_eq!(words(&tally(&mut db, &rin, &token)), [("done", 1), ("foreign", 1), ("refused", 1), ("waits", 1)]);
        bulk_acts::carry_out(&mut db, &rin, &token, false).unwrap();
        assert_eq!(test.sql().number(requests), 2, "whoever would wait was not included");
        for _ in 0..2 {
            bulk_acts::carry_out(&mut db, &rin, &token, true).unwrap();
            let done = tally(&mut db, &rin, &token);
            assert_eq!(words(&done), [("done", 1), ("foreign", 1), ("refused", 1), ("waiting", 1)], "{done:?}");
            assert_eq!(test.sql().number(requests), 4, "and nothing twice");
        }
        let journalled = "SELECT count(*) AS n FROM journal WHERE verb = 'ask' AND outcome = 'done' \
            AND subject LIKE 'transfer_request:%'";
        assert_eq!(test.sql().number(journalled), 4);
        let groups = "SELECT count(DISTINCT group_id) AS n FROM transfer_requests WHERE group_id IS NOT NULL";
        assert_eq!(test.sql().number(groups), 1);
        let again = bulk_acts::plan(&mut db, &rin, &to_singapore()).unwrap();
        assert_eq!(words(&tally(&mut db, &rin, &again)), [("foreign", 1), ("refused", 1), ("unchanged", 2)]);
    }

    fn a_transfer_is_decided_again_when_it_is_asked_for(test) {
        let (rin, officer) = (caller(&test.cast.rin), caller(&test.cast.officer));
        let (stopped, agreed) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&rin, "Abe", "Aoi"));
        consent(test, &stopped);
        let mut db = test.store.database().unwrap();
        choose(&mut db, &rin, &ids(&[&stopped, &agreed]));
        let token = bulk_acts::plan(&mut db, &rin, &to_singapore()).unwrap();
        assert_eq!(words(&tally(&mut db, &rin, &token)), [("able", 1), ("waits", 1)]);
        suspend(test, &stopped);
        consent(test, &agreed);
        bulk_acts::carry_out(&mut db, &rin, &token, true).unwrap();
        let became = tally(&mut db, &rin, &token);
        assert_eq!(words(&became), [("done", 1), ("refused", 1)], "{became:?}");
        let refused = "SELECT count(*) AS n FROM journal WHERE verb = 'ask' AND outcome = 'deny' \
            AND subject = 'transfer_request: to:SG'";
        assert_eq!(test.sql().number(refused), 2, "the refusal is on record for each category");
        // Nobody asks for transfers but recruiters: the trial names the rule of the role.
        choose(&mut db, &officer, &ids(&[&agreed]));
        let token = bulk_acts::plan(&mut db, &officer, &to_singapore()).unwrap();
        assert_eq!(tally(&mut db, &officer, &token)[0].0.split('-').next(), Some("refused:ROLE"));
        bulk_acts::carry_out(&mut db, &officer, &token, true).unwrap();
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM transfer_requests"), 2);
    }

    fn who_waits_for_a_consent_is_asked_once_and_nobody_who_was_asked_before(test) {
        let rin = caller(&test.cast.rin);
        let people: Vec<Admitted> = ["Abe", "Endo", "Ito"].map(|family| test.admit(&rin, family, "Aoi")).into();
        let mut db = test.store.database().unwrap();
        let (scope, country) = (ConsentScope::Foreign, "SG".parse().ok());
        let question = ConsentQuestion { scope, country, third_party: None, until: None };
        for known in &people[..2] {
            ask_consent::ask(&mut db, &rin, known.holding.candidate, &question, false).unwrap();
        }
        let own = Caller::candidate(&people[0].holding, moment(NOW));
        let permit = gate::open::<Profile>(&mut db, &Ask::read(&own, Purpose::Rights), own_holding(&people[0])).unwrap();
        let asked = db.read(|db| consent_requests::list(db, &permit)).unwrap()[0].id;
        let no = ("No".to_owned(), Locale::Ja);
        ask_consent::answer(&mut db, &own, own_holding(&people[0]), asked, false, no).unwrap();

        choose(&mut db, &rin, &ids(&people.iter().collect::<Vec<_>>()));
        let token = bulk_acts::plan(&mut db, &rin, &to_singapore()).unwrap();
        let questions = "SELECT count(*) AS n FROM consent_requests";
        bulk_transfers::ask_candidates(&mut db, &rin, &token, false).unwrap();
        assert_eq!(test.sql().number(questions), 2, "nothing was asked for yet, so nothing waits");
        bulk_acts::carry_out(&mut db, &rin, &token, true).unwrap();
        assert_eq!(words(&tally(&mut db, &rin, &token)), [("waiting", 3)]);
        for _ in 0..2 {
            bulk_transfers::ask_candidates(&mut db, &rin, &token, false).unwrap();
            assert_eq!(words(&tally(&mut db, &rin, &token)), [("asked_before", 2), ("questioned", 1)]);
            assert_eq!(test.sql().number(questions), 3, "one question, for both categories, and nothing twice");
        }
        let tags = bulk_acts::plan(&mut db, &rin, &add(&["x"])).unwrap();
        let none = bulk_transfers::ask_candidates(&mut db, &rin, &tags, false);
        assert!(matches!(none, Err(WorkflowError::Store(StoreError::NotFound))), "other acts wait for nobody");
    }

    fn what_was_asked_for_together_is_decided_together_each_for_itself(test) {
        let (rin, officer) = (caller(&test.cast.rin), caller(&test.cast.officer));
        let (agreed, unasked) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&rin, "Abe", "Aoi"));
        consent(test, &agreed);
        let (mut db, directories) = (test.store.database().unwrap(), directories(test));
        choose(&mut db, &rin, &ids(&[&agreed, &unasked]));
        let token = bulk_acts::plan(&mut db, &rin, &to_singapore()).unwrap();
        bulk_acts::carry_out(&mut db, &rin, &token, false).unwrap();
        let group = bulk_transfers::group_of(bulk_acts::look(&mut db, &rin, &token).unwrap().planned.id);
        let show = |by: &Caller| decide_transfers::show(&test.store, &directories, by, group, None);
        let seen = show(&officer).unwrap();
        assert_eq!((seen.group.undecided(), seen.summary.goes, seen.summary.missing.len(), seen.rows.len()), (2, 2, 0, 2));
        bulk_acts::carry_out(&mut db, &rin, &token, true).unwrap();
        // Two more came after the officer had looked.
        decide_transfers::decide(&mut db, &officer, group, true, seen.last).unwrap();
        let approved = "SELECT count(*) AS n FROM transfer_requests WHERE approved_at IS NOT NULL";
        assert_eq!(test.sql().number(approved), 2, "what was not seen is not approved");
        let now = show(&officer).unwrap();
        assert_eq!((now.group.undecided(), now.summary.goes, now.rows.len()), (2, 2, 4));
        assert_eq!(now.summary.missing.iter().map(|(it, count)| (it.refusal.rule.as_str(), *count)).collect::<Vec<_>>(),
            [("JP-GRP-CONSENT", 2)]);
        let wei_officer = Caller { office: office("SG"), ..officer.clone() };
        for stranger in [&rin, &wei_officer] {
            let decided = decide_transfers::decide(&mut db, stranger, group, true, now.last);
            assert!(matches!(decided, Err(WorkflowError::Store(StoreError::NotFound))), "{stranger:?}");
        }
        decide_transfers::decide(&mut db, &officer, group, false, now.last).unwrap();
        let declined = "SELECT count(*) AS n FROM transfer_requests WHERE state = 'declined'";
        assert_eq!(test.sql().number(declined), 2, "what is approved already stays so");
        let journalled = "SELECT count(*) AS n FROM journal WHERE verb = 'transfer' AND outcome = 'done' \
            AND (subject LIKE '%approved' OR subject LIKE '%declined')";
        assert_eq!(test.sql().number(journalled), 4, "each is on record for itself");
        let over = decide_transfers::decide(&mut db, &officer, group, true, now.last);
        assert!(matches!(over, Err(WorkflowError::Store(StoreError::NotFound))), "nothing is left to decide");
        carry_transfers::of_office(&mut db, &office("JP"), moment(NOW)).unwrap();
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM transfers WHERE ended_at IS NULL"), 2);
    }
}
