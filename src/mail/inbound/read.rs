//! The two ends of the pipe: what asks a worker to read a mail, and what the worker does then.
//!
//! Invariant: however a worker ends, the answer is a mail or a fault; the server itself looks at the length alone.

use super::limits::INPUT_BYTES;
use super::parsed::ParsedMail;
use super::{answer, parse};
use crate::documents::Reader;
use crate::documents::worker::OtherReader;
use crate::domain::document::ReadingFailure;
use crate::domain::message::MailFault;

const FLAG: &str = "--mail";

/// What makes a worker a reader of mail: for the binary, which starts workers.
pub const WORKER: OtherReader = OtherReader { flag: FLAG, input_bytes: INPUT_BYTES, read: in_worker };

/// Reads a mail in a child process; blocks until a worker is free, then at most about ten seconds.
pub fn read(reader: &Reader, raw: &[u8]) -> Result<ParsedMail, MailFault> {
    if raw.len() > INPUT_BYTES {
        return Err(MailFault::TooLarge);
    }
    let answer = reader.converse_with(&[FLAG], raw).map_err(|failure| match failure {
        ReadingFailure::TimedOut => MailFault::TimedOut,
        _ => MailFault::Crashed,
    })?;
    answer::unpack(&answer).unwrap_or(Err(MailFault::Crashed))
}

fn in_worker(raw: &[u8]) -> Vec<u8> {
    answer::pack(parse::parse(raw))
}
