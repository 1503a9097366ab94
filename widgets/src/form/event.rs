//! What can happen to a form: a visitor's action, or a response.

use crate::text::Key;
use crate::view::SentEmail;

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Invalid details were submitted.
    Faulty(Vec<(String, Key)>),
    /// A field that had an error is right now.
    Mended(String),
    /// Valid details are being sent: all but the address as one text, and the address.
    Sent {
        details: String,
        email: String,
    },
    /// No response for a while.
    Slow,
    Accepted {
        id: String,
        /// Empty if the same email was requested again.
        email: SentEmail,
    },
    /// Details or code were rejected or did not arrive: the response's code, and field errors.
    Refused {
        code: String,
        faults: Vec<(String, Key)>,
    },
    /// A well-formed code is being sent.
    CodeSent,
    Confirmed(Confirmation),
    /// An email is being requested at the code.
    Asked {
        email: String,
        /// From the correction field, which then also shows the errors.
        correcting: bool,
    },
    /// The correction field was opened or closed.
    Unfolded,
    /// The last request was so many seconds ago: too soon for another.
    TooSoon(u32),
    /// The link in the email was used: the server reports this browser's attempt as confirmed.
    LinkPressed {
        id: String,
    },
    /// This browser sent an attempt before the page was loaded: its code can be typed.
    Resumed {
        id: String,
        /// Its address, masked.
        masked: String,
        email: SentEmail,
    },
    /// This browser confirmed an attempt before the page was loaded.
    Remembered {
        id: String,
        masked: String,
        waits: bool,
    },
    /// The server reports this browser's attempt as gone.
    Gone,
    /// Somebody else uses the form: nothing of the person before stays.
    NextPerson,
    /// The signatory has asked for updates as well.
    Agreed,
    /// Back to the details, to correct them and get another email.
    StartAgain,
}

/// What the server says when a code is right.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Confirmation {
    pub count: Option<u32>,
    /// It waits for approval and does not count yet.
    pub waits: bool,
    /// Which signature it is, or why it waits; empty if the server does not say.
    pub message: String,
    /// The name as it is listed now; empty if it is not.
    pub name: String,
    /// For asking for updates; empty if there is nothing to ask.
    pub updates_token: String,
}
