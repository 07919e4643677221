//! The people whose records a processor is entrusted with.

use actix_web::web::Query;
use askama::Template;
use askama_web::WebTemplate;

use crate::domain::category::CategoryId;
use crate::domain::id::HoldingId;
use crate::domain::processor::MadeEntrustment;
use crate::domain::purpose::Purpose;
use crate::web::extract::PartnerCaller;
use crate::web::frame::Frame;
use crate::web::page::{Answer, page};
use crate::web::staff::candidate::Withheld;
use crate::web::staff::{Writing, withholding};
use crate::workflows::open_entrusted::{self, EntrustedPerson};

/// `/partner`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "partner/people.html")]
pub struct PeoplePage {
    /// The frame.
    pub frame: Frame,
    /// The office that contracts.
    pub office: String,
    /// Each.
    pub people: Vec<PersonLine>,
    /// The address of the next page.
    pub next: Option<String>,
}

/// Somebody whose record was entrusted.
#[derive(Debug, Clone)]
pub struct PersonLine {
    /// The address of the record.
    pub href: String,
    /// The name; empty if it is withheld.
    pub name: String,
    /// The reading.
    pub reading: String,
    /// The categories.
    pub categories: Vec<CategoryId>,
    /// The purposes.
    pub purposes: Vec<Purpose>,
    /// Until when, written out; empty if it is open-ended.
    pub until: String,
    /// Why the profile is withheld.
    pub withheld: Option<Withheld>,
}

/// Where in the list a page begins.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct At {
    after: String,
}

/// Lists them.
pub async fn list(partner: PartnerCaller, at: Option<Query<At>>) -> Answer {
    // An address that somebody shortened leads to the first page rather than nowhere.
    let after: Option<HoldingId> = at.and_then(|at| at.after.parse().ok());
    let caller = partner.caller.clone();
    let found = partner.visitor.app.run(move |_, db| open_entrusted::list(db, &caller, after)).await?;
    let writing = Writing::new(partner.visitor.texts, &partner.office);
    page(&PeoplePage {
        office: partner.office.name.get(writing.locale()).to_owned(),
        people: found.people.iter().map(|person| line(person, &partner, &writing)).collect(),
        next: found.next.map(|after| format!("/partner?after={after}")),
        frame: partner.frame(),
    })
}

fn line(person: &EntrustedPerson, partner: &PartnerCaller, writing: &Writing) -> PersonLine {
    let law = partner.visitor.app.store.law();
    let name = person.profile.value().map(|record| &record.name);
    let mut purposes: Vec<Purpose> = person.entrusted.iter().map(|made| made.entrustment.purpose).collect();
    purposes.sort_unstable();
    purposes.dedup();
    let explain = |refusal| withholding::explain(law, &writing.texts, String::new(), refusal);
    PersonLine {
        href: format!("/partner/candidates/{}", person.holding.candidate),
        name: name.map(|name| name.display(writing.locale())).unwrap_or_default(),
        reading: name.map(|name| name.reading()).unwrap_or_default(),
        categories: person.entrusted.iter().map(|made| made.category).collect(),
        purposes,
        until: until(&person.entrusted, writing),
        withheld: person.profile.refusal().map(explain),
    }
}

/// The first day on which something of it ends, written out.
fn until(entrusted: &[MadeEntrustment], writing: &Writing) -> String {
    let first = entrusted.iter().filter_map(|made| made.entrustment.until).min();
    first.map(|day| writing.texts.day(&day)).unwrap_or_default()
}
