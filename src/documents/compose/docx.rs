//! A minimal DOCX: one part of text, one of styles.
//!
//! Invariant: every word from outside is escaped; the file has no macro, no field, nothing external.

use super::CvContent;
use crate::documents::fonts::Script;
use quick_xml::escape::escape;
use std::fmt::Write as _;
use std::io::{self, Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>"#;
const ROOT: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const MAIN_RELATIONSHIPS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
const WORD: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;

/// Writes the archive.
pub fn write(cv: &CvContent) -> io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let parts = [
        ("[Content_Types].xml", TYPES.to_owned()),
        ("_rels/.rels", ROOT.to_owned()),
        ("word/document.xml", document(cv)),
        ("word/styles.xml", styles(script(cv))),
        ("word/_rels/document.xml.rels", MAIN_RELATIONSHIPS.to_owned()),
    ];
    for (name, content) in parts {
        zip.start_file(name, options).map_err(io::Error::other)?;
        zip.write_all(content.as_bytes())?;
    }
    Ok(zip.finish().map_err(io::Error::other)?.into_inner())
}

fn script(cv: &CvContent) -> Script {
    let entries = cv.sections.iter().flat_map(|section| section.entries.iter().chain([&section.heading]));
    Script::of(cv.lines.iter().chain([&cv.title, &cv.name]).chain(entries).map(String::as_str))
}

fn document(cv: &CvContent) -> String {
    let mut body = String::new();
    paragraph(&mut body, "Subtitle", &cv.title);
    paragraph(&mut body, "Title", &cv.name);
    for line in &cv.lines {
        paragraph(&mut body, "Contact", line);
    }
    for section in &cv.sections {
        paragraph(&mut body, "Heading1", &section.heading);
        for entry in &section.entries {
            paragraph(&mut body, if entry.contains('\t') { "Entry" } else { "Normal" }, entry);
        }
    }
    let page = r#"<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>"#;
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {WORD}><w:body>{body}{page}</w:body></w:document>"#
    )
}

fn paragraph(body: &mut String, style: &str, text: &str) {
    let mut run = String::new();
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            run.push_str("<w:br/>");
        }
        for (index, piece) in line.split('\t').enumerate() {
            if index > 0 {
                run.push_str("<w:tab/>");
            }
            let allowed: String = piece.chars().filter(|c| !c.is_control()).collect();
            // Writing to a string cannot fail.
            let _ = write!(run, r#"<w:t xml:space="preserve">{}</w:t>"#, escape(allowed.as_str()));
        }
    }
    let _ = write!(body, r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r>{run}</w:r></w:p>"#);
}

fn styles(script: Script) -> String {
    let (font, language) = match script {
        Script::Japanese => ("Yu Gothic", "ja-JP"),
        Script::Chinese | Script::Latin => ("Microsoft JhengHei", "zh-TW"),
    };
    let style = |id: &str, name: &str, paragraph: &str, run: &str| {
        format!(
            r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"#
        )
    };
    let rule = r#"<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="C3CFDB"/></w:pBdr>"#;
    let all = [
        style("Subtitle", "Subtitle", r#"<w:spacing w:after="40"/>"#, r#"<w:color w:val="1F4E79"/><w:sz w:val="22"/>"#),
        style("Title", "Title", r#"<w:spacing w:after="120"/>"#, r#"<w:b/><w:sz w:val="44"/>"#),
        style("Contact", "Contact", r#"<w:spacing w:after="20"/>"#, r#"<w:color w:val="5A636D"/><w:sz w:val="18"/>"#),
        style(
            "Heading1",
            "heading 1",
            &format!(r#"<w:keepNext/>{rule}<w:spacing w:before="280" w:after="120"/><w:outlineLvl w:val="0"/>"#),
            r#"<w:b/><w:color w:val="1F4E79"/><w:sz w:val="26"/>"#,
        ),
        style(
            "Entry",
            "Entry",
            r#"<w:tabs><w:tab w:val="left" w:pos="2268"/></w:tabs><w:ind w:left="2268" w:hanging="2268"/>"#,
            "",
        ),
    ];
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:styles {WORD}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial" w:eastAsia="{font}"/><w:color w:val="22262B"/><w:sz w:val="20"/><w:lang w:val="en-GB" w:eastAsia="{language}"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="80" w:line="288" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>{}</w:styles>"#,
        all.concat()
    )
}
