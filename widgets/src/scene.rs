//! The argument of every drawing function, and the few pieces of markup that all of them use.

use yew::prelude::*;

use crate::form::Form;
use crate::share::bar::Sharing;
use crate::text::{Key, Text};
use crate::view::{Place, Returned};

/// Everything a widget is rendered from at one moment.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub text: &'a Text,
    pub place: &'a Place,
    pub returned: &'a Returned,
    pub form: &'a Form,
    pub sharing: &'a Sharing,
    /// Prefix of every id in the widget, because a document may contain two widgets.
    pub prefix: &'static str,
}

impl Scene<'_> {
    pub(crate) fn say(&self, key: Key) -> AttrValue {
        self.text.get(key).to_owned().into()
    }

    /// A string with a name, an address or a title in it, whose direction may differ.
    pub(crate) fn say_with(&self, key: Key, value: &str) -> Html {
        let (before, after) = self.text.around(key);
        html! {
            <>{ before.to_owned() }<bdi>{ value.to_owned() }</bdi>{ after.to_owned() }</>
        }
    }

    pub(crate) fn id(&self, name: &str) -> AttrValue {
        [self.prefix, "-", name].concat().into()
    }

    /// What the visitor typed into a field before the server drew the form again.
    pub(crate) fn returned(&self, name: &str) -> Option<&str> {
        let mut values = self.returned.values.iter();
        let typed = values.find(|(field, _)| field == name);
        typed.map(|(_, value)| value.as_str())
    }

    /// The address of one of the server's routes.
    pub(crate) fn address(&self, parts: &[&str]) -> AttrValue {
        [self.place.server.as_str(), &parts.concat()]
            .concat()
            .into()
    }

    /// The action of a native form: one of the server's routes, or the frame that contains it.
    pub(crate) fn action(&self, parts: &[&str]) -> AttrValue {
        match &self.place.frame {
            // Only the server writes it: once the widget is hydrated, it sends its forms itself.
            Some(frame) if !cfg!(target_arch = "wasm32") => frame.clone().into(),
            _ => self.address(parts),
        }
    }

    /// In a frame, links open outside and forms stay inside.
    pub(crate) fn target(&self) -> Option<AttrValue> {
        (!cfg!(target_arch = "wasm32") && self.place.frame.is_some()).then_some("_self".into())
    }
}

/// A field's initial value. Only the server writes it: in the browser the field holds its own
/// value, and setting it again would lose what was typed before hydration.
pub(crate) fn first_value(value: &str) -> Option<AttrValue> {
    if cfg!(target_arch = "wasm32") {
        None
    } else {
        Some(value.to_owned().into()).filter(|value: &AttrValue| !value.is_empty())
    }
}

/// The form token. The browser adds it to the forms that it renders itself.
pub(crate) fn token(scene: Scene<'_>) -> Html {
    let token = if cfg!(target_arch = "wasm32") {
        &scene.form.token
    } else {
        &scene.place.form_token
    };
    let value = Some(token).filter(|token| !token.is_empty());
    html! { <input type="hidden" name="form_token" value={value.cloned()} /> }
}

/// A hidden field of a native form. A form that the server returns still names the page where it
/// was filled in.
pub(crate) fn hidden(scene: Scene<'_>, name: &'static str, value: &str) -> Html {
    let value = scene.returned(name).unwrap_or(value);
    html! { <input type="hidden" {name} value={first_value(value)} /> }
}

/// A form that is posted natively without script.
pub(crate) fn form(
    scene: Scene<'_>,
    which: &'static str,
    to: &[&str],
    class: Option<&'static str>,
    hidden: bool,
    inside: Html,
) -> Html {
    // By it, the boxes beside the principles belong to the form.
    let id = (which == "sign").then(|| scene.id("form"));
    html! {
        <form
            part="form"
            {id}
            data-form={which}
            // Not `class`, for which Yew brings sets of hashed names.
            data-plain={class}
            method="post"
            action={scene.action(to)}
            target={scene.target()}
            novalidate=true
            {hidden}
        >
            { inside }
        </form>
    }
}

/// A submit button. Both labels share one grid cell, so the button keeps its width while it is
/// busy.
pub(crate) fn submit(scene: Scene<'_>, label: Key, busy_label: Key, busy: bool) -> Html {
    #[cfg(not(target_arch = "wasm32"))]
    if let Some(check) = &scene.returned.check {
        return checked(check);
    }
    html! {
        <button type="submit" part="button" aria-busy={busy.then_some("true")}>
            <span>{ scene.say(label) }</span>
            <span class="busy">{ scene.say(busy_label) }</span>
        </button>
    }
}

/// The button of a form that came from another site and is checked again here. The page opens at
/// this point.
#[cfg(not(target_arch = "wasm32"))]
fn checked(check: &crate::view::Check) -> Html {
    html! {
        <>
            <p part="notice" role="alert" tabindex="-1" autofocus=true>{ check.words }</p>
            <button type="submit" part="button"><span>{ check.button }</span></button>
        </>
    }
}

/// The error of the whole form, and the notice that sending takes long. Both are beside the button,
/// where a visitor who has just pressed it is looking: above a long form, a phone would not show
/// them. Both elements exist empty from the start, because screen readers announce a live region
/// only when it changes. A page loaded without script opens at the error. `here` says whether they are
/// about this form.
pub(crate) fn news(scene: Scene<'_>, here: bool) -> Html {
    let problem = scene.form.problem.filter(|_| here);
    let slow = (here && scene.form.slow).then(|| scene.say(Key::StillSending));
    html! {
        <>
            <p part="error" role="alert" tabindex={problem.map(|_| "-1")} autofocus={problem.is_some()}>
                { problem.map(|key| scene.say(key)) }
            </p>
            <p role="status">{ slow }</p>
        </>
    }
}
