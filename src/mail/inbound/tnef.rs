//! winmail.dat: what Outlook wraps text and files in for itself (TNEF, MS-OXTNEF and MS-OXCDATA).
//!
//! Only what a reader misses without it is taken out: the plain text and the files. Text in RTF alone stays in it.
//!
//! Invariant: every length is checked against what is there, every list is limited, nothing recurses; what does not
//! read as TNEF gives none, and is then kept as the file that it is.

use super::parsed::ParsedFile;
use super::{charset, files, limits};

const SIGNATURE: u32 = 0x223E_9F78;

const BODY: u32 = 0x0002_800C;
const MAPI_PROPERTIES: u32 = 0x0006_9003;
const CODE_PAGE: u32 = 0x0006_9007;
const ATTACHMENT_BEGINS: u32 = 0x0006_9002;
const ATTACHMENT_TITLE: u32 = 0x0001_8010;
const ATTACHMENT_DATA: u32 = 0x0006_800F;
const ATTACHMENT_PROPERTIES: u32 = 0x0006_9005;

const PROPERTY_BODY: u16 = 0x1000;
const PROPERTY_DATA: u16 = 0x3701;
const PROPERTY_NAME: u16 = 0x3704;
const PROPERTY_LONG_NAME: u16 = 0x3707;
const PROPERTY_TYPE: u16 = 0x370E;

/// What was wrapped.
#[derive(Default)]
pub struct Unwrapped {
    /// The text, if it is there as such.
    pub text: Option<String>,
    /// The files.
    pub files: Vec<ParsedFile>,
}

#[derive(Default)]
struct Attachment {
    title: Option<String>,
    long_name: Option<String>,
    kind: Option<String>,
    data: Option<Vec<u8>>,
}

/// A property of MAPI: its number and its first value, as text or as bytes.
struct Property<'a> {
    number: u16,
    is_unicode: bool,
    value: &'a [u8],
}

/// Unwraps; none if it is no TNEF.
pub fn read(bytes: &[u8]) -> Option<Unwrapped> {
    let mut cursor = Cursor(bytes);
    if cursor.u32()? != SIGNATURE {
        return None;
    }
    cursor.take(2)?;
    let mut out = Unwrapped::default();
    let mut attachments: Vec<Attachment> = Vec::new();
    let mut label = None;
    while !cursor.0.is_empty() {
        cursor.take(1)?;
        let (id, length) = (cursor.u32()?, cursor.u32()?);
        let data = cursor.take(usize::try_from(length).ok()?)?;
        // The checksum is of no use: it protects against nobody.
        cursor.take(2)?;
        match id {
            CODE_PAGE => label = Cursor(data).u32().map(code_page),
            BODY if out.text.is_none() => out.text = Some(text(data, label)),
            MAPI_PROPERTIES => out.text = body(data, label).or(out.text.take()),
            ATTACHMENT_BEGINS if attachments.len() < limits::TNEF_ITEMS => attachments.push(Attachment::default()),
            _ => {
                if let Some(attachment) = attachments.last_mut() {
                    attachment.add(id, data, label);
                }
            }
        }
    }
    out.files = attachments.into_iter().filter_map(Attachment::into_file).collect();
    Some(out)
}

fn body(data: &[u8], label: Option<&str>) -> Option<String> {
    let found = properties(data)?.into_iter().find(|property| property.number == PROPERTY_BODY)?;
    Some(found.text(label)).filter(|text| !text.trim().is_empty())
}

impl Attachment {
    fn add(&mut self, id: u32, data: &[u8], label: Option<&str>) {
        match id {
            ATTACHMENT_TITLE => self.title = Some(text(data, label)),
            ATTACHMENT_DATA => self.data = Some(data.to_vec()),
            ATTACHMENT_PROPERTIES => {
                for property in properties(data).unwrap_or_default() {
                    match property.number {
                        PROPERTY_LONG_NAME => self.long_name = Some(property.text(label)),
                        PROPERTY_NAME => self.title = self.title.take().or_else(|| Some(property.text(label))),
                        PROPERTY_TYPE => self.kind = Some(property.text(label)),
                        PROPERTY_DATA if self.data.is_none() => self.data = Some(property.value.to_vec()),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn into_file(self) -> Option<ParsedFile> {
        let name = self.long_name.filter(|name| !name.trim().is_empty()).or(self.title).unwrap_or_default();
        let content_type = files::content_type(self.kind.unwrap_or_default().trim());
        Some(ParsedFile { name: files::tidy(&name, "file"), content_type, content: self.data? })
    }
}

impl Property<'_> {
    fn text(&self, label: Option<&str>) -> String {
        if self.is_unicode {
            let units: Vec<u16> = self.value.as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
            return String::from_utf16_lossy(&units).trim_end_matches('\0').to_owned();
        }
        text(self.value, label)
    }
}

/// Text ends with a zero byte.
fn text(data: &[u8], label: Option<&str>) -> String {
    let end = data.iter().position(|byte| *byte == 0).unwrap_or(data.len());
    charset::decode(data.get(..end.min(limits::TEXT_BYTES)).unwrap_or_default(), label, None).text
}

/// A list of properties; none if it does not read to its end.
fn properties(data: &[u8]) -> Option<Vec<Property<'_>>> {
    let mut cursor = Cursor(data);
    let number = usize::try_from(cursor.u32()?).ok()?;
    let mut list = Vec::new();
    for _ in 0..number.min(limits::TNEF_ITEMS) {
        let (kind, number) = (cursor.u16()?, cursor.u16()?);
        if number >= 0x8000 {
            skip_name(&mut cursor)?;
        }
        let is_many = kind & 0x1000 != 0;
        let kind = kind & !0x1000;
        let value = match fixed_length(kind) {
            Some(length) => {
                let times = if is_many { usize::try_from(cursor.u32()?).ok()? } else { 1 };
                cursor.take(length.checked_mul(times)?)?
            }
            None => first_value(&mut cursor)?,
        };
        // An object begins with the number of its interface.
        let value = if kind == 0x000D { value.get(16..).unwrap_or_default() } else { value };
        list.push(Property { number, is_unicode: kind == 0x001F, value });
    }
    Some(list)
}

/// How many bytes a value of a kind takes, with what fills it up; none for those that say it themselves.
fn fixed_length(kind: u16) -> Option<usize> {
    match kind {
        0x0001..=0x0004 | 0x000A | 0x000B => Some(4),
        0x0005..=0x0007 | 0x0014 | 0x0040 => Some(8),
        0x0048 => Some(16),
        _ => None,
    }
}

/// The first of values that say their length.
fn first_value<'a>(cursor: &mut Cursor<'a>) -> Option<&'a [u8]> {
    let number = usize::try_from(cursor.u32()?).ok()?;
    let mut first = None;
    // Each takes four bytes at least, so this ends.
    for _ in 0..number {
        let length = usize::try_from(cursor.u32()?).ok()?;
        let value = cursor.take(length)?;
        cursor.take((4 - length % 4) % 4)?;
        first = first.or(Some(value));
    }
    Some(first.unwrap_or_default())
}

fn skip_name(cursor: &mut Cursor<'_>) -> Option<()> {
    cursor.take(16)?;
    if cursor.u32()? == 0 {
        cursor.take(4)?;
        return Some(());
    }
    let length = usize::try_from(cursor.u32()?).ok()?;
    cursor.take(length.checked_next_multiple_of(4)?)?;
    Some(())
}

/// The character set of a Windows code page.
fn code_page(number: u32) -> &'static str {
    match number {
        932 => "shift_jis",
        936 => "gbk",
        949 => "euc-kr",
        950 => "big5",
        1250 => "windows-1250",
        1251 => "windows-1251",
        1253 => "windows-1253",
        1254 => "windows-1254",
        65001 => "utf-8",
        _ => "windows-1252",
    }
}

/// What is left to read.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take(4)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
    }

    fn u16(&mut self) -> Option<u16> {
        self.take(2)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(level: u8, id: u32, data: &[u8]) -> Vec<u8> {
        let sum = data.iter().fold(0u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
        let length = u32::try_from(data.len()).unwrap();
        [&[level][..], &id.to_le_bytes(), &length.to_le_bytes(), data, &sum.to_le_bytes()].concat()
    }

    fn unicode(number: u16, text: &str) -> Vec<u8> {
        let mut value: Vec<u8> = text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        let length = u32::try_from(value.len()).unwrap();
        value.resize(value.len().next_multiple_of(4), 0);
        let kind = [&0x001F_u16.to_le_bytes()[..], &number.to_le_bytes()].concat();
        [&kind[..], &1u32.to_le_bytes(), &length.to_le_bytes(), &value].concat()
    }

    fn whole() -> Vec<u8> {
        let mapi =
            [&2u32.to_le_bytes()[..], &[3, 0, 0x17, 0, 1, 0, 0, 0], &unicode(PROPERTY_BODY, "本文です")].concat();
        let names = [&1u32.to_le_bytes()[..], &unicode(PROPERTY_LONG_NAME, "職務経歴書.docx")].concat();
        [
            &SIGNATURE.to_le_bytes()[..],
            &[1, 0],
            &attribute(1, CODE_PAGE, &[0xA4, 3, 0, 0, 0, 0, 0, 0]),
            &attribute(1, MAPI_PROPERTIES, &mapi),
            &attribute(2, ATTACHMENT_BEGINS, &[0; 14]),
            &attribute(2, ATTACHMENT_TITLE, b"SHOKUM~1.DOC\0"),
            &attribute(2, ATTACHMENT_DATA, b"PK\x03\x04"),
            &attribute(2, ATTACHMENT_PROPERTIES, &names),
            &attribute(2, ATTACHMENT_BEGINS, &[0; 14]),
            &attribute(2, ATTACHMENT_TITLE, b"\x97\x9a\x97\xf0\x8f\x91.txt\0"),
            &attribute(2, ATTACHMENT_DATA, b"x"),
        ]
        .concat()
    }

    #[test]
    fn text_and_files_are_taken_out() {
        let found = read(&whole()).unwrap();
        assert_eq!(found.text.as_deref(), Some("本文です"));
        let files: Vec<(&str, &[u8])> =
            found.files.iter().map(|file| (file.name.as_str(), file.content.as_slice())).collect();
        assert_eq!(files, [("職務経歴書.docx", &b"PK\x03\x04"[..]), ("履歴書.txt", &b"x"[..])]);
    }

    #[test]
    fn what_is_cut_or_no_tnef_gives_none_and_nothing_breaks() {
        let whole = whole();
        assert!(read(b"").is_none() && read(b"PK\x03\x04 and more").is_none());
        for end in 7..whole.len() {
            let _ = read(&whole[..end]);
            let mut changed = whole.clone();
            changed[end] = 0xFF;
            let _ = read(&changed);
        }
        assert!(read(&whole[..whole.len() - 1]).is_none());
    }
}
