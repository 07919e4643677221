//! Sealing: bytes in, bytes out. What is about a person leaves this module only as a [`sealed::Sealed`]
//! value, and a data key leaves it only as a [`wrap::Wrapped`] one.
//!
//! Invariant: nothing opens anywhere but at the exact [`place::Place`] it was sealed for, under the exact key;
//! every failure is a typed error without plaintext; no type that holds a secret can be printed or cloned.
//! Nothing here knows the database, the web, the clock or the environment.

mod cipher;
pub mod data_key;
mod fields;
pub mod index;
pub mod key_file;
pub mod office_key;
pub mod place;
pub mod random;
pub mod sealed;
pub mod setup_key;
pub mod wrap;

#[cfg(test)]
mod tests;
