//! English: what widgets say. The crate `widgets` compiles this file.

use crate::text::Key;

pub(crate) const fn texts(key: Key) -> &'static str {
    match key {
        Key::Direction => "ltr",
        Key::Signed => "has signed|have signed",
        Key::NextGoal => "Next goal: {}",
        Key::NobodyYet => "Be the first to sign",

        Key::DraftedBy => "Drafted by {}",
        Key::ReadPrinciples => "Read the principle|Read the {} principles",
        Key::ReadDeclaration => "Read the declaration",
        Key::Signatories => "Signed by",
        Key::AllSignatories => "All names",

        Key::NotYetOpen => "Signing opens on {}.",
        Key::Closed => "Signing closed on {}. Thank you to everyone who signed.",

        Key::FormHeading => "Add your name",
        Key::KindOrganisation => "I’m signing for an organisation",
        Key::Organisation => "Name of the organisation",
        Key::Role => "Your role in the organisation",
        Key::Name => "Your name",
        Key::Email => "Email address",
        Key::EmailHint => "Never shown. We’ll email you a code.",
        Key::DidYouMean => "Did you mean {}?",
        Key::Postcode => "Postcode",
        Key::Optional => "optional",
        Key::Visibility => "How your name is shown",
        Key::VisibilityFull => "Full name",
        Key::VisibilityInitials => "Initials only",
        Key::VisibilityHidden => "Hidden, but counted",
        Key::More => "More:",
        Key::MoreName => "name",
        Key::MoreOrganisation => "organisation",
        Key::MorePostcode => "postcode",
        Key::MoreVisibility => "how your name is shown",
        Key::MoreReservations => "principles you disagree with",
        Key::MoreTopics => "topics",
        Key::ShownAs => "Shown as {}",
        Key::ShownInFull => "Your name is shown in full.",
        Key::ReservedOn => "Reservations: {}",
        Key::Reserve => "I’m signing, but I disagree with:",
        Key::ReservePrinciple => "I’m signing, but I disagree with principle {}",
        Key::ReserveNote => "Your reservation on principle {}",
        Key::ReserveLimit => "At most {} characters",
        Key::Updates => "Send me updates from {}",
        Key::Privacy => {
            "Signing shows a political view: by signing you agree that {} uses it and your details for this declaration only. Email and postcode are never published."
        }
        Key::Submit => "Sign the declaration",
        Key::Sending => "Sending…",
        Key::StillSending => {
            "The connection is slow. Your details are still being sent; we’ve kept what you typed."
        }

        Key::Topics => "What would you like to hear about?",
        Key::Consent => {
            "By joining, you agree to get emails from {}. You can unsubscribe at any time using the link in every email."
        }
        Key::Join => "Join the list",

        Key::CodeHeading => "Enter the code from your email",
        Key::CodeSent => {
            "The email to {} usually arrives within a minute. It can take up to 15 minutes if this address was used recently."
        }
        Key::CodeSentBack => {
            "The email usually arrives within a minute. It can take up to 15 minutes if this address was used recently."
        }
        Key::CodeFrom => "From: {}",
        Key::CodeSubject => "Subject: {}",
        Key::CodeInbox => "Open {}",
        Key::CodeLabel => "Six-digit code",
        Key::CodeHint => "The link in the email works as well.",
        Key::CodeSends => "The code is sent when you type the sixth digit.",
        Key::CodeSubmit => "Confirm",
        Key::CodeChecking => "Checking…",
        Key::CodeNotCounted => "Your name is not counted or shown until you confirm.",
        Key::CodeNotJoined => "You are not on the list until you confirm.",
        Key::CodeStopped => {
            "If “It wasn’t me” was ever pressed for this address, open the one email about it and let emails come again."
        }
        Key::CodeNothingCame => "Nothing came? Look in the spam folder, or",
        Key::StartAgain => "check your details and send again",
        Key::SendAgain => "Send again",
        Key::AskAgain => "Ask for the email again",
        Key::AddressWrong => "Wrong email address?",
        Key::CorrectAddress => "Correct the email address",
        Key::Corrected => "The email address is changed. Use the code or link in the newest email.",
        Key::AskedAgo => {
            "You asked {} second ago. You can ask again a minute after that.|You asked {} seconds ago. You can ask again a minute after that."
        }

        Key::ThanksHeading => "Thank you",
        Key::ThanksSigned => "You have signed “{}”.",
        Key::ThanksWaits => {
            "Your signature on “{}” is confirmed, but the organisers need to approve it. Our email explains why."
        }
        Key::ThanksJoined => "You have joined “{}”.",
        Key::ThanksShare => "Most people sign because somebody they know asked them.",
        Key::Ask => "Ask someone to sign",
        Key::AskWords => "I have just signed “{}”. Will you sign too?",
        Key::OwnName => "On the list now: {}",
        Key::UpdatesAgreed => "You will get updates from {}.",
        Key::Onward => "Continue on {}",
        Key::NextPerson => "Someone else here wants to sign",
        Key::SignedHere => "You signed “{}” on this device.",
        Key::NotYou => "Not you? Start with an empty form",

        Key::ShareNative => "Share…",
        Key::ShareCopy => "Copy link",
        Key::ShareEmail => "Email",
        Key::SharePrint => "Print",
        Key::ShareShared => "Shared",
        Key::ShareCopied => "Copied",
        Key::ShareSelect => "Copy this address:",
        Key::MastodonAsk => "Your Mastodon server",
        Key::MastodonGo => "Continue",
        Key::MastodonWrong => "Enter the name of a server, like mastodon.example",
        Key::Follow => "Follow",
        Key::FollowRss => "RSS feed",

        Key::Close => "Close",

        Key::NameRequired => "Enter your name",
        Key::EmailRequired => "Enter your email address",
        Key::OrganisationRequired => "Enter the name of the organisation",
        Key::CodeRequired => "Enter the six digits from the email",
        Key::Required => "Fill this in",
        Key::TooLong => "This is too long; shorten it",
        Key::ControlCharacters => {
            "This contains characters that cannot be shown. Type it instead of pasting it."
        }
        Key::BidiOverrides => {
            "This contains hidden characters that reverse the text. Type it instead of pasting it."
        }
        Key::Markup => "Leave out < and >",
        Key::Link => "Leave out web and email addresses; put a space after a full stop",
        Key::Digits => "Leave out digits",
        Key::Symbols => "Leave out pictures and symbols",
        Key::StackedMarks => "Put at most four accents or other marks on one letter",
        Key::MissingAt => "This has no @. Enter an email address like name@mail.example",
        Key::InvalidDomain => "Check what comes after the @: it should look like mail.example",
        Key::InvalidEmail => {
            "Check what comes before the @: letters without accents, digits and dots, no spaces, as in name@mail.example"
        }
        Key::InvalidPostcode => "Use letters, digits, spaces and hyphens only",
        Key::InvalidChoice => "Choose one of the answers shown",
        Key::InvalidCode => "The code has six digits",
        Key::NotAsked => "Leave this empty: the organisers no longer ask for it",
        Key::WrongCode => "That code is not correct. Check the newest email and try again.",
        Key::OtherCode => "That code belongs to another email. Use the code from the newest one.",

        Key::Offline => {
            "We could not reach the server. We’ve kept what you typed: try again when you are online."
        }
        Key::Unavailable => {
            "The service is not available right now. We’ve kept what you typed: try again in a moment."
        }
        Key::TooManyTries => {
            "Too many tries: this code no longer works. Use the link in the email, or ask for the email again to get a new code."
        }
        Key::TooManyRequests => {
            "Too many requests from your network. Wait a minute, then try again."
        }
        Key::DeclarationClosed => {
            "Signing has closed in the meantime, so your signature was not sent."
        }
        Key::DeclarationNotOpen => "Signing has not opened yet, so your signature was not sent.",
        Key::Expired => "This code has expired. Send your details again to get a new one.",
        Key::OriginNotAllowed => {
            "This website does not have permission to collect signatures here."
        }
        Key::NotFound => "This page no longer exists.",
        Key::ValidationFailed => "Check the highlighted answers.",
        Key::Failed => "Something went wrong on our side. We’ve kept what you typed: try again.",
    }
}
