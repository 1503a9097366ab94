//! The counter's pictures, for places that accept only pictures and links. A picture is drawn apart
//! from the threads that answer visitors, and once however many ask; how it looks is in
//! `images/counter.rs`.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{Query, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::Response,
};
use serde::Deserialize;
use widgets::text::{Key, Text};

use crate::web::{
    error::Error,
    http::{
        extract::path::Slug,
        respond::{self, CachedContent, TextHead},
    },
    state::AppState,
    views::DeclarationView,
};
use crate::{
    domain::declarations::DeclarationStatus,
    images::counter::{self, Counter},
};

/// Drawn pictures, keyed by everything that decides how they look, so that a change draws a new
/// one.
pub(in crate::web) type Pictures = moka::future::Cache<(Counter, ImageFormat), Arc<CachedContent>>;

/// About 20 KB each: a few dozen declarations in every language and colour scheme.
const PICTURES: u64 = 500;

/// Pages show pictures without asking each time whether they are still true.
const A_MINUTE: &str = "public, max-age=60";

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(in crate::web) enum ImageFormat {
    Svg,
    Png,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Looks {
    lang: String,
    theme: String,
}

pub(in crate::web) fn pictures() -> Pictures {
    moka::future::Cache::new(PICTURES)
}

/// `GET /d/{slug}/counter.svg`
pub(in crate::web) async fn svg(
    State(state): State<AppState>,
    slug: Slug,
    Query(looks): Query<Looks>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    picture(&state, &slug, looks, &headers, ImageFormat::Svg).await
}

/// `GET /d/{slug}/counter.png`
pub(in crate::web) async fn png(
    State(state): State<AppState>,
    slug: Slug,
    Query(looks): Query<Looks>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    picture(&state, &slug, looks, &headers, ImageFormat::Png).await
}

async fn picture(
    state: &AppState,
    slug: &str,
    looks: Looks,
    headers: &HeaderMap,
    format: ImageFormat,
) -> Result<Response, Error> {
    let view = state.last_declaration(slug, &looks.lang).await?;
    let counter = shown(&view, &looks, state.now_ms());
    let picture = drawn(state, counter, format).await?;
    let mut response = match format {
        ImageFormat::Svg => {
            let head = TextHead {
                content_type: "image/svg+xml",
                cache: A_MINUTE,
                varies_by: None,
                shared: false,
            };
            respond::text(state.compressor(), headers, head, &picture).await
        }
        ImageFormat::Png => respond::content(headers, "image/png", A_MINUTE, &picture),
    };
    let headers = response.headers_mut();
    let mut put = |name, value| headers.insert(name, HeaderValue::from_static(value));
    // A picture opened as a page of its own is inert.
    put(
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    );
    // Cross-origin isolated pages may show it too.
    put(
        HeaderName::from_static("cross-origin-resource-policy"),
        "cross-origin",
    );
    Ok(response)
}

async fn drawn(
    state: &AppState,
    counter: Counter,
    format: ImageFormat,
) -> Result<Arc<CachedContent>, Error> {
    let key = (counter, format);
    if let Some(picture) = state.pictures().get(&key).await {
        return Ok(picture);
    }
    let state = state.clone();
    // A task of its own: a drawing once started is kept for the next client, even if this one hangs
    // up.
    let drawing = tokio::spawn(async move {
        let counter = key.0.clone();
        let draw = async {
            let slot = state.press().pictures.acquire().await?;
            let drawn = slot.run(move || match format {
                ImageFormat::Svg => counter::svg(&counter).map(Bytes::from),
                ImageFormat::Png => counter::png(&counter).map(Bytes::from),
            });
            // Without its bundle the server has no typefaces to draw with.
            let drawn = drawn.await?.ok_or(Error::NotFound)?;
            Ok::<_, Error>(Arc::new(CachedContent::of(drawn)))
        };
        state.pictures().try_get_with(key, draw).await
    });
    let drawn = drawing.await.map_err(|_| Error::Internal)?;
    drawn.map_err(|error: Arc<Error>| (*error).clone())
}

fn shown(view: &DeclarationView, looks: &Looks, now_ms: i64) -> Counter {
    let declaration = &view.declaration;
    let text = Text::of_first([looks.lang.as_str(), &declaration.lang]);
    let count = u32::try_from(declaration.count).unwrap_or(u32::MAX);
    let open = declaration.status(now_ms) == DeclarationStatus::Open;
    let words = match count {
        0 if !open => String::new(),
        0 => text.get(Key::NobodyYet).to_owned(),
        _ => text.plural(Key::Signed, count),
    };
    let goal = open.then(|| {
        let (next, hundredths) = counter::next_goal(count, declaration.goal);
        (text.with(Key::NextGoal, &text.number(next)), hundredths)
    });
    Counter {
        title: declaration.title.clone(),
        number: (count > 0).then(|| text.number(count)),
        words,
        goal,
        right_to_left: text.get(Key::Direction) == "rtl",
        dark: looks.theme == "dark",
    }
}
