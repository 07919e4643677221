//! The package for a processor that does not sign in: downloaded, or mailed to somebody of it.
//!
//! Invariant: what leaves was asked for by whoever knows the password of the session.

use std::io;
use std::sync::atomic::Ordering;

use actix_web::web::Path;

use super::forms::{self, Lock};
use super::show::opened;
use super::write::refused;
use crate::domain::id::ProcessorId;
use crate::domain::staff::Caller;
use crate::domain::time::Ts;
use crate::limits::Deed;
use crate::store::letters::DueLetter;
use crate::store::mailed_packages::MailedPackage;
use crate::store::{Store, StoreError, offices, vacancies};
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::Form;
use crate::web::frame::Message;
use crate::web::page::{Answer, download, onward};
use crate::web::pieces::{Reader, pieces};
use crate::web::posted::Posted;
use crate::web::staff::package::{Archive, Bounded, Sink, Words};
use crate::web::staff::selection::file::guarded;
use crate::web::staff::sign_in;
use crate::web::texts::Texts;
use crate::workflows::WorkflowError;
use crate::workflows::mail_packages::{self, Packing};
use crate::workflows::pack_entrusted::{self, EntrustedRecord, Of, While};

/// The most bytes of a package that is mailed: with what mail adds to them, no more than servers commonly take.
const LARGEST: usize = 15 * 1024 * 1024;

/// Answers with the package.
pub async fn send(sent: StaffForm, id: Path<ProcessorId>) -> Answer {
    let (StaffForm { staff, posted }, id) = (sent, id.into_inner());
    let mut form = forms::package_form(&id.to_string());
    form.fill(posted.pairs());
    let Some(lock) = forms::lock(&mut form) else { return refused(&staff, id, form).await };
    if !is_proven(&staff, &mut form, &posted).await? {
        return refused(&staff, id, form).await;
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
    let words = Words::of(staff.visitor.texts, &staff.office, vacancies);
    let name = format!("package-{}.zip.age", words.writing.date(staff.caller.at));
    let (reader, receiver) = Reader::new();
    let (app, session) = (staff.visitor.app.clone(), *staff.token_hash());
    tokio::task::spawn_blocking(move || {
        let each = |take: &mut dyn FnMut(EntrustedRecord) -> bool| {
            pack_entrusted::each(&app.store, &caller, While::Session(session), Of::Now, &|| app.clock.now(), take)
        };
        match write(&app.store, lock, &words, Sink::new(&reader), each) {
            Ok(_) => drop(reader.take(None)),
            Err(error) => tracing::error!(%error, "a package was cut off"),
        }
    });
    download(&name, "application/octet-stream", pieces(receiver))
}

/// Whether the password of the session was given, and not too often: what leaves is given to nobody who only found the
/// screen open (R23).
async fn is_proven(staff: &StaffCaller, form: &mut Form, posted: &Posted) -> Result<bool, WebError> {
    if !sign_in::proves(staff, posted.value("own_password")).await? {
        form.refuse("own_password", "error-password");
        return Ok(false);
    }
    let visitor = &staff.visitor;
    let may = visitor.app.limits.claim(Deed::ExportOf, &staff.staff.id.to_string(), visitor.at);
    if may { Ok(true) } else { Err(WebError::TooOften) }
}

/// Has a package mailed to somebody of the processor; it is put together when it goes out.
pub async fn mail(sent: StaffForm, id: Path<ProcessorId>) -> Answer {
    let (StaffForm { staff, posted }, id) = (sent, id.into_inner());
    // Whom it can go to is on the page; without a mail server there is no such form.
    let mut form = opened(&staff, id).await?.forms.and_then(|forms| forms.mail).ok_or(WebError::NotFound)?;
    form.fill(posted.pairs());
    let Some((contact, recipient)) = forms::mail(&mut form) else { return refused(&staff, id, form).await };
    if !is_proven(&staff, &mut form, &posted).await? {
        return refused(&staff, id, form).await;
    }
    let (caller, locale) = (staff.caller.clone(), staff.visitor.texts.locale);
    let ask = move |_: &_, db: &mut _| mail_packages::ask(db, &caller, id, (contact, &recipient), locale);
    match staff.visitor.app.run(ask).await {
        Ok(()) => onward(&format!("{}/{id}", super::PAGE), Some(Message::PackagePosted)),
        Err(WorkflowError::Store(StoreError::Taken(_))) => {
            form.refuse("recipient", "error-package-empty");
            refused(&staff, id, form).await
        }
        Err(error) => Err(error.into()),
    }
}

/// A package that is mailed, put together in the language of whoever asked for it.
///
/// # Errors
/// The store's; [`StoreError::Unreadable`] if the public key is none.
pub fn mailed(
    store: &Store,
    caller: &Caller,
    (letter, package): (&DueLetter, &MailedPackage),
    now: &dyn Fn() -> Ts,
) -> Result<Packing, WorkflowError> {
    let (office, vacancies) =
        store.database()?.read(|db| Ok((offices::read(db, &caller.office)?, vacancies::names(db)?)))?;
    let words = Words::of(Texts::of(package.locale), &office, vacancies);
    let sink = Bounded::new(LARGEST);
    let (is_full, mut stopped, mut records) = (sink.is_full.clone(), None, Vec::new());
    let each = |take: &mut dyn FnMut(EntrustedRecord) -> bool| {
        pack_entrusted::each(store, caller, While::Letter(letter), Of::At(package.asked_at), now, |packed| {
            records.push(packed.decided());
            stopped = packed.record.refused().map(str::to_owned);
            stopped.is_none() && take(packed)
        })
    };
    let written = write(store, Lock::Recipient(package.recipient.clone()), &words, sink, each);
    if let Some(rule) = stopped {
        return Ok(Packing::Stopped(rule));
    }
    match written {
        Ok(sink) => Ok(Packing::Whole { bytes: sink.bytes, records }),
        Err(_) if is_full.load(Ordering::Relaxed) => Ok(Packing::TooLarge),
        Err(error) => match error.downcast::<WorkflowError>() {
            Ok(error) => Err(*error),
            Err(_) => Err(StoreError::Unreadable("mailed_packages.recipient").into()),
        },
    }
}

/// Writes what `each` hands over.
fn write<W: io::Write>(
    store: &Store,
    lock: Lock,
    words: &Words,
    sink: W,
    each: impl FnOnce(&mut dyn FnMut(EntrustedRecord) -> bool) -> Result<(), WorkflowError>,
) -> Result<W, Box<dyn std::error::Error>> {
    let heads = ["package-number", "field-name", "transfer-category", "transfer-purpose", "transfer-until", "withheld"];
    let mut archive = Archive::begin(lock, sink, &heads.map(|key| words.writing.texts.say(key)))?;
    let mut written = Ok(());
    each(&mut |packed| {
        written = archive.add(store, &packed.record, words, |number| line(number, &packed, words));
        written.is_ok()
    })?;
    written?;
    archive.finish()
}

fn line(number: String, packed: &EntrustedRecord, words: &Words) -> [String; 6] {
    let EntrustedRecord { record, entrusted, .. } = packed;
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
