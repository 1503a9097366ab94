//! The code step: six digits, typed or pasted, and below them a form to correct the address.

use yew::prelude::*;

use crate::form::Phase;
use crate::inputs;
use crate::scene::{self, Scene};
use crate::text::Key;
#[cfg(not(target_arch = "wasm32"))]
use crate::view::Returned;

/// Two forms, because each is posted natively without script. `until` says what does not happen before
/// the code is typed; the email comes from the organisers.
pub(crate) fn draw(scene: Scene<'_>, until: Key, organisers: &str) -> Html {
    // An expired attempt cannot be confirmed any more: the only action offered is to start a new one.
    let expired = scene.form.problem == Some(Key::Expired);
    html! {
        <>
            { code(scene, (until, organisers), expired) }
            if !expired {
                { address(scene) }
            }
        </>
    }
}

/// One real field drawn as six boxes: it accepts a paste and the keyboard's suggestion, and screen
/// readers announce it as one field.
fn code(scene: Scene<'_>, (until, organisers): (Key, &str), expired: bool) -> Html {
    let form = scene.form;
    let known = [&form.email, &form.masked];
    let sent = match known.into_iter().find(|email| !email.is_empty()) {
        Some(email) => scene.say_with(Key::CodeSent, email),
        None => scene.say(Key::CodeSentBack).into(),
    };
    let corrected = form.corrected.then(|| scene.say(Key::Corrected));
    let id = scene.id("code");
    // The focus moves here from the form, so the field's description names the address.
    let told = format!("{id}-sent {id}-hint");
    let inside = html! {
        <>
            <h3 part="heading">{ scene.say(Key::CodeHeading) }</h3>
            <p id={scene.id("code-sent")}>{ sent }</p>
            if !expired {
                { recognised(scene, organisers) }
            }
            <p role="status">{ corrected }</p>
            <div part="field">
                <label part="label" for={id.clone()}>{ scene.say(Key::CodeLabel) }</label>
                <p part="hint" id={scene.id("code-hint")}>
                    { scene.say(Key::CodeHint) }
                    // Said before it happens (WCAG 2.2, 3.2.2).
                    <span class="live">{ " " }{ scene.say(Key::CodeSends) }</span>
                </p>
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
            { about(scene) }
            if expired {
                <button type="button" part="button" class="live" data-press="again">{ scene.say(Key::SendAgain) }</button>
            } else {
                { scene::submit(scene, Key::CodeSubmit, Key::CodeChecking, form.phase == Phase::Checking) }
            }
            { scene::news(scene, !form.at_correction) }
            <p part="privacy">{ scene.say(until) }</p>
            if !expired {
                { nothing_came(scene) }
            }
        </>
    };
    scene::form(scene, "code", &["/confirm"], None, false, inside)
}

/// From whom the email comes and under which subject, and the way to the mailbox.
fn recognised(scene: Scene<'_>, organisers: &str) -> Html {
    let sent = &scene.form.sent_email;
    html! {
        <p part="hint">
            { scene.say_with(Key::CodeFrom, organisers) }
            if !sent.subject.is_empty() {
                <br />
                { scene.say_with(Key::CodeSubject, &sent.subject) }
            }
            if let Some(inbox) = &sent.inbox {
                <br />
                <a part="link" href={inbox.url.clone()} target="_blank" rel="noopener">
                    { scene.say_with(Key::CodeInbox, &inbox.provider) }
                </a>
            }
        </p>
    }
}

/// Which attempt a form is about. The browser needs it too: if the bundle crashes, forms are posted
/// natively.
fn about(scene: Scene<'_>) -> Html {
    html! {
        <>
            { scene::hidden(scene, "lang", &scene.place.lang) }
            <input type="hidden" name="id" value={scene.form.attempt.clone()} />
            { scene::token(scene) }
        </>
    }
}

/// What to do when no code arrives.
fn nothing_came(scene: Scene<'_>) -> Html {
    let form = scene.form;
    let asked = form
        .asked
        .map(|seconds| scene.text.plural(Key::AskedAgo, seconds));
    let open = if form.correcting { "true" } else { "false" };
    let way = |before: Html, press: &'static str, label, open: Option<&'static str>| {
        html! {
            <p part="privacy" class="live">
                { before }
                <button type="button" part="link" data-press={press} aria-expanded={open}>{ scene.say(label) }</button>
            </p>
        }
    };
    let spam = html! { <><span>{ scene.say(Key::CodeNothingCame) }</span>{ " " }</> };
    html! {
        <>
            { way(spam, "again", Key::StartAgain, None) }
            <p part="privacy">{ scene.say(Key::CodeStopped) }</p>
            { way(Html::default(), "resend", Key::AskAgain, None) }
            <p role="status">{ asked }</p>
            { way(Html::default(), "correct", Key::AddressWrong, Some(open)) }
            if form.remembered {
                // The attempt may be that of the person before.
                { way(Html::default(), "next", Key::NotYou, None) }
            }
        </>
    }
}

/// Corrects the attempt's address. Without script the form is always shown; otherwise it is opened by a
/// press, and keeps what was typed when it is closed.
fn address(scene: Scene<'_>) -> Html {
    let form = scene.form;
    // It contains the current address, to be corrected. The browser fills it in when the form is opened.
    #[cfg(not(target_arch = "wasm32"))]
    let given = Returned {
        values: vec![("email".to_owned(), form.email.clone())],
        ..Returned::default()
    };
    #[cfg(not(target_arch = "wasm32"))]
    let scene = match scene.returned("email") {
        None => Scene {
            returned: &given,
            ..scene
        },
        Some(_) => scene,
    };
    let scene = Scene {
        prefix: "correct",
        ..scene
    };
    let busy = form.at_correction && form.phase == Phase::Asking;
    let inside = html! {
        <>
            { about(scene) }
            <input type="hidden" name="action" value="correct" />
            { inputs::line(scene, &inputs::EMAIL) }
            { scene::submit(scene, Key::CorrectAddress, Key::Sending, busy) }
            { scene::news(scene, form.at_correction) }
        </>
    };
    let class = (!form.correcting).then_some("plain");
    scene::form(scene, "correct", &["/confirm"], class, false, inside)
}

/// Requests the email again without script. It is outside the island, which has its own button.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn without_script(scene: Scene<'_>) -> Html {
    html! {
        <form part="form" data-plain="" method="post" action={scene.action(&["/confirm"])} target={scene.target()}>
            { scene::hidden(scene, "lang", &scene.place.lang) }
            <input type="hidden" name="id" value={scene.form.attempt.clone()} />
            <input type="hidden" name="action" value="resend" />
            { scene::token(scene) }
            <p part="privacy"><button part="link">{ scene.say(Key::AskAgain) }</button></p>
        </form>
    }
}
