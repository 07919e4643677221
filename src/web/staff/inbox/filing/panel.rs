//! What leads from a thread to filing it with somebody else, and whom it may be from.
//!
//! Invariant: a proposal is a link to the form: nothing is filed by looking at it.

use super::{PAGE, choices};
use crate::directory::Person;
use crate::domain::id::ThreadId;
use crate::web::extract::StaffCaller;
use crate::workflows::propose_people::Likeness;

/// The panel of a thread that leads to filing it elsewhere.
#[derive(Debug, Clone, Default)]
pub struct FilingPanel {
    /// The address of the form.
    pub href: String,
    /// Whom the messages may be from.
    pub proposed: Vec<ProposedView>,
}

/// Somebody whom messages may be from.
#[derive(Debug, Clone)]
pub struct ProposedView {
    /// Their name.
    pub name: String,
    /// The key of why.
    pub reason: &'static str,
    /// The address of the form with them chosen.
    pub href: String,
}

impl FilingPanel {
    /// The panel of a thread, with those who are proposed.
    pub(in crate::web::staff::inbox) fn of(
        thread: ThreadId,
        proposed: &[(Person, Likeness)],
        staff: &StaffCaller,
    ) -> Self {
        let href = format!("{PAGE}/{thread}/filing");
        let view = |(person, likeness): &(Person, Likeness)| ProposedView {
            name: choices(std::slice::from_ref(person), &[], staff, "").pop().map(|it| it.name).unwrap_or_default(),
            reason: match likeness {
                Likeness::Address => "filing-may-be-address",
                Likeness::Name => "filing-may-be-name",
            },
            href: format!("{href}?candidate={}", person.holding.candidate),
        };
        let proposed = proposed.iter().map(view).collect();
        Self { href, proposed }
    }
}
