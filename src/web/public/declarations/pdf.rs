//! `GET /d/{slug}.pdf`: a declaration as a printed document. It is made apart from the threads that
//! answer visitors, one at a time, and only once for concurrent requests. `crates/typeset/` sets
//! it.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    extract::{Path, Query, RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use tokio::sync::mpsc;
use widgets::wire::{self, SignatoryKind};

use super::{NamesQuery, typefaces};
use crate::web::{
    error::Error,
    http::{
        extract::path::Slug,
        respond::{self, CachedContent},
        work_slots::WorkSlots,
    },
    state::AppState,
    views::DeclarationView,
};
use crate::{
    pages::{self, signatures::verification},
    print, store,
};

/// Names in one document, the newest. Few would print more, and the page shows them all.
const NAMES: u64 = 150_000;
/// Names read at once; no more than a few such chunks are in memory.
const HANDFUL: u32 = 1_000;
/// Size of all cached documents, in bytes.
const ROOM: u64 = 128 << 20;
/// A visitor who waits longer is asked to come back, before the request times out.
const PATIENCE: Duration = Duration::from_secs(10);

/// Cached documents, and the queues for making new ones.
pub(in crate::web) struct Press {
    made: moka::future::Cache<Key, Arc<Made>>,
    documents: WorkSlots,
    /// For quick work, so that a sheet does not wait for a hundred thousand names.
    pub(in crate::web) sheets: WorkSlots,
    /// For pictures, which many pages show.
    pub(in crate::web) pictures: WorkSlots,
}

/// Slug, language and text hash, so that a new text means a new document at once.
type Key = (String, String, String);

struct Made {
    content: CachedContent,
    keep: Duration,
}

impl Press {
    pub(in crate::web) fn new() -> Press {
        let weigh = |_: &Key, made: &Arc<Made>| {
            u32::try_from(made.content.bytes().len()).unwrap_or(u32::MAX)
        };
        Press {
            made: moka::future::Cache::builder()
                .max_capacity(ROOM)
                .weigher(weigh)
                .expire_after(AsLongAsItSays)
                .build(),
            documents: WorkSlots::new("document", 1),
            sheets: WorkSlots::new("sheet", 1),
            pictures: WorkSlots::new("picture", 2),
        }
    }
}

/// A document is cached twenty times as long as it took to make, so that making them takes a
/// twentieth of one processor at most, however fast names come in; but never for more than ten
/// minutes, so that a withdrawn name disappears by then.
fn keep(took: Duration) -> Duration {
    (took * 20).clamp(Duration::from_secs(1), Duration::from_mins(10))
}

struct AsLongAsItSays;

impl moka::Expiry<Key, Arc<Made>> for AsLongAsItSays {
    fn expire_after_create(&self, _: &Key, made: &Arc<Made>, _: Instant) -> Option<Duration> {
        Some(made.keep)
    }
}

/// `GET /d/{slug}` and `GET /d/{slug}.pdf`, which the router cannot tell apart.
pub(in crate::web) async fn page_or_pdf(
    State(state): State<AppState>,
    Path(name): Path<String>,
    Query(query): Query<NamesQuery>,
    RawQuery(address): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    match name.strip_suffix(".pdf") {
        Some(slug) => pdf(&state, &Slug::parse(slug)?, &query, &headers).await,
        None => {
            let address = address.unwrap_or_default();
            super::declaration(state, Slug::parse(&name)?, (query, address), headers).await
        }
    }
}

async fn pdf(
    state: &AppState,
    slug: &str,
    query: &NamesQuery,
    headers: &HeaderMap,
) -> Result<Response, Error> {
    let view = state.declaration(slug, query.lang()).await?;
    let declaration = &view.declaration;
    let (lang, hash) = (declaration.lang.clone(), declaration.text_hash.clone());
    let key = (slug.to_owned(), lang.clone(), hash);
    let (asked, printing) = (state.clone(), Arc::clone(&view));
    // A task of its own: a client that gives up does not cancel what others wait for.
    let made = tokio::spawn(async move {
        let made = make(asked.clone(), printing);
        let made = asked.press().made.try_get_with(key, made).await;
        made.map_err(|error: Arc<Error>| (*error).clone())
    });
    let Ok(made) = tokio::time::timeout(PATIENCE, made).await else {
        return Ok(come_back(slug, query, &lang).await);
    };
    let made = made.map_err(|_| Error::Internal)??;
    let (kind, cache) = ("application/pdf", respond::A_LITTLE_WHILE);
    let mut response = respond::content(headers, kind, cache, &made.content);
    let file = format!("inline; filename=\"{slug}-{lang}.pdf\"");
    if let Ok(file) = HeaderValue::from_str(&file) {
        let name = header::CONTENT_DISPOSITION;
        response.headers_mut().insert(name, file);
    }
    Ok(response)
}

async fn make(state: AppState, view: Arc<DeclarationView>) -> Result<Arc<Made>, Error> {
    let slot = state.press().documents.acquire().await?;
    let begun = Instant::now();
    let slug = view.declaration.slug.clone();
    let unnamed = state.store().signatures().hidden_count(&slug).await?;
    let public = view.declaration.count.saturating_sub(unnamed);
    let said = print::PrintContext {
        url: super::address(&state, &view.declaration, &view.declaration.lang),
        now_ms: state.now_ms(),
        unnamed,
        on_paper: view.on_paper,
        signed: view.signed,
        newest: (public > NAMES).then_some(NAMES),
    };
    let declaration = print::declaration(&view.declaration, &view.document, &said);
    let (hand, taken) = mpsc::channel(2);
    let lang = view.declaration.lang.clone();
    let reading = read(state.store().clone(), slug, lang, hand);
    let setting = typefaces::set(slot, move |faces| {
        let mut taken = taken;
        let handfuls = std::iter::from_fn(move || taken.blocking_recv());
        typeset::declaration(faces, &declaration, handfuls.flatten())
    });
    let (read, set) = tokio::join!(reading, setting);
    read?;
    let bytes = set?;
    let took = begun.elapsed();
    tracing::info!(
        took_ms = took.as_millis(),
        bytes = bytes.len(),
        "printed a declaration"
    );
    Ok(Arc::new(Made {
        content: CachedContent::of(bytes.into()),
        keep: keep(took),
    }))
}

/// Sends the names, organisations first, newest first, and stops when the receiver is gone.
async fn read(
    store: store::Store,
    slug: String,
    lang: String,
    hand: mpsc::Sender<Vec<typeset::Signatory>>,
) -> Result<(), store::Error> {
    let mut left = NAMES;
    for kind in [SignatoryKind::Organisation, SignatoryKind::Person] {
        let mut cursor = None;
        while left > 0 {
            let limit = HANDFUL.min(u32::try_from(left).unwrap_or(HANDFUL));
            let (handful, next) = store
                .signatures()
                .signatories_of(&slug, kind, cursor, limit)
                .await?;
            left = left.saturating_sub(handful.len() as u64);
            let handful = handful.into_iter();
            let handful: Vec<_> = handful.map(|one| shown(&lang, one)).collect();
            // The receiver has failed, and reports that itself.
            if hand.send(handful).await.is_err() {
                return Ok(());
            }
            match next {
                Some(next) => cursor = Some(next),
                None => break,
            }
        }
    }
    Ok(())
}

fn shown(lang: &str, signatory: wire::Signatory) -> typeset::Signatory {
    let said = |number: u32| {
        let notes = &signatory.reservation_notes;
        let note = notes.iter().find(|note| note.principle == number);
        note.map(|note| note.text.clone())
    };
    let reservations = signatory.reservations.iter();
    let reservations = reservations.map(|number| typeset::Reservation {
        principle: u64::from(*number),
        text: said(*number),
    });
    typeset::Signatory {
        organisation: signatory.kind == SignatoryKind::Organisation,
        reservations: reservations.collect(),
        known: signatory
            .verified
            .map(|verified| verification::known_in_print(lang, &verified)),
        name: signatory.name,
        role: signatory.role.or(signatory.place),
    }
}

/// A page that reloads itself in a browser; programs read `Retry-After`.
async fn come_back(slug: &str, query: &NamesQuery, lang: &str) -> Response {
    let here = match query.lang() {
        "" => format!("/d/{slug}.pdf"),
        _ => format!("/d/{slug}.pdf?lang={lang}"),
    };
    let page = pages::problem::being_made(lang, here).await;
    let mut response = respond::page_with(StatusCode::SERVICE_UNAVAILABLE, page);
    let headers = response.headers_mut();
    let soon = HeaderValue::from_static("5");
    headers.insert(header::RETRY_AFTER, soon.clone());
    headers.insert(header::REFRESH, soon);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cache_lifetime_grows_with_rendering_time_up_to_ten_minutes() {
        let kept = |took_ms| keep(Duration::from_millis(took_ms)).as_secs();
        assert_eq!(
            [kept(5), kept(500), kept(8_000), kept(60_000)],
            [1, 10, 160, 600]
        );
    }
}
