//! The keys of all visible strings, in the order in which the browser receives them.

macro_rules! keys {
    ($($key:ident)*) => {
        /// The name of a visible string.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub enum Key {
            $($key),*
        }

        impl Key {
            /// All keys, in order.
            pub const ALL: &[Key] = &[$(Key::$key),*];
        }
    };
}

keys! {
    // The language itself.
    Direction
    // The count. Strings with plural forms: see `Text::plural`.
    Signed
    NextGoal
    NobodyYet
    // The document.
    DraftedBy
    // Has plural forms.
    ReadPrinciples
    ReadDeclaration
    Signatories
    AllSignatories
    // Whether signing is open.
    NotYetOpen
    Closed
    // The form.
    FormHeading
    KindOrganisation
    Organisation
    Role
    Name
    Email
    EmailHint
    DidYouMean
    Postcode
    Optional
    Visibility
    VisibilityFull
    VisibilityInitials
    VisibilityHidden
    More
    MoreName
    MoreOrganisation
    MorePostcode
    MoreVisibility
    MoreReservations
    MoreTopics
    ShownAs
    ShownInFull
    ReservedOn
    Reserve
    ReservePrinciple
    ReserveNote
    ReserveLimit
    Updates
    Privacy
    Submit
    Sending
    StillSending
    // Subscribing to a list.
    Topics
    Consent
    Join
    // The code.
    CodeHeading
    CodeSent
    CodeSentBack
    CodeFrom
    CodeSubject
    CodeInbox
    CodeLabel
    CodeHint
    CodeSends
    CodeSubmit
    CodeChecking
    CodeNotCounted
    CodeNotJoined
    CodeNothingCame
    CodeStopped
    StartAgain
    SendAgain
    AskAgain
    AddressWrong
    CorrectAddress
    Corrected
    // Has plural forms.
    AskedAgo
    // Thanks.
    ThanksHeading
    ThanksSigned
    ThanksWaits
    ThanksJoined
    ThanksShare
    Ask
    AskWords
    OwnName
    UpdatesAgreed
    Onward
    NextPerson
    SignedHere
    NotYou
    // Sharing.
    ShareNative
    ShareCopy
    ShareEmail
    SharePrint
    ShareShared
    ShareCopied
    ShareSelect
    MastodonAsk
    MastodonGo
    MastodonWrong
    Follow
    FollowRss
    // The box as a dialog.
    Close
    // Errors of a field.
    NameRequired
    EmailRequired
    OrganisationRequired
    CodeRequired
    Required
    TooLong
    ControlCharacters
    BidiOverrides
    Markup
    Link
    Digits
    Symbols
    StackedMarks
    MissingAt
    InvalidDomain
    InvalidEmail
    InvalidPostcode
    InvalidChoice
    InvalidCode
    NotAsked
    WrongCode
    OtherCode
    // Errors of the whole form.
    Offline
    Unavailable
    TooManyTries
    TooManyRequests
    DeclarationClosed
    DeclarationNotOpen
    Expired
    OriginNotAllowed
    NotFound
    ValidationFailed
    Failed
}
