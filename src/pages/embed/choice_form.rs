//! The form in which a site editor chooses a widget and how it looks.

use site_check::embedding::Widget;
use widgets::{
    share::links::{self, Label},
    text::Text,
    view::{Folding, Show},
};
use yew::prelude::*;

use super::{
    EmbedPage, choice,
    looks::{DEFAULT_ACCENT, Font, Theme},
};
use crate::i18n::{self, embed::EmbedPageText, fill};

pub(super) fn draw(page: &EmbedPage) -> Html {
    let (texts, choice) = (page.texts(), &page.choice);
    let share = choice.widget == Widget::Share;
    html! {
        // The form is sticky beside the preview and snippets that it changes, and no further.
        <div class="choosing">
        <form class="choices" id="choices" method="get" action={format!("{}/embed#preview", page.path)}>
            // Pressing Enter in a field activates the first button, which must not move a network.
            <button hidden=true>{ texts.show }</button>
            <fieldset>
                <legend>{ texts.what }</legend>
                { for [page.home, Widget::Share].map(|widget| radio("widget", widget.name(), texts.widget(widget), widget == choice.widget)) }
            </fieldset>
            <fieldset>
                <legend>{ texts.layout }</legend>
                { radio("layout", "full", texts.full, !choice.compact && !choice.button) }
                { radio("layout", "compact", texts.compact, choice.compact) }
                if page.home == Widget::Signature {
                    { radio("layout", "button", texts.a_button, choice.button) }
                }
            </fieldset>
            <fieldset>
                <legend>{ texts.colours }</legend>
                { for Theme::ALL.map(|theme| radio("theme", theme.name(), theme_label(texts, theme), theme == choice.theme)) }
            </fieldset>
            <div class="row">
                <p class="pick">
                    <label for="accent">{ texts.accent }</label>
                    <input type="color" id="accent" name="accent" value={choice.accent.clone().unwrap_or(DEFAULT_ACCENT.to_owned())} />
                </p>
                <p class="pick">
                    <label for="radius">{ texts.corners }</label>
                    <input type="number" id="radius" name="radius" min="0" max={choice::MAX_RADIUS.to_string()} inputmode="numeric"
                        placeholder="3" value={choice.radius.map(|radius| radius.to_string())} />
                </p>
            </div>
            { draw_select("font", texts.font, Font::ALL.map(|font| {
                let label = match font {
                    Font::Page => texts.as_on_your_page,
                    Font::SansSerif => texts.sans_serif,
                    Font::Serif => texts.serif,
                };
                (font.name(), label, font == choice.font)
            })) }
            <p class="pick">
                <label for="lang">{ texts.language }</label>
                <select id="lang" name="lang">
                    <option value="" selected={choice.lang.is_empty()}>{ texts.as_on_your_page }</option>
                    { for Text::LANGUAGES.iter().map(|tag| html! {
                        <option value={*tag} selected={choice.lang == *tag} lang={*tag}>{ i18n::own_name(tag) }</option>
                    }) }
                </select>
            </p>
            <div class="share-choices" id="share-choices" data-part="">
                if share {
                    { draw_share_choices(page) }
                } else {
                    { draw_form_choices(page) }
                }
            </div>
            <p class="show"><button class="button">{ texts.show }</button></p>
        </form>
        </div>
    }
}

fn theme_label(texts: &EmbedPageText, theme: Theme) -> &'static str {
    match theme {
        Theme::Auto => texts.as_on_your_page,
        Theme::Light => texts.light,
        Theme::Dark => texts.dark,
    }
}

/// What the widget shows, and what happens after signing.
fn draw_form_choices(page: &EmbedPage) -> Html {
    let (texts, choice) = (page.texts(), &page.choice);
    let signs = choice.widget == Widget::Signature;
    let parts = [
        Show::Whole,
        Show::Form,
        Show::Count,
        Show::Progress,
        Show::Names,
    ];
    let foldings = [
        (Folding::Auto, texts.by_length),
        (Folding::Open, texts.open),
        (Folding::Folded, texts.folded),
    ];
    html! {
        <>
            if signs {
                { draw_select("show", texts.shows, parts.map(|part| {
                    (part.name().unwrap_or_default(), texts.part(part), part == choice.show)
                })) }
                { draw_select("principles", texts.principles, foldings.map(|(folding, label)| {
                    (folding.name().unwrap_or_default(), label, folding == choice.principles)
                })) }
                { draw_fields(page) }
            }
            { draw_text("source", texts.source, &choice.source, "march-newsletter") }
            if signs {
                { draw_text("thanks-text", texts.thanks_text, &choice.thanks_text, "") }
                { draw_text("thanks-url", texts.thanks_url, &choice.thanks_url, "https://") }
            }
        </>
    }
}

/// The fields that the declaration's file makes optional.
fn draw_fields(page: &EmbedPage) -> Html {
    let (texts, choice) = (page.texts(), &page.choice);
    if page.optional_fields.is_empty() {
        return Html::default();
    }
    let is_shown = |field: &&'static str| match &choice.fields {
        Some(fields) => fields.contains(field),
        None => true,
    };
    html! {
        <fieldset>
            <legend>{ texts.optional_fields }</legend>
            <input type="hidden" name={choice::CHOSEN} value="fields" />
            { for page.optional_fields.iter().map(|field| html! {
                <label><input type="checkbox" name="fields" id={format!("field-{field}")} value={*field} checked={is_shown(field)} />{ " " }{ texts.field(field) }</label>
            }) }
        </fieldset>
    }
}

fn draw_text(
    name: &'static str,
    label: &'static str,
    value: &str,
    placeholder: &'static str,
) -> Html {
    html! {
        <p class="pick">
            <label for={name}>{ label }</label>
            <input type="text" id={name} {name} autocomplete="off" dir={(!placeholder.is_empty()).then_some("ltr")} {placeholder} value={value.to_owned()} />
        </p>
    }
}

/// Values, labels, and which one is chosen.
fn draw_select<const COUNT: usize>(
    name: &'static str,
    label: &'static str,
    options: [(&'static str, &'static str, bool); COUNT],
) -> Html {
    html! {
        <p class="pick">
            <label for={name}>{ label }</label>
            <select id={name} {name}>
                { for options.map(|(value, label, chosen)| html! {
                    <option {value} selected={chosen}>{ label }</option>
                }) }
            </select>
        </p>
    }
}

fn draw_share_choices(page: &EmbedPage) -> Html {
    let (texts, choice) = (page.texts(), &page.choice);
    let rest = links::NETWORKS
        .iter()
        .map(|network| network.id)
        .filter(|id| !choice.networks.iter().any(|chosen| chosen == id));
    let last = choice.networks.len() - 1;
    let chosen = choice.networks.iter().enumerate();
    html! {
        <>
            <p class="pick">
                <label for="url">{ texts.address_to_share }</label>
                <input type="text" id="url" name="url" inputmode="url" autocomplete="off" spellcheck="false" placeholder={texts.page_it_stands_on} value={choice.url.clone()} />
            </p>
            <p class="pick">
                <label for="text">{ texts.words_to_share }</label>
                <input type="text" id="text" name="text" autocomplete="off" placeholder={texts.title_of_page} value={choice.text.clone()} />
            </p>
            <fieldset class="networks">
                <legend>{ texts.order }</legend>
                <ol>
                    { for chosen.map(|(at, id)| draw_network(page, id, true, at > 0, at < last)) }
                    { for rest.map(|id| draw_network(page, id, false, false, false)) }
                </ol>
            </fieldset>
            <details id="follow" open={!choice.follow.is_empty()}>
                <summary>{ texts.follow }</summary>
                { for links::FOLLOWS.iter().map(|(id, name)| draw_follow(page, id, *name)) }
            </details>
        </>
    }
}

fn draw_network(page: &EmbedPage, id: &str, chosen: bool, up: bool, down: bool) -> Html {
    let texts = page.texts();
    let network = links::network(id);
    let name = network.map_or(id.to_owned(), |network| label(page, network.label));
    let button = |way: &str, sign: &'static str, can: bool| {
        let does = if way == "up" {
            texts.move_up
        } else {
            texts.move_down
        };
        html! {
            <button name="move" id={format!("{way}-{id}")} value={format!("{way}:{id}")} disabled={!can}
                aria-label={fill::filled(does, &[("name", &name)])}>{ sign }</button>
        }
    };
    html! {
        <li>
            <label><input type="checkbox" name="networks" id={format!("network-{id}")} value={id.to_owned()} checked={chosen} />{ " " }{ &name }</label>
            if chosen {
                <span class="order">{ button("up", "↑", up) }{ button("down", "↓", down) }</span>
            }
        </li>
    }
}

fn draw_follow(page: &EmbedPage, id: &str, name: Label) -> Html {
    let choice = &page.choice;
    let field = format!("follow-{id}");
    let address = choice.follow.iter().find(|(known, _)| known == id);
    html! {
        <p class="pick">
            <label for={field.clone()}>{ label(page, name) }</label>
            <input type="text" inputmode="url" autocomplete="off" spellcheck="false" id={field.clone()} name={field}
                dir="ltr" placeholder="https://" value={address.map(|(_, url)| url.clone()).unwrap_or_default()} />
        </p>
    }
}

fn label(page: &EmbedPage, label: Label) -> String {
    match label {
        Label::Brand(name) => name.to_owned(),
        Label::Word(key) => Text::of(&page.reader)
            .get(key)
            .trim_end_matches('…')
            .to_owned(),
    }
}

fn radio(name: &'static str, value: &'static str, label: &'static str, chosen: bool) -> Html {
    html! {
        <label><input type="radio" id={format!("{name}-{value}")} {name} {value} checked={chosen} />{ " " }{ label }</label>
    }
}
