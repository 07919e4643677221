//! Every noun comes back through its permit as it was written.

use saiyo::domain::application::{Finding, SelectionResult, Stage};
use saiyo::domain::category::{ApplicationHistory, CategoryId, Health, Other, Profile, SelectionResult as Results};
use saiyo::domain::document::{DocumentKind, DocumentState, ReadingFailure};
use saiyo::domain::health::{HealthKind, HealthRecord, UseReasonCode};
use saiyo::domain::id::ProposalId;
use saiyo::domain::locale::Locale;
use saiyo::domain::purpose::Purpose;
use saiyo::store::documents::Reading;
use saiyo::store::gate::{self, Ask};
use saiyo::store::list_permit;
use saiyo::store::permit::Unsealed;
use saiyo::store::proposals::ProposedApplication;
use saiyo::store::sessions::{LinkTo, Tokens};
use saiyo::store::{
    addresses, applications, candidates, consents, documents, health, notes, notices, offices, proposals,
    selection_results, sessions, settings, staff, unread, uses, vacancies,
};
use saiyo::workflows::follow_link;

use crate::support::cast::{caller, day, moment, office};
use crate::support::sql::Sql;
use crate::support::{NOW, TODAY, on_both_databases, people};

fn value<T>(unsealed: Unsealed<T>) -> T {
    match unsealed {
        Unsealed::Value(value) => value,
        Unsealed::Damaged => panic!("a seal does not open"),
    }
}

on_both_databases! {
    fn a_profile_comes_back_as_it_was_written_and_changed(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let permit = gate::open::<Profile>(&mut db, &Ask::change(&rin, Purpose::Recruitment), known.holding.id).unwrap();
        let stored = candidates::read(&mut db, &permit).unwrap();
        assert_eq!(stored.record, known.profile);
        let changed = people::profile("Yamada", "Akari", "JP");
        db.change(|tx| Ok(((), vec![candidates::change(tx, &permit, &changed, stored.revision)?]))).unwrap();
        let stored = candidates::read(&mut db, &permit).unwrap();
        assert_eq!((stored.record, stored.revision), (changed, 2));
    }

    fn an_application_comes_back_with_its_words_and_moves(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let ask = Ask::change(&rin, Purpose::Recruitment);
        let permit = gate::open::<ApplicationHistory>(&mut db, &ask, known.holding.id).unwrap();
        db.change(|tx| {
            let moved = applications::move_to(
                tx, &permit, known.application, Stage::Refused, 1, moment(NOW), day(TODAY),
            )?;
            Ok(((), vec![moved]))
        })
        .unwrap();
        let listed = applications::list(&mut db, &permit).unwrap();
        assert_eq!(listed.len(), 1);
        let shown = listed.into_iter().next().unwrap();
        assert_eq!(value(shown.details), people::details());
        assert_eq!((shown.application.stage, shown.application.closed_on), (Stage::Refused, Some(day(TODAY))));
        let moves: Vec<_> = shown.moves.iter().map(|moved| (moved.from_stage, moved.to_stage)).collect();
        assert_eq!(moves, [(None, Stage::Received), (Some(Stage::Received), Stage::Refused)]);
        assert_eq!(shown.moves[1].staff_id, Some(test.cast.rin.id));
        assert_eq!(shown.application.received_at, moment(NOW));
    }

    fn an_application_that_has_ended_is_not_opened_again_to_put_its_end_off(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let mut go = |to, revision, today: &str| {
            let ask = Ask::change(&rin, Purpose::Recruitment);
            let permit = gate::open::<ApplicationHistory>(&mut db, &ask, known.holding.id).unwrap();
            let today = day(today);
            let moved = db.change(|tx| {
                let moved = applications::move_to(tx, &permit, known.application, to, revision, moment(NOW), today)?;
                Ok(((), vec![moved]))
            });
            let closed_on = applications::list(&mut db, &permit).unwrap().remove(0).application.closed_on;
            (moved.is_ok(), closed_on)
        };
        let first = Some(day(TODAY));
        assert_eq!(go(Stage::Refused, 1, TODAY), (true, first));
        assert_eq!(go(Stage::Screening, 2, "2027-01-01"), (false, first));
        assert_eq!(go(Stage::Withdrawn, 2, "2027-01-01"), (true, first), "what is put right keeps the day");
    }

    fn results_and_notes_come_back(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let ask = Ask::create(&rin, Purpose::Recruitment);
        let results = gate::open::<Results>(&mut db, &ask, known.holding.id).unwrap();
        let other = gate::open::<Other>(&mut db, &ask, known.holding.id).unwrap();
        let result =
            SelectionResult { stage: Stage::Screening, finding: Finding::Pass, comment: "読みやすい。".to_owned(), reason: None, held_on: None };
        db.change(|tx| {
            let judged = selection_results::create(tx, &results, known.application, &result, moment(NOW))?;
            let noted = notes::create(tx, &other, "Call back on Friday.", Some(test.cast.rin.id), moment(NOW))?;
            Ok(((), vec![judged, noted]))
        })
        .unwrap();
        let listed = selection_results::list(&mut db, &results).unwrap();
        assert_eq!(value(listed.into_iter().next().unwrap().result), result);
        let listed = notes::list(&mut db, &other).unwrap();
        let note = listed.into_iter().next().unwrap();
        assert_eq!((value(note.text).as_str(), note.staff), ("Call back on Friday.", Some(test.cast.rin.id)));
    }

    fn a_document_comes_back_with_its_text_and_pages(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let ask = Ask::change(&rin, Purpose::Recruitment);
        let permit = gate::open::<Profile>(&mut db, &ask, known.holding.id).unwrap();
        let new = documents::put(&test.store, &permit, "履歴書.pdf", Some(DocumentKind::Pdf), b"%PDF-1.7 a file").unwrap();
        let reading = Reading {
            text: Some("職務経歴".to_owned()),
            pages: vec![b"page one".to_vec(), b"page two".to_vec()],
            failure: None,
            warnings: vec!["javascript".to_owned()],
        };
        let text = documents::put_reading(&test.store, &permit, new.id(), &reading).unwrap();
        db.change(|tx| {
            let stored = documents::create(tx, &permit, &new, moment(NOW))?;
            let read = documents::set_reading(tx, &permit, new.id(), &reading, text.as_ref())?;
            Ok(((), vec![stored, read]))
        })
        .unwrap();
        let plain = documents::list(&mut db, &permit).unwrap();
        assert!(plain[0].text.is_none(), "a list opens no text");
        let shown = documents::list_with_texts(&mut db, &permit).unwrap().remove(0);
        assert_eq!(value(shown.name), "履歴書.pdf");
        assert_eq!(value(shown.text.unwrap()), "職務経歴");
        assert_eq!((shown.document.state, shown.document.pages, shown.warnings), (DocumentState::Read, 2, reading.warnings));
        assert_eq!(documents::original(&test.store, &permit, new.id()).unwrap().as_slice(), b"%PDF-1.7 a file");
        assert_eq!(documents::page(&test.store, &permit, new.id(), 2).unwrap().as_slice(), b"page two");
        assert!(documents::page(&test.store, &permit, new.id(), 3).is_err());
        assert!(documents::page(&test.store, &permit, new.id(), 0).is_err());
    }

    fn an_unreadable_document_keeps_its_reason(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let ask = Ask::change(&rin, Purpose::Recruitment);
        let permit = gate::open::<Profile>(&mut db, &ask, known.holding.id).unwrap();
        let new = documents::put(&test.store, &permit, "cv.docx", None, b"not a file").unwrap();
        db.change(|tx| Ok(((), vec![documents::create(tx, &permit, &new, moment(NOW))?]))).unwrap();
        assert_eq!(unread::list(&mut db, &[office("JP")], moment(NOW), 10).unwrap().len(), 1);
        let reading = Reading { failure: Some(ReadingFailure::Damaged), ..Reading::default() };
        db.change(|tx| Ok(((), vec![documents::set_reading(tx, &permit, new.id(), &reading, None)?]))).unwrap();
        let listed = documents::list(&mut db, &permit).unwrap();
        assert_eq!(listed[0].document.failure, Some(ReadingFailure::Damaged));
        assert!(listed[0].text.is_none());
        assert!(unread::list(&mut db, &[office("JP")], moment(NOW), 10).unwrap().is_empty());
    }

    fn a_proposal_stands_beside_the_record_and_leaves_it_alone(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let permit = gate::open::<Profile>(&mut db, &Ask::change(&rin, Purpose::Recruitment), known.holding.id).unwrap();
        let proposed =
            ProposedApplication { profile: people::profile("Tanaka", "Hikari", "SG"), details: people::details() };
        let id = ProposalId::new();
        let notice = (test.cast.notice, Locale::Ja);
        let vacancy = test.cast.vacancies[0];
        db.change(|tx| {
            Ok(((), vec![proposals::create(tx, &permit, id, vacancy, notice, &proposed, moment(NOW))?]))
        })
        .unwrap();
        let listed = proposals::list(&mut db, &permit).unwrap();
        assert_eq!(value(listed.into_iter().next().unwrap().proposed), proposed);
        assert_eq!(candidates::read(&mut db, &permit).unwrap().record, known.profile);
        let newest = db.read(|db| proposals::newest(db, &[known.holding.id])).unwrap();
        assert_eq!(newest.get(&known.holding.id), Some(&moment(NOW)));
    }

    fn a_health_record_comes_back_for_a_stated_reason(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let consent = people::health_consent(false);
        let mut db = test.store.database().unwrap();
        db.change(|tx| Ok(((), vec![consents::add(tx, &rin, known.holding.id, &consent)?]))).unwrap();
        let ask = Ask { reason: Some(UseReasonCode::VisaApplication.into()), ..Ask::create(&rin, Purpose::Visa) };
        let permit = gate::open::<Health>(&mut db, &ask, known.holding.id).unwrap();
        let record = HealthRecord { kind: HealthKind::Certificate, text: "胸部レントゲン 異常なし".to_owned() };
        db.change(|tx| {
            let added = health::create(tx, &permit, &record, moment(NOW))?;
            let code = UseReasonCode::VisaApplication;
            health::keep_reason(tx, &permit, test.cast.rin.id, code, "The visa office asks for it.")?;
            Ok(((), vec![added]))
        })
        .unwrap();
        let listed = health::list(&mut db, &permit).unwrap();
        assert_eq!(value(listed.into_iter().next().unwrap().record), record);
        assert!(health::exist(&mut db, known.holding.id).unwrap());
    }

    fn a_consent_comes_back(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let consent = people::health_consent(true);
        let mut db = test.store.database().unwrap();
        db.change(|tx| Ok(((), vec![consents::add(tx, &rin, known.holding.id, &consent)?]))).unwrap();
        let permit = gate::open::<Profile>(&mut db, &Ask::read(&rin, Purpose::Recruitment), known.holding.id).unwrap();
        let listed = db.change(|tx| Ok((consents::list(tx, &permit)?, Vec::new()))).unwrap();
        assert_eq!(format!("{listed:?}"), format!("{:?}", [consent]));
    }

    fn an_address_is_found_at_its_office_alone(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        for (code, found) in [("JP", vec![known.holding.id]), ("SG", Vec::new())] {
            let digest = addresses::digest(&db, &office(code), &known.profile.email).unwrap();
            let holdings = db.change(|tx| Ok((addresses::find(tx, &office(code), &digest)?, Vec::new()))).unwrap();
            assert_eq!(holdings, found);
        }
    }

    fn the_uses_of_a_record_are_told_newest_first(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let list = list_permit::open_list(&mut db, &rin, Purpose::Recruitment).unwrap();
        list.record_shown(&db, vec![known.holding.candidate]).unwrap();
        let permit = gate::open::<Profile>(&mut db, &Ask::read(&rin, Purpose::Recruitment), known.holding.id).unwrap();
        let both = [CategoryId::Profile, CategoryId::ApplicationHistory];
        let told = uses::list(&mut db, &permit, &both, 3).unwrap();
        let verbs: Vec<_> = told.iter().map(|row| row.verb.as_str()).collect();
        assert_eq!(verbs, ["read", "list", "create"]);
        assert!(told.windows(2).all(|pair| pair[0].seq > pair[1].seq));
    }

    fn the_uses_of_what_one_may_not_see_are_not_told(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let ask = Ask::read(&rin, Purpose::Recruitment);
        let permit = gate::open::<Profile>(&mut db, &ask, known.holding.id).unwrap();
        gate::open::<Other>(&mut db, &ask, known.holding.id).unwrap();
        // The same person at another office: a holding of its own.
        let elsewhere = test.admit(&caller(&test.cast.wei), "Tanaka", "Akari");
        let mut sql = test.sql();
        let [theirs, same] = [elsewhere.holding.id.uuid(), known.holding.candidate.uuid()].map(|id| sql.id(id));
        sql.run(&format!("UPDATE holdings SET candidate_id = {same} WHERE id = {theirs}")).unwrap();
        gate::open_all(&mut db, &Ask::read(&caller(&test.cast.wei), Purpose::Recruitment), elsewhere.holding.id, &[
            CategoryId::Profile,
        ])
        .unwrap();
        let told = uses::list(&mut db, &permit, &[CategoryId::Profile], 50).unwrap();
        assert!(!told.is_empty());
        let own = sql.id(known.holding.id.uuid());
        let own = format!("SELECT seq AS n FROM journal WHERE holding_id = {own} AND seq =");
        assert!(told.iter().all(|row| sql.number(&format!("{own} {}", row.seq)) > 0), "another holding is not told of");
        assert!(told.iter().all(|row| row.category != Some(CategoryId::Other)), "nor a category that is not open");
        let more = uses::list(&mut db, &permit, &[CategoryId::Profile, CategoryId::Other], 50).unwrap();
        assert!(more.iter().any(|row| row.category == Some(CategoryId::Other)));
    }

    fn plain_nouns_come_back(test) {
        let mut db = test.store.database().unwrap();
        db.change(|tx| {
            assert_eq!(offices::list(tx)?.len(), 3);
            assert_eq!(offices::read(tx, &office("HK"))?.time_zone, "Asia/Hong_Kong");
            let (wei, _) = staff::by_email(tx, &test.cast.wei.email)?.unwrap();
            assert_eq!((wei.id, wei.role, wei.office), (test.cast.wei.id, test.cast.wei.role, office("SG")));
            assert_eq!(staff::count(tx)?, 7);
            assert_eq!(notices::in_force(tx, day(TODAY))?.purposes, Purpose::PUBLISHED);
            assert!(notices::in_force(tx, day("2025-12-31")).is_err());
            assert_eq!(vacancies::by_slug(tx, "engineer-sg")?.office, office("SG"));
            assert_eq!(vacancies::open(tx)?.len(), 3);
            settings::write(tx, settings::CONTACT, "privacy@saiyo.example.com")?;
            settings::write(tx, settings::CONTACT, "officer@saiyo.example.com")?;
            assert_eq!(settings::read(tx, settings::CONTACT)?.as_deref(), Some("officer@saiyo.example.com"));
            Ok(((), Vec::new()))
        })
        .unwrap();
    }

    fn a_session_ends_when_idle_when_old_and_when_ended(test) {
        let mut db = test.store.database().unwrap();
        let at = moment(NOW);
        db.change(|tx| {
            let subject = test.cast.rin.id.uuid();
            sessions::start(tx, b"hash", sessions::Audience::Staff, subject, "csrf", at)?;
            assert!(sessions::find(tx, b"hash", at.plus_seconds(sessions::IDLE))?.is_some());
            assert!(sessions::find(tx, b"hash", at.plus_seconds(sessions::IDLE + 1))?.is_none());
            sessions::touch(tx, b"hash", at.plus_seconds(sessions::ABSOLUTE))?;
            assert!(sessions::find(tx, b"hash", at.plus_seconds(sessions::ABSOLUTE + 1))?.is_none());
            sessions::end_all_of(tx, subject)?;
            assert!(sessions::find(tx, b"hash", at)?.is_none());
            Ok(((), Vec::new()))
        })
        .unwrap();
    }

    fn a_sign_in_link_works_once_and_in_time(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let at = moment(NOW);
        db.change(|tx| {
            sessions::add_link(tx, b"one", known.holding.id, at.plus_seconds(60))?;
            sessions::add_link(tx, b"two", known.holding.id, at.plus_seconds(60))?;
            assert_eq!(sessions::use_link(tx, b"one", LinkTo::OwnPage, at)?, known.holding.id);
            assert!(sessions::use_link(tx, b"one", LinkTo::OwnPage, at).is_err());
            assert!(sessions::use_link(tx, b"two", LinkTo::OwnPage, at.plus_seconds(60)).is_err());
            assert!(sessions::use_link(tx, b"three", LinkTo::OwnPage, at).is_err());
            Ok(((), Vec::new()))
        })
        .unwrap();
    }

    fn a_link_is_used_up_only_together_with_the_session_it_starts(test) {
        let known = test.admit(&caller(&test.cast.rin), "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let (at, link) = (moment(NOW), [7; 32]);
        let tokens = |byte| Tokens { hash: [byte; 32], csrf: "csrf".to_owned() };
        db.change(|tx| {
            sessions::add_link(tx, &link, known.holding.id, at.plus_seconds(60))?;
            // A session that is there already: the new one cannot be stored.
            sessions::start(tx, &[1; 32], sessions::Audience::Candidate, known.holding.id.uuid(), "csrf", at)?;
            Ok(((), Vec::new()))
        })
        .unwrap();
        assert!(follow_link::follow(&mut db, &link, &tokens(1), at).is_err());
        let holding = follow_link::follow(&mut db, &link, &tokens(2), at).unwrap();
        assert_eq!(holding.id, known.holding.id, "the failure lost nothing");
        assert!(db.read(|db| sessions::find(db, &[2; 32], at)).unwrap().is_some());
        assert!(follow_link::follow(&mut db, &link, &tokens(3), at).is_err(), "it works once");
        assert!(db.read(|db| sessions::find(db, &[3; 32], at)).unwrap().is_none());
    }
}
