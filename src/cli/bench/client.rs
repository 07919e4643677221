//! A browser as small as can be, so that it takes little of the processor that is measured: HTTP/1.1 over one
//! connection that stays open, cookies, and the token of its session's forms.
//!
//! Invariant: an answer is read to its end before the next request is sent.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, bail};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// The line between the parts of a form with files.
const BOUNDARY: &str = "saiyo-bench-boundary-7f3a";

/// What the server answered.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) location: String,
    pub(super) body: String,
}

/// One connection with its session.
#[derive(Debug)]
pub(super) struct Client {
    /// `host:port`.
    host: String,
    stream: Option<BufReader<TcpStream>>,
    cookies: Vec<(String, String)>,
    /// The token that forms carry.
    csrf: String,
    /// The address that it says it speaks for.
    pub(super) forwarded_for: Option<String>,
}

impl Client {
    /// A browser for `http://host:port`.
    pub(super) fn new(address: &str) -> anyhow::Result<Self> {
        let host = address.trim_end_matches('/').strip_prefix("http://");
        let host = host.filter(|host| !host.contains('/')).context("the address is of the form http://host:port")?;
        let host = if host.contains(':') { host.to_owned() } else { format!("{host}:80") };
        Ok(Self { host, stream: None, cookies: Vec::new(), csrf: String::new(), forwarded_for: None })
    }

    /// Signs in and takes the token of the session.
    pub(super) fn sign_in(&mut self, email: &str, password: &str) -> anyhow::Result<()> {
        let answer = self.post("/staff/sign-in", &[("email", email), ("password", password)])?;
        if answer.status != 303 {
            bail!("the sign-in was answered {}", answer.status);
        }
        let page = self.get("/staff")?;
        self.csrf = super::markup::value_of(&page.body, "csrf").context("the page has no form token")?;
        Ok(())
    }

    /// Ends the connection; the next request opens another. The server closes one that waits for long.
    pub(super) fn reconnect(&mut self) {
        self.stream = None;
    }

    pub(super) fn get(&mut self, path: &str) -> anyhow::Result<Answer> {
        let head = format!("GET {path} HTTP/1.1\r\n");
        self.exchange(head, &[])
    }

    /// Sends a form, with the session's token if there is one.
    pub(super) fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<Answer> {
        let (head, body) = self.form(path, fields)?;
        self.exchange(head, body.as_bytes())
    }

    fn form(&self, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<(String, String)> {
        let token = Some(("csrf", self.csrf.as_str())).filter(|(_, token)| !token.is_empty());
        let fields: Vec<_> = fields.iter().copied().chain(token).collect();
        let body = serde_urlencoded::to_string(fields)?;
        let head = format!(
            "POST {path} HTTP/1.1\r\nsec-fetch-site: same-origin\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\n",
            body.len()
        );
        Ok((head, body))
    }

    /// Sends a form and counts the lines of the file that comes back, ended by CR LF; it is not kept.
    pub(super) fn download(&mut self, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<usize> {
        let (head, body) = self.form(path, fields)?;
        self.send(head, body.as_bytes())?;
        let stream = self.stream.as_mut().context("the connection is open")?;
        let (answer, length) = read_head(stream, &mut self.cookies)?;
        if answer.status != 200 || length.is_some() {
            bail!("the file was answered {}", answer.status);
        }
        let mut lines = 0;
        chunks(stream, |chunk| lines += chunk.iter().filter(|byte| **byte == b'\r').count())?;
        Ok(lines)
    }

    /// Sends a form with one file.
    pub(super) fn post_file(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        (name, content): (&str, &[u8]),
    ) -> anyhow::Result<Answer> {
        let mut body = Vec::with_capacity(content.len() + 4_000);
        for (field, value) in fields {
            write!(body, "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n")?;
        }
        write!(
            body,
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\
             content-type: application/octet-stream\r\n\r\n"
        )?;
        body.extend_from_slice(content);
        write!(body, "\r\n--{BOUNDARY}--\r\n")?;
        let head = format!(
            "POST {path} HTTP/1.1\r\nsec-fetch-site: same-origin\r\n\
             content-type: multipart/form-data; boundary={BOUNDARY}\r\ncontent-length: {}\r\n",
            body.len()
        );
        self.exchange(head, &body)
    }

    fn exchange(&mut self, head: String, body: &[u8]) -> anyhow::Result<Answer> {
        self.send(head, body)?;
        let stream = self.stream.as_mut().context("the connection is open")?;
        let answer = read(stream, &mut self.cookies);
        if answer.is_err() {
            self.stream = None;
        }
        answer
    }

    fn send(&mut self, mut head: String, body: &[u8]) -> anyhow::Result<()> {
        head.push_str("host: ");
        head.push_str(&self.host);
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            head.push_str("\r\ncookie: ");
            head.push_str(&cookies.join("; "));
        }
        if let Some(address) = &self.forwarded_for {
            head.push_str("\r\nx-forwarded-for: ");
            head.push_str(address);
        }
        head.push_str("\r\n\r\n");
        let mut request = head.into_bytes();
        request.extend_from_slice(body);
        let stream = match &mut self.stream {
            Some(stream) => stream,
            none => none.insert(connect(&self.host)?),
        };
        Ok(stream.get_mut().write_all(&request)?)
    }
}

fn connect(host: &str) -> anyhow::Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(host).with_context(|| format!("cannot connect to {host}"))?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(BufReader::with_capacity(64 * 1024, stream))
}

fn read(stream: &mut impl BufRead, cookies: &mut Vec<(String, String)>) -> anyhow::Result<Answer> {
    let (mut answer, length) = read_head(stream, cookies)?;
    let mut body = Vec::new();
    match length {
        Some(length) => body = exactly(stream, length)?,
        None => chunks(stream, |chunk| body.extend_from_slice(chunk))?,
    }
    answer.body = String::from_utf8_lossy(&body).into_owned();
    Ok(answer)
}

/// The head of an answer, and how long its body is; nothing if it comes in chunks.
fn read_head(
    stream: &mut impl BufRead,
    cookies: &mut Vec<(String, String)>,
) -> anyhow::Result<(Answer, Option<usize>)> {
    let status = line(stream)?;
    let status = status.split(' ').nth(1).and_then(|word| word.parse().ok()).context("the answer has no status")?;
    let mut answer = Answer { status, ..Answer::default() };
    let mut length = Some(0);
    loop {
        let line = line(stream)?;
        let Some((name, value)) = line.split_once(':') else { return Ok((answer, length)) };
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = Some(value.parse()?),
            "transfer-encoding" if value.eq_ignore_ascii_case("chunked") => length = None,
            "location" => value.clone_into(&mut answer.location),
            "set-cookie" => keep(cookies, value),
            _ => {}
        }
    }
}

fn line(stream: &mut impl BufRead) -> anyhow::Result<String> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        bail!("the server ended the connection");
    }
    Ok(line.trim_end().to_owned())
}

fn exactly(stream: &mut impl Read, length: usize) -> anyhow::Result<Vec<u8>> {
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok(body)
}

fn chunks(stream: &mut impl BufRead, mut take: impl FnMut(&[u8])) -> anyhow::Result<()> {
    loop {
        let length = usize::from_str_radix(&line(stream)?, 16)?;
        take(&exactly(stream, length)?);
        line(stream)?;
        if length == 0 {
            return Ok(());
        }
    }
}

fn keep(cookies: &mut Vec<(String, String)>, line: &str) {
    let Some((name, value)) = line.split(';').next().and_then(|pair| pair.split_once('=')) else { return };
    cookies.retain(|(known, _)| known != name);
    if !value.is_empty() {
        cookies.push((name.to_owned(), value.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_to_its_end_in_either_form_and_keeps_its_cookies() {
        let mut cookies = Vec::new();
        let sent = "HTTP/1.1 303 See Other\r\nLocation: /staff\r\nset-cookie: a=b; Path=/\r\ncontent-length: 2\r\n\r\nok\
                    HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nset-cookie: a=c\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
        let mut stream = std::io::Cursor::new(sent.as_bytes());
        let first = read(&mut stream, &mut cookies).unwrap();
        assert_eq!((first.status, first.location.as_str(), first.body.as_str()), (303, "/staff", "ok"));
        assert_eq!(read(&mut stream, &mut cookies).unwrap().body, "abc");
        assert_eq!(cookies, [("a".to_owned(), "c".to_owned())]);
        assert!(read(&mut stream, &mut cookies).is_err(), "nothing is left");
    }
}
