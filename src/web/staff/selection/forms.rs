//! The forms of what can be done with a selection, and what they bring.

use crate::directory::Count;
use crate::domain::bulk_act::{BulkAct, Export, ExportColumn, ExportEncoding, ExportReason, WantedTransfer};
use crate::domain::id::StaffId;
use crate::domain::profile_field::ProfileField;
use crate::domain::tag::{self, TagChange};
use crate::domain::time::Day;
use crate::web::form::{Choice, Form, Kind, fault};
use crate::web::posted::Posted;
use crate::web::profile::choices;
use crate::web::staff::candidate::transfers;
use crate::web::texts::Texts;

const ACTION: &str = "/staff/selection/acts";

/// A column that a file may have.
#[derive(Debug, Clone)]
pub struct ColumnChoice {
    /// Its word.
    pub word: &'static str,
    /// Its name.
    pub label: String,
    /// Whether it is ticked.
    pub is_ticked: bool,
}

/// Tags that come (`add`) and go (`remove`).
pub fn tags(known: Vec<(String, Count)>) -> Form {
    let mut form = Form::new(ACTION);
    let offered: Vec<Choice> = known
        .into_iter()
        .map(|(label, count)| Choice::new(label, format!("{}{}", count.value, if count.is_more { "+" } else { "" })))
        .collect();
    let add = form.add("tags", Kind::Text, "add", "field-tags-add");
    add.half().hint("hint-tags").longest(200).suggestions(offered.clone());
    let remove = form.add("tags", Kind::Text, "remove", "field-tags-remove");
    remove.half().hint("hint-tags").longest(200).suggestions(offered);
    form
}

/// Who looks after the records: `owner`, `none` for nobody.
pub fn owner(texts: &Texts, recruiters: &[(StaffId, String)]) -> Form {
    let mut form = Form::new(ACTION);
    let first = [Choice::new("", texts.say("choose")), Choice::new("none", texts.say("owner-nobody"))];
    let named = recruiters.iter().map(|(id, name)| Choice::new(id.to_string(), name.as_str()));
    form.add("owner", Kind::Select, "owner", "field-owner")
        .required()
        .options(first.into_iter().chain(named).collect());
    form
}

/// What is to be made available to another office.
pub fn transfer(texts: &Texts, others: Vec<Choice>) -> Form {
    transfers::form_to(ACTION, texts, others)
}

/// Why and how records are written into a file; the columns are beside it.
pub fn export(texts: &Texts) -> Form {
    let mut form = Form::new(ACTION);
    let mut reasons = vec![Choice::new("", texts.say("choose"))];
    reasons.extend(choices(texts, ExportReason::ALL));
    form.add("export", Kind::Select, "reason", "field-export-reason").required().half().options(reasons);
    let encodings = choices(texts, ExportEncoding::ALL);
    let encoding = form.add("export", Kind::Select, "encoding", "field-export-encoding");
    encoding.required().half().options(encodings).value(ExportEncoding::Utf8.as_str());
    form.add("columns", Kind::Hidden, "columns", "export-columns");
    form
}

/// The password that a file is made for.
pub fn password(action: String) -> Form {
    let mut form = Form::new(action);
    let password = form.add("file", Kind::Password, "password", "field-password");
    password.required().half().hint("file-password-hint").autocomplete("current-password");
    form
}

/// The columns of a file; all of them are ticked until somebody chose.
pub fn columns(texts: &Texts, chosen: &[ExportColumn]) -> Vec<ColumnChoice> {
    let choice = |column: ExportColumn| ColumnChoice {
        word: column.as_str(),
        label: texts.say(label(column)),
        is_ticked: chosen.is_empty() || chosen.contains(&column),
    };
    ExportColumn::all().map(choice).collect()
}

/// The key of a column's name.
pub const fn label(column: ExportColumn) -> &'static str {
    match column {
        ExportColumn::Profile(field) => match field {
            ProfileField::Family => "field-family",
            ProfileField::Given => "field-given",
            ProfileField::FamilyReading => "field-family-reading",
            ProfileField::GivenReading => "field-given-reading",
            ProfileField::Email => "field-email",
            ProfileField::Phone => "field-phone",
            ProfileField::Residence => "field-residence",
            ProfileField::Address => "field-address",
            ProfileField::BornOn => "field-born-on",
            ProfileField::Nationality => "field-nationality",
            ProfileField::Sex => "field-sex",
            ProfileField::MaritalStatus => "field-marital-status",
            ProfileField::Work => "work-history",
            ProfileField::Education => "education",
            ProfileField::Qualifications => "field-qualifications",
            ProfileField::Languages => "field-languages",
            ProfileField::Link => "field-link",
        },
        ExportColumn::Vacancy => "field-vacancy",
        ExportColumn::Stage => "field-stage",
        ExportColumn::Source => "field-source",
        ExportColumn::Received => "received",
        ExportColumn::Owner => "field-owner",
        ExportColumn::Tags => "field-tags",
    }
}

/// The columns that were ticked, each once, in the order of the file.
pub fn ticked(posted: &Posted) -> Vec<ExportColumn> {
    let is_ticked =
        |column: &ExportColumn| posted.pairs().any(|(name, value)| name == "column" && value == column.as_str());
    ExportColumn::all().filter(is_ticked).collect()
}

/// The act that a filled form asks for; what is wrong is marked on the form, and the answer is empty.
pub fn read(form: &mut Form, posted: &Posted, today: Day) -> Option<BulkAct> {
    form.fill(posted.pairs());
    form.check();
    match posted.value("act") {
        "tags" => read_tags(form),
        "owner" => match form.value("owner") {
            "none" => Some(BulkAct::Owner(None)),
            typed => typed.parse().ok().map(|owner| BulkAct::Owner(Some(owner))),
        },
        "transfer" => read_transfer(form, posted, today),
        _ => read_export(form, posted),
    }
    .filter(|_| !form.is_bad())
}

fn read_tags(form: &mut Form) -> Option<BulkAct> {
    let mut tags = |name: &str| {
        let read = tag::parse_all(form.value(name));
        if read.is_err() {
            form.refuse_with(name, "error-too-long", tag::LONGEST.to_string());
        }
        read.unwrap_or_default()
    };
    let change = TagChange { add: tags("add"), remove: tags("remove") };
    if change.add.is_empty() && change.remove.is_empty() && !form.is_bad() {
        form.refuse("add", "error-required");
    }
    Some(BulkAct::Tags(change))
}

fn read_transfer(form: &mut Form, posted: &Posted, today: Day) -> Option<BulkAct> {
    let wanted = transfers::wanted(posted, today).map_err(|(name, key)| form.refuse(name, key)).ok();
    wanted.map(|(categories, transfer)| BulkAct::Transfer(WantedTransfer { categories, transfer }))
}

fn read_export(form: &mut Form, posted: &Posted) -> Option<BulkAct> {
    let columns = ticked(posted);
    if columns.is_empty() {
        form.refuse("columns", fault::CHOOSE);
    }
    let (reason, encoding) = (form.value("reason").parse().ok()?, form.value("encoding").parse().ok()?);
    Some(BulkAct::Export(Export { reason, columns, encoding }))
}
