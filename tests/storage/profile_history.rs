//! What profiles said before each change: kept sealed, in order, and gone with the profile.

use saiyo::domain::category::Profile;
use saiyo::domain::purpose::Purpose;
use saiyo::store::gate::{self, Ask};
use saiyo::store::permit::Unsealed;
use saiyo::store::profile_versions::{self, ProfileVersion};
use saiyo::store::{StoreError, candidates};
use saiyo::workflows::{WorkflowError, change_candidate, show_history};

use crate::support::cast::{caller, caller_at, moment};
use crate::support::sql::Sql;
use crate::support::{Admitted, TestStore, on_both_databases, people};

const LATER: &str = "2026-11-24T04:00:00Z";

fn edit(test: &TestStore, known: &Admitted, family: &str, seen: i64) -> Result<(), WorkflowError> {
    let by = caller_at(&test.cast.rin, moment(LATER));
    let mut db = test.store.database().unwrap();
    let (permit, _) = change_candidate::open_profile(&mut db, &by, known.holding.candidate)?;
    change_candidate::edit_profile(&mut db, &permit, &people::profile(family, "Akari", "JP"), seen)
}

fn versions(test: &TestStore, known: &Admitted) -> Vec<ProfileVersion> {
    let mut db = test.store.database().unwrap();
    show_history::show(&mut db, &caller(&test.cast.rin), known.holding.candidate).unwrap().versions
}

fn family(version: &ProfileVersion) -> &str {
    if let Unsealed::Value(record) = &version.record { &record.name.family } else { "damaged" }
}

on_both_databases! {
    fn every_change_keeps_what_was_said_before_by_whom_and_when(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        assert!(versions(test, &known).is_empty());
        edit(test, &known, "Ito", 1).unwrap();
        edit(test, &known, "Abe", 2).unwrap();
        assert!(edit(test, &known, "Late", 2).is_err());
        edit(test, &known, "Abe", 3).unwrap();
        let versions = versions(test, &known);
        let said: Vec<_> = versions.iter().map(|it| (family(it), it.revision)).collect();
        assert_eq!(said, [("Ito", 2), ("Tanaka", 1)], "a change that changed nothing keeps nothing");
        assert!(versions.iter().all(|it| it.replaced_by == Some(test.cast.rin.id) && it.replaced_at == moment(LATER)));
    }

    fn a_version_opens_only_where_it_was_made_and_the_others_still_do(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        edit(test, &known, "Ito", 1).unwrap();
        edit(test, &known, "Abe", 2).unwrap();
        let profile = "UPDATE profile_versions SET record = (SELECT record FROM profiles) WHERE revision = 1";
        test.sql().run(profile).unwrap();
        let seen = versions(test, &known);
        assert_eq!(seen.iter().map(family).collect::<Vec<_>>(), ["Ito", "damaged"]);
        let other = "UPDATE profile_versions SET record = (SELECT v.record FROM profile_versions v WHERE v.revision = 2)";
        test.sql().run(other).unwrap();
        assert_eq!(versions(test, &known).iter().map(family).collect::<Vec<_>>(), ["Ito", "damaged"]);
        let back = "UPDATE profiles SET record = (SELECT v.record FROM profile_versions v WHERE v.revision = 2)";
        test.sql().run(back).unwrap();
        let rin = caller(&test.cast.rin);
        let mut db = test.store.database().unwrap();
        let permit = gate::open::<Profile>(&mut db, &Ask::change(&rin, Purpose::Recruitment), known.holding.id).unwrap();
        assert!(matches!(candidates::read(&mut db, &permit), Err(StoreError::Unopened(_))));
        let replaced = db.change(|tx| Ok(((), vec![candidates::change(tx, &permit, &known.profile, 3)?])));
        assert!(matches!(replaced, Err(StoreError::Unopened(_))), "what does not open is not replaced");
    }

    fn versions_go_with_their_profile(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        edit(test, &known, "Ito", 1).unwrap();
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM profile_versions"), 1);
        test.sql().run("DELETE FROM profiles").unwrap();
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM profile_versions"), 0);
    }

    fn only_the_collecting_office_reads_the_history_and_nobody_who_sees_some_applications_alone(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        edit(test, &known, "Ito", 1).unwrap();
        test.assign(&rin, &known, test.cast.manager.id);
        let cast = &test.cast;
        let mut db = test.store.database().unwrap();
        for person in [&cast.wei, &cast.manager, &cast.officer, &cast.administrator, &cast.analyst] {
            let seen = show_history::show(&mut db, &caller(person), known.holding.candidate);
            let hidden = matches!(seen, Err(WorkflowError::Store(StoreError::NotFound | StoreError::Refused(_))));
            assert!(hidden, "{}", person.role);
        }
        let manager = caller(&cast.manager);
        let ask = Ask::read(&manager, Purpose::Recruitment);
        let permit = gate::open::<Profile>(&mut db, &ask, known.holding.id).unwrap();
        assert!(matches!(profile_versions::list(&mut db, &permit), Err(StoreError::NotFound)));
    }
}
