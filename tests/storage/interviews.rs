//! Interviews: invited to by mail under one name as long as they live, told of in order, and answered by remarks alone.

use saiyo::domain::category::Communications;
use saiyo::domain::contact::EmailAddress;
use saiyo::domain::id::{InterviewId, MessageId};
use saiyo::domain::interview::{InterviewAnswer, InterviewState};
use saiyo::domain::message::Sending;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::{Caller, JobName};
use saiyo::domain::time::Ts;
use saiyo::mail::calendar::Party;
use saiyo::store::gate::{self, Ask};
use saiyo::store::interviews::{self, ShownInterview};
use saiyo::store::messages::{self, Outcome, ShownMessage};
use saiyo::store::permit::{Permit, Unsealed};
use saiyo::store::{Database, StoreError};
use saiyo::workflows::WorkflowError;
use saiyo::workflows::invite_to_interview::{self, Plan, calendar_of, note_reply};

use crate::support::cast::{caller, job, moment, office};
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TestStore, on_both_databases};

/// The domain that calendars know interviews by.
const DOMAIN: &str = "saiyo.example";

fn plan(starts_at: &str) -> Plan {
    Plan {
        starts_at: moment(starts_at),
        minutes: 60,
        place: "https://meet.example/abc".to_owned(),
        interviewers: "Haru".to_owned(),
        text: "田中 様\n\nお待ちしております。".to_owned(),
    }
}

fn invited(test: &TestStore, by: &Caller, known: &Admitted) -> InterviewId {
    let mut db = test.store.database().unwrap();
    let of = (known.holding.candidate, known.application);
    invite_to_interview::invite(&mut db, by, of, DOMAIN, &plan("2026-12-03T05:00:00Z")).unwrap()
}

fn permit(db: &mut Database, known: &Admitted, name: JobName) -> Permit<Communications> {
    let by = job(name, known.holding.office.as_str());
    let ask = match name {
        JobName::FileMail => Ask::create(&by, Purpose::Upkeep),
        _ => Ask::read(&by, Purpose::Upkeep),
    };
    gate::open::<Communications>(db, &ask, known.holding.id).unwrap()
}

/// The one interview of somebody, and the messages that tell of it, oldest first.
fn shown(test: &TestStore, known: &Admitted) -> (ShownInterview, Vec<ShownMessage>) {
    let mut db = test.store.database().unwrap();
    let permit = permit(&mut db, known, JobName::SendMessages);
    let mut all = interviews::list(&mut db, &permit).unwrap();
    assert_eq!(all.len(), 1);
    let shown = all.remove(0);
    let told = messages::of_thread(&mut db, &permit, shown.interview.thread.unwrap()).unwrap();
    (shown, told)
}

fn sendings(told: &[ShownMessage]) -> Vec<Sending> {
    told.iter().map(|message| message.sending.unwrap()).collect()
}

/// The calendar that a message brings, unfolded.
fn calendar(test: &TestStore, known: &Admitted, message: MessageId) -> Result<Option<String>, StoreError> {
    let mut db = test.store.database().unwrap();
    let permit = permit(&mut db, known, JobName::SendMessages);
    let address = EmailAddress::parse("tokyo@saiyo.example").unwrap();
    let organizer = Party { name: "Aomine", address: &address };
    let part = calendar_of(&mut db, &permit, message, organizer)?;
    Ok(part.map(|part| part.text.replace("\r\n ", "")))
}

/// Hands over what waits, as the mail server would take it.
fn sent(test: &TestStore, at: Ts) {
    let mut db = test.store.database().unwrap();
    let due = db.read(|db| messages::due(db, &[office("JP")], at, 10)).unwrap();
    assert!(!due.is_empty());
    for message in due {
        db.change(|tx| Ok((messages::take(tx, &message, at)?, Vec::new()))).unwrap();
        db.change(|tx| Ok((messages::settle(tx, &message, &Outcome::Sent, at)?, Vec::new()))).unwrap();
    }
}

fn reply(uid: &str, sequence: i32, address: &str, answer: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nSEQUENCE:{sequence}\r\n\
         ATTENDEE;PARTSTAT={answer}:mailto:{address}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

/// Files what a calendar answered, in a mail from its attendee; whether it was noted.
fn filed(test: &TestStore, known: &Admitted, message: MessageId, calendar: &str, at: &str) -> bool {
    let sender = calendar.split("mailto:").nth(1).and_then(|rest| rest.lines().next()).unwrap_or_default();
    filed_from(test, known, message, (sender, calendar), at)
}

fn filed_from(test: &TestStore, known: &Admitted, message: MessageId, mail: (&str, &str), at: &str) -> bool {
    let mut db = test.store.database().unwrap();
    let permit = permit(&mut db, known, JobName::FileMail);
    let noted = db.change(|tx| {
        let entry = note_reply(tx, &permit, message, mail, moment(at))?;
        Ok((entry.is_some(), entry.into_iter().collect()))
    });
    noted.unwrap()
}

fn is_stale<T>(result: Result<T, WorkflowError>) -> bool {
    matches!(result, Err(WorkflowError::Store(StoreError::Stale)))
}

fn is_unknown<T>(result: Result<T, WorkflowError>) -> bool {
    matches!(result, Err(WorkflowError::Store(StoreError::NotFound)))
}

on_both_databases! {
    fn an_invitation_is_one_change_with_its_message_and_brings_its_calendar(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let id = invited(test, &rin, &known);
        let (shown, told) = shown(test, &known);
        assert_eq!((shown.interview.id, shown.interview.sequence, shown.mail), (id, 0, Some(Sending::Queued)));
        assert_eq!(shown.interview.uid, format!("{id}@{DOMAIN}"));
        let Unsealed::Value(head) = &told[0].head else { panic!("a seal does not open") };
        let Unsealed::Value(body) = &told[0].body else { panic!("a seal does not open") };
        assert_eq!(head.to[0].address, known.profile.email.as_str());
        assert!(body.text.contains("2026年12月3日（木）14:00～15:00（日本時間、UTC+09:00）"), "{}", body.text);
        assert_eq!(told[0].send_at, Some(moment(NOW).plus_seconds(30)));
        let calendar = calendar(test, &known, told[0].id).unwrap().unwrap();
        for line in [
            "METHOD:REQUEST",
            &format!("UID:{id}@{DOMAIN}"),
            "SEQUENCE:0",
            "DTSTART:20261203T050000Z",
            "DTEND:20261203T060000Z",
            "ORGANIZER;CN=\"Aomine\":mailto:tokyo@saiyo.example",
        ] {
            assert!(calendar.lines().any(|shown| shown == line), "{line}: {calendar}");
        }
        assert!(calendar.contains(&format!(":mailto:{}\r\n", known.profile.email.as_str())), "{calendar}");
        let words = test.sql().words("SELECT subject AS t FROM journal WHERE subject LIKE 'interview:%'");
        assert_eq!(words, [format!("interview:{id}")]);
    }

    fn what_was_not_told_yet_is_taken_back_before_something_else_is_told(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let id = invited(test, &rin, &known);
        let of = (known.holding.candidate, known.application);
        let mut db = test.store.database().unwrap();
        let later = Caller { at: moment(NOW).plus_seconds(10), ..rin.clone() };
        invite_to_interview::move_to(&mut db, &later, of, (id, 1), &plan("2026-12-04T05:00:00Z")).unwrap();
        let again = invite_to_interview::move_to(&mut db, &later, of, (id, 1), &plan("2026-12-05T05:00:00Z"));
        assert!(is_stale(again), "somebody else was first");
        drop(db);
        let (moved, told) = shown(test, &known);
        assert_eq!((moved.interview.sequence, moved.interview.uid), (1, format!("{id}@{DOMAIN}")));
        assert_eq!(sendings(&told), [Sending::Cancelled, Sending::Queued]);
        let Unsealed::Value(head) = &told[1].head else { panic!("a seal does not open") };
        assert!(!head.subject.contains("変更"), "nobody was told of another time: {}", head.subject);
        assert!(matches!(calendar(test, &known, told[0].id), Err(StoreError::NotFound)), "its moment is over");
        let now = calendar(test, &known, told[1].id).unwrap().unwrap();
        assert!(now.contains("SEQUENCE:1\r\n") && now.contains("DTSTART:20261204T050000Z\r\n"), "{now}");
        let mut db = test.store.database().unwrap();
        let is_told = invite_to_interview::cancel(&mut db, &later, of, (id, 2), "中止いたします。").unwrap();
        assert!(!is_told, "nobody is told that what they never heard of is off");
        let gone = invite_to_interview::cancel(&mut db, &later, of, (id, 3), "中止いたします。");
        assert!(is_stale(gone));
        drop(db);
        let (cancelled, told) = shown(test, &known);
        assert_eq!(cancelled.interview.state, InterviewState::Cancelled);
        assert_eq!(sendings(&told), [Sending::Cancelled, Sending::Cancelled]);
    }

    fn whoever_was_told_is_told_of_a_change_and_of_the_end_under_the_same_name(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let id = invited(test, &rin, &known);
        sent(test, moment(NOW).plus_seconds(60));
        let of = (known.holding.candidate, known.application);
        let at = |seconds| Caller { at: moment(NOW).plus_seconds(seconds), ..rin.clone() };
        let mut db = test.store.database().unwrap();
        invite_to_interview::move_to(&mut db, &at(100), of, (id, 1), &plan("2026-12-04T05:00:00Z")).unwrap();
        drop(db);
        sent(test, moment(NOW).plus_seconds(160));
        let mut db = test.store.database().unwrap();
        let is_told = invite_to_interview::cancel(&mut db, &at(200), of, (id, 2), "中止いたします。").unwrap();
        assert!(is_told);
        drop(db);
        let (cancelled, told) = shown(test, &known);
        assert!(cancelled.is_told && cancelled.interview.state == InterviewState::Cancelled);
        assert_eq!(sendings(&told), [Sending::Sent, Sending::Sent, Sending::Queued]);
        let subjects: Vec<&str> = told.iter().map(|message| message.head.value().unwrap().subject.as_str()).collect();
        assert!(subjects[1].starts_with("【変更】") && subjects[2].starts_with("【中止】"), "{subjects:?}");
        let references = &told[2].head.value().unwrap().references;
        assert_eq!(references.len(), 2, "it follows both: {references:?}");
        let last = calendar(test, &known, told[2].id).unwrap().unwrap();
        for line in ["METHOD:CANCEL", "SEQUENCE:2", "STATUS:CANCELLED", &format!("UID:{id}@{DOMAIN}")] {
            assert!(last.lines().any(|shown| shown == line), "{line}: {last}");
        }
    }

    fn a_mail_leaves_a_remark_and_changes_nothing(test) {
        let rin = caller(&test.cast.rin);
        let (known, other) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&rin, "Mori", "Sora"));
        let id = invited(test, &rin, &known);
        let (before, told) = shown(test, &known);
        let (message, uid) = (told[0].id, before.interview.uid.clone());
        let own = known.profile.email.as_str().to_uppercase();
        let at = "2026-11-24T05:00:00Z";
        for (what, calendar) in [
            ("of another count", reply(&uid, 1, &own, "ACCEPTED")),
            ("of no interview", reply(&InterviewId::new().to_string(), 0, &own, "ACCEPTED")),
            ("of another's calendar", reply("x@y.example", 0, &own, "ACCEPTED")),
            ("none", "Yes.".to_owned()),
        ] {
            assert!(!filed(test, &known, message, &calendar, at), "{what}");
        }
        assert!(!filed(test, &other, message, &reply(&uid, 0, &own, "DECLINED"), at), "filed with somebody else");
        assert_eq!(shown(test, &known).0.interview, before.interview);

        let friend = reply(&uid, 0, "friend@mail.example.org", "ACCEPTED");
        assert!(filed(test, &known, message, &friend, "2026-11-24T04:00:00Z"));
        assert!(shown(test, &known).0.interview.answer.unwrap().is_from_elsewhere);
        let forged = reply(&uid, 0, &own, "DECLINED");
        let sent = ("friend@mail.example.org", forged.as_str());
        assert!(filed_from(test, &known, message, sent, "2026-11-24T04:30:00Z"));
        let answer = shown(test, &known).0.interview.answer.unwrap();
        assert!(answer.is_from_elsewhere, "what a calendar says of itself proves nothing");

        assert!(filed(test, &known, message, &reply(&uid, 0, &own, "TENTATIVE"), at));
        let earlier = reply(&uid, 0, &own, "DECLINED");
        assert!(!filed(test, &known, message, &earlier, "2026-11-24T04:59:00Z"), "it came before");
        let (noted, _) = shown(test, &known);
        let answer = noted.interview.answer.unwrap();
        assert_eq!((answer.answer, answer.at), (InterviewAnswer::Tentative, moment(at)));
        assert!(!answer.is_from_elsewhere);
        let unchanged = saiyo::domain::interview::Interview { answer: None, ..noted.interview };
        assert_eq!(unchanged, before.interview, "a mail changes nothing else");
        assert!(!filed(test, &known, message, &friend, "2026-11-24T06:00:00Z"), "it replaces nothing of theirs");
        assert!(!shown(test, &known).0.interview.answer.unwrap().is_from_elsewhere);

        let of = (known.holding.candidate, known.application);
        let mut db = test.store.database().unwrap();
        invite_to_interview::move_to(&mut db, &rin, of, (id, 1), &plan("2026-12-04T05:00:00Z")).unwrap();
        drop(db);
        assert_eq!(shown(test, &known).0.interview.answer, None, "what was answered was another time");
        assert!(!filed(test, &known, message, &reply(&uid, 0, &own, "ACCEPTED"), "2026-11-24T07:00:00Z"));
    }

    fn an_interview_is_its_offices_and_its_applications_alone(test) {
        let (rin, wei, haru) = (caller(&test.cast.rin), caller(&test.cast.wei), caller(&test.cast.manager));
        let (known, other) = (test.admit(&rin, "Tanaka", "Akari"), test.admit(&rin, "Mori", "Sora"));
        test.assign(&rin, &known, test.cast.manager.id);
        let id = invited(test, &rin, &known);
        let of = (known.holding.candidate, known.application);
        let of_other = (other.holding.candidate, other.application);
        let mixed = (known.holding.candidate, other.application);
        let plan = plan("2026-12-04T05:00:00Z");
        let mut db = test.store.database().unwrap();
        for by in [&wei, &haru] {
            assert!(invite_to_interview::invite(&mut db, by, of, DOMAIN, &plan).is_err());
            assert!(invite_to_interview::move_to(&mut db, by, of, (id, 1), &plan).is_err());
            assert!(invite_to_interview::cancel(&mut db, by, of, (id, 1), "x").is_err());
        }
        assert!(is_unknown(invite_to_interview::invite(&mut db, &rin, mixed, DOMAIN, &plan)));
        assert!(is_unknown(invite_to_interview::move_to(&mut db, &rin, of_other, (id, 1), &plan)));
        assert!(is_unknown(invite_to_interview::cancel(&mut db, &rin, of_other, (id, 1), "x")));
        drop(db);
        assert_eq!(shown(test, &known).0.interview.sequence, 0);
    }
}
