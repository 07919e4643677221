//! What came back, on the page of its thread.

use super::Opened;
use crate::domain::message::MessageHead;
use crate::store::messages::ShownMessage;
use crate::web::staff::inbox::undelivered::{ReturnedView, sentence};
use crate::workflows::undelivered::ReturnedFrom;

impl Opened<'_> {
    /// The addresses to which mail came back; whoever writes may say that one works again.
    pub(super) fn returned(&self) -> Vec<ReturnedView> {
        let action = format!("{}/working-address", self.href());
        let action = if self.staff.writes_messages() { action } else { String::new() };
        let view = |returned: &ReturnedFrom| ReturnedView {
            address: returned.address.as_str().to_owned(),
            said: sentence(&self.writing, &returned.status, returned.since),
            action: action.clone(),
        };
        self.file.returned.iter().map(view).collect()
    }

    /// How many recipients a message did not reach.
    pub(super) fn undelivered(&self, message: &ShownMessage, head: &MessageHead) -> String {
        let Some(failed) = self.file.undelivered.get(&message.id) else { return String::new() };
        let all = (head.to.len() + head.cc.len()).max(*failed);
        self.writing.texts.with_two("message-undelivered", "failed", *failed, "all", all)
    }
}
