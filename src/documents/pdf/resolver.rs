//! Fonts for what a PDF names but does not bring.
//!
//! Invariant: every font comes from this binary.

use crate::documents::fonts;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::{FallbackFontQuery, FontData, FontQuery};
use hayro::hayro_interpret::hayro_cmap::CidFamily;
use std::sync::Arc;

/// Settings that know the bundled fonts.
pub fn settings() -> InterpreterSettings {
    InterpreterSettings { font_resolver: Arc::new(|query| Some(resolve(query))), ..InterpreterSettings::default() }
}

fn resolve(query: &FontQuery) -> (FontData, u32) {
    match query {
        FontQuery::Standard(font) => font.get_font_data(),
        FontQuery::Fallback(query) => match bundled(query) {
            Some(bytes) => (Arc::new(bytes), 0),
            None => query.pick_standard_font().get_font_data(),
        },
    }
}

/// A font for Han text; none where one of the fourteen standard fonts will do.
fn bundled(query: &FallbackFontQuery) -> Option<&'static [u8]> {
    let family = query.character_collection.as_ref().map(|collection| &collection.family);
    match family {
        Some(CidFamily::AdobeJapan1) => Some(fonts::JAPANESE),
        Some(_) if is_japanese(query) => Some(fonts::JAPANESE),
        Some(_) => Some(fonts::CHINESE),
        None => None,
    }
}

/// Fonts without a Japanese collection may still say it in their name.
fn is_japanese(query: &FallbackFontQuery) -> bool {
    const WORDS: &[&str] =
        &["gothic", "mincho", "meiryo", "hiragino", "ipa", "kozuka", "yugo", "yumin", "takao", "ryumin"];
    let names = [&query.post_script_name, &query.font_name, &query.font_family];
    names
        .into_iter()
        .flatten()
        .map(|name| name.to_ascii_lowercase())
        .any(|name| WORDS.iter().any(|word| name.contains(word)))
}
