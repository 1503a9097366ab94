//! The kinds of email, and the data their text is made from. Rate limits are in `email_limits.rs`.

use serde::{Deserialize, Serialize};

use widgets::wire::ConfirmedKind;

use crate::domain::declarations::difference::Passage;

/// A kind of email that this server sends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum MessageKind {
    ConfirmSignature,
    /// To a signatory, after another attempt with their details.
    AlreadySigned,
    ConfirmSubscription,
    AlreadySubscribed,
    /// To a new subscriber, with an unsubscribe link.
    Welcome,
    /// To a signatory of a text that has changed since.
    Renew,
    /// To a person who has not answered yet.
    RemindSignature,
    RemindSubscription,
    /// To a third person signing from one mailbox: held for the organisers.
    HeldForMailbox,
    /// To a person who signed for an unverified organisation.
    HeldForVerification,
    /// To a duplicate organisation: held for the organisers.
    HeldAsDuplicate,
    /// To a person whose held signature was approved.
    Approved,
    /// To a person whose held signature was rejected; nothing of it is kept.
    Rejected,
    /// To a person who said "it wasn't me": no more emails will come, and how to lift that.
    Suppressed,
    /// To a signatory whose signature the organisers took down: why, and whom to contact.
    TakenDown,
    /// To a signatory whose signature the organisers restored.
    Restored,
    /// To the organisers: a site asks to embed their declaration or list.
    SiteRequest,
    /// To an organiser who signs in on the desk: a code and a link.
    SignIn,
    /// To an organiser who is signed in: a code, before what cannot be undone.
    StepUp,
    /// To somebody who is invited to the desk.
    Invitation,
    /// To the owners of the desk: what another organiser did that concerns all of them.
    OwnerNotice,
}

impl MessageKind {
    pub const ALL: [Self; 21] = [
        Self::ConfirmSignature,
        Self::AlreadySigned,
        Self::ConfirmSubscription,
        Self::AlreadySubscribed,
        Self::Welcome,
        Self::Renew,
        Self::RemindSignature,
        Self::RemindSubscription,
        Self::HeldForMailbox,
        Self::HeldForVerification,
        Self::HeldAsDuplicate,
        Self::Approved,
        Self::Rejected,
        Self::Suppressed,
        Self::TakenDown,
        Self::Restored,
        Self::SiteRequest,
        Self::SignIn,
        Self::StepUp,
        Self::Invitation,
        Self::OwnerNotice,
    ];

    /// The name in the outbox.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ConfirmSignature => "confirm_signature",
            Self::AlreadySigned => "already_signed",
            Self::ConfirmSubscription => "confirm_subscription",
            Self::AlreadySubscribed => "already_subscribed",
            Self::Welcome => "welcome",
            Self::Renew => "renew",
            Self::RemindSignature => "remind_signature",
            Self::RemindSubscription => "remind_subscription",
            Self::HeldForMailbox => "held_for_mailbox",
            Self::HeldForVerification => "held_for_verification",
            Self::HeldAsDuplicate => "held_as_duplicate",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Suppressed => "suppressed",
            Self::TakenDown => "taken_down",
            Self::Restored => "restored",
            Self::SiteRequest => "site_request",
            Self::SignIn => "sign_in",
            Self::StepUp => "step_up",
            Self::Invitation => "invitation",
            Self::OwnerNotice => "owner_notice",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether it is about a signature, and so contains its manage link.
    pub const fn is_to_signer(self) -> bool {
        matches!(
            self,
            Self::ConfirmSignature
                | Self::AlreadySigned
                | Self::Renew
                | Self::RemindSignature
                | Self::HeldForMailbox
                | Self::HeldForVerification
                | Self::HeldAsDuplicate
                | Self::Approved
                | Self::TakenDown
                | Self::Restored
        )
    }

    /// Whether it is about the organisers' desk, and not about a declaration or list: the server itself
    /// sends it, and it is written in a language that the desk speaks.
    pub const fn is_about_desk(self) -> bool {
        matches!(
            self,
            Self::SignIn | Self::StepUp | Self::Invitation | Self::OwnerNotice
        )
    }

    /// Whether anyone who types an address can cause it, so its name may be written by a stranger.
    pub const fn may_come_from_a_stranger(self) -> bool {
        matches!(
            self,
            Self::ConfirmSignature
                | Self::AlreadySigned
                | Self::ConfirmSubscription
                | Self::AlreadySubscribed
                | Self::RemindSignature
                | Self::RemindSubscription
        )
    }

    /// Whether its reader is subscribed to a list and can unsubscribe with one click (RFC 8058).
    pub const fn offers_unsubscribing(self) -> bool {
        matches!(self, Self::AlreadySubscribed | Self::Welcome)
    }
}

/// The data that an email's text is made from.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct Facts {
    /// BCP 47: the language of the form, which the email uses too.
    pub lang: String,
    /// Title of the declaration or list.
    pub title: String,
    pub organisers: String,
    pub contact: String,
    /// As typed; emails use initials or a shortened form.
    pub name: Option<String>,
    /// The token of the link that the text asks its reader to open.
    pub token: String,
    /// The token of the email's other link, if that is not the same: in a request to renew, and in an
    /// email about an attempt of somebody who has signed already, that of the signature; in one about an
    /// attempt of somebody who has subscribed already, that to unsubscribe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_token: Option<String>,
    /// `None` if there is nothing to confirm.
    pub code: Option<String>,
    /// Only in a request to renew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<TextChange>,
    /// Only in an email about a signature taken down: the organisers' reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Only in an email about a site that asks to embed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<RequestingSite>,
    /// Only in an email about the desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<DeskFacts>,
}

impl Facts {
    /// Of an email about the desk, without link or code. The server names itself as its sender, and
    /// there is nobody to answer.
    pub fn of_desk(lang: String, desk: DeskFacts) -> Self {
        Self {
            lang,
            title: String::new(),
            organisers: String::new(),
            contact: String::new(),
            name: None,
            token: String::new(),
            second_token: None,
            code: None,
            change: None,
            reason: None,
            site: None,
            desk: Some(desk),
        }
    }
}

/// What an email about the desk says.
#[derive(Clone, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
pub struct DeskFacts {
    /// The name of who did it, or invites.
    pub by: String,
    /// Whom it was done to: a name, or an address that has no name yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whom: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<OwnerNotice>,
}

/// What an email to the owners of the desk is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnerNotice {
    /// Addresses were downloaded.
    Exported,
    /// Somebody was invited as an owner.
    Invited,
    /// A colleague became an owner.
    Added,
    /// An owner became a colleague with fewer rights.
    Lowered,
    /// An owner was removed.
    Removed,
    /// An owner left.
    Left,
}

impl OwnerNotice {
    pub const ALL: [Self; 6] = [
        Self::Exported,
        Self::Invited,
        Self::Added,
        Self::Lowered,
        Self::Removed,
        Self::Left,
    ];
}

/// A site that asks to embed a declaration or list. Anybody may have asked in its name.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct RequestingSite {
    pub origin: String,
    /// The page that was named, without its query.
    pub page: String,
}

/// How a signed text changed. Together with the email's subject it names the stored difference, which is
/// kept once and not in every email.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct TextChange {
    /// BCP 47: the language of the text.
    pub lang: String,
    /// The version that was signed.
    pub from: u32,
    /// The version to sign now.
    pub to: u32,
    /// Filled in just before the email is sent.
    #[serde(skip)]
    pub difference: Vec<Passage>,
}

/// The subject key of an email: the same for every email about one declaration or list.
pub fn about(kind: ConfirmedKind, slug: &str) -> String {
    match kind {
        ConfirmedKind::Signature => format!("signature/{slug}"),
        ConfirmedKind::Subscription => format!("subscription/{slug}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_kind_round_trips_through_its_name() {
        for kind in MessageKind::ALL {
            assert_eq!(MessageKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(MessageKind::parse("newsletter"), None);
    }
}
