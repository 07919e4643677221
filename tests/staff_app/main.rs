//! The staff and administrator area over HTTP: a server of its own, a store of its own, the named cast.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends where its ground fails")]

#[path = "../support/mod.rs"]
mod support;

mod administrator;
mod announcements;
mod authentication;
mod browser;
mod candidates;
mod consents;
mod country_information;
mod decisions;
mod disclosures;
mod documents;
mod duties;
mod editing;
mod filing;
mod forgery;
mod forwarding;
mod handing_out;
mod health;
mod health_messages;
mod house;
mod inbox;
mod inbox_files;
mod inbox_preview;
mod inbox_tags;
mod incidents;
mod interviews;
mod letters;
mod lists;
mod long_threads;
mod mailed_packages;
mod message_templates;
mod notices;
mod outsourcing;
mod own_messages;
mod pages;
mod proposals;
mod reviews;
mod searching;
mod selecting;
mod sending;
mod sign_in;
mod taken_findings;
mod tending;
mod transfers;
mod undelivered;
mod what_if;
mod working;
