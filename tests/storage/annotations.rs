//! Tags and notes of threads: sealed, named in no journal, seen by who may see the person, and by nobody else.

use saiyo::domain::category::{Communications, Other};
use saiyo::domain::id::{ThreadId, ThreadTagId};
use saiyo::domain::message::Folder;
use saiyo::domain::note::NoteClass;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::Caller;
use saiyo::domain::tag::{MOST, Tag};
use saiyo::store::gate::{self, Ask};
use saiyo::store::permit::Unsealed;
use saiyo::store::threads::tags::NewTag;
use saiyo::store::threads::{self, Place};
use saiyo::store::{StoreError, notes};
use saiyo::workflows::read_inbox::{self, ListedThreads};
use saiyo::workflows::show_candidate::{self, Shown};
use saiyo::workflows::{WorkflowError, annotate_threads};

use super::directories::directories;
use super::refusals::last_entry;
use super::tags::suspend;
use crate::support::arrived::head;
use crate::support::cast::{caller, caller_at, moment};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TestStore, on_both_databases};

fn tag(text: &str) -> Tag {
    Tag::parse(text).unwrap()
}

/// Somebody of Tokyo, with a thread.
fn written(test: &TestStore, by: &Caller, family: &str) -> (Admitted, ThreadId) {
    let known = test.admit(by, family, "Akari");
    let thread = test.arrived(by, &known, &head(&known), "Thursday?");
    (known, thread)
}

fn revision(test: &TestStore, thread: ThreadId) -> i64 {
    threads::of(&mut test.sql(), thread).unwrap().revision
}

fn add(test: &TestStore, by: &Caller, thread: ThreadId, words: &[&str]) -> Result<(), WorkflowError> {
    let tags: Vec<Tag> = words.iter().map(|text| tag(text)).collect();
    let revision = revision(test, thread);
    annotate_threads::add_tags(&mut test.store.database().unwrap(), by, thread, &tags, revision)
}

/// The tags of a thread as its page shows them.
fn tags_of(test: &TestStore, by: &Caller, thread: ThreadId) -> Vec<(String, ThreadTagId)> {
    let opened = read_inbox::open(&test.store, by, thread).unwrap();
    opened.tags.iter().map(|tag| (tag.label.value().unwrap().as_str().to_owned(), tag.id)).collect()
}

fn words_of(test: &TestStore, by: &Caller, thread: ThreadId) -> Vec<String> {
    tags_of(test, by, thread).into_iter().map(|(words, _)| words).collect()
}

fn tagged(test: &TestStore, by: &Caller, tag: ThreadTagId, before: Option<Place>) -> ListedThreads {
    read_inbox::list_tagged(&test.store, &directories(test), by, Folder::All, Some(tag), before).unwrap()
}

fn note(test: &TestStore, by: &Caller, thread: ThreadId, class: NoteClass, text: &str) -> Result<(), WorkflowError> {
    annotate_threads::add_note(&mut test.store.database().unwrap(), by, thread, class, text)
}

fn texts(shown: &Shown<Vec<notes::ShownNote>>) -> Vec<(String, Option<ThreadId>)> {
    let text = |note: &notes::ShownNote| match &note.text {
        Unsealed::Value(text) => (text.clone(), note.thread),
        Unsealed::Damaged => panic!("damaged"),
    };
    shown.value().into_iter().flatten().map(text).collect()
}

fn fails(result: Result<(), WorkflowError>, with: fn(&StoreError) -> bool) -> bool {
    matches!(&result, Err(WorkflowError::Store(error)) if with(error))
}

on_both_databases! {
    fn tags_are_added_once_whatever_their_case_and_changed_as_they_were_seen(test) {
        let rin = caller(&test.cast.rin);
        let (_, thread) = written(test, &rin, "Tanaka");
        let seen = revision(test, thread);
        add(test, &rin, thread, &["Visa", "urgent"]).unwrap();
        assert_eq!(words_of(test, &rin, thread), ["Visa", "urgent"]);
        assert_eq!(revision(test, thread), seen + 1);
        let entries = || test.sql().number("SELECT count(*) AS n FROM journal WHERE outcome = 'done'");
        let before = entries();
        add(test, &rin, thread, &["ＶＩＳＡ"]).unwrap();
        assert_eq!((revision(test, thread), entries()), (seen + 1, before), "it is there already");
        let mut db = test.store.database().unwrap();
        let stale = annotate_threads::add_tags(&mut db, &rin, thread, &[tag("late")], seen);
        assert!(fails(stale, |error| matches!(error, StoreError::Stale)));
        let (_, visa) = tags_of(test, &rin, thread).remove(0);
        let stale = annotate_threads::remove_tag(&mut db, &rin, thread, visa, seen);
        assert!(fails(stale, |error| matches!(error, StoreError::Stale)));
        annotate_threads::remove_tag(&mut db, &rin, thread, visa, seen + 1).unwrap();
        assert_eq!(words_of(test, &rin, thread), ["urgent"]);
        let gone = annotate_threads::remove_tag(&mut db, &rin, thread, visa, seen + 2);
        assert!(fails(gone, |error| matches!(error, StoreError::NotFound)));
    }

    fn a_thread_takes_so_many_tags_and_no_more(test) {
        let rin = caller(&test.cast.rin);
        let (_, thread) = written(test, &rin, "Tanaka");
        let words: Vec<String> = (0..=MOST).map(|number| format!("t{number}")).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        assert!(fails(add(test, &rin, thread, &words), |error| matches!(error, StoreError::Full(_))));
        assert!(words_of(test, &rin, thread).is_empty(), "none of them was added");
        add(test, &rin, thread, &words[..MOST]).unwrap();
        assert!(fails(add(test, &rin, thread, &words[MOST..]), |error| matches!(error, StoreError::Full(_))));
        add(test, &rin, thread, &words[..1]).unwrap();
        assert_eq!(words_of(test, &rin, thread).len(), MOST);
    }

    fn nothing_of_a_tag_stands_readable_and_its_digest_is_the_offices_own(test) {
        let (rin, wei) = (caller(&test.cast.rin), caller(&test.cast.wei));
        let ((_, tokyo), (_, singapore)) = (written(test, &rin, "Tanaka"), written(test, &wei, "Lim"));
        add(test, &rin, tokyo, &["Marker-Visa"]).unwrap();
        add(test, &wei, singapore, &["Marker-Visa"]).unwrap();
        for column in ["label", "digest"] {
            let values = test.sql().bytes(&format!("SELECT {column} AS b FROM thread_tags"));
            assert!(values.len() == 2 && values[0] != values[1], "{column}");
            assert!(values.iter().all(|value| !String::from_utf8_lossy(value).contains("Marker")), "{column}");
        }
        let subjects = test.sql().words("SELECT subject AS t FROM journal");
        assert!(subjects.iter().any(|subject| *subject == format!("thread:{tokyo} tags")));
        assert!(subjects.iter().all(|subject| !subject.contains("Marker")));
        // The tag of another office narrows nothing, as one that is not there.
        let (_, ours) = tags_of(test, &rin, tokyo).remove(0);
        for unknown in [ours, ThreadTagId::new()] {
            let listed = tagged(test, &wei, unknown, None);
            assert!(listed.tag.is_none() && listed.threads.len() == 1);
            assert_eq!(listed.threads[0].thread.id, singapore);
        }
        for result in [
            add(test, &wei, tokyo, &["x"]),
            annotate_threads::remove_tag(&mut test.store.database().unwrap(), &wei, tokyo, ours, 3),
            note(test, &wei, tokyo, NoteClass::Team, "x"),
        ] {
            assert!(fails(result, |error| matches!(error, StoreError::NotFound)));
            assert_eq!(last_entry(test).subject, format!("unknown:{tokyo}"));
        }
        assert_eq!(words_of(test, &rin, tokyo), ["Marker-Visa"]);
    }

    fn threads_that_share_a_tag_are_listed_together_page_by_page(test) {
        let rin = caller(&test.cast.rin);
        let (known, first) = written(test, &rin, "Tanaka");
        let (_, other) = written(test, &rin, "Mori");
        add(test, &rin, first, &["Visa"]).unwrap();
        add(test, &rin, other, &["visas"]).unwrap();
        let mut db = test.store.database().unwrap();
        let ask = Ask::create(&rin, Purpose::Recruitment);
        let permit = gate::open::<Communications>(&mut db, &ask, known.holding.id).unwrap();
        let label = tag("VISA");
        let digest = threads::tags::digest_of(&db, &rin.office, &label).unwrap();
        let made: Vec<ThreadId> = db
            .change(|tx| {
                let (mut made, mut entries) = (Vec::new(), Vec::new());
                for second in 1..=34 {
                    let thread = threads::create(tx, &permit, moment(NOW).plus_seconds(second))?;
                    if second % 2 == 0 {
                        let new = NewTag { tag: &label, digest: digest.clone() };
                        entries.extend(threads::tags::add(tx, &permit, thread, &[new], 1)?);
                        made.push(thread);
                    }
                }
                Ok((made, entries))
            })
            .unwrap();
        let (_, visa) = tags_of(test, &rin, first).remove(0);
        let page = tagged(test, &rin, visa, None);
        let listed: Vec<ThreadId> = page.threads.iter().map(|line| line.thread.id).collect();
        let latest_first: Vec<ThreadId> = made.iter().rev().copied().chain([first]).collect();
        assert_eq!((listed, page.has_more), (latest_first.clone(), false));
        let named = page.tag.unwrap();
        assert_eq!((named.id, named.label.unwrap().as_str()), (visa, "Visa"), "as it is written where it was named");
        let middle = page.threads.get(9).map(|line| Place::from(&line.thread));
        let rest = tagged(test, &rin, visa, middle);
        let rest: Vec<ThreadId> = rest.threads.iter().map(|line| line.thread.id).collect();
        assert_eq!(rest, latest_first[10..]);
        // A folder without a thread that has it cannot say how it is written.
        let by_another = read_inbox::list_tagged(&test.store, &directories(test), &rin, Folder::Done, Some(visa), None).unwrap();
        assert!(by_another.threads.is_empty() && by_another.tag.unwrap().label.is_none());
        let (all, more) = read_inbox::list(&test.store, &directories(test), &rin, Folder::All, None).unwrap();
        assert!(all.len() == 30 && more, "without a tag nothing is left out");
    }

    fn of_whoever_is_withheld_no_tag_is_shown(test) {
        let rin = caller(&test.cast.rin);
        let ((tanaka, one), (_, two)) = (written(test, &rin, "Tanaka"), written(test, &rin, "Mori"));
        add(test, &rin, one, &["Visa"]).unwrap();
        add(test, &rin, two, &["visa"]).unwrap();
        let (_, visa) = tags_of(test, &rin, one).remove(0);
        suspend(test, &tanaka);
        let listed = tagged(test, &rin, visa, None);
        let there: Vec<ThreadId> = listed.threads.iter().map(|line| line.thread.id).collect();
        assert_eq!(there, [two], "that it is among them would tell its tag");
        assert_eq!((listed.threads[0].withheld, listed.threads[0].tags.len()), (false, 1));
        assert_eq!(listed.tag.unwrap().label.unwrap().as_str(), "visa", "as the other one writes it");
        let refused = |error: &StoreError| matches!(error, StoreError::Refused(_));
        assert!(fails(add(test, &rin, one, &["more"]), refused));
        assert!(fails(note(test, &rin, one, NoteClass::Team, "more"), refused));
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM thread_tags"), 2);
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM notes"), 0);
    }

    fn a_note_on_a_thread_is_shown_there_and_in_the_record_and_a_private_one_to_its_author(test) {
        let rin = caller(&test.cast.rin);
        let (known, thread) = written(test, &rin, "Tanaka");
        note(test, &rin, thread, NoteClass::Team, "No room is free.").unwrap();
        let later = caller_at(&test.cast.rin, moment(NOW).plus_seconds(60));
        note(test, &later, thread, NoteClass::Private, "Ask Haru.").unwrap();
        let both = [("No room is free.".to_owned(), Some(thread)), ("Ask Haru.".to_owned(), Some(thread))];
        let opened = read_inbox::open(&test.store, &rin, thread).unwrap();
        assert_eq!(texts(&opened.notes), both, "the oldest first");
        let mut db = test.store.database().unwrap();
        let file = show_candidate::show(&mut db, &rin, known.holding.candidate).unwrap();
        let mut in_record = texts(&file.holdings[0].notes);
        in_record.reverse();
        assert_eq!(in_record, both, "the newest first");
        let seq = "SELECT count(*) AS n FROM notes WHERE class = 'private'";
        assert_eq!(test.sql().number(seq), 1);
        for (stranger, is_there) in [(&test.cast.rin, true), (&test.cast.manager, false)] {
            test.sql().run("DELETE FROM notes WHERE class = 'team'").unwrap();
            assert_eq!(notes::are_on(&mut db, &caller(stranger), thread).unwrap(), is_there, "{}", stranger.name);
        }
    }

    fn nobody_is_asked_about_notes_that_are_not_there(test) {
        let rin = caller(&test.cast.rin);
        let (_, thread) = written(test, &rin, "Tanaka");
        let asked = || {
            let of_notes = "SELECT count(*) AS n FROM journal WHERE category = 'other' AND verb = 'read'";
            test.sql().number(of_notes)
        };
        let before = asked();
        let opened = read_inbox::open(&test.store, &rin, thread).unwrap();
        assert!(matches!(opened.notes, Shown::Nothing) && asked() == before);
        note(test, &rin, thread, NoteClass::Team, "One.").unwrap();
        read_inbox::open(&test.store, &rin, thread).unwrap();
        assert_eq!(asked(), before + 1);
    }

    fn a_note_is_on_no_thread_of_somebody_else(test) {
        let rin = caller(&test.cast.rin);
        let ((tanaka, _), (_, other)) = (written(test, &rin, "Tanaka"), written(test, &rin, "Mori"));
        let mut db = test.store.database().unwrap();
        let ask = Ask::create(&rin, Purpose::Recruitment);
        let permit = gate::open::<Other>(&mut db, &ask, tanaka.holding.id).unwrap();
        let by = (rin.staff_id(), rin.at);
        let added = db.change(|tx| {
            Ok(((), vec![notes::create_on(tx, &permit, Some(other), NoteClass::Team, "x", by)?]))
        });
        assert!(matches!(added, Err(StoreError::NotFound)));
    }
}
