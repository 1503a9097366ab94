//! Fields and choices: label above, hint below it, error beside it, one column.

use yew::prelude::*;
use yew::virtual_dom::VNode;

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

pub(crate) const POSTCODE: Field = Field {
    name: "postcode",
    label: Key::Postcode,
    hint: None,
    required: false,
    kind: None,
    autocomplete: "postal-code",
    dir: "ltr",
};

pub(crate) const ORGANISATION: Field = Field {
    name: "organisation",
    label: Key::Organisation,
    hint: None,
    required: true,
    kind: None,
    autocomplete: "organization",
    dir: "auto",
};

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
    let optional = (!field.required).then(|| format!(" ({})", scene.text.get(Key::Optional)));
    let typed = scene.returned(field.name).unwrap_or_default();
    html! {
        <div part="field">
            <label part="label" for={id.clone()}>
                { scene.say(field.label) }
                if let Some(optional) = optional {
                    <small>{ optional }</small>
                }
            </label>
            if let Some(hint) = field.hint {
                <p part="hint" id={hint_id.clone()}>{ scene.say(hint) }</p>
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

/// Draws a radio button or a checkbox with its label.
pub(crate) fn choice(
    scene: Scene<'_>,
    kind: &'static str,
    name: &'static str,
    value: &str,
    label: Html,
    first: bool,
) -> Html {
    choice_with(scene, (kind, name, value), label, first, Html::default())
}

/// The same, followed by content that belongs to this choice only.
pub(crate) fn choice_with(
    scene: Scene<'_>,
    (kind, name, value): (&'static str, &'static str, &str),
    label: Html,
    first: bool,
    more: Html,
) -> Html {
    let id = scene.id(&[name, "-", value].concat());
    let typed = scene.returned.values.iter();
    let returned = !scene.returned.values.is_empty();
    let on = if returned {
        typed
            .clone()
            .any(|(field, chosen)| field == name && chosen == value)
    } else {
        first
    };
    let input = html! { <input type={kind} id={id.clone()} {name} value={value.to_owned()} /> };
    html! {
        <div part="choice">
            { ticked(input, on) }
            <label for={id}>{ label }</label>
            { more }
        </div>
    }
}

/// Ticks an input when the server draws it. In the browser, the input keeps its own state, as text
/// fields do.
fn ticked(input: Html, on: bool) -> Html {
    match input {
        VNode::VTag(mut tag) if on && !cfg!(target_arch = "wasm32") => {
            if let Some(tag) = std::rc::Rc::get_mut(&mut tag) {
                tag.set_checked(true);
            }
            VNode::VTag(tag)
        }
        input => input,
    }
}
