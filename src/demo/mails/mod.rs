//! The mail of the demo: what people write to its three offices, and what recruiters answer, read from TOML.
//!
//! Invariant: everybody who writes is invented, at a reserved domain; the first mail of a thread is theirs, and the
//! same letter is always the same bytes. Days count back from the one on which the demo is filled.

mod letter;

#[cfg(test)]
mod tests;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::ContentError;
use crate::domain::locale::Locale;
use crate::domain::message::Folder;
use crate::domain::office::OfficeCode;

pub use letter::Letter;

/// The inbox of an office.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inbox {
    /// The address that people write to.
    pub address: String,
    /// The slug of the vacancy that strangers are taken to write about.
    pub vacancy: String,
    /// What is in it.
    #[serde(rename = "thread")]
    pub threads: Vec<DemoThread>,
}

/// Mails that belong together.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoThread {
    /// Its word, of which no other thread of the inbox has the same.
    pub key: String,
    /// The folder that it ends up in; none if it is filed with nobody.
    pub folder: Option<Folder>,
    /// The language that it is in.
    pub language: Locale,
    /// Whether somebody on record writes, if there is anybody whom it fits; else a stranger does.
    #[serde(default)]
    pub known: bool,
    /// The stranger's name.
    pub name: String,
    /// The stranger's address.
    pub address: String,
    /// Where they want answers to go, if elsewhere.
    pub reply_to: Option<String>,
    /// What it is about.
    pub subject: String,
    /// The mails, oldest first.
    #[serde(rename = "mail")]
    pub mails: Vec<DemoMail>,
}

/// One mail of a thread. Words in braces in its text stand for names ([`DemoMail::text`]).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoMail {
    /// Who writes it.
    pub by: By,
    /// How many days ago.
    pub days: i64,
    /// How many minutes after midnight at the office; `HH:MM` in the file.
    #[serde(rename = "time", deserialize_with = "minutes")]
    pub minutes: i64,
    /// In which form.
    #[serde(default)]
    pub form: Form,
    /// What it says: `{name}` and `{family}` are the sender's, `{vacancy}` what they applied for, `{recruiter}` who
    /// answers.
    pub text: String,
    /// What comes with it.
    pub file: Option<DemoFile>,
}

/// Who writes a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The sender of the thread, or a program of theirs.
    Them,
    /// The recruiter.
    Us,
    /// The recruiter, who has not sent it yet.
    Draft,
}

/// In which form somebody's mail comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Text.
    #[default]
    Plain,
    /// Text and HTML that would load a picture from elsewhere.
    Html,
    /// Text in the character set of old mail in Japan.
    #[serde(rename = "iso-2022-jp")]
    Iso2022Jp,
    /// Text in the character set of old mail in Hong Kong.
    Big5,
    /// A note that somebody is away, by a program.
    Absence,
    /// A report that our last message could not be delivered, by a program.
    Bounce,
    /// From a mailing list.
    List,
    /// Mails within mails, more deeply than anybody reads.
    Nested,
}

impl Form {
    /// Whether a program sends it.
    pub const fn is_automatic(self) -> bool {
        matches!(self, Self::Absence | Self::Bounce | Self::List)
    }
}

/// A document that comes with a mail.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoFile {
    /// The name of the file.
    pub name: String,
    /// What the document calls itself.
    pub title: String,
    /// Lines below the sender's name.
    pub lines: Vec<String>,
    /// Its sections.
    pub sections: Vec<DemoSection>,
}

/// A section of such a document.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoSection {
    /// Its heading.
    pub heading: String,
    /// Its entries.
    pub entries: Vec<String>,
}

/// What an office's inbox has in it; nothing for an office that is not the demo's.
///
/// # Errors
/// [`ContentError`] if the data file is not what it should be.
pub fn inbox(office: &OfficeCode) -> Result<Option<Inbox>, ContentError> {
    let (file, text) = match office.as_str() {
        "JP" => ("mails/tokyo.toml", include_str!("tokyo.toml")),
        "SG" => ("mails/singapore.toml", include_str!("singapore.toml")),
        "HK" => ("mails/hong_kong.toml", include_str!("hong_kong.toml")),
        _ => return Ok(None),
    };
    let mut inbox: Inbox = toml::from_str(text).map_err(|source| ContentError::File { file, source })?;
    for mail in inbox.threads.iter_mut().flat_map(|thread| &mut thread.mails) {
        mail.text = mail.text.trim().to_owned();
    }
    Ok(Some(inbox))
}

fn minutes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let text = String::deserialize(deserializer)?;
    let number = |text: &str| text.parse::<i64>().ok();
    let parts = text.split_once(':').and_then(|(hours, minutes)| Some((number(hours)?, number(minutes)?)));
    match parts {
        Some((hours @ 0..24, minutes @ 0..60)) => Ok(hours * 60 + minutes),
        _ => Err(D::Error::custom("a time is HH:MM")),
    }
}
