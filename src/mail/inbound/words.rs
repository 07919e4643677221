//! Encoded words (RFC 2047), as they are really written: cut within characters, with blanks in them, in quotes, side
//! by side without a blank, and in character sets by any name.
//!
//! Invariant: linear; what is no encoded word stays as it is.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{charset, transfer};

/// Longest name of a character set.
const CHARSET_BYTES: usize = 40;

/// One encoded word.
struct Word<'a> {
    charset: &'a str,
    bytes: Vec<u8>,
    length: usize,
}

/// Text with its encoded words decoded.
pub fn decode(text: &str) -> String {
    each(text, |words| words)
}

/// Text with each run of encoded words made one word in UTF-8, which cannot be cut within a character: for fields in
/// which a decoded comma would mean something.
pub fn normalise(text: &str) -> String {
    each(text, |words| format!("=?UTF-8?B?{}?=", STANDARD.encode(words)))
}

/// Puts what stands for a run of words in its place. Blanks between words are not meant.
fn each(text: &str, written: impl Fn(String) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run: Vec<Word<'_>> = Vec::new();
    let (mut plain, mut at) = (0, 0);
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("=?")).map(|offset| at + offset) {
        let Some(word) = text.get(start..).and_then(word) else {
            at = start + 2;
            continue;
        };
        let between = text.get(plain..start).unwrap_or_default();
        if run.is_empty() || !between.trim().is_empty() {
            out.push_str(&ended(&mut run, &written));
            out.push_str(between);
        }
        at = start + word.length;
        plain = at;
        run.push(word);
    }
    out.push_str(&ended(&mut run, &written));
    out.push_str(text.get(plain..).unwrap_or_default());
    out
}

/// What a run of words says. Words in one character set are decoded together, since characters are cut between them.
fn ended(run: &mut Vec<Word<'_>>, written: &impl Fn(String) -> String) -> String {
    if run.is_empty() {
        return String::new();
    }
    let words = std::mem::take(run);
    let of_one = words.chunk_by(|one, other| one.charset.eq_ignore_ascii_case(other.charset));
    let text = of_one.map(|words| {
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.bytes.iter().copied()).collect();
        charset::decode(&bytes, words.first().map(|word| word.charset), None).text
    });
    written(text.collect())
}

/// The encoded word at the beginning of a text.
fn word(text: &str) -> Option<Word<'_>> {
    let inner = text.strip_prefix("=?")?;
    let (named, rest) = inner.split_at_checked(inner.bytes().take(CHARSET_BYTES).position(|byte| byte == b'?')?)?;
    // A language may stand behind the character set (RFC 2231).
    let charset = named.split('*').next().unwrap_or_default();
    if charset.is_empty() || !charset.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let is_base64 = match rest.as_bytes() {
        [b'?', b'B' | b'b', b'?', ..] => true,
        [b'?', b'Q' | b'q', b'?', ..] => false,
        _ => return None,
    };
    let coded = rest.get(3..)?;
    let end = end_of(coded)?;
    let coded = coded.get(..end)?.as_bytes();
    let bytes = if is_base64 { transfer::base64(coded).0 } else { transfer::q(coded) };
    Some(Word { charset, bytes, length: 2 + named.len() + 3 + end + 2 })
}

/// Where the coded text ends; none if another word begins before it does.
fn end_of(coded: &str) -> Option<usize> {
    let bytes = coded.as_bytes();
    for (at, _) in coded.match_indices('?') {
        if bytes.get(at + 1) == Some(&b'=') {
            return Some(at);
        }
        if at.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&b'=') {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_decoded_where_they_stand() {
        for (coded, text) in [
            ("Re: =?UTF-8?B?5Lu25ZCN?= (2)", "Re: 件名 (2)"),
            ("=?ISO-2022-JP?B?GyRCN29MPhsoQg==?= =?iso-2022-jp?b?GyRCN29MPhsoQg==?=", "件名件名"),
            ("=?UTF-8?Q?=E4=BB=B6_=E5=90=8D?=", "件 名"),
            ("=?utf-8*ja?q?a b?=", "a b"),
            ("=?UTF-8?B?5Lu2?==?UTF-8?B?5ZCN?=", "件名"),
            ("a =?x?= =?UTF-8?X?a?= b", "a =?x?= =?UTF-8?X?a?= b"),
            ("=?UTF-8?Q?a <b@c>, =?UTF-8?Q?d?=", "=?UTF-8?Q?a <b@c>, d"),
            ("=?UTF-8?B?5Lu2", "=?UTF-8?B?5Lu2"),
        ] {
            assert_eq!(decode(coded), text, "{coded}");
        }
    }

    #[test]
    fn characters_that_are_cut_between_words_are_whole() {
        assert_eq!(decode("=?UTF-8?B?5Lu25ZA=?=\r\n =?UTF-8?B?jQ==?="), "件名");
        assert_eq!(decode("=?ISO-2022-JP?B?GyRCN28=?= =?ISO-2022-JP?B?TD4bKEI=?="), "件名");
        assert_eq!(decode("=?shift_jis?Q?=8C=8F=96?= =?shift_jis?Q?=BC?="), "件名");
    }

    #[test]
    fn a_run_of_words_becomes_one() {
        assert_eq!(normalise("\"=?UTF-8?Q?a=2C?= =?UTF-8?Q?b?=\" <c@d>"), "\"=?UTF-8?B?YSxi?=\" <c@d>");
    }

    #[test]
    fn a_field_of_beginnings_is_read_once() {
        let text = "=?UTF-8?Q?".repeat(100_000);
        assert_eq!(decode(&text), text);
    }
}
