//! A message is written once, however often its form is sent, and what a form says otherwise is never taken for done.

use saiyo::domain::category::Communications;
use saiyo::domain::contact::EmailAddress;
use saiyo::domain::id::{MessageFileId, MessageId, StaffId, ThreadId};
use saiyo::domain::letter::LetterFault;
use saiyo::domain::office::OfficeCode;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::{Caller, Staff};
use saiyo::mail::Mailer;
use saiyo::mail::pace::Pace;
use saiyo::store::gate::{self, Ask};
use saiyo::store::intakes::IncomingFile;
use saiyo::store::messages::{self, Outcome, ShownFile};
use saiyo::store::{Database, StoreError, staff};
use saiyo::workflows::WorkflowError;
use saiyo::workflows::follow_journal::Directories;
use saiyo::workflows::send_messages::{self, Post};
use saiyo::workflows::write_message::{
    self, Composition, How, KeptDraft, LARGEST, Posted, Preview, Sent, Warning, Which, WritingError, WritingFault,
    WritingField, Written,
};

use super::directories::directories;
use super::refusals::last_entry;
use crate::support::arrived::head;
use crate::support::cast::{caller, caller_at, moment};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TestStore, on_both_databases};

fn akari(test: &TestStore) -> Admitted {
    test.admit(&caller(&test.cast.rin), "Tanaka", "Akari")
}

fn to(known: &Admitted, text: &str) -> Written {
    Written {
        to: vec![known.profile.email.as_str().to_owned()],
        cc: Vec::new(),
        subject: "面接の日程".to_owned(),
        text: text.to_owned(),
    }
}

/// Another recruiter of Tokyo.
fn colleague(test: &TestStore) -> Staff {
    let email = EmailAddress::parse("yui@saiyo.example.com").unwrap();
    let yui = Staff { id: StaffId::new(), email, name: "Yui".to_owned(), ..test.cast.rin.clone() };
    let mut db = test.store.database().unwrap();
    db.change(|tx| Ok((staff::add(tx, &yui, "no password", moment(NOW))?, Vec::new()))).unwrap();
    yui
}

/// Somebody who writes, in one test.
struct Writer<'a> {
    test: &'a TestStore,
    directories: Directories,
    by: Caller,
}

impl<'a> Writer<'a> {
    fn new(test: &'a TestStore, staff: &Staff) -> Self {
        Self { test, directories: directories(test), by: caller(staff) }
    }

    fn send(&self, thread: ThreadId, form: &Composition<'_>) -> Result<Posted, WorkflowError> {
        write_message::send(&self.test.store, &self.directories, &self.by, thread, form, How::default())
    }

    fn start(&self, known: &Admitted, form: &Composition<'_>) -> Result<Posted, WorkflowError> {
        let candidate = known.holding.candidate;
        write_message::start(&self.test.store, &self.directories, &self.by, candidate, form, How::default())
    }

    fn save(&self, thread: ThreadId, form: &Composition<'_>) -> Result<KeptDraft, WorkflowError> {
        Ok(write_message::save_draft(&self.test.store, &self.by, thread, form)?.unwrap())
    }

    fn begin(&self, known: &Admitted, form: &Composition<'_>) -> Result<(ThreadId, KeptDraft), WorkflowError> {
        Ok(write_message::start_draft(&self.test.store, &self.by, known.holding.candidate, form)?.unwrap())
    }
}

fn file(name: &str, content: &[u8]) -> IncomingFile {
    IncomingFile { name: name.to_owned(), content: content.to_vec() }
}

/// The files of a message, as Rin sees them.
fn files(test: &TestStore, known: &Admitted, thread: ThreadId, message: MessageId) -> Vec<ShownFile> {
    let rin = caller(&test.cast.rin);
    let mut db = test.store.database().unwrap();
    let permit =
        gate::open::<Communications>(&mut db, &Ask::read(&rin, Purpose::Recruitment), known.holding.id).unwrap();
    let shown = messages::of_thread(&mut db, &permit, thread).unwrap();
    shown.into_iter().find(|shown| shown.id == message).unwrap().files
}

fn names(files: &[ShownFile]) -> Vec<&str> {
    files.iter().map(|file| file.name.value().unwrap().as_str()).collect()
}

fn faulty(error: WritingError) -> Vec<WritingFault> {
    vec![WritingFault { field: WritingField::Files, error }]
}

fn sent(posted: Result<Posted, WorkflowError>) -> Sent {
    match posted.unwrap() {
        Posted::Sent(sent) => sent,
        other => panic!("was not sent: {other:?}"),
    }
}

fn is_stale<T>(result: Result<T, WorkflowError>) -> bool {
    matches!(result, Err(WorkflowError::Store(StoreError::Stale)))
}

fn count(test: &TestStore, of: &str) -> i64 {
    test.sql().number(&format!("SELECT count(*) AS n FROM {of}"))
}

on_both_databases! {
    fn the_same_form_twice_is_one_message(test) {
        let known = akari(test);
        let rin = Writer::new(test, &test.cast.rin);
        let written = to(&known, "ありがとうございます。 ");
        let form = Composition::new(&written);
        let first = sent(rin.start(&known, &form));
        assert_eq!(first.message, form.which.id(), "the id that the page was given");
        assert_eq!(sent(rin.start(&known, &form)), first);
        assert_eq!((count(test, "messages"), count(test, "threads")), (1, 1));

        let next = Composition::new(&written);
        let second = sent(rin.send(first.thread, &next));
        assert_ne!(second.message, first.message, "another form is another message");
        assert_eq!(sent(rin.send(first.thread, &next)), second);
        assert_eq!(count(test, "messages"), 2);
        assert_eq!(count(test, "journal WHERE verb = 'send'"), 2, "the second time nothing is done");
    }

    fn two_presses_at_once_are_one_message(test) {
        let known = akari(test);
        let written = to(&known, "ありがとうございます。");
        let form = Composition::new(&written);
        let rin = Writer::new(test, &test.cast.rin);
        let [first, second] = std::thread::scope(|scope| {
            let pressed = [(); 2].map(|()| scope.spawn(|| rin.start(&known, &form)));
            pressed.map(|press| sent(press.join().unwrap()))
        });
        assert_eq!(first, second);
        assert_eq!((count(test, "messages"), count(test, "threads")), (1, 1));
    }

    fn the_same_draft_kept_twice_is_one_and_sent_twice_goes_once(test) {
        let known = akari(test);
        let rin = Writer::new(test, &test.cast.rin);
        let written = to(&known, "Half a");
        let form = Composition::new(&written);
        let (thread, first) = rin.begin(&known, &form).unwrap();
        assert_eq!(first, KeptDraft { message: form.which.id(), revision: 1 });
        assert_eq!(rin.begin(&known, &form).unwrap(), (thread, first));
        let longer = to(&known, "Half a sentence.");
        let seen = Composition { which: Which::Draft(first.message, 1), ..Composition::new(&longer) };
        let second = rin.save(thread, &seen).unwrap();
        assert_eq!(second.revision, 2);
        assert_eq!(rin.save(thread, &seen).unwrap(), second);
        let seen = Composition { which: Which::Draft(first.message, 2), ..seen };
        let gone = sent(rin.send(thread, &seen));
        assert_eq!(sent(rin.send(thread, &seen)), gone);
        assert!(is_stale(rin.save(thread, &seen)), "what is to go is no draft");
        assert_eq!((count(test, "messages"), count(test, "threads")), (1, 1));
    }

    fn what_a_form_says_otherwise_is_not_taken_for_done(test) {
        let known = akari(test);
        let rin = Writer::new(test, &test.cast.rin);
        let (written, other) = (to(&known, "One"), to(&known, "Another"));
        let form = Composition::new(&written);
        let first = sent(rin.start(&known, &form));
        let changed = Composition { written: &other, ..form };
        assert!(is_stale(rin.start(&known, &changed)), "other words");
        assert!(is_stale(rin.send(first.thread, &changed)));
        assert!(is_stale(rin.save(first.thread, &form)), "it is queued, and no draft is kept");
        assert!(is_stale(rin.begin(&known, &form)));

        let draft = Composition::new(&written);
        let kept = rin.save(first.thread, &draft).unwrap();
        assert!(is_stale(rin.send(first.thread, &draft)), "it was kept and not sent");
        let seen = Composition { which: Which::Draft(kept.message, kept.revision), ..draft };
        assert!(matches!(rin.send(first.thread, &seen), Ok(Posted::Sent(_))), "going on with it is no second time");

        let elsewhere = test.arrived(&rin.by, &known, &head(&known), "x");
        assert!(is_stale(rin.send(elsewhere, &form)), "in another thread");
        let yui = Writer::new(test, &colleague(test));
        assert!(is_stale(yui.send(first.thread, &form)), "by somebody else");
        let hanako = test.admit(&rin.by, "Sato", "Hanako");
        let to_hanako = to(&hanako, "One");
        let taken = Composition { written: &to_hanako, ..form };
        assert!(is_stale(rin.start(&hanako, &taken)), "to somebody else");
        assert_eq!(count(test, "messages WHERE direction = 'out'"), 2);
        let id = test.sql().id(MessageId::uuid(first.message));
        assert_eq!(count(test, &format!("messages WHERE id = {id} AND sending = 'queued' AND revision = 2")), 1);
    }

    fn files_are_kept_with_a_draft_taken_out_and_sent_with_it(test) {
        let known = akari(test);
        let rin = Writer::new(test, &test.cast.rin);
        let written = to(&known, "履歴書の様式を添付します。");
        assert_eq!(rin.start(&known, &Composition::new(&written)).unwrap(), Posted::Warned(vec![Warning::MissingFile]));
        let two = [file("様式.pdf", b"%PDF-1.7 Marker"), file("map.png", b"\x89PNG Marker")];
        let form = Composition { add: &two, ..Composition::new(&written) };
        let (thread, kept) = rin.begin(&known, &form).unwrap();
        let had = files(test, &known, thread, kept.message);
        assert_eq!(names(&had), ["様式.pdf", "map.png"]);
        let types: Vec<&str> = had.iter().map(|file| file.content_type.as_str()).collect();
        assert_eq!(types, ["application/pdf", "image/png"]);
        assert_eq!(rin.begin(&known, &form).unwrap(), (thread, kept), "the same files, once");
        assert_eq!(count(test, "message_files"), 2);

        let (out, more) = ([had[1].id], [file("地図.png", b"\x89PNG Marker")]);
        let seen = Which::Draft(kept.message, kept.revision);
        let form = Composition { which: seen, add: &more, remove: &out, ..Composition::new(&written) };
        let gone = sent(rin.send(thread, &form));
        assert_eq!(sent(rin.send(thread, &form)), gone, "the same files, once");
        assert_eq!(names(&files(test, &known, thread, gone.message)), ["様式.pdf", "地図.png"]);
        let mailer = format!("file:{}", test.folder().join("letters").display());
        let mailer = Mailer::new(&mailer, "jobs@saiyo.example").unwrap();
        let (senders, pace) = (|_: &OfficeCode| None, Pace::default());
        let post = Post { mailer: &mailer, senders: &senders, pace: &pace };
        assert_eq!(send_messages::send_waiting(&test.store, post, || gone.send_at).unwrap(), 1);
        let mail = std::fs::read_dir(test.folder().join("letters")).unwrap().next().unwrap().unwrap().path();
        let mail = std::fs::read_to_string(mail).unwrap();
        assert_eq!(mail.matches("Content-Disposition: attachment").count(), 2, "{mail}");
        assert!(mail.contains("Content-Type: application/pdf") && mail.contains("Content-Type: image/png"), "{mail}");
    }

    fn what_is_too_much_is_not_even_kept(test) {
        let known = akari(test);
        let rin = Writer::new(test, &test.cast.rin);
        let written = to(&known, "x");
        let before = test.store.blobs().list().unwrap().len();
        let six: Vec<IncomingFile> = (0..6).map(|number| file(&format!("{number}.pdf"), b"%PDF")).collect();
        let form = Composition { add: &six, ..Composition::new(&written) };
        assert_eq!(rin.start(&known, &form).unwrap(), Posted::Faulty(faulty(WritingError::TooMany)));
        let draft = write_message::start_draft(&test.store, &rin.by, known.holding.candidate, &form);
        assert_eq!(draft.unwrap(), Err(faulty(WritingError::TooMany)));
        let large = [file("large.pdf", &vec![b'x'; LARGEST / 4 * 3])];
        let form = Composition { add: &large, ..Composition::new(&written) };
        assert_eq!(rin.start(&known, &form).unwrap(), Posted::Faulty(faulty(WritingError::TooLarge)));
        assert_eq!((count(test, "messages"), count(test, "message_files")), (0, 0));
        assert_eq!(test.store.blobs().list().unwrap().len(), before, "no byte of it is kept");

        let form = Composition { add: &six[..5], ..Composition::new(&written) };
        let (thread, kept) = rin.begin(&known, &form).unwrap();
        let seen = Which::Draft(kept.message, kept.revision);
        let more = Composition { which: seen, add: &six[5..], ..Composition::new(&written) };
        let draft = write_message::save_draft(&test.store, &rin.by, thread, &more);
        assert_eq!(draft.unwrap(), Err(faulty(WritingError::TooMany)), "those of the draft count");
        let look = write_message::preview(&test.store, &rin.directories, &rin.by, thread, &more, How::default());
        assert_eq!(look.unwrap(), Preview::Faulty(faulty(WritingError::TooMany)));
        let out = [files(test, &known, thread, kept.message)[0].id];
        let room = Composition { remove: &out, ..more };
        assert!(matches!(rin.send(thread, &room), Ok(Posted::Sent(_))), "what is taken out leaves room");
    }

    fn a_file_of_another_message_is_not_taken_out_and_other_files_are_not_taken_for_the_same(test) {
        let known = akari(test);
        let rin = Writer::new(test, &test.cast.rin);
        let written = to(&known, "x");
        let (one, other) = ([file("one.pdf", b"%PDF-1.7")], [file("other.pdf", b"%PDF-1.7")]);
        let form = Composition { add: &one, ..Composition::new(&written) };
        let first = sent(rin.start(&known, &form));
        let changed = Composition { add: &other, ..form };
        assert!(is_stale(rin.start(&known, &changed)), "another file");
        assert!(is_stale(rin.send(first.thread, &changed)));
        let theirs = [files(test, &known, first.thread, first.message)[0].id, MessageFileId::new()];
        let foreign = Composition { remove: &theirs, ..Composition::new(&written) };
        rin.save(first.thread, &foreign).unwrap();
        assert_eq!(names(&files(test, &known, first.thread, first.message)), ["one.pdf"], "it is to go");
        assert!(!format!("{:?} {form:?}", one[0]).contains("one.pdf"), "no name of a file is printed");
    }

    fn what_was_given_up_goes_once_its_cause_is_mended(test) {
        let known = akari(test);
        let rin = Writer::new(test, &test.cast.rin);
        let first = sent(rin.start(&known, &Composition::new(&to(&known, "x"))));
        let mut db = test.store.database().unwrap();
        let retry = |db: &mut Database, by: &Caller| write_message::retry(db, by, first.thread, first.message);
        assert!(is_stale(retry(&mut db, &rin.by)), "it waits to go anyway");
        let offices = [test.cast.rin.office.clone()];
        let due = db.read(|db| messages::due(db, &offices, first.send_at, 9)).unwrap().remove(0);
        let rejected = Outcome::Failed(LetterFault::Rejected);
        db.change(|tx| {
            messages::take(tx, &due, first.send_at)?;
            Ok((messages::settle(tx, &due, &rejected, first.send_at)?, Vec::new()))
        })
        .unwrap();
        assert_eq!(count(test, "messages WHERE sending = 'given_up' AND fault = 'rejected'"), 1);
        for other in [&test.cast.wei, &test.cast.manager, &test.cast.officer].map(caller) {
            assert!(retry(&mut db, &other).is_err(), "{}", other.role);
        }
        let later = caller_at(&test.cast.rin, moment(NOW).plus_seconds(3_600));
        retry(&mut db, &later).unwrap();
        let entry = last_entry(test);
        assert_eq!((&*entry.verb, &*entry.subject), ("send", &*format!("message:{} again", first.message)));
        assert!(is_stale(retry(&mut db, &later)), "a second press");
        assert_eq!(count(test, "messages WHERE sending = 'queued' AND fault IS NULL AND tries = 0"), 1);
        write_message::take_back(&mut db, &later, first.thread, first.message).unwrap();
        assert_eq!(count(test, "messages WHERE sending = 'draft'"), 1, "until it goes it can be taken back");
    }
}
