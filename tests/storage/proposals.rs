//! Deciding about proposals: what is taken is in the record, what is left is gone, each once and by whom may.

use saiyo::directory::ListFilter;
use saiyo::domain::application::{Source, Stage};
use saiyo::domain::candidate::WorkEntry;
use saiyo::domain::category::{ApplicationHistory, Profile};
use saiyo::domain::contact::EmailAddress;
use saiyo::domain::id::{DocumentId, ProposalId, StaffId};
use saiyo::domain::locale::Locale;
use saiyo::domain::profile_field::ProfileField;
use saiyo::domain::proposal::ProposalOutcome;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::Caller;
use saiyo::store::applications::ShownApplication;
use saiyo::store::candidates::{HoldingChange, StoredProfile};
use saiyo::store::gate::{self, Ask};
use saiyo::store::journal::Use;
use saiyo::store::permit::Unsealed;
use saiyo::store::proposals::{self, ProposedApplication};
use saiyo::store::{StoreError, addresses, applications, candidates, documents};
use saiyo::workflows::WorkflowError;
use saiyo::workflows::decide_proposal::{self, Choices};
use saiyo::workflows::show_candidate::{self, Shown};
use saiyo::workflows::{change_candidate, find_holding, list_candidates, show_history};

use super::borders::{allow_singapore, grant_until, to};
use super::directories::directories;
use super::refusals::last_entry;
use crate::support::cast::{caller, caller_at, moment};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TestStore, on_both_databases, people};

const LATER: &str = "2026-11-24T04:00:00Z";

/// A proposal for somebody on record, with two files.
pub(super) struct Made {
    pub(super) id: ProposalId,
    pub(super) files: [DocumentId; 2],
    pub(super) proposed: ProposedApplication,
}

/// Proposes another given name, address, telephone number and work history.
pub(super) fn propose(test: &TestStore, known: &Admitted, residence: &str) -> Made {
    let mut profile = people::profile("Tanaka", "Hikari", residence);
    profile.email = known.profile.email.clone();
    profile.phone = None;
    profile.work = vec![WorkEntry { employer: "Umi Kogyo".to_owned(), ..WorkEntry::default() }];
    propose_profile(test, known, ProposedApplication { profile, details: people::details() })
}

fn propose_profile(test: &TestStore, known: &Admitted, proposed: ProposedApplication) -> Made {
    let rin = caller(&test.cast.rin);
    let mut db = test.store.database().unwrap();
    let permit = gate::open::<Profile>(&mut db, &Ask::change(&rin, Purpose::Recruitment), known.holding.id).unwrap();
    let id = ProposalId::new();
    let put = |name| documents::put(&test.store, &permit, name, None, b"%PDF-1.7").unwrap().for_proposal(id);
    let files = [put("cv.pdf"), put("letter.pdf")];
    let (vacancy, notice) = (test.cast.vacancies[0], (test.cast.notice, Locale::En));
    db.change(|tx| {
        let mut entries = vec![proposals::create(tx, &permit, id, vacancy, notice, &proposed, moment(NOW))?];
        for file in &files {
            entries.push(documents::create(tx, &permit, file, rin.at)?);
        }
        proposals::count_as_facts(tx, &permit)?;
        Ok(((), entries))
    })
    .unwrap();
    Made { id, files: [files[0].id(), files[1].id()], proposed }
}

fn later(test: &TestStore) -> Caller {
    caller_at(&test.cast.rin, moment(LATER))
}

fn decide(
    test: &TestStore,
    by: &Caller,
    known: &Admitted,
    of: ProposalId,
    choices: &Choices,
) -> Result<(), StoreError> {
    let mut db = test.store.database().unwrap();
    let seen = profile(test, known).revision;
    decide_proposal::decide(&mut db, by, (known.holding.candidate, of), seen, choices).map_err(store_error)
}

fn store_error(error: WorkflowError) -> StoreError {
    if let WorkflowError::Store(error) = error { error } else { panic!("{error}") }
}

fn everything(made: &Made) -> Choices {
    Choices {
        fields: ProfileField::ALL.to_vec(),
        application: true,
        files: made.files.to_vec(),
        reason: "They told us on the phone.".to_owned(),
    }
}

fn profile(test: &TestStore, known: &Admitted) -> StoredProfile {
    let rin = caller(&test.cast.rin);
    let mut db = test.store.database().unwrap();
    let permit = gate::open::<Profile>(&mut db, &Ask::read(&rin, Purpose::Recruitment), known.holding.id).unwrap();
    candidates::read(&mut db, &permit).unwrap()
}

fn applied(test: &TestStore, known: &Admitted) -> Vec<ShownApplication> {
    let rin = caller(&test.cast.rin);
    let mut db = test.store.database().unwrap();
    let ask = Ask::read(&rin, Purpose::Recruitment);
    let permit = gate::open::<ApplicationHistory>(&mut db, &ask, known.holding.id).unwrap();
    applications::list(&mut db, &permit).unwrap()
}

/// The files of the record, those still beside it, and those whose bytes are stored.
fn files(test: &TestStore, known: &Admitted, made: &Made) -> (usize, usize, usize) {
    let rin = caller(&test.cast.rin);
    let mut db = test.store.database().unwrap();
    let permit = gate::open::<Profile>(&mut db, &Ask::read(&rin, Purpose::Recruitment), known.holding.id).unwrap();
    let all = documents::list(&mut db, &permit).unwrap();
    let beside = all.iter().filter(|file| file.proposal.is_some()).count();
    let stored = made.files.iter().filter(|id| test.store.blobs().get(id.uuid(), "original").is_ok()).count();
    (all.len() - beside, beside, stored)
}

fn rin_id(test: &TestStore) -> StaffId {
    test.cast.rin.id
}

fn state(test: &TestStore) -> Vec<String> {
    test.sql().words("SELECT state AS t FROM proposals ORDER BY id")
}

on_both_databases! {
    fn what_is_taken_is_in_the_record_and_in_the_lists_at_once(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let made = propose(test, &known, "JP");
        decide(test, &later(test), &known, made.id, &everything(&made)).unwrap();
        assert_eq!(profile(test, &known).record, made.proposed.profile);
        let applied = applied(test, &known);
        assert_eq!((applied.len(), applied[0].application.stage), (2, Stage::Received));
        let added = applied.iter().find(|shown| shown.application.id != known.application).unwrap();
        assert_eq!(added.application.notice, Some(test.cast.notice));
        assert_eq!((added.application.received_at, added.application.source), (moment(NOW), Source::CareersPage));
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM applications WHERE notice_locale = 'en'"), 1);
        assert_eq!(files(test, &known, &made), (2, 0, 2));
        assert_eq!(state(test), ["taken"]);
        let filter = ListFilter { size: 10, ..ListFilter::default() };
        let list = list_candidates::list(&test.store, &directories(test), &rin, &filter).unwrap();
        let names: Vec<_> = list.page.people.iter().map(|person| person.given.clone()).collect();
        assert_eq!(names, ["Hikari"]);
    }

    fn what_is_left_is_gone_and_the_record_is_as_it_was(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let made = propose(test, &known, "JP");
        decide(test, &later(test), &known, made.id, &Choices::default()).unwrap();
        let stored = profile(test, &known);
        assert_eq!((stored.record, stored.revision), (known.profile.clone(), 1));
        assert_eq!((applied(test, &known).len(), files(test, &known, &made)), (1, (0, 0, 0)));
        assert_eq!(state(test), ["left"]);
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM journal WHERE verb = 'erase'"), 2, "an entry a file");
        let said = format!("SELECT count(*) AS n FROM journal WHERE subject = 'proposal:{} left'", made.id);
        assert_eq!(test.sql().number(&said), 1, "the decision is in the history of use");
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM proposals WHERE decided_at IS NOT NULL"), 1);
    }

    fn some_fields_and_one_file_are_taken_and_the_others_are_left(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let made = propose(test, &known, "JP");
        let fields = vec![ProfileField::Phone, ProfileField::Work];
        let choices = Choices { fields, files: vec![made.files[1]], ..Choices::default() };
        decide(test, &later(test), &known, made.id, &choices).unwrap();
        let stored = profile(test, &known).record;
        assert_eq!((stored.phone, stored.work), (None, made.proposed.profile.work.clone()));
        assert_eq!(stored.name, known.profile.name);
        assert_eq!((applied(test, &known).len(), files(test, &known, &made)), (1, (1, 0, 1)));
        assert_eq!(state(test), ["partly"]);
    }

    fn whoever_decides_on_an_older_profile_is_told_and_nothing_is_lost(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let made = propose(test, &known, "JP");
        let edited = people::profile("Ito", "Akari", "JP");
        let mut db = test.store.database().unwrap();
        let (permit, _) = change_candidate::open_profile(&mut db, &rin, known.holding.candidate).unwrap();
        change_candidate::edit_profile(&mut db, &permit, &edited, 1).unwrap();
        let of = (known.holding.candidate, made.id);
        let late = decide_proposal::decide(&mut db, &later(test), of, 1, &everything(&made)).map_err(store_error);
        assert!(matches!(late, Err(StoreError::Stale)), "{late:?}");
        drop(db);
        assert_eq!((profile(test, &known).record, state(test)), (edited, vec!["open".to_owned()]));
        assert_eq!((applied(test, &known).len(), files(test, &known, &made)), (1, (0, 2, 2)));
        decide(test, &later(test), &known, made.id, &everything(&made)).unwrap();
    }

    fn the_reason_of_a_decision_stays_sealed_and_nothing_of_what_was_proposed(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let made = propose(test, &known, "JP");
        let before = test.sql().bytes("SELECT record AS b FROM proposals").remove(0).len();
        let choices = Choices { reason: "Somebody else's form.".to_owned(), ..Choices::default() };
        decide(test, &later(test), &known, made.id, &choices).unwrap();
        assert!(test.sql().bytes("SELECT record AS b FROM proposals").remove(0).len() + 100 < before);
        let mut db = test.store.database().unwrap();
        let decided = show_history::show(&mut db, &rin, known.holding.candidate).unwrap().decisions.remove(0);
        assert_eq!((decided.outcome, decided.staff, decided.at), (ProposalOutcome::Left, rin_id(test), moment(LATER)));
        assert!(matches!(decided.reason, Some(Unsealed::Value(reason)) if reason == choices.reason));
        test.sql().run("UPDATE proposals SET reason = record").unwrap();
        let damaged = show_history::show(&mut db, &rin, known.holding.candidate).unwrap().decisions.remove(0);
        assert!(matches!(damaged.reason, Some(Unsealed::Damaged)), "a seal moved elsewhere does not open");
    }

    fn a_proposal_is_decided_once(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let made = propose(test, &known, "JP");
        let store = test.store.clone();
        let (by, of, choices) = (later(test), (known.holding.candidate, made.id), everything(&made));
        let results: Vec<_> = std::thread::scope(|scope| {
            let decide = || decide_proposal::decide(&mut store.database().unwrap(), &by, of, 1, &choices);
            let both = [scope.spawn(decide), scope.spawn(decide)];
            both.map(|one| one.join().unwrap().map_err(store_error)).into_iter().collect()
        });
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
        assert!(results.iter().any(|result| matches!(result, Err(StoreError::Stale))), "{results:?}");
        let again = decide(test, &later(test), &known, made.id, &Choices::default());
        assert!(matches!(again, Err(StoreError::Stale)), "{again:?}");
        assert_eq!((applied(test, &known).len(), state(test)), (2, vec!["taken".to_owned()]));
    }

    fn only_recruiters_of_the_collecting_office_decide_and_only_about_their_own_record(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let other = test.admit(&rin, "Mori", "Sora");
        let made = propose(test, &known, "JP");
        test.assign(&rin, &known, test.cast.manager.id);
        let cast = &test.cast;
        for person in [&cast.wei, &cast.manager, &cast.officer, &cast.administrator, &cast.analyst] {
            let decided = decide(test, &caller(person), &known, made.id, &Choices::default());
            assert!(matches!(decided, Err(StoreError::NotFound | StoreError::Refused(_))), "{}", person.role);
        }
        let elsewhere = decide(test, &later(test), &other, made.id, &Choices::default());
        assert!(matches!(elsewhere, Err(StoreError::NotFound)), "another person's proposal");
        let unknown = decide(test, &later(test), &known, ProposalId::new(), &Choices::default());
        assert!(matches!(unknown, Err(StoreError::NotFound)));
        assert_eq!(last_entry(test).outcome, "deny", "an unknown proposal is on record");
        assert_eq!(state(test), ["open"]);
    }

    fn another_office_sees_nothing_of_what_waits_beside_a_record_it_was_given(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        allow_singapore(test);
        grant_until(test, &known.holding, to("SG"));
        let made = propose(test, &known, "JP");
        let mut db = test.store.database().unwrap();
        let digest = addresses::digest(&db, &known.holding.office, &known.profile.email).unwrap();
        find_holding::of_address(&mut db, &known.holding.office, &digest, moment(NOW)).unwrap();
        let mut seen = |by: &Caller| {
            let mut file = show_candidate::show(&mut db, by, known.holding.candidate).unwrap().holdings.remove(0);
            let Shown::Value(profile) = &mut file.profile else { panic!("{:?}", file.profile) };
            let entries = |kind: &str| profile.uses.iter().filter(|row| row.subject.starts_with(kind)).count();
            let is_permission = |row: &&Use| row.subject.is_empty() && row.verb == "create";
            let permissions = profile.uses.iter().filter(is_permission).count();
            let told = [entries("proposal:"), entries("document:"), permissions];
            let counts = (profile.proposals.len(), profile.documents.len(), told.map(|count| count > 0));
            let permit = gate::open::<Profile>(&mut db, &Ask::read(by, Purpose::Recruitment), known.holding.id).unwrap();
            let original = documents::original(&test.store, &permit, made.files[0]).is_ok();
            (counts, proposals::read(&mut db, &permit, made.id).is_ok(), original)
        };
        assert_eq!(seen(&rin), ((1, 2, [true; 3]), true, true));
        assert_eq!(seen(&caller(&test.cast.wei)), ((0, 0, [false; 3]), false, false));
    }

    fn a_stop_of_use_keeps_a_proposal_waiting(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let made = propose(test, &known, "JP");
        let mut db = test.store.database().unwrap();
        let stop = HoldingChange::Suspended(Some(rin.at));
        db.change(|tx| Ok((candidates::set_fact(tx, known.holding.id, stop)?, Vec::new()))).unwrap();
        let of = (known.holding.candidate, made.id);
        let decided = decide_proposal::decide(&mut db, &later(test), of, 1, &everything(&made)).map_err(store_error);
        assert!(matches!(decided, Err(StoreError::Refused(refusal)) if refusal.rule == "GATE-SUSPENDED"));
    }

    fn an_address_of_somebody_else_is_not_taken(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let other = test.admit(&rin, "Mori", "Sora");
        let mut proposed =
            ProposedApplication { profile: known.profile.clone(), details: people::details() };
        proposed.profile.email = EmailAddress::parse(other.profile.email.as_str()).unwrap();
        let made = propose_profile(test, &known, proposed);
        let decided = decide(test, &later(test), &known, made.id, &everything(&made));
        assert!(matches!(decided, Err(StoreError::Taken("email"))), "{decided:?}");
        assert_eq!(state(test), ["open"]);
    }

    fn a_home_elsewhere_is_taken_with_everything_else(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let made = propose(test, &known, "FR");
        decide(test, &later(test), &known, made.id, &everything(&made)).unwrap();
        let mut db = test.store.database().unwrap();
        let again = gate::open::<Profile>(&mut db, &Ask::read(&rin, Purpose::Recruitment), known.holding.id);
        assert!(matches!(again, Err(StoreError::Refused(refusal)) if refusal.rule == "REVIEW-HOME"));
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM applications"), 2);
    }

    fn a_permit_from_before_a_decision_is_stale(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let made = propose(test, &known, "JP");
        let mut db = test.store.database().unwrap();
        let ask = Ask::change(&rin, Purpose::Recruitment);
        let before = gate::open::<Profile>(&mut db, &ask, known.holding.id).unwrap();
        drop(db);
        decide(test, &later(test), &known, made.id, &Choices::default()).unwrap();
        let mut db = test.store.database().unwrap();
        let late = db.change(|tx| Ok(((), vec![candidates::change(tx, &before, &known.profile, 1)?])));
        assert!(matches!(late, Err(StoreError::Stale)));
    }
}
