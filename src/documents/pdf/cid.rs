//! The characters of embedded Han fonts that come without a Unicode table.
//!
//! Old Japanese and Chinese producers embed a font under a predefined encoding and leave the table out: the
//! encoding gives the glyph's number in Adobe's collection, and the collection gives the character.
//!
//! Invariant: a font with a table of its own is never second-guessed.

use hayro::hayro_interpret::hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Array, Dict, Name, Object, String as PdfString};
use std::collections::BTreeMap;

/// Objects looked at.
const OBJECTS: usize = 100_000;

struct Table {
    encoding: CMap,
    unicode: CMap,
}

impl Table {
    fn character(&self, code: u32) -> Option<String> {
        let cid = (1..=4).find_map(|length| self.encoding.lookup_cid_code(code, length))?;
        match self.unicode.lookup_bf_string(cid)? {
            BfString::Char(character) => Some(character.to_string()),
            BfString::String(characters) => Some(characters),
        }
    }
}

/// The fonts of a document that need this, by their name.
pub struct CidFonts(BTreeMap<String, Table>);

impl CidFonts {
    /// Finds them all.
    pub fn of(pdf: &Pdf) -> Self {
        let dictionaries = pdf.objects().into_iter().take(OBJECTS).filter_map(Object::into_dict);
        Self(dictionaries.filter_map(|font| table(&font)).collect())
    }

    /// The text of a character code in the font of that name, or in the only font there is.
    pub fn character(&self, font: Option<&str>, code: u32) -> Option<String> {
        let table = match font.and_then(|font| self.0.get(font)) {
            Some(table) => table,
            None if self.0.len() == 1 => self.0.values().next()?,
            None => return None,
        };
        table.character(code)
    }

    /// Whether there is any.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn table(font: &Dict<'_>) -> Option<(String, Table)> {
    let is = |dict: &Dict<'_>, key: &str, value: &[u8]| dict.get::<Name<'_>>(key).is_some_and(|name| *name == *value);
    if !is(font, "Subtype", b"Type0") || font.contains_key("ToUnicode") {
        return None;
    }
    let descendant = font.get::<Array<'_>>("DescendantFonts")?.iter::<Dict<'_>>().next()?;
    let system = descendant.get::<Dict<'_>>("CIDSystemInfo")?;
    let registry = system.get::<PdfString<'_>>("Registry")?;
    let ordering = system.get::<PdfString<'_>>("Ordering")?;
    let family = CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes());
    let unicode = CMap::parse(load_embedded(family.ucs2_cmap()?)?, load_embedded)?;
    let encoding = font.get::<Name<'_>>("Encoding")?;
    let encoding = match &*encoding {
        b"Identity-H" => CMap::identity_h(),
        b"Identity-V" => CMap::identity_v(),
        name => CMap::parse(load_embedded(CMapName::from_bytes(name))?, load_embedded)?,
    };
    let name = font.get::<Name<'_>>("BaseFont")?;
    let name = name.as_str();
    // "ABCDEF+Name" is a subset of Name.
    let name = name.split_once('+').filter(|(tag, _)| tag.len() == 6).map_or(name, |(_, name)| name);
    Some((name.to_owned(), Table { encoding, unicode }))
}
