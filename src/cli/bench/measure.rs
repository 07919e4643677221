//! Takes the time: one after another on one connection, then on all of them at once.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow};

use super::deeds::Deed;
use super::process::Process;
use super::table::{Figures, Times};
use super::worker::Worker;

/// Measures a deed for so long each way. The processor time is that of `server`, if it can be seen.
pub(super) fn measure(
    deed: &Deed,
    workers: &mut [Worker],
    server: Option<&Process>,
    time: Duration,
) -> anyhow::Result<Figures> {
    let name = deed.name();
    for worker in &mut *workers {
        worker.prepare(deed).with_context(|| name.clone())?;
    }
    let cpu = || server.map(Process::cpu).transpose();
    let first = workers.first_mut().context("there is no connection")?;
    // The first opens the connection.
    first.act(deed).with_context(|| name.clone())?;
    let before = cpu()?;
    let mut single = Vec::new();
    let started = Instant::now();
    while single.is_empty() || (started.elapsed() < time && single.len() < deed.most()) {
        single.push(first.act(deed).with_context(|| name.clone())?);
    }
    let (together, within) = at_once(deed, workers, time).with_context(|| name.clone())?;
    let cpu = before.zip(cpu()?).map(|(before, after)| after.saturating_sub(before));
    Ok(Figures::of(name, Times { single, together, within, cpu }))
}

fn at_once(deed: &Deed, workers: &mut [Worker], time: Duration) -> anyhow::Result<(usize, Duration)> {
    let done = AtomicUsize::new(0);
    let started = Instant::now();
    let work = |worker: &mut Worker| -> anyhow::Result<()> {
        while started.elapsed() < time && done.load(Ordering::Relaxed) < deed.most() {
            worker.act(deed)?;
            done.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let working: Vec<_> = workers.iter_mut().map(|worker| scope.spawn(|| work(worker))).collect();
        for one in working {
            one.join().map_err(|_| anyhow!("a connection's thread ended"))??;
        }
        Ok::<_, anyhow::Error>(())
    })?;
    Ok((done.load(Ordering::Relaxed), started.elapsed()))
}
