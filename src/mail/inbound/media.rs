//! What a Content-Type or a Content-Disposition says: one word and its parameters, in all the ways of writing them
//! (RFC 2045, RFC 2231, and encoded words, which stand there against the rules).
//!
//! Invariant: linear in the length of the field; a parameter that makes no sense is left out.

use super::{charset, words};

/// A type with its parameters.
#[derive(Clone, Default)]
pub struct Media {
    /// The word, such as `text/plain` or `attachment`, in lower case.
    pub kind: String,
    parameters: Vec<(String, String)>,
}

/// A piece of a parameter that is written in several (RFC 2231).
struct Piece {
    name: String,
    number: u32,
    is_encoded: bool,
    value: String,
}

impl Media {
    /// A type without parameters.
    pub fn of(kind: &str) -> Self {
        Self { kind: kind.to_owned(), parameters: Vec::new() }
    }

    /// Reads a field's value.
    pub fn read(value: &[u8]) -> Self {
        let text = charset::header(value, None).text;
        let mut parts = split(&text).into_iter();
        let first = parts.next().unwrap_or_default().trim_start();
        // Some programs forget the semicolon before the first parameter.
        let (kind, rest) = first.split_once([' ', '\t', '(']).unwrap_or((first, ""));
        let mut media = Self::of(&kind.to_ascii_lowercase());
        let mut pieces = Vec::new();
        for part in std::iter::once(rest).chain(parts) {
            let Some((name, value)) = part.split_once('=') else { continue };
            let (name, value) = (name.trim().to_ascii_lowercase(), unquoted(value.trim()));
            match piece(&name, &value) {
                Some(piece) => pieces.push(piece),
                None => media.parameters.push((name, words::decode(&value))),
            }
        }
        // What is written in pieces is meant before what is written for old programs.
        let plain = std::mem::replace(&mut media.parameters, joined(pieces));
        media.parameters.extend(plain);
        media
    }

    /// A parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether it is text as it stands: by its name, or by one that programs write for it.
    pub fn is_plain(&self) -> bool {
        matches!(self.kind.as_str(), "text/plain" | "text/text" | "text/ascii" | "plain/text")
    }

    /// Whether it is this type.
    pub fn is(&self, kind: &str) -> bool {
        self.kind == kind
    }

    /// What stands before the slash.
    pub fn top(&self) -> &str {
        self.kind.split('/').next().unwrap_or_default()
    }
}

/// The pieces between semicolons that stand in no quotes.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut is_quoted, mut is_escaped) = (Vec::new(), 0, false, false);
    for (at, letter) in text.char_indices() {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            ';' if !is_quoted => {
                parts.extend(text.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(text.get(start..));
    parts
}

/// A value without its quotes. Backslashes escape quotes and themselves; others are of paths that programs write.
fn unquoted(value: &str) -> String {
    let Some(inner) = value.strip_prefix('"') else { return value.to_owned() };
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    let mut out = String::with_capacity(inner.len());
    let mut letters = inner.chars().peekable();
    while let Some(letter) = letters.next() {
        let escaped = if letter == '\\' { letters.next_if(|next| matches!(next, '"' | '\\')) } else { None };
        out.push(escaped.unwrap_or(letter));
    }
    out
}

/// A piece of RFC 2231, if the name is one: `name*`, `name*0`, `name*0*`.
fn piece(name: &str, value: &str) -> Option<Piece> {
    let (base, rest) = name.split_once('*')?;
    let number = rest.strip_suffix('*').unwrap_or(rest);
    let is_encoded = rest.is_empty() || rest.ends_with('*');
    let number = if number.is_empty() { 0 } else { number.parse().ok()? };
    Some(Piece { name: base.trim().to_owned(), number, is_encoded, value: value.to_owned() })
}

/// Puts the pieces together, then decodes each whole: characters may be cut between pieces.
fn joined(mut pieces: Vec<Piece>) -> Vec<(String, String)> {
    pieces.sort_by(|one, other| (&one.name, one.number).cmp(&(&other.name, other.number)));
    let of_one = pieces.chunk_by(|one, other| one.name == other.name);
    of_one.filter_map(|pieces| Some((pieces.first()?.name.clone(), whole(pieces)))).collect()
}

fn whole(pieces: &[Piece]) -> String {
    let mut charset = None;
    let mut bytes = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let mut value = piece.value.as_str();
        if at == 0 && piece.is_encoded {
            let mut parts = value.splitn(3, '\'');
            if let (Some(named), Some(_language), Some(rest)) = (parts.next(), parts.next(), parts.next()) {
                (charset, value) = (Some(named), rest);
            }
        }
        if piece.is_encoded {
            bytes.extend(unescaped(value.as_bytes()));
        } else {
            bytes.extend_from_slice(value.as_bytes());
        }
    }
    let text = charset::decode(&bytes, charset.filter(|named| !named.is_empty()), None).text;
    // Some programs write encoded words even here.
    words::decode(&text)
}

fn unescaped(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((byte, after)) = rest.split_first() {
        let digits = if *byte == b'%' { after.split_at_checked(2) } else { None };
        match digits.and_then(|(digits, after)| Some((super::transfer::hex(digits)?, after))) {
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
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(value: &str) -> Option<String> {
        Media::read(value.as_bytes()).param("filename").map(str::to_owned)
    }

    #[test]
    fn types_and_parameters_are_read_as_they_are_written() {
        let media = Media::read(b" Text/PLAIN (a comment);\r\n Charset=\"utf-8\" ; format = flowed;;x=\"a;\\\"b\"\r\n");
        assert_eq!((media.kind.as_str(), media.top()), ("text/plain", "text"));
        let parameter = |name| media.param(name).unwrap();
        assert_eq!([parameter("charset"), parameter("format"), parameter("x")], ["utf-8", "flowed", "a;\"b"]);
        assert_eq!(Media::read(b"").kind, "");
        assert_eq!(Media::read(b"multipart/mixed\n\tboundary=\"x y\"").param("boundary"), Some("x y"));
    }

    #[test]
    fn names_in_pieces_are_put_together_before_they_are_decoded() {
        let expected = Some("履歴書.pdf".to_owned());
        let cut = "attachment; filename*1*=%AD%B4%E6%9B%B8.pdf; filename*0*=utf-8'ja'%E5%B1%A5%E6; filename=\"x.pdf\"";
        assert_eq!(name(cut), expected);
        assert_eq!(name("attachment; filename*0*=iso-2022-jp''%1B$BMzNr; filename*1*=%3Dq%1B%28B.pdf"), expected);
        assert_eq!(name("attachment; filename*=Shift_JIS''%97%9A%97%F0%8F%91.pdf"), expected);
        assert_eq!(name("attachment; filename*0=\"a \"; filename*1=\"b.txt\""), Some("a b.txt".to_owned()));
    }

    #[test]
    fn names_in_encoded_words_or_in_bytes_are_read_too() {
        let expected = Some("履歴書.pdf".to_owned());
        assert_eq!(name("attachment;\r\n filename=\"=?UTF-8?B?5bGl5q20?=\r\n =?UTF-8?B?5pu4LnBkZg==?=\""), expected);
        assert_eq!(name("attachment; filename==?ISO-2022-JP?B?GyRCTXpOcj1xGyhCLnBkZg==?="), expected);
        assert_eq!(name("attachment; filename=履歴書.pdf"), expected);
        let sjis = Media::read(b"attachment; filename=\"\x97\x9a\x97\xf0\x8f\x91.pdf\"");
        assert_eq!(sjis.param("filename").map(str::to_owned), expected);
        assert_eq!(name(r#"attachment; filename="C:\Users\x\cv.doc""#), Some(r"C:\Users\x\cv.doc".to_owned()));
    }
}
