//! Reservations in the form: a checkbox for each principle, with room for a short note.
//!
//! The server draws them once, as HTML text; the browser keeps that HTML without parsing it. It
//! reads the boxes when the form is sent, and counts typed characters.

#[cfg(feature = "ssr")]
use std::fmt::Write as _;

use yew::prelude::*;

#[cfg(feature = "ssr")]
use crate::{
    fields::Note,
    render::escaped,
    text::{self, Key},
    view::Heading,
};
use crate::{scene::Scene, view::SigningPanel};

/// Prefix of the name of the note field beside a principle's checkbox.
pub(crate) const NOTE: &str = "note-";

#[cfg(not(feature = "ssr"))]
pub(crate) fn draw(_: Scene<'_>, _: &SigningPanel) -> Html {
    Html::from_html_unchecked(AttrValue::Static(""))
}

#[cfg(feature = "ssr")]
pub(crate) fn draw(scene: Scene<'_>, panel: &SigningPanel) -> Html {
    if panel.principles.is_empty() {
        return Html::from_html_unchecked(AttrValue::Static(""));
    }
    let open = scene.returned("reservations").map_or("", |_| " open");
    let mut html = format!(
        "<details part=\"details\"{open}><summary part=\"summary\">{}</summary>",
        escaped(scene.text.get(Key::Reserve)),
    );
    // Titles in another language than the form's carry a language tag.
    let lang = if panel.text_lang == scene.text.lang() {
        String::new()
    } else {
        format!(
            " lang=\"{}\" dir=\"{}\"",
            escaped(&panel.text_lang),
            text::direction(&panel.text_lang)
        )
    };
    for principle in &panel.principles {
        push(&mut html, scene, principle, &lang);
    }
    html.push_str("</details>");
    Html::from_html_unchecked(html.into())
}

#[cfg(feature = "ssr")]
fn push(html: &mut String, scene: Scene<'_>, principle: &Heading, lang: &str) {
    let number = principle.number;
    let returned = scene.returned.values.iter();
    let ticked = returned
        .filter(|(field, _)| field == "reservations")
        .any(|(_, value)| value.trim() == number.to_string());
    let checked = if ticked { " checked" } else { "" };
    let typed = scene
        .returned(&format!("{NOTE}{number}"))
        .unwrap_or_default();
    let invalid = if typed.chars().count() > Note::MAX_CHARS {
        " aria-invalid=\"true\""
    } else {
        ""
    };
    let shown = scene.text.number(number);
    let (label, limit) = (
        scene.text.with(Key::ReserveNote, &shown),
        scene.text.with(
            Key::ReserveLimit,
            &scene.text.number(Note::MAX_CHARS as u32),
        ),
    );
    let prefix = scene.prefix;
    // HTML drops a newline at the start of a text area, so add one.
    let typed = if typed.starts_with('\n') {
        format!("\n{typed}")
    } else {
        typed.to_owned()
    };
    write!(
        html,
        "<div part=\"choice\"><input type=\"checkbox\" id=\"{prefix}-reservations-{number}\" name=\"reservations\" value=\"{number}\"{checked}>\
         <label for=\"{prefix}-reservations-{number}\">{shown}. <bdi{lang}>{title}</bdi></label>\
         <div class=\"of\"><div part=\"field\"><label part=\"label\" for=\"{prefix}-{NOTE}{number}\">{label}</label>\
         <textarea part=\"input\" id=\"{prefix}-{NOTE}{number}\" name=\"{NOTE}{number}\" dir=\"auto\" aria-describedby=\"{prefix}-{NOTE}{number}-hint\"{invalid}>{typed}</textarea>\
         <small id=\"{prefix}-{NOTE}{number}-hint\">{limit}</small></div></div></div>",
        title = escaped(&principle.title),
        label = escaped(&label),
        typed = escaped(&typed),
        limit = escaped(&limit),
    )
    .expect("writing to a string cannot fail");
}
