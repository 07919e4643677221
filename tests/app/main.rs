//! The server as browsers see it: a real one on a free port with a database of its own, spoken to over HTTP.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends where its ground fails")]

#[path = "../support/mod.rs"]
mod support;

mod apply;
mod careers;
mod hostile;
mod limits;
mod links;
mod origins;
mod pages;
mod setup;
mod site;
