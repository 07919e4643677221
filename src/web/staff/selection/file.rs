//! The file of an export: CSV (RFC 4180), written while the records are read.
//!
//! Invariant: no cell is taken for a formula (R18), and a file that was cut off does not look whole.

use actix_web::web::{Bytes, Path};

use super::acts;
use super::forms::label;
use crate::app::App;
use crate::directory::query::Query;
use crate::domain::bulk_act::{Export, ExportColumn, ExportEncoding};
use crate::domain::id::StaffId;
use crate::domain::office::Office;
use crate::domain::staff::Caller;
use crate::domain::vacancy::VacancyName;
use crate::limits::Deed;
use crate::store::{offices, staff as people, vacancies};
use crate::web::error::WebError;
use crate::web::extract::StaffForm;
use crate::web::page::{Answer, download, page_with_faults};
use crate::web::pieces::{Reader, pieces};
use crate::web::staff::{Writing, differences, lists, searches, sign_in};
use crate::workflows::export_records::{self, ExportedRecord, Order};

/// What ids mean, and in which words.
struct Words {
    writing: Writing,
    vacancies: Vec<VacancyName>,
    offices: Vec<Office>,
    staff: Vec<(StaffId, String)>,
}

/// Answers with the file of a planned export.
pub async fn send(sent: StaffForm, token: Path<String>) -> Answer {
    let StaffForm { staff, posted } = sent;
    let token = lists::token(&token)?;
    acts::require_file(&staff, &token).await?;
    // What leaves is given to nobody who only found the screen open (R23).
    if !sign_in::proves(&staff, posted.value("password")).await? {
        let mut shown = acts::open(&staff, &token).await?;
        let form = shown.file.as_mut().ok_or(WebError::NotFound)?;
        form.refuse("password", "error-password");
        return page_with_faults(&shown);
    }
    if !staff.visitor.app.limits.claim(Deed::ExportOf, &staff.staff.id.to_string(), staff.visitor.at) {
        return Err(WebError::TooOften);
    }
    let session = *staff.token_hash();
    let (caller, writing) = (staff.caller.clone(), Writing::new(staff.visitor.texts, &staff.office));
    let name = format!("candidates-{}.csv", writing.date(staff.caller.at));
    let begin = staff.visitor.app.run(move |_, db| {
        let order = export_records::begin(db, &caller, &token, Some(session))?;
        let words = Words {
            writing,
            vacancies: db.read(vacancies::names)?,
            offices: db.read(offices::list)?,
            staff: db.read(people::list)?.into_iter().map(|person| (person.id, person.name)).collect(),
        };
        Ok((order, words))
    });
    let (order, words) = begin.await?;
    // What the list finds is asked anew: names and days may mean something else since.
    let of = match order.of() {
        Some(question) => Some(searches::meaning(&staff).await?.asked(question)),
        None => None,
    };
    let (reader, receiver) = Reader::new();
    let media_type = match order.export.encoding {
        ExportEncoding::Utf8 => "text/csv; charset=utf-8",
        ExportEncoding::ShiftJis => "text/csv; charset=shift_jis",
    };
    let (app, caller) = (staff.visitor.app.clone(), staff.caller.clone());
    tokio::task::spawn_blocking(move || write(&app, &caller, (&order, of), &words, &reader));
    download(&name, media_type, pieces(receiver))
}

/// Writes planned records, or everybody that a list finds.
fn write(app: &App, caller: &Caller, (order, of): (&Order, Option<Option<Query>>), words: &Words, reader: &Reader) {
    let export = &order.export;
    if !reader.take(Some(first_line(words, export))) {
        return;
    }
    let mut goes_on = true;
    let now = || app.clock.now();
    let take = |records: Vec<ExportedRecord>| {
        let rows: Vec<Vec<String>> = records.iter().map(|record| words.row(record, export)).collect();
        goes_on = reader.take(Some(encoded(&rows, export.encoding)));
        goes_on
    };
    let written = match of {
        Some(query) => export_records::each_found(&app.store, &app.directories, caller, order, query, &now, take),
        None => export_records::each(&app.store, caller, order, &now, take),
    };
    match written {
        Ok(()) if goes_on => drop(reader.take(None)),
        Ok(()) => tracing::warn!("a file of records was not read to its end"),
        Err(error) => tracing::error!(%error, "a file of records was cut off"),
    }
}

fn first_line(words: &Words, export: &Export) -> Bytes {
    let texts = &words.writing.texts;
    let mut names: Vec<String> = export.columns.iter().map(|column| texts.say(label(*column))).collect();
    names.extend([texts.say("field-office"), texts.say("file-withheld")]);
    let line = encoded(&[names], export.encoding);
    // Without the mark, Excel takes UTF-8 for something else.
    let mark: &[u8] = if export.encoding == ExportEncoding::Utf8 { b"\xef\xbb\xbf" } else { b"" };
    Bytes::from([mark, &line].concat())
}

impl Words {
    fn row(&self, record: &ExportedRecord, export: &Export) -> Vec<String> {
        let texts = &self.writing.texts;
        let mut row: Vec<String> = export.columns.iter().map(|column| self.cell(*column, record)).collect();
        let office = self.offices.iter().find(|office| office.code == record.holding.office);
        row.push(office.map(|office| office.name.get(texts.locale).to_owned()).unwrap_or_default());
        let withheld = record.withheld.iter().map(|(category, rule)| format!("{}: {rule}", texts.label(*category)));
        row.push(withheld.collect::<Vec<_>>().join("; "));
        row
    }

    fn cell(&self, column: ExportColumn, record: &ExportedRecord) -> String {
        let texts = &self.writing.texts;
        let latest = record.latest.as_ref();
        let cell = match column {
            ExportColumn::Profile(field) => {
                record.profile.as_ref().map(|profile| differences::written(texts, profile, field))
            }
            ExportColumn::Vacancy => latest.and_then(|latest| {
                let vacancy = self.vacancies.iter().find(|vacancy| vacancy.id == latest.vacancy)?;
                Some(vacancy.title.get(texts.locale).to_owned())
            }),
            ExportColumn::Stage => latest.map(|latest| texts.label(latest.stage)),
            ExportColumn::Source => latest.map(|latest| texts.label(latest.source)),
            // As a program sorts and computes it, whatever the language of the file.
            ExportColumn::Received => latest.map(|latest| self.writing.date(latest.received_at).to_string()),
            ExportColumn::Owner => {
                record.owner.and_then(|owner| Some(self.staff.iter().find(|(id, _)| *id == owner)?.1.clone()))
            }
            ExportColumn::Tags => {
                Some(texts.join(&record.tags.iter().map(|tag| tag.as_str().to_owned()).collect::<Vec<_>>()))
            }
        };
        cell.unwrap_or_default()
    }
}

fn encoded(rows: &[Vec<String>], encoding: ExportEncoding) -> Bytes {
    let mut writer = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for row in rows {
        // Writing into memory does not fail.
        writer.write_record(row.iter().map(|cell| guarded(cell))).ok();
    }
    let bytes = writer.into_inner().unwrap_or_default();
    match encoding {
        ExportEncoding::Utf8 => bytes.into(),
        ExportEncoding::ShiftJis => in_shift_jis(&String::from_utf8_lossy(&bytes)).into(),
    }
}

/// A cell that no program takes for a formula, also not where it parts cells at other signs: an apostrophe stands before
/// what could begin one. What has an apostrophe there of its own gets a second, so that an import takes one away.
pub(in crate::web::staff) fn guarded(cell: &str) -> String {
    let mut guarded = String::with_capacity(cell.len() + 1);
    if cell.starts_with(['\t', '\r', '\n']) {
        guarded.push('\'');
    }
    let mut begins = true;
    for c in cell.chars() {
        if begins && matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '−' | '＠' | '\'') {
            guarded.push('\'');
        }
        // A quotation mark is doubled, and ends a cell where another sign parts them.
        begins = matches!(c, ',' | ';' | '|' | '\t' | '\r' | '\n') || (begins && c == '"');
        guarded.push(c);
    }
    guarded
}

/// What Shift_JIS cannot write becomes 〓, as print shops in Japan do it.
fn in_shift_jis(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut encoder = encoding_rs::SHIFT_JIS.new_encoder();
    let mut rest = text;
    loop {
        let room = encoder.max_buffer_length_from_utf8_without_replacement(rest.len()).unwrap_or(rest.len() * 2 + 16);
        let start = bytes.len();
        bytes.resize(start + room, 0);
        let free = bytes.get_mut(start..).unwrap_or_default();
        let (result, read, written) = encoder.encode_from_utf8_without_replacement(rest, free, true);
        bytes.truncate(start + written);
        rest = rest.get(read..).unwrap_or_default();
        match result {
            encoding_rs::EncoderResult::InputEmpty => return bytes,
            encoding_rs::EncoderResult::Unmappable(_) => bytes.extend([0x81, 0xac]),
            encoding_rs::EncoderResult::OutputFull => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What an import does.
    fn taken_back(cell: &str) -> String {
        let (mut plain, mut begins) = (String::new(), true);
        for c in cell.chars() {
            if begins && c == '\'' {
                begins = false;
                continue;
            }
            begins = matches!(c, ',' | ';' | '|' | '\t' | '\r' | '\n') || (begins && c == '"');
            plain.push(c);
        }
        plain
    }

    #[test]
    fn no_cell_begins_a_formula_and_each_can_be_taken_back() {
        let cells = [
            "=1+1",
            "+81 3",
            "-",
            "@a",
            "＝1",
            "a,=1",
            "a;+1",
            "x\n-y",
            "\n=1",
            "O'Neil",
            "'=1",
            "田中",
            "",
            "'",
            "a|@",
            "x;\"=1+1;y",
            "\"'x",
            "−1",
        ];
        for cell in cells {
            let safe = guarded(cell);
            assert_eq!(taken_back(&safe), cell, "{safe:?}");
            for part in safe.split([',', ';', '|', '\n', '\t', '\r']) {
                let part = part.trim_start_matches('"');
                assert!(!part.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '−', '＠']), "{safe:?}");
            }
        }
        assert_eq!(guarded("O'Neil"), "O'Neil");
        let older = encoded(&[vec!["−1".to_owned()]], ExportEncoding::ShiftJis);
        assert_eq!(&older[..], b"\"'\x81\x7c1\"\r\n");
    }

    #[test]
    fn a_line_is_quoted_and_what_shift_jis_lacks_is_marked() {
        let row = vec![vec!["田中 \"凛\"".to_owned(), "a\r\nb".to_owned(), "=1".to_owned()]];
        let line = encoded(&row, ExportEncoding::Utf8);
        assert_eq!(std::str::from_utf8(&line).unwrap(), "\"田中 \"\"凛\"\"\",\"a\r\nb\",\"'=1\"\r\n");
        assert_eq!(in_shift_jis("髙橋𠮷a"), b"\xfb\xfc\x8b\xb4\x81\xaca");
    }
}
