//! What somebody asks the directory for, in words: `田中 school:慶應 -status:refused lang:en>=N2 "機械 設計"`.
//!
//! Words stand side by side for AND; `OR`, `NOT`, `-`, parentheses and "phrases" combine them; `field:` narrows one.
//! Invariant: a question is understood whole or refused with the place and the reason; nothing of it is dropped.

/// A field that a word can be looked for in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextField {
    /// Any of them.
    Any,
    /// Names and their readings.
    Name,
    /// E-mail, telephone and postal address.
    Contact,
    /// Employers and what the work was.
    Employer,
    /// Schools and degrees.
    School,
    /// Languages, qualifications.
    Skill,
    /// The text of documents.
    Cv,
    /// What was written with applications.
    Application,
    /// Selection results.
    Result,
    /// Notes.
    Note,
    /// Subjects and texts of messages.
    Message,
    /// Tags.
    Tag,
}

/// A question, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// Words in a text.
    Text {
        /// Where.
        field: TextField,
        /// What, as typed.
        text: String,
        /// Whether the words stand side by side.
        is_phrase: bool,
        /// Whether the last word is only the beginning of one.
        is_beginning: bool,
    },
    /// A fact: `stage=offer`, as the index holds it.
    Fact(String),
    /// All of these.
    All(Vec<Query>),
    /// Any of these.
    Any(Vec<Query>),
    /// Not this.
    Not(Box<Query>),
}

impl Query {
    /// Whether words are looked for in texts, rather than states alone.
    pub(super) fn asks_texts(&self) -> bool {
        match self {
            Self::Text { .. } => true,
            Self::Fact(_) => false,
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::asks_texts),
            Self::Not(part) => part.asks_texts(),
        }
    }
}

/// Why a question is not understood, and where: a count of characters from its start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryFault {
    /// Where.
    pub at: usize,
    /// Why.
    pub reason: Reason,
}

/// Why a question is not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// A quotation mark without its other one.
    OpenQuote,
    /// A parenthesis without its other one.
    OpenParenthesis,
    /// Nothing where something has to stand: after OR, NOT, `-` or `field:`, or in parentheses.
    Nothing,
    /// There is no such field.
    UnknownField(String),
    /// The field has no such value.
    UnknownValue(String),
    /// More than is taken.
    TooLong,
}

/// Characters of a question.
const LONGEST: usize = 500;
/// Parentheses within each other.
const DEEPEST: usize = 12;
/// Words, phrases and facts.
const MOST: usize = 40;

/// Understands a question. `fact` says which fact of the index a field with a value is: the first argument is the
/// field's name in lower case, the second the value as typed.
///
/// # Errors
/// The first fault.
pub fn parse(question: &str, fact: &dyn Fn(&str, &str) -> Known) -> Result<Query, QueryFault> {
    let typed: Vec<char> = question.chars().collect();
    if typed.len() > LONGEST {
        return Err(QueryFault { at: LONGEST, reason: Reason::TooLong });
    }
    let mut parser = Parser { typed, at: 0, depth: 0, leaves: 0, fact };
    let query = parser.any()?;
    parser.blanks();
    if parser.at < parser.typed.len() {
        return Err(parser.fault(parser.at, Reason::OpenParenthesis));
    }
    Ok(query)
}

/// What a field with a value stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// Words in a text.
    Text(TextField),
    /// A fact of the index.
    Fact(String),
    /// Any of some facts.
    AnyFact(Vec<String>),
    /// A question of its own.
    Question(Query),
    /// The field has no such value.
    NoValue,
    /// There is no such field.
    NoField,
}

struct Parser<'a> {
    typed: Vec<char>,
    at: usize,
    depth: usize,
    leaves: usize,
    fact: &'a dyn Fn(&str, &str) -> Known,
}

impl Parser<'_> {
    const fn fault(&self, at: usize, reason: Reason) -> QueryFault {
        QueryFault { at, reason }
    }

    fn peek(&self) -> Option<char> {
        self.typed.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    /// Whether a word in capitals stands here by itself; then it is passed.
    fn keyword(&mut self, words: &[&str]) -> bool {
        self.blanks();
        for word in words {
            let end = self.at + word.chars().count();
            let stands = self.typed.get(self.at..end).is_some_and(|here| here.iter().copied().eq(word.chars()));
            let alone = self.typed.get(end).is_none_or(|c| c.is_whitespace() || is_open(*c) || is_close(*c));
            if stands && alone {
                self.at = end;
                return true;
            }
        }
        false
    }

    fn any(&mut self) -> Result<Query, QueryFault> {
        let mut parts = vec![self.all()?];
        while self.keyword(&["OR", "|", "｜"]) {
            let before = self.at;
            let part = self.all()?;
            if part == Query::All(Vec::new()) {
                return Err(self.fault(before, Reason::Nothing));
            }
            parts.push(part);
        }
        if parts.len() > 1 && parts[0] == Query::All(Vec::new()) {
            return Err(self.fault(0, Reason::Nothing));
        }
        Ok(one_of(parts, Query::Any))
    }

    fn all(&mut self) -> Result<Query, QueryFault> {
        let mut parts: Vec<Query> = Vec::new();
        loop {
            self.keyword(&["AND", "&"]);
            self.blanks();
            match self.peek() {
                None => break,
                Some(c) if is_close(c) => break,
                Some(_) => {}
            }
            let start = self.at;
            if self.keyword(&["OR", "|", "｜"]) {
                self.at = start;
                break;
            }
            parts.push(self.one()?);
        }
        Ok(one_of(parts, Query::All))
    }

    fn one(&mut self) -> Result<Query, QueryFault> {
        let start = self.at;
        if self.keyword(&["NOT"]) || self.minus() {
            self.blanks();
            if self.peek().is_none_or(is_close) {
                return Err(self.fault(start, Reason::Nothing));
            }
            return Ok(Query::Not(Box::new(self.one()?)));
        }
        if self.peek().is_some_and(is_open) && !self.is_bracketed_number() {
            return self.parenthesis();
        }
        self.leaf()
    }

    /// A minus that begins a word excludes it; one within a word belongs to it.
    fn minus(&mut self) -> bool {
        let minus = matches!(self.peek(), Some('-' | '－' | '−'));
        let then = self.typed.get(self.at + 1).is_some_and(|next| !next.is_whitespace());
        if minus && then {
            self.at += 1;
        }
        minus && then
    }

    /// Whether a number in parentheses stands here, as in (03) 1234-5678: no others are around digits alone, and a
    /// number follows.
    fn is_bracketed_number(&self) -> bool {
        let rest = self.typed.get(self.at + 1..).unwrap_or_default();
        let digits = rest.iter().take_while(|c| c.is_numeric() || matches!(c, '+' | '＋')).count();
        let closed = rest.get(digits).copied().is_some_and(is_close);
        let behind = rest.get(digits + 1..).unwrap_or_default().iter().find(|c| !c.is_whitespace());
        digits > 0 && closed && behind.is_some_and(|c| c.is_numeric())
    }

    fn parenthesis(&mut self) -> Result<Query, QueryFault> {
        let start = self.at;
        self.at += 1;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.fault(start, Reason::TooLong));
        }
        let inner = self.any()?;
        self.blanks();
        if !self.peek().is_some_and(is_close) {
            return Err(self.fault(start, Reason::OpenParenthesis));
        }
        if inner == Query::All(Vec::new()) {
            return Err(self.fault(start, Reason::Nothing));
        }
        self.at += 1;
        self.depth -= 1;
        Ok(inner)
    }

    fn leaf(&mut self) -> Result<Query, QueryFault> {
        let start = self.at;
        self.leaves += 1;
        if self.leaves > MOST {
            return Err(self.fault(start, Reason::TooLong));
        }
        if self.peek().is_some_and(is_quote) {
            let text = self.quoted()?;
            return Ok(phrase(TextField::Any, text));
        }
        let mut word = String::new();
        if self.peek().is_some_and(is_open) {
            while let Some(c) = self.peek().filter(|c| !is_close(*c)) {
                word.push(c);
                self.at += 1;
            }
            self.at += 1;
            word.push_str(") ");
            self.blanks();
        }
        word.push_str(&self.word());
        if let Some((field, value)) = word.split_once([':', '：']).filter(|(field, _)| is_field_name(field)) {
            return self.narrowed(start, field.to_lowercase(), value.to_owned());
        }
        Ok(text(TextField::Any, self.with_numbers_behind(word)))
    }

    fn narrowed(&mut self, start: usize, field: String, value: String) -> Result<Query, QueryFault> {
        let (value, quoted) =
            if value.is_empty() && self.peek().is_some_and(is_quote) { (self.quoted()?, true) } else { (value, false) };
        if value.trim().is_empty() {
            return Err(self.fault(start, Reason::Nothing));
        }
        match (self.fact)(&field, &value) {
            Known::Text(field) if quoted => Ok(phrase(field, value)),
            Known::Text(field) => Ok(text(field, self.with_numbers_behind(value))),
            Known::Fact(fact) => Ok(Query::Fact(fact)),
            Known::AnyFact(facts) => Ok(one_of(facts.into_iter().map(Query::Fact).collect(), Query::Any)),
            Known::Question(query) => Ok(query),
            Known::NoValue => Err(self.fault(start, Reason::UnknownValue(value))),
            Known::NoField => Err(self.fault(start, Reason::UnknownField(field))),
        }
    }

    fn quoted(&mut self) -> Result<String, QueryFault> {
        let start = self.at;
        self.at += 1;
        let rest = self.typed.get(self.at..).unwrap_or_default();
        let end = rest.iter().position(|c| is_quote(*c)).ok_or(self.fault(start, Reason::OpenQuote))?;
        let text: String = rest[..end].iter().collect();
        self.at += end + 1;
        if text.trim().is_empty() { Err(self.fault(start, Reason::Nothing)) } else { Ok(text) }
    }

    fn word(&mut self) -> String {
        let rest = self.typed.get(self.at..).unwrap_or_default();
        let end = rest.iter().position(|c| c.is_whitespace() || is_open(*c) || is_close(*c) || is_quote(*c));
        let word: String = rest[..end.unwrap_or(rest.len())].iter().collect();
        self.at += word.chars().count();
        word
    }

    /// A telephone number may be written with blanks: numbers that follow a number belong to it.
    fn with_numbers_behind(&mut self, mut word: String) -> String {
        while is_number(&word) {
            let before = self.at;
            self.blanks();
            let next = self.word();
            if next.is_empty() || next.starts_with(['-', '－', '−']) || !is_number(&next) {
                self.at = before;
                break;
            }
            word.push(' ');
            word.push_str(&next);
        }
        word
    }
}

/// One part is itself; several are combined.
fn one_of(mut parts: Vec<Query>, combine: fn(Vec<Query>) -> Query) -> Query {
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            parts.push(last);
            combine(parts)
        }
        (_, None) => combine(parts),
    }
}

fn phrase(field: TextField, text: String) -> Query {
    Query::Text { field, text, is_phrase: true, is_beginning: false }
}

fn text(field: TextField, typed: String) -> Query {
    let text = typed.trim_end_matches(['*', '＊']).to_owned();
    Query::Text { field, is_beginning: text.len() < typed.len(), text, is_phrase: false }
}

fn is_number(word: &str) -> bool {
    let digits = word.chars().filter(|c| c.is_numeric()).count();
    digits > 0 && word.chars().all(|c| c.is_numeric() || PUNCTUATION.contains(c))
}

/// What stands between the digits of a telephone number.
pub(super) const PUNCTUATION: &str = "+-() ＋－−‐（）　";

/// A field's name is letters alone: `12:30` and a web address are none.
fn is_field_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(char::is_alphabetic) && !matches!(name, "http" | "https" | "mailto")
}

const fn is_open(c: char) -> bool {
    matches!(c, '(' | '（')
}

const fn is_close(c: char) -> bool {
    matches!(c, ')' | '）')
}

const fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '「' | '」' | '＂')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(field: &str, value: &str) -> Known {
        match (field, value) {
            ("status", "refused") => Known::Fact("stage=refused".into()),
            ("status", _) => Known::NoValue,
            ("school", _) => Known::Text(TextField::School),
            _ => Known::NoField,
        }
    }

    fn parsed(question: &str) -> Query {
        parse(question, &fact).unwrap()
    }

    fn word(typed: &str) -> Query {
        text(TextField::Any, typed.into())
    }

    fn not(query: Query) -> Query {
        Query::Not(Box::new(query))
    }

    #[test]
    fn words_fields_phrases_and_exclusions_are_understood() {
        assert_eq!(parsed("田中　凛"), Query::All(vec![word("田中"), word("凛")]));
        assert_eq!(
            parsed("田中 school:慶應 -status:refused \"機械 設計\""),
            Query::All(vec![
                word("田中"),
                text(TextField::School, "慶應".into()),
                not(Query::Fact("stage=refused".into())),
                phrase(TextField::Any, "機械 設計".into()),
            ])
        );
        assert_eq!(parsed("school:「東京 大学」"), phrase(TextField::School, "東京 大学".into()));
        assert_eq!(parsed("a OR b c"), Query::Any(vec![word("a"), Query::All(vec![word("b"), word("c")])]));
        assert_eq!(
            parsed("(a OR b) AND NOT c"),
            Query::All(vec![Query::Any(vec![word("a"), word("b")]), not(word("c"))])
        );
        assert_eq!(parsed("（a | b）"), Query::Any(vec![word("a"), word("b")]));
        assert_eq!(parsed("Wei-Ling"), word("Wei-Ling"));
        assert_eq!(parsed("OREGON ANDY"), Query::All(vec![word("OREGON"), word("ANDY")]));
        assert_eq!(parsed("  "), Query::All(Vec::new()));
        assert_eq!(parsed("https://example.org"), word("https://example.org"));
        assert_eq!(parsed("engin*"), text(TextField::Any, "engin*".into()));
    }

    #[test]
    fn a_telephone_number_with_blanks_is_one_word() {
        assert_eq!(parsed("+81 3 1234 5678"), word("+81 3 1234 5678"));
        assert_eq!(parsed("03-1234-5678 tanaka"), Query::All(vec![word("03-1234-5678"), word("tanaka")]));
        assert_eq!(parsed("(03) 1234-5678"), word("(03) 1234-5678"));
        assert_eq!(parsed("(2024) a"), Query::All(vec![word("2024"), word("a")]));
        assert_eq!(parsed("2024 -2023"), Query::All(vec![word("2024"), not(word("2023"))]));
    }

    #[test]
    fn what_is_not_understood_is_refused_with_its_place() {
        for (question, at, reason) in [
            ("田中 \"機械", 3, Reason::OpenQuote),
            ("a (b", 2, Reason::OpenParenthesis),
            ("a) b", 1, Reason::OpenParenthesis),
            ("a OR", 4, Reason::Nothing),
            ("OR a", 0, Reason::Nothing),
            ("a NOT", 2, Reason::Nothing),
            ("()", 0, Reason::Nothing),
            ("school:", 0, Reason::Nothing),
            ("a color:red", 2, Reason::UnknownField("color".into())),
            ("status:fine", 0, Reason::UnknownValue("fine".into())),
        ] {
            assert_eq!(parse(question, &fact), Err(QueryFault { at, reason }), "{question}");
        }
        assert_eq!(parse(&"a".repeat(501), &fact).unwrap_err().reason, Reason::TooLong);
        assert_eq!(parse(&"(".repeat(400), &fact).unwrap_err().reason, Reason::TooLong);
        assert_eq!(parse(&"a ".repeat(41), &fact).unwrap_err().reason, Reason::TooLong);
    }
}
