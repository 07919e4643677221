//! The texts of a person as they are kept beside the index: field by field, packed with LZ4, since a page of hits
//! unpacks many.

use super::DirectoryError;
use super::query::TextField;
use super::texts::Texts;

impl Texts {
    /// The texts field by field, in the order in which they are packed.
    fn fields(&self) -> [&[String]; FIELDS] {
        let Self { facts, name, contact, phone, employer, school, skill, cv, application, result, note, message, tag } =
            self;
        let phone = std::slice::from_ref(phone);
        [facts, name, contact, phone, employer, school, skill, cv, application, result, note, message, tag]
    }

    pub(super) fn pack(&self) -> Result<Vec<u8>, DirectoryError> {
        let mut plain = Vec::new();
        let number =
            |number: usize| u32::try_from(number).map(u32::to_le_bytes).map_err(|_| DirectoryError::Unreadable);
        for texts in self.fields() {
            plain.extend(number(texts.len())?);
            for text in texts {
                plain.extend(number(text.len())?);
                plain.extend(text.as_bytes());
            }
        }
        let mut packed = number(plain.len())?.to_vec();
        packed.extend(lz4_flex::block::compress(&plain));
        Ok(packed)
    }

    pub(super) fn unpack(packed: &[u8]) -> Result<Self, DirectoryError> {
        let mut unpacker = Unpacker::default();
        let mut fields: [Vec<String>; FIELDS] = Default::default();
        for (field, texts) in fields.iter_mut().zip(unpacker.fields(packed)?.0) {
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).map_err(|_| DirectoryError::Unreadable);
            *field = texts.into_iter().map(text).collect::<Result<_, _>>()?;
        }
        let [facts, name, contact, mut phone, employer, school, skill, cv, application, result, note, message, tag] =
            fields;
        let phone = phone.pop().unwrap_or_default();
        Ok(Self { facts, name, contact, phone, employer, school, skill, cv, application, result, note, message, tag })
    }
}

const FIELDS: usize = 13;
/// The longest that the texts of one person are believed to be.
const LONGEST: usize = 1 << 28;

/// Unpacks one person's texts after the other with the same memory.
#[derive(Default)]
pub(super) struct Unpacker {
    plain: Vec<u8>,
}

/// The texts of one person as they stand in the unpacker's memory, in UTF-8: most is never looked at as characters.
#[derive(Default)]
pub(super) struct Unpacked<'a>([Vec<&'a [u8]>; FIELDS]);

impl Unpacker {
    /// The texts of one person.
    pub(super) fn fields(&mut self, packed: &[u8]) -> Result<Unpacked<'_>, DirectoryError> {
        let unreadable = || DirectoryError::Unreadable;
        let mut rest = packed;
        let length = number(&mut rest).filter(|length| *length <= LONGEST).ok_or_else(unreadable)?;
        self.plain.resize(length, 0);
        // What is longer than it says does not fit, and is an error as well.
        match lz4_flex::block::decompress_into(rest, &mut self.plain) {
            Ok(unpacked) if unpacked == length => {}
            _ => return Err(unreadable()),
        }
        Unpacked::of(&self.plain).ok_or_else(unreadable)
    }
}

impl<'a> Unpacked<'a> {
    fn of(mut plain: &'a [u8]) -> Option<Self> {
        let mut fields = Self::default();
        for field in &mut fields.0 {
            for _ in 0..number(&mut plain)? {
                let length = number(&mut plain)?;
                let (text, rest) = plain.split_at_checked(length)?;
                field.push(text);
                plain = rest;
            }
        }
        Some(fields)
    }

    /// The texts of a column.
    pub(super) fn of_field(&self, field: TextField) -> &[&'a [u8]] {
        let at = match field {
            TextField::Any => return &[],
            TextField::Name => 1,
            TextField::Contact => 2,
            TextField::Employer => 4,
            TextField::School => 5,
            TextField::Skill => 6,
            TextField::Cv => 7,
            TextField::Application => 8,
            TextField::Result => 9,
            TextField::Note => 10,
            TextField::Message => 11,
            TextField::Tag => 12,
        };
        &self.0[at]
    }
}

/// Takes a number off the front.
fn number(bytes: &mut &[u8]) -> Option<usize> {
    let (number, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    usize::try_from(u32::from_le_bytes(*number)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::texts::COLUMNS;

    #[test]
    fn texts_come_out_as_they_were_put_in() {
        let texts =
            Texts { cv: vec!["長い文章".repeat(100)], facts: vec!["stage=offer".into()], ..Texts::default() };
        let packed = texts.pack().unwrap();
        assert!(packed.len() < 200, "{}", packed.len());
        assert_eq!(Texts::unpack(&packed).unwrap(), texts);
        let mut unpacker = Unpacker::default();
        for _ in 0..2 {
            let unpacked = unpacker.fields(&packed).unwrap();
            for column in COLUMNS {
                let of_field: Vec<&str> =
                    unpacked.of_field(column.field).iter().map(|text| std::str::from_utf8(text).unwrap()).collect();
                assert_eq!(of_field, texts.of(column.field), "{}", column.name);
            }
        }
        for cut in 0..packed.len() {
            assert!(Texts::unpack(&packed[..cut]).is_err(), "{cut}");
        }
    }
}
