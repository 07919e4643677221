//! The forms about a processor.
//!
//! Invariant: a form that is refused shows everything that was typed, and names each field that is wrong.

use secrecy::SecretString;

use super::PAGE;
use crate::domain::category::CategoryId;
use crate::domain::contact::EmailAddress;
use crate::domain::id::StaffId;
use crate::domain::jurisdiction::Country;
use crate::domain::locale::Locale;
use crate::domain::office::OfficeCode;
use crate::domain::processor::{Disposal, ReviewFinding, ReviewKind};
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Role, Staff};
use crate::domain::time::Day;
use crate::law::Safeguard;
use crate::store::processors::{About, Contract};
use crate::web::form::{Choice, Form, Kind, fault};
use crate::web::profile::{choices, countries};
use crate::web::staff::users::SHORTEST_PASSWORD;
use crate::web::texts::{Texts, Worded};

/// The purposes that work is handed on for.
pub const PURPOSES: [Purpose; 6] = [
    Purpose::Recruitment,
    Purpose::Events,
    Purpose::CompanyInfo,
    Purpose::Visa,
    Purpose::EmploymentContract,
    Purpose::Onboarding,
];
/// What work is handed on with.
pub const CATEGORIES: [CategoryId; 4] =
    [CategoryId::Profile, CategoryId::Communications, CategoryId::ApplicationHistory, CategoryId::Other];

/// The form to add a processor with: `name`, `country`, `incident_contact`.
pub fn about_form(texts: &Texts) -> Form {
    let mut form = Form::new(PAGE);
    form.add("about", Kind::Text, "name", "processor-name").required().half();
    form.add("about", Kind::Select, "country", "processor-country").required().half().options(countries(texts));
    let contact = form.add("about", Kind::Text, "incident_contact", "processor-incident");
    contact.required().hint("hint-processor-incident");
    form
}

/// Reads that form.
pub fn about(form: &mut Form) -> Option<About> {
    form.check();
    let country = form.value("country").parse().ok();
    let name = form.value("name").to_owned();
    let incident_contact = form.value("incident_contact").to_owned();
    if form.is_bad() { None } else { Some(About { name, country: country?, incident_contact }) }
}

/// The form of what is agreed: `from`, `until`, a box for each category and purpose, `countries`, `safeguard`,
/// `checked`.
pub fn contract_form(texts: &Texts, id: &str, kept: Option<&Contract>) -> Form {
    let mut form = Form::new(format!("{PAGE}/{id}/contract"));
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    form.add("term", Kind::Date, "from", "contract-from").required().half().value(day(kept.map(|kept| kept.from)));
    form.add("term", Kind::Date, "until", "contract-until").half().value(day(kept.and_then(|kept| kept.until)));
    ticks(&mut form, texts, "category", &CATEGORIES, |it| kept.is_some_and(|kept| kept.categories.contains(it)));
    ticks(&mut form, texts, "purpose", &PURPOSES, |it| kept.is_some_and(|kept| kept.purposes.contains(it)));
    let codes = kept.map(|kept| kept.countries.iter().map(Country::as_str).collect::<Vec<_>>().join(" "));
    let countries = form.add("abroad", Kind::Text, "countries", "contract-countries");
    countries.required().hint("hint-contract-countries").value(codes.unwrap_or_default());
    let none = std::iter::once(Choice::new("", texts.say("contract-no-safeguard")));
    let kinds = none.chain(choices(texts, Safeguard::ALL)).collect();
    let safeguard = form.add("abroad", Kind::Select, "safeguard", "fact-safeguard");
    safeguard.half().options(kinds).value(kept.and_then(|kept| kept.safeguard).map_or("", Safeguard::as_str));
    let checked = form.add("abroad", Kind::Date, "checked", "fact-annual_check_on");
    checked.half().value(day(kept.and_then(|kept| kept.annual_check_on)));
    form
}

/// A box for each member of a list.
pub fn ticks<W: Worded + Copy>(
    form: &mut Form,
    texts: &Texts,
    group: &'static str,
    members: &[W],
    is_ticked: impl Fn(&W) -> bool,
) {
    for member in members {
        let tick = form.add(group, Kind::Tick, format!("{group}.{}", member.word()), "transfer-category");
        tick.labelled(texts.label(*member)).half().value(if is_ticked(member) { "yes" } else { "" });
    }
}

/// The members of a list whose boxes are ticked.
pub fn ticked<W: Worded + Copy>(form: &Form, group: &str, members: &[W]) -> Vec<W> {
    let is = |member: &&W| !form.value(&format!("{group}.{}", member.word())).is_empty();
    members.iter().filter(is).copied().collect()
}

/// Reads the two-letter codes of a field; anything else, and none, is refused.
pub fn codes(form: &mut Form, name: &str) -> Option<Vec<Country>> {
    let typed = form.value(name).split([' ', ',', '、']).filter(|code| !code.is_empty());
    let countries: Option<Vec<Country>> = typed.map(|code| code.parse().ok()).collect();
    if countries.as_ref().is_none_or(Vec::is_empty) {
        form.refuse(name, "error-contract-countries");
    }
    countries
}

/// Reads what is agreed.
pub fn contract(form: &mut Form) -> Option<Contract> {
    form.check();
    let from = day(form, "from");
    let until = day(form, "until");
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        form.refuse("until", "error-contract-order");
    }
    let countries = codes(form, "countries");
    let (categories, purposes) = (ticked(form, "category", &CATEGORIES), ticked(form, "purpose", &PURPOSES));
    if categories.is_empty() {
        form.refuse("category.profile", fault::CHOOSE);
    }
    if purposes.is_empty() {
        form.refuse("purpose.P1_recruitment", fault::CHOOSE);
    }
    let annual_check_on = day(form, "checked");
    if form.is_bad() {
        return None;
    }
    let safeguard = form.value("safeguard").parse().ok();
    Some(Contract { from: from?, until, categories, purposes, countries: countries?, safeguard, annual_check_on })
}

/// A date that may be left out; what is none is marked.
fn day(form: &mut Form, name: &str) -> Option<Day> {
    let typed = form.value(name).to_owned();
    let day = typed.parse().ok();
    if day.is_none() && !typed.is_empty() {
        form.refuse(name, "error-date");
    }
    day
}

/// The form of a review done today: `kind`, `finding`, `mend_by`, `note`.
pub fn review_form(texts: &Texts, id: &str) -> Form {
    let mut form = Form::new(format!("{PAGE}/{id}/reviews"));
    let first = || std::iter::once(Choice::new("", texts.say("choose")));
    let kind = form.add("review", Kind::Select, "kind", "review-kind");
    kind.required().half().options(first().chain(choices(texts, ReviewKind::ALL)).collect());
    let finding = form.add("review", Kind::Select, "finding", "check-finding");
    finding.required().half().options(first().chain(choices(texts, ReviewFinding::ALL)).collect());
    form.add("review", Kind::Lines, "note", "check-note").required().longest(2_000).hint("hint-review-note");
    form.add("review", Kind::Date, "mend_by", "review-mend-by").hint("hint-review-mend-by");
    form
}

/// Reads a review: what it is, what it found, until when to mend it.
pub fn review(form: &mut Form, today: Day) -> Option<(ReviewKind, ReviewFinding, Option<Day>)> {
    form.check();
    let mend_by = day(form, "mend_by");
    let finding = form.value("finding").parse::<ReviewFinding>().ok();
    match (finding, mend_by) {
        (Some(ReviewFinding::ToMend), None) => form.refuse("mend_by", "error-mend-by"),
        (Some(ReviewFinding::ToMend), Some(by)) if by < today => form.refuse("mend_by", "error-consent-past"),
        _ => {}
    }
    let kind = form.value("kind").parse().ok();
    if form.is_bad() {
        return None;
    }
    Some((kind?, finding?, mend_by.filter(|_| finding == Some(ReviewFinding::ToMend))))
}

/// The form to name a sub-processor with: `sub_name`, `sub_country`, `engaged`, `approved_on`.
pub fn sub_form(texts: &Texts, id: &str) -> Form {
    let mut form = Form::new(format!("{PAGE}/{id}/sub-processors"));
    form.add("sub", Kind::Text, "sub_name", "processor-name").required().half();
    form.add("sub", Kind::Select, "sub_country", "processor-country").required().half().options(countries(texts));
    form.add("sub", Kind::Tick, "engaged", "sub-engaged").id("sub-engaged");
    form.add("sub", Kind::Date, "approved_on", "sub-approved").id("sub-approved").hint("hint-sub-approved");
    form
}

/// The form to change one with: `engaged`, `approved_on`.
pub fn sub_change_form(id: &str, sub: &str, engaged: bool, approved_on: Option<Day>) -> Form {
    let mut form = Form::new(format!("{PAGE}/{id}/sub-processors/{sub}"));
    let tick = form.add("sub", Kind::Tick, "engaged", "sub-engaged").id(format!("engaged-{sub}"));
    tick.value(if engaged { "yes" } else { "" });
    let approved = form.add("sub", Kind::Date, "approved_on", "sub-approved").id(format!("approved-{sub}"));
    approved.value(approved_on.map(|day| day.to_string()).unwrap_or_default());
    form
}

/// Reads whether a sub-processor gets our data, and since when it is approved.
pub fn sub_change(form: &mut Form) -> Option<(bool, Option<Day>)> {
    form.check();
    let approved_on = day(form, "approved_on");
    if form.is_bad() { None } else { Some((!form.value("engaged").is_empty(), approved_on)) }
}

/// The form to let somebody sign in with: `user_name`, `email`, `locale`, `password`.
pub fn user_form(texts: &Texts, id: &str) -> Form {
    let mut form = Form::new(format!("{PAGE}/{id}/users"));
    let user = "user";
    form.add(user, Kind::Text, "user_name", "field-name").required().half().autocomplete("off");
    form.add(user, Kind::Email, "email", "field-email").required().half().autocomplete("off");
    form.add(user, Kind::Select, "locale", "field-locale").required().half().options(choices(texts, Locale::ALL));
    let password = form.add(user, Kind::Password, "password", "field-first-password");
    password.required().half().autocomplete("new-password").hint("hint-password");
    form
}

/// Reads somebody of a processor of an office.
pub fn user(form: &mut Form, office: &OfficeCode, password: &str) -> Option<Staff> {
    form.check();
    if password.chars().count() < SHORTEST_PASSWORD {
        form.refuse("password", fault::PASSWORD_SHORT);
    }
    let email = EmailAddress::parse(form.value("email")).ok();
    if email.is_none() {
        form.refuse("email", fault::EMAIL);
    }
    if form.is_bad() {
        return None;
    }
    Some(Staff {
        id: StaffId::new(),
        office: office.clone(),
        email: email?,
        name: form.value("user_name").to_owned(),
        role: Role::Partner,
        locale: form.value("locale").parse().ok()?,
        disabled_at: None,
        own_candidate: None,
    })
}

/// What a package is locked with.
#[derive(Debug, Clone)]
pub enum Lock {
    /// Words that the processor is told on another way.
    Passphrase(SecretString),
    /// The public key of an age recipient.
    Recipient(String),
}

impl Lock {
    /// What the journal says about it.
    pub fn on_record(&self) -> &str {
        match self {
            Self::Passphrase(_) => "passphrase",
            Self::Recipient(key) => key,
        }
    }
}

/// The fewest characters of a passphrase.
const SHORTEST_PASSPHRASE: usize = 16;

/// The form of a package for a processor.
pub fn package_form(id: &str) -> Form {
    lock_form(format!("{PAGE}/{id}/package"))
}

/// The form of a package that is mailed: `contact`, `recipient`, `own_password`. Words that open it would have to travel
/// on another way and wait here until then, so there is none for a passphrase.
pub fn mail_form(texts: &Texts, id: &str, contacts: Vec<Choice>) -> Form {
    let mut form = Form::new(format!("{PAGE}/{id}/package-mails"));
    let first = std::iter::once(Choice::new("", texts.say("choose")));
    let contact = form.add("mail", Kind::Select, "contact", "package-contact");
    contact.required().options(first.chain(contacts).collect());
    form.add("mail", Kind::Text, "recipient", "package-recipient")
        .id("mail-recipient")
        .required()
        .autocomplete("off")
        .hint("hint-package-recipient");
    let own = form.add("mail", Kind::Password, "own_password", "package-own-password").id("mail-own-password");
    own.required().autocomplete("current-password");
    form
}

/// Stands for the contact for incidents among those that a package can be mailed to.
pub const INCIDENT_CONTACT: &str = "incident";

/// Reads to whom a package is mailed, and what it is locked with.
pub fn mail(form: &mut Form) -> Option<(Option<StaffId>, String)> {
    form.check();
    let recipient = form.value("recipient").to_owned();
    if !recipient.is_empty() && recipient.parse::<age::x25519::Recipient>().is_err() {
        form.refuse("recipient", "error-package-recipient");
    }
    if form.is_bad() {
        return None;
    }
    let contact = match form.value("contact") {
        INCIDENT_CONTACT => None,
        person => Some(person.parse().ok()?),
    };
    Some((contact, recipient))
}

/// The form of a package: `recipient` or `passphrase`, and `own_password`.
pub fn lock_form(action: String) -> Form {
    let mut form = Form::new(action);
    form.add("package", Kind::Text, "recipient", "package-recipient")
        .autocomplete("off")
        .hint("hint-package-recipient");
    let passphrase = form.add("package", Kind::Password, "passphrase", "package-passphrase");
    passphrase.autocomplete("off").hint("hint-package-passphrase");
    let own = form.add("package", Kind::Password, "own_password", "package-own-password");
    own.required().autocomplete("current-password");
    form
}

/// Reads what a package is locked with.
pub fn lock(form: &mut Form) -> Option<Lock> {
    form.check();
    let (recipient, passphrase) = (form.value("recipient").to_owned(), form.value("passphrase").to_owned());
    match (recipient.is_empty(), passphrase.is_empty()) {
        (true, true) => form.refuse("recipient", "error-package-lock"),
        (false, false) => form.refuse("passphrase", "error-package-both"),
        (false, true) if recipient.parse::<age::x25519::Recipient>().is_err() => {
            form.refuse("recipient", "error-package-recipient");
        }
        (true, false) if passphrase.chars().count() < SHORTEST_PASSPHRASE => {
            form.refuse("passphrase", "error-package-short");
        }
        _ => {}
    }
    if form.is_bad() {
        return None;
    }
    Some(if recipient.is_empty() { Lock::Passphrase(passphrase.into()) } else { Lock::Recipient(recipient) })
}

/// The form that ends the work with a processor: `sure`.
pub fn end_form(id: &str) -> Form {
    let mut form = Form::new(format!("{PAGE}/{id}/end"));
    form.add("end", Kind::Tick, "sure", "processor-end-sure").required();
    form
}

/// The form of what became of the data: `disposal`, `disposal_note`.
pub fn disposal_form(texts: &Texts, id: &str) -> Form {
    let mut form = Form::new(format!("{PAGE}/{id}/disposal"));
    let kinds = std::iter::once(Choice::new("", texts.say("choose"))).chain(choices(texts, Disposal::ALL));
    form.add("disposal", Kind::Select, "disposal", "disposal-kind").required().options(kinds.collect());
    let note = form.add("disposal", Kind::Lines, "disposal_note", "disposal-note");
    note.required().longest(2_000).hint("hint-disposal-note");
    form
}
