//! Messages between the reader and the office.
//!
//! Invariant: nothing is read here that came from another address than the reader's, or went to another.

use actix_web::web::Path;

use super::view::Look;
use crate::domain::id::{MessageFileId, MessageId};
use crate::domain::message::{Channel, Direction};
use crate::store::messages::ShownMessage;
use crate::store::permit::Unsealed;
use crate::web::correspondence::{MessageLine, MessageList};
use crate::web::extract::CandidateCaller;
use crate::web::page::{Answer, attachment};
use crate::workflows::list_messages::{self, OwnPage};
use crate::workflows::show_candidate::Shown;

/// A type that no browser shows.
const BYTES: &str = "application/octet-stream";

/// GET `/me/messages/{message}/files/{file}`: a file of a message, as an attachment.
///
/// # Errors
/// [`crate::web::error::WebError::NotFound`] if it is of no message that the reader reads; the gate's refusals.
pub async fn file(candidate: CandidateCaller, path: Path<(MessageId, MessageFileId)>) -> Answer {
    let (which, holding) = (path.into_inner(), candidate.holding.id);
    let caller = candidate.caller.clone();
    let open = candidate.visitor.app.run(move |_, db| list_messages::own_file(db, &caller, holding, which));
    let (shown, mut content) = open.await?;
    let name: &str = match &shown.name {
        Unsealed::Value(name) if !name.is_empty() => name,
        _ => "file",
    };
    attachment(name, BYTES, std::mem::take(&mut *content))
}

/// The messages of a page; none if they are withheld.
pub(super) fn list(
    shown: &Shown<OwnPage>,
    office: &str,
    before: Option<MessageId>,
    look: &Look<'_>,
) -> Option<MessageList> {
    match shown {
        Shown::Value(own) => {
            let line = |message: &ShownMessage| line(message, own.elsewhere.contains(&message.id), office, look);
            let lines = own.page.messages.iter().map(line).collect();
            Some(MessageList::new(lines, "/me", before, own.page.older))
        }
        Shown::Nothing => Some(MessageList::default()),
        Shown::Withheld(_) | Shown::Damaged => None,
    }
}

fn line(shown: &ShownMessage, is_elsewhere: bool, office: &str, look: &Look<'_>) -> MessageLine {
    let texts = look.texts;
    let who = match (shown.channel, shown.direction) {
        (Channel::Mail, Direction::In) if is_elsewhere => Vec::new(),
        (Channel::Mail, Direction::In) => vec![texts.say("me-message-from-you")],
        (Channel::Mail, Direction::Out) => vec![texts.with("message-from", "who", office)],
        _ => vec![texts.with("message-by-hand", "who", office)],
    };
    let href = |file| format!("/me/messages/{}/files/{file}", shown.id);
    let line = MessageLine::of(shown, texts, (who, look.moment(shown.at)), href);
    match is_elsewhere {
        true => MessageLine { heading: texts.say("me-message-kept"), is_kept: true, ..line },
        false => line,
    }
}
