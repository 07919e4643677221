//! Health records: the most closely kept category.

use std::fmt;

use super::message::MessageBody;
use crate::text_enum;

text_enum! {
    /// What a health record is about.
    "health kind" HealthKind {
        /// The result of a health examination.
        Examination = "examination",
        /// An adjustment the person needs at work.
        Adjustment = "adjustment",
        /// A certificate for a visa or work permit.
        Certificate = "certificate",
    }
}

/// A health record; sealed under health.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct HealthRecord {
    /// What it is about.
    pub kind: HealthKind,
    /// What it says.
    pub text: String,
}

/// What a message says that was taken for health data; sealed under health. It prints nothing of that.
#[derive(Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct HealthMessage {
    /// What it is about, which its head does not say any more.
    pub subject: String,
    /// What it says.
    pub body: MessageBody,
}

impl fmt::Debug for HealthMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[HealthMessage]")
    }
}

text_enum! {
    /// Why a sensitive record is opened; stands in the journal, so it is a list and not free text.
    "use reason" UseReasonCode {
        /// Applying for a visa or work permit.
        VisaApplication = "visa_application",
        /// Preparing the employment agreement.
        ContractPreparation = "contract_preparation",
        /// Enrolling in social insurance.
        SocialInsurance = "social_insurance",
        /// The health examination before work starts.
        HealthExamination = "health_examination",
        /// Adjusting the workplace to the person.
        WorkplaceAdjustment = "workplace_adjustment",
        /// Answering a request of the person.
        SubjectRequest = "subject_request",
    }
}
