//! The parsers' constraints on requests as JSON Schema, from the parsers' own constants and predicates;
//! and the enumerated values in responses, from the enums that they come from.
//!
//! A pattern is a necessary condition. A `format` of our own marks a parser with further rules, which the
//! field's description states. Constraints that depend on a declaration or list (the number of principles,
//! the topics) are not in the description; violating one gives 422.

use serde_json::{Map, Value, json};
use widgets::{
    fields::{
        EmailAddress, FieldError, Note, OrganisationName, PersonName, Postcode, Role, Slug,
        patterns::{Patterns, SLUG, or_empty},
    },
    share::links::NETWORKS,
};

use super::super::declarations::{DEFAULT_PAGE, MAX_PAGE};
use crate::domain::declarations::DeclarationStatus;
use crate::domain::declarations::file::MAX_PRINCIPLES;
use crate::domain::keys::token::Token;
use crate::domain::signatures::verification::VerificationMethod;
use crate::web::error::Error;

/// How every typed line is normalised.
const TIDIED: &str =
    "Surrounding and repeated spaces and invisible characters are removed and not counted.";

/// Adds the constraints to the description gathered from the handlers.
pub(super) fn constrain(description: &mut Value) {
    let patterns = Patterns::new();
    let schemas = &mut description["components"]["schemas"];
    for said in [requests(&patterns), answers()] {
        for (schema, fields) in object(&said) {
            for (field, asked) in object(fields) {
                add(&mut schemas[schema]["properties"][field], asked);
            }
        }
    }
    schemas["SignRequest"]["required"] = json!(["name", "email"]);
    schemas["SubscribeRequest"]["required"] = json!(["email"]);
    // For a person this field is ignored: forms without script send it although it is hidden.
    schemas["SignRequest"]["if"] = json!({
        "required": ["kind"], "properties": {"kind": {"const": "organisation"}}
    });
    schemas["SignRequest"]["then"] = json!({
        "required": ["organisation"], "properties": {"organisation": organisation(&patterns)}
    });
    confirm(&mut schemas["ConfirmRequest"], &patterns);
    for parameter in parameters_of(description) {
        constrain_parameter(parameter);
    }
}

/// The fields of request bodies. Fields that are not listed accept any value: an invalid language or page
/// address is dropped, because the visitor did not type it.
fn requests(patterns: &Patterns) -> Value {
    let email = json!({
        "format": "email",
        "minLength": EmailAddress::MIN_CHARS,
        "maxLength": EmailAddress::MAX_CHARS,
        "description": format!("The domain contains a dot. {TIDIED}"),
        "examples": ["ada@mail.example"],
    });
    let name = &patterns.person_name;
    let postcode = json!({
        "maxLength": Postcode::MAX_CHARS,
        "pattern": patterns.or_blank(&patterns.postcode),
        "format": "postcode",
        "description": format!("Letters, digits, spaces and hyphens, in the format of any country. {TIDIED}"),
        "examples": ["SW1A 1AA"],
    });
    let networks: Vec<&str> = NETWORKS.iter().map(|network| network.id).collect();
    let principle = json!({"minimum": 1, "maximum": MAX_PRINCIPLES, "examples": [2]});
    let mut person = person_name(name);
    person["minLength"] = json!(1);
    json!({
        "SignRequest": {
            "name": person,
            "email": email,
            "postcode": postcode,
            "organisation": {"description": "Required if `kind` is `organisation`, ignored otherwise."},
            "role": {
                "maxLength": Role::MAX_CHARS,
                "pattern": patterns.or_blank(&patterns.role),
                "format": "role",
                "description": format!("No link, and at most four combining marks on one letter. {TIDIED}"),
                "examples": ["Nurse"],
            },
            "reservations": {
                "uniqueItems": true,
                "maxItems": MAX_PRINCIPLES,
                "items": {"type": "integer", "format": "int32", "minimum": 1, "maximum": MAX_PRINCIPLES},
                "examples": [[2]],
            },
            "reservation_notes": {
                "maxItems": MAX_PRINCIPLES,
                "description": "At most one note for each principle in `reservations`.",
            },
        },
        "ReservationNote": {
            "principle": principle,
            "text": {"maxLength": Note::MAX_CHARS, "examples": ["Only from ten."]},
        },
        "SubscribeRequest": {
            "email": email,
            "name": person_name(&patterns.or_blank(name)),
            "postcode": postcode,
            "topics": {"items": {
                "type": "string", "minLength": 1, "maxLength": Slug::MAX_CHARS,
                "pattern": SLUG, "format": "topic",
            }},
        },
        "CorrectRequest": {"email": email},
        "UpdatesRequest": {"token": {
            "pattern": Token::PATTERN,
            "description": "From the response to the confirmation.",
        }},
        "ShareRequest": {
            "network": {"enum": networks},
            "url": {"examples": ["https://ally.example/news"]},
            "declaration": {
                "maxLength": Slug::MAX_CHARS,
                "pattern": or_empty(SLUG),
                "description": "Slug of the shared declaration.",
            },
        },
    })
}

fn person_name(pattern: &str) -> Value {
    json!({
        "maxLength": PersonName::MAX_CHARS,
        "pattern": pattern,
        "format": "person-name",
        "description": format!("In any script; no link, and at most four combining marks on one letter. {TIDIED}"),
        "examples": ["Ada Example"],
    })
}

fn organisation(patterns: &Patterns) -> Value {
    json!({
        "type": "string",
        "minLength": 1,
        "maxLength": OrganisationName::MAX_CHARS,
        "pattern": patterns.organisation_name,
        "format": "organisation-name",
        "description": format!("No web address, and at most four combining marks on one letter. {TIDIED}"),
        "examples": ["Rivers Union"],
    })
}

/// Either is sufficient; if both are present, the token is used.
fn confirm(schema: &mut Value, patterns: &Patterns) {
    let mut either = schema["oneOf"].take();
    add(
        &mut either[0]["properties"]["token"],
        &json!({
            "pattern": Token::PATTERN,
            "description": "From the link in the email.",
        }),
    );
    add(
        &mut either[1]["properties"]["id"],
        &json!({
            "format": "uuid",
            "description": "From the response to signing or subscribing.",
        }),
    );
    add(
        &mut either[1]["properties"]["code"],
        &json!({
            "pattern": patterns.code,
            "format": "code",
            "description": "The six digits in the email. Text around them, and spaces and hyphens between them, are removed.",
            "examples": ["123456"],
        }),
    );
    schema["anyOf"] = either;
    object_mut(schema).remove("oneOf");
}

/// The enumerated values and formats in responses.
fn answers() -> Value {
    let of_code = [Error::WrongCode.code(), Error::CodeOfAnother.code()];
    let faults = FieldError::ALL.iter().map(|error| error.code());
    let faults: Vec<&str> = faults.chain(of_code).collect();
    let moment = json!({"format": "date-time"});
    json!({
        "Accepted": {"id": {"format": "uuid"}, "status": {"const": "pending"}},
        "Confirmed": {
            "status": {"const": "confirmed"},
            "updates_token": {"pattern": Token::PATTERN},
        },
        "Inbox": {"url": {"format": "uri"}},
        "DeclarationAnswer": {
            "status": {"enum": DeclarationStatus::ALL.map(DeclarationStatus::as_str)},
            "text_hash": {"pattern": "^[0-9a-f]{64}$"},
        },
        "MeetingAnswer": {"date": {"format": "date"}},
        "Signatory": {"signed_at": moment},
        "Verification": {"by": {"enum": VerificationMethod::ALL.map(VerificationMethod::api_name)}, "at": moment},
        "Problem": {
            "type": {"format": "uri"},
            "code": {"enum": Error::CODES.map(|(code, _)| code)},
            "status": {"minimum": 400, "maximum": 599},
        },
        "FieldProblem": {"code": {"enum": faults}},
    })
}

/// The constraints of one parameter.
fn constrain_parameter(parameter: &mut Value) {
    let name = parameter["name"].as_str().unwrap_or_default();
    let asked = match name {
        "slug" => json!({
            "minLength": 1, "maxLength": Slug::MAX_CHARS, "pattern": SLUG,
        }),
        "limit" => json!({"minimum": 1, "maximum": MAX_PAGE, "default": DEFAULT_PAGE}),
        "cursor" => json!({"minLength": 1, "pattern": "^[A-Za-z0-9_-]+$", "format": "cursor"}),
        // Any text is valid.
        _ => json!({}),
    };
    let schema = &mut parameter["schema"];
    add(schema, &asked);
    // An optional parameter is absent; a URL or header has no null.
    if let Some([there, _]) = schema["type"].as_array().map(Vec::as_slice) {
        schema["type"] = there.clone();
    }
}

fn parameters_of(description: &mut Value) -> impl Iterator<Item = &mut Value> {
    let paths = object_mut(&mut description["paths"]).values_mut();
    let operations = paths.flat_map(|path| object_mut(path).values_mut());
    // Indexing would insert `null` where there are no parameters.
    let parameters = operations.filter_map(|operation| operation.get_mut("parameters"));
    parameters.filter_map(Value::as_array_mut).flatten()
}

/// Adds keywords to a field's schema. An unknown field is a mistake in the tables above.
fn add(known: &mut Value, asked: &Value) {
    assert!(known.is_object(), "unknown field: {asked}");
    for (word, value) in object(asked) {
        known[word] = value.clone();
    }
}

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().expect("an object")
}

fn object_mut(value: &mut Value) -> &mut Map<String, Value> {
    value.as_object_mut().expect("an object")
}
