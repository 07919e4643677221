//! The order of names: by their reading where it is known, else as they are written.
//!
//! Latin letters come first, without case and accents, then kana in the order of the fifty sounds (voiced, small and
//! long ones as their plain sound, told apart only where nothing else differs), then names without a reading.

use unicode_normalization::char::decompose_canonical;

use super::words::normalised;

/// The key that a name is ordered by.
pub(super) fn key(family: &str, given: &str, reading: &str) -> String {
    let written = format!("{family} {given}");
    let name = normalised(if reading.trim().is_empty() { &written } else { reading });
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain: String = name.chars().filter(|c| *c != 'ー').map(plain).collect();
    format!("{plain}\u{1}{name}")
}

/// A kana as its plain sound.
fn plain(c: char) -> char {
    const SMALL: &str = "ぁぃぅぇぉっゃゅょゎ";
    const LARGE: &str = "あいうえおつやゆよわ";
    let mut first = None;
    decompose_canonical(c, |part| first = first.or(Some(part)));
    let base = first.filter(|_| matches!(c, 'ぁ'..='ゖ')).unwrap_or(c);
    let small = SMALL.chars().position(|small| small == base);
    small.and_then(|at| LARGE.chars().nth(at)).unwrap_or(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_the_order_that_their_readers_expect() {
        let names = [
            ("Ábel", "Zoe", ""),
            ("abel", "Zora", ""),
            ("陳", "大文", "Chan Tai Man"),
            ("江口", "凛", "えぐち りん"),
            ("加藤", "葵", "カトウ アオイ"),
            ("賀藤", "葵", "がとう あおい"),
            ("加藤", "凛", "かとう りん"),
            ("大野", "葵", "おおの あおい"),
            ("王", "小明", ""),
        ];
        let mut sorted = names;
        sorted.sort_by_key(|(family, given, reading)| key(family, given, reading));
        let readings: Vec<&str> = sorted
            .iter()
            .map(|(family, _, reading)| if reading.is_empty() { family } else { reading })
            .copied()
            .collect();
        assert_eq!(
            readings,
            [
                "Ábel",
                "abel",
                "Chan Tai Man",
                "えぐち りん",
                "おおの あおい",
                "カトウ アオイ",
                "がとう あおい",
                "かとう りん",
                "王"
            ]
        );
    }
}
