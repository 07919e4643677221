//! The package for a processor that does not sign in.
//!
//! Invariant: what leaves was asked for by whoever knows the password of the session.

use actix_web::web::Path;

use super::forms::{self, Lock};
use super::write::refused;
use crate::app::App;
use crate::domain::id::ProcessorId;
use crate::domain::staff::Caller;
use crate::limits::Deed;
use crate::store::{StoreError, vacancies};
use crate::web::error::WebError;
use crate::web::extract::StaffForm;
use crate::web::page::{Answer, download};
use crate::web::pieces::{Reader, pieces};
use crate::web::staff::package::{Archive, Words};
use crate::web::staff::selection::file::guarded;
use crate::web::staff::{Writing, sign_in};
use crate::workflows::WorkflowError;
use crate::workflows::pack_entrusted::{self, EntrustedRecord};

/// Answers with the package.
pub async fn send(sent: StaffForm, id: Path<ProcessorId>) -> Answer {
    let (StaffForm { staff, posted }, id) = (sent, id.into_inner());
    let mut form = forms::package_form(&id.to_string());
    form.fill(posted.pairs());
    let Some(lock) = forms::lock(&mut form) else { return refused(&staff, id, form).await };
    // What leaves is given to nobody who only found the screen open (R23).
    if !sign_in::proves(&staff, posted.value("own_password")).await? {
        form.refuse("own_password", "error-password");
        return refused(&staff, id, form).await;
    }
    if !staff.visitor.app.limits.claim(Deed::ExportOf, &staff.staff.id.to_string(), staff.visitor.at) {
        return Err(WebError::TooOften);
    }
    let caller = staff.caller.clone().for_processor(id);
    let (by, on_record, app) = (caller.clone(), lock.on_record().to_owned(), &staff.visitor.app);
    let begin = app.run(move |_, db| {
        pack_entrusted::begin(db, &by, &on_record)?;
        Ok(db.read(vacancies::names)?)
    });
    let vacancies = match begin.await {
        Ok(vacancies) => vacancies,
        Err(WorkflowError::Store(StoreError::Taken(_))) => {
            form.refuse("passphrase", "error-package-empty");
            return refused(&staff, id, form).await;
        }
        Err(error) => return Err(error.into()),
    };
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let name = format!("package-{}.zip.age", writing.date(staff.caller.at));
    let (reader, receiver) = Reader::new();
    let (app, session) = (staff.visitor.app.clone(), *staff.token_hash());
    tokio::task::spawn_blocking(move || {
        let words = Words { writing, vacancies };
        match write(&app, &caller, session, lock, &words, &reader) {
            Ok(()) => drop(reader.take(None)),
            Err(error) => tracing::error!(%error, "a package was cut off"),
        }
    });
    download(&name, "application/octet-stream", pieces(receiver))
}

fn write(
    app: &App,
    caller: &Caller,
    session: [u8; 32],
    lock: Lock,
    words: &Words,
    reader: &Reader,
) -> Result<(), Box<dyn std::error::Error>> {
    let heads = ["package-number", "field-name", "transfer-category", "transfer-purpose", "transfer-until", "withheld"];
    let mut archive = Archive::begin(lock, reader, &heads.map(|key| words.writing.texts.say(key)))?;
    let mut written = Ok(());
    pack_entrusted::each(&app.store, caller, Some(session), &|| app.clock.now(), |packed| {
        written = archive.add(&packed.record, words, |number| line(number, &packed, words));
        written.is_ok()
    })?;
    written?;
    archive.finish()
}

fn line(number: String, packed: &EntrustedRecord, words: &Words) -> [String; 6] {
    let EntrustedRecord { record, entrusted } = packed;
    let texts = &words.writing.texts;
    let categories: Vec<String> = entrusted.iter().map(|made| texts.label(made.category)).collect();
    let mut purposes: Vec<String> = entrusted.iter().map(|made| texts.label(made.entrustment.purpose)).collect();
    purposes.sort_unstable();
    purposes.dedup();
    let until = entrusted.iter().filter_map(|made| made.entrustment.until).min();
    let withheld = record.withheld.iter().map(|(category, rule)| format!("{}: {rule}", texts.label(*category)));
    let name = record.profile.as_ref().map(|profile| profile.name.display(texts.locale)).unwrap_or_default();
    [
        number,
        name,
        texts.join(&categories),
        texts.join(&purposes),
        until.map(|day| day.to_string()).unwrap_or_default(),
        withheld.collect::<Vec<_>>().join("; "),
    ]
    .map(|cell| guarded(&cell))
}
