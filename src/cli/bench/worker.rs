//! A browser at work: what it sends for each kind of request.
//!
//! Invariant: only the requests of the deed itself are timed; what a browser has to have seen before (a form, a
//! revision) is fetched beforehand.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use super::client::{Answer, Client};
use super::deeds::Deed;
use super::markup;
use crate::documents::compose::{CvContent, CvSection, cv_docx};
use crate::domain::message::Folder;

/// A form as it would be sent once more, with where it goes.
#[derive(Debug, Clone)]
struct Sent {
    path: String,
    fields: Vec<(String, String)>,
}

/// One browser at work on people of its own.
#[derive(Debug)]
pub(super) struct Worker {
    client: Client,
    number: usize,
    /// The pages of its candidates.
    people: Vec<String>,
    /// The next of them.
    turn: usize,
    /// The pages of threads.
    threads: Vec<String>,
    forms: HashMap<String, Sent>,
    /// Where it applies, and with what.
    application: Option<(String, Vec<(String, String)>)>,
    cv: Vec<u8>,
    run: i64,
}

impl Worker {
    /// A browser; `run` tells the applicants of this run from those of earlier ones.
    pub(super) fn new(client: Client, number: usize, people: Vec<String>, run: i64) -> Self {
        let (forms, threads, cv) = (HashMap::new(), Vec::new(), small_cv());
        Self { client, number, people, turn: 0, threads, forms, application: None, cv, run }
    }

    /// Fetches what has to be seen before a deed, on a fresh connection.
    pub(super) fn prepare(&mut self, deed: &Deed) -> anyhow::Result<()> {
        self.client.reconnect();
        self.forms.clear();
        match deed {
            Deed::Edit | Deed::Move => {
                for person in self.people.clone() {
                    self.see(deed, &person)?;
                }
                Ok(())
            }
            Deed::Thread if self.threads.is_empty() => self.find_threads(),
            Deed::Apply if self.application.is_none() => self.find_opening(),
            _ => Ok(()),
        }
    }

    /// Does a deed once and says how long its requests took.
    pub(super) fn act(&mut self, deed: &Deed) -> anyhow::Result<Duration> {
        self.turn += 1;
        match deed {
            Deed::Hello => self.timed(200, |client| client.get("/")),
            Deed::List => self.timed(200, |client| client.get("/staff/candidates")),
            Deed::Search { question, order, .. } => self.timed(200, |client| {
                let asked = client.post("/staff/searches", &[("q", question), ("order", order)])?;
                if asked.status == 303 { client.get(&asked.location) } else { Ok(asked) }
            }),
            Deed::Typing => self.timed(200, |client| client.post("/staff/suggestions", &[("q", "ta")])),
            Deed::Candidate => {
                let person = self.person()?;
                self.timed(200, |client| client.get(&person))
            }
            Deed::Inbox(folder) => {
                let path = format!("/staff/inbox?folder={folder}");
                self.timed(200, |client| client.get(&path))
            }
            Deed::Thread => {
                // Each browser begins with another one.
                let at = (self.turn + self.number * 7) % self.threads.len().max(1);
                let thread = self.threads.get(at).cloned().context("no thread may be read")?;
                self.timed(200, |client| client.get(&thread))
            }
            Deed::Edit | Deed::Move => self.change(deed),
            Deed::Apply => self.apply(),
        }
    }

    fn person(&self) -> anyhow::Result<String> {
        let at = self.turn % self.people.len().max(1);
        self.people
            .get(at)
            .cloned()
            .context("there are too few candidates: give more --candidates or fewer --connections")
    }

    fn timed(
        &mut self,
        expected: u16,
        send: impl FnOnce(&mut Client) -> anyhow::Result<Answer>,
    ) -> anyhow::Result<Duration> {
        let started = Instant::now();
        let answer = send(&mut self.client)?;
        let took = started.elapsed();
        if answer.status != expected {
            bail!("the server answered {} instead of {expected}", answer.status);
        }
        Ok(took)
    }

    /// Looks at the form of a change.
    fn see(&mut self, deed: &Deed, person: &str) -> anyhow::Result<()> {
        let (page, action) = if *deed == Deed::Edit {
            let path = format!("{person}/edit");
            (self.client.get(&path)?, path)
        } else {
            let page = self.client.get(person)?;
            let action = stage_action(&page.body).context("the candidate page has no form to move with")?;
            (page, action)
        };
        let form = markup::form(&page.body, &action).context("the page has no form")?;
        // The client adds the token of its own session.
        let mut fields = markup::fields(form);
        fields.retain(|(name, _)| name != "csrf");
        if let Some((_, stage)) = fields.iter_mut().find(|(name, _)| name == "stage") {
            // The form proposes another one than that which the page says it is.
            current_stage(&page.body, &action).unwrap_or_default().clone_into(stage);
        }
        self.forms.insert(person.to_owned(), Sent { path: action, fields });
        Ok(())
    }

    fn change(&mut self, deed: &Deed) -> anyhow::Result<Duration> {
        let person = self.person()?;
        if !self.forms.contains_key(&person) {
            self.see(deed, &person)?;
        }
        let turn = self.turn;
        let Sent { path, fields } = self.forms.get_mut(&person).context("the form was seen")?;
        for (name, value) in fields.iter_mut() {
            match name.as_str() {
                "address" => *value = format!("東京都千代田区丸の内 {turn}"),
                "stage" => *value = other_stage(value).to_owned(),
                _ => {}
            }
        }
        let (path, sent) = (path.clone(), fields.clone());
        let took = self.timed(303, |client| client.post(&path, &borrowed(&sent)))?;
        // Each change makes the next revision; a browser would read it off the page that it is led to.
        let fields = self.forms.get_mut(&person).map(|form| &mut form.fields);
        for (name, value) in fields.into_iter().flatten() {
            if name == "revision" {
                *value = (value.parse::<i64>()? + 1).to_string();
            }
        }
        Ok(took)
    }

    fn find_threads(&mut self) -> anyhow::Result<()> {
        for folder in [Folder::Unassigned, Folder::Mine, Folder::Done] {
            let page = self.client.get(&format!("/staff/inbox?folder={folder}"))?;
            // Of what is withheld the link stands elsewhere, and leads to the reason.
            let rows = page.body.split("<td class=\"who\"><a ").skip(1);
            self.threads.extend(rows.filter_map(|row| markup::links(row, "/staff/inbox/").into_iter().next()));
        }
        if self.threads.is_empty() {
            bail!("the inbox is empty: give --messages");
        }
        Ok(())
    }

    fn find_opening(&mut self) -> anyhow::Result<()> {
        for opening in markup::links(&self.client.get("/careers")?.body, "/careers/") {
            let path = format!("{opening}/apply");
            let page = self.client.get(&path)?;
            if let Some(form) = markup::form(&page.body, &path) {
                let mut fields = markup::fields(form);
                fields.retain(|(name, _)| name != "csrf");
                fields.push(("acknowledged".to_owned(), "yes".to_owned()));
                self.application = Some((path, fields));
                return Ok(());
            }
        }
        bail!("no vacancy can be applied to");
    }

    fn apply(&mut self) -> anyhow::Result<Duration> {
        let (number, turn) = (self.number, self.turn);
        self.client.forwarded_for = Some(format!("10.{}.{}.{}", number % 256, turn / 250 % 250, turn % 250));
        let (path, mut fields) = self.application.clone().context("a vacancy was found")?;
        for (name, value) in &mut fields {
            match name.as_str() {
                "family" => "計測".clone_into(value),
                "given" => "試".clone_into(value),
                "email" => *value = format!("bench-{}-{number}-{turn}@example.org", self.run),
                "residence" => "JP".clone_into(value),
                _ => {}
            }
        }
        let cv = std::mem::take(&mut self.cv);
        let took = self.timed(303, |client| client.post_file(&path, &borrowed(&fields), ("cv.docx", &cv)));
        self.cv = cv;
        self.client.forwarded_for = None;
        took
    }
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// Where the form goes that moves an application.
pub(super) fn stage_action(page: &str) -> Option<String> {
    let actions = page.split("action=\"").skip(1).filter_map(|rest| rest.split('"').next());
    actions.into_iter().find(|action| action.ends_with("/stage")).map(str::to_owned)
}

/// The stage in the heading of the application that a form moves.
fn current_stage<'a>(page: &'a str, action: &str) -> Option<&'a str> {
    let before = page.get(..page.find(action)?)?;
    before.rsplit("badge stage-").next()?.split('"').next()
}

/// Back and forth between two stages.
fn other_stage(stage: &str) -> &'static str {
    if stage == "screening" { "first_interview" } else { "screening" }
}

fn small_cv() -> Vec<u8> {
    let entry = "2019.04\t計測機器の校正と不確かさの評価。温度、圧力、電気量の標準を維持し、手順書を整えた。";
    cv_docx(&CvContent {
        title: "職務経歴書".to_owned(),
        name: "計測 試".to_owned(),
        lines: vec!["example.org".to_owned()],
        sections: vec![CvSection { heading: "職歴".to_owned(), entries: vec![entry.to_owned(); 8] }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_moves_to_another_stage_than_its_heading_says() {
        let page = "<span class=\"badge stage-offer\">Offer</span><form action=\"/a/1/notes\"></form>\
            <span class=\"badge stage-screening\">Screening</span><form action=\"/a/1/stage\"></form>";
        let action = stage_action(page).unwrap();
        assert_eq!(action, "/a/1/stage");
        let current = current_stage(page, &action).unwrap();
        assert_eq!((current, other_stage(current)), ("screening", "first_interview"));
        assert_eq!(other_stage("first_interview"), "screening");
    }
}
