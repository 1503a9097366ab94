//! Leaving a list: the page that asks, and the one that says it is done.

use yew::prelude::*;

use super::{
    layout::{self, Head},
    words,
};

/// `GET /unsubscribe/{token}`: changes nothing, since mail scanners follow every link.
pub async fn ask(lang: &str, title: String, action: String) -> String {
    let words = words::of(lang);
    page(lang, words.leave, move || {
        let title = html! { <bdi>{ &title }</bdi> };
        html! {
            <>
                <h1>{ words::set(words.leave_this, &[("title", title)]) }</h1>
                <p class="lead">{ words.no_more_letters }</p>
                <form method="post" action={action.clone()} class="act">
                    <button class="button">{ words.leave }</button>
                </form>
            </>
        }
    })
    .await
}

/// After leaving.
pub async fn done(lang: &str, title: String) -> String {
    let words = words::of(lang);
    page(lang, words.left, move || {
        let title = html! { <bdi>{ &title }</bdi> };
        html! {
            <>
                <h1>{ words.left }</h1>
                <p class="lead">{ words::set(words.no_more_of_this, &[("title", title)]) }</p>
                <p>{ words.slip }</p>
            </>
        }
    })
    .await
}

async fn page(lang: &str, title: &str, body: impl FnOnce() -> Html + Send + 'static) -> String {
    let head = Head {
        lang: lang.to_owned(),
        title: title.to_owned(),
        ..Head::default()
    };
    layout::draw(
        head,
        move || html! { <article class="notice">{ body() }</article> },
    )
    .await
}
