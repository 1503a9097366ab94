//! Which command lines are accepted.

use clap::CommandFactory as _;

use super::Arguments;

/// One line for each command.
const LINES: [&str; 30] = [
    "serve",
    "demo",
    "publish declaration.md",
    "paper import sheets.csv",
    "organiser add ada@mail.example",
    "retention",
    "person export ada@mail.example",
    "person erase ada@mail.example",
    "key rotate",
    "close care",
    "reopen care",
    "unpublish care",
    "delete care",
    "stats care",
    "declarations rename care keep-care",
    "lists export news",
    "lists rename news updates",
    "backup copy.db",
    "restore copy.db",
    "signatures export care",
    "signatures list",
    "signatures withdraw ID --reason Spam",
    "signatures restore ID",
    "signatures flagged",
    "signatures waiting",
    "signatures approve ID",
    "signatures refuse ID",
    "mail check",
    "mail retry",
    "check",
];

fn typed(words: &[&str]) -> Arguments {
    let line = ["undersigned"].iter().chain(words);
    Arguments::from_line(line).unwrap_or_else(|error| panic!("{words:?}: {error}"))
}

fn commands(command: &clap::Command) -> usize {
    if command.has_subcommands() {
        command.get_subcommands().map(commands).sum()
    } else {
        1
    }
}

#[test]
fn every_command_takes_the_server_options_at_any_place() {
    assert_eq!(commands(&Arguments::command()), LINES.len());
    for line in LINES {
        let words: Vec<&str> = line.split(' ').collect();
        // Not between an option and its value.
        let last = words.iter().position(|word| word.starts_with("--"));
        let places = (0..=last.unwrap_or(words.len())).chain([words.len()]);
        for place in places {
            let mut words = words.clone();
            words.splice(place..place, ["--database", "sqlite:here.db"]);
            let options = typed(&words).options;
            assert_eq!(
                options.database.as_deref(),
                Some("sqlite:here.db"),
                "{words:?}"
            );
        }
    }
}

#[test]
fn an_option_after_the_command_wins_over_one_before_it() {
    let options = typed(&["--listen", "[::1]:1", "check", "--listen", "[::1]:2"]).options;
    assert_eq!(options.listen, "[::1]:2");
}

#[test]
fn only_the_demo_logs_warnings_alone_by_default() {
    assert_eq!(typed(&["demo"]).options.log, "warn");
    assert_eq!(typed(&["demo", "--log", "debug"]).options.log, "debug");
    assert_eq!(typed(&["--log", "debug", "demo"]).options.log, "debug");
    assert_eq!(typed(&["serve"]).options.log, "info");
}

#[test]
fn the_help_of_a_command_lists_its_own_options_first() {
    let line = ["undersigned", "retention", "--help"];
    let Err(help) = Arguments::from_line(line) else {
        panic!("--help prints the help");
    };
    let help = help.to_string();
    let (own, server) = help.split_once("\nServer options:\n").expect("a heading");
    assert!(
        own.contains("--dry-run") && !server.contains("--dry-run"),
        "{help}"
    );
    assert!(
        server.contains("--database") && !own.contains("--database"),
        "{help}"
    );
}
