//! Text in format=flowed (RFC 3676): lines that end with a blank go on in the next.
//!
//! Invariant: linear; nothing but breaks and the blanks that the format put in is left out.

/// Joins the lines that belong together. `delsp` says that the blank at the end is not meant.
pub fn joined(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // How deep the line before is quoted that this one goes on with.
    let mut going_on: Option<usize> = None;
    for (number, line) in text.split('\n').enumerate() {
        let unquoted = line.trim_start_matches('>');
        let depth = line.len() - unquoted.len();
        let content = unquoted.strip_prefix(' ').unwrap_or(unquoted);
        let is_signature = content == "-- ";
        if going_on != Some(depth) || is_signature {
            if number > 0 {
                out.push('\n');
            }
            out.extend(std::iter::repeat_n('>', depth));
            if depth > 0 {
                out.push(' ');
            }
        }
        let is_flowed = content.ends_with(' ') && !is_signature;
        out.push_str(if is_flowed && delsp { content.strip_suffix(' ').unwrap_or(content) } else { content });
        going_on = is_flowed.then_some(depth);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flowed_lines_are_joined() {
        assert_eq!(joined("one \ntwo\n three\n-- \nname", false), "one two\nthree\n-- \nname");
        assert_eq!(joined("日本 \n語", true), "日本語");
        assert_eq!(joined("> a \n> b\n>> c \nd \n> e", false), "> a b\n>> c \nd \n> e");
    }
}
