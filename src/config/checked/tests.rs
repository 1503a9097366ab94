//! Which options are valid, and what is said about those that are not.

use std::path::PathBuf;

use secrecy::SecretString;

use super::{Faults, mail::mail_folder_beside};
use crate::config::{Arguments, Options};

fn typed(arguments: &[&str]) -> Options {
    let line = ["undersigned", "serve"].iter().chain(arguments);
    Arguments::from_line(line).unwrap().options
}

fn faulty_options(arguments: &[&str]) -> Vec<&'static str> {
    match typed(arguments).check() {
        Ok(_) => Vec::new(),
        Err(Faults(faults)) => faults.iter().map(|fault| fault.option).collect(),
    }
}

#[test]
fn the_defaults_are_valid_for_a_local_server() {
    let config = typed(&[]).check().unwrap();
    assert_eq!(config.listen, "127.0.0.1:8080");
    assert_eq!(config.mail.folder, PathBuf::from("mail"));
    assert!(config.metrics && !config.cdn_cache);
    assert_eq!(config.write_limit, Some(120));
    assert!(typed(&["--cdn-cache"]).check().unwrap().cdn_cache);
}

#[test]
fn all_invalid_options_are_reported_at_once() {
    let faulty = faulty_options(&[
        "--listen=here",
        "--public-url=ftp://act.example",
        "--cdn-cache=often",
        "--database=mysql://x",
        "--smtp=http://x",
        "--trusted-proxy=home",
        "--site-test-allow=here",
        "--write-limit=many",
        "--metrics=perhaps",
        "--log-format=xml",
    ]);
    let expected = [
        "--database",
        "--listen",
        "--public-url",
        "--smtp",
        "--mail-from",
        "--cdn-cache",
        "--trusted-proxy",
        "--site-test-allow",
        "--write-limit",
        "--metrics",
        "--log-format",
    ];
    assert_eq!(faulty, expected);
}

#[test]
fn an_empty_value_counts_as_unset() {
    let config = typed(&[
        "--listen=",
        "--write-limit=",
        "--log=",
        "--log-format=",
        "--smtp=",
    ])
    .check()
    .unwrap();
    assert_eq!(config.listen, "127.0.0.1:8080");
    assert_eq!(config.write_limit, Some(120));
}

#[test]
fn an_invalid_option_causes_no_follow_up_errors() {
    assert_eq!(faulty_options(&["--listen=nowhere"]), ["--listen"]);
}

#[test]
fn a_public_server_requires_smtp() {
    assert_eq!(
        faulty_options(&["--public-url=https://act.example"]),
        ["--smtp"]
    );
    assert_eq!(faulty_options(&["--listen=0.0.0.0:8080"]), ["--smtp"]);
    assert!(
        faulty_options(&[
            "--listen=0.0.0.0:8080",
            "--public-url=http://localhost:8080"
        ])
        .is_empty()
    );
}

#[test]
fn metrics_are_off_by_default_on_a_public_server() {
    let config = typed(&[
        "--public-url=https://act.example/",
        "--smtp=smtps://user:secret@mail.example",
        "--mail-from=Act <hello@act.example>",
    ])
    .check()
    .unwrap();
    assert!(!config.metrics);
    assert_eq!(config.public_url.unwrap().as_str(), "https://act.example");
}

#[test]
fn passwords_are_masked_in_debug_output_and_errors() {
    let config = typed(&[
        "--database=postgres://user:hunter2@db.example/undersigned",
        "--smtp=smtp://user:hunter2@mail.example",
        "--mail-from=hello@act.example",
    ])
    .check()
    .unwrap();
    assert!(!format!("{config:?}").contains("hunter2"));
    let faults = typed(&["--database=mysql://user:hunter2@db"])
        .check()
        .unwrap_err();
    assert!(!faults.to_string().contains("hunter2"));
}

#[test]
fn the_mail_folder_is_beside_the_database() {
    let folder = |url: &str| mail_folder_beside(&SecretString::from(url.to_owned()));
    assert_eq!(folder("sqlite:data/act.db"), PathBuf::from("data/mail"));
    assert_eq!(
        folder("sqlite:///var/lib/act.db?mode=rwc"),
        PathBuf::from("/var/lib/mail")
    );
    assert_eq!(folder("postgres://localhost/act"), PathBuf::from("mail"));
}
