//! Random bytes from the operating system.
//!
//! Invariant: a failing source of randomness is an error that stops the work, never weak bytes and never a panic.

use std::convert::Infallible;

use hpke::rand_core::{TryCryptoRng, TryRng};
use secrecy::SecretBox;

/// Thirty-two secret bytes on the heap, wiped on drop; `Debug` does not show them.
pub(super) type SecretBytes = SecretBox<[u8; 32]>;

/// The operating system gave no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gave no random bytes")]
pub struct RandomError;

/// A fixed number of random bytes that need not stay secret, such as a salt.
///
/// # Errors
/// [`RandomError`] if the operating system has none.
pub fn array<const N: usize>() -> Result<[u8; N], RandomError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| RandomError)?;
    Ok(bytes)
}

/// Thirty-two random bytes that never exist outside memory that is wiped.
pub(super) fn secret() -> Result<SecretBytes, RandomError> {
    let mut outcome = Ok(());
    let secret = SecretBytes::init_with_mut(|bytes: &mut [u8; 32]| {
        outcome = getrandom::fill(bytes).map_err(|_| RandomError);
    });
    outcome.map(|()| secret)
}

/// A copy of thirty-two secret bytes; nothing if there are more or fewer.
pub(super) fn secret_from(bytes: &[u8]) -> Option<SecretBytes> {
    let bytes: &[u8; 32] = bytes.try_into().ok()?;
    Some(SecretBytes::init_with_mut(|secret: &mut [u8; 32]| secret.copy_from_slice(bytes)))
}

/// The system's randomness for a library that cannot take no for an answer: it remembers that a call failed,
/// and [`checked`](Self::checked) then throws the library's result away.
#[derive(Default)]
pub(super) struct SystemRandom {
    failed: bool,
}

impl SystemRandom {
    /// What was made with this source, unless the source had failed meanwhile.
    pub(super) fn checked<T>(&self, made: T) -> Result<T, RandomError> {
        if self.failed { Err(RandomError) } else { Ok(made) }
    }
}

impl TryRng for SystemRandom {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.failed |= getrandom::fill(bytes).is_err();
        Ok(())
    }
}

impl TryCryptoRng for SystemRandom {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_with_a_failed_source_is_thrown_away() {
        assert_eq!(SystemRandom { failed: true }.checked(()), Err(RandomError));
        assert_eq!(SystemRandom::default().checked(()), Ok(()));
    }
}
