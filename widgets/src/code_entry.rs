//! The moment between the letter and the thanks: six digits, typed or pasted.

use yew::prelude::*;

use crate::inputs;
use crate::scene::{self, Scene};
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
    let asked = form
        .asked
        .map(|seconds| scene.text.plural(Key::AskedAgo, seconds));
    let id = scene.id("code");
    // The focus comes here from the form, so the field itself says where the letter went.
    let told = format!("{id}-sent {id}-hint");
    html! {
        <form part="form" data-form="code" method="post" action={scene.action(&["/confirm"])} target={scene.target()} novalidate=true>
            <h3 part="heading">{ scene.say(Key::CodeHeading) }</h3>
            <p id={scene.id("code-sent")}>{ sent }</p>
            <div part="field">
                <label part="label" for={id.clone()}>{ scene.say(Key::CodeLabel) }</label>
                <p part="hint" id={scene.id("code-hint")}>{ scene.say(Key::CodeHint) }</p>
                { inputs::fault(scene, "code") }
                <input
                    part="input code"
                    class="six"
                    id={id.clone()}
                    name="code"
                    inputmode="numeric"
                    autocomplete="one-time-code"
                    required=true
                    // Room for a code pasted with the words around it.
                    maxlength="200"
                    aria-invalid={form.fault("code").map(|_| "true")}
                    aria-describedby={inputs::described_by(scene, "code", Some(told))}
                />
            </div>
            { scene::hidden(scene, "lang", &scene.place.lang) }
            // Also in the browser: should the bundle end, the form is sent natively.
            <input type="hidden" name="id" value={form.attempt.clone()} />
            { scene::token(scene) }
            // An expired code will not get better by trying: the way to a new one takes its place.
            if form.problem == Some(Key::Expired) {
                <button type="button" part="button" class="live" data-press="again">{ scene.say(Key::SendAgain) }</button>
            } else {
                { scene::submit(scene, Key::CodeSubmit, Key::CodeChecking) }
            }
            { scene::news(scene) }
            <p part="privacy">{ scene.say(until) }</p>
            if form.problem != Some(Key::Expired) {
                <p part="privacy" class="live">
                    <span>{ scene.say(Key::CodeNothingCame) }</span>{ " " }
                    <button type="button" part="link" data-press="again">{ scene.say(Key::StartAgain) }</button>
                </p>
                <p part="privacy" class="live">
                    <button type="button" part="link" data-press="resend">{ scene.say(Key::AskAgain) }</button>{ " " }
                    <span role="status">{ asked }</span>
                </p>
                <p part="privacy">{ scene.say(Key::CodeStopped) }</p>
            }
        </form>
    }
}

/// The email once more, or one to a corrected address, where no script runs: beside what the browser takes
/// over, which has its own way.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn without_script(scene: Scene<'_>) -> Html {
    let form = |action: &'static str, inside: Html| {
        html! {
            <form part="form" method="post" action={scene.action(&["/confirm"])} target={scene.target()}>
                { scene::hidden(scene, "lang", &scene.place.lang) }
                <input type="hidden" name="id" value={scene.form.attempt.clone()} />
                <input type="hidden" name="action" value={action} />
                { scene::token(scene) }
                { inside }
            </form>
        }
    };
    let again = html! {
        <p part="privacy"><button part="link">{ scene.say(Key::AskAgain) }</button></p>
    };
    let correct = html! {
        <>
            { inputs::line(scene, &inputs::EMAIL) }
            { scene::submit(scene, Key::CorrectAddress, Key::Sending) }
        </>
    };
    html! {
        <div class="plain">
            { form("resend", again) }
            { form("correct", correct) }
        </div>
    }
}
