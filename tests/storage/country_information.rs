//! What candidates are told about a country: drafted, published, kept version by version, and pinned by each question.

use saiyo::domain::category::Profile;
use saiyo::domain::consent::{ConsentAnswer, ConsentQuestion, ConsentRequest, ConsentScope};
use saiyo::domain::country_information::{CountryInformation, CountryWords, in_force};
use saiyo::domain::id::HoldingId;
use saiyo::domain::jurisdiction::Country;
use saiyo::domain::locale::{InThreeLanguages, Locale};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::Caller;
use saiyo::store::gate::{self, Ask};
use saiyo::store::{StoreError, consent_requests, country_information, journal};
use saiyo::workflows::{WorkflowError, ask_consent, keep_country_information};

use crate::support::cast::{caller, day, moment, office};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TestStore, on_both_databases};

fn singapore() -> Country {
    "SG".parse().unwrap()
}

fn words(text: &str) -> CountryWords {
    let of = |part: &str| InThreeLanguages {
        ja: format!("{text} {part} ja"),
        en: format!("{text} {part} en"),
        zh_hant: format!("{text} {part} zh"),
    };
    CountryWords {
        system: of("system"),
        differences: of("differences"),
        measures: of("measures"),
        source: "https://law.example/SG".to_owned(),
        checked_on: Some(day("2026-11-24")),
    }
}

fn versions(test: &TestStore) -> Vec<CountryInformation> {
    let all = test.store.database().unwrap().read(country_information::list).unwrap();
    all.into_iter().filter(|version| version.country == singapore()).collect()
}

/// Publishes the next version for Singapore.
fn publish(test: &TestStore, text: &str) {
    let (officer, mut db) = (caller(&test.cast.officer), test.store.database().unwrap());
    keep_country_information::begin(&mut db, &officer, singapore()).unwrap();
    let (draft, _) = keep_country_information::open(&mut db, &officer, singapore()).unwrap();
    keep_country_information::publish(&mut db, &officer, (singapore(), draft.revision), &words(text)).unwrap();
}

fn ask(test: &TestStore, known: &Admitted) -> Result<(), WorkflowError> {
    ask_by(test, &caller(&test.cast.rin), known)
}

/// Asks in the name of somebody of the office that collected.
fn ask_by(test: &TestStore, by: &Caller, known: &Admitted) -> Result<(), WorkflowError> {
    let question =
        ConsentQuestion { scope: ConsentScope::Foreign, country: Some(singapore()), third_party: None, until: None };
    let mut db = test.store.database().unwrap();
    ask_consent::ask(&mut db, by, known.holding.candidate, &question, false)
}

/// The questions that were put, the latest first.
fn asked(test: &TestStore, known: &Admitted) -> Vec<ConsentRequest> {
    let (rin, mut db) = (caller(&test.cast.rin), test.store.database().unwrap());
    let permit = gate::open::<Profile>(&mut db, &Ask::read(&rin, Purpose::Recruitment), known.holding.id).unwrap();
    db.read(|db| consent_requests::list(db, &permit)).unwrap()
}

fn themselves(known: &Admitted) -> Caller {
    Caller::candidate(&known.holding, moment(NOW))
}

on_both_databases! {
    fn every_version_is_kept_and_who_was_overtaken_changes_nothing(test) {
        let (officer, mut db) = (caller(&test.cast.officer), test.store.database().unwrap());
        let first = versions(test);
        assert_eq!(first.len(), 1, "every installation begins with one");
        assert!(first[0].words.system.ja.contains("個人データ保護法") && first[0].published_by.is_none());
        keep_country_information::begin(&mut db, &officer, singapore()).unwrap();
        let (draft, _) = keep_country_information::open(&mut db, &officer, singapore()).unwrap();
        assert_eq!(draft.words.system, first[0].words.system, "it begins with what is in force");
        assert_eq!(draft.words.checked_on, None, "and is to be checked anew");
        let seen = (singapore(), draft.revision);
        let unfinished = CountryWords { checked_on: None, ..words("half") };
        keep_country_information::save(&mut db, &officer, seen, &unfinished).unwrap();
        // Begun once more it goes on.
        keep_country_information::begin(&mut db, &officer, singapore()).unwrap();
        let (draft, _) = keep_country_information::open(&mut db, &officer, singapore()).unwrap();
        assert_eq!((&draft.words, draft.revision), (&unfinished, 2));
        for act in [keep_country_information::save, keep_country_information::publish] {
            let overtaken = act(&mut db, &officer, seen, &words("late"));
            assert!(matches!(overtaken, Err(WorkflowError::Store(StoreError::Stale))), "{overtaken:?}");
        }
        let latest = (singapore(), draft.revision);
        let unchecked = keep_country_information::publish(&mut db, &officer, latest, &unfinished);
        assert!(unchecked.is_err() && versions(test) == first, "without a day of check nothing is published");
        keep_country_information::publish(&mut db, &officer, latest, &words("new")).unwrap();
        let all = versions(test);
        assert_eq!(all.iter().map(|it| it.version).collect::<Vec<_>>(), [2, 1]);
        assert_eq!((&all[1], &all[0].words), (&first[0], &words("new")));
        assert_eq!(all[0].published_by, Some(test.cast.officer.id));
        assert!(keep_country_information::open(&mut db, &officer, singapore()).is_err(), "the draft is done");
        let journalled = "SELECT count(*) AS n FROM journal WHERE subject LIKE 'country_%' AND actor LIKE 'staff:%'";
        assert_eq!(test.sql().number(journalled), 4, "begun, saved, saved, published");
    }

    fn a_question_keeps_what_was_told_when_it_was_asked(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        ask(test, &known).unwrap();
        publish(test, "new");
        let mut db = test.store.database().unwrap();
        let own = themselves(&known);
        let id = asked(test, &known)[0].id;
        let open = ask_consent::open(&mut db, &own, known.holding.id, id).unwrap();
        assert_eq!(open.told.map(|told| told.version), Some(1));
        ask(test, &known).unwrap();
        let id = asked(test, &known)[0].id;
        let open = ask_consent::open(&mut db, &own, known.holding.id, id).unwrap();
        assert_eq!(open.told.map(|told| (told.version, told.words)), Some((2, words("new"))));
        let words = ("What was shown".to_owned(), Locale::Ja);
        ask_consent::answer(&mut db, &own, known.holding.id, id, true, words).unwrap();
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM consents WHERE country_info_given"), 1);
        let pool = ConsentQuestion { scope: ConsentScope::TalentPool, country: None, third_party: None, until: None };
        ask_consent::ask(&mut db, &caller(&test.cast.rin), known.holding.candidate, &pool, false).unwrap();
        assert_eq!(asked(test, &known).iter().filter(|it| it.information.is_none()).count(), 1, "no country, nothing told");
    }

    fn without_a_version_in_force_nobody_is_asked_and_what_was_asked_with_it_closes(test) {
        let (officer, mut db) = (caller(&test.cast.officer), test.store.database().unwrap());
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        ask(test, &known).unwrap();
        let (id, version) = (asked(test, &known)[0].id, versions(test)[0].id);
        keep_country_information::withdraw(&mut db, &officer, version).unwrap();
        let again = keep_country_information::withdraw(&mut db, &officer, version);
        assert!(matches!(again, Err(WorkflowError::Store(StoreError::NotFound))));
        assert_eq!(asked(test, &known)[0].answer, Some(ConsentAnswer::Lapsed));
        let words = ("What was shown".to_owned(), Locale::Ja);
        let late = ask_consent::answer(&mut db, &themselves(&known), known.holding.id, id, true, words);
        assert!(matches!(late, Err(WorkflowError::Store(StoreError::NotFound))), "{late:?}");
        let refused = ask(test, &known);
        assert!(matches!(refused, Err(WorkflowError::Store(StoreError::NothingToTell))), "{refused:?}");
        assert_eq!(in_force(&versions(test), singapore()), None, "no earlier version takes its place");
        publish(test, "new");
        ask(test, &known).unwrap();
    }

    fn questions_of_every_office_close_with_any_version_and_each_record_says_so(test) {
        let (officer, mut db) = (caller(&test.cast.officer), test.store.database().unwrap());
        let (rin, ka_yan) = (caller(&test.cast.rin), caller(&test.cast.ka_yan));
        let (here, there) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&ka_yan, "Koh", "Jia"));
        let answered = test.admit(&rin, "Mori", "Sora");
        // Nobody answered this one in time: it is over already.
        ask_by(test, &rin, &test.admit(&rin, "Abe", "Yu")).unwrap();
        test.sql().run("UPDATE consent_requests SET open_until = '2026-11-22'").unwrap();
        for (by, known) in [(&rin, &here), (&rin, &answered), (&ka_yan, &there)] {
            ask_by(test, by, known).unwrap();
        }
        let words = || ("What was shown".to_owned(), Locale::Ja);
        let id = asked(test, &answered)[0].id;
        ask_consent::answer(&mut db, &themselves(&answered), answered.holding.id, id, true, words()).unwrap();
        publish(test, "new");
        let before = db.last_change().unwrap();
        keep_country_information::withdraw(&mut db, &officer, versions(test)[0].id).unwrap();
        let changes = db.read(|db| journal::changes_after(db, before, 10)).unwrap();
        let mut changed: Vec<HoldingId> = changes.iter().filter_map(|(_, changed)| changed.holding()).collect();
        changed.sort_unstable();
        let mut closed = vec![here.holding.id, there.holding.id];
        closed.sort_unstable();
        assert_eq!(changed, closed, "lists and transfers of every office look at them again, and at nothing else");
        let told = "SELECT subject AS t FROM journal WHERE subject LIKE 'consent_request:% lapsed'";
        assert_eq!(test.sql().words(told).len(), 2);
        assert_eq!(asked(test, &answered)[0].answer, Some(ConsentAnswer::Given), "an answer stays");

        // One that was put at that very moment is closed by nobody, and cannot be answered either.
        let id = asked(test, &here)[0].id;
        test.sql().run("UPDATE consent_requests SET answer = NULL WHERE answer = 'lapsed'").unwrap();
        let shown = ask_consent::open(&mut db, &themselves(&here), here.holding.id, id);
        assert!(matches!(shown, Err(WorkflowError::Store(StoreError::NotFound))), "{shown:?}");
        let late = ask_consent::answer(&mut db, &themselves(&here), here.holding.id, id, true, words());
        assert!(matches!(late, Err(WorkflowError::Store(StoreError::NotFound))), "{late:?}");
        publish(test, "newer");
        ask_consent::answer(&mut db, &themselves(&here), here.holding.id, id, true, words()).unwrap();
    }

    fn it_is_looked_at_every_year_and_by_the_officer_alone(test) {
        let mut db = test.store.database().unwrap();
        let mut due = |at| {
            db.read(|db| keep_country_information::count_due(db, &office("JP"), moment(at), 365)).unwrap()
        };
        assert_eq!(due(NOW), 3, "what came with the program was checked by nobody of the company");
        publish(test, "new");
        assert_eq!((due(NOW), due("2027-11-24T03:00:00Z"), due("2027-11-25T03:00:00Z")), (2, 2, 3));
        let mut db = test.store.database().unwrap();
        for person in [&test.cast.rin, &test.cast.manager, &test.cast.analyst] {
            let begun = keep_country_information::begin(&mut db, &caller(person), singapore());
            assert!(matches!(begun, Err(WorkflowError::Store(StoreError::Refused(_)))), "{}", person.name);
        }
        let elsewhere = keep_country_information::begin(&mut db, &caller(&test.cast.officer), "US".parse().unwrap());
        assert!(matches!(elsewhere, Err(WorkflowError::Store(StoreError::NotFound))), "there is no office");
    }
}
