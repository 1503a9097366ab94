//! The bars that the figures are judged by. A missed bar is printed beside its figure; it fails the
//! command only with `--check`, because a busy machine misses bars too.

use anyhow::{Result, ensure};

/// What was judged so far.
#[derive(Default)]
pub(crate) struct Bars {
    missed: Vec<String>,
}

impl Bars {
    /// Judges a figure that should be at least this much; returns the words for its line.
    pub(crate) fn at_least(&mut self, what: &str, figure: f64, bar: f64) -> String {
        self.judge(what, figure, bar, ">=", figure >= bar)
    }

    /// The same for one that should be at most this much.
    pub(crate) fn at_most(&mut self, what: &str, figure: f64, bar: f64) -> String {
        self.judge(what, figure, bar, "<=", figure <= bar)
    }

    fn judge(&mut self, what: &str, figure: f64, bar: f64, sign: &str, met: bool) -> String {
        let bar = number(bar);
        if met {
            return format!("{sign} {bar}: met");
        }
        let figure = number(figure);
        self.missed
            .push(format!("{what} is {figure}, not {sign} {bar}"));
        format!("{sign} {bar}: MISSED")
    }

    /// Prints what was missed; with `check`, that is an error.
    pub(crate) fn finish(self, check: bool) -> Result<()> {
        if self.missed.is_empty() {
            println!("\nevery bar that was judged is met");
            return Ok(());
        }
        println!("\nmissed:\n  {}", self.missed.join("\n  "));
        ensure!(!check, "{} bars are missed", self.missed.len());
        Ok(())
    }
}

/// With digits behind the point only where they matter.
pub(crate) fn number(figure: f64) -> String {
    if figure.abs() < 100.0 {
        let text = format!("{figure:.2}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        format!("{figure:.0}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_bar_fails_only_when_it_is_checked() {
        let judged = || {
            let mut bars = Bars::default();
            assert_eq!(bars.at_least("speed", 6_000.4, 6_000.0), ">= 6000: met");
            assert_eq!(bars.at_most("hold", 20.5, 20.0), "<= 20: MISSED");
            bars
        };
        assert!(judged().finish(false).is_ok());
        let error = judged().finish(true).unwrap_err();
        assert_eq!(error.to_string(), "1 bars are missed");
    }
}
