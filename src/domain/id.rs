//! Identifiers: one type per noun over UUIDv7, made before the insert and never a secret.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use uuid::Uuid;

/// The identifier of one `K`. A candidate's id cannot be passed where a vacancy's is wanted.
pub struct Id<K>(Uuid, PhantomData<fn() -> K>);

impl<K> Id<K> {
    /// A new identifier. Its first bits are the time, so new rows sort last.
    pub fn new() -> Self {
        Self::from_uuid(Uuid::now_v7())
    }

    /// Wraps a stored identifier.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }

    /// The bare value, for storage and associated data.
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl<K> Default for Id<K> {
    fn default() -> Self {
        Self::new()
    }
}
impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<K> std::hash::Hash for Id<K> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
impl<K> FromStr for Id<K> {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::try_parse(text).map(Self::from_uuid)
    }
}
impl<K> serde::Serialize for Id<K> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
impl<'de, K> serde::Deserialize<'de> for Id<K> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::from_uuid)
    }
}

/// Names one identifier type per noun.
macro_rules! ids {
    ($($(#[$meta:meta])* $alias:ident of $kind:ident,)+) => {
        /// The nouns that have identifiers; never constructed.
        pub mod kind { $(#[doc = "A noun with identifiers."] pub enum $kind {})+ }
        $($(#[$meta])* pub type $alias = Id<kind::$kind>;)+
    };
}

ids! {
    /// Anyone about whom records are held.
    CandidateId of Candidate,
    /// What one office collected about one candidate.
    HoldingId of Holding,
    /// A candidate's application to a vacancy.
    ApplicationId of Application,
    /// A vacancy that people apply to.
    VacancyId of Vacancy,
    /// A person who works with the system.
    StaffId of Staff,
    /// A published version of the privacy policy.
    NoticeId of Notice,
    /// A version of the privacy policy that is being written.
    NoticeDraftId of NoticeDraft,
    /// A consent, and with it its withdrawal.
    ConsentId of Consent,
    /// A question for a consent.
    ConsentRequestId of ConsentRequest,
    /// A version of what candidates are told about a country.
    CountryInformationId of CountryInformation,
    /// Something that is mailed.
    LetterId of Letter,
    /// A package for a processor that is mailed to it.
    MailedPackageId of MailedPackage,
    /// A stored file of a candidate.
    DocumentId of Document,
    /// A health record.
    HealthRecordId of HealthRecord,
    /// A note by staff.
    NoteId of Note,
    /// Something to be done about a record.
    TaskId of Task,
    /// A result of selection.
    SelectionResultId of SelectionResult,
    /// A move of an application to another stage.
    StageChangeId of StageChange,
    /// A proposed change to a stored record.
    ProposalId of Proposal,
    /// What a profile said before a change.
    ProfileVersionId of ProfileVersion,
    /// Something that a public form brought, before it is accepted into a holding.
    IntakeId of Intake,
    /// The data key of one holding and category.
    DataKeyId of DataKey,
    /// A data key wrapped to an office's or processor's public key.
    GrantId of Grant,
    /// An outsourcing partner.
    ProcessorId of Processor,
    /// A processor's processor.
    SubProcessorId of SubProcessor,
    /// A candidate's category handed to a processor.
    EntrustmentId of Entrustment,
    /// Whoever is neither the company nor works for it.
    ThirdPartyId of ThirdParty,
    /// A provision to a third party, from being asked for.
    DisclosureId of Disclosure,
    /// A candidate's demand that provision to a third party end.
    ProvisionEndId of ProvisionEnd,
    /// A record of who gave us something.
    ReceiptRecordId of ReceiptRecord,
    /// What may have happened to personal data.
    IncidentId of Incident,
    /// A published notice of joint use.
    JointUseNoticeId of JointUseNotice,
    /// A candidate's category made available elsewhere.
    TransferId of Transfer,
    /// Something to be done while a category is made available elsewhere.
    LentDutyId of LentDuty,
    /// What somebody wrote about how such a duty was seen to.
    DutyNoteId of DutyNote,
    /// A request for a transfer.
    TransferRequestId of TransferRequest,
    /// Requests for transfers that one act on many records made.
    TransferGroupId of TransferGroup,
    /// A stated reason for a use.
    UseReasonId of UseReason,
    /// A decision about a holding that a review holds.
    ReviewDecisionId of ReviewDecision,
    /// A request of a candidate under the law.
    SubjectRequestId of SubjectRequest,
    /// A recorded safeguard for a destination.
    SafeguardId of Safeguard,
    /// A mailbox that mail is fetched from.
    MailboxId of Mailbox,
    /// A mail that came in, before it is filed.
    IncomingMessageId of IncomingMessage,
    /// Messages that belong together.
    ThreadId of Thread,
    /// A tag of a thread.
    ThreadTagId of ThreadTag,
    /// A message to or from a candidate.
    MessageId of Message,
    /// A file that came with a message.
    MessageFileId of MessageFile,
    /// What a message seems to be about.
    MessageFindingId of MessageFinding,
    /// An interview that a candidate is invited to.
    InterviewId of Interview,
    /// A text that messages begin with.
    MessageTemplateId of MessageTemplate,
}
