//! Mail that comes in: fetched from the mailboxes of the served offices, and filed.
//!
//! Invariant: whatever a server does, or a mail, each mailbox is visited again; several instances may visit the same
//! one, since each mail is kept once.

mod left;
mod visit;

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use self::visit::{Interrupted, Memory, Visit, note_fault};
use super::{BETWEEN_RULES, IDLE};
use crate::app::App;
use crate::mail::imap::Inbox;
use crate::store::mailboxes::{self, Mailbox};
use crate::workflows::file_mail::Known;
use crate::workflows::{WorkflowError, file_mail};

/// The shortest wait after a visit that ended before its end, and the longest without the dice.
const SHORTEST: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_secs(150);

/// More hands that file mail at once would only wait for the databases.
const MOST_HANDS: usize = 4;

/// How many hands file mail at once: one for each processor, and one more, as one of them mostly indexes.
pub fn hands() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get).saturating_add(1).min(MOST_HANDS)
}

/// Starts fetching and filing; they end with the runtime.
pub fn start(app: &App) {
    let arrivals = Arc::new(Notify::new());
    // Each takes mails that no other has.
    for _ in 0..hands() {
        tokio::spawn(filing(app.clone(), arrivals.clone()));
    }
    for inbox in &app.config.inboxes {
        tokio::spawn(fetching(app.clone(), inbox.clone(), arrivals.clone()));
    }
}

/// Visits every mailbox once and files what waits; returns how many mails came in or were filed.
///
/// # Errors
/// The databases'. What is wrong with a mailbox stands with it.
pub async fn once(app: &App) -> Result<usize, WorkflowError> {
    let mut kept = 0;
    for inbox in app.config.inboxes.iter().filter(|inbox| is_served(app, inbox)) {
        kept += visit(app, inbox, &Notify::new(), &mut Memory::default(), false).await?;
    }
    Ok(kept + file(app).await?)
}

/// Files what came in: at once when woken, else every few seconds.
async fn filing(app: App, arrivals: Arc<Notify>) {
    loop {
        match file(&app).await {
            // There was something: there may be more, also for another hand.
            Ok(done) if done > 0 => arrivals.notify_one(),
            Ok(_) => {
                tokio::time::timeout(IDLE, arrivals.notified()).await.ok();
            }
            Err(error) => {
                tracing::error!(%error, "mail could not be filed; trying again");
                tokio::time::sleep(IDLE).await;
            }
        }
    }
}

async fn file(app: &App) -> Result<usize, WorkflowError> {
    app.run_apart(|app| {
        let ours = app.config.own_addresses();
        let known = Known { ours: &ours, servers: Some(&app.config.trusted_servers) };
        let done = file_mail::file_waiting_knowing(&app.store, &app.reader, known, || app.clock.now())?;
        if done.filed > 0 {
            // There may be more: to file it need not wait until another hand has indexed what came before.
            app.directories.follow_all_in_passing(&app.store, app.clock.now());
        }
        Ok(done.filed + done.apart + done.quarantined)
    })
    .await
}

/// Stays with a mailbox, and comes back to it after whatever ended that.
async fn fetching(app: App, inbox: Inbox, arrivals: Arc<Notify>) {
    let mut memory = Memory::default();
    let mut failures: u32 = 0;
    loop {
        // An office may get its key later, by the set-up page.
        if !is_served(&app, &inbox) {
            tokio::time::sleep(BETWEEN_RULES).await;
            continue;
        }
        // Servers say what they like: words that the parser dies of end one visit, not the visiting.
        let visiting = tokio::spawn(stay(app.clone(), inbox.clone(), arrivals.clone(), memory));
        memory = visiting.await.unwrap_or_default();
        failures = if memory.is_caught_up { 1 } else { failures.saturating_add(1) };
        tokio::time::sleep(back_off(failures, getrandom::u32().unwrap_or(0))).await;
    }
}

async fn stay(app: App, inbox: Inbox, arrivals: Arc<Notify>, mut memory: Memory) -> Memory {
    if let Err(error) = visit(&app, &inbox, &arrivals, &mut memory, true).await {
        tracing::error!(office = %inbox.office, %error, "mail could not be kept; trying again");
    }
    memory
}

/// Visits a mailbox, to the end of what is new or for as long as the line holds. What ended it too early stands with
/// the mailbox; what is wrong here is the error.
async fn visit(
    app: &App,
    inbox: &Inbox,
    arrivals: &Notify,
    memory: &mut Memory,
    stays: bool,
) -> Result<usize, WorkflowError> {
    let (office, name, address) = (inbox.office.clone(), inbox.name.clone(), inbox.address.clone());
    let ensure = app.run(move |app, db| {
        Ok::<_, WorkflowError>(mailboxes::ensure(db, &office, &name, address.as_ref(), app.clock.now())?)
    });
    let row = ensure.await?;
    let why = match go_through(app, inbox, &row, arrivals, memory, stays).await {
        Ok(kept) => return Ok(kept),
        Err(why) => why,
    };
    tracing::warn!(mailbox = %row.id, office = %inbox.office, error = %why, "a visit to a mailbox was cut short");
    // A line that ends after everything was kept is no fault yet: it is made anew at once.
    if !memory.is_caught_up {
        note_fault(app, row.id, why.as_str()).await?;
    }
    match why {
        Interrupted::Keeping(error) => Err(error),
        Interrupted::Line(_) => Ok(0),
    }
}

async fn go_through(
    app: &App,
    inbox: &Inbox,
    row: &Mailbox,
    arrivals: &Notify,
    memory: &mut Memory,
    stays: bool,
) -> Result<usize, Interrupted> {
    let mut visit = Visit::open(app, inbox, row, memory, arrivals).await?;
    loop {
        let kept = visit.catch_up().await?;
        visit.try_what_is_left().await?;
        visit.expunge().await?;
        if !stays {
            visit.close().await;
            return Ok(kept);
        }
        visit.wait().await?;
    }
}

fn is_served(app: &App, inbox: &Inbox) -> bool {
    app.store.served_offices().contains(&inbox.office)
}

/// Twice as long after each visit that got nowhere, and up to twice that by the dice, so that instances that lost the
/// same server do not come back together.
fn back_off(failures: u32, dice: u32) -> Duration {
    let least = SHORTEST.saturating_mul(1 << failures.saturating_sub(1).min(5)).min(LONGEST);
    least + least.mul_f64(f64::from(dice) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_is_down_is_asked_ever_less_often() {
        let waits: Vec<u64> = (1..=8).map(|failures| back_off(failures, 0).as_secs()).collect();
        assert_eq!(waits, [5, 10, 20, 40, 80, 150, 150, 150]);
        assert_eq!(back_off(1, u32::MAX).as_secs(), 10);
        assert_eq!(back_off(u32::MAX, u32::MAX).as_secs(), 300);
    }
}
