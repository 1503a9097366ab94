//! The cookie that names a session of the desk, and what a browser calls itself.

use axum::http::{HeaderMap, HeaderValue, header};
use headers::{Cookie, HeaderMapExt as _};

use crate::domain::accounts::{SESSION_AGE_MS, SessionCookie};
use crate::web::state::AppState;

/// Over https, the prefix has browsers reject the cookie unless it is `Secure`, for this host alone and
/// for all paths (RFC 6265bis, section 4.1.3). Over http, browsers would not take it.
const SECURE_NAME: &str = "__Host-undersigned-desk";
const PLAIN_NAME: &str = "undersigned-desk";

fn name(state: &AppState) -> &'static str {
    if is_secure(state) {
        SECURE_NAME
    } else {
        PLAIN_NAME
    }
}

fn is_secure(state: &AppState) -> bool {
    state.public_url().starts_with("https://")
}

/// The session that a request names.
pub(super) fn session_of(state: &AppState, headers: &HeaderMap) -> Option<SessionCookie> {
    let cookies = headers.typed_get::<Cookie>()?;
    SessionCookie::parse(cookies.get(name(state))?)
}

/// The header that gives a session to a browser. `Lax`, so that a link to the desk in an email opens
/// it; no form of another site carries it.
pub(super) fn given(state: &AppState, session: &SessionCookie) -> HeaderValue {
    set(state, &session.reveal(), SESSION_AGE_MS / 1_000)
}

/// The header that takes it back.
pub(super) fn taken(state: &AppState) -> HeaderValue {
    set(state, "", 0)
}

fn set(state: &AppState, value: &str, seconds: i64) -> HeaderValue {
    let secure = if is_secure(state) { "; Secure" } else { "" };
    let cookie = format!(
        "{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}",
        name(state)
    );
    HeaderValue::try_from(cookie).expect("an id and a secret are plain ASCII")
}

/// Systems and browsers by what their names contain, the more specific first: Edge and Opera say that
/// they are Chrome, Chrome that it is Safari, Android that it is Linux.
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];
const BROWSERS: [(&str, &str); 9] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];

/// Browser and system, as in "Firefox, Linux", for the list of sessions; empty if neither is known.
/// The header itself is not kept: it tells more than is needed to recognise one's own device.
pub(super) fn device(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT);
    let agent = agent.and_then(|agent| agent.to_str().ok()).unwrap_or("");
    let first = |known: &[(&str, &'static str)]| {
        let found = known.iter().find(|(part, _)| agent.contains(part));
        found.map(|(_, name)| *name)
    };
    let both = [first(&BROWSERS), first(&SYSTEMS)];
    both.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_named_as_its_user_knows_it() {
        for (agent, named) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox, Linux",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari, iPhone",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                "Edge, Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
                "Chrome, Android",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
                "Safari, macOS",
            ),
            ("a program", ""),
            ("", ""),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, HeaderValue::from_static(agent));
            assert_eq!(device(&headers), named, "{agent}");
        }
    }
}
