//! A message before it goes: what stands against it, and what its writer is warned of.
//!
//! Invariant: a message is sent by what is looked at here, and nothing is sent or kept by it.

use super::forwarded::Forwarded;
use super::recipients::{self, Stopped};
use super::written::{Fit, WritingFault, WritingField};
use super::{Composition, How, Warning, checks, files, goes_at, known};
use crate::domain::category::Communications;
use crate::domain::id::ThreadId;
use crate::domain::staff::Caller;
use crate::domain::time::Ts;
use crate::store::Store;
use crate::store::gate::Refusal;
use crate::store::messages::ShownMessage;
use crate::store::permit::Permit;
use crate::workflows::WorkflowError;
use crate::workflows::follow_journal::Directories;

/// What a message would look like and what stands against it, without sending it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Preview {
    /// It cannot be sent as it is.
    Faulty(Vec<WritingFault>),
    /// Somebody of ours in this field may not have it.
    Refused(WritingField, Box<Refusal>),
    /// It can.
    Fit {
        /// What the writer should look at.
        warnings: Vec<Warning>,
        /// When it would go.
        send_at: Ts,
    },
}

impl From<Stopped> for Preview {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Faulty(faults) => Self::Faulty(faults),
            Stopped::Refused(field, refusal) => Self::Refused(field, refusal),
        }
    }
}

/// Looks at a message as [`super::send`] would, and sends nothing. The caller holds no connection.
///
/// # Errors
/// As [`super::send`].
pub fn preview(
    store: &Store,
    directories: &Directories,
    caller: &Caller,
    thread: ThreadId,
    form: &Composition<'_>,
    how: How,
) -> Result<Preview, WorkflowError> {
    let fit = match form.written.fit() {
        Ok(fit) => fit,
        Err(faults) => return Ok(Preview::Faulty(faults)),
    };
    let (permit, known) = known::open(&mut store.database()?, caller, thread, form.which)?;
    let forwarded = Forwarded::of(store, &permit, thread, &known, form)?;
    let form = &forwarded.form(form);
    match against(store, directories, &permit, &known, (form, &fit))? {
        Ok(warnings) => Ok(Preview::Fit { warnings, send_at: goes_at(&mut store.database()?, caller, how)? }),
        Err(stopped) => Ok(stopped.into()),
    }
}

/// What stands against a message, or what its writer is warned of: its files, those to whom it goes, what it says. The
/// caller holds no connection.
pub(super) fn against(
    store: &Store,
    directories: &Directories,
    permit: &Permit<Communications>,
    known: &[ShownMessage],
    (form, fit): (&Composition<'_>, &Fit),
) -> Result<Result<Vec<Warning>, Stopped>, WorkflowError> {
    let had = files::had(known, form);
    let faults = files::faults(had, form);
    if !faults.is_empty() {
        return Ok(Err(Stopped::Faulty(faults)));
    }
    let message = (form.which.id(), form.forwards.is_some());
    let judged = recipients::judge(&mut store.database()?, permit, known, message, fit)?;
    let outside = match judged {
        Ok(outside) => outside,
        Err(stopped) => return Ok(Err(stopped)),
    };
    let (caller, holding, has_files) = (permit.caller(), permit.holding().id, files::has_any(had, form));
    Ok(Ok(checks::warnings(store, directories, caller, holding, known, (fit, &outside), has_files)?))
}
