//! The package of a disclosure: what leaves is recorded as provided before its first byte does.
//!
//! Invariant: what leaves was asked for by whoever knows the password of the session.

use actix_web::web::Path;

use super::write::{is_over, over, refused};
use super::{PAGE, discloses};
use crate::domain::id::DisclosureId;
use crate::limits::Deed;
use crate::store::{Store, StoreError, vacancies};
use crate::web::error::WebError;
use crate::web::extract::StaffForm;
use crate::web::page::{Answer, download};
use crate::web::pieces::{Reader, pieces};
use crate::web::staff::package::{Archive, Sink, Words};
use crate::web::staff::processors::forms::{Lock, lock, lock_form};
use crate::web::staff::selection::file::guarded;
use crate::web::staff::sign_in;
use crate::workflows::WorkflowError;
use crate::workflows::keep_disclosures::{self, Packed};

/// Answers with the package.
pub async fn send(sent: StaffForm, id: Path<DisclosureId>) -> Answer {
    let (StaffForm { staff, posted }, id) = (sent, id.into_inner());
    if !discloses(&staff) {
        return Err(WebError::NotFound);
    }
    let mut form = lock_form(format!("{PAGE}/{id}/package"));
    form.fill(posted.pairs());
    let Some(lock) = lock(&mut form) else { return refused(&staff, id, form).await };
    // What leaves is given to nobody who only found the screen open (R23).
    if !sign_in::proves(&staff, posted.value("own_password")).await? {
        form.refuse("own_password", "error-password");
        return refused(&staff, id, form).await;
    }
    if !staff.visitor.app.limits.claim(Deed::ExportOf, &staff.staff.id.to_string(), staff.visitor.at) {
        return Err(WebError::TooOften);
    }
    let (caller, on_record) = (staff.caller.clone(), lock.on_record().to_owned());
    let pack = staff.visitor.app.change_apart(move |app| {
        let vacancies = app.store.database()?.read(vacancies::names)?;
        Ok((keep_disclosures::pack(&app.store, &caller, id, &on_record)?, vacancies))
    });
    let (packed, vacancies) = match pack.await {
        Ok(packed) => packed,
        Err(WorkflowError::Store(StoreError::Taken(_))) => {
            form.refuse("passphrase", "error-disclosure-empty");
            return refused(&staff, id, form).await;
        }
        // The law names what was provided; a package that lacks a part of it would make the record untrue.
        Err(WorkflowError::Store(StoreError::Unopened(_))) => {
            form.refuse("passphrase", "error-disclosure-unopened");
            return refused(&staff, id, form).await;
        }
        Err(error) if is_over(&error) => return over(&staff, id).await,
        Err(error) => return Err(error.into()),
    };
    let words = Words::of(staff.visitor.texts, &staff.office, vacancies);
    let name = format!("provision-{}.zip.age", words.writing.date(staff.caller.at));
    let (reader, receiver) = Reader::new();
    let app = staff.visitor.app.clone();
    tokio::task::spawn_blocking(move || match write(&app.store, lock, &packed, &words, &reader) {
        Ok(()) => drop(reader.take(None)),
        Err(error) => tracing::error!(%error, "a package was cut off"),
    });
    download(&name, "application/octet-stream", pieces(receiver))
}

fn write(
    store: &Store,
    lock: Lock,
    packed: &Packed,
    words: &Words,
    reader: &Reader,
) -> Result<(), Box<dyn std::error::Error>> {
    let texts = &words.writing.texts;
    let heads =
        ["package-number", "field-name", "third-party", "transfer-category", "transfer-purpose", "disclosure-ground"];
    let mut archive = Archive::begin(lock, Sink::new(reader), &heads.map(|key| texts.say(key)))?;
    let (disclosure, record) = (&packed.kept.disclosure, &packed.record);
    let name = record.profile.as_ref().map(|profile| profile.name.display(texts.locale)).unwrap_or_default();
    archive.add(store, record, words, |number| {
        [
            number,
            name,
            disclosure.to.name.clone(),
            texts.labels(&disclosure.categories),
            texts.label(disclosure.purpose),
            texts.label(disclosure.ground),
        ]
        .map(|cell| guarded(&cell))
    })?;
    archive.finish()?;
    Ok(())
}
