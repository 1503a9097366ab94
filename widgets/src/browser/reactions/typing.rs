//! Reactions to what is typed and chosen: an error goes as soon as its field is right, a slip in an
//! address gets a suggestion, and the line that opens says what is chosen.

use wasm_bindgen::JsCast;
use web_sys::{Element, FormData, HtmlInputElement};
use yew::prelude::*;

use crate::browser;
use crate::fields::{self, slip};
use crate::form::Event;
use crate::signatures::reservations;
use crate::text::Key;
use crate::widget::Widget;

/// Reacts to a field in the widget or in the text around it; whether to draw again. `finished` says
/// that the visitor has left it.
pub(super) fn react(
    widget: &mut Widget,
    ctx: &Context<Widget>,
    input: &HtmlInputElement,
    finished: bool,
) -> bool {
    // A field of another program, beside the form.
    if input.form().is_none() {
        return false;
    }
    let name = input.get_attribute("name").unwrap_or_default();
    let typed = input.value();
    let required = input.has_attribute("required");
    let (field, wrong) = if name.starts_with(reservations::NOTE) {
        // Its characters have been counted.
        ("reservation_notes", input.has_attribute("aria-invalid"))
    } else {
        let error = fields::error_in(&name, &typed, required);
        (name.as_str(), error.is_some())
    };
    let mut changed = false;
    // Whether a code is right, the server says; until then it is known to be wrong.
    if name != "code" && !wrong && widget.form.fault(field).is_some() {
        widget.form.apply(Event::Mended(field.to_owned()));
        changed = true;
    }
    if name == "email" {
        let suggestion = slip::meant(&typed, finished);
        changed |= suggestion != widget.form.suggestion;
        widget.form.suggestion = suggestion;
    }
    tell(widget, ctx);
    changed
}

/// Says in the line that opens what is chosen: how the name will be shown, and which principles the
/// visitor does not support, whose boxes may be far up in the text.
pub(crate) fn tell(widget: &Widget, ctx: &Context<Widget>) {
    let Some(line) = browser::found(&widget.root, "[data-form=sign] [data-shown]") else {
        return;
    };
    let Ok(Some(form)) = line.closest("form") else {
        return;
    };
    let Ok(data) = FormData::new_with_form(form.unchecked_ref()) else {
        return;
    };
    let text = &ctx.props().text;
    let typed = |name: &str| data.get(name).as_string().unwrap_or_default();
    let mut said = String::new();
    if matches!(typed("public").as_str(), "" | "full") {
        let signs = if typed("kind").is_empty() {
            "name"
        } else {
            "organisation"
        };
        let name = typed(signs);
        let name = name.trim();
        if !name.is_empty() {
            // Isolates, as in `scene::say_with`.
            let name = ["\u{2068}", name, "\u{2069}"].concat();
            said = [" ", &text.with(Key::ShownAs, &name)].concat();
        }
    } else if let Ok(Some(label)) = form.query_selector("[name=public]:checked + label") {
        let label = label.text_content().unwrap_or_default();
        said = [" ", &label].concat();
    }
    let mut numbers = String::new();
    for ticked in data.get_all("reservations").iter() {
        let number = ticked.as_string().and_then(|number| number.parse().ok());
        if !numbers.is_empty() {
            numbers.push_str(", ");
        }
        numbers.push_str(&text.number(number.unwrap_or_default()));
    }
    if !numbers.is_empty() {
        said.push_str(if said.is_empty() { " " } else { " · " });
        said.push_str(&text.with(Key::ReservedOn, &numbers));
    }
    if said.is_empty() {
        said = line.get_attribute("data-shown").unwrap_or_default();
    }
    line.set_text_content(Some(&said));
}

/// Puts the suggested domain into the address beside it.
pub(super) fn accept(widget: &mut Widget, pressed: &Element) {
    let Some(domain) = widget.form.suggestion.take() else {
        return;
    };
    let Ok(Some(form)) = pressed.closest("form") else {
        return;
    };
    let Ok(Some(input)) = form.query_selector("[name=email]") else {
        return;
    };
    let input: HtmlInputElement = input.unchecked_into();
    let typed = input.value();
    if let Some((before, _)) = typed.rsplit_once('@') {
        input.set_value(&[before, "@", domain].concat());
    }
    // The button goes, and a refused focus is not an error.
    let _ = input.focus();
}
