//! The child process: the same binary started as `saiyo parse-worker`, which reads one document, or one thing of
//! another sort that a module above this one reads in it ([`OtherReader`]).
//!
//! Invariant: nothing of what it reads is looked at before [`sandbox::confine`] has succeeded. Whatever happens after
//! that (a crash, a stack overflow, no more memory) ends this process alone.

pub mod probe;
pub mod sandbox;

use super::limits;
use super::outcome::{PageImage, Wants};
use super::sniff::sniff;
use super::wire::{self, Frame, Verdict};
use crate::domain::document::{DocumentKind, ReadingFailure};
use std::io::{self, Read, StdoutLock};
use std::process::ExitCode;
use std::time::Instant;

/// The hidden subcommand that starts a worker.
pub const COMMAND: &str = "parse-worker";
/// The flag beside that of another reader which says that several things come, one after the other.
pub const EACH: &str = "--each";
/// The exit code of a worker that could not confine itself.
pub const UNCONFINED: u8 = 77;

/// What else the child can read. This module cannot know those who ask for it, so the binary brings them together.
#[derive(Debug, Clone, Copy)]
pub struct OtherReader {
    /// The flag that asks for it.
    pub flag: &'static str,
    /// Bytes that it is given at most, and one more where there were more.
    pub input_bytes: usize,
    /// Reads, and answers in words of its own, which the parent's [`super::Reader::converse_with`] hands on.
    pub read: fn(&[u8]) -> Vec<u8>,
}

/// Runs as the child: takes what follows [`COMMAND`] on the command line, and what can be read besides documents.
pub fn main(arguments: impl Iterator<Item = String>, others: &[OtherReader]) -> ExitCode {
    let arguments: Vec<String> = arguments.collect();
    let asked = |flag: &str| arguments.iter().any(|argument| argument == flag);
    if let Err(error) = sandbox::confine(asked("--allow-without-landlock")) {
        // The parent discards this; it is for the person who starts a worker by hand.
        eprintln!("{error}");
        return ExitCode::from(UNCONFINED);
    }
    let done = if asked("--probe") {
        answer_probe()
    } else if let Some(other) = others.iter().find(|other| asked(other.flag)) {
        if asked(EACH) { answer_each(other) } else { answer_other(other) }
    } else {
        answer(Wants { text: asked("--text"), pages: asked("--pages") })
    };
    if done.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn answer_probe() -> io::Result<()> {
    serde_json::to_writer(io::stdout().lock(), &probe::probe()).map_err(io::Error::other)
}

fn answer_other(other: &OtherReader) -> io::Result<()> {
    let answer = (other.read)(&input(other.input_bytes)?);
    wire::write(&mut io::stdout().lock(), &Frame::Opaque(answer))
}

/// Answers one thing after the other, as long as there is time for another one: the rest is for the next worker.
fn answer_each(other: &OtherReader) -> io::Result<()> {
    let (started, mut from, mut to) = (Instant::now(), io::stdin().lock(), io::stdout().lock());
    while started.elapsed() < limits::LAST_OF_SEVERAL
        && let Some(input) = wire::read_input(&mut from, other.input_bytes)?
    {
        wire::write(&mut to, &Frame::Opaque((other.read)(&input)))?;
    }
    Ok(())
}

/// What the parent sends, up to the limit and one byte more, which tells that there was more.
fn input(limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(limit as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn answer(wants: Wants) -> io::Result<()> {
    let bytes = input(limits::INPUT_BYTES)?;
    let mut answer = Answer::new(wants);
    let failure = read(bytes, &mut answer)?.err();
    answer.end(failure)
}

/// Reads one document of either kind; the outer error is a broken pipe, the inner one the document's.
fn read(bytes: Vec<u8>, answer: &mut Answer) -> io::Result<Result<(), ReadingFailure>> {
    if bytes.len() > limits::INPUT_BYTES {
        return Ok(Err(ReadingFailure::TooLarge));
    }
    let sniffed = sniff(&bytes, "");
    let Some(kind) = sniffed.kind else { return Ok(Err(sniffed.failure.unwrap_or(ReadingFailure::WrongKind))) };
    answer.kind(kind)?;
    match kind {
        DocumentKind::Pdf => super::pdf::read(bytes, answer),
        DocumentKind::Docx => super::docx::read(&bytes, answer),
    }
}

/// The answer in the making; everything goes to the parent as soon as it is ready.
pub struct Answer {
    out: StdoutLock<'static>,
    started: Instant,
    characters: usize,
    has_text: bool,
    images: usize,
    image_bytes: usize,
    /// What is asked.
    pub wants: Wants,
    /// What will be said last.
    pub verdict: Verdict,
}

impl Answer {
    fn new(wants: Wants) -> Self {
        Self {
            out: io::stdout().lock(),
            started: Instant::now(),
            characters: 0,
            has_text: false,
            images: 0,
            image_bytes: 0,
            wants,
            verdict: Verdict::default(),
        }
    }

    fn kind(&mut self, kind: DocumentKind) -> io::Result<()> {
        wire::write(&mut self.out, &Frame::Kind(kind))
    }

    /// Hands over more text, up to the limit; false when there is no room for more.
    pub fn text(&mut self, text: &str) -> io::Result<bool> {
        self.has_text |= text.chars().any(|c| !c.is_whitespace());
        let room = limits::CHARACTERS - self.characters;
        let cut = text.char_indices().nth(room).map_or(text, |(end, _)| &text[..end]);
        self.characters += cut.chars().count();
        self.verdict.truncated |= cut.len() < text.len();
        if self.wants.text && !cut.is_empty() {
            wire::write(&mut self.out, &Frame::Text(cut.to_owned()))?;
        }
        Ok(self.characters < limits::CHARACTERS)
    }

    /// Whether one more page may be drawn: time, number and size allow it.
    pub fn has_room_for_page(&mut self) -> bool {
        let room = self.images < limits::PAGES
            && self.image_bytes < limits::IMAGE_BYTES
            && self.started.elapsed() < limits::LAST_PAGE_START;
        self.verdict.truncated |= !room;
        room
    }

    /// Hands over the next page.
    pub fn page(&mut self, page: PageImage) -> io::Result<()> {
        self.images += 1;
        self.image_bytes += page.png.len();
        wire::write(&mut self.out, &Frame::Page(page))
    }

    fn end(mut self, failure: Option<ReadingFailure>) -> io::Result<()> {
        let empty = self.wants.text && !self.has_text;
        self.verdict.failure = failure.or(empty.then_some(ReadingFailure::NoText));
        wire::write(&mut self.out, &Frame::Verdict(self.verdict))
    }
}
