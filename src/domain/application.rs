//! Applications, their stages, and the results of selection.

use super::id::{ApplicationId, CandidateId, HoldingId, NoticeId, SelectionResultId, VacancyId};
use super::office::OfficeCode;
use super::time::{Day, Ts};
use crate::text_enum;

text_enum! {
    /// Where an application stands.
    "stage" Stage {
        /// Just came in.
        Received = "received",
        /// Documents are being read.
        Screening = "screening",
        /// First interview.
        FirstInterview = "first_interview",
        /// Second interview.
        SecondInterview = "second_interview",
        /// Final interview.
        FinalInterview = "final_interview",
        /// An offer is out.
        Offer = "offer",
        /// The offer was accepted; the selection has ended with a hire.
        Hired = "hired",
        /// Refused by the company; the selection has ended.
        Refused = "refused",
        /// Withdrawn by the candidate; the selection has ended.
        Withdrawn = "withdrawn",
    }
}

impl Stage {
    /// How the selection ended, if this stage ends it.
    pub const fn closing(self) -> Option<Outcome> {
        match self {
            Self::Hired => Some(Outcome::OfferAccepted),
            Self::Refused => Some(Outcome::Rejected),
            Self::Withdrawn => Some(Outcome::Withdrew),
            _ => None,
        }
    }
}

text_enum! {
    /// What a person is told of their own application. Results are given out by the privacy officer
    /// (ROLE-CANDIDATE-RESULT), so one that was refused is not told apart from one that goes on.
    "standing" Standing {
        /// Received.
        Received = "received",
        /// In selection, or refused.
        InSelection = "in_selection",
        /// Hired.
        Hired = "hired",
        /// Withdrawn by the person.
        Withdrawn = "withdrawn",
    }
}

impl Stage {
    /// What the person is told of the stage.
    pub const fn standing(self) -> Standing {
        match self {
            Self::Received => Standing::Received,
            Self::Hired => Standing::Hired,
            Self::Withdrawn => Standing::Withdrawn,
            _ => Standing::InSelection,
        }
    }
}

text_enum! {
    /// How the selection of a candidate at an office stands; a fact of the law.
    "outcome" Outcome {
        /// Some application is open.
        Open = "open",
        /// Hired.
        OfferAccepted = "offer_accepted",
        /// Refused.
        Rejected = "rejected",
        /// Withdrew.
        Withdrew = "withdrew",
    }
}

text_enum! {
    /// Where an item came from (recruitment policy, section 1; APPI Art. 30 for agents and services).
    "source" Source {
        /// The careers page.
        CareersPage = "careers_page",
        /// A recruitment agent.
        Agent = "agent",
        /// A recruitment service.
        RecruitmentService = "recruitment_service",
        /// A referral by staff.
        Referral = "referral",
        /// Met at an event.
        Event = "event",
        /// Entered by staff.
        Staff = "staff",
    }
}

/// A candidate's application to a vacancy; pseudonymous, states and times only.
#[derive(Debug, Clone)]
pub struct Application {
    /// Which.
    pub id: ApplicationId,
    /// Whose.
    pub candidate: CandidateId,
    /// In which holding.
    pub holding: HoldingId,
    /// To which office.
    pub office: OfficeCode,
    /// To which vacancy.
    pub vacancy: VacancyId,
    /// Where it stands.
    pub stage: Stage,
    /// Where it came from.
    pub source: Source,
    /// The notice that was shown and acknowledged.
    pub notice: Option<NoticeId>,
    /// When it came in.
    pub received_at: Ts,
    /// The day it was closed on, if it is.
    pub closed_on: Option<Day>,
    /// Counts the changes.
    pub revision: i64,
}

/// What a candidate wrote with an application; sealed under application history.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct ApplicationDetails {
    /// Why they apply.
    pub motivation: String,
    /// When they could start, in their words.
    pub available_from: String,
}

text_enum! {
    /// What a selection step found.
    "finding" Finding {
        /// Go on.
        Pass = "pass",
        /// Stop.
        Fail = "fail",
        /// Undecided.
        Hold = "hold",
        /// The candidate withdrew.
        Withdrew = "withdrew",
    }
}

text_enum! {
    /// Why a selection ended, in words of the work alone: none of them is a trait that the law protects.
    "reason" ReasonCode {
        /// Skills for the work.
        Skills = "skills",
        /// Experience of the work.
        Experience = "experience",
        /// The languages that the work needs.
        Language = "language",
        /// A licence or certificate that the work needs.
        Qualification = "qualification",
        /// Pay expected and offered.
        Salary = "salary",
        /// When work could start.
        Availability = "availability",
        /// Where the work is.
        Location = "location",
        /// Conditions of work other than pay and place.
        Conditions = "conditions",
        /// The vacancy was filled.
        PositionFilled = "position_filled",
        /// The vacancy was withdrawn.
        VacancyClosed = "vacancy_closed",
        /// The candidate withdrew or accepted another offer.
        Withdrew = "withdrew",
        /// No answer any more.
        NoAnswer = "no_answer",
        /// Something else, said in words.
        Other = "other",
    }
}

impl Stage {
    /// What a move to this stage finds, if a reason is to be given with it.
    pub const fn finding(self) -> Option<Finding> {
        match self {
            Self::Refused => Some(Finding::Fail),
            Self::Withdrawn => Some(Finding::Withdrew),
            _ => None,
        }
    }
}

/// A result of selection; sealed under selection result.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SelectionResult {
    /// The step that was judged.
    pub stage: Stage,
    /// What it found.
    pub finding: Finding,
    /// Why, in words.
    pub comment: String,
    /// Why, in one word of a list.
    #[serde(default)]
    pub reason: Option<ReasonCode>,
    /// The day of the interview or test.
    #[serde(default)]
    pub held_on: Option<Day>,
}

/// A stored selection result.
#[derive(Debug, Clone)]
pub struct StoredResult {
    /// Which.
    pub id: SelectionResultId,
    /// Of which application.
    pub application: ApplicationId,
    /// What was found.
    pub result: SelectionResult,
    /// When.
    pub at: Ts,
}
