//! The words of a structured field (RFC 5322, section 3.2; RFC 8601, section 2.2).
//!
//! Invariant: whatever is taken is gone from what is left, so that reading a line ends with it.

/// How deep comments may nest.
const DEPTH: usize = 10;

/// What is left of a field's value.
pub struct Line<'a> {
    rest: &'a str,
}

impl<'a> Line<'a> {
    /// A value that nothing was taken of.
    pub fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    /// Whether nothing is left.
    pub fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// Whether a letter comes next.
    pub fn is_before(&self, letter: char) -> bool {
        self.rest.starts_with(letter)
    }

    /// Takes a letter, if it comes next.
    pub fn eat(&mut self, letter: char) -> bool {
        let rest = self.rest.strip_prefix(letter);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Takes a letter that has to come next.
    pub fn take(&mut self, letter: char) -> Option<()> {
        self.eat(letter).then_some(())
    }

    /// Skips blanks, folding and comments; nothing, if a comment does not end.
    pub fn skip_blanks(&mut self) -> Option<()> {
        loop {
            self.rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
            if !self.eat('(') {
                return Some(());
            }
            self.skip_comment()?;
        }
    }

    fn skip_comment(&mut self) -> Option<()> {
        let inside = self.rest;
        let (mut depth, mut letters) = (1, inside.char_indices());
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' => {
                    letters.next()?;
                }
                '(' if depth == DEPTH => return None,
                '(' => depth += 1,
                ')' if depth == 1 => {
                    self.rest = inside.get(at + 1..)?;
                    return Some(());
                }
                ')' => depth -= 1,
                _ => {}
            }
        }
        None
    }

    /// Digits, as many as come next.
    pub fn digits(&mut self) -> &'a str {
        self.word(|letter| letter.is_ascii_digit())
    }

    /// A keyword, in lower case.
    pub fn keyword(&mut self) -> Option<String> {
        let word = self.word(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'));
        (!word.is_empty()).then(|| word.to_ascii_lowercase())
    }

    /// A value: words and quoted strings with no blank between them. It may be empty: servers leave out who is nobody.
    pub fn value(&mut self) -> Option<String> {
        let is_of_word = |letter: char| !letter.is_whitespace() && !matches!(letter, ';' | '(' | ')' | '"' | '\\');
        let mut value = String::new();
        loop {
            if self.eat('"') {
                value.push_str(&self.quoted()?);
                continue;
            }
            match self.word(is_of_word) {
                "" => return Some(value),
                word => value.push_str(word),
            }
        }
    }

    /// What stands up to the closing quote.
    fn quoted(&mut self) -> Option<String> {
        let inside = self.rest;
        let (mut text, mut letters) = (String::new(), inside.char_indices());
        while let Some((at, letter)) = letters.next() {
            match letter {
                '"' => {
                    self.rest = inside.get(at + 1..)?;
                    return Some(text);
                }
                '\\' => text.push(letters.next()?.1),
                '\r' | '\n' => {}
                _ => text.push(letter),
            }
        }
        None
    }

    fn word(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|letter: char| !fits(letter)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        word
    }
}
