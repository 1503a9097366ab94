//! The fields of the signature form besides name and email address. What organisers require is in
//! sight, and so is the checkbox for updates; all else is behind one line that opens, with and without
//! script.
//!
//! The server draws them; see `markup.rs`.

use yew::prelude::*;

use crate::scene::Scene;
use crate::view::SigningPanel;

#[cfg(not(feature = "ssr"))]
pub(crate) fn before(_: Scene<'_>, _: &SigningPanel) -> Html {
    Html::from_html_unchecked(AttrValue::Static(""))
}

#[cfg(not(feature = "ssr"))]
pub(crate) fn after(_: Scene<'_>, _: &SigningPanel) -> Html {
    Html::from_html_unchecked(AttrValue::Static(""))
}

#[cfg(feature = "ssr")]
pub(crate) use drawn::{after, before};

#[cfg(feature = "ssr")]
mod drawn {
    use super::*;
    use crate::fields::Presence;
    use crate::inputs::{Field, ORGANISATION, POSTCODE, ROLE};
    use crate::markup::{self, Choice};
    use crate::render::escaped;
    use crate::signatures::reservations;
    use crate::text::Key;

    /// What is above the person's name: where only organisations sign, the organisation.
    pub(crate) fn before(scene: Scene<'_>, panel: &SigningPanel) -> Html {
        let heading = escaped(scene.text.get(Key::FormHeading));
        let mut html = format!("<h3 part=\"heading\">{heading}</h3>");
        if panel.fields.organisation.is_required() {
            markup::push_hidden(&mut html, scene, "kind", "organisation");
            html.push_str(&organisation(scene, panel.fields.role));
        }
        Html::from_html_unchecked(html.into())
    }

    /// What is between the email address and the button.
    pub(crate) fn after(scene: Scene<'_>, panel: &SigningPanel) -> Html {
        let mut html = String::new();
        if panel.fields.postcode.is_required() {
            markup::push_line(&mut html, scene, &postcode(Presence::Required));
        }
        html.push_str(&more(scene, panel));
        // Beside the text, a note has no place for its error.
        markup::push_error(&mut html, scene, "reservation_notes");
        for (name, presence) in [
            ("organisation", panel.fields.organisation),
            ("role", panel.fields.role),
            ("postcode", panel.fields.postcode),
            ("public", panel.fields.public),
            ("reservations", panel.fields.reservations),
            ("updates", panel.fields.updates),
        ] {
            // An older form had the field.
            if presence.is_off() && scene.form.fault(name).is_some() {
                markup::push_error(&mut html, scene, name);
            }
        }
        if !panel.fields.updates.is_off() {
            let label = markup::filled(scene, Key::Updates, &panel.organisers);
            let updates = Choice {
                label,
                ..Choice::new("checkbox", "updates", "true", "")
            };
            html.push_str("<div part=\"updates\">");
            markup::push_choice(&mut html, scene, &updates);
            html.push_str("</div>");
        }
        markup::push_origin(&mut html, scene);
        markup::push_hidden(&mut html, scene, "text_lang", &panel.text_lang);
        Html::from_html_unchecked(html.into())
    }

    fn more(scene: Scene<'_>, panel: &SigningPanel) -> String {
        let fields = &panel.fields;
        let reserve = !fields.reservations.is_off() && !panel.principles.is_empty();
        let reserve = reserve && !panel.reserve_in_text;
        let shown = [
            (
                fields.organisation == Presence::Optional,
                Key::MoreOrganisation,
            ),
            (fields.postcode == Presence::Optional, Key::MorePostcode),
            (!fields.public.is_off(), Key::MoreVisibility),
            (reserve, Key::MoreReservations),
        ];
        let names: Vec<Key> = shown
            .into_iter()
            .filter_map(|(shown, key)| shown.then_some(key))
            .collect();
        let mut html = String::new();
        if names.is_empty() {
            // The browser says here under which name.
            let words = escaped(scene.text.get(Key::ShownInFull));
            return format!("<p part=\"hint\">{words}<span data-shown></span></p>");
        }
        let mut inside = String::new();
        if fields.organisation == Presence::Optional {
            let organisation = Choice {
                more: [
                    "<div class=\"of\">",
                    &organisation(scene, fields.role),
                    "</div>",
                ]
                .concat(),
                ..Choice::new(
                    "checkbox",
                    "kind",
                    "organisation",
                    scene.text.get(Key::KindOrganisation),
                )
            };
            markup::push_choice(&mut inside, scene, &organisation);
        }
        if fields.postcode == Presence::Optional {
            markup::push_line(&mut inside, scene, &postcode(Presence::Optional));
        }
        if !fields.public.is_off() {
            push_visibility(&mut inside, scene);
        }
        if reserve {
            reservations::push_all(&mut inside, scene, panel);
        }
        let hidden = [
            "kind",
            "organisation",
            "role",
            "postcode",
            "public",
            "reservations",
        ];
        let open = hidden.iter().any(|name| markup::is_returned(scene, name));
        markup::push_more(&mut html, scene, &names, (open, &inside));
        html
    }

    /// Name of the organisation, and the role that the person has there.
    fn organisation(scene: Scene<'_>, role: Presence) -> String {
        let mut html = String::new();
        markup::push_line(&mut html, scene, &ORGANISATION);
        if !role.is_off() {
            let role = Field {
                required: role.is_required(),
                ..ROLE
            };
            markup::push_line(&mut html, scene, &role);
        }
        html
    }

    fn postcode(presence: Presence) -> Field {
        Field {
            required: presence.is_required(),
            ..POSTCODE
        }
    }

    fn push_visibility(html: &mut String, scene: Scene<'_>) {
        let legend = escaped(scene.text.get(Key::Visibility));
        html.push_str(&["<fieldset><legend part=\"label\">", &legend, "</legend>"].concat());
        markup::push_error(html, scene, "public");
        for (value, key) in [
            ("full", Key::VisibilityFull),
            ("initials", Key::VisibilityInitials),
            ("hidden", Key::VisibilityHidden),
        ] {
            let choice = Choice {
                first: value == "full",
                ..Choice::new("radio", "public", value, scene.text.get(key))
            };
            markup::push_choice(html, scene, &choice);
        }
        html.push_str("</fieldset>");
    }
}
