//! What the embed page says, a file per language in `embed_words/`. A language is a [`Words`], so
//! that a missing string does not compile.
//!
//! Why and by whom a way is taken, below, and what is found on a site (`embed_advice.rs`), is
//! English so far, and marked as such on the page.

mod ar;
mod bn;
mod cy;
mod en;
mod fr;
mod pa;
mod pl;
mod ur;

use widgets::text::Text;

use crate::domain::embedding::{Route, Widget};

/// What the page says in one language; names in braces are filled in.
pub struct Words {
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
    /// Before a line that only such policies need.
    pub trusted_types: &'static str,
    pub line: &'static str,
    pub pinned: &'static str,
    pub tag: &'static str,
    pub elements: &'static str,
    pub oembed: &'static str,
    pub plugin: &'static str,
    pub sized_frame: &'static str,
    pub frame: &'static str,
    pub counter: &'static str,
    pub link: &'static str,
    pub test_your_site: &'static str,
    pub test_address: &'static str,
    pub test_hint: &'static str,
    pub test_it: &'static str,
}

/// The words of the language that serves a tag best.
pub fn of(lang: &str) -> &'static Words {
    match Text::of(lang).lang() {
        "cy" => &cy::WORDS,
        "fr" => &fr::WORDS,
        "pl" => &pl::WORDS,
        "pa" => &pa::WORDS,
        "bn" => &bn::WORDS,
        "ur" => &ur::WORDS,
        "ar" => &ar::WORDS,
        _ => &en::WORDS,
    }
}

impl Words {
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
            Route::OEmbed => self.oembed,
            Route::Plugin => self.plugin,
            Route::SizedFrame => self.sized_frame,
            Route::Frame => self.frame,
            Route::Counter => self.counter,
            Route::Link => self.link,
        }
    }
}

/// When it is the right one.
pub fn reason(route: Route) -> &'static str {
    match route {
        Route::Line => {
            "Right for most sites. It keeps the room free while the page loads, and stays a plain \
             link wherever scripts are taken out."
        }
        Route::Pinned => {
            "For sites that let nothing run but what they looked at: one changed byte of ours, and \
             the link stays instead. After each upgrade of our server the new line has to be pasted."
        }
        Route::Plugin => {
            "For WordPress 6.8 and newer: an administrator adds our plugin once, and everybody who \
             writes there can use its blocks or this shortcode. All scripts lie on your own site."
        }
        Route::Counter => {
            "Where only pictures and links are allowed. It shows how many have signed, and leads to \
             our own page."
        }
        Route::Tag => {
            "The shortest form: the widget appears where the tag stands. Where scripts are taken \
             out, nothing is left."
        }
        Route::Elements => {
            "For pages written by hand or by a program. The script may stand anywhere on the page, \
             once for all widgets."
        }
        Route::OEmbed => {
            "For WordPress and other sites that make a preview of a pasted address: put it on a \
             line of its own. It always has its own looks; what you chose above does not travel \
             with it."
        }
        Route::SizedFrame => {
            "For sites that let frames in, and the script that fits their height. Your colours and \
             fonts do not reach into a frame."
        }
        Route::Frame => {
            "For sites that let frames in and no script at all. It keeps its height and scrolls \
             inside: make it higher if you can."
        }
        Route::Link => "Works everywhere, in newsletters too. It leads to our own page.",
    }
}

/// Who can save it in WordPress, and what becomes of it when others do.
pub fn who_in_wordpress(route: Route) -> &'static str {
    match route {
        Route::Line | Route::Pinned => {
            "Administrators and Editors, in a Custom HTML block. When an Author or a Contributor \
             saves it, the link stays and the widget goes. On a network of sites only super \
             admins can."
        }
        Route::Tag | Route::SizedFrame | Route::Frame => {
            "Administrators and Editors, in a Custom HTML block. When an Author or a Contributor \
             saves it, nothing is left. On a network of sites only super admins can."
        }
        Route::Elements => {
            "Administrators and Editors, in a Custom HTML block. When an Author or a Contributor \
             saves it, the link stays. The visual tab of the classic editor removes it."
        }
        Route::Plugin => {
            "Everybody who can write a post, once an administrator has added the plugin and set the \
             server under Settings, Undersigned."
        }
        Route::OEmbed | Route::Counter | Route::Link => "Everybody who can write a post.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_fills_in_the_same_names() {
        for lang in Text::LANGUAGES {
            let words = of(lang);
            assert!(words.lead.contains("{title}"), "{lang}");
            assert!(
                words.move_up.contains("{name}") && words.move_down.contains("{name}"),
                "{lang}"
            );
            assert!(words.sites_hint.contains("{organisers}"), "{lang}");
            assert_eq!(
                *lang == "en",
                words.copy_this == of("en").copy_this,
                "{lang} is its own"
            );
        }
    }
}
