//! The two ends of the pipe: what asks a worker to read a mail, and what the worker does then.
//!
//! Invariant: however a worker ends, the answer is a mail or a fault; the server itself looks at the length alone. A
//! mail is blamed for the end of a worker only if that worker had begun with it.

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
    let answer = reader.converse_with(&[FLAG], raw).map_err(fault)?;
    understood(&answer)
}

/// Reads several mails, in one child process if none of them ends it; each has its own verdict, in their order, and the
/// time that it would have alone. They are together in that process's memory: give those of one office.
pub fn read_many(reader: &Reader, mails: &[&[u8]]) -> Vec<Result<ParsedMail, MailFault>> {
    let mut verdicts = Vec::with_capacity(mails.len());
    while let Some(rest) = mails.get(verdicts.len()..).filter(|rest| !rest.is_empty()) {
        let fitting = rest.iter().take_while(|raw| raw.len() <= INPUT_BYTES).count();
        match (fitting, rest) {
            (0, _) => verdicts.push(Err(MailFault::TooLarge)),
            (1, [raw, ..]) => verdicts.push(read(reader, raw)),
            _ => {
                let fitting = rest.get(..fitting).unwrap_or_default();
                let (answers, failure) = reader.converse_with_each(&[FLAG], fitting);
                verdicts.extend(answers.iter().map(|answer| understood(answer)));
                // Whichever ended it in the midst of others is the first of the next worker, and then alone to blame.
                if answers.is_empty() {
                    verdicts.push(Err(failure.map_or(MailFault::Crashed, fault)));
                }
            }
        }
    }
    verdicts
}

fn understood(answer: &[u8]) -> Result<ParsedMail, MailFault> {
    answer::unpack(answer).unwrap_or(Err(MailFault::Crashed))
}

const fn fault(failure: ReadingFailure) -> MailFault {
    match failure {
        ReadingFailure::TimedOut => MailFault::TimedOut,
        _ => MailFault::Crashed,
    }
}

fn in_worker(raw: &[u8]) -> Vec<u8> {
    answer::pack(parse::parse(raw))
}
