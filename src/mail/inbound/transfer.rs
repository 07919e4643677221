//! Content-Transfer-Encoding: how the bytes of a part travelled (RFC 2045).
//!
//! Invariant: linear, and never longer than what came; what is no code is left out or stays as it is, and said.

use std::borrow::Cow;

use super::fields::Fields;

/// How a part travelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Identity,
    Base64,
    QuotedPrintable,
}

fn encoding(fields: &Fields<'_>) -> Encoding {
    let value = fields.first("content-transfer-encoding").unwrap_or_default();
    let word = String::from_utf8_lossy(value).to_ascii_lowercase();
    match word.split([';', '(']).next().unwrap_or_default().trim().trim_matches('"') {
        "base64" => Encoding::Base64,
        "quoted-printable" => Encoding::QuotedPrintable,
        _ => Encoding::Identity,
    }
}

/// Whether a part's bytes are not what they stand for.
pub fn is_encoded(fields: &Fields<'_>) -> bool {
    encoding(fields) != Encoding::Identity
}

/// A part's bytes, and whether some of them were no code.
pub fn decode<'a>(fields: &Fields<'_>, body: &'a [u8]) -> (Cow<'a, [u8]>, bool) {
    match encoding(fields) {
        Encoding::Identity => (Cow::Borrowed(body), false),
        Encoding::QuotedPrintable => (Cow::Owned(quoted_printable(body)), false),
        Encoding::Base64 => {
            let (bytes, is_clean) = base64(body);
            (Cow::Owned(bytes), !is_clean)
        }
    }
}

/// Base64 without what is no letter of it, and whether nothing was left out. Padding ends a group, not the whole:
/// programs put pieces together that were coded one by one.
pub fn base64(coded: &[u8]) -> (Vec<u8>, bool) {
    let mut out = Vec::with_capacity(coded.len() / 4 * 3 + 3);
    let (mut group, mut letters, mut is_clean) = (0u32, 0u8, true);
    for byte in coded {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                flush(&mut out, group, letters);
                (group, letters) = (0, 0);
                continue;
            }
            _ => {
                is_clean &= byte.is_ascii_whitespace();
                continue;
            }
        };
        group = (group << 6) | u32::from(value);
        letters += 1;
        if letters == 4 {
            flush(&mut out, group, letters);
            (group, letters) = (0, 0);
        }
    }
    flush(&mut out, group, letters);
    (out, is_clean)
}

fn flush(out: &mut Vec<u8>, group: u32, letters: u8) {
    // The letters that are missing stand for nothing.
    let [_, one, two, three] = (group << (6 * (4 - u32::from(letters.min(4))))).to_be_bytes();
    match letters {
        2 => out.push(one),
        3 => out.extend([one, two]),
        4 => out.extend([one, two, three]),
        _ => {}
    }
}

/// Quoted-printable; what is no code stays as it is.
fn quoted_printable(coded: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(coded.len());
    for line in coded.split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii_end();
        let (text, is_soft) = text.strip_suffix(b"=").map_or((text, false), |text| (text, true));
        unescape(text, &mut out);
        if !is_soft {
            // Blanks before a line end were put there on the way.
            let end = if line.ends_with(b"\r\n") { &b"\r\n"[..] } else { b"\n" };
            out.extend_from_slice(if line.ends_with(b"\n") { end } else { b"" });
        }
    }
    out
}

fn unescape(mut rest: &[u8], out: &mut Vec<u8>) {
    while let Some((byte, after)) = rest.split_first() {
        let digits = if *byte == b'=' { after.split_at_checked(2) } else { None };
        match digits.and_then(|(digits, after)| Some((hex(digits)?, after))) {
            Some((decoded, after)) => {
                out.push(decoded);
                rest = after;
            }
            None => {
                out.push(*byte);
                rest = after;
            }
        }
    }
}

/// The encoding Q of encoded words (RFC 2047): as quoted-printable, with underscores for blanks.
pub fn q(coded: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = coded.iter().map(|byte| if *byte == b'_' { b' ' } else { *byte }).collect();
    let mut out = Vec::with_capacity(spaced.len());
    unescape(&spaced, &mut out);
    out
}

/// The byte that two hexadecimal digits stand for.
pub fn hex(digits: &[u8]) -> Option<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let [high, low] = digits else { return None };
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_with_its_breaks_and_its_faults() {
        assert_eq!(base64(b"44GC\r\n44GE"), ("あい".as_bytes().to_vec(), true));
        assert_eq!(base64(b"YQ==YmM="), (b"abc".to_vec(), true));
        assert_eq!(base64(b"YQ"), (b"a".to_vec(), true));
        assert_eq!(base64(b"Y!Q=="), (b"a".to_vec(), false));
        assert_eq!(base64(b"Y"), (Vec::new(), true));
    }

    #[test]
    fn quoted_printable_is_read_with_its_breaks_and_its_faults() {
        let coded = b"=E3=81=82=\r\n=e3=81=84  \r\nx = y =ZZ=";
        assert_eq!(quoted_printable(coded), "あい\r\nx = y =ZZ".as_bytes());
        assert_eq!(quoted_printable(b"a=\nb\n"), b"ab\n");
        assert_eq!(q(b"a_b=3D=E3=81=82"), "a b=あ".as_bytes());
    }

    #[test]
    fn two_digits_are_a_byte_and_nothing_else_is() {
        assert_eq!([hex(b"fF"), hex(b"+1"), hex(b"1"), hex(b"1g")], [Some(255), None, None, None]);
    }
}
