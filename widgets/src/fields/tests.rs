//! Tests of whole forms: which errors they have, in which order, and which fields count.

use super::*;

fn filled_in() -> SignRequest {
    SignRequest {
        name: "Ada Example".to_owned(),
        email: "ada@mail.example".to_owned(),
        ..SignRequest::default()
    }
}

#[test]
fn an_empty_form_reports_every_required_field_in_order() {
    let request = SignRequest {
        kind: SignatoryKind::Organisation,
        ..SignRequest::default()
    };
    let required = FieldError::Required;
    assert_eq!(
        check_sign(&request, 3, &FormFields::default()),
        Err(vec![
            ("organisation", required),
            ("name", required),
            ("email", required)
        ])
    );
    assert_eq!(
        check_subscribe(&SubscribeRequest::default(), &FormFields::default()),
        Err(vec![("email", required)])
    );
}

#[test]
fn a_person_needs_only_name_and_email() {
    let request = SignRequest {
        postcode: Some(" \u{200b}\t".to_owned()),
        organisation: Some("<left over in a hidden field>".to_owned()),
        ..filled_in()
    };
    let signing =
        check_sign(&request, 3, &FormFields::default()).expect("name and email are right");
    assert_eq!(signing.name.as_str(), "Ada Example");
    assert_eq!(signing.organisation, None);
    assert_eq!(signing.postcode, None);
}

#[test]
fn every_fault_is_told_at_once() {
    let request = SignRequest {
        name: "Ada 7".to_owned(),
        email: "ada".to_owned(),
        postcode: Some("1234567890123".to_owned()),
        ..SignRequest::default()
    };
    assert_eq!(
        check_sign(&request, 3, &FormFields::default()),
        Err(vec![
            ("name", FieldError::Digits),
            ("email", FieldError::MissingAt),
            ("postcode", FieldError::TooLong),
        ])
    );
}

#[test]
fn duplicate_topics_are_merged_and_malformed_ones_are_rejected() {
    let mut request = SubscribeRequest {
        email: "ada@mail.example".to_owned(),
        topics: vec!["events".to_owned(), "events".to_owned()],
        ..SubscribeRequest::default()
    };
    let subscribing = check_subscribe(&request, &FormFields::default()).expect("topics are slugs");
    assert_eq!(subscribing.topics.len(), 1);
    request.topics = vec!["<b>".to_owned()];
    assert_eq!(
        check_subscribe(&request, &FormFields::default()),
        Err(vec![("topics", FieldError::InvalidChoice)])
    );
}

#[test]
fn debug_output_of_a_checked_form_has_no_personal_data() {
    let signing =
        check_sign(&filled_in(), 3, &FormFields::default()).expect("name and email are right");
    let shown = format!("{signing:?}");
    assert!(!shown.contains("Ada") && !shown.contains("ada"), "{shown}");
}

#[test]
fn error_codes_are_distinct() {
    let mut codes: Vec<_> = FieldError::ALL.iter().map(|error| error.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), FieldError::ALL.len());
}

#[test]
fn each_field_can_be_off_optional_or_required() {
    type Sent = fn(&mut SignRequest);
    type Set = fn(&mut FormFields, Presence);
    let postcode: Sent = |request| request.postcode = Some("HM1 2AB".to_owned());
    let role: Sent = |request| request.role = Some("Nurse".to_owned());
    let organisation: Sent = |request| {
        request.kind = SignatoryKind::Organisation;
        request.organisation = Some("Lantern Street Choir".to_owned());
    };
    let cases: [(&str, Set, Sent, bool); 6] = [
        ("postcode", |all, one| all.postcode = one, postcode, true),
        ("role", |all, one| all.role = one, role, false),
        (
            "organisation",
            |all, one| all.organisation = one,
            organisation,
            true,
        ),
        (
            "public",
            |all, one| all.public = one,
            |request| request.public = Visibility::Initials,
            false,
        ),
        (
            "reservations",
            |all, one| all.reservations = one,
            |request| request.reservations = vec![2],
            false,
        ),
        (
            "updates",
            |all, one| all.updates = one,
            |request| request.updates = true,
            false,
        ),
    ];
    for (field, set, fill_in, required_of_all) in cases {
        for presence in [Presence::Off, Presence::Optional, Presence::Required] {
            let mut fields = FormFields::default();
            set(&mut fields, presence);
            let (without, mut with) = (filled_in(), filled_in());
            fill_in(&mut with);
            let outcome = |request: &SignRequest| check_sign(request, 3, &fields).map(|_| ());
            let needed = presence.is_required() && required_of_all;
            let expected = if needed {
                Err(vec![(field, FieldError::Required)])
            } else {
                Ok(())
            };
            assert_eq!(outcome(&without), expected, "no {field}, {presence:?}");
            let expected = if presence.is_off() {
                Err(vec![(field, FieldError::NotAsked)])
            } else {
                Ok(())
            };
            assert_eq!(outcome(&with), expected, "{field}, {presence:?}");
        }
    }
    let fields = FormFields {
        role: Presence::Required,
        postcode: Presence::Off,
        ..FormFields::default()
    };
    let mut request = filled_in();
    organisation(&mut request);
    request.postcode = Some(" \u{200b}".to_owned());
    let missing = vec![("role", FieldError::Required)];
    assert_eq!(check_sign(&request, 3, &fields), Err(missing));
}

#[test]
fn a_list_sets_name_and_postcode() {
    let mut request = SubscribeRequest {
        email: "ada@mail.example".to_owned(),
        ..SubscribeRequest::default()
    };
    let fields = FormFields {
        name: Presence::Required,
        postcode: Presence::Off,
        ..FormFields::default()
    };
    let missing = vec![("name", FieldError::Required)];
    assert_eq!(check_subscribe(&request, &fields), Err(missing));
    request.name = Some("Ada Example".to_owned());
    request.postcode = Some("HM1 2AB".to_owned());
    let refused = vec![("postcode", FieldError::NotAsked)];
    assert_eq!(check_subscribe(&request, &fields), Err(refused));
    request.postcode = None;
    assert!(check_subscribe(&request, &fields).is_ok());
}

#[test]
fn a_field_that_is_right_has_no_error() {
    for (name, typed, required, error) in [
        ("name", "Ada Example", true, None),
        ("name", "Ada 7", true, Some(FieldError::Digits)),
        ("name", " ", true, Some(FieldError::Required)),
        ("email", "ada", true, Some(FieldError::MissingAt)),
        ("email", "ada@mail.example", true, None),
        ("role", "", false, None),
        ("role", "", true, Some(FieldError::Required)),
        (
            "postcode",
            "1234567890123",
            false,
            Some(FieldError::TooLong),
        ),
        ("public", "initials", false, None),
    ] {
        assert_eq!(error_in(name, typed, required), error, "{name} {typed}");
    }
}
