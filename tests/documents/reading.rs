//! What honest documents give.

use super::build::{Entry, archive, document, docx_parts, one_page, paragraph, stream, unembedded};
use super::{cast, reader};
use saiyo::documents::{ReadOutcome, Wants, compose, sniff};
use saiyo::domain::document::{DocumentKind, ReadingFailure};

fn read(bytes: &[u8]) -> ReadOutcome {
    reader().read(bytes, Wants::ALL)
}

fn without_space(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A page is drawn if a fair part of it, but not most of it, is darker than paper.
fn assert_drawn(outcome: &ReadOutcome) {
    assert!(!outcome.pages.is_empty(), "{outcome:?}");
    for page in &outcome.pages {
        let image = image::load_from_memory_with_format(&page.png, image::ImageFormat::Png).unwrap().to_luma8();
        assert_eq!((image.width(), image.height()), (page.width, page.height));
        assert_eq!(page.width, 1000);
        assert!((1000..=2000).contains(&page.height));
        let dark = image.pixels().filter(|pixel| pixel.0[0] < 128).count();
        assert!(dark > 200 && dark < 400_000, "{dark} dark pixels");
    }
}

#[test]
fn composed_cvs_read_back_word_for_word_in_three_languages() {
    for cv in [cast::japanese(), cast::chinese(), cast::english()] {
        for (bytes, kind) in [(compose::cv_pdf(&cv), DocumentKind::Pdf), (compose::cv_docx(&cv), DocumentKind::Docx)] {
            assert_eq!(sniff(&bytes, "x").kind, Some(kind));
            let outcome = read(&bytes);
            assert_eq!((outcome.kind, outcome.failure), (Some(kind), None), "{} {outcome:?}", cv.name);
            let text = without_space(&outcome.text);
            for word in cast::words(&cv) {
                assert!(text.contains(&word), "{kind} of {} lost {word:?} in:\n{}", cv.name, outcome.text);
            }
            assert!((1..=2).contains(&outcome.page_count));
            assert!(!outcome.truncated);
            assert_drawn(&outcome);
        }
    }
}

#[test]
fn fonts_that_a_pdf_only_names_give_text_and_pictures() {
    let cases = [
        ("UniJIS-UCS2-H", "Japan1", "履歴書 山田太郎 やまだ アルバイト"),
        ("UniJIS-UTF16-H", "Japan1", "職務経歴書 東京都千代田区"),
        ("UniCNS-UCS2-H", "CNS1", "個人履歷 香港九龍"),
        ("UniCNS-UTF16-H", "CNS1", "財務經理 會計師"),
        ("UniGB-UCS2-H", "GB1", "个人简历 软件工程师"),
    ];
    for (encoding, ordering, text) in cases {
        let outcome = read(&unembedded(encoding, ordering, text));
        assert_eq!(outcome.text.trim(), text, "{encoding}");
        assert_drawn(&outcome);
    }
}

#[test]
fn every_corner_of_a_docx_is_read_in_order() {
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", paragraph(text));
    let boxed = format!(
        r#"<w:p><w:r><w:t>Anchor</w:t></w:r><w:r><mc:AlternateContent xmlns:mc="m"><mc:Choice><w:txbxContent>{}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>{}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"#,
        paragraph("Inside a box"),
        paragraph("Inside a box")
    );
    let body = [
        r#"<w:p><w:pPr><w:pStyle w:val="Heading1"/><w:tabs><w:tab w:pos="9"/></w:tabs></w:pPr><w:r><w:t>Head</w:t></w:r><w:r><w:t>ing</w:t></w:r></w:p>"#.to_owned(),
        "<w:p><w:r><w:t>One</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r></w:p>".to_owned(),
        format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell("Left"), cell("Right")),
        boxed,
        "<w:p><w:del><w:r><w:delText>gone</w:delText><w:t>gone</w:t></w:r></w:del><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>たかさき</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>髙﨑</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>".to_owned(),
    ];
    let mut parts = docx_parts(&document(&body.concat()));
    let kinds = ["header", "footnotes", "comments", "footer"];
    let link = |kind: &str| {
        format!(
            r#"<Relationship Id="{kind}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{kind}1.xml"/>"#
        )
    };
    let links: String = kinds.into_iter().map(link).collect();
    parts.push(Entry::deflated(
        "word/_rels/document.xml.rels",
        format!("<Relationships>{links}</Relationships>").as_bytes(),
    ));
    for kind in kinds {
        parts
            .push(Entry::deflated(&format!("word/{kind}1.xml"), document(&paragraph(&format!("A {kind}"))).as_bytes()));
    }
    let outcome = read(&archive(&parts));
    let lines: Vec<&str> = outcome.text.lines().filter(|line| !line.is_empty()).collect();
    let expected = [
        "A header",
        "Heading",
        "One\ttwo",
        "three",
        "Left\tRight",
        "Anchor",
        "Inside a box",
        "髙﨑",
        "A footnotes",
        "A comments",
        "A footer",
    ];
    assert_eq!(lines, expected);
    assert_drawn(&outcome);
}

#[test]
fn a_sidebar_is_read_as_a_column_and_a_table_as_rows() {
    let show = |x: i32, y: i32, text: &str| format!("BT /F 10 Tf {x} {y} Td ({text}) Tj ET\n");
    let font = "/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>";
    let mut columns = show(60, 780, "Tan Wei Ling");
    let mut table = String::new();
    for row in 0..8 {
        let y = 700 - 14 * row;
        columns += &show(60, y - 5, &format!("sidebar{row} skills and languages"));
        columns += &show(320, y, &format!("main{row} built and ran payment services"));
        table += &show(60, y, &format!("201{row}"));
        table += &show(320, y, &format!("work{row} at a company in Singapore"));
    }
    let text = |contents: &str| read(&one_page(font, stream("", contents.as_bytes()), vec![])).text;
    let at = |text: &str, word: &str| text.find(word).unwrap_or_else(|| panic!("{word} is missing in {text}"));
    let columns = text(&columns);
    assert!(at(&columns, "sidebar7") < at(&columns, "main0"), "{columns}");
    assert!(at(&columns, "Tan") < at(&columns, "sidebar0"));
    let table = text(&table);
    assert!(table.contains("2013\twork3 at a company"), "{table}");
}

#[test]
fn form_values_without_a_picture_are_read() {
    let font = "/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>";
    let wide: String = "\u{feff}髙﨑".encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    let field = format!("<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V <{wide}> /Rect [0 0 9 9] >>");
    let outcome = read(&one_page(font, stream("", b"BT /F 10 Tf 60 700 Td (Name:) Tj ET"), vec![field.into_bytes()]));
    assert_eq!(outcome.text, "Name:\n髙﨑\n");
}

#[test]
fn what_a_document_carries_is_flagged() {
    let script = one_page("", stream("", b""), vec![b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>".to_vec()]);
    let launch = one_page("", stream("", b""), vec![b"<< /A << /S /#4caunch /F (cmd) >> >>".to_vec()]);
    let attachment = one_page("", stream("", b""), vec![stream("/Type /EmbeddedFile", b"x")]);
    assert!(read(&script).warnings.javascript);
    assert!(read(&launch).warnings.external_relationships);
    assert!(read(&attachment).warnings.embedded_files);

    let link = |kind: &str| {
        let links = format!(
            r#"<Relationships><Relationship Id="a" Type="http://x/{kind}" Target="http://example.org/x" TargetMode="External"/></Relationships>"#
        );
        super::build::docx_with(vec![Entry::deflated("word/_rels/document.xml.rels", links.as_bytes())])
    };
    assert!(read(&link("attachedTemplate")).warnings.external_relationships);
    assert!(!read(&link("hyperlink")).warnings.external_relationships);
    let macros = super::build::docx_with(vec![Entry::stored("word/vbaProject.bin", b"\xD0\xCF\x11\xE0")]);
    assert!(read(&macros).warnings.macros);
    let object = super::build::docx_with(vec![Entry::stored("word/embeddings/oleObject1.bin", b"\xD0\xCF\x11\xE0")]);
    assert!(read(&object).warnings.embedded_files);
}

#[test]
fn a_page_without_text_says_so_and_is_still_drawn() {
    let outcome = read(&one_page("", stream("", b"0 0 0 rg 100 100 60 60 re f"), vec![]));
    assert_eq!(outcome.failure, Some(ReadingFailure::NoText));
    assert_drawn(&outcome);
}

#[test]
fn long_documents_end_at_the_limits() {
    // Not too repetitive, or it would be a bomb.
    let long: String = (0..200_000u64).map(|n| format!("{} ", n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40)).collect();
    let cv = compose::CvContent {
        sections: vec![compose::CvSection { heading: "h".into(), entries: vec![long] }],
        ..cast::english()
    };
    let outcome = reader().read(&compose::cv_docx(&cv), Wants::TEXT);
    assert_eq!(outcome.text.chars().count(), 1_000_000);
    assert!(outcome.truncated && outcome.failure.is_none(), "{outcome:?}");
    let pages = (0..200).map(|n| format!("Line {n}\n").repeat(20)).collect();
    let cv = compose::CvContent { sections: vec![compose::CvSection { heading: "h".into(), entries: pages }], ..cv };
    let outcome = reader().read(&compose::cv_pdf(&cv), Wants { text: false, pages: true });
    assert!(outcome.truncated && outcome.pages.len() <= 30 && outcome.page_count == 31, "{outcome:?}");
}
