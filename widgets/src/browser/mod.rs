//! What only a browser can do: requests, focus, events, clipboard, share sheet, storage. Only this
//! file, `mount` and `reactions` use `web_sys`. Any of these may be missing or refused (a sandboxed
//! frame, an old browser, plain HTTP), so we rely on none.

pub(crate) mod json;
pub mod mount;
pub(crate) mod reactions;

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
use crate::signatures::reservations;
use crate::text::{Key, Text};
use json::Value;

/// A request without a response after this time counts as lost; a retry is safe.
const PATIENCE_MS: u32 = 30_000;

const SERVER_KEY: &str = "undersigned:mastodon";

/// Why a request failed: an API code or `offline`, and the errors of fields.
pub(crate) struct RequestError {
    pub(crate) code: String,
    pub(crate) faults: Vec<(String, Key)>,
}

/// How the share sheet was closed.
pub(crate) enum Shared {
    Done,
    Cancelled,
    Impossible,
}

/// The target of an event.
pub(crate) type Target = Option<web_sys::EventTarget>;

/// Must be called while the event is being dispatched: afterwards, the browser hides targets inside
/// a shadow root.
pub(crate) fn target(event: &web_sys::Event) -> Target {
    event.target()
}

fn window() -> Window {
    web_sys::window().expect("a widget lives in a window")
}

/// Sends JSON, or an empty body, and returns a successful response.
pub(crate) async fn send(
    method: &str,
    url: String,
    key: String,
    body: String,
) -> Result<Value, RequestError> {
    let (status, answer) = match fetch(method, &url, &key, &body).await {
        Ok(answered) => answered,
        Err(_) => (0, Value(JsValue::NULL)),
    };
    if matches!(status, 200..400) {
        return Ok(answer);
    }
    let mut code = answer.text("code");
    if code.is_empty() {
        // There was no response, or something between us and the server answered in its own format.
        code.push_str(match status {
            0 => "offline",
            429 => "too_many_requests",
            502..=504 => "unavailable",
            _ => "internal",
        });
    }
    Err(RequestError {
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
    // A share is counted while the page is already unloading.
    Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE)?;
    init.set_credentials(web_sys::RequestCredentials::Omit);
    if Reflect::has(&js_sys::global(), &"AbortSignal".into())? {
        init.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE_MS)));
    }
    let response = JsFuture::from(window().fetch_with_str_and_init(url, &init)).await?;
    let response: Response = response.unchecked_into();
    let answer = match response.status() {
        204 => JsValue::NULL,
        // A truncated body is an error; one that is not JSON counts as empty.
        _ => JsFuture::from(response.json()?)
            .await
            .unwrap_or(JsValue::NULL),
    };
    Ok((response.status(), Value(answer)))
}

/// Milliseconds; meaningful only in comparison with each other.
pub(crate) fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// A unique idempotency key: a UUIDv7 (RFC 9562), since the server finds keys faster that come in the
/// order of their times. It is not a secret, and `crypto.randomUUID` makes others and is missing on
/// plain HTTP.
pub(crate) fn fresh_key() -> String {
    let random = || (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    let now_ms = now_ms() as u64;
    let parts = [
        (now_ms >> 16) as u32,
        (now_ms as u32) << 16 | 0x7000 | random() >> 20,
        0x8000_0000 | random() >> 2,
        random(),
    ];
    let mut key = String::new();
    for part in parts {
        for nibble in (0..8).rev() {
            let digit = (part >> (nibble * 4)) & 15;
            key.push(char::from_digit(digit, 16).unwrap_or('0'));
        }
    }
    key
}

/// The value of a hidden field that a selector finds in the widget; empty where there is none.
pub(crate) fn hidden_value(root: &NodeRef, selector: &str) -> String {
    let value = found(root, selector).and_then(|field| field.get_attribute("value"));
    value.unwrap_or_default()
}

/// Focuses the element that a selector finds in the widget, and selects the text of a read-only
/// field. A message is only scrolled into view: screen readers announce it when it changes, and the
/// focus stays on the button. A field is too, because WebKit scrolls only its caret into view.
pub(crate) fn focus(root: &NodeRef, selector: &str) {
    if let Some(element) = found(root, selector) {
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

/// The first element of the widget that a selector finds.
pub(crate) fn found(root: &NodeRef, selector: &str) -> Option<web_sys::Element> {
    let root = root.cast::<web_sys::Element>()?;
    root.query_selector(selector).ok().flatten()
}

/// Reduces a code field to the code, so a code pasted with spaces or words around it fills the six
/// tiles. An incomplete code keeps its digits.
pub(crate) fn keep_digits(input: &HtmlInputElement) {
    // Checks the attribute, which every element has: other sites' elements may dispatch input
    // events too, and reading a property that is missing would crash the bundle.
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

/// Listens for the visitor's return to the page, until it is dropped.
pub(crate) struct Seeing(Closure<dyn Fn()>);

/// The events to listen for; `pageshow` covers a page restored from the back/forward cache.
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
            // On the window, which also receives the document's events.
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

/// Stores the id of an attempt under its widget's name, until it is confirmed or expires.
pub(crate) fn remember_attempt(name: &str, id: &str) {
    if let Some(storage) = storage() {
        // Without storage, only the server's own page shows the thanks.
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

/// Address and title, as the loader determines them: it knows how a page may have overridden them.
pub(crate) fn page(known: &Function) -> Option<(String, String)> {
    let known: Array = known.call0(&JsValue::NULL).ok()?.dyn_into().ok()?;
    let title = known.get(1).as_string().unwrap_or_default();
    Some((known.get(0).as_string()?, title))
}

/// Whether the page is in a frame.
pub(crate) fn framed() -> bool {
    let window = window();
    window.top().ok().flatten() != Some(window)
}

#[wasm_bindgen]
extern "C" {
    /// As much of a text as a network accepts beside an address. Defined in `www/island.js`, which
    /// is appended to the glue.
    pub(crate) fn fitting(id: &str, url: &str, text: &str) -> String;
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
