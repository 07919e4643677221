//! A message is written once, however often its form is sent, and what a form says otherwise is never taken for done.

use saiyo::domain::contact::EmailAddress;
use saiyo::domain::id::{MessageId, StaffId, ThreadId};
use saiyo::domain::staff::{Caller, Staff};
use saiyo::store::{StoreError, staff};
use saiyo::workflows::WorkflowError;
use saiyo::workflows::follow_journal::Directories;
use saiyo::workflows::write_message::{self, Composition, How, KeptDraft, Posted, Sent, Which, Written};

use super::directories::directories;
use crate::support::arrived::head;
use crate::support::cast::{caller, moment};
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
        let mut db = self.test.store.database().unwrap();
        Ok(write_message::save_draft(&mut db, &self.by, thread, form)?.unwrap())
    }

    fn begin(&self, known: &Admitted, form: &Composition<'_>) -> Result<(ThreadId, KeptDraft), WorkflowError> {
        let mut db = self.test.store.database().unwrap();
        Ok(write_message::start_draft(&mut db, &self.by, known.holding.candidate, form)?.unwrap())
    }
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
}
