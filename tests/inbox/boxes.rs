//! Mailboxes of users of their own on the IMAP server of the tests, and mail that is put into them.

use std::fs::{File, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use crate::support::{NOW, moment, services};

/// The letter in a file's name for the first keyword of a folder, which is ours, beside the one for what was seen.
const MARKS: &str = ":2,Sa";

/// A user's folder.
pub struct Mailbox {
    user: String,
    folder: PathBuf,
    delivered: AtomicU32,
}

impl Mailbox {
    /// A new user with an empty INBOX.
    pub fn new() -> Self {
        let user = format!("u{}", uuid::Uuid::now_v7().simple());
        let folder = PathBuf::from(services::required(services::IMAP_MAILDIR)).join(&user);
        for part in ["", "new", "cur", "tmp"] {
            let part = folder.join(part);
            std::fs::create_dir_all(&part).unwrap();
            // The server may run as another user than the tests.
            std::fs::set_permissions(part, Permissions::from_mode(0o777)).unwrap();
        }
        Self { user, folder, delivered: AtomicU32::new(0) }
    }

    /// The setting for Tokyo's mail from this mailbox, through a port of this machine.
    pub fn setting(&self, port: u16) -> String {
        format!("JP=imaps://{}:{}@127.0.0.1:{port}/INBOX", self.user, password())
    }

    /// The same in the clear or by STARTTLS, at the port that begins in the clear.
    pub fn clear_setting(&self, options: &str) -> String {
        format!("JP=imap://{}:{}@127.0.0.1:{}/INBOX{options}", self.user, password(), clear_port())
    }

    /// Delivers a mail at the time of the tests.
    pub fn deliver(&self, mail: &str) {
        let since = Duration::from_micros(u64::try_from(moment(NOW).micros()).unwrap());
        self.deliver_at(mail, Some(SystemTime::UNIX_EPOCH + since));
    }

    /// Delivers a mail at a time, or now.
    pub fn deliver_at(&self, mail: &str, at: Option<SystemTime>) {
        let name = format!("{}.test", self.delivered.fetch_add(1, Ordering::Relaxed));
        let part = self.folder.join("tmp").join(&name);
        let mut file = File::create(&part).unwrap();
        file.write_all(mail.as_bytes()).unwrap();
        if let Some(at) = at {
            file.set_modified(at).unwrap();
        }
        std::fs::rename(part, self.folder.join("new").join(name)).unwrap();
    }

    /// Lets the server forget which number it gave to which mail; it then gives others, under another UIDVALIDITY.
    pub fn forget_numbers(&self) {
        for entry in std::fs::read_dir(&self.folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if name.starts_with("dovecot-uidlist") || name.starts_with("dovecot.index") {
                std::fs::remove_file(path).unwrap();
            }
        }
    }

    /// The names of the files of its mails.
    pub fn files(&self) -> Vec<String> {
        let folders = ["new", "cur"].map(|part| self.folder.join(part));
        let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
        files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
    }

    /// How many of its mails are marked as kept.
    pub fn marked(&self) -> usize {
        self.files().iter().filter(|name| name.ends_with(MARKS)).count()
    }
}

/// The port of the IMAP server's TLS.
pub fn server_port() -> u16 {
    let url = services::required(services::IMAP);
    let place = url.rsplit_once('@').unwrap().1;
    place.split_once('/').unwrap().0.rsplit_once(':').unwrap().1.parse().unwrap()
}

/// Its port that begins in the clear.
pub fn clear_port() -> u16 {
    services::required(services::IMAP_CLEAR_PORT).parse().unwrap()
}

/// Everybody's password.
pub fn password() -> String {
    let url = services::required(services::IMAP);
    url.rsplit_once('@').unwrap().0.rsplit_once(':').unwrap().1.to_owned()
}

/// A mail of somebody of their own, which is like no other one.
pub fn mail(number: usize) -> String {
    let filler = "She has read, written and mended instruments for years.\r\n".repeat(20);
    format!(
        "From: Applicant {number} <applicant-{number}@example.org>\r\nTo: hiring@saiyo.example.com\r\n\
         Subject: A question, number {number}\r\nMessage-ID: <{number}@example.org>\r\n\
         Date: Tue, 24 Nov 2026 10:00:00 +0900\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         Question {number}: when does the next course begin?\r\n{filler}"
    )
}
