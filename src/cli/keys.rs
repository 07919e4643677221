//! `saiyo keys status` and `certify-anchor`.

use std::process::ExitCode;

use clap::Subcommand;

use super::open_store;
use crate::config::Config;
use crate::store::{Store, StoreError, anchor_keys, setup};
use crate::vault::anchor_key::AnchorPublicKey;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say which keys are here, and which instances' anchor keys the set-up key certified.
    #[command(after_help = "Example: saiyo keys status")]
    Status,
    /// Certify the anchor key of another server, where setup.key is. Compare the key with what that server says.
    #[command(after_help = "Example: saiyo keys certify-anchor 3d40…64 digits…")]
    CertifyAnchor {
        /// The key, as `keys status`, the log or `doctor` of that server says it.
        #[arg(value_name = "KEY")]
        key: AnchorPublicKey,
    },
}

pub fn run(config: &Config, command: &Command, json: bool) -> anyhow::Result<ExitCode> {
    let store = open_store(config)?;
    match command {
        Command::Status => status(&store, json)?,
        Command::CertifyAnchor { key } => {
            match setup::certify(&store, key) {
                Err(StoreError::NotFound) => anyhow::bail!("no server with this database has this anchor key"),
                other => other?,
            }
            println!("{}", if json { serde_json::json!({ "key": key.to_string() }).to_string() } else { done(key) });
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn done(key: &AnchorPublicKey) -> String {
    format!("certified {key}")
}

fn status(store: &Store, json: bool) -> anyhow::Result<()> {
    let setup = store.setup_public_key();
    let setup_key = match &setup {
        Some(_) if setup::private_path(store.config()).exists() => "both halves",
        Some(_) => "public half",
        None => "not known",
    };
    let offices: Vec<String> = store.served_offices().iter().map(ToString::to_string).collect();
    let own = store.anchor().key();
    let all = store.database()?.read(anchor_keys::list)?;
    let keys = all.iter().map(|known| (known, known.valid_certificate(setup.as_ref()).is_some()));
    if json {
        let keys: Vec<_> = keys
            .map(|(it, certified)| {
                serde_json::json!({ "key": it.key.to_string(), "own": it.key == *own, "certified": certified })
            })
            .collect();
        println!("{}", serde_json::json!({ "setup": setup_key, "offices": offices, "anchor_keys": keys }));
        return Ok(());
    }
    println!("set-up key    {setup_key}");
    println!("office keys   {}", offices.join(", "));
    for (known, certified) in keys {
        let (whose, state) = (
            if known.key == *own { "this server's" } else { "another's" },
            if certified { "certified" } else { "not certified" },
        );
        println!("anchor key    {}  {whose}, {state}", known.key);
    }
    Ok(())
}
