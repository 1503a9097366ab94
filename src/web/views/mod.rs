//! What is published, as handlers see it: each declaration and list is read once for many visitors,
//! and the last one read replaces the database while it is unavailable. What is rendered from them
//! for many visitors is cached in `responses.rs`.

mod cache;
mod declarations;
pub(super) mod names;
pub(super) mod panels;
pub(super) mod responses;
pub(super) mod shapes;

use std::sync::Arc;

use widgets::wire::ConfirmedKind;

use super::{
    error::Error,
    http::{extract::path::Slug, work_slots::WorkSlots},
    state::AppState,
};
use crate::{
    domain::declarations::{
        List, TextVersion,
        difference::{self, Passage},
    },
    store,
};
use cache::{Version, Views};
use declarations::{Languages, best};
use names::NamesView;

pub(in crate::web) use declarations::DeclarationView;

/// More slugs than any server has.
const MOST: u64 = 1_000;
/// Cached first pages of names; each takes up to a hundred kilobytes.
const NAMES: u64 = 200;
/// Cached differences between versions; each is at most a few texts long.
const DIFFERENCES: u64 = 200;

/// A list as its widgets and pages show it.
pub(in crate::web) struct ListView {
    pub version: Version,
    pub list: List,
}

/// The cached views.
pub(super) struct PublishedViews {
    declarations: Views<Languages>,
    lists: Views<Option<Arc<ListView>>>,
    /// The first page of names of each declaration.
    names: Views<Arc<NamesView>>,
    /// Slugs of the declarations open for signing, under the key [`HOME`].
    open: Views<Arc<[String]>>,
    /// What changed from one version to the next never changes again.
    differences: moka::future::Cache<String, Arc<[Passage]>>,
    comparisons: WorkSlots,
}

const HOME: &str = "";

/// Where a view comes from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum ViewSource {
    Fresh,
    /// While the database is unavailable, as it was last read.
    FreshOrLast,
}

impl PublishedViews {
    pub(super) fn new() -> PublishedViews {
        PublishedViews {
            declarations: Views::new(MOST),
            lists: Views::new(MOST),
            names: Views::new(NAMES),
            open: Views::new(1),
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
        let slug = Slug::parse(slug)?;
        best(&self.languages(&slug, ViewSource::Fresh).await?, wanted)
    }

    /// The same, or the last known version while the database is unavailable: for forms, which then
    /// say so.
    pub(in crate::web) async fn last_declaration(
        &self,
        slug: &str,
        lang: &str,
    ) -> Result<Arc<DeclarationView>, Error> {
        let slug = Slug::parse(slug)?;
        best(
            &self.languages(&slug, ViewSource::FreshOrLast).await?,
            [lang],
        )
    }

    pub(in crate::web) async fn list(&self, slug: &str) -> Result<Arc<ListView>, Error> {
        let slug = Slug::parse(slug)?;
        on_the_web(self.list_view(&slug, ViewSource::Fresh).await?)
    }

    /// The same, or the last known version while the database is unavailable.
    pub(in crate::web) async fn last_list(&self, slug: &str) -> Result<Arc<ListView>, Error> {
        let slug = Slug::parse(slug)?;
        on_the_web(self.list_view(&slug, ViewSource::FreshOrLast).await?)
    }

    /// The slug that a declaration or list has now, if this one is one of its former slugs.
    pub(in crate::web) async fn present_slug(
        &self,
        kind: ConfirmedKind,
        slug: &str,
    ) -> Option<String> {
        let asked = Slug::parse(slug).ok()?;
        // A handler that reads the view again has better words for a failure.
        let present = match kind {
            ConfirmedKind::Signature => {
                let views = self.languages(&asked, ViewSource::FreshOrLast).await.ok()?;
                views.first()?.declaration.slug.clone()
            }
            ConfirmedKind::Subscription => {
                let view = self.list_view(&asked, ViewSource::FreshOrLast).await.ok()?;
                view?.list.slug.clone()
            }
        };
        Some(present).filter(|present| present != slug)
    }

    /// Every language of a declaration. Under a former slug it is the view of the present one, which
    /// a confirmation refreshes.
    async fn languages(&self, slug: &str, source: ViewSource) -> Result<Languages, Error> {
        let found = self.languages_as_named(slug, source).await?;
        match found.first() {
            Some(view) if view.declaration.slug != slug => {
                let present = &view.declaration.slug;
                self.languages_as_named(present, source).await
            }
            _ => Ok(found),
        }
    }

    async fn languages_as_named(&self, slug: &str, source: ViewSource) -> Result<Languages, Error> {
        let views = &self.views().declarations;
        let read = |last| self.read_declaration(slug, last);
        match source {
            ViewSource::Fresh => views.get(slug, read).await,
            ViewSource::FreshOrLast => views.get_or_last(slug, read).await,
        }
    }

    async fn list_view(
        &self,
        slug: &str,
        source: ViewSource,
    ) -> Result<Option<Arc<ListView>>, Error> {
        let views = &self.views().lists;
        let read = |last| self.read_list(slug, last);
        match source {
            ViewSource::Fresh => views.get(slug, read).await,
            ViewSource::FreshOrLast => views.get_or_last(slug, read).await,
        }
    }

    /// Slugs of the declarations open for signing, newest first; no more than a page shows.
    pub(in crate::web) async fn open_slugs(&self) -> Result<Arc<[String]>, Error> {
        let read = |_| async {
            let declarations = self.store().declarations();
            let open = declarations.open_slugs(self.now_ms()).await?;
            Ok::<Arc<[String]>, store::Error>(open.into())
        };
        self.views().open.get(HOME, read).await
    }

    /// Drops the cached views, so that the next request shows a confirmation.
    pub async fn forget_declaration(&self, slug: &str) {
        self.views().names.forget(slug).await;
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

    async fn read_list(
        &self,
        slug: &str,
        last: Option<Option<Arc<ListView>>>,
    ) -> Result<Option<Arc<ListView>>, store::Error> {
        let Some(list) = self.store().lists().find(slug).await? else {
            return Ok(None);
        };
        let unchanged = last.flatten().filter(|view| view.list == list);
        Ok(Some(unchanged.unwrap_or_else(|| {
            let version = Version::next();
            Arc::new(ListView { version, list })
        })))
    }
}

/// The list, if it exists and has not been unpublished.
fn on_the_web(view: Option<Arc<ListView>>) -> Result<Arc<ListView>, Error> {
    let view = view.ok_or(Error::NotFound)?;
    if view.list.unpublished {
        return Err(Error::Unpublished);
    }
    Ok(view)
}
