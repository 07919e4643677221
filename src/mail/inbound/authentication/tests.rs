//! The examples of RFC 8601, appendix B, and what others may send instead.

use super::super::fields;
use super::*;

fn fields_of(raw: &str) -> Vec<AuthenticationField> {
    read(&fields::read(raw.as_bytes(), 0, &|_| false).ok().unwrap().0)
}

/// A field in one line: the server, then each result with its properties.
fn told(field: &AuthenticationField) -> String {
    let property = |(name, value): &(String, String)| format!(" {name}={value}");
    let result = |one: &AuthenticationResult| {
        format!(" | {}={}{}", one.method, one.result, one.properties.iter().map(property).collect::<String>())
    };
    format!("{}{}", field.server, field.results.iter().map(result).collect::<String>())
}

/// What one field says; nothing if it cannot be read.
fn one(value: &str) -> String {
    let found = fields_of(&format!("Authentication-Results: {value}\r\n"));
    assert_eq!(found.len(), 1, "{value}");
    told(&found[0])
}

#[test]
fn the_examples_of_the_standard_are_read() {
    for (value, says) in [
        ("example.org 1; none", "example.org"),
        (
            "example.com;\r\n          spf=pass smtp.mailfrom=example.net",
            "example.com | spf=pass smtp.mailfrom=example.net",
        ),
        (
            "example.com;\r\n auth=pass (cleartext) smtp.auth=sender@example.net;\r\n spf=pass smtp.mailfrom=example.net",
            "example.com | auth=pass smtp.auth=sender@example.net | spf=pass smtp.mailfrom=example.net",
        ),
        ("example.com; iprev=pass\r\n policy.iprev=192.0.2.200", "example.com | iprev=pass policy.iprev=192.0.2.200"),
        (
            "example.com;\r\n dkim=pass reason=\"good signature\"\r\n  header.i=@mail-router.example.net;\r\n \
             dkim=fail reason=\"bad signature\"\r\n  header.i=@newyork.example.com",
            "example.com | dkim=pass reason=good signature header.i=@mail-router.example.net \
             | dkim=fail reason=bad signature header.i=@newyork.example.com",
        ),
        (
            "foo.example.net (foobar) 1 (baz);\r\n dkim (Because I like it) / 1 (One yay) = (wait for it) fail\r\n \
             policy (A dot can go here) . (like that) expired\r\n (this surprised me) = (as I wasn't expecting it) \
             1362471462",
            "foo.example.net | dkim=fail policy.expired=1362471462",
        ),
    ] {
        assert_eq!(one(value), says, "{value}");
    }
}

#[test]
fn what_servers_really_write_is_read() {
    for (value, says) in [
        (
            "MX.Example.com;\r\n dkim=pass header.i=@example.org header.s=s1 header.b=\"Ab/cd+e=\";\r\n \
             dmarc=pass (p=NONE sp=NONE dis=NONE; \\( x) header.from=example.org;",
            "mx.example.com | dkim=pass header.i=@example.org header.s=s1 header.b=Ab/cd+e= \
             | dmarc=pass header.from=example.org",
        ),
        (
            "mx; spf=none smtp.mailfrom=<>; dmarc=none action=none",
            "mx | spf=none smtp.mailfrom=<> | dmarc=none action=none",
        ),
        ("mx; spf=none smtp.mailfrom=", "mx | spf=none smtp.mailfrom="),
        ("mx; DKIM/2=Pass Header.D=example.org", "mx | dkim/2=pass header.d=example.org"),
        (
            "mx; spf=pass smtp.mailfrom=\"a b; dmarc=pass\"@example.org",
            "mx | spf=pass smtp.mailfrom=a b; dmarc=pass@example.org",
        ),
        ("mx; spf=pass (a; dmarc=pass header.from=b.example)", "mx | spf=pass"),
        ("mx", "mx"),
    ] {
        assert_eq!(one(value), says, "{value}");
    }
}

#[test]
fn whatever_is_not_to_the_grammar_says_nothing() {
    let deep = format!("mx {}x{}; spf=pass", "(".repeat(11), ")".repeat(11));
    let many = format!("mx{}", "; spf=pass".repeat(51));
    let wide = format!("mx; spf=pass{}", " a.b=c".repeat(51));
    let long = format!("mx; spf=pass reason=\"{}\"", "x".repeat(998 * 20));
    for value in [
        "",
        ";",
        "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.com; dmarc=pass",
        "mx 2; dmarc=pass",
        "mx; dmarc",
        "mx; dmarc=",
        "mx; =pass",
        "mx; dmarc=pass header.from",
        "mx; dmarc=pass header.=x",
        "mx; dmarc=pass .from=x",
        "mx; dmarc/=pass",
        "mx; none; dmarc=pass",
        "mx; dmarc=pass none",
        "mx; dmarc=pass (never ends",
        "mx; dmarc=pass header.from=\"never ends",
        "mx; dmarc=pass header.from=\"a\\",
        "mx; dmarc=pass)",
        "mx dmarc=pass",
        "mx; dmarc=pass header.from=a\u{1b}b",
        "mx; dmarc=pass header.from=a\u{0}b",
        &deep,
        &many,
        &wide,
        &long,
    ] {
        assert_eq!(one(value), "", "{value:?}");
    }
    let raw = b"Authentication-Results: mx; dmarc=pass header.from=\xff\r\n";
    assert_eq!(told(&read(&fields::read(raw, 0, &|_| false).ok().unwrap().0)[0]), "", "no UTF-8");
}

#[test]
fn fields_come_from_the_top_with_the_servers_that_stand_above_and_no_more_than_are_read() {
    let raw = "Received: a\r\nauthentication-results: one; none\r\nAuthentication-Results : two; none\r\n\
               Received: b\r\nX-Authentication-Results: no; none\r\nAuthentication-Results: three; none\r\n";
    let found: Vec<(String, usize)> =
        fields_of(raw).into_iter().map(|field| (field.server, field.received_above)).collect();
    assert_eq!(found, [("one".to_owned(), 1), ("two".to_owned(), 1), ("three".to_owned(), 2)]);
    let many = "Authentication-Results: mx; none\r\n".repeat(FIELDS + 1);
    assert_eq!(fields_of(&many).len(), FIELDS);
}

#[test]
fn a_property_that_stands_twice_is_none() {
    let found = fields_of("Authentication-Results: mx; dkim=pass header.d=a.example header.d=b.example header.s=x\r\n");
    let result = &found[0].results[0];
    assert_eq!((result.only("header.d"), result.only("header.s"), result.only("header.b")), (None, Some("x"), None));
}

#[test]
fn a_signature_of_the_beginning_alone_is_noticed() {
    let is_in_part = |raw: &str| is_signed_in_part(&fields::read(raw.as_bytes(), 0, &|_| false).ok().unwrap().0);
    assert!(is_in_part("DKIM-Signature: v=1; a=rsa-sha256;\r\n l = 20; b=x\r\n"));
    assert!(is_in_part("DKIM-Signature: v=1; b=x\r\nDKIM-Signature: l=0;b=x\r\n"));
    assert!(!is_in_part("DKIM-Signature: v=1; a=rsa-sha256; bh=l=; s=l; b=l\r\nX-Other: l=1\r\n"));
}

#[test]
fn no_beginning_and_no_end_of_a_field_is_a_fault() {
    let whole =
        "foo.example (x \\) y) 1; dkim (a) / 1 = pass header . d = \"a\\\"b\"@c.example reason=\"x\"; dmarc=pass";
    for (at, _) in whole.char_indices() {
        for piece in [&whole[..at], &whole[at..]] {
            let _ = read_field(piece.as_bytes());
        }
    }
}
