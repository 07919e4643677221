//! Breaking paragraphs into lines.
//!
//! Invariant: no line is wider than asked unless a single character is, and every character stays in order.
//! Latin breaks at spaces and hyphens; Chinese and Japanese break anywhere, but no closing mark begins a line and no
//! opening one ends it (kinsoku).

/// Characters that may not begin a line.
const NOT_FIRST: &str =
    "、。，．,.・：；:;？！?!）)」』】〉》〕］]}｝〗〙’”…‥々ーゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ％%℃";
/// Characters that may not end a line.
const NOT_LAST: &str = "（(「『【〈《〔［[{｛〖〘‘“￥¥＄$#＃";

/// Breaks one paragraph (without newlines) into lines no wider than `width`, by the characters' advances.
pub fn wrap(text: &str, width: f32, advance: impl Fn(char) -> f32) -> Vec<&str> {
    let mut lines = Vec::new();
    let (mut start, mut used) = (0, 0.0);
    // The last place where a break is allowed, and how much of the line stands before it.
    let mut candidate: Option<(usize, f32)> = None;
    let mut previous = None;
    for (at, character) in text.char_indices() {
        if let Some(before) = previous
            && breaks_between(before, character)
        {
            candidate = Some((at, used));
        }
        let wide = advance(character);
        // Spaces may hang over the edge.
        if used + wide > width && at > start && !character.is_whitespace() {
            let (end, before) = candidate.filter(|(end, _)| *end > start).unwrap_or((at, used));
            lines.push(text[start..end].trim_end());
            (start, used, candidate) = (end, used - before, None);
        }
        used += wide;
        previous = Some(character);
    }
    lines.push(text[start..].trim_end());
    lines
}

fn breaks_between(before: char, after: char) -> bool {
    if before.is_whitespace() {
        return !after.is_whitespace();
    }
    if NOT_FIRST.contains(after) || NOT_LAST.contains(before) || after.is_whitespace() {
        return false;
    }
    is_wide(before) || is_wide(after) || matches!(before, '-' | '/' | '\u{2013}' | '\u{2014}')
}

/// Whether a character belongs to a script that is written without spaces.
pub fn is_wide(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_ten(text: &str) -> Vec<&str> {
        wrap(text, 10.0, |c| if is_wide(c) { 2.0 } else { 1.0 })
    }

    #[test]
    fn latin_breaks_at_spaces_and_long_words_anywhere() {
        assert_eq!(by_ten("one two three four"), ["one two", "three four"]);
        assert_eq!(by_ten("abcdefghijklmno"), ["abcdefghij", "klmno"]);
        assert_eq!(by_ten("well-known things"), ["well-known", "things"]);
        assert_eq!(by_ten(""), [""]);
    }

    #[test]
    fn no_closing_mark_begins_a_line_and_no_opening_one_ends_it() {
        assert_eq!(by_ten("あいうえお。"), ["あいうえ", "お。"]);
        assert_eq!(by_ten("あいうえ「お」"), ["あいうえ", "「お」"]);
        assert_eq!(by_ten("あいうえおかき"), ["あいうえお", "かき"]);
        assert_eq!(by_ten("株式会社abc社"), ["株式会社", "abc社"]);
    }

    #[test]
    fn every_character_stays() {
        let text = "職務経歴：2019年4月 – 2024年3月、ABC Trading（東京）にて営業。";
        let joined: String = by_ten(text).concat();
        assert_eq!(joined.replace(' ', ""), text.replace(' ', ""));
    }
}
