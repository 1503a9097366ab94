//! Shows errors of the fields that the server drew, which the bundle does not draw again.

use yew::NodeRef;

use super::found;

/// Writes what is wrong with a field into the element that waits for it; with no words, the field is
/// right. Fields that the bundle draws have their errors already.
pub(crate) fn show(root: &NodeRef, prefix: &str, name: &str, words: &str) {
    let id = [prefix, "-", name, "-error"].concat();
    let Some(place) = found(root, &["#", &id].concat()) else {
        return;
    };
    if place.text_content().as_deref() == Some(words) {
        return;
    }
    place.set_text_content(Some(words));
    if let Some(field) = found(root, &["[aria-describedby~=", &id, "]"].concat()) {
        // Setting or removing an attribute with an ASCII name cannot fail.
        let _ = if words.is_empty() {
            field.remove_attribute("aria-invalid")
        } else {
            field.set_attribute("aria-invalid", "true")
        };
    }
}
