//! Offences that were there when a rule was introduced, by file. The numbers may only shrink.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use super::none;

/// Names that contain a word which the glossary replaces; for a folder's own name, its path ends
/// with a slash.
pub(super) const NAMES: &[(&str, usize)] = &[
    ("migrations/0001_init.sql", 5),
    ("migrations/0021_own_signatures.sql", 1),
    ("migrations/0022_consents.sql", 2),
    ("migrations/0033_suspicion.sql", 3),
    ("migrations/0034_households.sql", 2),
    ("migrations/0055_leavers.sql", 1),
    ("migrations/0056_households.sql", 1),
    ("migrations/0060_namesakes.sql", 1),
    ("migrations/0062_leavers.sql", 1),
];

/// Words and phrases that the glossary replaces, in comments, documentation, logs and help.
pub(super) const TEXT: &[(&str, usize)] = &[
    ("migrations/0022_consents.sql", 1),
    ("migrations/0034_households.sql", 2),
    ("migrations/0060_namesakes.sql", 1),
];

/// Names that several types of one crate have, by crate.
pub(super) const SHARED_TYPES: &[(&str, usize)] = &[];

/// Matches on `true` and `false`.
pub(super) const BOOL_MATCHES: &[(&str, usize)] = &[];

/// Fails if a file has more offences than the list allows, or fewer: then its number must be
/// lowered. The message ends with the list as it should be now.
pub(super) fn compare(
    found: BTreeMap<String, Vec<String>>,
    allowed: &[(&str, usize)],
    list: &str,
    cure: &str,
) {
    let allowed: BTreeMap<&str, usize> = allowed.iter().copied().collect();
    let mut offenders = Vec::new();
    for (path, offences) in &found {
        let most = allowed.get(path.as_str()).copied().unwrap_or_default();
        if offences.len() > most {
            let count = offences.len();
            let all: BTreeSet<&str> = offences.iter().map(String::as_str).collect();
            let all = Vec::from_iter(all).join(", ");
            offenders.push(format!("{path} has {count}, {most} were allowed: {all}"));
        }
    }
    for (path, most) in allowed {
        let count = found.get(path).map_or(0, Vec::len);
        if count < most {
            offenders.push(format!(
                "{path} has {count} by now: lower its {most} in {list}"
            ));
        }
    }
    if !offenders.is_empty() {
        let mut now = format!("{list} in tests/tidy/remaining.rs would be now:");
        for (path, offences) in &found {
            let _ = write!(now, "\n    ({path:?}, {}),", offences.len());
        }
        offenders.push(now);
    }
    none(offenders, cure);
}
