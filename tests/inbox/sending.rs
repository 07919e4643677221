//! What goes out over a real SMTP server that is cut off, slow or away, and by a program that is killed: everything
//! goes, and twice only where the server took it and nobody could tell; then under one Message-ID.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

use saiyo::domain::message::Folder;
use saiyo::store::database::Target;

use crate::boxes::{Mailbox, mail, server_port};
use crate::conversations::{answer, header, only_thread, own_address, smtp_port};
use crate::house::House;
use crate::line::Line;
use crate::server::Running;
use crate::support::letters::{FOLDER, for_address};
use crate::support::services::{self, Random, seed};
use crate::support::sql::{Sql, connect};

const CUTS: usize = 24;
/// Bytes of the SMTP server in one mail's session, roughly.
const SESSION: usize = 420;
/// Seconds after which everything that failed is tried again.
const LATER: i64 = 24 * 60 * 60;
const KILLS: usize = 20;

/// A house with one thread of somebody, and the address that answers go to.
fn house_with_a_thread(line: &Line) -> (House, String) {
    let (mailbox, address) = (Mailbox::new(), own_address());
    let house = House::in_touch(&mailbox.setting(server_port()), line.port);
    mailbox.deliver(&mail(1).replace("applicant-1@example.org", &address));
    house.once();
    (house, address)
}

fn queued(house: &House) -> i64 {
    house.number("SELECT COUNT(*) AS n FROM messages WHERE sending = 'queued'")
}

#[test]
fn a_server_that_cuts_the_line_gets_each_message() {
    let (mut random, line) = (Random::new(seed("smtp cuts")), Line::to(smtp_port()));
    let (house, address) = house_with_a_thread(&line);
    let listed = only_thread(&house, Folder::All);
    for cut in 0..CUTS {
        answer(&house, &listed, &address, &format!("Answer {cut}"));
        line.cut_now();
        line.cut_after(cut * SESSION / CUTS + random.below(SESSION / CUTS));
        house.once();
        line.mend();
        line.cut_now();
        for _ in 0..4 {
            house.app.clock.set(house.app.clock.now().plus_seconds(LATER));
            house.once();
        }
        assert_eq!(queued(&house), 0, "answer {cut} went");
    }
    let mut copies: HashMap<String, usize> = HashMap::new();
    for (headers, _) in for_address(&address) {
        *copies.entry(header(&headers, "Message-ID")).or_default() += 1;
    }
    assert_eq!(copies.len(), CUTS, "each went, under a Message-ID of its own");
    // The last answer of the server is some of the bytes of a session: few cuts can fall into it.
    let doubled = copies.values().filter(|copies| **copies > 1).count();
    eprintln!("smtp cuts: {CUTS} messages, {} cuts, {doubled} taken by the server without our knowing", line.cuts());
    assert!(copies.values().all(|copies| *copies <= 2) && doubled <= CUTS / 4, "{copies:?}");
}

#[test]
fn a_server_that_takes_its_time_gets_each_message_once() {
    let line = Line::to(smtp_port());
    let (house, address) = house_with_a_thread(&line);
    let listed = only_thread(&house, Folder::All);
    line.slow_down(Duration::from_millis(300));
    (0..3).for_each(|number| answer(&house, &listed, &address, &format!("Answer {number}")));
    house.once();
    assert_eq!((for_address(&address).len(), queued(&house)), (3, 0));
}

#[test]
fn a_server_that_is_away_gets_it_later() {
    let line = Line::to(smtp_port());
    let (house, address) = house_with_a_thread(&line);
    line.cut_after(0);
    answer(&house, &only_thread(&house, Folder::All), &address, "An answer");
    house.once();
    assert_eq!((for_address(&address).len(), queued(&house)), (0, 1));
    line.mend();
    house.app.clock.set(house.app.clock.now().plus_seconds(LATER));
    house.once();
    assert_eq!((for_address(&address).len(), queued(&house)), (1, 0));
}

/// Every message that the demo sent, once more to be sent.
const AGAIN: &str = "UPDATE messages SET sending = 'queued', send_at = 0, tries = 0, sent_at = NULL \
                     WHERE sending = 'sent' AND channel = 'mail'";

#[test]
fn a_program_that_is_killed_sends_everything() {
    let (data, temporary) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut random = Random::new(seed("smtp kills"));
    Running::demo(data.path(), temporary.path(), 20, &[]).kill();
    sql(data.path()).run(AGAIN).unwrap();
    let ids = sql(data.path()).words("SELECT lower(hex(id)) AS t FROM messages WHERE sending = 'queued'");
    assert!(ids.len() >= 10, "{}", ids.len());
    let line = Line::to(smtp_port());
    line.slow_down(Duration::from_millis(5));
    let url = format!("smtp://127.0.0.1:{}", line.port);
    let settings = [("SAIYO_MAIL_URL", url.as_str()), ("SAIYO_MAIL_FROM", "hiring@saiyo.example.com")];
    for _ in 0..KILLS {
        let before = line.carried();
        let running = Running::serve(data.path(), temporary.path(), &settings, Vec::new());
        if waiting(data.path()) > 0 {
            line.wait_for(before + 1);
        }
        std::thread::sleep(Duration::from_micros(random.below(400_000) as u64));
        running.kill();
        // What was taken and not settled is tried again after a pause; here at once.
        sql(data.path()).run("UPDATE messages SET send_at = 0 WHERE sending = 'queued'").unwrap();
    }
    let left = waiting(data.path());
    let running = Running::serve(data.path(), temporary.path(), &settings, Vec::new());
    let started = Instant::now();
    while waiting(data.path()) > 0 {
        assert!(started.elapsed() < Duration::from_secs(180), "{} are not sent", waiting(data.path()));
        std::thread::sleep(Duration::from_millis(100));
    }
    running.stop();
    let sent = sql(data.path()).words("SELECT lower(hex(id)) AS t FROM messages WHERE sending = 'sent'");
    let copies: Vec<usize> = ids.iter().map(|id| copies(id)).collect();
    for (id, copies) in ids.iter().zip(&copies) {
        assert_eq!(*copies > 0, sent.contains(id), "what is said to be sent was, and nothing else was");
    }
    let (gone, all) = (copies.iter().filter(|copies| **copies > 0).count(), copies.iter().sum::<usize>());
    eprintln!("R8: {KILLS} kills, {gone} messages sent, {left} of them after the kills, {} twice", all - gone);
    assert!(all - gone <= KILLS, "a kill doubles at most what was in the server's hands: {copies:?}");
}

fn waiting(data: &Path) -> i64 {
    sql(data).number("SELECT COUNT(*) AS n FROM messages WHERE sending = 'queued'")
}

fn sql(data: &Path) -> impl Sql {
    connect(&Target::Sqlite(data.join("saiyo.db").display().to_string()))
}

/// How many copies of a message the mail server has.
fn copies(id: &str) -> usize {
    let id = uuid::Uuid::parse_str(id).unwrap();
    let folder = std::path::PathBuf::from(services::required(FOLDER)).join("new");
    let mails =
        std::fs::read_dir(folder).unwrap().filter_map(|file| std::fs::read_to_string(file.unwrap().path()).ok());
    mails.filter(|mail| mail.contains(&format!("Message-ID: <message-{id}@"))).count()
}
