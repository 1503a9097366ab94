//! Counts the traffic between the browser and our server, as the browser's network events report
//! it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use anyhow::{Result, ensure};
use serde_json::Value;
use thirtyfour::cdp::RawEvent;
use tokio::sync::broadcast::{Receiver, error::RecvError};

#[derive(Clone, Default)]
pub(crate) struct Wire(Arc<Mutex<Counted>>);

#[derive(Default)]
struct Counted {
    /// By the browser's request id.
    ours: HashMap<String, Fetched>,
    missed: u64,
}

#[derive(Default)]
struct Fetched {
    /// Relative to the server's root.
    path: String,
    bytes: f64,
}

/// Requests, and bytes including the responses' headers.
#[derive(Clone, Copy, Default)]
pub(crate) struct Weight {
    pub(crate) requests: f64,
    pub(crate) bytes: f64,
}

impl Wire {
    /// Counts traffic to this origin until the browser is closed.
    pub(crate) fn watch(origin: &str, mut events: Receiver<RawEvent>) -> Wire {
        let wire = Wire::default();
        let (counting, origin) = (wire.clone(), origin.to_owned());
        tokio::spawn(async move {
            loop {
                match events.recv().await {
                    Ok(event) => counting.count(&origin, &event.method, &event.params),
                    Err(RecvError::Lagged(events)) => counting.locked().missed += events,
                    Err(RecvError::Closed) => return,
                }
            }
        });
        wire
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, Counted> {
        self.0.lock().expect("nobody panics holding it")
    }

    fn count(&self, origin: &str, method: &str, event: &Value) {
        let mut counted = self.locked();
        let id = event["requestId"].as_str().unwrap_or_default();
        let address = event["request"]["url"].as_str().unwrap_or_default();
        let from_disk = event["response"]["fromDiskCache"] == true;
        match (method, address.strip_prefix(origin)) {
            ("Network.requestWillBeSent", Some(path)) if path.starts_with('/') => {
                let path = path.to_owned();
                counted
                    .ours
                    .insert(id.to_owned(), Fetched { path, bytes: 0.0 });
            }
            ("Network.requestServedFromCache", _) => _ = counted.ours.remove(id),
            ("Network.responseReceived", _) if from_disk => _ = counted.ours.remove(id),
            ("Network.loadingFinished", _) => {
                if let Some(fetched) = counted.ours.get_mut(id) {
                    fetched.bytes = event["encodedDataLength"].as_f64().unwrap_or_default();
                }
            }
            _ => {}
        }
    }

    /// The weight of everything fetched so far from matching paths.
    pub(crate) fn weight(&self, of: impl Fn(&str) -> bool) -> Result<Weight> {
        let counted = self.locked();
        ensure!(counted.missed == 0, "the browser told more than was heard");
        let mut weight = Weight::default();
        for fetched in counted.ours.values().filter(|fetched| of(&fetched.path)) {
            ensure!(fetched.bytes > 0.0, "{} did not come", fetched.path);
            weight.requests += 1.0;
            weight.bytes += fetched.bytes;
        }
        Ok(weight)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Wire;

    #[test]
    fn cached_and_third_party_responses_are_not_counted() {
        let wire = Wire::default();
        let told = |method: &str, event| wire.count("http://a.test", method, &event);
        for (id, url) in [
            ("1", "http://a.test/undersigned.js"),
            ("2", "http://a.test/assets/0/widgets.js"),
            ("3", "http://a.test.example/"),
            ("4", "http://a.test/assets/0/text-en.json"),
        ] {
            let request = json!({"requestId": id, "request": {"url": url}});
            told("Network.requestWillBeSent", request);
        }
        let cached = json!({"requestId": "2", "response": {"fromDiskCache": true}});
        told("Network.responseReceived", cached);
        told("Network.requestServedFromCache", json!({"requestId": "4"}));
        for id in ["1", "2", "3"] {
            let done = json!({"requestId": id, "encodedDataLength": 700});
            told("Network.loadingFinished", done);
        }
        let weight = wire.weight(|_| true).expect("all was heard");
        assert_eq!((weight.requests, weight.bytes), (1.0, 700.0));
        let weight = wire.weight(|path| path.starts_with("/assets/"));
        assert_eq!(weight.expect("all was heard").requests, 0.0);
    }
}
