//! What is in a thread goes to its candidate and to those of ours who may read it, when it is written and when it goes,
//! and it is passed on to nobody outside.

use saiyo::domain::category::Communications;
use saiyo::domain::contact::EmailAddress;
use saiyo::domain::id::{MessageFileId, MessageId, StaffId, ThreadId};
use saiyo::domain::message::{Channel, Direction, MessageBody, MessageHead, ThreadState};
use saiyo::domain::office::OfficeCode;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::{Caller, Staff};
use saiyo::domain::time::Ts;
use saiyo::mail::Mailer;
use saiyo::mail::guard::Warning;
use saiyo::mail::pace::Pace;
use saiyo::store::gate::{self, Ask, Refusal};
use saiyo::store::messages::{self, NewFile, NewMessage, ShownMessage};
use saiyo::store::{StoreError, mailboxes, staff, threads, transfers};
use saiyo::workflows::WorkflowError;
use saiyo::workflows::follow_journal::Directories;
use saiyo::workflows::send_messages::{self, Post};
use saiyo::workflows::write_message::{
    self, Beginning, Composition, How, Posted, Preview, Sent, Which, WritingError, WritingFault, WritingField, Written,
};

use super::borders::{self, allow_singapore};
use super::directories::directories;
use crate::support::arrived::{Came, address, head};
use crate::support::cast::{caller, moment, office};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TestStore, on_both_databases};

const INSISTS: How = How { overrides: true, holds_for_hours: false };

/// Rin, and a thread that Akari began.
struct Desk<'a> {
    test: &'a TestStore,
    directories: Directories,
    rin: Caller,
    akari: Admitted,
    thread: ThreadId,
}

impl<'a> Desk<'a> {
    fn new(test: &'a TestStore) -> Self {
        let rin = caller(&test.cast.rin);
        let akari = test.admit(&rin, "Tanaka", "Akari");
        let thread = test.arrived(&rin, &akari, &head(&akari), "木曜日で大丈夫です。");
        Self { test, directories: directories(test), rin, akari, thread }
    }

    /// An answer to Akari, with a copy to others.
    fn copied(&self, cc: &[&str]) -> Written {
        Written {
            to: vec![self.akari.profile.email.as_str().to_owned()],
            cc: cc.iter().map(|one| (*one).to_owned()).collect(),
            subject: "面接の日程".to_owned(),
            text: "ありがとうございます。".to_owned(),
        }
    }

    fn send_as(&self, by: &Caller, form: &Composition<'_>, how: How) -> Result<Posted, WorkflowError> {
        write_message::send(&self.test.store, &self.directories, by, self.thread, form, how)
    }

    fn send(&self, form: &Composition<'_>, how: How) -> Posted {
        self.send_as(&self.rin, form, how).unwrap()
    }

    /// The first message of the thread.
    fn first(&self) -> ShownMessage {
        self.messages().remove(0)
    }

    /// The messages of the thread, as Rin sees them.
    fn messages(&self) -> Vec<ShownMessage> {
        let mut db = self.test.store.database().unwrap();
        let ask = Ask::read(&self.rin, Purpose::Recruitment);
        let permit = gate::open::<Communications>(&mut db, &ask, self.akari.holding.id).unwrap();
        messages::of_thread(&mut db, &permit, self.thread).unwrap()
    }

    /// Sends what waits at a moment; how far each message is, and why.
    fn goes(&self, at: Ts) -> Vec<String> {
        let (mailer, senders, pace) = (mailer(self.test), |_: &OfficeCode| None, Pace::default());
        let post = Post { mailer: &mailer, senders: &senders, pace: &pace };
        send_messages::send_waiting(&self.test.store, post, || at).unwrap();
        let said =
            "SELECT sending || ' ' || coalesce(fault, '') AS t FROM messages WHERE sending IS NOT NULL ORDER BY id";
        self.test.sql().words(said).iter().map(|state| state.trim().to_owned()).collect()
    }

    /// A message that passes the first of the thread on.
    fn forward(&self, to: &str) -> Written {
        let mut db = self.test.store.database().unwrap();
        let begun = write_message::forward(&mut db, &self.rin, self.thread, self.first().id).unwrap();
        Written { to: vec![to.to_owned()], ..begun.written }
    }

    fn passing_on<'w>(&self, written: &'w Written) -> Composition<'w> {
        Composition { forwards: Some(self.first().id), ..Composition::new(written) }
    }
}

/// A mailer that writes into the test's own folder.
fn mailer(test: &TestStore) -> Mailer {
    Mailer::new(&format!("file:{}", test.folder().join("letters").display()), "jobs@saiyo.example").unwrap()
}

/// The mails that were written into the test's own folder.
fn mails(test: &TestStore) -> Vec<String> {
    let folder = std::fs::read_dir(test.folder().join("letters"));
    let files = folder.map(|files| files.collect::<Vec<_>>()).unwrap_or_default();
    files.into_iter().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}

fn sent(posted: Posted) -> Sent {
    match posted {
        Posted::Sent(sent) => sent,
        other => panic!("was not sent: {other:?}"),
    }
}

fn refused(posted: Posted) -> Refusal {
    match posted {
        Posted::Refused(WritingField::Cc, refusal) => *refusal,
        other => panic!("was not refused: {other:?}"),
    }
}

fn fault(field: WritingField, error: WritingError) -> Vec<WritingFault> {
    vec![WritingFault { field, error }]
}

/// Another recruiter of Tokyo.
fn colleague(test: &TestStore, change: impl FnOnce(Staff) -> Staff) -> Staff {
    let email = EmailAddress::parse("yui@saiyo.example.com").unwrap();
    let yui = change(Staff { id: StaffId::new(), email, name: "Yui".to_owned(), ..test.cast.rin.clone() });
    let mut db = test.store.database().unwrap();
    db.change(|tx| Ok((staff::add(tx, &yui, "no password", moment(NOW))?, Vec::new()))).unwrap();
    yui
}

fn close_account(test: &TestStore, person: &Staff) {
    let mut db = test.store.database().unwrap();
    db.change(|tx| Ok((staff::set_disabled(tx, person.id, Some(moment(NOW)))?, Vec::new()))).unwrap();
}

/// Makes the messages of a holding available to Singapore.
fn give_to_singapore(desk: &Desk<'_>) {
    let mut db = desk.test.store.database().unwrap();
    let officer = caller(&desk.test.cast.officer);
    let holding = desk.akari.holding.id;
    let permit = transfers::open::<Communications>(&mut db, &officer, holding, borders::to("SG")).unwrap();
    transfers::make(&mut db, &permit).unwrap();
}

fn count(test: &TestStore, that: &str) -> i64 {
    test.sql().number(&format!("SELECT count(*) AS n FROM journal WHERE {that}"))
}

/// Files a mail with a file in a thread.
fn arrived_with_file(desk: &Desk<'_>, name: &str, content: &[u8]) -> (MessageId, MessageFileId) {
    let mut db = desk.test.store.database().unwrap();
    let ask = Ask::change(&desk.rin, Purpose::Recruitment);
    let permit = gate::open::<Communications>(&mut db, &ask, desk.akari.holding.id).unwrap();
    let new = [NewFile { name, content_type: "application/pdf", content }];
    let files = messages::put_files(&desk.test.store, &permit, &new).unwrap();
    let (head, body) = (head(&desk.akari), MessageBody { text: "職務経歴書です。".to_owned(), html: None });
    let message = NewMessage {
        id: MessageId::new(),
        thread: desk.thread,
        incoming: None,
        direction: Direction::In,
        channel: Channel::Mail,
        automatic: None,
        head: &head,
        body: &body,
        files: &files,
        source_bytes: None,
        staff: None,
        at: desk.rin.at,
        sending: None,
        findings: &[],
    };
    db.change(|tx| {
        let entry = messages::create(tx, &permit, &message, None)?;
        threads::touch(tx, &permit, desk.thread, Direction::In, desk.rin.at)?;
        Ok(((), vec![entry]))
    })
    .unwrap();
    (message.id, files[0].id)
}

on_both_databases! {
    fn nobody_else_on_record_gets_what_is_one_candidates(test) {
        let desk = Desk::new(test);
        let hanako = test.admit(&desk.rin, "Sato", "Hanako");
        let written = desk.copied(&["Hanako.Sato@mail.example.org"]);
        let form = Composition::new(&written);
        let stopped = fault(WritingField::Cc, WritingError::OtherPerson);
        for how in [How::default(), INSISTS] {
            assert_eq!(desk.send(&form, how), Posted::Faulty(stopped.clone()));
        }
        let look = write_message::preview(&test.store, &desk.directories, &desk.rin, desk.thread, &form, INSISTS);
        assert_eq!(look.unwrap(), Preview::Faulty(stopped.clone()));
        let candidate = desk.akari.holding.candidate;
        let first = write_message::start(&test.store, &desk.directories, &desk.rin, candidate, &form, INSISTS);
        assert_eq!(first.unwrap(), Posted::Faulty(stopped));
        let holding = test.sql().id(hanako.holding.id.uuid());
        let told = format!("verb = 'list' AND subject = 'recipient' AND holding_id = {holding} AND outcome = 'allow'");
        assert_eq!(count(test, &told), 4, "that they are on record is told each time");
        assert_eq!(count(test, "subject LIKE '%@%'"), 0);
        assert_eq!(desk.messages().len(), 1);
    }

    fn of_whom_a_recruiter_may_not_list_they_do_not_learn_that_they_are_on_record(test) {
        let desk = Desk::new(test);
        let hanako = test.admit(&desk.rin, "Sato", "Hanako");
        let rin = Caller { own_candidate: Some(hanako.holding.candidate), ..desk.rin.clone() };
        let written = Written { to: vec!["hanako.sato@mail.example.org".to_owned()], ..desk.copied(&[]) };
        let form = Composition::new(&written);
        let posted = desk.send_as(&rin, &form, How::default()).unwrap();
        assert_eq!(posted, Posted::Warned(vec![Warning::UnknownRecipient]), "as for anybody's address");
        assert!(matches!(desk.send_as(&rin, &form, INSISTS), Ok(Posted::Sent(_))));
    }

    fn whoever_came_on_record_meanwhile_does_not_get_it(test) {
        let desk = Desk::new(test);
        let written = desk.copied(&["hanako.sato@mail.example.org"]);
        let waits = sent(desk.send(&Composition::new(&written), INSISTS));
        test.admit(&desk.rin, "Sato", "Hanako");
        assert_eq!(desk.goes(waits.send_at), ["given_up other_person"]);
        assert!(mails(test).is_empty(), "nobody else gets it either");
        assert_eq!(count(test, "actor = 'job:send_messages' AND subject = 'recipient'"), 1);
    }

    fn people_of_ours_get_what_they_may_read_for_recruitment(test) {
        let desk = Desk::new(test);
        let yui = colleague(test, |yui| yui);
        let copied = |cc: &str| {
            let written = desk.copied(&[cc]);
            desk.send(&Composition::new(&written), How::default())
        };
        let waits = sent(copied("Yui@saiyo.example.com"));
        let asked = format!("actor = 'staff:{}' AND subject = 'recipient:staff:{}'", test.cast.rin.id, yui.id);
        assert_eq!(count(test, &format!("{asked} AND outcome = 'allow' AND category = 'communications'")), 1);
        for (other, email) in [
            (&test.cast.manager, "haru@saiyo.example.com"),
            (&test.cast.officer, "mio@saiyo.example.com"),
            (&test.cast.administrator, "aoi@saiyo.example.com"),
            (&test.cast.analyst, "sora@saiyo.example.com"),
        ] {
            assert!(refused(copied(email)).by_role, "{}", other.role);
        }
        test.assign(&desk.rin, &desk.akari, test.cast.manager.id);
        assert!(refused(copied("haru@saiyo.example.com")).by_role, "whoever sees the application reads no messages");
        assert_eq!(desk.goes(waits.send_at), ["sent"]);
        assert!(mails(test)[0].contains("Yui@saiyo.example.com"), "{}", mails(test)[0]);
    }

    fn whoever_left_meanwhile_is_one_of_ours_no_more(test) {
        let desk = Desk::new(test);
        let yui = colleague(test, |yui| yui);
        let to_yui = Written { text: "ご確認ください。".to_owned(), ..desk.forward("yui@saiyo.example.com") };
        let waits = sent(desk.send(&desk.passing_on(&to_yui), How::default()));
        close_account(test, &yui);
        assert_eq!(desk.goes(waits.send_at), ["given_up third_party"]);
        let written = desk.copied(&["yui@saiyo.example.com"]);
        let warned = vec![Warning::UnknownRecipient, Warning::SeveralRecipients];
        assert_eq!(desk.send(&Composition::new(&written), How::default()), Posted::Warned(warned));
    }

    fn a_colleague_gets_nothing_about_themselves_as_one_of_ours(test) {
        let desk = Desk::new(test);
        colleague(test, |yui| Staff { own_candidate: Some(desk.akari.holding.candidate), ..yui });
        let written = desk.copied(&["yui@saiyo.example.com"]);
        let refusal = refused(desk.send(&Composition::new(&written), INSISTS));
        assert_eq!((refusal.rule.as_str(), refusal.by_role), ("ROLE-OWN-FILE", true));
    }

    fn people_of_another_office_get_what_that_was_given_and_while_it_is(test) {
        let desk = Desk::new(test);
        let written = desk.copied(&["wei@saiyo.example.com"]);
        let ask = || desk.send(&Composition::new(&written), INSISTS);
        assert!(!refused(ask()).by_role, "the law keeps it here");
        allow_singapore(test);
        assert_eq!(refused(ask()).rule, "NO-GRANT");
        give_to_singapore(&desk);
        let waits = sent(ask());
        test.sql().run("DELETE FROM safeguards").unwrap();
        assert_eq!(desk.goes(waits.send_at), ["given_up not_for_recipient"]);
        assert!(mails(test).is_empty());
    }

    fn a_mailbox_is_its_offices(test) {
        let desk = Desk::new(test);
        let mut db = test.store.database().unwrap();
        for (code, name) in [("JP", "hiring@aomine.example"), ("HK", "imap.example/hk@aomine.example/INBOX")] {
            mailboxes::ensure(&mut db, &office(code), name, None, moment(NOW)).unwrap();
        }
        let (tokyo, hong_kong) = (desk.copied(&["Hiring@aomine.example"]), desk.copied(&["hk@aomine.example"]));
        assert!(matches!(desk.send(&Composition::new(&tokyo), How::default()), Posted::Sent(_)));
        refused(desk.send(&Composition::new(&hong_kong), INSISTS));
    }

    fn the_address_in_a_mailboxs_setting_is_its_offices_as_long_as_it_stands_there(test) {
        let desk = Desk::new(test);
        let written = desk.copied(&["Jobs@aomine.example"]);
        let (hong_kong, jobs) = (office("HK"), EmailAddress::parse("jobs@aomine.example").unwrap());
        let mut db = test.store.database().unwrap();
        let mut ensure = |address: Option<&EmailAddress>| {
            mailboxes::ensure(&mut db, &hong_kong, "imap.example/saiyo/INBOX", address, moment(NOW)).unwrap().id
        };
        let stranger = Posted::Warned(vec![Warning::UnknownRecipient, Warning::SeveralRecipients]);
        let mailbox = ensure(None);
        assert_eq!(desk.send(&Composition::new(&written), How::default()), stranger);
        assert_eq!(ensure(Some(&jobs)), mailbox);
        refused(desk.send(&Composition::new(&written), INSISTS));
        let transfer = format!("subject = 'recipient:mailbox:{mailbox}' AND outcome <> 'allow'");
        assert_eq!(count(test, &transfer), 1, "to Hong Kong it is a transfer, and there is none");
        assert_eq!(ensure(None), mailbox);
        assert_eq!(desk.send(&Composition::new(&written), How::default()), stranger);
    }

    fn nothing_is_passed_on_to_anybody_outside(test) {
        let desk = Desk::new(test);
        let outside = desk.forward("school@example.net");
        let form = desk.passing_on(&outside);
        let stopped = fault(WritingField::To, WritingError::ThirdParty);
        assert_eq!(desk.send(&form, INSISTS), Posted::Faulty(stopped.clone()));
        let kept = write_message::save_draft(&test.store, &desk.rin, desk.thread, &form).unwrap().unwrap();
        let which = Which::Draft(kept.message, kept.revision);
        let forgetful = Composition { which, ..Composition::new(&outside) };
        assert_eq!(desk.send(&forgetful, INSISTS), Posted::Faulty(stopped), "a draft knows what it is");
        let answer = Written { to: vec!["school@example.net".to_owned()], ..desk.copied(&[]) };
        let posted = desk.send(&Composition::new(&answer), How::default());
        assert_eq!(posted, Posted::Warned(vec![Warning::UnknownRecipient]), "an answer may go to whom they named");
        assert!(matches!(desk.send(&Composition::new(&answer), INSISTS), Posted::Sent(_)));
        let again = desk.passing_on(&outside);
        let stopped = Posted::Faulty(fault(WritingField::To, WritingError::ThirdParty));
        assert_eq!(desk.send(&again, INSISTS), stopped, "who was answered is outside all the same");
        let elsewhere = Composition { forwards: Some(MessageId::new()), ..Composition::new(&outside) };
        let unknown = desk.send_as(&desk.rin, &elsewhere, INSISTS);
        assert!(matches!(unknown, Err(WorkflowError::Store(StoreError::NotFound))), "no such message is there");
    }

    fn a_forward_repeats_who_wrote_when_and_what_and_answers_nobody(test) {
        let desk = Desk::new(test);
        colleague(test, |yui| yui);
        let written = desk.forward("yui@saiyo.example.com");
        assert_eq!(written.subject, "Fwd: RE: 面接の日程");
        for part in ["akari.tanaka@mail.example.org", "2026", "\n> 木曜日で大丈夫です。\n"] {
            assert!(written.text.contains(part), "{part}: {}", written.text);
        }
        assert!(!written.text.contains("jobs@") && !written.text.contains("Message-ID"), "{}", written.text);
        let waits = sent(desk.send(&desk.passing_on(&written), How::default()));
        let stands = || {
            let thread = threads::of(&mut test.sql(), desk.thread).unwrap();
            (thread.messages, thread.state)
        };
        assert_eq!(stands(), (2, ThreadState::Open), "Akari still waits for an answer");
        assert_eq!(desk.goes(waits.send_at), ["sent"]);
        assert_eq!(desk.messages()[1].head.value().unwrap().forwards, Some(desk.first().id));
        let mut db = test.store.database().unwrap();
        let answer = write_message::reply_to(&mut db, &desk.rin, desk.thread, None).unwrap().written;
        assert_eq!(answer.to, ["akari.tanaka@mail.example.org"]);
        assert_eq!(answer.subject, "Re: 面接の日程");
        let again = write_message::forward(&mut db, &desk.rin, desk.thread, waits.message).unwrap().written;
        assert_eq!(again.subject, "Fwd: RE: 面接の日程", "one Fwd");
        assert!(again.to.is_empty() && again.text.contains("Rin"), "{}", again.text);
    }

    fn the_files_that_were_chosen_go_along_under_a_seal_of_their_own(test) {
        let desk = Desk::new(test);
        colleague(test, |yui| yui);
        let (message, file) = arrived_with_file(&desk, "職務経歴書.pdf", b"%PDF-1.7 Marker");
        let written = desk.forward("yui@saiyo.example.com");
        let none = Composition { forwards: Some(message), ..Composition::new(&written) };
        let without = sent(desk.send(&none, How::default()));
        let (take, foreign) = ([file], [MessageFileId::new()]);
        let form = Composition { forwards: Some(message), take: &take, ..Composition::new(&written) };
        let with = sent(desk.send(&form, How::default()));
        assert_eq!(sent(desk.send(&form, How::default())), with, "the same form twice is one message");
        let all = desk.messages();
        let files = |id| &all.iter().find(|one| one.id == id).unwrap().files;
        assert!(files(without.message).is_empty(), "nothing goes along that nobody chose");
        assert_eq!(files(with.message).len(), 1);
        let copy = &files(with.message)[0];
        assert_ne!(copy.id, file);
        assert_eq!((copy.name.value().unwrap().as_str(), copy.bytes), ("職務経歴書.pdf", 15));
        let other = Composition { which: Which::New(MessageId::new()), take: &foreign, ..form };
        let unknown = desk.send_as(&desk.rin, &other, How::default());
        assert!(matches!(unknown, Err(WorkflowError::Store(StoreError::NotFound))), "no file of that message");
        assert_eq!(desk.goes(with.send_at), ["sent", "sent"]);
        let attached = |mail: &&String| mail.contains("Content-Disposition: attachment");
        assert_eq!(mails(test).iter().filter(attached).count(), 1);
    }

    fn an_answer_goes_to_all_only_if_that_is_wanted(test) {
        let desk = Desk::new(test);
        let head = MessageHead {
            to: vec![address("jobs@saiyo.example"), address("agent@example.com")],
            cc: vec![address("RIN@saiyo.example.com"), address("school@example.net"), address("agent@example.com")],
            ..head(&desk.akari)
        };
        let thread = test.arrived(&desk.rin, &desk.akari, &head, "皆様");
        let ours = [EmailAddress::parse("jobs@saiyo.example").unwrap()];
        let mut db = test.store.database().unwrap();
        let mut begin = |to_all| {
            let beginning = Beginning { to_all, ours: &ours, ..Beginning::default() };
            write_message::answer(&mut db, &desk.rin, thread, beginning).unwrap()
        };
        let one = begin(false);
        assert_eq!((one.written.to, one.written.cc), (vec!["akari.tanaka@mail.example.org".to_owned()], Vec::new()));
        assert!(one.has_others);
        let all = begin(true);
        assert_eq!(all.written.to, ["akari.tanaka@mail.example.org", "agent@example.com"]);
        assert_eq!(all.written.cc, ["school@example.net"]);
        assert!(!all.has_others, "there is nobody else");
    }

    fn an_answer_goes_to_the_candidate_whatever_a_colleague_wrote_since(test) {
        let desk = Desk::new(test);
        colleague(test, |yui| yui);
        let ours = ["jobs@saiyo.example", "hello@aomine.example"].map(|one| EmailAddress::parse(one).unwrap());
        let came = |from: &str, second| {
            let cc = vec![address("agent@example.com")];
            let head = MessageHead { from: Some(address(from)), cc, ..head(&desk.akari) };
            let at = desk.rin.at.plus_seconds(second);
            let mail = Came { head: &head, text: "Marker-Internal", automatic: None, at };
            test.came_into(&desk.rin, &desk.akari, desk.thread, &[mail]);
        };
        let mut db = test.store.database().unwrap();
        let mut begun = || {
            let beginning = Beginning { to_all: true, ours: &ours, ..Beginning::default() };
            write_message::answer(&mut db, &desk.rin, desk.thread, beginning).unwrap().written
        };
        for (second, from) in [(60, "Yui@saiyo.example.com"), (120, "hello@aomine.example")] {
            came(from, second);
            let begun = begun();
            assert_eq!((begun.to, begun.cc), (vec!["akari.tanaka@mail.example.org".to_owned()], Vec::new()), "{from}");
            assert!(begun.text.contains("> 木曜日で大丈夫です。"), "{from}: {}", begun.text);
            assert!(!begun.text.contains("Marker-Internal"), "{from}: {}", begun.text);
        }
        came("hina@work.example", 180);
        assert_eq!(begun().to[0], "hina@work.example", "anybody else who answers is answered");
        // Whoever works here too is answered as the candidate that they are.
        colleague(test, |yui| Staff { email: desk.akari.profile.email.clone(), ..yui });
        came(desk.akari.profile.email.as_str(), 240);
        let begun = begun();
        assert!(begun.to[0].starts_with("akari.tanaka@") && begun.text.contains("Marker-Internal"), "{}", begun.text);
    }
}
