//! Proof that the sandbox holds: tries, from inside, what a hijacked reader would try.
//!
//! Invariant: a probe changes nothing even where it succeeds.

use serde::{Deserialize, Serialize};

/// What was refused; all true in a worker that is safe to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    /// Reading a file.
    pub read_refused: bool,
    /// Making a file.
    pub write_refused: bool,
    /// Listing a folder.
    pub list_refused: bool,
    /// Opening a connection.
    pub connect_refused: bool,
    /// Waiting for one.
    pub listen_refused: bool,
    /// Starting a program.
    pub execute_refused: bool,
    /// Starting a thread.
    pub thread_refused: bool,
    /// Allocating 1 GiB.
    pub memory_refused: bool,
}

impl Probe {
    /// Whether everything was refused.
    pub fn holds(&self) -> bool {
        self.read_refused
            && self.write_refused
            && self.list_refused
            && self.connect_refused
            && self.listen_refused
            && self.execute_refused
            && self.thread_refused
            && self.memory_refused
    }
}

/// Tries all of it.
pub fn probe() -> Probe {
    let connect = std::net::TcpStream::connect("127.0.0.1:9").err().map(|error| error.kind());
    Probe {
        read_refused: std::fs::File::open("/etc/passwd").is_err(),
        write_refused: std::fs::File::create_new(format!("/tmp/saiyo-probe-{}", std::process::id())).is_err(),
        list_refused: std::fs::read_dir("/").is_err(),
        // "Connection refused" would come from the other side: the call itself must fail.
        connect_refused: connect == Some(std::io::ErrorKind::PermissionDenied),
        listen_refused: std::net::TcpListener::bind("127.0.0.1:0").is_err(),
        execute_refused: std::process::Command::new("/bin/true").spawn().is_err(),
        thread_refused: std::thread::Builder::new().spawn(|| {}).is_err(),
        memory_refused: is_memory_refused(),
    }
}

/// The optimizer leaves out an allocation that nobody looks at, and takes it for granted.
fn is_memory_refused() -> bool {
    let mut memory = Vec::<u8>::new();
    let refused = memory.try_reserve_exact(std::hint::black_box(1 << 30)).is_err();
    std::hint::black_box(memory.as_mut_ptr());
    refused
}
