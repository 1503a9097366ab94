//! The ways to embed a widget on another site's page, and what that page's Content-Security-Policy
//! must allow for each.
//!
//! `pages/embed/snippets.rs` writes the snippets; `crates/site_check/` checks whether a given site allows
//! them.

/// The permissions a page grants our frame in its `allow` attribute: the share sheet and the
/// clipboard.
pub const LENT: &str = "web-share; clipboard-write";

/// A widget that can be put on a site.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Widget {
    Signature,
    Signup,
    Share,
}

impl Widget {
    /// As in the `data-widget` attribute and in URLs.
    pub fn name(self) -> &'static str {
        match self {
            Widget::Signature => "signature",
            Widget::Signup => "signup",
            Widget::Share => "share",
        }
    }

    pub fn of_name(name: &str) -> Option<Widget> {
        let all = [Widget::Signature, Widget::Signup, Widget::Share];
        all.into_iter().find(|widget| widget.name() == name)
    }

    /// The attribute that names the declaration or list; a share bar needs neither.
    pub fn subject(self) -> Option<&'static str> {
        match self {
            Widget::Signature => Some("declaration"),
            Widget::Signup => Some("list"),
            Widget::Share => None,
        }
    }
}

/// One way to put a widget on a page, best first.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Route {
    /// A placeholder and the script on one line.
    Line,
    /// The same, pinned to the exact bytes of the script.
    Pinned,
    /// The script alone; the widget appears in its place.
    Tag,
    /// A custom element, with the script anywhere on the page.
    Elements,
    /// The same, in an application that bundles the npm package.
    Package,
    /// The page's address on a line of its own.
    OEmbed,
    /// The WordPress plugin's shortcode.
    Plugin,
    /// A frame, and a script that sets its height.
    SizedFrame,
    /// A frame of a fixed height.
    Frame,
    /// A picture of the count that links to our own page.
    Counter,
    /// A link to our own page.
    Link,
}

impl Route {
    /// What is offered if the server supports it.
    pub const ALL: [Route; 11] = [
        Route::Line,
        Route::Pinned,
        Route::OEmbed,
        Route::Plugin,
        Route::SizedFrame,
        Route::Frame,
        Route::Tag,
        Route::Elements,
        Route::Package,
        Route::Counter,
        Route::Link,
    ];

    /// Short name for URL fragments.
    pub fn id(self) -> &'static str {
        match self {
            Route::Line => "line",
            Route::Pinned => "pinned",
            Route::Tag => "tag",
            Route::Elements => "elements",
            Route::Package => "package",
            Route::OEmbed => "oembed",
            Route::Plugin => "plugin",
            Route::SizedFrame => "sized-frame",
            Route::Frame => "frame",
            Route::Counter => "counter",
            Route::Link => "link",
        }
    }

    /// Whether a widget can be embedded in this way: a share bar has no page of its own, and only
    /// signatures are counted.
    pub fn carries(self, widget: Widget) -> bool {
        match self {
            Route::OEmbed | Route::Link => widget != Widget::Share,
            Route::Counter => widget == Widget::Signature,
            _ => true,
        }
    }

    /// What the page's policy must allow for everything to work.
    pub fn needs(self) -> &'static [Need] {
        match self {
            Route::Line | Route::Pinned | Route::Tag | Route::Elements => {
                &[Need::Script, Need::WebAssembly, Need::Connection]
            }
            Route::Plugin | Route::Package => &[
                Need::OwnScript,
                Need::WebAssembly,
                Need::OwnConnection,
                Need::Connection,
            ],
            Route::Counter => &[Need::Picture],
            Route::SizedFrame => &[Need::Frame, Need::Script],
            Route::OEmbed | Route::Frame => &[Need::Frame],
            Route::Link => &[],
        }
    }

    /// The same as lines of a Content-Security-Policy.
    pub fn policy(self, server: &str) -> Vec<String> {
        let mut lines: Vec<(&str, Vec<&str>)> = Vec::new();
        for need in self.needs() {
            let (directive, source) = (need.directive(), need.source(server));
            match lines.iter_mut().find(|(known, _)| *known == directive) {
                Some((_, sources)) => sources.push(source),
                None => lines.push((directive, vec![source])),
            }
        }
        let written = lines
            .into_iter()
            .map(|(directive, sources)| format!("{directive} {}", sources.join(" ")));
        written.collect()
    }

    /// What it also needs on a page that requires Trusted Types: a script that verifies another one
    /// inserts it into the page itself.
    pub fn trusted_policy(self) -> Option<String> {
        let need = Need::TrustedTypes;
        (self == Route::Pinned).then(|| format!("{} {}", need.directive(), need.source("")))
    }
}

/// Something that a page's policy can block.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Need {
    /// The loader and the glue come from the server.
    Script,
    /// They come from the site itself.
    OwnScript,
    /// The widgets are WebAssembly.
    WebAssembly,
    /// Fetching and sending the form.
    Connection,
    /// WebAssembly is fetched from the site itself.
    OwnConnection,
    /// A form without script, which is sent to the server's own page.
    Form,
    Frame,
    Picture,
    /// HTML that a script inserts into the page.
    TrustedTypes,
}

impl Need {
    /// The directive to recommend.
    pub fn directive(self) -> &'static str {
        match self {
            Need::Script | Need::OwnScript | Need::WebAssembly => "script-src",
            Need::Picture => "img-src",
            Need::Connection | Need::OwnConnection => "connect-src",
            Need::Form => "form-action",
            Need::Frame => "frame-src",
            Need::TrustedTypes => "trusted-types",
        }
    }

    /// The directives that decide, in order of precedence; a page that sets none of them allows it.
    pub fn directives(self) -> &'static [&'static str] {
        match self {
            Need::Script | Need::OwnScript => &["script-src-elem", "script-src", "default-src"],
            Need::Picture => &["img-src", "default-src"],
            Need::WebAssembly => &["script-src", "default-src"],
            Need::Connection | Need::OwnConnection => &["connect-src", "default-src"],
            Need::Form => &["form-action"],
            Need::Frame => &["frame-src", "child-src", "default-src"],
            Need::TrustedTypes => &["trusted-types"],
        }
    }

    /// The source that the directive must contain.
    pub fn source(self, server: &str) -> &str {
        match self {
            Need::WebAssembly => "'wasm-unsafe-eval'",
            Need::TrustedTypes => "undersigned",
            Need::OwnScript | Need::OwnConnection => "'self'",
            _ => server,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_csp_directive_appears_once_with_all_its_sources() {
        let lines = Route::Line.policy("https://act.example");
        assert_eq!(
            lines,
            [
                "script-src https://act.example 'wasm-unsafe-eval'",
                "connect-src https://act.example"
            ]
        );
        assert_eq!(
            Route::Plugin.policy("https://act.example"),
            [
                "script-src 'self' 'wasm-unsafe-eval'",
                "connect-src 'self' https://act.example"
            ]
        );
        assert!(Route::Link.policy("https://act.example").is_empty());
    }
}
