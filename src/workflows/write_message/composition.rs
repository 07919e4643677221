//! A message as a form brings it, and the draft that is kept of it.

use super::Written;
use crate::domain::id::{MessageFileId, MessageId};
use crate::store::intakes::IncomingFile;

/// The message that a form is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// A new one. Its id was made with the page that the form stands on, so that the same form twice is one message.
    New(MessageId),
    /// A draft that its writer saw, with the count of its changes.
    Draft(MessageId, i64),
}

impl Which {
    /// The message's id.
    pub const fn id(self) -> MessageId {
        match self {
            Self::New(id) | Self::Draft(id, _) => id,
        }
    }
}

/// A message as its form brought it.
#[derive(Debug, Clone, Copy)]
pub struct Composition<'a> {
    /// Which one it is.
    pub which: Which,
    /// What was typed.
    pub written: &'a Written,
    /// Files that come with it.
    pub add: &'a [IncomingFile],
    /// Files of the draft that are to go no more.
    pub remove: &'a [MessageFileId],
}

impl<'a> Composition<'a> {
    /// A new message without files.
    pub fn new(written: &'a Written) -> Self {
        Self { which: Which::New(MessageId::new()), written, add: &[], remove: &[] }
    }
}

/// A draft as it is kept now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptDraft {
    /// Which message it is.
    pub message: MessageId,
    /// The count of its changes.
    pub revision: i64,
}
