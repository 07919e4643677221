//! Shallow timers. What they do is in the workflows.

pub mod mail;

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::domain::office::OfficeCode;
use crate::mail::Mailer;
use crate::mail::pace::Pace;
use crate::store::StoreError;
use crate::web::staff::processors::package;
use crate::workflows::send_letters::Post;
use crate::workflows::{
    WorkflowError, accept_intake, announce_notices, carry_transfers, send_letters, send_messages, show_policy, sweep,
    upload_documents,
};

const IDLE: Duration = Duration::from_secs(3);
const BETWEEN_READINGS: Duration = Duration::from_secs(1);
const BETWEEN_FOLLOWINGS: Duration = Duration::from_secs(5);
const BETWEEN_RULES: Duration = Duration::from_secs(60);
/// Steps of the journal that are read off in one go.
const STEPS: usize = 2;
const BETWEEN_SWEEPS: Duration = Duration::from_secs(600);

/// Starts the timers of this instance; they end with the runtime.
pub fn start(app: &App) {
    tokio::spawn(acceptance(app.clone()));
    tokio::spawn(reading(app.clone()));
    tokio::spawn(following(app.clone()));
    tokio::spawn(sweeps(app.clone()));
    tokio::spawn(transfers(app.clone()));
    tokio::spawn(rule_uses(app.clone()));
    tokio::spawn(letters(app.clone()));
    mail::start(app);
    tokio::spawn(messages(app.clone()));
}

/// Keeps the directories near the journal, so that a reader finds little to catch up with: after another instance's
/// changes, after midnight, and when a directory is new.
async fn following(app: App) {
    loop {
        let follow = |app: &App| {
            app.directories.fill_all(&app.store, || app.clock.now(), |_| ());
            Ok(())
        };
        if let Err(error) = app.run_apart(follow).await {
            tracing::error!(%error, "the directories could not follow; trying again");
        }
        tokio::time::sleep(BETWEEN_FOLLOWINGS).await;
    }
}

/// Accepts what forms brought: at once when woken, else every few seconds. Apart from reading, which takes longer.
async fn acceptance(app: App) {
    loop {
        match accept(&app).await {
            // There was something: there may be more.
            Ok(done) if done > 0 => {}
            Ok(_) => {
                tokio::time::timeout(IDLE, app.work.notified()).await.ok();
            }
            Err(error) => {
                tracing::error!(%error, "applications could not be accepted; trying again");
                tokio::time::sleep(IDLE).await;
            }
        }
    }
}

/// Reads documents, newest first.
async fn reading(app: App) {
    loop {
        match read(&app).await {
            Ok(done) if done > 0 => {}
            Ok(_) => tokio::time::sleep(BETWEEN_READINGS).await,
            Err(error) => {
                tracing::error!(%error, "documents could not be read; trying again");
                tokio::time::sleep(IDLE).await;
            }
        }
    }
}

async fn accept(app: &App) -> Result<usize, WorkflowError> {
    app.run_apart(|app| {
        let accepted = accept_intake::accept_waiting(&mut app.store.database()?, || app.clock.now())?;
        if accepted.admitted + accepted.proposed > 0 {
            app.directories.follow_all(&app.store, app.clock.now());
        }
        Ok(accepted.admitted + accepted.proposed)
    })
    .await
}

async fn read(app: &App) -> Result<usize, WorkflowError> {
    app.run_apart(|app| upload_documents::read_waiting(&app.store, &app.reader, app.clock.now())).await
}

/// One round of everything; returns how many things were done.
///
/// # Errors
/// The databases'.
pub async fn once(app: &App) -> Result<usize, WorkflowError> {
    let sent = match &app.config.mailer {
        Some(mailer) => send(app, mailer).await? + send_written(app, mailer, &Arc::default()).await?,
        None => 0,
    };
    Ok(accept(app).await? + read(app).await? + mail::once(app).await? + sent)
}

async fn sweeps(app: App) {
    loop {
        match app.run(|app, db| sweep::sweep(db, app.clock.now())).await {
            Ok(swept) => tracing::debug!(?swept, "swept"),
            Err(WorkflowError::Store(StoreError::Unavailable)) => {}
            Err(error) => tracing::error!(%error, "the sweep failed and tries again"),
        }
        tokio::time::sleep(BETWEEN_SWEEPS).await;
    }
}

/// Mails letters, if there is a mail server.
async fn letters(app: App) {
    let Some(mailer) = app.config.mailer.clone() else { return };
    loop {
        match send(&app, &mailer).await {
            Ok(done) if done > 0 => {}
            Ok(_) => tokio::time::sleep(IDLE).await,
            Err(error) => {
                tracing::error!(%error, "letters could not be sent; trying again");
                tokio::time::sleep(BETWEEN_RULES).await;
            }
        }
    }
}

async fn send(app: &App, mailer: &Mailer) -> Result<usize, WorkflowError> {
    let mailer = mailer.clone();
    app.run_apart(move |app| {
        let origin = app.config.address();
        let post = Post { mailer: &mailer, origin: &origin, pack: &package::mailed };
        // What keeps an announcement back keeps no other letter back.
        let made = announce_notices::make_letters(&app.store, &|| app.clock.now()).unwrap_or_else(|error| {
            tracing::error!(%error, "letters about a version could not be made; trying again");
            0
        });
        Ok(made + send_letters::send_waiting(&app.store, post, || app.clock.now())?)
    })
    .await
}

/// Sends what staff wrote, if there is a mail server; apart from letters, of which there may be many.
async fn messages(app: App) {
    let Some(mailer) = app.config.mailer.clone() else { return };
    let pace = Arc::default();
    loop {
        match send_written(&app, &mailer, &pace).await {
            Ok(done) if done > 0 => {}
            Ok(_) => tokio::time::sleep(IDLE).await,
            Err(error) => {
                tracing::error!(%error, "messages could not be sent; trying again");
                tokio::time::sleep(BETWEEN_RULES).await;
            }
        }
    }
}

async fn send_written(app: &App, mailer: &Mailer, pace: &Arc<Pace>) -> Result<usize, WorkflowError> {
    let (mailer, pace) = (mailer.clone(), Arc::clone(pace));
    app.run_apart(move |app| {
        // An office writes from the address that its mail comes in by; without one, from that of all letters.
        let inboxes = &app.config.inboxes;
        let senders = |office: &OfficeCode| {
            inboxes.iter().find(|inbox| inbox.office == *office && inbox.address.is_some())?.address.clone()
        };
        let post = send_messages::Post { mailer: &mailer, senders: &senders, pace: &pace };
        send_messages::send_waiting(&app.store, post, || app.clock.now())
    })
    .await
}

/// Reads off the journal when each rule decided last.
async fn rule_uses(app: App) {
    loop {
        match app.run(|_, db| show_policy::read_on(db, STEPS)).await {
            // There is more: the rest comes in steps, so that nobody waits for the database.
            Ok(STEPS) => tokio::time::sleep(BETWEEN_READINGS).await,
            Ok(_) => tokio::time::sleep(BETWEEN_RULES).await,
            Err(error) => {
                tracing::error!(%error, "the journal could not be read for the rules; trying again");
                tokio::time::sleep(BETWEEN_RULES).await;
            }
        }
    }
}

/// Looks at transfers again: those of a holding after a change of it, all of an office on a new day and under other
/// terms.
async fn transfers(app: App) {
    let mut seen = carry_transfers::Seen::default();
    loop {
        let look = move |app: &App| {
            let (seen, done) = carry_transfers::follow(&mut app.store.database()?, &seen, app.clock.now())?;
            if done > 0 {
                app.directories.follow_all(&app.store, app.clock.now());
            }
            Ok(seen)
        };
        match app.run_apart(look).await {
            Ok(now) => seen = now,
            Err(error) => {
                tracing::error!(%error, "transfers could not be looked at; trying again");
                seen = carry_transfers::Seen::default();
            }
        }
        tokio::time::sleep(BETWEEN_FOLLOWINGS).await;
    }
}
