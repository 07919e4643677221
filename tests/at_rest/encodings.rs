//! The shapes in which a word may stand in a file.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use unicode_normalization::UnicodeNormalization;

/// Standard base64 without padding.
pub fn base64(bytes: &[u8]) -> String {
    STANDARD_NO_PAD.encode(bytes)
}

/// A word as UTF-8 (NFC and NFD), UTF-16 of both orders, hex of both cases, and base64 at each of its three places.
pub fn of(word: &str) -> Vec<Vec<u8>> {
    let composed: String = word.nfc().collect();
    let decomposed: String = word.nfd().collect();
    let utf8 = composed.clone().into_bytes();
    let mut shapes = vec![
        decomposed.into_bytes(),
        composed.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        composed.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        hex::encode(&utf8).into_bytes(),
        hex::encode_upper(&utf8).into_bytes(),
    ];
    for before in 0..3 {
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            shapes.push(inner(&engine.encode([&vec![0; before], utf8.as_slice()].concat()), before, utf8.len()));
        }
    }
    shapes.push(utf8);
    shapes.retain(|shape| shape.len() >= 6);
    shapes
}

/// The characters that depend on the word alone, not on what stands before or after it.
fn inner(encoded: &str, before: usize, length: usize) -> Vec<u8> {
    let start = [0, 2, 3][before];
    let end = (before + length) / 3 * 4;
    encoded.as_bytes()[start..end.max(start)].to_vec()
}
