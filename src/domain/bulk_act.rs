//! What staff do with many records at once, and what becomes of each.

use std::fmt;
use std::str::FromStr;

use super::category::CategoryId;
use super::id::StaffId;
use super::profile_field::ProfileField;
use super::tag::TagChange;
use super::text_enum::UnknownWord;
use super::transfer::Transfer;
use crate::text_enum;

/// An act on many records.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkAct {
    /// Tags come and go.
    Tags(TagChange),
    /// Somebody looks after the records from now on, or nobody.
    Owner(Option<StaffId>),
    /// The records are written into a file.
    Export(Export),
    /// Categories are asked to be made available to another office.
    Transfer(WantedTransfer),
}

/// What is to be made available of each record, and on which terms.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct WantedTransfer {
    /// Which categories, as far as they are held.
    pub categories: Vec<CategoryId>,
    /// To whom, for what and until when.
    pub transfer: Transfer,
}

/// What a file of records holds, and why it is made.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Export {
    /// Why.
    pub reason: ExportReason,
    /// Its columns.
    pub columns: Vec<ExportColumn>,
    /// How it is written.
    pub encoding: ExportEncoding,
}

text_enum! {
    /// Why records leave in a file; stands in the journal, so it is a list and not free text.
    "export reason" ExportReason {
        /// To prepare interviews.
        Interviews = "interviews",
        /// For a meeting that decides about the selection.
        SelectionMeeting = "selection_meeting",
        /// To invite to an event.
        EventInvitation = "event_invitation",
        /// To check that records are right and complete.
        DataCheck = "data_check",
    }
}

text_enum! {
    /// How a file of records is written.
    "export encoding" ExportEncoding {
        /// UTF-8 with its mark, which today's programs read.
        Utf8 = "utf-8",
        /// Shift_JIS, for older programs in Japan; what it cannot write becomes 〓.
        ShiftJis = "shift_jis",
    }
}

/// A column of a file of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportColumn {
    /// A field of the profile.
    Profile(ProfileField),
    /// What the latest application is for.
    Vacancy,
    /// Where it stands.
    Stage,
    /// Where it came from.
    Source,
    /// When it came in.
    Received,
    /// Who looks after the record.
    Owner,
    /// Tags.
    Tags,
}

impl ExportColumn {
    /// The columns beside the profile's.
    const OTHERS: [Self; 6] = [Self::Vacancy, Self::Stage, Self::Source, Self::Received, Self::Owner, Self::Tags];

    /// Every column, in the order of the file.
    pub fn all() -> impl Iterator<Item = Self> {
        ProfileField::ALL.iter().copied().map(Self::Profile).chain(Self::OTHERS)
    }

    /// The column's fixed word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Profile(field) => field.as_str(),
            Self::Vacancy => "vacancy",
            Self::Stage => "stage",
            Self::Source => "source",
            Self::Received => "received",
            Self::Owner => "owner",
            Self::Tags => "tags",
        }
    }

    /// The category that it is of.
    pub const fn category(self) -> CategoryId {
        match self {
            Self::Profile(_) | Self::Owner => CategoryId::Profile,
            Self::Vacancy | Self::Stage | Self::Source | Self::Received => CategoryId::ApplicationHistory,
            Self::Tags => CategoryId::Other,
        }
    }
}

impl FromStr for ExportColumn {
    type Err = UnknownWord;
    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::all().find(|column| column.as_str() == word).ok_or(UnknownWord { noun: "export column" })
    }
}

impl Export {
    /// The categories that it needs; the profile always, which says whose record it is.
    pub fn categories(&self) -> Vec<CategoryId> {
        let needed = |category: &CategoryId| {
            *category == CategoryId::Profile || self.columns.iter().any(|column| column.category() == *category)
        };
        CategoryId::ALL.iter().copied().filter(needed).collect()
    }
}

/// What would become, or became, of one record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordOutcome {
    /// It would be done.
    Able,
    /// It would be done without what this rule withholds.
    Partly(String),
    /// It is done.
    Done,
    /// It is that way already.
    Unchanged,
    /// It would wait for what this rule misses.
    Waits(String),
    /// It was asked for and waits for what this rule misses.
    Waiting(String),
    /// So it was, and a question was put to the candidate.
    Questioned(String),
    /// So it was, and the candidate was asked before: the question is open, or the answer was no.
    AskedBefore(String),
    /// This rule is against it.
    Refused(String),
    /// Another office collected the record, and only that office writes in it.
    Foreign,
    /// There is no such record any more, or nothing of it is held.
    Missing,
    /// There would be more of something than there may be.
    Full,
    /// Whoever was named to look after it is no recruiter of its office any more.
    NoOwner,
    /// It changed meanwhile, or one of its seals does not open.
    Failed,
}

impl fmt::Display for RecordOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Able => f.write_str("able"),
            Self::Partly(rule) => write!(f, "partly:{rule}"),
            Self::Done => f.write_str("done"),
            Self::Unchanged => f.write_str("unchanged"),
            Self::Waits(rule) => write!(f, "waits:{rule}"),
            Self::Waiting(rule) => write!(f, "waiting:{rule}"),
            Self::Questioned(rule) => write!(f, "questioned:{rule}"),
            Self::AskedBefore(rule) => write!(f, "asked_before:{rule}"),
            Self::Refused(rule) => write!(f, "refused:{rule}"),
            Self::Foreign => f.write_str("foreign"),
            Self::Missing => f.write_str("missing"),
            Self::Full => f.write_str("full"),
            Self::NoOwner => f.write_str("no_owner"),
            Self::Failed => f.write_str("failed"),
        }
    }
}

impl FromStr for RecordOutcome {
    type Err = UnknownWord;
    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Ok(match word.split_once(':') {
            Some(("partly", rule)) => Self::Partly(rule.to_owned()),
            Some(("waits", rule)) => Self::Waits(rule.to_owned()),
            Some(("waiting", rule)) => Self::Waiting(rule.to_owned()),
            Some(("questioned", rule)) => Self::Questioned(rule.to_owned()),
            Some(("asked_before", rule)) => Self::AskedBefore(rule.to_owned()),
            Some(("refused", rule)) => Self::Refused(rule.to_owned()),
            _ => match word {
                "able" => Self::Able,
                "done" => Self::Done,
                "unchanged" => Self::Unchanged,
                "foreign" => Self::Foreign,
                "missing" => Self::Missing,
                "full" => Self::Full,
                "no_owner" => Self::NoOwner,
                "failed" => Self::Failed,
                _ => return Err(UnknownWord { noun: "record outcome" }),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_its_word_and_the_file_has_twenty_three() {
        let all: Vec<ExportColumn> = ExportColumn::all().collect();
        assert_eq!(all.len(), 23);
        assert!(all.iter().all(|column| column.as_str().parse() == Ok(*column)));
        assert!("health".parse::<ExportColumn>().is_err());
    }

    #[test]
    fn an_outcome_is_its_word() {
        let rule = || "GATE-SUSPENDED".to_owned();
        let all = [
            RecordOutcome::Able,
            RecordOutcome::Partly(rule()),
            RecordOutcome::Done,
            RecordOutcome::Unchanged,
            RecordOutcome::Waits(rule()),
            RecordOutcome::Waiting(rule()),
            RecordOutcome::Questioned(rule()),
            RecordOutcome::AskedBefore(rule()),
            RecordOutcome::Refused(rule()),
            RecordOutcome::Foreign,
            RecordOutcome::Missing,
            RecordOutcome::Full,
            RecordOutcome::NoOwner,
            RecordOutcome::Failed,
        ];
        assert!(all.iter().all(|outcome| outcome.to_string().parse().as_ref() == Ok(outcome)));
    }
}
