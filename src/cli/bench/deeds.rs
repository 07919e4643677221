//! What is measured: requests as a recruiter's browser, or an applicant's, sends them.

use crate::domain::message::Folder;

/// One kind of request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    /// The page of the bare framework.
    Hello,
    /// The first page of the list.
    List,
    /// A question in a form, and the page that it leads to.
    Search {
        what: &'static str,
        question: String,
        /// The word of the order; empty for the usual one.
        order: &'static str,
    },
    /// What a browser asks while a name is typed.
    Typing,
    Candidate,
    /// The first page of a folder of the inbox.
    Inbox(Folder),
    /// A thread with its messages.
    Thread,
    Edit,
    Move,
    Apply,
}

impl Deed {
    /// Its name in the table.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Hello => "bare actix hello page".to_owned(),
            Self::List => "list".to_owned(),
            Self::Search { what, .. } => format!("search, {what}"),
            Self::Typing => "people while typing".to_owned(),
            Self::Candidate => "candidate page".to_owned(),
            Self::Inbox(folder) => format!("inbox, {folder}"),
            Self::Thread => "inbox, a thread".to_owned(),
            Self::Edit => "edit of a profile".to_owned(),
            Self::Move => "stage move".to_owned(),
            Self::Apply => "application with a CV".to_owned(),
        }
    }

    /// How often it may be done in a phase: the server takes three thousand applications an hour.
    pub(super) const fn most(&self) -> usize {
        match self {
            Self::Apply => 1_200,
            _ => usize::MAX,
        }
    }
}

/// Each kind of question, to the office in Tokyo; `rare` finds one person.
pub(super) fn searches(rare: &str) -> Vec<Deed> {
    let questions = [
        ("a rare word", rare, ""),
        ("a common word", "Python", ""),
        ("two characters", "測定", ""),
        ("one character", "田", ""),
        ("a name in romaji", "tanaka", ""),
        ("the beginning of a word", "engin*", ""),
        ("combined with AND", "測定 校正 開発", ""),
        ("excluded", "測定 -校正", ""),
        ("a state", "status:screening", ""),
        ("everybody by name", "", "name"),
        ("a state by name", "status:screening", "name"),
        ("two characters by name", "測定", "name"),
    ];
    questions.map(|(what, question, order)| Deed::Search { what, question: question.to_owned(), order }).to_vec()
}

/// What is looked at in the inbox.
pub(super) const INBOX: [Deed; 4] =
    [Deed::Inbox(Folder::Unassigned), Deed::Inbox(Folder::Mine), Deed::Inbox(Folder::Done), Deed::Thread];
