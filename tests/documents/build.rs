//! Builders of files that no honest program writes.

use flate2::{Compress, Compression, FlushCompress};
use std::io::Write;

/// An archive entry, free to lie.
pub struct Entry {
    pub name: Vec<u8>,
    pub packed: Vec<u8>,
    pub method: u16,
    pub declared_size: u32,
    pub mode: u32,
    /// Where the directory says that the entry is, if not where it is.
    pub offset: Option<u32>,
}

impl Entry {
    pub fn stored(name: &str, content: &[u8]) -> Self {
        Self {
            name: name.as_bytes().to_vec(),
            packed: content.to_vec(),
            method: 0,
            declared_size: content.len() as u32,
            mode: 0o100_644,
            offset: None,
        }
    }

    pub fn deflated(name: &str, content: &[u8]) -> Self {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).unwrap();
        Self { packed: encoder.finish().unwrap(), method: 8, ..Self::stored(name, content) }
    }

    fn header(&self, signature: &[u8], crc: u32) -> Vec<u8> {
        let mut header = signature.to_vec();
        if signature == b"PK\x01\x02" {
            header.extend([20, 3]);
        }
        header.extend([20, 0, 0, 0]);
        header.extend(self.method.to_le_bytes());
        header.extend([0, 0, 0x21, 0x58]);
        header.extend(crc.to_le_bytes());
        header.extend((self.packed.len() as u32).to_le_bytes());
        header.extend(self.declared_size.to_le_bytes());
        header.extend((self.name.len() as u16).to_le_bytes());
        header.extend([0, 0]);
        header
    }
}

/// An archive of such entries, written to the letter.
pub fn archive(entries: &[Entry]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let mut crc = flate2::Crc::new();
        if entry.method == 0 {
            crc.update(&entry.packed);
        } else {
            let mut plain = Vec::new();
            let decoder = flate2::read::DeflateDecoder::new(entry.packed.as_slice());
            std::io::Read::read_to_end(&mut std::io::Read::take(decoder, 1 << 26), &mut plain).unwrap();
            crc.update(&plain);
        }
        let offset = entry.offset.unwrap_or(file.len() as u32);
        file.extend(entry.header(b"PK\x03\x04", crc.sum()));
        file.extend(&entry.name);
        file.extend(&entry.packed);
        directory.extend(entry.header(b"PK\x01\x02", crc.sum()));
        directory.extend([0; 6]);
        directory.extend((entry.mode << 16).to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(&entry.name);
    }
    let (start, count) = (file.len() as u32, entries.len() as u16);
    file.extend(&directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend(count.to_le_bytes());
    file.extend(count.to_le_bytes());
    file.extend((directory.len() as u32).to_le_bytes());
    file.extend(start.to_le_bytes());
    file.extend([0, 0]);
    file
}

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

/// The parts of a DOCX with this body, for more to be added.
pub fn docx_parts(document: &str) -> Vec<Entry> {
    vec![
        Entry::deflated("[Content_Types].xml", TYPES.as_bytes()),
        Entry::deflated("_rels/.rels", ROOT.as_bytes()),
        Entry::deflated("word/document.xml", document.as_bytes()),
    ]
}

/// A main part around such paragraphs.
pub fn document(body: &str) -> String {
    format!(
        r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#
    )
}

/// A paragraph of plain text.
pub fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// A harmless DOCX with more parts.
pub fn docx_with(more: Vec<Entry>) -> Vec<u8> {
    let mut parts = docx_parts(&document(&paragraph("Harmless words")));
    parts.extend(more);
    archive(&parts)
}

/// Raw Deflate data of so many mebibytes of zeros, made by repeating one block: nothing large is ever held.
pub fn packed_zeros(mebibytes: usize) -> Vec<u8> {
    let mut block = Vec::with_capacity(1 << 16);
    let mut compress = Compress::new(Compression::best(), false);
    compress.compress_vec(&vec![0; 1 << 20], &mut block, FlushCompress::Full).unwrap();
    let mut packed = block.repeat(mebibytes);
    // An empty last block.
    packed.extend([3, 0]);
    packed
}

/// The same as a zlib stream. Its checksum is wrong, which no reader notices before the end.
pub fn zlib_zeros(mebibytes: usize) -> Vec<u8> {
    let mut stream = vec![0x78, 0xDA];
    stream.extend(packed_zeros(mebibytes));
    stream.extend([0; 4]);
    stream
}

pub fn zlib(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

/// A PDF of these objects, numbered from 1; the first is the catalogue.
pub fn pdf(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(file.len());
        file.extend(format!("{} 0 obj\n", index + 1).bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for offset in offsets {
        file.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    file.extend(
        format!("trailer\n<< /Size {} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1)
            .bytes(),
    );
    file
}

pub fn stream(dictionary: &str, data: &[u8]) -> Vec<u8> {
    let mut object = format!("<< {dictionary} /Length {} >>\nstream\n", data.len()).into_bytes();
    object.extend(data);
    object.extend(b"\nendstream");
    object
}

/// A PDF of one page with such resources and contents, and further objects from number 5 on.
pub fn one_page(resources: &str, contents: Vec<u8>, more: Vec<Vec<u8>>) -> Vec<u8> {
    let page =
        format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << {resources} >> >>");
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        page.into_bytes(),
        contents,
    ];
    objects.extend(more);
    pdf(&objects, "")
}

/// A PDF whose only font is named but not brought, under a predefined encoding of Unicode.
pub fn unembedded(encoding: &str, ordering: &str, text: &str) -> Vec<u8> {
    let hex: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    let contents = stream("", format!("BT /F 24 Tf 60 700 Td <{hex}> Tj ET").as_bytes());
    let font = format!(
        "<< /Type /Font /Subtype /Type0 /BaseFont /Some-Font /Encoding /{encoding} /DescendantFonts [6 0 R] >>"
    );
    let descendant = format!(
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Some-Font /DW 1000 /CIDSystemInfo << /Registry (Adobe) /Ordering ({ordering}) /Supplement 2 >> /FontDescriptor 7 0 R >>"
    );
    let descriptor = "<< /Type /FontDescriptor /FontName /Some-Font /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 859 /Descent -140 /StemV 80 >>";
    one_page("/Font << /F 5 0 R >>", contents, vec![font.into(), descendant.into(), descriptor.into()])
}
