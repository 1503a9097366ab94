//! The one function that the loader calls: it hydrates what the server drew.

use wasm_bindgen::prelude::*;

use crate::browser::json::Value;
use crate::text::Text;
use crate::widget::{Props, Widget};

/// Hydrates an island and returns the function that unmounts it. The DOM nodes stay, with
/// everything the visitor typed. Yew hydrates in steps so that the page is not blocked: `ready` is
/// called after the last step, when the widget listens. `page` returns the address and title to
/// share at that moment. `around` is the tree that the island is in, or will be in.
#[wasm_bindgen]
pub fn hydrate(
    island: web_sys::Element,
    props: &str,
    text: js_sys::Array,
    ready: js_sys::Function,
    page: js_sys::Function,
    around: web_sys::ShadowRoot,
) -> Result<JsValue, JsValue> {
    let island_props = Value::parse(props).island();
    let props = Props {
        island: island_props.ok_or("the fragment has no props")?,
        text: Text::new(text.iter().filter_map(|texts| texts.as_string()).collect()),
        ready,
        page,
        around,
    };
    let handle = yew::Renderer::<Widget>::with_root_and_props(island, props).hydrate();
    Ok(Closure::once_into_js(move || handle.destroy()))
}
