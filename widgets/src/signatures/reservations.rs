//! Reservations: a checkbox for a principle, with room for a short note. They are beside the
//! principles, where the text is in the same tree as the form, and belong to it by their `form`
//! attribute, with and without script; elsewhere they are among the form's other fields.
//!
//! The server draws them once, as HTML text; the browser keeps that HTML without parsing it. It
//! reads the boxes when the form is sent, and counts typed characters.

/// Prefix of the name of the note field beside a principle's checkbox.
#[cfg(any(feature = "ssr", target_arch = "wasm32"))]
pub(crate) const NOTE: &str = "note-";

#[cfg(feature = "ssr")]
pub(crate) use drawn::{beside, push_all};

#[cfg(feature = "ssr")]
mod drawn {
    use std::fmt::Write as _;

    use super::NOTE;
    use crate::fields::Note;
    use crate::form::Phase;
    use crate::markup;
    use crate::render::escaped;
    use crate::scene::Scene;
    use crate::text::{self, Key};
    use crate::view::{SigningPanel, SigningStatus};

    /// The box beside a principle in the text; empty where the form has the boxes, or nobody can sign.
    pub(crate) fn beside(scene: Scene<'_>, panel: &SigningPanel, number: u32) -> String {
        let off = panel.fields.reservations.is_off() || panel.status != SigningStatus::Open;
        if off || !panel.reserve_in_text {
            return String::new();
        }
        let scene = Scene {
            prefix: "sign",
            ..scene
        };
        // The form's words, inside a text that may have another language.
        let lang = if panel.text_lang == scene.text.lang() {
            String::new()
        } else {
            tag(scene.text.lang())
        };
        let words = scene
            .text
            .with(Key::ReservePrinciple, &scene.text.number(number));
        // Nobody changes a form that was sent; the browser says so when it has sent it (`www/memory.js`).
        let sent = if matches!(scene.form.phase, Phase::Editing | Phase::Sending) {
            ""
        } else {
            " inert"
        };
        let mut html = format!("<div class=\"point\"{lang}{sent}>");
        push(
            &mut html,
            scene,
            number,
            &escaped(&words),
            Some("sign-form"),
        );
        html.push_str("</div>");
        html
    }

    /// The boxes for all principles.
    pub(crate) fn push_all(html: &mut String, scene: Scene<'_>, panel: &SigningPanel) {
        let legend = escaped(scene.text.get(Key::Reserve));
        html.push_str(&["<fieldset><legend part=\"label\">", &legend, "</legend>"].concat());
        markup::push_error(html, scene, "reservations");
        // Titles in another language than the form's carry a language tag.
        let lang = if panel.text_lang == scene.text.lang() {
            String::new()
        } else {
            tag(&panel.text_lang)
        };
        for principle in &panel.principles {
            let (number, title) = (principle.number, escaped(&principle.title));
            let label = format!("{}. <bdi{lang}>{title}</bdi>", scene.text.number(number));
            push(html, scene, number, &label, None);
        }
        html.push_str("</fieldset>");
    }

    fn tag(lang: &str) -> String {
        format!(
            " lang=\"{}\" dir=\"{}\"",
            escaped(lang),
            text::direction(lang)
        )
    }

    /// A box; `form` is the id of its form, if it is outside of it.
    fn push(html: &mut String, scene: Scene<'_>, number: u32, label: &str, form: Option<&str>) {
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
        let note = scene
            .text
            .with(Key::ReserveNote, &scene.text.number(number));
        let limit = scene.text.number(Note::MAX_CHARS as u32);
        let limit = scene.text.with(Key::ReserveLimit, &limit);
        let prefix = scene.prefix;
        let form = form.map_or(String::new(), |id| format!(" form=\"{id}\""));
        // HTML drops a newline at the start of a text area, so add one.
        let typed = if typed.starts_with('\n') {
            format!("\n{typed}")
        } else {
            typed.to_owned()
        };
        write!(
            html,
            "<div part=\"choice\"><input type=\"checkbox\" id=\"{prefix}-reservations-{number}\" name=\"reservations\" value=\"{number}\"{form}{checked}>\
             <label for=\"{prefix}-reservations-{number}\">{label}</label>\
             <div class=\"of\"><div part=\"field\"><label part=\"label\" for=\"{prefix}-{NOTE}{number}\">{note}</label>\
             <textarea part=\"input\" id=\"{prefix}-{NOTE}{number}\" name=\"{NOTE}{number}\"{form} dir=\"auto\" aria-describedby=\"{prefix}-{NOTE}{number}-hint\"{invalid}>{typed}</textarea>\
             <small id=\"{prefix}-{NOTE}{number}-hint\">{limit}</small></div></div></div>",
            note = escaped(&note),
            typed = escaped(&typed),
            limit = escaped(&limit),
        )
        .expect("writing to a string cannot fail");
    }
}
