//! "Test your site" on the embed page: the form, and the findings, with what to do about each.
//! `crates/site_check/` does the testing.

use crate::i18n::fill;
use yew::prelude::*;

use super::{
    EmbedPage, SiteRequest, SiteRequestNotice, Test,
    advice::{self as embed_advice, Advice, advise, written},
};
use crate::i18n::advice::{self, SiteTestText};
use site_check::{Change, Optimiser, Place, Report, Said, Tag, Verdict, embedding::Route};

pub fn draw(page: &EmbedPage) -> Html {
    let texts = page.texts();
    let asked = page.request.as_ref().map(|request| &request.address);
    let tested = page.test.as_ref().map(|test| &test.address);
    let address = asked.or(tested).unwrap_or(&page.address).clone();
    // Every site may have a share bar, and some declarations.
    let may_ask = page.choice.widget.subject().is_some() && !page.every_site;
    let action = format!("{}/embed?{}#test", page.path, page.choice.query());
    html! {
        <section class="testing" id="test" aria-labelledby="test-heading">
            <h2 id="test-heading">{ texts.test_your_site }</h2>
            <form method="post" {action} id="testing">
                <label for="address"><strong>{ texts.test_address }</strong></label>
                <p class="hint">{ texts.test_hint }</p>
                <div class="ask">
                    <input type="text" inputmode="url" id="address" name="address" autocomplete="url" spellcheck="false" required=true
                        dir="ltr" placeholder="https://ally.example/news" value={address} />
                    <button class="button" data-busy={texts.testing}>{ texts.test_it }</button>
                    if may_ask {
                        <button class="button quiet" name="request" value="true" data-busy={texts.request_site}>{ texts.request_site }</button>
                    }
                </div>
            </form>
            <div id="findings" role="status">
                if let Some(test) = &page.test {
                    { draw_test(page, test) }
                }
                if let Some(request) = &page.request {
                    { draw_request(page, request) }
                }
            </div>
        </section>
    }
}

fn draw_test(page: &EmbedPage, test: &Test) -> Html {
    let texts = advice::of(&page.reader);
    match &test.outcome {
        Ok(report) => draw_report(page, texts, report),
        Err(failure) => {
            let Advice { what, then } = embed_advice::failure(texts, failure);
            html! {
                <div class="findings">
                    <h3 class="mark bad">{ what }</h3>
                    <p>{ then }</p>
                </div>
            }
        }
    }
}

fn draw_request(page: &EmbedPage, request: &SiteRequest) -> Html {
    let (texts, advice) = (page.texts(), advice::of(&page.reader));
    let values = [
        ("site", request.site.as_str()),
        ("organisers", &page.organisers),
        ("contact", &page.contact),
    ];
    let (good, what) = match request.outcome {
        SiteRequestNotice::Sent => (true, texts.request_sent),
        SiteRequestNotice::SentBefore => (true, texts.request_sent_before),
        SiteRequestNotice::Unsent => (false, texts.request_unsent),
        SiteRequestNotice::Allowed => (true, advice.report.allowed),
        SiteRequestNotice::NoAddress => (false, advice.failures.no_address[0]),
    };
    // Two tables of texts call the same thing by two names.
    let values = [&values[..], &[("origin", request.site.as_str())]].concat();
    let class = classes!("mark", if good { "good" } else { "bad" });
    html! {
        <div class="findings"><p {class}>{ written(what, &values) }</p></div>
    }
}

fn draw_report(page: &EmbedPage, texts: &SiteTestText, report: &Report) -> Html {
    // A server without a bundle has nothing to pin.
    let offered = page.choice.routes();
    let verdicts = report.verdicts.iter();
    let verdicts = verdicts.filter(|verdict| offered.contains(&verdict.route));
    let told = report.tags.iter().filter_map(|tag| match tag {
        Tag::HeldBack { by, .. } => *by,
        _ => None,
    });
    let told: Vec<Optimiser> = told.collect();
    let all = &texts.report;
    let address = html! { <code dir="ltr">{ &report.address }</code> };
    let read = if report.redirected {
        all.read_elsewhere
    } else {
        all.read
    };
    html! {
        <div class="findings">
            <h3>{ all.found }</h3>
            <p>
                { fill::set(read, &[("address", address)]) }
                if report.cut {
                    { " " }{ all.read_beginning }
                }
            </p>
            <ul>
                { draw_permission(page, texts, report) }
                { for report.tags.iter().map(|tag| draw_tag(page, texts, tag)) }
                if report.mixed {
                    { finding(false, advise(all.mixed, &[])) }
                }
                { for report.platform.iter().map(|platform| finding(true, embed_advice::platform(texts, platform))) }
                // An optimiser already mentioned with the tag is not mentioned again.
                { for report.optimisers.iter().filter(|one| !told.contains(one)).map(|one| draw_optimiser(texts, *one)) }
                { draw_policies(texts, report) }
            </ul>
            <h3>{ all.each_way }</h3>
            <ul>{ for verdicts.map(|verdict| draw_verdict(page, texts, verdict)) }</ul>
        </div>
    }
}

fn finding(good: bool, advice: Advice) -> Html {
    let class = classes!("mark", if good { "good" } else { "bad" });
    html! {
        <li>
            <p {class}>{ advice.what }</p>
            <p>{ advice.then }</p>
        </li>
    }
}

fn draw_permission(page: &EmbedPage, texts: &SiteTestText, report: &Report) -> Html {
    let (all, origin) = (&texts.report, &*report.origin);
    if report.allowed || page.choice.widget.subject().is_none() {
        let told = [all.allowed, texts.nothing_to_do];
        return finding(true, advise(told, &[("origin", origin)]));
    }
    let values = [
        ("origin", origin),
        ("organisers", &page.organisers),
        ("contact", &page.contact),
    ];
    finding(false, advise(all.not_allowed, &values))
}

fn draw_tag(page: &EmbedPage, texts: &SiteTestText, tag: &Tag) -> Html {
    let good = matches!(
        tag,
        Tag::Intact | Tag::ByPlugin | Tag::Framed | Tag::Linked | Tag::Absent
    );
    finding(good, embed_advice::tag(texts, tag, &page.choice.server))
}

fn draw_optimiser(texts: &SiteTestText, optimiser: Optimiser) -> Html {
    let advice = Advice {
        what: written(texts.optimisers.at_work, &[("name", optimiser.name())]),
        then: embed_advice::optimiser(texts, optimiser),
    };
    finding(true, advice)
}

fn draw_policies(texts: &SiteTestText, report: &Report) -> Html {
    let all = &texts.report;
    if report.policies.is_empty() {
        return finding(true, advise(all.no_policy, &[]));
    }
    let (enforced, watched): (Vec<&Said>, Vec<&Said>) =
        report.policies.iter().partition(|said| said.enforced);
    let line = |said: &Said| {
        html! {
            <p>{ place(texts, said.place) }{ " " }<code class="line" dir="ltr">{ &said.line }</code></p>
        }
    };
    html! {
        <>
            if !enforced.is_empty() {
                <li>
                    <p class="mark">{ if enforced.len() == 1 { all.one_policy } else { all.several_policies } }</p>
                    { for enforced.into_iter().map(line) }
                </li>
            }
            if !watched.is_empty() {
                <li>
                    <p class="mark">{ all.only_reports }</p>
                    { for watched.into_iter().map(line) }
                    if !report.announced.is_empty() {
                        <p>{ all.once_in_force }</p>
                        { for report.announced.iter().map(|change| draw_change(texts, change)) }
                    }
                </li>
            }
            if !report.trusted_types.is_empty() {
                <li>
                    <p class="mark">{ all.trusted_types[0] }</p>
                    <p>{ all.trusted_types[1] }</p>
                    { for report.trusted_types.iter().map(|change| draw_change(texts, change)) }
                </li>
            }
        </>
    }
}

fn draw_verdict(page: &EmbedPage, texts: &SiteTestText, verdict: &Verdict) -> Html {
    let (good, what) = embed_advice::outcome(texts, verdict.outcome);
    // An editor who pastes a link gets exactly that.
    let good = good || verdict.route == Route::Link;
    let class = classes!("mark", if good { "good" } else { "bad" });
    html! {
        <li class="verdict" id={format!("verdict-{}", verdict.route.id())}>
            <p class="way"><span>{ page.texts().route(verdict.route) }</span>{ " " }<span {class}>{ what }</span></p>
            if !verdict.changes.is_empty() {
                // Most ways need the same changes, so the advice for the best one covers many.
                <details open={verdict.route == Route::Line}>
                    <summary>{ texts.report.for_more }</summary>
                    { for verdict.changes.iter().map(|change| draw_change(texts, change)) }
                </details>
            }
        </li>
    }
}

/// A directive that was the fallback for others stays unchanged, and a specific one is added beside
/// it.
fn draw_change(texts: &SiteTestText, change: &Change) -> Html {
    let all = &texts.report;
    let name = |line: &str| line.split(' ').next().unwrap_or_default().to_owned();
    let added = name(&change.now) != name(&change.then);
    let new = html! { <code dir="ltr"><ins>{ &change.then }</ins></code> };
    html! {
        <>
            <p class="change">
                { place(texts, change.place) }{ " " }
                if added {
                    { fill::set(all.add, &[("line", new)]) }
                } else {
                    { fill::set(all.replace, &[("old", html! { <code dir="ltr"><del>{ &change.now }</del></code> }), ("new", new)]) }
                }
            </p>
            if change.nonce {
                <p class="change">{ written(all.nonce, &[]) }</p>
            }
        </>
    }
}

fn place(texts: &SiteTestText, place: Place) -> Html {
    let texts = match place {
        Place::Header => texts.report.in_header,
        Place::Meta => texts.report.in_meta,
    };
    written(texts, &[])
}
