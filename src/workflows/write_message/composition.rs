//! A message as a form brings it, and the draft that is kept of it.

use super::Written;
use crate::domain::id::{MessageFileId, MessageId};
use crate::domain::message::{MessageBody, MessageHead};
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
    /// The message of the thread that it passes on.
    pub forwards: Option<MessageId>,
    /// Files of that message that go along.
    pub take: &'a [MessageFileId],
}

impl<'a> Composition<'a> {
    /// The sealed parts of the message, which say that it passes another on if it does.
    pub(super) fn parts(&self, (head, body): (MessageHead, MessageBody)) -> (MessageHead, MessageBody) {
        (MessageHead { forwards: self.forwards, ..head }, body)
    }

    /// The same as one that passes nothing on.
    pub(super) fn as_first(&self) -> Self {
        Self { forwards: None, take: &[], ..*self }
    }

    /// A new message without files.
    pub fn new(written: &'a Written) -> Self {
        Self { which: Which::New(MessageId::new()), written, add: &[], remove: &[], forwards: None, take: &[] }
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
