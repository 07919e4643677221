//! The vectors of RFC 8463, and signatures that whoever gets a mail can verify.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{ED25519, KeyPair, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

use super::*;

/// RFC 8463, appendix A.1: the mail, and its key as PKCS#8.
const MAIL: &str = "From: Joe SixPack <joe@football.example.com>\r\n\
    To: Suzie Q <suzie@shopping.example.net>\r\n\
    Subject: Is dinner ready?\r\n\
    Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n\
    Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n\
    \r\n\
    Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";
const KEY: &str = "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g";
const PUBLIC: &str = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
const BODY_HASH: &str = "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=";

fn pem(coded: &str) -> String {
    format!("-----BEGIN PRIVATE KEY-----\n{coded}\n-----END PRIVATE KEY-----\n")
}

fn signer() -> Signer {
    Signer::new(&pem(KEY), "brisbane", "Football.example.com").unwrap()
}

fn signed(mail: &str) -> String {
    String::from_utf8(signer().sign(mail.as_bytes()).unwrap()).unwrap()
}

/// The value of a tag of the signature on top of a mail, without blanks.
fn tag(mail: &str, name: &str) -> String {
    let field = mail.split("\r\n").enumerate().take_while(|(at, line)| *at == 0 || line.starts_with(' '));
    let field: String = field.map(|(_, line)| line).collect();
    let tags = field.strip_prefix("DKIM-Signature:").unwrap().split(';');
    let found = tags.filter_map(|tag| tag.trim().split_once('=')).find(|(known, _)| *known == name).unwrap();
    found.1.split_whitespace().collect()
}

/// What a verifier makes of head and signature of a mail: written anew, to check the other.
fn verified_data(mail: &str) -> Vec<u8> {
    let (head, _) = mail.split_once("\r\n\r\n").unwrap();
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let mut lines: Vec<(String, String)> = Vec::new();
    for line in unfolded.split("\r\n") {
        let (name, value) = line.split_once(':').unwrap();
        lines.push((name.to_lowercase(), value.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    let (own, value) = lines.remove(0);
    let mut data = String::new();
    for name in tag(mail, "h").split(':') {
        if let Some(at) = lines.iter().rposition(|(known, _)| known == name) {
            let (name, value) = lines.remove(at);
            data += &format!("{name}:{value}\r\n");
        }
    }
    let without = &value[..value.rfind("; b=").unwrap() + 4];
    (data + &format!("{own}:{without}")).into_bytes()
}

fn is_ed25519_signed(mail: &str) -> bool {
    let key = UnparsedPublicKey::new(&ED25519, STANDARD.decode(PUBLIC).unwrap());
    let signature = STANDARD.decode(tag(mail, "b")).unwrap();
    key.verify(digest(&SHA256, &verified_data(mail)).as_ref(), &signature).is_ok()
}

#[test]
fn the_signature_of_the_standard_comes_out() {
    let (head, body) = parted(MAIL.as_bytes());
    assert_eq!(STANDARD.encode(body_hash(body)), BODY_HASH);
    let names = ["from", "to", "subject", "date", "message-id", "from", "subject", "date"];
    let tags = format!(
        "v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n d=football.example.com; i=@football.example.com;\r\n \
         q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n subject : date : message-id : from : subject : date;\r\n \
         bh={BODY_HASH};\r\n b="
    );
    let signature = signer().0.key.sign(&signed_head(&fields(head), &names, &tags)).unwrap();
    let expected = "/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==";
    assert_eq!(STANDARD.encode(signature), expected);
}

#[test]
fn a_signed_mail_is_verified_and_is_else_as_it_was() {
    let signed = signed(MAIL);
    assert!(signed.ends_with(MAIL));
    assert_eq!(tag(&signed, "bh"), BODY_HASH);
    assert_eq!(tag(&signed, "h"), "from:to:subject:date:message-id:from:to:cc:subject:reply-to");
    assert_eq!((tag(&signed, "d"), tag(&signed, "s")), ("football.example.com".to_owned(), "brisbane".to_owned()));
    assert_eq!((tag(&signed, "a"), tag(&signed, "c")), ("ed25519-sha256".to_owned(), "relaxed/relaxed".to_owned()));
    let field = &signed[..signed.find("\r\nFrom:").unwrap()];
    let tags: Vec<&str> = field.split("; ").flat_map(|tag| tag.split(";\r\n ")).collect();
    let tags: Vec<&str> = tags.iter().map(|tag| tag.split('=').next().unwrap()).collect();
    assert_eq!(tags, ["DKIM-Signature: v", "a", "c", "d", "s", "h", "bh", "b"], "all of it, for ever");
    assert!(is_ed25519_signed(&signed));
    for (from, to) in [
        ("Joe SixPack", "Joe Sixpack"),
        ("dinner ready", "lunch ready"),
        ("Suzie Q", "Suzie R"),
        ("\r\nSubject:", "\r\nSubject: Other\r\nSubject:"),
        ("\r\nDate:", "\r\nFrom: mallory@evil.example\r\nDate:"),
        ("d=football.example.com", "d=example.com"),
    ] {
        assert!(!is_ed25519_signed(&signed.replacen(from, to, 1)), "{to}");
    }
    let folded = signed.replacen("Subject: Is", "SUBJECT:  Is\r\n  ", 1);
    assert!(is_ed25519_signed(&folded), "what is written otherwise on the way is the same");
}

#[test]
fn an_rsa_key_signs_as_well() {
    let key = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let der: Pkcs8V1Der<'_> = key.as_der().unwrap();
    let signer = Signer::new(&pem(&STANDARD.encode(der.as_ref())), "a.b", "example.com").unwrap();
    let signed = String::from_utf8(signer.sign(MAIL.as_bytes()).unwrap()).unwrap();
    assert_eq!((tag(&signed, "a"), tag(&signed, "s")), ("rsa-sha256".to_owned(), "a.b".to_owned()));
    let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.public_key().as_ref());
    let signature = STANDARD.decode(tag(&signed, "b")).unwrap();
    assert!(public.verify(&verified_data(&signed), &signature).is_ok());
    assert!(public.verify(&verified_data(&signed.replacen("Joe", "Jo", 1)), &signature).is_err());
}

#[test]
fn bodies_are_hashed_without_what_changes_on_the_way() {
    let hash = |body: &str| STANDARD.encode(body_hash(body.as_bytes()));
    // RFC 6376, section 3.4.4: the hash of nothing.
    let nothing = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    assert_eq!([hash(""), hash("\r\n\r\n"), hash(" \t\r\n")], [nothing; 3]);
    let plain = STANDARD.encode(digest(&SHA256, b" C\r\nD E\r\n"));
    for body in [" C \r\nD \t E\r\n\r\n\r\n", "\tC\r\nD E", " C\nD E\n"] {
        assert_eq!(hash(body), plain, "{body:?}");
    }
    assert_ne!(hash(" C\r\n\r\nD E\r\n"), plain, "within it an empty line counts");
}

#[test]
fn heads_are_signed_without_what_changes_on_the_way() {
    // RFC 6376, section 3.4.5.
    let found = fields(b"A: X\r\nB : Y\t\r\n\tZ  \r\n");
    assert_eq!(found, [("a".to_owned(), b"X".to_vec()), ("b".to_owned(), b"Y Z".to_vec())]);
    let both = fields(b"From: 1\r\nFrom: 2\r\nX: 3\r\n");
    assert_eq!(names(&both), ["from", "from", "from", "to", "cc", "subject", "reply-to"]);
    let data = signed_head(&both, &names(&both), "b=");
    assert_eq!(String::from_utf8(data).unwrap(), "from:2\r\nfrom:1\r\ndkim-signature:b=");
}

#[test]
fn a_domain_is_signed_for_with_those_below_it_alone() {
    let signer = signer();
    for (domain, is_covered) in [
        ("football.example.com", true),
        ("FOOTBALL.example.com", true),
        ("tokyo.football.example.com", true),
        ("xfootball.example.com", false),
        ("example.com", false),
        ("", false),
    ] {
        assert_eq!(signer.covers(domain), is_covered, "{domain}");
    }
}

#[test]
fn what_is_no_key_or_no_name_is_refused() {
    let fault = |pem: &str, selector, domain| Signer::new(pem, selector, domain).err().map(|(setting, _)| setting);
    let good = pem(KEY);
    assert_eq!(fault(&good, "a", "example.com"), None);
    for foul in ["", "-----BEGIN PRIVATE KEY-----", &pem(""), &pem("AAAA"), &pem("!"), KEY] {
        assert_eq!(fault(foul, "a", "example.com"), Some("dkim_key_file"), "{foul}");
    }
    assert_eq!(fault(&good, "a; l=0", "example.com"), Some("dkim_selector"));
    assert_eq!(fault(&good, "", "example.com"), Some("dkim_selector"));
    assert_eq!(fault(&good, "a", "example.com\r\nBcc: x"), Some("dkim_domain"));
}
