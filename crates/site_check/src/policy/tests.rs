//! What each policy blocks, and whether the suggested changes are enough.

use super::*;

const SERVER: &str = "https://act.example";
const ALL: [Need; 5] = [
    Need::Script,
    Need::WebAssembly,
    Need::Connection,
    Need::Form,
    Need::Frame,
];

fn policies(headers: &[&str], metas: &[&str]) -> Policies {
    let mut map = HeaderMap::new();
    for value in headers {
        map.append("content-security-policy", value.parse().unwrap());
    }
    let metas: Vec<String> = metas.iter().map(|meta| (*meta).to_owned()).collect();
    Policies::read(&map, &metas)
}

fn refused(policies: &Policies, nonce: &str) -> Vec<Need> {
    let page = Url::parse("https://ally.example/news").unwrap();
    let scene = Scene {
        page: &page,
        server: SERVER,
        nonce,
    };
    let all = ALL.into_iter();
    all.filter(|need| !policies.allow(*need, &scene)).collect()
}

#[test]
fn each_csp_blocks_what_browsers_block() {
    use Need::{Connection, Form, Frame, Script, WebAssembly};
    for (policy, expected) in [
        ("img-src 'self'", vec![]),
        ("default-src *", vec![WebAssembly]),
        (
            "default-src 'self'",
            vec![Script, WebAssembly, Connection, Frame],
        ),
        ("script-src 'self'", vec![Script, WebAssembly]),
        ("script-src 'self' https://act.example", vec![WebAssembly]),
        ("script-src https: 'wasm-unsafe-eval'", vec![]),
        ("script-src *.example 'unsafe-eval'", vec![]),
        (
            "script-src https://act.example 'wasm-unsafe-eval'; connect-src 'self'",
            vec![Connection],
        ),
        (
            "script-src 'none'; script-src-elem https://act.example",
            vec![WebAssembly],
        ),
        ("frame-src 'self'; form-action 'none'", vec![Form, Frame]),
        ("child-src https://act.example", vec![]),
        ("style-src 'self'", vec![]),
        ("sandbox allow-forms", vec![Script]),
        (
            "script-src 'nonce-abc' 'strict-dynamic' https://act.example 'wasm-unsafe-eval'",
            vec![Script],
        ),
    ] {
        assert_eq!(refused(&policies(&[policy], &[]), ""), expected, "{policy}");
    }
    let by_nonce = policies(
        &["script-src 'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval'"],
        &[],
    );
    assert!(refused(&by_nonce, "abc").is_empty());
}

#[test]
fn several_csp_policies_apply_together() {
    let both = policies(
        &["script-src https: 'wasm-unsafe-eval', connect-src 'self'"],
        &["frame-src 'none'"],
    );
    assert_eq!(refused(&both, ""), [Need::Connection, Need::Frame]);
    let places: Vec<Place> = both.said().iter().map(|said| said.place).collect();
    assert_eq!(places, [Place::Header, Place::Header, Place::Meta]);
}

/// The changes we suggest must be enough, and must keep everything that was there.
#[test]
fn the_suggested_csp_changes_are_sufficient() {
    let page = Url::parse("https://ally.example/news").unwrap();
    let scene = Scene {
        page: &page,
        server: SERVER,
        nonce: "",
    };
    for line in [
        "default-src 'self'",
        "default-src 'none'; script-src 'self' 'unsafe-inline'",
        "script-src 'none'; script-src-elem 'self'; connect-src https://other.example",
        "default-src 'self'; child-src 'self'; form-action 'self'",
        "sandbox allow-forms; form-action 'none'",
    ] {
        let before = policies(&[line], &[]);
        let changes = before.changes(&ALL, &scene);
        assert!(!changes.is_empty(), "{line}");
        let mut amended: Vec<String> = Vec::new();
        for part in line.split(';').map(str::trim) {
            let same = |change: &&Change| change.then.split(' ').next() == part.split(' ').next();
            let new = changes.iter().find(same);
            amended.push(new.map_or(part.to_owned(), |change| change.then.clone()));
        }
        amended.extend(changes.iter().map(|change| change.then.clone()));
        let after = policies(&[&amended.join("; ")], &[]);
        assert!(
            refused(&after, "").is_empty(),
            "{line} -> {}",
            amended.join("; ")
        );
    }
}

#[test]
fn trusted_types_advice_appears_only_when_our_policy_is_blocked() {
    let page = Url::parse("https://ally.example/news").unwrap();
    let scene = Scene {
        page: &page,
        server: SERVER,
        nonce: "",
    };
    let change = |line: &str| policies(&[line], &[]).trusted_types(&scene);
    assert!(change("trusted-types other").is_empty());
    assert!(change("require-trusted-types-for 'script'").is_empty());
    let refused = change("require-trusted-types-for 'script'; trusted-types other");
    assert_eq!(refused[0].then, "trusted-types other undersigned");
}
