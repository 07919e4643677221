//! How fast messages go to one mail domain: many at once look like advertising in bulk, and are refused as such.
//!
//! Invariant: what goes too fast waits and is not lost; it is not even looked at again before there is room.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::domain::id::MessageId;
use crate::domain::time::Ts;

/// Messages to one domain in one minute.
const MOST: usize = 20;
/// Seconds that are looked back.
const MINUTE: i64 = 60;

/// What one instance sent of late, by domain, and what waits for room. It is kept in memory alone.
#[derive(Default)]
pub struct Pace(Mutex<Sent>);

#[derive(Default)]
struct Sent {
    sent: HashMap<String, Vec<Ts>>,
    waiting: HashMap<MessageId, Vec<String>>,
}

impl std::fmt::Debug for Pace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pace")
    }
}

impl Pace {
    /// Whether a message may go to some domains now; then it counts. Otherwise it is noted as waiting for them.
    pub fn admits(&self, id: MessageId, domains: Vec<String>, at: Ts) -> bool {
        let mut known = self.lock();
        known.forget(at);
        if !known.has_room(&domains) {
            known.waiting.insert(id, domains);
            return false;
        }
        known.waiting.remove(&id);
        for domain in domains {
            known.sent.entry(domain).or_default().push(at);
        }
        true
    }

    /// Whether a message was found to be too early and still is.
    pub fn keeps_back(&self, id: MessageId, at: Ts) -> bool {
        let mut known = self.lock();
        known.forget(at);
        known.waiting.get(&id).is_some_and(|domains| !known.has_room(domains))
    }

    /// Forgets what waited and is not to be sent any more.
    pub fn keep_only(&self, ids: &[MessageId]) {
        self.lock().waiting.retain(|id, _| ids.contains(id));
    }

    fn lock(&self) -> MutexGuard<'_, Sent> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sent {
    /// What was sent more than a minute ago counts no more, nor what a clock that was set back calls the future.
    fn forget(&mut self, at: Ts) {
        let since = at.plus_seconds(-MINUTE);
        self.sent.retain(|_, times| {
            times.retain(|time| *time > since && *time <= at);
            !times.is_empty()
        });
    }

    fn has_room(&self, domains: &[String]) -> bool {
        domains.iter().all(|domain| self.sent.get(domain).is_none_or(|times| times.len() < MOST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_go_to_one_domain_in_a_minute_and_the_next_waits_for_room() {
        let (pace, start) = (Pace::default(), Ts::from_micros(0));
        let to = |domain: &str| vec![domain.to_owned()];
        for _ in 0..MOST {
            assert!(pace.admits(MessageId::new(), to("example.org"), start));
        }
        let late = MessageId::new();
        assert!(!pace.admits(late, to("example.org"), start.plus_seconds(59)));
        assert!(pace.keeps_back(late, start.plus_seconds(59)));
        assert!(pace.admits(MessageId::new(), to("example.net"), start.plus_seconds(59)), "another domain has room");
        assert!(!pace.keeps_back(late, start.plus_seconds(60)));
        assert!(pace.admits(late, to("example.org"), start.plus_seconds(60)));
        assert!(!pace.keeps_back(late, start.plus_seconds(60)));
    }

    #[test]
    fn what_is_not_to_be_sent_any_more_and_a_clock_set_back_hold_nothing_up() {
        let (pace, start) = (Pace::default(), Ts::from_micros(0));
        for _ in 0..MOST {
            assert!(pace.admits(MessageId::new(), vec!["example.org".to_owned()], start));
        }
        let gone = MessageId::new();
        assert!(!pace.admits(gone, vec!["example.org".to_owned()], start));
        pace.keep_only(&[]);
        assert!(!pace.keeps_back(gone, start));
        assert!(pace.admits(gone, vec!["example.org".to_owned()], start.plus_seconds(-1)));
    }
}
