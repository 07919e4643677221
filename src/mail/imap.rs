//! A mailbox on an IMAP server (RFC 3501): looked at, waited for, and marked as far as its mails are kept here.
//!
//! Invariant: no mail is marked before whoever fetched it says that it is kept; each exchange with a server ends in
//! time and within a number of bytes; a fault is one of a few fixed words, never what a server or a mail says.

mod address;
mod line;
mod marks;
mod session;
mod talk;

pub use address::{Inbox, NotInboxes, read_inboxes};
pub use line::Trust;
pub use session::{Fetched, Listed, Session};

/// The keyword of mails that are kept here (RFC 3501, section 2.3.2).
pub const KEPT: &str = "$SaiyoKept";

/// Why a mailbox could not be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// No connection, or it was cut.
    Unreachable,
    /// The certificate is not one that is trusted here.
    Untrusted,
    /// The file of certificates cannot be read.
    NoCertificates,
    /// The server does not take user and password.
    Refused,
    /// The server does not open the folder.
    NoFolder,
    /// The server answered what is not understood here.
    Protocol,
    /// The server did not answer in time.
    TooSlow,
}

impl Fault {
    /// The fault in words, for whoever looks after the mailbox.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unreachable => "the mail server cannot be reached, or cut the connection",
            Self::Untrusted => "the mail server's certificate is not trusted here: see mail_ca",
            Self::NoCertificates => "the certificates that mail_ca names cannot be read",
            Self::Refused => "the mail server does not take this user and password",
            Self::NoFolder => "the mail server does not open this folder",
            Self::Protocol => "the mail server answered what is not understood here",
            Self::TooSlow => "the mail server did not answer in time",
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::error::Error for Fault {}

/// What a stream says is taken as its kind alone: its text may repeat what was read.
impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::InvalidData | ErrorKind::InvalidInput | ErrorKind::Other => Self::Protocol,
            ErrorKind::TimedOut => Self::TooSlow,
            _ => Self::Unreachable,
        }
    }
}

impl From<async_imap::error::Error> for Fault {
    fn from(error: async_imap::error::Error) -> Self {
        match error {
            async_imap::error::Error::Io(error) => error.into(),
            async_imap::error::Error::ConnectionLost => Self::Unreachable,
            _ => Self::Protocol,
        }
    }
}
