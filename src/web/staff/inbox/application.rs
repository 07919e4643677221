//! A mail that becomes an application: to which vacancy, under which notice, and which of its files are kept.
//!
//! Invariant: without a notice in force there is no form, and what the form does not ask for is taken from no mail.

use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;

use super::{PAGE, view};
use crate::domain::application::{Source, Stage};
use crate::domain::category::CategoryId;
use crate::domain::id::{MessageFileId, VacancyId};
use crate::domain::locale::Locale;
use crate::domain::notice::Notice;
use crate::domain::purpose::Purpose;
use crate::law::access::Verb;
use crate::store::StoreError;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::{Choice, Form, Kind, fault};
use crate::web::frame::{Frame, Message};
use crate::web::page::{Answer, onward, page, page_with, page_with_faults};
use crate::web::profile::choices;
use crate::web::staff::Writing;
use crate::web::staff::candidate_form::MissingNoticePage;
use crate::web::staff::candidates::vacancy_choices;
use crate::web::texts::Texts;
use crate::workflows::WorkflowError;
use crate::workflows::take_finding::Place;
use crate::workflows::take_finding::application::{self as mailed, Begun, Wanted};

/// What the name of a box begins with that is ticked to keep a file.
const FILE: &str = "file.";

/// `/staff/inbox/{thread}/messages/{message}/application`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/inbox/application.html")]
pub struct ApplicationPage {
    /// The frame.
    pub frame: Frame,
    /// The address of the thread.
    pub back: String,
    /// Whose application it would be; empty if the profile does not open.
    pub who: String,
    /// Whether the message seems to be about somebody else than its sender.
    pub is_about_another: bool,
    /// Whether the message has files that are not offered, since it seems to speak of health.
    pub keeps_no_files: bool,
    /// Whether one of them was wanted all the same.
    pub is_file_refused: bool,
    /// The applications that they have: to which vacancy, and where each stands.
    pub known: Vec<(String, Stage)>,
    /// The form, from [`application_form`].
    pub form: Form,
}

/// A file that can be kept.
#[derive(Debug, Clone)]
pub struct OfferedFile {
    /// Which.
    pub id: MessageFileId,
    /// Its name, with its size.
    pub label: String,
    /// Whether it looks like a document.
    pub is_document: bool,
}

/// What the form begins with.
#[derive(Debug, Clone)]
pub struct Beginning {
    /// The vacancies that can be chosen.
    pub vacancies: Vec<Choice>,
    /// The one that is chosen; empty for none.
    pub vacancy: String,
    /// Where the application seems to come from.
    pub source: Source,
    /// The version of the notice in force.
    pub notice: i32,
    /// The files of the message.
    pub files: Vec<OfferedFile>,
    /// Whether nobody decided about the finding yet.
    pub is_open: bool,
}

/// The form: `vacancy`, `source`, `notice_locale`, `notice_given`, `file.…`; it carries what it saw.
pub fn application_form(texts: &Texts, action: String, begin: Beginning) -> Form {
    let mut form = Form::new(action);
    let with_empty =
        |options: Vec<Choice>| std::iter::once(Choice::new("", texts.say("choose"))).chain(options).collect();
    let vacancy = form.add("origin", Kind::Select, "vacancy", "field-vacancy");
    vacancy.required().half().options(with_empty(begin.vacancies)).value(begin.vacancy);
    let source = form.add("origin", Kind::Select, "source", "field-source");
    source.required().half().options(choices(texts, Source::ALL)).value(begin.source.as_str());
    let languages = with_empty(choices(texts, Locale::ALL));
    form.add("origin", Kind::Select, "notice_locale", "field-notice-locale").required().half().options(languages);
    form.add("origin", Kind::Hidden, "notice", "field-notice-given").value(begin.notice.to_string());
    let given = form.add("origin", Kind::Tick, "notice_given", "field-notice-given");
    given.required().labelled(texts.with("notice-given", "version", begin.notice));
    let seen = if begin.is_open { "yes" } else { "" };
    form.add("origin", Kind::Hidden, "open", "field-vacancy").value(seen);
    for file in begin.files {
        let tick = form.add("files", Kind::Tick, format!("{FILE}{}", file.id), "message-files");
        tick.labelled(file.label).value(if file.is_document { "yes" } else { "" });
    }
    form
}

impl ApplicationPage {
    /// Whether the message has files.
    pub fn has_files(&self) -> bool {
        !self.form.group("files").is_empty()
    }
}

/// Shows the form.
pub async fn show(staff: StaffCaller, path: Path<Place>) -> Answer {
    let place = path.into_inner();
    let begun = begin(&staff, place).await?;
    let Some(notice) = &begun.notice else { return missing_notice(&staff) };
    let form = form_of(&staff, place, &begun, notice);
    page(&page_of(&staff, place, &begun, form))
}

/// Makes the application.
pub async fn make(sent: StaffForm, path: Path<Place>) -> Answer {
    let (StaffForm { staff, posted }, place) = (sent, path.into_inner());
    let begun = begin(&staff, place).await?;
    let Some(notice) = begun.notice.clone() else { return missing_notice(&staff) };
    let mut form = form_of(&staff, place, &begun, &notice);
    form.fill(posted.pairs());
    // From a page that still offered them.
    if begun.speaks_of_health && posted.pairs().any(|(name, _)| name.starts_with(FILE)) {
        return page_with_faults(&ApplicationPage { is_file_refused: true, ..page_of(&staff, place, &begun, form) });
    }
    let Some(entered) = read(&mut form, &notice) else {
        return page_with_faults(&page_of(&staff, place, &begun, form));
    };
    let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
    let made = app.change_apart(move |app| {
        let Entered { vacancy, source, locale, files, was_open } = entered;
        let wanted = Wanted { vacancy, source, notice: (&notice, locale), files: &files, was_open };
        mailed::make(&app.store, &caller, place, &wanted)
    });
    match made.await {
        Ok(holding) => {
            app.work.notify_one();
            onward(&format!("/staff/candidates/{}", holding.candidate), Some(Message::ApplicationAdded))
        }
        Err(WorkflowError::Store(StoreError::Taken(what))) => {
            form.refuse("vacancy", if what == "application" { "error-application-known" } else { fault::CHOOSE });
            page_with_faults(&page_of(&staff, place, &begun, form))
        }
        Err(WorkflowError::Store(StoreError::Stale)) => onward(&thread_of(place), Some(Message::Stale)),
        Err(error) => Err(error.into()),
    }
}

async fn begin(staff: &StaffCaller, place: Place) -> Result<Begun, WebError> {
    staff.require_correspondent()?;
    if !staff.may(Verb::Create, CategoryId::ApplicationHistory, Purpose::Recruitment) {
        return Err(WebError::NotFound);
    }
    let caller = staff.caller.clone();
    Ok(staff.visitor.app.run(move |_, db| mailed::begin(db, &caller, place)).await?)
}

/// Nobody applies before there is a notice to give them.
fn missing_notice(staff: &StaffCaller) -> Answer {
    page_with(StatusCode::CONFLICT, &MissingNoticePage { frame: staff.frame() })
}

fn thread_of(place: Place) -> String {
    format!("{PAGE}/{}", place.0)
}

fn form_of(staff: &StaffCaller, place: Place, begun: &Begun, notice: &Notice) -> Form {
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let offered = begun.message.files.iter().filter(|_| !begun.speaks_of_health);
    let files = offered.map(|file| OfferedFile {
        id: file.id,
        label: format!("{} ({})", writing.unsealed(&file.name), writing.texts.size(file.bytes)),
        is_document: begun.documents.contains(&file.id),
    });
    let begin = Beginning {
        vacancies: vacancy_choices(&begun.vacancies, &staff.office, &writing),
        vacancy: begun.vacancy.map(|vacancy| vacancy.to_string()).unwrap_or_default(),
        source: begun.source,
        notice: notice.version,
        files: files.collect(),
        is_open: begun.is_open,
    };
    let action = format!("{}/messages/{}/application", thread_of(place), place.1);
    application_form(&writing.texts, action, begin)
}

fn page_of(staff: &StaffCaller, place: Place, begun: &Begun, form: Form) -> ApplicationPage {
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let known = begun.known.iter().map(|(title, stage)| (title.get(writing.locale()).to_owned(), *stage));
    ApplicationPage {
        frame: staff.frame(),
        back: thread_of(place),
        who: view::person(begun.person.as_ref(), &writing),
        is_about_another: begun.is_about_another,
        keeps_no_files: begun.speaks_of_health && !begun.message.files.is_empty(),
        is_file_refused: false,
        known: known.collect(),
        form,
    }
}

/// What was entered.
struct Entered {
    vacancy: VacancyId,
    source: Source,
    locale: Locale,
    files: Vec<MessageFileId>,
    was_open: bool,
}

/// Reads what was entered; a newer notice than the one that the form named has to be given first.
fn read(form: &mut Form, notice: &Notice) -> Option<Entered> {
    let version = notice.version.to_string();
    if form.value("notice") != version {
        form.refuse("notice_given", fault::NOTICE_CHANGED);
        form.set("notice", version);
        form.set("notice_given", "");
    }
    form.check();
    if form.is_bad() {
        return None;
    }
    let ticked = form.fields.iter().filter(|field| field.is_ticked());
    Some(Entered {
        vacancy: form.value("vacancy").parse().ok()?,
        source: form.value("source").parse().ok()?,
        locale: form.value("notice_locale").parse().ok()?,
        files: ticked.filter_map(|field| field.name.strip_prefix(FILE)?.parse().ok()).collect(),
        was_open: !form.value("open").is_empty(),
    })
}
