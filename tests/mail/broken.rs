//! Mails as they really come, in our own words and from invented people.

use super::answered;
use saiyo::domain::message::{Caution, MailFault};
use saiyo::mail::inbound::ParsedMail;

macro_rules! mail {
    ($name:literal) => {
        answered(include_bytes!($name)).unwrap()
    };
}

fn sender(mail: &ParsedMail) -> (&str, &str) {
    let from = mail.head.from.as_ref().unwrap();
    (&from.name, &from.address)
}

fn names(mail: &ParsedMail) -> Vec<&str> {
    mail.files.iter().map(|file| file.name.as_str()).collect()
}

#[test]
fn japanese_in_iso_2022_jp_is_read() {
    let mail = mail!("iso_2022_jp.eml");
    assert_eq!(sender(&mail), ("佐藤 花子", "Hanako@example.jp"));
    assert_eq!(mail.head.to.first().unwrap().name, "採用担当");
    assert_eq!(mail.head.subject, "営業職への応募と面接日程について");
    assert_eq!(mail.head.message_id, "20261207.1@example.jp");
    assert_eq!(mail.head.references, ["20261201.9@example.com", "20261205.3@example.com"]);
    assert_eq!(mail.head.written_at.unwrap().timestamp().to_string(), "2026-12-07T00:59:58Z");
    assert!(mail.body.text.contains("お世話になっております。佐藤花子と申します。\n12月14日(月)か15日(火)で"));
    assert_eq!((mail.body.html, mail.head.cautions, mail.files.len()), (None, vec![], 0));
}

#[test]
fn japanese_that_does_not_say_its_character_set_is_guessed() {
    let mail = mail!("shift_jis_undeclared.eml");
    assert_eq!(sender(&mail), ("高橋 健一", "kenichi@example.jp"));
    assert_eq!(mail.head.subject, "表示ソフト開発職の応募書類");
    assert!(mail.body.text.starts_with("表計算の能力と実績を添付いたします。\nご検討のほど、"));
    assert!(mail.body.text.contains("髙橋 ①②"));
    assert_eq!(mail.head.cautions, [Caution::GuessedCharset]);

    let mail = mail!("euc_jp.eml");
    assert_eq!((sender(&mail).0, mail.head.subject.as_str()), ("渡辺 直美", "辞退"));
    assert!(mail.body.text.starts_with("このたびは選考を辞退させていただきたく、"));
    assert_eq!(mail.head.cautions, [Caution::GuessedCharset]);
}

#[test]
fn chinese_of_both_kinds_is_read() {
    let mail = mail!("gb18030.eml");
    assert_eq!((sender(&mail).0, mail.head.subject.as_str()), ("王小明", "应聘软件工程师"));
    assert!(mail.body.text.contains("附件是我的简历，请查收。我在朱镕基路工作过。"));

    let mail = mail!("big5_undeclared.eml");
    assert_eq!(mail.head.subject, "應徵軟體工程師職位");
    assert!(mail.body.text.contains("您好，我想申請貴公司的職位。\n附上履歷表，請查收。謝謝！"));
    assert_eq!(mail.head.cautions, [Caution::GuessedCharset]);
}

#[test]
fn names_of_files_are_read_in_every_way_of_writing_them() {
    let mail = mail!("names_rfc2231.eml");
    assert_eq!(names(&mail), ["職務経歴書_山田.pdf", "履歴書.docx", "写真.jpg"]);
    let contents: Vec<&[u8]> = mail.files.iter().map(|file| file.content.as_slice()).collect();
    assert_eq!(contents, [&b"%PDF-1.4 one"[..], &b"PK two"[..], &b"three"[..]]);
    assert_eq!(mail.files.first().unwrap().content_type, "application/pdf");
    assert_eq!((mail.head.subject.as_str(), mail.body.text.as_str()), ("応募", "三つのファイルをお送りします。"));
}

#[test]
fn words_that_are_cut_within_characters_are_whole() {
    let mail = mail!("words_cut.eml");
    assert_eq!(sender(&mail), ("鈴木", "suzuki@example.jp"));
    assert_eq!(mail.head.subject, "職務経歴書の送付につきまして (再送)");
    let to: Vec<(&str, &str)> = mail.head.to.iter().map(|to| (to.name.as_str(), to.address.as_str())).collect();
    assert_eq!(to, [("採用課", "saiyo@example.com"), ("総務, A", "a@example.com")]);
    assert_eq!(mail.body.text.trim_end(), "この段落は途中で折り返されています。\n次の行です。");
}

#[test]
fn a_mail_within_a_mail_is_a_file() {
    let mail = mail!("nested.eml");
    assert_eq!(names(&mail), ["My application 応募.eml"]);
    let file = mail.files.first().unwrap();
    assert_eq!(file.content_type, "message/rfc822");
    assert_eq!(mail.body.text, "Please see the enclosed application.");
    assert_eq!(mail.head.cautions, [Caution::NestedMail]);
    // What was enclosed is itself a mail.
    let inner = answered(&file.content).unwrap();
    assert_eq!((inner.head.message_id.as_str(), names(&inner)), ("inner-1@example.sg", vec!["inner.pdf"]));
    assert_eq!(inner.body.text, "The words of the inner mail.");
}

#[test]
fn what_is_encrypted_or_signed_is_said_to_be() {
    let mail = mail!("smime_enveloped.eml");
    assert_eq!((names(&mail), &mail.head.cautions), (vec!["smime.p7m"], &vec![Caution::Encrypted]));
    let mail = mail!("smime_signed.eml");
    assert_eq!((names(&mail), &mail.head.cautions), (vec!["smime.p7s"], &vec![Caution::Signed]));
    assert_eq!(mail.body.text, "These words are signed.");
    let mail = mail!("pgp_encrypted.eml");
    assert_eq!((names(&mail), &mail.head.cautions), (vec!["version.asc", "encrypted.asc"], &vec![Caution::Encrypted]));
    let mail = mail!("pgp_inline_signed.eml");
    assert_eq!((mail.files.len(), &mail.head.cautions), (0, &vec![Caution::Signed]));
    assert!(mail.body.text.contains("I accept the offer."));
}

#[test]
fn senders_in_disguise_are_conspicuous() {
    let mail = mail!("bidi_sender.eml");
    assert_eq!(sender(&mail).0, "moc.elpmaxe@rh HR");
    assert_eq!(mail.head.subject, "Your offer fdp.exe");
    assert!(mail.body.text.starts_with("\u{202B}שלום\u{202C} and hello."));
    assert_eq!(mail.head.cautions, [Caution::BidiText]);

    let mail = mail!("homograph_sender.eml");
    let expected = [Caution::MixedScripts, Caution::NameIsAddress, Caution::ReplyElsewhere];
    assert_eq!(mail.head.cautions, expected);
}

#[test]
fn html_is_shown_without_what_acts_or_loads() {
    let mail = mail!("html_remote.eml");
    let html = mail.body.html.unwrap();
    for word in ["track", "script", "style", "class", "onload", "onclick", "img", "form", "input", "no title"] {
        assert!(!html.contains(word), "{word}: {html}");
    }
    let link = "<a href=\"https://portfolio.example/?a=1&amp;b=2\" rel=\"noopener noreferrer\">my page</a>";
    assert!(html.contains(link), "{html}");
    let text = "Dear team,\nmy work is at my page <https://portfolio.example/?a=1&b=2>.\n\n- Rust\n- SQL\nclick";
    assert_eq!(mail.body.text.trim(), text);
    assert_eq!(mail.head.cautions, [Caution::RemoteContent]);
}

#[test]
fn returned_mail_names_the_mail_and_whom_it_did_not_reach() {
    for (mail, id, address) in [
        (mail!("dsn_ja.eml"), "sent-42@example.com", "taro@example.jp"),
        (mail!("bounce_qmail.eml"), "sent-43@example.com", "jiro@example.jp"),
    ] {
        let report = mail.marks.report.unwrap();
        assert_eq!((report.kind.as_str(), report.original_message_id.as_str()), ("delivery-status", id));
        let failed: Vec<[&str; 3]> =
            report.failed.iter().map(|one| [one.address.as_str(), &one.action, &one.status]).collect();
        assert_eq!(failed, [[address, "failed", "5.1.1"]]);
        assert!(report.original_headers && mail.marks.null_return_path);
    }
}

#[test]
fn an_answer_of_a_program_says_so() {
    let mail = mail!("auto_reply.eml");
    let marks = mail.marks;
    assert_eq!((marks.auto_submitted.as_str(), marks.precedence.as_str()), ("auto-replied", "bulk"));
    assert!(marks.suppresses_answers && marks.null_return_path && !marks.is_list && marks.report.is_none());
    assert_eq!(marks.auto_headers, ["x-autoreply"]);
    assert_eq!(marks.calendar.as_deref(), Some("BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR"));
    assert_eq!((mail.body.text.as_str(), mail.head.references), ("不在です。", vec!["sent-44@example.com".to_owned()]));
}

#[test]
fn what_outlook_wraps_is_unwrapped() {
    let attribute = |level: u8, id: u32, data: &[u8]| {
        let length = u32::try_from(data.len()).unwrap();
        [&[level][..], &id.to_le_bytes(), &length.to_le_bytes(), data, &[0, 0]].concat()
    };
    let winmail = [
        &0x223E_9F78_u32.to_le_bytes()[..],
        &[1, 0],
        // Code page 932, then the text, then one file.
        &attribute(1, 0x0006_9007, &[0xA4, 3, 0, 0, 0, 0, 0, 0]),
        &attribute(1, 0x0002_800C, b"\x89\x9e\x95\xe5\x82\xb5\x82\xdc\x82\xb7\r\n\0"),
        &attribute(2, 0x0006_9002, &[0; 14]),
        &attribute(2, 0x0001_8010, b"\x97\x9a\x97\xf0\x8f\x91.doc\0"),
        &attribute(2, 0x0006_800F, b"\xD0\xCF\x11\xE0 invented"),
    ]
    .concat();
    let mail = |content: &[u8]| {
        let head = "From: a@example.jp\r\nSubject: x\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n\
                    Content-Transfer-Encoding: 8bit\r\n\r\n";
        answered(&[head.as_bytes(), content].concat()).unwrap()
    };
    let whole = mail(&winmail);
    assert_eq!((whole.body.text.trim_end(), names(&whole)), ("応募します", vec!["履歴書.doc"]));
    assert_eq!(whole.files.first().unwrap().content, b"\xD0\xCF\x11\xE0 invented");
    assert_eq!(whole.head.cautions, [Caution::Tnef]);
    // What does not read stays the file that it is.
    let cut = mail(&winmail[..winmail.len() - 5]);
    assert_eq!((names(&cut), &cut.head.cautions), (vec!["winmail.dat"], &vec![Caution::Tnef]));
}

#[test]
fn what_is_no_mail_is_refused_and_what_has_no_sender_is_not() {
    let others =
        [&b""[..], b"\r\n\r\n", b"%PDF-1.7\n1 0 obj", b"<html><p>a: b</p></html>", &[0; 4096], b"just words\nand more"];
    for raw in others {
        assert_eq!(answered(raw).err(), Some(MailFault::NotMail));
    }
    let mail = answered(b"Subject: no sender\n\nwords").unwrap();
    assert!(mail.head.from.is_none() && mail.body.text == "words");
    assert_eq!(mail.head.cautions, [Caution::NoOneSender]);
    let mail = answered(b"From: a@example.com\nFrom: b@example.com\n\nwords").unwrap();
    assert_eq!(mail.head.cautions, [Caution::NoOneSender, Caution::Malformed]);
}
