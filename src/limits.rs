//! How often something may be tried: per account, per network, and in all (R17); and in [`memory`], how much may be
//! read at a time (R21).
//!
//! Counted in this process, over a window that slides; nothing about a person is kept, only keyed hashes of what
//! was tried, and those only as long as the window.
//!
//! Invariant: whoever is refused is counted and logged, without a word about who it was.

pub mod memory;

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use self::memory::Memory;
use crate::domain::time::Ts;

/// What is being tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deed {
    /// A wrong password, per account.
    SignInOf,
    /// A wrong password, per network.
    SignInFrom,
    /// An application, per network.
    ApplyFrom,
    /// An application, in all.
    Apply,
    /// A wrong set-up code, in all.
    SetUp,
    /// A wrong sign-in link, per network.
    LinkFrom,
    /// An act on many records that is tried, per account.
    PlanOf,
    /// A file of records, per account (R24).
    ExportOf,
}

impl Deed {
    /// Seconds of the window, and how often the deed may be done within it.
    const fn most(self) -> (i64, usize) {
        match self {
            Self::SignInOf => (15 * 60, 10),
            Self::SignInFrom => (15 * 60, 60),
            Self::ApplyFrom => (60 * 60, 30),
            Self::Apply => (60 * 60, 3_000),
            Self::SetUp => (15 * 60, 20),
            Self::LinkFrom => (15 * 60, 30),
            Self::PlanOf => (60 * 60, 120),
            Self::ExportOf => (60 * 60, 20),
        }
    }

    /// The limit's name in the log.
    const fn word(self) -> &'static str {
        match self {
            Self::SignInOf => "sign_in_of_account",
            Self::SignInFrom => "sign_in_from_network",
            Self::ApplyFrom => "apply_from_network",
            Self::Apply => "apply",
            Self::SetUp => "set_up",
            Self::LinkFrom => "link_from_network",
            Self::PlanOf => "plan_of_account",
            Self::ExportOf => "export_of_account",
        }
    }

    /// Whether the deed is counted for each network by itself.
    pub const fn is_per_network(self) -> bool {
        matches!(self, Self::SignInFrom | Self::ApplyFrom | Self::LinkFrom)
    }
}

/// Keys kept at most; beyond, those whose window has passed are dropped.
const KEYS: usize = 200_000;

/// The counters.
#[derive(Debug)]
pub struct Limits {
    /// Memory for what is being read.
    pub memory: Memory,
    hasher: RandomState,
    done: Mutex<HashMap<(Deed, u64), VecDeque<i64>>>,
    refused: Mutex<HashMap<&'static str, u64>>,
}

impl Limits {
    /// Counters at zero.
    pub fn new(memory: Memory) -> Self {
        Self { memory, hasher: RandomState::new(), done: Mutex::default(), refused: Mutex::default() }
    }

    /// Whether the deed may be done once more.
    pub fn allows(&self, deed: Deed, key: &str, at: Ts) -> bool {
        let (window, most) = deed.most();
        let since = at.plus_seconds(-window).micros();
        let done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        let times = done.get(&(deed, self.hasher.hash_one(key)));
        let free = times.is_none_or(|times| times.iter().filter(|time| **time > since).count() < most);
        drop(done);
        if !free {
            self.refuse(deed.word());
        }
        free
    }

    /// Counts the deed if it may be done once more. Asked and counted in one step, so that many tries at once get
    /// no further than the same number one after another.
    pub fn claim(&self, deed: Deed, key: &str, at: Ts) -> bool {
        let (window, most) = deed.most();
        let since = at.plus_seconds(-window).micros();
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        make_room(&mut done, at);
        let times = done.entry((deed, self.hasher.hash_one(key))).or_default();
        times.retain(|time| *time > since);
        let free = times.len() < most;
        if free {
            times.push_back(at.micros());
        }
        drop(done);
        if !free {
            self.refuse(deed.word());
        }
        free
    }

    /// Counts and logs that a limit refused somebody.
    pub fn refuse(&self, limit: &'static str) {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        let count = refused.entry(limit).or_default();
        *count += 1;
        let count = *count;
        drop(refused);
        tracing::warn!(limit, count, "a limit refused a request");
    }

    /// How often each limit has refused somebody since the start.
    pub fn refused(&self) -> Vec<(&'static str, u64)> {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        let mut counts: Vec<_> = refused.iter().map(|(limit, count)| (*limit, *count)).collect();
        counts.sort_unstable();
        counts
    }

    /// Takes a claim back: the deed was none of those that are counted.
    pub fn give_back(&self, deed: Deed, key: &str, at: Ts) {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(times) = done.get_mut(&(deed, self.hasher.hash_one(key))) else { return };
        if let Some(claimed) = times.iter().rposition(|time| *time == at.micros()) {
            times.remove(claimed);
        }
    }
}

/// Drops what has passed once there are too many keys.
fn make_room(done: &mut HashMap<(Deed, u64), VecDeque<i64>>, at: Ts) {
    if done.len() >= KEYS {
        done.retain(|(deed, _), times| {
            let since = at.plus_seconds(-deed.most().0).micros();
            times.back().is_some_and(|time| *time > since)
        });
    }
}

/// The network of an address: IPv4 as it is, IPv6 its /64, which one customer has.
pub fn network(address: Option<IpAddr>) -> String {
    match address {
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
        None => "unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_wrong_passwords_in_a_quarter_of_an_hour_are_enough() {
        let limits = Limits::new(Memory::new(1 << 20));
        let start = Ts::from_micros(1_700_000_000_000_000);
        for try_number in 0..10 {
            let at = start.plus_seconds(try_number);
            assert!(limits.claim(Deed::SignInOf, "a", at));
        }
        assert!(limits.refused().is_empty());
        assert!(!limits.allows(Deed::SignInOf, "a", start.plus_seconds(11)));
        assert!(!limits.claim(Deed::SignInOf, "a", start.plus_seconds(11)));
        assert_eq!(limits.refused(), [("sign_in_of_account", 2)], "who was refused is nowhere, how often is");
        assert!(limits.allows(Deed::SignInOf, "b", start.plus_seconds(11)));
        assert!(limits.allows(Deed::SignInOf, "a", start.plus_seconds(15 * 60 + 1)), "nobody is shut out for good");
    }

    #[test]
    fn tries_at_once_get_no_further_and_a_right_one_is_not_counted() {
        let limits = Limits::new(Memory::new(1 << 20));
        let at = Ts::from_micros(1_700_000_000_000_000);
        let claimed = (0..30).filter(|_| limits.claim(Deed::SignInOf, "a", at)).count();
        assert_eq!(claimed, 10);
        limits.give_back(Deed::SignInOf, "a", at);
        assert!(limits.claim(Deed::SignInOf, "a", at));
        assert!(!limits.allows(Deed::SignInOf, "a", at));
        assert!(limits.claim(Deed::SignInOf, "a", at.plus_seconds(15 * 60 + 1)));
    }

    #[test]
    fn one_customer_of_ipv6_is_one_network() {
        let network_of = |text: &str| network(Some(text.parse().unwrap()));
        assert_eq!(network_of("2001:db8::1"), network_of("2001:db8:0:0:ffff::9"));
        assert_ne!(network_of("2001:db8::1"), network_of("2001:db8:0:1::1"));
    }
}
