//! Which fields a form has, as the file of its declaration or list sets them.

use serde::{Deserialize, Serialize};

/// Whether a form has a field, and whether it must be filled in.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    Off,
    #[default]
    Optional,
    Required,
}

/// The fields that organisers may set. Name and email address of a signature, and the email address
/// of a subscription, are always required.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub struct FormFields {
    /// Of a subscription.
    pub name: Presence,
    /// Whether organisations may sign; if it is required, only they may.
    pub organisation: Presence,
    /// Required of organisations alone.
    pub role: Presence,
    pub postcode: Presence,
    /// The choice how a name is shown. Without it, all names are shown in full.
    pub public: Presence,
    pub reservations: Presence,
    /// The checkbox for updates.
    pub updates: Presence,
}

impl Presence {
    pub fn is_off(self) -> bool {
        self == Presence::Off
    }

    pub fn is_required(self) -> bool {
        self == Presence::Required
    }
}
