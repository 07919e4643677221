//! A demo of its own, started once for all tests of this binary.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

/// A running demo, as its output tells it.
pub struct Demo {
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    /// The lines of its table: role, office, e-mail, password.
    sign_ins: Vec<[String; 4]>,
    /// A single-use link of a candidate of each office, with the office.
    links: Vec<[String; 2]>,
    data: tempfile::TempDir,
    _keeper: Child,
}

/// Runs a command until this process ends, however it ends: then the pipe to the keeper's input closes.
const KEEP: &str = r#""$@" & read -r _; kill $!"#;

/// The demo of this binary.
pub fn demo() -> &'static Demo {
    static DEMO: OnceLock<Demo> = OnceLock::new();
    DEMO.get_or_init(start)
}

fn start() -> Demo {
    let data = tempfile::tempdir().unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut keeper = Command::new("sh")
        .args(["-c", KEEP, "keeper", env!("CARGO_BIN_EXE_saiyo")])
        .args(["demo", "--candidates", "120", "--listen", &format!("127.0.0.1:{port}"), "--data"])
        .arg(data.path())
        .env_remove("SAIYO_CONFIG")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (mut sign_ins, mut links) = (Vec::new(), Vec::new());
    let mut lines = BufReader::new(keeper.stdout.take().unwrap()).lines();
    let address = loop {
        let line = lines.next().expect("the demo ended before it was ready").unwrap();
        if let Some(address) = line.strip_prefix("ready ") {
            break address.to_owned();
        }
        if let Some(at) = line.find("http://") {
            links.push([&line[..at], &line[at..]].map(|part| part.trim().to_owned()));
        }
        let words: Vec<&str> = line.split("  ").map(str::trim).filter(|word| !word.is_empty()).collect();
        if let [role, office, email, password] = words[..] {
            sign_ins.push([role, office, email, password].map(str::to_owned));
        }
    };
    // The pipe stays open: a server that cannot write its output would end.
    std::thread::spawn(move || lines.for_each(drop));
    Demo { address, sign_ins, links, data, _keeper: keeper }
}

impl Demo {
    /// The folder that it keeps everything in.
    pub fn data(&self) -> &std::path::Path {
        self.data.path()
    }

    /// The link of a candidate of an office; it works once.
    pub fn link_of(&self, office: &str) -> &str {
        let found = self.links.iter().find(|[its_office, _]| its_office == office);
        &found.expect("the demo prints this link")[1]
    }

    /// The e-mail and password of a role at an office.
    pub fn sign_in(&self, role: &str, office: &str) -> (&str, &str) {
        let found = self.sign_ins.iter().find(|[its_role, its_office, ..]| its_role == role && its_office == office);
        let [_, _, email, password] = found.expect("the demo prints this sign-in");
        (email, password)
    }
}
