//! What staff write arrives as mail that any mail program can file, and nothing else goes with it.

use mail_parser::MessageParser;
use saiyo::domain::message::MessageHead;
use saiyo::workflows::write_message::{self, Composition, How, Posted, Sent, UNDO, Written};

use crate::house::House;
use crate::support::arrived::head;
use crate::support::cast::caller_at;
use crate::support::sql::Sql;
use crate::support::{Admitted, letters};

/// Answers somebody's mail, which came just now, and has the jobs done after the moment of taking back.
fn answered(house: &House, known: &Admitted, head: &MessageHead, written: &Written) -> Sent {
    let rin = caller_at(&house.kept.cast.rin, house.app.clock.now());
    let thread = house.kept.arrived(&rin, known, head, "来週はいかがでしょうか。");
    let app = &house.app;
    let form = Composition::new(written);
    let posted = write_message::send(&app.store, &app.directories, &rin, thread, &form, How::default());
    let Posted::Sent(sent) = posted.unwrap() else { panic!("was not sent") };
    app.clock.set(app.clock.now().plus_seconds(UNDO - 1));
    house.do_jobs();
    assert!(letters::for_address(&written.to[0]).is_empty(), "it can still be taken back");
    app.clock.set(sent.send_at);
    house.do_jobs();
    sent
}

fn to(known: &Admitted) -> Written {
    Written {
        to: vec![known.profile.email.as_str().to_owned()],
        cc: Vec::new(),
        subject: "Re: 面接の日程について（青嶺計器）".to_owned(),
        text: "田中様\n\n11月26日の14時にお待ちしております。".to_owned(),
    }
}

/// How far the messages are, and why.
fn states(house: &House) -> Vec<String> {
    house.kept.sql().words("SELECT sending || ' ' || coalesce(fault, '') AS t FROM messages WHERE sending IS NOT NULL")
}

#[test]
fn an_answer_arrives_in_its_conversation_and_shows_nothing_else() {
    let house = House::mailing();
    let known = house.admit(&house.kept.cast.rin, "Writtenone", "Akari");
    let sent = answered(&house, &known, &head(&known), &to(&known));
    let mut mails = letters::for_address("akari.writtenone@mail.example.org");
    assert_eq!(mails.len(), 1);
    let (headers, text) = mails.remove(0);
    assert_eq!(text.trim_end(), to(&known).text);
    for line in [
        "In-Reply-To: <second@mail.example.org>",
        "References: <first@mail.example.org> <second@mail.example.org>",
        &*format!("Message-ID: <message-{}@saiyo.example>", sent.message),
        "Content-Language: ja",
        "X-MailFrom: recruiting@saiyo.example",
        "X-RcptTo: akari.writtenone@mail.example.org",
    ] {
        assert!(headers.lines().any(|header| header == line), "{line}\n{headers}");
    }
    for header in ["Bcc", "Auto-Submitted", "X-Auto-Response-Suppress", "\nCc:"] {
        assert!(!headers.contains(header), "{header}\n{headers}");
    }
    let whole = format!("{headers}\n\n");
    let read = MessageParser::default().parse(&whole).unwrap();
    assert_eq!(read.subject(), Some("Re: 面接の日程について（青嶺計器）"));
    let from = read.from().unwrap().first().unwrap();
    assert_eq!((from.name.as_deref(), from.address.as_deref()), (Some("青嶺計器"), Some("recruiting@saiyo.example")));
    house.do_jobs();
    assert_eq!(letters::for_address("akari.writtenone@mail.example.org").len(), 1, "once");
}

#[test]
fn what_others_called_their_mail_puts_nothing_into_an_answer() {
    let house = House::mailing();
    let known = house.admit(&house.kept.cast.rin, "Writtentwo", "Akari");
    let foul = MessageHead {
        message_id: "x@y\r\nBcc: other.writtentwo@mail.example.org".to_owned(),
        references: vec!["first@mail.example.org".to_owned(), "a b@c\nX-Foul: 1".to_owned()],
        ..head(&known)
    };
    answered(&house, &known, &foul, &to(&known));
    let (headers, _) = letters::for_address("akari.writtentwo@mail.example.org").remove(0);
    assert!(headers.contains("\nIn-Reply-To: <first@mail.example.org>\n"), "{headers}");
    assert!(!headers.contains("Bcc") && !headers.contains("X-Foul"), "{headers}");
}

#[test]
fn whom_the_mail_server_refuses_gets_nothing_and_whom_it_puts_off_gets_it_later() {
    let house = House::mailing();
    let refused = house.admit(&house.kept.cast.rin, "Written", "Refused");
    let written = Written { cc: vec!["cc.writtenthree@mail.example.org".to_owned()], ..to(&refused) };
    let rin = caller_at(&house.kept.cast.rin, house.app.clock.now());
    let (app, candidate) = (&house.app, refused.holding.candidate);
    let insists = How { overrides: true, ..How::default() };
    write_message::start(&app.store, &app.directories, &rin, candidate, &Composition::new(&written), insists).unwrap();
    app.clock.set(app.clock.now().plus_seconds(UNDO));
    house.do_jobs();
    assert_eq!(states(&house), ["given_up rejected"]);
    assert!(letters::for_address("refused.written@mail.example.org").is_empty(), "nobody else gets it either");
    let later = house.admit(&house.kept.cast.rin, "Written", "Later");
    answered(&house, &later, &head(&later), &to(&later));
    let mut states = states(&house);
    states.sort();
    assert_eq!(states, ["given_up rejected", "queued unreachable"]);
}

#[test]
fn what_was_given_up_is_sent_once_more_from_its_page() {
    let house = House::mailing();
    let refused = house.admit(&house.kept.cast.rin, "Written", "Refused");
    let sent = answered_in_vain(&house, &refused);
    let rin = house.signed_in(&house.kept.cast.rin);
    let path = format!("/staff/inbox/{}", sent.thread);
    let page = rin.get(&path);
    let retry = page.first("form[action$='/retry']", "action");
    assert!(page.text(".message-out").contains("Not sent"), "{}", page.text(".message-out"));
    let again = rin.post(&retry, &[]);
    assert_eq!(again.location, format!("{path}?done=message_queued"));
    assert_eq!((states(&house), rin.get(&path).count("form[action$='/retry']")), (vec!["queued ".to_owned()], 0));
    assert_eq!(rin.post(&retry, &[]).location, format!("{path}?done=stale"), "a second press");
    house.app.clock.set(house.app.clock.now().plus_seconds(UNDO));
    house.do_jobs();
    assert_eq!(states(&house), ["given_up rejected"], "nothing was mended");
}

/// A message to somebody whom the mail server refuses, after it was tried.
fn answered_in_vain(house: &House, refused: &Admitted) -> Sent {
    let rin = caller_at(&house.kept.cast.rin, house.app.clock.now());
    let app = &house.app;
    let written = to(refused);
    let form = Composition::new(&written);
    let candidate = refused.holding.candidate;
    let posted = write_message::start(&app.store, &app.directories, &rin, candidate, &form, How::default());
    let Posted::Sent(sent) = posted.unwrap() else { panic!("was not sent") };
    app.clock.set(sent.send_at);
    house.do_jobs();
    assert_eq!(states(house), ["given_up rejected"]);
    sent
}
