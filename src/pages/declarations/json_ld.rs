//! What a declaration's page tells search engines and other programs: JSON-LD by schema.org.

use serde_json::json;

use super::DeclarationPage;

/// The script element for the page's head, escaped so that any title is safe.
pub(in crate::pages) fn script(page: &DeclarationPage) -> String {
    let document = &page.document;
    let named = |name: &String| json!({ "@type": "Organization", "name": name });
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "name": document.title,
        "url": page.url,
        "inLanguage": document.lang,
        "version": document.version.to_string(),
        "image": page.card,
        "publisher": named(&page.organisers),
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": "https://schema.org/EndorseAction",
            "userInteractionCount": page.count,
        },
    });
    if !document.drafted_by.is_empty() {
        data["author"] = document.drafted_by.iter().map(named).collect();
    }
    if page.open {
        data["potentialAction"] = json!({ "@type": "EndorseAction", "target": page.url });
    }
    format!(
        "<script type=\"application/ld+json\">{}</script>",
        escape(&data.to_string())
    )
}

/// Escapes characters that could end the script or start a comment in it; a JSON parser reads the
/// escapes the same.
fn escape(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_close_the_json_ld_script() {
        let title = "</script><!-- & \u{2028}";
        let said = escape(&json!({ "name": title }).to_string());
        assert!(!said.contains(['<', '>', '&', '\u{2028}']), "{said}");
        let read: serde_json::Value = serde_json::from_str(&said).unwrap();
        assert_eq!(read["name"], title);
    }
}
