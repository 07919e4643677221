//! The package for a processor that does not sign in: a ZIP archive with an index, encrypted for it (age-encryption.org/v1).
//!
//! Invariant: nothing readable is written to a disk, and a package that was cut off does not open to its end.

use std::io::{self, Write};

use actix_web::web::{Bytes, Path};
use zip::write::{SimpleFileOptions, StreamWriter as ZipStream, ZipWriter};

use super::forms::{self, Lock};
use super::write::refused;
use crate::app::App;
use crate::domain::document::DocumentKind;
use crate::domain::id::ProcessorId;
use crate::domain::staff::Caller;
use crate::domain::vacancy::VacancyName;
use crate::limits::Deed;
use crate::store::permit::Unsealed;
use crate::store::{StoreError, vacancies};
use crate::web::error::WebError;
use crate::web::extract::StaffForm;
use crate::web::page::{Answer, download};
use crate::web::pieces::{Reader, pieces};
use crate::web::staff::selection::file::guarded;
use crate::web::staff::{Writing, sign_in};
use crate::workflows::WorkflowError;
use crate::workflows::pack_entrusted::{self, PackedRecord};

/// Bytes of one piece.
const PIECE: usize = 64 * 1024;

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

/// What ids mean, and in which words.
struct Words {
    writing: Writing,
    vacancies: Vec<VacancyName>,
}

/// Writes to whoever reads, piece by piece.
struct Sink<'a> {
    reader: &'a Reader,
    waiting: Vec<u8>,
}

impl Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let piece = std::mem::take(&mut self.waiting);
        let taken = piece.is_empty() || self.reader.take(Some(Bytes::from(piece)));
        if taken { Ok(()) } else { Err(io::ErrorKind::BrokenPipe.into()) }
    }
}

type Archive<'a> = ZipWriter<ZipStream<age::stream::StreamWriter<Sink<'a>>>>;

fn write(
    app: &App,
    caller: &Caller,
    session: [u8; 32],
    lock: Lock,
    words: &Words,
    reader: &Reader,
) -> Result<(), Box<dyn std::error::Error>> {
    let encryptor = match lock {
        Lock::Passphrase(words) => age::Encryptor::with_user_passphrase(words),
        Lock::Recipient(recipient) => {
            let recipient: age::x25519::Recipient = recipient.parse()?;
            age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))?
        }
    };
    let sink = Sink { reader, waiting: Vec::with_capacity(PIECE) };
    let mut archive = ZipWriter::new_stream(encryptor.wrap_output(sink)?);
    let mut index = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let heads = ["package-number", "field-name", "transfer-category", "transfer-purpose", "transfer-until", "withheld"];
    index.write_record(heads.map(|key| words.writing.texts.say(key)))?;
    let (mut number, mut written) = (0, Ok(()));
    pack_entrusted::each(&app.store, caller, Some(session), &|| app.clock.now(), |record| {
        number += 1;
        written = add(&mut archive, number, &record, words)
            .and_then(|()| index.write_record(line(number, &record, words)).map_err(io::Error::other));
        written.is_ok()
    })?;
    written?;
    archive.start_file("index.csv", SimpleFileOptions::default())?;
    // Without the mark, Excel takes UTF-8 for something else.
    archive.write_all(b"\xef\xbb\xbf")?;
    archive.write_all(&index.into_inner()?)?;
    archive.finish()?.into_inner().finish()?.flush()?;
    Ok(())
}

/// A record in a folder of its own.
fn add(archive: &mut Archive<'_>, number: usize, record: &PackedRecord, words: &Words) -> io::Result<()> {
    let mut file = |name: &str, bytes: &[u8]| {
        archive.start_file(format!("{number:04}/{name}"), SimpleFileOptions::default()).map_err(io::Error::other)?;
        archive.write_all(bytes)
    };
    if let Some(profile) = &record.profile {
        file("profile.json", &serde_json::to_vec_pretty(profile)?)?;
    }
    if !record.applications.is_empty() {
        let applications: Vec<serde_json::Value> =
            record.applications.iter().map(|shown| application(shown, words)).collect();
        file("applications.json", &serde_json::to_vec_pretty(&applications)?)?;
    }
    if !record.notes.is_empty() {
        let notes = record
            .notes
            .iter()
            .map(|note| format!("{}\r\n{}\r\n", words.writing.moment(note.at), words.writing.unsealed(&note.text)));
        file("notes.txt", notes.collect::<Vec<_>>().join("\r\n").as_bytes())?;
    }
    for (at, document) in record.documents.iter().enumerate() {
        file(&format!("documents/{}-{}", at + 1, file_name(&document.name, document.kind)), &document.content)?;
    }
    Ok(())
}

fn application(shown: &crate::store::applications::ShownApplication, words: &Words) -> serde_json::Value {
    let vacancy = words.vacancies.iter().find(|vacancy| vacancy.id == shown.application.vacancy);
    let details = match &shown.details {
        Unsealed::Value(details) => serde_json::json!({
            "motivation": details.motivation,
            "available_from": details.available_from,
        }),
        Unsealed::Damaged => serde_json::Value::Null,
    };
    serde_json::json!({
        "vacancy": vacancy.map(|vacancy| vacancy.title.get(words.writing.locale())),
        "received_on": words.writing.date(shown.application.received_at).to_string(),
        // As far as the person is told.
        "standing": shown.application.stage.standing().as_str(),
        "details": details,
    })
}

fn line(number: usize, record: &PackedRecord, words: &Words) -> [String; 6] {
    let texts = &words.writing.texts;
    let categories: Vec<String> = record.entrusted.iter().map(|made| texts.label(made.category)).collect();
    let mut purposes: Vec<String> = record.entrusted.iter().map(|made| texts.label(made.entrustment.purpose)).collect();
    purposes.sort_unstable();
    purposes.dedup();
    let until = record.entrusted.iter().filter_map(|made| made.entrustment.until).min();
    let withheld = record.withheld.iter().map(|(category, rule)| format!("{}: {rule}", texts.label(*category)));
    let name = record.profile.as_ref().map(|profile| profile.name.display(texts.locale)).unwrap_or_default();
    [
        format!("{number:04}"),
        name,
        texts.join(&categories),
        texts.join(&purposes),
        until.map(|day| day.to_string()).unwrap_or_default(),
        withheld.collect::<Vec<_>>().join("; "),
    ]
    .map(|cell| guarded(&cell))
}

/// A file's name without anything that a program could take for a path.
fn file_name(name: &str, kind: Option<DocumentKind>) -> String {
    let safe: String =
        name.chars().map(|c| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' }).collect();
    let safe = safe.trim_matches(['.', '_']);
    if safe.is_empty() { format!("file.{}", kind.map_or("bin", DocumentKind::as_str)) } else { safe.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_its_folder() {
        assert_eq!(file_name("../../etc/passwd", None), "etc_passwd");
        assert_eq!(file_name("職務経歴書 2026.pdf", None), "職務経歴書_2026.pdf");
        assert_eq!(file_name("..", Some(DocumentKind::Pdf)), "file.pdf");
        assert_eq!(file_name("C:\\x\\y.docx", None), "C__x_y.docx");
    }
}
