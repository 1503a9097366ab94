//! Postal address and privacy notice of the organisation that holds the data, beside the form's
//! button.
//!
//! The server draws them once, as HTML text; the browser keeps that HTML without parsing it.

use yew::prelude::*;

#[cfg(feature = "ssr")]
use crate::render::escaped;
use crate::view::Holder;

#[cfg(not(feature = "ssr"))]
pub(crate) fn draw(_: &Holder) -> Html {
    Html::from_html_unchecked(AttrValue::Static(""))
}

#[cfg(feature = "ssr")]
pub(crate) fn draw(holder: &Holder) -> Html {
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
    if parts.is_empty() {
        return Html::from_html_unchecked(AttrValue::Static(""));
    }
    let html = format!("<p part=\"privacy\">{}</p>", parts.join(" · "));
    Html::from_html_unchecked(html.into())
}
