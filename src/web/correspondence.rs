//! Messages of a record on the page of somebody who reads and does not write: its person, or a processor's people.
//!
//! Invariant: what a message says is shown as text, without its HTML; what staff say about it is not shown at all.

use crate::domain::id::{MessageFileId, MessageId};
use crate::domain::message::{AutomaticKind, Channel, MailAddress};
use crate::store::messages::{ShownFile, ShownMessage};
use crate::store::permit::Unsealed;
use crate::web::staff::inbox::quoted;
use crate::web::texts::Texts;

/// A page of messages, newest first.
#[derive(Debug, Clone, Default)]
pub struct MessageList {
    /// The messages.
    pub lines: Vec<MessageLine>,
    /// The address of those before them; none if there are none.
    pub older: Option<String>,
    /// The address of the newest; none if these are.
    pub newest: Option<String>,
}

/// A message.
#[derive(Debug, Clone)]
pub struct MessageLine {
    /// The id, for anchors.
    pub id: String,
    /// What it is about, or what it is if it is no mail; empty if nobody said.
    pub heading: String,
    /// From whom and to whom, in sentences.
    pub who: Vec<String>,
    /// When it came or went, written out.
    pub at: String,
    /// What it is, if a program sent it.
    pub automatic: Option<AutomaticKind>,
    /// What it says.
    pub text: String,
    /// What it quotes below that.
    pub quoted: String,
    /// What came with it.
    pub files: Vec<MessageFileLine>,
    /// Whether nothing of what it says is shown to the reader.
    pub is_kept: bool,
}

/// A file of a message.
#[derive(Debug, Clone)]
pub struct MessageFileLine {
    /// Its name.
    pub name: String,
    /// Its address; empty if the reader cannot have it here.
    pub href: String,
    /// Its size, written out.
    pub size: String,
}

/// Which part of the messages was asked for.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct MessageQuery {
    before: String,
}

impl MessageQuery {
    /// The message before which they are asked for. An address that somebody shortened leads to the newest.
    pub fn before(&self) -> Option<MessageId> {
        self.before.parse().ok()
    }
}

impl MessageList {
    /// Messages on the page at an address, with the addresses of those before and after them.
    pub fn new(lines: Vec<MessageLine>, page: &str, before: Option<MessageId>, older: Option<MessageId>) -> Self {
        Self {
            lines,
            older: older.map(|last| format!("{page}?before={last}#correspondence")),
            newest: before.map(|_| format!("{page}#correspondence")),
        }
    }
}

impl MessageLine {
    /// A message, with who wrote it and when, in sentences, and the addresses of its files.
    pub fn of(
        shown: &ShownMessage,
        texts: &Texts,
        (who, at): (Vec<String>, String),
        href: impl Fn(MessageFileId) -> String,
    ) -> Self {
        let damaged = texts.say("me-damaged");
        let of_health = texts.say("me-message-health");
        let (text, quoted) = match shown.body.value() {
            Some(_) if shown.is_health => (of_health.as_str(), ""),
            Some(body) => quoted::parted(&body.text),
            None => (damaged.as_str(), ""),
        };
        let heading = match (shown.channel, shown.head.value()) {
            (Channel::Mail, Some(_)) if shown.is_health => texts.say("message-health-subject"),
            (Channel::Mail, Some(head)) => head.subject.clone(),
            (Channel::Mail, None) => damaged.clone(),
            // What stands for a subject there is how the text begins.
            (by_hand, _) => texts.label(by_hand),
        };
        Self {
            id: shown.id.to_string(),
            heading,
            who,
            at,
            automatic: shown.automatic,
            text: text.to_owned(),
            quoted: quoted.to_owned(),
            files: shown.files.iter().map(|file| MessageFileLine::of(file, texts, href(file.id))).collect(),
            is_kept: false,
        }
    }
}

impl MessageFileLine {
    fn of(file: &ShownFile, texts: &Texts, href: String) -> Self {
        let name = match &file.name {
            Unsealed::Value(name) => name.clone(),
            Unsealed::Damaged => texts.say("me-document-damaged"),
        };
        Self { name, href, size: texts.size(file.bytes) }
    }
}

/// A name with its address, or what there is of them.
pub fn written(one: &MailAddress) -> String {
    match (one.name.trim(), one.address.as_str()) {
        ("", address) => address.to_owned(),
        (name, "") => name.to_owned(),
        (name, address) => format!("{name} <{address}>"),
    }
}
