//! Mail that comes in, from a real IMAP server and from files: each mail once, whatever is cut, killed or repeated.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends where its ground fails")]

#[path = "../at_rest/server.rs"]
#[expect(dead_code, reason = "shared with the suite of what is at rest")]
mod server;
#[path = "../support/mod.rs"]
mod support;

mod boxes;
mod conversations;
mod cuts;
mod faults;
mod house;
mod ingest;
mod kills;
mod line;
mod receiving;
mod sending;
mod slow;
