//! What travels between the browser and our server: counted as the browser's network tells it.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
};

use serde_json::Value;
use thirtyfour::cdp::RawEvent;
use tokio::sync::broadcast::{Receiver, error::RecvError};

#[derive(Clone, Default)]
pub(crate) struct Wire(Arc<Mutex<Counted>>);

#[derive(Default)]
struct Counted {
    ours: HashSet<String>,
    requests: u32,
    bytes: f64,
}

impl Wire {
    /// Counts what goes to this origin until the browser is closed.
    pub(crate) fn watch(origin: &str, mut events: Receiver<RawEvent>) -> Wire {
        let wire = Wire::default();
        let (counting, origin) = (wire.clone(), format!("{origin}/"));
        tokio::spawn(async move {
            loop {
                match events.recv().await {
                    Ok(event) => counting.count(&origin, &event.method, &event.params),
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return,
                }
            }
        });
        wire
    }

    fn count(&self, origin: &str, method: &str, event: &Value) {
        let mut counted = self.0.lock().expect("nobody panics holding it");
        let id = event["requestId"].as_str().unwrap_or_default();
        let address = event["request"]["url"].as_str().unwrap_or_default();
        match method {
            "Network.requestWillBeSent" if address.starts_with(origin) => {
                counted.ours.insert(id.to_owned());
                counted.requests += 1;
            }
            "Network.requestServedFromCache" if counted.ours.remove(id) => counted.requests -= 1,
            "Network.loadingFinished" if counted.ours.contains(id) => {
                counted.bytes += event["encodedDataLength"].as_f64().unwrap_or_default();
            }
            _ => {}
        }
    }

    /// Requests, and bytes with the answers' headers.
    pub(crate) fn weight(&self) -> (f64, f64) {
        let counted = self.0.lock().expect("nobody panics holding it");
        (f64::from(counted.requests), counted.bytes)
    }
}
