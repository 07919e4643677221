//! One person, joined from the holdings that the office may open.

pub mod answers;
pub mod calls;
pub mod consents;
mod correspondence;
pub mod disclosures;
pub mod duties;
pub mod entrustments;
pub mod files;
mod forms;
pub mod interviews;
pub mod judging;
pub(in crate::web) mod lines;
pub mod show;
pub mod tasks;
pub mod tending;
mod timeline;
pub mod transfers;
mod uses;

use askama::Template;
use askama_web::WebTemplate;

pub use calls::call_form;
pub use consents::Consents;
pub use correspondence::{Correspondence, RecordThreadLine};
pub use disclosures::Disclosures;
pub use entrustments::Entrustments;
pub use forms::{assign_form, health_form, move_form, note_form, result_form, task_form, upload_form};
pub use interviews::InterviewView;
pub use timeline::{Event, EventKind};
pub use transfers::Transfers;

use crate::domain::application::{Finding, ReasonCode, Source, Stage};
use crate::domain::category::CategoryId;
use crate::domain::document::{DocumentKind, DocumentState, ReadingFailure};
use crate::domain::note::NoteClass;
use crate::domain::purpose::Purpose;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::profile::ProfileView;

/// `/staff/candidates/{id}`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/candidate.html")]
pub struct CandidatePage {
    /// The frame.
    pub frame: Frame,
    /// Who it is.
    pub head: Head,
    /// The résumé; none if it is withheld.
    pub profile: Option<ProfileView>,
    /// Files.
    pub documents: Vec<DocumentView>,
    /// Applications, newest first.
    pub applications: Vec<ApplicationView>,
    /// Results of applications that are not shown themselves, newest first.
    pub results: Vec<ResultView>,
    /// Everything that happened, newest first.
    pub timeline: Vec<Event>,
    /// The messages with the person; none if the reader's role reads none.
    pub correspondence: Option<Correspondence>,
    /// Tasks: the open ones by their day, then those that are done.
    pub tasks: Vec<TaskView>,
    /// The form to add a task with, from [`task_form`]; none if the reader may not.
    pub task_form: Option<Form>,
    /// Notes of staff, newest first.
    pub notes: Vec<NoteView>,
    /// The form to write a note with, from [`note_form`]; none if the reader may not.
    pub note_form: Option<Form>,
    /// The form to open health records with, from [`health_form`]; none if there are no such records or no way to
    /// open them (then see `withheld`).
    pub health: Option<Form>,
    /// Changes that a form proposed to the stored record.
    pub proposals: Vec<ProposalView>,
    /// What the person agreed to and was asked; none if the reader asks for no consents.
    pub consents: Option<Consents>,
    /// Transfers to other offices; none if the reader neither asks for any nor makes them.
    pub transfers: Option<Transfers>,
    /// What processors were entrusted with; none if the reader hands no work on.
    pub entrustments: Option<Entrustments>,
    /// What third parties got, and from whom the record came; none if the reader asks for no provision.
    pub disclosures: Option<Disclosures>,
    /// What is withheld.
    pub withheld: Vec<Withheld>,
    /// Who used the data, newest first.
    pub uses: Vec<UseLine>,
    /// Whether the uses are withheld together with the profile.
    pub uses_withheld: bool,
    /// The form to add a file with, from [`upload_form`].
    pub upload: Option<Form>,
    /// Who looks after it, and its tags.
    pub tending: Tending,
    /// Whether the reader may edit the profile, decide about proposals and read the profile's history.
    pub can_edit: bool,
}

/// Who looks after a record, and its tags.
#[derive(Debug, Clone, Default)]
pub struct Tending {
    /// Who; empty for nobody.
    pub owner: String,
    /// The form to name somebody with, from [`tending::owner_form`]; none if the reader may not.
    pub owner_form: Option<Form>,
    /// The tags.
    pub tags: Vec<TagView>,
    /// Where taking a tag away is posted to; empty if the reader may not.
    pub tags_action: String,
    /// The form to add tags with, from [`tending::tag_form`]; none if the reader may not.
    pub tag_form: Option<Form>,
    /// Whether the reader may see any of this.
    pub is_shown: bool,
}

/// A tag.
#[derive(Debug, Clone)]
pub struct TagView {
    /// What it says.
    pub label: String,
    /// Whether the reader may take it away.
    pub is_removable: bool,
}

/// Who it is, at the top of the pages of a person.
#[derive(Debug, Clone)]
pub struct Head {
    /// The id, for addresses.
    pub id: String,
    /// The name; empty if the profile is withheld.
    pub name: String,
    /// The reading.
    pub reading: String,
    /// The e-mail address; empty if withheld.
    pub email: String,
    /// That mail to it came back, in a sentence; empty if it did not, or the reader may not know.
    pub returned: String,
    /// The address of the thread in which it did.
    pub returned_in: String,
    /// The telephone number; empty without one.
    pub phone: String,
    /// The country of residence, in the language of the page.
    pub residence: String,
    /// Where the latest application stands.
    pub stage: Option<Stage>,
    /// The offices that collected.
    pub offices: Vec<String>,
}

/// A file.
#[derive(Debug, Clone)]
pub struct DocumentView {
    /// The id, for addresses.
    pub id: String,
    /// Its name as it was sent.
    pub name: String,
    /// What it really is.
    pub kind: Option<DocumentKind>,
    /// Its size, written out.
    pub size: String,
    /// When it was stored, written out.
    pub stored: String,
    /// Whether it was read.
    pub state: DocumentState,
    /// Why it was not.
    pub failure: Option<ReadingFailure>,
    /// Number of page images, served at `…/documents/{id}/pages/{1…}`.
    pub pages: usize,
    /// The text in it.
    pub text: String,
    /// What is suspicious about it, in the language of the page.
    pub warnings: Vec<String>,
    /// Whether it came with a proposed change and is not part of the record.
    pub is_proposed: bool,
}

/// An application.
#[derive(Debug, Clone)]
pub struct ApplicationView {
    /// The id, the anchor on the page.
    pub id: String,
    /// What it is for.
    pub vacancy: String,
    /// To which office.
    pub office: String,
    /// When it came in, written out.
    pub received: String,
    /// Where it came from.
    pub source: Source,
    /// Where it stands.
    pub stage: Stage,
    /// The version of the notice that was acknowledged.
    pub notice: Option<i32>,
    /// Why they apply; empty if nothing was written or it is withheld.
    pub motivation: String,
    /// When they could start.
    pub available_from: String,
    /// Its stages so far, newest first.
    pub history: Vec<StageLine>,
    /// The form to move it with, from [`move_form`]; none if the reader may not or it has ended.
    pub move_form: Option<Form>,
    /// What was found at its steps, newest first.
    pub results: Vec<ResultView>,
    /// The form to write such a finding down with, from [`result_form`]; none if the reader may not.
    pub result_form: Option<Form>,
    /// Who is to look at it.
    pub assigned: Vec<Assigned>,
    /// The form to give it to somebody else with, from [`assign_form`]; none if the reader may not or nobody is left.
    pub assign_form: Option<Form>,
    /// Interviews, the latest first.
    pub interviews: Vec<InterviewView>,
    /// The form to invite to one with, from [`interviews::invite_form`]; none if the reader may not or it has ended.
    pub invite_form: Option<Form>,
}

/// A hiring manager who is to look at an application.
#[derive(Debug, Clone)]
pub struct Assigned {
    /// The name.
    pub name: String,
    /// Where taking it away is posted to; empty if the reader may not.
    pub removal: String,
}

/// A move to a stage.
#[derive(Debug, Clone)]
pub struct StageLine {
    /// To which.
    pub stage: Stage,
    /// When, written out.
    pub at: String,
    /// By whom.
    pub by: String,
}

/// A result of selection.
#[derive(Debug, Clone)]
pub struct ResultView {
    /// Of which step.
    pub stage: Stage,
    /// What was found.
    pub finding: Finding,
    /// Why.
    pub comment: String,
    /// When, written out.
    pub at: String,
    /// Of which application.
    pub application: String,
    /// For which vacancy.
    pub vacancy: String,
    /// Why, in one word of a list.
    pub reason: Option<ReasonCode>,
    /// The day of the interview, written out; empty without one.
    pub held: String,
    /// Who wrote it down.
    pub by: String,
}

/// A task.
#[derive(Debug, Clone)]
pub struct TaskView {
    /// What is to be done.
    pub text: String,
    /// Until when, written out.
    pub due: String,
    /// Whether that day is over.
    pub is_late: bool,
    /// Who is to do it.
    pub assignee: String,
    /// When it was done, written out; empty if it is open.
    pub done: String,
    /// Where marking it as done is posted to; empty if the reader may not.
    pub completion: String,
}

/// A note of staff.
#[derive(Debug, Clone)]
pub struct NoteView {
    /// What it says.
    pub text: String,
    /// Who wrote it.
    pub by: String,
    /// When, written out.
    pub at: String,
    /// Whom it is for.
    pub class: NoteClass,
    /// The address of the thread that it was written on; empty if there is none to go to.
    pub thread: String,
}

/// Changes that a form proposed.
#[derive(Debug, Clone)]
pub struct ProposalView {
    /// The id, for addresses.
    pub id: String,
    /// When it came in, written out.
    pub received: String,
    /// Through which application; empty without one.
    pub vacancy: String,
    /// Field by field.
    pub changes: Vec<Change>,
}

/// A proposed change of one field.
#[derive(Debug, Clone)]
pub struct Change {
    /// The field's name in forms.
    pub name: String,
    /// The field, in the language of the page.
    pub label: String,
    /// What is stored.
    pub old: String,
    /// What is proposed.
    pub new: String,
}

/// A category that is withheld, and why.
#[derive(Debug, Clone)]
pub struct Withheld {
    /// What.
    pub category: CategoryId,
    /// The office that collected it; empty if it does not matter.
    pub office: String,
    /// The rule's id.
    pub rule: String,
    /// Why, in a sentence.
    pub why: String,
    /// Where the law or policy says so; empty for rules of our own.
    pub citation: String,
    /// What would change the answer.
    pub remedies: Vec<String>,
}

/// A use of the data.
#[derive(Debug, Clone)]
pub struct UseLine {
    /// When, written out.
    pub at: String,
    /// Who, by name or role.
    pub who: String,
    /// From which office.
    pub office: String,
    /// What was done, in the language of the page.
    pub what: String,
    /// With what, in the language of the page.
    pub categories: String,
    /// What for.
    pub purpose: Option<Purpose>,
    /// Whether it was refused.
    pub refused: bool,
}

/// Categories that are withheld for one reason.
#[derive(Debug)]
pub struct Reason<'a> {
    /// Which.
    pub categories: Vec<CategoryId>,
    /// The first of them, with the reason.
    pub item: &'a Withheld,
}

impl CandidatePage {
    /// The kinds of events that there are, each a filter of the timeline.
    pub fn event_kinds(&self) -> Vec<EventKind> {
        let there = |kind: &&EventKind| self.timeline.iter().any(|event| event.kind == **kind);
        EventKind::ALL.iter().filter(there).copied().collect()
    }

    /// What is withheld, each reason once.
    pub fn reasons(&self) -> Vec<Reason<'_>> {
        let mut reasons: Vec<Reason<'_>> = Vec::new();
        for item in &self.withheld {
            let same = |it: &&mut Reason<'_>| it.item.rule == item.rule && it.item.office == item.office;
            match reasons.iter_mut().find(same) {
                Some(reason) => reason.categories.push(item.category),
                None => reasons.push(Reason { categories: vec![item.category], item }),
            }
        }
        reasons
    }

    /// Whether something of a category is withheld, so that an empty part of the page does not mean that there is
    /// nothing.
    pub fn withholds(&self, category: &str) -> bool {
        self.withheld.iter().any(|item| item.category.as_str() == category)
    }
}

impl Head {
    /// The address of the person's page.
    pub fn href(&self) -> String {
        format!("/staff/candidates/{}", self.id)
    }

    /// Whether the profile is open.
    pub fn is_named(&self) -> bool {
        !self.name.is_empty()
    }
}

impl NoteView {
    /// Whether it is for its author alone.
    pub fn is_private(&self) -> bool {
        self.class == NoteClass::Private
    }
}

impl DocumentView {
    /// Whether the original could be read.
    pub fn is_unreadable(&self) -> bool {
        self.state == DocumentState::Unreadable
    }

    /// The numbers of its page images.
    pub fn page_numbers(&self) -> Vec<usize> {
        (1..=self.pages).collect()
    }
}
