//! Tests that tables of files are read correctly, and that faulty ones give the right message.

use widgets::fields::{FormFields, Presence};

use super::*;

const RIGHT: &str = "\
---
slug: keep-care-public
title: Keep children's care public
lang: en
drafted_by: [Midland Carers' Network, Branch 12]
organisers: Midland Carers' Network
contact: hello@act.example
goal: 1000
opens: 2026-11-01
closes: 2027-03-01
sites: [\"https://ally.example\", \"http://localhost:8081\"]
---
The preamble, in Markdown.

## 1. A public duty to children
The first principle.

## 2. Fair pay
The second.
";

fn faults(text: &str) -> Vec<(usize, String)> {
    let faults = parse(text).expect_err("the file is faulty");
    faults
        .into_iter()
        .map(|fault| (fault.line, fault.expected))
        .collect()
}

fn check(from: &str, to: &str, line: usize, words: &str) {
    let text = RIGHT.replace(from, to);
    assert_ne!(text, RIGHT, "{from:?} is not in the file");
    let faults = faults(&text);
    assert!(
        faults
            .iter()
            .any(|(at, expected)| *at == line && expected.contains(words)),
        "{to:?} gave {faults:?}"
    );
}

#[test]
fn the_documented_example_is_parsed() {
    let Ok(File::Declaration(file)) = parse(RIGHT) else {
        panic!("the example is a declaration");
    };
    assert_eq!(file.slug, "keep-care-public");
    assert_eq!(file.drafted_by, ["Midland Carers' Network", "Branch 12"]);
    assert_eq!(file.goal, Some(1000));
    assert_eq!(file.opens_at, Some(1_793_491_200_000));
    assert_eq!(
        crate::domain::time::rfc3339(file.closes_at.unwrap()),
        "2027-03-02T00:00:00Z"
    );
    assert!(file.sites.allows("https://ally.example"));
    assert!(file.body.starts_with("The preamble") && file.text_hash.len() == 64);
}

#[test]
fn the_text_hash_ignores_settings_and_line_endings() {
    let hash = |text: &str| match parse(text) {
        Ok(File::Declaration(file)) => file.text_hash,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        hash(RIGHT),
        hash(&RIGHT.replace("goal: 1000", "goal: 2000"))
    );
    assert_eq!(hash(RIGHT), hash(&RIGHT.replace('\n', "\r\n")));
    assert_ne!(hash(RIGHT), hash(&RIGHT.replace("The second", "A second")));
}

#[test]
fn each_error_gives_its_line_and_the_expected_value() {
    for (from, to, line, words) in [
        ("keep-care-public", "Keep Care", 2, "small letters"),
        ("lang: en", "lang: english!", 4, "BCP 47"),
        ("lang: en\n", "", 1, "have lang"),
        ("hello@act.example", "act.example", 7, "email address"),
        ("goal: 1000", "goal: many", 8, "whole number"),
        ("goal: 1000", "gaol: 1000", 8, "gaol"),
        ("2026-11-01", "1 November", 9, "2026-11-01"),
        ("2027-03-01", "2026-10-31", 10, "or later"),
        ("https://ally.example", "ally.example", 11, "origin"),
        ("## 1. A", "## A", 15, "## 1. Title"),
        ("## 2. Fair", "## 3. Fair", 18, "## 2. Title"),
        ("The second.", "# Big", 19, "front matter"),
        ("goal: 1000", "kind: petition", 8, "declaration or list"),
        ("goal: 1000", "goal: [1000", 8, "one value"),
        ("goal: 1000", "goal: [1000]", 8, "one value"),
        ("goal: 1000", "goal: 1000\ngoal: 2000", 9, "goal once"),
        ("2027-03-01", "2026-12-31T18:00", 10, "without a time"),
        ("2026-11-01", "2026-11-01 09:00:00Z", 9, "without a time"),
        ("2026-11-01", "20261101", 9, "such as 2026-11-01"),
        ("children's care", "care #ForAll", 3, "quotation marks"),
        (
            "Midland Carers' Network\ncontact",
            "&us Midland\ncontact",
            6,
            "quotation marks",
        ),
        (
            "Midland Carers' Network\ncontact",
            "Midland: us\ncontact",
            6,
            "quotation marks",
        ),
        (
            "[Midland Carers' Network, Branch 12]",
            "Midland",
            5,
            "a list",
        ),
        ("title: Keep", "title: \"Keep", 3, "quotation mark"),
        ("goal: 1000", "\tgoal: 1000", 7, "tab"),
    ] {
        check(from, to, line, words);
    }
}

#[test]
fn language_tags_are_canonicalised() {
    for (written, kept) in [
        ("EN", "en"),
        ("pt-br", "pt-BR"),
        ("cy_GB", "cy-GB"),
        ("ZH-hant-tw", "zh-Hant-TW"),
        ("en-gb-x-my-ab", "en-GB-x-my-ab"),
        ("SR-LATN", "sr-Latn"),
    ] {
        let Ok(File::Declaration(file)) =
            parse(&RIGHT.replace("lang: en", &format!("lang: {written}")))
        else {
            panic!("{written}");
        };
        assert_eq!(file.lang, kept);
    }
}

#[test]
fn yaml_parser_messages_never_reach_the_editor() {
    for faulty in [
        "goal: [1000",
        "goal: {1000",
        "goal: '1000",
        "goal: |x",
        "goal: *other",
        "- goal",
        "goal: 1000: 2000",
        "goal",
        "topics: {id: a}",
        "topics: [{id: a}]",
        "meeting: [One]",
        "sites2: [a]",
    ] {
        for (line, words) in faults(&RIGHT.replace("goal: 1000", faulty)) {
            assert!((2..=13).contains(&line), "{faulty}: {line} {words}");
            for jargon in [
                "YAML parser",
                "mapping",
                "sequence",
                "scalar",
                "anchor",
                "deserialize",
                "found",
                "token",
                "variant",
            ] {
                assert!(!words.contains(jargon), "{faulty}: {words}");
            }
        }
    }
}

#[test]
fn all_errors_are_reported_at_once_in_line_order() {
    let text = RIGHT
        .replace("goal: 1000", "goal: 0")
        .replace("lang: en", "lang: e")
        .replace("## 2.", "## 4.");
    let lines: Vec<usize> = faults(&text).into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, [4, 8, 18]);
}

#[test]
fn a_file_without_front_matter_or_principles_is_rejected() {
    assert_eq!(faults("")[0].0, 1);
    assert!(faults("# Hello\n")[0].1.contains("three hyphens"));
    assert!(faults("---\nslug: a\n")[0].1.contains("closes"));
    let (head, _) = RIGHT.split_once("## 1").unwrap();
    assert_eq!(
        faults(head),
        [(
            13,
            "expected at least one principle: a heading \"## 1. Title\"".into()
        )]
    );
}

#[test]
fn a_list_has_topics_and_no_principles() {
    let text = "---\nkind: list\nslug: news\ntitle: News\nlang: no\norganisers: Us\ncontact: a@b.example\n\
        topics:\n  - {id: events, label: Events}\n  - id: actions\n    label: Actions near you\nsites: [\"*\"]\n---\nOnce a month.\n";
    let Ok(File::List(list)) = parse(text) else {
        panic!("{:?}", parse(text));
    };
    assert_eq!((list.lang.as_str(), list.topics.len()), ("no", 2));
    assert_eq!(list.sites, Sites::Every);
    assert_eq!(faults(&text.replace("id: actions", "id: events"))[0].0, 10);
    assert!(
        faults(&text.replace("kind: list", "kind: declaration"))[0]
            .1
            .contains("kind: list")
    );
}

#[test]
fn html_in_the_body_is_rejected() {
    let with = |words: &str| RIGHT.replace("## 2.", &format!("{words}\n\n## 2."));
    let clean = faults_or_none(&with("A <!-- note --> and 3 < 4 and `<b>`."));
    assert_eq!(clean, []);
    for html in [
        "<div>The doors stand open.\nAll day.</div>",
        "The doors <b>stand</b> open.",
        "<script>alert(1)</script>",
    ] {
        let told = faults_or_none(&with(html));
        assert_eq!(told.len(), 1, "{html}: {told:?}");
        assert!(told[0].1.contains("Markdown, not HTML"), "{told:?}");
    }
}

fn faults_or_none(text: &str) -> Vec<(usize, String)> {
    match parse(text) {
        Ok(_) => Vec::new(),
        Err(faults) => faults
            .into_iter()
            .map(|fault| (fault.line, fault.expected))
            .collect(),
    }
}

#[test]
fn the_retention_settings_of_a_declaration_are_validated() {
    let with = |lines: &str| {
        format!(
            "---\nslug: a\ntitle: A\nlang: en\norganisers: B\ncontact: b@act.example\n{lines}\n\
             ---\n## 1. One\n"
        )
    };
    let kept = |lines: &str| match parse(&with(lines)) {
        Ok(File::Declaration(file)) => file.keep_until.map(crate::domain::time::rfc3339),
        other => panic!("{lines}: {other:?}"),
    };
    for (lines, until) in [
        ("goal: 10", None),
        ("closes: 2027-03-01", Some("2027-05-31T00:00:00Z")),
        (
            "closes: 2027-03-01\nkeep_days: 0",
            Some("2027-03-02T00:00:00Z"),
        ),
        ("keep_until: 2027-06-01", Some("2027-06-02T00:00:00Z")),
    ] {
        assert_eq!(kept(lines).as_deref(), until, "{lines}");
    }
    for (lines, words) in [
        ("keep_days: 9", "expected closes as well"),
        (
            "closes: 2027-03-01\nkeep_days: soon",
            "whole number of days",
        ),
        (
            "closes: 2027-03-01\nkeep_until: 2027-02-01",
            "2027-03-01 or later",
        ),
        (
            "closes: 2027-03-01\nkeep_until: 2027-06-01\nkeep_days: 9",
            "not both",
        ),
    ] {
        let faults = parse(&with(lines)).unwrap_err();
        assert!(faults[0].expected.contains(words), "{lines}: {faults:?}");
    }
}

#[test]
fn list_retention_defaults_to_thirty_days_and_can_be_set() {
    let with = |lines: &str| {
        format!(
            "---\nkind: list\nslug: news\ntitle: News\nlang: en\norganisers: Us\n\
             contact: a@b.example\n{lines}---\nOnce a month.\n"
        )
    };
    for (lines, days) in [("", 30), ("keep_days: 0\n", 0), ("keep_days: 14\n", 14)] {
        match parse(&with(lines)) {
            Ok(File::List(list)) => assert_eq!(list.keep_unsubscribed_days, days, "{lines}"),
            other => panic!("{lines}: {other:?}"),
        }
    }
    let faults = parse(&with("keep_until: 2027-06-01\n")).unwrap_err();
    assert!(faults[0].expected.contains("keep_days"), "{faults:?}");
}

#[test]
fn the_fields_of_a_form_are_off_optional_or_required() {
    let with = |fields: &str| RIGHT.replace("goal: 1000\n", &format!("goal: 1000\n{fields}\n"));
    let set = |fields: &str| match parse(&with(fields)) {
        Ok(File::Declaration(file)) => file.fields,
        other => panic!("{fields}: {other:?}"),
    };
    assert_eq!(set("fields: {postcode: optional}"), FormFields::default());
    let fields = set("fields:\n  postcode: required # for our map\n  public: off\n  updates: off");
    let (off, required) = (Presence::Off, Presence::Required);
    assert_eq!((fields.postcode, fields.public), (required, off));
    assert_eq!(fields.organisation, Presence::Optional);
    for (fields, words) in [
        ("fields: {postcode: yes}", "off, optional or required"),
        ("fields: {updates: required}", "off or optional"),
        ("fields: {reservations: required}", "off or optional"),
        ("fields: {public: required}", "off or optional"),
        ("fields: {name: off}", "of a declaration"),
        ("fields: {email: off}", "email"),
        ("fields: {organisation: off, role: required}", "belongs to"),
        ("fields: [postcode]", "expected"),
    ] {
        let faults = faults(&with(fields));
        assert!(
            faults.iter().all(|(line, _)| *line == 9) && faults[0].1.contains(words),
            "{fields}: {faults:?}"
        );
    }
    let list = "---\nkind: list\nslug: news\ntitle: News\nlang: en\norganisers: Us\n\
        contact: a@b.example\nfields: {name: required, postcode: off}\n---\nOnce a month.\n";
    let Ok(File::List(file)) = parse(list) else {
        panic!("{:?}", parse(list));
    };
    assert_eq!((file.fields.name, file.fields.postcode), (required, off));
    let faulty = list.replace("name: required", "role: off");
    assert!(faults(&faulty)[0].1.contains("of a list"), "{faulty}");
}
