//! How fast mail comes in: kept, read in child processes, filed with its people and indexed, by as many hands as the
//! jobs of a server have.
//!
//! Invariant: what is counted is durable, filed and found; half of it answers what is there, half is from somebody new.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{anyhow, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::super::{fill_directories, open_app, open_store};
use super::process::own_cpu_with_children;
use super::table::Table;
use crate::app::App;
use crate::config::Config;
use crate::demo::correspondence::long_text;
use crate::domain::locale::Locale;
use crate::domain::office::OfficeCode;
use crate::jobs::mail;
use crate::store::incoming_messages::Arrived;
use crate::workflows::file_mail;
use crate::workflows::receive_mail::{self, AT_ONCE};

/// Conversations that are answered, made before the time is taken.
const CONVERSATIONS: u64 = 256;
/// Bytes of what somebody writes; base64 and a head make about 4 kB of it.
const TEXT: usize = 2_300;

/// Lets mail come in for so long, and waits until all of it is filed and indexed.
pub(super) fn measure(config: Config, table: &Table, office: &str, time: Duration) -> anyhow::Result<()> {
    let store = open_store(&config)?;
    let app = open_app(config, store)?;
    fill_directories(&app)?;
    let post = Post { run: app.clock.now().micros(), next: AtomicU64::new(0) };
    let office: OfficeCode = office.parse()?;
    let first: Vec<Vec<u8>> = (0..CONVERSATIONS).map(|number| post.first(number)).collect();
    let mut made = 0;
    for mails in first.chunks(AT_ONCE) {
        take_in(&app, &office, mails)?;
        made += file(&app)?;
    }
    if made != CONVERSATIONS {
        bail!("of {CONVERSATIONS} mails that are to be answered {made} were filed");
    }
    let (before, started) = (own_cpu_with_children()?, Instant::now());
    let (mut received, mut filed) = at_once(&app, &office, &post, started + time)?;
    filed += file(&app)?;
    app.directories.follow_all(&app.store, app.clock.now());
    let (took, cpu) = (started.elapsed().as_secs_f64(), own_cpu_with_children()?.saturating_sub(before));
    if filed != received {
        bail!("of {received} mails {filed} were filed");
    }
    received = received.max(1);
    table.values(
        "mail in, filed and indexed",
        &[
            ("messages", received as f64, "messages"),
            ("messages_per_second", received as f64 / took, "a second"),
            ("cpu_ms", cpu.as_secs_f64() * 1e3 / received as f64, "CPU ms each"),
        ],
    );
    app.store.anchor().flush();
    Ok(())
}

/// How many mails came in on all hands, and how many of them those filed.
fn at_once(app: &App, office: &OfficeCode, post: &Post, until: Instant) -> anyhow::Result<(u64, u64)> {
    let work = || -> anyhow::Result<(u64, u64)> {
        let (mut received, mut filed) = (0, 0);
        while received == 0 || Instant::now() < until {
            let mails: Vec<Vec<u8>> = (0..AT_ONCE).map(|_| post.next()).collect();
            take_in(app, office, &mails)?;
            received += mails.len() as u64;
            filed += file(app)?;
        }
        Ok((received, filed))
    };
    std::thread::scope(|scope| {
        let working: Vec<_> = (0..mail::hands()).map(|_| scope.spawn(work)).collect();
        let mut all = (0, 0);
        for one in working {
            let (received, filed) = one.join().map_err(|_| anyhow!("a thread that takes mail in ended"))??;
            all = (all.0 + received, all.1 + filed);
        }
        Ok(all)
    })
}

fn take_in(app: &App, office: &OfficeCode, mails: &[Vec<u8>]) -> anyhow::Result<()> {
    let mails: Vec<&[u8]> = mails.iter().map(Vec::as_slice).collect();
    let arrived = receive_mail::receive_all(&mut app.store.database()?, office, None, &mails, app.clock.now())?;
    let is_new = arrived.iter().all(|one| matches!(one, Arrived::Stored(_)));
    if is_new { Ok(()) } else { bail!("a mail was there before") }
}

/// Files what nobody else is at, as the job does it; how many mails that were.
fn file(app: &App) -> anyhow::Result<u64> {
    let mut filed = 0;
    loop {
        let done = file_mail::file_waiting(&app.store, &app.reader, || app.clock.now())?;
        if done.filed == 0 {
            return Ok(filed);
        }
        app.directories.follow_all_in_passing(&app.store, app.clock.now());
        filed += done.filed as u64;
    }
}

/// The mails of a run.
struct Post {
    /// Tells them from those of earlier runs.
    run: i64,
    next: AtomicU64,
}

impl Post {
    /// The first mail of a conversation.
    fn first(&self, number: u64) -> Vec<u8> {
        self.mail(&format!("first-{number}"), &format!("first-{number}"), "", number)
    }

    /// In turns an answer in one of the conversations, and a mail from somebody new.
    fn next(&self) -> Vec<u8> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let id = format!("mail-{number}");
        if number.is_multiple_of(2) {
            return self.mail(&id, &id, "", number);
        }
        let person = format!("first-{}", number / 2 % CONVERSATIONS);
        let before = format!("<{person}-{}@example.org>", self.run);
        self.mail(&id, &person, &format!("In-Reply-To: {before}\r\nReferences: {before}\r\n"), number)
    }

    fn mail(&self, id: &str, person: &str, headers: &str, number: u64) -> Vec<u8> {
        let run = self.run;
        let locale = match number % 3 {
            0 => Locale::Ja,
            1 => Locale::En,
            _ => Locale::ZhHant,
        };
        let text = STANDARD.encode(long_text(locale, run.unsigned_abs(), number, TEXT));
        let mut body = String::with_capacity(text.len() + text.len() / 30);
        for (at, letter) in text.char_indices() {
            if at > 0 && at.is_multiple_of(76) {
                body.push_str("\r\n");
            }
            body.push(letter);
        }
        let subject = STANDARD.encode(format!("計測 {number}"));
        format!(
            "Return-Path: <{person}-{run}@example.org>\r\n\
             Received: from mx.example.org (mx.example.org [192.0.2.7])\r\n\
             \tby mail.example.com with ESMTPS id {id};\r\n\tTue, 24 Nov 2026 10:00:00 +0900\r\n\
             From: Person {person} <{person}-{run}@example.org>\r\nTo: Recruiting <recruiting@example.com>\r\n\
             Subject: =?utf-8?B?{subject}?=\r\nDate: Tue, 24 Nov 2026 10:00:00 +0900\r\n\
             Message-ID: <{id}-{run}@example.org>\r\n{headers}MIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}\r\n"
        )
        .into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_second_mail_answers_a_first_one_and_all_are_of_about_four_kilobytes() {
        let post = Post { run: 7, next: AtomicU64::new(0) };
        let mails: Vec<String> = (0..60).map(|_| String::from_utf8(post.next()).unwrap()).collect();
        for (number, mail) in mails.iter().enumerate() {
            assert!((3_500..5_000).contains(&mail.len()), "{}", mail.len());
            assert_eq!(mail.contains("In-Reply-To: <first-"), number % 2 == 1);
            assert!(mail.lines().all(|line| line.len() <= 100));
        }
        let first = String::from_utf8(post.first(0)).unwrap();
        assert!(first.contains("Message-ID: <first-0-7@example.org>"));
        assert!(mails[1].contains("In-Reply-To: <first-0-7@example.org>"));
    }
}
