//! `saiyo migrate`.

use std::process::ExitCode;

use crate::config::Config;
use crate::store::database::{Cache, migrate, open_pool};

pub fn run(config: &Config, json: bool) -> anyhow::Result<ExitCode> {
    std::fs::create_dir_all(&config.data)?;
    super::restrict(&config.data)?;
    let main = migrate(&mut *open_pool(&config.store.database, 1, Cache::OF_RECORDS)?.get()?, false)?;
    let keyring = migrate(&mut *open_pool(&config.store.keyring, 1, Cache::OF_KEYS)?.get()?, true)?;
    if json {
        println!("{}", serde_json::json!({ "main": main, "keyring": keyring }));
    } else {
        println!("{main} migrations of the main database, {keyring} of the keyring");
    }
    Ok(ExitCode::SUCCESS)
}
