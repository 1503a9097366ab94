//! The static parts of the signature box: the declaration as a printed document, and the names
//! below it. The server draws them once; the browser does not hydrate them.

use yew::prelude::*;

use crate::scene::Scene;
use crate::signatures::{folding, reservations};
use crate::text::{self, Key};
use crate::view::{Document, Principle, SigningPanel};
use crate::wire::{Signatory, SignatoryKind};

/// Title, drafters, text, with the boxes for reservations beside the principles.
pub(crate) fn draw(scene: Scene<'_>, document: &Document, panel: &SigningPanel) -> Html {
    html! {
        <article part="document" lang={document.lang.clone()} dir={text::direction(&document.lang)}>
            <h2 part="title">{ &document.title }</h2>
            { drafters(scene, document) }
            <div part="preamble">{ raw(&document.preamble) }</div>
            { principles(scene, document, panel) }
            if !document.closing.is_empty() {
                <div class="closing">{ raw(&document.closing) }</div>
            }
        </article>
    }
}

/// Only the title, or a single principle, and a link to the whole text: for the compact layout, and
/// for a principle embedded on its own.
pub(crate) fn draw_compact(scene: Scene<'_>, document: &Document) -> Html {
    let (lang, dir) = own_words(scene, document);
    let one = document.principles.first().filter(|_| document.excerpt);
    let place = one.map_or(String::new(), |one| format!("#p{}", one.number));
    html! {
        <article part="document" lang={document.lang.clone()} dir={text::direction(&document.lang)}>
            <h2 part="title">{ &document.title }</h2>
            if let Some(one) = one {
                <ol part="principles">{ principle(one, "") }</ol>
            }
            <p {lang} {dir}><a part="link" href={scene.address(&["/d/", &document.slug, &place])}>{ scene.say(Key::ReadDeclaration) }</a></p>
        </article>
    }
}

/// The drafters, in the page's language, each name in its own direction.
fn drafters(scene: Scene<'_>, document: &Document) -> Html {
    if document.drafted_by.is_empty() {
        return Html::default();
    }
    let (lang, dir) = own_words(scene, document);
    let (before, after) = scene.text.around(Key::DraftedBy);
    let comma = match scene.text.get(Key::Direction) {
        "rtl" => "، ",
        _ => ", ",
    };
    let names = document.drafted_by.iter().enumerate().map(|(at, name)| {
        html! { <>{ if at > 0 { comma } else { "" } }<bdi>{ name }</bdi></> }
    });
    html! {
        <p part="drafters" {lang} {dir}>{ before }{ for names }{ after }</p>
    }
}

/// Language and direction for our own words inside a text in another language.
fn own_words(
    scene: Scene<'_>,
    document: &Document,
) -> (Option<&'static str>, Option<&'static str>) {
    if document.lang == scene.text.lang() {
        return (None, None);
    }
    (
        Some(scene.text.lang()),
        Some(scene.text.get(Key::Direction)),
    )
}

fn principles(scene: Scene<'_>, document: &Document, panel: &SigningPanel) -> Html {
    if document.principles.is_empty() {
        return Html::default();
    }
    let boxed = |one: &Principle| principle(one, &reservations::beside(scene, panel, one.number));
    let list = html! {
        <ol part="principles">{ for document.principles.iter().map(boxed) }</ol>
    };
    if !folding::folds(document, scene.place.principles) {
        return list;
    }
    let number = document.principles.len() as u32;
    let (lang, dir) = own_words(scene, document);
    html! {
        <details part="details">
            <summary part="summary" {lang} {dir}>{ scene.text.plural(Key::ReadPrinciples, number) }</summary>
            { list }
        </details>
    }
}

fn principle(principle: &Principle, reservation: &str) -> Html {
    html! {
        <li value={principle.number.to_string()}>
            <h3>{ &principle.title }</h3>
            { raw(&principle.text) }
            { raw(reservation) }
        </li>
    }
}

/// Recent names: organisations first, in a separate list.
pub(crate) fn draw_names(scene: Scene<'_>, slug: &str, signatories: &[Signatory]) -> Html {
    if signatories.is_empty() {
        return Html::default();
    }
    let of_kind = |kind| {
        signatories
            .iter()
            .filter(move |signatory| signatory.kind == kind)
    };
    html! {
        <section part="signatories">
            <h3 part="heading">{ scene.say(Key::Signatories) }</h3>
            <ul>{ for of_kind(SignatoryKind::Organisation).map(name) }</ul>
            <ul>{ for of_kind(SignatoryKind::Person).map(name) }</ul>
            <p><a part="link" href={scene.address(&["/d/", slug, "#names"])}>{ scene.say(Key::AllSignatories) }</a></p>
        </section>
    }
}

fn name(signatory: &Signatory) -> Html {
    html! {
        <li part="signatory">
            <bdi>{ &signatory.name }</bdi>
            if let Some(role) = signatory.role.as_ref().or(signatory.place.as_ref()) {
                <small><bdi>{ role }</bdi></small>
            }
        </li>
    }
}

/// HTML that the server has sanitised.
fn raw(html: &str) -> Html {
    Html::from_html_unchecked(html.to_owned().into())
}
