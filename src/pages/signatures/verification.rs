//! Verification of organisations: the line under a verified organisation's name, and the form on
//! the manage page that says what to publish as proof.

use crate::i18n::fill;
use crate::i18n::format;
use widgets::wire;
use yew::prelude::*;

use super::correction;
use crate::domain::signatures::managed::ManagedSignature;
use crate::domain::signatures::verification::{self, HoldReason};
use crate::i18n::{
    declaration,
    manage::{self, ManagePageText},
};

/// Values in the form, and the result.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VerificationForm {
    /// As typed.
    pub domain: String,
    pub fault: Option<VerificationError>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum VerificationError {
    /// What was typed is not a domain that an organisation owns.
    NoOwnDomain,
    /// The line was not found.
    NotFound(String),
    TooMany,
}

/// How an organisation was verified, for the line under its name.
pub(in crate::pages) fn known(lang: &str, verified: &wire::Verification) -> Html {
    let said = means(lang, verified);
    let domain = verified.domain.clone().unwrap_or_default();
    let date = format::short_date(lang, &verified.at);
    let values = [
        ("domain", html! { <bdi dir="ltr">{ domain }</bdi> }),
        (
            "date",
            html! { <time datetime={verified.at.clone()}>{ date }</time> },
        ),
    ];
    html! { <span class="verified">{ fill::set(said, &values) }</span> }
}

fn means(lang: &str, verified: &wire::Verification) -> &'static str {
    let texts = declaration::of(lang);
    match verified.by.as_str() {
        "letter" => texts.verified_by_email,
        "dns" => texts.verified_dns,
        "file" => texts.verified_file,
        _ => texts.let_in,
    }
}

/// The same for print, which states the year as well.
pub fn known_in_print(lang: &str, verified: &wire::Verification) -> String {
    let time = verified.at.parse::<jiff::Timestamp>().unwrap_or_default();
    let date = format::date(lang, time.as_millisecond());
    let domain = verified.domain.as_deref().unwrap_or_default();
    let domain = format!("\u{2066}{domain}\u{2069}");
    fill::filled(
        means(lang, verified),
        &[("domain", &domain), ("date", &date)],
    )
}

/// Why a signature is held, and until when.
pub(super) fn waits(lang: &str, held: HoldReason, organisers: &str, until: i64) -> Html {
    let values = [
        ("organisers", html! { <bdi>{ organisers.to_owned() }</bdi> }),
        ("date", html! { <bdi>{ format::date(lang, until) }</bdi> }),
    ];
    fill::set(manage::held(lang, held), &values)
}

/// What to publish and where, and the form that starts the check.
pub(in crate::pages) fn draw(
    texts: &'static ManagePageText,
    own: &ManagedSignature,
    action: &str,
    form: &VerificationForm,
) -> Html {
    let place = |place: &'static str| html! { <code dir="ltr">{ place }</code> };
    let fault = form.fault.as_ref().map(|fault| match fault {
        VerificationError::NoOwnDomain => texts.no_own_domain.to_owned(),
        VerificationError::NotFound(place) => fill::filled(texts.not_found, &[("place", place)]),
        VerificationError::TooMany => texts.too_many.to_owned(),
    });
    html! {
        <section class="prove" id="prove">
            <h2>{ texts.prove }</h2>
            <p>{ texts.prove_mail }</p>
            <p><code class="line" dir="ltr">{ verification::line(&own.verification_token) }</code></p>
            <ul>
                <li>{ fill::set(texts.prove_dns, &[("place", place(verification::RECORD))]) }</li>
                <li>{ fill::set(texts.prove_file, &[("place", place(verification::FILE))]) }</li>
            </ul>
            <p class="aside">{ texts.prove_shown }</p>
            <form method="post" action={format!("{action}#prove")} class="act fields" novalidate=true>
                { correction::field("domain", texts.domain, None, &form.domain, "off", fault) }
                <p class="both">
                    <button class="button" name="action" value="prove-dns">{ texts.check_dns }</button>
                    <button class="button" name="action" value="prove-file">{ texts.check_file }</button>
                </p>
            </form>
        </section>
    }
}
