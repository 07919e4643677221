//! The messages of a record in a package: a list of them, and their files beside it.
//!
//! Invariant: they are read and written a few at a time, however many there are; what staff say about them stays here.

use std::error::Error;
use std::io::Write;

use serde_json::json;
use zip::write::SimpleFileOptions;

use super::{Words, Zip, file_name};
use crate::domain::category::CategoryId;
use crate::domain::id::MessageFileId;
use crate::domain::message::{Channel, Direction, MailAddress};
use crate::store::Store;
use crate::store::messages::ShownMessage;
use crate::workflows::pack_messages::PackedMessages;

/// Adds them to the folder of their record.
pub(super) fn add<W: Write>(
    archive: &mut Zip<W>,
    folder: usize,
    packed: &PackedMessages,
    (store, words): (&Store, &Words),
) -> Result<(), Box<dyn Error>> {
    archive.start_file(format!("{folder:04}/messages.json"), SimpleFileOptions::default())?;
    let (mut number, mut files) = (0, Vec::new());
    packed.each(store, |shown| {
        number += 1;
        archive.write_all(if number == 1 { b"[\n" } else { b",\n" })?;
        let named = files_of(&shown, number);
        serde_json::to_writer_pretty(&mut *archive, &message(&shown, &named, words))?;
        files.extend(named);
        Ok::<(), Box<dyn Error>>(())
    })?;
    archive.write_all(if number == 0 { b"[]\n" } else { b"\n]\n" })?;
    for (name, id) in files {
        if let Some(content) = packed.content(store, id)? {
            archive.start_file(format!("{folder:04}/{name}"), SimpleFileOptions::default())?;
            archive.write_all(&content)?;
        }
    }
    Ok(())
}

/// The files of a message, each with its name in the folder of the record.
fn files_of(shown: &ShownMessage, number: usize) -> Vec<(String, MessageFileId)> {
    let named = shown.files.iter().enumerate().map(|(at, file)| {
        let name = file_name(file.name.value().map(String::as_str).unwrap_or_default(), None);
        (format!("messages/{number:04}-{}-{name}", at + 1), file.id)
    });
    named.collect()
}

fn message(shown: &ShownMessage, files: &[(String, MessageFileId)], words: &Words) -> serde_json::Value {
    let (head, body) = (shown.head.value(), shown.body.value());
    let is_ours = shown.direction == Direction::Out && shown.channel == Channel::Mail;
    let ours = is_ours.then(|| MailAddress { name: words.office.clone(), address: String::new() });
    let files: Vec<_> = shown
        .files
        .iter()
        .zip(files)
        .map(|(file, (path, _))| json!({ "name": file.name.value(), "file": path, "bytes": file.bytes }))
        .collect();
    json!({
        "at": shown.at,
        "channel": shown.channel.as_str(),
        "direction": shown.direction.as_str(),
        "from": head.and_then(|head| head.from.clone()).or(ours),
        "to": head.map(|head| &head.to),
        "cc": head.map(|head| &head.cc),
        "subject": head.filter(|_| !shown.is_health).map(|head| &head.subject),
        "text": body.filter(|_| !shown.is_health).map(|body| &body.text),
        "kept_as": shown.is_health.then(|| CategoryId::Health.as_str()),
        "files": files,
    })
}
