//! Clients that send or read slowly, or hold many connections, do not keep others from being
//! served.

use std::{
    io::ErrorKind,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::support::{app::App, campaign::DECLARATION, wait};

/// A server that waits one second instead of ten.
fn impatient() -> App {
    App::setup().option("--client-timeout", "1").start()
}

async fn connect(app: &App) -> TcpStream {
    let address = app.url.trim_start_matches("http://");
    TcpStream::connect(address).await.expect("it listens")
}

/// Waits for the end of a connection; returns what was sent before it.
async fn end_of(mut stream: TcpStream, what: &str) -> String {
    let mut said = Vec::new();
    let ending = stream.read_to_end(&mut said);
    match tokio::time::timeout(wait::DEADLINE, ending).await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) if error.kind() == ErrorKind::ConnectionReset => {}
        Ok(Err(error)) => panic!("{what}: {error}"),
        Err(_) => panic!("{what} is still connected"),
    }
    String::from_utf8_lossy(&said).into_owned()
}

async fn send(stream: &mut TcpStream, text: &str) {
    stream
        .write_all(text.as_bytes())
        .await
        .expect("it is taken");
}

#[tokio::test]
async fn an_incomplete_request_head_times_out() {
    let app = impatient();
    for (what, sent) in [
        ("who says nothing", ""),
        ("who stops in the first line", "GET / HT"),
        ("who stops in a header", "GET / HTTP/1.1\r\nHost: act.exa"),
        (
            "who never ends the headers",
            "GET / HTTP/1.1\r\nHost: act.example\r\n",
        ),
    ] {
        let mut stream = connect(&app).await;
        send(&mut stream, sent).await;
        end_of(stream, what).await;
    }
    assert_eq!(app.open("/").await.response.status, 200);
}

/// Each byte follows soon after the one before; the last one never comes.
#[tokio::test]
async fn a_header_sent_byte_by_byte_times_out() {
    let app = impatient();
    let mut stream = connect(&app).await;
    send(
        &mut stream,
        "GET / HTTP/1.1\r\nHost: act.example\r\nX-Slow: ",
    )
    .await;
    let trickling = async {
        let mut read = [0; 64];
        loop {
            let mut tick = tokio::time::interval(Duration::from_millis(50));
            tick.tick().await;
            tokio::select! {
                _ = tick.tick() => if stream.write_all(b"x").await.is_err() { return },
                read = stream.read(&mut read) => if !matches!(read, Ok(1..)) { return },
            }
        }
    };
    let ended = tokio::time::timeout(wait::DEADLINE, trickling).await;
    assert!(ended.is_ok(), "it is still connected");
}

#[tokio::test]
async fn an_incomplete_body_is_answered_with_400_and_writes_nothing() {
    let app = impatient();
    let path = format!("/api/v1/declarations/{DECLARATION}/signatures");
    let mut stream = connect(&app).await;
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: act.example\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n"
    );
    send(&mut stream, &head).await;
    send(&mut stream, "{\"name\": \"Ada").await;
    let said = end_of(stream, "who stops in the body").await;
    assert!(said.starts_with("HTTP/1.1 400"), "{said}");
    assert!(said.contains("malformed"), "{said}");
    assert_eq!(app.rows("attempts"), 0);
}

#[tokio::test]
async fn an_idle_keep_alive_connection_times_out() {
    let app = impatient();
    let mut stream = connect(&app).await;
    for _ in 0..3 {
        send(
            &mut stream,
            "GET /healthz HTTP/1.1\r\nHost: act.example\r\n\r\n",
        )
        .await;
        let mut answered = [0; 12];
        stream.read_exact(&mut answered).await.expect("an answer");
    }
    end_of(stream, "who asks nothing more").await;
}

#[tokio::test]
async fn a_client_that_reads_no_response_is_disconnected() {
    let app = impatient();
    let mut stream = connect(&app).await;
    let request = format!("GET /d/{DECLARATION} HTTP/1.1\r\nHost: act.example\r\n\r\n");
    // Requests more than all buffers in between can hold, so that a response is left unread.
    let asking = async { while stream.write_all(request.as_bytes()).await.is_ok() {} };
    let ended = tokio::time::timeout(wait::DEADLINE, asking).await;
    assert!(ended.is_ok(), "it is still connected");
    assert_eq!(app.open("/").await.response.status, 200);
}

#[tokio::test]
async fn connections_over_the_limit_wait_until_one_closes() {
    let app = App::setup()
        .option("--client-timeout", "1")
        .option("--connections", "4")
        .start();
    let mut silent = Vec::new();
    for _ in 0..12 {
        silent.push(connect(&app).await);
    }
    // Four connections at a time are closed, until it is this one's turn.
    let metrics = app.get("/metrics").await;
    assert_eq!(metrics.status, 200, "{}", metrics.body);
    let open = metrics.body.lines();
    let open = open.filter_map(|line| line.strip_prefix("undersigned_connections "));
    let open: Vec<f64> = open.map(|count| count.parse().expect("a number")).collect();
    assert!(matches!(open[..], [count] if count <= 4.0), "{open:?}");
    for stream in silent {
        end_of(stream, "who says nothing").await;
    }
}

/// How many pieces of work of this kind are going on now.
async fn working(app: &App, work: &str) -> u32 {
    let metrics = app.get("/metrics").await;
    let name = format!("undersigned_working{{work=\"{work}\"}} ");
    let count = metrics
        .body
        .lines()
        .find_map(|line| line.strip_prefix(&name));
    count.map_or(0, |count| count.parse().expect("a number"))
}

#[tokio::test]
async fn work_for_disconnected_clients_is_limited_in_number() {
    let app = App::start();
    let page = format!("/d/{DECLARATION}");
    let sheets = vec![format!("{page}/sheet.pdf?pages=50"); 12];
    let looks = ["en", "cy", "fr", "pl", "pa", "bn", "ur", "ar"].map(|lang| {
        ["light", "dark"].map(|theme| format!("{page}/counter.png?lang={lang}&theme={theme}"))
    });
    let pictures = looks.into_iter().flatten().collect();
    let documents = vec![format!("{page}.pdf"); 12];
    // The last of each is a small one: fifty pages can take a busy machine longer than a request may.
    for (work, paths, at_one_time, small) in [
        ("sheet", sheets, 1, format!("{page}/sheet.pdf")),
        ("picture", pictures, 2, format!("{page}/counter.png")),
        ("document", documents, 1, format!("{page}.pdf")),
    ] {
        let most = AtomicU32::new(0);
        for path in paths {
            let mut stream = connect(&app).await;
            send(
                &mut stream,
                &format!("GET {path} HTTP/1.1\r\nHost: act.example\r\n\r\n"),
            )
            .await;
            // Asked on another connection after it, so that the work has begun or is waiting by
            // now.
            most.fetch_max(working(&app, work).await, Ordering::Relaxed);
            drop(stream);
        }
        wait::until("the works to end", async || {
            let now = working(&app, work).await;
            most.fetch_max(now, Ordering::Relaxed);
            (now == 0).then_some(())
        })
        .await;
        let most = most.into_inner();
        assert!(most <= at_one_time, "{most} works of a {work} at one time");
        app.file(&small).await;
    }
}
