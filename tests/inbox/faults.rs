//! What is wrong with a mailbox is told beside it in fixed words, holds up no other mail, and passes.

use std::net::TcpListener;

use saiyo::mail::imap::Fault;

use crate::boxes::{Mailbox, clear_port, mail, password, server_port};
use crate::house::House;
use crate::line::Line;
use crate::support::sql::Sql;

#[test]
fn a_server_that_is_down_is_told_and_comes_back() {
    let mailbox = Mailbox::new();
    mailbox.deliver(&mail(0));
    let line = Line::new();
    line.cut_after(0);
    let house = House::fetching(&mailbox.setting(line.port));
    house.once();
    assert_eq!((house.received(), house.fault().as_deref()), (0, Some(Fault::Unreachable.as_str())));
    line.mend();
    house.once();
    assert_eq!((house.received(), house.fault()), (1, None));
}

#[test]
fn each_fault_has_its_words() {
    let mailbox = Mailbox::new();
    mailbox.deliver(&mail(0));
    let setting = mailbox.setting(server_port());
    let nobody_listens = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let wrong = setting.replace(&format!(":{}@", password()), ":wrong@");
    for (setting, trusts, fault) in [
        (mailbox.setting(nobody_listens), true, Fault::Unreachable),
        (wrong, true, Fault::Refused),
        (setting.replace("/INBOX", "/Nowhere"), true, Fault::NoFolder),
        (setting.clone(), false, Fault::Untrusted),
        // A server that speaks in the clear where TLS is expected.
        (mailbox.setting(clear_port()), true, Fault::Protocol),
    ] {
        let house = if trusts { House::fetching(&setting) } else { House::trusting_nobody_else(&setting) };
        house.once();
        assert_eq!(house.fault().as_deref(), Some(fault.as_str()));
        assert_eq!((house.received(), mailbox.marked()), (0, 0));
    }
}

#[test]
fn a_mail_that_is_too_large_stays_on_its_server_and_holds_up_no_other() {
    let mailbox = Mailbox::new();
    mailbox.deliver(&mail(0));
    mailbox.deliver(&format!("{}{}", mail(1), "One line of very many that nobody reads.\r\n".repeat(1 << 20)));
    mailbox.deliver(&mail(2));
    let house = House::fetching(&mailbox.setting(server_port()));
    for _ in 0..2 {
        house.once();
        assert_eq!((house.received(), mailbox.files().len(), mailbox.marked()), (2, 3, 2));
        let fault = house.fault().expect("it is told");
        assert!(fault.contains("larger than 40 MB"), "{fault}");
    }
}

#[test]
fn a_mail_that_cannot_be_kept_is_passed_over_told_and_tried_again() {
    let mailbox = Mailbox::new();
    mailbox.deliver(&mail(0));
    mailbox.deliver(&format!("{}{}", mail(1), "A line.\r\n".repeat(2_000)));
    mailbox.deliver(&mail(2));
    let house = House::fetching(&mailbox.setting(server_port()));
    let broken = "CREATE TRIGGER broken BEFORE INSERT ON incoming_messages WHEN NEW.bytes > 10000 \
                  BEGIN SELECT RAISE(ABORT, 'broken'); END";
    house.kept.sql().run(broken).unwrap();
    house.start();
    house.wait_for(2);
    mailbox.deliver(&mail(3));
    house.wait_for(3);
    let is_told = || house.fault().is_some_and(|fault| fault.contains("is left on the server"));
    house.wait_until("what is left is told", || mailbox.marked() == 3 && is_told());
    assert_eq!(mailbox.files().len(), 4);
    // Also for a server that keeps no marks: there nothing else knows of it after a start.
    assert!(house.left().parse::<u32>().is_ok(), "one is: {}", house.left());
    house.kept.sql().run("DROP TRIGGER broken").unwrap();
    house.app.clock.set(house.app.clock.now().plus_seconds(60 * 60));
    mailbox.deliver(&mail(4));
    house.wait_for(5);
    house.wait_until("nothing is left", || house.fault().is_none() && mailbox.marked() == 5);
    assert_eq!(house.left(), "");
}

#[test]
fn what_is_left_on_a_server_that_keeps_no_marks_is_tried_again_after_a_start() {
    let mailbox = Mailbox::new();
    mailbox.deliver(&mail(0));
    mailbox.deliver(&format!("{}{}", mail(1), "A line.\r\n".repeat(2_000)));
    mailbox.deliver(&mail(2));
    let line = Line::to_a_server_without_marks();
    let [its_port, own_port] = [clear_port(), line.port].map(|port| format!(":{port}/"));
    let setting = mailbox.clear_setting("").replace(&its_port, &own_port);
    let house = House::fetching(&setting);
    let broken = "CREATE TRIGGER broken BEFORE INSERT ON incoming_messages WHEN NEW.bytes > 10000 \
                  BEGIN SELECT RAISE(ABORT, 'broken'); END";
    house.kept.sql().run(broken).unwrap();
    house.start();
    house.wait_for(2);
    // What comes after it lets the server's numbers go on.
    mailbox.deliver(&mail(3));
    house.wait_for(3);
    let is_told = || house.fault().is_some_and(|fault| fault.contains("is left on the server"));
    house.wait_until("what is left is told", || is_told() && !house.left().is_empty());
    house.kept.sql().run("DROP TRIGGER broken").unwrap();
    // The first one waits for a time that does not come: its clock stands still.
    house.once_by(&house.second_app(&setting));
    assert_eq!((house.received(), mailbox.marked()), (4, 0));
}
