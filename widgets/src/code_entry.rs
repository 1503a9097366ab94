//! The moment between the letter and the thanks: six digits, typed or pasted.

use yew::prelude::*;

use crate::inputs;
use crate::scene::{self, Scene, first_value};
use crate::text::Key;

/// One real field drawn as six boxes: it takes a paste, fills in from the keyboard's suggestion,
/// and is read out as one.
/// `until` says what does not happen before the code is typed.
pub(crate) fn draw(scene: Scene<'_>, until: Key) -> Html {
    let form = scene.form;
    let sent = if form.email.is_empty() {
        scene.say(Key::CodeSentBack).into()
    } else {
        scene.say_with(Key::CodeSent, &form.email)
    };
    let id = scene.id("code");
    html! {
        <form part="form" class="form code" data-form="code" method="post" action={scene.action(&["/confirm"])} target={scene.target()} novalidate=true>
            <h3 part="heading">{ scene.say(Key::CodeHeading) }</h3>
            <p>{ sent }</p>
            { scene::news(scene) }
            <div class="field" part="field">
                <label part="label" for={id.clone()}>{ scene.say(Key::CodeLabel) }</label>
                <p class="hint" part="hint" id={scene.id("code-hint")}>{ scene.say(Key::CodeHint) }</p>
                { inputs::fault(scene, "code") }
                <input
                    part="input code"
                    class="six"
                    id={id.clone()}
                    name="code"
                    type="text"
                    inputmode="numeric"
                    autocomplete="one-time-code"
                    required=true
                    // Room for a pasted code with spaces or hyphens in it.
                    maxlength="16"
                    aria-invalid={form.fault("code").map(|_| "true")}
                    aria-describedby={inputs::described_by(scene, "code", Some(scene.id("code-hint").to_string()))}
                />
            </div>
            { scene::hidden(scene, "lang", &scene.place.lang) }
            <input type="hidden" name="id" value={first_value(&form.attempt)} />
            { scene::submit(scene, Key::CodeSubmit, Key::CodeChecking) }
            <p class="privacy">{ scene.say(until) }</p>
            <p class="privacy live">
                <span>{ scene.say(Key::CodeNothingCame) }</span>
                <button type="button" class="link" part="link" data-press="again">{ scene.say(Key::StartAgain) }</button>
            </p>
        </form>
    }
}
