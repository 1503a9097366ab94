//! Declarations and their signatures over the JSON API.

use axum::{
    Json,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde::{Deserialize, Serialize};
use widgets::{fields::Presence, wire};

use super::openapi::{ReadHeaders, ReadProblems, WriteHeaders, WriteProblems};
use crate::domain::signatures::name_search;
use crate::web::{
    attempts::signing,
    error::Error,
    forms::submission::{RequestContext, Submission},
    http::{
        cursor,
        extract::{json::IdempotentJson, path::Slug},
        respond::{self, TextHead},
    },
    state::AppState,
    views::{DeclarationView, responses::ResponseKey},
};

/// A declaration as programs see it.
#[derive(Serialize, utoipa::ToSchema)]
pub(in crate::web) struct DeclarationAnswer {
    slug: String,
    title: String,
    /// BCP 47 language of this text.
    lang: String,
    /// All languages it has; the one published first comes first.
    languages: Vec<String>,
    /// HTML.
    preamble: String,
    principles: Vec<PrincipleAnswer>,
    drafted_by: Vec<String>,
    /// Who holds the data; then their email address for questions, and their postal address.
    organisers: String,
    contact: String,
    #[schema(required = true)]
    address: Option<String>,
    /// Their privacy notice: its text, or the URL of a page.
    #[schema(required = true)]
    privacy: Option<String>,
    /// The meeting it was prepared for.
    #[schema(required = true)]
    meeting: Option<MeetingAnswer>,
    version: u32,
    /// SHA-256 of title and text, hexadecimal; signatures are bound to it.
    text_hash: String,
    /// `open`, `not_yet_open` or `closed`.
    status: &'static str,
    #[schema(required = true)]
    goal: Option<u32>,
    /// Which fields a signature may and must have besides name and email address.
    fields: FieldsAnswer,
    /// Confirmed signatures, of people and organisations.
    count: u64,
    /// Confirmed signatures of organisations.
    organisations: u64,
    /// Signatures on paper, which are counted separately.
    on_paper: u64,
    /// How many signed with a reservation, for each principle that has reservations.
    reservations: Vec<ReservedAnswer>,
}

/// What is off is refused with `not_asked`.
#[derive(Serialize, utoipa::ToSchema)]
pub(in crate::web) struct FieldsAnswer {
    /// Off: only people sign. Required: only organisations sign.
    organisation: Presence,
    /// Required of organisations alone.
    role: Presence,
    postcode: Presence,
    /// Off: every name is shown in full.
    public: Presence,
    reservations: Presence,
    updates: Presence,
}

#[derive(Serialize, utoipa::ToSchema)]
pub(in crate::web) struct ReservedAnswer {
    /// Number of the principle.
    principle: u32,
    count: u64,
}

#[derive(Serialize, utoipa::ToSchema)]
pub(in crate::web) struct MeetingAnswer {
    name: String,
    /// ISO 8601.
    #[schema(required = true)]
    date: Option<String>,
    #[schema(required = true)]
    place: Option<String>,
}

#[derive(Serialize, utoipa::ToSchema)]
pub(in crate::web) struct PrincipleAnswer {
    number: u32,
    title: String,
    /// HTML.
    text: String,
}

/// A page of signatories.
#[derive(Serialize, utoipa::ToSchema)]
pub(in crate::web) struct SignatoriesAnswer {
    items: Vec<wire::Signatory>,
    /// The cursor for the next page; null on the last.
    #[schema(required = true)]
    next_cursor: Option<String>,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::web) struct TextQuery {
    /// BCP 47. The response has the text that matches it best, or the one published first.
    lang: Option<String>,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::web) struct PageQuery {
    /// A name to search for, or some of its words in order; the last word may be incomplete.
    /// Searches organisations and names that are shown in full. Results list organisations first,
    /// then by name.
    q: Option<String>,
    /// From `next_cursor` of the previous page, with the same `q`.
    cursor: Option<String>,
    /// Signatories per page.
    #[param(value_type = Option<u32>)]
    limit: Option<String>,
}

pub(super) const DEFAULT_PAGE: u32 = 50;
pub(super) const MAX_PAGE: u32 = 100;

/// A declaration.
#[utoipa::path(
    get, path = "/api/v1/declarations/{slug}", tag = "declarations",
    params(("slug" = String, Path), TextQuery, ReadHeaders),
    responses(
        (
            status = 200, description = "The declaration.", body = DeclarationAnswer,
            headers(("ETag", description = "Identifies this version of the response.")),
        ),
        (status = 304, description = "Unchanged since the `ETag` in `If-None-Match`."),
        ReadProblems,
    ),
)]
pub(in crate::web) async fn declaration(
    State(state): State<AppState>,
    slug: Slug,
    Query(query): Query<TextQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let lang = query.lang.unwrap_or_default();
    let view = state.declaration(&slug, &lang).await?;
    let status = view.declaration.status(state.now_ms()).as_str();
    let key = ResponseKey::Declaration {
        version: view.version,
        status,
    };
    let render = async {
        let answer = answer(&view, status);
        Ok(serde_json::to_string(&answer).expect("plain data is always JSON"))
    };
    let text = state.responses().text(key, render).await?;
    let head = TextHead {
        content_type: "application/json",
        cache: respond::REVALIDATED,
        varies_by: None,
        shared: state.cdn_cache(),
    };
    Ok(respond::text(state.compressor(), &headers, head, &text).await)
}

fn answer(view: &DeclarationView, status: &'static str) -> DeclarationAnswer {
    let (declaration, document) = (&view.declaration, &view.document);
    let principles = document.principles.iter().map(|principle| PrincipleAnswer {
        number: principle.number,
        title: principle.title.clone(),
        text: principle.text.clone(),
    });
    let fields = &declaration.fields;
    let reserved = view.reserved.iter().map(|one| ReservedAnswer {
        principle: one.principle,
        count: one.count,
    });
    DeclarationAnswer {
        slug: declaration.slug.clone(),
        title: declaration.title.clone(),
        lang: declaration.lang.clone(),
        languages: declaration.languages.clone(),
        preamble: document.preamble.clone(),
        principles: principles.collect(),
        drafted_by: declaration.drafted_by.clone(),
        organisers: declaration.organisers.clone(),
        contact: declaration.contact.clone(),
        address: declaration.holder.address.clone(),
        privacy: declaration.holder.privacy.clone(),
        meeting: declaration.meeting.clone().map(|meeting| MeetingAnswer {
            name: meeting.name,
            date: meeting.date.map(|date| date.to_string()),
            place: meeting.place,
        }),
        version: declaration.version,
        text_hash: declaration.text_hash.clone(),
        status,
        goal: declaration.goal,
        fields: FieldsAnswer {
            organisation: fields.organisation,
            role: fields.role,
            postcode: fields.postcode,
            public: fields.public,
            reservations: fields.reservations,
            updates: fields.updates,
        },
        count: declaration.count,
        organisations: declaration.organisations,
        on_paper: view.on_paper,
        reservations: reserved.collect(),
    }
}

/// Public signatories, newest first, or those who match a name.
#[utoipa::path(
    get, path = "/api/v1/declarations/{slug}/signatures", tag = "declarations",
    params(("slug" = String, Path), PageQuery),
    responses(
        (status = 200, description = "A page of signatories.", body = SignatoriesAnswer),
        ReadProblems,
    ),
)]
pub(in crate::web) async fn signatories(
    State(state): State<AppState>,
    slug: Slug,
    Query(query): Query<PageQuery>,
) -> Result<Json<SignatoriesAnswer>, Error> {
    state.declaration(&slug, "").await?;
    let limit = limit(query.limit.as_deref())?;
    let (cursor_text, store) = (query.cursor.as_deref(), state.store());
    let (items, next_cursor) = match query.q.as_deref().map(str::trim) {
        None | Some("") => {
            let cursor = cursor::names(cursor_text)?;
            let (items, next) = store.signatures().signatories(&slug, cursor, limit).await?;
            (items, next.map(|cursor| cursor.to_string()))
        }
        Some(typed) => match name_search::Query::parse(typed) {
            // No name consists of punctuation alone.
            None => (Vec::new(), None),
            Some(query) => {
                let after = cursor::search(&query, cursor_text)?;
                let (items, next) = store
                    .signatures()
                    .find_signatories(&slug, &query, after, limit)
                    .await?;
                (items, next.map(|found| found.to_string()))
            }
        },
    };
    Ok(Json(SignatoriesAnswer { items, next_cursor }))
}

/// Sign a declaration. The signature counts once the email has been confirmed.
#[utoipa::path(
    post, path = "/api/v1/declarations/{slug}/signatures", tag = "declarations",
    params(
        ("slug" = String, Path),
        WriteHeaders,
    ),
    request_body = wire::SignRequest,
    responses(
        (status = 202, description = "An email is on its way; the same answer for everyone.", body = wire::Accepted),
        WriteProblems,
    ),
)]
pub(in crate::web) async fn sign(
    State(state): State<AppState>,
    slug: Slug,
    context: RequestContext,
    write: IdempotentJson<wire::SignRequest>,
) -> Result<(StatusCode, Json<wire::Accepted>), Error> {
    let submission = Submission::by_script(context, write.key);
    let accepted = signing::sign(&state, &slug, &submission, &write.body).await?;
    Ok((StatusCode::ACCEPTED, Json(accepted)))
}

/// Signatories per page.
fn limit(typed: Option<&str>) -> Result<u32, Error> {
    let Some(typed) = typed else {
        return Ok(DEFAULT_PAGE);
    };
    // Rust's parser also accepts a sign.
    let digits = typed.bytes().all(|byte| byte.is_ascii_digit());
    match typed.parse() {
        Ok(number) if digits && (1..=MAX_PAGE).contains(&number) => Ok(number),
        _ => Err(Error::Malformed("limit is a number from 1 to 100")),
    }
}
