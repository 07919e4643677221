//! Every page, rendered in every language with made-up people, and written to `target/pages/` to be looked at.

mod administrator;
mod country_information;
mod disclosures;
mod duties;
mod inbox;
mod incidents;
mod interviews;
mod lists;
mod mailed;
mod message_templates;
mod notices;
mod officer;
mod outsourcing;
mod own;
mod people;
mod public;
mod recruiter;

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use scraper::{ElementRef, Html, Selector};

use super::assets;
use super::frame::{Area, Frame, SignedIn};
use super::texts::Texts;
use crate::domain::locale::Locale;
use crate::domain::staff::Role;

/// A page by name, rendered.
type Rendered = (&'static str, String);

/// One of three texts by language.
fn by<'a>(texts: &Texts, ja: &'a str, en: &'a str, zh: &'a str) -> &'a str {
    match texts.locale {
        Locale::Ja => ja,
        Locale::En => en,
        Locale::ZhHant => zh,
    }
}

fn company(texts: &Texts) -> &'static str {
    by(texts, "青嶺計器", "Aomine Instruments", "青嶺計器")
}

fn frame(texts: &Texts, area: Area, path: &str) -> Frame {
    let mut frame = Frame::new(*texts, area, path, company(texts));
    let office = by(texts, "東京本社", "Tokyo", "東京總公司").to_owned();
    match area {
        Area::Staff(role) => {
            let name = if role == Role::Administrator {
                "Wei Lim"
            } else {
                by(texts, "田中 凛", "Rin Tanaka", "田中凜")
            };
            frame.person = Some(SignedIn { name: name.into(), role: texts.label(role), office });
            frame.csrf = Some("0123456789abcdef".into());
        }
        Area::Partner => {
            let name = by(texts, "小寺 遥", "Haruka Kodera", "小寺遙").into();
            let (role, office) = (texts.label(Role::Partner), outsourcing::PROCESSOR.to_owned());
            frame.person = Some(SignedIn { name, role, office });
            frame.csrf = Some("0123456789abcdef".into());
        }
        Area::Me => {
            let name = by(texts, "佐藤 美咲", "Misaki Sato", "佐藤美咲").into();
            frame.person = Some(SignedIn { name, role: String::new(), office });
            frame.csrf = Some("0123456789abcdef".into());
        }
        Area::Public | Area::Door => {}
    }
    frame
}

fn all(texts: &Texts) -> Vec<Rendered> {
    let staff =
        [recruiter::pages(texts), lists::pages(texts), officer::pages(texts), administrator::pages(texts)].concat();
    let of_officers =
        [disclosures::pages(texts), duties::pages(texts), notices::pages(texts), incidents::pages(texts)].concat();
    let written = [inbox::pages(texts), message_templates::pages(texts)].concat();
    let staff = [staff, country_information::pages(texts), written].concat();
    [public::pages(texts), staff, outsourcing::pages(texts), of_officers, own::pages(texts)].concat()
}

fn each(check: impl Fn(Locale, &str, &Html)) {
    for locale in Locale::ALL {
        for (name, html) in all(&Texts::of(*locale)) {
            check(*locale, name, &Html::parse_document(&html));
        }
    }
}

fn select<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

#[test]
fn every_page_is_written_out_to_be_looked_at() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pages");
    for name in ["saiyo.css", "saiyo.svg", "favicon.svg"] {
        let url = assets::asset_url(name);
        let path = root.join(url.trim_start_matches('/'));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, assets::find(&url).unwrap().bytes).unwrap();
    }
    let samples = root.join("staff/candidates/018f/documents/d1/pages");
    fs::create_dir_all(&samples).unwrap();
    for page in ["1", "2"] {
        fs::write(samples.join(page), recruiter::PAGE_IMAGE).unwrap();
    }
    for locale in Locale::ALL {
        let folder = root.join(locale.as_str());
        fs::create_dir_all(&folder).unwrap();
        for (name, html) in all(&Texts::of(*locale)) {
            fs::write(folder.join(format!("{name}.html")), html).unwrap();
        }
    }
}

#[test]
fn no_text_is_missing_on_any_page() {
    for locale in Locale::ALL {
        for (name, html) in all(&Texts::of(*locale)) {
            assert!(!html.contains('⟦'), "{locale} {name}: {}", html.split('⟦').nth(1).unwrap_or_default());
            assert!(!html.contains("{$") && !html.contains("{ $"), "{locale} {name}: a value is missing in a text");
        }
    }
}

#[test]
fn no_page_has_a_script_of_its_own_a_style_or_a_handler_in_it() {
    each(|locale, name, page| {
        for element in select(page, "*") {
            let value = element.value();
            let own =
                value.attr("src").is_some_and(|src| src.starts_with("/static/")) && element.text().next().is_none();
            assert!(
                value.name() != "style" && (value.name() != "script" || own),
                "{locale} {name}: {}",
                element.html()
            );
            for (attribute, text) in value.attrs() {
                let bad = attribute.starts_with("on") || attribute == "style" || text.starts_with("javascript:");
                assert!(!bad, "{locale} {name}: {attribute}={text}");
            }
        }
    });
}

#[test]
fn every_input_has_a_label_and_what_describes_it_exists() {
    each(|locale, name, page| {
        let labels: HashSet<&str> = select(page, "label[for]").iter().filter_map(|it| it.attr("for")).collect();
        let ids: HashSet<&str> = select(page, "[id]").iter().filter_map(|it| it.attr("id")).collect();
        for field in select(page, "input:not([type=hidden]), select, textarea") {
            let id = field.attr("id").unwrap_or_default();
            let labelled = labels.contains(id) || field.attr("aria-label").is_some();
            assert!(labelled, "{locale} {name}: {} has no label", field.html());
        }
        for described in select(page, "[aria-describedby], [aria-labelledby]") {
            for attribute in ["aria-describedby", "aria-labelledby"] {
                for id in described.attr(attribute).unwrap_or_default().split_whitespace() {
                    assert!(ids.contains(id), "{locale} {name}: nothing has the id {id}");
                }
            }
        }
        for link in select(page, "a[href^='#']") {
            let id = link.attr("href").unwrap_or_default().trim_start_matches('#');
            assert!(ids.contains(id), "{locale} {name}: nothing has the id {id}");
        }
        assert_eq!(ids.len(), select(page, "[id]").len(), "{locale} {name}: an id stands twice");
    });
}

#[test]
fn pages_are_in_their_language_with_one_heading_and_described_images() {
    each(|locale, name, page| {
        assert_eq!(select(page, "html")[0].attr("lang"), Some(locale.as_str()), "{name}");
        assert_eq!(select(page, "h1").len(), 1, "{locale} {name}: one main heading");
        assert_eq!(select(page, "main#main").len(), 1, "{locale} {name}");
        assert!(select(page, "img:not([alt])").is_empty(), "{locale} {name}: an image without alt");
        let title: String = select(page, "title")[0].text().collect();
        assert!(!title.starts_with(" ·"), "{locale} {name}: an empty title");
        let buttons = select(page, "button");
        assert!(
            buttons.iter().all(|button| button.attr("type").is_none_or(|kind| ["submit", "button"].contains(&kind))),
            "{name}"
        );
        assert!(buttons.iter().all(|button| button.text().any(|text| !text.trim().is_empty())), "{locale} {name}");
    });
}

#[test]
fn every_form_of_a_session_carries_its_token() {
    each(|locale, name, page| {
        let signed_in = !select(page, ".whoami").is_empty();
        for form in select(page, "form[method=post]").iter().filter(|_| signed_in) {
            assert!(form.html().contains("name=\"csrf\""), "{locale} {name}: {}", form.attr("action").unwrap_or(""));
        }
        let sent_by_get =
            select(page, "form:not([method=dialog])").iter().filter(|form| form.attr("method") != Some("post")).count();
        // What asks about nobody may stand in an address.
        let may = ["candidates", "what-if", "disclosures", "disclosures-empty", "decisions"].contains(&name);
        assert!(sent_by_get == 0 || may, "{locale} {name}: sent by GET");
    });
}

#[test]
fn the_notice_stands_before_the_first_field_and_is_not_ticked() {
    for locale in Locale::ALL {
        let texts = Texts::of(*locale);
        let (_, html) = public::pages(&texts).into_iter().find(|(name, _)| *name == "apply").unwrap();
        let notice = html.find("class=\"notice\"").unwrap();
        let first_field = html.find("id=\"family\"").unwrap();
        assert!(notice < first_field);
        let page = Html::parse_document(&html);
        assert_eq!(select(&page, "#acknowledged[type=checkbox]").len(), 1);
        assert!(select(&page, "#acknowledged[checked]").is_empty());
    }
}

#[test]
fn what_was_typed_is_escaped_and_passwords_are_never_repeated() {
    let texts = Texts::of(Locale::En);
    let pages = public::pages(&texts);
    let (_, faults) = pages.iter().find(|(name, _)| *name == "apply-faults").unwrap();
    assert!(!faults.contains("<script>alert"));
    assert!(faults.contains("&#60;script&#62;alert"));
    let (_, setup) = pages.iter().find(|(name, _)| *name == "setup").unwrap();
    assert!(!setup.contains("correct horse"));
}
