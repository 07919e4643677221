//! How mails are broken: as senders, mail systems and attackers break them.

use std::ops::Range;

use crate::services::Random;

/// Longer ones take all the time.
const LONGEST: usize = 300_000;

const CHARSETS: [&str; 18] = [
    "utf-8",
    "utf-7",
    "utf-16",
    "utf-16le",
    "utf-32",
    "us-ascii",
    "iso-2022-jp",
    "iso-2022-kr",
    "shift_jis",
    "euc-jp",
    "gb18030",
    "gb2312",
    "big5",
    "hz-gb-2312",
    "windows-1252",
    "x-user-defined",
    "unicode-1-1-utf-7",
    "no such thing",
];
const ENCODINGS: [&str; 7] = ["base64", "quoted-printable", "7bit", "8bit", "binary", "x-uuencode", "base64; x=\"y"];
const WORDS: [&str; 10] = [
    "=?utf-8?B?",
    "=?utf-8?Q?",
    "?=",
    "=?",
    "=?x?B?/w==?=",
    "=?utf-8?B?//////8=?=",
    "=?iso-2022-jp?B?GyRC?=",
    "=?utf-8*en?Q?=00=0D=0A?=",
    "=?utf-8?Q?=E5?= =?utf-8?Q?=BF=9C?=",
    "=?utf-7?Q?+ADw-?=",
];
const MARKUP: [&str; 12] = [
    "<div>",
    "<b><i><u>",
    "</p></p>",
    "<!--",
    "--><script>",
    "<svg><style>",
    "<a href=\"javascript:x\" ",
    "&#x110000;",
    "<table><tr><td>",
    "<![CDATA[",
    "<math><mtext><table><mglyph>",
    "<x a=1 a=2 a=3 b='",
];
const FIELDS: [&str; 12] = [
    "Content-Length: 99999999999999999999",
    "Lines: -1",
    "Content-Type: message/partial; number=1; total=0; id=\"",
    "Content-Type: multipart/mixed; boundary=",
    "Content-Type: multipart/mixed; boundary=\"\"",
    "From: ",
    "From: a@b, c@d",
    "Subject: \u{202e}gpj.exe",
    "References: <",
    "Date: Mon, 99 Foo 99999 99:99:99 +9999",
    "Auto-Submitted: auto-replied",
    "Content-Disposition: attachment; filename*0*=utf-8''%; filename*1=/../../etc/passwd; filename*1=x",
];

/// Breaks a mail in one way.
pub fn mutate(raw: &mut Vec<u8>, random: &mut Random, others: &[Vec<u8>]) {
    match random.below(16) {
        0 => flip(raw, random),
        1 => splice_another(raw, random.pick::<Vec<u8>>(others), random),
        2 => double_line(raw, random),
        3 => nest(raw, random),
        4 => lie_about_length(raw, random),
        5 => relabel(raw, random, b"charset=", &CHARSETS),
        6 => relabel(raw, random, b"Content-Transfer-Encoding:", &ENCODINGS),
        7 => insert(raw, random, &WORDS),
        8 => insert(raw, random, &MARKUP),
        9 => insert_field(raw, random),
        10 => cut(raw, random),
        11 => insert_bytes(raw, random),
        12 => repeat(raw, random),
        13 => change_line_ends(raw, random),
        14 => break_base64(raw, random),
        _ => move_boundary(raw, random),
    }
    raw.truncate(LONGEST);
}

fn place(raw: &[u8], random: &mut Random) -> usize {
    random.below(raw.len() + 1)
}

/// A piece of it, of so many bytes at most.
fn piece(raw: &[u8], random: &mut Random, longest: usize) -> Range<usize> {
    let start = place(raw, random);
    start..(start + random.below(longest)).min(raw.len())
}

/// Where its lines begin.
fn lines(raw: &[u8]) -> Vec<usize> {
    let ends = raw.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(ends).collect()
}

fn flip(raw: &mut [u8], random: &mut Random) {
    for _ in 0..=random.below(30) {
        let at = random.below(raw.len().max(1));
        let bit = 1 << random.below(8);
        if let Some(byte) = raw.get_mut(at) {
            *byte ^= bit;
        }
    }
}

fn splice_another(raw: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let (at, from) = if random.below(2) == 0 {
        (*random.pick(&lines(raw)), *random.pick(&lines(other)))
    } else {
        (place(raw, random), place(other, random))
    };
    raw.truncate(at);
    raw.extend_from_slice(&other[from..]);
}

fn double_line(raw: &mut Vec<u8>, random: &mut Random) {
    let starts = lines(raw);
    let at = random.below(starts.len());
    let end = starts.get(at + 1).copied().unwrap_or(raw.len());
    let line = raw[starts[at]..end].to_vec();
    let times = *random.pick(&[1, 2, 50, 2_000]);
    let many: Vec<u8> = line.iter().copied().cycle().take((line.len() * times).min(LONGEST)).collect();
    raw.splice(end..end, many).for_each(drop);
}

/// Puts it into others, as parts or as mails.
fn nest(raw: &mut Vec<u8>, random: &mut Random) {
    let (same_boundary, most) = (random.below(2) == 0, *random.pick(&[2, 10, 40]));
    for depth in 0..=random.below(most) {
        let name = if same_boundary { "b0undary".to_owned() } else { format!("b{depth}") };
        let (start, end) = match random.below(3) {
            0 => ("message/rfc822\r\n\r\n".to_owned(), String::new()),
            1 => (format!("multipart/mixed; boundary={name}\r\n\r\n--{name}\r\n"), format!("\r\n--{name}--\r\n")),
            _ => (format!("multipart/alternative; boundary=\"{name}\"\r\n\r\n--{name}\r\n"), String::new()),
        };
        *raw = [&b"Content-Type: "[..], start.as_bytes(), raw.as_slice(), end.as_bytes()].concat();
        if raw.len() > LONGEST {
            return;
        }
    }
    raw.splice(0..0, *b"From: a@mail.example.org\r\nSubject: nested\r\n").for_each(drop);
}

fn lie_about_length(raw: &mut [u8], random: &mut Random) {
    let lie = *random.pick(&[0_u32, 1, 0x7FFF_FFFF, 0x8000_0000, u32::MAX, 0xFFFF]);
    let at = place(raw, random);
    let bytes = if random.below(2) == 0 { lie.to_le_bytes() } else { lie.to_be_bytes() };
    for (byte, new) in raw.iter_mut().skip(at).zip(bytes) {
        *byte = new;
    }
}

/// Writes another word behind a label, wherever it stands.
fn relabel(raw: &mut Vec<u8>, random: &mut Random, label: &[u8], words: &[&str]) {
    let found = raw.windows(label.len()).enumerate().filter(|(_, window)| window.eq_ignore_ascii_case(label));
    let found: Vec<usize> = found.map(|(at, _)| at + label.len()).collect();
    if found.is_empty() {
        return insert_field(raw, random);
    }
    let at = *random.pick(&found);
    let end = raw[at..].iter().position(|byte| matches!(byte, b'\r' | b'\n' | b';')).map_or(raw.len(), |end| at + end);
    raw.splice(at..end, random.pick(words).bytes()).for_each(drop);
}

fn insert(raw: &mut Vec<u8>, random: &mut Random, words: &[&str]) {
    let word = *random.pick(words);
    let times = *random.pick(&[1, 1, 3, 300, 20_000]);
    let at = place(raw, random);
    raw.splice(at..at, word.repeat(times).into_bytes()).for_each(drop);
}

fn insert_field(raw: &mut Vec<u8>, random: &mut Random) {
    let starts = lines(raw);
    let at = starts[random.below(starts.len().min(12))];
    let long = "x".repeat(*random.pick(&[0, 0, 1_000, 300_000]));
    let field = format!("{}{long}\r\n", random.pick(&FIELDS));
    raw.splice(at..at, field.into_bytes()).for_each(drop);
}

fn cut(raw: &mut Vec<u8>, random: &mut Random) {
    if random.below(3) == 0 {
        let end = place(raw, random);
        raw.truncate(end);
    } else {
        let piece = piece(raw, random, 400);
        drop(raw.drain(piece));
    }
}

fn insert_bytes(raw: &mut Vec<u8>, random: &mut Random) {
    let byte = *random.pick(&[0, 0, 0xFF, 0x1B, b'\r', b'"', b'(', b'=', b'&']);
    let times = *random.pick(&[1, 2, 40, 100_000]);
    let at = place(raw, random);
    raw.splice(at..at, std::iter::repeat_n(byte, times)).for_each(drop);
}

fn repeat(raw: &mut Vec<u8>, random: &mut Random) {
    let piece = piece(raw, random, 200);
    let (end, bytes) = (piece.end, raw[piece].to_vec());
    let longest = *random.pick(&[1_000, 30_000, 1_000_000]);
    let many: Vec<u8> = bytes.iter().copied().cycle().take(longest).collect();
    raw.splice(end..end, many).for_each(drop);
}

fn change_line_ends(raw: &mut Vec<u8>, random: &mut Random) {
    match random.below(3) {
        0 => raw.retain(|byte| *byte != b'\r'),
        1 => raw.retain(|byte| *byte != b'\n'),
        _ => *raw = raw.iter().flat_map(|byte| if *byte == b'\n' { vec![b'\r', b'\n'] } else { vec![*byte] }).collect(),
    }
}

/// Takes from the end of what looks like base64, or puts into its midst what is none.
fn break_base64(raw: &mut Vec<u8>, random: &mut Random) {
    let starts = lines(raw);
    let is_long = |pair: &[usize]| pair[1] - pair[0] > 70;
    let long: Vec<usize> = starts.windows(2).filter(|pair| is_long(pair)).map(|pair| pair[0]).collect();
    if long.is_empty() {
        return cut(raw, random);
    }
    let at = *random.pick(&long) + random.below(70);
    match random.below(3) {
        0 => drop(raw.drain(at..(at + 1 + random.below(200)).min(raw.len()))),
        1 => raw.splice(at..at, *b"====").for_each(drop),
        _ => raw.splice(at..at, *b"!\r\n-*\0").for_each(drop),
    }
}

/// Puts one of its boundaries somewhere else.
fn move_boundary(raw: &mut Vec<u8>, random: &mut Random) {
    let starts = lines(raw);
    let found: Vec<usize> = starts.iter().copied().filter(|at| raw[*at..].starts_with(b"--")).collect();
    if found.is_empty() {
        return nest(raw, random);
    }
    let at = *random.pick(&found);
    let end = raw[at..].iter().position(|byte| *byte == b'\n').map_or(raw.len(), |end| at + end + 1);
    let line = raw[at..end].to_vec();
    if random.below(2) == 0 {
        drop(raw.drain(at..end));
    }
    let many: Vec<u8> = line.repeat(*random.pick(&[1, 1, 2, 1_500]));
    let to = if random.below(2) == 0 { *random.pick(&lines(raw)) } else { place(raw, random) };
    raw.splice(to..to, many).for_each(drop);
}
