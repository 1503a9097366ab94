//! Everything beyond this machine: a proxy that answers no request and records each host called.
//! Browsers bypass it for `localhost` and `127.0.0.1`.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

pub(in crate::support) struct Strangers {
    address: String,
    called: Arc<Mutex<Vec<String>>>,
}

impl Strangers {
    pub(in crate::support) async fn refuse() -> Strangers {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound").to_string();
        let called = Arc::new(Mutex::new(Vec::new()));
        let notes = called.clone();
        tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                tokio::spawn(refuse(browser, notes.clone()));
            }
        });
        Strangers { address, called }
    }

    /// The proxy as a WebDriver capability.
    pub(in crate::support) fn capability(&self) -> Value {
        json!({
            "proxyType": "manual",
            "httpProxy": self.address,
            "sslProxy": self.address,
            "noProxy": ["localhost", "127.0.0.1"],
        })
    }

    /// The hosts the browser called since the last call.
    pub(in crate::support) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.called.lock().expect("nobody panics holding it"))
    }
}

async fn refuse(browser: TcpStream, called: Arc<Mutex<Vec<String>>>) -> Option<()> {
    let mut browser = BufReader::new(browser);
    let mut line = String::new();
    browser.read_line(&mut line).await.ok()?;
    // `GET http://host/path HTTP/1.1` or `CONNECT host:443 HTTP/1.1`
    let mut words = line.split_whitespace();
    let connects = words.next()? == "CONNECT";
    let target = words.next()?;
    let address = match connects {
        true => format!("https://{target}"),
        false => target.to_owned(),
    };
    called
        .lock()
        .expect("nobody panics holding it")
        .push(address);
    let answer = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    browser.get_mut().write_all(answer).await.ok()
}
