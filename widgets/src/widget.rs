//! The one component: it holds the state of a widget and draws the moment it stands at. There is
//! one for all three widgets, because every component that the browser takes over weighs.

use yew::prelude::*;

#[cfg(target_arch = "wasm32")]
use crate::browser::{Target, target};
use crate::form::Form;
use crate::lists::signup_form;
use crate::scene::Scene;
use crate::share::bar::{self, Sharing};
use crate::signatures::signature_box;
use crate::text::{Key, Text};
use crate::view::{Island, Panel};

#[derive(Properties)]
pub(crate) struct Props {
    pub island: Island,
    pub text: Text,
    /// Called once the widget listens.
    #[cfg(target_arch = "wasm32")]
    pub ready: js_sys::Function,
    /// Gives the address and the title of the page, as they are at that moment.
    #[cfg(target_arch = "wasm32")]
    pub page: js_sys::Function,
}

/// A widget is drawn from the same props as long as it lives; its element is replaced for others.
impl PartialEq for Props {
    fn eq(&self, _: &Props) -> bool {
        true
    }
}

/// What a visitor did, or what came of it. On the server nothing happens.
#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code))]
pub(crate) enum Msg {
    Submitted(Target),
    Pressed(Target),
    Typed(Target),
    Form(crate::form::Event),
    /// The page is seen, for the first time or again.
    Seen,
    /// A request has been under way for long: which one.
    Slow(u32),
    /// What a share button says for a moment.
    Said(Option<(&'static str, Key)>),
    ClipboardRefused,
}

#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code))]
pub(crate) struct Widget {
    pub(crate) form: Form,
    pub(crate) sharing: Sharing,
    pub(crate) root: NodeRef,
    /// Counts the requests of forms, so that an old timer does not speak for a new one.
    pub(crate) round: u32,
    /// What gets the focus once it is drawn, as a selector.
    pub(crate) focus: Option<&'static str>,
    /// When the email was asked for last, in the browser's time.
    pub(crate) asked_at: f64,
    #[cfg(target_arch = "wasm32")]
    pub(crate) seeing: Option<crate::browser::Seeing>,
}

#[cfg(target_arch = "wasm32")]
impl Widget {
    /// The form token: that of the last form sent from here, or of the one that the server drew.
    pub(crate) fn token(&self) -> String {
        match self.form.token.is_empty() {
            true => crate::browser::hidden_value(&self.root, "[name=form_token]"),
            false => self.form.token.clone(),
        }
    }
}

impl Component for Widget {
    type Message = Msg;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let props = ctx.props();
        let island = &props.island;
        let count = match &island.panel {
            Panel::Signature(panel) => panel.count,
            Panel::Signup(_) | Panel::Share(_) => 0,
        };
        Widget {
            form: Form::new(&island.moment, &island.returned, count),
            sharing: Sharing {
                page: standing_page(props),
                ..Sharing::default()
            },
            root: NodeRef::default(),
            round: 0,
            focus: None,
            asked_at: 0.0,
            #[cfg(target_arch = "wasm32")]
            seeing: None,
        }
    }

    /// Only a browser has anything to react to.
    #[cfg(target_arch = "wasm32")]
    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        crate::browser::reactions::react(self, ctx, msg)
    }

    #[cfg(target_arch = "wasm32")]
    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            // The loader's own function does not throw.
            let _ = ctx.props().ready.call0(&wasm_bindgen::JsValue::NULL);
            crate::browser::reactions::look_out(self, ctx);
        }
        if let Some(selector) = self.focus.take() {
            crate::browser::focus(&self.root, selector);
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let Props { island, text, .. } = ctx.props();
        let scene = Scene {
            text,
            place: &island.place,
            returned: &island.returned,
            form: &self.form,
            sharing: &self.sharing,
            prefix: match island.panel {
                Panel::Signature(_) => "sign",
                Panel::Signup(_) => "join",
                Panel::Share(_) => "share",
            },
        };
        let inside = match &island.panel {
            Panel::Signature(panel) => signature_box::draw(scene, panel),
            Panel::Signup(panel) => signup_form::draw(scene, panel),
            Panel::Share(panel) => bar::draw(scene, &bar::shared(&self.sharing, panel)),
        };
        // Three listeners serve the whole widget: a listener on each button would weigh more.
        html! {
            <div
                ref={self.root.clone()}
                onsubmit={ctx.link().callback(|event: SubmitEvent| {
                    // A message is read after an event that a script caused is over.
                    event.prevent_default();
                    Msg::Submitted(target(&event))
                })}
                onclick={ctx.link().callback(|event: MouseEvent| Msg::Pressed(target(&event)))}
                oninput={ctx.link().callback(|event: InputEvent| Msg::Typed(target(&event)))}
            >
                { inside }
            </div>
        }
    }
}

/// On the server nothing happens to anything.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) struct Target;

#[cfg(not(target_arch = "wasm32"))]
fn target(_: &Event) -> Target {
    Target
}

/// On an ally's page, visitors share that page; on the server's own, what the server says.
#[cfg(target_arch = "wasm32")]
pub(crate) fn standing_page(props: &Props) -> Option<(String, String)> {
    if props.island.place.site.is_empty() {
        return None;
    }
    crate::browser::page(&props.page)
}

#[cfg(not(target_arch = "wasm32"))]
fn standing_page(_: &Props) -> Option<(String, String)> {
    None
}
