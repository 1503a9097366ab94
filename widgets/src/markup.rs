//! Fields as HTML text: the server draws them once, and the browser keeps that HTML without parsing
//! it. It reads the fields when the form is sent, and writes errors into the empty elements that wait
//! for them (`browser/field_errors.rs`). `inputs.rs` draws the fields that change in the browser.

use std::fmt::Write as _;

use crate::inputs::Field;
use crate::render::escaped;
use crate::scene::Scene;
use crate::text::Key;

/// A field with its label and its error.
pub(crate) fn push_line(html: &mut String, scene: Scene<'_>, field: &Field) {
    let (prefix, name) = (scene.prefix, field.name);
    let optional = if field.required {
        String::new()
    } else {
        format!(
            "<small> ({})</small>",
            escaped(scene.text.get(Key::Optional))
        )
    };
    let required = if field.required { " required" } else { "" };
    let invalid = scene
        .form
        .fault(name)
        .map_or("", |_| " aria-invalid=\"true\"");
    let value = match scene.returned(name).unwrap_or_default() {
        "" => String::new(),
        typed => format!(" value=\"{}\"", escaped(typed)),
    };
    push(
        html,
        format_args!(
            "<div part=\"field\"><label part=\"label\" for=\"{prefix}-{name}\">{label}{optional}</label>",
            label = escaped(scene.text.get(field.label)),
        ),
    );
    push_error(html, scene, name);
    push(
        html,
        format_args!(
            "<input part=\"input\" id=\"{prefix}-{name}\" name=\"{name}\" autocomplete=\"{autocomplete}\" \
             dir=\"{dir}\" aria-describedby=\"{prefix}-{name}-error\"{required}{value}{invalid}></div>",
            autocomplete = field.autocomplete,
            dir = field.dir,
        ),
    );
}

/// The place of a field's error, empty while it has none.
pub(crate) fn push_error(html: &mut String, scene: Scene<'_>, name: &str) {
    let words = scene.form.fault(name).map(|key| scene.text.get(key));
    push(
        html,
        format_args!(
            "<p part=\"error\" id=\"{}-{name}-error\">{}</p>",
            scene.prefix,
            escaped(words.unwrap_or_default()),
        ),
    );
}

/// A radio button or a checkbox.
pub(crate) struct Choice<'a> {
    /// `radio` or `checkbox`.
    pub kind: &'static str,
    pub name: &'static str,
    pub value: &'a str,
    /// HTML.
    pub label: String,
    /// Whether it is chosen in a form that nobody has filled in.
    pub first: bool,
    /// HTML of what belongs to this choice alone.
    pub more: String,
}

impl<'a> Choice<'a> {
    pub(crate) fn new(kind: &'static str, name: &'static str, value: &'a str, label: &str) -> Self {
        Choice {
            kind,
            name,
            value,
            label: escaped(label),
            first: false,
            more: String::new(),
        }
    }
}

pub(crate) fn push_choice(html: &mut String, scene: Scene<'_>, choice: &Choice<'_>) {
    let Choice {
        kind,
        name,
        value,
        label,
        more,
        ..
    } = choice;
    let chosen = if scene.returned.values.is_empty() {
        choice.first
    } else {
        let mut values = scene.returned.values.iter();
        values.any(|(field, typed)| field == name && typed == value)
    };
    let chosen = if chosen { " checked" } else { "" };
    let (id, value) = (
        format!("{}-{name}-{}", scene.prefix, escaped(value)),
        escaped(value),
    );
    push(
        html,
        format_args!(
            "<div part=\"choice\"><input type=\"{kind}\" id=\"{id}\" name=\"{name}\" value=\"{value}\"{chosen}>\
             <label for=\"{id}\">{label}</label>{more}</div>"
        ),
    );
}

/// A hidden field of a native form. A form that the server returns still names the page where it was
/// filled in.
pub(crate) fn push_hidden(html: &mut String, scene: Scene<'_>, name: &str, value: &str) {
    let value = scene.returned(name).unwrap_or(value);
    push_fixed(html, name, value);
}

/// A hidden field whose returned value does not count.
fn push_fixed(html: &mut String, name: &str, value: &str) {
    let value = match value {
        "" => String::new(),
        value => format!(" value=\"{}\"", escaped(value)),
    };
    push(
        html,
        format_args!("<input type=\"hidden\" name=\"{name}\"{value}>"),
    );
}

/// The hidden fields that say where a native post comes from, which the loader fills in, and the form
/// token.
pub(crate) fn push_origin(html: &mut String, scene: Scene<'_>) {
    push_hidden(html, scene, "lang", &scene.place.lang);
    push_hidden(html, scene, "site", &scene.place.site);
    push_hidden(html, scene, "page_url", "");
    // Never the returned value: this is the text that is shown now.
    push_fixed(html, "form_token", &scene.place.form_token);
}

/// A text with something in it whose direction may differ.
pub(crate) fn filled(scene: Scene<'_>, key: Key, value: &str) -> String {
    let (before, after) = scene.text.around(key);
    let (before, after) = (escaped(before), escaped(after));
    format!("{before}<bdi>{}</bdi>{after}", escaped(value))
}

/// Whether the visitor sent something in this field, or there is an error in it: in a form that comes
/// back, what was typed is in sight.
pub(crate) fn is_returned(scene: Scene<'_>, name: &str) -> bool {
    let typed = scene.returned(name).unwrap_or_default();
    // The choice that a form has at first.
    !matches!(typed, "" | "full") || scene.form.fault(name).is_some()
}

/// What is behind one line that opens. The line names it until the visitor has typed a name; then the
/// browser says there what is chosen.
pub(crate) fn push_more(
    html: &mut String,
    scene: Scene<'_>,
    names: &[Key],
    (open, inside): (bool, &str),
) {
    let comma = match scene.text.get(Key::Direction) {
        "rtl" => "، ",
        _ => ", ",
    };
    let names: Vec<&str> = names.iter().map(|key| scene.text.get(*key)).collect();
    let names = escaped(&names.join(comma));
    push(
        html,
        format_args!(
            "<details part=\"more\"{}><summary part=\"more-summary\"><b>{}</b>\
             <span data-shown=\" {names}\"> {names}</span></summary>{inside}</details>",
            if open { " open" } else { "" },
            escaped(scene.text.get(Key::More)),
        ),
    );
}

fn push(html: &mut String, text: std::fmt::Arguments<'_>) {
    html.write_fmt(text)
        .expect("writing to a string cannot fail");
}
