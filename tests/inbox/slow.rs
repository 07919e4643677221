//! An IMAP server that takes its time: everything comes in once, and nothing is said to be wrong.

use std::time::Duration;

use crate::boxes::{Mailbox, mail};
use crate::house::House;
use crate::line::Line;

#[test]
fn a_server_that_takes_its_time_loses_and_doubles_nothing() {
    let (mailbox, line) = (Mailbox::new(), Line::new());
    (0..6).for_each(|number| mailbox.deliver(&mail(number)));
    line.slow_down(Duration::from_millis(150));
    let house = House::fetching(&mailbox.setting(line.port));
    for _ in 0..2 {
        house.once();
        assert_eq!((house.received(), mailbox.marked(), house.fault()), (6, 6, None));
    }
}
