//! A declaration as handlers see it, in each of its languages, and how it is read.

use std::sync::Arc;

use widgets::{view, wire};

use super::cache::Version;
use crate::web::{error::Error, state::AppState};
use crate::{
    domain::declarations::{Declaration, DeclarationStatus, document},
    pages::declarations::reservations::Reserved,
    store,
};

/// Names shown in a widget.
const RECENT_NAMES: u32 = 8;

/// A declaration with everything that its widgets and pages show, except further names.
pub(in crate::web) struct DeclarationView {
    pub version: Version,
    pub declaration: Declaration,
    pub document: view::Document,
    pub recent: Vec<wire::Signatory>,
    pub reserved: Vec<Reserved>,
    /// Signatures under this version of this text, and under its earlier ones.
    pub signed: (u64, u64),
    /// Signatures on paper, counted separately.
    pub on_paper: u64,
}

/// Every language of a declaration, the first published first.
pub(super) type Languages = Arc<[Arc<DeclarationView>]>;

impl AppState {
    /// Reads a declaration in all its languages; `last` is returned if nothing in it has changed.
    pub(super) async fn read_declaration(
        &self,
        slug: &str,
        last: Option<Languages>,
    ) -> Result<Languages, store::Error> {
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
        let signatures = ReadSignatures {
            recent,
            reserved,
            signed,
            on_paper,
        };
        if let Some(last) = last.filter(|last| last.len() == texts.len()) {
            let mut views = last.iter().zip(&texts);
            if views.all(|(view, text)| view.shows(text, &signatures)) {
                return Ok(last);
            }
        }
        let views = texts.into_iter().map(|text| signatures.view_of(text));
        Ok(views.map(Arc::new).collect())
    }
}

/// What is read of the signatures to a declaration.
struct ReadSignatures {
    recent: Vec<wire::Signatory>,
    reserved: Vec<Reserved>,
    /// How many signed each version of each text.
    signed: Vec<(String, u32, u64)>,
    on_paper: u64,
}

impl ReadSignatures {
    fn view_of(&self, declaration: Declaration) -> DeclarationView {
        DeclarationView {
            version: Version::next(),
            signed: signed_of(&declaration, &self.signed),
            document: document_of(&declaration),
            declaration,
            recent: self.recent.clone(),
            reserved: self.reserved.clone(),
            on_paper: self.on_paper,
        }
    }
}

impl DeclarationView {
    /// Whether the view shows what was read now.
    fn shows(&self, text: &Declaration, signatures: &ReadSignatures) -> bool {
        self.declaration == *text
            && self.recent == signatures.recent
            && self.reserved == signatures.reserved
            && self.signed == signed_of(text, &signatures.signed)
            && self.on_paper == signatures.on_paper
    }

    /// Whether a requested language decides which text is shown, whatever else its visitor reads.
    pub(in crate::web) fn is_decided_by(&self, asked: &str) -> bool {
        let languages = &self.declaration.languages;
        languages.len() == 1
            || widgets::text::best(asked, languages.iter().map(String::as_str)).is_some()
    }

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

/// The language that serves best, or the one published first.
pub(super) fn best<'a>(
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
