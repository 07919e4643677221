//! Forged fields in every place, and passes that say nothing about the sender (G13).

use super::*;
use crate::domain::message::MailAddress;

const OURS: &str = "mx.saiyo.example";
const PASS: &str = "dmarc=pass header.from=mail.example.org";
const FAIL: &str = "dmarc=fail header.from=mail.example.org";

fn result(text: &str) -> AuthenticationResult {
    let mut words = text.split(' ').map(|word| word.split_once('=').unwrap());
    let (method, result) = words.next().unwrap();
    AuthenticationResult {
        method: method.to_owned(),
        result: result.to_owned(),
        properties: words.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
    }
}

/// A field of a server below so many others, with results between semicolons.
fn field(server: &str, received_above: usize, results: &str) -> AuthenticationField {
    let results = results.split("; ").filter(|text| !text.is_empty()).map(result).collect();
    AuthenticationField { server: server.to_owned(), received_above, results }
}

fn mail(fields: Vec<AuthenticationField>) -> ParsedMail {
    let mut mail = ParsedMail::default();
    mail.head.from = Some(MailAddress { name: "Akari".to_owned(), address: "akari@mail.example.org".to_owned() });
    mail.marks.authentication = fields;
    mail
}

fn judged(mail: &ParsedMail) -> Authenticity {
    "MX.saiyo.example, mx2.saiyo.example".parse::<TrustedServers>().unwrap().judge(mail)
}

/// The verdict on what our server found, and nobody else wrote.
fn of(results: &str) -> Authenticity {
    judged(&mail(vec![field(OURS, 0, results)]))
}

#[test]
fn ids_are_read_and_anything_else_is_said() {
    let read: TrustedServers = " mx.example.com, MAIL-1,".parse().unwrap();
    assert_eq!(read.0, ["mx.example.com", "mail-1"]);
    assert_eq!("".parse::<TrustedServers>(), Ok(TrustedServers::default()));
    for wrong in ["mx example", "mx;", "spf=pass", "mx(1)", "\"mx\"", "メール"] {
        assert!(wrong.parse::<TrustedServers>().unwrap_err().contains(wrong));
    }
}

#[test]
fn a_domain_is_confirmed_by_its_policy_or_its_own_signature() {
    for results in [
        PASS,
        "spf=fail smtp.mailfrom=x; dkim=fail header.d=x.example; dmarc=pass header.from=Mail.Example.ORG.",
        "dkim=pass header.d=mail.example.org",
        "dkim=pass header.d=example.org",
        "dkim=fail header.d=x.example; dkim=pass header.d=EXAMPLE.org. header.s=a",
        "dmarc=none header.from=mail.example.org; dkim=pass header.d=mail.example.org",
        "dmarc=temperror; dkim=pass header.d=mail.example.org",
    ] {
        assert_eq!(of(results), Authenticity::Confirmed, "{results}");
    }
}

#[test]
fn a_pass_without_alignment_confirms_nothing() {
    for results in [
        "",
        "spf=pass smtp.mailfrom=akari@mail.example.org",
        "arc=pass; arc=fail; spf=pass smtp.mailfrom=mail.example.org",
        "dkim=pass header.d=evil.example",
        "dkim=pass header.d=evil.mail.example.org",
        "dkim=pass header.d=il.example.org",
        "dkim=pass header.d=org",
        "dkim=pass header.d=",
        "dkim=pass header.d=.",
        "dkim=pass header.d=.example.org",
        "dkim=pass header.i=@mail.example.org",
        "dkim=pass header.d=mail.example.org header.d=evil.example",
        "dkim=pass header.d=mail.example.org policy.l=20",
        "dkim=neutral header.d=mail.example.org",
        "dkim/2=pass header.d=mail.example.org",
        "dmarc=pass",
        "dmarc=pass header.from=example.org",
        "dmarc=pass header.from=evil.example; dkim=pass header.d=mail.example.org",
        "dmarc=bestguesspass header.from=mail.example.org",
        "x-dmarc=pass header.from=mail.example.org",
    ] {
        assert_eq!(of(results), Authenticity::Unknown, "{results}");
    }
}

#[test]
fn a_policy_that_fails_is_told_whatever_else_passes() {
    for results in
        [FAIL, "spf=pass smtp.mailfrom=x; dkim=pass header.d=mail.example.org; dmarc=fail", "arc=pass; dmarc=fail"]
    {
        assert_eq!(of(results), Authenticity::Failed, "{results}");
    }
}

#[test]
fn only_our_own_server_is_believed_however_many_copies_others_write() {
    for copies in 0..10 {
        let forged = |server: &'static str, level: usize| (0..copies).map(move |_| field(server, level, PASS));
        let alone: Vec<_> = forged("mx.evil.example", 0).collect();
        assert_eq!(judged(&mail(alone)), Authenticity::Unknown, "{copies} of another server");
        let below = |server| std::iter::once(field(OURS, 0, FAIL)).chain(forged(server, 1)).collect();
        assert_eq!(judged(&mail(below(OURS))), Authenticity::Failed, "{copies} that came with the mail");
        assert_eq!(judged(&mail(below("mx.evil.example"))), Authenticity::Failed);
        let silent = std::iter::once(field(OURS, 0, "spf=none")).chain(forged(OURS, 1)).collect();
        assert_eq!(judged(&mail(silent)), Authenticity::Unknown, "{copies} where ours says nothing");
        let unreadable = std::iter::once(field("", 0, "")).chain(forged(OURS, 0)).collect();
        assert_eq!(judged(&mail(unreadable)), Authenticity::Unknown, "{copies} below one that cannot be read");
    }
    let apart = vec![field(OURS, 0, "spf=pass"), field("mx.evil.example", 0, "spf=pass"), field(OURS, 0, PASS)];
    assert_eq!(judged(&mail(apart)), Authenticity::Unknown, "below somebody else's");
}

#[test]
fn what_contradicts_itself_is_unknown() {
    for (one, other) in [(PASS, FAIL), (FAIL, PASS), ("dmarc=none", PASS), (PASS, "dmarc=temperror")] {
        let found = mail(vec![field(OURS, 0, one), field(OURS, 0, other)]);
        assert_eq!(judged(&found), Authenticity::Unknown, "{one} and {other}");
        assert_eq!(of(&format!("{one}; {other}")), Authenticity::Unknown);
    }
    assert_eq!(judged(&mail(vec![field(OURS, 0, FAIL), field(OURS, 0, FAIL)])), Authenticity::Failed);
}

#[test]
fn our_servers_may_write_several_fields_and_others_above_them() {
    let found =
        mail(vec![field("inner.example", 0, FAIL), field(OURS, 1, "spf=pass"), field("mx2.saiyo.example", 1, PASS)]);
    assert_eq!(judged(&found), Authenticity::Confirmed);
}

#[test]
fn without_a_server_to_trust_every_field_is_ignored() {
    for server in ["", OURS] {
        let found = mail(vec![field(server, 0, PASS), field(server, 0, FAIL)]);
        assert_eq!(TrustedServers::default().judge(&found), Authenticity::Unknown);
        assert_eq!(TrustedServers::default().judge(&mail(vec![field(server, 0, FAIL)])), Authenticity::Unknown);
    }
}

#[test]
fn nothing_conspicuous_about_a_sender_is_outweighed() {
    for caution in DOUBTS {
        let mut found = mail(vec![field(OURS, 0, PASS)]);
        found.head.cautions = vec![Caution::RemoteContent, caution];
        assert_eq!(judged(&found), Authenticity::Unknown, "{caution}");
        found.marks.authentication = vec![field(OURS, 0, FAIL)];
        assert_eq!(judged(&found), Authenticity::Failed, "{caution}");
    }
    let mut found = mail(vec![field(OURS, 0, PASS)]);
    found.head.cautions = vec![Caution::RemoteContent];
    assert_eq!(judged(&found), Authenticity::Confirmed);
    found.marks.is_signed_in_part = true;
    assert_eq!(judged(&found), Authenticity::Unknown, "what follows may be anybody's");
    found.marks.is_signed_in_part = false;
    found.head.from = None;
    assert_eq!(judged(&found), Authenticity::Unknown, "nobody is named");
}
