//! What hostile documents get: a typed answer, in time, and nothing else.

use super::build::*;
use super::{answered, cast, reader};
use saiyo::documents::{Wants, compose};
use saiyo::domain::document::ReadingFailure::{self, *};

fn failure(bytes: &[u8]) -> Option<ReadingFailure> {
    answered(bytes, Wants::ALL).failure
}

#[test]
fn archives_that_unpack_without_end_are_bombs() {
    let mut zeros = Entry::stored("word/media/image1.png", b"");
    (zeros.packed, zeros.method, zeros.declared_size) = (packed_zeros(10 * 1024), 8, 20);
    assert_eq!(failure(&docx_with(vec![zeros])), Some(Bomb), "10 GiB behind a declared size of 20 bytes");
    let mut honest = Entry::stored("word/media/image1.png", b"");
    (honest.packed, honest.method, honest.declared_size) = (packed_zeros(200), 8, 200 << 20);
    assert_eq!(failure(&docx_with(vec![honest])), Some(Bomb), "200 MiB as declared");
    let many = (0..1_100).map(|n| Entry::stored(&format!("word/media/{n}.png"), b"x")).collect();
    assert_eq!(failure(&docx_with(many)), Some(Bomb), "more than 1,000 entries");
    let noise = xorshift(1).map(|n| n as u8).take(1 << 20).collect::<Vec<u8>>();
    let large: Vec<u8> = noise.iter().flat_map(|byte| [*byte; 48]).collect();
    let several = (0..3).map(|n| Entry::deflated(&format!("word/media/{n}.bin"), &large)).collect();
    assert_eq!(failure(&docx_with(several)), Some(Bomb), "each part within the ratio, all together too much");
}

#[test]
fn archives_with_forbidden_entries_are_unsafe() {
    let entry = |name: &str| Entry::stored(name, b"x");
    let mut link = entry("word/link");
    link.mode = 0o120_777;
    let mut over = entry("word/over");
    over.offset = Some(0);
    let inner = archive(&[entry("inner")]);
    let cases: Vec<(&str, Vec<Entry>)> = vec![
        ("symlink", vec![link]),
        ("parent", vec![entry("../../etc/cron.d/x")]),
        ("parent within", vec![entry("word/../../x")]),
        ("absolute", vec![entry("/etc/passwd")]),
        ("backslash", vec![entry("..\\..\\x")]),
        ("drive", vec![entry("C:/x")]),
        ("duplicate", vec![entry("word/a.xml"), entry("word/a.xml")]),
        ("duplicate in another case", vec![entry("word/a.xml"), entry("word/A.XML")]),
        ("duplicate of the main part", vec![entry("word/document.xml")]),
        ("nested archive", vec![Entry::stored("word/embeddings/a.xlsx", &inner)]),
        ("nested gzip", vec![entry("word/a.bin"), Entry::stored("word/b.bin", b"\x1f\x8b\x08")]),
    ];
    for (name, more) in cases {
        assert_eq!(failure(&docx_with(more)), Some(UnsafeArchive), "{name}");
    }
    // Its header says another name than the directory: refused either as an overlap or as a contradiction.
    assert!(matches!(failure(&docx_with(vec![over])), Some(UnsafeArchive | Damaged)));
}

#[test]
fn overlapping_entries_are_refused() {
    let mut parts = docx_parts(&document(&paragraph("x")));
    let first = parts.len();
    parts.push(Entry::stored("word/a.bin", &[0; 200]));
    let whole = archive(&parts);
    let at = whole.windows(10).position(|window| window == b"word/a.bin").unwrap() - 30;
    // A second name for the same data, whose header lies inside the first one's data.
    let mut inner = Entry::stored("word/b.bin", &[0; 50]);
    let mut hidden = archive(&[Entry::stored("word/b.bin", &[0; 50])]);
    hidden.truncate(30 + 10 + 50);
    parts[first].packed[..hidden.len()].copy_from_slice(&hidden);
    inner.offset = Some((at + 30 + 10) as u32);
    parts.push(inner);
    assert_eq!(failure(&archive(&parts)), Some(UnsafeArchive));
}

#[test]
fn hostile_xml_is_refused() {
    let with = |xml: &str| failure(&archive(&docx_parts(xml)));
    let entities: String =
        (1..20).map(|n| format!("<!ENTITY e{n} \"{}\">", format!("&e{};", n - 1).repeat(10))).collect();
    let bomb = format!("<!DOCTYPE w [<!ENTITY e0 \"lol\">{entities}]>{}", document(&paragraph("&e19;")));
    assert_eq!(with(&bomb), Some(Damaged), "entity bomb");
    let external = format!("<!DOCTYPE w SYSTEM \"file:///etc/passwd\">{}", document(&paragraph("x")));
    assert_eq!(with(&external), Some(Damaged), "external entity");
    assert_eq!(
        with(&document(&format!("{}{}", "<w:p>".repeat(200_000), "</w:p>".repeat(200_000)))),
        Some(Bomb),
        "depth"
    );
    let attributes: String = (0..100_000).map(|n| format!(" a{n}=\"\"")).collect();
    assert_eq!(with(&document(&format!("<w:p{attributes}/>"))), Some(Bomb), "attributes");
    assert_eq!(with("<w:document><w:body>"), Some(Damaged), "not closed");
    assert_eq!(with("\u{0}\u{1}"), Some(NoText), "no XML at all has no text");
}

#[test]
fn pdf_bombs_are_refused() {
    let flate = |data: &[u8], filters: &str| one_page("", stream(&format!("/Filter [{filters}]"), data), vec![]);
    assert_eq!(failure(&flate(&zlib_zeros(2_000), "/FlateDecode")), Some(Bomb), "2 GiB in one stream");
    assert_eq!(failure(&flate(&zlib(&zlib_zeros(2_000)), "/FlateDecode /FlateDecode")), Some(Bomb), "stacked twice");
    let thrice = zlib(&zlib(&zlib_zeros(2_000)));
    assert_eq!(failure(&flate(&thrice, "/Fl /Fl /Fl")), Some(Bomb), "stacked three times under the short name");
    let many = (0..5).map(|_| stream("/Filter /FlateDecode", &zlib_zeros(30))).collect();
    assert_eq!(failure(&one_page("", stream("", b""), many)), Some(Bomb), "each within the limit, all together not");
}

#[test]
fn a_pdf_that_draws_without_end_is_stopped_in_time() {
    let mut forms = Vec::new();
    for level in 0..30 {
        let calls = "/X Do ".repeat(20);
        let next = 5 + level + 1;
        let resources =
            format!("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {next} 0 R >> >>");
        forms.push(stream(&resources, calls.as_bytes()));
    }
    let page = one_page("/XObject << /X 5 0 R >>", stream("", b"/X Do"), forms);
    assert_eq!(failure(&page), Some(TimedOut));
}

#[test]
fn deep_and_huge_pdfs_are_answered() {
    let nested = format!("{}{}", "[".repeat(2_000_000), "]".repeat(2_000_000));
    answered(&one_page("", stream("", format!("{nested} TJ").as_bytes()), vec![]), Wants::ALL);
    answered(&pdf(&[format!("<< /Type /Catalog /Pages {nested} >>").into_bytes()], ""), Wants::ALL);
    answered(&one_page("", stream("", "q ".repeat(5_000_000).as_bytes()), vec![]), Wants::ALL);
    let image = "/Subtype /Image /Width 60000 /Height 60000 /BitsPerComponent 8 /ColorSpace /DeviceRGB";
    let huge = one_page("/XObject << /X 5 0 R >>", stream("", b"500 0 0 500 0 0 cm /X Do"), vec![stream(image, b"x")]);
    answered(&huge, Wants::ALL);
    let giant = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1e9 1e-3] /Contents 4 0 R >>".to_vec();
    let pages =
        [b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(), b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(), giant];
    answered(&pdf(&pages, ""), Wants::ALL);
}

#[test]
fn locked_files_say_that_they_are_locked() {
    let lock = "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O (01234567890123456789012345678901) /U (01234567890123456789012345678901) >> /ID [(a) (a)]";
    let objects = [b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(), b"<< /Type /Pages /Kids [] /Count 0 >>".to_vec()];
    assert_eq!(failure(&pdf(&objects, lock)), Some(Encrypted));
    let mut office = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    office.resize(512, 0);
    office.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(failure(&office), Some(Encrypted));
}

#[test]
fn what_is_neither_pdf_nor_docx_is_of_the_wrong_kind() {
    let sheet =
        archive(&[Entry::stored("[Content_Types].xml", b"<Types/>"), Entry::stored("xl/workbook.xml", b"<x/>")]);
    let mut fake = docx_parts(&document(""));
    fake[0] =
        Entry::stored("[Content_Types].xml", br#"<Types><Default Extension="xml" ContentType="text/html"/></Types>"#);
    let text_zip = archive(&[Entry::stored("a.txt", b"a")]);
    for bytes in [
        &b""[..],
        b"hello",
        b"<html><script>alert(1)</script>",
        b"\x89PNG\r\n\x1a\n",
        &sheet,
        &archive(&fake),
        &text_zip,
    ] {
        assert_eq!(failure(bytes), Some(WrongKind));
    }
    assert_eq!(failure(&vec![b'%'; 26 * 1024 * 1024]), Some(TooLarge));
}

#[test]
fn truncated_files_are_answered() {
    for whole in [compose::cv_pdf(&cast::japanese()), compose::cv_docx(&cast::chinese())] {
        for part in 1..16 {
            answered(&whole[..whole.len() * part / 16], Wants::TEXT);
        }
    }
    let docx = compose::cv_docx(&cast::english());
    assert_eq!(failure(&docx[..docx.len() - 200]), Some(Damaged));
}

#[test]
fn mutated_and_random_files_are_answered() {
    const SEED: u64 = 0x5a17_0a1d;
    const ROUNDS: usize = 150;
    let mut random = xorshift(SEED);
    let bodies = [compose::cv_pdf(&cast::chinese()), compose::cv_docx(&cast::japanese())];
    for round in 0..ROUNDS {
        for body in &bodies {
            let mut bytes = body.clone();
            for _ in 0..1 + random.next().unwrap() % 12 {
                let at = random.next().unwrap() as usize % bytes.len();
                match random.next().unwrap() % 4 {
                    0 => bytes[at] = random.next().unwrap() as u8,
                    1 => bytes[at] ^= 1 << (random.next().unwrap() % 8),
                    2 => drop(bytes.drain(at..(at + 16).min(bytes.len() - 1).max(at))),
                    _ => bytes.splice(at..at, [b'0'; 8]).for_each(drop),
                }
            }
            answered(&bytes, if round % 10 == 0 { Wants::ALL } else { Wants::TEXT });
        }
        let noise: Vec<u8> = random.by_ref().map(|n| n as u8).take(2_000).collect();
        let dressed = [&b"%PDF-1.7\n"[..], &noise].concat();
        answered(if round % 2 == 0 { &noise } else { &dressed }, Wants::TEXT);
    }
    println!("answered {} mutated or random files, seed {SEED:#x}", ROUNDS * 3);
}

#[test]
fn the_reader_survives_and_still_reads() {
    let bomb = one_page("", stream("/Filter /FlateDecode", &zlib_zeros(2_000)), vec![]);
    let honest = compose::cv_docx(&cast::english());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(reader().read(&bomb, Wants::ALL).failure, Some(Bomb)));
            scope.spawn(|| assert_eq!(reader().read(&honest, Wants::TEXT).failure, None));
        }
    });
}

fn xorshift(seed: u64) -> impl Iterator<Item = u64> {
    std::iter::successors(Some(seed), |state| {
        let mut next = *state;
        next ^= next << 13;
        next ^= next >> 7;
        next ^= next << 17;
        Some(next)
    })
    .skip(1)
}
