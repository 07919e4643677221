//! A line that is cut anywhere loses nothing and doubles nothing.

use crate::boxes::{Mailbox, mail};
use crate::house::House;
use crate::line::Line;
use crate::support::services::{Random, seed};

const ROUNDS: usize = 30;
/// Mails that wait in each round.
const MAILS: usize = 4;
/// A visit that takes them in carries more bytes of the server than this.
const VISIT: usize = 8_000;

#[test]
fn a_line_that_is_cut_loses_and_doubles_nothing() {
    let mut random = Random::new(seed("inbox cuts"));
    let (mailbox, line) = (Mailbox::new(), Line::new());
    let house = House::fetching(&mailbox.setting(line.port));
    for round in 0..ROUNDS {
        (0..MAILS).for_each(|number| mailbox.deliver(&mail(round * MAILS + number)));
        let delivered = (round + 1) * MAILS;
        line.cut_after(1 + round * VISIT / ROUNDS + random.below(VISIT / ROUNDS));
        house.once();
        assert_eq!(line.cuts(), round + 1, "the line was cut");
        assert!(house.received() <= delivered as i64, "none came twice");
        line.mend();
        house.once();
        assert_eq!((house.received(), mailbox.marked(), house.fault()), (delivered as i64, delivered, None));
    }
}
