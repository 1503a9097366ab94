//! The thanks after signing: what happened, then one thing after another that the signatory can do next.

use yew::prelude::*;

use crate::scene::{self, Scene};
use crate::share::bar::{self, Sharing};
use crate::share::links;
use crate::text::{Key, Text};
use crate::view::{Place, SharePanel, SigningPanel, ThanksLink};

pub(crate) fn draw(scene: Scene<'_>, panel: &SigningPanel) -> Html {
    let form = scene.form;
    let share = shared(scene.sharing, (scene.place, scene.text), panel);
    html! {
        <div part="thanks">
            <h3 part="heading" tabindex="-1">{ scene.say(Key::ThanksHeading) }</h3>
            if !scene.sharing.editor.words.is_empty() {
                <p part="thanks-text" dir="auto">{ scene.sharing.editor.words.clone() }</p>
            }
            { said(scene, panel) }
            if !form.confirmation.name.is_empty() {
                <p part="own-name">{ scene.say_with(Key::OwnName, &form.confirmation.name) }</p>
            }
            <p>{ scene.say(Key::ThanksShare) }</p>
            { ask(scene) }
            { share_bar(scene, &share) }
            { updates(scene, &panel.organisers) }
            { onward(scene, panel.thanks.as_ref()) }
            { next_person(scene) }
        </div>
    }
}

/// What happened, in the server's words as far as it has said some.
fn said(scene: Scene<'_>, panel: &SigningPanel) -> Html {
    let confirmation = &scene.form.confirmation;
    let message = &confirmation.message;
    match (confirmation.waits, message.is_empty()) {
        (true, true) => html! { <p>{ scene.say_with(Key::ThanksWaits, &panel.title) }</p> },
        (true, false) => html! { <p>{ message.clone() }</p> },
        (false, _) if scene.form.remembered => {
            let masked = &scene.form.masked;
            html! {
                <p>
                    { scene.say_with(Key::SignedHere, &panel.title) }
                    if !masked.is_empty() {
                        { " " }<small><bdi>{ masked.clone() }</bdi></small>
                    }
                </p>
            }
        }
        (false, true) => html! { <p>{ scene.say_with(Key::ThanksSigned, &panel.title) }</p> },
        (false, false) => html! {
            <p>{ scene.say_with(Key::ThanksSigned, &panel.title) }{ " " }<strong>{ message.clone() }</strong></p>
        },
    }
}

/// The large button, which opens the share sheet or copies words and address. Without script the links
/// below it do.
fn ask(scene: Scene<'_>) -> Html {
    let label = match scene.sharing.done {
        Some(("ask", key)) => key,
        _ => Key::Ask,
    };
    html! {
        <p part="ask" class="live">
            <button type="button" part="button" data-press="ask">{ scene.say(label) }</button>
        </p>
    }
}

/// The share bar. In thanks that the browser draws it is a widget of its own inside this one, which the
/// server draws: its icons and links would be a thirtieth of the bundle.
fn share_bar(scene: Scene<'_>, share: &SharePanel) -> Html {
    if scene.sharing.drawn {
        return bar::draw(scene, share);
    }
    // On an allied site it shares the page around it, as it is then.
    let own = scene.sharing.page.is_none().then(|| share.url.clone());
    html! {
        <undersigned-share
            exportparts="networks, network, icon"
            server={scene.place.server.clone()}
            url={own}
            text={share.text.clone()}
            token={scene.form.token.clone()}
        ></undersigned-share>
    }
}

/// Asks whether the organisers may send updates, in the words beside the form's checkbox, if the
/// signatory has not ticked that.
fn updates(scene: Scene<'_>, organisers: &str) -> Html {
    let form = scene.form;
    let offered = !form.confirmation.updates_token.is_empty();
    html! {
        <>
            if offered {
                <p part="updates-later" class="live">
                    <button type="button" part="link" data-press="updates">
                        { scene.say_with(Key::Updates, organisers) }
                    </button>
                </p>
            }
            <p role="status">
                if form.agreed {
                    { scene.say_with(Key::UpdatesAgreed, organisers) }
                }
            </p>
            if offered {
                { scene::news(scene, true) }
            }
        </>
    }
}

/// The links of the page's editor and of the organisers.
fn onward(scene: Scene<'_>, organisers: Option<&ThanksLink>) -> Html {
    let editor = &scene.sharing.editor;
    html! {
        <>
            if !editor.url.is_empty() {
                <p part="thanks-url">
                    <a part="link" href={editor.url.clone()}>{ scene.say_with(Key::Onward, &editor.host) }</a>
                </p>
            }
            if let Some(link) = organisers {
                <p part="organisers-link">
                    <a part="link" href={link.url.clone()}><bdi>{ link.text.clone() }</bdi></a>
                </p>
            }
        </>
    }
}

fn next_person(scene: Scene<'_>) -> Html {
    let label = if scene.form.remembered {
        Key::NotYou
    } else {
        Key::NextPerson
    };
    html! {
        <p part="next-person" class="live">
            <button type="button" part="link" data-press="next">{ scene.say(label) }</button>
        </p>
    }
}

/// What a visitor who has just signed shares, in their own words.
pub(crate) fn shared(
    sharing: &Sharing,
    (place, text): (&Place, &Text),
    panel: &SigningPanel,
) -> SharePanel {
    let own = || [place.server.as_str(), "/d/", &panel.slug].concat();
    SharePanel {
        url: match &sharing.page {
            Some((url, _)) => url.clone(),
            None => own(),
        },
        text: text.with(Key::AskWords, &panel.title),
        networks: links::DEFAULT_IDS.map(str::to_owned).to_vec(),
        follow: Vec::new(),
        declaration: Some(panel.slug.clone()),
    }
}
