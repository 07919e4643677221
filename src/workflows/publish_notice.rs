//! A new version of the privacy notice.
//!
//! Invariant: whichever way a version is published, what it requires is decided by the law over the same rows, and what
//! it says is never changed afterwards.

use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::notice::{Announcement, JointTerms, Notice, NoticeTerms};
use crate::domain::notice_file::{NoticeFault, check_follows};
use crate::domain::staff::Caller;
use crate::domain::time::{Day, Ts};
use crate::law::Law;
use crate::law::revision::{self, Finding};
use crate::store::database::Db;
use crate::store::joint_use::{self, JointUseNotice};
use crate::store::journal::Entry;
use crate::store::notices::{self, Decided};
use crate::store::{Database, StoreError, duty_settling, offices};

/// Why a notice was not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// It does not follow what is published.
    #[error(transparent)]
    Fault(#[from] NoticeFault),
    /// Its number was used meanwhile, or by a version that was withdrawn.
    #[error(
        "version {version} was published by somebody else meanwhile, or was withdrawn before its day: nothing was \
         published now; look at /notices and at /staff/notices what is, give yours the number {next}, and publish it again"
    )]
    Overtaken {
        /// The number.
        version: i32,
        /// The next one that is free.
        next: i32,
    },
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Publishes a version after those that there are, by an operator; it is in force from its day on, and those who were
/// shown an earlier one are told as the law proposes.
///
/// # Errors
/// [`PublishError::Fault`] if its number is not new or it would never come into force; [`PublishError::Overtaken`] if
/// somebody was quicker.
pub fn publish(db: &mut Database, caller: &Caller, notice: &Notice) -> Result<(), PublishError> {
    let store = db.store().clone();
    let checked = db.change(|tx| {
        if let Err(fault) = check_follows(notice, &notices::list(tx)?) {
            return Ok((Err(fault), Vec::new()));
        }
        let change = Change::load(tx, notice)?;
        let decided = change.decided(store.law(), caller, None);
        notices::publish_as(tx, notice, &decided, caller.at)?;
        Ok((Ok(()), vec![entry(caller, notice, &decided)]))
    });
    match checked {
        Err(StoreError::Taken(_)) => {
            Err(PublishError::Overtaken { version: notice.version, next: db.read(notices::next_version)? })
        }
        checked => {
            checked??;
            look_at_duties(db, caller.at);
            Ok(())
        }
    }
}

/// Lets the duties to publish countries follow a version. It is published, whatever becomes of that: the job does it again.
pub(super) fn look_at_duties(db: &mut Database, at: Ts) {
    let settle = |db: &mut Database| {
        for office in db.read(offices::codes)? {
            duty_settling::settle(db, &office, at)?;
        }
        Ok::<_, StoreError>(())
    };
    if let Err(error) = settle(db) {
        tracing::error!(%error, "the duties to publish countries could not be looked at");
    }
}

/// What the journal says about a publication, with the rules behind what was proposed.
pub(super) fn entry(caller: &Caller, notice: &Notice, decided: &Decided) -> Entry {
    let rules = decided.rules.join(" ");
    Entry { rules, ..Entry::by(caller, "create", format!("notice:{}", notice.version)) }
}

/// What binds the company before and after a version, and the laws of its offices.
#[derive(Debug)]
pub struct Change {
    /// The version before it, if there is one.
    pub earlier: Option<Notice>,
    terms: Option<(NoticeTerms, NoticeTerms)>,
    laws: Vec<Jurisdiction>,
}

impl Change {
    /// Loads what a version changes: it is compared with the one that is in force, or will be, before it.
    ///
    /// # Errors
    /// The database's.
    pub fn load(db: &mut Db, later: &Notice) -> Result<Self, StoreError> {
        let published = notices::list(db)?;
        let earlier = published.into_iter().max_by_key(|notice| (notice.effective_on, notice.version));
        let joint = joint_use::list(db)?;
        let mut laws: Vec<Jurisdiction> = offices::list(db)?.into_iter().map(|office| office.jurisdiction).collect();
        laws.sort_unstable();
        laws.dedup();
        let terms = earlier.as_ref().map(|earlier| {
            (earlier.terms(joint_on(&joint, earlier.effective_on)), later.terms(joint_on(&joint, later.effective_on)))
        });
        Ok(Self { earlier, terms, laws })
    }

    /// What the laws require because of it, the strictest first; nothing of a first version.
    pub fn findings<'a>(&self, law: &'a Law) -> Vec<Finding<'a>> {
        let found = self.terms.as_ref().map(|(earlier, later)| law.revisions.findings(earlier, later, &self.laws));
        found.unwrap_or_default()
    }

    /// What was decided: what the law proposes, unless an officer decided otherwise.
    pub fn decided(&self, law: &Law, caller: &Caller, officer: Option<(Announcement, String)>) -> Decided {
        let findings = self.findings(law);
        let proposed = revision::proposed(&findings);
        let mut rules: Vec<String> = findings.iter().map(|finding| finding.row.rule.to_string()).collect();
        rules.sort_unstable();
        rules.dedup();
        let (announcement, reason) = officer.unwrap_or((proposed, String::new()));
        Decided { announcement, proposed, rules, reason, by: caller.staff_id() }
    }
}

/// The joint use that counts on a day: it is published by a notice of its own.
fn joint_on(notices: &[JointUseNotice], day: Day) -> Option<JointTerms> {
    let published = joint_use::published(notices, day).filter(|notice| notice.is_complete());
    published.map(|notice| JointTerms {
        categories: notice.categories.clone(),
        purposes: notice.purposes.clone(),
        offices: notice.offices.clone(),
        manager: [notice.manager.clone(), notice.address.clone(), notice.representative.clone()],
    })
}
