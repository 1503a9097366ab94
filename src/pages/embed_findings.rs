//! "Test your site" on the embed page: the question, and what was found, in words that say what to
//! do. What is found out and how is in `inspection/`.

use yew::prelude::*;

use super::{
    embed::{Sheet, Test},
    embed_advice, embed_words,
};
use crate::{
    domain::embedding::Route,
    inspection::{Change, Place, Report, Said, Tag, Verdict},
};

pub fn draw(sheet: &Sheet) -> Html {
    let words = sheet.words();
    let address = sheet.test.as_ref().map(|test| test.address.clone());
    let action = format!("{}/embed?{}#test", sheet.path, sheet.choice.query());
    html! {
        <section class="testing" id="test" aria-labelledby="test-heading">
            <h2 id="test-heading">{ words.test_your_site }</h2>
            <form method="post" {action} id="testing">
                <label for="address"><strong>{ words.test_address }</strong></label>
                <p class="hint">{ words.test_hint }</p>
                <div class="ask">
                    <input type="text" inputmode="url" id="address" name="address" autocomplete="url" spellcheck="false" required=true
                        placeholder="https://ally.example/news" value={address} />
                    <button class="button">{ words.test_it }</button>
                </div>
            </form>
            <div id="findings" role="status" lang="en" dir="ltr">
                if let Some(test) = &sheet.test {
                    { draw_test(sheet, test) }
                }
            </div>
        </section>
    }
}

fn draw_test(sheet: &Sheet, test: &Test) -> Html {
    match &test.outcome {
        Ok(report) => draw_report(sheet, report),
        Err(failure) => {
            let (what, advice) = embed_advice::failure(failure);
            html! {
                <div class="findings">
                    <h3 class="mark bad">{ what }</h3>
                    <p>{ advice }</p>
                </div>
            }
        }
    }
}

fn draw_report(sheet: &Sheet, report: &Report) -> Html {
    // A server without a bundle has nothing to pin.
    let offered = sheet.choice.routes();
    let verdicts = report.verdicts.iter();
    let verdicts = verdicts.filter(|verdict| offered.contains(&verdict.route));
    html! {
        <div class="findings">
            <h3>{ "What we found" }</h3>
            <p>
                { "We read " }<bdi><code>{ &report.address }</code></bdi>
                if report.redirected {
                    { ", where the address you gave leads" }
                }
                if report.cut {
                    { "; it is larger than a megabyte, so only its beginning" }
                }
                { "." }
            </p>
            <ul>
                { draw_permission(sheet, report) }
                { for report.tags.iter().map(|tag| draw_tag(sheet, tag)) }
                if report.mixed {
                    { finding(false, "The page is secure and our server is not", "A page on https loads nothing from http. Ask whoever runs this server to give it a certificate.") }
                }
                { for embed_advice::platform(report.platform.as_ref()).map(|(what, advice)| finding(true, what, advice)) }
                // One that was told of with the tag needs no second word.
                { for report.optimisers.iter().filter(|one| !report.tags.iter().any(|tag| matches!(tag, Tag::HeldBack { by: Some(by), .. } if by == *one))).map(|optimiser| {
                    let what = format!("{} is at work on this page", optimiser.name());
                    finding(true, what, embed_advice::optimiser(*optimiser))
                }) }
                { draw_policies(report) }
            </ul>
            <h3>{ "What each way would give your readers" }</h3>
            <ul>{ for verdicts.map(draw_verdict) }</ul>
        </div>
    }
}

fn finding(good: bool, what: impl Into<AttrValue>, advice: impl Into<AttrValue>) -> Html {
    let class = classes!("mark", if good { "good" } else { "bad" });
    html! {
        <li>
            <p {class}>{ what.into() }</p>
            <p>{ advice.into() }</p>
        </li>
    }
}

fn draw_permission(sheet: &Sheet, report: &Report) -> Html {
    let origin = &report.origin;
    if report.allowed || sheet.choice.widget.subject().is_none() {
        let what = format!("{origin} may embed it");
        return finding(true, what, "Nothing to do.");
    }
    let advice = format!(
        "Ask {} ({}) to add \"{origin}\" to the sites. Until then a link stands in its place.",
        sheet.organisers, sheet.contact
    );
    finding(false, format!("{origin} may not embed it yet"), advice)
}

fn draw_tag(sheet: &Sheet, tag: &Tag) -> Html {
    let good = matches!(
        tag,
        Tag::Intact | Tag::ByPlugin | Tag::Framed | Tag::Linked | Tag::Absent
    );
    let (what, advice) = embed_advice::tag(tag, &sheet.choice.server);
    finding(good, what, advice)
}

fn draw_policies(report: &Report) -> Html {
    if report.policies.is_empty() {
        let advice = "It lets everything in, so nothing has to change.";
        return finding(true, "No Content-Security-Policy", advice);
    }
    let (enforced, watched): (Vec<&Said>, Vec<&Said>) =
        report.policies.iter().partition(|said| said.enforced);
    let line = |said: &Said| html! { <code class="line">{ format!("{}: {}", place(said.place), said.line) }</code> };
    html! {
        <>
            if !enforced.is_empty() {
                <li>
                    <p class="mark">{ if enforced.len() == 1 { "A Content-Security-Policy is in force" } else { "Several Content-Security-Policies are in force, and each can only forbid more" } }</p>
                    { for enforced.into_iter().map(line) }
                </li>
            }
            if !watched.is_empty() {
                <li>
                    <p class="mark">{ "A policy only reports, and forbids nothing yet" }</p>
                    { for watched.into_iter().map(line) }
                    if !report.announced.is_empty() {
                        <p>{ "Once it is put in force, the one line needs:" }</p>
                        { for report.announced.iter().map(draw_change) }
                    }
                </li>
            }
            if !report.trusted_types.is_empty() {
                <li>
                    <p class="mark">{ "The page asks for Trusted Types, and does not know ours" }</p>
                    <p>{ "The widget finds another way. Only the pinned line needs this for all it can do:" }</p>
                    { for report.trusted_types.iter().map(draw_change) }
                </li>
            }
        </>
    }
}

fn draw_verdict(verdict: &Verdict) -> Html {
    let (good, what) = embed_advice::outcome(verdict.outcome);
    // Whoever pastes a link gets what was pasted.
    let good = good || verdict.route == Route::Link;
    let class = classes!("mark", if good { "good" } else { "bad" });
    html! {
        <li id={format!("verdict-{}", verdict.route.id())}>
            <p><strong>{ embed_words::of("en").route(verdict.route) }</strong>{ ": " }<span {class}>{ what }</span></p>
            if !verdict.changes.is_empty() {
                <p>{ "For more, change:" }</p>
                { for verdict.changes.iter().map(draw_change) }
            }
        </li>
    }
}

/// A directive that stood for others stays as it is, and one of its own comes beside it.
fn draw_change(change: &Change) -> Html {
    let name = |line: &str| line.split(' ').next().unwrap_or_default().to_owned();
    let added = name(&change.now) != name(&change.then);
    html! {
        <>
            <span class="change">
                { format!("in the {}: ", place(change.place)) }
                if added {
                    { "add " }
                } else {
                    <code><del>{ &change.now }</del></code>{ " becomes " }
                }
                <code><ins>{ &change.then }</ins></code>
            </span>
            if change.nonce {
                <span class="change">{ "With 'strict-dynamic' addresses do not count: give the script tag the nonce that the site’s own scripts have." }</span>
            }
        </>
    }
}

fn place(place: Place) -> &'static str {
    match place {
        Place::Header => "header Content-Security-Policy",
        Place::Meta => "page’s own <meta>",
    }
}
