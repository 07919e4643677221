//! Signing mail on its way out (DKIM: RFC 6376, RFC 8463), so that whoever gets it can tell that its domain let it out
//! as it is.
//!
//! Invariant: all of the body is signed, and From and Subject so that no second one can be added; what is signed is
//! what is handed over, byte for byte.

use std::sync::Arc;

use aws_lc_rs::digest::{Context, Digest, SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// The fields that are signed, where a mail has them.
const SIGNED: [&str; 12] = [
    "from",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "auto-submitted",
];
/// Those that are signed once more than they are there, so that nobody adds one.
const SEALED: [&str; 5] = ["from", "to", "cc", "subject", "reply-to"];
/// Bytes of an RSA key at least (RFC 8301, section 3.2).
const RSA_BYTES: usize = 256;
/// Letters of a line of a signature.
const LINE: usize = 72;

/// A domain with its key.
#[derive(Clone)]
pub struct Signer(Arc<Parts>);

struct Parts {
    domain: String,
    selector: String,
    key: Key,
}

enum Key {
    Rsa(RsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// A field of a head: its name in lower case, and its value as it is signed.
type Field = (String, Vec<u8>);

impl Signer {
    /// Signs for a domain, and those below it, with a private key (PEM, PKCS#8) that the DNS has under a selector.
    ///
    /// # Errors
    /// The setting that is wrong, and what to do.
    pub fn new(pem: &str, selector: &str, domain: &str) -> Result<Self, (&'static str, &'static str)> {
        if !is_name(selector) {
            return Err(("dkim_selector", "is a name in the DNS, such as saiyo: letters, digits, hyphens and dots"));
        }
        if !is_name(domain) {
            return Err(("dkim_domain", "is a domain, such as example.com"));
        }
        let key = Key::read(pem).ok_or((
            "dkim_key_file",
            "holds no key to sign with: it has to be a private key in PEM (BEGIN PRIVATE KEY), Ed25519 or RSA of 2048 \
             to 8192 bits",
        ))?;
        Ok(Self(Arc::new(Parts { domain: domain.to_ascii_lowercase(), selector: selector.to_owned(), key })))
    }

    /// Whether it signs what is from a domain.
    pub fn covers(&self, domain: &str) -> bool {
        let domain = domain.to_ascii_lowercase();
        let above = domain.strip_suffix(&self.0.domain);
        above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
    }

    /// A mail with its signature on top; nothing, if the key does not sign.
    pub fn sign(&self, mail: &[u8]) -> Option<Vec<u8>> {
        let Parts { domain, selector, key } = &*self.0;
        let (head, body) = parted(mail);
        let fields = fields(head);
        let names = names(&fields);
        let tags = format!(
            "v=1; a={}; c=relaxed/relaxed; d={domain}; s={selector};\r\n h={};\r\n bh={};\r\n b=",
            key.algorithm(),
            names.join(":"),
            STANDARD.encode(body_hash(body)),
        );
        let signature = STANDARD.encode(key.sign(&signed_head(&fields, &names, &tags))?);
        let mut signed = format!("DKIM-Signature: {tags}{}\r\n", folded(&signature)).into_bytes();
        signed.extend_from_slice(mail);
        Some(signed)
    }
}

impl Key {
    fn read(pem: &str) -> Option<Self> {
        let (_, rest) = pem.split_once("-----BEGIN PRIVATE KEY-----")?;
        let (coded, _) = rest.split_once("-----END PRIVATE KEY-----")?;
        let coded: Zeroizing<String> = Zeroizing::new(coded.split_whitespace().collect());
        let der = Zeroizing::new(STANDARD.decode(coded.as_bytes()).ok()?);
        if let Ok(key) = Ed25519KeyPair::from_pkcs8(&der) {
            return Some(Self::Ed25519(key));
        }
        let key = RsaKeyPair::from_pkcs8(&der).ok()?;
        (key.public_modulus_len() >= RSA_BYTES).then_some(Self::Rsa(key))
    }

    const fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "rsa-sha256",
            Self::Ed25519(_) => "ed25519-sha256",
        }
    }

    fn sign(&self, data: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), data, &mut signature).ok()?;
                Some(signature)
            }
            // What is signed is the hash (RFC 8463, section 3).
            Self::Ed25519(key) => Some(key.try_sign(digest(&SHA256, data).as_ref()).ok()?.as_ref().to_vec()),
        }
    }
}

/// Whether a word can be a name in the DNS, and so stand in a tag.
fn is_name(word: &str) -> bool {
    let is_of_label = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    word.len() <= 253 && word.split('.').all(|label| !label.is_empty() && label.bytes().all(is_of_label))
}

/// Head and body of a mail; the head ends with the line end of its last line.
fn parted(mail: &[u8]) -> (&[u8], &[u8]) {
    let end = mail.windows(4).position(|bytes| bytes == b"\r\n\r\n").map_or(mail.len(), |at| at + 2);
    let (head, rest) = mail.split_at_checked(end).unwrap_or((mail, [].as_slice()));
    (head, rest.strip_prefix(b"\r\n").unwrap_or(rest))
}

/// The fields of a head, "relaxed" (RFC 6376, section 3.4.2).
fn fields(head: &[u8]) -> Vec<Field> {
    let mut found: Vec<Field> = Vec::new();
    for line in head.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match (line, found.last_mut()) {
            ([b' ' | b'\t', ..], Some((_, value))) => value.extend_from_slice(line),
            _ => {
                let colon = line.iter().position(|byte| *byte == b':');
                if let Some((name, value)) = colon.and_then(|at| line.split_at_checked(at)) {
                    let name = String::from_utf8_lossy(name.trim_ascii_end()).to_ascii_lowercase();
                    found.push((name, value.strip_prefix(b":").unwrap_or(value).to_vec()));
                }
            }
        }
    }
    for (_, value) in &mut found {
        let plain = relaxed(value);
        *value = plain.strip_prefix(b" ").unwrap_or(&plain).to_vec();
    }
    found
}

/// The names to sign: each as often as it is there, and some once more.
fn names(fields: &[Field]) -> Vec<&'static str> {
    let there = |name: &'static str| fields.iter().filter(move |(known, _)| known == name).map(move |_| name);
    SIGNED.into_iter().flat_map(there).chain(SEALED).collect()
}

/// What is signed of a head: the named fields, of several the last first, and the signature's own without its end.
fn signed_head(fields: &[Field], names: &[&str], tags: &str) -> Vec<u8> {
    let mut data = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let before = names.iter().take(at).filter(|other| *other == name).count();
        // One that is not there counts as empty: if it is added, the signature breaks.
        if let Some((_, value)) = fields.iter().rev().filter(|(known, _)| known == name).nth(before) {
            data.extend_from_slice(name.as_bytes());
            data.push(b':');
            data.extend_from_slice(value);
            data.extend_from_slice(b"\r\n");
        }
    }
    data.extend_from_slice(b"dkim-signature:");
    data.extend(relaxed(tags.replace("\r\n", "").as_bytes()));
    data
}

/// The hash of a "relaxed" body (RFC 6376, section 3.4.4): of empty lines at its end there are none.
fn body_hash(body: &[u8]) -> Digest {
    let mut hash = Context::new(&SHA256);
    let mut empty = 0;
    for line in body.split(|byte| *byte == b'\n') {
        let line = relaxed(line.strip_suffix(b"\r").unwrap_or(line));
        if line.is_empty() {
            empty += 1;
            continue;
        }
        for _ in 0..std::mem::take(&mut empty) {
            hash.update(b"\r\n");
        }
        hash.update(&line);
        hash.update(b"\r\n");
    }
    hash.finish()
}

/// A line with each run of blanks made one, and none at its end.
fn relaxed(line: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    for byte in line {
        match byte {
            b' ' | b'\t' if out.last() == Some(&b' ') => {}
            b' ' | b'\t' => out.push(b' '),
            other => out.push(*other),
        }
    }
    if out.last() == Some(&b' ') {
        out.pop();
    }
    out
}

/// A signature in lines of a header.
fn folded(coded: &str) -> String {
    let lines: Vec<_> = coded.as_bytes().chunks(LINE).map(String::from_utf8_lossy).collect();
    lines.join("\r\n ")
}

#[cfg(test)]
mod tests;
