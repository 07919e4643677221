//! What several test binaries share: services that `bin/test` starts, fresh stores, and a small named cast.
//!
//! Invariant: a test that lacks a service fails and says how to get it; none is passed over in silence.

#![allow(dead_code, unused_imports, unused_macros, reason = "each test binary uses its own part of it")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends where its ground fails")]

pub mod arrived;
pub mod cast;
pub mod letters;
pub mod mail;
pub mod messages;
pub mod people;
pub mod services;
pub mod sql;
pub mod store;
pub mod unwell;

pub use cast::{Cast, NOW, TODAY, day, moment};
pub use people::Admitted;
pub use store::TestStore;

/// Makes of each claim two tests: `claim::on_sqlite` and `claim::on_postgres`.
macro_rules! on_both_databases {
    ($($(#[$meta:meta])* fn $claim:ident($store:ident) $body:block)+) => {$(
        $(#[$meta])*
        mod $claim {
            #[allow(unused_imports, reason = "a claim uses some of what its module does")]
            use super::*;

            fn holds_on($store: &$crate::support::TestStore) $body

            #[test]
            fn on_sqlite() {
                holds_on(&$crate::support::TestStore::on_sqlite());
            }

            #[test]
            fn on_postgres() {
                holds_on(&$crate::support::TestStore::on_postgres());
            }
        }
    )+};
}
pub(crate) use on_both_databases;
