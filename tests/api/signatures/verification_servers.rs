//! What an organisation publishes for its verification: a website with one file, and a name server
//! with a few TXT records; both count their requests.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{Router, http::StatusCode, response::Redirect, routing::get};
use tokio::net::{TcpListener, UdpSocket};

/// A website with one file.
pub(crate) struct Website {
    pub(crate) address: SocketAddr,
    serves: Arc<Mutex<(Serves, usize)>>,
}

pub(crate) enum Serves {
    Nothing,
    Text(String),
    Elsewhere(String),
}

impl Website {
    pub(crate) async fn start() -> Website {
        let serves = Arc::new(Mutex::new((Serves::Nothing, 0)));
        let shared = serves.clone();
        let respond = move || {
            let mut serves = shared.lock().expect("no thread panics holding it");
            serves.1 += 1;
            let respond = match &serves.0 {
                Serves::Nothing => Err(StatusCode::NOT_FOUND),
                Serves::Text(text) => Ok(Ok(text.clone())),
                Serves::Elsewhere(url) => Ok(Err(Redirect::temporary(url))),
            };
            async move { respond }
        };
        let routes = Router::new().route("/.well-known/undersigned.txt", get(respond));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Website { address, serves }
    }

    pub(crate) fn serves(&self, what: Serves) {
        self.serves.lock().expect("no thread panics holding it").0 = what;
    }

    pub(crate) fn asked(&self) -> usize {
        self.serves.lock().expect("no thread panics holding it").1
    }
}

/// Names with their texts, and the number of queries.
type Records = (Vec<(String, String)>, usize);

/// A name server that knows a few TXT records, and counts its queries.
pub(crate) struct NameServer {
    pub(crate) address: SocketAddr,
    records: Arc<Mutex<Records>>,
}

impl NameServer {
    pub(crate) async fn start() -> NameServer {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a free port");
        let address = socket.local_addr().expect("an address");
        let records = Arc::new(Mutex::new((Vec::new(), 0)));
        let shared = records.clone();
        tokio::spawn(async move {
            let mut packet = [0; 1500];
            while let Ok((size, asker)) = socket.recv_from(&mut packet).await {
                let respond = respond(&packet[..size], &shared);
                // The client may have gone; the next one is answered all the same.
                _ = socket.send_to(&respond, asker).await;
            }
        });
        NameServer { address, records }
    }

    pub(crate) fn publish(&self, name: &str, text: &str) {
        let mut records = self.records.lock().expect("no thread panics holding it");
        records.0.retain(|(one, _)| one != name);
        records.0.push((name.to_owned(), text.to_owned()));
    }

    pub(crate) fn asked(&self) -> usize {
        self.records.lock().expect("no thread panics holding it").1
    }
}

/// A DNS response (RFC 1035) to a packet with one question: its TXT records, or that there are
/// none.
fn respond(packet: &[u8], records: &Mutex<Records>) -> Vec<u8> {
    let (mut at, mut labels) = (12, Vec::new());
    while packet[at] != 0 {
        let size = usize::from(packet[at]);
        labels.push(String::from_utf8_lossy(&packet[at + 1..=at + size]).to_ascii_lowercase());
        at += size + 1;
    }
    let question = &packet[12..at + 5];
    let asks_txt = packet[at + 1..at + 3] == [0, 16];
    let name = labels.join(".");
    let mut records = records.lock().expect("no thread panics holding it");
    records.1 += 1;
    let found: Vec<&String> = if asks_txt {
        records
            .0
            .iter()
            .filter(|(one, _)| *one == name)
            .map(|(_, text)| text)
            .collect()
    } else {
        Vec::new()
    };
    // A response from a server that has the name, or NXDOMAIN.
    let flags = if found.is_empty() {
        [0x81, 0x83]
    } else {
        [0x81, 0x80]
    };
    let mut respond = vec![packet[0], packet[1], flags[0], flags[1], 0, 1, 0];
    respond.push(u8::try_from(found.len()).expect("a few records"));
    respond.extend([0, 0, 0, 0]);
    respond.extend(question);
    for text in found {
        let size = u8::try_from(text.len()).expect("a short line");
        // The name of the question, TXT, IN, a minute; then one string.
        respond.extend([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, size + 1, size]);
        respond.extend(text.as_bytes());
    }
    respond
}
