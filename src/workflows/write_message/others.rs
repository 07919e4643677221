//! Everybody else who got a mail that is answered.
//!
//! Invariant: pure. Each is named once, where the mail named them first, and nobody of ours is among them.

use crate::domain::contact::EmailAddress;
use crate::domain::message::{MailAddress, MessageHead};

/// Those who got a mail besides us.
#[derive(Default)]
pub(super) struct Others {
    /// To whom it was.
    pub(super) to: Vec<String>,
    /// To whom besides.
    pub(super) cc: Vec<String>,
}

impl Others {
    /// Whether there is nobody.
    pub(super) fn is_empty(&self) -> bool {
        self.to.is_empty() && self.cc.is_empty()
    }
}

/// Those whom a mail names as its readers, but for its sender and some other addresses. What is no address is left out.
pub(super) fn of(head: &MessageHead, but_for: [&[EmailAddress]; 3]) -> Others {
    let sender = head.from.iter().filter_map(|from| EmailAddress::parse(&from.address).ok());
    let known = but_for.into_iter().flatten().map(EmailAddress::index_form);
    let mut seen: Vec<String> = sender.map(|sender| sender.index_form()).chain(known).collect();
    let mut new = |named: &MailAddress| {
        let address = EmailAddress::parse(&named.address).ok()?;
        let form = address.index_form();
        let is_new = !seen.contains(&form);
        seen.push(form);
        is_new.then(|| address.as_str().to_owned())
    };
    let to = head.to.iter().filter_map(&mut new).collect();
    Others { to, cc: head.cc.iter().filter_map(&mut new).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_who_got_it_is_named_once_but_for_its_sender_and_ours() {
        let named = |addresses: &[&str]| -> Vec<MailAddress> {
            let one = |address: &&str| MailAddress { name: "Tanaka".to_owned(), address: (*address).to_owned() };
            addresses.iter().map(one).collect()
        };
        let ours = |address: &str| [EmailAddress::parse(address).unwrap()];
        let head = MessageHead {
            from: named(&["akari@example.org"]).pop(),
            to: named(&["jobs@aomine.example", "Agent@Example.com", "nobody", "AKARI@example.org"]),
            cc: named(&["agent@example.com", "", "rin@aomine.example", "school@example.net", "asked@example.org"]),
            ..MessageHead::default()
        };
        let (staff, jobs, sender) =
            (ours("Rin@aomine.example"), ours("jobs@aomine.example"), ours("asked@example.org"));
        let others = of(&head, [&sender, &staff, &jobs]);
        assert!(!others.is_empty());
        assert_eq!((others.to, others.cc), (vec!["Agent@example.com".into()], vec!["school@example.net".into()]));
        let alone = MessageHead { to: named(&["jobs@aomine.example"]), cc: Vec::new(), ..head };
        assert!(of(&alone, [&sender, &staff, &jobs]).is_empty());
    }
}
