//! The messages of a record that are kept as health data, in a package: a list of them, and their files beside it.
//!
//! Invariant: they are in a package only if health data is; among the other messages they say nothing.

use std::io;

use serde_json::json;

use super::{Words, file_name};
use crate::workflows::pack_record::PackedHealthMessage;

/// Adds them to the folder of their record, through what writes a file there.
pub(super) fn add(
    file: &mut impl FnMut(&str, &[u8]) -> io::Result<()>,
    messages: &[PackedHealthMessage],
    words: &Words,
) -> io::Result<()> {
    if messages.is_empty() {
        return Ok(());
    }
    let listed: Vec<serde_json::Value> =
        messages.iter().enumerate().map(|(at, message)| line(message, at + 1, words)).collect();
    file("health_messages.json", &serde_json::to_vec_pretty(&listed)?)?;
    for (at, message) in messages.iter().enumerate() {
        for (path, (_, content)) in paths(message, at + 1).into_iter().zip(contents(message)) {
            file(&path, content)?;
        }
    }
    Ok(())
}

/// The files of a message by their names in the folder of the record.
fn paths(message: &PackedHealthMessage, number: usize) -> Vec<String> {
    let named = message.files.iter().enumerate();
    named.map(|(at, file)| format!("health/{number:04}-{}-{}", at + 1, file_name(&file.name, file.kind))).collect()
}

fn contents(message: &PackedHealthMessage) -> impl Iterator<Item = (&str, &[u8])> {
    message.files.iter().map(|file| (file.name.as_str(), file.content.as_slice()))
}

fn line(message: &PackedHealthMessage, number: usize, words: &Words) -> serde_json::Value {
    let said = message.shown.said.value();
    let files: Vec<_> = paths(message, number)
        .iter()
        .zip(contents(message))
        .map(|(path, (name, content))| json!({ "name": name, "file": path, "bytes": content.len() }))
        .collect();
    json!({
        "received_on": words.writing.date(message.shown.at).to_string(),
        "subject": said.map(|said| &said.subject),
        "text": said.map(|said| &said.body.text),
        "files": files,
    })
}
