//! Provision to third parties: the register of an office, one disclosure by itself, and asking for one.

pub mod forms;
pub mod new;
pub mod package;
pub mod show;
pub mod write;

use actix_web::web::Query;
use askama::Template;
use askama_web::WebTemplate;

use super::Writing;
use super::transfers::Named;
use crate::directory::Person;
use crate::domain::category::CategoryId;
use crate::domain::disclosure::{Disclosure, DisclosureState, Ground, ProvisionMeans};
use crate::domain::id::HoldingId;
use crate::domain::purpose::Purpose;
use crate::domain::time::Ts;
use crate::law::access::Verb;
use crate::store::disclosures::Filter;
use crate::store::provision_records::ProvisionRecord;
use crate::store::receipt_records::Receipt;
use crate::web::error::WebError;
use crate::web::extract::StaffCaller;
use crate::web::form::{Choice, Form, Kind};
use crate::web::frame::Frame;
use crate::web::page::{Answer, page};
use crate::web::profile::choices;
use crate::web::texts::Texts;
use crate::workflows::show_disclosures::{self, Recorded};

const PAGE: &str = "/staff/disclosures";

/// `/staff/disclosures`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/disclosures.html")]
pub struct RegisterPage {
    /// The frame.
    pub frame: Frame,
    /// What of the register is shown, from [`filter_form`].
    pub filter: Form,
    /// The disclosures, newest first.
    pub lines: Vec<RegisterLine>,
    /// The address of the page of earlier ones.
    pub earlier: Option<String>,
    /// The records of receipt, newest first.
    pub receipts: Vec<ReceiptLine>,
    /// The address of the page of earlier ones.
    pub earlier_receipts: Option<String>,
}

/// A disclosure in the register.
#[derive(Debug, Clone)]
pub struct RegisterLine {
    /// Whom it is about.
    pub who: Named,
    /// What it is.
    pub line: DisclosureLine,
}

/// A disclosure in one line.
#[derive(Debug, Clone)]
pub struct DisclosureLine {
    /// The address of its page; empty for whoever does not disclose.
    pub href: String,
    /// To whom.
    pub to: String,
    /// In which country, in the language of the page.
    pub country: String,
    /// On which ground.
    pub ground: Ground,
    /// What.
    pub categories: Vec<CategoryId>,
    /// For which purpose.
    pub purpose: Purpose,
    /// When it was asked for, written out.
    pub asked: String,
    /// The key of the text that says where it stands.
    pub standing: &'static str,
    /// Whether nothing comes of it any more.
    pub is_over: bool,
    /// How and when it was provided, written out; none if it was not.
    pub provided: Option<(ProvisionMeans, String)>,
    /// Until when the record is kept, written out; empty without one.
    pub kept_until: String,
}

/// A record of receipt in one line.
#[derive(Debug, Clone)]
pub struct ReceiptLine {
    /// Whom it is about.
    pub who: Named,
    /// From whom.
    pub from: String,
    /// In which country, in the language of the page.
    pub country: String,
    /// When, written out.
    pub on: String,
    /// What.
    pub categories: Vec<CategoryId>,
    /// Until when the record is kept, written out.
    pub kept_until: String,
    /// The rule that says so.
    pub kept_rule: String,
}

/// The form that says what of the register is shown: `state`, `ground`.
pub fn filter_form(texts: &Texts) -> Form {
    let mut form = Form::new(PAGE);
    let every = |key| std::iter::once(Choice::new("", texts.say(key)));
    let states = every("disclosures-every-state").chain(choices(texts, DisclosureState::ALL)).collect();
    form.add("filter", Kind::Select, "state", "disclosure-state").half().options(states);
    let grounds = every("disclosures-every-ground").chain(choices(texts, Ground::ALL)).collect();
    form.add("filter", Kind::Select, "ground", "disclosure-ground").half().options(grounds);
    form
}

/// What is asked for in the address.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct RegisterQuery {
    state: String,
    ground: String,
    earlier: String,
    earlier_receipts: String,
}

fn place<I: std::str::FromStr>(word: &str) -> Option<(Ts, I)> {
    let (micros, id) = word.split_once('.')?;
    Some((Ts::from_micros(micros.parse().ok()?), id.parse().ok()?))
}

/// Whether the reader's role provides anything to third parties.
fn discloses(staff: &StaffCaller) -> bool {
    staff.may(Verb::Disclose, CategoryId::Profile, Purpose::Recruitment)
}

/// Shows the register.
pub async fn list(staff: StaffCaller, query: Option<Query<RegisterQuery>>) -> Answer {
    if !discloses(&staff) {
        return Err(WebError::NotFound);
    }
    // An address that somebody shortened leads to the beginning rather than nowhere.
    let query = query.map(Query::into_inner).unwrap_or_default();
    let filter = Filter { state: query.state.parse().ok(), ground: query.ground.parse().ok() };
    let (caller, places) = (staff.caller.clone(), (place(&query.earlier), place(&query.earlier_receipts)));
    let read = staff
        .visitor
        .app
        .run_apart(move |app| show_disclosures::register(&app.store, &app.directories, &caller, filter, places));
    let found = read.await?;
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let mut form = filter_form(&writing.texts);
    form.fill([("state", query.state.as_str()), ("ground", query.ground.as_str())]);
    let line = |it: &Recorded| RegisterLine {
        who: named(&found.people, it.disclosure.holding, &writing),
        line: line_of(it, true, &writing),
    };
    let kept = format!("{PAGE}?state={}&ground={}", form.value("state"), form.value("ground"));
    page(&RegisterPage {
        lines: found.disclosures.iter().map(line).collect(),
        earlier: found.earlier.map(|(at, id)| format!("{kept}&earlier={}.{id}", at.micros())),
        receipts: found.receipts.iter().map(|it| receipt_line(it, &found.people, &writing)).collect(),
        earlier_receipts: found
            .earlier_receipts
            .map(|(at, id)| format!("{kept}&earlier_receipts={}.{id}#receipts", at.micros())),
        filter: form,
        frame: staff.frame(),
    })
}

/// Somebody as the lists name them.
fn named(people: &[Person], holding: HoldingId, writing: &Writing) -> Named {
    let person = people.iter().find(|person| person.holding.id == holding);
    person.map_or_else(Named::default, |person| Named {
        name: person.name().display(writing.locale()),
        href: format!("/staff/candidates/{}", person.holding.candidate),
    })
}

/// A disclosure as a line; its page is for those who disclose.
pub(super) fn line_of(recorded: &Recorded, has_page: bool, writing: &Writing) -> DisclosureLine {
    let Recorded { disclosure, record } = recorded;
    let texts = &writing.texts;
    let given = |record: &ProvisionRecord| (record.means, texts.day(&record.given_on));
    DisclosureLine {
        href: if has_page { format!("{PAGE}/{}", disclosure.id) } else { String::new() },
        to: disclosure.to.name.clone(),
        country: texts.country(&disclosure.to.country),
        ground: disclosure.ground,
        categories: disclosure.categories.clone(),
        purpose: disclosure.purpose,
        asked: writing.moment(disclosure.asked_at),
        standing: standing(disclosure),
        is_over: matches!(disclosure.state, DisclosureState::Declined | DisclosureState::Ended),
        provided: record.as_ref().map(given),
        kept_until: record.as_ref().map(|record| texts.day(&record.kept_until)).unwrap_or_default(),
    }
}

/// The key of the text that says where a disclosure stands.
fn standing(disclosure: &Disclosure) -> &'static str {
    match disclosure.state {
        DisclosureState::Waiting if disclosure.waits_for_second_person() => "disclosure-waits-second",
        DisclosureState::Waiting => "disclosure-waits-provision",
        DisclosureState::Provided => "disclosure-state-provided",
        DisclosureState::Declined => "disclosure-state-declined",
        DisclosureState::Ended => "disclosure-state-ended",
    }
}

fn receipt_line(receipt: &Receipt, people: &[Person], writing: &Writing) -> ReceiptLine {
    ReceiptLine {
        who: named(people, receipt.holding, writing),
        from: receipt.from.name.clone(),
        country: writing.texts.country(&receipt.from.country),
        on: writing.texts.day(&receipt.received_on),
        categories: receipt.categories.clone(),
        kept_until: writing.texts.day(&receipt.kept_until),
        kept_rule: receipt.kept_rule.clone(),
    }
}
