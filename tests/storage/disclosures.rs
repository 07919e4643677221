//! Provision to third parties on both databases: each ground, the second person, the end, the record, and that nothing
//! about a person can be read beside it.

use saiyo::domain::candidate::HoldingRef;
use saiyo::domain::category::{CategoryId, Other, Profile};
use saiyo::domain::consent::{Consent, ConsentQuestion, ConsentScope};
use saiyo::domain::disclosure::{DisclosureState, Ground, ProvisionMeans, ReceiptWords, ThirdParty, ThirdPartyKind};
use saiyo::domain::health::{HealthKind, HealthRecord};
use saiyo::domain::id::{DisclosureId, StaffId, ThirdPartyId};
use saiyo::domain::locale::Locale;
use saiyo::domain::note::NoteClass;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::{Actor, Caller, JobName};
use saiyo::law::Law;
use saiyo::law::access::Verb;
use saiyo::law::words::Duty;
use saiyo::store::candidates::{self, HoldingChange};
use saiyo::store::disclosure_facts::Claim;
use saiyo::store::disclosures::{self, Filter};
use saiyo::store::gate::{self, Ask, Refusal};
use saiyo::store::{
    Database, StoreError, consent_requests, consents, documents, facts, health, notes, provision_ends,
    provision_records, receipt_records,
};
use saiyo::workflows::explain_decision::{self, Explanation};
use saiyo::workflows::keep_disclosures::{self, Asked, Party, Received, Wanted};
use saiyo::workflows::{WorkflowError, ask_consent, keep_third_parties};

use super::proposals::propose;
use super::refusals::last_entry;
use crate::support::cast::{caller, caller_at, country, day, job, moment};
use crate::support::people::{self, PROVISION_WORDS, legal_order, provision, third_party_consent};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TODAY, TestStore, on_both_databases};

const PROVIDED: &str = "SELECT count(*) AS n FROM provision_records";

/// Asks for a provision and gets it kept.
pub(super) fn ask(db: &mut Database, by: &Caller, known: &Admitted, wanted: &Wanted) -> DisclosureId {
    match keep_disclosures::ask(db, by, known.holding.candidate, wanted).unwrap() {
        Asked::Kept(id) => id,
        other => panic!("was not kept: {other:?}"),
    }
}

/// The rule that keeps a provision from being asked for.
fn rule(db: &mut Database, by: &Caller, known: &Admitted, wanted: &Wanted) -> String {
    match keep_disclosures::ask(db, by, known.holding.candidate, wanted).unwrap() {
        Asked::Refused(word) => word.refusal.unwrap().rule,
        other => panic!("was not refused: {other:?}"),
    }
}

pub(super) fn give(db: &mut Database, by: &Caller, id: DisclosureId) -> Result<(), WorkflowError> {
    keep_disclosures::record_given(db, by, id, (ProvisionMeans::Paper, day(TODAY)))
}

/// Whether something does not exist for whoever asks: there is none, or their role has no part in it.
fn is_hidden<T>(result: Result<T, WorkflowError>) -> bool {
    match result {
        Err(WorkflowError::Store(StoreError::NotFound)) => true,
        Err(WorkflowError::Store(StoreError::Refused(refusal))) => refusal.by_role,
        _ => false,
    }
}

/// The refusal that keeps a provision from being made.
fn refusal(result: Result<(), WorkflowError>) -> Refusal {
    match result {
        Err(WorkflowError::Store(StoreError::Refused(refusal))) => *refusal,
        other => panic!("was not refused: {other:?}"),
    }
}

pub(super) fn consent(db: &mut Database, holding: &HoldingRef) {
    let by = job(JobName::Demo, holding.office.as_str());
    let consent = third_party_consent();
    db.change(|tx| Ok(((), vec![consents::add(tx, &by, holding.id, &consent)?]))).unwrap();
}

/// Another privacy officer of Tokyo.
pub(super) fn second_officer(test: &TestStore) -> Caller {
    let mut sql = test.sql();
    let id = StaffId::new();
    let (new, old) = (sql.id(id.uuid()), sql.id(test.cast.officer.id.uuid()));
    let columns = "office, name, role, locale, password_hash, disabled_at, own_candidate, created_at";
    let copied = format!("INSERT INTO staff (id, email, {columns}) SELECT {new}, 'second@aomine.example', {columns}");
    sql.run(&format!("{copied} FROM staff WHERE id = {old}")).unwrap();
    Caller { actor: Actor::Staff(id), ..caller(&test.cast.officer) }
}

fn record(test: &TestStore, id: DisclosureId) -> provision_records::ProvisionRecord {
    provision_records::of(&mut test.sql(), &[id]).unwrap().remove(0)
}

/// The last entry is the approval, reasoned again to what it was.
fn is_reasoned_again(test: &TestStore) -> bool {
    let last = last_entry(test);
    assert!(last.subject.ends_with(" approved") && last.is_change, "{}", last.subject);
    let law = Law::built_in().unwrap();
    let explained = explain_decision::explain(&mut test.sql(), &law, last.seq).unwrap();
    last.table_version == law.rules.version().to_string()
        && matches!(explained.decision, Explanation::Reasoned(reasoned) if reasoned.is_alike)
}

on_both_databases! {
    fn under_a_consent_an_officer_provides_and_the_record_says_what(test) {
        let (rin, mio) = (caller(&test.cast.rin), caller(&test.cast.officer));
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let wanted = provision(Ground::Consent, country("JP"));
        assert_eq!(rule(&mut db, &rin, &known, &wanted), "JP-THI-SAME", "nobody agreed");
        assert_eq!(last_entry(test).outcome, "deny");
        consent(&mut db, &known.holding);
        let id = ask(&mut db, &rin, &known, &wanted);
        assert!(is_hidden(give(&mut db, &rin, id)), "a recruiter asks");
        give(&mut db, &mio, id).unwrap();
        let kept = record(test, id);
        assert_eq!((kept.means, kept.given_on, kept.rules.as_str()), (ProvisionMeans::Paper, day(TODAY), "JP-THI-SAME"));
        assert!(kept.consent_id.is_some(), "whose consent");
        assert_eq!((kept.kept_until, kept.kept_rule.as_str()), (day("2029-11-24"), "RT-JP-PROVISION"));
        let last = last_entry(test);
        assert_eq!((last.verb.as_str(), last.outcome.as_str(), last.is_change), ("disclose", "done", true));
        assert!(last.subject.contains(&format!("disclosure:{id} consent third_party:")), "{}", last.subject);
        assert!(matches!(give(&mut db, &mio, id), Err(WorkflowError::Store(StoreError::Stale))), "once");
        let done = provision_records::duties_of(&mut test.sql(), id).unwrap();
        assert!(done.iter().any(|it| it.duty == Duty::RecordProvision && it.done_at.is_some()));
    }

    fn neither_a_private_note_nor_a_proposed_file_leaves(test) {
        let (rin, mio) = (caller(&test.cast.rin), caller(&test.cast.officer));
        let known = test.admit(&rin, "Tanaka", "Akari");
        propose(test, &known, "JP");
        let mut db = test.store.database().unwrap();
        consent(&mut db, &known.holding);
        let change = Ask::change(&rin, Purpose::Recruitment);
        let other = gate::open::<Other>(&mut db, &Ask::create(&rin, Purpose::Recruitment), known.holding.id).unwrap();
        let profile = gate::open::<Profile>(&mut db, &change, known.holding.id).unwrap();
        let own = documents::put(&test.store, &profile, "own.pdf", None, b"%PDF-1.7").unwrap();
        let written = [(NoteClass::Team, "together"), (NoteClass::Private, "alone")];
        let added = db.change(|tx| {
            let mut entries = vec![documents::create(tx, &profile, &own, rin.at)?];
            for (class, text) in written {
                entries.push(notes::create_for(tx, &other, class, text, mio.staff_id(), rin.at)?);
            }
            Ok(((), entries))
        });
        added.unwrap();
        let mut wanted = provision(Ground::Consent, country("JP"));
        wanted.claim.categories = vec![CategoryId::Profile, CategoryId::Other];
        let id = ask(&mut db, &rin, &known, &wanted);
        drop(db);
        let packed = keep_disclosures::pack(&test.store, &mio, id, "passphrase").unwrap();
        let files: Vec<&str> = packed.record.documents.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(files, ["own.pdf"]);
        let texts: Vec<&str> = packed.record.notes.iter().map(|note| note.text.value().unwrap().as_str()).collect();
        assert_eq!(texts, ["together"], "not even what the officer who packs keeps for herself");
    }

    fn a_package_that_lacks_a_part_is_not_provided(test) {
        let (rin, mio) = (caller(&test.cast.rin), caller(&test.cast.officer));
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        consent(&mut db, &known.holding);
        let change = Ask::change(&rin, Purpose::Recruitment);
        let profile = gate::open::<Profile>(&mut db, &change, known.holding.id).unwrap();
        let file = documents::put(&test.store, &profile, "own.pdf", None, b"%PDF-1.7").unwrap();
        db.change(|tx| Ok(((), vec![documents::create(tx, &profile, &file, rin.at)?]))).unwrap();
        let mut wanted = provision(Ground::Consent, country("JP"));
        wanted.claim.categories = vec![CategoryId::Profile, CategoryId::ApplicationHistory];
        let id = ask(&mut db, &rin, &known, &wanted);
        drop(db);
        let pack = || keep_disclosures::pack(&test.store, &mio, id, "passphrase").map(drop);
        let is_cut = || matches!(pack(), Err(WorkflowError::Store(StoreError::Unopened(_))));

        let sound = test.sql().bytes("SELECT details AS b FROM applications").remove(0);
        let (bad, good) = (test.sql().blob(&[9, 9]), test.sql().blob(&sound));
        test.sql().run(&format!("UPDATE applications SET details = {bad}")).unwrap();
        assert!(is_cut(), "an application that does not open");
        test.sql().run(&format!("UPDATE applications SET details = {good}")).unwrap();

        let sound = test.store.blobs().get(file.id().uuid(), "original").unwrap();
        let mut flipped = sound.clone();
        let last = flipped.len() - 1;
        flipped[last] ^= 1;
        test.store.blobs().put(file.id().uuid(), "original", flipped).unwrap();
        assert!(is_cut(), "a file that does not open");
        test.store.blobs().remove(file.id().uuid(), "original").unwrap();
        assert!(is_cut(), "a file that is gone");
        assert_eq!(test.sql().number(PROVIDED), 0);
        test.store.blobs().put(file.id().uuid(), "original", sound).unwrap();
        pack().unwrap();
        assert_eq!(test.sql().number(PROVIDED), 1);
    }

    fn a_record_names_the_consent_that_its_rule_asks_for(test) {
        let (rin, mio) = (caller(&test.cast.rin), caller(&test.cast.officer));
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let abroad = |code: &str| Consent {
            scopes: vec![ConsentScope::Foreign],
            countries: vec![country(code)],
            country_info_given: true,
            ..third_party_consent()
        };
        let (hong_kong, singapore) = (abroad("HK"), abroad("SG"));
        let by = job(JobName::Demo, known.holding.office.as_str());
        for one in [&hong_kong, &singapore] {
            db.change(|tx| Ok(((), vec![consents::add(tx, &by, known.holding.id, one)?]))).unwrap();
        }
        consent(&mut db, &known.holding);
        let id = ask(&mut db, &rin, &known, &provision(Ground::Consent, country("HK")));
        give(&mut db, &mio, id).unwrap();
        let kept = record(test, id);
        assert_eq!((kept.rules.as_str(), kept.consent_id), ("JP-THI-CONSENT", Some(hong_kong.id)));
    }

    fn a_consent_counts_for_the_third_party_that_it_names_and_for_no_other(test) {
        let (rin, mio) = (caller(&test.cast.rin), caller(&test.cast.officer));
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let wanted = |name: &str| {
            let to = Party::Named { name: name.to_owned(), kind: ThirdPartyKind::Agent, country: country("HK") };
            Wanted { to, ..provision(Ground::Consent, country("HK")) }
        };
        let (minato, hibiki) = (wanted("Minato Agency"), wanted("Hibiki Search"));
        let to_our_office = Consent { scopes: vec![ConsentScope::Foreign], ..people::foreign_consent("HK") };
        let by = job(JobName::Demo, known.holding.office.as_str());
        db.change(|tx| Ok(((), vec![consents::add(tx, &by, known.holding.id, &to_our_office)?]))).unwrap();
        assert!(rule(&mut db, &rin, &known, &minato).starts_with("JP-THI"), "our office there is no third party");

        let party = keep_third_parties::list(&mut db, &rin, None).unwrap().parties.remove(0).party;
        assert_eq!(party.name, "Minato Agency", "it is kept, to be asked about");
        let question =
            ConsentQuestion { scope: ConsentScope::ThirdParty, country: None, third_party: Some(party.id), until: None };
        let candidate = known.holding.candidate;
        let unnamed = ConsentQuestion { third_party: None, ..question.clone() };
        let refused = ask_consent::ask(&mut db, &rin, candidate, &unnamed, false);
        assert!(matches!(refused, Err(WorkflowError::Store(StoreError::Taken(_)))), "{refused:?}");
        ask_consent::ask(&mut db, &rin, candidate, &question, false).unwrap();
        let mut changed = keep_third_parties::show(&mut db, &rin, party.id).unwrap();
        changed.party.kind = ThirdPartyKind::Court;
        let another = keep_third_parties::change(&mut db, &rin, &changed);
        assert!(matches!(another, Err(WorkflowError::Store(StoreError::OnRecord("kind")))), "{another:?}");

        let own = Caller::candidate(&known.holding, moment(NOW));
        let permit = gate::open::<Profile>(&mut db, &Ask::read(&own, Purpose::Rights), known.holding.id).unwrap();
        let asked = db.read(|db| consent_requests::list(db, &permit)).unwrap().remove(0).id;
        let open = ask_consent::open(&mut db, &own, known.holding.id, asked).unwrap();
        assert_eq!(open.party.map(|file| file.party), Some(party.clone()));
        assert_eq!(open.told.map(|told| told.country), Some(country("HK")), "and the country is told of");
        let words = ("What was shown".to_owned(), Locale::Ja);
        ask_consent::answer(&mut db, &own, known.holding.id, asked, true, words).unwrap();
        let given = db.read(|db| consents::list(db, &permit)).unwrap().remove(0);
        assert_eq!((given.third_party, given.country_info_given), (Some(party.id), true));
        assert_eq!(given.scopes, [ConsentScope::ThirdParty, ConsentScope::Foreign]);

        let id = ask(&mut db, &rin, &known, &minato);
        assert!(rule(&mut db, &rin, &known, &hibiki).starts_with("JP-THI"), "it names another one");
        give(&mut db, &mio, id).unwrap();
        assert_eq!(record(test, id).consent_id, Some(given.id));

        // Health data goes abroad to it only on a consent about health that names it as well.
        let facts = || {
            let facts = facts::of_holding(&mut test.sql(), known.holding.id).unwrap();
            facts.for_third_party(day(TODAY), CategoryId::Health, Purpose::Visa, (party.id, country("HK")))
        };
        let agree = |db: &mut Database, consent: &Consent| {
            db.change(|tx| Ok(((), vec![consents::add(tx, &by, known.holding.id, consent)?]))).unwrap();
        };
        agree(&mut db, &people::health_consent(true));
        assert!(!facts().health_consent.abroad && !facts().consent.scopes.contains(&ConsentScope::Foreign));
        agree(&mut db, &Consent { third_party: Some(party.id), ..people::health_consent(true) });
        assert!(facts().health_consent.abroad && facts().consent.scopes.contains(&ConsentScope::Foreign));
    }

    fn what_is_due_after_a_provision_counts_from_the_day_it_was_given(test) {
        let wei = caller(&test.cast.wei);
        let known = test.admit(&wei, "Koh", "Jia");
        let mut db = test.store.database().unwrap();
        let id = ask(&mut db, &wei, &known, &provision(Ground::Vital, country("SG")));
        let officer = Caller { office: wei.office.clone(), ..caller(&test.cast.officer) };
        keep_disclosures::approve(&mut db, &officer, id).unwrap();
        let by_telephone = (ProvisionMeans::Oral, day("2026-11-03"));
        keep_disclosures::record_given(&mut db, &officer, id, by_telephone).unwrap();
        let owed = provision_records::duties_of(&mut test.sql(), id).unwrap();
        let tell = owed.iter().find(|it| it.duty == Duty::TellCandidateAfterwards).unwrap();
        assert_eq!((tell.due_on, tell.done_at), (day("2026-11-10"), None), "not from the day of its record");
    }

    fn of_two_first_uses_of_one_name_at_once_the_second_is_late(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let record = Ask { verb: Verb::Record, ..Ask::read(&rin, Purpose::Recruitment) };
        let permit = gate::open::<Profile>(&mut db, &record, known.holding.id).unwrap();
        let wanted = legal_order(country("JP"));
        let mut start = |name: &str| {
            let (id, kind) = (ThirdPartyId::new(), ThirdPartyKind::PublicBody);
            let to = ThirdParty { id, name: name.to_owned(), kind, country: country("JP") };
            let claim = Claim { to: id, ..wanted.claim.clone() };
            db.change(|tx| disclosures::start(tx, &permit, (&to, &claim, &wanted.words), (Verb::Ask, "")))
        };
        start("Ward Office").unwrap();
        assert!(matches!(start("WARD office"), Err(StoreError::Stale)));
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM disclosures"), 1);
    }

    fn a_withdrawn_consent_refuses_at_the_moment_of_provision(test) {
        let (rin, mio) = (caller(&test.cast.rin), caller(&test.cast.officer));
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        consent(&mut db, &known.holding);
        let id = ask(&mut db, &rin, &known, &provision(Ground::Consent, country("JP")));
        let own = Caller::candidate(&known.holding, moment(NOW));
        let permit = gate::open::<Profile>(&mut db, &Ask::change(&own, Purpose::Rights), known.holding.id).unwrap();
        let given = db.read(|db| consents::list(db, &permit)).unwrap()[0].id;
        db.change(|tx| Ok(((), vec![consents::withdraw(tx, &permit, given, day(TODAY))?]))).unwrap();
        let refused = refusal(give(&mut db, &mio, id));
        assert_eq!(refused.rule, "JP-THI-SAME");
        assert!(!refused.remedies.is_empty(), "it says what would change that");
        let packed = keep_disclosures::pack(&test.store, &mio, id, "passphrase").map(drop);
        assert_eq!(refusal(packed).rule, "JP-THI-SAME");
        assert_eq!(test.sql().number(PROVIDED), 0);
    }

    fn every_exception_is_decided_by_the_law_of_the_office(test) {
        let mut db = test.store.database().unwrap();
        let offices = [(&test.cast.rin, "JP"), (&test.cast.wei, "SG"), (&test.cast.ka_yan, "HK")];
        let grounds = [Ground::Law, Ground::Vital, Ground::PublicHealth, Ground::StateCooperation, Ground::Succession];
        for (person, code) in offices {
            let by = caller(person);
            let known = test.admit(&by, "Tanaka", "Akari");
            for ground in grounds {
                let mut wanted = provision(ground, country(code));
                ask(&mut db, &by, &known, &wanted);
                wanted.claim.exception.evidence = false;
                let refused = rule(&mut db, &by, &known, &wanted);
                assert!(refused.starts_with(&format!("{code}-X")), "{code} {ground}: {refused}");
                assert_eq!(last_entry(test).rules.split(' ').next_back(), Some(&*refused));
            }
            let mut foreign = legal_order(country(code));
            foreign.claim.exception.law = Some(country("US"));
            assert_eq!(rule(&mut db, &by, &known, &foreign), format!("{code}-X1"), "a foreign order does not count");
        }
    }

    fn without_consent_and_for_health_two_persons_decide(test) {
        let (rin, mio) = (caller(&test.cast.rin), caller(&test.cast.officer));
        let second = second_officer(test);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let id = ask(&mut db, &mio, &known, &legal_order(country("JP")));
        assert_eq!(refusal(give(&mut db, &mio, id)).rule, "SECOND-PERSON");
        assert!(last_entry(test).rules.ends_with("SECOND-PERSON"), "{}", last_entry(test).rules);
        assert_eq!(refusal(keep_disclosures::approve(&mut db, &mio, id)).rule, "SECOND-PERSON", "not their own");
        assert!(is_hidden(keep_disclosures::approve(&mut db, &rin, id)), "no recruiter approves");
        assert_eq!(test.sql().number(PROVIDED), 0);
        keep_disclosures::approve(&mut db, &second, id).unwrap();
        assert!(is_reasoned_again(test));
        give(&mut db, &mio, id).unwrap();
        assert!(record(test, id).consent_id.is_none());
        assert_eq!(record(test, id).rules, "JP-X1");

        let agreed = [third_party_consent(), people::health_consent(false)];
        let by = job(JobName::Demo, "JP");
        for one in &agreed {
            db.change(|tx| Ok(((), vec![consents::add(tx, &by, known.holding.id, one)?]))).unwrap();
        }
        let take = Ask::create(&rin, Purpose::Onboarding);
        let permit = gate::open::<saiyo::domain::category::Health>(&mut db, &take, known.holding.id).unwrap();
        let kept = HealthRecord { kind: HealthKind::ALL[0], text: "Marker-Health".to_owned() };
        db.change(|tx| Ok(((), vec![health::create(tx, &permit, &kept, moment(NOW))?]))).unwrap();
        let mut wanted = provision(Ground::Consent, country("JP"));
        wanted.claim.categories = vec![CategoryId::Health];
        wanted.claim.purpose = Purpose::Onboarding;
        let id = ask(&mut db, &mio, &known, &wanted);
        assert_eq!(refusal(give(&mut db, &mio, id)).rule, "SECOND-PERSON", "health needs two persons too");
        keep_disclosures::approve(&mut db, &second, id).unwrap();
        let packed = keep_disclosures::pack(&test.store, &mio, id, "passphrase").unwrap();
        assert_eq!((packed.record.health.len(), packed.record.profile.is_some()), (1, false), "never more than asked");
    }

    fn what_the_law_hands_to_a_person_waits_for_the_second_one(test) {
        let wei = caller(&test.cast.wei);
        let known = test.admit(&wei, "Koh", "Jia");
        let mut db = test.store.database().unwrap();
        let id = ask(&mut db, &wei, &known, &provision(Ground::Succession, country("SG")));
        assert!(last_entry(test).rules.contains("SG-X5"));
        let officer = Caller { office: wei.office.clone(), ..caller(&test.cast.officer) };
        assert_eq!(refusal(give(&mut db, &officer, id)).rule, "SECOND-PERSON");
        keep_disclosures::approve(&mut db, &officer, id).unwrap();
        assert!(is_reasoned_again(test));
        give(&mut db, &officer, id).unwrap();
        let owed = provision_records::duties_of(&mut test.sql(), id).unwrap();
        let bind = owed.iter().find(|it| it.duty == Duty::KeepOldPurpose).unwrap();
        assert_eq!((bind.due_on, bind.done_at), (day("2026-12-08"), None));
        keep_disclosures::finish_duty(&mut db, &officer, id, Duty::KeepOldPurpose).unwrap();
        let again = keep_disclosures::finish_duty(&mut db, &officer, id, Duty::KeepOldPurpose);
        assert!(matches!(again, Err(WorkflowError::Store(StoreError::NotFound))), "once");
        assert_eq!(record(test, id).kept_until, day("2029-11-24"), "the house keeps Japan's time");
    }

    fn a_demand_to_end_shuts_consent_and_the_same_ground_until_it_is_lifted(test) {
        let (rin, mio) = (caller(&test.cast.rin), caller(&test.cast.officer));
        let second = second_officer(test);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let other = test.admit(&rin, "Sato", "Minato");
        let mut db = test.store.database().unwrap();
        consent(&mut db, &known.holding);
        consent(&mut db, &other.holding);
        let under_consent = provision(Ground::Consent, country("JP"));
        let vital = provision(Ground::Vital, country("JP"));
        let first = ask(&mut db, &rin, &known, &vital);
        keep_disclosures::approve(&mut db, &mio, first).unwrap();
        let waiting = ask(&mut db, &rin, &known, &under_consent);
        let of_another = ask(&mut db, &rin, &other, &under_consent);
        keep_disclosures::record_end(&mut db, &mio, first, (day(TODAY), "Marker-Demand")).unwrap();
        for id in [first, waiting] {
            assert!(matches!(give(&mut db, &mio, id), Err(WorkflowError::Store(StoreError::Stale))), "it ended");
            let kept = disclosures::read(&mut test.sql(), &mio, id).unwrap().unwrap();
            assert_eq!(kept.disclosure.state, DisclosureState::Ended);
        }
        give(&mut db, &mio, of_another).unwrap();
        for wanted in [&under_consent, &vital] {
            assert_eq!(rule(&mut db, &rin, &known, wanted), "PROVISION-ENDED");
            assert!(last_entry(test).rules.ends_with("PROVISION-ENDED"));
        }
        let mut renamed = under_consent.clone();
        if let Party::Named { name, .. } = &mut renamed.to {
            "ＷＡＲＤ  office".clone_into(name);
        }
        assert_eq!(rule(&mut db, &rin, &known, &renamed), "PROVISION-ENDED", "the same third party by any spelling");
        let by_law = ask(&mut db, &rin, &known, &legal_order(country("JP")));
        keep_disclosures::approve(&mut db, &second, by_law).unwrap();
        let again = keep_disclosures::record_end(&mut db, &mio, first, (day(TODAY), "x"));
        assert!(matches!(again, Err(WorkflowError::Store(StoreError::Taken(_)))), "it is in force");
        let end = provision_ends::of_holding(&mut test.sql(), known.holding.id).unwrap()[0].id;
        keep_disclosures::lift_end(&mut db, &mio, first, (end, "Marker-Lifted")).unwrap();
        let twice = keep_disclosures::lift_end(&mut db, &mio, first, (end, "x"));
        assert!(matches!(twice, Err(WorkflowError::Store(StoreError::NotFound))));
        let id = ask(&mut db, &rin, &known, &under_consent);
        give(&mut db, &mio, id).unwrap();
    }

    fn a_suspended_record_is_provided_on_no_ground_but_those_that_go_through(test) {
        let (rin, mio) = (caller(&test.cast.rin), caller(&test.cast.officer));
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        consent(&mut db, &known.holding);
        let waiting = ask(&mut db, &rin, &known, &provision(Ground::Consent, country("JP")));
        let suspended = HoldingChange::Suspended(Some(moment(NOW)));
        db.change(|tx| Ok((candidates::set_fact(tx, known.holding.id, suspended)?, Vec::new()))).unwrap();
        assert_eq!(refusal(give(&mut db, &mio, waiting)).rule, "GATE-SUSPENDED");
        let packed = keep_disclosures::pack(&test.store, &mio, waiting, "passphrase").map(drop);
        assert_eq!(refusal(packed).rule, "GATE-SUSPENDED");
        for ground in [Ground::Consent, Ground::PublicHealth, Ground::StateCooperation, Ground::Succession] {
            assert_eq!(rule(&mut db, &rin, &known, &provision(ground, country("JP"))), "GATE-SUSPENDED", "{ground}");
        }
        assert_eq!(test.sql().number(PROVIDED), 0);
        let order = ask(&mut db, &rin, &known, &legal_order(country("JP")));
        keep_disclosures::approve(&mut db, &mio, order).unwrap();
        give(&mut db, &mio, order).unwrap();
    }

    fn nobody_else_asks_provides_or_reads(test) {
        let (rin, mio) = (caller(&test.cast.rin), caller(&test.cast.officer));
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let order = legal_order(country("JP"));
        let id = ask(&mut db, &rin, &known, &order);
        let cast = &test.cast;
        for person in [&cast.manager, &cast.administrator, &cast.analyst, &cast.wei] {
            let by = caller(person);
            let asked = keep_disclosures::ask(&mut db, &by, known.holding.candidate, &order);
            assert!(is_hidden(asked), "{}", person.name);
            assert!(is_hidden(disclosures::known(&mut db, &by, id).map_err(WorkflowError::from)), "{}", person.name);
            assert!(keep_disclosures::approve(&mut db, &by, id).is_err(), "{}", person.name);
            let record = Ask { verb: Verb::Record, ..Ask::read(&by, Purpose::Recruitment) };
            assert!(gate::open::<Profile>(&mut db, &record, known.holding.id).is_err(), "{}", person.name);
        }
        let own = Caller { own_candidate: Some(known.holding.candidate), ..mio.clone() };
        assert!(is_hidden(disclosures::known(&mut db, &own, id).map_err(WorkflowError::from)));
        assert_eq!(last_entry(test).rules, "ROLE-OWN-FILE");
        assert!(disclosures::register(&mut test.sql(), &own, Filter::default(), None, 9).unwrap().is_empty());
        assert_eq!(disclosures::register(&mut test.sql(), &mio, Filter::default(), None, 9).unwrap().len(), 1);
        let provided = Filter { state: Some(DisclosureState::Provided), ground: None };
        assert!(disclosures::register(&mut test.sql(), &mio, provided, None, 9).unwrap().is_empty());
        keep_disclosures::decline(&mut db, &mio, id).unwrap();
        assert!(give(&mut db, &mio, id).is_err(), "what was declined provides nothing");
    }

    fn what_is_written_is_sealed_and_the_journal_names_nobody(test) {
        let (rin, mio) = (caller(&test.cast.rin), caller(&test.cast.officer));
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let id = ask(&mut db, &rin, &known, &legal_order(country("JP")));
        keep_disclosures::approve(&mut db, &mio, id).unwrap();
        give(&mut db, &mio, id).unwrap();
        keep_disclosures::record_end(&mut db, &mio, id, (day(TODAY), "Marker-Demand")).unwrap();
        let words = ReceiptWords { how_obtained: "Marker-How".to_owned(), ..ReceiptWords::default() };
        let from = Party::Named {
            name: "Minato Agency".to_owned(),
            kind: ThirdPartyKind::Agent,
            country: country("JP"),
        };
        let received = Received { from, on: day(TODAY), categories: vec![CategoryId::Profile], words };
        keep_disclosures::record_receipt(&mut db, &rin, known.holding.candidate, &received).unwrap();

        let record = Ask { verb: Verb::Record, ..Ask::read(&mio, Purpose::Recruitment) };
        let permit = gate::open::<Profile>(&mut db, &record, known.holding.id).unwrap();
        let kept = disclosures::known(&mut db, &mio, id).unwrap();
        let read = kept.words(&db, &permit).unwrap();
        let read = [read.to.address, read.to.representative, read.need, read.evidence, read.why_no_consent];
        assert_eq!(read, PROVISION_WORDS);
        let shown = receipt_records::list(&mut db, &permit).unwrap();
        assert_eq!(shown[0].words.value().unwrap().how_obtained, "Marker-How");
        assert_eq!((shown[0].receipt.kept_until, shown[0].receipt.from.name.as_str()), (day("2029-11-24"), "Minato Agency"));

        let mut sql = test.sql();
        for (table, column) in [("disclosures", "words"), ("provision_ends", "words"), ("receipt_records", "words")] {
            for bytes in sql.bytes(&format!("SELECT {column} AS b FROM {table}")) {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                assert!(!text.contains("Marker") && !text.contains("Ward"), "{table}.{column}");
            }
        }
        let plain = "SELECT categories || purpose || ground || state || coalesce(exception_law, '') AS t FROM disclosures";
        let journal = "SELECT subject || rules || verb AS t FROM journal";
        for text in [sql.words(plain), sql.words(journal)].concat() {
            for marker in ["Marker", "Tanaka", "Akari", "Ward", "Minato"] {
                assert!(!text.contains(marker), "{text}");
            }
        }
    }

    fn a_record_past_its_time_is_read_without_what_was_written(test) {
        let (rin, mio) = (caller(&test.cast.rin), caller(&test.cast.officer));
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let id = ask(&mut db, &rin, &known, &legal_order(country("JP")));
        keep_disclosures::approve(&mut db, &mio, id).unwrap();
        give(&mut db, &mio, id).unwrap();
        let withdrawn = day("2026-11-25");
        let closed = format!("UPDATE applications SET stage = 'withdrawn', closed_on = '{withdrawn}'");
        test.sql().run(&closed).unwrap();
        let later = caller_at(&test.cast.officer, moment("2029-06-01T03:00:00Z"));
        assert!(disclosures::known(&mut db, &later, id).is_ok());
        let done = keep_disclosures::finish_duty(&mut db, &later, id, Duty::KeepOldPurpose);
        assert!(matches!(done, Err(WorkflowError::Store(StoreError::NotFound))), "only since none is open: {done:?}");
        let record = Ask { verb: Verb::Record, ..Ask::read(&later, Purpose::Recruitment) };
        let shut = gate::open::<Profile>(&mut db, &record, known.holding.id).map(drop).unwrap_err();
        assert!(matches!(shut, StoreError::Refused(refusal) if refusal.rule == "GATE-RETENTION"));
        assert_eq!(provision_records::of(&mut test.sql(), &[id]).unwrap().len(), 1, "the record itself is kept");
    }
}
