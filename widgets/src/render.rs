//! Renders widgets as HTML (feature `ssr`): the fragments that the loader puts into shadow roots,
//! and the islands in the server's own pages.

use std::sync::LazyLock;

use yew::prelude::*;

use crate::form::Form;
use crate::scene::Scene;
use crate::share::bar::Sharing;
use crate::share::limits::untracked;
use crate::signatures::code_entry;
use crate::signatures::dialog;
use crate::signatures::document;
use crate::signatures::parts;
use crate::text::{Key, Text};
use crate::view::{
    Document, Island, Layout, Moment, Panel, Place, Returned, SharePanel, Show, SigningPanel,
    SignupPanel,
};
use crate::widget::Widget;

/// The widgets' style sheet without comments and indentation, because every fragment contains it.
pub static STYLE: LazyLock<String> = LazyLock::new(|| minified(include_str!("style.css")));

/// The same with the rules of the compact layout.
pub static COMPACT_STYLE: LazyLock<String> =
    LazyLock::new(|| STYLE.clone() + &minified(include_str!("compact.css")));

/// The same with the rules of share bars.
pub static SHARE_STYLE: LazyLock<String> =
    LazyLock::new(|| STYLE.clone() + &minified(include_str!("share/share.css")));

/// The same with the rules of share bars in the compact layout.
pub static COMPACT_SHARE_STYLE: LazyLock<String> =
    LazyLock::new(|| COMPACT_STYLE.clone() + &minified(include_str!("share/share.css")));

/// The same with the rules of the dialog, for a signature box behind a button.
pub static DIALOG_STYLE: LazyLock<String> =
    LazyLock::new(|| STYLE.clone() + &minified(include_str!("dialog.css")));

/// All rules, for scripts that accept no other style sheet than their own.
pub static WHOLE_STYLE: LazyLock<String> =
    LazyLock::new(|| COMPACT_SHARE_STYLE.clone() + &minified(include_str!("dialog.css")));

/// Addresses in the bundle that a fragment was drawn for.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    pub glue: String,
    pub wasm: String,
    /// The language's strings.
    pub text: String,
}

/// The whole signature box: document, island, names.
pub async fn signature(
    document: &Document,
    panel: &SigningPanel,
    place: &Place,
    bundle: Option<&Bundle>,
    moment: &Moment,
    returned: &Returned,
) -> String {
    let still = Still::Declaration(document.clone());
    let short = place.layout == Layout::Compact || place.show == Show::Form;
    let panel = SigningPanel {
        reserve_in_text: !short && !document.excerpt,
        ..panel.clone()
    };
    draw(
        still,
        Panel::Signature(panel),
        place,
        bundle,
        moment,
        returned,
    )
    .await
}

/// The signature box without its document and names, for a page that draws those itself.
pub async fn signing(
    panel: &SigningPanel,
    place: &Place,
    bundle: Option<&Bundle>,
    moment: &Moment,
    returned: &Returned,
) -> String {
    draw(
        Still::Nothing,
        Panel::Signature(panel.clone()),
        place,
        bundle,
        moment,
        returned,
    )
    .await
}

/// The sign-up form below its list's title.
pub async fn signup(
    panel: &SignupPanel,
    place: &Place,
    bundle: Option<&Bundle>,
    moment: &Moment,
    returned: &Returned,
) -> String {
    let still = Still::Title(panel.title.clone());
    draw(
        still,
        Panel::Signup(panel.clone()),
        place,
        bundle,
        moment,
        returned,
    )
    .await
}

/// The sign-up form alone, for a page that draws the title itself.
pub async fn subscribing(
    panel: &SignupPanel,
    place: &Place,
    bundle: Option<&Bundle>,
    moment: &Moment,
    returned: &Returned,
) -> String {
    draw(
        Still::Nothing,
        Panel::Signup(panel.clone()),
        place,
        bundle,
        moment,
        returned,
    )
    .await
}

/// The share bar.
pub async fn share(panel: &SharePanel, place: &Place, bundle: Option<&Bundle>) -> String {
    let (moment, returned) = (Moment::Form, Returned::default());
    let panel = SharePanel {
        url: untracked(&panel.url),
        ..panel.clone()
    };
    draw(
        Still::Nothing,
        Panel::Share(panel),
        place,
        bundle,
        &moment,
        &returned,
    )
    .await
}

/// A fragment as an element with a declarative shadow root, for the server's own pages: the form
/// works without script, the page's styles do not reach it, and the loader finds it there.
pub fn element(name: &str, attributes: &[(&str, &str)], fragment: &str) -> String {
    let attributes: String = attributes
        .iter()
        .map(|(attribute, value)| format!(" {attribute}=\"{}\"", escaped(value)))
        .collect();
    format!(
        "<undersigned-{name}{attributes}><template shadowrootmode=\"open\">{fragment}</template></undersigned-{name}>"
    )
}

/// Escapes text for HTML and XML, inside and outside quotes.
pub fn escaped(value: &str) -> String {
    html_escape::encode_double_quoted_attribute(value).into_owned()
}

/// What surrounds the island and never changes.
#[derive(Clone, PartialEq)]
enum Still {
    Nothing,
    Title(String),
    Declaration(Document),
}

#[derive(PartialEq, Properties)]
struct FragmentProps {
    still: Still,
    island: Island,
    bundle: Option<Bundle>,
}

async fn draw(
    still: Still,
    panel: Panel,
    place: &Place,
    bundle: Option<&Bundle>,
    moment: &Moment,
    returned: &Returned,
) -> String {
    let opener = match &panel {
        Panel::Signature(panel) if place.button => {
            Some((panel.title.clone(), dialog::label(&panel.status)))
        }
        _ => None,
    };
    let shares = match panel {
        Panel::Share(_) => true,
        _ => !matches!(moment, Moment::Form | Moment::Code { .. }),
    };
    let style = match (place.layout, shares) {
        (Layout::Full, false) => &STYLE,
        (Layout::Full, true) => &SHARE_STYLE,
        (Layout::Compact, false) => &COMPACT_STYLE,
        (Layout::Compact, true) => &COMPACT_SHARE_STYLE,
    };
    let props = FragmentProps {
        still,
        island: Island {
            place: place.clone(),
            panel,
            moment: moment.clone(),
            returned: returned.clone(),
        },
        bundle: bundle.cloned(),
    };
    // Yew's nodes cannot move between threads, so they are built on one of Yew's own.
    let html = yew::ServerRenderer::<Fragment>::with_props(move || props)
        .render()
        .await;
    let html = bare(&html);
    let (style, html) = match opener {
        Some((title, label)) => {
            let text = Text::of(&place.lang);
            (&DIALOG_STYLE, dialog::wrap(&text, &title, label, &html))
        }
        None => (style, html),
    };
    ["<style>", style.as_str(), "</style>", &html].concat()
}

/// Removes Yew's hydration marks around everything that is not hydrated: the fragment itself, and
/// HTML that the server has sanitised. Islands keep them, because the browser hydrates by them.
fn bare(html: &str) -> String {
    let inside = html.split_once("-->").map_or(html, |(_, rest)| rest);
    let inside = inside.rsplit_once("<!--").map_or(inside, |(rest, _)| rest);
    let (before, island) = inside.split_at(inside.find("<div data-island").unwrap_or(0));
    let before = before.replace("<!--<#>-->", "").replace("<!--</#>-->", "");
    before + island
}

#[component]
fn Fragment(props: &FragmentProps) -> Html {
    let island = &props.island;
    let text = Text::of(&island.place.lang);
    let (form, sharing) = (Form::default(), Sharing::default());
    let scene = Scene {
        text: &text,
        place: &island.place,
        returned: &island.returned,
        form: &form,
        sharing: &sharing,
        prefix: "",
    };
    let compact = island.place.layout == Layout::Compact;
    let show = island.place.show;
    let short = compact || show == Show::Form;
    let (before, after) = match (&props.still, &island.panel) {
        _ if !show.has_form() => (Html::default(), Html::default()),
        (Still::Declaration(document), _) if short || document.excerpt => {
            (document::draw_compact(scene, document), Html::default())
        }
        (Still::Declaration(document), Panel::Signature(panel)) => (
            document::draw(scene, document, panel),
            document::draw_names(scene, &panel.slug, &panel.signatories),
        ),
        (Still::Title(title), _) if !compact => {
            (html! { <h2 part="title">{ title }</h2> }, Html::default())
        }
        _ => (Html::default(), Html::default()),
    };
    let count = match &island.panel {
        Panel::Signature(panel) => panel.count,
        Panel::Signup(_) | Panel::Share(_) => 0,
    };
    let typed = Form::new(&island.moment, &island.returned, count);
    let plain = Scene {
        form: &typed,
        ..scene
    };
    let has_code = matches!(island.moment, Moment::Code { .. });
    let class = classes!("undersigned", compact.then_some("compact"));
    let props_json = serde_json::to_string(island).expect("plain data is always JSON");
    let preview = island.place.preview;
    let alive = show.has_form() && preview.is_none();
    let bundle = props.bundle.as_ref().filter(|_| alive);
    let part = match &island.panel {
        Panel::Signature(panel) if !show.has_form() => Some(parts::draw(plain, panel, show)),
        _ => None,
    };
    html! {
        <div {class} dir={text.get(Key::Direction)} lang={text.lang()}>
            if let Some(words) = preview {
                <p part="notice">{ words }</p>
            }
            { before }
            <div
                inert={preview.is_some()}
                data-island={island.panel.name()}
                data-props={bundle.map(|_| props_json)}
                data-glue={bundle.map(|bundle| bundle.glue.clone())}
                data-wasm={bundle.map(|bundle| bundle.wasm.clone())}
                data-text={bundle.map(|bundle| bundle.text.clone())}
                data-offline={bundle.map(|_| text.get(Key::Offline).to_owned())}
            >
                if let Some(part) = part {
                    { part }
                } else {
                    <Widget island={island.clone()} text={text.clone()} />
                }
            </div>
            if has_code {
                { code_entry::without_script(plain) }
            }
            { after }
        </div>
    }
}

/// Removes comments, indentation and line breaks; the style sheet has none inside strings.
fn minified(sheet: &str) -> String {
    let mut rest = sheet;
    let mut bare = String::new();
    while let Some((before, after)) = rest.split_once("/*") {
        bare.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    let mut small = String::new();
    for line in bare.lines() {
        let line = line.trim();
        // A selector or value that continues on the next line needs its space.
        if !small.ends_with(['{', '}', ';', ',', ':', '('])
            && !line.starts_with(['{', '}', ')'])
            && !line.is_empty()
        {
            small.push(' ');
        }
        small.push_str(
            &line
                .replace(": ", ":")
                .replace(" {", "{")
                .replace("{ ", "{")
                .replace("; ", ";")
                .replace(";}", "}")
                .replace(", ", ",")
                .replace(" > ", ">"),
        );
    }
    small.trim().replace(";}", "}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minifying_css_removes_comments_and_keeps_rules() {
        let sheet = "/* why */\n.a { color: red;\n  margin: 0 1px; }\n\n.b,\n.c > d { top: calc(1px * 2); }\n";
        let small = ".a{color:red;margin:0 1px}.b,.c>d{top:calc(1px * 2)}";
        assert_eq!(minified(sheet), small);
    }

    #[test]
    fn the_minified_widget_css_keeps_its_braces_balanced() {
        let style = &*WHOLE_STYLE;
        let (open, close) = (style.matches('{').count(), style.matches('}').count());
        assert!(open > 50 && open == close, "{open} against {close}");
        assert!(!style.contains("/*"));
    }
}
