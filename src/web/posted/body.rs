//! The body of a form as it arrives.
//!
//! Invariant: it is read within a deadline and into claimed memory; whatever is too large passes through without
//! being kept, so that what was typed is not lost, and beyond a hard end nothing more is read (R21).

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::web::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};

use super::{FILE, FILES, MEGABYTES, Posted};
use crate::limits::memory::Held;
use crate::web::error::WebError;
use crate::web::visitor::Visitor;

/// Bytes of all files in one form.
const WHOLE: usize = MEGABYTES * 1024 * 1024;
/// Bytes of a form with files at which reading ends.
const END: usize = 2 * WHOLE;
/// Parts of one form.
const PARTS: usize = 500;
/// How long a form without files may take.
const FORM_TIME: Duration = Duration::from_secs(20);

/// What a form may bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// A few words of anybody.
    Words,
    /// The fields of somebody who is signed in.
    Fields,
    /// Fields and files.
    Files,
}

impl Takes {
    /// Bytes of all text together.
    const fn text(self) -> usize {
        match self {
            Self::Words => 64 * 1024,
            Self::Fields | Self::Files => 1024 * 1024,
        }
    }
}

/// Reads the body of a form in the memory of `who`, a network or a person.
///
/// # Errors
/// [`WebError::TooLarge`], [`WebError::TooSlow`], [`WebError::Malformed`], and [`WebError::Unavailable`] if there
/// is no memory for it.
pub async fn read(
    request: &HttpRequest,
    payload: Payload,
    visitor: &Visitor,
    takes: Takes,
    who: &str,
) -> Result<Posted, WebError> {
    let (limits, config) = (&visitor.app.limits, &visitor.app.config);
    let (room, time) = match takes {
        Takes::Files => (&limits.memory.uploads, config.upload_time),
        Takes::Words | Takes::Fields => (&limits.memory.forms, FORM_TIME),
    };
    let read = read_within(time, request, payload, takes, room.hold(who)).await;
    match &read {
        Err(WebError::TooSlow) => limits.refuse("body_time"),
        Err(WebError::TooLarge) => limits.refuse("body_size"),
        Err(WebError::Unavailable) => limits.refuse("body_memory"),
        _ => {}
    }
    read
}

async fn read_within(
    time: Duration,
    request: &HttpRequest,
    payload: Payload,
    takes: Takes,
    held: Held,
) -> Result<Posted, WebError> {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    let kind = header(header::CONTENT_TYPE);
    let in_parts = takes == Takes::Files && kind.starts_with("multipart/form-data");
    if !in_parts && !kind.is_empty() && !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(WebError::Malformed);
    }
    let end = if in_parts { END } else { takes.text() };
    if header(header::CONTENT_LENGTH).parse::<usize>().is_ok_and(|announced| announced > end) {
        return Err(WebError::TooLarge);
    }
    let seen = Rc::new(Cell::new(0));
    let stream = counted(payload, end, Rc::clone(&seen));
    let mut reader = Reader { posted: Posted::default(), held, text_left: takes.text(), kept: 0 };
    let reading = async {
        match in_parts {
            true => reader.read_parts(Multipart::new(request.headers(), stream)).await,
            false => reader.read_pairs(stream).await,
        }
    };
    tokio::time::timeout(time, reading).await.map_err(|_| WebError::TooSlow)??;
    Ok(Posted { is_oversized: seen.get() > WHOLE, _held: Some(reader.held), ..reader.posted })
}

/// The bytes of a body, up to an end.
fn counted(payload: Payload, end: usize, seen: Rc<Cell<usize>>) -> impl Stream<Item = Result<Bytes, PayloadError>> {
    payload.map(move |chunk| {
        let chunk = chunk?;
        seen.set(seen.get() + chunk.len());
        if seen.get() > end { Err(PayloadError::Overflow) } else { Ok(chunk) }
    })
}

struct Reader {
    posted: Posted,
    held: Held,
    text_left: usize,
    kept: usize,
}

impl Reader {
    async fn read_pairs(&mut self, stream: impl Stream<Item = Result<Bytes, PayloadError>>) -> Result<(), WebError> {
        let mut stream = std::pin::pin!(stream);
        let mut body = BytesMut::new();
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(unread)?;
            self.keep(chunk.len())?;
            body.extend_from_slice(&chunk);
        }
        let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(&body).map_err(|_| WebError::Malformed)?;
        pairs.into_iter().try_for_each(|(name, value)| self.posted.add(name, &value))
    }

    async fn read_parts(&mut self, mut multipart: Multipart) -> Result<(), WebError> {
        let mut parts = 0;
        while let Some(field) = multipart.next().await {
            let mut field = field.map_err(unread_part)?;
            parts += 1;
            if parts > PARTS {
                return Err(WebError::TooLarge);
            }
            let name = field.name().unwrap_or("").to_owned();
            let file_name = field.content_disposition().and_then(|sent| sent.get_filename()).map(str::to_owned);
            match file_name {
                None => {
                    let (bytes, _) = self.read_part(&mut field, self.text_left).await?;
                    let bytes = bytes.ok_or(WebError::TooLarge)?;
                    self.text_left -= bytes.len();
                    self.posted.add(name, &String::from_utf8(bytes).map_err(|_| WebError::Malformed)?)?;
                }
                Some(file_name) => {
                    let is_full = self.posted.files.len() >= FILES;
                    let most = if is_full { 0 } else { FILE.min(WHOLE.saturating_sub(self.kept)) };
                    let (bytes, size) = self.read_part(&mut field, most).await?;
                    self.posted.add_file(&file_name, bytes, size);
                }
            }
        }
        Ok(())
    }

    /// Reads a part; its bytes, unless they are more than may be (then they are passed over), and their number.
    async fn read_part(&mut self, field: &mut Field, most: usize) -> Result<(Option<Vec<u8>>, usize), WebError> {
        let mut bytes = Vec::new();
        let mut size = 0;
        while let Some(chunk) = field.next().await {
            let chunk = chunk.map_err(unread_part)?;
            size += chunk.len();
            if size <= most {
                self.keep(chunk.len())?;
                bytes.extend_from_slice(&chunk);
            } else {
                self.kept -= bytes.len();
                bytes = Vec::new();
            }
        }
        Ok(((size <= most).then_some(bytes), size))
    }

    /// Claims memory for more bytes.
    fn keep(&mut self, more: usize) -> Result<(), WebError> {
        self.kept += more;
        if self.held.grow(self.kept) { Ok(()) } else { Err(WebError::Unavailable) }
    }
}

fn unread(error: PayloadError) -> WebError {
    if matches!(error, PayloadError::Overflow) { WebError::TooLarge } else { WebError::Malformed }
}

fn unread_part(error: MultipartError) -> WebError {
    if let MultipartError::Payload(error) = error { unread(error) } else { WebError::Malformed }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use futures_util::stream;

    use super::*;
    use crate::limits::memory::Memory;

    /// What becomes of a body that comes in chunks of a megabyte and then either ends or stays away.
    async fn read_body(kind: &str, takes: Takes, chunks: Vec<Bytes>, ends: bool) -> Result<Posted, WebError> {
        let request = TestRequest::post().insert_header((header::CONTENT_TYPE, kind)).to_http_request();
        let chunks = stream::iter(chunks.into_iter().map(Ok));
        let payload: Payload = match ends {
            true => Payload::Stream { payload: Box::pin(chunks) },
            false => Payload::Stream { payload: Box::pin(chunks.chain(stream::pending())) },
        };
        let held = Memory::new(1 << 30).uploads.hold("somebody");
        read_within(Duration::from_millis(200), &request, payload, takes, held).await
    }

    fn part(name: &str, file: Option<&str>, content: &[u8]) -> Vec<u8> {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        let head = format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        [head.as_bytes(), content, b"\r\n"].concat()
    }

    fn chunks(body: &[u8]) -> Vec<Bytes> {
        body.chunks(1 << 20).map(Bytes::copy_from_slice).collect()
    }

    const PARTED: &str = "multipart/form-data; boundary=x";
    const PAIRS: &str = "application/x-www-form-urlencoded";

    #[actix_web::test]
    async fn more_than_a_form_may_have_passes_through_and_what_was_typed_stays() {
        let file = vec![b'a'; 19 << 20];
        let mut body = part("family", None, "佐藤".as_bytes());
        body.extend((0..6).flat_map(|number| part("files", Some(&format!("{number}.pdf")), &file)));
        body.extend(part("files", Some("huge.pdf"), &vec![b'a'; 21 << 20]));
        body.extend(part("acknowledged", None, b"yes"));
        body.extend(b"--x--\r\n");
        let posted = read_body(PARTED, Takes::Files, chunks(&body), true).await.unwrap();
        assert_eq!((posted.value("family"), posted.value("acknowledged")), ("佐藤", "yes"));
        assert_eq!((posted.files.len(), posted.status().as_u16()), (5, 413));
        assert_eq!(
            (posted.too_much.as_slice(), posted.too_large.as_slice()),
            (&["5.pdf".into()][..], &["huge.pdf".into()][..])
        );
    }

    #[actix_web::test]
    async fn beyond_the_hard_end_nothing_is_read() {
        let endless = stream::repeat(Bytes::from(vec![b'a'; 1 << 20])).take(300);
        let head = Bytes::from(part("files", Some("endless.pdf"), b""));
        let body = stream::iter([head]).chain(endless).collect().await;
        assert!(matches!(read_body(PARTED, Takes::Files, body, true).await, Err(WebError::TooLarge)));
        let parts = (0..600).flat_map(|_| part("files", Some("a.pdf"), b"")).collect::<Vec<u8>>();
        assert!(matches!(read_body(PARTED, Takes::Files, chunks(&parts), true).await, Err(WebError::TooLarge)));
    }

    #[actix_web::test]
    async fn a_body_that_stays_away_is_given_up() {
        for (kind, start) in [(PARTED, &b"--x\r\n"[..]), (PAIRS, b"a=b")] {
            let read = read_body(kind, Takes::Files, chunks(start), false).await;
            assert!(matches!(read, Err(WebError::TooSlow)), "{kind}");
        }
    }

    #[actix_web::test]
    async fn files_are_taken_only_where_they_are_expected_and_words_are_few() {
        let body = part("family", None, b"x");
        assert!(matches!(read_body(PARTED, Takes::Fields, chunks(&body), true).await, Err(WebError::Malformed)));
        let long = format!("a={}", "b".repeat(65 * 1024));
        assert!(matches!(read_body(PAIRS, Takes::Words, chunks(long.as_bytes()), true).await, Err(WebError::TooLarge)));
        assert!(read_body(PAIRS, Takes::Fields, chunks(long.as_bytes()), true).await.is_ok());
    }

    #[actix_web::test]
    async fn without_memory_nothing_is_kept() {
        let request = TestRequest::post().insert_header((header::CONTENT_TYPE, PARTED)).to_http_request();
        let body = stream::iter(chunks(&part("files", Some("a.pdf"), &vec![b'a'; 2 << 20])).into_iter().map(Ok));
        let payload: Payload = Payload::Stream { payload: Box::pin(body) };
        let held = Memory::new(1 << 20).uploads.hold("somebody");
        let read = read_within(Duration::from_secs(5), &request, payload, Takes::Files, held).await;
        assert!(matches!(read, Err(WebError::Unavailable)));
    }
}
