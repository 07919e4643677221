//! The pages: what they show, in which words and in which look.
//!
//! Invariant: a page struct holds plain view data that somebody was allowed to see; nothing in the page modules
//! opens, decides or asks the database.

pub mod assets;
pub mod correspondence;
pub mod error;
pub mod extract;
pub mod form;
pub mod frame;
pub mod guard;
pub mod me;
pub mod notice_changes;
pub mod page;
pub mod partner;
mod pieces;
pub mod posted;
pub mod profile;
pub mod prose;
pub mod public;
pub mod routes;
pub mod server;
pub mod staff;
pub mod texts;
pub mod visitor;

#[cfg(test)]
mod pages_tests;
