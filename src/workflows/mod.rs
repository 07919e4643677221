//! What takes several steps. Permits first, then one transaction, then the directory follows.

pub mod accept_intake;
pub mod add_candidate;
pub mod annotate_threads;
pub mod announce_notices;
pub mod answer_notices;
pub mod ask_consent;
pub mod bulk_acts;
pub mod bulk_transfers;
pub mod carry_entrustments;
pub mod carry_transfers;
pub mod change_candidate;
pub mod change_tags;
pub mod decide_proposal;
pub mod decide_transfers;
pub mod draft_notices;
pub mod explain_decision;
pub mod export_records;
pub mod file_mail;
pub mod fill_demo;
pub mod find_holding;
pub mod follow_journal;
pub mod follow_link;
pub mod invite_to_interview;
pub mod judge_application;
pub mod keep_country_information;
pub mod keep_disclosures;
pub mod keep_health_messages;
pub mod keep_incidents;
pub mod keep_joint_use;
pub mod keep_processors;
pub mod keep_safeguards;
pub mod keep_signature;
pub mod keep_third_parties;
pub mod list_candidates;
pub mod list_messages;
pub mod log_contact;
pub mod mail_packages;
pub mod message_templates;
pub mod name_things;
pub mod open_entrusted;
pub mod open_health;
pub mod pack_entrusted;
pub mod pack_messages;
pub mod pack_record;
pub mod plan_tasks;
pub mod preview_file;
mod project_directory;
pub mod propose_people;
pub mod publish_notice;
pub mod read_inbox;
pub mod read_message;
pub mod read_purposes;
pub mod receive_mail;
pub mod refile_messages;
pub mod review_holding;
pub mod see_to_duties;
pub mod select_records;
pub mod send_letters;
pub mod send_messages;
pub mod set_up;
pub mod show_candidate;
pub mod show_correspondence;
pub mod show_disclosures;
pub mod show_history;
pub mod show_interviews;
pub mod show_own_record;
pub mod show_policy;
pub mod sign_in;
pub mod submit_application;
pub mod sweep;
pub mod take_finding;
pub mod tend_threads;
pub mod triage_mail;
mod try_records;
pub mod try_rules;
pub mod undelivered;
pub mod upload_documents;
pub mod write_message;
pub mod write_vacancy;

use crate::directory::DirectoryError;
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Caller, Role};
use crate::store::StoreError;

/// An error of a workflow.
#[derive(Debug, thiserror::Error)]
pub enum WorkflowError {
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The directory's.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
}

/// The purpose that somebody of staff opens pages for: privacy officers see to people's rights, all others recruit.
pub const fn purpose_of(caller: &Caller) -> Purpose {
    if matches!(caller.role, Role::PrivacyOfficer) { Purpose::Rights } else { Purpose::Recruitment }
}
