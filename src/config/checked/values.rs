//! Values as typed: what counts as given, switches, and secrets that are in a file.

use std::fs;

use super::FaultList;

/// An empty variable counts as not set, as container files often write it.
pub(super) fn given(option: &Option<String>) -> Option<&str> {
    option.as_deref().filter(|text| !text.is_empty())
}

pub(super) fn or_default<'a>(value: &'a str, default: &'a str) -> &'a str {
    if value.is_empty() { default } else { value }
}

/// An option that is on or off.
pub(super) fn switch(
    option: &'static str,
    typed: &Option<String>,
    default: bool,
    faults: &mut FaultList,
) -> bool {
    match given(typed) {
        None => default,
        Some("true") => true,
        Some("false") => false,
        Some(other) => {
            faults.add(option, other, "true or false");
            false
        }
    }
}

pub(super) fn secret(
    option: &'static str,
    file_option: &'static str,
    value: &Option<String>,
    file: &Option<String>,
    faults: &mut FaultList,
) -> Option<String> {
    let Some(path) = given(file) else {
        return given(value).map(str::to_owned);
    };
    if given(value).is_some() {
        faults.add(
            file_option,
            path,
            "one of the two: the value itself, or the file that holds it",
        );
    }
    match fs::read_to_string(path) {
        Ok(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Ok(_) => {
            faults.add(option, "", "a value; the file named for it is empty");
            None
        }
        Err(error) => {
            faults.add(
                file_option,
                path,
                &format!("a file that can be read ({error})"),
            );
            None
        }
    }
}
