//! English.

use crate::i18n::mail::EmailText;

pub(super) const WORDS: EmailText = EmailText {
    greeting: "Hello,",
    greeting_named: "Hello {name},",
    next: "What happens next",
    open_page: "Or open this page and press the button there:",
    wasnt_you: "Wasn’t you?",

    subject_renew: "The text you signed has changed: {title}",
    text_changed: "{organisers} has changed the text of a declaration that you signed:",
    before: "Before:",
    now: "Now:",
    and_more: "There are more changes; all of them stand on the page below.",
    renew_here: "If you sign the new text too, open this page and press the button there:",
    until_renewed: "Until you renew it, your signature counts for the text that you signed. If you do nothing, that stays so, and we do not write to you about this version again.",
    button_renew: "Read the change and renew",

    subject_held: "Your signature waits: {title}",
    held: "You have confirmed your signature under this declaration of {organisers}:",
    held_for_mailbox: "Two people have signed from your address already, so this signature waits until the organisers let it in. Until then it is not shown and does not count; we will write to you when it does. After 180 days it is deleted.",
    held_for_verification: "Nothing proves yet that you sign for the organisation, so this signature waits. The page below says how to prove it: by an address at the organisation’s own domain, a record in its DNS or a file on its website. The organisers can let it in as well. Until then it is not shown and does not count; we will write to you when it does. After 180 days it is deleted.",
    held_as_duplicate: "An organisation of this name has signed already, so this signature waits until the organisers let it in. If that was you, from another address, you need do nothing: it is counted. Until this one is let in it is not shown and does not count; we will write to you when it does. After 180 days it is deleted.",
    button_manage: "Open my signature",
    subject_approved: "Your signature counts: {title}",
    approved: "Your signature under this declaration of {organisers} counts from now on:",
    approved_next: "You need not do anything. On the page of your signature you see how it is shown, and can change or withdraw it at any time.",
    subject_rejected: "Your signature was not counted: {title}",
    rejected: "{organisers} did not let in your signature under this declaration:",
    rejected_next: "It was deleted with all that was kept of it, and nothing of it was shown. If you think that this is a mistake, answer this letter or write to {contact}.",
    subject_taken_down: "Your signature was taken down: {title}",
    taken_down: "{organisers} has taken down your signature on this declaration:",
    taken_down_why: "The reason they give: {reason}",
    taken_down_next: "It is not shown and does not count. If you think that this is a mistake, answer this email or write to {contact}. On the page of your signature you see what is kept, and can erase it.",
    subject_restored: "Your signature counts again: {title}",
    restored: "{organisers} has put back your signature on this declaration:",
    restored_next: "It counts again and is shown as you chose. You do not need to do anything.",

    subject_suppressed: "No further emails: {title}",
    suppressed: "You told us that it wasn’t you who gave your email address for this declaration or list of {organisers}:",
    suppressed_next: "It is cancelled, and we send no further emails to this address, whoever types it into a form here. If you want to sign or join something yourself one day, open this page first and press the button there:",
    button_suppressed: "Let emails come again",

    subject_sign: "Confirm your signature: {title}",
    asks_to_confirm: "{organisers} asks you to confirm that you signed this declaration:",
    type_code_signed: "To confirm, type this code where you signed:",
    once_signed: "Your signature counts once you confirm, and your name is shown as you chose. Until then nobody sees it. The code works for 24 hours, the page for 7 days; after that what you typed is deleted.",
    button_sign: "Confirm my signature",
    not_you_signed: "Then somebody typed your address, perhaps by mistake. Do nothing, and nothing is signed. To get no more letters about this, open the page above and press “It wasn’t me”.",

    subject_signed: "You have signed already: {title}",
    signed_already: "Your address has signed this declaration of {organisers} already:",
    counts_once: "Your signature counts, once, and you need not do anything. If you signed again just now and are asked for a code, it is this one:",
    nothing_twice: "Nothing is counted twice, and what you signed first stays as it is. To change or withdraw it, follow the link at the foot of this letter.",
    button_signed: "Go to my signature",
    not_you_already: "Then somebody typed your address, perhaps by mistake. Do nothing, and nothing changes. To get no more letters about this, open the page above and press “It wasn’t me”.",

    subject_subscribe: "Confirm that you want to join: {title}",
    asks_to_subscribe: "{organisers} asks you to confirm that you want to join this list:",
    type_code_subscribed: "To confirm, type this code where you signed up:",
    once_subscribed: "You are on the list once you confirm, and can leave it at any time. The code works for 24 hours, the page for 7 days; after that what you typed is deleted.",
    button_subscribe: "Confirm that I want to join",
    not_you_subscribed: "Then somebody typed your address, perhaps by mistake. Do nothing, and nothing is sent to you. To get no more letters like this, open the page above and press “It wasn’t me”.",

    subject_subscribed: "You are on this list already: {title}",
    subscribed_already: "Your address is on this list of {organisers} already:",
    need_nothing: "You need not do anything. If you signed up again just now and are asked for a code, it is this one:",
    stay_subscribed: "You stay on the list, and get each letter once. If you confirm, the topics you chose this time replace the earlier ones.",

    subject_welcome: "You have joined: {title}",
    welcome: "You have joined this list of {organisers}:",
    keep_this: "Thank you. You will hear from them at this address. Keep this letter: with it you can leave the list at any time, here:",
    unsubscribe: "Leave the list",

    subject_remind: "Still to confirm: {title}",
    once_reminded: "Nothing counts until you confirm. The code works for 24 hours, the page until 7 days after the first letter; then what you typed is deleted. We remind you twice at most, and if you do nothing, nothing happens.",

    manage: "See, change, withdraw or erase your signature:",
    privacy_notice: "Privacy notice",
};
