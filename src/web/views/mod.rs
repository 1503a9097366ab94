//! What is published, as handlers see it: each declaration and list is read once for many visitors,
//! and the last one read replaces the database while it is unavailable.

mod cache;
pub(super) mod panels;

use std::sync::Arc;

use widgets::{view, wire};

use super::{
    error::Error,
    http::{extract::path::Slug, work_slots::WorkSlots},
    state::AppState,
};
use crate::{
    domain::declarations::{
        Declaration, DeclarationStatus, List, TextVersion,
        difference::{self, Passage},
        document,
    },
    pages::declarations::reservations::Reserved,
    store,
};
use cache::Views;

/// Cached differences between versions; each is at most a few texts long.
const DIFFERENCES: u64 = 200;
/// Names shown in a widget.
const RECENT_NAMES: u32 = 8;

/// A declaration with everything that its widgets and pages show.
pub(in crate::web) struct DeclarationView {
    pub declaration: Declaration,
    pub document: view::Document,
    pub recent: Vec<wire::Signatory>,
    pub reserved: Vec<Reserved>,
    /// Signatures under this version of this text, and under its earlier ones.
    pub signed: (u64, u64),
    /// Signatures on paper, counted separately.
    pub on_paper: u64,
}

/// The cached views.
pub(super) struct PublishedViews {
    /// Every language of a declaration, the first published first.
    declarations: Views<Languages>,
    lists: Views<Option<Arc<List>>>,
    /// What changed from one version to the next never changes again.
    differences: moka::future::Cache<String, Arc<[Passage]>>,
    comparisons: WorkSlots,
}

type Languages = Arc<[Arc<DeclarationView>]>;

impl PublishedViews {
    pub(super) fn new() -> PublishedViews {
        PublishedViews {
            declarations: Views::new(),
            lists: Views::new(),
            differences: moka::future::Cache::new(DIFFERENCES),
            comparisons: WorkSlots::new("comparison", 1),
        }
    }
}

impl AppState {
    /// A declaration in the language that best serves a tag, or the one published first.
    pub(in crate::web) async fn declaration(
        &self,
        slug: &str,
        lang: &str,
    ) -> Result<Arc<DeclarationView>, Error> {
        self.declaration_in(slug, [lang]).await
    }

    /// The same for a visitor who reads several languages, best first.
    pub(in crate::web) async fn declaration_in<'a>(
        &self,
        slug: &str,
        wanted: impl IntoIterator<Item = &'a str>,
    ) -> Result<Arc<DeclarationView>, Error> {
        let slug = &Slug::parse(slug)?;
        let read = self.read_declaration(slug);
        best(&self.views().declarations.get(slug, read).await?, wanted)
    }

    /// The same, or the last known version while the database is unavailable: for forms, which then
    /// say so.
    pub(in crate::web) async fn last_declaration(
        &self,
        slug: &str,
        lang: &str,
    ) -> Result<Arc<DeclarationView>, Error> {
        let slug = &Slug::parse(slug)?;
        let read = self.read_declaration(slug);
        best(
            &self.views().declarations.get_or_last(slug, read).await?,
            [lang],
        )
    }

    pub(in crate::web) async fn list(&self, slug: &str) -> Result<Arc<List>, Error> {
        let slug = &Slug::parse(slug)?;
        let view = self.views().lists.get(slug, self.read_list(slug)).await?;
        on_the_web(view)
    }

    /// The same, or the last known version while the database is unavailable.
    pub(in crate::web) async fn last_list(&self, slug: &str) -> Result<Arc<List>, Error> {
        let slug = &Slug::parse(slug)?;
        let view = self
            .views()
            .lists
            .get_or_last(slug, self.read_list(slug))
            .await?;
        on_the_web(view)
    }

    /// Drops the cached view, so that the next request shows a confirmation.
    pub async fn forget_declaration(&self, slug: &str) {
        self.views().declarations.forget(slug).await;
    }

    /// What changed between two versions of a text.
    pub(in crate::web) async fn difference(
        &self,
        (slug, lang): (&str, &str),
        old: &TextVersion,
        new: &TextVersion,
    ) -> Result<Arc<[Passage]>, Error> {
        let key = format!("{slug}/{lang}/{}/{}", old.version, new.version);
        let (state, old, new) = (self.clone(), old.clone(), new.clone());
        // Comparing two long texts takes a while; other visitors are served meanwhile. A task of
        // its own: a comparison once started is kept for the next client, even if this one hangs
        // up.
        let comparing = tokio::spawn(async move {
            let compare = async {
                let slot = state.views().comparisons.acquire().await?;
                let compared = slot.run(move || {
                    difference::between((&old.title, &old.source), (&new.title, &new.source))
                });
                Ok::<Arc<[Passage]>, Error>(compared.await?.into())
            };
            state.views().differences.try_get_with(key, compare).await
        });
        let compared = comparing.await.map_err(|_| Error::Internal)?;
        compared.map_err(|error| (*error).clone())
    }

    async fn read_list(&self, slug: &str) -> Result<Option<Arc<List>>, store::Error> {
        Ok(self.store().lists().find(slug).await?.map(Arc::new))
    }

    async fn read_declaration(&self, slug: &str) -> Result<Languages, store::Error> {
        let texts = self.store().declarations().texts(slug).await?;
        if texts.is_empty() {
            return Ok(Arc::new([]));
        }
        let recent = self
            .store()
            .signatures()
            .recent_signatories(slug, RECENT_NAMES)
            .await?;
        let reserved = self.store().signatures().reserved(slug).await?.into_iter();
        let reserved: Vec<Reserved> = reserved
            .map(|(principle, count)| Reserved { principle, count })
            .collect();
        // As long as there is only one version, all have signed it.
        let signed = if texts.iter().any(|text| text.version > 1) {
            self.store().signatures().signed_versions(slug).await?
        } else {
            Vec::new()
        };
        let on_paper = self.store().signatures().paper_count(slug).await?;
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
        if *version < text.version {
            (this, earlier + count)
        } else {
            (this + count, earlier)
        }
    })
}

/// The language that serves best, or the one published first.
fn best<'a>(
    views: &Languages,
    wanted: impl IntoIterator<Item = &'a str>,
) -> Result<Arc<DeclarationView>, Error> {
    let languages = || views.iter().map(|view| view.declaration.lang.as_str());
    let lang = wanted
        .into_iter()
        .find_map(|tag| widgets::text::best(tag, languages()));
    let view = views
        .iter()
        .find(|view| Some(view.declaration.lang.as_str()) == lang);
    match view.or(views.first()) {
        None => Err(Error::NotFound),
        Some(view) if view.declaration.unpublished => Err(Error::Unpublished),
        Some(view) => Ok(Arc::clone(view)),
    }
}

/// The list, if it exists and has not been unpublished.
fn on_the_web(list: Option<Arc<List>>) -> Result<Arc<List>, Error> {
    let list = list.ok_or(Error::NotFound)?;
    if list.unpublished {
        return Err(Error::Unpublished);
    }
    Ok(list)
}

impl DeclarationView {
    /// An error before the declaration opens and after it has closed.
    pub(in crate::web) fn takes_signatures(&self, now_ms: i64) -> Result<(), Error> {
        match self.declaration.status(now_ms) {
            DeclarationStatus::Open => Ok(()),
            DeclarationStatus::NotYetOpen => Err(Error::DeclarationNotOpen),
            DeclarationStatus::Closed => Err(Error::DeclarationClosed),
        }
    }

    /// How many principles the text has; they are numbered from 1 without gaps.
    pub(in crate::web) fn principles(&self) -> u32 {
        u32::try_from(self.document.principles.len()).unwrap_or(u32::MAX)
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
