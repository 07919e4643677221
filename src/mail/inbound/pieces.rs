//! What a mail says, piece by piece, as text and as HTML.
//!
//! Invariant: text becomes HTML only with its brackets escaped; HTML comes here cleaned.

use super::html_text;

/// A piece of what it says, as text, as HTML, or as both.
#[derive(Default)]
pub struct Piece {
    /// As text.
    pub plain: Option<String>,
    /// As cleaned HTML.
    pub html: Option<String>,
}

/// One piece of several that say the same: the first plain text that says anything, and the last HTML.
pub fn alternative(children: Vec<Vec<Piece>>) -> Piece {
    let says = |piece: &Piece| piece.plain.as_ref().is_some_and(|text| !is_blank(text));
    let plain = children.iter().find(|pieces| pieces.iter().any(says));
    let html = children.iter().rev().find(|pieces| pieces.iter().any(|piece| piece.html.is_some()));
    Piece { plain: plain.map(|pieces| joined(pieces, as_text)), html: html.map(|pieces| joined(pieces, as_html)) }
}

/// Pieces after each other, those that say something.
pub fn joined(pieces: &[Piece], written: fn(&Piece) -> String) -> String {
    let texts = pieces.iter().map(written).filter(|text| !text.is_empty());
    texts.collect::<Vec<_>>().join("\n")
}

fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

/// A piece as text.
pub fn as_text(piece: &Piece) -> String {
    match (&piece.plain, &piece.html) {
        (Some(text), _) => text.clone(),
        (None, Some(html)) => html_text::text(html),
        (None, None) => String::new(),
    }
}

/// A piece as HTML.
pub fn as_html(piece: &Piece) -> String {
    match (&piece.plain, &piece.html) {
        (_, Some(html)) => html.clone(),
        (Some(text), None) => {
            let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            format!("<div>{}</div>", escaped.trim_end().replace('\n', "<br>\n"))
        }
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_becomes_html_that_says_the_same() {
        let piece = Piece { plain: Some("a <b>\n& c\n".to_owned()), html: None };
        assert_eq!(as_html(&piece), "<div>a &lt;b&gt;<br>\n&amp; c</div>");
        let piece = Piece { plain: None, html: Some("<p>a</p>".to_owned()) };
        assert_eq!((as_text(&piece).as_str(), as_html(&piece).as_str()), ("a", "<p>a</p>"));
    }
}
