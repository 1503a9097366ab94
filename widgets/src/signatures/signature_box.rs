//! The hydrated part of the signature box: count and bar, then form, code or thanks.

use yew::prelude::*;

use crate::form::Phase;
use crate::holder;
use crate::inputs::{self, EMAIL, NAME, ORGANISATION, POSTCODE, ROLE};
use crate::scene::{self, Scene};
use crate::share::bar::Sharing;
use crate::share::{bar, links};
use crate::signatures::{code_entry, goal, reservations};
use crate::text::Key;
use crate::view::{Place, SharePanel, SigningPanel, SigningStatus};

pub(crate) fn draw(scene: Scene<'_>, panel: &SigningPanel) -> Html {
    let phase = scene.form.phase;
    html! {
        <>
            { tally(scene, panel) }
            if phase == Phase::Thanks {
                { thanks(scene, panel) }
            } else {
                { form_or_notice(scene, panel) }
                if scene.form.at_code() {
                    { code_entry::draw(scene, Key::CodeNotCounted) }
                }
            }
        </>
    }
}

/// The count comes first: the number in large type, then what it counts, then the next goal. While
/// the declaration is not open there is no goal.
fn tally(scene: Scene<'_>, panel: &SigningPanel) -> Html {
    let count = scene.form.count;
    let open = panel.status == SigningStatus::Open;
    if count == 0 && !open {
        return Html::default();
    }
    let goal = goal::next(count, panel.goal);
    let (number, words) = match count {
        0 => (None, scene.say(Key::NobodyYet)),
        _ => (
            Some(scene.text.number(count)),
            scene.text.plural(Key::Signed, count).into(),
        ),
    };
    html! {
        <div part="counter">
            <p>
                if let Some(number) = number {
                    <strong part="count">{ number }</strong>
                }
                <span>{ words }</span>
                if open {
                    <small part="goal">
                        { scene.text.with(Key::NextGoal, &scene.text.number(goal)) }
                    </small>
                }
            </p>
            if open {
                // An SVG, since a page's policy may forbid style attributes.
                <svg part="bar" aria-hidden="true">
                    <rect width={format!("{}%", goal::hundredths(count, goal))} height="100%" />
                </svg>
            }
        </div>
    }
}

/// The form, or a note that signing is not open.
fn form_or_notice(scene: Scene<'_>, panel: &SigningPanel) -> Html {
    match &panel.status {
        SigningStatus::Open => form(scene, panel),
        SigningStatus::NotYetOpen(date) => notice(scene, Key::NotYetOpen, date),
        SigningStatus::Closed(date) => notice(scene, Key::Closed, date),
    }
}

fn notice(scene: Scene<'_>, key: Key, date: &str) -> Html {
    html! { <p part="notice">{ scene.text.with(key, date) }</p> }
}

/// The form. During the code step it stays in the tree, hidden, so what was typed is still there when
/// the visitor comes back to correct it.
fn form(scene: Scene<'_>, panel: &SigningPanel) -> Html {
    let away = !matches!(scene.form.phase, Phase::Editing | Phase::Sending);
    let choice = |kind, name, value, label, first| {
        inputs::choice(scene, kind, name, value, scene.say(label).into(), first)
    };
    let inside = html! {
        <>
            <h3 part="heading">{ scene.say(Key::FormHeading) }</h3>
            <fieldset>
                <legend part="label">{ scene.say(Key::Kind) }</legend>
                { choice("radio", "kind", "person", Key::KindPerson, true) }
                // Its fields are next to the radio button, whose state alone then decides whether
                // they show: WebKit does not re-evaluate `:has(:checked)` inside a shadow root.
                { inputs::choice_with(
                    scene,
                    ("radio", "kind", "organisation"),
                    scene.say(Key::KindOrganisation).into(),
                    false,
                    html! {
                        <div class="of">
                            { inputs::line(scene, &ORGANISATION) }
                            { inputs::line(scene, &ROLE) }
                        </div>
                    },
                ) }
            </fieldset>
            { inputs::line(scene, &NAME) }
            { inputs::line(scene, &EMAIL) }
            { inputs::line(scene, &POSTCODE) }
            <fieldset>
                <legend part="label">{ scene.say(Key::Visibility) }</legend>
                { choice("radio", "public", "full", Key::VisibilityFull, true) }
                { choice("radio", "public", "initials", Key::VisibilityInitials, false) }
                { choice("radio", "public", "hidden", Key::VisibilityHidden, false) }
            </fieldset>
            { inputs::fault(scene, "reservation_notes") }
            { reservations::draw(scene, panel) }
            { inputs::choice(scene, "checkbox", "updates", "true", scene.say_with(Key::Updates, &panel.organisers), false) }
            { placed(scene) }
            { scene::hidden(scene, "text_lang", &panel.text_lang) }
            { scene::submit(scene, Key::Submit, Key::Sending, scene.form.phase == Phase::Sending) }
            { scene::news(scene, !away) }
            <p part="privacy">{ scene.say_with(Key::Privacy, &panel.organisers) }</p>
            { holder::draw(&panel.holder) }
        </>
    };
    let to = ["/d/", &panel.slug, "/signatures"];
    scene::form(scene, "sign", &to, None, away, inside)
}

/// The hidden fields that say where a native post comes from; the loader fills in the page's
/// address.
pub(crate) fn placed(scene: Scene<'_>) -> Html {
    html! {
        <>
            { scene::hidden(scene, "lang", &scene.place.lang) }
            { scene::hidden(scene, "site", &scene.place.site) }
            { scene::hidden(scene, "page_url", "") }
            // Never the returned value: this is the text that is shown now.
            { scene::token(scene) }
        </>
    }
}

/// What a visitor who has just signed shares.
pub(crate) fn shared(sharing: &Sharing, place: &Place, panel: &SigningPanel) -> SharePanel {
    let own = || [place.server.as_str(), "/d/", &panel.slug].concat();
    SharePanel {
        url: match &sharing.page {
            Some((url, _)) => url.clone(),
            None => own(),
        },
        text: panel.title.clone(),
        networks: links::DEFAULT_IDS.map(str::to_owned).to_vec(),
        follow: Vec::new(),
        declaration: Some(panel.slug.clone()),
    }
}

fn thanks(scene: Scene<'_>, panel: &SigningPanel) -> Html {
    let share = shared(scene.sharing, scene.place, panel);
    let done = if scene.form.waits {
        Key::ThanksWaits
    } else {
        Key::ThanksSigned
    };
    html! {
        <div part="thanks">
            <h3 part="heading" tabindex="-1">{ scene.say(Key::ThanksHeading) }</h3>
            <p>{ scene.say_with(done, &panel.title) }</p>
            <p>{ scene.say(Key::ThanksShare) }</p>
            { bar::draw(scene, &share) }
        </div>
    }
}
