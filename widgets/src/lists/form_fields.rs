//! The fields of the sign-up form besides the email address: what organisers require is in sight, all
//! else is behind one line that opens. In the compact layout there is only what they require.
//!
//! The server draws them; see `markup.rs`.

use yew::prelude::*;

use crate::scene::Scene;
use crate::view::SignupPanel;

#[cfg(not(feature = "ssr"))]
pub(crate) fn draw(_: Scene<'_>, _: &SignupPanel) -> Html {
    Html::from_html_unchecked(AttrValue::Static(""))
}

#[cfg(feature = "ssr")]
pub(crate) fn draw(scene: Scene<'_>, panel: &SignupPanel) -> Html {
    use crate::fields::Presence;
    use crate::inputs::{Field, NAME, POSTCODE};
    use crate::markup;
    use crate::text::Key;
    use crate::view::Layout;

    let fields = [
        (NAME, panel.fields.name, Key::MoreName),
        (POSTCODE, panel.fields.postcode, Key::MorePostcode),
    ];
    let (mut html, mut inside, mut names) = (String::new(), String::new(), Vec::new());
    let mut open = false;
    for (field, presence, name) in fields {
        let field = Field {
            required: presence.is_required(),
            ..field
        };
        match presence {
            Presence::Required => markup::push_line(&mut html, scene, &field),
            Presence::Optional => {
                markup::push_line(&mut inside, scene, &field);
                open |= markup::is_returned(scene, field.name);
                names.push(name);
            }
            // An older form had the field.
            Presence::Off if scene.form.fault(field.name).is_some() => {
                markup::push_error(&mut html, scene, field.name);
            }
            Presence::Off => {}
        }
    }
    if !panel.topics.is_empty() {
        push_topics(&mut inside, scene, panel);
        open |= markup::is_returned(scene, "topics");
        names.push(Key::MoreTopics);
    }
    if scene.place.layout == Layout::Full && !names.is_empty() {
        markup::push_more(&mut html, scene, &names, (open, &inside));
    }
    markup::push_origin(&mut html, scene);
    Html::from_html_unchecked(html.into())
}

#[cfg(feature = "ssr")]
fn push_topics(html: &mut String, scene: Scene<'_>, panel: &SignupPanel) {
    use crate::markup::{self, Choice};
    use crate::render::escaped;
    use crate::text::Key;

    let legend = escaped(scene.text.get(Key::Topics));
    html.push_str(&["<fieldset><legend part=\"label\">", &legend, "</legend>"].concat());
    markup::push_error(html, scene, "topics");
    for topic in &panel.topics {
        let choice = Choice::new("checkbox", "topics", &topic.id, &topic.label);
        markup::push_choice(html, scene, &choice);
    }
    html.push_str("</fieldset>");
}
