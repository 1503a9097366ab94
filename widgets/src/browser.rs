//! What only a browser can do, and the only file besides `mount` and `reactions` that says
//! `web_sys`: requests, focus, events, clipboard, share sheet, memory. Every one of these may be
//! missing or refused (a sandboxed frame, an old browser, plain HTTP), so none is trusted to work.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, CustomEvent, CustomEventInit, HtmlInputElement, RequestInit, Response, ShadowRoot,
    Window,
};
use yew::NodeRef;

use crate::fields::{Code, Note};
use crate::json::Value;
use crate::reservations;
use crate::text::{Key, Text};

/// A request that has no answer by then counts as lost; trying again is safe.
const PATIENCE_MS: u32 = 30_000;

const SERVER_KEY: &str = "undersigned:mastodon";

/// Why there is no good answer: a code of the API or `offline`, and the faults of fields.
pub(crate) struct Refusal {
    pub(crate) code: String,
    pub(crate) faults: Vec<(String, Key)>,
}

/// How a share sheet was left.
pub(crate) enum Shared {
    Done,
    Cancelled,
    Impossible,
}

/// What an event happened to.
pub(crate) type Target = Option<web_sys::EventTarget>;

/// Asked while the event is under way: once it is over, a browser tells nobody what it happened to
/// inside a shadow root.
pub(crate) fn target(event: &web_sys::Event) -> Target {
    event.target()
}

fn window() -> Window {
    web_sys::window().expect("a widget lives in a window")
}

/// Sends JSON, or nothing to be read from, and gives back a good answer.
pub(crate) async fn send(
    method: &str,
    url: String,
    key: String,
    body: String,
) -> Result<Value, Refusal> {
    let (status, answer) = match fetch(method, &url, &key, &body).await {
        Ok(answered) => answered,
        Err(_) => (0, Value(JsValue::NULL)),
    };
    if matches!(status, 200..400) {
        return Ok(answer);
    }
    let mut code = answer.text("code");
    if code.is_empty() {
        // Nobody answered, or something between us and the server in words of its own.
        code.push_str(match status {
            0 => "offline",
            429 => "too_many_requests",
            502..=504 => "unavailable",
            _ => "internal",
        });
    }
    Err(Refusal {
        code,
        faults: answer.faults(),
    })
}

async fn fetch(method: &str, url: &str, key: &str, body: &str) -> Result<(u16, Value), JsValue> {
    let header = |name: &str, value: &str| Array::of2(&name.into(), &value.into());
    let init = RequestInit::new();
    init.set_method(method);
    if !body.is_empty() {
        init.set_body(&body.into());
        init.set_headers(&Array::of2(
            &header("Content-Type", "application/json"),
            &header("Idempotency-Key", key),
        ));
    }
    // A share is counted while the page is already leaving.
    Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE)?;
    init.set_credentials(web_sys::RequestCredentials::Omit);
    if Reflect::has(&js_sys::global(), &"AbortSignal".into())? {
        init.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE_MS)));
    }
    let response = JsFuture::from(window().fetch_with_str_and_init(url, &init)).await?;
    let response: Response = response.unchecked_into();
    let answer = match response.status() {
        204 => JsValue::NULL,
        // A body that is cut off is no answer; one that is no JSON says nothing.
        _ => JsFuture::from(response.json()?)
            .await
            .unwrap_or(JsValue::NULL),
    };
    Ok((response.status(), Value(answer)))
}

/// Milliseconds, to be compared with one another alone.
pub(crate) fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// A key nobody else makes. It is no secret, and `crypto.randomUUID` is missing on plain HTTP.
pub(crate) fn fresh_key() -> String {
    let mut key = String::new();
    for _ in 0..4 {
        let part = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
        for nibble in 0..8 {
            let digit = (part >> (nibble * 4)) & 15;
            key.push(char::from_digit(digit, 16).unwrap_or('0'));
        }
    }
    key
}

/// Focuses what a selector finds in the widget; the text of a read-only field is selected. A message
/// is brought into view alone: it is read out as it changes, and the focus stays on the button.
pub(crate) fn focus(root: &NodeRef, selector: &str) {
    let found = root
        .cast::<web_sys::Element>()
        .and_then(|root| root.query_selector(selector).ok().flatten());
    if let Some(element) = found {
        if element.has_attribute("role") {
            let nearest = web_sys::ScrollIntoViewOptions::new();
            nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
            return element.scroll_into_view_with_scroll_into_view_options(&nearest);
        }
        let input: HtmlInputElement = element.unchecked_into();
        // A refused focus is no fault.
        let _ = input.focus();
        if input.has_attribute("readonly") {
            input.select();
        }
    }
}

/// Leaves only the code in its field, so that one pasted with a space or with words around it fills
/// the six tiles; the digits of one that is not whole yet.
pub(crate) fn keep_digits(input: &HtmlInputElement) {
    // By the attribute, which every element has: others may tell of typing in elements of their own, and a
    // property that is not there would end the bundle.
    if input.get_attribute("class").as_deref() != Some("six") {
        return;
    }
    let typed = input.value();
    let digits = match Code::parse(&typed) {
        Ok(code) => code.as_str().to_owned(),
        Err(_) => Code::digits(&typed),
    };
    if digits != typed {
        input.set_value(&digits);
    }
}

/// Says behind a reservation how long it is, and marks it when it is too long. The browser knows its
/// field by its name alone, since the server drew it.
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
    // An attribute of plain ASCII can be set and taken away.
    let _ = match count > most {
        true => input.set_attribute("aria-invalid", "true"),
        false => input.remove_attribute("aria-invalid"),
    };
}

/// Dispatches an event on the widget's element. `detail` never holds anything about a person.
pub(crate) fn emit(root: &NodeRef, name: &str, detail: &[(&str, JsValue)]) {
    let Some(root) = root.get() else { return };
    let root = root.get_root_node();
    let Some(host) = root.dyn_ref::<ShadowRoot>().map(ShadowRoot::host) else {
        return;
    };
    let object = Object::new();
    for (key, value) in detail {
        // Setting a field of a fresh object cannot fail.
        let _ = Reflect::set(&object, &(*key).into(), value);
    }
    let init = CustomEventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_detail(&object);
    if let Ok(event) =
        CustomEvent::new_with_event_init_dict(&["undersigned:", name].concat(), &init)
    {
        // A listener of the page that throws is the page's business.
        let _ = host.dispatch_event(&event);
    }
}

/// Listens for the moments at which a visitor is back at the page, as long as it is kept.
pub(crate) struct Seeing(Closure<dyn Fn()>);

/// Where each is heard of; a page from the browser's cache of whole pages tells it by the second.
const MOMENTS: [&str; 2] = ["visibilitychange", "pageshow"];

impl Seeing {
    pub(crate) fn new(tell: impl Fn() + 'static) -> Seeing {
        let hidden = || {
            window()
                .document()
                .is_some_and(|document| document.hidden())
        };
        let seeing = Seeing(Closure::new(move || {
            if !hidden() {
                tell();
            }
        }));
        for moment in MOMENTS {
            // At the window, which hears of its document's moments too.
            let heard = seeing.0.as_ref().unchecked_ref();
            let _ = window().add_event_listener_with_callback(moment, heard);
        }
        seeing
    }
}

impl Drop for Seeing {
    fn drop(&mut self) {
        for moment in MOMENTS {
            let heard = self.0.as_ref().unchecked_ref();
            let _ = window().remove_event_listener_with_callback(moment, heard);
        }
    }
}

/// Keeps the id of an attempt under the name of its widget, until it is confirmed or gone.
pub(crate) fn remember_attempt(name: &str, id: &str) {
    if let Some(storage) = storage() {
        // Without it the server's own page thanks alone.
        let _ = storage.set_item(name, id);
    }
}

pub(crate) fn forget_attempt(name: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(name);
    }
}

pub(crate) fn remembered_attempt(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// The page's address without its fragment.
pub(crate) fn page_url() -> String {
    let address = window().location().href().unwrap_or_default();
    address.split('#').next().unwrap_or_default().to_owned()
}

/// Address and title, as the loader finds them: it knows what a page may have put in the way.
pub(crate) fn page(known: &Function) -> Option<(String, String)> {
    let known: Array = known.call0(&JsValue::NULL).ok()?.dyn_into().ok()?;
    let title = known.get(1).as_string().unwrap_or_default();
    Some((known.get(0).as_string()?, title))
}

/// Whether the page stands in a frame.
pub(crate) fn framed() -> bool {
    let window = window();
    window.top().ok().flatten() != Some(window)
}

#[wasm_bindgen]
extern "C" {
    /// As much of a text as a network takes beside an address; in `www/island.js`, which stands behind
    /// the glue.
    pub(crate) fn fitting(id: &str, url: &str, text: &str) -> String;
}

pub(crate) fn print() {
    // A sandboxed frame may refuse.
    let _ = window().print();
}

pub(crate) fn open(url: &str) {
    let _ = window().open_with_url_and_target_and_features(url, "_blank", "noopener");
}

/// Whether the clipboard took the text.
pub(crate) async fn copy(text: &str) -> bool {
    let navigator = window().navigator();
    if !Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|clipboard| clipboard.is_object()) {
        return false;
    }
    JsFuture::from(navigator.clipboard().write_text(text))
        .await
        .is_ok()
}

/// Opens the system's share sheet.
pub(crate) async fn share(url: &str, text: &str) -> Shared {
    let navigator = window().navigator();
    if !Reflect::has(&navigator, &"share".into()).unwrap_or(false) {
        return Shared::Impossible;
    }
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

/// The Mastodon server typed last, where this site has a storage.
pub(crate) fn remembered_server() -> Option<String> {
    storage()?.get_item(SERVER_KEY).ok()?
}

pub(crate) fn remember_server(host: &str) {
    if let Some(storage) = storage() {
        // A full storage only means to be asked again.
        let _ = storage.set_item(SERVER_KEY, host);
    }
}
