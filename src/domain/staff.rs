//! People who work with the system, and who is asking.

use super::candidate::HoldingRef;
use super::contact::EmailAddress;
use super::id::{CandidateId, ProcessorId, StaffId};
use super::locale::Locale;
use super::office::OfficeCode;
use super::time::Ts;
use crate::text_enum;

text_enum! {
    /// What an actor may do; each role is a set of (purpose × category × verb) in `law/access.toml`.
    "role" Role {
        /// Manages candidates of an office.
        Recruiter = "recruiter",
        /// Sees assigned applications only.
        HiringManager = "hiring_manager",
        /// Sees statistics only.
        HrAnalyst = "hr_analyst",
        /// Requests, transfers, processors, notices, retention, journal.
        PrivacyOfficer = "privacy_officer",
        /// Users, offices, vacancies, settings; no candidate data.
        Administrator = "administrator",
        /// A processor's user.
        Partner = "partner",
        /// A candidate, about themselves.
        Candidate = "candidate",
        /// A named timer or workflow of the system.
        Job = "job",
    }
}

impl Role {
    /// The roles that an administrator can give to a person of staff.
    pub const STAFF: [Self; 5] =
        [Self::Recruiter, Self::HiringManager, Self::HrAnalyst, Self::PrivacyOfficer, Self::Administrator];
}

text_enum! {
    /// The system's own callers; they pass the gate like people.
    "job" JobName {
        /// Accepts what public forms brought into holdings.
        AcceptIntake = "accept_intake",
        /// Keeps the directory in step with the journal.
        FollowJournal = "follow_journal",
        /// Extracts text and page images of documents.
        ExtractDocuments = "extract_documents",
        /// Fills the demo.
        Demo = "demo",
        /// Reconciles grants and files after a crash.
        Sweep = "sweep",
        /// Makes approved transfers once the law allows them, and ends those that it no longer does.
        CarryTransfers = "carry_transfers",
        /// Mails what waits to be mailed.
        SendLetters = "send_letters",
        /// Files mail that came in with whom it is from.
        FileMail = "file_mail",
        /// Sends messages that staff wrote.
        SendMessages = "send_messages",
    }
}

/// A person of staff.
#[derive(Debug, Clone)]
pub struct Staff {
    /// Who.
    pub id: StaffId,
    /// The office they work for.
    pub office: OfficeCode,
    /// Their sign-in name.
    pub email: EmailAddress,
    /// Their name as colleagues write it.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The language of their pages.
    pub locale: Locale,
    /// When the account was closed, if it was.
    pub disabled_at: Option<Ts>,
    /// Their own candidate record, which they may not see.
    pub own_candidate: Option<CandidateId>,
}

/// Who is behind a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A person of staff or a partner's user.
    Staff(StaffId),
    /// A candidate, about themselves.
    Candidate(CandidateId),
    /// A named job of the system.
    Job(JobName),
    /// Nobody known: a public form.
    Public,
    /// A person at the server's command line, who is asked for nobody's data.
    Operator,
}

text_enum! {
    /// What kind of actor somebody is, as the journal words it before the id.
    "kind of actor" ActorKind {
        /// A person of staff, or one who works for a processor.
        Staff = "staff",
        /// A candidate, about themselves.
        Candidate = "candidate",
        /// A job of the system.
        Job = "job",
        /// Somebody at the server's command line.
        Operator = "operator",
        /// Nobody known: a public form.
        Public = "public",
    }
}

/// Who asks, from which office, in which role, at what time.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Who.
    pub actor: Actor,
    /// In which role.
    pub role: Role,
    /// From which office (for a candidate or job: the office that answers).
    pub office: OfficeCode,
    /// When.
    pub at: Ts,
    /// The caller's own candidate record, if they were hired.
    pub own_candidate: Option<CandidateId>,
    /// The processor for which they ask: it opens what it was entrusted with, and nothing else.
    pub processor: Option<ProcessorId>,
}

impl Caller {
    /// A person of staff, now.
    pub fn staff(person: &Staff, at: Ts) -> Self {
        Self {
            actor: Actor::Staff(person.id),
            role: person.role,
            office: person.office.clone(),
            at,
            own_candidate: person.own_candidate,
            processor: None,
        }
    }

    /// The person of staff, or of a processor, if one asks.
    pub const fn staff_id(&self) -> Option<StaffId> {
        if let Actor::Staff(id) = self.actor { Some(id) } else { None }
    }

    /// The same for a processor.
    pub fn for_processor(self, processor: ProcessorId) -> Self {
        Self { processor: Some(processor), ..self }
    }

    /// A named job working for one office.
    pub fn job(name: JobName, office: OfficeCode, at: Ts) -> Self {
        Self { actor: Actor::Job(name), role: Role::Job, office, at, own_candidate: None, processor: None }
    }

    /// A candidate asking about the holding that one office has of them.
    pub fn candidate(holding: &HoldingRef, at: Ts) -> Self {
        Self {
            actor: Actor::Candidate(holding.candidate),
            role: Role::Candidate,
            office: holding.office.clone(),
            at,
            own_candidate: None,
            processor: None,
        }
    }

    /// Somebody at the server's command line.
    pub fn operator(office: OfficeCode, at: Ts) -> Self {
        Self { actor: Actor::Operator, role: Role::Administrator, office, at, own_candidate: None, processor: None }
    }

    /// Nobody known, through the public pages of an office.
    pub fn public(office: OfficeCode, at: Ts) -> Self {
        Self { actor: Actor::Public, role: Role::Candidate, office, at, own_candidate: None, processor: None }
    }
}
