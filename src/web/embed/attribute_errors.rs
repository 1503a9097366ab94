//! Reports invalid attributes of an element to the editor of the page. The widget is rendered
//! anyway, with the valid ones; the loader writes this report to the browser's console.

use widgets::{share::links, text::Text};

use super::attributes::Attributes;
use crate::pages::embed::choice::{NO_FIELDS, OPTIONAL_FIELDS};

/// The invalid attributes and their allowed values, as the last element of a fragment; empty if all
/// are valid. `principles` is how many the declaration has.
pub(in crate::web) fn note(attributes: &Attributes, principles: u32) -> String {
    let errors = errors(attributes, principles);
    if errors.is_empty() {
        return String::new();
    }
    let text = ammonia::clean_text(&errors.join("; "));
    format!("<template data-faults=\"{text}\"></template>")
}

fn errors(attributes: &Attributes, principles: u32) -> Vec<String> {
    let mut errors = Vec::new();
    // What is allowed is put into words only for an error: nearly all attributes are valid.
    let mut check = |name: &str, value: &str, good: bool, allowed: &dyn Fn() -> String| {
        if !value.is_empty() && !good {
            let allowed = allowed();
            errors.push(format!("\"{name}\" has \"{value}\"; allowed: {allowed}"));
        }
    };
    for (name, value, allowed) in [
        ("layout", &attributes.layout, "full compact button"),
        ("theme", &attributes.theme, "auto light dark"),
        ("show", &attributes.show, "form count names progress"),
        ("principles", &attributes.principles, "open folded"),
    ] {
        let good = allowed.split(' ').any(|one| one == value);
        check(name, value, good, &|| allowed.to_owned());
    }
    let principle = attributes.principle.trim();
    let known = principle
        .parse()
        .is_ok_and(|number: u32| (1..=principles).contains(&number));
    let numbers = || format!("a number from 1 to {principles}");
    check("principle", principle, known, &numbers);
    let languages = Text::LANGUAGES;
    let primary = attributes.lang.split('-').next().unwrap_or_default();
    let known = languages
        .iter()
        .any(|one| one.eq_ignore_ascii_case(primary));
    check("lang", &attributes.lang, known, &|| languages.join(" "));

    let fields = || format!("{} or {NO_FIELDS}", OPTIONAL_FIELDS.join(" "));
    for field in attributes.fields.split_whitespace() {
        let known = OPTIONAL_FIELDS.contains(&field) || field == NO_FIELDS;
        check("fields", field, known, &fields);
    }
    let networks = || links::NETWORKS.map(|network| network.id).join(" ");
    for id in attributes.networks.split_whitespace() {
        check("networks", id, links::network(id).is_some(), &networks);
    }
    let follows = || {
        let ids = links::FOLLOWS.map(|(id, _)| id).join(" ");
        format!("id=https://… with an id of {ids}")
    };
    for pair in attributes.follow.split_whitespace() {
        let (id, url) = pair.split_once('=').unwrap_or_default();
        check("follow", pair, links::follow(id, url).is_some(), &follows);
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invalid_attribute_is_reported_with_its_allowed_values() {
        let report = |change: fn(&mut Attributes)| {
            let mut attributes = Attributes::default();
            change(&mut attributes);
            errors(&attributes, 3).join("; ")
        };
        assert_eq!(report(|_| ()), "");
        assert_eq!(
            report(|it| {
                it.layout = "compact".to_owned();
                it.theme = "dark".to_owned();
                it.lang = "en-GB".to_owned();
                it.principle = "3".to_owned();
                it.networks = "copy email".to_owned();
                it.follow = "rss=https://ally.example/feed".to_owned();
            }),
            ""
        );
        assert_eq!(
            report(|it| it.layout = "wide".to_owned()),
            "\"layout\" has \"wide\"; allowed: full compact button"
        );
        assert_eq!(
            report(|it| {
                it.show = "count".to_owned();
                it.principles = "folded".to_owned();
                it.fields = "postcode updates".to_owned();
            }),
            ""
        );
        assert_eq!(
            report(|it| it.show = "all".to_owned()),
            "\"show\" has \"all\"; allowed: form count names progress"
        );
        assert_eq!(
            report(|it| it.fields = "postcode privacy".to_owned()),
            "\"fields\" has \"privacy\"; allowed: \
             organisation role postcode public reservations updates or none"
        );
        for wrong in ["4", "0", "two"] {
            let attributes = Attributes {
                principle: wrong.to_owned(),
                ..Attributes::default()
            };
            let report = errors(&attributes, 3).join("; ");
            let expected = format!("\"principle\" has \"{wrong}\"; allowed: a number from 1 to 3");
            assert_eq!(report, expected);
        }
        assert!(report(|it| it.theme = "pink".to_owned()).ends_with("allowed: auto light dark"));
        assert!(
            report(|it| it.lang = "tlh".to_owned()).contains("\"lang\" has \"tlh\"; allowed: en")
        );
        let networks = report(|it| it.networks = "copy pigeon".to_owned());
        assert!(networks.starts_with("\"networks\" has \"pigeon\"; allowed: native copy"));
        let follow = report(|it| it.follow = "rss=javascript:alert(1)".to_owned());
        assert!(follow.starts_with("\"follow\" has \"rss=javascript:alert(1)\""));
    }

    #[test]
    fn attribute_values_are_escaped_in_the_note() {
        let attributes = Attributes {
            layout: "\"><img src=x onerror=alert(1)>".to_owned(),
            ..Attributes::default()
        };
        let note = note(&attributes, 3);
        assert_eq!(note.matches('<').count(), 2, "{note}");
        assert_eq!(note.matches('"').count(), 2, "{note}");
    }
}
