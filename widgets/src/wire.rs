//! What travels between browser and server: the requests, answers and problems of the JSON API.
//!
//! Nothing here checks or decides anything: strings enter as these types and become trusted
//! values in [`crate::fields`]. Only serde is used, so that both sides share one declaration.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

/// Who signs: a person for themself, or an organisation in its own name.
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
    /// Numbers of the principles that this signature has a reservation on.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "wholes"
    )]
    pub reservations: Vec<u32>,
    /// What there is to say to them, where there is anything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reservation_notes: Vec<ReservationNote>,
    /// Consent to updates; never implied by signing.
    #[serde(default)]
    pub updates: bool,
    /// BCP 47 language the form was shown in.
    #[serde(default)]
    pub lang: String,
    /// BCP 47 language of the text that was shown; by default the one that serves `lang` best.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_lang: Option<String>,
    /// Origin of the page that holds the widget.
    #[serde(default)]
    pub site: String,
    /// Address of that page.
    #[serde(default)]
    pub page_url: String,
    /// From the hidden field of the form that was shown: names the words of consent that stood there.
    /// A browser that does not say which site it sends from needs that of a frame's view.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub form_token: String,
}

/// What a signatory says to a principle that they have a reservation on.
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
    /// Ids of the list's topics; empty means all news of the list.
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
    pub form_token: String,
}

/// Answer to signing and subscribing: the same whether the address is new or known.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Accepted {
    /// Names this attempt when the code from the letter is typed.
    pub id: String,
    /// Always `pending`.
    pub status: String,
}

/// Body of `POST /api/v1/confirmations`: the token of the mailed link, or id and code.
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
    /// Where the email is to go.
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

/// Answer of `POST /api/v1/confirmations`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Confirmed {
    /// Always `confirmed`.
    pub status: String,
    pub kind: ConfirmedKind,
    /// Confirmed signatures of the declaration; absent for a subscription.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
}

/// Body of `POST /api/v1/shares`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShareRequest {
    /// Id of the network, as in the `networks` attribute.
    pub network: String,
    /// The page that was shared.
    pub url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declaration: Option<String>,
    /// As in a signature.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub site: String,
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
    /// A person's role, or who signed for the organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Coarse place; never the postcode as typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// RFC 3339, UTC.
    pub signed_at: String,
    /// Numbers of the principles this signatory has a reservation on.
    #[serde(default)]
    pub reservations: Vec<u32>,
    /// What they say to them, where they say anything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reservation_notes: Vec<ReservationNote>,
    /// Of an organisation: how it is known that it signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<Verification>,
}

/// How it is known that an organisation signed in its own name.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Verification {
    /// `letter` (to an address at its domain), `dns` (a record there), `file` (on its website), or
    /// `organisers`: nothing proves it, and they let it in.
    pub by: String,
    /// The domain that proves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Since when; RFC 3339, UTC.
    pub at: String,
}

/// Error body: RFC 9457 `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URI reference that names the kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    /// Stable code for programs, such as `validation_failed`.
    pub code: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
}

/// One field's fault inside a [`Problem`].
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldProblem {
    /// Name of the field in the request.
    pub field: String,
    /// Stable code, such as `required` or `too_long`.
    pub code: String,
    /// What to do, in the language of the request where it is known.
    pub message: String,
}

/// An integer, also if written with a fraction of zero: in JSON Schema `31.0` is an integer (Validation,
/// section 6.1.1), and some programs write all numbers like this.
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
        // A number that does not fit is changed by the cast.
        let whole = number as u32;
        match f64::from(whole) == number {
            true => Ok(Whole(whole)),
            false => Err(E::custom("is not a whole number")),
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
