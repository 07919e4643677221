//! `saiyo serve`.

use std::net::TcpListener;
use std::process::ExitCode;

use anyhow::Context;

use super::{fill_directories, open_app, open_store, serve_app};
use crate::config::Config;
use crate::store::{grants, offices};

pub fn run(config: Config) -> anyhow::Result<ExitCode> {
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
    let listener = TcpListener::bind(config.listen).with_context(|| format!("cannot listen on {}", config.listen))?;
    let address = listener.local_addr()?;
    let app = open_app(config, store)?;
    if let Some(code) = app.setup_code() {
        println!("Set-up is to do: open http://{address}/setup and enter this one-time code:");
        println!("{code}");
    }
    fill_directories(&app, app.clock.now())?;
    println!("ready http://{address}");
    serve_app(app, listener)?;
    Ok(ExitCode::SUCCESS)
}
