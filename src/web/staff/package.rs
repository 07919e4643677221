//! A package of records that leaves: a ZIP archive with an index, encrypted for whoever gets it (age-encryption.org/v1).
//!
//! Invariant: nothing readable is written to a disk, and a package that was cut off does not open to its end.

mod health_messages;
mod messages;

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::web::Bytes;
use zip::write::{SimpleFileOptions, StreamWriter as ZipStream, ZipWriter};

use super::Writing;
use super::processors::forms::Lock;
use crate::domain::document::DocumentKind;
use crate::domain::office::Office;
use crate::domain::vacancy::VacancyName;
use crate::store::Store;
use crate::store::permit::Unsealed;
use crate::web::pieces::Reader;
use crate::web::texts::Texts;
use crate::workflows::pack_record::PackedRecord;

/// Bytes of one piece.
const PIECE: usize = 64 * 1024;

/// What ids mean, and in which words.
pub struct Words {
    /// The language and the clock.
    pub writing: Writing,
    /// What vacancies are called.
    pub vacancies: Vec<VacancyName>,
    /// What the office is called, whose messages ours are.
    pub office: String,
}

impl Words {
    /// The words of an office in a language.
    pub fn of(texts: Texts, office: &Office, vacancies: Vec<VacancyName>) -> Self {
        let writing = Writing::new(texts, office);
        Self { office: office.name.get(writing.locale()).to_owned(), writing, vacancies }
    }
}

/// Writes to whoever reads, piece by piece.
pub struct Sink<'a> {
    reader: &'a Reader,
    waiting: Vec<u8>,
}

impl<'a> Sink<'a> {
    /// Writes to a reader.
    pub fn new(reader: &'a Reader) -> Self {
        Self { reader, waiting: Vec::with_capacity(PIECE) }
    }
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

/// Keeps what is written, up to a size: more than that is not taken.
pub struct Bounded {
    /// What was written.
    pub bytes: Vec<u8>,
    /// Whether more was to be written than there is room for.
    pub is_full: Arc<AtomicBool>,
    room: usize,
}

impl Bounded {
    /// Room for so many bytes.
    pub fn new(room: usize) -> Self {
        Self { bytes: Vec::new(), is_full: Arc::default(), room }
    }
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.room {
            self.is_full.store(true, Ordering::Relaxed);
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

type Zip<W> = ZipWriter<ZipStream<age::stream::StreamWriter<W>>>;

/// An archive that is being written, and its index.
pub struct Archive<W: Write> {
    zip: Zip<W>,
    index: csv::Writer<Vec<u8>>,
    number: usize,
}

impl<W: Write> Archive<W> {
    /// Begins an archive that only its lock opens; the index has these heads.
    ///
    /// # Errors
    /// The encryption's, if the lock is none, and the sink's.
    pub fn begin(lock: Lock, sink: W, heads: &[String]) -> Result<Self, Box<dyn std::error::Error>> {
        let encryptor = match lock {
            Lock::Passphrase(words) => age::Encryptor::with_user_passphrase(words),
            Lock::Recipient(recipient) => {
                let recipient: age::x25519::Recipient = recipient.parse()?;
                age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))?
            }
        };
        let zip = ZipWriter::new_stream(encryptor.wrap_output(sink)?);
        let mut index = csv::WriterBuilder::new()
            .quote_style(csv::QuoteStyle::Always)
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        index.write_record(heads)?;
        Ok(Self { zip, index, number: 0 })
    }

    /// Adds a record in a folder of its own, with its line of the index. The caller holds no connection.
    ///
    /// # Errors
    /// The sink's, once it takes no more; a [`WorkflowError`](crate::workflows::WorkflowError) if no message is read.
    pub fn add<const N: usize>(
        &mut self,
        store: &Store,
        record: &PackedRecord,
        words: &Words,
        line: impl FnOnce(String) -> [String; N],
    ) -> Result<(), Box<dyn std::error::Error>> {
        self.number += 1;
        add(&mut self.zip, self.number, record, words)?;
        if let Some(packed) = &record.messages {
            messages::add(&mut self.zip, self.number, packed, (store, words))?;
        }
        self.index.write_record(line(format!("{:04}", self.number)))?;
        Ok(())
    }

    /// Writes the index and ends the archive; the answer is what it was written to.
    ///
    /// # Errors
    /// The sink's, once it takes no more.
    pub fn finish(mut self) -> Result<W, Box<dyn std::error::Error>> {
        self.zip.start_file("index.csv", SimpleFileOptions::default())?;
        // Without the mark, Excel takes UTF-8 for something else.
        self.zip.write_all(b"\xef\xbb\xbf")?;
        self.zip.write_all(&self.index.into_inner()?)?;
        let mut sink = self.zip.finish()?.into_inner().finish()?;
        sink.flush()?;
        Ok(sink)
    }
}

/// A record in a folder of its own, but for its messages.
fn add<W: Write>(archive: &mut Zip<W>, number: usize, record: &PackedRecord, words: &Words) -> io::Result<()> {
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
    if !record.results.is_empty() {
        let results: Vec<serde_json::Value> = record.results.iter().map(|shown| result(shown, words)).collect();
        file("results.json", &serde_json::to_vec_pretty(&results)?)?;
    }
    if !record.health.is_empty() {
        let records: Vec<serde_json::Value> = record.health.iter().map(|shown| health(shown, words)).collect();
        file("health.json", &serde_json::to_vec_pretty(&records)?)?;
    }
    health_messages::add(&mut file, &record.health_messages, words)?;
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

fn result(shown: &crate::store::selection_results::ShownResult, words: &Words) -> serde_json::Value {
    let result = match &shown.result {
        Unsealed::Value(result) => serde_json::json!(result),
        Unsealed::Damaged => serde_json::Value::Null,
    };
    serde_json::json!({ "written_on": words.writing.date(shown.at).to_string(), "result": result })
}

fn health(shown: &crate::store::health::ShownHealthRecord, words: &Words) -> serde_json::Value {
    let record = match &shown.record {
        Unsealed::Value(record) => serde_json::json!(record),
        Unsealed::Damaged => serde_json::Value::Null,
    };
    serde_json::json!({ "recorded_on": words.writing.date(shown.at).to_string(), "record": record })
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
