//! Fills the store that is measured with invented people and their conversations.

use std::sync::OnceLock;
use std::time::Instant;

use anyhow::Context;

use super::super::progress::bar;
use super::super::{fill_directories, open_app, open_store};
use super::table::Table;
use super::{OFFICE, process};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::staff::Role;
use crate::store::Store;
use crate::workflows::fill_demo;

/// Fills the store and its directories as far as that is still to do, and returns the recruiter's sign-in.
pub(super) fn fill(
    config: Config,
    (candidates, messages): (u64, u64),
    table: &Table,
) -> anyhow::Result<fill_demo::SignIn> {
    let store = open_store(&config)?;
    let mut db = store.database()?;
    let (now, started) = (Clock::system().now(), Instant::now());
    let (mut first, mut last) = (None, 0);
    let filling = bar(candidates, "inventing people");
    // Nothing is left to read, which would be measured along.
    let sign_ins = fill_demo::fill(&mut db, candidates, 0, now, |done| {
        first.get_or_insert(done);
        last = done;
        filling.set_position(done);
    })?;
    filling.finish_and_clear();
    drop(db);
    let (filled, took) = (last - first.unwrap_or(last), started.elapsed().as_secs_f64());
    let peak = process::own_memory()?.peak as f64 / 1e6;
    if messages > 0 {
        fill_messages(&store, messages, table)?;
    }
    let started = Instant::now();
    fill_directories(&open_app(config, store)?)?;
    let indexed = started.elapsed().as_secs_f64();
    if filled > 0 {
        table.values(
            "filling",
            &[
                ("people", filled as f64, "people"),
                ("people_per_second", filled as f64 / took, "a second"),
                ("peak_mb", peak, "MB at most"),
                ("directories_s", indexed, "s for the directories"),
            ],
        );
    }
    let recruiter = sign_ins.into_iter().find(|it| it.role == Role::Recruiter && it.office.as_str() == OFFICE);
    recruiter.context("the demo has no recruiter in Tokyo")
}

/// Fills conversations in as far as that is still to do.
fn fill_messages(store: &Store, messages: u64, table: &Table) -> anyhow::Result<()> {
    let started = Instant::now();
    let filling = bar(messages, "inventing messages");
    // What is there already is told first.
    let before = OnceLock::new();
    fill_demo::fill_messages(store, messages, Clock::system().now(), |more| {
        before.get_or_init(|| more);
        filling.inc(more);
    })?;
    let filled = filling.position() - before.get().copied().unwrap_or(0);
    filling.finish_and_clear();
    if filled > 0 {
        let rate = filled as f64 / started.elapsed().as_secs_f64();
        let values = [("messages", filled as f64, "messages"), ("messages_per_second", rate, "a second")];
        table.values("filling, messages", &values);
    }
    Ok(())
}
