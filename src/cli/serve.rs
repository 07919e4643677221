//! `saiyo serve`.

use std::net::TcpListener;
use std::process::ExitCode;

use anyhow::Context;

use super::{fill_directories, open_app, open_store, serve_app};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::staff::Caller;
use crate::store::{Store, anchored, grants, offices};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Serve a database that is older than its anchor says, and write that to journal and anchor.
    #[arg(long)]
    accept_older_database: bool,
}

pub fn run(config: Config, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if !config.listen.ip().is_loopback() && !config.is_https() {
        anyhow::bail!(
            "{} can be reached from other machines: put a TLS proxy in front and set public_url to its https address, \
             or listen on 127.0.0.1",
            config.listen
        );
    }
    if let Some(fault) = config.proxy_fault() {
        tracing::warn!("{fault}");
    }
    let store = open_store(&config)?;
    for office in store.database()?.read(offices::codes)? {
        // Without the public half nothing could be sealed: better said now than to the first applicant.
        grants::public_key(&mut store.database()?, &office)?;
    }
    check_anchor(&store, arguments.accept_older_database)?;
    let listener = TcpListener::bind(config.listen).with_context(|| format!("cannot listen on {}", config.listen))?;
    let address = listener.local_addr()?;
    let app = open_app(Config { listen: address, ..config }, store)?;
    if let Some(code) = app.setup_code() {
        println!("Set-up is to do: open http://{address}/setup and enter this one-time code:");
        println!("{code}");
    }
    fill_directories(&app)?;
    println!("ready http://{address}");
    serve_app(app, listener)?;
    Ok(ExitCode::SUCCESS)
}

/// Refuses a database that lacks what its anchor knows: whoever was erased or withdrew since would be back.
fn check_anchor(store: &Store, accept: bool) -> anyhow::Result<()> {
    let mut db = store.database()?;
    let lacking = anchored::check(&mut db)?;
    let Some(first) = lacking.first() else { return Ok(()) };
    if !accept {
        anyhow::bail!(
            "this database is older than its anchor says: it lacks entry {} of the journal, and {} of the anchored \
             heads in all. Restore the newest copy; if there is none, `saiyo serve --accept-older-database` goes on \
             with this one, without what was done since, and journals that",
            first.seq,
            lacking.len()
        );
    }
    let offices = db.read(offices::codes)?;
    let office = offices.first().context("this database has no office: restore the newest copy")?.clone();
    tracing::warn!(first = first.seq, heads = lacking.len(), "an older database is accepted");
    anchored::accept(&mut db, &Caller::operator(office, Clock::system().now()), &lacking)?;
    Ok(())
}
