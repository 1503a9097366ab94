//! oEmbed: the address of one of our pages, pasted on a line of its own, becomes a frame.
//! WordPress, Ghost, Discourse and others call this; they keep the response for ever, so the frame
//! it names stays valid.
//!
//! The HTML is what survives WordPress's filter for unknown hosts: first a quotation with one link,
//! which stays where no script runs, then one empty iframe. No white space around.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::Response,
};
use serde::{Deserialize, Serialize};
use url::{Url, form_urlencoded};
use widgets::render::escaped;

use crate::images::counter;
use crate::web::{
    error::Error,
    http::respond,
    state::AppState,
    views::{DeclarationView, ListView},
};
use site_check::embedding::LENT;

/// The greatest height that WordPress allows a frame.
const MAX_HEIGHT: u32 = 1000;
/// What fits a column of text.
const WIDTH: u32 = 640;
const HOUR_S: u32 = 3600;

#[derive(Deserialize)]
pub(in crate::web) struct OEmbedQuery {
    url: Option<String>,
    format: Option<String>,
    /// Pixels; a value that is not a number sets no limit.
    maxwidth: Option<String>,
    maxheight: Option<String>,
}

/// A response of type `rich`, as oEmbed 1.0 defines it.
#[derive(Serialize)]
struct Rich<'a> {
    version: &'static str,
    r#type: &'static str,
    title: &'a str,
    author_name: &'a str,
    provider_name: &'static str,
    provider_url: &'a str,
    cache_age: u32,
    width: u32,
    height: u32,
    html: String,
    #[serde(flatten)]
    thumbnail: Option<Thumbnail>,
}

/// A picture for consumers that show no frame: the live counter.
#[derive(Serialize)]
struct Thumbnail {
    thumbnail_url: String,
    thumbnail_width: u32,
    thumbnail_height: u32,
}

/// The page at one of our addresses.
enum OEmbedResource {
    Declaration(Arc<DeclarationView>),
    List(Arc<ListView>),
}

/// `GET /oembed?url=…`
pub(in crate::web) async fn describe(
    State(state): State<AppState>,
    Query(asked): Query<OEmbedQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    if asked
        .format
        .as_deref()
        .is_some_and(|format| format != "json")
    {
        return Err(Error::FormatNotOffered);
    }
    let address = asked
        .url
        .as_deref()
        .ok_or(Error::Malformed("url is missing"))?;
    let url = Url::parse(address).map_err(|_| Error::NotFound)?;
    // The page's own language version, if the address names one.
    let lang = url.query_pairs().find(|(name, _)| name == "lang");
    let lang = lang.map_or(String::new(), |(_, lang)| lang.into_owned());
    let page = page(&state, &url, &lang).await?;
    let principle = principle(&url, &page);
    let width = limited(WIDTH, asked.maxwidth.as_deref());
    let height = limited(page.height(), asked.maxheight.as_deref());
    let rich = Rich {
        version: "1.0",
        r#type: "rich",
        title: page.title(),
        author_name: page.organisers(),
        provider_name: "Undersigned",
        provider_url: state.public_url(),
        cache_age: HOUR_S,
        width,
        height,
        html: page.html(state.public_url(), &lang, principle, height),
        // A consumer's limits apply to it as well.
        thumbnail: page.thumbnail(state.public_url(), &lang).filter(|picture| {
            let fits = |size, limit: &Option<String>| limited(size, limit.as_deref()) == size;
            fits(picture.thumbnail_width, &asked.maxwidth)
                && fits(picture.thumbnail_height, &asked.maxheight)
        }),
    };
    let json = serde_json::to_string(&rich).expect("plain data is always JSON");
    Ok(respond::kept(
        &headers,
        "application/json",
        "public, max-age=300",
        json.into(),
    ))
}

/// Accepts only our own addresses: `/d/SLUG` and `/l/SLUG`, and the pages that explain how to embed
/// them.
async fn page(state: &AppState, url: &Url, lang: &str) -> Result<OEmbedResource, Error> {
    let ours = Url::parse(state.public_url()).is_ok_and(|own| own.origin() == url.origin());
    if !ours {
        return Err(Error::NotFound);
    }
    let path: Vec<&str> = url.path().trim_matches('/').split('/').collect();
    match path[..] {
        ["d", slug] | ["d", slug, "embed"] => Ok(OEmbedResource::Declaration(
            state.declaration(slug, lang).await?,
        )),
        ["l", slug] | ["l", slug, "embed"] => Ok(OEmbedResource::List(state.list(slug).await?)),
        _ => Err(Error::NotFound),
    }
}

/// The principle that an address points to, if there is one of that number: `#p4`, or
/// `?principle=4` for services that cut an address at its `#`.
fn principle(url: &Url, page: &OEmbedResource) -> Option<u32> {
    let OEmbedResource::Declaration(view) = page else {
        return None;
    };
    let asked = url
        .query_pairs()
        .find(|(name, _)| name == "principle")
        .and_then(|(_, number)| number.parse().ok());
    let pointed = || url.fragment()?.strip_prefix('p')?.parse().ok();
    let number = asked.or_else(pointed)?;
    (1..=view.principles()).contains(&number).then_some(number)
}

impl OEmbedResource {
    fn title(&self) -> &str {
        match self {
            OEmbedResource::Declaration(view) => &view.declaration.title,
            OEmbedResource::List(view) => &view.list.title,
        }
    }

    fn organisers(&self) -> &str {
        match self {
            OEmbedResource::Declaration(view) => &view.declaration.organisers,
            OEmbedResource::List(view) => &view.list.organisers,
        }
    }

    /// The height until the frame reports its own.
    fn height(&self) -> u32 {
        match self {
            OEmbedResource::Declaration(_) => MAX_HEIGHT,
            OEmbedResource::List(_) => 560,
        }
    }

    fn thumbnail(&self, server: &str, lang: &str) -> Option<Thumbnail> {
        let OEmbedResource::Declaration(view) = self else {
            return None;
        };
        let mut url = format!("{server}/d/{}/counter.png", view.declaration.slug);
        if !lang.is_empty() {
            let lang = form_urlencoded::byte_serialize(lang.as_bytes());
            url.extend(["?lang="].into_iter().chain(lang));
        }
        Some(Thumbnail {
            thumbnail_url: url,
            thumbnail_width: counter::WIDTH * counter::DENSITY,
            thumbnail_height: counter::HEIGHT * counter::DENSITY,
        })
    }

    fn html(&self, server: &str, lang: &str, principle: Option<u32>, height: u32) -> String {
        // A declaration is embedded compactly, by its title: WordPress would cut off its whole
        // text.
        let (path, widget, subject, slug, layout) = match self {
            OEmbedResource::Declaration(view) => {
                let slug = &view.declaration.slug;
                ("d", "signature", "declaration", slug, "compact")
            }
            OEmbedResource::List(view) => ("l", "signup", "list", &view.list.slug, ""),
        };
        let mut query = form_urlencoded::Serializer::new(String::new());
        let number = principle.map_or(String::new(), |number| number.to_string());
        for (name, value) in [
            (subject, slug.as_str()),
            ("layout", layout),
            ("lang", lang),
            ("principle", &number),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        let query = escaped(&query.finish());
        let place = principle.map_or(String::new(), |number| format!("#p{number}"));
        let title = escaped(self.title());
        format!(
            "<blockquote><a href=\"{server}/{path}/{slug}{place}\">{title}</a></blockquote>\
             <iframe src=\"{server}/frame/v1/{widget}?{query}\" width=\"100%\" height=\"{height}\" \
             title=\"{title}\" frameborder=\"0\" allow=\"{LENT}\"></iframe>"
        )
    }
}

fn limited(wanted: u32, limit: Option<&str>) -> u32 {
    let limit = limit.and_then(|limit| limit.parse().ok());
    limit
        .filter(|limit| *limit > 0)
        .unwrap_or(wanted)
        .min(wanted)
}
