//! What a browser needs to know of a page: its links and what its forms would send.
//!
//! Reads the pages of this product alone, whose attributes stand in double quotation marks.

/// The links that begin in a way, without those that go on into a query.
pub(super) fn links(page: &str, start: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for rest in page.split("href=\"").skip(1) {
        let href = plain(rest.split('"').next().unwrap_or_default());
        if href.starts_with(start) && !found.contains(&href) {
            found.push(href);
        }
    }
    found
}

/// The value of the first field of a name.
pub(super) fn value_of(page: &str, name: &str) -> Option<String> {
    let fields = fields(page);
    fields.into_iter().find(|(field, _)| field == name).map(|(_, value)| value)
}

/// The form that goes to an address: the text from its tag to its end.
pub(super) fn form<'a>(page: &'a str, action: &str) -> Option<&'a str> {
    let start = page.find(&format!("action=\"{action}\""))?;
    page.get(start..)?.split("</form>").next()
}

/// What a form would send as it stands, in its order; boxes, buttons and files left out.
pub(super) fn fields(form: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for rest in form.split('<').skip(1) {
        let tag = rest.split('>').next().unwrap_or_default();
        let Some(name) = attribute(tag, "name") else { continue };
        let kind = attribute(tag, "type").unwrap_or_default();
        let value = match tag.split_whitespace().next() {
            Some("input") if kind != "checkbox" && kind != "file" => attribute(tag, "value").unwrap_or_default(),
            Some("textarea") => {
                let text = rest.split_once('>').map_or("", |(_, text)| text);
                plain(text.strip_prefix('\n').unwrap_or(text))
            }
            Some("select") => chosen(form, &name),
            _ => continue,
        };
        found.push((name, value));
    }
    found
}

/// The value that is chosen in a list: the one that is marked, else the first.
fn chosen(form: &str, name: &str) -> String {
    let after = form.split_once(&format!("name=\"{name}\"")).map_or("", |(_, after)| after);
    let list = after.split("</select>").next().unwrap_or_default();
    let options: Vec<&str> = list.split("<option").skip(1).filter_map(|option| option.split('>').next()).collect();
    let marked = options.iter().find(|option| option.ends_with(" selected")).or(options.first());
    marked.and_then(|option| attribute(option, "value")).unwrap_or_default()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, after) = tag.split_once(&format!(" {name}=\""))?;
    after.split('"').next().map(plain)
}

/// Text without the references that templates escape with.
fn plain(text: &str) -> String {
    let mut plain = text.to_owned();
    for (written, meant) in [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")] {
        plain = plain.replace(written, meant);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_would_send_what_stands_in_it() {
        let page = "<a href=\"/a/1\">x</a><a href=\"/a/1\">x</a><form method=\"post\" action=\"/edit\">\
            <input type=\"hidden\" name=\"revision\" value=\"3\"><input type=\"checkbox\" name=\"box\" value=\"yes\">\
            <textarea name=\"address\" rows=\"3\">\n1 &#60;Main&#62; St\n2nd</textarea>\
            <select name=\"residence\"><option value=\"\">-</option><option value=\"JP\" selected>Japan</option></select>\
            <button>Save</button></form><input name=\"other\" value=\"\">";
        assert_eq!(links(page, "/a/"), ["/a/1"]);
        let sent = fields(form(page, "/edit").unwrap());
        let expected = [("revision", "3"), ("address", "1 <Main> St\n2nd"), ("residence", "JP")];
        assert_eq!(sent, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(value_of(page, "revision").as_deref(), Some("3"));
        assert!(form(page, "/nowhere").is_none());
    }
}
