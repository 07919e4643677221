//! Names and addresses of a header field.
//!
//! Invariant: a name or address that comes out is one line, without anything that turns the direction of reading; at
//! most so many come out as are read.

use encoding_rs::Encoding;
use mail_parser::HeaderValue;
use mail_parser::parsers::MessageStream;

use super::{charset, limits, plain, words};
use crate::domain::message::MailAddress;

/// What a field, or several of a name, say.
#[derive(Default)]
pub struct Addresses {
    /// The addresses, in their order.
    pub list: Vec<MailAddress>,
    /// Whether one had something that turns the direction of reading.
    pub has_bidi: bool,
    /// Whether the character set was guessed.
    pub is_guessed: bool,
    /// Whether there are more than are read.
    pub is_cut: bool,
}

impl Addresses {
    /// Reads the values of fields.
    pub fn read<'a>(values: impl Iterator<Item = &'a [u8]>, hint: Option<&'static Encoding>) -> Self {
        let mut found = Self::default();
        for value in values {
            let decoded = charset::header(value, hint);
            found.is_guessed |= decoded.is_guessed;
            // The parser reads up to a line end.
            let line = words::normalise(&decoded.text.replace(char::is_control, " ")) + "\n";
            if let HeaderValue::Address(addresses) = MessageStream::new(line.as_bytes()).parse_address() {
                for address in addresses.iter() {
                    found.add(address.name().unwrap_or_default(), address.address().unwrap_or_default());
                }
            }
        }
        found
    }

    fn add(&mut self, name: &str, address: &str) {
        let (name, is_name_turned) = plain::straight_line(name, limits::NAME_CHARACTERS);
        let (address, is_address_turned) = plain::straight_line(address, limits::LINE_CHARACTERS);
        let address: String = address.chars().filter(|letter| !letter.is_whitespace()).collect();
        self.has_bidi |= is_name_turned || is_address_turned;
        let name = name.trim_matches(['"', '\'', ' ']).to_owned();
        if self.list.len() >= limits::ADDRESSES {
            self.is_cut = true;
        } else if !name.is_empty() || !address.is_empty() {
            self.list.push(MailAddress { name, address: with_lower_domain(address.trim_matches(['<', '>'])) });
        }
    }
}

fn with_lower_domain(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) => format!("{local}@{}", domain.to_lowercase()),
        None => address.to_owned(),
    }
}

/// What stands behind the @ of an address.
pub fn domain(address: &str) -> &str {
    address.rsplit_once('@').map_or("", |(_, domain)| domain)
}

/// Whether a word looks like an address.
pub fn is_address(word: &str) -> bool {
    let Some((local, domain)) = word.rsplit_once('@') else { return false };
    let is_part = |letter: char| letter.is_alphanumeric() || ".-_+=&'*/~".contains(letter);
    let is_of_label = |letter: char| letter.is_alphanumeric() || letter == '-';
    let is_label = |label: &str| !label.is_empty() && label.chars().all(is_of_label);
    !local.is_empty() && local.chars().all(is_part) && domain.contains('.') && domain.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Vec<(String, String)> {
        let found = Addresses::read([value.as_bytes()].into_iter(), None);
        found.list.into_iter().map(|one| (one.name, one.address)).collect()
    }

    fn one(name: &str, address: &str) -> (String, String) {
        (name.to_owned(), address.to_owned())
    }

    #[test]
    fn addresses_are_read_as_they_are_written() {
        assert_eq!(read(" \"Yamada, Taro\" <Taro@Example.COM>\r\n"), [one("Yamada, Taro", "Taro@example.com")]);
        assert_eq!(read("a@b.example, B <b@c.example>"), [one("", "a@b.example"), one("B", "b@c.example")]);
        let coded = "=?UTF-8?Q?=E5=B1=B1=2C?=\r\n =?UTF-8?Q?=E7=94=B0?= <a@b.example>";
        assert_eq!(read(coded), [one("山,田", "a@b.example")]);
        assert!(read("undisclosed-recipients:;").is_empty() && read("").is_empty());
    }

    #[test]
    fn what_turns_reading_and_what_breaks_lines_is_left_out() {
        let found = Addresses::read([&b"=?UTF-8?Q?a=0D=0Ab=E2=80=AEc?= <a@b.example>"[..]].into_iter(), None);
        assert!(found.has_bidi);
        assert_eq!(found.list.first().map(|one| one.name.as_str()), Some("a bc"));
    }

    #[test]
    fn no_more_are_read_than_allowed() {
        let found = Addresses::read(["a@b.example,".repeat(limits::ADDRESSES + 1).as_bytes()].into_iter(), None);
        assert_eq!((found.list.len(), found.is_cut), (limits::ADDRESSES, true));
    }

    #[test]
    fn an_address_is_told_from_other_words() {
        assert!(is_address("taro.y+x@mail.example.co.jp"));
        assert!(["taro", "@x.example", "a@b", "a b@c.example", "a@c..example"].iter().all(|word| !is_address(word)));
    }
}
