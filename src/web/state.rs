//! The state that handlers share, and the short-lived views that spare the database when many
//! visitors come.

use crate::i18n::format;
use std::{sync::Arc, time::Duration};

use axum::http::HeaderValue;
use widgets::{view, wire};

use super::{
    api::lists,
    embed::{card, counter, loaders::Loaders},
    error::Error,
    forms::shown_words::StoredWordings,
    health::Health,
    http::{
        own_origins::OwnOrigins, packing::Packer, path::Slug, turns::Turns, views::Views,
        visitor::Proxies,
    },
    middleware::{
        guard,
        write_limit::{Limits, WriteLimit},
    },
    public::pdf,
};
use crate::{
    clock::Clock,
    config::PublicUrl,
    disk::Disk,
    domain::declarations::{
        Declaration, DeclarationStatus, List, TextVersion,
        difference::{self, Passage},
        document,
    },
    pages::declarations::reservations::Reserved,
    store::{self, Store},
    tasks::Tasks,
};
use site_check::Inspector;

/// Cached differences between versions; each is at most a few texts long.
const DIFFERENCES: u64 = 200;
/// Names shown in a widget.
const RECENT_NAMES: u32 = 8;

/// Cheap to clone; one for the whole server.
#[derive(Clone)]
pub struct AppState(Arc<SharedState>);

struct SharedState {
    store: Store,
    clock: Clock,
    public_url: PublicUrl,
    own_origins: OwnOrigins,
    page_policy: HeaderValue,
    frame_policy: HeaderValue,
    proxies: Proxies,
    limits: Limits,
    /// How long a client may take for the body of a request.
    patience: Duration,
    inspection: Inspection,
    watched: Watched,
    health: Health,
    metrics: Option<metrics_exporter_prometheus::PrometheusHandle>,
    /// Every language of a declaration, the first published first.
    declarations: Views<Languages>,
    lists: Views<Option<Arc<List>>>,
    pictures: counter::Pictures,
    cards: card::Cards,
    press: pdf::Press,
    packer: Packer,
    loaders: Loaders,
    kept: StoredWordings,
    /// What changed from one version to the next never changes again.
    differences: moka::future::Cache<String, Arc<[Passage]>>,
    comparisons: Turns,
}

/// The parts, besides the database, that the health check watches.
#[derive(Clone, Debug, Default)]
pub struct Watched {
    pub tasks: Tasks,
    pub disk: Disk,
}

type Languages = Arc<[Arc<DeclarationView>]>;

/// How a visitor is identified, how often one may write, and how long a client may take over one
/// request.
pub struct Admission {
    pub own_origins: OwnOrigins,
    pub proxies: Proxies,
    pub limits: Limits,
    pub patience: Duration,
}

/// The test of other people's sites, and how often one visitor may run it.
pub struct Inspection {
    pub(super) inspector: Inspector,
    pub(super) limit: WriteLimit,
}

impl Inspection {
    /// Enough for a site editor who tries one change after another, and too little for a flood.
    const TESTS_A_MINUTE: u32 = 10;

    pub fn new(inspector: Inspector) -> Inspection {
        Inspection {
            inspector,
            limit: WriteLimit::new(Some(Inspection::TESTS_A_MINUTE)),
        }
    }
}

/// A declaration with everything that its widgets and pages show.
pub(super) struct DeclarationView {
    pub declaration: Declaration,
    pub document: view::Document,
    pub recent: Vec<wire::Signatory>,
    pub reserved: Vec<Reserved>,
    /// Signatures under this version of this text, and under its earlier ones.
    pub signed: (u64, u64),
    /// Signatures on paper, counted separately.
    pub on_paper: u64,
}

impl AppState {
    pub fn new(
        store: Store,
        clock: Clock,
        public_url: PublicUrl,
        admission: Admission,
        inspection: Inspection,
        watched: Watched,
        metrics: Option<metrics_exporter_prometheus::PrometheusHandle>,
    ) -> AppState {
        AppState(Arc::new(SharedState {
            store,
            clock,
            page_policy: guard::page_policy(public_url.as_str()),
            frame_policy: guard::frame_policy(public_url.as_str()),
            loaders: Loaders::of(public_url.as_str()),
            public_url,
            own_origins: admission.own_origins,
            proxies: admission.proxies,
            limits: admission.limits,
            patience: admission.patience,
            kept: StoredWordings::default(),
            inspection,
            watched,
            health: Health::default(),
            metrics,
            declarations: Views::new(),
            lists: Views::new(),
            pictures: counter::pictures(),
            cards: card::cards(),
            press: pdf::Press::new(),
            packer: Packer::new(),
            differences: moka::future::Cache::new(DIFFERENCES),
            comparisons: Turns::new("comparison", 1),
        }))
    }

    pub(super) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(super) fn now_ms(&self) -> i64 {
        self.0.clock.now_ms()
    }

    pub(super) fn doubts_clock(&self) -> bool {
        self.0.clock.doubt_ms().is_some()
    }

    pub(super) fn watched(&self) -> &Watched {
        &self.0.watched
    }

    pub(super) fn health(&self) -> &Health {
        &self.0.health
    }

    /// The origin in every link, without a trailing slash.
    pub(super) fn public_url(&self) -> &str {
        self.0.public_url.as_str()
    }

    /// The origins at which browsers reach us.
    pub(super) fn own_origins(&self) -> &OwnOrigins {
        &self.0.own_origins
    }

    /// The Content-Security-Policy of our own pages.
    pub(super) fn page_policy(&self) -> &HeaderValue {
        &self.0.page_policy
    }

    /// The Content-Security-Policy of frames on other people's pages.
    pub(super) fn frame_policy(&self) -> &HeaderValue {
        &self.0.frame_policy
    }

    /// Cached counter pictures.
    pub(super) fn pictures(&self) -> &counter::Pictures {
        &self.0.pictures
    }

    /// Cached pictures for social networks.
    pub(super) fn cards(&self) -> &card::Cards {
        &self.0.cards
    }

    /// Cached printed documents, and the queues for making new ones.
    pub(super) fn press(&self) -> &pdf::Press {
        &self.0.press
    }

    /// The proxies that we trust to name the visitor.
    pub(super) fn proxies(&self) -> &Proxies {
        &self.0.proxies
    }

    /// How long a client may take for the body of a request.
    pub(super) fn patience(&self) -> Duration {
        self.0.patience
    }

    /// The rate limits for writing.
    pub(super) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub(super) fn inspection(&self) -> &Inspection {
        &self.0.inspection
    }

    /// Forgets visitors who have been quiet.
    pub fn forget_quiet(&self) {
        self.0.limits.forget_quiet();
        self.0.inspection.limit.forget_quiet();
    }

    /// The loaders with this server's address in them.
    pub fn loaders(&self) -> &Loaders {
        &self.0.loaders
    }

    /// The consent wordings known to be stored.
    pub(super) fn kept(&self) -> &StoredWordings {
        &self.0.kept
    }

    pub(super) fn packer(&self) -> &Packer {
        &self.0.packer
    }

    pub(super) fn metrics(&self) -> Option<&metrics_exporter_prometheus::PrometheusHandle> {
        self.0.metrics.as_ref()
    }

    /// A declaration in the language that best serves a tag, or the one published first.
    pub(super) async fn declaration(
        &self,
        slug: &str,
        lang: &str,
    ) -> Result<Arc<DeclarationView>, Error> {
        self.declaration_in(slug, [lang]).await
    }

    /// The same for a visitor who reads several languages, best first.
    pub(super) async fn declaration_in<'a>(
        &self,
        slug: &str,
        wanted: impl IntoIterator<Item = &'a str>,
    ) -> Result<Arc<DeclarationView>, Error> {
        let slug = &Slug::parse(slug)?;
        let read = self.read_declaration(slug);
        best(&self.0.declarations.get(slug, read).await?, wanted)
    }

    /// The same, or the last known version while the database is unavailable: for forms, which then
    /// say so.
    pub(super) async fn last_declaration(
        &self,
        slug: &str,
        lang: &str,
    ) -> Result<Arc<DeclarationView>, Error> {
        let slug = &Slug::parse(slug)?;
        let read = self.read_declaration(slug);
        best(&self.0.declarations.get_or_last(slug, read).await?, [lang])
    }

    pub(super) async fn list(&self, slug: &str) -> Result<Arc<List>, Error> {
        let slug = &Slug::parse(slug)?;
        let view = self.0.lists.get(slug, self.read_list(slug)).await?;
        on_the_web(view)
    }

    /// The same, or the last known version while the database is unavailable.
    pub(super) async fn last_list(&self, slug: &str) -> Result<Arc<List>, Error> {
        let slug = &Slug::parse(slug)?;
        let view = self.0.lists.get_or_last(slug, self.read_list(slug)).await?;
        on_the_web(view)
    }

    /// Drops the cached view, so that the next request shows a confirmation.
    pub async fn forget_declaration(&self, slug: &str) {
        self.0.declarations.forget(slug).await;
    }

    /// What changed between two versions of a text.
    pub(super) async fn difference(
        &self,
        (slug, lang): (&str, &str),
        old: &TextVersion,
        new: &TextVersion,
    ) -> Result<Arc<[Passage]>, Error> {
        let key = format!("{slug}/{lang}/{}/{}", old.version, new.version);
        let (site, old, new) = (self.clone(), old.clone(), new.clone());
        // Comparing two long texts takes a while; other visitors are served meanwhile. A task of
        // its own: a comparison once started is kept for the next client, even if this one hangs
        // up.
        let comparing = tokio::spawn(async move {
            let compare = async {
                let turn = site.0.comparisons.next().await?;
                let compared = turn.spend(move || {
                    difference::between((&old.title, &old.source), (&new.title, &new.source))
                });
                Ok::<Arc<[Passage]>, Error>(compared.await?.into())
            };
            site.0.differences.try_get_with(key, compare).await
        });
        let compared = comparing.await.map_err(|_| Error::Internal)?;
        compared.map_err(|error| (*error).clone())
    }

    async fn read_list(&self, slug: &str) -> Result<Option<Arc<List>>, store::Error> {
        Ok(self.store().list(slug).await?.map(Arc::new))
    }

    async fn read_declaration(&self, slug: &str) -> Result<Languages, store::Error> {
        let texts = self.store().declaration_texts(slug).await?;
        if texts.is_empty() {
            return Ok(Arc::new([]));
        }
        let recent = self.store().recent_signatories(slug, RECENT_NAMES).await?;
        let reserved = self.store().reserved(slug).await?.into_iter();
        let reserved: Vec<Reserved> = reserved
            .map(|(principle, count)| Reserved { principle, count })
            .collect();
        // As long as there is only one version, all have signed it.
        let signed = match texts.iter().any(|text| text.version > 1) {
            true => self.store().signed_versions(slug).await?,
            false => Vec::new(),
        };
        let on_paper = self.store().paper_count(slug).await?;
        let views = texts.into_iter().map(|declaration| {
            Arc::new(DeclarationView {
                signed: signed_of(&declaration, &signed),
                document: document_of(&declaration),
                declaration,
                recent: recent.clone(),
                reserved: reserved.clone(),
                on_paper,
            })
        });
        Ok(views.collect())
    }
}

/// How many signed this version of a text, and its earlier ones.
fn signed_of(text: &Declaration, signed: &[(String, u32, u64)]) -> (u64, u64) {
    let of_text = signed.iter().filter(|(lang, ..)| *lang == text.lang);
    of_text.fold((0, 0), |(this, earlier), (_, version, count)| {
        match *version < text.version {
            true => (this, earlier + count),
            false => (this + count, earlier),
        }
    })
}

/// The language that serves best, or the one published first.
fn best<'a>(
    views: &Languages,
    wanted: impl IntoIterator<Item = &'a str>,
) -> Result<Arc<DeclarationView>, Error> {
    let languages = || views.iter().map(|view| view.declaration.lang.as_str());
    let best = |tag| widgets::text::best(tag, languages());
    let best = wanted.into_iter().find_map(best);
    let view = views
        .iter()
        .find(|view| Some(view.declaration.lang.as_str()) == best);
    match view.or(views.first()) {
        None => Err(Error::NotFound),
        Some(view) if view.declaration.unpublished => Err(Error::Unpublished),
        Some(view) => Ok(Arc::clone(view)),
    }
}

/// The list, if it exists and has not been unpublished.
fn on_the_web(list: Option<Arc<List>>) -> Result<Arc<List>, Error> {
    let list = list.ok_or(Error::NotFound)?;
    match list.unpublished {
        true => Err(Error::Unpublished),
        false => Ok(list),
    }
}

impl DeclarationView {
    /// An error before the declaration opens and after it has closed.
    pub(super) fn takes_signatures(&self, now_ms: i64) -> Result<(), Error> {
        match self.declaration.status(now_ms) {
            DeclarationStatus::Open => Ok(()),
            DeclarationStatus::NotYetOpen => Err(Error::DeclarationNotOpen),
            DeclarationStatus::Closed => Err(Error::DeclarationClosed),
        }
    }

    /// The changing part of the signature box, with its dates in a language.
    pub(super) fn panel(&self, lang: &str, now_ms: i64) -> view::SigningPanel {
        let declaration = &self.declaration;
        view::SigningPanel {
            slug: declaration.slug.clone(),
            title: declaration.title.clone(),
            organisers: declaration.organisers.clone(),
            holder: lists::held(&declaration.holder, lang),
            standing: self.standing(lang, now_ms),
            count: u32::try_from(declaration.count).unwrap_or(u32::MAX),
            goal: declaration.goal,
            text_lang: declaration.lang.clone(),
            principles: self.headings(),
            signatories: self.recent.clone(),
        }
    }

    /// How many principles the text has; they are numbered from 1 without gaps.
    pub(super) fn principles(&self) -> u32 {
        u32::try_from(self.document.principles.len()).unwrap_or(u32::MAX)
    }

    fn headings(&self) -> Vec<view::Heading> {
        let principles = self.document.principles.iter();
        let heading = |one: &view::Principle| view::Heading {
            number: one.number,
            title: one.title.clone(),
        };
        principles.map(heading).collect()
    }

    fn standing(&self, lang: &str, now_ms: i64) -> view::Standing {
        let date = |ms| format::date(lang, ms);
        let day = |ms: Option<i64>| ms.map(date).unwrap_or_default();
        match self.declaration.status(now_ms) {
            DeclarationStatus::Open => view::Standing::Open,
            DeclarationStatus::NotYetOpen => {
                view::Standing::NotYetOpen(day(self.declaration.opens_at))
            }
            // The stored time is the first moment after the last day.
            DeclarationStatus::Closed => {
                view::Standing::Closed(day(self.declaration.closing().map(|ms| ms - 1)))
            }
        }
    }
}

fn document_of(declaration: &Declaration) -> view::Document {
    let parts = document::parse(&declaration.body);
    let principles = parts
        .principles
        .into_iter()
        .map(|principle| view::Principle {
            number: principle.number,
            title: principle.title,
            text: principle.text,
        });
    view::Document {
        slug: declaration.slug.clone(),
        lang: declaration.lang.clone(),
        title: declaration.title.clone(),
        drafted_by: declaration.drafted_by.clone(),
        preamble: parts.preamble,
        principles: principles.collect(),
        closing: parts.closing,
        version: declaration.version,
        text_hash: declaration.text_hash.clone(),
        excerpt: false,
    }
}
