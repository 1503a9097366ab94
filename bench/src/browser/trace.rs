//! What the page's main thread did, from Chromium's own trace.
//!
//! Time is the thread's own CPU time. Waiting for other programs that use the processor does not
//! count, so a loaded machine gives the same figures as an idle one.

use anyhow::{Context, Result};
use serde_json::Value;

/// The traced categories: every task of a thread, and the page's own marks.
pub(crate) const CATEGORIES: [&str; 2] =
    ["disabled-by-default-devtools.timeline", "blink.user_timing"];

/// The marks that the host page sets; only what is between them counts.
const BEGIN: &str = "bench-begin";
const END: &str = "bench-end";

/// A longer task blocks the page (W3C, Long Tasks).
const LONG_MS: f64 = 50.0;

/// The tasks of the page's main thread, in milliseconds of thread time.
pub(crate) struct Tasks(Vec<f64>);

impl Tasks {
    /// Parses a trace in Chromium's JSON format.
    pub(crate) fn read(trace: &str) -> Result<Tasks> {
        let mut trace: Value = serde_json::from_str(trace).context("the trace is JSON")?;
        let events = trace["traceEvents"].take();
        let events = events.as_array().context("the trace holds events")?;
        let mark = |name: &str| {
            let found = events.iter().find(|event| event["name"] == name);
            found.with_context(|| format!("the trace has no {name}"))
        };
        let (begin, end) = (mark(BEGIN)?, mark(END)?);
        let time = |event: &Value| event["ts"].as_f64().unwrap_or_default();
        let tasks = events
            .iter()
            .filter(|event| event["pid"] == begin["pid"] && event["tid"] == begin["tid"])
            .filter(|event| event["ph"] == "X")
            .filter(|event| event["name"] == "RunTask")
            .filter(|event| time(event) > time(begin) && time(event) < time(end))
            .filter_map(|event| Some(event["tdur"].as_f64()? / 1e3))
            .collect();
        Ok(Tasks(tasks))
    }

    pub(crate) fn total(&self) -> f64 {
        self.0.iter().sum()
    }

    pub(crate) fn longest(&self) -> f64 {
        self.0.iter().copied().fold(0.0, f64::max)
    }

    /// The total time by which tasks exceed the limit of a long task, on a processor this many
    /// times slower.
    pub(crate) fn blocking(&self, slower: f64) -> f64 {
        let over = |task: &f64| (task * slower - LONG_MS).max(0.0);
        self.0.iter().map(over).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::Tasks;

    fn event(name: &str, ts: u32, tdur: u32, tid: u32) -> String {
        format!(r#"{{"name":"{name}","ph":"X","pid":1,"tid":{tid},"ts":{ts},"tdur":{tdur}}}"#)
    }

    #[test]
    fn only_main_thread_tasks_between_the_marks_count() {
        let task = "RunTask";
        let events = [
            event(task, 100, 90_000, 7),
            event("bench-begin", 200, 0, 7),
            event(task, 300, 20_000, 7),
            event(task, 350, 5_000, 7),
            event(task, 400, 80_000, 8),
            event("LocalFrameView::layout", 450, 70_000, 7),
            event("bench-end", 500, 0, 7),
            event(task, 600, 60_000, 7),
        ];
        let trace = format!(r#"{{"traceEvents":[{}]}}"#, events.join(","));
        let tasks = Tasks::read(&trace).expect("both marks are there");
        assert_eq!((tasks.total(), tasks.longest()), (25.0, 20.0));
        assert_eq!((tasks.blocking(1.0), tasks.blocking(4.0)), (0.0, 30.0));
    }
}
