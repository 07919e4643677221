//! Which character set bytes are in that do not say it, among those that mail to offices in Japan, Singapore and Hong
//! Kong comes in.
//!
//! Each candidate reads the bytes and earns points for what is frequent in its language, and loses some for what is
//! rare or impossible. Kana decide for Japanese; between the sets of kanji the rows decide in which each set keeps
//! its frequent characters.
//!
//! Invariant: linear; the same bytes always get the same answer.

use encoding_rs::{BIG5, EUC_JP, Encoding, GB18030, SHIFT_JIS, UTF_8, WINDOWS_1252};

/// Bytes that are looked at.
const SAMPLE: usize = 64 * 1024;

const KANA: i64 = 8;
const FREQUENT: i64 = 4;
const NARROW: i64 = 1;
const RARE: i64 = -2;
const STRANGE: i64 = -8;
const IMPOSSIBLE: i64 = -16;

/// The most plausible character set. A hint is what the mail says of another part of it: it is believed where the
/// bytes allow it.
pub fn guess(bytes: &[u8], hint: Option<&'static Encoding>) -> &'static Encoding {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    // In the order of preference where the points are equal.
    let candidates = [UTF_8, EUC_JP, SHIFT_JIS, GB18030, BIG5, WINDOWS_1252];
    if let Some(hint) = hint.filter(|hint| candidates.contains(hint))
        && points(hint, sample) > 0
        && !hint.decode_without_bom_handling(sample).1
    {
        return hint;
    }
    let mut best = (i64::MIN, UTF_8);
    for candidate in candidates {
        let earned = points(candidate, sample);
        if earned > best.0 {
            best = (earned, candidate);
        }
    }
    best.1
}

fn points(candidate: &Encoding, bytes: &[u8]) -> i64 {
    let (mut total, mut before, mut rest) = (0, 0, bytes);
    while let Some(first) = rest.first() {
        let (length, points) = match *first {
            ..0x80 => (1, 0),
            _ if candidate == UTF_8 => utf_8(rest),
            _ if candidate == EUC_JP => euc_jp(rest),
            _ if candidate == SHIFT_JIS => shift_jis(rest),
            _ if candidate == GB18030 => gb18030(rest),
            _ if candidate == BIG5 => big5(rest),
            _ => windows_1252(before, rest),
        };
        total += points;
        before = *first;
        rest = rest.get(length..).unwrap_or_default();
    }
    total
}

fn utf_8(rest: &[u8]) -> (usize, i64) {
    let length = match rest.first() {
        Some(0xC2..=0xDF) => 2,
        Some(0xE0..=0xEF) => 3,
        Some(0xF0..=0xF4) => 4,
        _ => return (1, IMPOSSIBLE),
    };
    let is_whole = rest.get(..length).is_some_and(|letter| std::str::from_utf8(letter).is_ok());
    if is_whole { (length, KANA) } else { (1, IMPOSSIBLE) }
}

fn euc_jp(rest: &[u8]) -> (usize, i64) {
    match *rest {
        [0x8E, 0xA1..=0xDF, ..] => (2, NARROW),
        [0x8F, 0xA1..=0xFE, 0xA1..=0xFE, ..] => (3, RARE),
        [0xA4, 0xA1..=0xF3, ..] | [0xA5, 0xA1..=0xF6, ..] => (2, KANA),
        [0xA1 | 0xA3, 0xA1..=0xFE, ..] | [0xB0..=0xCF, 0xA1..=0xFE, ..] => (2, FREQUENT),
        [0xA2 | 0xA6..=0xA8 | 0xAD, 0xA1..=0xFE, ..] => (2, 0),
        [0xD0..=0xF4 | 0xF9..=0xFC, 0xA1..=0xFE, ..] => (2, RARE),
        [0xA1..=0xFE, 0xA1..=0xFE, ..] => (2, STRANGE),
        _ => (1, IMPOSSIBLE),
    }
}

fn shift_jis(rest: &[u8]) -> (usize, i64) {
    match *rest {
        [0xA1..=0xDF, ..] => (1, NARROW),
        [0x82, 0x9F..=0xF1, ..] | [0x83, 0x40..=0x7E | 0x80..=0x96, ..] => (2, KANA),
        [0x81, 0x40..=0x7E | 0x80..=0xFC, ..] | [0x82, 0x4F..=0x7E | 0x80..=0x9A, ..] => (2, FREQUENT),
        [0x88..=0x97, 0x40..=0x7E | 0x80..=0xFC, ..] | [0x98, 0x40..=0x72, ..] => (2, FREQUENT),
        [0x83 | 0x84 | 0x87, 0x40..=0x7E | 0x80..=0xFC, ..] => (2, 0),
        [0x98..=0x9F | 0xE0..=0xEA | 0xED | 0xEE | 0xFA..=0xFC, 0x40..=0x7E | 0x80..=0xFC, ..] => (2, RARE),
        [0x81..=0x9F | 0xE0..=0xFC, 0x40..=0x7E | 0x80..=0xFC, ..] => (2, STRANGE),
        _ => (1, IMPOSSIBLE),
    }
}

fn gb18030(rest: &[u8]) -> (usize, i64) {
    match *rest {
        [0x81..=0xFE, b'0'..=b'9', 0x81..=0xFE, b'0'..=b'9', ..] => (4, RARE),
        [0xA1 | 0xA3, 0xA1..=0xFE, ..] | [0xB0..=0xD7, 0xA1..=0xFE, ..] => (2, FREQUENT),
        // Chinese hardly uses kana, which stand where EUC-JP has them.
        [0xA4 | 0xA5, 0xA1..=0xFE, ..] => (2, NARROW),
        [0xA2 | 0xA6..=0xA9, 0xA1..=0xFE, ..] | [0xD8..=0xF7, 0xA1..=0xFE, ..] => (2, 0),
        [0xAA..=0xAF | 0xF8..=0xFE, 0xA1..=0xFE, ..] => (2, STRANGE),
        [0x81..=0xFE, 0x40..=0x7E | 0x80..=0xFE, ..] => (2, RARE),
        _ => (1, IMPOSSIBLE),
    }
}

fn big5(rest: &[u8]) -> (usize, i64) {
    match *rest {
        [0xA1 | 0xA2 | 0xA4..=0xC6, 0x40..=0x7E | 0xA1..=0xFE, ..] => (2, FREQUENT),
        [0xA3 | 0xC9..=0xF9, 0x40..=0x7E | 0xA1..=0xFE, ..] => (2, 0),
        [0x87..=0xFE, 0x40..=0x7E | 0xA1..=0xFE, ..] => (2, STRANGE),
        _ => (1, IMPOSSIBLE),
    }
}

/// Accented letters stand beside plain ones.
fn windows_1252(before: u8, rest: &[u8]) -> (usize, i64) {
    let beside = before.is_ascii_alphabetic() || rest.get(1).is_some_and(u8::is_ascii_alphabetic);
    let points = match rest.first() {
        Some(0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0xFF) if beside => FREQUENT,
        Some(0x85 | 0x91..=0x97 | 0xA0 | 0xA9 | 0xAB | 0xAE | 0xB0 | 0xBB) => 0,
        _ => RARE,
    };
    (1, points)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(encoding: &'static Encoding, text: &str) -> &'static Encoding {
        let (bytes, _, had_errors) = encoding.encode(text);
        assert!(!had_errors, "{text}");
        guess(&bytes, None)
    }

    #[test]
    fn japanese_is_told_from_chinese_and_european() {
        let texts = ["応募書類をお送りします", "テスト", "はじめまして、山田太郎と申します。", "お問い合わせ(ｶﾌﾞ)"];
        for text in texts {
            for encoding in [UTF_8, EUC_JP, SHIFT_JIS] {
                assert_eq!(guessed(encoding, text), encoding, "{text}");
            }
        }
        assert_eq!(guessed(SHIFT_JIS, "履歴書"), SHIFT_JIS);
        assert_eq!(guessed(EUC_JP, "山田太郎"), EUC_JP);
    }

    #[test]
    fn chinese_is_told_apart() {
        for text in ["应聘软件工程师职位", "您好，我想申请这个职位。", "求职信"] {
            assert_eq!(guessed(GB18030, text), GB18030, "{text}");
        }
        for text in ["應徵軟體工程師職位", "您好，我想申請這個職位。", "個人履歷表"] {
            assert_eq!(guessed(BIG5, text), BIG5, "{text}");
        }
    }

    #[test]
    fn european_words_keep_their_accents() {
        for text in ["Müller", "déjà vu à la carte", "Größe für Übung", "año"] {
            assert_eq!(guessed(WINDOWS_1252, text), WINDOWS_1252, "{text}");
        }
    }

    #[test]
    fn a_hint_is_believed_where_the_bytes_allow_it() {
        // Both sets have these two bytes: 中 in GB 2312, 嶄 in EUC-JP.
        let bytes = [0xD6, 0xD0];
        assert_eq!(guess(&bytes, Some(GB18030)), GB18030);
        let (kana, _, _) = SHIFT_JIS.encode("カタカナ");
        assert_eq!(guess(&kana, Some(BIG5)), SHIFT_JIS);
    }

    #[test]
    fn broken_utf_8_stays_utf_8() {
        let mut bytes = "日本語の文章です".as_bytes().to_vec();
        bytes.remove(4);
        assert_eq!(guess(&bytes, None), UTF_8);
    }
}
