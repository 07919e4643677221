//! The figures, and how they are shown: a table for people, a JSON object a line for machines.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use serde_json::{Map, Value, json};

/// What was measured of one kind of request.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figures {
    pub(super) what: String,
    /// Requests one after another.
    pub(super) one_by_one: usize,
    pub(super) p50: Duration,
    pub(super) p99: Duration,
    /// Requests a second on all connections.
    pub(super) per_second: f64,
    /// Processor time of the server for a request, if it can be seen.
    pub(super) cpu: Option<Duration>,
}

/// How long requests took.
#[derive(Debug, Default)]
pub(super) struct Times {
    /// Of each, one after another.
    pub(super) single: Vec<Duration>,
    /// How many were done on all connections, and in which time.
    pub(super) together: usize,
    pub(super) within: Duration,
    /// What the server used for all of them.
    pub(super) cpu: Option<Duration>,
}

impl Figures {
    pub(super) fn of(what: String, mut times: Times) -> Self {
        times.single.sort_unstable();
        let requests = u32::try_from(times.single.len() + times.together).unwrap_or(u32::MAX).max(1);
        let seconds = times.within.as_secs_f64();
        Self {
            what,
            one_by_one: times.single.len(),
            p50: percentile(&times.single, 50),
            p99: percentile(&times.single, 99),
            per_second: if seconds > 0.0 { times.together as f64 / seconds } else { 0.0 },
            cpu: times.cpu.map(|cpu| cpu / requests),
        }
    }

    fn line(&self, growth: Growth) -> String {
        let times = |factor: Option<f64>| factor.map(|factor| format!("{factor:.1}x"));
        let growth = growth.time.is_some().then(|| [times(growth.time), times(growth.cpu)]);
        row(
            &self.what,
            [
                Some(format!("{:.2}", millis(self.p50))),
                Some(format!("{:.2}", millis(self.p99))),
                Some(format!("{:.0}", self.per_second)),
                self.cpu.map(|cpu| format!("{:.2}", millis(cpu))),
            ],
            growth,
        )
    }

    fn json(&self, growth: Growth) -> Value {
        json!({
            "what": self.what, "requests": self.one_by_one, "p50_ms": rounded(millis(self.p50)),
            "p99_ms": rounded(millis(self.p99)), "per_second": rounded(self.per_second),
            "cpu_ms": self.cpu.map(|cpu| rounded(millis(cpu))),
            "growth_p50": growth.time.map(rounded), "growth_cpu": growth.cpu.map(rounded),
        })
    }
}

/// The smallest time that so many in a hundred did not exceed, of times in order.
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(at).copied().unwrap_or_default()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// Three digits after the point, as many as are true.
fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

/// A line; what is not known is a dash.
fn row(what: &str, figures: [Option<String>; 4], growth: Option<[Option<String>; 2]>) -> String {
    let cells = figures.into_iter().chain(growth.into_iter().flatten());
    let cells: String = cells.map(|cell| format!("  {:>9}", cell.as_deref().unwrap_or("-"))).collect();
    format!("{what:<31}{cells}")
}

/// By which factors a kind of request has grown since an earlier run.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Growth {
    /// Of the time that half of them did not exceed.
    time: Option<f64>,
    /// Of the server's processor time.
    cpu: Option<f64>,
}

/// The lines of an earlier run.
#[derive(Debug)]
pub(super) struct Before(HashMap<String, Value>);

impl Before {
    /// Reads what `--json` wrote.
    pub(super) fn read(file: &Path) -> anyhow::Result<Self> {
        let written = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        Self::parse(&written).with_context(|| format!("{} is not what bench --json writes", file.display()))
    }

    fn parse(written: &str) -> anyhow::Result<Self> {
        let lines = written.lines().enumerate().map(|(at, line)| {
            let line: Value = serde_json::from_str(line).with_context(|| format!("line {}", at + 1))?;
            let what = line["what"].as_str().with_context(|| format!("line {} does not say what it is", at + 1))?;
            Ok((what.to_owned(), line))
        });
        Ok(Self(lines.collect::<anyhow::Result<_>>()?))
    }

    fn growth(&self, figures: &Figures) -> Growth {
        let before = |key: &str| self.0.get(&figures.what)?.get(key)?.as_f64().filter(|before| *before > 0.0);
        Growth {
            time: before("p50_ms").map(|before| millis(figures.p50) / before),
            cpu: before("cpu_ms").zip(figures.cpu).map(|(before, cpu)| millis(cpu) / before),
        }
    }
}

/// Prints figures as they come.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) json: bool,
    pub(super) connections: usize,
    /// What they are compared with.
    pub(super) before: Option<Before>,
}

impl Table {
    pub(super) fn head(&self) {
        if !self.json {
            let names =
                ["p50 ms".to_owned(), "p99 ms".to_owned(), format!("/s at {}", self.connections), "CPU ms".to_owned()];
            let growth = self.before.is_some().then(|| ["p50 grew", "CPU grew"].map(|name| Some(name.to_owned())));
            println!("{}", row("", names.map(Some), growth));
        }
    }

    pub(super) fn figures(&self, figures: &Figures) {
        let growth = self.before.as_ref().map(|before| before.growth(figures)).unwrap_or_default();
        if self.json { println!("{}", figures.json(growth)) } else { println!("{}", figures.line(growth)) }
    }

    /// A line of single values: for each its key, its value, and the words around it.
    pub(super) fn values(&self, what: &str, values: &[(&str, f64, &str)]) {
        if self.json {
            let mut line = Map::from_iter([("what".to_owned(), json!(what))]);
            line.extend(values.iter().map(|(key, value, _)| ((*key).to_owned(), json!(rounded(*value)))));
            println!("{}", Value::Object(line));
        } else {
            let words: Vec<_> = values.iter().map(|(_, value, unit)| format!("{} {unit}", readable(*value))).collect();
            println!("{what:<31}  {}", words.join(", "));
        }
    }
}

fn readable(value: f64) -> String {
    if value.abs() < 100.0 && value.fract() != 0.0 { format!("{value:.1}") } else { format!("{value:.0}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn a_percentile_is_the_time_that_so_many_did_not_exceed() {
        let times: Vec<_> = (1..=200).map(ms).collect();
        assert_eq!((percentile(&times, 50), percentile(&times, 99)), (ms(100), ms(198)));
        assert_eq!(percentile(&[ms(7)], 50), ms(7));
        assert_eq!(percentile(&[ms(1), ms(9)], 99), ms(9));
        assert_eq!(percentile(&[], 50), Duration::ZERO);
    }

    #[test]
    fn processor_time_is_shared_among_all_requests_and_the_rate_is_of_those_together() {
        let single = vec![ms(3), ms(1), ms(2)];
        let times = Times { single, together: 97, within: ms(500), cpu: Some(ms(200)) };
        let figures = Figures::of("list".to_owned(), times);
        assert_eq!((figures.p50, figures.p99, figures.one_by_one), (ms(2), ms(3), 3));
        assert_eq!((figures.per_second, figures.cpu), (194.0, Some(ms(2))));
        let none = Growth::default();
        assert_eq!(figures.line(none), "list                                  2.00       3.00        194       2.00");
        assert_eq!(figures.json(none)["cpu_ms"], 2.0);
    }

    #[test]
    fn a_run_says_by_how_much_it_grew_since_another() {
        let times = Times { single: vec![ms(3)], together: 1, within: ms(500), cpu: Some(ms(8)) };
        let figures = Figures::of("list".to_owned(), times);
        let before =
            Before::parse("{\"what\": \"list\", \"p50_ms\": 2.0, \"cpu_ms\": 1.0}\n{\"what\": \"filling\"}").unwrap();
        let growth = before.growth(&figures);
        assert_eq!(growth, Growth { time: Some(1.5), cpu: Some(4.0) });
        let line = "list                                  3.00       3.00          2       4.00       1.5x       4.0x";
        assert_eq!(figures.line(growth), line);
        let others = Figures::of("other".to_owned(), Times::default());
        assert_eq!(before.growth(&others), Growth::default());
        assert!(Before::parse("{}").is_err() && Before::parse("list 2.0").is_err());
    }

    #[test]
    fn nothing_measured_is_no_division_by_zero() {
        let figures = Figures::of("list".to_owned(), Times::default());
        assert_eq!((figures.per_second, figures.cpu), (0.0, None));
        assert!(figures.line(Growth::default()).ends_with('-'));
    }
}
