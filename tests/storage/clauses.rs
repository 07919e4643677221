//! Clauses of the published recruitment policy that no other test shows by itself; each names its section.

use saiyo::domain::category::{
    ApplicationHistory, Category, CategoryId, Communications, Other, Profile, SelectionResult,
};
use saiyo::domain::id::NoticeId;
use saiyo::domain::notice::Notice;
use saiyo::domain::purpose::Purpose;
use saiyo::law::words::Verdict;
use saiyo::law::{Facts, decide};
use saiyo::store::gate::{self, Ask};
use saiyo::store::{list_permit, notices};
use saiyo::workflows::publish_notice;

use super::borders::{allow_singapore, grant_until, to};
use super::refusals::{last_entry, refused};
use crate::support::cast::{caller, day, moment, office};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TODAY, TestStore, on_both_databases};

/// Somebody who was shown a policy that names some purposes alone.
fn shown(test: &TestStore, purposes: &[Purpose]) -> Admitted {
    let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
    let mut db = test.store.database().unwrap();
    let first = db.read(|db| notices::read(db, test.cast.notice)).unwrap();
    let id = NoticeId::new();
    let version = db.read(notices::next_version).unwrap();
    let purposes = purposes.to_vec();
    let next = Notice { id, version, effective_on: day(TODAY), purposes, ..first };
    let operator = saiyo::domain::staff::Caller::operator(office("JP"), moment(NOW));
    publish_notice::publish(&mut db, &operator, &next).unwrap();
    let mut sql = test.sql();
    let (notice, application) = (sql.id(id.uuid()), sql.id(known.application.uuid()));
    sql.run(&format!("UPDATE applications SET notice_id = {notice} WHERE id = {application}")).unwrap();
    known
}

/// A purpose opens a record of somebody who was told of it, and of nobody else.
fn opens_for_whom_it_was_told(test: &TestStore, purpose: Purpose) {
    let rin = caller(&test.cast.rin);
    let told = shown(test, &[Purpose::Recruitment, purpose]);
    let untold = shown(test, &[Purpose::Recruitment]);
    let mut db = test.store.database().unwrap();
    let ask = Ask::read(&rin, purpose);
    gate::open::<Profile>(&mut db, &ask, told.holding.id).unwrap();
    let entry = last_entry(test);
    assert_eq!((entry.purpose, entry.outcome.as_str()), (Some(purpose), "allow"), "on record with its purpose");
    assert_eq!(refused::<Profile>(test, &ask, &untold.holding).rule, "GATE-PURPOSE");
    assert!(gate::open::<Profile>(&mut db, &Ask::read(&rin, Purpose::Recruitment), untold.holding.id).is_ok());
}

fn is_refused<C: Category>(test: &TestStore, known: &Admitted, ask: &Ask<'_>) {
    assert_eq!(refused::<C>(test, ask, &known.holding).rule, "ROLE-ANALYST", "{}", C::ID);
}

on_both_databases! {
    fn section_1_2_communications_are_a_category_of_their_own_and_go_nowhere_with_the_profile(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut sql = test.sql();
        let holding = sql.id(known.holding.id.uuid());
        let keys = format!("SELECT count(*) AS n FROM data_keys WHERE holding_id = {holding} AND category = 'communications'");
        let mut db = test.store.database().unwrap();
        assert_eq!(sql.number(&keys), 0, "the key of the profile opens none");
        gate::open::<Communications>(&mut db, &Ask::create(&rin, Purpose::Recruitment), known.holding.id).unwrap();
        assert_eq!(sql.number(&keys), 1, "they get one of their own");
        let read = Ask::read(&rin, Purpose::Recruitment);
        gate::open::<Communications>(&mut db, &read, known.holding.id).unwrap();
        assert_eq!(last_entry(test).category, Some(CategoryId::Communications));
        allow_singapore(test);
        grant_until(test, &known.holding, to("SG"));
        let wei = caller(&test.cast.wei);
        let there = Ask::read(&wei, Purpose::Recruitment);
        gate::open::<Profile>(&mut db, &there, known.holding.id).unwrap();
        assert_eq!(refused::<Communications>(test, &there, &known.holding).rule, "NO-GRANT");
    }

    fn section_2_2_events_open_a_record_of_whom_it_was_told_and_nobody_elses(test) {
        opens_for_whom_it_was_told(test, Purpose::Events);
    }

    fn section_2_3_information_about_the_company_opens_a_record_of_whom_it_was_told_and_nobody_elses(test) {
        opens_for_whom_it_was_told(test, Purpose::CompanyInfo);
    }

    fn section_2_8_statistics_open_no_record_and_show_nobody(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let analyst = caller(&test.cast.analyst);
        let ask = Ask::read(&analyst, Purpose::Statistics);
        is_refused::<Profile>(test, &known, &ask);
        is_refused::<Communications>(test, &known, &ask);
        is_refused::<ApplicationHistory>(test, &known, &ask);
        is_refused::<SelectionResult>(test, &known, &ask);
        is_refused::<Other>(test, &known, &ask);
        let mut db = test.store.database().unwrap();
        assert!(list_permit::open_list(&mut db, &analyst, Purpose::Statistics).is_err(), "no list either");
        let table = test.store.law();
        let asked = |identifiable: bool, size: u32| {
            let size = size.to_string();
            let facts = Facts::from_row(|name| match name {
                "action" => "statistics",
                "today" => TODAY,
                "origin" | "collected_in" | "candidate_home" => "JP",
                "category" => "application_history",
                "purpose" => Purpose::Statistics.as_str(),
                "purpose_notified" => "yes",
                "outcome" => "open",
                "identifiable" => if identifiable { "yes" } else { "no" },
                "group_size" => &size,
                _ => "",
            });
            decide(&table.rules, &facts.unwrap())
        };
        let said = |identifiable, size| {
            let decision = asked(identifiable, size);
            (decision.verdict, decision.rule.to_string())
        };
        assert_eq!(said(true, 1_000), (Verdict::Deny, "STAT-IDENTIFIABLE".to_owned()));
        let smallest = table.rules.statistics_min_group();
        assert_eq!(said(false, smallest - 1), (Verdict::Deny, "STAT-SMALL".to_owned()));
        assert_eq!(said(false, smallest), (Verdict::Allow, "STAT-OK".to_owned()));
    }
}
