//! The data that the interactive part of a widget is rendered from.

use widgets::view;

use super::DeclarationView;
use crate::domain::{
    declarations::{DeclarationStatus, List},
    privacy::holder::Holder,
};
use crate::i18n::{format, page};

impl DeclarationView {
    /// The changing part of the signature box, with its dates in a language.
    pub(in crate::web) fn panel(&self, lang: &str, now_ms: i64) -> view::SigningPanel {
        let declaration = &self.declaration;
        view::SigningPanel {
            slug: declaration.slug.clone(),
            title: declaration.title.clone(),
            organisers: declaration.organisers.clone(),
            holder: holder(&declaration.holder, lang),
            status: self.signing_status(lang, now_ms),
            count: u32::try_from(declaration.count).unwrap_or(u32::MAX),
            goal: declaration.goal,
            fields: declaration.fields,
            reserve_in_text: false,
            text_lang: declaration.lang.clone(),
            thanks: declaration.thanks.as_ref().map(|link| view::ThanksLink {
                text: link.text.clone(),
                url: link.url.clone(),
            }),
            principles: self.headings(),
            signatories: self.recent.clone(),
        }
    }

    fn headings(&self) -> Vec<view::Heading> {
        let principles = self.document.principles.iter();
        let heading = |one: &view::Principle| view::Heading {
            number: one.number,
            title: one.title.clone(),
        };
        principles.map(heading).collect()
    }

    fn signing_status(&self, lang: &str, now_ms: i64) -> view::SigningStatus {
        let day = |ms: Option<i64>| ms.map(|ms| format::date(lang, ms)).unwrap_or_default();
        match self.declaration.status(now_ms) {
            DeclarationStatus::Open => view::SigningStatus::Open,
            DeclarationStatus::NotYetOpen => {
                view::SigningStatus::NotYetOpen(day(self.declaration.opens_at))
            }
            // The stored time is the first moment after the last day.
            DeclarationStatus::Closed => {
                view::SigningStatus::Closed(day(self.declaration.closing().map(|ms| ms - 1)))
            }
        }
    }
}
/// The data holder's postal address and privacy notice, for a form in a language.
fn holder(holder: &Holder, lang: &str) -> view::Holder {
    let label = page::of(lang).privacy_notice;
    let link = holder.privacy_link().map(str::to_owned);
    view::Holder {
        address: holder.address.clone(),
        privacy: holder.privacy_text().map(str::to_owned),
        notice: link.map(|link| (link, label.to_owned())),
    }
}

/// The sign-up form of a list, in a language.
pub(in crate::web) fn signup_panel(list: &List, lang: &str) -> view::SignupPanel {
    let topics = list.topics.iter().map(|topic| view::Topic {
        id: topic.id.clone(),
        label: topic.label.clone(),
    });
    view::SignupPanel {
        slug: list.slug.clone(),
        title: list.title.clone(),
        organisers: list.organisers.clone(),
        holder: holder(&list.holder, lang),
        topics: topics.collect(),
        fields: list.fields,
    }
}
