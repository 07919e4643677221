//! Memory for what requests bring, claimed as it arrives and given back when it has been dealt with (R21).
//!
//! Invariant: files never take the room of plain forms, and nobody by themselves more than a quarter of either: when
//! somebody fills the room for uploads, people can still sign in.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes that are claimed at a time.
const STEP: usize = 16 * 1024;
/// Bytes for plain forms, all together.
const FORMS: usize = 64 * 1024 * 1024;
/// How many people have to come together to fill a room.
const SHARES: usize = 4;
/// Shares that are remembered at most before those that nobody uses any more are dropped.
const REMEMBERED: usize = 1_000;

/// The memory, in two rooms.
#[derive(Debug)]
pub struct Memory {
    /// For forms with files.
    pub uploads: Room,
    /// For all other forms.
    pub forms: Room,
}

/// A number of bytes that all requests share.
#[derive(Debug)]
pub struct Room {
    whole: Arc<Semaphore>,
    share: usize,
    shares: Mutex<HashMap<String, Weak<Semaphore>>>,
}

/// What one request has claimed of a room; dropping it gives that back.
#[derive(Debug)]
pub struct Held {
    whole: Arc<Semaphore>,
    share: Arc<Semaphore>,
    permits: Option<(OwnedSemaphorePermit, OwnedSemaphorePermit)>,
}

impl Memory {
    /// Memory with so many bytes for uploads.
    pub fn new(uploads: usize) -> Self {
        Self { uploads: Room::new(uploads), forms: Room::new(FORMS) }
    }
}

impl Room {
    fn new(bytes: usize) -> Self {
        let steps = bytes.div_ceil(STEP).clamp(SHARES, Semaphore::MAX_PERMITS);
        Self { whole: Arc::new(Semaphore::new(steps)), share: steps / SHARES, shares: Mutex::default() }
    }

    /// Opens an account of somebody, with nothing on it yet.
    pub fn hold(&self, who: &str) -> Held {
        let mut shares = self.shares.lock().unwrap_or_else(PoisonError::into_inner);
        if shares.len() >= REMEMBERED {
            shares.retain(|_, share| share.strong_count() > 0);
        }
        let share = shares.get(who).and_then(Weak::upgrade).unwrap_or_else(|| {
            let share = Arc::new(Semaphore::new(self.share));
            shares.insert(who.to_owned(), Arc::downgrade(&share));
            share
        });
        Held { whole: Arc::clone(&self.whole), share, permits: None }
    }
}

impl Held {
    /// Claims what is missing for so many bytes in all; `false` if there is no room.
    pub fn grow(&mut self, bytes: usize) -> bool {
        let held = self.permits.as_ref().map_or(0, |(whole, _)| whole.num_permits());
        let Ok(more) = u32::try_from(bytes.div_ceil(STEP).saturating_sub(held)) else { return false };
        if more == 0 {
            return true;
        }
        let claim = |room: &Arc<Semaphore>| Arc::clone(room).try_acquire_many_owned(more).ok();
        let Some(new) = claim(&self.share).and_then(|share| Some((claim(&self.whole)?, share))) else { return false };
        match &mut self.permits {
            Some((whole, share)) => {
                whole.merge(new.0);
                share.merge(new.1);
            }
            None => self.permits = Some(new),
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_room_refuses_until_something_is_given_back() {
        let memory = Memory::new(8 * STEP);
        let mut held: Vec<Held> = ["a", "b", "c", "d"].map(|who| memory.uploads.hold(who)).into();
        assert!(held.iter_mut().all(|held| held.grow(1) && held.grow(2 * STEP)));
        assert!(!memory.uploads.hold("e").grow(1), "the room is full");
        assert!(memory.forms.hold("e").grow(1), "files leave the room of forms alone");
        held.pop();
        assert!(memory.uploads.hold("e").grow(2 * STEP));
    }

    #[test]
    fn nobody_takes_more_than_a_quarter() {
        let memory = Memory::new(8 * STEP);
        let (mut one, mut other) = (memory.uploads.hold("a"), memory.uploads.hold("a"));
        assert!(one.grow(STEP) && other.grow(STEP));
        assert!(!one.grow(2 * STEP) && !memory.uploads.hold("a").grow(1));
        assert!(one.grow(STEP), "what is held stays");
        assert!(memory.uploads.hold("b").grow(2 * STEP));
        drop((one, other));
        assert!(memory.uploads.hold("a").grow(2 * STEP));
    }
}
