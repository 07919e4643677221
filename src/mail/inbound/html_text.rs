//! Text of cleaned HTML: lines where a reader would see lines, and where links lead.
//!
//! Invariant: it reads only what the cleaner wrote, with its few tags and entities; linear.

/// What stands on lines of its own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "header",
    "li",
    "ol",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
];
/// What has an empty line around it.
const PARAGRAPHS: &[&str] = &["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"];

#[derive(Default)]
struct Writer {
    out: String,
    /// Line ends that come before the next word.
    breaks: usize,
    /// Whether a blank comes before the next word.
    has_blank: bool,
    /// How deep it is within text that keeps its blanks.
    kept: usize,
    /// Where the open links lead, and where their text begins.
    links: Vec<(String, usize)>,
}

/// The text of cleaned HTML.
pub fn text(html: &str) -> String {
    let mut writer = Writer::default();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        writer.words(before);
        let Some((tag, following)) = after.split_at_checked(tag_end(after)) else { break };
        writer.tag(tag.strip_suffix('>').unwrap_or(tag));
        rest = following;
    }
    writer.words(rest);
    writer.out
}

/// Where a tag ends, behind its bracket: not within the quotes of an attribute.
fn tag_end(after: &str) -> usize {
    let mut is_quoted = false;
    let ends = |letter: char| {
        is_quoted ^= letter == '"';
        letter == '>' && !is_quoted
    };
    after.find(ends).map_or(after.len(), |at| at + 1)
}

impl Writer {
    fn words(&mut self, coded: &str) {
        for letter in decoded(coded).chars() {
            match letter {
                '\n' if self.kept > 0 => self.breaks += 1,
                ' ' | '\t' | '\n' | '\r' if self.kept == 0 => self.has_blank = true,
                _ => self.letter(letter),
            }
        }
    }

    fn letter(&mut self, letter: char) {
        if self.breaks > 0 {
            let most = if self.kept > 0 { self.breaks } else { self.breaks.min(2) };
            if !self.out.is_empty() {
                self.out.extend(std::iter::repeat_n('\n', most));
            }
        } else if self.has_blank && !self.out.is_empty() && !self.out.ends_with(['\n', ' ']) {
            self.out.push(' ');
        }
        (self.breaks, self.has_blank) = (0, false);
        self.out.push(letter);
    }

    fn tag(&mut self, tag: &str) {
        let (name, is_end) = tag.strip_prefix('/').map_or((tag, false), |name| (name, true));
        let name = name.split([' ', '/']).next().unwrap_or_default();
        match name {
            "br" => self.breaks += 1,
            "hr" => {
                self.breaks = self.breaks.max(1);
                "----".chars().for_each(|letter| self.letter(letter));
                self.breaks = 1;
            }
            "a" if is_end => self.end_link(),
            "a" => self.links.push((target(tag), self.out.len())),
            "td" | "th" => self.has_blank = true,
            "pre" if is_end => self.kept = self.kept.saturating_sub(1),
            "pre" => self.kept += 1,
            _ => {}
        }
        if PARAGRAPHS.contains(&name) {
            self.breaks = self.breaks.max(2);
        } else if BLOCKS.contains(&name) {
            self.breaks = self.breaks.max(1);
        }
        if name == "li" && !is_end {
            "- ".chars().for_each(|letter| self.letter(letter));
        }
    }

    /// Says where a link leads, where its text does not.
    fn end_link(&mut self) {
        let Some((target, start)) = self.links.pop() else { return };
        let shown = self.out.get(start..).unwrap_or_default().trim();
        let plain = target.strip_prefix("mailto:").unwrap_or(&target);
        if target.is_empty() || shown.trim_end_matches('/') == plain.trim_end_matches('/') {
            return;
        }
        self.has_blank = !shown.is_empty();
        format!("<{plain}>").chars().for_each(|letter| self.letter(letter));
    }
}

fn target(tag: &str) -> String {
    let quoted = tag.split_once("href=\"").and_then(|(_, rest)| rest.split_once('"'));
    quoted.map(|(address, _)| decoded(address)).unwrap_or_default()
}

/// The cleaner writes these entities and no others.
fn decoded(text: &str) -> String {
    let known = [("&nbsp;", "\u{A0}"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    known.iter().fold(text.to_owned(), |text, (entity, letter)| text.replace(entity, letter))
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn lines_and_links_survive() {
        for (html, expected) in [
            ("<p>a\n b</p><p>c<br>d</p>", "a b\n\nc\nd"),
            ("<div>a</div><div>b <b>c</b></div>", "a\nb c"),
            ("<ul><li>a</li><li>b</li></ul>c", "- a\n- b\nc"),
            ("<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></tbody></table>", "a b\nc"),
            ("<a href=\"https://x.example/?a=1&amp;b=2\" rel=\"x\">see</a>.", "see <https://x.example/?a=1&b=2>."),
            ("<a href=\"https://x.example/\">https://x.example</a>", "https://x.example"),
            ("<a href=\"mailto:a@b.example\">a@b.example</a>", "a@b.example"),
            ("a&nbsp;&lt;b&gt; &amp;lt;", "a\u{A0}<b> &lt;"),
            ("<pre>a\n  b\n\n\nc</pre>d", "a\n  b\n\n\nc\n\nd"),
            ("a<hr>b", "a\n----\nb"),
            ("<a href=\"https://x.example/?a>b\">c</a> d", "c <https://x.example/?a>b> d"),
        ] {
            assert_eq!(text(html), expected, "{html}");
        }
    }
}
