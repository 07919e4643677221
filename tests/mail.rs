//! Reading mail from strangers, with the real binary as the worker.
#![expect(clippy::unwrap_used, reason = "a reader that cannot be made is a test that fails")]

#[path = "mail/bombs.rs"]
mod bombs;
#[path = "mail/broken.rs"]
mod broken;
#[path = "mail/corpus.rs"]
mod corpus;
#[path = "mail/expected.rs"]
mod expected;
#[path = "mail/many.rs"]
mod many;
#[path = "mail/mutated.rs"]
mod mutated;
#[path = "mail/workers.rs"]
mod workers;

use saiyo::documents::Reader;
use saiyo::domain::message::MailFault;
use saiyo::mail::inbound::{self, ParsedMail};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

fn reader() -> Reader {
    Reader::new(env!("CARGO_BIN_EXE_saiyo").into(), NonZeroUsize::new(4).unwrap())
}

/// Reads, and checks what every mail owes whatever it was.
fn answered(raw: &[u8]) -> Result<ParsedMail, MailFault> {
    let answer = inbound::read(&reader(), raw);
    if let Ok(mail) = &answer {
        let is_line = |text: &str| !text.chars().any(char::is_control);
        let head = &mail.head;
        assert!(is_line(&head.subject) && is_line(&head.message_id) && head.references.iter().all(|id| is_line(id)));
        let mut addresses = head.from.iter().chain(&head.to).chain(&head.cc).chain(&head.reply_to);
        assert!(addresses.all(|one| is_line(&one.name) && is_line(&one.address)));
        assert!(mail.body.text.chars().count() <= 1_000_000);
        assert!(!mail.body.text.chars().any(|letter| letter.is_control() && letter != '\n' && letter != '\t'));
        let html = mail.body.html.as_deref().unwrap_or_default();
        assert!(["<script", "<img", "<style", "<iframe", "<form", "<link"].iter().all(|word| !html.contains(word)));
        for file in &mail.files {
            assert!(is_line(&file.name) && !file.name.is_empty() && !file.name.contains(['/', '\\']));
            assert!(file.name.chars().count() <= 200 && file.content_type.contains('/'));
        }
    }
    answer
}

/// The folder of sample files, where there is one.
fn corpus_folder() -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "where the corpus lies is no setting of the program")]
    let folder = std::env::var("SAIYO_CORPUS");
    folder.ok().map(|folder| Path::new(&folder).join("mail"))
}
