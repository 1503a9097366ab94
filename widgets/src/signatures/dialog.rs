//! The signature box behind a button (`layout="button"`): the button, and the whole box in a
//! `<dialog>`. The browser itself moves the focus in and back, closes it on Escape, and adds nothing
//! to the page's history. The loader opens and closes it; only the server renders it.

use crate::render::escaped;
use crate::text::{Key, Text};
use crate::view::SigningStatus;

/// The button's label: what the visitor can do in the dialog now.
pub(crate) fn label(status: &SigningStatus) -> Key {
    match status {
        SigningStatus::Open => Key::Submit,
        SigningStatus::NotYetOpen(_) | SigningStatus::Closed(_) => Key::ReadDeclaration,
    }
}

/// Puts the box, as HTML, into a dialog with this name, and a button that opens it in front. The
/// loader calls the dialog's method that a button has as its value.
pub(crate) fn wrap(text: &Text, name: &str, label: Key, inside: &str) -> String {
    let attributes = format!(
        "class=\"undersigned\" lang=\"{}\" dir=\"{}\"",
        text.lang(),
        text.get(Key::Direction)
    );
    let (label, close) = (text.get(label), text.get(Key::Close));
    format!(
        "<div {attributes}><button type=\"button\" part=\"button\" data-dialog=\"\" value=\"showModal\" aria-haspopup=\"dialog\">{}</button></div>\
         <dialog part=\"dialog\" aria-label=\"{}\">\
         <div {attributes}><button type=\"button\" part=\"link\" data-dialog=\"\" value=\"close\">{}</button></div>{inside}</dialog>",
        escaped(label),
        escaped(name),
        escaped(close),
    )
}
