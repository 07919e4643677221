//! How a worker's answer crosses the pipe: frames of a tag, a length and that many bytes.
//!
//! Invariant: the parent believes no length beyond its limit, and reads nothing into an answer but what the frames
//! say. Frames come in the order of their making, so what a worker had ready when it died still counts.

use super::limits;
use super::outcome::{PageImage, Warnings};
use crate::domain::document::{DocumentKind, ReadingFailure};
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};

/// One piece of an answer.
#[derive(Debug)]
pub enum Frame {
    /// What the file is.
    Kind(DocumentKind),
    /// More text.
    Text(String),
    /// The next page.
    Page(PageImage),
    /// The end of the answer.
    Verdict(Verdict),
    /// The whole answer about what is no document, in the words of whoever asked.
    Opaque(Vec<u8>),
}

/// What a worker says last.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Verdict {
    /// Why the document could not be read.
    pub failure: Option<ReadingFailure>,
    /// How many pages it has.
    pub page_count: u32,
    /// Whether something was left out.
    pub truncated: bool,
    /// What else it carries.
    pub warnings: Warnings,
}

/// Writes one frame.
pub fn write(to: &mut impl Write, frame: &Frame) -> io::Result<()> {
    match frame {
        Frame::Kind(kind) => put(to, b'K', &[kind.as_str().as_bytes()]),
        Frame::Text(text) => put(to, b'T', &[text.as_bytes()]),
        Frame::Page(page) => put(to, b'P', &[&page.width.to_be_bytes(), &page.height.to_be_bytes(), &page.png]),
        Frame::Verdict(verdict) => put(to, b'V', &[&serde_json::to_vec(verdict)?]),
        Frame::Opaque(answer) => put(to, b'O', &[answer]),
    }?;
    to.flush()
}

fn put(to: &mut impl Write, tag: u8, parts: &[&[u8]]) -> io::Result<()> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let length = u32::try_from(length).map_err(io::Error::other)?;
    to.write_all(&[tag])?;
    to.write_all(&length.to_be_bytes())?;
    parts.iter().try_for_each(|part| to.write_all(part))
}

/// Reads one frame; none at the end, and none for anything that is no frame.
pub fn read(from: &mut impl Read) -> Option<Frame> {
    let [tag] = take(from)?;
    let length = u32::from_be_bytes(take(from)?);
    if u64::from(length) > limits::ANSWER_BYTES as u64 {
        return None;
    }
    let mut body = Vec::new();
    from.take(u64::from(length)).read_to_end(&mut body).ok()?;
    if body.len() as u64 != u64::from(length) {
        return None;
    }
    match tag {
        b'K' => Some(Frame::Kind(std::str::from_utf8(&body).ok()?.parse().ok()?)),
        b'T' => Some(Frame::Text(String::from_utf8(body).ok()?)),
        b'P' => page(&body),
        b'V' => Some(Frame::Verdict(serde_json::from_slice(&body).ok()?)),
        b'O' => Some(Frame::Opaque(body)),
        _ => None,
    }
}

/// Hands a worker one of several things to read.
pub fn write_input(to: &mut impl Write, input: &[u8]) -> io::Result<()> {
    let length = u32::try_from(input.len()).map_err(io::Error::other)?;
    to.write_all(&length.to_be_bytes())?;
    to.write_all(input)
}

/// Takes the next of several things to read; none after the last. One that is longer than the limit, or ends before its
/// end, is an error.
pub fn read_input(from: &mut impl Read, limit: usize) -> io::Result<Option<Vec<u8>>> {
    let Some(length) = take(from).map(u32::from_be_bytes) else { return Ok(None) };
    if u64::from(length) > limit as u64 {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut input = Vec::new();
    from.take(u64::from(length)).read_to_end(&mut input)?;
    let is_whole = input.len() as u64 == u64::from(length);
    if is_whole { Ok(Some(input)) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

fn page(body: &[u8]) -> Option<Frame> {
    let (width, rest) = body.split_first_chunk()?;
    let (height, png) = rest.split_first_chunk()?;
    let (width, height) = (u32::from_be_bytes(*width), u32::from_be_bytes(*height));
    Some(Frame::Page(PageImage { png: png.to_vec(), width, height }))
}

fn take<const N: usize>(from: &mut impl Read) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_survive_the_pipe() {
        let mut pipe = Vec::new();
        write(&mut pipe, &Frame::Kind(DocumentKind::Docx)).unwrap();
        write(&mut pipe, &Frame::Page(PageImage { png: vec![1, 2, 3], width: 7, height: 9 })).unwrap();
        let verdict = Verdict { failure: Some(ReadingFailure::NoText), page_count: 2, ..Verdict::default() };
        write(&mut pipe, &Frame::Verdict(verdict)).unwrap();
        write(&mut pipe, &Frame::Opaque(vec![0, 255, 7])).unwrap();
        let mut pipe = pipe.as_slice();
        assert!(matches!(read(&mut pipe), Some(Frame::Kind(DocumentKind::Docx))));
        assert!(matches!(read(&mut pipe), Some(Frame::Page(page)) if page.png == [1, 2, 3] && page.height == 9));
        assert!(matches!(read(&mut pipe), Some(Frame::Verdict(v)) if v.failure == Some(ReadingFailure::NoText)));
        assert!(matches!(read(&mut pipe), Some(Frame::Opaque(answer)) if answer == [0, 255, 7]));
        assert!(read(&mut pipe).is_none());
    }

    #[test]
    fn what_is_to_be_read_comes_one_by_one_and_within_the_limit() {
        let mut pipe = Vec::new();
        for input in [&b"one"[..], b"", b"three"] {
            write_input(&mut pipe, input).unwrap();
        }
        let mut whole = pipe.as_slice();
        for input in [&b"one"[..], b"", b"three"] {
            assert_eq!(read_input(&mut whole, 5).unwrap().as_deref(), Some(input));
        }
        assert!(read_input(&mut whole, 5).unwrap().is_none());
        let (mut cut, mut long) = (&pipe[..5], pipe.as_slice());
        assert!(read_input(&mut cut, 5).is_err() && read_input(&mut long, 2).is_err());
    }

    #[test]
    fn a_lying_length_reads_nothing() {
        assert!(read(&mut &b"T\xff\xff\xff\xffabc"[..]).is_none());
        assert!(read(&mut &b"T\x00\x00\x00\x09abc"[..]).is_none());
        assert!(read(&mut &b"P\x00\x00\x00\x03abc"[..]).is_none());
    }
}
