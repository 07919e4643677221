//! What exists: plain types, one file per noun.
//!
//! Invariant: nothing here knows the database, the web, the clock or the environment.

pub mod application;
pub mod authenticity;
pub mod bulk_act;
pub mod candidate;
pub mod category;
pub mod consent;
pub mod contact;
pub mod country_information;
pub mod disclosure;
pub mod document;
pub mod health;
pub mod id;
pub mod incident;
pub mod intake;
pub mod interview;
pub mod jurisdiction;
pub mod language;
pub mod letter;
pub mod list_column;
pub mod list_reach;
pub mod locale;
pub mod message;
pub mod message_template;
pub mod note;
pub mod notice;
pub mod notice_diff;
pub mod notice_file;
pub mod office;
pub mod office_hours;
pub mod personal;
pub mod processor;
pub mod profile_field;
pub mod proposal;
pub mod purpose;
pub mod review;
pub mod safeguard;
pub mod staff;
pub mod tag;
pub mod task;
pub mod text_enum;
pub mod time;
pub mod transfer;
pub mod undelivered;
pub mod vacancy;
