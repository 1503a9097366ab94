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
pub(crate) enum Trouble {
    /// The response is held back until the fault ends.
    Hold,
    /// The connection ends before the server has received anything.
    BreakOff,
    /// The server handles the request, and its response is lost.
    LoseAnswer,
    /// The first occurrence of these words in the response body is replaced.
    Change(&'static str, &'static str),
}

pub(crate) struct Gate {
    /// The server's origin, for browsers.
    pub(crate) url: String,
    server: watch::Sender<Option<String>>,
    troubles: watch::Sender<Vec<(String, Trouble)>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Gate {
    pub(crate) async fn open() -> Gate {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let (server, leads_to) = watch::channel(None);
        let (troubles, troubled) = watch::channel(Vec::new());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let passage = Passage {
            leads_to,
            troubled,
            asked: asked.clone(),
        };
        tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                let passage = passage.clone();
                // A browser that disconnects half way is not a fault.
                tokio::spawn(async move { passage.pass(browser).await });
            }
        });
        Gate {
            url: format!("http://127.0.0.1:{port}"),
            server,
            troubles,
            asked,
        }
    }

    pub(crate) fn lead_to(&self, url: &str) {
        let address = url.trim_start_matches("http://").to_owned();
        self.server.send_replace(Some(address));
    }

    pub(crate) fn trouble(&self, words: &str, trouble: Trouble) {
        self.troubles
            .send_modify(|troubles| troubles.push((words.to_owned(), trouble)));
    }

    /// Ends all faults; held responses continue.
    pub(crate) fn mend(&self) {
        self.troubles.send_replace(Vec::new());
    }

    /// First lines of the requests so far that contain these words.
    pub(crate) fn asked_for(&self, words: &str) -> Vec<String> {
        let asked = self.asked.lock().expect("nobody panics holding it");
        let asked = asked.iter().filter(|line| line.contains(words));
        asked.cloned().collect()
    }
}

#[derive(Clone)]
struct Passage {
    leads_to: watch::Receiver<Option<String>>,
    troubled: watch::Receiver<Vec<(String, Trouble)>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Passage {
    async fn pass(mut self, mut browser: TcpStream) -> Option<()> {
        let request = Request::read(&mut browser).await?;
        let line = request.line.clone();
        self.asked
            .lock()
            .expect("nobody panics holding it")
            .push(line.clone());
        let met = |troubles: &Vec<(String, Trouble)>, trouble: Trouble| {
            let mut troubles = troubles.iter();
            troubles.any(|(words, kind)| *kind == trouble && line.contains(words))
        };
        if met(&self.troubled.borrow(), Trouble::BreakOff) {
            return None;
        }
        let held = |troubles: &Vec<(String, Trouble)>| !met(troubles, Trouble::Hold);
        self.troubled.wait_for(held).await.ok()?;

        let server = self
            .leads_to
            .wait_for(Option::is_some)
            .await
            .ok()?
            .clone()?;
        let mut server = TcpStream::connect(server).await.ok()?;
        let changed = self
            .troubled
            .borrow()
            .iter()
            .find_map(|(words, kind)| match kind {
                Trouble::Change(from, to) if line.contains(words) => Some((*from, *to)),
                _ => None,
            });
        let bytes = if changed.is_some() {
            request.plain()
        } else {
            request.bytes
        };
        server.write_all(&bytes).await.ok()?;
        let mut answer = Vec::new();
        server.read_to_end(&mut answer).await.ok()?;
        if let Some((from, to)) = changed {
            answer = with_other_bytes(&answer, from, to);
        }
        if met(&self.troubled.borrow(), Trouble::LoseAnswer) {
            return None;
        }
        browser.write_all(&answer).await.ok()?;
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
fn with_other_bytes(answer: &[u8], from: &str, to: &str) -> Vec<u8> {
    let place = |bytes: &[u8], words: &str| {
        let mut windows = bytes.windows(words.len());
        windows.position(|window| window == words.as_bytes())
    };
    let end = place(answer, "\r\n\r\n").expect("an answer has a head") + 4;
    let (head, body) = answer.split_at(end);
    // A response that was not modified, or lacks the phrase, passes unchanged.
    let Some(at) = place(body, from) else {
        return answer.to_vec();
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
