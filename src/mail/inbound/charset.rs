//! Bytes to text: by the character set that is said, or by the one that they are really in.
//!
//! What is said is believed, except where the bytes contradict it: programs name a set that they do not use.
//!
//! Invariant: any bytes become text; what cannot be read is U+FFFD, and a guess says that it is one.

use std::borrow::Cow;

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, ISO_2022_JP, REPLACEMENT, SHIFT_JIS, UTF_8, WINDOWS_1252,
    X_USER_DEFINED,
};
use mail_parser::decoders::charsets::map::charset_decoder;

use super::guess::guess;

/// Bytes as text.
#[derive(Default)]
pub struct Decoded {
    /// The text.
    pub text: String,
    /// Whether the character set was guessed.
    pub is_guessed: bool,
}

/// The value of a header field in one line; encoded words stay as they are.
pub fn header(value: &[u8], hint: Option<&'static Encoding>) -> Decoded {
    let line: Vec<u8> = value.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    decode(line.trim_ascii(), None, hint)
}

/// Decodes bytes of which the mail says that they are in a character set, or does not say it.
pub fn decode(bytes: &[u8], label: Option<&str>, hint: Option<&'static Encoding>) -> Decoded {
    let said = label.and_then(encoding_of);
    if is_iso_2022_jp(bytes) && said.is_none_or(|said| said != ISO_2022_JP) {
        return Decoded { text: plainly(ISO_2022_JP, bytes).0, is_guessed: true };
    }
    if said.is_none() && bytes.is_ascii() && label.is_none_or(is_plain) {
        return Decoded { text: String::from_utf8_lossy(bytes).into_owned(), is_guessed: false };
    }
    match said {
        Some(said) => as_said(said, bytes),
        None => match label.filter(|label| !is_plain(label)).and_then(|label| charset_decoder(label.as_bytes())) {
            // Such as UTF-7, which no browser reads any more.
            Some(decoder) => Decoded { text: decoder(bytes), is_guessed: false },
            None => guessed(bytes, hint),
        },
    }
}

fn as_said(said: &'static Encoding, bytes: &[u8]) -> Decoded {
    let is_latin = said == WINDOWS_1252;
    if is_latin && !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok() {
        // No text in Latin letters is valid UTF-8 by chance.
        return Decoded { text: plainly(UTF_8, bytes).0, is_guessed: true };
    }
    let (text, faults) = plainly(said, bytes);
    if faults == 0 {
        return Decoded { text, is_guessed: false };
    }
    let other = guess(bytes, None);
    let may_be_other = if said == ISO_2022_JP {
        // It is not that where nothing ever switches to it.
        !bytes.contains(&0x1B)
    } else {
        // Nothing is a fault in the Latin set, so it proves nothing against a set with faults of its own.
        other != said && (other != WINDOWS_1252 || said == UTF_8)
    };
    if may_be_other {
        let (better, fewer) = plainly(other, bytes);
        if fewer < faults {
            return Decoded { text: better, is_guessed: true };
        }
    }
    Decoded { text, is_guessed: false }
}

/// UTF-8 proves itself; anything else is a guess.
fn guessed(bytes: &[u8], hint: Option<&'static Encoding>) -> Decoded {
    let is_utf_8 = std::str::from_utf8(bytes).is_ok();
    let encoding = if is_utf_8 { UTF_8 } else { guess(bytes, hint) };
    Decoded { text: plainly(encoding, bytes).0, is_guessed: !is_utf_8 }
}

/// Decodes, and counts what could not be read.
fn plainly(encoding: &'static Encoding, bytes: &[u8]) -> (String, usize) {
    let tidied = if encoding == ISO_2022_JP { Cow::Owned(tidied(bytes)) } else { Cow::Borrowed(bytes) };
    let (text, _) = encoding.decode_with_bom_removal(&tidied);
    let faults = text.matches(char::REPLACEMENT_CHARACTER).count();
    (text.into_owned(), faults)
}

/// Whether bytes switch to Japanese characters as ISO-2022-JP does, and are nothing else.
fn is_iso_2022_jp(bytes: &[u8]) -> bool {
    let switches = |place: &[u8]| matches!(place, [0x1B, b'$', b'B' | b'@'] | [0x1B, b'(', b'I']);
    bytes.contains(&0x1B) && bytes.is_ascii() && bytes.windows(3).any(switches)
}

/// Leaves out a switch that is followed by another one at once: the decoder takes an empty stretch for a fault, but
/// programs write them.
fn tidied(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((byte, after)) = rest.split_first() {
        if switch(rest).is_some_and(|length| rest.get(length..).is_some_and(|next| switch(next).is_some())) {
            rest = rest.get(3..).unwrap_or_default();
            continue;
        }
        out.push(*byte);
        rest = after;
    }
    out
}

fn switch(rest: &[u8]) -> Option<usize> {
    matches!(rest, [0x1B, b'$', b'@' | b'B', ..] | [0x1B, b'(', b'B' | b'J' | b'I', ..]).then_some(3)
}

/// Whether a label says nothing beyond ASCII.
fn is_plain(label: &str) -> bool {
    let label = label.trim().to_ascii_lowercase();
    matches!(label.as_str(), "us-ascii" | "ascii" | "ansi_x3.4-1968" | "unknown-8bit" | "x-unknown" | "unknown" | "")
}

/// The character set of a name: as browsers know it, and as mail programs in Japan and China write it besides.
pub fn encoding_of(label: &str) -> Option<&'static Encoding> {
    let label = label.trim().trim_matches(['"', '\'']).to_ascii_lowercase();
    if is_plain(&label) {
        return None;
    }
    let known = match label.as_str() {
        "cp932" | "cp943" | "cp943c" | "sjis-win" | "x-ms932" | "ms-kanji" | "windows-932" | "x-ms-cp932" => SHIFT_JIS,
        "iso-2022-jp-ms"
        | "iso-2022-jp-1"
        | "iso-2022-jp-2"
        | "iso-2022-jp-3"
        | "iso-2022-jp-2004"
        | "cp50220"
        | "cp50221"
        | "cp50222"
        | "x-windows-iso2022jp"
        | "iso2022-jp"
        | "iso2022jp"
        | "jis" => ISO_2022_JP,
        "eucjp" | "euc_jp" | "eucjp-ms" | "eucjp-win" | "eucjp-open" | "cp51932" | "ujis" => EUC_JP,
        "gb2312-80" | "gb18030-2022" | "cp936" | "ms936" | "windows-936" | "euc-cn" | "euccn" => GB18030,
        "cp950" | "ms950" | "windows-950" | "big5hkscs" | "big5-hk" | "big5-eten" => BIG5,
        "cp949" | "ms949" | "uhc" => EUC_KR,
        "utf8mb4" | "utf_8" | "utf-8n" => UTF_8,
        // What is in GBK is in GB 18030 too.
        other => Some(Encoding::for_label(other.as_bytes())?).filter(|known| *known != GBK).unwrap_or(GB18030),
    };
    Some(known).filter(|known| *known != REPLACEMENT && *known != X_USER_DEFINED)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], label: Option<&str>) -> (String, bool) {
        let decoded = decode(bytes, label, None);
        (decoded.text, decoded.is_guessed)
    }

    #[test]
    fn what_is_said_is_believed() {
        for (label, encoding) in [("CP932", SHIFT_JIS), ("\"EUC-JP\"", EUC_JP), ("gb2312", GB18030), ("big5", BIG5)] {
            let text = "表示";
            assert_eq!(read(&encoding.encode(text).0, Some(label)), (text.to_owned(), false), "{label}");
        }
        assert_eq!(read(b"\x1b$BI=<(\x1b(B", Some("iso-2022-jp-ms")), ("表示".to_owned(), false));
        assert_eq!(read(b"+ZeVnLIqe-", Some("utf-7")), ("日本語".to_owned(), false));
        assert_eq!(read(b"caf\xe9", Some("iso-8859-1")), ("café".to_owned(), false));
    }

    #[test]
    fn what_the_bytes_contradict_is_not() {
        let text = "応募書類をお送りします";
        for label in [None, Some("us-ascii"), Some("utf-8"), Some("iso-2022-jp"), Some("no-such-set")] {
            assert_eq!(read(&SHIFT_JIS.encode(text).0, label), (text.to_owned(), true), "{label:?}");
        }
        assert_eq!(read(text.as_bytes(), Some("iso-8859-1")), (text.to_owned(), true));
        assert_eq!(read(text.as_bytes(), Some("iso-2022-jp")), (text.to_owned(), true));
        assert_eq!(read(b"\x1b$BI=<(\x1b(B", Some("shift_jis")), ("表示".to_owned(), true));
        assert_eq!(read(b"\x1b$BI=<(\x1b(B", None), ("表示".to_owned(), true));
    }

    #[test]
    fn utf_8_proves_itself_and_ascii_needs_no_proof() {
        assert_eq!(read("表示".as_bytes(), None), ("表示".to_owned(), false));
        assert_eq!(read(b"\x1b[1mplain\x1b[0m", None), ("\u{1b}[1mplain\u{1b}[0m".to_owned(), false));
    }

    #[test]
    fn a_broken_character_costs_itself_alone() {
        let (text, is_guessed) = read(b"\x1b$BC4Ev!'\x1b(B ok \x94", Some("iso-2022-jp"));
        assert!(text.starts_with("担当：") && text.contains(" ok "), "{text}");
        assert!(!is_guessed && text.contains(char::REPLACEMENT_CHARACTER));
        let mut broken = "日本語の文章です".as_bytes().to_vec();
        broken.remove(4);
        assert!(read(&broken, Some("utf-8")).0.ends_with("語の文章です"));
    }

    #[test]
    fn an_empty_stretch_of_japanese_is_no_fault() {
        assert_eq!(read(b"a\x1b$B\x1b(Bb\x1b(B\x1b$BI=\x1b(B", Some("iso-2022-jp")), ("ab表".to_owned(), false));
    }
}
