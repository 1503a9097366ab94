//! Everything beyond this machine: a proxy that answers no request and records each host called.
//! Browsers bypass it for `localhost` and `127.0.0.1`.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

pub(in crate::support) struct BlockedNetwork {
    address: String,
    hosts: Arc<Mutex<Vec<String>>>,
}

impl BlockedNetwork {
    pub(in crate::support) async fn refuse() -> BlockedNetwork {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound").to_string();
        let hosts = Arc::new(Mutex::new(Vec::new()));
        let notes = hosts.clone();
        tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                tokio::spawn(refuse(browser, notes.clone()));
            }
        });
        BlockedNetwork { address, hosts }
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
        std::mem::take(&mut self.hosts.lock().expect("no thread panics holding it"))
    }
}

async fn refuse(browser: TcpStream, hosts: Arc<Mutex<Vec<String>>>) -> Option<()> {
    let mut browser = BufReader::new(browser);
    let mut line = String::new();
    browser.read_line(&mut line).await.ok()?;
    // `GET http://host/path HTTP/1.1` or `CONNECT host:443 HTTP/1.1`
    let mut words = line.split_whitespace();
    let connects = words.next()? == "CONNECT";
    let target = words.next()?;
    let address = if connects {
        format!("https://{target}")
    } else {
        target.to_owned()
    };
    hosts
        .lock()
        .expect("no thread panics holding it")
        .push(address);
    let response = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    browser.get_mut().write_all(response).await.ok()
}
