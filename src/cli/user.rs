//! `saiyo user add` and `disable`.

use std::io::{BufRead, IsTerminal};
use std::process::ExitCode;

use anyhow::Context;
use clap::Subcommand;
use secrecy::SecretString;

use super::open_store;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::contact::EmailAddress;
use crate::domain::id::StaffId;
use crate::domain::locale::Locale;
use crate::domain::office::OfficeCode;
use crate::domain::staff::{Caller, Role, Staff};
use crate::store::{Database, StoreError, offices, staff};
use crate::vault::random;
use crate::workflows::WorkflowError;
use crate::workflows::set_up;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Add an account of staff; the first one is an administrator's. The password is read from standard input, or
    /// made up and printed.
    #[command(
        after_help = "Example: saiyo user add --office JP --role administrator --email admin@example.com --name \"Aoi Mori\""
    )]
    Add {
        /// The office's code.
        #[arg(long)]
        office: OfficeCode,
        /// recruiter, hiring_manager, hr_analyst, privacy_officer or administrator.
        #[arg(long)]
        role: Role,
        /// The sign-in name.
        #[arg(long)]
        email: String,
        /// The name as colleagues write it.
        #[arg(long)]
        name: String,
        /// The language of the pages: ja, en or zh-Hant.
        #[arg(long, default_value = "en")]
        language: Locale,
        /// Read the password from standard input instead of making one up.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Close an account and end its sessions.
    #[command(after_help = "Example: saiyo user disable --email rin@example.com")]
    Disable {
        /// The sign-in name.
        #[arg(long)]
        email: String,
    },
}

pub fn run(config: Config, command: &Command, json: bool) -> anyhow::Result<ExitCode> {
    let store = open_store(&config)?;
    let mut db = store.database()?;
    let at = Clock::system().now();
    match command {
        Command::Add { office, role, email, name, language, password_stdin } => {
            let email = EmailAddress::parse(email).context("--email")?;
            if !Role::STAFF.contains(role) {
                anyhow::bail!("--role: {role} is not a role of staff");
            }
            if !db.read(offices::codes)?.contains(office) {
                anyhow::bail!("--office: there is no office {office}; the set-up page makes the first one");
            }
            let (password, made_up) = if *password_stdin { (read_password()?, false) } else { (made_up()?, true) };
            let person = Staff {
                id: StaffId::new(),
                office: office.clone(),
                email: email.clone(),
                name: name.clone(),
                role: *role,
                locale: *language,
                disabled_at: None,
                own_candidate: None,
            };
            let caller = Caller::operator(office.clone(), at);
            add(&mut db, &caller, &person, &password)?;
            let shown = made_up.then_some(password);
            if json {
                println!("{}", serde_json::json!({ "id": person.id, "email": email, "password": shown }));
            } else {
                println!("added {} ({role}, {office})", email.as_str());
                if let Some(password) = shown {
                    println!("password: {password}");
                }
            }
        }
        Command::Disable { email } => {
            let address = EmailAddress::parse(email).context("--email")?;
            let found = db.read(|db| staff::by_email(db, &address))?;
            let (person, _) = found.ok_or_else(|| anyhow::anyhow!("--email: there is no such account"))?;
            let caller = Caller::operator(person.office, at);
            set_up::disable_staff(&mut db, &caller, person.id, at)?;
            println!("{}", if json { serde_json::json!({ "id": person.id }).to_string() } else { "closed".to_owned() });
        }
    }
    store.anchor().flush();
    Ok(ExitCode::SUCCESS)
}

fn add(db: &mut Database, caller: &Caller, person: &Staff, password: &str) -> anyhow::Result<()> {
    match set_up::add_staff(db, caller, person, &SecretString::from(password.to_owned())) {
        Err(WorkflowError::Store(StoreError::Taken(_))) => anyhow::bail!("--email: this sign-in name is taken"),
        other => Ok(other?),
    }
}

/// The shortest password that is taken.
const SHORTEST: usize = 12;

fn read_password() -> anyhow::Result<String> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        eprintln!("Type the password and press Enter (it is shown):");
    }
    let mut line = String::new();
    stdin.lock().read_line(&mut line)?;
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    if password.chars().count() < SHORTEST {
        anyhow::bail!("a password has at least {SHORTEST} characters");
    }
    Ok(password)
}

fn made_up() -> anyhow::Result<String> {
    Ok(hex::encode(random::array::<12>()?))
}
