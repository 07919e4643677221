//! The mails of a mailbox that are left on the server: they are tried again, and hold up no other.
//!
//! Invariant: a mail is passed over only after three tries, and is forgotten only once it is kept or gone (R7).

use std::collections::BTreeMap;

use crate::domain::time::Ts;
use crate::mail::LARGEST;
use crate::mail::imap::Listed;

/// Tries after which the mails behind it go first.
const TRIES: u32 = 3;
/// Seconds until one that was passed over is tried once more.
const PAUSE: i64 = 15 * 60;

const TOO_LARGE: &str = "a mail is larger than 40 MB and is left on the server";
const UNKEPT: &str = "a mail could not be fetched or kept, and is left on the server";

#[derive(Clone, Copy)]
struct Trouble {
    tries: u32,
    again_at: Ts,
    is_too_large: bool,
}

/// What is left, by UID.
#[derive(Default)]
pub struct Left(BTreeMap<u32, Trouble>);

impl Left {
    /// Whether it is a mail's turn; counts the try. One that is too large has none.
    pub fn begin(&mut self, mail: &Listed, at: Ts) -> bool {
        let trouble = self.0.entry(mail.uid).or_insert(Trouble { tries: 0, again_at: at, is_too_large: false });
        let is_its_turn = trouble.tries < TRIES || at >= trouble.again_at;
        if is_its_turn {
            trouble.is_too_large = mail.bytes > LARGEST;
            trouble.tries = trouble.tries.saturating_add(1);
            trouble.again_at = at.plus_seconds(PAUSE);
        }
        is_its_turn && !trouble.is_too_large
    }

    /// Takes a try back: what ended it was not the mail's fault.
    pub fn take_back(&mut self, uid: u32) {
        if let Some(trouble) = self.0.get_mut(&uid) {
            trouble.tries = trouble.tries.saturating_sub(1);
        }
    }

    /// Whether a mail was tried so often that the others go on without it.
    pub fn is_passed_over(&self, uid: u32) -> bool {
        self.0.get(&uid).is_some_and(|trouble| trouble.tries >= TRIES)
    }

    /// Forgets a mail that is kept, or gone.
    pub fn forget(&mut self, uid: u32) {
        self.0.remove(&uid);
    }

    /// Takes over which mails up to a UID the server has without a mark: of those before, no other is left.
    pub fn set(&mut self, unmarked: &[u32], up_to: u32, at: Ts) {
        self.0.retain(|uid, _| *uid > up_to || unmarked.contains(uid));
        self.take_over(unmarked, at);
    }

    /// Takes over what was left before this instance looked, or by another one.
    pub fn take_over(&mut self, uids: &[u32], at: Ts) {
        for uid in uids {
            self.0.entry(*uid).or_insert(Trouble { tries: 0, again_at: at, is_too_large: false });
        }
    }

    /// What is left up to a UID. What comes after it the server lists again by itself.
    pub fn up_to(&self, uid: u32) -> Vec<u32> {
        self.0.range(..=uid).map(|(uid, _)| *uid).collect()
    }

    /// The mails up to a UID whose turn it is again.
    pub fn due(&self, up_to: u32, at: Ts) -> Vec<u32> {
        let due = |trouble: &Trouble| (trouble.tries < TRIES && !trouble.is_too_large) || at >= trouble.again_at;
        self.0.range(..=up_to).filter(|(_, trouble)| due(trouble)).map(|(uid, _)| *uid).collect()
    }

    /// What to tell about them.
    pub fn fault(&self) -> Option<&'static str> {
        let is_unkept = self.0.values().any(|trouble| trouble.tries > 0 && !trouble.is_too_large);
        let is_too_large = self.0.values().any(|trouble| trouble.is_too_large);
        if is_unkept { Some(UNKEPT) } else { is_too_large.then_some(TOO_LARGE) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(uid: u32) -> Listed {
        Listed { uid, bytes: 1_000 }
    }

    #[test]
    fn after_three_tries_the_others_go_first_and_it_is_tried_again_later() {
        let (mut left, at) = (Left::default(), Ts::from_micros(0));
        for tries in 1..=3 {
            assert!(left.begin(&mail(7), at) && left.is_passed_over(7) == (tries == 3), "{tries}");
        }
        assert!(!left.begin(&mail(7), at) && left.due(7, at).is_empty());
        assert_eq!(left.fault(), Some(UNKEPT));
        let later = at.plus_seconds(PAUSE);
        assert_eq!(left.due(7, later), [7]);
        assert!(left.begin(&mail(7), later) && !left.begin(&mail(7), later));
        left.forget(7);
        assert!(left.fault().is_none() && left.due(7, later).is_empty());
    }

    #[test]
    fn what_was_not_the_mails_fault_does_not_count() {
        let (mut left, at) = (Left::default(), Ts::from_micros(0));
        for _ in 0..10 {
            assert!(left.begin(&mail(7), at));
            left.take_back(7);
        }
        assert!(!left.is_passed_over(7));
    }

    #[test]
    fn one_that_is_too_large_is_never_fetched_and_told() {
        let (mut left, at) = (Left::default(), Ts::from_micros(0));
        let large = Listed { uid: 9, bytes: LARGEST + 1 };
        assert!(!left.begin(&large, at) && !left.begin(&large, at.plus_seconds(PAUSE)));
        assert_eq!(left.fault(), Some(TOO_LARGE));
        assert!(left.due(9, at.plus_seconds(1)).is_empty(), "its size is not asked for all the time");
    }

    #[test]
    fn what_is_left_outlives_a_start_and_is_tried_anew() {
        let (mut left, at) = (Left::default(), Ts::from_micros(0));
        for uid in [3, 4, 8] {
            left.begin(&mail(uid), at);
        }
        left.forget(4);
        let kept = left.up_to(7);
        assert_eq!(kept, [3], "8 is beyond what was kept, and 4 is kept");
        let mut started = Left::default();
        started.take_over(&kept, at);
        assert_eq!((started.due(7, at), started.fault()), (vec![3], None));
        for _ in 0..3 {
            started.begin(&mail(3), at);
        }
        started.take_over(&kept, at);
        assert!(started.is_passed_over(3), "what is known of it stands");
    }

    #[test]
    fn what_another_instance_kept_or_somebody_removed_is_not_left() {
        let (mut left, at) = (Left::default(), Ts::from_micros(0));
        for uid in [3, 4, 8] {
            left.begin(&mail(uid), at);
        }
        left.set(&[2, 4], 5, at);
        assert_eq!(left.due(u32::MAX, at), [2, 4, 8], "8 is beyond what was asked about");
        assert!(!left.is_passed_over(2));
    }
}
