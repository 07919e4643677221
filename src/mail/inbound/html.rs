//! HTML from strangers: cleaned to what may be shown, and made text.
//!
//! Invariant: what comes out has no script, no style, no form, no picture, no class and no id; a link leads to http,
//! https or mailto, and nothing in it loads anything. What is too large or too deep to be cleaned in time becomes text
//! alone.

use std::collections::{HashMap, HashSet};

use ammonia::{Builder, UrlRelative};
use mail_parser::decoders::html::html_to_text;

use super::pieces::Piece;
use super::{limits, plain};

/// What a letter is made of.
const TAGS: &str = "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd \
    del dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i ins kbd li ol p pre q rp rt ruby s \
    samp small span strong sub sup table tbody td tfoot th thead tr tt u ul var wbr";
/// What goes with all that is in it.
const GONE: &[&str] = &["script", "style", "title", "template", "iframe", "noembed", "noframes", "object", "applet"];
/// What loads something, or might.
const LOADING: &[&str] = &[
    "<script",
    "<iframe",
    "<frame",
    "<object",
    "<embed",
    "<applet",
    "<link",
    "<video",
    "<audio",
    "<source",
    "<base",
    "<meta http-equiv=\"refresh",
    "@import",
];
/// What has no end, or often none.
const ENDLESS: &[&str] = &[
    "area", "base", "br", "col", "dd", "dt", "hr", "img", "input", "li", "link", "meta", "option", "p", "tbody", "td",
    "th", "thead", "tr", "wbr",
];

/// What became of HTML.
pub struct Cleaned {
    /// What may be shown: the HTML, or where it cannot be cleaned its text.
    pub piece: Piece,
    /// Whether something would have been loaded from elsewhere.
    pub has_remote: bool,
    /// Whether it does not go on to its end.
    pub is_cut: bool,
}

/// Cleans HTML.
pub fn clean(html: &str) -> Cleaned {
    let has_remote = has_remote(html);
    let mut end = html.len().min(limits::HTML_BYTES);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    let (kept, is_cut) = (html.get(..end).unwrap_or_default(), end < html.len());
    let piece = if is_shallow(kept) {
        // A reference may have stood for a control character.
        Piece { plain: None, html: Some(plain::body(&builder().clean(kept).to_string())) }
    } else {
        Piece { plain: Some(html_to_text(kept)), html: None }
    };
    Cleaned { piece, has_remote, is_cut }
}

fn builder() -> Builder<'static> {
    let aligned = || HashSet::from(["align"]);
    let cell = || HashSet::from(["align", "colspan", "rowspan"]);
    let mut builder = Builder::default();
    builder
        .tags(TAGS.split(' ').collect())
        .clean_content_tags(GONE.iter().copied().collect())
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("td", cell()),
            ("th", cell()),
            ("tr", aligned()),
            ("p", aligned()),
            ("div", aligned()),
            ("ol", HashSet::from(["start"])),
            ("bdo", HashSet::from(["dir"])),
        ]))
        .generic_attributes(HashSet::from(["lang", "dir"]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer"))
        .strip_comments(true);
    builder
}

/// Whether a tree can be made of it in time: what is open is looked through, or opened again, for many a tag.
fn is_shallow(html: &str) -> bool {
    let (mut tags, mut depth, mut deepest) = (0usize, 0usize, 0usize);
    for (at, _) in html.match_indices('<') {
        tags += 1;
        let tag = html.get(at + 1..).unwrap_or_default();
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if tag.starts_with(|letter: char| letter.is_ascii_alphabetic()) && !is_endless(tag) {
            depth += 1;
        }
        deepest = deepest.max(depth);
    }
    let is_separator = |letter: &u8| letter.is_ascii_whitespace() || matches!(letter, b'/' | b'"' | b'\'');
    let separators = html.split('<').map(|tag| tag.bytes().filter(is_separator).count());
    tags <= limits::HTML_TAGS
        && deepest <= limits::HTML_DEPTH
        && tags * deepest <= limits::HTML_WORK
        && separators.max().unwrap_or_default() <= limits::HTML_SEPARATORS
}

fn is_endless(tag: &str) -> bool {
    let name = tag.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default();
    ENDLESS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Whether it would load something from elsewhere when shown: pictures, styles, scripts, frames.
fn has_remote(html: &str) -> bool {
    let lower = html.to_ascii_lowercase();
    if LOADING.iter().any(|word| lower.contains(word)) {
        return true;
    }
    let remote = |value: &str| {
        let value = value.trim_start().trim_start_matches(['"', '\'', ' ', '=']).trim_start();
        ["http:", "https:", "//", "ftp:"].iter().any(|scheme| value.starts_with(scheme))
    };
    let loads = |word: &str| lower.split(word).skip(1).any(remote);
    ["url(", "background=", "srcset=", "poster=", " src=", "\nsrc=", "\tsrc=", "\"src="].into_iter().any(loads)
        || lower.split("<img").skip(1).any(|rest| !is_enclosed(rest))
}

/// Whether a picture comes with the mail.
fn is_enclosed(tag: &str) -> bool {
    let tag = tag.split('>').next().unwrap_or_default();
    let Some((_, value)) = tag.split_once("src") else { return true };
    let value = value.trim_start().trim_start_matches(['=', '"', '\'', ' ']).trim_start();
    value.starts_with("cid:") || value.starts_with("data:") || value.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(html: &str) -> String {
        clean(html).piece.html.unwrap()
    }

    #[test]
    fn nothing_that_acts_or_loads_is_left() {
        let hostile = "<p style=\"background:url(http://x.example/a)\" class=c id=i onclick=\"a()\">a</p>\
                       <script>b()</script><style>p{}</style><img src=\"https://x.example/p.gif\">\
                       <form action=/x><input name=q></form>\
                       <iframe src=\"https://x.example\">c</iframe><svg onload=a()></svg>\
                       <a href=\"javascript:a()\">d</a><a href=\"/relative\">e</a>\
                       <a href=\"data:text/html,x\">f</a><title>g</title>";
        let found = cleaned(hostile);
        let gone =
            ["style", "class", "id=", "on", "script", "img", "form", "input", "frame", "svg", "href", "data:", "g<"];
        for word in gone {
            assert!(!found.replace("noopener", "").contains(word), "{word}: {found}");
        }
        assert!(found.starts_with("<p>a</p>"), "{found}");
        assert!(clean(hostile).has_remote);
    }

    #[test]
    fn what_a_letter_is_made_of_stays() {
        let html = "<table><tbody><tr><td colspan=\"2\"><b>a</b> \
                    <a href=\"https://x.example/\">b</a></td></tr></tbody></table>";
        let found = cleaned(html);
        assert!(found.contains("<td colspan=\"2\"><b>a</b>"), "{found}");
        assert!(found.contains("<a href=\"https://x.example/\" rel=\"noopener noreferrer\">b</a>"), "{found}");
        assert!(!clean(html).has_remote);
    }

    #[test]
    fn what_comes_with_the_mail_is_not_remote() {
        assert!(!clean("<img src=\"cid:a@b\"><img alt=x>").has_remote);
        for html in [
            "<img width=1 src=//x.example/a>",
            "<td background=\"http://x.example/a\">",
            "<div style=\"background:URL( 'https://x.example/a')\">",
            "<link rel=stylesheet href=x>",
        ] {
            assert!(clean(html).has_remote, "{html}");
        }
    }

    #[test]
    fn what_is_too_deep_becomes_text_alone() {
        let deep = format!("{}deep{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
        let found = clean(&deep);
        assert!(found.piece.html.is_none() && found.piece.plain.is_some_and(|text| text.contains("deep")));
    }

    #[test]
    fn what_is_too_long_is_cut() {
        let found = clean(&"あ".repeat(limits::HTML_BYTES));
        assert!(found.is_cut && found.piece.html.is_some_and(|html| html.len() <= limits::HTML_BYTES));
    }
}
