//! A signed-in line: commands, and what a server answers.
//!
//! Invariant: an answer counts once the server ended it under the command's own tag; a line that is cut before gave
//! nothing, however much came of it.

use std::time::Duration;

use async_imap::imap_proto::{MailboxDatum, Response, Status};
use secrecy::ExposeSecret;

use super::Fault;
use super::address::Inbox;
use super::line::{ANSWER, FEW_BYTES, Line, Trust, connect, within};

/// As long is waited for news; beyond it, what stands between may have forgotten the line.
const IDLE: Duration = Duration::from_secs(10 * 60);

/// How a server ended an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// It is done.
    Ok,
    /// It is not done.
    No,
    /// The server does not know this command, or not in these words.
    Bad,
}

/// A line that somebody is signed in on.
pub(super) struct Talk {
    line: async_imap::Session<Line>,
    /// Whether the server told of mail; whoever asks for the list takes it back.
    pub(super) has_news: bool,
}

impl Talk {
    pub(super) async fn open(inbox: &Inbox, trust: &Trust) -> Result<Self, Fault> {
        let client = connect(inbox, trust).await?;
        let login = client.login(&inbox.user, inbox.password.expose_secret());
        let line = within(ANSWER, async { login.await.map_err(|(error, _)| of_login(error)) }).await?;
        Ok(Self { line, has_news: false })
    }

    /// An exchange of few bytes.
    pub(super) async fn small(
        &mut self,
        command: &str,
        each: impl FnMut(&Response<'_>) + Send,
    ) -> Result<Answer, Fault> {
        self.exchange(command, FEW_BYTES, ANSWER, each).await
    }

    /// Sends a command and hands on what comes until the server ends it, that end included.
    pub(super) async fn exchange(
        &mut self,
        command: &str,
        bytes: usize,
        time: Duration,
        mut each: impl FnMut(&Response<'_>) + Send,
    ) -> Result<Answer, Fault> {
        self.line.get_mut().allow(bytes);
        let exchanged = async {
            let tag = self.line.run_command(command).await?;
            self.hear(|response| {
                each(response);
                match response {
                    Response::Done { tag: of, status, .. } if *of == tag => Some(answer_of(status)),
                    _ => None,
                }
            })
            .await?
        };
        within(time, exchanged).await
    }

    /// RFC 2177: waits until the server tells of mail, or some minutes. False if the server does not do that.
    pub(super) async fn idle(&mut self) -> Result<bool, Fault> {
        self.line.get_mut().allow(FEW_BYTES);
        let begun = async {
            let tag = self.line.run_command("IDLE").await?;
            let idles = self.hear(|response| match response {
                Response::Continue(_) => Some(true),
                Response::Done { tag: of, .. } if *of == tag => Some(false),
                _ => None,
            });
            Ok((idles.await?, tag))
        };
        let (idles, tag) = within(ANSWER, begun).await?;
        if !idles {
            return Ok(false);
        }
        let news = self.hear(|response| is_news(response).then_some(()));
        if let Ok(heard) = tokio::time::timeout(IDLE, news).await {
            heard?;
        }
        let ended = async {
            self.line.run_command_untagged("DONE").await?;
            self.hear(|response| matches!(response, Response::Done { tag: of, .. } if *of == tag).then_some(())).await
        };
        within(ANSWER, ended).await?;
        Ok(true)
    }

    /// Listens until something ends it.
    async fn hear<T>(&mut self, mut end: impl FnMut(&Response<'_>) -> Option<T> + Send) -> Result<T, Fault> {
        loop {
            let response = self.line.read_response().await?.ok_or(Fault::Unreachable)?;
            let response = response.parsed();
            self.has_news |= is_news(response);
            if let Some(end) = end(response) {
                return Ok(end);
            }
        }
    }
}

const fn is_news(response: &Response<'_>) -> bool {
    matches!(response, Response::MailboxData(MailboxDatum::Exists(_)))
}

const fn answer_of(status: &Status) -> Result<Answer, Fault> {
    match status {
        Status::Ok => Ok(Answer::Ok),
        Status::No => Ok(Answer::No),
        Status::Bad => Ok(Answer::Bad),
        Status::PreAuth | Status::Bye => Err(Fault::Protocol),
    }
}

/// RFC 5530: a server that cannot check a password at the moment says so.
fn of_login(error: async_imap::error::Error) -> Fault {
    match error {
        async_imap::error::Error::No(said) if said.contains("[UNAVAILABLE]") => Fault::Unreachable,
        async_imap::error::Error::No(_) => Fault::Refused,
        other => other.into(),
    }
}
