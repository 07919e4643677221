//! Hygiene of text: what stands in a line, in a name, in a body.
//!
//! Invariant: nothing that comes out has a control character, but for line ends and tabs of a body.

/// Whether a character turns the direction of reading (Unicode, Bidi_Control).
pub fn is_bidi(letter: char) -> bool {
    matches!(letter, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// One line: no control characters, blanks single and none at the ends, cut to a number of characters.
pub fn line(text: &str, most: usize) -> String {
    let spaced = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter });
    let mut out = String::new();
    let mut length = 0;
    for letter in spaced.filter(|letter| *letter != '\u{FEFF}') {
        let is_double = letter == ' ' && (out.is_empty() || out.ends_with(' '));
        if !is_double && length < most {
            out.push(letter);
            length += 1;
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// One line without what turns the direction of reading, and whether that stood in it.
pub fn straight_line(text: &str, most: usize) -> (String, bool) {
    let has_bidi = text.chars().any(is_bidi);
    let text: String = text.chars().filter(|letter| !is_bidi(*letter)).collect();
    (line(&text, most), has_bidi)
}

/// A body: line ends are line feeds, and of the control characters only they and tabs are left.
pub fn body(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' => {
                letters.next_if_eq(&'\n');
                out.push('\n');
            }
            '\n' | '\t' => out.push(letter),
            '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\u{FEFF}' => {}
            _ if letter.is_control() => {}
            _ => out.push(letter),
        }
    }
    out
}

/// The beginning of a text, at most so many characters, and whether that is not all.
pub fn cut(text: &mut String, most: usize) -> bool {
    let end = text.char_indices().nth(most).map(|(end, _)| end);
    if let Some(end) = end {
        text.truncate(end);
    }
    end.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(line(" a\r\n\tb\0  c ", 9), "a b c");
        assert_eq!(line("件名件名", 3), "件名件");
        assert_eq!(straight_line("cv\u{202E}fdp.exe", 99), ("cvfdp.exe".to_owned(), true));
    }

    #[test]
    fn a_body_keeps_its_lines_and_its_direction() {
        assert_eq!(body("\u{FEFF}a\r\nb\rc\n\td\0\u{1b}[1m\u{9b}\u{202E}"), "a\nb\nc\n\td[1m\u{202E}");
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        let mut text = "件名".to_owned();
        assert!(!cut(&mut text, 2) && cut(&mut text, 1));
        assert_eq!(text, "件");
    }
}
