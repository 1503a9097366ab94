//! Reads the server's responses in the browser, with the browser's own JSON parser.
//!
//! A JSON parser in the bundle would make up a sixth of it. A value that is missing or of another
//! type reads as empty, so a newer server does not break an older bundle.

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::text::{Key, field_error};
use crate::view::{
    Holder, Island, Layout, Moment, Panel, Place, Returned, SharePanel, SigningPanel,
    SigningStatus, SignupPanel, Topic,
};
use crate::wire::FieldProblem;

/// A parsed JSON value.
pub(crate) struct Value(pub(crate) JsValue);

impl Value {
    pub(crate) fn parse(json: &str) -> Value {
        Value(js_sys::JSON::parse(json).unwrap_or(JsValue::NULL))
    }

    fn get(&self, key: &str) -> Value {
        // A value that is not an object has no fields.
        Value(Reflect::get(&self.0, &key.into()).unwrap_or(JsValue::UNDEFINED))
    }

    fn maybe(&self, key: &str) -> Option<Value> {
        let value = self.get(key);
        (!value.0.is_undefined() && !value.0.is_null()).then_some(value)
    }

    fn string(&self) -> Option<String> {
        self.0.as_string()
    }

    pub(crate) fn text(&self, key: &str) -> String {
        self.get(key).string().unwrap_or_default()
    }

    fn maybe_text(&self, key: &str) -> Option<String> {
        self.get(key).string()
    }

    pub(crate) fn number(&self, key: &str) -> Option<u32> {
        self.get(key).0.as_f64().map(|number| number as u32)
    }

    fn list(&self, key: &str) -> Vec<Value> {
        match self.get(key).0.dyn_into::<Array>() {
            Ok(array) => array.iter().map(Value).collect(),
            Err(_) => Vec::new(),
        }
    }

    /// The errors of fields in a problem response.
    pub(crate) fn faults(&self) -> Vec<(String, Key)> {
        let read = |error: Value| {
            let field = error.text("field");
            let key = field_error(&field, &error.text("code"));
            (field, key)
        };
        self.list("errors").into_iter().map(read).collect()
    }

    /// The props of a widget, as written by `render`.
    pub(crate) fn island(&self) -> Option<Island> {
        let panel = self.get("panel");
        let panel = if let Some(panel) = panel.maybe("signature") {
            Panel::Signature(panel.signature())
        } else if let Some(panel) = panel.maybe("signup") {
            Panel::Signup(panel.signup())
        } else {
            Panel::Share(panel.maybe("share")?.share())
        };
        Some(Island {
            place: self.get("place").place(),
            panel,
            moment: self.get("moment").moment(),
            returned: self.get("returned").returned(),
        })
    }

    fn place(&self) -> Place {
        Place {
            server: self.text("server"),
            site: self.text("site"),
            lang: self.text("lang"),
            layout: match self.text("layout").as_str() {
                "compact" => Layout::Compact,
                _ => Layout::Full,
            },
            frame: None,
            form_token: String::new(),
        }
    }

    fn signature(&self) -> SigningPanel {
        let status = self.get("standing");
        SigningPanel {
            slug: self.text("slug"),
            title: self.text("title"),
            organisers: self.text("organisers"),
            status: if let Some(date) = status.maybe_text("closed") {
                SigningStatus::Closed(date)
            } else if let Some(date) = status.maybe_text("not_yet_open") {
                SigningStatus::NotYetOpen(date)
            } else {
                SigningStatus::Open
            },
            count: self.number("count").unwrap_or_default(),
            goal: self.number("goal"),
            text_lang: String::new(),
            principles: Vec::new(),
            holder: Holder::default(),
            signatories: Vec::new(),
        }
    }

    fn signup(&self) -> SignupPanel {
        let topic = |topic: Value| Topic {
            id: topic.text("id"),
            label: topic.text("label"),
        };
        SignupPanel {
            slug: self.text("slug"),
            title: self.text("title"),
            organisers: self.text("organisers"),
            holder: Holder::default(),
            topics: self.list("topics").into_iter().map(topic).collect(),
        }
    }

    fn share(&self) -> SharePanel {
        let networks = self.list("networks");
        let follow = |pair: Value| (pair.text("0"), pair.text("1"));
        SharePanel {
            url: self.text("url"),
            text: self.text("text"),
            networks: networks.iter().filter_map(Value::string).collect(),
            follow: self.list("follow").into_iter().map(follow).collect(),
            declaration: self.maybe_text("declaration"),
        }
    }

    fn moment(&self) -> Moment {
        match self.maybe("code") {
            Some(code) => Moment::Code {
                id: code.text("id"),
                email: code.text("email"),
            },
            None => match self.string().as_deref() {
                Some("thanks") => Moment::Thanks,
                Some("waits") => Moment::Waits,
                _ => Moment::Form,
            },
        }
    }

    fn returned(&self) -> Returned {
        let error = |error: Value| FieldProblem {
            field: error.text("field"),
            code: error.text("code"),
            message: String::new(),
        };
        Returned {
            values: Vec::new(),
            errors: self.list("errors").into_iter().map(error).collect(),
            problem: self.maybe_text("problem"),
            check: None,
        }
    }
}
