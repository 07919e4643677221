//! The configuration, read once: flag, then `SAIYO_…` environment, then `saiyo.toml`.
//!
//! Invariant: nothing else reads the environment; an unknown key stops start-up.

pub mod proxies;
mod signing;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

use self::proxies::TrustedProxies;
use self::signing::Signing;
use crate::domain::contact::EmailAddress;
use crate::domain::office::OfficeCode;
use crate::mail::Mailer;
use crate::mail::authentication::TrustedServers;
use crate::mail::imap::{Inbox, read_inboxes};
use crate::store::blobs::BucketAccess;
use crate::store::{StoreConfig, setup};

/// The settings as they may be given; `saiyo.example.toml` says what each means.
#[derive(Debug, Clone, Default, clap::Args, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Folder of everything that is stored here.
    #[arg(long, global = true, env = "SAIYO_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Address and port to listen on.
    #[arg(long, global = true, env = "SAIYO_LISTEN", value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// The address that people use, such as https://saiyo.example.com.
    #[arg(long, global = true, env = "SAIYO_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Addresses or networks of the proxies in front, by comma.
    #[arg(long, global = true, env = "SAIYO_TRUSTED_PROXIES", value_name = "ADDRS")]
    pub trusted_proxies: Option<String>,
    /// Connections of browsers at a time.
    #[arg(long, global = true, env = "SAIYO_MAX_CONNECTIONS", value_name = "N")]
    pub max_connections: Option<usize>,
    /// Megabytes of memory for uploads that are on their way.
    #[arg(long, global = true, env = "SAIYO_UPLOAD_MEMORY", value_name = "MB")]
    pub upload_memory: Option<usize>,
    /// Seconds that an upload may take.
    #[arg(long, global = true, env = "SAIYO_UPLOAD_SECONDS", value_name = "SECONDS")]
    pub upload_seconds: Option<u64>,
    /// Main database: sqlite:PATH or postgres://….
    #[arg(long, global = true, env = "SAIYO_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// Keyring: sqlite:PATH or postgres://….
    #[arg(long, global = true, env = "SAIYO_KEYRING_URL", value_name = "URL", hide_env_values = true)]
    pub keyring_url: Option<String>,
    /// Documents: file:DIR or s3://BUCKET/PREFIX.
    #[arg(long, global = true, env = "SAIYO_BLOBS_URL", value_name = "URL")]
    pub blobs_url: Option<String>,
    /// Anchor: file:DIR or s3://BUCKET/PREFIX.
    #[arg(long, global = true, env = "SAIYO_ANCHOR_URL", value_name = "URL")]
    pub anchor_url: Option<String>,
    /// Folder of key files.
    #[arg(long, global = true, env = "SAIYO_KEYS", value_name = "DIR")]
    pub keys: Option<PathBuf>,
    /// The line of setup.pub, where that file is not in the folder of key files.
    #[arg(long, global = true, env = "SAIYO_SETUP_PUBLIC_KEY", value_name = "LINE")]
    pub setup_public_key: Option<String>,
    /// Folder of directories.
    #[arg(long, global = true, env = "SAIYO_DIRECTORIES", value_name = "DIR")]
    pub directories: Option<PathBuf>,
    /// Offices to serve, by comma; all whose key file is there if left out.
    #[arg(long, global = true, env = "SAIYO_OFFICES", value_name = "CODES")]
    pub offices: Option<String>,
    /// Endpoint of an S3-compatible store.
    #[arg(long, global = true, env = "SAIYO_S3_ENDPOINT", value_name = "URL")]
    pub s3_endpoint: Option<String>,
    /// Region of the store.
    #[arg(long, global = true, env = "SAIYO_S3_REGION", value_name = "REGION")]
    pub s3_region: Option<String>,
    /// Access key id of the store.
    #[arg(long, global = true, env = "SAIYO_S3_KEY_ID", value_name = "ID")]
    pub s3_key_id: Option<String>,
    /// Secret access key of the store; give it by environment or file, not by flag.
    #[arg(long, global = true, env = "SAIYO_S3_SECRET", value_name = "SECRET", hide_env_values = true)]
    pub s3_secret: Option<String>,
    /// Where letters are mailed: smtps://USER:PASSWORD@HOST, smtp://…?tls=required, or file:DIR. Left out: none are.
    #[arg(long, global = true, env = "SAIYO_MAIL_URL", value_name = "URL", hide_env_values = true)]
    pub mail_url: Option<String>,
    /// Whom letters are from, such as Recruiting <jobs@example.com>.
    #[arg(long, global = true, env = "SAIYO_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,
    /// File of the key (PEM, PKCS#8: Ed25519, or RSA of 2048 bits or more) that mail is signed with (DKIM).
    #[arg(long, global = true, env = "SAIYO_DKIM_KEY_FILE", value_name = "FILE")]
    pub dkim_key_file: Option<PathBuf>,
    /// The name (selector) under which the DNS has the public key.
    #[arg(long, global = true, env = "SAIYO_DKIM_SELECTOR", value_name = "NAME")]
    pub dkim_selector: Option<String>,
    /// The domain that signs; that of mail_from if left out.
    #[arg(long, global = true, env = "SAIYO_DKIM_DOMAIN", value_name = "DOMAIN")]
    pub dkim_domain: Option<String>,
    /// Where mail comes in: OFFICE=imaps://USER:PASSWORD@HOST/FOLDER, several with space between them.
    #[arg(long, global = true, env = "SAIYO_INBOXES", value_name = "URLS", hide_env_values = true)]
    pub inboxes: Option<String>,
    /// A file of certificates (PEM) that the servers of inboxes are trusted by, beside this machine's.
    #[arg(long, global = true, env = "SAIYO_MAIL_CA", value_name = "FILE")]
    pub mail_ca: Option<PathBuf>,
    /// What our own mail server calls itself in Authentication-Results (authserv-id), several by comma.
    #[arg(long, global = true, env = "SAIYO_AUTHSERV_ID", value_name = "IDS")]
    pub authserv_id: Option<String>,
    /// Days until mail that is kept here is removed from its server.
    #[arg(long, global = true, env = "SAIYO_INBOX_EXPUNGE_DAYS", value_name = "DAYS")]
    pub inbox_expunge_days: Option<i64>,
    /// Connections to each database.
    #[arg(long, global = true, env = "SAIYO_CONNECTIONS", value_name = "N")]
    pub connections: Option<u32>,
    /// What is logged, such as info or saiyo=debug.
    #[arg(long, global = true, env = "SAIYO_LOG", value_name = "FILTER")]
    pub log: Option<String>,
    /// Read documents also where the kernel has no Landlock.
    #[arg(long, global = true, env = "SAIYO_ALLOW_WITHOUT_LANDLOCK", num_args = 0..=1, default_missing_value = "true")]
    pub allow_without_landlock: Option<bool>,
}

/// Environment names beside the settings' own: what the tests and the configuration file use.
const OTHER_NAMES: [&str; 2] = ["SAIYO_CONFIG", "SAIYO_CORPUS"];
const OTHER_PREFIXES: [&str; 2] = ["SAIYO_TEST_", "SAIYO_FIGURES"];

/// Why the configuration cannot be used; says which key and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not to the format.
    #[error("{path}: {message}", path = path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// Line and reason.
        message: String,
    },
    /// A key is unknown.
    #[error("{0} is not a setting; `saiyo serve --help` lists them")]
    Unknown(String),
    /// A value is wrong.
    #[error("{key}: {what}")]
    Value {
        /// The setting.
        key: &'static str,
        /// What is wrong, and what to do.
        what: String,
    },
}

/// The configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where everything is.
    pub store: StoreConfig,
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// The origin that people use: scheme, host and port.
    pub origin: Option<String>,
    /// The proxies whose word about a visitor's address counts.
    pub trusted_proxies: TrustedProxies,
    /// Connections of browsers at a time.
    pub max_connections: usize,
    /// Bytes of memory for uploads that are on their way.
    pub upload_memory: usize,
    /// How long an upload may take.
    pub upload_time: Duration,
    /// Folder of everything that is stored here.
    pub data: PathBuf,
    /// Folder of directories.
    pub directories: PathBuf,
    /// Where letters are mailed, if they are.
    pub mailer: Option<Mailer>,
    /// The mailboxes that mail is fetched from.
    pub inboxes: Vec<Inbox>,
    /// Certificates that their servers are trusted by, beside this machine's.
    pub mail_ca: Option<PathBuf>,
    /// The mail servers whose word about a sender counts.
    pub trusted_servers: TrustedServers,
    /// Days until mail that is kept here is removed from its server.
    pub inbox_expunge_days: i64,
    /// What is logged.
    pub log: String,
    /// Whether documents are read without Landlock.
    pub allow_without_landlock: bool,
}

impl Config {
    /// The addresses that mail comes in by, and that it goes out by.
    pub fn own_addresses(&self) -> Vec<EmailAddress> {
        let inboxes = self.inboxes.iter().filter_map(|inbox| inbox.address.clone());
        inboxes.chain(self.mailer.as_ref().and_then(Mailer::own_address)).collect()
    }

    /// Whether people use an https address, which a proxy in front answers.
    pub fn is_https(&self) -> bool {
        self.origin.as_deref().is_some_and(|origin| origin.starts_with("https://"))
    }

    /// The address that links in letters begin with.
    pub fn address(&self) -> String {
        self.origin.clone().unwrap_or_else(|| format!("http://{}", self.listen))
    }

    /// What is wrong about the proxies, and what to do: without their addresses every visitor looks like one, and
    /// a limit that one of them reaches shuts all of them out.
    pub fn proxy_fault(&self) -> Option<&'static str> {
        let is_blind = self.is_https() && self.trusted_proxies.is_empty();
        is_blind.then_some(
            "public_url is https but trusted_proxies is empty: all visitors count as one network, so thirty \
             applications an hour or sixty wrong passwords shut everybody out; set trusted_proxies to the address of \
             the proxy, such as 127.0.0.1",
        )
    }

    /// Fills what flags and environment leave open from the file, then with the defaults.
    ///
    /// # Errors
    /// [`ConfigError`] naming the key.
    pub fn load(given: Settings) -> Result<Self, ConfigError> {
        let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        if let Some(unknown) = names.filter(|name| name.starts_with("SAIYO_")).find(|name| !is_known(name)) {
            return Err(ConfigError::Unknown(unknown));
        }
        let named = std::env::var_os("SAIYO_CONFIG").map(PathBuf::from);
        let path = named.clone().unwrap_or_else(|| PathBuf::from("saiyo.toml"));
        let settings = if named.is_some() || path.exists() { given.or(read(path)?) } else { given };
        settings.into_config()
    }
}

fn is_known(name: &str) -> bool {
    use clap::Args;
    let command = Settings::augment_args(clap::Command::new("saiyo"));
    let known = command.get_arguments().any(|argument| argument.get_env().is_some_and(|env| env == name));
    known || OTHER_NAMES.contains(&name) || OTHER_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

fn read(path: PathBuf) -> Result<Settings, ConfigError> {
    match std::fs::read_to_string(&path) {
        Err(source) => Err(ConfigError::File { path, source }),
        // The message of the parser would repeat the line, which may hold a secret.
        Ok(text) => toml::from_str(&text).map_err(|error: toml::de::Error| {
            let line = error.span().map_or(0, |span| text.get(..span.start).map_or(0, |before| before.lines().count()));
            ConfigError::Format { path, message: format!("line {}: {}", line.max(1), error.message()) }
        }),
    }
}

impl Settings {
    fn or(self, file: Self) -> Self {
        Self {
            data: self.data.or(file.data),
            listen: self.listen.or(file.listen),
            public_url: self.public_url.or(file.public_url),
            trusted_proxies: self.trusted_proxies.or(file.trusted_proxies),
            max_connections: self.max_connections.or(file.max_connections),
            upload_memory: self.upload_memory.or(file.upload_memory),
            upload_seconds: self.upload_seconds.or(file.upload_seconds),
            database_url: self.database_url.or(file.database_url),
            keyring_url: self.keyring_url.or(file.keyring_url),
            blobs_url: self.blobs_url.or(file.blobs_url),
            anchor_url: self.anchor_url.or(file.anchor_url),
            keys: self.keys.or(file.keys),
            setup_public_key: self.setup_public_key.or(file.setup_public_key),
            directories: self.directories.or(file.directories),
            offices: self.offices.or(file.offices),
            s3_endpoint: self.s3_endpoint.or(file.s3_endpoint),
            s3_region: self.s3_region.or(file.s3_region),
            s3_key_id: self.s3_key_id.or(file.s3_key_id),
            s3_secret: self.s3_secret.or(file.s3_secret),
            mail_url: self.mail_url.or(file.mail_url),
            mail_from: self.mail_from.or(file.mail_from),
            dkim_key_file: self.dkim_key_file.or(file.dkim_key_file),
            dkim_selector: self.dkim_selector.or(file.dkim_selector),
            dkim_domain: self.dkim_domain.or(file.dkim_domain),
            inboxes: self.inboxes.or(file.inboxes),
            mail_ca: self.mail_ca.or(file.mail_ca),
            authserv_id: self.authserv_id.or(file.authserv_id),
            inbox_expunge_days: self.inbox_expunge_days.or(file.inbox_expunge_days),
            connections: self.connections.or(file.connections),
            log: self.log.or(file.log),
            allow_without_landlock: self.allow_without_landlock.or(file.allow_without_landlock),
        }
    }

    /// The configuration with a default for everything that is left out.
    ///
    /// # Errors
    /// [`ConfigError::Value`] naming the key.
    pub fn into_config(self) -> Result<Config, ConfigError> {
        let data = self.data.unwrap_or_else(|| PathBuf::from("saiyo-data"));
        let inside = |name: &str| data.join(name).display().to_string();
        let target = |key, url: Option<String>, name: &str| {
            let url = url.unwrap_or_else(|| format!("sqlite:{}", inside(name)));
            url.parse().map_err(|error: crate::store::StoreError| ConfigError::Value { key, what: error.to_string() })
        };
        let place = |key, url: Option<String>, name: &str| {
            let url = url.unwrap_or_else(|| format!("file:{}", inside(name)));
            let fits = url.starts_with("file:") || url.starts_with("s3://");
            let what = || "begins with file: or s3://".to_owned();
            if fits { Ok(url) } else { Err(ConfigError::Value { key, what: what() }) }
        };
        let setup_public = |line: &str| {
            let key = "setup_public_key";
            setup::public_of(line).map_err(|error| ConfigError::Value { key, what: error.to_string() })
        };
        let store = StoreConfig {
            database: target("database_url", self.database_url, "saiyo.db")?,
            keyring: target("keyring_url", self.keyring_url, "keyring.db")?,
            blobs_url: place("blobs_url", self.blobs_url, "blobs")?,
            anchor_url: place("anchor_url", self.anchor_url, "anchor")?,
            bucket: BucketAccess {
                endpoint: self.s3_endpoint,
                region: self.s3_region,
                key_id: self.s3_key_id,
                secret: self.s3_secret.map(SecretString::from),
            },
            keys: self.keys.unwrap_or_else(|| data.join("keys")),
            setup_public: self.setup_public_key.as_deref().map(setup_public).transpose()?,
            offices: offices(self.offices.as_deref().unwrap_or(""))?,
            pool_size: self.connections.unwrap_or(8).clamp(2, 200),
        };
        let signing = Signing {
            key_file: self.dkim_key_file.as_deref(),
            selector: self.dkim_selector.as_deref(),
            domain: self.dkim_domain.as_deref(),
        };
        Ok(Config {
            store,
            listen: self.listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080))),
            origin: self.public_url.map(origin).transpose()?,
            trusted_proxies: self
                .trusted_proxies
                .as_deref()
                .unwrap_or("")
                .parse()
                .map_err(|what| ConfigError::Value { key: "trusted_proxies", what })?,
            max_connections: self.max_connections.unwrap_or(2_000).clamp(10, 100_000),
            // One network may have a quarter of it: enough for one form.
            upload_memory: self.upload_memory.unwrap_or(512).clamp(400, 1 << 20) << 20,
            upload_time: Duration::from_secs(self.upload_seconds.unwrap_or(120).clamp(1, 3_600)),
            directories: self.directories.unwrap_or_else(|| data.join("directory")),
            mailer: signing.of(mailer(self.mail_url.as_deref(), self.mail_from.as_deref())?)?,
            inboxes: inboxes(self.inboxes.as_deref().unwrap_or(""))?,
            mail_ca: self.mail_ca,
            trusted_servers: trusted_servers(self.authserv_id.as_deref().unwrap_or(""))?,
            inbox_expunge_days: self.inbox_expunge_days.unwrap_or(30).clamp(1, 3_650),
            log: self.log.unwrap_or_else(|| "info".to_owned()),
            allow_without_landlock: self.allow_without_landlock.unwrap_or(false),
            data,
        })
    }
}

fn offices(text: &str) -> Result<Vec<OfficeCode>, ConfigError> {
    let codes = text.split(',').map(str::trim).filter(|code| !code.is_empty());
    codes.map(|code| code.parse()).collect::<Result<_, _>>().map_err(|error: crate::domain::office::NotAnOfficeCode| {
        ConfigError::Value { key: "offices", what: error.to_string() }
    })
}

/// Both settings or neither: a letter is from somebody.
fn mailer(url: Option<&str>, from: Option<&str>) -> Result<Option<Mailer>, ConfigError> {
    let refuse = |key, what: &str| ConfigError::Value { key, what: what.to_owned() };
    match (url, from) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(refuse("mail_from", "is needed beside mail_url: the address that letters are from")),
        (None, Some(_)) => Err(refuse("mail_url", "is needed beside mail_from: the server that letters are given to")),
        (Some(url), Some(from)) => Mailer::new(url, from).map(Some).map_err(|(key, what)| refuse(key, what)),
    }
}

fn inboxes(text: &str) -> Result<Vec<Inbox>, ConfigError> {
    read_inboxes(text).map_err(|error| ConfigError::Value { key: "inboxes", what: error.to_string() })
}

fn trusted_servers(text: &str) -> Result<TrustedServers, ConfigError> {
    text.parse().map_err(|what| ConfigError::Value { key: "authserv_id", what })
}

fn origin(url: String) -> Result<String, ConfigError> {
    let trimmed = url.trim_end_matches('/');
    let host = trimmed.strip_prefix("https://").or_else(|| trimmed.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains('/') => Ok(trimmed.to_owned()),
        _ => Err(ConfigError::Value {
            key: "public_url",
            what: "is of the form https://host or https://host:port".to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_file_lists_every_setting_and_only_those() {
        use clap::Args;
        let example = include_str!("../saiyo.example.toml");
        let command = Settings::augment_args(clap::Command::new("saiyo"));
        let mut settings: Vec<String> = command.get_arguments().map(|argument| argument.get_id().to_string()).collect();
        let mut named: Vec<String> = example
            .lines()
            .filter_map(|line| line.strip_prefix("# ").unwrap_or(line).split_once(" = "))
            .map(|(key, _)| key.to_owned())
            .filter(|key| !key.contains(' '))
            .collect();
        settings.sort();
        named.sort();
        named.dedup();
        assert_eq!(settings, named);
    }

    #[test]
    fn the_example_file_can_be_read() {
        let example = include_str!("../saiyo.example.toml");
        let uncommented: String = example
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(rest) if rest.contains(" = ") && !rest.split(" = ").next().unwrap_or(" ").contains(' ') => rest,
                _ => line,
            })
            .fold(String::new(), |text, line| text + line + "\n");
        let settings: Settings = toml::from_str(&uncommented).unwrap();
        let error = settings.clone().into_config().unwrap_err();
        assert!(error.to_string().starts_with("dkim_key_file: dkim.pem: "), "no such file is here: {error}");
        let settings = Settings { dkim_key_file: None, dkim_selector: None, dkim_domain: None, ..settings };
        settings.into_config().unwrap();
    }

    #[test]
    fn an_unknown_key_of_the_file_is_refused() {
        assert!(toml::from_str::<Settings>("databse_url = \"x\"").is_err());
    }

    #[test]
    fn a_wrong_inbox_is_named_without_its_password() {
        let given = |inboxes: &str| Settings { inboxes: Some(inboxes.to_owned()), ..Settings::default() }.into_config();
        let error =
            given("JP=imaps://a:swordfish@imap.example.com SG=imap://b:swordfish@imap.example.com").unwrap_err();
        assert!(error.to_string().starts_with("inboxes: entry 2 would fetch mail in the clear"), "{error}");
        assert!(!error.to_string().contains("swordfish"), "{error}");
        let config = given("JP=imaps://a:swordfish@imap.example.com").unwrap();
        assert_eq!((config.inboxes.len(), config.inbox_expunge_days), (1, 30));
        assert!(!format!("{config:?}").contains("swordfish"));
    }

    #[test]
    fn a_wrong_authserv_id_is_named() {
        let given = |ids: &str| Settings { authserv_id: Some(ids.to_owned()), ..Settings::default() }.into_config();
        let error = given("mx.example.com, spf=pass").unwrap_err();
        assert_eq!(error.to_string(), "authserv_id: spf=pass is no authserv-id such as mx.example.com");
        assert_eq!(given("mx.example.com").unwrap().trusted_servers, "MX.example.com".parse().unwrap());
        assert_eq!(given("").unwrap().trusted_servers, TrustedServers::default());
    }

    #[test]
    fn an_https_address_without_trusted_proxies_is_a_fault() {
        let given = |url: &str, proxies: &str| {
            let (public_url, trusted_proxies) = (Some(url.to_owned()), Some(proxies.to_owned()));
            Settings { public_url, trusted_proxies, ..Settings::default() }.into_config()
        };
        assert!(given("https://saiyo.example.com", "").unwrap().proxy_fault().is_some());
        assert!(given("https://saiyo.example.com", "127.0.0.1").unwrap().proxy_fault().is_none());
        assert!(given("http://127.0.0.1:8080", "").unwrap().proxy_fault().is_none());
        let wrong = given("https://saiyo.example.com", "proxy.example.com").unwrap_err();
        assert!(wrong.to_string().starts_with("trusted_proxies: proxy.example.com is neither"), "{wrong}");
    }
}
