//! The host site: a plain article without its own scripts, with and without widgets.
//!
//! Its host is `localhost`, the server's is `127.0.0.1`: different sites for a browser.

use std::{convert::Infallible, sync::Arc};

use anyhow::Result;
use http_body_util::Full;
use hyper::{Request, Response, body::Bytes, body::Incoming, server::conn::http1, service};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::{browser::neighbours::Neighbour, server::SLUG};

/// Runs first in every host page, so pages with and without a widget pay the same for it. It marks
/// the start of our measurement, records the browser's entries on long tasks and layout shifts, and
/// notes when the WebAssembly is compiled, which no observer reports.
const WATCH: &str = "
    performance.mark('bench-begin');
    window.bench = {long: [], shift: 0, compiled: false};
    const watch = (type, take) =>
        new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({type, buffered: true});
    watch('longtask', (entry) => bench.long.push(entry.duration));
    watch('layout-shift', (entry) => bench.shift += entry.hadRecentInput ? 0 : entry.value);
    const compile = WebAssembly.compileStreaming;
    WebAssembly.compileStreaming = (source) => {
        const compiling = compile.call(WebAssembly, source);
        compiling.then(() => bench.compiled = true);
        return compiling;
    };";

/// Functions for the page, as those of [`Neighbour::functions`].
const OURS: &str = "
    const inside = (css) => document.querySelector('undersigned-signature')?.shadowRoot?.querySelector(css);
    const button = () => inside('form[data-form=sign] button[type=submit]');
    const told = () => {
        if (inside('[data-alive]')) bench.alive ??= performance.now();
        return inside('[id$=-error]')?.textContent;
    };";

/// For the visitor who presses at once: notes when the form is painted including its button, which
/// comes last; presses the button every 100 ms; and notes when the form showed its errors. In ours, it
/// notes when the form was hydrated as well, if that came first.
const PRESS: &str = "
    const press = () => {
        if (bench.answered) return;
        button().click();
        setTimeout(press, 100);
    };
    // What stands there before a frame is painted has been painted when the next one begins.
    let stands = false;
    const look = () => {
        if (stands && !bench.seen) {
            bench.seen = performance.now();
            press();
        }
        stands ||= button()?.checkVisibility();
        if (bench.seen && told()) bench.answered = performance.now();
        else requestAnimationFrame(look);
    };
    look();";

/// What the article embeds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Guest {
    /// Nothing: the page to compare with.
    NoWidget,
    /// The signature box near the top, pasted as documented.
    Signature,
    /// The same for a visitor who presses its button as soon as it is visible.
    Pressed,
    /// All three widgets.
    All,
    /// Another widget, for a visitor who presses its button as soon as it is visible.
    Beside(Neighbour),
}

impl Guest {
    pub(crate) fn path(self) -> &'static str {
        match self {
            Guest::NoWidget => "/bare",
            Guest::Signature => "/signature",
            Guest::Pressed => "/pressed",
            Guest::All => "/all",
            Guest::Beside(neighbour) => neighbour.page(),
        }
    }

    /// The tags that a site editor pastes.
    fn tags(self, Sites { server, neighbours }: &Sites) -> String {
        let press = |functions: &str| format!("<script>{functions}{PRESS}</script>");
        let signature = |room: u32| {
            format!(
                "<div data-widget=\"signature\" data-declaration=\"{SLUG}\" style=\"min-height:{room}rem\">\
                 <a href=\"{server}/d/{SLUG}\">Sign the declaration</a></div>"
            )
        };
        let others = format!(
            "<div data-widget=\"signup\" data-list=\"{SLUG}\" style=\"min-height:20rem\"></div>\
             <div data-widget=\"share\" style=\"min-height:10rem\"></div>"
        );
        let script = format!("<script async src=\"{server}/undersigned.js\"></script>");
        match self {
            Guest::NoWidget => String::new(),
            Guest::Signature => format!("{}{script}", signature(40)),
            Guest::Pressed => format!("{}{script}{}", signature(40), press(OURS)),
            Guest::All => format!("{others}{}{script}", signature(70)),
            Guest::Beside(neighbour) => {
                let press = press(neighbour.functions());
                format!("{}{press}", neighbour.tag(neighbours))
            }
        }
    }
}

/// The origins from which the pages' widgets come.
#[derive(Default)]
pub(crate) struct Sites {
    pub(crate) server: String,
    pub(crate) neighbours: String,
}

/// Serves the pages until the program ends; returns their origin.
pub(crate) async fn start(sites: Sites) -> Result<String> {
    let sites = Arc::new(sites);
    let port = serve(move |path| answer(path, &sites)).await?;
    Ok(format!("http://localhost:{port}"))
}

/// Answers requests by their path until the program ends; returns the port.
pub(crate) async fn serve(
    answer: impl Fn(&str) -> Response<Full<Bytes>> + Clone + Send + 'static,
) -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let answer = answer.clone();
            let answer = service::service_fn(move |request: Request<Incoming>| {
                let answer = answer(request.uri().path());
                async { Ok::<_, Infallible>(answer) }
            });
            // A browser that disconnects early is not an error.
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), answer));
        }
    });
    Ok(port)
}

fn answer(path: &str, sites: &Sites) -> Response<Full<Bytes>> {
    let guests = [
        Guest::NoWidget,
        Guest::Signature,
        Guest::Pressed,
        Guest::All,
    ];
    let beside = Neighbour::ALL.map(Guest::Beside);
    let mut guests = guests.into_iter().chain(beside);
    let Some(guest) = guests.find(|guest| guest.path() == path) else {
        return not_found();
    };
    let mut response = Response::new(Full::from(page(&guest.tags(sites))));
    let html = hyper::header::HeaderValue::from_static("text/html; charset=utf-8");
    response
        .headers_mut()
        .insert(hyper::header::CONTENT_TYPE, html);
    response
}

pub(crate) fn not_found() -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = hyper::StatusCode::NOT_FOUND;
    response
}

fn page(tags: &str) -> String {
    let paragraph = "The reading room closes at five, when most of the town is still at work. ";
    let paragraph = format!("<p>{}</p>", paragraph.repeat(6));
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><script>{WATCH}</script>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <link rel=\"icon\" href=\"data:,\"><title>The library closes at five</title></head>\
         <body><main><h1>The library closes at five</h1>{paragraph}{tags}{paragraph}{paragraph}</main></body></html>"
    )
}
