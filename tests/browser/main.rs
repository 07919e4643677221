//! The product as people see it: a real Chromium in front of a real demo.
//!
//! `bin/test` starts chromedriver and names it in `SAIYO_TEST_WEBDRIVER_URL`. Screenshots of every page in three
//! languages at 1280 and 390 pixels are left in `target/screenshots`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on should say where")]

mod axe;
mod browser;
mod demo;
mod disclosures;
mod every_page;
mod inbox;
mod incidents;
mod keyboard;
mod morning;
mod notices;
mod outsourcing;
#[path = "../support/services.rs"]
#[expect(dead_code, reason = "shared with suites that use the rest")]
mod services;
mod tour;
mod transfers;
