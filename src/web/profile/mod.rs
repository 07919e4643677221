//! The résumé on pages: its form fields, shared by applying and editing, and how it is shown.
//!
//! Invariant: only name, address of contact and country of residence are required; all else says that it is
//! optional.

mod view;

pub use view::{Detail, ProfileView, Step, show};

use super::form::{Choice, Form, Kind};
use super::texts::{COUNTRIES, Texts, Worded};
use crate::domain::candidate::{EducationEntry, MaritalStatus, PersonName, ProfileRecord, Sex, WorkEntry};
use crate::domain::contact::{EmailAddress, Phone};
use crate::domain::locale::Locale;

/// How many employments and schools a form takes.
pub const ENTRIES: usize = 3;

/// The countries as choices, with an empty one first.
pub fn countries(texts: &Texts) -> Vec<Choice> {
    let named = COUNTRIES.iter().map(|code| Choice::new(*code, texts.say(&format!("country-{code}"))));
    std::iter::once(Choice::new("", texts.say("choose"))).chain(named).collect()
}

/// The members of a closed list as choices.
pub fn choices<W: Worded>(texts: &Texts, members: &[W]) -> Vec<Choice> {
    members.iter().map(|member| Choice::new(member.word(), texts.label(member))).collect()
}

/// The same with an empty choice first.
pub fn optional_choices<W: Worded>(texts: &Texts, members: &[W]) -> Vec<Choice> {
    let mut options = vec![Choice::new("", texts.say("not-said"))];
    options.extend(choices(texts, members));
    options
}

/// Adds the fields of a résumé to a form, in the parts `name`, `contact`, `personal`, `work-1` to `work-3`,
/// `school-1` to `school-3` and `skills`.
pub fn add_fields(form: &mut Form, texts: &Texts) {
    add_name_and_contact(form, texts);
    let personal = "personal";
    form.add(personal, Kind::Date, "born_on", "field-born-on").half().autocomplete("bday");
    form.add(personal, Kind::Select, "nationality", "field-nationality").half().options(countries(texts));
    form.add(personal, Kind::Select, "sex", "field-sex").half().options(optional_choices(texts, Sex::ALL));
    let marital = optional_choices(texts, MaritalStatus::ALL);
    form.add(personal, Kind::Select, "marital_status", "field-marital-status").half().options(marital);
    for entry in 1..=ENTRIES {
        let (group, name) = (format!("work-{entry}"), |part: &str| format!("work-{entry}-{part}"));
        form.add(&group, Kind::Text, name("employer"), "field-employer").half();
        form.add(&group, Kind::Text, name("title"), "field-title").half();
        form.add(&group, Kind::Text, name("from"), "field-from").half().longest(20).hint("hint-month");
        form.add(&group, Kind::Text, name("until"), "field-until").half().longest(20).hint("hint-until");
        form.add(&group, Kind::Lines, name("description"), "field-description").longest(2_000);
    }
    for entry in 1..=ENTRIES {
        let (group, name) = (format!("school-{entry}"), |part: &str| format!("school-{entry}-{part}"));
        form.add(&group, Kind::Text, name("school"), "field-school").half();
        form.add(&group, Kind::Text, name("degree"), "field-degree").half();
        form.add(&group, Kind::Text, name("from"), "field-from").half().longest(20).hint("hint-month");
        form.add(&group, Kind::Text, name("until"), "field-until").half().longest(20).hint("hint-until");
    }
    form.add("skills", Kind::Lines, "qualifications", "field-qualifications").longest(2_000).hint("hint-lines");
    form.add("skills", Kind::Lines, "languages", "field-languages").longest(2_000).hint("hint-languages");
    form.add("skills", Kind::Link, "link", "field-link").hint("hint-link").autocomplete("url");
}

fn add_name_and_contact(form: &mut Form, texts: &Texts) {
    let name = "name";
    form.add(name, Kind::Text, "family", "field-family").required().half().longest(80).autocomplete("family-name");
    form.add(name, Kind::Text, "given", "field-given").required().half().longest(80).autocomplete("given-name");
    form.add(name, Kind::Text, "family_reading", "field-family-reading").half().longest(80).hint("hint-reading");
    form.add(name, Kind::Text, "given_reading", "field-given-reading").half().longest(80).hint("hint-reading");
    let contact = "contact";
    form.add(contact, Kind::Email, "email", "field-email").required().half().autocomplete("email");
    form.add(contact, Kind::Phone, "phone", "field-phone").half().longest(40).autocomplete("tel");
    let residence = form.add(contact, Kind::Select, "residence", "field-residence");
    residence.required().options(countries(texts)).autocomplete("country").hint("hint-residence");
    form.add(contact, Kind::Lines, "address", "field-address").longest(400).autocomplete("street-address");
}

/// Writes a stored profile into the fields of a form.
pub fn fill(form: &mut Form, profile: &ProfileRecord) {
    let word = |text: Option<&str>| text.unwrap_or_default().to_owned();
    form.set("family", &profile.name.family);
    form.set("given", &profile.name.given);
    form.set("family_reading", &profile.name.family_reading);
    form.set("given_reading", &profile.name.given_reading);
    form.set("email", profile.email.as_str());
    form.set("phone", word(profile.phone.as_ref().map(Phone::as_str)));
    form.set("residence", profile.residence.as_str());
    form.set("address", &profile.address);
    form.set("born_on", profile.born_on.map(|day| day.to_string()).unwrap_or_default());
    form.set("nationality", word(profile.nationality.as_ref().map(|country| country.as_str())));
    form.set("sex", word(profile.sex.map(Sex::as_str)));
    form.set("marital_status", word(profile.marital_status.map(MaritalStatus::as_str)));
    for (at, entry) in profile.work.iter().enumerate() {
        let name = |part: &str| format!("work-{}-{part}", at + 1);
        form.set(&name("employer"), &entry.employer);
        form.set(&name("title"), &entry.title);
        form.set(&name("from"), &entry.from);
        form.set(&name("until"), &entry.until);
        form.set(&name("description"), &entry.description);
    }
    for (at, entry) in profile.education.iter().enumerate() {
        let name = |part: &str| format!("school-{}-{part}", at + 1);
        form.set(&name("school"), &entry.school);
        form.set(&name("degree"), &entry.degree);
        form.set(&name("from"), &entry.from);
        form.set(&name("until"), &entry.until);
    }
    form.set("qualifications", &profile.qualifications);
    form.set("languages", &profile.languages);
    form.set("link", &profile.link);
}

/// Reads a profile from a filled form; what is wrong is marked on the form and the answer is empty.
/// Employments and schools beyond those that the form takes are the caller's to keep.
pub fn read(form: &mut Form, locale: Locale) -> Option<ProfileRecord> {
    form.check();
    let email = EmailAddress::parse(form.value("email")).ok();
    let residence = form.value("residence").parse().ok();
    let phone = optional(form, "phone", "error-phone", |typed| Phone::parse(typed).ok());
    let born_on = optional(form, "born_on", "error-date", |typed| typed.parse().ok());
    let nationality = optional(form, "nationality", "error-choose", |typed| typed.parse().ok());
    let sex = optional(form, "sex", "error-choose", |typed| typed.parse().ok());
    let marital_status = optional(form, "marital_status", "error-choose", |typed| typed.parse().ok());
    if email.is_none() {
        form.refuse("email", "error-email");
    }
    let link = form.value("link").to_owned();
    if !link.is_empty() && !link.starts_with("https://") && !link.starts_with("http://") {
        form.refuse("link", "error-link");
    }
    refuse_controls(form);
    if form.is_bad() {
        return None;
    }
    let text = |name: &str| form.value(name).to_owned();
    Some(ProfileRecord {
        name: PersonName {
            family: text("family"),
            given: text("given"),
            family_reading: text("family_reading"),
            given_reading: text("given_reading"),
        },
        email: email?,
        phone,
        residence: residence?,
        address: text("address"),
        born_on,
        sex,
        marital_status,
        nationality,
        work: (1..=ENTRIES).filter_map(|entry| work(form, entry)).collect(),
        education: (1..=ENTRIES).filter_map(|entry| school(form, entry)).collect(),
        qualifications: text("qualifications"),
        languages: text("languages"),
        link,
        locale,
    })
}

fn optional<T>(form: &mut Form, name: &str, fault: &'static str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
    let typed = form.value(name).to_owned();
    let value = parse(&typed);
    if value.is_none() && !typed.is_empty() {
        form.refuse(name, fault);
    }
    value
}

/// NUL, other control characters and marks that turn the direction of text around have no place in a name.
fn refuse_controls(form: &mut Form) {
    let hidden = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    let bad: Vec<String> =
        form.fields.iter().filter(|field| field.value.contains(hidden)).map(|field| field.name.clone()).collect();
    for name in bad {
        form.refuse(&name, "error-controls");
    }
}

fn work(form: &Form, entry: usize) -> Option<WorkEntry> {
    let text = |part: &str| form.value(&format!("work-{entry}-{part}")).to_owned();
    let entry = WorkEntry {
        employer: text("employer"),
        title: text("title"),
        from: text("from"),
        until: text("until"),
        description: text("description"),
    };
    (entry != WorkEntry::default()).then_some(entry)
}

fn school(form: &Form, entry: usize) -> Option<EducationEntry> {
    let text = |part: &str| form.value(&format!("school-{entry}-{part}")).to_owned();
    let entry =
        EducationEntry { school: text("school"), degree: text("degree"), from: text("from"), until: text("until") };
    (entry != EducationEntry::default()).then_some(entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled() -> (Form, Texts) {
        let texts = Texts::of(Locale::Ja);
        let mut form = Form::new("/x");
        add_fields(&mut form, &texts);
        form.fill([
            ("family", "田中"),
            ("given", "凛"),
            ("email", "rin@example.jp"),
            ("residence", "JP"),
            ("work-2-employer", "計器"),
            ("born_on", "1995-04-01"),
        ]);
        (form, texts)
    }

    #[test]
    fn a_profile_survives_the_way_through_the_form() {
        let (mut form, texts) = filled();
        let profile = read(&mut form, Locale::Ja).unwrap();
        assert_eq!(profile.work.len(), 1);
        let mut again = Form::new("/x");
        add_fields(&mut again, &texts);
        fill(&mut again, &profile);
        assert_eq!(read(&mut again, Locale::Ja).unwrap(), profile);
        assert!(show(&profile, &texts).details.iter().any(|detail| detail.value == "1995年4月1日"));
    }

    #[test]
    fn faults_are_marked_on_their_fields_and_nothing_is_read() {
        let (mut form, _) = filled();
        form.fill([("email", "nobody"), ("born_on", "1995-02-30"), ("link", "javascript:alert(1)"), ("given", "a\0")]);
        assert!(read(&mut form, Locale::Ja).is_none());
        let names: Vec<_> = form.faults().iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["given", "email", "born_on", "link"]);
    }
}
