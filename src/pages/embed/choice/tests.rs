//! Choices as they are read and written.

use super::*;

fn choice(query: &str) -> Choice {
    let fields: Vec<_> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    Choice::of(
        &fields,
        Widget::Signature,
        "keep-care-public",
        "https://act.example",
    )
}

#[test]
fn a_choice_round_trips_through_its_query_string() {
    for query in [
        "",
        "layout=compact&theme=dark&accent=%237a1f3d&radius=0&font=serif",
        "layout=button&show=form&principles=folded&source=march-news&thanks-text=Well+done\
         &thanks-url=https://ally.example/thanks&chosen=fields&fields=postcode",
        "chosen=fields",
        "widget=share&url=https://ally.example/a?b=c%26d&text=Read+this&networks=x&networks=email\
         &follow-youtube=videos.example/us",
    ] {
        let chosen = choice(query);
        assert_eq!(choice(&chosen.query()), chosen, "{query}");
    }
}

#[test]
fn invalid_values_fall_back_to_the_defaults() {
    let chosen = choice("widget=signup&lang=xx&theme=blue&accent=red&radius=900&networks=myspace");
    assert_eq!(chosen, choice(""));
    assert_eq!(
        chosen.attributes(),
        [("declaration", "keep-care-public".to_owned())]
    );
    assert!(chosen.properties().is_empty());
}

#[test]
fn fields_are_written_as_far_as_the_declaration_makes_them_optional() {
    let fields = |query: &str, optional: &[&'static str]| {
        let mut chosen = choice(query);
        chosen.offer_fields(optional);
        let attributes = chosen.attributes().into_iter();
        let mut found = attributes.filter(|(name, _)| *name == "fields");
        found.next().map(|(_, value)| value)
    };
    let all = &OPTIONAL_FIELDS[..];
    let both = "chosen=fields&fields=postcode&fields=updates";
    assert_eq!(fields("", all), None);
    assert_eq!(fields(both, all).as_deref(), Some("postcode updates"));
    assert_eq!(fields(both, &["postcode", "updates"]), None);
    assert_eq!(
        fields(both, &["postcode", "public"]).as_deref(),
        Some("postcode")
    );
    assert_eq!(fields("chosen=fields", all).as_deref(), Some("none"));
}

#[test]
fn what_stays_in_the_page_is_not_in_the_query_of_a_fragment() {
    let chosen =
        choice("source=march&thanks-url=https://ally.example/&thanks-text=Thanks&show=count");
    assert_eq!(
        chosen.fragment_query(true),
        "declaration=keep-care-public&show=count"
    );
    let wrong = choice("source=a+b&thanks-url=javascript:alert(1)");
    assert_eq!(wrong.attributes(), choice("").attributes());
}

#[test]
fn a_network_moves_by_one() {
    let moved = |order: &str| {
        choice(&format!(
            "widget=share&networks=x&networks=email&networks=copy&move={order}"
        ))
        .networks
    };
    assert_eq!(moved("up:copy"), ["x", "copy", "email"]);
    assert_eq!(moved("down:x"), ["email", "x", "copy"]);
    assert_eq!(moved("up:x"), ["x", "email", "copy"]);
}
