//! However much somebody sends, a page of their thread is opened; what stands before it is on older pages, and is counted
//! on where it matters.

use std::collections::HashMap;

use saiyo::domain::category::Communications;
use saiyo::domain::id::{MessageId, ThreadId};
use saiyo::domain::message::{AutomaticKind, MessageHead};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::time::Ts;
use saiyo::store::StoreError;
use saiyo::store::gate::{self, Ask};
use saiyo::store::intakes::IncomingFile;
use saiyo::store::messages;
use saiyo::store::permit::Permit;
use saiyo::workflows::write_message::{self, Composition, How, Posted, Preview, Sent, Which, Written};
use saiyo::workflows::{WorkflowError, read_inbox};

use super::directories::directories;
use crate::support::arrived::{Came, address, head};
use crate::support::cast::{caller, moment};
use crate::support::{Admitted, NOW, TestStore, on_both_databases};

fn akari(test: &TestStore) -> Admitted {
    test.admit(&caller(&test.cast.rin), "Tanaka", "Akari")
}

fn permit(test: &TestStore, known: &Admitted) -> Permit<Communications> {
    let rin = caller(&test.cast.rin);
    let mut db = test.store.database().unwrap();
    gate::open(&mut db, &Ask::read(&rin, Purpose::Recruitment), known.holding.id).unwrap()
}

fn to(to: &str, text: &str) -> Written {
    Written { to: vec![to.to_owned()], cc: Vec::new(), subject: "面接の日程".to_owned(), text: text.to_owned() }
}

fn later(seconds: i64) -> Ts {
    moment(NOW).plus_seconds(seconds)
}

/// A mail of somebody that is about something else, and answers nothing.
fn another(known: &Admitted) -> MessageHead {
    let (message_id, references) = (String::new(), Vec::new());
    MessageHead { subject: "Another matter".to_owned(), message_id, references, ..head(known) }
}

/// Files as many mails in a thread, each two at one moment.
fn flood(test: &TestStore, known: &Admitted, thread: ThreadId, mails: i64, automatic: Option<AutomaticKind>) {
    let head = another(known);
    let mail = |number: i64| Came { head: &head, text: "Hello?", automatic, at: later(2 + number - number % 2) };
    let mails: Vec<Came<'_>> = (0..mails).map(mail).collect();
    test.came_into(&caller(&test.cast.rin), known, thread, &mails);
}

fn sent(posted: Result<Posted, WorkflowError>) -> Sent {
    match posted.unwrap() {
        Posted::Sent(sent) => sent,
        other => panic!("was not sent: {other:?}"),
    }
}

/// Sends a form in a thread, without overriding anything.
fn send(test: &TestStore, thread: ThreadId, form: &Composition<'_>) -> Result<Posted, WorkflowError> {
    let rin = caller(&test.cast.rin);
    write_message::send(&test.store, &directories(test), &rin, thread, form, How::default())
}

/// Begins a thread with a form.
fn start(test: &TestStore, known: &Admitted, form: &Composition<'_>, overrides: bool) -> Sent {
    let (rin, how) = (caller(&test.cast.rin), How { overrides, ..How::default() });
    sent(write_message::start(&test.store, &directories(test), &rin, known.holding.candidate, form, how))
}

on_both_databases! {
    fn the_pages_of_a_thread_leave_nothing_out_and_repeat_nothing(test) {
        let (known, rin) = (akari(test), caller(&test.cast.rin));
        let thread = test.arrived(&rin, &known, &head(&known), "First");
        flood(test, &known, thread, 119, None);
        let open = |before| read_inbox::open_before(&test.store, &rin, thread, before).unwrap();
        let (mut before, mut seen, mut sizes) = (None, Vec::new(), Vec::new());
        loop {
            let page = open(before);
            assert_eq!(page.is_newest, before.is_none());
            assert_eq!(page.subject, "RE: 面接の日程", "that of the first message, on each page");
            let ids: Vec<(Ts, MessageId)> = page.messages.iter().map(|shown| (shown.at, shown.id)).collect();
            sizes.push(ids.len());
            before = ids.first().map(|(_, id)| *id);
            seen = [ids, seen].concat();
            if !page.has_older {
                break;
            }
        }
        assert_eq!(sizes, [50, 50, 20]);
        assert!(seen.windows(2).all(|pair| pair[0] < pair[1]), "oldest first");
        assert!(open(Some(MessageId::new())).is_newest, "before what is not there stands nothing");
        let theirs = test.arrived(&rin, &known, &head(&known), "Elsewhere");
        let elsewhere = read_inbox::open(&test.store, &rin, theirs).unwrap().messages[0].id;
        assert!(open(Some(elsewhere)).is_newest, "before a message of another thread neither");
    }

    fn huge_messages_are_opened_few_at_a_time(test) {
        let (known, rin) = (akari(test), caller(&test.cast.rin));
        let thread = test.arrived(&rin, &known, &head(&known), "First");
        let (large, huge, head) = ("x".repeat(1_900_000), "x".repeat(4_500_000), another(&known));
        let texts = [large.as_str(), &large, &large, &large, &huge];
        let numbered = (1_i64..).zip(texts);
        let mails: Vec<Came<'_>> =
            numbered.map(|(second, text)| Came { head: &head, text, automatic: None, at: later(second) }).collect();
        test.came_into(&rin, &known, thread, &mails);
        let (mut db, permit) = (test.store.database().unwrap(), permit(test, &known));
        let (mut before, mut sizes, mut has_older) = (None, Vec::new(), true);
        while has_older {
            let page = messages::page_of_thread(&mut db, &permit, thread, before).unwrap();
            sizes.push(page.messages.len());
            (before, has_older) = (Some(page.messages[0].id), page.has_older);
        }
        assert_eq!(sizes, [1, 2, 3]);
        let last = messages::of_thread(&mut db, &permit, thread).unwrap().remove(0);
        assert_eq!(last.body.value().unwrap().text.len(), huge.len(), "one is opened however long it is");
    }

    fn one_message_is_found_in_its_own_thread_alone(test) {
        let (known, rin) = (akari(test), caller(&test.cast.rin));
        let other = test.admit(&rin, "Sato", "Hanako");
        let [thread, elsewhere] = ["One", "Two"].map(|text| test.arrived(&rin, &known, &head(&known), text));
        let theirs = test.arrived(&rin, &other, &head(&other), "Theirs");
        let (mut db, mine, of_other) = (test.store.database().unwrap(), permit(test, &known), permit(test, &other));
        let id = messages::of_thread(&mut db, &mine, thread).unwrap()[0].id;
        let found = messages::one(&mut db, &mine, thread, id).unwrap();
        assert_eq!(found.body.value().unwrap().text, "One");
        for (permit, thread) in [(&mine, elsewhere), (&of_other, thread), (&of_other, theirs), (&mine, theirs)] {
            assert!(matches!(messages::one(&mut db, permit, thread, id), Err(StoreError::NotFound)));
        }
        assert!(matches!(messages::conversation(&mut db, &of_other, thread), Err(StoreError::NotFound)));
        let drafts = messages::drafts_of(&mut db, &of_other, thread, test.cast.rin.id);
        assert!(matches!(drafts, Err(StoreError::NotFound)));
        assert!(messages::subject_of(&mut db, &of_other, thread).unwrap().is_none());
    }

    fn an_answer_finds_what_it_answers_however_much_programs_sent_since(test) {
        let (known, rin) = (akari(test), caller(&test.cast.rin));
        let thread = test.arrived(&rin, &known, &head(&known), "来週はいかがでしょうか。");
        flood(test, &known, thread, 60, Some(AutomaticKind::AutoReply));
        let mut db = test.store.database().unwrap();
        let begun = write_message::reply_to(&mut db, &rin, thread, None).unwrap().written;
        assert_eq!((&begun.to[..], begun.subject.as_str()), (&["akari.tanaka@mail.example.org".to_owned()][..], "Re: 面接の日程"));
        assert!(begun.text.contains("> 来週はいかがでしょうか。"), "{}", begun.text);
        let answer = sent(send(test, thread, &Composition::new(&Written { text: "はい。".to_owned(), ..begun })));
        let kept = messages::one(&mut db, &permit(test, &known), thread, answer.message).unwrap();
        let references = &kept.head.value().unwrap().references;
        assert_eq!(*references, ["first@mail.example.org", "second@mail.example.org"]);
    }

    fn whom_we_wrote_to_stays_known_however_much_they_send_since(test) {
        let known = akari(test);
        let written = to("akari@elsewhere.example", "x");
        let first = start(test, &known, &Composition::new(&written), true);
        flood(test, &known, first.thread, 60, None);
        let next = send(test, first.thread, &Composition::new(&written)).unwrap();
        assert!(matches!(next, Posted::Sent(_)), "{next:?}");
    }

    fn a_form_finds_its_message_however_much_came_since(test) {
        let (known, rin) = (akari(test), caller(&test.cast.rin));
        let written = to(known.profile.email.as_str(), "履歴書の様式を添付します。");
        let add = [IncomingFile { name: "様式.pdf".to_owned(), content: b"%PDF-1.7".to_vec() }];
        let form = Composition { add: &add, ..Composition::new(&written) };
        let first = start(test, &known, &form, false);
        let thread = first.thread;
        flood(test, &known, thread, 60, None);
        assert_eq!(sent(send(test, thread, &form)), first);
        assert_eq!(start(test, &known, &form, false), first);

        let draft = Composition { add: &add, ..Composition::new(&written) };
        let save = || write_message::save_draft(&test.store, &rin, thread, &draft).unwrap().unwrap();
        let kept = save();
        flood(test, &known, thread, 60, None);
        assert_eq!(save(), kept, "the same draft");
        let opened = read_inbox::open(&test.store, &rin, thread).unwrap();
        assert!(opened.messages.iter().all(|shown| shown.id != kept.message));
        let drafts: Vec<MessageId> = opened.drafts.iter().map(|shown| shown.id).collect();
        assert_eq!(drafts, [kept.message], "its writer goes on with it");
        let seen = Composition { which: Which::Draft(kept.message, kept.revision), ..Composition::new(&written) };
        let look = write_message::preview(&test.store, &directories(test), &rin, thread, &seen, How::default()).unwrap();
        assert!(matches!(&look, Preview::Fit { warnings, .. } if warnings.is_empty()), "it has its file: {look:?}");
        let mut db = test.store.database().unwrap();
        write_message::discard(&mut db, &rin, thread, kept.message).unwrap();
        assert!(read_inbox::open(&test.store, &rin, thread).unwrap().drafts.is_empty());
    }

    fn a_mail_that_names_a_message_of_an_older_page_is_told_so(test) {
        let (known, rin) = (akari(test), caller(&test.cast.rin));
        let thread = test.arrived(&rin, &known, &head(&known), "First");
        let old = MessageHead { message_id: "old@mail.example.org".to_owned(), ..another(&known) };
        let from = Some(address("akari@work.example"));
        let stranger = |id: &str, names: &str| MessageHead {
            from: from.clone(),
            message_id: id.to_owned(),
            references: vec![names.to_owned()],
            ..another(&known)
        };
        let heads = [
            stranger("a@x.example", "old@mail.example.org"),
            stranger("b@x.example", "none@mail.example.org"),
            stranger("c@x.example", "c@x.example"),
        ];
        let came = |head, at| Came { head, text: "Hello.", automatic: None, at };
        test.came_into(&rin, &known, thread, &[came(&old, later(1))]);
        flood(test, &known, thread, 60, None);
        let mails = [came(&heads[0], later(70)), came(&heads[1], later(71)), came(&heads[2], later(72))];
        let ids = test.came_into(&rin, &known, thread, &mails);
        let opened = read_inbox::open(&test.store, &rin, thread).unwrap();
        let expected: HashMap<MessageId, bool> = ids.into_iter().zip([true, false, false]).collect();
        assert_eq!(opened.elsewhere, expected);
    }
}
