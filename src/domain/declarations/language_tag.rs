//! The language tag in the file of a declaration or list.

/// Checks only the form of BCP 47, not whether the language exists. Tags are case-insensitive and
/// are stored in the recommended form: `en`, `zh-Hant-TW` (RFC 5646, section 2.1.1).
pub(in crate::domain) fn parse(text: &str) -> Result<String, String> {
    let tag = text.replace('_', "-").to_ascii_lowercase();
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    let right = matches!(primary.len(), 2 | 3)
        && primary.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.clone().all(|part| {
            matches!(part.len(), 1..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
    if !right {
        return Err(format!(
            "a BCP 47 language tag such as en or pt-BR, not {text:?}"
        ));
    }
    let (mut written, mut extended) = (primary.to_owned(), false);
    for part in parts {
        written.push('-');
        match part.len() {
            2 if !extended => written.push_str(&part.to_ascii_uppercase()),
            4 if !extended => {
                written.push_str(&part[..1].to_ascii_uppercase());
                written.push_str(&part[1..]);
            }
            _ => written.push_str(part),
        }
        extended |= part.len() == 1;
    }
    Ok(written)
}
