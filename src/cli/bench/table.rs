//! The figures, and how they are shown: a table for people, a JSON object a line for machines.

use std::time::Duration;

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

    fn line(&self) -> String {
        let cpu = self.cpu.map_or_else(|| "-".to_owned(), |cpu| format!("{:.2}", millis(cpu)));
        row(
            &self.what,
            &format!("{:.2}", millis(self.p50)),
            &format!("{:.2}", millis(self.p99)),
            [&format!("{:.0}", self.per_second), &cpu],
        )
    }

    fn json(&self) -> Value {
        json!({
            "what": self.what, "requests": self.one_by_one, "p50_ms": rounded(millis(self.p50)),
            "p99_ms": rounded(millis(self.p99)), "per_second": rounded(self.per_second),
            "cpu_ms": self.cpu.map(|cpu| rounded(millis(cpu))),
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

fn row(what: &str, p50: &str, p99: &str, [per_second, cpu]: [&str; 2]) -> String {
    format!("{what:<28}  {p50:>9}  {p99:>9}  {per_second:>9}  {cpu:>9}")
}

/// Prints figures as they come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table {
    pub(super) json: bool,
    pub(super) connections: usize,
}

impl Table {
    pub(super) fn head(self) {
        if !self.json {
            let at_once = format!("/s at {}", self.connections);
            println!("{}", row("", "p50 ms", "p99 ms", [&at_once, "CPU ms"]));
        }
    }

    pub(super) fn figures(self, figures: &Figures) {
        if self.json { println!("{}", figures.json()) } else { println!("{}", figures.line()) }
    }

    /// A line of single values: for each its key, its value, and the words around it.
    pub(super) fn values(self, what: &str, values: &[(&str, f64, &str)]) {
        if self.json {
            let mut line = Map::from_iter([("what".to_owned(), json!(what))]);
            line.extend(values.iter().map(|(key, value, _)| ((*key).to_owned(), json!(rounded(*value)))));
            println!("{}", Value::Object(line));
        } else {
            let words: Vec<_> = values.iter().map(|(_, value, unit)| format!("{} {unit}", readable(*value))).collect();
            println!("{what:<28}  {}", words.join(", "));
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
        assert_eq!(figures.line(), "list                               2.00       3.00        194       2.00");
        assert_eq!(figures.json()["cpu_ms"], 2.0);
    }

    #[test]
    fn nothing_measured_is_no_division_by_zero() {
        let figures = Figures::of("list".to_owned(), Times::default());
        assert_eq!((figures.per_second, figures.cpu), (0.0, None));
        assert!(figures.line().ends_with('-'));
    }
}
