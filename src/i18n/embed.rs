//! The embed page's texts. Each language is a value of [`EmbedPageText`], so a missing string does not
//! compile. Texts about a tested site are in `i18n/advice.rs`.

use site_check::embedding::{Route, Widget};
use widgets::view::Show;

/// The page's texts in one language; names in braces are filled in.
pub struct EmbedPageText {
    pub for_editors: &'static str,
    pub lead: &'static str,
    pub what: &'static str,
    pub signature_box: &'static str,
    pub signup_form: &'static str,
    pub share_bar: &'static str,
    pub layout: &'static str,
    pub full: &'static str,
    pub compact: &'static str,
    pub colours: &'static str,
    pub as_on_your_page: &'static str,
    pub light: &'static str,
    pub dark: &'static str,
    pub accent: &'static str,
    pub corners: &'static str,
    pub language: &'static str,
    pub address_to_share: &'static str,
    pub page_it_stands_on: &'static str,
    pub words_to_share: &'static str,
    pub title_of_page: &'static str,
    pub order: &'static str,
    pub move_up: &'static str,
    pub move_down: &'static str,
    pub follow: &'static str,
    pub show: &'static str,
    pub copy_this: &'static str,
    pub copy: &'static str,
    pub copied: &'static str,
    pub select: &'static str,
    pub readers_see: &'static str,
    pub real_thing: &'static str,
    pub other_ways: &'static str,
    pub looks_rule: &'static str,
    pub sites_hint: &'static str,
    pub see_whether: &'static str,
    pub in_wordpress: &'static str,
    pub policy: &'static str,
    pub needs_nothing: &'static str,
    /// Introduces a line that only Trusted Types policies need.
    pub trusted_types: &'static str,
    pub line: &'static str,
    pub pinned: &'static str,
    pub tag: &'static str,
    pub elements: &'static str,
    pub package: &'static str,
    pub oembed: &'static str,
    pub plugin: &'static str,
    pub sized_frame: &'static str,
    pub frame: &'static str,
    pub counter: &'static str,
    pub link: &'static str,
    /// When to use each way.
    pub why_line: &'static str,
    /// A share bar has no page of ours to link to.
    pub why_line_of_bar: &'static str,
    pub why_pinned: &'static str,
    pub why_plugin: &'static str,
    pub why_package: &'static str,
    pub why_counter: &'static str,
    pub why_tag: &'static str,
    pub why_elements: &'static str,
    pub why_oembed: &'static str,
    pub why_sized_frame: &'static str,
    pub why_frame: &'static str,
    pub why_link: &'static str,
    /// Who can save it in WordPress, and what happens to it when others do.
    pub who_keeps_link: &'static str,
    pub who_keeps_nothing: &'static str,
    pub who_for_elements: &'static str,
    pub who_for_plugin: &'static str,
    pub who_everybody: &'static str,
    pub who_nobody: &'static str,
    pub test_your_site: &'static str,
    pub test_address: &'static str,
    pub test_hint: &'static str,
    pub test_it: &'static str,
    /// On the button while the test runs.
    pub testing: &'static str,
    pub download_plugin: &'static str,
    pub a_button: &'static str,
    pub shows: &'static str,
    pub shows_whole: &'static str,
    pub shows_form: &'static str,
    pub shows_count: &'static str,
    pub shows_progress: &'static str,
    pub shows_names: &'static str,
    pub principles: &'static str,
    pub by_length: &'static str,
    pub open: &'static str,
    pub folded: &'static str,
    /// As far as the declaration's file makes them optional.
    pub optional_fields: &'static str,
    pub field_organisation: &'static str,
    pub field_role: &'static str,
    pub field_postcode: &'static str,
    pub field_public: &'static str,
    pub field_reservations: &'static str,
    pub field_updates: &'static str,
    pub source: &'static str,
    pub thanks_url: &'static str,
    pub thanks_text: &'static str,
    pub font: &'static str,
    pub sans_serif: &'static str,
    pub serif: &'static str,
    /// Above a widget that is only looked at.
    pub preview: &'static str,
    /// On a site that may not embed: to its visitors, before a link; then to its editors.
    pub not_here_yet: &'static str,
    pub editors_only: &'static str,
    pub ask_them: &'static str,
    /// Asks the organisers to allow a site, and what became of that.
    pub request_site: &'static str,
    pub request_sent: &'static str,
    pub request_sent_before: &'static str,
    pub request_unsent: &'static str,
}

/// The texts in the language that best matches a language tag.
pub fn of(lang: &str) -> &'static EmbedPageText {
    &super::language(lang).embed
}

impl EmbedPageText {
    pub fn widget(&self, widget: Widget) -> &'static str {
        match widget {
            Widget::Signature => self.signature_box,
            Widget::Signup => self.signup_form,
            Widget::Share => self.share_bar,
        }
    }

    pub fn route(&self, route: Route) -> &'static str {
        match route {
            Route::Line => self.line,
            Route::Pinned => self.pinned,
            Route::Tag => self.tag,
            Route::Elements => self.elements,
            Route::Package => self.package,
            Route::OEmbed => self.oembed,
            Route::Plugin => self.plugin,
            Route::SizedFrame => self.sized_frame,
            Route::Frame => self.frame,
            Route::Counter => self.counter,
            Route::Link => self.link,
        }
    }

    /// A name of the attribute `fields`.
    pub fn field(&self, name: &str) -> &'static str {
        match name {
            "organisation" => self.field_organisation,
            "role" => self.field_role,
            "postcode" => self.field_postcode,
            "public" => self.field_public,
            "reservations" => self.field_reservations,
            _ => self.field_updates,
        }
    }

    /// What the signature box shows.
    pub fn part(&self, show: Show) -> &'static str {
        match show {
            Show::Whole => self.shows_whole,
            Show::Form => self.shows_form,
            Show::Count => self.shows_count,
            Show::Progress => self.shows_progress,
            Show::Names => self.shows_names,
        }
    }

    /// When to use this way.
    pub fn reason(&self, route: Route, widget: Widget) -> &'static str {
        match route {
            Route::Line if widget == Widget::Share => self.why_line_of_bar,
            Route::Line => self.why_line,
            Route::Pinned => self.why_pinned,
            Route::Tag => self.why_tag,
            Route::Elements => self.why_elements,
            Route::Package => self.why_package,
            Route::OEmbed => self.why_oembed,
            Route::Plugin => self.why_plugin,
            Route::SizedFrame => self.why_sized_frame,
            Route::Frame => self.why_frame,
            Route::Counter => self.why_counter,
            Route::Link => self.why_link,
        }
    }

    /// Who can save it in WordPress, and what happens to it when others do.
    pub fn who_in_wordpress(&self, route: Route, widget: Widget) -> &'static str {
        match route {
            Route::Line | Route::Pinned if widget == Widget::Share => self.who_keeps_nothing,
            Route::Line | Route::Pinned => self.who_keeps_link,
            Route::Tag | Route::SizedFrame | Route::Frame => self.who_keeps_nothing,
            Route::Elements => self.who_for_elements,
            Route::Plugin => self.who_for_plugin,
            Route::Package => self.who_nobody,
            Route::OEmbed | Route::Counter | Route::Link => self.who_everybody,
        }
    }
}

#[cfg(test)]
mod tests {
    use widgets::text::Text;

    use super::*;

    #[test]
    fn every_language_has_the_same_placeholders() {
        for lang in Text::LANGUAGES {
            let words = of(lang);
            assert!(words.lead.contains("{title}"), "{lang}");
            assert!(
                words.move_up.contains("{name}") && words.move_down.contains("{name}"),
                "{lang}"
            );
            assert!(words.sites_hint.contains("{organisers}"), "{lang}");
            for (named, names) in [
                (words.editors_only, &["{organisers}", "{site}"][..]),
                (words.request_sent, &["{organisers}", "{site}"]),
                (
                    words.request_sent_before,
                    &["{organisers}", "{site}", "{contact}"],
                ),
                (words.request_unsent, &["{contact}"]),
            ] {
                assert!(
                    names.iter().all(|name| named.contains(name)),
                    "{lang}: {named}"
                );
            }
            assert_eq!(
                *lang == "en",
                words.copy_this == of("en").copy_this,
                "{lang} is its own"
            );
        }
    }
}
