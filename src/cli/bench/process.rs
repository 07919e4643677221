//! The processes that are measured: the server, and the bare framework; both are this program once more.
//!
//! Invariant: a process that was started here ends with its holder.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, ExitCode, Stdio};
use std::time::Duration;

use actix_web::{App, HttpResponse, HttpServer, web};
use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process};

use crate::config::Config;
use crate::store::database::Target;

/// What Linux counts processor time in, on every machine that it runs on.
const TICK: Duration = Duration::from_millis(10);

/// A process that answers HTTP.
pub(super) struct Process {
    /// `http://127.0.0.1:PORT`.
    pub(super) address: String,
    child: Child,
    /// Open as long as the process: one that cannot write its output would end.
    output: BufReader<ChildStdout>,
}

/// Bytes of memory: now, and at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Memory {
    pub(super) resident: u64,
    pub(super) peak: u64,
}

impl Process {
    /// `saiyo serve` on the stores of a configuration.
    pub(super) fn serve(config: &Config) -> anyhow::Result<Self> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let address = format!("127.0.0.1:{port}");
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("serve").env("SAIYO_LISTEN", &address).env("SAIYO_PUBLIC_URL", format!("http://{address}"));
        // Applications come from many addresses, as they do in life; one alone may send thirty an hour.
        command.env("SAIYO_TRUSTED_PROXIES", "127.0.0.1").env("SAIYO_LOG", "warn");
        command.env("SAIYO_DATA", &config.data).env("SAIYO_DIRECTORIES", &config.directories);
        command.env("SAIYO_KEYS", &config.store.keys);
        command.env("SAIYO_DATABASE_URL", url(&config.store.database));
        command.env("SAIYO_KEYRING_URL", url(&config.store.keyring));
        command.env("SAIYO_BLOBS_URL", &config.store.blobs_url).env("SAIYO_ANCHOR_URL", &config.store.anchor_url);
        Self::start(command)
    }

    /// The bare framework.
    pub(super) fn hello() -> anyhow::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["bench", "--hello"]);
        Self::start(command)
    }

    fn start(mut command: Command) -> anyhow::Result<Self> {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let output = BufReader::new(child.stdout.take().context("the server has no output")?);
        let mut process = Self { address: String::new(), child, output };
        let mut line = String::new();
        while process.output.read_line(&mut line)? > 0 {
            if let Some(address) = line.trim_end().strip_prefix("ready ") {
                address.clone_into(&mut process.address);
                return Ok(process);
            }
            line.clear();
        }
        bail!("the server ended before it was ready");
    }

    /// The processor time that it has used, its child processes left out.
    pub(super) fn cpu(&self) -> anyhow::Result<Duration> {
        cpu(&std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?)
    }

    pub(super) fn memory(&self) -> anyhow::Result<Memory> {
        memory(&std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).ok();
        self.child.wait().ok();
    }
}

/// The memory of this process.
pub(super) fn own_memory() -> anyhow::Result<Memory> {
    memory(&std::fs::read_to_string("/proc/self/status")?)
}

fn url(target: &Target) -> String {
    match target {
        Target::Pg(url) => url.clone(),
        Target::Sqlite(path) => format!("sqlite:{path}"),
    }
}

/// The processor time that this process has used, with that of its child processes that have ended.
pub(super) fn own_cpu_with_children() -> anyhow::Result<Duration> {
    ticks(&std::fs::read_to_string("/proc/self/stat")?, 4)
}

fn cpu(stat: &str) -> anyhow::Result<Duration> {
    ticks(stat, 2)
}

/// The name in parentheses may hold spaces; user and system time are the twelfth and thirteenth after it, and behind
/// them stand those of child processes.
fn ticks(stat: &str, fields: usize) -> anyhow::Result<Duration> {
    let (_, after) = stat.rsplit_once(") ").context("/proc/PID/stat is not as expected")?;
    let ticks: u32 = after.split(' ').skip(11).take(fields).filter_map(|word| word.parse::<u32>().ok()).sum();
    Ok(TICK * ticks)
}

fn memory(status: &str) -> anyhow::Result<Memory> {
    let bytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        kilobytes.map(|kilobytes| kilobytes * 1024).with_context(|| format!("/proc/PID/status has no {name}"))
    };
    Ok(Memory { resident: bytes("VmRSS:")?, peak: bytes("VmHWM:")? })
}

/// Serves the framework's hello page, without anything of ours around it, until the process is told to stop.
pub(super) fn serve_hello() -> anyhow::Result<ExitCode> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    println!("ready http://{}", listener.local_addr()?);
    let hello = || async { HttpResponse::Ok().content_type("text/plain").body("hello\n") };
    let server = HttpServer::new(move || App::new().route("/", web::get().to(hello))).listen(listener)?;
    actix_web::rt::System::new().block_on(server.run())?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_and_memory_are_read_where_linux_writes_them() {
        let stat = "77 (a (b) c) S 1 77 77 0 -1 4194560 900 0 0 0 150 25 900 900 20 0 9 0 100";
        assert_eq!(cpu(stat).unwrap(), Duration::from_millis(1_750), "what its children used is not in it");
        assert_eq!(ticks(stat, 4).unwrap(), Duration::from_millis(1_750 + 18_000));
        let status = "Name:\tsaiyo\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\n";
        assert_eq!(memory(status).unwrap(), Memory { resident: 1024 * 1024, peak: 2048 * 1024 });
        assert!(memory("").is_err() && cpu("").is_err() && ticks("", 4).is_err());
    }
}
