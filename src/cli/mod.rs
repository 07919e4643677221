//! The command line: a contract that scripts depend on. A file per subcommand.
//!
//! Exit codes: 0 done, 1 failed, 2 wrong usage.

mod bench;
mod demo;
mod directory;
mod doctor;
mod documents;
mod inbox;
mod journal;
mod keys;
mod migrate;
mod notice;
mod progress;
mod rules;
mod serve;
mod user;

use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};

use crate::app::App;
use crate::clock::Clock;
use crate::config::{Config, Settings};
use crate::documents::Reader;
use crate::store::{Store, grants};

/// Saiyo: recruitment candidate records that keep to their privacy policy.
#[derive(Debug, Parser)]
#[command(name = "saiyo", version, propagate_version = true, after_help = "Example: saiyo demo")]
struct Cli {
    #[command(flatten)]
    settings: Settings,
    /// Answer in JSON, for machines.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the pages.
    #[command(after_help = "Example: SAIYO_PUBLIC_URL=https://saiyo.example.com saiyo serve --listen 127.0.0.1:8080")]
    Serve(serve::Arguments),
    /// Serve a demonstration with invented people, and print its sign-ins.
    #[command(after_help = "Example: saiyo demo --candidates 500 --data /tmp/saiyo-demo")]
    Demo(demo::Arguments),
    /// Measure how fast this machine serves invented people, through HTTP.
    #[command(after_help = "Example: saiyo bench --candidates 10000 --data /tmp/saiyo-bench --json")]
    Bench(bench::Arguments),
    /// Bring the databases up to date.
    #[command(after_help = "Example: saiyo migrate --database-url postgres://saiyo@localhost/saiyo")]
    Migrate,
    /// Add or close accounts of staff.
    #[command(subcommand)]
    User(user::Command),
    /// Publish the privacy notice.
    #[command(subcommand)]
    Notice(notice::Command),
    /// Check the rule table, or try a changed one.
    #[command(subcommand)]
    Rules(rules::Command),
    /// Read documents as the server does.
    #[command(subcommand)]
    Documents(documents::Command),
    /// Take mail in from files, and look at the mailboxes.
    #[command(subcommand)]
    Inbox(inbox::Command),
    /// The keys that are known here, and certificates of anchor keys.
    #[command(subcommand)]
    Keys(keys::Command),
    /// Verify the journal, and reason its decisions again.
    #[command(subcommand)]
    Journal(journal::Command),
    /// The encrypted index of each office.
    #[command(subcommand)]
    Directory(directory::Command),
    /// Look for faults of this installation, and say what to do about them.
    #[command(after_help = "Example: saiyo doctor")]
    Doctor(doctor::Arguments),
}

/// Runs the command line.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, not faults.
            let code = if error.use_stderr() { 2 } else { 0 };
            error.print().ok();
            return ExitCode::from(code);
        }
    };
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("saiyo: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let json = cli.json;
    match cli.command {
        Command::Rules(command) if !command.needs_config() => rules::run(None, &command, json),
        Command::Documents(command) => documents::run(&command),
        other => {
            let demo = matches!(other, Command::Demo(_) | Command::Bench(_));
            let is_bench = matches!(other, Command::Bench(_));
            let settings = if is_bench { bench::settings(cli.settings) } else { cli.settings };
            let config = Config::load(settings)?;
            log_to_stderr(&config.log, demo);
            crate::vault::harden_process()?;
            match other {
                Command::Serve(arguments) => serve::run(config, &arguments),
                Command::Demo(arguments) => demo::run(config, &arguments),
                Command::Bench(arguments) => bench::run(config, &arguments, json),
                Command::Migrate => migrate::run(&config, json),
                Command::User(command) => user::run(config, &command, json),
                Command::Notice(command) => notice::run(&config, &command, json),
                Command::Inbox(command) => inbox::run(&config, &command, json),
                Command::Keys(command) => keys::run(&config, &command, json),
                Command::Journal(command) => journal::run(&config, &command, json),
                Command::Directory(command) => directory::run(config, &command, json),
                Command::Doctor(arguments) => doctor::run(&config, &arguments, json),
                Command::Rules(command) => rules::run(Some(&config), &command, json),
                Command::Documents(_) => Ok(ExitCode::SUCCESS),
            }
        }
    }
}

fn log_to_stderr(filter: &str, quiet: bool) {
    // A plain level is for our own lines: those of libraries below a warning may repeat what was asked of them.
    let is_level = !filter.contains(['=', ',']);
    let filter = if is_level { format!("warn,saiyo={filter}") } else { filter.to_owned() };
    let filter = tracing_subscriber::EnvFilter::try_new(filter)
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(if quiet { "warn" } else { "info" }));
    // The line to a mailbox carries its password and people's mail, and its library logs what goes over it.
    let filter = match "async_imap::imap_stream=off".parse() {
        Ok(directive) => filter.add_directive(directive),
        Err(_) => filter,
    };
    // To say on a closed pipe that the log cannot be written there would end the thread that served.
    let format = tracing_subscriber::fmt().with_writer(std::io::stderr).log_internal_errors(false);
    let format = format.with_env_filter(filter);
    // Set once per process; a second call in tests changes nothing.
    if quiet {
        format.compact().with_max_level(tracing::Level::WARN).try_init().ok();
    } else {
        format.json().try_init().ok();
    }
}

/// Opens the store of a configuration.
fn open_store(config: &Config) -> anyhow::Result<Store> {
    std::fs::create_dir_all(&config.data)?;
    restrict(&config.data)?;
    Ok(Store::open(config.store.clone())?)
}

/// The data folder is for this user alone.
fn restrict(folder: &std::path::Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
}

/// Puts a server's parts together.
fn open_app(config: Config, store: Store) -> anyhow::Result<App> {
    let reader = Reader::of_this_program()?.allow_without_landlock(config.allow_without_landlock);
    if let Err(error) = reader.check() {
        tracing::error!(%error, "documents cannot be read on this machine; they are stored and marked unreadable");
    }
    Ok(App::new(store, config, reader, Clock::system())?)
}

/// Fills the directories before the server is ready, or goes on where that was cut off; no request has to wait for it.
fn fill_directories(app: &App) -> anyhow::Result<()> {
    let mut db = app.store.database()?;
    let mut given = 0;
    for office in app.store.served_offices() {
        given += db.read(|db| grants::count_given(db, &office))?;
    }
    drop(db);
    let filling = progress::bar(u64::try_from(given).unwrap_or(0), "filling the directories");
    app.directories.fill_all(&app.store, || app.clock.now(), |more| filling.inc(more as u64));
    filling.finish_and_clear();
    Ok(())
}

/// Serves an app on its address until the process is told to stop.
fn serve_app(app: App, listener: std::net::TcpListener) -> anyhow::Result<()> {
    let anchor_of = app.store.clone();
    actix_web::rt::System::new().block_on(async move {
        crate::jobs::start(&app);
        crate::web::server::serve(app, listener).await
    })?;
    anchor_of.anchor().flush();
    drop(Arc::new(anchor_of));
    Ok(())
}
