//! One visit to a folder: what is new there, each mail by its UID, and what is done with it.
//!
//! Invariant: a mail that is fetched stays as it is; only [`Session::mark_kept`] marks it, and only what is marked and
//! old goes.

use std::collections::BTreeMap;
use std::time::Duration;

use async_imap::imap_proto::{AttributeValue, Capability, MailboxDatum, Response, ResponseCode};

use super::address::Inbox;
use super::line::{ANSWER, FEW_BYTES, Trust};
use super::marks::Marks;
use super::talk::{Answer, Talk};
use super::{Fault, KEPT};
use crate::domain::time::Day;
use crate::mail::LARGEST;

/// As often is looked where the server does not tell.
const BETWEEN_LOOKS: Duration = Duration::from_secs(60);
/// A line that carries fewer bytes a second than this is too slow.
const SLOWEST: u32 = 32 << 10;
/// As long a list of a full folder is read, in bytes.
const LONG_LIST: usize = 64 << 20;
/// Mails that are removed in one go: a longer command is more than some servers read.
const AT_ONCE: usize = 100;

/// A mail as the list of a folder has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// Its number, which grows from mail to mail as long as the folder's UIDVALIDITY is the same.
    pub uid: u32,
    /// Its bytes, as far as the server knows.
    pub bytes: u32,
}

/// What came of fetching a mail.
pub enum Fetched {
    /// The mail as it is there.
    Mail(Vec<u8>),
    /// It is no longer there.
    Gone,
    /// It is there, and the server does not give it.
    Withheld,
}

/// A selected folder.
pub struct Session {
    talk: Talk,
    uid_validity: u32,
    marks: Marks,
    can_idle: bool,
    can_expunge: bool,
}

impl Session {
    /// Connects, signs in and selects the folder.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn open(inbox: &Inbox, trust: &Trust) -> Result<Self, Fault> {
        let mut talk = Talk::open(inbox, trust).await?;
        let (mut can_idle, mut can_expunge) = (false, false);
        let note = |response: &Response<'_>| {
            let Response::Capabilities(all) = response else { return };
            can_idle = all.iter().any(|one| is_named(one, "IDLE"));
            can_expunge = all.iter().any(|one| is_named(one, "UIDPLUS"));
        };
        talk.small("CAPABILITY", note).await?;
        let (uid_validity, marks) = select(&mut talk, &inbox.folder).await?;
        Ok(Self { talk, uid_validity, marks, can_idle, can_expunge })
    }

    /// As long as this is the same, a UID means the same mail.
    pub const fn uid_validity(&self) -> u32 {
        self.uid_validity
    }

    /// Whether the server told of mail since the list was asked for last.
    pub const fn has_news(&self) -> bool {
        self.talk.has_news
    }

    /// The mails with a UID above one, in order.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn listed_after(&mut self, uid: u32) -> Result<Vec<Listed>, Fault> {
        self.talk.has_news = false;
        let mut listed = self.list(&format!("{}:*", uid.saturating_add(1))).await?;
        // The star is the last mail, also where that is below the first number.
        listed.retain(|mail| mail.uid > uid);
        Ok(listed)
    }

    /// One mail, if it is there.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn listed(&mut self, uid: u32) -> Result<Option<Listed>, Fault> {
        Ok(self.list(&uid.to_string()).await?.into_iter().find(|mail| mail.uid == uid))
    }

    async fn list(&mut self, set: &str) -> Result<Vec<Listed>, Fault> {
        let mut sizes: BTreeMap<u32, u32> = BTreeMap::new();
        let each = |response: &Response<'_>| {
            if let Response::Fetch(_, values) = response
                && let Some(uid) = uid_of(values)
            {
                let bytes = sizes.entry(uid).or_default();
                *bytes = size_of(values).unwrap_or(*bytes);
            }
        };
        let command = format!("UID FETCH {set} (UID RFC822.SIZE)");
        match self.talk.exchange(&command, LONG_LIST, time_for(0), each).await? {
            Answer::Ok => Ok(sizes.into_iter().map(|(uid, bytes)| Listed { uid, bytes }).collect()),
            Answer::No | Answer::Bad => Err(Fault::Protocol),
        }
    }

    /// Fetches a mail without marking it.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn fetch(&mut self, mail: &Listed) -> Result<Fetched, Fault> {
        let mut content: Option<Vec<u8>> = None;
        let each = |response: &Response<'_>| {
            if let Response::Fetch(_, values) = response
                && uid_of(values) == Some(mail.uid)
                && let Some(body) = body_of(values)
            {
                content = Some(body.to_vec());
            }
        };
        let command = format!("UID FETCH {} (UID BODY.PEEK[])", mail.uid);
        let answer = self.talk.exchange(&command, LARGEST as usize + FEW_BYTES, time_for(mail.bytes), each).await?;
        let is_whole = |content: &Vec<u8>| answer == Answer::Ok && (!content.is_empty() || mail.bytes == 0);
        if let Some(content) = content.filter(is_whole) {
            return Ok(Fetched::Mail(content));
        }
        Ok(if self.listed(mail.uid).await?.is_some() { Fetched::Withheld } else { Fetched::Gone })
    }

    /// Marks a mail that is kept here now, as far as the folder can be marked.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn mark_kept(&mut self, uid: u32) -> Result<(), Fault> {
        while let Some(flags) = self.marks.flags() {
            let command = format!("UID STORE {uid} +FLAGS.SILENT ({flags})");
            if self.talk.small(&command, |_| ()).await? == Answer::Ok {
                return Ok(());
            }
            self.marks = self.marks.less();
        }
        Ok(())
    }

    /// The mails up to a UID that are not marked as kept; nothing where marks cannot be made.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn unmarked(&mut self, up_to: u32) -> Result<Option<Vec<u32>>, Fault> {
        let Some(missing) = self.marks.missing() else { return Ok(None) };
        if up_to == 0 {
            return Ok(Some(Vec::new()));
        }
        let mut found = self.search(&format!("UID 1:{up_to} {missing}")).await?;
        found.retain(|uid| *uid <= up_to);
        Ok(Some(found))
    }

    /// Removes for good what is kept here and came before a day, up to a UID; leaves it where the server cannot remove
    /// single mails. Returns how many went.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn expunge_kept(&mut self, up_to: u32, before: Day) -> Result<usize, Fault> {
        if !self.can_expunge || self.marks != Marks::Keyword || up_to == 0 {
            return Ok(0);
        }
        let before = before.0.strftime("%-d-%b-%Y").to_string();
        let old = self.search(&format!("UID 1:{up_to} KEYWORD {KEPT} BEFORE {before}")).await?;
        let mut gone = 0;
        for some in old.chunks(AT_ONCE) {
            let set = some.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
            for command in [format!("UID STORE {set} +FLAGS.SILENT (\\Deleted)"), format!("UID EXPUNGE {set}")] {
                if self.talk.small(&command, |_| ()).await? != Answer::Ok {
                    return Ok(gone);
                }
            }
            gone += some.len();
        }
        Ok(gone)
    }

    async fn search(&mut self, what: &str) -> Result<Vec<u32>, Fault> {
        let mut found: Vec<u32> = Vec::new();
        let each = |response: &Response<'_>| {
            if let Response::MailboxData(MailboxDatum::Search(uids)) = response {
                found.extend(uids);
            }
        };
        match self.talk.exchange(&format!("UID SEARCH {what}"), LONG_LIST, time_for(0), each).await? {
            Answer::Ok => Ok(found),
            Answer::No | Answer::Bad => Err(Fault::Protocol),
        }
    }

    /// Waits until there may be something new: until the server says so, or some minutes.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn wait(&mut self) -> Result<(), Fault> {
        if self.has_news() {
            return Ok(());
        }
        if self.can_idle {
            self.can_idle = self.talk.idle().await?;
            return Ok(());
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
        self.talk.small("NOOP", |_| ()).await.map(|_| ())
    }

    /// Says good-bye, if the server still listens.
    pub async fn close(mut self) {
        // The line is given up in any case.
        self.talk.small("LOGOUT", |_| ()).await.ok();
    }
}

fn is_named(ability: &Capability<'_>, name: &str) -> bool {
    matches!(ability, Capability::Atom(atom) if atom.eq_ignore_ascii_case(name))
}

/// Selects a folder: its UIDVALIDITY, and how it can be marked.
async fn select(talk: &mut Talk, folder: &str) -> Result<(u32, Marks), Fault> {
    // A server that does not say which flags it keeps keeps all of them.
    let (mut validity, mut marks, mut is_read_only) = (None, Marks::Keyword, false);
    let each = |response: &Response<'_>| {
        let (Response::Data { outcome, .. } | Response::Done { outcome, .. }) = response else { return };
        match &outcome.code {
            Some(ResponseCode::UidValidity(number)) => validity = Some(*number),
            Some(ResponseCode::PermanentFlags(flags)) => marks = Marks::among(flags),
            Some(ResponseCode::ReadOnly) => is_read_only = true,
            _ => {}
        }
    };
    let quoted = folder.replace('\\', "\\\\").replace('"', "\\\"");
    match talk.small(&format!("SELECT \"{quoted}\""), each).await? {
        Answer::Ok => {}
        Answer::No => return Err(Fault::NoFolder),
        Answer::Bad => return Err(Fault::Protocol),
    }
    // Without it a UID could be another mail's next time.
    let validity = validity.ok_or(Fault::Protocol)?;
    Ok((validity, if is_read_only { Marks::None } else { marks }))
}

/// How long an answer of some bytes may take.
fn time_for(bytes: u32) -> Duration {
    ANSWER.saturating_mul(2) + Duration::from_secs(u64::from(bytes / SLOWEST))
}

fn uid_of(values: &[AttributeValue<'_>]) -> Option<u32> {
    values.iter().find_map(|value| if let AttributeValue::Uid(uid) = value { Some(*uid) } else { None })
}

fn size_of(values: &[AttributeValue<'_>]) -> Option<u32> {
    values.iter().find_map(|value| if let AttributeValue::Rfc822Size(bytes) = value { Some(*bytes) } else { None })
}

fn body_of<'a>(values: &'a [AttributeValue<'_>]) -> Option<&'a [u8]> {
    values.iter().find_map(|value| match value {
        AttributeValue::BodySection { section: None, data: Some(data), .. } => Some(data.as_ref()),
        _ => None,
    })
}
