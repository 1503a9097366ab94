//! `GET /d/{slug}/card.png`: the picture that social networks show beside a link (Open Graph). It
//! is drawn apart from the threads that answer visitors, and only once for concurrent requests.
//! `images/card.rs` draws it.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    http::{HeaderMap, HeaderName, HeaderValue},
    response::Response,
};
use widgets::text::{Key, Text};

use crate::web::{
    error::Error,
    http::{
        extract::path::Slug,
        language::LangQuery,
        respond::{self, CachedContent},
    },
    state::AppState,
    views::DeclarationView,
};
use crate::{
    domain::declarations::DeclarationStatus,
    i18n::page,
    images::{
        card::{self, Card},
        counter,
    },
};

/// Drawn pictures, keyed by everything that decides how they look.
pub(in crate::web) type Cards = moka::future::Cache<Card, Arc<CachedContent>>;

/// About 60 KB each: a few dozen declarations in every language.
const CARDS: u64 = 200;

pub(in crate::web) fn cards() -> Cards {
    moka::future::Cache::new(CARDS)
}

pub(in crate::web) async fn png(
    State(state): State<AppState>,
    slug: Slug,
    Query(query): Query<LangQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let lang = query.lang.unwrap_or_default();
    let view = state.last_declaration(&slug, &lang).await?;
    let picture = drawn(&state, shown(&view, state.now_ms())).await?;
    let mut response = respond::content(&headers, "image/png", "public, max-age=300", &picture);
    // Cross-origin isolated pages may show it too.
    response.headers_mut().insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    Ok(response)
}

async fn drawn(state: &AppState, shown: Card) -> Result<Arc<CachedContent>, Error> {
    if let Some(picture) = state.cards().get(&shown).await {
        return Ok(picture);
    }
    let state = state.clone();
    // A task of its own: a drawing once started is kept for the next client, even if this one hangs
    // up.
    let drawing = tokio::spawn(async move {
        let draw = async {
            let (card, slot) = (shown.clone(), state.press().pictures.acquire().await?);
            let drawn = slot.run(move || card::png(&card)).await?;
            // Without its bundle the server has no typefaces to draw with.
            let drawn = drawn.ok_or(Error::NotFound)?;
            Ok::<_, Error>(Arc::new(CachedContent::of(drawn.into())))
        };
        state.cards().try_get_with(shown.clone(), draw).await
    });
    let drawn = drawing.await.map_err(|_| Error::Internal)?;
    drawn.map_err(|error: Arc<Error>| (*error).clone())
}

/// What the picture shows, in the language of the text.
fn shown(view: &DeclarationView, now_ms: i64) -> Card {
    let declaration = &view.declaration;
    let text = Text::of(&declaration.lang);
    let count = u32::try_from(declaration.count).unwrap_or(u32::MAX);
    let open = declaration.status(now_ms) == DeclarationStatus::Open;
    Card {
        kicker: page::of(text.lang()).a_declaration.to_uppercase(),
        title: declaration.title.clone(),
        organisers: declaration.organisers.clone(),
        number: (count > 0).then(|| text.number(count)),
        words: match count {
            0 if !open => String::new(),
            0 => text.get(Key::NobodyYet).to_owned(),
            _ => text.plural(Key::Signed, count),
        },
        hundredths: open.then(|| counter::next_goal(count, declaration.goal).1),
        right_to_left: widgets::text::direction(&declaration.lang) == "rtl",
    }
}
