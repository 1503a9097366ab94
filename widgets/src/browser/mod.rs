//! What only a browser can do: requests, focus, events, clipboard, share sheet, storage. Only this
//! folder uses `web_sys`. Any of these may be missing or refused (a sandboxed frame, an old browser,
//! plain HTTP), so we rely on none.

mod allocator;
pub(crate) mod field_errors;
pub(crate) mod json;
mod listening;
pub mod mount;
pub(crate) mod reactions;
mod requests;

use std::cell::RefCell;

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CustomEvent, CustomEventInit, HtmlInputElement, ShadowRoot, Window};
use yew::NodeRef;

use crate::fields::{Code, Note};
use crate::form::memory::Memory;
use crate::share::bar::EditorThanks;
use crate::signatures::reservations;
use crate::text::Text;

pub(crate) use listening::Listening;
pub(crate) use requests::{fresh_key, send};

const SERVER_KEY: &str = "undersigned:mastodon";

/// How the share sheet was closed.
pub(crate) enum Shared {
    Done,
    Cancelled,
    Impossible,
}

/// The tree with a widget and the text around it.
pub(crate) type Around = ShadowRoot;

/// The target of an event of the widget.
pub(crate) type Target = Option<web_sys::EventTarget>;

fn window() -> Window {
    web_sys::window().expect("a widget lives in a window")
}

/// Milliseconds; meaningful only in comparison with each other.
pub(crate) fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// The value of a hidden field that a selector finds in the widget; empty where there is none.
pub(crate) fn hidden_value(root: &NodeRef, selector: &str) -> String {
    let value = found(root, selector).and_then(|field| field.get_attribute("value"));
    value.unwrap_or_default()
}

/// Focuses the element that a selector finds in the widget, and selects the text of a read-only
/// field. A message is only scrolled into view: screen readers announce it when it changes, and the
/// focus stays on the button. A field is too, because WebKit scrolls only its caret into view. What
/// hides it is opened.
pub(crate) fn focus(root: &NodeRef, selector: &str) {
    if let Some(element) = found(root, selector).or_else(|| wrong_note(root)) {
        if let Ok(Some(details)) = element.closest("details:not([open])") {
            // Setting an attribute with an ASCII name cannot fail.
            let _ = details.set_attribute("open", "");
        }
        let nearest = web_sys::ScrollIntoViewOptions::new();
        nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
        if !element.has_attribute("role") {
            let input: &HtmlInputElement = element.unchecked_ref();
            // A refused focus is not an error.
            let _ = input.focus();
            if input.has_attribute("readonly") {
                input.select();
            }
        }
        element.scroll_into_view_with_scroll_into_view_options(&nearest);
    }
}

/// The first note that is too long beside a principle, in the text around the widget.
fn wrong_note(root: &NodeRef) -> Option<web_sys::Element> {
    let around: web_sys::Element = root.get()?.get_root_node().unchecked_into();
    around.query_selector("textarea[aria-invalid]").ok()?
}

/// Sets the value of the first field that a selector finds in the widget; with `if_empty`, only if
/// nothing is typed there.
pub(crate) fn fill(root: &NodeRef, selector: &str, text: &str, if_empty: bool) {
    if let Some(input) = found(root, selector) {
        let input: HtmlInputElement = input.unchecked_into();
        if !if_empty || input.value().is_empty() {
            input.set_value(text);
        }
    }
}

/// Whether something is typed into the first field that a selector finds in the widget.
pub(crate) fn is_filled(root: &NodeRef, selector: &str) -> bool {
    found(root, selector).is_some_and(|field| {
        let field: HtmlInputElement = field.unchecked_into();
        !field.value().is_empty()
    })
}

/// The first element of the widget that a selector finds.
pub(crate) fn found(root: &NodeRef, selector: &str) -> Option<web_sys::Element> {
    let root = root.cast::<web_sys::Element>()?;
    root.query_selector(selector).ok().flatten()
}

/// Reduces a code field to the code, so a code pasted with spaces or words around it fills the six
/// tiles. An incomplete code keeps its digits. Returns whether the field has a whole code.
pub(crate) fn keep_digits(input: &HtmlInputElement) -> bool {
    if input.get_attribute("class").as_deref() != Some("six") {
        return false;
    }
    let typed = input.value();
    let code = Code::parse(&typed);
    let digits = match &code {
        Ok(code) => code.as_str().to_owned(),
        Err(_) => Code::digits(&typed),
    };
    if digits != typed {
        input.set_value(&digits);
    }
    code.is_ok()
}

/// Shows the length of a reservation, and marks it when it is too long. The server drew the field,
/// so the browser recognises it only by its name.
pub(crate) fn count_characters(input: &HtmlInputElement, text: &Text) {
    let name = input.get_attribute("name").unwrap_or_default();
    if !name.starts_with(reservations::NOTE) {
        return;
    }
    let (count, most) = (input.value().chars().count(), Note::MAX_CHARS);
    let number = |count: usize| text.number(count as u32);
    if let Some(said) = input.next_element_sibling() {
        said.set_text_content(Some(&[&number(count), " / ", &number(most)].concat()));
    }
    // Setting or removing an attribute with an ASCII name cannot fail.
    let _ = if count > most {
        input.set_attribute("aria-invalid", "true")
    } else {
        input.remove_attribute("aria-invalid")
    };
}

/// Dispatches an event on the widget's element. `detail` never contains personal data.
pub(crate) fn emit(root: &NodeRef, name: &str, detail: &[(&str, JsValue)]) {
    let Some(root) = root.get() else { return };
    let root = root.get_root_node();
    let Some(host) = root.dyn_ref::<ShadowRoot>().map(ShadowRoot::host) else {
        return;
    };
    let object = Object::new();
    for (key, value) in detail {
        // Setting a field of a new object cannot fail.
        let _ = Reflect::set(&object, &(*key).into(), value);
    }
    let init = CustomEventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_detail(&object);
    if let Ok(event) =
        CustomEvent::new_with_event_init_dict(&["undersigned:", name].concat(), &init)
    {
        // An exception in the page's listener is the page's problem.
        let _ = host.dispatch_event(&event);
    }
}

/// Stores what is kept of an attempt under its widget's name; the loader looks there too.
pub(crate) fn remember_attempt(name: &str, memory: &Memory) {
    if let Some(storage) = storage() {
        // Without storage, a reload shows the form again.
        let _ = storage.set_item(name, &memory.to_text());
    }
}

pub(crate) fn forget_attempt(name: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(name);
    }
}

thread_local! {
    static HELD: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Says that a box on this page has an attempt of its own, until it is dropped: another box of the same
/// declaration begins with an empty form, for another person.
pub(crate) struct HeldAttempt(String);

impl HeldAttempt {
    pub(crate) fn of(name: &str) -> Self {
        HELD.with_borrow_mut(|held| held.push(name.to_owned()));
        Self(name.to_owned())
    }

    pub(crate) fn is_on_page(name: &str) -> bool {
        HELD.with_borrow(|held| held.iter().any(|one| one == name))
    }
}

impl Drop for HeldAttempt {
    fn drop(&mut self) {
        HELD.with_borrow_mut(|held| {
            if let Some(at) = held.iter().position(|one| *one == self.0) {
                held.swap_remove(at);
            }
        });
    }
}

/// What is stored of an attempt at this server.
pub(crate) fn remembered_attempt(name: &str, server: &str) -> Option<Memory> {
    Memory::of_text(&storage()?.get_item(name).ok()??).filter(|memory| memory.server == server)
}

/// Forgets what was typed into a form and not sent, which `www/memory.js` stores under the names of its
/// widget and server.
pub(crate) fn forget_unsent(name: &str, server: &str) {
    if let Some(storage) = window().session_storage().ok().flatten() {
        let _ = storage.remove_item(&[name, " ", server].concat());
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// The page's address without its fragment.
pub(crate) fn page_url() -> String {
    let address = window().location().href().unwrap_or_default();
    address.split('#').next().unwrap_or_default().to_owned()
}

/// Address and title, as the loader determines them: it knows how a page may have overridden them.
pub(crate) fn page(known: &Function) -> Option<(String, String)> {
    let known: Array = known.call0(&JsValue::NULL).ok()?.dyn_into().ok()?;
    let title = known.get(1).as_string().unwrap_or_default();
    Some((known.get(0).as_string()?, title))
}

#[wasm_bindgen]
extern "C" {
    /// The address that shares on a network: its pattern with the values filled in, the text cut to the
    /// network's limit. Defined in `www/island.js`, which is appended to the glue, like the next two.
    pub(crate) fn filled(id: &str, pattern: &str, url: &str, text: &str) -> String;

    /// Fills in all links of a share bar.
    #[wasm_bindgen(js_name = relinked)]
    fn relinked_in(root: &web_sys::Node, url: &str, text: &str);

    /// An attribute of a widget's element, also where only the tag that the loader made it of has it;
    /// empty if there is none.
    #[wasm_bindgen(js_name = attribute)]
    fn attribute_of(root: &web_sys::Node, name: &str) -> String;

    /// Empties the details' form, as if it had not been used. Defined in `www/memory.js`, which is
    /// appended too, like the next two.
    #[wasm_bindgen(js_name = emptied)]
    fn emptied_in(root: &web_sys::Node);

    /// Puts a name on top of the list of names below the widget, if there is one.
    #[wasm_bindgen(js_name = listed)]
    fn listed_below(root: &web_sys::Node, name: &str);

    /// The words of `thanks-text`, and address and host of `thanks-url`, as far as there are any.
    #[wasm_bindgen(js_name = onward)]
    fn onward_of(root: &web_sys::Node, server: &str) -> Array;
}

/// Has the links of a share bar, which the server drew, share this.
pub(crate) fn relink(root: &NodeRef, url: &str, text: &str) {
    if let Some(root) = root.get() {
        relinked_in(&root, url, text);
    }
}

pub(crate) fn empty_form(root: &NodeRef) {
    if let Some(root) = root.get() {
        emptied_in(&root);
    }
}

pub(crate) fn list_name(root: &NodeRef, name: &str) {
    if let Some(root) = root.get() {
        listed_below(&root, name);
    }
}

/// What the site's editor gave for people who have signed.
pub(crate) fn editor_thanks(root: &NodeRef, server: &str) -> EditorThanks {
    let Some(root) = root.get() else {
        return EditorThanks::default();
    };
    let given = onward_of(&root, server);
    let part = |index| given.get(index).as_string().unwrap_or_default();
    EditorThanks {
        words: part(0),
        url: part(1),
        host: part(2),
    }
}

/// An attribute that the site editor gave the widget and that never reaches the server with a request for
/// it: `source`, `thanks-url`, `thanks-text`. Anybody who may write text on the page may have written
/// it, so it is only data.
pub(crate) fn attribute(root: &NodeRef, name: &str) -> String {
    root.get()
        .map(|root| attribute_of(&root, name))
        .unwrap_or_default()
}

pub(crate) fn print() {
    // A sandboxed frame may refuse.
    let _ = window().print();
}

pub(crate) fn open(url: &str) {
    let _ = window().open_with_url_and_target_and_features(url, "_blank", "noopener");
}

/// Whether the text was copied to the clipboard.
pub(crate) async fn copy(text: &str) -> bool {
    let navigator = window().navigator();
    if !Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|clipboard| clipboard.is_object()) {
        return false;
    }
    JsFuture::from(navigator.clipboard().write_text(text))
        .await
        .is_ok()
}

/// Whether the browser has a share sheet.
pub(crate) fn has_share_sheet() -> bool {
    Reflect::has(&window().navigator(), &"share".into()).unwrap_or(false)
}

/// Opens the system's share sheet.
pub(crate) async fn share(url: &str, text: &str) -> Shared {
    if !has_share_sheet() {
        return Shared::Impossible;
    }
    let navigator = window().navigator();
    let data = web_sys::ShareData::new();
    data.set_url(url);
    data.set_title(text);
    match JsFuture::from(navigator.share_with_data(&data)).await {
        Ok(_) => Shared::Done,
        Err(error) => {
            let name = Reflect::get(&error, &"name".into()).ok();
            match name.and_then(|name| name.as_string()).as_deref() {
                Some("AbortError") => Shared::Cancelled,
                _ => Shared::Impossible,
            }
        }
    }
}

/// The Mastodon server typed last, where the site has storage.
pub(crate) fn remembered_server() -> Option<String> {
    storage()?.get_item(SERVER_KEY).ok()?
}

pub(crate) fn remember_server(host: &str) {
    if let Some(storage) = storage() {
        // If storage is full, the widget just asks again next time.
        let _ = storage.set_item(SERVER_KEY, host);
    }
}
