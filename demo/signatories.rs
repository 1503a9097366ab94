//! Signs the demo's declaration for some four hundred made-up people and twenty made-up
//! organisations, each through the form's own parsing and the store's own signing and confirming.
//!
//! The random numbers are seeded, so every demo has the same names; only the times follow the
//! clock.

use anyhow::{Context as _, anyhow, bail};
use fastrand::Rng;
use tokio::task::JoinSet;
use unicode_normalization::UnicodeNormalization as _;
use widgets::{
    fields::{self, FormFields},
    wire::{ReservationNote, SignRequest, SignatoryKind, Visibility},
};

use super::names::{NameOrder, ORGANISATIONS, Organisation, TONGUES, Tongue};
use undersigned::{
    domain::{
        attempts::credential::Credential,
        signatures::{EmbeddingPage, NewSignature},
        time::{DAY_MS, HOUR_MS, MINUTE_MS},
    },
    store::{AttemptOutcome, ConfirmOutcome, Store},
};

const SEED: u64 = 12;
/// All signatures are on this text: the demo publishes only one.
const VERSION: (&str, u32) = ("en", 1);
/// How many principles the declaration has.
const PRINCIPLES: u32 = 6;
/// Signatures with a reservation: position among all signatures, principle, and text.
const RESERVATIONS: [(usize, u32, &str); 7] = [
    (31, 4, ""),
    (
        118,
        4,
        "A small home that a family runs has to live from something. I would say “no dividends” and leave it there.",
    ),
    (
        204,
        2,
        "Our nearest specialist school is two counties away. “Close” must not mean “without”.",
    ),
    (
        287,
        4,
        "I would let a home put more than one year’s surplus by, for the roof.",
    ),
    (352, 3, ""),
    (
        379,
        6,
        "Someone on their side, yes; but the child chooses who.",
    ),
    (396, 4, "Only if pensions count as wages."),
];
/// Relative number of signatures per day, today first: the article in the Lantern is two days old,
/// and the campaign began with a meeting in the library three and a half weeks ago.
const DAYS: [u8; 24] = [
    14, 36, 44, 9, 7, 6, 12, 11, 6, 5, 5, 8, 7, 12, 15, 7, 6, 6, 8, 13, 15, 24, 38, 30,
];
/// Relative number of signatures per hour of the day, UTC: few at night, most after supper.
const HOURS: [u8; 24] = [
    1, 1, 0, 0, 0, 1, 3, 6, 7, 6, 6, 7, 10, 9, 6, 6, 7, 8, 9, 12, 14, 12, 7, 3,
];
/// Age of the newest signature, so the first view shows no name from the future.
const NEWEST_MS: i64 = 4 * MINUTE_MS;

/// Where people signed: on the campaign's own page, or below the article.
pub(super) struct Pages<'a> {
    pub(super) own: &'a str,
    pub(super) ally_site: &'a str,
    pub(super) article: &'a str,
}

/// Signs and confirms all signatures.
///
/// Confirms them one by one: those confirmed in one batch would get the same time.
pub(super) async fn sign(
    store: &Store,
    slug: &str,
    pages: Pages<'_>,
    now_ms: i64,
) -> anyhow::Result<()> {
    let mut attempts = JoinSet::new();
    for signing in made_up(now_ms) {
        let fields = fields::check_sign(&signing.request, PRINCIPLES, &FormFields::default())
            .map_err(|errors| anyhow!("a made-up signatory does not pass the form: {errors:?}"))?;
        let signature = NewSignature::new(slug, VERSION, fields, pages.page(signing.on_ally));
        let store = store.clone();
        attempts.spawn(async move {
            let signed = store.attempts().sign(signature, None, signing.signed_at);
            anyhow::Ok((signing.confirmed_at, signed.await?))
        });
    }
    let mut accepted = Vec::new();
    while let Some(attempt) = attempts.join_next().await {
        match attempt.context("a signature was not finished")?? {
            (confirmed_at, AttemptOutcome::Accepted { id }) => accepted.push((confirmed_at, id)),
            (_, other) => bail!("a made-up signature was not accepted: {other:?}"),
        }
    }
    accepted.sort_unstable();
    for (confirmed_at, id) in accepted {
        let credential = Credential::Token(store.seal().link(id, 0));
        match store
            .attempts()
            .confirm(credential, None, confirmed_at)
            .await?
        {
            ConfirmOutcome::Confirmed(_) => {}
            other => bail!("a made-up signature was not confirmed: {other:?}"),
        }
    }
    Ok(())
}

impl Pages<'_> {
    fn page(&self, on_ally: bool) -> EmbeddingPage {
        let (site, page_url) = if on_ally {
            (self.ally_site, self.article)
        } else {
            ("", self.own)
        };
        EmbeddingPage {
            lang: "en".to_owned(),
            site: site.to_owned(),
            page_url: page_url.to_owned(),
            source: String::new(),
        }
    }
}

/// What a signatory typed, and when.
struct Signing {
    request: SignRequest,
    on_ally: bool,
    signed_at: i64,
    confirmed_at: i64,
}

/// Everyone who signed before `now_ms`.
fn made_up(now_ms: i64) -> Vec<Signing> {
    let mut dice = Rng::with_seed(SEED);
    let mut forms: Vec<SignRequest> = TONGUES
        .iter()
        .flat_map(|tongue| people(tongue, &mut dice))
        .collect();
    dice.shuffle(&mut forms);
    let moments = moments(now_ms, forms.len() + ORGANISATIONS.len(), &mut dice);
    // Organisations take longer to decide, so they are spread out; but the three that drafted the
    // text signed on the first evening.
    let apart = moments.len() / (ORGANISATIONS.len() - 2);
    for (index, organisation) in ORGANISATIONS.iter().enumerate() {
        let at = index.saturating_sub(2) * apart + index.min(2);
        forms.insert(at, of_organisation(organisation));
    }
    let numbered = forms.into_iter().zip(moments).enumerate();
    let signings = numbered.map(|(number, (mut request, confirmed_at))| {
        let host = mail_host(&mut dice);
        let own = request.organisation.as_deref().map(own_host);
        let host = own.unwrap_or_else(|| host.to_owned());
        request.email = format!("signatory-{:03}@{host}", number + 1);
        for (_, principle, text) in RESERVATIONS.iter().filter(|(at, ..)| *at == number) {
            let (principle, text) = (*principle, (*text).to_owned());
            request.reservations.push(principle);
            let note = ReservationNote { principle, text };
            request.reservation_notes.push(note);
        }
        Signing {
            request,
            on_ally: confirmed_at > now_ms - 3 * DAY_MS && dice.u8(..10) < 7,
            signed_at: confirmed_at - dice.i64(20_000..12 * MINUTE_MS),
            confirmed_at,
        }
    });
    signings.collect()
}

/// Hosts under names reserved for examples, where no email can arrive.
fn mail_host(dice: &mut Rng) -> &'static str {
    ["post.example", "letters.example", "home.test"][dice.usize(..3)]
}

/// An organisation has its own host; confirming from it verifies the organisation.
fn own_host(name: &str) -> String {
    let name = name.replace('’', "").replace('ł', "l");
    let plain: String = name
        .nfkd()
        .filter(|c| c.is_ascii() || c.is_alphabetic())
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    let words = plain.split_whitespace().map(str::to_ascii_lowercase);
    let host: Vec<String> = words.take(4).collect();
    if host.is_empty() {
        "our-own.example".to_owned()
    } else {
        format!("{}.example", host.join("-"))
    }
}

fn people(tongue: &Tongue, dice: &mut Rng) -> Vec<SignRequest> {
    let mut drawn: Vec<SignRequest> = Vec::new();
    while drawn.len() < tongue.people {
        let name = tongue.name(dice);
        if drawn.iter().any(|person| person.name == name) {
            continue;
        }
        let public = match dice.u8(..100) {
            0..76 => Visibility::Full,
            76..88 => Visibility::Initials,
            _ => Visibility::Hidden,
        };
        let says_role = !tongue.roles.is_empty() && dice.u8(..10) < 4;
        drawn.push(SignRequest {
            name,
            role: says_role.then(|| tongue.roles[dice.usize(..tongue.roles.len())].to_owned()),
            postcode: dice
                .bool()
                .then(|| format!("ZZ{} {}ZZ", dice.u8(1..30), dice.u8(1..10))),
            public,
            updates: dice.u8(..10) < 4,
            ..SignRequest::default()
        });
    }
    drawn
}

impl Tongue {
    fn name(&self, dice: &mut Rng) -> String {
        let given = self.given[dice.usize(..self.given.len())];
        let family = self.family[dice.usize(..self.family.len())];
        match self.order {
            NameOrder::GivenFirst => format!("{given} {family}"),
            NameOrder::FamilyFirst => format!("{family} {given}"),
            NameOrder::FamilyFirstUnspaced => format!("{family}{given}"),
        }
    }
}

fn of_organisation(organisation: &Organisation) -> SignRequest {
    SignRequest {
        kind: SignatoryKind::Organisation,
        name: organisation.signer.to_owned(),
        organisation: Some(organisation.name.to_owned()),
        role: Some(organisation.role.to_owned()),
        updates: true,
        ..SignRequest::default()
    }
}

/// Times in the last weeks, oldest first, distributed as in [`DAYS`] and [`HOURS`].
fn moments(now_ms: i64, count: usize, dice: &mut Rng) -> Vec<i64> {
    let newest = now_ms - NEWEST_MS;
    let (thickest_day, thickest_hour) = (largest(&DAYS), largest(&HOURS));
    let mut moments = Vec::with_capacity(count);
    while moments.len() < count {
        let day = dice.usize(..DAYS.len());
        let at = newest - day as i64 * DAY_MS - dice.i64(0..DAY_MS);
        let hour = (at.rem_euclid(DAY_MS) / HOUR_MS) as usize;
        if dice.u8(..thickest_day) < DAYS[day] && dice.u8(..thickest_hour) < HOURS[hour] {
            moments.push(at);
        }
    }
    moments.sort_unstable();
    moments
}

fn largest(weights: &[u8]) -> u8 {
    weights.iter().copied().max().unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const NOW: i64 = 1_793_491_200_000;

    #[test]
    fn generated_signatories_pass_form_validation() {
        for signing in made_up(NOW) {
            let request = &signing.request;
            assert!(
                fields::check_sign(request, PRINCIPLES, &FormFields::default()).is_ok(),
                "{request:?}"
            );
        }
    }

    #[test]
    fn generated_signatories_are_reproducible_and_unique() {
        let names = || -> Vec<_> {
            made_up(NOW)
                .into_iter()
                .map(|signing| signing.request.name)
                .collect()
        };
        assert_eq!(names(), names());
        let addresses: HashSet<_> = made_up(NOW)
            .into_iter()
            .map(|signing| signing.request.email)
            .collect();
        assert_eq!(addresses.len(), names().len());
        assert!(
            (390..=430).contains(&addresses.len()),
            "about four hundred: {}",
            addresses.len()
        );
    }

    #[test]
    fn generated_signatories_confirm_after_signing_within_25_days() {
        for signing in made_up(NOW) {
            assert!(signing.signed_at < signing.confirmed_at);
            assert!(signing.confirmed_at < NOW);
            assert!(signing.signed_at > NOW - 25 * DAY_MS);
        }
    }
}
