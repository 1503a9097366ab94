//! The names under a declaration's text: the first page, which nearly all visitors see, is read once
//! for many of them.

use std::sync::Arc;

use widgets::wire::{self, SignatoryKind};

use super::cache::Version;
use crate::store::{self, Cursor};
use crate::web::{error::Error, http::extract::path::Slug, state::AppState};

/// People on one page of names.
pub(in crate::web) const PEOPLE: u32 = 60;
/// Organisations on one page: nearly always all of them.
pub(in crate::web) const ORGANISATIONS: u32 = 500;

/// The first page of names.
pub(in crate::web) struct NamesView {
    pub version: Version,
    pub organisations: Vec<wire::Signatory>,
    pub people: Vec<wire::Signatory>,
    /// Where the next pages begin.
    pub more_organisations: Option<Cursor>,
    pub more_people: Option<Cursor>,
}

impl AppState {
    /// The first page of names of a declaration that there is.
    pub(in crate::web) async fn first_names(&self, slug: &Slug) -> Result<Arc<NamesView>, Error> {
        let read = |last| self.read_names(slug, last);
        self.views().names.get(slug, read).await
    }

    async fn read_names(
        &self,
        slug: &str,
        last: Option<Arc<NamesView>>,
    ) -> Result<Arc<NamesView>, store::Error> {
        let signatures = self.store().signatures();
        let (organisations, more_organisations) = signatures
            .signatories_of(slug, SignatoryKind::Organisation, None, ORGANISATIONS)
            .await?;
        let (people, more_people) = signatures
            .signatories_of(slug, SignatoryKind::Person, None, PEOPLE)
            .await?;
        let read = NamesView {
            version: Version::next(),
            organisations,
            people,
            more_organisations,
            more_people,
        };
        let unchanged = last.filter(|last| last.shows_the_same(&read));
        Ok(unchanged.unwrap_or_else(|| Arc::new(read)))
    }
}

impl NamesView {
    fn shows_the_same(&self, other: &NamesView) -> bool {
        self.organisations == other.organisations
            && self.people == other.people
            && self.more_organisations == other.more_organisations
            && self.more_people == other.more_people
    }
}
