//! What is in sample mails with characters beyond ASCII, as other programs read it.

use super::{answered, corpus_folder};

/// A file, its subject, and words of its text.
const EXPECTED: &[(&str, &str, &str)] = &[
    ("shirasagi-ja/mail_page/auto_link/UTF-8.eml", "熊の目撃情報", "シラサギ地区で熊の目撃情報があります。"),
    ("shirasagi-ja/mail_page/basic/ISO-2022-JP.eml", "ISO-2022-JP", "シラサギ役場よりお知らせします。"),
    ("shirasagi-ja/mail_page/basic/UTF-8.eml", "UTF-8", "農業用施設等につきましては、十分な管理をお願いします。"),
    ("shirasagi-ja/mail_page/basic/UTF-8_2.eml", "台風第７号の接近について", "本日午後２時に警戒本部を設置しました。"),
    ("shirasagi-ja/mail_page/same_time/bosai.eml", "防災情報", "暴風警報が発表されました。"),
    ("shirasagi-ja/mail_page/same_time/kotsu.eml", "交通情報", "交通渋滞が発生しています。"),
    (
        "shirasagi-ja/sys/mail_log/ISO-2022-JP.eml",
        "[自動通知]市へのお問い合わせ - サイト名",
        "「市へのお問い合わせ」に入力がありました。",
    ),
    (
        "shirasagi-ja/sys/mail_log/UTF-8.eml",
        "[自動通知]市へのお問い合わせ - サイト名",
        "「市へのお問い合わせ」に入力がありました。",
    ),
    ("shirasagi-ja/gws/memo/old-list-message-1.eml", "622592292742916363836bd4", "こんにちは"),
    ("shirasagi-ja/gws/memo/multipart_alternative.eml", "subject-i61192207c8", "m55ee4e7dbe"),
    ("shirasagi-ja/webmail/collapsed_body.eml", "rspec-f5ttl71mhn", "担当：山"),
    ("shirasagi-ja/webmail/space-separated-address-with-dn.eml", "たちつてと", "なにぬねの"),
    ("ruby-mail/multi_charset/japanese.eml", "まみむめも", "かきくえこ"),
    ("ruby-mail/multi_charset/japanese_iso_2022.eml", "まみむめも", "すみません。"),
    ("ruby-mail/multi_charset/japanese_shift_jis.eml", "test", "このメールはテスト用のメールです。"),
    ("ruby-mail/multi_charset/ks_c_5601-1987.eml", "test", "스티해"),
    ("ruby-mail/rfc2822/example14.eml", "Re: TEST テストテスト", "Hello"),
    ("chatmail-core/text_plain_iso88591.eml", "", "message with a non-UTF-8 encoding: äöüßÄÖÜ"),
    ("chatmail-core/cp1252-html.eml", "test non-utf8 and dc_get_msg_html()", "foo bar ä ö ü ß"),
    ("stalwart-mail-parser/legacy/010.eml", "Die Hasen und die Frösche", "klagten einst über ihre mißliche Lage"),
    ("sisimai-bounces/bsd/lhost-kddi-01.eml", "メールエラー通知", "このメールには直接返信いただけません。"),
    ("sisimai-bounces/bsd/lhost-mfilter-01.eml", "failure notice", "以下のメールアドレスへの送信に失敗しました。"),
    ("sisimai-bounces/bsd/lhost-trendmicro-01.eml", "メッセージを配信できません。", "user unknown"),
];

/// A file and the names of what it brings.
const NAMES: &[(&str, &[&str])] = &[
    ("shirasagi-ja/webmail/inlined_content_disposition.eml", &["テストあいう.txt"]),
    ("ruby-mail/multi_charset/japanese_attachment.eml", &["てすと.txt"]),
    (
        "ruby-mail/multi_charset/japanese_attachment_long_name.eml",
        &["かきくけこかきくけこかきくけこかきくけこかきくけこ.txt"],
    ),
    ("ruby-mail/attachment_emails/attachment_nonascii_filename.eml", &["ciële.txt"]),
    ("ruby-mail/attachment_emails/attachment_message_rfc822.eml", &["ForwardedMessage.eml"]),
];

#[test]
fn subjects_and_texts_are_read_as_others_read_them() {
    let Some(corpus) = corpus_folder() else {
        println!("SAIYO_CORPUS is not set: no expectation was compared");
        return;
    };
    for (file, subject, words) in EXPECTED {
        let mail = answered(&std::fs::read(corpus.join(file)).unwrap()).unwrap();
        assert_eq!(mail.head.subject, *subject, "{file}");
        assert!(mail.body.text.contains(words), "{file}");
    }
    println!("compared {} mails of {}", EXPECTED.len(), corpus.display());
}

#[test]
fn files_are_called_what_others_call_them() {
    let Some(corpus) = corpus_folder() else {
        println!("SAIYO_CORPUS is not set: no expectation was compared");
        return;
    };
    for (file, names) in NAMES {
        let mail = answered(&std::fs::read(corpus.join(file)).unwrap()).unwrap();
        assert_eq!(mail.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), *names, "{file}");
    }
    println!("compared {} mails of {}", NAMES.len(), corpus.display());
}
