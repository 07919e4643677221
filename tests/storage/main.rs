//! What the store promises, on SQLite and on PostgreSQL.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends where its ground fails")]

#[path = "../support/mod.rs"]
mod support;

mod acceptance;
mod anchors;
mod annotations;
mod announcements;
mod attacks;
mod authentication;
mod batches;
mod borders;
mod bulk_acts;
mod clauses;
mod consents;
mod correspondence;
mod correspondents;
mod country_information;
mod databases;
mod decisions;
mod demo;
mod directories;
mod disclosures;
mod duties;
mod entrustments;
mod files;
mod filing;
mod following;
mod freshness;
mod grants;
mod health_messages;
mod incident_acts;
mod incidents;
mod incoming;
mod intakes;
mod interviews;
mod journal;
mod letters;
mod long_threads;
mod message_templates;
mod notice_revisions;
mod notices;
mod nouns;
mod onward;
mod profile_history;
mod proposals;
mod purposes;
mod reading;
mod recipients;
mod refiled;
mod refusals;
mod reviews;
mod saved_views;
mod sealed;
mod seals;
mod sending;
mod tags;
mod taken_findings;
mod tampers;
mod tasks;
mod third_parties;
mod undelivered;
mod writing;
