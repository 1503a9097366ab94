//! Fields that both sides draw: label above, hint below it, error beside it, one column. The fields
//! that the server alone draws are in `markup.rs`.

use yew::prelude::*;

use crate::scene::{Scene, first_value};
use crate::text::Key;

/// A single-line field, described as data.
pub(crate) struct Field {
    pub name: &'static str,
    pub label: Key,
    pub hint: Option<Key>,
    pub required: bool,
    /// `email`, or `None` for text: it determines the on-screen keyboard.
    pub kind: Option<&'static str>,
    pub autocomplete: &'static str,
    /// Addresses and codes are written from left to right in every language; names keep their own
    /// direction.
    pub dir: &'static str,
}

pub(crate) const NAME: Field = Field {
    name: "name",
    label: Key::Name,
    hint: None,
    required: true,
    kind: None,
    autocomplete: "name",
    dir: "auto",
};

pub(crate) const EMAIL: Field = Field {
    name: "email",
    label: Key::Email,
    hint: Some(Key::EmailHint),
    required: true,
    kind: Some("email"),
    autocomplete: "email",
    dir: "ltr",
};

#[cfg(feature = "ssr")]
pub(crate) const POSTCODE: Field = Field {
    name: "postcode",
    label: Key::Postcode,
    hint: None,
    required: false,
    kind: None,
    autocomplete: "postal-code",
    dir: "ltr",
};

#[cfg(feature = "ssr")]
pub(crate) const ORGANISATION: Field = Field {
    name: "organisation",
    label: Key::Organisation,
    hint: None,
    required: true,
    kind: None,
    autocomplete: "organization",
    dir: "auto",
};

#[cfg(feature = "ssr")]
pub(crate) const ROLE: Field = Field {
    name: "role",
    label: Key::Role,
    hint: None,
    required: false,
    kind: None,
    autocomplete: "organization-title",
    dir: "auto",
};

/// Draws a field with its label, hint and error.
pub(crate) fn line(scene: Scene<'_>, field: &Field) -> Html {
    let id = scene.id(field.name);
    let hint_id = field.hint.map(|_| format!("{id}-hint"));
    let typed = scene.returned(field.name).unwrap_or_default();
    html! {
        <div part="field">
            <label part="label" for={id.clone()}>{ scene.say(field.label) }</label>
            if let Some(hint) = field.hint {
                { hint_or_suggestion(scene, field, hint, hint_id.clone()) }
            }
            { fault(scene, field.name) }
            <input
                part="input"
                id={id.clone()}
                name={field.name}
                type={field.kind}
                autocomplete={field.autocomplete}
                dir={field.dir}
                required={field.required}
                value={first_value(typed)}
                aria-invalid={scene.form.fault(field.name).map(|_| "true")}
                aria-describedby={described_by(scene, field.name, hint_id)}
            />
        </div>
    }
}

/// The hint; in its place, so that nothing moves, the domain that was probably meant in an address.
fn hint_or_suggestion(scene: Scene<'_>, field: &Field, hint: Key, id: Option<String>) -> Html {
    let words = match scene.form.suggestion {
        Some(domain) if field.name == "email" => html! {
            <button type="button" part="link suggestion" data-press="suggestion">
                { scene.say_with(Key::DidYouMean, domain) }
            </button>
        },
        _ => scene.say(hint).into(),
    };
    // Suggestions are announced.
    html! { <p part="hint" {id} aria-live="polite">{ words }</p> }
}

/// The error of a field, if it has one.
pub(crate) fn fault(scene: Scene<'_>, name: &str) -> Html {
    let id = scene.id(name);
    html! {
        if let Some(key) = scene.form.fault(name) {
            <p part="error" id={format!("{id}-error")}>{ scene.say(key) }</p>
        }
    }
}

/// The ids of the elements that describe a field: its hint, and its error while there is one.
pub(crate) fn described_by(
    scene: Scene<'_>,
    name: &str,
    hint_id: Option<String>,
) -> Option<String> {
    let error_id = scene
        .form
        .fault(name)
        .map(|_| format!("{}-error", scene.id(name)));
    match (hint_id, error_id) {
        (Some(hint), Some(error)) => Some([&hint, " ", &error].concat()),
        (hint, error) => hint.or(error),
    }
}
