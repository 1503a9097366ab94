//! A proxy between browser and server that does what networks do: delays responses, breaks
//! connections off, loses responses whose requests arrived. It also does what a compromised server
//! does: it changes the bytes of a response. It records every request.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// What happens to requests whose first line (`GET /path`) contains the given words.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fault {
    /// The response is held back until the fault ends.
    Hold,
    /// The connection ends before the server has received anything.
    BreakOff,
    /// The server handles the request, and its response is lost.
    LoseResponse,
    /// The first occurrence of these words in the response body is replaced.
    Change(&'static str, &'static str),
}

pub(crate) struct FaultyProxy {
    /// The server's origin, for browsers.
    pub(crate) url: String,
    server: watch::Sender<Option<String>>,
    faults: watch::Sender<Vec<(String, Fault)>>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl FaultyProxy {
    pub(crate) async fn start() -> FaultyProxy {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let (server, target) = watch::channel(None);
        let (faults, faulty) = watch::channel(Vec::new());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let connection = Connection {
            target,
            faulty,
            requests: requests.clone(),
        };
        tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                let connection = connection.clone();
                // A browser that disconnects half way is not a fault.
                tokio::spawn(async move { connection.pass(browser).await });
            }
        });
        FaultyProxy {
            url: format!("http://127.0.0.1:{port}"),
            server,
            faults,
            requests,
        }
    }

    pub(crate) fn forward_to(&self, url: &str) {
        let address = url.trim_start_matches("http://").to_owned();
        self.server.send_replace(Some(address));
    }

    pub(crate) fn add_fault(&self, words: &str, fault: Fault) {
        self.faults
            .send_modify(|faults| faults.push((words.to_owned(), fault)));
    }

    /// Ends all faults; held responses continue.
    pub(crate) fn end_faults(&self) {
        self.faults.send_replace(Vec::new());
    }

    /// First lines of the requests so far that contain these words.
    pub(crate) fn requests_for(&self, words: &str) -> Vec<String> {
        let requests = self.requests.lock().expect("no thread panics holding it");
        let requests = requests.iter().filter(|line| line.contains(words));
        requests.cloned().collect()
    }
}

#[derive(Clone)]
struct Connection {
    target: watch::Receiver<Option<String>>,
    faulty: watch::Receiver<Vec<(String, Fault)>>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Connection {
    async fn pass(mut self, mut browser: TcpStream) -> Option<()> {
        let request = Request::read(&mut browser).await?;
        let line = request.line.clone();
        self.requests
            .lock()
            .expect("no thread panics holding it")
            .push(line.clone());
        let met = |faults: &Vec<(String, Fault)>, fault: Fault| {
            let mut faults = faults.iter();
            faults.any(|(words, kind)| *kind == fault && line.contains(words))
        };
        if met(&self.faulty.borrow(), Fault::BreakOff) {
            return None;
        }
        let held = |faults: &Vec<(String, Fault)>| !met(faults, Fault::Hold);
        self.faulty.wait_for(held).await.ok()?;

        let server = self.target.wait_for(Option::is_some).await.ok()?.clone()?;
        let mut server = TcpStream::connect(server).await.ok()?;
        let changed = self
            .faulty
            .borrow()
            .iter()
            .find_map(|(words, kind)| match kind {
                Fault::Change(from, to) if line.contains(words) => Some((*from, *to)),
                _ => None,
            });
        let bytes = if changed.is_some() {
            request.plain()
        } else {
            request.bytes
        };
        server.write_all(&bytes).await.ok()?;
        let mut response = Vec::new();
        server.read_to_end(&mut response).await.ok()?;
        if let Some((from, to)) = changed {
            response = with_replaced_bytes(&response, from, to);
        }
        if met(&self.faulty.borrow(), Fault::LoseResponse) {
            return None;
        }
        browser.write_all(&response).await.ok()?;
        browser.shutdown().await.ok()
    }
}

/// One request, changed so that its connection carries one response.
struct Request {
    line: String,
    bytes: Vec<u8>,
}

impl Request {
    async fn read(browser: &mut TcpStream) -> Option<Request> {
        let mut bytes = Vec::new();
        let end = loop {
            if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            if browser.read_buf(&mut bytes).await.ok()? == 0 {
                return None;
            }
        };
        let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
        let mut body = bytes.split_off(end);
        let length = header(&head, "content-length").map_or(0, |value| value.parse().unwrap_or(0));
        while body.len() < length {
            if browser.read_buf(&mut body).await.ok()? == 0 {
                return None;
            }
        }
        let kept: Vec<_> = head
            .trim_end()
            .split("\r\n")
            .filter(|line| !line.to_lowercase().starts_with("connection:"))
            .collect();
        let head = format!("{}\r\nConnection: close\r\n\r\n", kept.join("\r\n"));
        Some(Request {
            line: kept[0].trim_end_matches(" HTTP/1.1").to_owned(),
            bytes: [head.into_bytes(), body].concat(),
        })
    }

    /// The same, without headers that allow a compressed or not-modified response.
    fn plain(&self) -> Vec<u8> {
        let text = String::from_utf8_lossy(&self.bytes);
        let kept: Vec<_> = text
            .split("\r\n")
            .filter(|line| {
                let line = line.to_lowercase();
                !line.starts_with("accept-encoding:") && !line.starts_with("if-none-match:")
            })
            .collect();
        kept.join("\r\n").into_bytes()
    }
}

/// The response with one phrase in its body replaced and its length corrected.
fn with_replaced_bytes(response: &[u8], from: &str, to: &str) -> Vec<u8> {
    let place = |bytes: &[u8], words: &str| {
        let mut windows = bytes.windows(words.len());
        windows.position(|window| window == words.as_bytes())
    };
    let end = place(response, "\r\n\r\n").expect("an answer has a head") + 4;
    let (head, body) = response.split_at(end);
    // A response that was not modified, or lacks the phrase, passes unchanged.
    let Some(at) = place(body, from) else {
        return response.to_vec();
    };
    let body = [&body[..at], to.as_bytes(), &body[at + from.len()..]].concat();
    let head = String::from_utf8_lossy(head);
    let kept: Vec<_> = head
        .trim_end()
        .split("\r\n")
        .filter(|line| !line.to_lowercase().starts_with("content-length:"))
        .collect();
    let head = format!(
        "{}\r\nContent-Length: {}\r\n\r\n",
        kept.join("\r\n"),
        body.len()
    );
    [head.into_bytes(), body].concat()
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.split("\r\n");
    lines.find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}
