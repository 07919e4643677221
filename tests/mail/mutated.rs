//! Mails with a few bytes changed, and noise.

use super::answered;
use saiyo::domain::message::MailFault;

const MAILS: [&[u8]; 9] = [
    include_bytes!("iso_2022_jp.eml"),
    include_bytes!("shift_jis_undeclared.eml"),
    include_bytes!("names_rfc2231.eml"),
    include_bytes!("words_cut.eml"),
    include_bytes!("nested.eml"),
    include_bytes!("html_remote.eml"),
    include_bytes!("dsn_ja.eml"),
    include_bytes!("bounce_qmail.eml"),
    include_bytes!("auto_reply.eml"),
];

#[test]
fn changed_mails_and_noise_are_answered() {
    const SEED: u64 = 0x5a17_0a1d;
    const ROUNDS: usize = 40;
    let mut random = xorshift(SEED);
    for round in 0..ROUNDS {
        for mail in MAILS {
            let mut bytes = mail.to_vec();
            for _ in 0..1 + random.next().unwrap() % 8 {
                let at = random.next().unwrap() as usize % bytes.len();
                match random.next().unwrap() % 5 {
                    0 => bytes[at] = random.next().unwrap() as u8,
                    1 => bytes[at] ^= 1 << (random.next().unwrap() % 8),
                    2 => drop(bytes.drain(at..(at + 16).min(bytes.len() - 1).max(at))),
                    3 => bytes.splice(at..at, *b"\r\n--").for_each(drop),
                    _ => bytes.truncate(at.max(20)),
                }
            }
            let answer = answered(&bytes);
            assert!(!matches!(answer, Err(MailFault::Crashed | MailFault::TimedOut)), "round {round}: {bytes:?}");
        }
        let noise: Vec<u8> = random.by_ref().map(|n| n as u8).take(2_000).collect();
        let dressed = [&b"From: a@example.com\r\nSubject: "[..], &noise].concat();
        let answer = answered(if round % 2 == 0 { &noise } else { &dressed });
        assert!(!matches!(answer, Err(MailFault::Crashed | MailFault::TimedOut)), "round {round}: {noise:?}");
    }
    println!("answered {} changed mails, seed {SEED:#x}", ROUNDS * (MAILS.len() + 1));
}

fn xorshift(seed: u64) -> impl Iterator<Item = u64> {
    std::iter::successors(Some(seed), |state| {
        let mut next = *state;
        next ^= next << 13;
        next ^= next >> 7;
        next ^= next << 17;
        Some(next)
    })
    .skip(1)
}
