//! Whom the messages of a thread may be from, beside them.

use super::Opened;
use crate::directory::Person;
use crate::web::error::WebError;
use crate::web::staff::inbox::filing::FilingPanel;
use crate::workflows::WorkflowError;
use crate::workflows::propose_people::{self, Likeness, Wrote};

impl Opened<'_> {
    /// What leads to filing the thread with somebody else, with those who are proposed; nothing for those who only
    /// read.
    ///
    /// # Errors
    /// The workflow's. Without a directory nobody is proposed.
    pub(in crate::web::staff::inbox) async fn filing(&self) -> Result<Option<FilingPanel>, WebError> {
        if !self.staff.writes_messages() {
            return Ok(None);
        }
        let (caller, wrote) = (self.staff.caller.clone(), Wrote::of(&self.file));
        let propose = self
            .staff
            .visitor
            .app
            .run_apart(move |app| propose_people::propose(&app.store, &app.directories, &caller, &wrote));
        let proposed = match propose.await {
            Err(WorkflowError::Directory(error)) => {
                tracing::warn!(%error, "nobody is proposed beside a thread, for there is no directory");
                Vec::new()
            }
            proposed => proposed?,
        };
        Ok(self.filing_panel(&proposed))
    }

    pub(super) fn filing_panel(&self, proposed: &[(Person, Likeness)]) -> Option<FilingPanel> {
        self.staff.writes_messages().then(|| FilingPanel::of(self.file.thread.id, proposed, self.staff))
    }
}
