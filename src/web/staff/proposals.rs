//! Deciding about a proposal: what is stored beside what is proposed, and a choice for each.
//!
//! Invariant: nothing is chosen beforehand, and whoever was overtaken is told, sees what is stored now, and keeps what
//! they chose.

use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;

use super::candidate::Change;
use super::{Writing, differences};
use crate::domain::id::{CandidateId, DocumentId, ProposalId};
use crate::domain::profile_field::ProfileField;
use crate::store::StoreError;
use crate::store::permit::Unsealed;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::{Choice, Field, Form, Kind, fault};
use crate::web::frame::{Flash, Frame, Message};
use crate::web::page::{Answer, onward, page, page_with, page_with_faults};
use crate::web::texts::Texts;
use crate::workflows::WorkflowError;
use crate::workflows::decide_proposal::{self, Choices, OpenProposal};

/// `/staff/candidates/{id}/proposals/{proposal}`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/proposal.html")]
pub struct ProposalPage {
    /// The frame.
    pub frame: Frame,
    /// The name of the person as it is stored.
    pub name: String,
    /// The person's page.
    pub back: String,
    /// When it came in, written out.
    pub received: String,
    /// The vacancy that it applies to.
    pub vacancy: String,
    /// The version of the notice that was acknowledged.
    pub notice: i32,
    /// The fields that differ.
    pub changes: Vec<Change>,
    /// The proposed application; none if its seal does not open.
    pub application: Option<ProposedView>,
    /// Its files.
    pub files: Vec<FileView>,
    /// The form to decide with, from [`decision_form`].
    pub form: Form,
}

/// What was written with a proposed application.
#[derive(Debug, Clone)]
pub struct ProposedView {
    /// Why they apply.
    pub motivation: String,
    /// When they could start.
    pub available_from: String,
}

/// A file of a proposal.
#[derive(Debug, Clone)]
pub struct FileView {
    /// The id, for the form.
    pub id: String,
    /// Its name as it was sent.
    pub name: String,
    /// Its size, written out.
    pub size: String,
    /// Where the original is.
    pub href: String,
}

impl ProposalPage {
    /// The choice for a field of the profile.
    pub fn of_field(&self, change: &Change) -> Option<&Field> {
        self.choice(&format!("take-{}", change.name))
    }

    /// The choice for a file.
    pub fn of_file(&self, file: &FileView) -> Option<&Field> {
        self.choice(&format!("file-{}", file.id))
    }

    /// The choice for the application.
    pub fn of_application(&self) -> Option<&Field> {
        self.choice("application")
    }

    fn choice(&self, name: &str) -> Option<&Field> {
        self.form.fields.iter().find(|field| field.name == name)
    }
}

/// The form to decide with: `revision`, `take-{field}`, `application`, `file-{id}`, `reason`; a choice is `take` or
/// `leave`.
pub fn decision_form(
    texts: &Texts,
    action: String,
    revision: i64,
    changes: &[Change],
    has_application: bool,
    files: &[FileView],
) -> Form {
    let mut form = Form::new(action);
    let mut choose = |name: String, label: String, take: &str, leave: &str| {
        let options = vec![
            Choice::new("", texts.say("choose")),
            Choice::new("leave", texts.say(leave)),
            Choice::new("take", texts.say(take)),
        ];
        form.add("choices", Kind::Select, name, "proposal-choice").required().labelled(label).options(options);
    };
    for change in changes {
        choose(format!("take-{}", change.name), change.label.clone(), "proposal-take", "proposal-keep");
    }
    if has_application {
        let label = texts.say("proposal-application");
        choose("application".to_owned(), label, "proposal-add", "proposal-leave");
    }
    for file in files {
        choose(format!("file-{}", file.id), file.name.clone(), "proposal-add", "proposal-leave");
    }
    form.add("decision", Kind::Hidden, "revision", "proposal-choice").value(revision.to_string());
    form.add("decision", Kind::Lines, "reason", "proposal-reason").longest(2_000).hint("hint-proposal-reason");
    form
}

/// Shows a proposal; one that is decided already leads back to the person.
pub async fn show(staff: StaffCaller, path: Path<(CandidateId, ProposalId)>) -> Answer {
    match Deciding::open(staff, path.into_inner()).await? {
        Ok(deciding) => page(&deciding.page()),
        Err(decided) => decided,
    }
}

/// Keeps the decision; record, lists and history of use follow at once.
pub async fn decide(sent: StaffForm, path: Path<(CandidateId, ProposalId)>) -> Answer {
    let StaffForm { staff, posted } = sent;
    let deciding = match Deciding::open(staff, path.into_inner()).await? {
        Ok(deciding) => deciding,
        Err(decided) => return decided,
    };
    let seen: i64 = posted.value("revision").parse().map_err(|_| WebError::Malformed)?;
    if seen != deciding.found.stored.revision {
        return deciding.overtaken(posted.pairs());
    }
    let mut shown = deciding.page();
    shown.form.fill(posted.pairs());
    shown.form.check();
    if shown.form.is_bad() {
        return page_with_faults(&shown);
    }
    let choices = choices(&shown.form);
    let (caller, of) = (deciding.staff.caller.clone(), deciding.of);
    let app = &deciding.staff.visitor.app;
    let decided = app.change(move |_, db| decide_proposal::decide(db, &caller, of, seen, &choices));
    match decided.await {
        Ok(()) => onward(&deciding.href(), Some(Message::Saved)),
        Err(WorkflowError::Store(StoreError::Stale)) => match Deciding::open(deciding.staff, of).await? {
            Ok(now) => now.overtaken(posted.pairs()),
            Err(decided) => decided,
        },
        Err(WorkflowError::Store(StoreError::Taken(_))) => {
            shown.form.refuse("take-email", fault::TAKEN);
            page_with_faults(&shown)
        }
        Err(error) => Err(error.into()),
    }
}

/// What was chosen; what the form does not offer cannot be.
fn choices(form: &Form) -> Choices {
    let taken = || form.fields.iter().filter(|field| field.value == "take").map(|field| field.name.as_str());
    let field = |name: &str| name.strip_prefix("take-")?.parse::<ProfileField>().ok();
    let file = |name: &str| name.strip_prefix("file-")?.parse::<DocumentId>().ok();
    Choices {
        fields: taken().filter_map(field).collect(),
        application: form.value("application") == "take",
        files: taken().filter_map(file).collect(),
        reason: form.value("reason").to_owned(),
    }
}

/// A proposal that somebody of staff decides about.
struct Deciding {
    staff: StaffCaller,
    of: (CandidateId, ProposalId),
    found: OpenProposal,
}

impl Deciding {
    /// Opens it, or answers that it is decided already.
    async fn open(staff: StaffCaller, of: (CandidateId, ProposalId)) -> Result<Result<Self, Answer>, WebError> {
        let caller = staff.caller.clone();
        let open = staff.visitor.app.run(move |_, db| decide_proposal::open(db, &caller, of.0, of.1));
        match open.await {
            Ok(found) => Ok(Ok(Self { staff, of, found })),
            Err(WorkflowError::Store(StoreError::Stale)) => {
                Ok(Err(onward(&format!("/staff/candidates/{}", of.0), Some(Message::Stale))))
            }
            Err(error) => Err(error.into()),
        }
    }

    fn href(&self) -> String {
        format!("/staff/candidates/{}", self.of.0)
    }

    fn page(&self) -> ProposalPage {
        let writing = Writing::new(self.staff.visitor.texts, &self.staff.office);
        let (stored, shown) = (&self.found.stored, &self.found.shown);
        let proposed = if let Unsealed::Value(proposed) = &shown.proposed { Some(proposed) } else { None };
        let changes = proposed
            .map(|proposed| differences::of_profiles(&writing.texts, &stored.record, &proposed.profile))
            .unwrap_or_default();
        let files = self.files(&writing);
        let here = format!("{}/proposals/{}", self.href(), self.of.1);
        let action = format!("{here}/decision");
        let mut frame = self.staff.frame();
        frame.path = here;
        ProposalPage {
            frame,
            name: stored.record.name.display(writing.locale()),
            back: self.href(),
            received: writing.moment(shown.at),
            vacancy: self.found.vacancy.title.get(writing.locale()).to_owned(),
            notice: self.found.notice.version,
            form: decision_form(&writing.texts, action, stored.revision, &changes, proposed.is_some(), &files),
            changes,
            application: proposed.map(|proposed| ProposedView {
                motivation: proposed.details.motivation.clone(),
                available_from: proposed.details.available_from.clone(),
            }),
            files,
        }
    }

    fn files(&self, writing: &Writing) -> Vec<FileView> {
        let file = |file: &crate::store::documents::ShownDocument| FileView {
            id: file.document.id.to_string(),
            name: writing.unsealed(&file.name),
            size: writing.texts.size(file.document.bytes),
            href: format!("{}/documents/{}/original", self.href(), file.document.id),
        };
        self.found.files.iter().map(file).collect()
    }

    /// The page once more, made from what is stored now; what was chosen stays chosen.
    fn overtaken<'a>(&self, sent: impl Iterator<Item = (&'a str, &'a str)>) -> Answer {
        let mut shown = self.page();
        shown.form.fill(sent.filter(|(name, _)| *name != "revision"));
        shown.frame.flash = Some(Flash::of(Message::Stale, &self.staff.visitor.texts));
        page_with(StatusCode::CONFLICT, &shown)
    }
}
