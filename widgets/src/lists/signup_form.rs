//! The sign-up form of a list: email, perhaps name, postcode and topics; in its compact layout
//! one line.

use yew::prelude::*;

use crate::form::Phase;
use crate::holder;
use crate::inputs::{self, EMAIL, Field, NAME, POSTCODE};
use crate::scene::{self, Scene};
use crate::signatures::{code_entry, signature_box};
use crate::text::Key;
use crate::view::{Layout, SignupPanel};

const JOIN_EMAIL: Field = Field {
    hint: None,
    ..EMAIL
};
const JOIN_NAME: Field = Field {
    required: false,
    ..NAME
};

pub(crate) fn draw(scene: Scene<'_>, panel: &SignupPanel) -> Html {
    match scene.form.phase {
        Phase::Thanks => html! {
            <div part="thanks">
                <h3 part="heading" tabindex="-1">{ scene.say(Key::ThanksHeading) }</h3>
                <p>{ scene.say_with(Key::ThanksJoined, &panel.title) }</p>
            </div>
        },
        _ => html! {
            <>
                { form(scene, panel) }
                if scene.form.at_code() {
                    { code_entry::draw(scene, Key::CodeNotJoined) }
                }
            </>
        },
    }
}

fn form(scene: Scene<'_>, panel: &SignupPanel) -> Html {
    let away = !matches!(scene.form.phase, Phase::Editing | Phase::Sending);
    let full = scene.place.layout == Layout::Full;
    let inside = html! {
        <>
            { inputs::line(scene, &JOIN_EMAIL) }
            if full {
                { inputs::line(scene, &JOIN_NAME) }
                { inputs::line(scene, &POSTCODE) }
                if !panel.topics.is_empty() {
                    <fieldset>
                        <legend part="label">{ scene.say(Key::Topics) }</legend>
                        { inputs::fault(scene, "topics") }
                        { for panel.topics.iter().map(|topic| {
                            let label = html! { { topic.label.clone() } };
                            inputs::choice(scene, "checkbox", "topics", &topic.id, label, false)
                        }) }
                    </fieldset>
                }
            }
            { signature_box::placed(scene) }
            { scene::submit(scene, Key::Join, Key::Sending, scene.form.phase == Phase::Sending) }
            { scene::news(scene, !away) }
            <p part="privacy">{ scene.say_with(Key::Consent, &panel.organisers) }</p>
            { holder::draw(&panel.holder) }
        </>
    };
    let to = ["/l/", &panel.slug, "/subscriptions"];
    scene::form(scene, "join", &to, None, away, inside)
}
