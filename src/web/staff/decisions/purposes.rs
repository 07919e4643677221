//! The journal read by purpose: what is asked for in the address, and the summary.

use serde::Deserialize;

use super::PAGE;
use crate::domain::office::{Office, OfficeCode};
use crate::domain::purpose::Purpose;
use crate::domain::staff::ActorKind;
use crate::domain::time::Day;
use crate::law::access::Verb;
use crate::store::purpose_uses::{Filter, PurposeUse};
use crate::web::form::{Choice, Form, Kind};
use crate::web::profile::choices;
use crate::web::staff::Writing;
use crate::web::texts::Texts;
use crate::workflows::read_purposes::{Wanted, is_readable};

/// What was done for a purpose.
#[derive(Debug, Clone)]
pub struct PurposeLine {
    /// Which; none for what has none, such as a sign-in.
    pub purpose: Option<Purpose>,
    /// Where its entries are read; empty for what has no purpose.
    pub href: String,
    /// How many entries.
    pub acts: i64,
    /// How many of them were refused or left to a person.
    pub refused: i64,
    /// How many people the entries name.
    pub people: i64,
    /// How many lines lists showed.
    pub listed: i64,
    /// The moment of the latest, written out.
    pub latest: String,
}

/// What is asked for in the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub(super) before: Option<i64>,
    purpose: String,
    office: String,
    verb: String,
    actor: String,
    from: String,
    until: String,
}

impl ListQuery {
    /// Whether anything but a place is asked for.
    pub(super) fn is_filtered(&self) -> bool {
        [&self.purpose, &self.office, &self.verb, &self.actor, &self.from, &self.until].iter().any(|it| !it.is_empty())
    }

    fn pairs(&self) -> [(&'static str, &str); 6] {
        [
            ("purpose", &self.purpose),
            ("office", &self.office),
            ("verb", &self.verb),
            ("actor", &self.actor),
            ("from", &self.from),
            ("until", &self.until),
        ]
    }
}

/// The form that says what is read: `purpose`, `office`, `verb`, `actor`, `from`, `until`.
pub fn filter_form(texts: &Texts, own: &OfficeCode, offices: &[Office]) -> Form {
    let mut form = Form::new(PAGE);
    let every = |key| std::iter::once(Choice::new("", texts.say(key)));
    let purposes = every("purposes-every").chain(choices(texts, Purpose::ALL)).collect();
    form.add("filter", Kind::Select, "purpose", "fact-purpose").options(purposes);
    let name = |office: &Office| Choice::new(office.code.as_str(), office.name.get(texts.locale));
    let offices = offices.iter().map(name).collect();
    let office = form.add("filter", Kind::Select, "office", "field-office").half();
    office.options(offices).value(own.as_str()).hint("hint-purposes-office");
    let verbs = every("purposes-every-verb").chain(choices(texts, Verb::ALL)).collect();
    form.add("filter", Kind::Select, "verb", "decision-asked").half().options(verbs);
    let actors = every("purposes-every-actor").chain(choices(texts, ActorKind::ALL)).collect();
    form.add("filter", Kind::Select, "actor", "purposes-actor").half().options(actors);
    form.add("filter", Kind::Date, "from", "purposes-from").half().hint("hint-purposes-period");
    form.add("filter", Kind::Date, "until", "purposes-until").half();
    form
}

/// What is to be read; what is wrong with the period is marked on the form.
pub(super) fn wanted(form: &mut Form, query: &ListQuery, own: &OfficeCode) -> Option<Wanted> {
    form.fill(query.pairs());
    let mut day = |name: &str| {
        let typed = form.value(name).to_owned();
        let day: Option<Day> = typed.parse().ok();
        if day.is_none() && !typed.is_empty() {
            form.refuse(name, "error-date");
        }
        day
    };
    let days = match (day("from"), day("until")) {
        (Some(from), Some(until)) if is_readable(from, until) => Some((from, until)),
        (Some(_), Some(_)) => {
            form.refuse("until", "error-purposes-period");
            None
        }
        (Some(_), None) => {
            form.refuse("until", "error-required");
            None
        }
        (None, Some(_)) => {
            form.refuse("from", "error-required");
            None
        }
        (None, None) => None,
    };
    if form.is_bad() {
        return None;
    }
    let filter = Filter {
        office: form.value("office").parse().unwrap_or_else(|_| own.clone()),
        purpose: form.value("purpose").parse().ok(),
        verb: form.value("verb").parse().ok(),
        actor: form.value("actor").parse().ok(),
    };
    Some(Wanted { filter, days, before: query.before })
}

/// The address of what is read, from a filled form; with another purpose if one is named.
pub(super) fn address(form: &Form, purpose: Option<Purpose>) -> String {
    let value = |name: &str| match (name, purpose) {
        ("purpose", Some(purpose)) => purpose.as_str().to_owned(),
        _ => form.value(name).to_owned(),
    };
    // Each is a word of a closed list, a code of an office or a day.
    let pairs = ["purpose", "office", "verb", "actor", "from", "until"].map(|name| format!("{name}={}", value(name)));
    format!("{PAGE}?{}", pairs.join("&"))
}

pub(super) fn line(used: &PurposeUse, form: &Form, writing: &Writing) -> PurposeLine {
    PurposeLine {
        purpose: used.purpose,
        href: used.purpose.map(|purpose| address(form, Some(purpose))).unwrap_or_default(),
        acts: used.acts,
        refused: used.refused,
        people: used.people,
        listed: used.listed,
        latest: used.latest_at.map(|at| writing.moment(at)).unwrap_or_default(),
    }
}
