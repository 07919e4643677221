//! The purposes of use. Every access to personal data names one.

use crate::text_enum;

text_enum! {
    /// One of the eight purposes of use (recruitment policy, section 2) or the two internal ones.
    "purpose" Purpose {
        /// Recruitment activities for candidates.
        Recruitment = "P1_recruitment",
        /// Recruitment events.
        Events = "P2_events",
        /// Information about the company.
        CompanyInfo = "P3_company_info",
        /// Entry visas and work permits.
        Visa = "P4_visa",
        /// The employment agreement.
        EmploymentContract = "P5_employment_contract",
        /// Preparations for work: social insurance, health examination.
        Onboarding = "P6_onboarding",
        /// A later look at whether the candidate could be recruited.
        FutureRecruitment = "P7_future_recruitment",
        /// Statistical analysis.
        Statistics = "P8_statistics",
        /// A candidate's own rights: showing, answering, correcting. Officers and candidates only.
        Rights = "RIGHTS",
        /// Keeping records in order: indexing, extracting, sweeping, backing up. Jobs only.
        Upkeep = "UPKEEP",
    }
}

impl Purpose {
    /// The eight purposes that the published policy names.
    pub const PUBLISHED: [Self; 8] = [
        Self::Recruitment,
        Self::Events,
        Self::CompanyInfo,
        Self::Visa,
        Self::EmploymentContract,
        Self::Onboarding,
        Self::FutureRecruitment,
        Self::Statistics,
    ];
}
