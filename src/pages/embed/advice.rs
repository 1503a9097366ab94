//! Decides which texts describe what was found on a site; the texts are in `i18n/advice.rs`. Names
//! of other products and of their menu items stay in the products' own language.

use crate::i18n::fill;
use yew::prelude::*;

use crate::i18n::advice::{SiteTestText, Told};
use site_check::{Failure, Optimiser, Outcome, Platform, Tag};

/// The problem, and what to do about it.
pub struct Advice {
    pub what: Html,
    pub then: Html,
}

/// Why the test found out nothing, and what to do about it.
pub fn failure(texts: &SiteTestText, failure: &Failure) -> Advice {
    let all = &texts.failures;
    let of_host = |told: Told, host: &String| advise(told, &[("host", host)]);
    let of_status = |told: Told, status: &u16| advise(told, &[("status", &status.to_string())]);
    match failure {
        Failure::NoAddress => advise(all.no_address, &[]),
        Failure::Port(port) => advise(all.port, &[("port", &port.to_string())]),
        Failure::Private { host, redirected } => {
            let what = if *redirected {
                all.leads_to_private
            } else {
                all.private[0]
            };
            of_host([what, all.private[1]], host)
        }
        Failure::TooManyRedirects => advise(all.redirects, &[]),
        Failure::UnknownName { host } => of_host(all.unknown_name, host),
        Failure::Unreachable { host } => of_host(all.unreachable, host),
        Failure::Insecure { host } => of_host(all.insecure, host),
        Failure::Slow { host } => of_host(all.slow, host),
        Failure::Broken => advise(all.broken, &[]),
        Failure::Status(status @ (401 | 403)) => of_status(all.kept_out, status),
        Failure::Status(status @ (404 | 410)) => of_status(all.no_such_page, status),
        Failure::Status(status) => of_status(all.status, status),
        Failure::NotAPage(kind) => advise(all.not_a_page, &[("kind", kind)]),
        Failure::Busy => advise(all.busy, &[]),
    }
}

/// What happened to our tag.
pub fn tag(texts: &SiteTestText, tag: &Tag, server: &str) -> Advice {
    let all = &texts.tags;
    let well = |what| advise([what, texts.nothing_to_do], &[]);
    match tag {
        Tag::Intact => well(all.intact),
        Tag::ByPlugin => well(all.by_plugin),
        Tag::Framed => well(all.framed),
        Tag::Linked => advise(all.linked, &[]),
        Tag::Absent => advise(all.absent, &[]),
        Tag::WithoutScript => advise(all.without_script, &[]),
        Tag::WithoutPlace => advise(all.without_place, &[]),
        Tag::ShownAsText => advise(all.shown_as_text, &[]),
        Tag::HeldBack { kind, by } => held_back(texts, kind, *by),
        Tag::Rehosted { at } => {
            let told = [("from", &**at), ("server", server)];
            advise([all.rehosted, all.copy_works], &told)
        }
        Tag::OtherSubject { named } if named.is_empty() => {
            advise([all.no_subject, all.other_subject[1]], &[])
        }
        Tag::OtherSubject { named } => advise(all.other_subject, &[("name", named)]),
        Tag::UnknownWidget { named } => advise(all.unknown_widget, &[("name", named)]),
    }
}

fn held_back(texts: &SiteTestText, kind: &str, by: Option<Optimiser>) -> Advice {
    let all = &texts.tags;
    let who = by.map_or(all.something, Optimiser::name);
    let what = match kind {
        "" => all.put_aside,
        _ => all.type_changed,
    };
    let what = written(what, &[("who", who), ("kind", kind)]);
    let then = match by {
        Some(by) => html! { <>{ all.runs_late }{ " " }{ optimiser(texts, by) }</> },
        None if kind == "text/plain" => written(all.held_by_banner, &[]),
        None => written(all.not_run, &[]),
    };
    Advice { what, then }
}

/// What the site's software means for the editor who pastes.
pub fn platform(texts: &SiteTestText, platform: &Platform) -> Advice {
    let all = &texts.platforms;
    let runs_on = |name: &str| written(all.runs_on, &[("name", name)]);
    match platform {
        Platform::WordPress { version } => {
            let version = version.as_deref().unwrap_or_default();
            let major: Option<u32> = version.split('.').next().and_then(|one| one.parse().ok());
            let then = match major {
                Some(..5) => all.old_wordpress,
                _ => all.wordpress_roles,
            };
            Advice {
                what: runs_on(format!("WordPress {version}").trim_end()),
                then: written(then, &[]),
            }
        }
        Platform::WordPressCom => Advice {
            what: runs_on("WordPress.com"),
            then: written(all.wordpress_com, &[]),
        },
        Platform::Other(name) => Advice {
            what: runs_on(name),
            then: match place_for_html(name) {
                Some(place) => html! {
                    <>
                        { written(all.paste_as, &[("place", place)]) }
                        if *name == "Squarespace" {
                            { " " }{ all.needs_plan }
                        }
                    </>
                },
                None => written(all.reframed, &[]),
            },
        },
    }
}

/// Where a site accepts HTML unchanged, named as its software names it.
fn place_for_html(name: &str) -> Option<&'static str> {
    match name {
        "Drupal" => Some("Full HTML"),
        "Ghost" => Some("HTML card"),
        "Joomla" => Some("Editor: None, Text Filters: No Filtering"),
        "Squarespace" => Some("Code block"),
        "TYPO3" => Some("Plain HTML"),
        "Webflow" => Some("Code Embed"),
        _ => None,
    }
}

/// How to make an optimiser leave our script alone.
pub fn optimiser(texts: &SiteTestText, optimiser: Optimiser) -> Html {
    let all = &texts.optimisers;
    let (texts, own): (_, &[(&str, &str)]) = match optimiser {
        Optimiser::Autoptimize => (
            all.option,
            &[
                ("menu", "Settings › Autoptimize"),
                ("option", "Exclude scripts from Autoptimize"),
            ],
        ),
        Optimiser::LiteSpeed => (
            all.option,
            &[
                ("menu", "Page Optimization › Tuning"),
                ("option", "JS Excludes, JS Deferred / Delayed Excludes"),
            ],
        ),
        Optimiser::WpRocket => (
            all.option,
            &[
                ("menu", "File Optimization › Delay JavaScript execution"),
                ("option", "Excluded JavaScript Files"),
            ],
        ),
        Optimiser::FlyingPress => (all.exclude, &[("menu", "JavaScript")]),
        Optimiser::Perfmatters => (all.exclude, &[("menu", "Assets › JavaScript")]),
        Optimiser::SiteGround => (all.exclude, &[("menu", "Frontend")]),
        Optimiser::Complianz => (all.necessary, &[]),
        Optimiser::Cookiebot => (
            all.attribute,
            &[("attribute", "data-cookieconsent=\"ignore\"")],
        ),
        Optimiser::JetpackBoost => (
            all.attribute,
            &[("attribute", "data-jetpack-boost=\"ignore\"")],
        ),
        Optimiser::NitroPack => (all.attribute, &[("attribute", "nitro-exclude")]),
        Optimiser::RocketLoader => (all.attribute, &[("attribute", "data-cfasync=\"false\"")]),
    };
    let mut values = vec![("name", optimiser.name())];
    values.extend_from_slice(own);
    written(texts, &values)
}

/// Whether the way works as it should, and what readers get.
pub fn outcome(texts: &SiteTestText, outcome: Outcome) -> (bool, &'static str) {
    let all = &texts.outcomes;
    match outcome {
        Outcome::Whole => (true, all.whole),
        Outcome::PlainForm => (true, all.plain_form),
        Outcome::SteppedDown => (true, all.stepped_down),
        Outcome::Framed => (true, all.framed),
        Outcome::FixedFrame => (true, all.fixed_frame),
        Outcome::Picture => (true, all.picture),
        Outcome::Link => (false, all.link),
        Outcome::Nothing => (false, all.nothing),
    }
}

pub fn advise(told: Told, values: &[(&str, &str)]) -> Advice {
    let [what, then] = told.map(|texts| written(texts, values));
    Advice { what, then }
}

/// Fills in values, each isolated in its own direction, and marks up the code between backticks,
/// which is read from left to right in every language.
pub fn written(texts: &'static str, values: &[(&str, &str)]) -> Html {
    let apart = |value: &str| html! { <bdi>{ value.to_owned() }</bdi> };
    let values_apart: Vec<(&str, Html)> = values
        .iter()
        .map(|(name, value)| (*name, apart(value)))
        .collect();
    let pieces = texts.split('`').enumerate().map(|(at, piece)| {
        if at % 2 == 0 {
            return fill::set(piece, &values_apart);
        }
        html! { <code dir="ltr">{ fill::filled(piece, values) }</code> }
    });
    pieces.collect()
}
