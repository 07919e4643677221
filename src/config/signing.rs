//! The key that mail is signed with (DKIM), as it is set.
//!
//! Invariant: a key that is named signs, or nothing starts; no message says anything that stands in its file.

use std::path::Path;

use zeroize::Zeroizing;

use super::ConfigError;
use crate::mail::Mailer;

/// The settings about it.
pub struct Signing<'a> {
    pub key_file: Option<&'a Path>,
    pub selector: Option<&'a str>,
    pub domain: Option<&'a str>,
}

impl Signing<'_> {
    /// A mailer that signs, if there is a key.
    pub fn of(&self, mailer: Option<Mailer>) -> Result<Option<Mailer>, ConfigError> {
        match (self.key_file, self.selector, mailer) {
            (None, None, mailer) if self.domain.is_none() => Ok(mailer),
            (None, ..) => Err(refuse("dkim_key_file", "is needed beside the other settings of dkim: what signs")),
            (_, None, _) => Err(refuse("dkim_selector", "is needed beside dkim_key_file: its name in the DNS")),
            (_, _, None) => {
                Err(refuse("mail_url", "is needed beside dkim_key_file: the server that letters are given to"))
            }
            (Some(file), Some(selector), Some(mailer)) => {
                let pem = std::fs::read_to_string(file).map(Zeroizing::new);
                let pem = pem.map_err(|error| refuse("dkim_key_file", &format!("{}: {error}", file.display())))?;
                mailer.sign_with(&pem, selector, self.domain).map(Some).map_err(|(key, what)| refuse(key, what))
            }
        }
    }
}

fn refuse(key: &'static str, what: &str) -> ConfigError {
    ConfigError::Value { key, what: what.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key of RFC 8463, appendix A.2.
    const KEY: &str = "-----BEGIN PRIVATE KEY-----\n\
                       MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n\
                       -----END PRIVATE KEY-----\n";

    fn mailer() -> Option<Mailer> {
        Some(Mailer::new("file:letters", "jobs@example.com").unwrap())
    }

    /// What is said of a key file with some content and of the other settings.
    fn fault(content: Option<&str>, selector: Option<&str>, domain: Option<&str>, mailer: Option<Mailer>) -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("dkim.pem");
        if let Some(content) = content {
            std::fs::write(&file, content).unwrap();
        }
        let signing = Signing { key_file: content.map(|_| &*file), selector, domain };
        signing.of(mailer).err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_key_is_read_or_it_is_said_what_is_wrong() {
        assert_eq!(fault(Some(KEY), Some("saiyo"), None, mailer()), "");
        assert_eq!(fault(None, None, None, mailer()), "");
        assert_eq!(fault(None, None, None, None), "");
        for (content, selector, domain, named) in [
            (Some("secret words"), Some("saiyo"), None, "dkim_key_file: "),
            (Some(""), Some("saiyo"), None, "dkim_key_file: "),
            (None, Some("saiyo"), None, "dkim_key_file: is needed"),
            (None, None, Some("example.com"), "dkim_key_file: is needed"),
            (Some(KEY), None, None, "dkim_selector: is needed"),
            (Some(KEY), Some("two words"), None, "dkim_selector: "),
            (Some(KEY), Some("a;b"), None, "dkim_selector: "),
            (Some(KEY), Some("saiyo"), Some("example.com; l=0"), "dkim_domain: "),
            (Some(KEY), Some("saiyo"), Some(""), "dkim_domain: "),
        ] {
            let said = fault(content, selector, domain, mailer());
            assert!(said.starts_with(named) && !said.contains("secret"), "{named}: {said}");
        }
        assert!(fault(Some(KEY), Some("saiyo"), None, None).starts_with("mail_url: is needed"));
    }

    #[test]
    fn a_key_that_is_not_there_is_named_by_its_file() {
        let signing = Signing { key_file: Some(Path::new("no-such.pem")), selector: Some("saiyo"), domain: None };
        assert!(signing.of(mailer()).unwrap_err().to_string().starts_with("dkim_key_file: no-such.pem: "));
    }
}
