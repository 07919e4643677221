//! What the store promises, on SQLite and on PostgreSQL.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends where its ground fails")]

#[path = "../support/mod.rs"]
mod support;

mod nouns;
mod borders;
mod freshness;
mod refusals;
mod grants;
mod intakes;
mod journal;
