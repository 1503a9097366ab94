//! The hydrated part of the signature box: count and bar, then form, code or thanks.

use yew::prelude::*;

use crate::form::Phase;
use crate::holder;
use crate::inputs::{self, EMAIL, NAME};
use crate::scene::{self, Scene};
use crate::signatures::{code_entry, form_fields, goal, thanks};
use crate::text::Key;
use crate::view::{SigningPanel, SigningStatus};

pub(crate) fn draw(scene: Scene<'_>, panel: &SigningPanel) -> Html {
    let phase = scene.form.phase;
    html! {
        <>
            { tally(scene, panel) }
            if phase == Phase::Thanks {
                { thanks::draw(scene, panel) }
            }
            if phase != Phase::Thanks || panel.status == SigningStatus::Open {
                // It stays in the tree for the next person.
                { form_or_notice(scene, panel) }
            }
            if scene.form.at_code() {
                { code_entry::draw(scene, Key::CodeNotCounted, &panel.organisers) }
            }
        </>
    }
}

/// The count comes first: the number in large type, then what it counts, then the next goal. While
/// the declaration is not open there is no goal.
pub(crate) fn tally(scene: Scene<'_>, panel: &SigningPanel) -> Html {
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
        _ if scene.form.phase == Phase::Thanks => Html::default(),
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
    let inside = html! {
        <>
            { form_fields::before(scene, panel) }
            { inputs::line(scene, &NAME) }
            { inputs::line(scene, &EMAIL) }
            { form_fields::after(scene, panel) }
            { scene::submit(scene, Key::Submit, Key::Sending, scene.form.phase == Phase::Sending) }
            { scene::news(scene, !away) }
            { holder::draw(scene, Key::Privacy, &panel.organisers, &panel.holder) }
        </>
    };
    let to = ["/d/", &panel.slug, "/signatures"];
    scene::form(scene, "sign", &to, None, away, inside)
}
