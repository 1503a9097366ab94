//! Listens for the browser's events. Yew could do it for a widget's own, but its delegation of a hundred
//! kinds of event is a twentieth of the bundle, and we need three.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, EventTarget, ShadowRoot};
use yew::NodeRef;
use yew::html::Scope;

use super::window;
use crate::widget::{Msg, Widget};

/// The events of a widget that it handles.
const OF_WIDGET: [&str; 2] = ["submit", "click"];

/// Those of its fields.
const OF_FIELDS: [&str; 2] = ["input", "change"];

/// Those of the page that show that a visitor has come back to it; `pageshow` covers a page restored from
/// the back/forward cache.
const OF_PAGE: [&str; 2] = ["visibilitychange", "pageshow"];

/// Listens until it is dropped.
pub(crate) struct Listening {
    target: EventTarget,
    names: &'static [&'static str],
    /// `Fn`, because a page may dispatch an event while it handles another.
    heard: Closure<dyn Fn(Event)>,
}

impl Listening {
    /// Sends a widget its own events.
    pub(crate) fn to_widget(root: &NodeRef, link: Scope<Widget>) -> Option<Listening> {
        let root = root.cast::<Element>()?;
        let tell = move |event: Event| {
            // Read while the event is being dispatched: afterwards, the browser hides targets inside a
            // shadow root.
            let target = event.target();
            link.send_message(match event.type_().as_str() {
                "submit" => {
                    // Prevented here, because a message is handled only after an event that a script
                    // dispatched is over.
                    event.prevent_default();
                    Msg::Submitted(target)
                }
                _ => Msg::Pressed(target),
            });
        };
        Some(Listening::new(root.into(), &OF_WIDGET, tell))
    }

    /// Sends a widget the events of its fields; some are beside the principles, in the text around it.
    pub(crate) fn to_fields(around: &ShadowRoot, link: Scope<Widget>) -> Listening {
        let tell = move |event: Event| {
            link.send_message(Msg::Typed(event.target(), event.type_() == "change"));
        };
        Listening::new(around.clone().into(), &OF_FIELDS, tell)
    }

    /// Tells a widget when its visitor comes back to the page.
    pub(crate) fn to_page(link: Scope<Widget>) -> Listening {
        let tell = move |_| {
            let document = window().document();
            if !document.is_some_and(|document| document.hidden()) {
                link.send_message(Msg::Seen);
            }
        };
        // On the window, which also receives the document's events.
        Listening::new(window().into(), &OF_PAGE, tell)
    }

    fn new(
        target: EventTarget,
        names: &'static [&'static str],
        tell: impl Fn(Event) + 'static,
    ) -> Listening {
        let heard = Closure::<dyn Fn(Event)>::new(tell);
        for name in names {
            // Adding a listener to an existing target cannot fail.
            let _ = target.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
        }
        Listening {
            target,
            names,
            heard,
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        for name in self.names {
            let heard = self.heard.as_ref().unchecked_ref();
            let _ = self.target.remove_event_listener_with_callback(name, heard);
        }
    }
}
