//! One request to our own server, returning the response's bytes as transferred.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use anyhow::{Context, Result, bail};

pub(crate) struct Response {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

/// `GET` as a client that accepts brotli. HTTP/1.0, so the body is not chunked.
pub(crate) fn get(address: &str, path: &str) -> Result<Response> {
    let mut stream =
        TcpStream::connect(address).with_context(|| format!("cannot reach {address}"))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    write!(
        stream,
        "GET {path} HTTP/1.0\r\nHost: {address}\r\nAccept-Encoding: br\r\nConnection: close\r\n\r\n"
    )?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.with_context(|| format!("{path} has no whole answer"))?;
    let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
    if head.split(' ').nth(1) != Some("200") {
        bail!("{path} answers {}", head.lines().next().unwrap_or_default());
    }
    Ok(Response {
        head,
        body: bytes[end + 4..].to_vec(),
    })
}
