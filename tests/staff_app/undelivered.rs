//! A message that came back over HTTP: where it is told, who is warned, and who says that the address works again; and
//! what the program mails by itself, whose return nobody waits for.

use saiyo::workflows::write_message::{self, Composition, How, Posted, Sent, Written};

use crate::house::House;
use crate::support::arrived::head;
use crate::support::cast::caller_at;
use crate::support::mail::deliver;
use crate::support::sql::Sql;
use crate::support::{Admitted, letters};

/// Answers somebody's mail, and has the answer sent.
fn answered(house: &House, known: &Admitted) -> Sent {
    let app = &house.app;
    let rin = caller_at(&house.kept.cast.rin, app.clock.now());
    let thread = house.kept.arrived(&rin, known, &head(known), "来週はいかがでしょうか。");
    let written = Written {
        to: vec![known.profile.email.as_str().to_owned()],
        cc: Vec::new(),
        subject: "Re: 面接の日程について".to_owned(),
        text: "お待ちしております。".to_owned(),
    };
    let form = Composition::new(&written);
    let posted = write_message::send(&app.store, &app.directories, &rin, thread, &form, How::default());
    let Posted::Sent(sent) = posted.unwrap() else { panic!("was not sent") };
    app.clock.set(sent.send_at);
    house.do_jobs();
    sent
}

/// Files a report that an answer did not reach anybody.
fn comes_back(house: &House, known: &Admitted, sent: Sent) {
    let (to, id) = (known.profile.email.as_str(), sent.message);
    let raw = format!(
        "Return-Path: <>\r\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example.org>\r\n\
         To: recruiting@saiyo.example\r\nSubject: Undelivered Mail Returned to Sender\r\n\
         Message-ID: <{}@mx.example.org>\r\nDate: Tue, 24 Nov 2026 11:00:00 +0900\r\nAuto-Submitted: auto-replied\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nThis is the mail system.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n\
         Final-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nTo: {to}\r\nMessage-ID: <message-{id}@saiyo.example>\r\n\r\n\
         --b--\r\n",
        uuid::Uuid::new_v4(),
    );
    let filed = deliver(&house.kept.store, &house.app.reader, "JP", raw.as_bytes(), house.app.clock.now());
    assert_eq!(filed.filed, 1, "{filed:?}");
}

#[test]
fn a_message_that_came_back_is_told_where_somebody_writes_again() {
    let house = House::mailing();
    let known = house.admit(&house.kept.cast.rin, "Returnedone", "Akari");
    let sent = answered(&house, &known);
    let rin = house.signed_in(&house.kept.cast.rin);
    let (path, of_record) =
        (format!("/staff/inbox/{}", sent.thread), format!("/staff/candidates/{}", known.holding.candidate));
    assert_eq!(
        (rin.get(&path).count(".unreadable"), rin.get(&of_record).count(".contact [href^='/staff/inbox']")),
        (0, 0)
    );
    comes_back(&house, &known, sent);

    let page = rin.get(&path);
    let shown = page.text(&format!("[id='message-{}'] .unreadable", sent.message));
    assert!(shown.contains("Could not be delivered to 1 of 1 recipients."), "{shown}");
    let beside = page.text("#person .unreadable");
    assert!(beside.contains(known.profile.email.as_str()) && beside.contains("(5.1.1: no such mailbox)"), "{beside}");
    assert!(page.text("main .facts").contains("Not answered"), "somebody has to act");
    let record = rin.get(&of_record);
    assert!(record.text(".contact").contains("5.1.1: no such mailbox"), "{}", record.text(".contact"));
    assert_eq!(record.first(".contact [href^='/staff/inbox']", "href"), path);

    let to = [("to", known.profile.email.as_str()), ("subject", "Re: x"), ("text", "Thank you."), ("act", "send")];
    let warned = rin.post(&format!("{path}/messages"), &to);
    assert_eq!(warned.status, 422);
    assert!(warned.text("#reply .faults").contains("came back"), "{}", warned.text("#reply .faults"));
    let ticked = [&to[..], &[("how.anyway", "yes")]].concat();
    assert_eq!(rin.post(&format!("{path}/messages"), &ticked).status, 303);
}

#[test]
fn a_recruiter_of_the_office_says_that_an_address_works_again() {
    let house = House::mailing();
    let known = house.admit(&house.kept.cast.rin, "Returnedtwo", "Akari");
    let sent = answered(&house, &known);
    comes_back(&house, &known, sent);
    let path = format!("/staff/inbox/{}", sent.thread);
    let fields = [("address", known.profile.email.as_str())];
    let marks = || house.kept.sql().number("SELECT count(*) AS n FROM undelivered_addresses WHERE cleared_at IS NULL");
    for stranger in [&house.kept.cast.wei, &house.kept.cast.manager] {
        let refused = house.signed_in(stranger).post(&format!("{path}/working-address"), &fields);
        assert_eq!((refused.status, marks()), (404, 1), "{}", stranger.name);
    }
    let rin = house.signed_in(&house.kept.cast.rin);
    let page = rin.get(&path);
    let (action, address) = (page.first("#person form", "action"), page.first("#person [name=address]", "value"));
    assert_eq!((action.as_str(), address.as_str()), (&*format!("{path}/working-address"), fields[0].1));
    assert!(page.first("#person form button", "aria-label").ends_with(&address), "the button says for which");
    assert_eq!(rin.post(&action, &[("address", "nobody")]).status, 400);
    let done = rin.post(&action, &fields);
    assert_eq!((done.status, done.location), (303, format!("{path}?done=saved")));
    let page = rin.get(&path);
    assert_eq!((page.count("#person form"), marks()), (0, 0));
    let shown = page.text(&format!("[id='message-{}'] .unreadable", sent.message));
    assert!(shown.contains("1 of 1"), "that the message did not arrive stays so: {shown}");
    assert_eq!(rin.post(&action, &fields).location, format!("{path}?done=stale"));
}

#[test]
fn what_the_program_mails_by_itself_has_no_return_path() {
    let house = House::mailing();
    let known = house.admit(&house.kept.cast.rin, "Returnedthree", "Akari");
    let rin = house.signed_in(&house.kept.cast.rin);
    let question = format!("/staff/candidates/{}/consent-requests", known.holding.candidate);
    assert_eq!(rin.post(&question, &[("scope", "talent_pool")]).status, 303);
    house.do_jobs();
    let (headers, _) = letters::for_address("akari.returnedthree@mail.example.org").remove(0);
    let from = headers.lines().find_map(|line| line.strip_prefix("X-MailFrom:"));
    // RFC 3834, section 3.3: what comes back of it comes to nobody.
    assert!(matches!(from.map(str::trim), Some("" | "<>")), "{headers}");
    assert!(headers.lines().any(|line| line == "Auto-Submitted: auto-generated"), "{headers}");
    assert!(headers.lines().any(|line| line == "X-Auto-Response-Suppress: All"), "{headers}");
}
