//! Several things read by one worker, one after the other: to start it takes longer than to read most of them.
//!
//! Invariant: each has the time that it would have alone, and a worker's end is told beside what it answered before.

use super::{Reader, failure_of, finish};
use crate::documents::limits;
use crate::documents::wire::{self, Frame};
use crate::documents::worker::EACH;
use crate::domain::document::ReadingFailure;
use std::io::{self, Read};
use std::process::{Child, ExitStatus};
use std::sync::mpsc;
use std::time::Instant;

impl Reader {
    /// Has one worker read several things that are no documents, as its flags say; blocks until a worker is free, then
    /// at most about ten seconds for each. Returns its answers in their order. If there are fewer than things, the
    /// worker ended over the next one, or before it, for the reason beside them. Whoever asks limits the bytes.
    pub fn converse_with_each(&self, flags: &[&str], inputs: &[&[u8]]) -> (Vec<Vec<u8>>, Option<ReadingFailure>) {
        let _slot = self.slots.take();
        let Some(child) = self.start_or_tell(&[flags, &[EACH]].concat()) else {
            return (Vec::new(), Some(ReadingFailure::Crashed));
        };
        let mut answers = Vec::with_capacity(inputs.len());
        let status = converse_each(child, inputs, &mut answers);
        let failure = (answers.len() < inputs.len()).then(|| failure_of(status));
        (answers, failure)
    }
}

/// Feeds and listens, each on a thread of its own, so that neither pipe can block the clock. Says how the worker ended;
/// none if it was killed.
fn converse_each(mut child: Child, inputs: &[&[u8]], answers: &mut Vec<Vec<u8>>) -> Option<ExitStatus> {
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    std::thread::scope(|scope| {
        let (send, frames) = mpsc::channel();
        scope.spawn(move || {
            stdin.map(|mut pipe| inputs.iter().try_for_each(|input| wire::write_input(&mut pipe, input)))
        });
        scope.spawn(move || {
            let Some(pipe) = stdout else { return };
            let mut pipe = io::BufReader::new(pipe).take(limits::ANSWER_BYTES as u64);
            while let Some(frame) = wire::read(&mut pipe) {
                if send.send(frame).is_err() {
                    return;
                }
            }
        });
        let in_time = collect_each(&frames, inputs.len(), answers);
        let now = Instant::now();
        // Once the worker is gone, both threads have ended or are about to.
        finish(&mut child, if in_time { now + limits::WALL_CLOCK } else { now })
    })
}

/// Takes answers until all are there or the worker ends; false if one did not come in time.
fn collect_each(frames: &mpsc::Receiver<Frame>, wanted: usize, answers: &mut Vec<Vec<u8>>) -> bool {
    let mut deadline = Instant::now() + limits::WALL_CLOCK;
    while answers.len() < wanted {
        match frames.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(Frame::Opaque(answer)) => {
                answers.push(answer);
                deadline = Instant::now() + limits::WALL_CLOCK;
            }
            // Nothing else was asked for.
            Ok(_) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) => return true,
            Err(mpsc::RecvTimeoutError::Timeout) => return false,
        }
    }
    true
}
