//! Mail comes in from a real IMAP server, is answered over a real SMTP server, and what comes back is in its thread.

use saiyo::domain::message::{Direction, Folder, ThreadState};
use saiyo::workflows::read_inbox::{self, ListedThread, OpenedThread};
use saiyo::workflows::write_message::{self, Composition, How, Posted, UNDO, Written};

use crate::boxes::{Mailbox, server_port};
use crate::house::{FROM, House};
use crate::support::cast::caller_at;
use crate::support::letters::for_address;

/// The port of the SMTP server.
pub fn smtp_port() -> u16 {
    let url = crate::support::services::required(crate::support::services::SMTP);
    url.rsplit_once(':').unwrap().1.trim_end_matches('/').parse().unwrap()
}

/// An address that is like no other one.
pub fn own_address() -> String {
    format!("u{}@candidates.example.org", uuid::Uuid::now_v7().simple())
}

/// What a header of a mail says.
pub fn header(headers: &str, name: &str) -> String {
    let unfolded = headers.replace("\n ", " ").replace("\n\t", " ");
    let found = unfolded.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    found.unwrap_or_else(|| panic!("no {name}")).trim().to_owned()
}

fn mail(address: &str, id: &str, more: &str, text: &str) -> String {
    format!(
        "From: Hina Mori <{address}>\r\nTo: {FROM}\r\nSubject: =?utf-8?B?6Z2i5o6l44Gu5pel56iL?=\r\n\
         Message-ID: <{id}>\r\n{more}Date: Tue, 24 Nov 2026 10:00:00 +0900\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
    )
}

/// The one thread of a folder, as Rin sees it.
pub fn only_thread(house: &House, folder: Folder) -> ListedThread {
    let rin = caller_at(&house.kept.cast.rin, house.app.clock.now());
    let (mut listed, _) = read_inbox::list(&house.app.store, &house.app.directories, &rin, folder, None).unwrap();
    assert_eq!(listed.len(), 1, "{folder}");
    listed.remove(0)
}

fn opened(house: &House, listed: &ListedThread) -> OpenedThread {
    let rin = caller_at(&house.kept.cast.rin, house.app.clock.now());
    read_inbox::open(&house.app.store, &rin, listed.thread.id).unwrap()
}

/// Has Rin answer in a thread; it goes with the jobs.
pub fn answer(house: &House, listed: &ListedThread, to: &str, text: &str) {
    let rin = caller_at(&house.kept.cast.rin, house.app.clock.now());
    let (to, subject) = (vec![to.to_owned()], "Re: 面接の日程".to_owned());
    let written = Written { to, cc: Vec::new(), subject, text: text.to_owned() };
    let (app, form) = (&house.app, Composition::new(&written));
    let sent = write_message::send(&app.store, &app.directories, &rin, listed.thread.id, &form, How::default());
    assert!(matches!(sent.unwrap(), Posted::Sent(_)));
    house.app.clock.set(house.app.clock.now().plus_seconds(UNDO));
}

#[test]
fn what_is_answered_to_an_answer_comes_into_its_thread() {
    let (mailbox, address) = (Mailbox::new(), own_address());
    let house = House::in_touch(&mailbox.setting(server_port()), smtp_port());
    let first = format!("first-{address}");
    mailbox.deliver(&mail(&address, &first, "", "面接はいつですか。"));
    house.once();
    let listed = only_thread(&house, Folder::Unassigned);
    answer(&house, &listed, &address, "来週の火曜日はいかがでしょうか。");
    house.once();
    let came = for_address(&address);
    let [(headers, text)] = came.as_slice() else { panic!("{} mails went out", came.len()) };
    assert!(text.contains("来週の火曜日"), "{text}");
    assert_eq!(header(headers, "In-Reply-To"), format!("<{first}>"));
    assert_eq!(only_thread(&house, Folder::Waiting).thread.id, listed.thread.id);
    let ours = header(headers, "Message-ID");
    let more = format!("In-Reply-To: {ours}\r\nReferences: <{first}> {ours}\r\n");
    // From another address of hers, so that nothing but the reference tells where it belongs.
    mailbox.deliver(&mail(&own_address(), &format!("second-{address}"), &more, "火曜日でお願いします。"));
    house.once();
    let thread = opened(&house, &only_thread(&house, Folder::All));
    let ways: Vec<Direction> = thread.messages.iter().map(|message| message.direction).collect();
    assert_eq!(ways, [Direction::In, Direction::Out, Direction::In]);
    assert_eq!((thread.thread.id, thread.thread.state), (listed.thread.id, ThreadState::Open));
    let texts: Vec<String> = thread.messages.iter().map(|it| it.body.value().unwrap().text.clone()).collect();
    assert!(texts[0].contains("いつですか") && texts[2].contains("火曜日でお願い"), "{texts:?}");
    house.once();
    assert_eq!(for_address(&address).len(), 1, "nothing goes twice, and nothing is answered by itself");
}
