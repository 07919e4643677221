//! A line between the program and a mail server that can be cut or slow. It does not look at what it carries, but for
//! one that lets an IMAP server say that nothing can be marked.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::boxes::{clear_port, server_port};

/// What a server says of a folder that can be marked, and of another; both are as long.
const READS: (&[u8], &[u8]) = (b"[READ-WRITE]", b"[READ-ONLY] ");

/// A port of its own that leads to the IMAP server.
pub struct Line {
    /// The port.
    pub port: u16,
    state: Arc<State>,
}

struct State {
    /// The port of the server.
    server: u16,
    /// Whether the server is to say that nothing can be marked.
    hides_marks: bool,
    /// As many bytes of the server are carried per connection.
    limit: AtomicUsize,
    /// Milliseconds that it takes its time with each piece.
    pause: AtomicU64,
    carried: AtomicUsize,
    cuts: AtomicUsize,
    clients: Mutex<Vec<TcpStream>>,
}

impl Line {
    /// A line to the IMAP server that carries everything.
    pub fn new() -> Self {
        Self::to(server_port())
    }

    /// A line to a port of this machine that carries everything.
    pub fn to(server: u16) -> Self {
        Self::with(server, false)
    }

    /// A line in the clear to a server that says that nothing can be marked.
    pub fn to_a_server_without_marks() -> Self {
        Self::with(clear_port(), true)
    }

    fn with(server: u16, hides_marks: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State {
            server,
            hides_marks,
            limit: AtomicUsize::new(usize::MAX),
            pause: AtomicU64::new(0),
            carried: AtomicUsize::new(0),
            cuts: AtomicUsize::new(0),
            clients: Mutex::default(),
        });
        let shared = state.clone();
        // It ends with the process.
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let (client, state) = (client.unwrap(), shared.clone());
                state.clients.lock().unwrap().push(client.try_clone().unwrap());
                std::thread::spawn(move || carry(&client, &state));
            }
        });
        Self { port, state }
    }

    /// Cuts each connection from now on after as many bytes of the server; at once if none.
    pub fn cut_after(&self, bytes: usize) {
        self.state.limit.store(bytes, Ordering::SeqCst);
    }

    /// Cuts every connection that there is.
    pub fn cut_now(&self) {
        for client in self.state.clients.lock().unwrap().drain(..) {
            client.shutdown(Shutdown::Both).ok();
        }
    }

    /// Takes its time with each piece of the server from now on.
    pub fn slow_down(&self, pause: Duration) {
        self.state.pause.store(u64::try_from(pause.as_millis()).unwrap(), Ordering::SeqCst);
    }

    /// Carries everything from now on.
    pub fn mend(&self) {
        self.cut_after(usize::MAX);
    }

    /// How many connections were cut.
    pub fn cuts(&self) -> usize {
        self.state.cuts.load(Ordering::SeqCst)
    }

    /// How many bytes of the server it has carried in all.
    pub fn carried(&self) -> usize {
        self.state.carried.load(Ordering::SeqCst)
    }

    /// Waits until it has carried as many bytes of the server in all.
    pub fn wait_for(&self, bytes: usize) {
        let started = Instant::now();
        while self.carried() < bytes {
            assert!(started.elapsed() < Duration::from_secs(60), "nobody asks the server for anything");
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

fn carry(client: &TcpStream, state: &State) {
    let mut left = state.limit.load(Ordering::SeqCst);
    if left == 0 {
        state.cuts.fetch_add(1, Ordering::SeqCst);
        client.shutdown(Shutdown::Both).ok();
        return;
    }
    let server = TcpStream::connect(("127.0.0.1", state.server)).unwrap();
    let (mut from_client, mut to_server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    std::thread::spawn(move || {
        std::io::copy(&mut from_client, &mut to_server).ok();
        to_server.shutdown(Shutdown::Both).ok();
    });
    let mut bytes = [0; 1_024];
    while let Ok(read @ 1..) = (&server).read(&mut bytes) {
        if state.hides_marks {
            hide_marks(&mut bytes[..read]);
        }
        let carried = read.min(left);
        std::thread::sleep(Duration::from_millis(state.pause.load(Ordering::SeqCst)));
        if (&*client).write_all(&bytes[..carried]).is_err() {
            break;
        }
        state.carried.fetch_add(carried, Ordering::SeqCst);
        left -= carried;
        if left == 0 {
            state.cuts.fetch_add(1, Ordering::SeqCst);
            break;
        }
    }
    client.shutdown(Shutdown::Both).ok();
    server.shutdown(Shutdown::Both).ok();
}

/// The answer to SELECT is short and comes in one piece.
fn hide_marks(bytes: &mut [u8]) {
    let (said, instead) = READS;
    if let Some(at) = bytes.windows(said.len()).position(|window| window == said) {
        bytes[at..at + said.len()].copy_from_slice(instead);
    }
}
