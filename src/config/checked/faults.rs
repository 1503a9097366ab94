//! The faults of a configuration: each option with an unusable value, and what it accepts.

use std::fmt;

/// One option with an unusable value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OptionError {
    pub option: &'static str,
    /// As given; a secret shows as `(hidden)`.
    pub value: String,
    pub accepted: String,
}

/// Every fault in a configuration.
#[derive(Debug)]
pub struct Faults(pub Vec<OptionError>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.len();
        let noun = if count == 1 { "option" } else { "options" };
        write!(f, "{count} {noun} cannot be used")?;
        for fault in &self.0 {
            let OptionError {
                option,
                value,
                accepted,
            } = fault;
            let value = if value.is_empty() { "(not set)" } else { value };
            write!(f, "\n  {option} is {value}; accepted: {accepted}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

/// The faults found so far.
#[derive(Default)]
pub(super) struct FaultList(Vec<OptionError>);

impl FaultList {
    pub(super) fn add(&mut self, option: &'static str, value: &str, accepted: &str) {
        self.0.push(OptionError {
            option,
            value: value.to_owned(),
            accepted: accepted.to_owned(),
        });
    }

    pub(super) fn has(&self, option: &str) -> bool {
        self.0.iter().any(|fault| fault.option == option)
    }

    pub(super) fn into_result<T>(self, value: T) -> Result<T, Faults> {
        if self.0.is_empty() {
            Ok(value)
        } else {
            Err(Faults(self.0))
        }
    }
}
