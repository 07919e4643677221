//! The parent's side: starts a worker, hands it the document, takes what it answers.
//!
//! Invariant: no byte of a document is interpreted in this process, except by [`super::sniff`]. However a worker
//! ends, the answer is a typed outcome within the time limit; at most [`Reader::new`]'s number of workers run.

mod each;

use super::limits;
use super::outcome::{ReadOutcome, Wants};
use super::wire::{self, Frame};
use super::worker::{COMMAND, UNCONFINED, probe::Probe};
use crate::domain::document::ReadingFailure;
use std::io::{self, Read, Write};
use std::num::NonZeroUsize;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

/// Reads documents in child processes; clones share the limit on their number.
#[derive(Debug, Clone)]
pub struct Reader {
    worker: PathBuf,
    allow_without_landlock: bool,
    slots: Arc<Slots>,
}

/// Why documents cannot be read on this machine at all.
#[derive(Debug, thiserror::Error)]
pub enum WorkerUnusable {
    /// It does not start.
    #[error("the document worker could not be started")]
    Start(#[source] io::Error),
    /// It refuses to work without its sandbox.
    #[error("the document worker could not confine itself: this kernel lacks Landlock or seccomp")]
    Unconfined,
    /// The sandbox has a hole.
    #[error("the document worker's sandbox lets something through: {0:?}")]
    Leaks(Probe),
    /// It answered nothing that can be read.
    #[error("the document worker gave no answer")]
    NoAnswer,
}

impl Reader {
    /// A reader whose workers are this program itself, as many at a time as there are processors.
    pub fn of_this_program() -> io::Result<Self> {
        let processors = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        Ok(Self::new(std::env::current_exe()?, processors))
    }

    /// A reader with the given program as worker and at most `at_once` of them.
    pub fn new(worker: PathBuf, at_once: NonZeroUsize) -> Self {
        let slots = Arc::new(Slots { free: Mutex::new(at_once.get()), freed: Condvar::new() });
        // Workers start in another folder, where a relative path would mean something else.
        let worker = std::path::absolute(&worker).unwrap_or(worker);
        Self { worker, allow_without_landlock: false, slots }
    }

    /// Lets workers run where the kernel has no Landlock: the operator's decision, never a default.
    #[must_use]
    pub fn allow_without_landlock(self, allow: bool) -> Self {
        Self { allow_without_landlock: allow, ..self }
    }

    /// Reads one document; blocks until a worker is free, then at most about ten seconds.
    pub fn read(&self, bytes: &[u8], wants: Wants) -> ReadOutcome {
        if bytes.len() > limits::INPUT_BYTES {
            return ReadOutcome::failed(None, ReadingFailure::TooLarge);
        }
        let _slot = self.slots.take();
        let mut flags = Vec::new();
        flags.extend(wants.text.then_some("--text"));
        flags.extend(wants.pages.then_some("--pages"));
        let Some(child) = self.start_or_tell(&flags) else {
            return ReadOutcome::failed(None, ReadingFailure::Crashed);
        };
        let mut gathering = Gathering { outcome: ReadOutcome::empty(None), ended: false };
        let status = converse(child, bytes, |frame| gathering.take(frame));
        gathering.conclude(status, wants)
    }

    /// Has a worker read what is no document, as its flags say, and takes its one answer as it is; blocks until a
    /// worker is free, then at most about ten seconds. Whoever asks limits the bytes.
    pub fn converse_with(&self, flags: &[&str], bytes: &[u8]) -> Result<Vec<u8>, ReadingFailure> {
        let _slot = self.slots.take();
        let child = self.start_or_tell(flags).ok_or(ReadingFailure::Crashed)?;
        let mut answer = None;
        let status = converse(child, bytes, |frame| {
            if let Frame::Opaque(told) = frame {
                answer = Some(told);
            }
            answer.is_some()
        });
        answer.ok_or_else(|| failure_of(status))
    }

    fn start_or_tell(&self, flags: &[&str]) -> Option<Child> {
        let started = self.start(flags);
        started.inspect_err(|error| tracing::error!(%error, "the document worker could not be started")).ok()
    }

    /// Starts a worker that tries to break out, and says whether everything was refused.
    pub fn check(&self) -> Result<Probe, WorkerUnusable> {
        let _slot = self.slots.take();
        let child = self.start(&["--probe"]).map_err(WorkerUnusable::Start)?;
        let output = child.wait_with_output().map_err(WorkerUnusable::Start)?;
        if output.status.code() == Some(i32::from(UNCONFINED)) {
            return Err(WorkerUnusable::Unconfined);
        }
        let probe: Probe = serde_json::from_slice(&output.stdout).map_err(|_| WorkerUnusable::NoAnswer)?;
        if probe.holds() { Ok(probe) } else { Err(WorkerUnusable::Leaks(probe)) }
    }

    fn start(&self, flags: &[&str]) -> io::Result<Child> {
        let mut command = Command::new(&self.worker);
        command.arg(COMMAND).args(flags);
        if self.allow_without_landlock {
            command.arg("--allow-without-landlock");
        }
        command.env_clear().current_dir("/").process_group(0);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()
    }
}

/// Feeds the document and hands on frames until one ends the answer, feeding and listening each on a thread of its
/// own, so that neither pipe can block the clock. Says how the worker ended; none if it was killed.
fn converse(mut child: Child, bytes: &[u8], mut is_last: impl FnMut(Frame) -> bool) -> Option<ExitStatus> {
    let deadline = Instant::now() + limits::WALL_CLOCK;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    std::thread::scope(|scope| {
        let (send, frames) = mpsc::channel();
        scope.spawn(move || stdin.map(|mut pipe| pipe.write_all(bytes)));
        scope.spawn(move || {
            let Some(pipe) = stdout else { return };
            let mut pipe = io::BufReader::new(pipe).take(limits::ANSWER_BYTES as u64);
            while let Some(frame) = wire::read(&mut pipe) {
                if send.send(frame).is_err() {
                    return;
                }
            }
        });
        let in_time = collect(&frames, deadline, &mut is_last);
        // Once the worker is gone, both threads have ended or are about to.
        finish(&mut child, if in_time { deadline } else { Instant::now() })
    })
}

/// Takes frames until the worker's last word or its end; false at the deadline.
fn collect(frames: &mpsc::Receiver<Frame>, deadline: Instant, is_last: &mut impl FnMut(Frame) -> bool) -> bool {
    loop {
        match frames.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(frame) => {
                if is_last(frame) {
                    return true;
                }
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => return true,
            Err(mpsc::RecvTimeoutError::Timeout) => return false,
        }
    }
}

/// Waits for the worker until the deadline, then kills it and all that it may have started; none if it was killed.
fn finish(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    while Instant::now() < deadline {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) => std::thread::sleep(Duration::from_millis(2)),
            Err(_) => break,
        }
    }
    // The group cannot have been reused: its leader has not been waited for yet.
    let killed =
        rustix::process::kill_process_group(rustix::process::Pid::from_child(child), rustix::process::Signal::KILL);
    if killed.is_err() && child.kill().is_err() {
        tracing::warn!("a document worker could not be killed");
    }
    if let Err(error) = child.wait() {
        tracing::warn!(%error, "a document worker could not be waited for");
    }
    None
}

struct Gathering {
    outcome: ReadOutcome,
    ended: bool,
}

impl Gathering {
    /// Takes one frame; whether it was the verdict.
    fn take(&mut self, frame: Frame) -> bool {
        match frame {
            Frame::Kind(kind) => self.outcome.kind = Some(kind),
            Frame::Text(text) => self.outcome.text.push_str(&text),
            Frame::Page(page) if self.outcome.pages.len() < limits::PAGES => self.outcome.pages.push(page),
            Frame::Page(_) | Frame::Opaque(_) => {}
            Frame::Verdict(verdict) => {
                self.outcome.failure = verdict.failure;
                self.outcome.page_count = verdict.page_count;
                self.outcome.truncated = verdict.truncated;
                self.outcome.warnings = verdict.warnings;
                self.ended = true;
            }
        }
        self.ended
    }

    /// A worker that died without a verdict leaves what it had sent: a text without all its pages is still a text.
    fn conclude(mut self, status: Option<ExitStatus>, wants: Wants) -> ReadOutcome {
        if self.ended {
            return self.outcome;
        }
        let failure = failure_of(status);
        self.outcome.truncated = true;
        let useful = if wants.text { !self.outcome.text.trim().is_empty() } else { !self.outcome.pages.is_empty() };
        if !useful {
            self.outcome.failure = Some(failure);
        }
        self.outcome
    }
}

/// Why there is no answer, from how the worker ended; none is a worker that was killed.
fn failure_of(status: Option<ExitStatus>) -> ReadingFailure {
    if status.and_then(|status| status.code()) == Some(i32::from(UNCONFINED)) {
        tracing::error!("the document worker refuses to run: this kernel lacks Landlock or seccomp");
    }
    let out_of_time = status.is_none_or(|status| status.signal() == Some(libc::SIGXCPU));
    if out_of_time { ReadingFailure::TimedOut } else { ReadingFailure::Crashed }
}

/// A counting semaphore.
#[derive(Debug)]
struct Slots {
    free: Mutex<usize>,
    freed: Condvar,
}

struct Slot<'a>(&'a Slots);

impl Slots {
    fn take(&self) -> Slot<'_> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self.freed.wait_while(free, |free| *free == 0).unwrap_or_else(PoisonError::into_inner);
        *free -= 1;
        Slot(self)
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.freed.notify_one();
    }
}
