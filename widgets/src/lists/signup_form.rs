//! The sign-up form of a list: the email address, and what `form_fields.rs` draws; in its compact
//! layout one line.

use yew::prelude::*;

use crate::form::Phase;
use crate::holder;
use crate::inputs::{self, EMAIL, Field};
use crate::lists::form_fields;
use crate::scene::{self, Scene};
use crate::signatures::code_entry;
use crate::text::Key;
use crate::view::{Layout, SignupPanel};

const JOIN_EMAIL: Field = Field {
    hint: None,
    ..EMAIL
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
                    { code_entry::draw(scene, Key::CodeNotJoined, &panel.organisers) }
                }
            </>
        },
    }
}

fn form(scene: Scene<'_>, panel: &SignupPanel) -> Html {
    let away = !matches!(scene.form.phase, Phase::Editing | Phase::Sending);
    // In one line there is no place for a hint.
    let email = match scene.place.layout {
        Layout::Full => EMAIL,
        Layout::Compact => JOIN_EMAIL,
    };
    let inside = html! {
        <>
            { inputs::line(scene, &email) }
            { form_fields::draw(scene, panel) }
            { scene::submit(scene, Key::Join, Key::Sending, scene.form.phase == Phase::Sending) }
            { scene::news(scene, !away) }
            { holder::draw(scene, Key::Consent, &panel.organisers, &panel.holder) }
        </>
    };
    let to = ["/l/", &panel.slug, "/subscriptions"];
    scene::form(scene, "join", &to, None, away, inside)
}
