//! Parts of the signature box that an article shows by themselves, each with a link to the declaration.
//! The server draws them; there is nothing in them to hydrate.

use yew::prelude::*;

use crate::scene::Scene;
use crate::signatures::{document, signature_box};
use crate::text::Key;
use crate::view::{Show, SigningPanel, SigningStatus};

pub(crate) fn draw(scene: Scene<'_>, panel: &SigningPanel, show: Show) -> Html {
    let part = match show {
        Show::Names => document::draw_names(scene, &panel.slug, &panel.signatories),
        Show::Progress => signature_box::tally(scene, panel),
        Show::Count | Show::Form | Show::Whole => count(scene, panel.count),
    };
    let link = match panel.status {
        SigningStatus::Open => Key::Submit,
        SigningStatus::NotYetOpen(_) | SigningStatus::Closed(_) => Key::ReadDeclaration,
    };
    html! {
        <>
            { part }
            <p><a part="link" href={scene.address(&["/d/", &panel.slug])}>{ scene.say(link) }</a></p>
        </>
    }
}

/// The number alone, without a goal.
fn count(scene: Scene<'_>, count: u32) -> Html {
    if count == 0 {
        return html! { <p>{ scene.say(Key::NobodyYet) }</p> };
    }
    html! {
        <div part="counter">
            <p>
                <strong part="count">{ scene.text.number(count) }</strong>
                <span>{ scene.text.plural(Key::Signed, count) }</span>
            </p>
        </div>
    }
}
