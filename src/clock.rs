//! The system's clock, or one that tests set. Nothing else asks for the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::domain::time::Ts;

/// A clock; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The system's clock.
    pub const fn system() -> Self {
        Self(None)
    }

    /// A clock that stands still until it is set.
    pub fn standing(at: Ts) -> Self {
        Self(Some(Arc::new(AtomicI64::new(at.micros()))))
    }

    /// The moment now.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system")]
    pub fn now(&self) -> Ts {
        match &self.0 {
            Some(micros) => Ts::from_micros(micros.load(Ordering::SeqCst)),
            None => Ts::new(jiff::Timestamp::now()),
        }
    }

    /// Sets a standing clock; the system's stays as it is.
    pub fn set(&self, at: Ts) {
        if let Some(micros) = &self.0 {
            micros.store(at.micros(), Ordering::SeqCst);
        }
    }
}
