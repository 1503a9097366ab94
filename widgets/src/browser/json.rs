//! Reads JSON in the browser, with the browser's own parser, and writes it.
//!
//! A JSON parser in the bundle would make up a sixth of it. A value that is missing or of another
//! type reads as empty, so a newer server does not break an older bundle.

use js_sys::{Array, Reflect};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};

use crate::form::Confirmation;
use crate::text::{Key, field_error};
use crate::view::{
    FormFields, Holder, Island, Layout, Moment, Panel, Place, Returned, SentEmail, SharePanel,
    SigningPanel, SigningStatus, SignupPanel, ThanksLink,
};
use crate::wire::{FieldProblem, Inbox};

/// A request's body as JSON. It is not written by `JSON.stringify`, which would save a kilobyte: old
/// libraries replace it, and give all arrays a `toJSON`. The compiler copies this function for each
/// type, so it does nothing else.
pub(crate) fn written(body: &impl Serialize) -> String {
    serde_json::to_string(body).unwrap_or_default()
}

/// A parsed JSON value.
pub(crate) struct Value(pub(crate) JsValue);

impl Value {
    pub(crate) fn parse(json: &str) -> Value {
        Value(js_sys::JSON::parse(json).unwrap_or(JsValue::NULL))
    }

    pub(crate) fn get(&self, key: &str) -> Value {
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
            ..Place::default()
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
            fields: FormFields::default(),
            reserve_in_text: false,
            holder: Holder::default(),
            thanks: self.maybe("thanks").map(|link| ThanksLink {
                text: link.text("text"),
                url: link.text("url"),
            }),
            signatories: Vec::new(),
        }
    }

    fn signup(&self) -> SignupPanel {
        SignupPanel {
            slug: self.text("slug"),
            title: self.text("title"),
            organisers: self.text("organisers"),
            holder: Holder::default(),
            topics: Vec::new(),
            fields: FormFields::default(),
        }
    }

    fn share(&self) -> SharePanel {
        SharePanel {
            url: self.text("url"),
            text: self.text("text"),
            networks: Vec::new(),
            // Only whether there are any: the server has drawn them.
            follow: vec![Default::default(); self.list("follow").len()],
            declaration: self.maybe_text("declaration"),
        }
    }

    fn moment(&self) -> Moment {
        match self.maybe("code") {
            Some(code) => Moment::Code {
                id: code.text("id"),
                email: code.text("email"),
                sent: code.get("sent").sent_email(),
            },
            None => {
                let message = |moment: Value| moment.text("message");
                if let Some(message) = self.maybe("thanks").map(message) {
                    Moment::Thanks { message }
                } else if let Some(message) = self.maybe("waits").map(message) {
                    Moment::Waits { message }
                } else {
                    Moment::Form
                }
            }
        }
    }

    /// How a requested email is recognised, from the props or a response.
    pub(crate) fn sent_email(&self) -> SentEmail {
        SentEmail {
            subject: self.text("subject"),
            inbox: self.maybe("inbox").map(|inbox| Inbox {
                provider: inbox.text("provider"),
                url: inbox.text("url"),
            }),
        }
    }

    /// What the server says when a code is right.
    pub(crate) fn confirmation(&self) -> Confirmation {
        Confirmation {
            count: self.number("count"),
            waits: !self.text("waits_for").is_empty(),
            message: self.text("message"),
            name: self.get("listed").text("name"),
            updates_token: self.text("updates_token"),
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
