//! A question as the index understands it: an expression of FTS5 over the columns that the asker may see.
//!
//! Invariant: what was typed stands in the expression only as words of our own cutting, in quotation marks; there is
//! no way from a question into the language of the index.

use super::facts;
use super::query::{PUNCTUATION, Query, TextField};
use super::reading::{self, MARK};
use super::texts::{Column, EVERYBODY, LONGEST_BEGINNING, beginning, national_numbers};
use super::words::{Run, normalised, runs};

/// The expression of a question for somebody who may see some columns.
pub(super) fn expression(query: &Query, seen: &[Column]) -> String {
    match query {
        Query::Fact(tag) if facts::is_tag(tag) => match seen.iter().any(|column| column.field == TextField::Tag) {
            true => stated("tag", tag),
            false => nobody(),
        },
        Query::Fact(fact) => self::fact(fact),
        Query::Text { field, text, is_phrase, is_beginning } => {
            let asked = |column: &&Column| *field == TextField::Any || *field == column.field;
            let columns: Vec<Column> = seen.iter().filter(asked).copied().collect();
            text_expression(&columns, text, *is_phrase, *is_beginning).unwrap_or_else(nobody)
        }
        Query::Any(parts) if parts.is_empty() => nobody(),
        Query::Any(parts) => joined(parts.iter().map(|part| expression(part, seen)).collect(), "OR"),
        Query::Not(_) => all(std::slice::from_ref(query), seen),
        Query::All(parts) => all(parts, seen),
    }
}

/// A fact as an expression.
pub(super) fn fact(fact: &str) -> String {
    stated("facts", fact)
}

fn stated(column: &str, fact: &str) -> String {
    let fact: String = fact.chars().filter(|c| !c.is_whitespace() && *c != '"').collect();
    format!("{column} : \"{}\"", facts::word(&fact))
}

fn nobody() -> String {
    fact("nobody")
}

/// FTS5 knows `a NOT b` alone, so exclusions come after what they are excluded from, or after everybody.
fn all(parts: &[Query], seen: &[Column]) -> String {
    let is_exclusion = |part: &&Query| matches!(part, Query::Not(_));
    let wanted: Vec<String> =
        parts.iter().filter(|part| !is_exclusion(part)).map(|part| expression(part, seen)).collect();
    let mut all = if wanted.is_empty() { fact(EVERYBODY) } else { joined(wanted, "AND") };
    for part in parts {
        if let Query::Not(excluded) = part {
            all = format!("({all} NOT {})", expression(excluded, seen));
        }
    }
    all
}

fn joined(parts: Vec<String>, by: &str) -> String {
    if parts.len() == 1 { parts.concat() } else { format!("({})", parts.join(&format!(" {by} "))) }
}

/// Words side by side in some columns; the last may be the beginning of one.
fn within(columns: &[Column], words: &[String], is_beginning: bool) -> Option<String> {
    let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
    let more = if is_beginning { " *" } else { "" };
    (!names.is_empty()).then(|| format!("{{{}}} : \"{}\"{more}", names.join(" "), words.join(" ")))
}

fn text_expression(columns: &[Column], text: &str, is_phrase: bool, is_beginning: bool) -> Option<String> {
    let runs = runs(&normalised(text));
    let mut ways: Vec<String> = Vec::new();
    let pieces = pieces(columns, &runs, is_phrase, is_beginning);
    let pieces: Vec<String> = pieces.iter().filter_map(|piece| piece.within(columns)).collect();
    if !pieces.is_empty() {
        ways.push(joined(pieces, "AND"));
    }
    if !is_phrase {
        ways.extend(sound(columns, &runs, is_beginning));
    }
    if columns.iter().any(|column| column.field == TextField::Contact) && is_telephone(text) {
        ways.extend(national_numbers(text).iter().map(|number| format!("contact : \"#{number}\"")));
    }
    (!ways.is_empty()).then(|| joined(ways, "OR"))
}

/// A way of finding a name by its sound, for a question that is one word of kana or of Latin letters.
fn sound(columns: &[Column], runs: &[Run], is_beginning: bool) -> Option<String> {
    let names: Vec<Column> = columns.iter().filter(|column| column.field == TextField::Name).copied().collect();
    let word: String = runs.iter().cloned().map(Run::into_text).collect();
    let key = reading::key(&word).filter(|_| word.chars().count() > 1)?;
    let typed = key.trim_start_matches(MARK);
    match is_beginning && has_its_word(typed) {
        // A beginning that is written as it sounds is looked for anyway.
        true if typed == word && runs.len() == 1 => None,
        true => within(&names, &[beginning(typed)], false),
        false => within(&names, &[key], is_beginning),
    }
}

/// Whether a beginning is short enough to stand in the index by itself.
fn has_its_word(typed: &str) -> bool {
    typed.chars().count() <= LONGEST_BEGINNING
}

/// Whether a text is a telephone number or the end of one.
pub(super) fn is_telephone(text: &str) -> bool {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    let others = text.chars().all(|c| c.is_numeric() || PUNCTUATION.contains(c));
    digits >= 4 && others
}

/// A part of a text that is looked for at one place.
enum Piece {
    /// Words side by side; the last may be the beginning of one.
    Words(Vec<String>, bool),
    /// The beginning of a word, short enough to be one in some columns.
    Beginning(String),
    /// Pairs of characters side by side.
    Pairs(Vec<String>),
    /// One character.
    Character(char),
}

fn pieces(columns: &[Column], runs: &[Run], is_phrase: bool, is_beginning: bool) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    // Whoever types a name or an address may type its parts in any order; elsewhere words that were typed in one stand
    // side by side, the last as well.
    let in_any_order = columns.iter().all(|column| column.has_beginnings());
    for (at, run) in runs.iter().enumerate() {
        let begins = is_beginning && at + 1 == runs.len();
        match run {
            Run::Word(word)
                if begins
                    && !is_phrase
                    && has_its_word(word)
                    && (in_any_order || !matches!(pieces.last(), Some(Piece::Words(..)))) =>
            {
                pieces.push(Piece::Beginning(word.clone()));
            }
            Run::Word(word) => match pieces.last_mut() {
                Some(Piece::Words(words, beginning)) => {
                    words.push(word.clone());
                    *beginning = begins;
                }
                _ => pieces.push(Piece::Words(vec![word.clone()], begins)),
            },
            Run::Characters(characters) if characters.len() == 1 => pieces.push(Piece::Character(characters[0])),
            Run::Characters(characters) => {
                pieces.push(Piece::Pairs(characters.windows(2).map(|pair| pair.iter().collect()).collect()));
            }
        }
    }
    pieces
}

impl Piece {
    fn within(&self, columns: &[Column]) -> Option<String> {
        match self {
            Self::Words(words, beginning) => within(columns, words, *beginning),
            Self::Pairs(pairs) => within(columns, pairs, false),
            Self::Character(character) => within(columns, &[character.to_string()], false),
            Self::Beginning(typed) => {
                let (own, others): (Vec<Column>, Vec<Column>) =
                    columns.iter().partition(|column| column.has_beginnings());
                let written = std::slice::from_ref(typed);
                let ways = [within(&own, &[beginning(typed)], false), within(&others, written, true)];
                let ways: Vec<String> = ways.into_iter().flatten().collect();
                (!ways.is_empty()).then(|| joined(ways, "OR"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::query::{Known, parse};
    use crate::directory::texts::COLUMNS;
    use crate::domain::category::CategoryId;

    fn seen(categories: &[CategoryId]) -> Vec<Column> {
        COLUMNS.into_iter().filter(|column| categories.contains(&column.category)).collect()
    }

    fn expressed(question: &str, categories: &[CategoryId]) -> String {
        let query = parse(question, &|field, value| match field {
            "school" => Known::Text(TextField::School),
            "note" => Known::Text(TextField::Note),
            _ => Known::Fact(format!("stage={value}")),
        });
        expression(&query.unwrap(), &seen(categories))
    }

    #[test]
    fn a_question_is_an_expression_over_the_permitted_columns() {
        let profile = [CategoryId::Profile];
        let all = "{name contact employer school skill cv}";
        assert_eq!(expressed("school:慶應", &profile), "{school} : \"慶応\"");
        assert_eq!(expressed("山田中", &profile), format!("{all} : \"山田 田中\""));
        assert_eq!(expressed("Tanaka", &profile), format!("({all} : \"tanaka\" OR {{name}} : \"~tanaka\")"));
        assert_eq!(expressed("\"machine learning\"", &profile), format!("{all} : \"machine learning\""));
        let (own, others) = ("{name contact}", "{employer school skill cv}");
        assert_eq!(expressed("engin*", &profile), format!("({own} : \"-engin\" OR {others} : \"engin\" *)"));
        assert_eq!(
            expressed("satou*", &profile),
            format!("(({own} : \"-satou\" OR {others} : \"satou\" *) OR {{name}} : \"-sato\")"),
            "a name is also looked for by how it begins to sound"
        );
        assert_eq!(
            expressed("engineering*", &profile),
            format!("({all} : \"engineering\" * OR {{name}} : \"~engineering\" *)")
        );
        assert_eq!(
            expressed("wei-l*", &profile),
            format!("({all} : \"wei l\" * OR {{name}} : \"-weil\")"),
            "what is typed in one stands side by side"
        );
        assert_eq!(expressed("田", &profile), format!("{all} : \"田\""), "a character is a word");
        assert_eq!(
            expressed("慶應 -status:refused", &profile),
            format!("({all} : \"慶応\" NOT facts : \">stage=refused\")")
        );
        assert_eq!(expressed("-慶應", &profile), format!("(facts : \">who=all\" NOT {all} : \"慶応\")"));
        assert_eq!(expressed("", &profile), "facts : \">who=all\"");
        assert_eq!(expressed("note:田中", &profile), "facts : \">nobody\"", "a field that one may not see has no hit");
        assert_eq!(expressed("・・・", &profile), "facts : \">nobody\"");
    }

    #[test]
    fn what_is_typed_does_not_reach_the_index_as_its_language() {
        for typed in ["a\" OR \"b", "name : x", "{cv} : x", "x NEAR(y)", "^x", "\u{0}", "a' --", "\"\"\"x\"\"\""] {
            let query = Query::Text { field: TextField::Any, text: typed.into(), is_phrase: true, is_beginning: true };
            let expression = expression(&query, &seen(&[CategoryId::Profile]));
            let inner: String = expression.split('"').skip(1).step_by(2).collect();
            assert!(inner.chars().all(|c| c.is_alphanumeric() || " +#~->".contains(c)), "{typed}: {expression}");
        }
    }
}
