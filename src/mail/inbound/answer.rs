//! A parsed mail on its way from the child: what it says as JSON, then its files one after the other as they are.
//!
//! Invariant: the parent believes no length beyond what is there; an answer with a byte too few or too many is none.

use serde::{Deserialize, Serialize};

use super::parsed::{Marks, ParsedFile, ParsedMail};
use crate::domain::message::{MailFault, MessageBody, MessageHead};

#[derive(Default, Serialize, Deserialize)]
struct Told {
    fault: Option<MailFault>,
    head: MessageHead,
    body: MessageBody,
    marks: Marks,
    files: Vec<ToldFile>,
}

#[derive(Serialize, Deserialize)]
struct ToldFile {
    name: String,
    content_type: String,
    bytes: usize,
}

/// The answer for the parent; empty, which is none, if it cannot be told.
pub fn pack(outcome: Result<ParsedMail, MailFault>) -> Vec<u8> {
    let (told, contents) = match outcome {
        Ok(mail) => told(mail),
        Err(fault) => (Told { fault: Some(fault), ..Told::default() }, Vec::new()),
    };
    let Ok(words) = serde_json::to_vec(&told) else { return Vec::new() };
    let bytes = contents.iter().map(Vec::len).sum::<usize>();
    let mut answer = Vec::with_capacity(8 + words.len() + bytes);
    answer.extend((words.len() as u64).to_be_bytes());
    answer.extend(words);
    contents.iter().for_each(|content| answer.extend_from_slice(content));
    answer
}

fn told(mail: ParsedMail) -> (Told, Vec<Vec<u8>>) {
    let mut contents = Vec::with_capacity(mail.files.len());
    let mut files = Vec::with_capacity(mail.files.len());
    for file in mail.files {
        files.push(ToldFile { name: file.name, content_type: file.content_type, bytes: file.content.len() });
        contents.push(file.content);
    }
    (Told { fault: None, head: mail.head, body: mail.body, marks: mail.marks, files }, contents)
}

/// What the child answered; none if it makes no sense.
pub fn unpack(answer: &[u8]) -> Option<Result<ParsedMail, MailFault>> {
    let (length, rest) = answer.split_first_chunk()?;
    let length = usize::try_from(u64::from_be_bytes(*length)).ok()?;
    let (words, mut rest) = rest.split_at_checked(length)?;
    let told: Told = serde_json::from_slice(words).ok()?;
    let mut files = Vec::new();
    for file in told.files {
        let (content, others) = rest.split_at_checked(file.bytes)?;
        files.push(ParsedFile { name: file.name, content_type: file.content_type, content: content.to_vec() });
        rest = others;
    }
    let mail = ParsedMail { head: told.head, body: told.body, marks: told.marks, files };
    rest.is_empty().then_some(told.fault.map_or(Ok(mail), Err))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> ParsedMail {
        let file = |name: &str, content: &[u8]| ParsedFile {
            name: name.to_owned(),
            content_type: "application/pdf".to_owned(),
            content: content.to_vec(),
        };
        let mut mail = ParsedMail { files: vec![file("a", b"\0\xff\n"), file("空", b"")], ..ParsedMail::default() };
        mail.head.subject = "件名".to_owned();
        mail
    }

    #[test]
    fn a_mail_and_a_fault_survive_the_way() {
        assert!(unpack(&pack(Ok(mail()))) == Some(Ok(mail())));
        assert!(unpack(&pack(Err(MailFault::TooDeep))) == Some(Err(MailFault::TooDeep)));
    }

    #[test]
    fn an_answer_with_a_byte_too_few_or_too_many_is_none() {
        let whole = pack(Ok(mail()));
        for end in 0..whole.len() {
            assert!(unpack(&whole[..end]).is_none(), "{end}");
        }
        assert!(unpack(&[whole.as_slice(), b"x"].concat()).is_none());
        assert!(unpack(&[b"\xff\xff\xff\xff\xff\xff\xff\xff".as_slice(), &whole].concat()).is_none());
    }
}
