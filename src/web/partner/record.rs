//! A record as far as a processor is entrusted with it.

use actix_web::web::{Path, Query};
use askama::Template;
use askama_web::WebTemplate;

use crate::domain::application::Standing;
use crate::domain::category::CategoryId;
use crate::domain::id::{CandidateId, MessageId};
use crate::domain::message::{Channel, Direction, MailAddress};
use crate::domain::purpose::Purpose;
use crate::store::applications::ShownApplication;
use crate::store::messages::ShownMessage;
use crate::store::permit::Unsealed;
use crate::web::correspondence::{MessageLine, MessageList, MessageQuery, written};
use crate::web::extract::PartnerCaller;
use crate::web::frame::Frame;
use crate::web::page::{Answer, page};
use crate::web::profile::{self, ProfileView};
use crate::web::staff::candidate::{DocumentView, NoteView, Withheld, lines};
use crate::web::staff::{Writing, withholding};
use crate::web::texts::Texts;
use crate::workflows::open_entrusted::{self, EntrustedFile};
use crate::workflows::show_candidate::Shown;

/// `/partner/candidates/{id}`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "partner/record.html")]
pub struct RecordPage {
    /// The frame.
    pub frame: Frame,
    /// The address of the page.
    pub href: String,
    /// The name; empty if it is withheld.
    pub name: String,
    /// What was entrusted.
    pub entrusted: Vec<EntrustedLine>,
    /// The profile; none if it is withheld or was not entrusted.
    pub profile: Option<ProfileView>,
    /// Files.
    pub documents: Vec<DocumentView>,
    /// Applications.
    pub applications: Vec<ApplicationLine>,
    /// Notes.
    pub notes: Vec<NoteView>,
    /// Messages; none if they are withheld or were not entrusted.
    pub messages: Option<MessageList>,
    /// What is withheld, and why.
    pub withheld: Vec<Withheld>,
}

impl RecordPage {
    /// Whose record it is, as far as the reader may know.
    pub fn heading(&self, texts: &Texts) -> String {
        match self.name.is_empty() {
            true if self.withheld.is_empty() => texts.say("entrusted-unnamed"),
            true => texts.say("entrusted-withheld"),
            false => self.name.clone(),
        }
    }
}

/// A category that was entrusted.
#[derive(Debug, Clone)]
pub struct EntrustedLine {
    /// Which.
    pub category: CategoryId,
    /// For which purpose.
    pub purpose: Purpose,
    /// Until when, written out; empty if it is open-ended.
    pub until: String,
    /// When it ended, written out; empty if it did not.
    pub ended: String,
}

/// An application.
#[derive(Debug, Clone)]
pub struct ApplicationLine {
    /// What it is for.
    pub vacancy: String,
    /// When it came in, written out.
    pub received: String,
    /// Where it stands, as far as the person is told.
    pub standing: Standing,
    /// Why they apply; empty if nothing was written.
    pub motivation: String,
    /// When they could start.
    pub available_from: String,
}

/// Shows one record.
pub async fn show(partner: PartnerCaller, candidate: Path<CandidateId>, query: Option<Query<MessageQuery>>) -> Answer {
    let before = query.and_then(|query| query.before());
    let (caller, candidate) = (partner.caller.clone(), candidate.into_inner());
    let file = partner.visitor.app.run(move |_, db| open_entrusted::show(db, &caller, candidate, before)).await?;
    page(&shown(&partner, (candidate, before), &file))
}

fn shown(
    partner: &PartnerCaller,
    (candidate, before): (CandidateId, Option<MessageId>),
    file: &EntrustedFile,
) -> RecordPage {
    let writing = Writing::new(partner.visitor.texts, &partner.office);
    let texts = &writing.texts;
    let law = partner.visitor.app.store.law();
    let profile = file.profile.as_ref().and_then(Shown::value);
    let applications = file.applications.as_ref().and_then(Shown::value).into_iter().flatten();
    let notes = file.notes.as_ref().and_then(Shown::value).into_iter().flatten();
    let mut withheld: Vec<Withheld> =
        file.withheld().map(|refusal| withholding::explain(law, texts, String::new(), refusal)).collect();
    withheld.extend(damaged(file).map(|category| withholding::unopened(texts, String::new(), category)));
    RecordPage {
        href: format!("/partner/candidates/{candidate}"),
        name: profile.map(|profile| profile.record.name.display(texts.locale)).unwrap_or_default(),
        entrusted: file
            .entrusted
            .iter()
            .map(|made| EntrustedLine {
                category: made.category,
                purpose: made.entrustment.purpose,
                until: made.entrustment.until.map(|day| texts.day(&day)).unwrap_or_default(),
                ended: made.ended_at.map(|at| writing.moment(at)).unwrap_or_default(),
            })
            .collect(),
        documents: profile
            .map(|it| it.documents.iter().map(|document| lines::document(document, &writing)).collect())
            .unwrap_or_default(),
        profile: profile.map(|profile| profile::show(&profile.record, texts)),
        applications: applications.map(|shown| application(shown, file, &writing)).collect(),
        notes: notes
            .map(|note| NoteView {
                text: writing.unsealed(&note.text),
                by: String::new(),
                at: writing.moment(note.at),
                class: note.class,
                thread: String::new(),
            })
            .collect(),
        messages: file.messages.as_ref().and_then(Shown::value).map(|found| {
            let office = partner.office.name.get(texts.locale);
            let lines = found.messages.iter().map(|shown| message(shown, office, &writing)).collect();
            MessageList::new(lines, &format!("/partner/candidates/{candidate}"), before, found.older)
        }),
        withheld,
        frame: partner.frame(),
    }
}

/// Files are in a package, not here.
fn message(shown: &ShownMessage, office: &str, writing: &Writing) -> MessageLine {
    let texts = &writing.texts;
    let from = |who: &str| texts.with("message-from", "who", who);
    let to = |all: &[MailAddress]| {
        let named = texts.join(&all.iter().map(written).collect::<Vec<_>>());
        (!named.is_empty()).then(|| texts.with("message-to", "who", named))
    };
    let head = shown.head.value();
    let who: Vec<String> = match (shown.channel, shown.direction) {
        (Channel::Mail, Direction::Out) => {
            std::iter::once(from(office)).chain(head.and_then(|head| to(&head.to))).collect()
        }
        (Channel::Mail, Direction::In) => {
            head.and_then(|head| head.from.as_ref()).map(|one| from(&written(one))).into_iter().collect()
        }
        _ => vec![texts.with("message-by-hand", "who", office)],
    };
    MessageLine::of(shown, texts, (who, writing.moment(shown.at)), |_| String::new())
}

fn application(shown: &ShownApplication, file: &EntrustedFile, writing: &Writing) -> ApplicationLine {
    let application = &shown.application;
    let vacancy = file.vacancies.iter().find(|vacancy| vacancy.id == application.vacancy);
    let (motivation, available_from) = match &shown.details {
        Unsealed::Value(details) => (details.motivation.clone(), details.available_from.clone()),
        Unsealed::Damaged => (writing.texts.say("damaged"), String::new()),
    };
    ApplicationLine {
        vacancy: vacancy.map(|vacancy| vacancy.title.get(writing.locale()).to_owned()).unwrap_or_default(),
        received: writing.moment(application.received_at),
        standing: application.stage.standing(),
        motivation,
        available_from,
    }
}

/// The categories whose seal does not open.
fn damaged(file: &EntrustedFile) -> impl Iterator<Item = CategoryId> {
    let is = |damaged: bool, category: CategoryId| damaged.then_some(category);
    [
        is(matches!(file.profile, Some(Shown::Damaged)), CategoryId::Profile),
        is(matches!(file.applications, Some(Shown::Damaged)), CategoryId::ApplicationHistory),
        is(matches!(file.notes, Some(Shown::Damaged)), CategoryId::Other),
        is(matches!(file.messages, Some(Shown::Damaged)), CategoryId::Communications),
    ]
    .into_iter()
    .flatten()
}
