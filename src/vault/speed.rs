//! How fast this machine seals, as a measure to hold other figures against.
//!
//! Invariant: the key is made for the measurement and goes with it; nothing of an installation is touched.

use std::time::{Duration, Instant};

use uuid::Uuid;

use super::VaultError;
use super::data_key::DataKey;
use super::place::Place;
use crate::domain::category::Profile;
use crate::domain::id::{CandidateId, DataKeyId};
use crate::domain::office::OfficeCode;

/// Bytes of a value that is sealed: those of a profile in the middle.
const VALUE: usize = 1_500;
/// Seals between two looks at the clock.
const ROUND: u32 = 100;

/// Seals and opens a second of one core.
#[derive(Debug, Clone, Copy)]
pub struct SealRate {
    /// Values sealed.
    pub seals: f64,
    /// Values opened.
    pub opens: f64,
}

/// Seals and opens values of a profile's length, for so long each, in this thread.
///
/// # Errors
/// [`VaultError`] if there is no randomness.
pub fn seal_rate(office: &OfficeCode, time: Duration) -> Result<SealRate, VaultError> {
    let key = DataKey::<Profile>::generate(DataKeyId::new())?;
    let place = Place::of_candidate("profiles", "record", Uuid::nil(), CandidateId::new(), office);
    let value = [0x61; VALUE];
    let seals = rate(time, || Ok(key.seal(&place, &value).map(drop)?))?;
    let sealed = key.seal(&place, &value)?;
    let opens = rate(time, || Ok(key.open(&place, &sealed).map(drop)?))?;
    Ok(SealRate { seals, opens })
}

fn rate(time: Duration, mut work: impl FnMut() -> Result<(), VaultError>) -> Result<f64, VaultError> {
    let (started, mut done) = (Instant::now(), 0);
    while started.elapsed() < time {
        for _ in 0..ROUND {
            work()?;
        }
        done += ROUND;
    }
    Ok(f64::from(done) / started.elapsed().as_secs_f64())
}
