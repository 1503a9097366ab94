//! The types of the JSON API, shared by browser and server: requests, responses and problems.
//!
//! Nothing is validated here: strings arrive in these types, and [`crate::fields`] turns them into
//! trusted values. Only serde is used, so both sides can share one definition.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

/// The kind of signatory: a person, or an organisation that signs in its own name.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SignatoryKind {
    #[default]
    Person,
    Organisation,
}

/// How a signatory's name is shown under the declaration.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// The name as typed.
    #[default]
    Full,
    /// Initials only.
    Initials,
    /// Counted, not shown.
    Hidden,
}

/// Body of `POST /api/v1/declarations/{slug}/signatures`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignRequest {
    #[serde(default)]
    pub kind: SignatoryKind,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub email: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    #[serde(default)]
    pub public: Visibility,
    /// Numbers of the principles on which the signatory has a reservation.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "wholes"
    )]
    pub reservations: Vec<u32>,
    /// Notes on the reservations; optional.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reservation_notes: Vec<ReservationNote>,
    /// Consent to updates; never implied by signing.
    #[serde(default)]
    pub updates: bool,
    /// BCP 47 language the form was shown in.
    #[serde(default)]
    pub lang: String,
    /// BCP 47 language of the text that was shown; by default the one that matches `lang` best.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_lang: Option<String>,
    /// Origin of the page that holds the widget.
    #[serde(default)]
    pub site: String,
    /// URL of that page.
    #[serde(default)]
    pub page_url: String,
    /// What the page names as the source of its visitor, such as a newsletter: up to 40 letters, digits
    /// and hyphens. Anything else counts as no source.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// From the hidden field of the form that was shown; identifies its consent wording. A browser
    /// that does not name the origin it sends from needs the token of a frame's view.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub form_token: String,
}

/// A signatory's note on a principle on which they have a reservation.
#[derive(Clone, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReservationNote {
    /// Number of the principle.
    #[serde(deserialize_with = "whole")]
    pub principle: u32,
    /// Plain text of at most 280 characters.
    pub text: String,
}

/// Body of `POST /api/v1/lists/{slug}/subscriptions`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SubscribeRequest {
    #[serde(default)]
    pub email: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<String>,
    /// Ids of the list's topics; empty means all the list's news.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    #[serde(default)]
    pub lang: String,
    #[serde(default)]
    pub site: String,
    #[serde(default)]
    pub page_url: String,
    /// As in a signature.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// As in a signature.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub form_token: String,
}

/// Response to signing and subscribing: the same whether the address is new or known.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Accepted {
    /// Identifies this attempt when the code from the email is typed.
    pub id: String,
    /// Always `pending`.
    pub status: String,
    /// How to find the email; absent when it is only sent again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<EmailHint>,
}

/// How to find the email that was requested. It is the same whether the address is new or known.
#[derive(Clone, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmailHint {
    /// The name shown as its sender: the organisers.
    pub from: String,
    /// Its subject in the language of the form, with a dot in place of each digit of the code.
    pub subject: String,
    /// Where the mailbox is read on the web, if its domain belongs to a provider that we know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inbox: Option<Inbox>,
}

/// A mail provider's website, where its mailboxes are read.
#[derive(Clone, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Inbox {
    /// The provider's name.
    pub provider: String,
    pub url: String,
}

/// Body of `POST /api/v1/confirmations`: the token from the emailed link, or id and code.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum ConfirmRequest {
    Token {
        token: String,
    },
    Code {
        id: String,
        code: String,
        /// As in a signature.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        form_token: String,
    },
}

/// Body of `POST /api/v1/attempts/{id}/resend`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResendRequest {
    /// As in a signature.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub form_token: String,
}

/// Body of `PATCH /api/v1/attempts/{id}`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CorrectRequest {
    /// The corrected address.
    pub email: String,
    /// As in a signature.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub form_token: String,
}

/// What was confirmed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConfirmedKind {
    Signature,
    Subscription,
}

/// Response of `POST /api/v1/confirmations`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Confirmed {
    /// Always `confirmed`.
    pub status: String,
    pub kind: ConfirmedKind,
    /// Confirmed signatures of the declaration; absent for a subscription.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// A sentence for the signatory in the language of the form: which of the declaration's
    /// signatures theirs is, or why it is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The signature as it is now listed in public; absent if it is held or hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed: Option<Signatory>,
    /// For `POST /api/v1/updates`, for about an hour; absent if the signatory has asked for updates
    /// already or the signature does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updates_token: Option<String>,
}

/// Body of `POST /api/v1/updates`: a signatory who has just confirmed asks for updates as well.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpdatesRequest {
    /// `updates_token` of the response to the confirmation.
    pub token: String,
    /// BCP 47 language of the consent wording that was shown.
    #[serde(default)]
    pub lang: String,
    /// As in a signature.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub form_token: String,
}

/// Body of `POST /api/v1/shares`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShareRequest {
    /// Id of the network, as in the `networks` attribute.
    pub network: String,
    /// URL of the page that was shared.
    pub url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declaration: Option<String>,
    /// As in a signature.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub site: String,
    /// As in a signature.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// As in a signature.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub form_token: String,
}

/// One public signatory, as shown under the declaration.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Signatory {
    /// The name, the initials, or the organisation's name.
    pub name: String,
    pub kind: SignatoryKind,
    /// A person's role, or the person who signed for the organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Approximate place; never the postcode as typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// RFC 3339, UTC.
    pub signed_at: String,
    /// Numbers of the principles on which this signatory has a reservation.
    #[serde(default)]
    pub reservations: Vec<u32>,
    /// The signatory's notes on them, if there are any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reservation_notes: Vec<ReservationNote>,
    /// For an organisation: how it was verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<Verification>,
}

/// How an organisation was verified: what shows that it signed in its own name.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Verification {
    /// `letter` (an email to an address at its domain was confirmed), `dns` (a record in its
    /// domain), `file` (on its website), or `organisers` (it is not verified, and the organisers
    /// approved it).
    pub by: String,
    /// The domain that verifies it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// When it was verified or approved; RFC 3339, UTC.
    pub at: String,
}

/// Error body: RFC 9457 `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URI that identifies the kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    /// Stable code for programs, such as `validation_failed`.
    pub code: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
}

/// The error of one field in a [`Problem`].
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldProblem {
    /// Name of the field in the request.
    pub field: String,
    /// Stable code, such as `required` or `too_long`.
    pub code: String,
    /// What to do, in the language of the request if it is known.
    pub message: String,
}

/// An integer, including one written with a zero fraction: in JSON Schema `31.0` is an integer
/// (Validation, section 6.1.1), and some programs write all numbers like this.
struct Whole(u32);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Whole, D::Error> {
        deserializer.deserialize_any(WholeVisitor)
    }
}

struct WholeVisitor;

impl de::Visitor<'_> for WholeVisitor {
    type Value = Whole;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a whole number")
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Whole, E> {
        let number = u32::try_from(number);
        number.map(Whole).map_err(|_| E::custom("is too large"))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Whole, E> {
        // The cast changes a number that does not fit.
        let whole = number as u32;
        if f64::from(whole) == number {
            Ok(Whole(whole))
        } else {
            Err(E::custom("is not a whole number"))
        }
    }
}

fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    Whole::deserialize(deserializer).map(|number| number.0)
}

fn wholes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u32>, D::Error> {
    let numbers = Vec::<Whole>::deserialize(deserializer)?;
    Ok(numbers.into_iter().map(|number| number.0).collect())
}
