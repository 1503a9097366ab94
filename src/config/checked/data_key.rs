//! The data key as the options give it, and the place of its file when they do not.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::{FaultList, Faults, secret};
use crate::config::{Options, arguments};
use crate::domain::keys::sealed::DataKey;
use crate::domain::keys::source::KeySource;

const ACCEPTED: &str = "32 bytes in base64, as `openssl rand -base64 32` prints them";

impl Options {
    pub(super) fn data_key(&self, database: &SecretString, faults: &mut FaultList) -> KeySource {
        let given = key(
            ("--data-key", "--data-key-file"),
            &self.data_key,
            &self.data_key_file,
            faults,
        );
        if let Some(key) = given {
            return KeySource::Given(key);
        }
        let file = file_of(
            database.expose_secret(),
            arguments::state_folder().as_deref(),
        );
        KeySource::File(file.unwrap_or_else(|| {
            faults.add(
                "--data-key-file",
                "",
                "the path of a file with a key, as `openssl rand -base64 32 > PATH` makes one: this \
                 user has no folder to keep one in. Or set HOME, XDG_STATE_HOME or STATE_DIRECTORY \
                 to a folder that lasts, and a key is made there",
            );
            PathBuf::new()
        }))
    }
}

impl Options {
    /// The list of erasures: the path given, or one beside the place of a key file.
    pub(super) fn erased_file(&self, database: &SecretString) -> Option<PathBuf> {
        let told = self.erased_file.clone();
        told.or_else(|| {
            let key = file_of(
                database.expose_secret(),
                arguments::state_folder().as_deref(),
            )?;
            Some(key.with_extension("erased"))
        })
    }
}

/// The new key for a rotation, if one is given.
pub fn new_data_key(
    value: &Option<String>,
    file: &Option<String>,
) -> Result<Option<DataKey>, Faults> {
    let mut faults = FaultList::default();
    let names = ("--new-data-key", "--new-data-key-file");
    let key = key(names, value, file, &mut faults);
    faults.into_result(key)
}

fn key(
    (option, file_option): (&'static str, &'static str),
    value: &Option<String>,
    file: &Option<String>,
    faults: &mut FaultList,
) -> Option<DataKey> {
    let text = secret(option, file_option, value, file, faults)?;
    let key = DataKey::parse(&text);
    if key.is_none() {
        faults.add(option, "(hidden)", ACCEPTED);
    }
    key
}

/// The key file: beside a SQLite database; for PostgreSQL in the state folder, named after the
/// database's host, port and name, so that the servers of one machine share it.
fn file_of(database: &str, state_folder: Option<&Path>) -> Option<PathBuf> {
    if let Some(path) = database.strip_prefix("sqlite:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        return Some(PathBuf::from(format!("{path}.key")));
    }
    // A value that is not a URL is reported as a fault of --database.
    let url = Url::parse(database).ok();
    let named = |name: &str| {
        let url = url.as_ref()?;
        let mut pairs = url.query_pairs();
        pairs.find_map(|(key, value)| (key == name).then(|| value.into_owned()))
    };
    let of_url = |part: fn(&Url) -> Option<String>| url.as_ref().and_then(part);
    let host = named("host").or_else(|| of_url(|url| url.host_str().map(str::to_owned)));
    let port = named("port").or_else(|| of_url(|url| url.port().map(|port| port.to_string())));
    let name = named("dbname")
        .or_else(|| of_url(|url| Some(url.path().trim_matches('/').to_owned())))
        .filter(|name| !name.is_empty());
    let parts = [
        host.unwrap_or_else(|| "localhost".to_owned()),
        port.unwrap_or_else(|| "5432".to_owned()),
        name.unwrap_or_else(|| "postgres".to_owned()),
    ];
    let plain = |part: &String| {
        let plain = |letter: char| match letter {
            letter if letter.is_ascii_alphanumeric() || "._-".contains(letter) => letter,
            _ => '-',
        };
        part.trim_start_matches('/')
            .chars()
            .map(plain)
            .collect::<String>()
    };
    let file: Vec<String> = parts.iter().map(plain).collect();
    Some(state_folder?.join(format!("{}.key", file.join("_"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_database_url_has_its_own_key_file() {
        let state = Path::new("/state");
        for (database, file) in [
            ("sqlite:undersigned.db", "undersigned.db.key"),
            ("sqlite:/data/a b?.db", "/data/a b?.db.key"),
            ("sqlite:///data/u.db", "/data/u.db.key"),
            (
                "postgres://user:secret@db.example/act",
                "/state/db.example_5432_act.key",
            ),
            (
                "postgres://db.example:6543/act?sslmode=require",
                "/state/db.example_6543_act.key",
            ),
            (
                "postgres://u@localhost/act?host=/run/postgresql",
                "/state/run-postgresql_5432_act.key",
            ),
        ] {
            assert_eq!(
                file_of(database, Some(state)),
                Some(PathBuf::from(file)),
                "{database}"
            );
        }
        assert_eq!(file_of("postgres://db.example/act", None), None);
    }
}
