//! Shows what changed in a text. Removed and added words are marked by more than colour, and
//! announced in words to screen reader users.

use widgets::text::{Key, Text, direction};
use yew::prelude::*;

use crate::domain::declarations::difference::{Kind, Passage, Piece};
use crate::i18n::declaration;

/// The passages that changed. `text_lang` is the language of the text, `lang` that of the words
/// around it; `level` is the heading level of the page around, such as `h2`.
pub(in crate::pages) fn draw(
    lang: &str,
    text_lang: &str,
    passages: &[Passage],
    level: &'static str,
) -> Html {
    let texts = declaration::of(lang);
    if passages.is_empty() {
        return html! { <p>{ texts.no_words_changed }</p> };
    }
    let mut above: Option<&str> = None;
    let drawn = passages.iter().map(|passage| {
        let under = passage.under.as_deref();
        let heading = under.filter(|under| above != Some(under));
        above = under;
        html! {
            <>
                if let Some(heading) = heading {
                    <@{level}>{ heading.to_owned() }</@>
                }
                <p>{ for passage.pieces.iter().map(|piece| draw_piece(lang, piece)) }</p>
            </>
        }
    });
    html! {
        <>
            <div class="difference" lang={text_lang.to_owned()} dir={direction(text_lang)}>{ for drawn }</div>
            <p class="hint">{ texts.left_out }</p>
        </>
    }
}

fn draw_piece(lang: &str, piece: &Piece) -> Html {
    let (text, texts) = (Text::of(lang), declaration::of(lang));
    let aside = |said: &'static str| {
        html! { <span class="aloud" lang={text.lang()} dir={text.get(Key::Direction)}>{ " " }{ said }{ " " }</span> }
    };
    let shown = piece.words.clone();
    match piece.kind {
        Kind::Kept => html! { { shown } },
        Kind::Removed => html! { <del>{ aside(texts.removed) }{ shown }</del> },
        Kind::Added => html! { <ins>{ aside(texts.added) }{ shown }</ins> },
    }
}
