//! What lies in a mailbox comes in once, is marked, and goes from the server when it is old.

use std::time::{Duration, SystemTime};

use crate::boxes::{Mailbox, mail, server_port};
use crate::house::House;
use crate::line::Line;
use crate::support::sql::Sql;
use crate::support::{NOW, TestStore, moment};

fn filled(mails: usize) -> Mailbox {
    let mailbox = Mailbox::new();
    (0..mails).for_each(|number| mailbox.deliver(&mail(number)));
    mailbox
}

fn house_of(mailbox: &Mailbox) -> House {
    House::fetching(&mailbox.setting(server_port()))
}

#[test]
fn what_is_in_a_mailbox_comes_in_once_and_is_filed() {
    let mailbox = filled(5);
    let house = house_of(&mailbox);
    house.once();
    assert_eq!((house.received(), mailbox.marked(), house.fault()), (5, 5, None));
    assert_eq!(house.number("SELECT last_uid AS n FROM mailboxes"), 5);
    house.once();
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM incoming_messages WHERE state = 'filed'"), 5);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM messages"), 5);
    mailbox.deliver(&mail(5));
    house.once();
    assert_eq!((house.received(), mailbox.marked(), mailbox.files().len()), (6, 6, 6));
}

#[test]
fn it_comes_in_on_postgresql_as_well() {
    let mailbox = filled(3);
    let house = House::with(TestStore::on_postgres(), &mailbox.setting(server_port()), true);
    house.once();
    house.once();
    assert_eq!((house.received(), mailbox.marked(), house.fault()), (3, 3, None));
}

#[test]
fn it_comes_in_by_starttls_and_on_this_machine_in_the_clear() {
    for options in ["?tls=required", ""] {
        let mailbox = filled(2);
        let house = House::fetching(&mailbox.clear_setting(options));
        house.once();
        assert_eq!((house.received(), mailbox.marked(), house.fault()), (2, 2, None), "{options}");
    }
}

#[test]
fn a_mail_that_is_delivered_twice_is_one() {
    let mailbox = filled(1);
    mailbox.deliver(&format!("Received: from another.example.org; Tue, 24 Nov 2026 10:05:00 +0900\r\n{}", mail(0)));
    mailbox.deliver(&mail(0));
    let house = house_of(&mailbox);
    house.once();
    assert_eq!((house.received(), mailbox.marked()), (1, 3));
}

#[test]
fn other_numbers_of_the_same_mails_double_nothing() {
    let mailbox = filled(3);
    let house = house_of(&mailbox);
    house.once();
    let validity = "SELECT uid_validity AS n FROM mailboxes";
    let before = house.number(validity);
    mailbox.forget_numbers();
    mailbox.deliver(&mail(3));
    house.once();
    assert_ne!(house.number(validity), before, "the server gave other numbers");
    assert_eq!((house.received(), house.number("SELECT last_uid AS n FROM mailboxes")), (4, 4));
}

#[test]
fn two_instances_at_one_mailbox_double_nothing() {
    let mailbox = filled(20);
    let house = house_of(&mailbox);
    let other = house.second_app(&mailbox.setting(server_port()));
    house.once_beside(&other);
    assert_eq!((house.received(), mailbox.marked(), house.fault()), (20, 20, None));
}

#[test]
fn what_is_fetched_again_is_known_and_what_was_passed_by_is_found() {
    let mailbox = filled(4);
    let house = house_of(&mailbox);
    house.once();
    // As after a backup was put back that is older than the server's marks.
    house.kept.sql().run("UPDATE mailboxes SET last_uid = 1").unwrap();
    house.once();
    assert_eq!((house.received(), house.number("SELECT last_uid AS n FROM mailboxes")), (4, 4));
    // As after a mail could not be kept, and those behind it were.
    house.kept.sql().run("UPDATE mailboxes SET last_uid = 100").unwrap();
    mailbox.deliver(&mail(4));
    house.once();
    assert_eq!((house.received(), mailbox.marked(), house.fault()), (5, 5, None));
}

#[test]
fn old_mail_that_is_kept_goes_from_the_server_and_no_other() {
    let mailbox = filled(1);
    let old = moment(NOW).plus_seconds(-40 * 24 * 60 * 60);
    let old = Duration::from_micros(u64::try_from(old.micros()).unwrap());
    mailbox.deliver_at(&mail(1), Some(SystemTime::UNIX_EPOCH + old));
    let house = house_of(&mailbox);
    house.once();
    assert_eq!((house.received(), mailbox.files().len(), mailbox.marked()), (2, 1, 1));
    house.once();
    assert_eq!((house.received(), house.fault()), (2, None));
}

#[test]
fn mail_comes_in_while_the_server_is_waited_for() {
    let mailbox = filled(1);
    let line = Line::new();
    let house = House::fetching(&mailbox.setting(line.port));
    house.start();
    house.wait_for(1);
    mailbox.deliver(&mail(1));
    house.wait_for(2);
    // A line that is lost is made anew, and what came meanwhile comes in.
    line.cut_now();
    mailbox.deliver(&mail(2));
    house.wait_for(3);
}
