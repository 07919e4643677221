//! The journal read by purpose on both databases.

use saiyo::domain::category::Profile;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::{ActorKind, Caller};
use saiyo::law::access::Verb;
use saiyo::store::gate::{self, Ask};
use saiyo::store::purpose_uses::{self, Filter, Stretch};
use saiyo::store::{Database, StoreError};
use saiyo::workflows::read_purposes::{self, Register, Wanted};
use saiyo::workflows::{WorkflowError, explain_decision};

use super::borders::{allow_singapore, grant_until, to};
use super::refusals::last_entry;
use crate::support::cast::{caller, day, moment, office};
use crate::support::sql::Sql;
use crate::support::{TODAY, TestStore, on_both_databases};

fn wanted(of: &str) -> Wanted {
    read_purposes::usual(&office(of))
}

fn read(test: &TestStore, by: &Caller, wanted: &Wanted) -> Register {
    read_purposes::read(&mut test.store.database().unwrap(), by, wanted).unwrap()
}

fn opens(db: &mut Database, by: &Caller, purpose: Purpose, holding: saiyo::domain::id::HoldingId) -> bool {
    gate::open::<Profile>(db, &Ask::read(by, purpose), holding).is_ok()
}

on_both_databases! {
    fn each_purpose_is_summed_and_its_entries_are_read_by_themselves(test) {
        let (rin, mio) = (caller(&test.cast.rin), caller(&test.cast.officer));
        let (one, two) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&rin, "Sato", "Minato"));
        let mut db = test.store.database().unwrap();
        for known in [&one, &two, &one] {
            assert!(opens(&mut db, &rin, Purpose::Events, known.holding.id));
        }
        assert!(!opens(&mut db, &caller(&test.cast.administrator), Purpose::Events, one.holding.id));
        let latest = last_entry(test).seq;
        let register = read(test, &mio, &wanted("JP"));
        let events = register.summary.unwrap().into_iter().find(|it| it.purpose == Some(Purpose::Events)).unwrap();
        assert_eq!((events.acts, events.refused, events.people, events.latest), (4, 1, 2, latest));
        assert!(events.latest_at.is_some());
        let mut of_events = wanted("JP");
        of_events.filter.purpose = Some(Purpose::Events);
        let page = |wanted: &Wanted| read(test, &mio, wanted).page.entries;
        assert_eq!(page(&of_events).len(), 4);
        assert!(page(&of_events).windows(2).all(|pair| pair[0].seq > pair[1].seq), "newest first");
        of_events.filter.verb = Some(Verb::Change);
        assert!(page(&of_events).is_empty());
        of_events.filter.verb = Some(Verb::Read);
        of_events.filter.actor = Some(ActorKind::Staff);
        assert_eq!(page(&of_events).len(), 4);
        of_events.filter.actor = Some(ActorKind::Job);
        assert!(page(&of_events).is_empty());
        of_events.filter.actor = None;
        of_events.days = Some((day("2026-01-01"), day("2026-02-01")));
        assert!(page(&of_events).is_empty(), "before anything was done");
        of_events.days = Some((day(TODAY), day(TODAY)));
        assert_eq!(page(&of_events).len(), 4);
        assert!(last_entry(test).subject.starts_with("journal purpose:P2_events"), "who looks is on record");
    }

    fn of_another_office_only_what_it_did_with_our_records_is_read(test) {
        let (rin, mio, wei) = (caller(&test.cast.rin), caller(&test.cast.officer), caller(&test.cast.wei));
        let ours = test.admit(&rin, "Tanaka", "Akari");
        let theirs = test.admit(&wei, "Tan", "Mei");
        let mut db = test.store.database().unwrap();
        assert!(opens(&mut db, &wei, Purpose::Recruitment, theirs.holding.id));
        allow_singapore(test);
        grant_until(test, &ours.holding, to("SG"));
        assert!(opens(&mut db, &wei, Purpose::Recruitment, ours.holding.id));
        let seen = read(test, &mio, &wanted("SG"));
        assert!(!seen.page.entries.is_empty());
        assert!(seen.page.entries.iter().all(|entry| entry.is_about(ours.holding.candidate)), "{:?}", seen.page.entries);
        let acts: i64 = seen.summary.unwrap().iter().map(|it| it.acts).sum();
        assert_eq!(acts, i64::try_from(seen.page.entries.len()).unwrap());
    }

    fn a_page_goes_on_where_the_last_ended_and_reads_no_more_than_its_window(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        for _ in 0..7 {
            assert!(opens(&mut db, &rin, Purpose::Events, known.holding.id));
        }
        let filter =
            Filter { office: office("JP"), purpose: Some(Purpose::Events), verb: None, actor: None };
        let mut seen = Vec::new();
        let mut before = i64::MAX;
        loop {
            let (rows, next) = db
                .read(|db| {
                    let stretch = Stretch::of(db, moment("2026-11-01T00:00:00Z"), moment("2026-12-01T00:00:00Z"))?;
                    purpose_uses::page(db, &office("JP"), &filter, (stretch, before), 3)
                })
                .unwrap();
            seen.extend(rows.iter().map(|row| row.seq));
            let Some(next) = next else { break };
            assert!(next < before);
            before = next;
        }
        assert_eq!(seen.len(), 7, "each once");
        assert!(seen.windows(2).all(|pair| pair[0] > pair[1]));
    }

    fn nobody_but_an_officer_reads_and_a_foreign_entry_leaves_one(test) {
        let (rin, mio, wei) = (caller(&test.cast.rin), caller(&test.cast.officer), caller(&test.cast.wei));
        let theirs = test.admit(&wei, "Tan", "Mei");
        let mut db = test.store.database().unwrap();
        assert!(opens(&mut db, &wei, Purpose::Recruitment, theirs.holding.id));
        let foreign = last_entry(test).seq;
        let refused = read_purposes::read(&mut db, &rin, &wanted("JP"));
        assert!(matches!(refused, Err(WorkflowError::Store(StoreError::Refused(_)))));
        for seq in [foreign, 1_000_000] {
            let unseen = explain_decision::show(&mut db, &mio, seq);
            assert!(matches!(unseen, Err(WorkflowError::Store(StoreError::NotFound))));
            let entry = last_entry(test);
            assert_eq!((entry.rules.as_str(), entry.outcome.as_str()), ("NOT-FOUND", "deny"));
            assert_eq!(entry.subject, format!("unknown:journal:{seq}"), "the attempt is on record");
        }
        let own = Caller { own_candidate: Some(theirs.holding.candidate), ..caller(&test.cast.officer) };
        let (ours, count) = (Caller { office: office("SG"), ..own }, "SELECT count(*) AS n FROM journal");
        let before = test.sql().number(count);
        assert!(explain_decision::show(&mut db, &ours, foreign).is_err(), "not their own file");
        assert_eq!(test.sql().number(count), before + 1);
    }
}
