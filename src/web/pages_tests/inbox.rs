//! Samples of the inbox, with long names and three scripts.

use askama::Template;

use super::people::{at, head};
use super::{Rendered, by, frame, mailed};
use crate::domain::authenticity::Authenticity;
use crate::domain::document::DocumentKind;
use crate::domain::id::MessageFileId;
use crate::domain::locale::{InThreeLanguages, Locale};
use crate::domain::message::{
    AutomaticKind, Caution, Channel, Direction, FiledBy, Finding, FindingState, Folder, IncomingState, MailFault,
    Sending, ThreadState,
};
use crate::domain::note::NoteClass;
use crate::domain::office::{LegalForm, Office};
use crate::domain::staff::Role;
use crate::domain::time::Ts;
use crate::domain::undelivered::FailureStatus;
use crate::web::correspondence::{MessageFileLine, MessageLine, MessageList};
use crate::web::form::Choice;
use crate::web::frame::{Area, Flash, Message};
use crate::web::staff::Writing;
use crate::web::staff::candidate::{Correspondence, NoteView, RecordThreadLine, call_form};
use crate::web::staff::inbox::files::AsSentPage;
use crate::web::staff::inbox::filing::{FilingPage, FilingPanel, MessageTick, PersonChoice, ProposedView};
use crate::web::staff::inbox::moments::snooze_form;
use crate::web::staff::inbox::new::NewPage;
use crate::web::staff::inbox::notes::{ThreadNotes, thread_note_form};
use crate::web::staff::inbox::reply::{DraftFile, Preview, Reply, TemplateChoice, reply_form};
use crate::web::staff::inbox::tags::{Tagged, ThreadTagLink, ThreadTags, tag_form};
use crate::web::staff::inbox::thread::{FindingView, MessageFileView, MessageView, Tending, ThreadPage, owner_form};
use crate::web::staff::inbox::undelivered::{ReturnedView, sentence};
use crate::web::staff::inbox::unfiled::{MailboxLine, UnfiledLine, UnfiledPage};
use crate::web::staff::inbox::{InboxPage, ThreadLine, folder_links};
use crate::web::texts::Texts;
use crate::workflows::write_message::Warning;

const RECRUITER: Area = Area::Staff(Role::Recruiter);
const OFFICER: Area = Area::Staff(Role::PrivacyOfficer);
const THREAD: &str = "/staff/inbox/018f";
/// A name that is longer than any column.
const LONG: &str = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Llanfairpwllgwyngyll Hubert Blaine";

fn writing(t: &Texts) -> Writing {
    let office = Office {
        code: "JP".parse().unwrap(),
        name: InThreeLanguages::default(),
        jurisdiction: crate::domain::jurisdiction::Jurisdiction::Jp,
        legal_form: LegalForm::HeadOffice,
        time_zone: "Asia/Tokyo".into(),
    };
    Writing::new(*t, &office)
}

fn now() -> Ts {
    Ts::new("2026-11-24T03:00:00Z".parse().unwrap())
}

fn rin(t: &Texts) -> String {
    by(t, "田中 凛", "Rin Tanaka", "田中凜").into()
}

/// An address to which mail came back.
pub fn returned(t: &Texts) -> ReturnedView {
    let status = FailureStatus::stored("5.1.1").unwrap();
    ReturnedView {
        address: "misaki.sato@example.jp".into(),
        said: sentence(&writing(t), &status, now()),
        action: String::new(),
    }
}

fn lines(t: &Texts) -> Vec<ThreadLine> {
    let line = |who: &str, subject: &str, state: String| ThreadLine {
        href: THREAD.into(),
        who: who.into(),
        subject: subject.into(),
        tags: Vec::new(),
        is_withheld: false,
        automatic: None,
        is_conspicuous: false,
        state,
        owner: String::new(),
        last: at(t, 24, "10:15"),
    };
    let day = by(t, "2026年11月24日", "24 November 2026", "2026年11月24日");
    let open = || t.with("thread-unanswered", "time", day);
    let long = "Re: Fwd: Re: Application for Mechanical Designer, Coordinate Measuring Machines ".repeat(2);
    let mut lines = vec![
        line(&head(t).name, by(t, "面接の日程について", "About the interview", "關於面試日期"), open()),
        line(LONG, &long, open()),
        line("陳大文", "個人資料查詢：請刪除本人的所有申請資料", t.with("thread-waits", "time", day)),
        line("", "", t.with("thread-snoozed", "time", at(t, 30, "09:00"))),
        line("", "", open()),
    ];
    lines[0].owner = rin(t);
    lines[0].tags = tags(t);
    lines[1].is_conspicuous = true;
    lines[2].automatic = Some(AutomaticKind::AutoReply);
    lines[4].is_withheld = true;
    lines
}

fn tags(t: &Texts) -> Vec<ThreadTagLink> {
    let tag = |id: &str, label: &str| ThreadTagLink {
        id: id.into(),
        label: label.into(),
        href: format!("/staff/inbox?folder=all&tag={id}"),
    };
    vec![tag("g1", by(t, "在留資格", "Visa", "簽證")), tag("g2", &"W".repeat(40))]
}

fn list_page(t: &Texts, area: Area) -> InboxPage {
    let counts = [(Folder::Unassigned, 4), (Folder::Mine, 1), (Folder::Done, 1_000), (Folder::All, 1_000)];
    InboxPage {
        frame: frame(t, area, "/staff/inbox"),
        folders: folder_links(&counts, Folder::Unassigned),
        folder: Folder::Unassigned,
        tagged: None,
        searches: area == RECRUITER,
        rows: lines(t),
        older: Some("/staff/inbox?folder=unassigned&before=1.018f".into()),
        is_later_page: true,
        sees_unfiled: area == RECRUITER,
    }
}

/// Messages as those see them who read and do not write.
pub fn read_only(t: &Texts) -> MessageList {
    let theirs = message(t, "m1");
    let line = MessageLine {
        id: "m1".into(),
        heading: by(t, "面接の日程について", "When to meet", "面試時間").into(),
        who: vec![t.with("message-from", "who", head(t).name)],
        at: at(t, 24, "10:15"),
        automatic: None,
        text: theirs.text,
        quoted: theirs.quoted,
        files: vec![
            MessageFileLine { name: theirs.files[0].name.clone(), href: "/me/f1".into(), size: t.size(240_000) },
            MessageFileLine { name: LONG.into(), href: String::new(), size: t.size(12) },
        ],
        is_kept: false,
    };
    let ours = MessageLine {
        id: "m2".into(),
        heading: String::new(),
        who: vec![t.with("message-from", "who", "Aomine"), t.with("message-to", "who", head(t).name)],
        quoted: String::new(),
        files: Vec::new(),
        ..line.clone()
    };
    let kept = MessageLine { id: "m3".into(), text: String::new(), is_kept: true, ..ours.clone() };
    let call = MessageLine { id: "m4".into(), heading: t.label(Channel::Call), ..ours.clone() };
    let program = Some(AutomaticKind::AutoReply);
    let empty = MessageLine { id: "m5".into(), text: String::new(), automatic: program, ..ours.clone() };
    let (older, newest) = (Some("/me?before=m5#correspondence".into()), Some("/me#correspondence".into()));
    MessageList { lines: vec![line, ours, kept, call, empty], older, newest }
}

fn message(t: &Texts, id: &str) -> MessageView {
    MessageView {
        id: id.into(),
        direction: Direction::In,
        channel: Channel::Mail,
        who: head(t).name,
        address: "misaki.sato@example.jp".into(),
        at: at(t, 24, "10:15"),
        subject: String::new(),
        lines: vec![("message-to", "jobs@aomine.example".into())],
        remarks: Vec::new(),
        cautions: Vec::new(),
        authenticity: Authenticity::Unknown,
        automatic: None,
        filed: Some(FiledBy::Address),
        text: by(
            t,
            "お世話になっております。佐藤です。\n\n木曜日の15時で問題ございません。\n\n資料を添付いたします。",
            "Dear Ms Tanaka,\n\nThursday at three suits me well. You will find my portfolio attached.\n\nMisaki Sato",
            "田中小姐：\n\n星期四下午三時可以，隨函附上作品集。\n\n佐藤美咲",
        )
        .into(),
        quoted: by(
            t,
            "2026年11月23日、青嶺計器：\n> ご都合はいかがでしょうか。",
            "On 23 November 2026, Aomine Instruments wrote:\n> When would it suit you?",
            "2026年11月23日，青嶺計器：\n> 請問何時方便？",
        )
        .into(),
        as_sent: format!("{THREAD}/messages/{id}/as-sent"),
        source: format!("{THREAD}/messages/{id}/source"),
        forward: format!("{THREAD}?forward={id}#reply"),
        files: vec![MessageFileView {
            name: by(t, "職務経歴書（2026年11月）.pdf", "portfolio.pdf", "履歷及作品集.pdf").into(),
            href: format!("{THREAD}/files/f1"),
            preview: format!("{THREAD}/files/f1/preview"),
            about: t.with_two("message-file", "kind", t.label(DocumentKind::Pdf), "size", t.size(240_000)),
        }],
        findings: Vec::new(),
        sending: None,
        goes_at: String::new(),
        cancel: String::new(),
        fault: String::new(),
        retry: String::new(),
        is_health: false,
        undelivered: String::new(),
    }
}

fn finding(t: &Texts, finding: Finding, state: FindingState) -> FindingView {
    let is_request = finding.is_subject_request();
    let due = by(t, "2026年12月8日", "8 December 2026", "2026年12月8日");
    FindingView {
        finding,
        state,
        due: if is_request { due.into() } else { String::new() },
        is_late: is_request && state == FindingState::Taken,
        action: format!("{THREAD}/findings/f"),
        lead: match finding {
            Finding::Application => format!("{THREAD}/messages/m2/application"),
            Finding::Agent => format!("{THREAD}/messages/m2/receipt"),
            _ => String::new(),
        },
        fault: (finding == Finding::Health && state == FindingState::Open).then_some("finding-health-quoted"),
    }
}

fn messages(t: &Texts) -> Vec<MessageView> {
    let ours = MessageView {
        direction: Direction::Out,
        who: rin(t),
        address: String::new(),
        lines: vec![("message-to", head(t).name), ("message-cc", "haru@aomine.example".into())],
        quoted: String::new(),
        as_sent: String::new(),
        source: String::new(),
        files: Vec::new(),
        sending: Some(Sending::Sent),
        filed: None,
        undelivered: t.with_two("message-undelivered", "failed", "1", "all", "2"),
        ..message(t, "m1")
    };
    let asks = MessageView {
        findings: vec![
            finding(t, Finding::Deletion, FindingState::Open),
            finding(t, Finding::Access, FindingState::Taken),
            finding(t, Finding::Health, FindingState::Dismissed),
            finding(t, Finding::Agent, FindingState::Open),
            finding(t, Finding::Application, FindingState::Taken),
        ],
        authenticity: Authenticity::Confirmed,
        ..message(t, "m2")
    };
    let odd = MessageView {
        who: LONG.into(),
        subject: "不在通知：Out of office until 30 November".into(),
        automatic: Some(AutomaticKind::AutoReply),
        remarks: vec!["message-other-address", "message-names-ours"],
        cautions: vec![Caution::NameIsAddress, Caution::ReplyElsewhere, Caution::RemoteContent],
        authenticity: Authenticity::Failed,
        lines: vec![("message-to", "jobs@aomine.example".into()), ("message-reply-to", "x@elsewhere.example".into())],
        filed: Some(FiledBy::Reference),
        text: String::new(),
        quoted: String::new(),
        ..message(t, "m3")
    };
    let call = MessageView {
        channel: Channel::Call,
        who: t.label(Channel::Call),
        lines: vec![("message-by-hand", rin(t))],
        ..MessageView { id: "m4".into(), ..ours.clone() }
    };
    let lost = MessageView {
        id: "m5".into(),
        sending: Some(Sending::GivenUp),
        fault: t.label(crate::domain::letter::LetterFault::ALL[0]),
        retry: format!("{THREAD}/messages/m5/retry"),
        ..ours.clone()
    };
    let goes = MessageView {
        id: "m6".into(),
        sending: Some(Sending::Queued),
        goes_at: "12:00:30".into(),
        cancel: format!("{THREAD}/messages/m6/cancel"),
        ..ours.clone()
    };
    let draft = MessageView {
        id: "m7".into(),
        who: "Wei Lim".into(),
        sending: Some(Sending::Draft),
        lines: vec![("message-draft-of", "Wei Lim".into())],
        ..ours.clone()
    };
    let unwell = MessageView {
        findings: vec![finding(t, Finding::Health, FindingState::Open)],
        quoted: String::new(),
        ..message(t, "m9")
    };
    let kept = MessageView {
        findings: vec![finding(t, Finding::Health, FindingState::Taken)],
        subject: t.say("message-health-subject"),
        text: String::new(),
        quoted: String::new(),
        as_sent: String::new(),
        source: String::new(),
        files: Vec::new(),
        is_health: true,
        ..message(t, "m10")
    };
    vec![ours, asks, odd, call, lost, goes, draft, unwell, kept]
}

fn tending(t: &Texts, refused: bool) -> Tending {
    let people = vec![Choice::new("s2", rin(t)), Choice::new("s3", LONG)];
    let mut snooze = snooze_form(&writing(t), format!("{THREAD}/snooze"), 4);
    snooze.fill([("until", "day-of"), ("day", "2026-11-24")]);
    if refused {
        snooze.refuse("day", "error-snooze-past");
    }
    Tending {
        owner_form: owner_form(t, format!("{THREAD}/owner"), people, "s2", 4),
        snooze_form: snooze,
        state_action: format!("{THREAD}/state"),
        revision: 4,
        state: ThreadState::Open,
        is_snoozed: true,
    }
}

fn template_choices(t: &Texts) -> Vec<TemplateChoice> {
    let choice =
        |name: &str, language| TemplateChoice { href: format!("{THREAD}?template=018f"), name: name.into(), language };
    let invited = by(t, "面接のご案内", "Invitation to an interview", "面試邀請");
    vec![choice(invited, t.locale), choice(&"Precision Engineering ".repeat(4), Locale::ZhHant)]
}

fn reply(t: &Texts, warned: bool) -> Reply {
    let mut form = reply_form(format!("{THREAD}/messages"), warned);
    form.set("to", "misaki.sato@example.jp");
    form.set("subject", by(t, "Re: 面接の日程について", "Re: About the interview", "Re: 關於面試日期"));
    form.set("text", by(t, "田中です。承知いたしました。", "Thank you, see you on Thursday.", "謝謝，星期四見。"));
    if warned {
        form.refuse("cc", "error-mail-address");
    }
    let text = form.value("text").to_owned();
    let subject = form.value("subject").to_owned();
    let mut reply = Reply {
        form,
        warnings: if warned { Warning::ALL.to_vec() } else { Vec::new() },
        caution: warned.then_some(Caution::ReplyElsewhere),
        preview: (!warned).then(|| Preview {
            to: "misaki.sato@example.jp".into(),
            cc: "haru@aomine.example".into(),
            subject,
            text,
            files: Vec::new(),
            goes_at: "12:00:30".into(),
        }),
        discard: format!("{THREAD}/messages/m8/discard"),
        is_first: false,
        to_all: format!("{THREAD}?to=all#reply"),
        templates: template_choices(t),
    };
    let file = |name: &str| DraftFile { id: MessageFileId::new(), name: name.into(), size: t.size(2_400_000) };
    let long = "Precision-Engineering-Coordinate-Measuring-Machines-".repeat(3) + ".pdf";
    reply.show_files(t, vec![file(by(t, "会社案内.pdf", "about us.pdf", "公司簡介.pdf")), file(&long)]);
    if warned {
        reply.form.refuse("files", "error-mail-files-large");
    }
    reply
}

fn notes(t: &Texts) -> ThreadNotes {
    let note = |class| NoteView {
        text: by(t, "木曜日は会議室が空いていません。", "No room is free on Thursday.", "星期四沒有會議室。").into(),
        by: rin(t),
        at: at(t, 24, "10:15"),
        class,
        thread: String::new(),
    };
    ThreadNotes { notes: vec![note(NoteClass::Team), note(NoteClass::Private)], is_withheld: false }
}

fn thread_tags(t: &Texts, writes: bool, refused: bool) -> ThreadTags {
    let mut form = tag_form(format!("{THREAD}/tags"), 4);
    if refused {
        form.refuse_with("add", "error-thread-tags-full", "20");
    }
    ThreadTags { links: tags(t), form: writes.then_some(form), revision: 4 }
}

/// What passes a message on, refused for whom it goes to.
fn forward(t: &Texts) -> Reply {
    let mut forward = Reply { to_all: String::new(), preview: None, discard: String::new(), ..reply(t, false) };
    forward.form.set("to", "school@example.net");
    forward.form.set("subject", by(t, "Fwd: 面接の日程について", "Fwd: About the interview", "Fwd: 關於面試日期"));
    forward.form.set("forwards", "018f");
    forward.form.refuse("to", "error-mail-third-party");
    let why = by(t, "転送先の役割では閲覧できません。", "Their role does not read it.", "其角色不能查閱。");
    forward.form.refuse_with("cc", "error-mail-refused", why);
    forward.show_files(t, Vec::new());
    let file = |name: &str| DraftFile { id: MessageFileId::new(), name: name.into(), size: t.size(240_000) };
    forward.show_passed(t, &[file(by(t, "職務経歴書.pdf", "portfolio.pdf", "履歷.pdf")), file(&"long-".repeat(40))]);
    forward
}

fn thread_page(t: &Texts, area: Area, warned: bool) -> ThreadPage {
    let writes = area == RECRUITER;
    ThreadPage {
        frame: frame(t, area, THREAD),
        subject: by(t, "面接の日程について", "About the interview", "關於面試日期").into(),
        candidate: "/staff/candidates/018f".into(),
        who: head(t).name,
        returned: vec![
            ReturnedView {
                action: if writes { format!("{THREAD}/working-address") } else { String::new() },
                ..returned(t)
            },
            ReturnedView { address: format!("{}@example.jp", "hubert-blaine.".repeat(4)), ..returned(t) },
        ],
        state: t.with("thread-unanswered", "time", at(t, 24, "10:15")),
        owner: rin(t),
        here: vec![t.with("thread-writing", "who", LONG), t.with("thread-looking", "who", "陳大文")],
        older: Some(format!("{THREAD}?before=018f")),
        newest: warned.then(|| THREAD.into()),
        messages: messages(t),
        tags: thread_tags(t, writes, false),
        notes: Some(notes(t)),
        note_form: writes.then(|| thread_note_form(t, THREAD)),
        filing: writes.then(filing_panel),
        tending: writes.then(|| tending(t, !warned)),
        reply: writes.then(|| reply(t, warned)),
    }
}

fn filing_panel() -> FilingPanel {
    let one = |name: &str, reason, id| ProposedView {
        name: name.into(),
        reason,
        href: format!("{THREAD}/filing?candidate={id}"),
    };
    FilingPanel {
        href: format!("{THREAD}/filing"),
        proposed: vec![one("佐藤 美咲", "filing-may-be-name", 1), one(LONG, "filing-may-be-address", 2)],
    }
}

fn filing_page(t: &Texts) -> FilingPage {
    let tick = |id: &str, is_chosen| MessageTick {
        id: id.into(),
        label: format!(
            "{} · {LONG} · {}",
            at(t, 24, "10:15"),
            by(t, "面接の日程について", "The interview", "面試日期")
        ),
        is_chosen,
    };
    let person = |id: &str, name: &str, is_chosen| PersonChoice {
        id: id.into(),
        name: name.into(),
        detail: by(t, "サトウ ミサキ · 機械設計", "Mechanical Designer", "機械設計師").into(),
        is_chosen,
    };
    FilingPage {
        frame: frame(t, RECRUITER, THREAD),
        back: THREAD.into(),
        action: format!("{THREAD}/filing"),
        came: String::new(),
        messages: vec![tick("m1", true), tick("m2", false)],
        before: "m3".into(),
        older: Some(format!("{THREAD}/filing?before=m1&candidate=c1")),
        newest: Some(format!("{THREAD}/filing?candidate=c1")),
        typed: by(t, "佐藤", "Sato", "佐藤").into(),
        people: vec![person("c1", "佐藤 美咲", true), person("c2", LONG, false)],
        newcomer: "misaki.sato@example.jp".into(),
        is_newcomer: false,
        fault: Some("filing-fault-verified"),
    }
}

fn unfiled_page(t: &Texts) -> UnfiledPage {
    let mailbox = |name: &str, failing: bool| MailboxLine {
        name: name.into(),
        looked: if failing { String::new() } else { at(t, 24, "11:59") },
        failing: if failing { at(t, 23, "18:00") } else { String::new() },
        fault: if failing { t.say("mailbox-fault-unknown") } else { String::new() },
    };
    let mail = |day, state, automatic, fault| UnfiledLine {
        id: format!("018f-{day}"),
        received: at(t, day, "09:41"),
        state,
        automatic,
        fault,
        size: t.size(20_500_000),
    };
    UnfiledPage {
        frame: frame(t, RECRUITER, "/staff/inbox/unfiled"),
        mailboxes: vec![mailbox("jobs@aomine.example", false), mailbox("recruitment-hong-kong@aomine.example", true)],
        mails: vec![
            mail(24, IncomingState::Apart, Some(AutomaticKind::List), None),
            mail(23, IncomingState::Quarantined, None, Some(MailFault::TooDeep)),
        ],
        next: Some("/staff/inbox/unfiled?before=apart.018f".into()),
        is_later_page: true,
    }
}

/// The messages with somebody, on their page.
pub fn correspondence(t: &Texts) -> Correspondence {
    let line =
        |row: ThreadLine| RecordThreadLine { href: row.href, subject: row.subject, state: row.state, last: row.last };
    let threads: Vec<RecordThreadLine> = lines(t).into_iter().take(4).map(line).collect();
    let choices = vec![Choice::new("018f", threads[1].subject.clone())];
    Correspondence {
        threads,
        write: "/staff/inbox/new?candidate=018f".into(),
        call_form: Some(call_form(&writing(t), "018f", choices, now())),
    }
}

pub fn pages(t: &Texts) -> Vec<Rendered> {
    let mut list = list_page(t, RECRUITER);
    list.frame.flash = Some(Flash::of(Message::ThreadDone, t));
    let empty = InboxPage {
        rows: Vec::new(),
        older: None,
        is_later_page: false,
        folders: folder_links(&[], Folder::Mine),
        folder: Folder::Mine,
        ..list_page(t, RECRUITER)
    };
    let label = tags(t)[0].label.clone();
    let href = tags(t)[0].href.clone();
    let by_tag = InboxPage { tagged: Some(Tagged { label, href: href.clone() }), ..list_page(t, RECRUITER) };
    let by_no_tag =
        InboxPage { rows: Vec::new(), tagged: Some(Tagged { label: String::new(), href }), ..list_page(t, RECRUITER) };
    // Only one form of a page is ever refused, and the notes may be withheld.
    let refused = ThreadPage {
        tags: thread_tags(t, true, true),
        notes: Some(ThreadNotes { notes: Vec::new(), is_withheld: true }),
        tending: Some(tending(t, false)),
        reply: Some(reply(t, false)),
        ..thread_page(t, RECRUITER, false)
    };
    let mut sent = thread_page(t, RECRUITER, false);
    sent.frame.flash = Some(Flash::of(Message::MessageQueued, t));
    let nothing =
        UnfiledPage { mailboxes: Vec::new(), mails: Vec::new(), next: None, is_later_page: false, ..unfiled_page(t) };
    let as_sent = AsSentPage {
        frame: frame(t, RECRUITER, THREAD),
        back: THREAD.into(),
        src: format!("{THREAD}/messages/m2/html"),
    };
    let nobody_found = FilingPage {
        came: at(t, 24, "09:41"),
        messages: Vec::new(),
        before: String::new(),
        older: None,
        newest: None,
        people: Vec::new(),
        newcomer: String::new(),
        fault: None,
        ..filing_page(t)
    };
    let new = NewPage {
        frame: frame(t, RECRUITER, "/staff/inbox/new"),
        candidate: "/staff/candidates/018f".into(),
        reply: Reply { is_first: true, ..reply(t, true) },
    };
    let passed_on =
        ThreadPage { reply: Some(forward(t)), tending: Some(tending(t, false)), ..thread_page(t, RECRUITER, false) };
    vec![
        ("inbox", list.render().unwrap()),
        ("inbox-empty", empty.render().unwrap()),
        ("inbox-tagged", by_tag.render().unwrap()),
        ("inbox-tagged-none", by_no_tag.render().unwrap()),
        ("inbox-thread-refused", refused.render().unwrap()),
        ("inbox-officer", list_page(t, OFFICER).render().unwrap()),
        ("inbox-thread", sent.render().unwrap()),
        ("inbox-thread-warned", thread_page(t, RECRUITER, true).render().unwrap()),
        ("inbox-forward", passed_on.render().unwrap()),
        ("inbox-thread-officer", thread_page(t, OFFICER, false).render().unwrap()),
        ("inbox-as-sent", as_sent.render().unwrap()),
        ("inbox-new", new.render().unwrap()),
        ("inbox-filing", filing_page(t).render().unwrap()),
        ("inbox-filing-unfiled", nobody_found.render().unwrap()),
        ("inbox-application", mailed::application_page(t, false).render().unwrap()),
        ("inbox-application-faults", mailed::application_page(t, true).render().unwrap()),
        ("inbox-receipt", mailed::receipt_page(t, true).render().unwrap()),
        ("inbox-receipt-faults", mailed::receipt_page(t, false).render().unwrap()),
        ("inbox-unfiled", unfiled_page(t).render().unwrap()),
        ("inbox-unfiled-empty", nothing.render().unwrap()),
    ]
}
