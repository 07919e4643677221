//! Sealing: bytes in, bytes out. What is about a person leaves this module only as a [`sealed::Sealed`]
//! value, and a data key leaves it only as a [`wrap::Wrapped`] one.
//!
//! Invariant: nothing opens anywhere but at the exact [`place::Place`] it was sealed for, under the exact key;
//! every failure is a typed error without plaintext; no type that holds a secret can be printed or cloned.
//! Nothing here knows the database, the web, the clock or the environment.

pub mod anchor_key;
mod cipher;
pub mod data_key;
mod fields;
pub mod index;
mod kem;
pub mod key_file;
pub mod office_key;
pub mod password;
pub mod place;
pub mod random;
pub mod sealed;
pub mod secret;
pub mod setup_key;
pub mod speed;
pub mod wrap;

#[cfg(test)]
mod tests;

/// Any error of this module, for callers that cannot act on the difference. None of them holds plaintext.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// There is no randomness.
    #[error("no randomness")]
    Random(#[from] random::RandomError),
    /// A value could not be sealed.
    #[error("sealing failed")]
    Seal(#[from] data_key::SealError),
    /// A sealed value does not open.
    #[error("opening failed")]
    Open(#[from] sealed::OpenError),
    /// A key could not be wrapped.
    #[error("wrapping failed")]
    Wrap(#[from] wrap::WrapError),
    /// A wrapped key does not open.
    #[error("unwrapping failed")]
    Unwrap(#[from] wrap::UnwrapError),
    /// A key file is not usable.
    #[error("a key file is not usable")]
    KeyFile(#[from] key_file::KeyFileError),
    /// Bytes are no public key.
    #[error("not a public key")]
    PublicKey(#[from] office_key::NotAPublicKey),
    /// A signature is wrong.
    #[error("a signature is wrong")]
    Signature(#[from] setup_key::BadSignature),
    /// A password could not be hashed.
    #[error("a password could not be hashed")]
    Password(#[from] password::PasswordError),
}

/// Keeps keys out of core dumps: neither a file nor a piped dump is made of this process, and other
/// processes of the same user cannot read its memory. Called once, before any key is read.
///
/// # Errors
/// What the system answered if it refuses; the caller should then not go on.
pub fn harden_process() -> std::io::Result<()> {
    rlimit::setrlimit(rlimit::Resource::CORE, 0, 0)?;
    // A limit of zero does not stop a dump that the kernel pipes to a program; this does.
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    Ok(())
}
