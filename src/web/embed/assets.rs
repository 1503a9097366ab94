//! Serves the files that `cargo xtask build` leaves in `dist/`: the loader, the wasm with its glue,
//! the texts and the fonts, each at an address that contains the hash of its content.
//!
//! A release build holds the files inside the binary; a debug build reads them from the checkout,
//! so that a new bundle needs no new server. Nothing is rendered here: pages and fragments only
//! call this module for addresses. A server without a bundle still works, with native forms.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;
use serde::Deserialize;

use super::loaders::{self, Loader};
use crate::web::{error::Error, http::answer, state::Site};

/// The digest of the bundle's sources, set by the build. Naming it here makes cargo recompile the
/// release binary when the bundle appears or changes.
const _: Option<&str> = option_env!("UNDERSIGNED_BUNDLE");

/// Typefaces for the scripts that neither our own families nor those of our languages cover, for
/// both pictures and print.
pub const SCRIPTS: [&str; 17] = [
    "NotoSansDevanagari_400Regular.ttf",
    "NotoSansGujarati_400Regular.ttf",
    "NotoSansTamil_400Regular.ttf",
    "NotoSansThai_400Regular.ttf",
    "NotoSansLao_400Regular.ttf",
    "NotoSansKhmer_400Regular.ttf",
    "NotoSansMyanmar_400Regular.ttf",
    "NotoSansSinhala_400Regular.ttf",
    "NotoSansTelugu_400Regular.ttf",
    "NotoSansKannada_400Regular.ttf",
    "NotoSansMalayalam_400Regular.ttf",
    "NotoSansOriya_400Regular.ttf",
    "NotoSansEthiopic_400Regular.ttf",
    "NotoSansArmenian_400Regular.ttf",
    "NotoSansGeorgian_400Regular.ttf",
    "NotoSansSC_400Regular.ttf",
    "NotoSansKR_400Regular.ttf",
];

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/dist/"]
#[allow_missing = true]
struct Dist;

/// `dist/manifest.json`: the files of the bundle and their hashes.
#[derive(Default, Deserialize)]
struct Manifest {
    /// File name to the first half of the content's SHA-256, in hexadecimal.
    assets: BTreeMap<String, String>,
}

/// Read once: a server serves the bundle it was started with.
static MANIFEST: LazyLock<Manifest> = LazyLock::new(|| {
    let Some(file) = Dist::get("manifest.json") else {
        tracing::warn!("no bundle: widgets work as plain forms; `cargo xtask build` makes one");
        return Manifest::default();
    };
    serde_json::from_slice(&file.data).unwrap_or_else(|error| {
        tracing::error!(%error, "dist/manifest.json cannot be read: widgets work as plain forms");
        Manifest::default()
    })
});

/// The addresses of a matching pair of wasm and glue, relative to the server's origin.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    pub glue: String,
    pub wasm: String,
}

impl Bundle {
    /// The address of a language's texts for the browser.
    pub fn text(&self, lang: &str) -> Option<String> {
        url(&format!("text-{lang}.json"))
    }
}

/// The bundle's addresses; `None` when the server was built without it.
pub fn bundle() -> Option<Bundle> {
    Some(Bundle {
        glue: url("widgets.js")?,
        wasm: url("widgets_bg.wasm")?,
    })
}

/// The address of an asset, `/assets/HASH/NAME`; `None` when the bundle has no such file.
pub fn url(name: &str) -> Option<String> {
    MANIFEST
        .assets
        .get(name)
        .map(|hash| format!("/assets/{hash}/{name}"))
}

/// A file of the bundle as it is; `None` when the bundle has no such file.
pub fn content(name: &str) -> Option<Cow<'static, [u8]>> {
    Dist::get(name).map(|file| file.data)
}

/// A file that only the server reads and that the bundle holds compressed, as `NAME.br`.
pub fn unpacked(name: &str) -> Option<Vec<u8>> {
    let packed = content(&format!("{name}.br"))?;
    let mut file = Vec::new();
    let unpacked = brotli::BrotliDecompress(&mut &*packed, &mut file);
    let told = |error: &_| tracing::error!(%error, name, "a file of the bundle cannot be unpacked");
    unpacked.inspect_err(told).ok()?;
    Some(file)
}

/// The loader that accepts only the bytes of one version.
pub const PINNED: &str = "pinned.js";

/// The longest lifetime that browsers honour.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// `GET /assets/{hash}/{name}`: the content at an address never changes, so browsers need not ask
/// twice.
pub(in crate::web) async fn asset(
    State(site): State<Site>,
    Path((hash, name)): Path<(String, String)>,
    request: HeaderMap,
) -> Result<Response, Error> {
    if let Some(loader) = site.loaders().at(&hash, &name) {
        return Ok(addressed(loader, IMMUTABLE, &request).await);
    }
    if MANIFEST.assets.get(&name) == Some(&hash) {
        return Ok(file(&name, IMMUTABLE, &request));
    }
    // Other people's pages name the loaders of other versions, and will keep doing so. No other
    // address is worth a database query.
    let known = name == PINNED && is_hash(&hash);
    let kept = match known {
        true => site.store().loader(&hash).await?,
        false => None,
    };
    let Some(script) = kept else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    let kind = content_type(PINNED);
    let mut response = answer::packed(site.packer(), &request, kind, script).await;
    open(&mut response, IMMUTABLE);
    Ok(response)
}

fn is_hash(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|one| one.is_ascii_hexdigit())
}

/// For a script that is pasted into other people's pages: its address stays and its copy is
/// short-lived.
const FIVE_MINUTES: &str = "public, max-age=300";

const NO_BUNDLE: (StatusCode, &str) = (
    StatusCode::NOT_FOUND,
    "this server was built without its bundle\n",
);

/// `GET /undersigned.js`
pub async fn loader(State(site): State<Site>, request: HeaderMap) -> Response {
    let Some(loader) = site.loaders().named(loaders::TAG) else {
        return NO_BUNDLE.into_response();
    };
    let response = addressed(loader, FIVE_MINUTES, &request).await;
    pasted(loader.hash(), &request, response)
}

/// `GET /frame.js`
pub async fn frame_script(request: HeaderMap) -> Response {
    const NAME: &str = "frame.js";
    match MANIFEST.assets.get(NAME) {
        Some(hash) => pasted(hash, &request, file(NAME, FIVE_MINUTES, &request)),
        None => NO_BUNDLE.into_response(),
    }
}

/// Answers 304 to a client that already has the script.
fn pasted(hash: &str, request: &HeaderMap, whole: Response) -> Response {
    // Weak, since the same text is sent in three encodings.
    let etag = format!("W/\"{hash}\"");
    let known = request
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|value| value.trim().trim_start_matches("W/") == &etag[2..]);
    let mut response = if known {
        let head = [
            (header::CACHE_CONTROL, FIVE_MINUTES),
            (header::VARY, "accept-encoding"),
        ];
        (StatusCode::NOT_MODIFIED, head).into_response()
    } else {
        whole
    };
    response.headers_mut().insert(
        header::ETAG,
        HeaderValue::from_str(&etag).expect("hexadecimal in quotes is a header value"),
    );
    let open = HeaderValue::from_static("*");
    response
        .headers_mut()
        .insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, open);
    response
}

/// Whether the response may be compressed with brotli.
pub(in crate::web) fn takes_brotli(request: &HeaderMap) -> bool {
    matches!(Encoding::accepted(request).next(), Some(Encoding::Brotli))
}

/// A file of the bundle in the smallest encoding that the client accepts.
fn file(name: &str, cache: &'static str, request: &HeaderMap) -> Response {
    let chosen = Encoding::accepted(request).find_map(|encoding| {
        Some((
            encoding,
            Dist::get(&format!("{name}{}", encoding.suffix()))?,
        ))
    });
    let Some((encoding, file)) = chosen else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let response = match file.data {
        Cow::Borrowed(bytes) => bytes.into_response(),
        Cow::Owned(bytes) => bytes.into_response(),
    };
    dressed(response, content_type(name), encoding, cache)
}

/// A loader in the smallest encoding that the client accepts.
async fn addressed(loader: &Arc<Loader>, cache: &'static str, request: &HeaderMap) -> Response {
    let encoding = Encoding::accepted(request).next();
    let encoding = encoding.unwrap_or(Encoding::Plain);
    let response = loader.encoded(encoding).await.into_response();
    dressed(response, content_type(PINNED), encoding, cache)
}

fn dressed(
    mut response: Response,
    kind: &'static str,
    encoding: Encoding,
    cache: &'static str,
) -> Response {
    let known = response.headers_mut();
    let kind = HeaderValue::from_static(kind);
    known.insert(header::CONTENT_TYPE, kind);
    let varies = HeaderValue::from_static("accept-encoding");
    known.insert(header::VARY, varies);
    if let Some(token) = encoding.token() {
        let encoding = HeaderValue::from_static(token);
        known.insert(header::CONTENT_ENCODING, encoding);
    }
    open(&mut response, cache);
    response
}

/// Sets how long the response is cached, and that any origin may use it: modules, fonts and wasm
/// are fetched with CORS, and by cross-origin isolated pages.
fn open(response: &mut Response, cache: &'static str) {
    let policy = HeaderName::from_static("cross-origin-resource-policy");
    for (name, value) in [
        (header::CACHE_CONTROL, cache),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (policy, "cross-origin"),
    ] {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::web) enum Encoding {
    Brotli,
    Gzip,
    Plain,
}

impl Encoding {
    /// The encodings that the client accepts, smallest first. Plain always comes last, since some
    /// response must be sent.
    fn accepted(request: &HeaderMap) -> impl Iterator<Item = Encoding> {
        let listed: Vec<(String, bool)> = request
            .get_all(header::ACCEPT_ENCODING)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(|item| {
                let (name, weight) = item.split_once(';').unwrap_or((item, ""));
                let weight = weight.trim().trim_start_matches("q=").parse::<f32>();
                (
                    name.trim().to_ascii_lowercase(),
                    weight.unwrap_or(1.0) > 0.0,
                )
            })
            .collect();
        [Encoding::Brotli, Encoding::Gzip, Encoding::Plain]
            .into_iter()
            .filter(move |encoding| {
                let Some(token) = encoding.token() else {
                    return true;
                };
                let named = |name: &str| listed.iter().find(|(listed, _)| listed == name);
                named(token)
                    .or_else(|| named("*"))
                    .is_some_and(|(_, wanted)| *wanted)
            })
    }

    fn token(self) -> Option<&'static str> {
        match self {
            Encoding::Brotli => Some("br"),
            Encoding::Gzip => Some("gzip"),
            Encoding::Plain => None,
        }
    }

    fn suffix(self) -> &'static str {
        match self {
            Encoding::Brotli => ".br",
            Encoding::Gzip => ".gz",
            Encoding::Plain => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_encoding_that_the_client_takes_comes_first() {
        let check = |header: &str, first: Encoding| {
            let mut request = HeaderMap::new();
            request.insert(
                header::ACCEPT_ENCODING,
                HeaderValue::from_str(header).unwrap(),
            );
            assert_eq!(Encoding::accepted(&request).next(), Some(first), "{header}");
        };
        check("gzip, deflate, br, zstd", Encoding::Brotli);
        check("BR;q=0.1, gzip;q=1", Encoding::Brotli);
        check("gzip, br;q=0", Encoding::Gzip);
        check("gzip; q=0.5", Encoding::Gzip);
        check("*", Encoding::Brotli);
        check("*, br;q=0", Encoding::Gzip);
        check("identity", Encoding::Plain);
        check("", Encoding::Plain);
        assert_eq!(
            Encoding::accepted(&HeaderMap::new()).next(),
            Some(Encoding::Plain)
        );
    }
}
