//! Which part of the archive is what: content types and relationships.
//!
//! Invariant: a part is taken for the document only if the package says so, not because of its name.

use super::archive::Archive;
use super::xml::{self, Node};
use crate::documents::outcome::Warnings;
use crate::domain::document::ReadingFailure;

const MAIN_TYPES: &[&str] = &[
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
];
const MACRO_TYPES: &[&str] = &[
    "application/vnd.ms-word.document.macroenabled.main+xml",
    "application/vnd.ms-word.template.macroenabledtemplate.main+xml",
];

/// A relationship of one part to another, or to something outside.
pub struct Relationship {
    /// The last step of its type, such as `footnotes`.
    pub kind: String,
    target: String,
    external: bool,
}

/// The main part, what it refers to, and what a reader should be warned of.
pub struct Package {
    /// The main part's name.
    pub main: String,
    /// What the main part refers to.
    pub relationships: Vec<Relationship>,
    /// Macros, embedded files, things fetched from elsewhere.
    pub warnings: Warnings,
}

impl Package {
    /// Finds the main part, or refuses what is no Word document.
    pub fn open(archive: &Archive) -> Result<Self, ReadingFailure> {
        let root = relationships(archive.part("_rels/.rels").ok_or(ReadingFailure::Damaged)?)?;
        let main = root.iter().find(|r| r.kind == "officeDocument" && !r.external).ok_or(ReadingFailure::WrongKind)?;
        let main = resolve("", &main.target);
        let types = archive.part("[Content_Types].xml").ok_or(ReadingFailure::Damaged)?;
        let main_type = content_type(types, &main)?.unwrap_or_default().to_ascii_lowercase();
        let with_macros = MACRO_TYPES.contains(&main_type.as_str());
        if !with_macros && !MAIN_TYPES.contains(&main_type.as_str()) {
            return Err(ReadingFailure::WrongKind);
        }
        let own = archive.part(&relationship_part(&main)).map(relationships).transpose()?.unwrap_or_default();
        let warnings = Warnings {
            macros: with_macros
                || archive.has(|name| name.ends_with("vbaproject.bin") || name.ends_with("vbadata.xml")),
            javascript: false,
            embedded_files: archive.has(|name| name.contains("/embeddings/") || name.contains("/activex/")),
            external_relationships: fetches_from_outside(archive)?,
        };
        Ok(Self { main, relationships: own, warnings })
    }

    /// The names of the parts that the main part refers to as `kind`.
    pub fn related(&self, kind: &str) -> impl Iterator<Item = String> {
        self.relationships.iter().filter(move |r| r.kind == kind && !r.external).map(|r| resolve(&self.main, &r.target))
    }
}

/// A hyperlink waits for a click; everything else external is fetched when the file is opened.
fn fetches_from_outside(archive: &Archive) -> Result<bool, ReadingFailure> {
    for part in archive.relationship_parts() {
        if relationships(part)?.iter().any(|r| r.external && r.kind != "hyperlink") {
            return Ok(true);
        }
    }
    Ok(false)
}

fn relationships(part: &[u8]) -> Result<Vec<Relationship>, ReadingFailure> {
    let mut found = Vec::new();
    xml::walk(part, |node| {
        if let Node::Open(element) = node
            && element.name() == "Relationship"
        {
            let kind = element.attribute("Type").unwrap_or_default();
            found.push(Relationship {
                kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                target: element.attribute("Target").unwrap_or_default(),
                external: element.attribute("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external")),
            });
        }
        Ok(())
    })?;
    Ok(found)
}

fn content_type(types: &[u8], part: &str) -> Result<Option<String>, ReadingFailure> {
    let extension = part.rsplit('.').next().unwrap_or_default();
    let (mut own, mut default) = (None, None);
    xml::walk(types, |node| {
        let Node::Open(element) = node else { return Ok(()) };
        let names = |attribute: &str, wanted: &str| {
            element.attribute(attribute).is_some_and(|name| name.trim_start_matches('/').eq_ignore_ascii_case(wanted))
        };
        match element.name() {
            "Override" if names("PartName", part) => own = element.attribute("ContentType"),
            "Default" if names("Extension", extension) => default = element.attribute("ContentType"),
            _ => {}
        }
        Ok(())
    })?;
    Ok(own.or(default))
}

/// Where the relationships of a part are listed.
fn relationship_part(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    format!("{folder}/_rels/{name}.rels").trim_start_matches('/').to_owned()
}

/// The part that a target means, seen from the part that refers to it.
fn resolve(from: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = from.split('/').collect();
    steps.pop();
    for step in target.split('/') {
        match step {
            "." | "" => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_seen_from_their_part() {
        assert_eq!(resolve("word/document.xml", "header1.xml"), "word/header1.xml");
        assert_eq!(resolve("word/document.xml", "../customXml/item1.xml"), "customXml/item1.xml");
        assert_eq!(resolve("word/document.xml", "/word/footnotes.xml"), "word/footnotes.xml");
        assert_eq!(resolve("", "word/document.xml"), "word/document.xml");
        assert_eq!(resolve("word/document.xml", "../../../etc/passwd"), "etc/passwd");
        assert_eq!(relationship_part("word/document.xml"), "word/_rels/document.xml.rels");
    }
}
