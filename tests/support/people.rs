//! Made-up people, each with an address that is unique in the run.

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use super::campaign::ALLY;

#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) postcode: String,
}

impl Person {
    pub(crate) fn named(name: &str) -> Person {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        // The mail server is shared within a run, so each address is made unique.
        Person {
            name: name.to_owned(),
            email: format!("visitor-{number}.quillfeather@people.example"),
            postcode: format!("QF{number} 7ZX"),
        }
    }

    /// The body of a signature, as the widget on the allied page sends it.
    pub(crate) fn signature(&self) -> Value {
        json!({
            "kind": "person",
            "name": self.name,
            "email": self.email,
            "postcode": self.postcode,
            "public": "full",
            "updates": false,
            "lang": "en",
            "site": ALLY,
            "page_url": format!("{ALLY}/an-article"),
        })
    }

    /// The body of a subscription.
    pub(crate) fn subscription(&self) -> Value {
        json!({
            "email": self.email,
            "name": self.name,
            "topics": ["meetings"],
            "lang": "en",
            "site": ALLY,
            "page_url": format!("{ALLY}/an-article"),
        })
    }

    /// What must never be in a log.
    pub(crate) fn private_words(&self) -> Vec<String> {
        let (local_part, _) = self.email.split_once('@').expect("an address has an @");
        vec![
            self.name.clone(),
            local_part.to_owned(),
            self.postcode.clone(),
        ]
    }
}
