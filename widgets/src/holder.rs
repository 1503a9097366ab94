//! What the visitor agrees to, and postal address and privacy notice of the organisation that holds the
//! data: right below a form's button, so that name, email address and button are on one screen.
//!
//! The server draws them once, as HTML text; the browser keeps that HTML without parsing it.

use yew::prelude::*;

use crate::scene::Scene;
use crate::text::Key;
use crate::view::Holder;

#[cfg(not(feature = "ssr"))]
pub(crate) fn draw(_: Scene<'_>, _: Key, _: &str, _: &Holder) -> Html {
    Html::from_html_unchecked(AttrValue::Static(""))
}

/// `agreed` is the text for a form of these organisers.
#[cfg(feature = "ssr")]
pub(crate) fn draw(scene: Scene<'_>, agreed: Key, organisers: &str, holder: &Holder) -> Html {
    use crate::markup;
    use crate::render::escaped;

    let isolated = |words: &String| format!("<bdi>{}</bdi>", escaped(words));
    let link = |(url, words): &(String, String)| {
        format!(
            "<a href=\"{}\" target=\"_blank\" rel=\"noopener\">{}</a>",
            escaped(url),
            escaped(words)
        )
    };
    let parts = [
        holder.address.as_ref().map(isolated),
        holder.privacy.as_ref().map(isolated),
        holder.notice.as_ref().map(link),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let agreed = markup::filled(scene, agreed, organisers);
    let mut html = format!("<p part=\"privacy\">{agreed}</p>");
    if !parts.is_empty() {
        html.push_str(&["<p part=\"privacy\">", &parts.join(" · "), "</p>"].concat());
    }
    Html::from_html_unchecked(html.into())
}
