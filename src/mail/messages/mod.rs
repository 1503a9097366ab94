//! The emails that the server sends, one file for each, in folders by noun. Pure: facts in, a
//! [`Message`] out. `mail/mod.rs` sends them, and `jobs/mail/` decides when.
//!
//! Each file composes its email from the strings of `i18n/mail.rs` as an [`EmailContent`]: a subject
//! and a few blocks. `draft.rs` fills the strings in, and `layout/` renders the blocks as text and as
//! HTML, so both say the same. The only input from a form is a shortened name. There are no images
//! and no read tracking.

mod attempts;
mod desk;
mod draft;
mod layout;
mod lists;
mod privacy;
mod signatures;
mod sites;

use crate::domain::id::Id;
use crate::domain::mail::message::{Facts, MessageKind};
use crate::domain::privacy::holder::Holder;
use draft::Draft;
use layout::{EmailBlock, EmailFoot, ManageLink};

/// An email ready to send.
#[derive(Clone, Eq, PartialEq)]
pub struct Message {
    /// Its id in the queue, which becomes the Message-ID.
    pub id: Id,
    pub created_at: i64,
    pub to: String,
    /// The organisers' name, shown before the sender's address.
    pub from_name: String,
    /// Who reads answers; `None` if nobody does.
    pub reply_to: Option<String>,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Address for one-click unsubscribing (RFC 8058).
    pub unsubscribe_url: Option<String>,
}

/// What one email says, above its foot.
struct EmailContent {
    subject: String,
    blocks: Vec<EmailBlock>,
}

/// Writes an email of this kind.
pub fn write(
    (id, created_at): (Id, i64),
    to: &str,
    kind: MessageKind,
    (facts, holder): (&Facts, &Holder),
    public_url: &str,
) -> Message {
    let draft = Draft::new(kind, facts, public_url);
    let EmailContent { subject, blocks } = compose(kind, &draft);
    // The server speaks for itself where no declaration or list does.
    let sender = if kind.is_about_desk() {
        draft.server()
    } else {
        &facts.organisers
    };
    let foot = EmailFoot {
        lang: draft.lang,
        organisers: sender,
        contact: &facts.contact,
        holder,
        privacy_notice: draft.text.privacy_notice,
        manage: kind.is_to_signer().then(|| ManageLink {
            label: draft.text.manage,
            url: draft.manage_url(),
        }),
    };
    Message {
        id,
        created_at,
        to: to.to_owned(),
        from_name: sender.to_owned(),
        reply_to: Some(facts.contact.clone()).filter(|contact| !contact.is_empty()),
        text: layout::text::render(&blocks, &foot),
        html: layout::html::render(&subject, &blocks, &foot),
        subject,
        unsubscribe_url: kind.offers_unsubscribing().then(|| draft.unsubscribe_url()),
    }
}

/// Each kind's own file.
fn compose(kind: MessageKind, draft: &Draft<'_>) -> EmailContent {
    match kind {
        MessageKind::ConfirmSignature => attempts::confirm_signature::compose(draft),
        MessageKind::AlreadySigned => attempts::already_signed::compose(draft),
        MessageKind::ConfirmSubscription => attempts::confirm_subscription::compose(draft),
        MessageKind::AlreadySubscribed => attempts::already_subscribed::compose(draft),
        MessageKind::RemindSignature => attempts::remind_signature::compose(draft),
        MessageKind::RemindSubscription => attempts::remind_subscription::compose(draft),
        MessageKind::HeldForMailbox => signatures::held_for_mailbox::compose(draft),
        MessageKind::HeldForVerification => signatures::held_for_verification::compose(draft),
        MessageKind::HeldAsDuplicate => signatures::held_as_duplicate::compose(draft),
        MessageKind::Approved => signatures::approved::compose(draft),
        MessageKind::Rejected => signatures::rejected::compose(draft),
        MessageKind::TakenDown => signatures::taken_down::compose(draft),
        MessageKind::Restored => signatures::restored::compose(draft),
        MessageKind::Renew => signatures::renewal::compose(draft),
        MessageKind::Welcome => lists::welcome::compose(draft),
        MessageKind::Suppressed => privacy::suppressed::compose(draft),
        MessageKind::SignIn => desk::sign_in::compose(draft),
        MessageKind::StepUp => desk::step_up::compose(draft),
        MessageKind::Invitation => desk::invitation::compose(draft),
        MessageKind::OwnerNotice => desk::owner_notice::compose(draft),
        MessageKind::SiteRequest => sites::site_request::compose(draft),
    }
}

#[cfg(test)]
mod tests;
