//! The filters of a list, for those who type no fields: each choice is a field of a question with a value.
//!
//! Invariant: no filter says anything about a person, so that a list that only filters may stand in an address.

use super::candidates::vacancy_choices;
use super::vocabulary::Vocabulary;
use super::{Writing, office_choices};
use crate::directory::query::{Known, Query};
use crate::directory::{Order, facts};
use crate::domain::application::{Source, Stage};
use crate::domain::id::StaffId;
use crate::domain::list_reach::ListReach;
use crate::domain::office::Office;
use crate::domain::vacancy::VacancyName;
use crate::store::searches::Question;
use crate::web::form::{Choice, Form, Kind};
use crate::web::profile::choices;
use crate::web::texts::Texts;

/// A filter.
#[derive(Debug, Clone, Copy)]
struct Filter {
    /// Its name in forms and addresses.
    name: &'static str,
    /// The key of its label.
    label: &'static str,
    /// The part of the form that it stands in.
    group: &'static str,
    /// How far lists must reach that have it.
    from: ListReach,
}

const fn filter(name: &'static str, label: &'static str, group: &'static str, from: ListReach) -> Filter {
    Filter { name, label, group, from }
}

const FILTERS: [Filter; 10] = [
    filter("stage", "field-stage", "filter", ListReach::Assignments),
    filter("vacancy", "field-vacancy", "filter", ListReach::Assignments),
    filter("office", "field-office", "narrow", ListReach::People),
    filter("source", "field-source", "narrow", ListReach::Assignments),
    filter("contacted", "filter-contacted", "narrow", ListReach::Records),
    filter("language", "filter-language", "narrow", ListReach::Assignments),
    filter("level", "filter-level", "narrow", ListReach::Assignments),
    filter("consent", "filter-consent", "narrow", ListReach::Records),
    filter("retention", "filter-retention", "narrow", ListReach::Records),
    filter("owner", "field-owner", "narrow", ListReach::Records),
];

const CONTACTED: [(&str, &str); 5] = [
    ("<=7d", "contacted-week"),
    ("<=30d", "contacted-month"),
    ("<=90d", "contacted-quarter"),
    (">90d", "contacted-not-quarter"),
    (">1y", "contacted-not-year"),
];
const CONSENTS: [(&str, &str); 2] = [("pool", "consent-pool"), ("none", "consent-none")];
const RETENTIONS: [(&str, &str); 2] = [("<=30d", "retention-month"), ("<=90d", "retention-quarter")];
const LANGUAGES: [(&str, &str); 14] = [
    ("ja", "spoken-ja"),
    ("en", "spoken-en"),
    ("yue", "spoken-yue"),
    ("zh", "spoken-zh"),
    ("ms", "spoken-ms"),
    ("ta", "spoken-ta"),
    ("ko", "spoken-ko"),
    ("fr", "spoken-fr"),
    ("de", "spoken-de"),
    ("es", "spoken-es"),
    ("vi", "spoken-vi"),
    ("th", "spoken-th"),
    ("id", "spoken-id"),
    ("hi", "spoken-hi"),
];
const LEVELS: [(&str, &str); 6] = [
    ("A1", "level-a1"),
    ("A2", "level-a2"),
    ("B1", "level-b1"),
    ("B2", "level-b2"),
    ("C1", "level-c1"),
    ("C2", "level-c2"),
];
const ORDERS: [(Order, &str); 5] = [
    (Order::Newest, "order-newest"),
    (Order::Oldest, "order-oldest"),
    (Order::Name, "order-name"),
    (Order::Contact, "order-contact"),
    (Order::Stage, "order-stage"),
];

/// What the choices of the filters are made of.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    /// The vacancies of every office.
    pub vacancies: &'a [VacancyName],
    /// The offices.
    pub offices: &'a [Office],
    /// The recruiters of the reader's office.
    pub recruiters: &'a [(StaffId, String)],
    /// The reader's office.
    pub office: &'a Office,
    /// How far the reader's lists reach.
    pub reach: ListReach,
}

/// Adds the filters and the order to a form.
pub fn add(form: &mut Form, writing: &Writing, named: Named<'_>) {
    let texts = &writing.texts;
    for filter in FILTERS.iter().filter(|filter| named.reach >= filter.from) {
        let all = Choice::new("", texts.say("filter-all"));
        let options = std::iter::once(all).chain(options(filter.name, writing, named)).collect();
        form.add(filter.group, Kind::Select, filter.name, filter.label).options(options).half();
    }
    if named.reach == ListReach::People {
        // Their list is by name.
        return;
    }
    let allowed = |order: &Order| named.reach == ListReach::Records || !matches!(order, Order::Contact | Order::Stage);
    let orders = ORDERS.iter().filter(|(order, _)| allowed(order));
    let orders = orders.map(|(order, key)| Choice::new(order.as_str(), texts.say(key))).collect();
    form.add("order", Kind::Select, "order", "order").options(orders).value(Order::Newest.as_str());
}

fn options(filter: &str, writing: &Writing, named: Named<'_>) -> Vec<Choice> {
    let texts = &writing.texts;
    let said = |pairs: &[(&str, &str)]| -> Vec<Choice> {
        pairs.iter().map(|(value, key)| Choice::new(*value, texts.say(key))).collect()
    };
    match filter {
        "stage" => stages(texts),
        "vacancy" => vacancy_choices(named.vacancies, named.office, writing),
        "office" => office_choices(named.offices, writing.locale()),
        "source" => choices(texts, Source::ALL),
        "contacted" => said(&CONTACTED),
        "language" => said(&LANGUAGES),
        "level" => said(&LEVELS),
        "consent" => said(&CONSENTS),
        "retention" => said(&RETENTIONS),
        "owner" => {
            let named = named.recruiters.iter().map(|(id, name)| Choice::new(id.to_string(), name.as_str()));
            said(&[("me", "owner-me"), ("none", "owner-nobody")]).into_iter().chain(named).collect()
        }
        _ => Vec::new(),
    }
}

fn stages(texts: &Texts) -> Vec<Choice> {
    let open = Choice::new("open", texts.say("stage-any-open"));
    let closed = Choice::new("closed", texts.say("stage-any-closed"));
    [open, closed].into_iter().chain(choices(texts, Stage::ALL)).collect()
}

/// Takes filters and order out of what was sent; what the form does not offer is none.
pub fn take<'a>(form: &mut Form, sent: impl IntoIterator<Item = (&'a str, &'a str)>) -> Question {
    let known = |name: &str| name == "order" || FILTERS.iter().any(|filter| filter.name == name);
    form.fill(sent.into_iter().filter(|(name, _)| known(name)));
    if form.value("order").is_empty() {
        form.set("order", Order::Newest.as_str());
    }
    if form.value("language").is_empty() {
        form.set("level", "");
    }
    let chosen = FILTERS.iter().map(|filter| (filter.name.to_owned(), form.value(filter.name).to_owned()));
    Question {
        words: String::new(),
        chosen: chosen.filter(|(_, value)| !value.is_empty()).collect(),
        order: form.value("order").to_owned(),
    }
}

/// Whether a filter was sent that the form does not offer any more: what is left asks for more people.
pub fn has_dropped<'a>(question: &Question, sent: impl IntoIterator<Item = (&'a str, &'a str)>) -> bool {
    let is_filter = |name: &str| name != "level" && FILTERS.iter().any(|filter| filter.name == name);
    sent.into_iter().any(|(name, value)| is_filter(name) && !value.is_empty() && question.chosen(name) != value)
}

/// What the chosen filters ask, those that the reader's lists have.
pub fn asked(question: &Question, reach: ListReach, vocabulary: &Vocabulary<'_>) -> Vec<Query> {
    let field = |field: &str, value: String| match vocabulary.known(field, &value) {
        Known::Fact(fact) => Some(Query::Fact(fact)),
        Known::AnyFact(facts) => Some(Query::Any(facts.into_iter().map(Query::Fact).collect())),
        Known::Question(query) => Some(query),
        // What has another name since finds nobody; to leave the filter out would find everybody.
        Known::Text(_) | Known::NoValue | Known::NoField => Some(Query::Any(Vec::new())),
    };
    let each = |(name, value): (&String, &String)| match name.as_str() {
        "vacancy" => Some(value.parse().map_or(Query::Any(Vec::new()), |id| Query::Fact(facts::vacancy(id)))),
        "owner" => match value.parse() {
            Ok(id) => Some(Query::Fact(facts::owner(Some(id)))),
            Err(_) => field("owner", value.clone()),
        },
        "contacted" => field("contact", value.clone()),
        "language" => match question.chosen("level") {
            "" => field("lang", value.clone()),
            level => field("lang", format!("{value}>={level}")),
        },
        "level" => None,
        other => field(other, value.clone()),
    };
    let filter = |name: &str| FILTERS.iter().find(|filter| filter.name == name);
    let is_for = |name: &str| filter(name).is_none_or(|filter| reach >= filter.from);
    question.chosen.iter().filter(|(name, _)| is_for(name)).filter_map(each).collect()
}

/// The order of a question.
pub fn order(question: &Question) -> Order {
    question.order.parse().unwrap_or_default()
}

/// The address of a list that only filters.
pub fn address(question: &Question) -> String {
    let mut query = url_query(question.chosen.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    if order(question) != Order::Newest {
        query.push_str(&url_query([("order", question.order.as_str())]));
    }
    format!("/staff/candidates?{query}").trim_end_matches(['?', '&']).to_owned()
}

/// Pairs as the query of an address.
pub(super) fn url_query<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let encoded = |value: &str| -> String {
        value
            .bytes()
            .map(|byte| if safe(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect()
    };
    pairs.into_iter().map(|(name, value)| format!("{name}={}&", encoded(value))).collect()
}

/// A filter that is on, with the name of the button that takes it away.
#[derive(Debug, Clone)]
pub struct Chip {
    /// The filter.
    pub name: &'static str,
    /// Its label and what was chosen, in words.
    pub text: String,
}

/// The filters that are on, as a form shows them.
pub fn chips(form: &Form, question: &Question, texts: &Texts) -> Vec<Chip> {
    let chip = |filter: &Filter| {
        let value = question.chosen(filter.name);
        let field = form.fields.iter().find(|field| field.name == filter.name)?;
        let option = field.options.iter().find(|option| !value.is_empty() && option.value == value)?;
        let text = texts.with_two("filter-chip", "filter", field.label_in(texts), "value", option.label.as_str());
        Some(Chip { name: filter.name, text })
    };
    FILTERS.iter().filter_map(chip).collect()
}
