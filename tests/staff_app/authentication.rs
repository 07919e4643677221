//! Whose a mail is: what is shown of what our mail server found out, and how our own mail is signed.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_2048_8192_SHA256, RsaKeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use saiyo::domain::contact::EmailAddress;
use saiyo::domain::id::LetterId;
use saiyo::domain::locale::Locale;
use saiyo::mail::authentication::TrustedServers;
use saiyo::mail::letters::Words;
use saiyo::workflows::file_mail::{Known, file_waiting_knowing};
use saiyo::workflows::receive_mail;

use crate::house::House;
use crate::support::cast::office;
use crate::support::letters;
use crate::support::mail::Letter;
use crate::support::services;

/// Files a first mail upon which our server wrote what it found.
fn put(house: &House, name: &str, found: &str) {
    let from = format!("{name} <{}@mail.example.org>", name.to_lowercase());
    let headers = format!("Authentication-Results: mx.saiyo.example; {found}\r\n");
    let letter = Letter { from: &from, subject: name, text: "Hello", headers: &headers, ..Letter::default() };
    let (app, at) = (&house.app, house.app.clock.now());
    receive_mail::receive(&mut app.store.database().unwrap(), &office("JP"), None, &letter.raw(), at).unwrap();
    let servers: TrustedServers = "mx.saiyo.example".parse().unwrap();
    let known = Known { servers: Some(&servers), ..Known::default() };
    assert_eq!(file_waiting_knowing(&app.store, &app.reader, known, || at).unwrap().filed, 1);
}

#[test]
fn beside_a_mail_it_is_said_whether_its_senders_domain_let_it_out() {
    let house = House::open();
    let rin = house.signed_in(&house.kept.cast.rin);
    for (name, found, hint, caution) in [
        ("Confirmed", "dmarc=pass header.from=mail.example.org", Some("domain is confirmed"), None),
        ("Forged", "dmarc=fail header.from=mail.example.org", None, Some("the mail may be forged")),
        ("Unknown", "spf=pass smtp.mailfrom=mail.example.org", None, None),
    ] {
        put(&house, name, found);
        // The newest stands first.
        house.app.clock.set(house.app.clock.now().plus_seconds(60));
        let list = rin.get("/staff/inbox");
        let row = list.text("main tbody tr:first-child");
        assert_eq!(row.contains("Look closely"), caution.is_some(), "{name}: {row}");
        let page = rin.get(&list.first("td.who a", "href"));
        assert_eq!(page.text("h1"), name);
        let shown = page.text(".message");
        for (words, is_there) in [("domain is confirmed", hint.is_some()), ("may be forged", caution.is_some())] {
            assert_eq!(shown.contains(words), is_there, "{name}: {shown}");
        }
        assert_eq!(page.count(".cautions li"), usize::from(caution.is_some()), "{name}");
    }
}

/// The only mail that came for an address, as the server got it.
fn received(address: &str) -> String {
    let folder = std::path::PathBuf::from(services::required(letters::FOLDER)).join("new");
    let files = std::fs::read_dir(folder).unwrap();
    let mails = files.filter_map(|file| std::fs::read_to_string(file.unwrap().path()).ok());
    let mut mine: Vec<String> = mails.filter(|mail| mail.contains(&format!("To: {address}"))).collect();
    assert_eq!(mine.len(), 1, "one mail for {address}");
    mine.remove(0).replace("\r\n", "\n")
}

/// The fields of a head, unfolded, with single blanks.
fn fields(head: &str) -> Vec<(String, String)> {
    let unfolded = head.replace("\n ", " ").replace("\n\t", " ");
    let parted = unfolded.lines().map(|line| line.split_once(':').unwrap());
    parted.map(|(name, value)| (name.to_lowercase(), value.split_whitespace().collect::<Vec<_>>().join(" "))).collect()
}

fn tag<'a>(signature: &'a str, name: &str) -> &'a str {
    let mut tags = signature.split(';').filter_map(|tag| tag.trim().split_once('='));
    tags.find(|(known, _)| *known == name).unwrap().1
}

/// What a verifier makes of a head and its signature (RFC 6376, section 3.7).
fn verified_data(mut fields: Vec<(String, String)>, signature: &str) -> String {
    let mut data = String::new();
    for name in tag(signature, "h").split(':') {
        if let Some(at) = fields.iter().rposition(|(known, _)| known == name) {
            let (name, value) = fields.remove(at);
            data += &format!("{name}:{value}\r\n");
        }
    }
    let end = signature.rfind("; b=").unwrap() + "; b=".len();
    data + "dkim-signature:" + &signature[..end]
}

#[test]
fn what_the_mail_server_gets_is_signed_by_our_domain() {
    let key = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let der: Pkcs8V1Der<'_> = key.as_der().unwrap();
    let coded = STANDARD.encode(der.as_ref());
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{coded}\n-----END PRIVATE KEY-----\n");
    let mailer = letters::mailer().sign_with(&pem, "test", None).unwrap();
    let address = "akari.signed@mail.example.org";
    let words =
        Words { subject: "面接の日程について".to_owned(), text: "One  line.\n\n.\nAnother.\n\n".to_owned() };
    mailer.send(LetterId::new(), &EmailAddress::parse(address).unwrap(), &words, Locale::En).unwrap();

    let mail = received(address);
    let (head, body) = mail.split_once("\n\n").unwrap();
    let fields = fields(head);
    let signature = &fields.iter().find(|(name, _)| name == "dkim-signature").unwrap().1;
    assert_eq!(
        (tag(signature, "d"), tag(signature, "s"), tag(signature, "a")),
        ("saiyo.example", "test", "rsa-sha256")
    );
    let lines = body.trim_end().lines().map(|line| line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>());
    let plain: String = lines.map(|words| words.join(" ") + "\r\n").collect();
    assert_eq!(tag(signature, "bh"), STANDARD.encode(digest(&SHA256, plain.as_bytes())), "{body}");
    let coded: String = tag(signature, "b").split_whitespace().collect();
    let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.public_key().as_ref());
    let data = verified_data(fields.clone(), signature);
    assert!(data.contains("subject:") && data.contains("auto-submitted:auto-generated\r\n"), "{data}");
    assert!(public.verify(data.as_bytes(), &STANDARD.decode(&coded).unwrap()).is_ok(), "{mail}");
    let changed = data.replacen("subject:", "subject:x", 1);
    assert!(public.verify(changed.as_bytes(), &STANDARD.decode(&coded).unwrap()).is_err());
}
