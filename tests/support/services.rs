//! The services outside the process that tests speak to, as `bin/test` tells them.

use saiyo::store::blobs::BucketAccess;

/// The variable of the PostgreSQL server: the URL of a superuser.
pub const POSTGRES: &str = "SAIYO_TEST_POSTGRES_URL";
/// The variable of the S3-compatible server.
pub const S3: &str = "SAIYO_TEST_S3_URL";
/// The variable of the mail server.
pub const SMTP: &str = "SAIYO_TEST_SMTP_URL";
/// The variable of the IMAP server: it takes any user, with the password in the URL.
pub const IMAP: &str = "SAIYO_TEST_IMAP_URL";
/// The variable of the file of certificates that the IMAP server is trusted by.
pub const IMAP_CA: &str = "SAIYO_TEST_IMAP_CA";
/// The variable of the folder in which each user has a Maildir.
pub const IMAP_MAILDIR: &str = "SAIYO_TEST_IMAP_MAILDIR";
/// The variable of the port where the IMAP server begins in the clear.
pub const IMAP_CLEAR_PORT: &str = "SAIYO_TEST_IMAP_CLEAR_PORT";
/// The variable of the WebDriver server.
pub const WEBDRIVER: &str = "SAIYO_TEST_WEBDRIVER_URL";
/// The variable of the folder of sample documents.
pub const CORPUS: &str = "SAIYO_CORPUS";
/// The variable of the accessibility checker, a script.
pub const AXE: &str = "SAIYO_TEST_AXE";

/// The value of a variable that `bin/test` sets.
///
/// # Panics
/// If it is not set: a test without its service fails.
#[expect(clippy::disallowed_methods, reason = "tests are told by bin/test where its services are")]
pub fn required(variable: &str) -> String {
    match std::env::var(variable) {
        Ok(value) if !value.is_empty() => value,
        _ => panic!("{variable} is not set: run bin/test, which starts the service and sets it"),
    }
}

/// Whether the long runs behind the published figures were asked for.
#[expect(clippy::disallowed_methods, reason = "bin/test figures asks for the long runs")]
pub fn figures_wanted() -> bool {
    std::env::var("SAIYO_FIGURES").is_ok_and(|value| value == "1")
}

/// A seed that is new each time, or the one of an earlier run; it is printed so that a failure can be repeated.
#[expect(clippy::disallowed_methods, reason = "SAIYO_TEST_SEED repeats a run")]
pub fn seed(what: &str) -> u64 {
    let seed = std::env::var("SAIYO_TEST_SEED").ok().and_then(|text| text.parse().ok());
    let seed = seed.unwrap_or_else(|| uuid::Uuid::now_v7().as_u128() as u64);
    eprintln!("{what}: SAIYO_TEST_SEED={seed}");
    seed
}

/// How to reach the S3-compatible server.
pub fn bucket_access() -> BucketAccess {
    BucketAccess {
        endpoint: Some(required(S3)),
        region: Some("us-east-1".to_owned()),
        key_id: Some("test".to_owned()),
        secret: Some("test".to_owned().into()),
    }
}

/// Makes a new bucket and returns its name.
pub fn new_bucket() -> String {
    let name = format!("saiyo-{}", uuid::Uuid::now_v7());
    let answer = reqwest::blocking::Client::new().put(format!("{}/{name}", required(S3))).send().unwrap();
    assert!(answer.status().is_success(), "the S3 server answered {}", answer.status());
    name
}

/// A small generator of pseudo-random numbers (SplitMix64), so that a printed seed repeats a run exactly.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// A generator from a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.bits() % end as u64) as usize
    }

    /// One of some values.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}
