//! What we hold about the person who reads.

use actix_web::web::Query;
use askama::Template;
use askama_web::WebTemplate;

use super::view::{self, Known};
use crate::domain::application::Standing;
use crate::domain::consent::ConsentScope;
use crate::domain::document::DocumentKind;
use crate::domain::jurisdiction::Country;
use crate::web::correspondence::{MessageList, MessageQuery};
use crate::web::extract::CandidateCaller;
use crate::web::frame::{Frame, SignedIn};
use crate::web::page::{Answer, page};
use crate::web::profile::ProfileView;
use crate::web::staff::candidate::{UseLine, Withheld};
use crate::web::texts::Texts;
use crate::workflows::show_own_record;

/// `/me`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "me/record.html")]
pub struct RecordPage {
    /// The frame.
    pub frame: Frame,
    /// The person's name.
    pub name: String,
    /// The office that holds the record and answers.
    pub office: String,
    /// The profile; none if it is withheld.
    pub profile: Option<ProfileView>,
    /// Applications, newest first.
    pub applications: Vec<MyApplication>,
    /// Later applications that a person has still to look at, oldest first.
    pub proposals: Vec<MyProposal>,
    /// Files.
    pub documents: Vec<MyDocument>,
    /// Messages; none if they are withheld.
    pub messages: Option<MessageList>,
    /// Questions for a consent that can be answered.
    pub questions: Vec<MyQuestion>,
    /// Later versions of the notice, newest first.
    pub notices: Vec<MyNotice>,
    /// Consents.
    pub consents: Vec<MyConsent>,
    /// What is withheld, and why.
    pub withheld: Vec<Withheld>,
    /// Who used the data, newest first.
    pub uses: Vec<UseLine>,
}

impl RecordPage {
    /// Whether a later version waits for an answer.
    pub fn has_open_notice(&self) -> bool {
        self.notices.iter().any(|notice| notice.is_open)
    }
}

/// A later version of the notice, as it stands with its candidate.
#[derive(Debug, Clone)]
pub struct MyNotice {
    /// Its number.
    pub version: i32,
    /// Whether it waits for an answer.
    pub is_open: bool,
    /// How it stands.
    pub standing: String,
}

/// An application as its candidate sees it.
#[derive(Debug, Clone)]
pub struct MyApplication {
    /// What it is for.
    pub vacancy: String,
    /// To which office.
    pub office: String,
    /// When it came in, written out.
    pub received: String,
    /// Where it stands, as far as it is released to the candidate.
    pub standing: Standing,
    /// The version of the notice that was acknowledged.
    pub notice: Option<i32>,
}

/// A later application from the address of this record.
#[derive(Debug, Clone)]
pub struct MyProposal {
    /// What it is for.
    pub vacancy: String,
    /// When it came in, written out.
    pub received: String,
}

/// A file as its candidate sees it.
#[derive(Debug, Clone)]
pub struct MyDocument {
    /// The id, for `/me/documents/{id}/original`.
    pub id: String,
    /// Its name as it was sent.
    pub name: String,
    /// What it really is.
    pub kind: Option<DocumentKind>,
    /// Its size, written out.
    pub size: String,
    /// When it was stored, written out.
    pub stored: String,
}

/// A question for a consent.
#[derive(Debug, Clone)]
pub struct MyQuestion {
    /// What is asked.
    pub question: String,
    /// Where it can be answered.
    pub href: String,
    /// The last day to answer, written out.
    pub open_until: String,
}

/// A consent as its candidate sees it.
#[derive(Debug, Clone)]
pub struct MyConsent {
    /// What it covers.
    pub scopes: Vec<ConsentScope>,
    /// The countries it names.
    pub countries: Vec<Country>,
    /// The third party it names; empty if it names none.
    pub party: String,
    /// From when, written out.
    pub from: String,
    /// Until when, written out; empty if it is open-ended.
    pub until: String,
    /// When it was withdrawn, written out; empty if it was not.
    pub withdrawn: String,
    /// The words that were in front of the person, line by line; empty where the notice alone was.
    pub words: Vec<String>,
    /// Where its withdrawal is posted to; empty if there is nothing left to withdraw.
    pub withdrawal: String,
}

impl MyConsent {
    /// What it covers, to whom.
    pub fn what(&self, texts: &Texts) -> String {
        let covers = texts.labels(&self.scopes);
        if self.party.is_empty() { covers } else { texts.with_two("consent-to", "what", covers, "party", &self.party) }
    }
}

/// GET `/me`: everything of the record that its person may see, and who used it.
///
/// # Errors
/// [`crate::web::error::WebError::NotFound`] if the record is gone.
pub async fn show(candidate: CandidateCaller, query: Option<Query<MessageQuery>>) -> Answer {
    let (caller, holding) = (candidate.caller.clone(), candidate.holding.id);
    let before = query.and_then(|query| query.before());
    let open = move |_: &_, db: &mut _| {
        let file = show_own_record::show(db, &caller, holding, before)?;
        let known = Known::of_record(db, &file)?;
        Ok((file, known))
    };
    let (file, known) = candidate.visitor.app.run(open).await?;
    let mut record = view::record(&candidate, &file, &known, before);
    record.frame.person =
        Some(SignedIn { name: record.name.clone(), role: String::new(), office: record.office.clone() });
    page(&record)
}
