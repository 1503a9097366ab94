//! A declaration's own page: the document set like a broadside, the island beside it, the names
//! below. These pages style the document; the widgets style the island.

pub(super) mod difference;
pub mod json_ld;
pub mod names;
pub(crate) mod principles;
pub mod reservations;
pub mod versions;

use crate::i18n::fill;
use crate::i18n::format;
use widgets::{
    text::{Key, Text, direction},
    view::Document,
    wire,
};
use yew::prelude::*;

use super::layout::{self, LanguageLink, PageHead, Preview, raw};
use crate::domain::declarations::Meeting;
use crate::i18n::{declaration, page, print};
use reservations::Reserved;

/// The content of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct DeclarationPage {
    /// BCP 47 language of everything around the document.
    pub lang: String,
    pub document: Document,
    pub meeting: Option<Meeting>,
    /// The principle that the address names, if it does so without a fragment.
    pub pointed: Option<u32>,
    /// Address of the script that forwards the address of a principle, where there is a bundle.
    pub script: Option<String>,
    pub organisers: String,
    /// Whether it can be signed now.
    pub open: bool,
    /// Whether the form takes reservations: then each principle links to its own.
    pub reserving: bool,
    /// Address of the picture that social networks show.
    pub card: String,
    /// Confirmed signatures.
    pub count: u64,
    /// Signatures on paper, counted separately.
    pub on_paper: u64,
    /// The page's canonical address.
    pub url: String,
    /// All languages of the declaration, where it has several.
    pub versions: Vec<LanguageLink>,
    /// The signature box without its document, as HTML.
    pub island: String,
    /// Whether the visitor just submitted a form: then a phone shows the box before the text.
    pub answering: bool,
    pub names: Names,
    /// Signatures on this version of the text, and on earlier ones.
    pub signed: (u64, u64),
    pub reserved: Vec<Reserved>,
}

/// Signatories under the document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    pub organisations: Vec<wire::Signatory>,
    pub people: Vec<wire::Signatory>,
    /// Addresses of the next pages of organisations and of people.
    pub more_organisations: Option<String>,
    pub next: Option<String>,
    /// Whether this is the second or a later page of names.
    pub later: bool,
    /// The language named in the address.
    pub asked: Option<String>,
}

impl Names {
    /// Whether there are more names than fit on this page: then the page offers a search.
    fn are_many(&self) -> bool {
        self.later || self.next.is_some() || self.more_organisations.is_some()
    }

    /// Those with a reservation, in the order shown.
    fn noted(&self) -> Vec<&wire::Signatory> {
        let all = self.organisations.iter().chain(&self.people);
        all.filter(|one| !one.reservations.is_empty()).collect()
    }
}

pub async fn draw(page: DeclarationPage) -> String {
    let (texts, lang) = (page::of(&page.lang), page.lang.clone());
    let head = PageHead {
        lang: lang.clone(),
        title: page.document.title.clone(),
        preview: (!page.answering).then(|| Preview {
            url: page.url.clone(),
            part: page.pointed.map(|number| {
                let joint = if page.url.contains('?') { '&' } else { '?' };
                format!("{}{joint}principle={number}", page.url)
            }),
            picture: Some(page.card.clone()),
            json_ld: Some(json_ld::script(&page)),
            description: fill::filled(
                texts.describe_declaration,
                &[("organisers", &page.organisers)],
            ),
        }),
        widgets: true,
        organisers: page.organisers.clone(),
        versions: page.versions.clone(),
    };
    layout::draw(head, move || {
        let class = classes!("broadside", page.answering.then_some("answering"));
        html! {
            <div {class}>
                { draw_document(&lang, &page) }
                <section class="box" id="sign" aria-label={texts.sign}>{ raw(page.island.clone()) }</section>
                { draw_names(&lang, &page.document.slug, &page.names, page.on_paper) }
                { reservations::draw(&lang, &page.reserved, &page.names.noted()) }
                { draw_foot_bar(&lang, &page) }
                { for page.script.as_ref().map(|script| raw(format!("<script type=\"module\" src=\"{script}\"></script>"))) }
            </div>
        }
    })
    .await
}

/// On a phone the form is below the text: this bar at the foot of the window leads to it, with how
/// many have signed. The script shows it while the form is out of view.
fn draw_foot_bar(lang: &str, page: &DeclarationPage) -> Html {
    if !page.open || page.answering {
        return html! {};
    }
    let count = (page.count > 0).then(|| format!(" · {}", format::number(lang, page.count)));
    html! {
        <a class="foot-bar" href="#sign" hidden=true>{ page::of(lang).sign }{ for count }</a>
    }
}

fn draw_document(lang: &str, page: &DeclarationPage) -> Html {
    let (document, open) = (&page.document, page.open);
    let (text, texts) = (Text::of(lang), page::of(lang));
    let (lang, dir) = (text.lang(), text.get(Key::Direction));
    // A drop cap needs enough lines beside it.
    let initial = document.preamble.chars().count() > 240;
    let hash = document.text_hash.get(..12).unwrap_or_default().to_owned();
    let hash = html! { <bdi dir="ltr">{ hash }</bdi> };
    let version = html! { { text.number(document.version) } };
    let (drafted, by) = text.around(Key::DraftedBy);
    let (drafted, by) = (drafted.to_owned(), by.to_owned());
    html! {
        <article class="document" lang={document.lang.clone()} dir={direction(&document.lang)}>
            <header>
                <p class="kicker" {lang} {dir}>{ texts.a_declaration }</p>
                <h1 class={size_of(&document.title)}>{ &document.title }</h1>
                if !document.drafted_by.is_empty() {
                    <p class="drafters" {lang} {dir}>{ drafted }{ format::listed(lang, &document.drafted_by) }{ by }</p>
                }
                { for page.meeting.as_ref().map(|meeting| principles::draw_meeting(text.lang(), meeting)) }
                { for page.pointed.and_then(|number| principles::point_to(text.lang(), document, number)) }
                if open {
                    <p class="to-sign" {lang} {dir}><a href="#sign">{ texts.sign_below }</a></p>
                }
            </header>
            <div class={classes!("preamble", initial.then_some("initial"))}>{ raw(document.preamble.clone()) }</div>
            <ol class="articles">{ for document.principles.iter().map(|one| principles::draw(lang, page, one)) }</ol>
            if !document.closing.is_empty() {
                <div class="closing">{ raw(document.closing.clone()) }</div>
            }
            <p class="imprint" {lang} {dir} title={format!("SHA-256 {}", document.text_hash)}>
                { fill::set(texts.imprint, &[("version", version), ("hash", hash)]) }
            </p>
            { draw_versions(text.lang(), page) }
            <p class="on-paper" {lang} {dir}>{ print::of(lang).sign_here }{ " " }<bdi dir="ltr">{ &page.url }</bdi></p>
            <p class="for-editors" {lang} {dir}>
                <a href={pdf(document)} type="application/pdf">{ print::of(lang).as_pdf }</a>
                { " " }
                if open {
                    <a href={format!("/d/{}/sheet.pdf?lang={}", document.slug, document.lang)} type="application/pdf">{ print::of(lang).print_sheet }</a>
                    { " " }
                }
                <a href={format!("/d/{}/embed", document.slug)}>{ texts.on_your_site }</a>
            </p>
        </article>
    }
}

/// The PDF of the text shown, whatever the visitor's language.
fn pdf(document: &Document) -> String {
    format!("/d/{}.pdf?lang={}", document.slug, document.lang)
}

/// The link to the versions. Where there are earlier ones, it says how many signed this version and
/// how many an earlier one.
fn draw_versions(lang: &str, page: &DeclarationPage) -> Html {
    let texts = declaration::of(lang);
    let document = &page.document;
    let href = format!("/d/{}/versions?lang={}", document.slug, document.lang);
    let counted = declaration::signed_versions(lang, page.signed);
    html! {
        <p class="imprint" lang={lang.to_owned()} dir={Text::of(lang).get(Key::Direction)}>
            { for counted }{ " " }<a {href}>{ texts.versions }</a>
        </p>
    }
}

/// A long title is set smaller, because it would push the text off the page.
fn size_of(title: &str) -> Option<&'static str> {
    match title.chars().count() {
        0..=45 => None,
        46..=90 => Some("long"),
        _ => Some("longer"),
    }
}

fn draw_names(lang: &str, slug: &str, shown: &Names, on_paper: u64) -> Html {
    let texts = page::of(lang);
    let heading = if shown.later {
        texts.names_continued
    } else {
        Text::of(lang).get(Key::Signatories)
    };
    if shown.organisations.is_empty() && shown.people.is_empty() && on_paper == 0 {
        return html! {};
    }
    let mut marks = 1..;
    let mut marked = |one: &wire::Signatory| {
        let reserved = !one.reservations.is_empty();
        reserved.then(|| marks.next()).flatten()
    };
    let more = |next: &Option<String>, said: &'static str| {
        next.clone()
            .map(|next| html! { <p class="next"><a href={next} rel="next">{ said }</a></p> })
            .unwrap_or_default()
    };
    let organisations = shown.organisations.iter().map(|one| (one, marked(one)));
    let organisations = names::draw_lists(lang, organisations);
    let people = shown.people.iter().map(|one| (one, marked(one)));
    let people = names::draw_lists(lang, people);
    html! {
        <section class="names" id="names">
            <h2>{ heading }</h2>
            if shown.are_many() {
                { names::draw_form(lang, slug, shown.asked.as_deref(), "", true) }
            }
            { organisations }
            { more(&shown.more_organisations, texts.more_organisations) }
            { people }
            if on_paper > 0 {
                <p class="by-hand">{ fill::filled(print::of(lang).on_paper, &[("number", &format::number(lang, on_paper))]) }</p>
            }
            { more(&shown.next, texts.more_names) }
        </section>
    }
}
