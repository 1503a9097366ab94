//! The only component: holds the state of a widget and renders its current step. All three widgets
//! share it, because every component that the browser hydrates adds to the bundle.

use yew::prelude::*;

#[cfg(target_arch = "wasm32")]
use crate::browser::{HeldAttempt, Listening, Target};
use crate::form::Form;
use crate::lists::signup_form;
use crate::scene::Scene;
use crate::share::bar::{self, Sharing};
use crate::signatures::signature_box;
use crate::text::{Key, Text};
use crate::view::{Island, Moment, Panel};

#[derive(Properties)]
pub(crate) struct Props {
    pub island: Island,
    pub text: Text,
    /// Called once the widget handles events.
    #[cfg(target_arch = "wasm32")]
    pub ready: js_sys::Function,
    /// Returns the page's current address and title.
    #[cfg(target_arch = "wasm32")]
    pub page: js_sys::Function,
    /// The tree with the widget and the text around it.
    #[cfg(target_arch = "wasm32")]
    pub around: crate::browser::Around,
}

/// A widget keeps the same props for its lifetime; for other props its element is replaced.
impl PartialEq for Props {
    fn eq(&self, _: &Props) -> bool {
        true
    }
}

/// A visitor's action or its result. The server never sends any.
#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code))]
pub(crate) enum Msg {
    Submitted(Target),
    Pressed(Target),
    /// A field; whether the visitor has left it.
    Typed(Target, bool),
    Form(crate::form::Event),
    /// The page has become visible, for the first time or again.
    Seen,
    /// The request with this number is taking long.
    Slow(u32),
    /// What a share button shows for a short time.
    Said(Option<(&'static str, Key)>),
    ClipboardRefused,
}

#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code))]
pub(crate) struct Widget {
    pub(crate) form: Form,
    pub(crate) sharing: Sharing,
    pub(crate) root: NodeRef,
    /// Counts the forms' requests, so that the timer of an old one does not affect a new one.
    pub(crate) round: u32,
    /// Selector of the element that gets the focus after the next render.
    pub(crate) focus: Option<&'static str>,
    /// When the email was last requested, by the browser's clock.
    pub(crate) asked_at: f64,
    /// The fields whose errors are shown.
    pub(crate) marked: Vec<String>,
    /// While they are kept, the widget gets its own events, those of the page, and those of its fields.
    #[cfg(target_arch = "wasm32")]
    pub(crate) listening: [Option<Listening>; 3],
    /// The attempt that this widget began on this page.
    #[cfg(target_arch = "wasm32")]
    pub(crate) held: std::cell::OnceCell<HeldAttempt>,
}

#[cfg(target_arch = "wasm32")]
impl Widget {
    /// The form token: that of the last form sent from here, or of the one that the server
    /// rendered.
    pub(crate) fn token(&self) -> String {
        if self.form.token.is_empty() {
            crate::browser::hidden_value(&self.root, "[name=form_token]")
        } else {
            self.form.token.clone()
        }
    }

    /// Shows the errors of the fields that the server drew, and takes away those that are mended.
    fn mark(&mut self, props: &Props) {
        let show = |name: &str, words: &str| {
            let prefix = prefix(&props.island.panel);
            crate::browser::field_errors::show(&self.root, prefix, name, words);
        };
        for name in &self.marked {
            if self.form.fault(name).is_none() {
                show(name, "");
            }
        }
        for (name, key) in &self.form.faults {
            show(name, props.text.get(*key));
        }
        let faults = self.form.faults.iter();
        self.marked = faults.map(|(name, _)| name.clone()).collect();
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
        let form = Form::new(&island.moment, &island.returned, count);
        Widget {
            marked: form.faults.iter().map(|(name, _)| name.clone()).collect(),
            form,
            sharing: Sharing {
                page: current_page(props),
                drawn: !matches!(island.moment, Moment::Form | Moment::Code { .. }),
                ..Sharing::default()
            },
            root: NodeRef::default(),
            round: 0,
            focus: None,
            asked_at: 0.0,
            #[cfg(target_arch = "wasm32")]
            listening: [None, None, None],
            #[cfg(target_arch = "wasm32")]
            held: std::cell::OnceCell::new(),
        }
    }

    /// Only in the browser are there events to react to.
    #[cfg(target_arch = "wasm32")]
    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        crate::browser::reactions::react(self, ctx, msg)
    }

    #[cfg(target_arch = "wasm32")]
    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            let link = ctx.link().clone();
            self.listening[0] = Listening::to_widget(&self.root, link.clone());
            self.listening[2] = Some(Listening::to_fields(&ctx.props().around, link));
            // The loader's own function does not throw.
            let _ = ctx.props().ready.call0(&wasm_bindgen::JsValue::NULL);
            crate::browser::reactions::look_out(self, ctx);
            crate::browser::reactions::sharing::relink(self, ctx);
            crate::browser::reactions::typing::tell(self, ctx);
        }
        self.mark(ctx.props());
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
            prefix: prefix(&island.panel),
        };
        let inside = match &island.panel {
            Panel::Signature(panel) => signature_box::draw(scene, panel),
            Panel::Signup(panel) => signup_form::draw(scene, panel),
            Panel::Share(panel) => bar::draw(scene, &bar::shared(&self.sharing, panel)),
        };
        html! { <div ref={self.root.clone()}>{ inside }</div> }
    }
}

/// The beginning of every id in a widget.
fn prefix(panel: &Panel) -> &'static str {
    match panel {
        Panel::Signature(_) => "sign",
        Panel::Signup(_) => "join",
        Panel::Share(_) => "share",
    }
}

/// The server has no events and so no targets.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) struct Target;

/// On an allied site, visitors share the page around the widget; on the server's own pages, what
/// the server names.
#[cfg(target_arch = "wasm32")]
pub(crate) fn current_page(props: &Props) -> Option<(String, String)> {
    if props.island.place.site.is_empty() {
        return None;
    }
    crate::browser::page(&props.page)
}

#[cfg(not(target_arch = "wasm32"))]
fn current_page(_: &Props) -> Option<(String, String)> {
    None
}
