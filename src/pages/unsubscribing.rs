//! Leaving a list: the page that asks, and the one that says it is done.

use yew::prelude::*;

use super::layout::{self, Head};

/// `GET /unsubscribe/{token}`: changes nothing, since mail scanners follow every link.
pub async fn ask(title: String, action: String) -> String {
    page("Leave the list", move || {
        html! {
            <>
                <h1>{ "Leave “" }{ &title }{ "”?" }</h1>
                <p class="lead">{ "You will get no more letters of this list." }</p>
                <form method="post" action={action.clone()} class="act">
                    <button class="button">{ "Leave the list" }</button>
                </form>
            </>
        }
    })
    .await
}

/// After leaving.
pub async fn done(title: String) -> String {
    page("You have left the list", move || {
        html! {
            <>
                <h1>{ "You have left the list" }</h1>
                <p class="lead">{ "You will get no more letters of “" }{ &title }{ "”." }</p>
                <p>{ "If that was a slip, join again on the list's page: it takes a minute." }</p>
            </>
        }
    })
    .await
}

async fn page(title: &str, body: impl FnOnce() -> Html + Send + 'static) -> String {
    let head = Head {
        title: title.to_owned(),
        ..Head::default()
    };
    layout::draw(
        head,
        move || html! { <article class="notice">{ body() }</article> },
    )
    .await
}
