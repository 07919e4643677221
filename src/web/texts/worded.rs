//! Closed lists whose members have a name in each language.
//!
//! Invariant: a list here has a text for every member; a test compares them.

use crate::domain::application::{Finding, Outcome, ReasonCode, Source, Stage, Standing};
use crate::domain::bulk_act::{ExportEncoding, ExportReason};
use crate::domain::candidate::{MaritalStatus, Sex};
use crate::domain::category::CategoryId;
use crate::domain::consent::{ConsentAnswer, ConsentChannel, ConsentScope};
use crate::domain::disclosure::{DisclosureState, Ground, ProvisionMeans, ThirdPartyKind};
use crate::domain::document::{DocumentKind, DocumentState, ReadingFailure};
use crate::domain::health::{HealthKind, UseReasonCode};
use crate::domain::incident::{Added, IncidentAct, LeftOut};
use crate::domain::intake::IntakeFailure;
use crate::domain::interview::{InterviewAnswer, InterviewState};
use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::letter::LetterFault;
use crate::domain::locale::Locale;
use crate::domain::message::{
    AutomaticKind, Caution, Channel, FiledBy, Finding as MailFinding, FindingState, Folder, IncomingState, MailFault,
    Sending, ThreadState,
};
use crate::domain::message_template::Placeholder;
use crate::domain::note::NoteClass;
use crate::domain::notice::Announcement;
use crate::domain::office::LegalForm;
use crate::domain::processor::{Disposal, ReviewFinding, ReviewKind};
use crate::domain::proposal::ProposalOutcome;
use crate::domain::purpose::Purpose;
use crate::domain::review::ReviewVerdict;
use crate::domain::safeguard::CheckFinding;
use crate::domain::staff::{ActorKind, JobName, Role};
use crate::domain::undelivered::FailureReason;
use crate::domain::vacancy::{EmploymentType, VacancyState};
use crate::law::access::Verb;
use crate::law::decision_facts::{Lack, QuestionKind};
use crate::law::reasoning::{RouteStep, Step};
use crate::law::revision::NoticeChange;
use crate::law::words::{Action, CollectField, Duty, HarmTo, Verdict};
use crate::law::{ExceptionId, RecipientKind, RequestType, Safeguard};
use crate::web::staff::candidate::EventKind;
use crate::web::staff::inbox::moments::Snooze;
use crate::web::staff::incidents::forms::Settlement;
use crate::workflows::write_message::Warning;

/// A member of a closed list that has a name in each language.
pub trait Worded {
    /// The first part of the keys of the list's texts.
    fn list(&self) -> &'static str;
    /// The member's fixed word, the second part of its key.
    fn word(&self) -> &'static str;
}

impl<W: Worded> Worded for &W {
    fn list(&self) -> &'static str {
        (**self).list()
    }
    fn word(&self) -> &'static str {
        (**self).word()
    }
}

macro_rules! worded {
    ($($list:literal $name:ident,)+) => {
        $(impl Worded for $name {
            fn list(&self) -> &'static str {
                $list
            }
            fn word(&self) -> &'static str {
                self.as_str()
            }
        })+

        /// The keys of all names of all closed lists.
        #[cfg(test)]
        pub fn worded_keys() -> Vec<String> {
            [$($name::ALL.iter().map(|member| format!("{}-{}", $list, member.as_str())).collect::<Vec<_>>(),)+].concat()
        }
    };
}

worded! {
    "stage" Stage,
    "standing" Standing,
    "outcome" Outcome,
    "end-reason" ReasonCode,
    "note-class" NoteClass,
    "event" EventKind,
    "interview-state" InterviewState,
    "interview-answer" InterviewAnswer,
    "source" Source,
    "finding" Finding,
    "sex" Sex,
    "marital" MaritalStatus,
    "category" CategoryId,
    "consent" ConsentScope,
    "consent-channel" ConsentChannel,
    "consent-answer" ConsentAnswer,
    "file-kind" DocumentKind,
    "file-state" DocumentState,
    "unreadable" ReadingFailure,
    "intake-failure" IntakeFailure,
    "health-kind" HealthKind,
    "use-reason" UseReasonCode,
    "export-reason" ExportReason,
    "export-encoding" ExportEncoding,
    "law" Jurisdiction,
    "legal-form" LegalForm,
    "purpose" Purpose,
    "role" Role,
    "actor" ActorKind,
    "job" JobName,
    "letter-fault" LetterFault,
    "employment" EmploymentType,
    "vacancy-state" VacancyState,
    "verdict" ReviewVerdict,
    "proposal-outcome" ProposalOutcome,
    "language" Locale,
    "decided" Verdict,
    "action" Action,
    "recipient" RecipientKind,
    "exception" ExceptionId,
    "harm" HarmTo,
    "request" RequestType,
    "collected" CollectField,
    "safeguard" Safeguard,
    "duty" Duty,
    "incident-act" IncidentAct,
    "left-out" LeftOut,
    "added" Added,
    "settlement" Settlement,
    "verb" Verb,
    "question" QuestionKind,
    "lack" Lack,
    "step" Step,
    "route-step" RouteStep,
    "check" CheckFinding,
    "review-kind" ReviewKind,
    "review-finding" ReviewFinding,
    "disposal" Disposal,
    "announcement" Announcement,
    "notice-change" NoticeChange,
    "ground" Ground,
    "third-party-kind" ThirdPartyKind,
    "disclosure-state" DisclosureState,
    "means" ProvisionMeans,
    "folder" Folder,
    "thread-state" ThreadState,
    "channel" Channel,
    "automatic" AutomaticKind,
    "filed-by" FiledBy,
    "caution" Caution,
    "mail-finding" MailFinding,
    "finding-state" FindingState,
    "sending" Sending,
    "incoming" IncomingState,
    "mail-fault" MailFault,
    "failure-reason" FailureReason,
    "snooze" Snooze,
    "reply-warning" Warning,
    "placeholder" Placeholder,
}
