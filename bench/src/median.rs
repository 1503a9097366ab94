//! The median of several measurements.

use std::fmt;

/// The upper middle value if their number is even; 0 for no values.
pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// The median with the lowest and the highest value, for display.
pub(crate) struct Spread {
    lowest: f64,
    middle: f64,
    highest: f64,
}

impl Spread {
    pub(crate) fn of(values: &[f64]) -> Spread {
        let values = values.iter().copied();
        Spread {
            lowest: values.clone().fold(f64::INFINITY, f64::min),
            middle: median(values.clone()),
            highest: values.fold(0.0, f64::max),
        }
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            to,
            "{:.0} ({:.0}-{:.0})",
            self.middle, self.lowest, self.highest
        )
    }
}
