//! What reading one mail may cost.
//!
//! Invariant: every limit counts what is really there, before anything is made of it; what exceeds one is refused as
//! a whole, except texts and lists that are cut and say so.

/// Bytes of a mail that is read at all.
pub const INPUT_BYTES: usize = 25 * 1024 * 1024;
/// Parts of a mail, those within mails within it as well.
pub const PARTS: usize = 1_000;
/// How deep multiparts and mails within mails may nest.
pub const DEPTH: usize = 20;
/// Fields of one header.
pub const FIELDS: usize = 1_000;
/// Bytes of one header.
pub const HEADER_BYTES: usize = 256 * 1024;
/// Characters of a mail's text.
pub const CHARACTERS: usize = 1_000_000;
/// Bytes of one part's text that are decoded: no character takes more than four.
pub const TEXT_BYTES: usize = 4 * CHARACTERS;
/// Bytes of HTML that are cleaned.
pub const HTML_BYTES: usize = 1_000_000;
/// Bytes of a mail's HTML, all its parts together; beyond that its text has to do.
pub const HTML_WHOLE_BYTES: usize = 4 * HTML_BYTES;
/// Tags of HTML that is cleaned: more becomes text alone.
pub const HTML_TAGS: usize = 100_000;
/// How deep tags may nest in HTML that is cleaned: a tree is walked up for many a tag.
pub const HTML_DEPTH: usize = 500;
/// Tags of HTML that is cleaned, times how deep they nest.
pub const HTML_WORK: usize = 1_000_000;
/// Blanks, slashes and quotes between two brackets of HTML that is cleaned: each attribute of a tag is compared with
/// the others. A picture that is written into its tag has fewer slashes.
pub const HTML_SEPARATORS: usize = 20_000;
/// Addresses of one field.
pub const ADDRESSES: usize = 1_000;
/// Message-IDs that a mail refers to; the nearest stay.
pub const REFERENCES: usize = 100;
/// Characters of an id, an address or a subject.
pub const LINE_CHARACTERS: usize = 1_000;
/// Characters of a name, of a person or a file.
pub const NAME_CHARACTERS: usize = 200;
/// Files that one winmail.dat may hold, and properties of each.
pub const TNEF_ITEMS: usize = 1_000;
/// Recipients that one report may name.
pub const RECIPIENTS: usize = 1_000;
