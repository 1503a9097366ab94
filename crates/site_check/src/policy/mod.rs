//! A page's Content-Security-Policies: what they allow, and what to add where they forbid
//! something. The `content-security-policy` crate evaluates them as the standard says; only the
//! amending is ours.

#[cfg(test)]
mod tests;

use content_security_policy::{
    CheckResult, CspList, Destination, Directive, Initiator, NavigationCheckType, ParserMetadata,
    Policy, PolicyDisposition, PolicySource, Request,
};
use hyper::HeaderMap;
use url::Url;

use crate::embedding::Need;

/// Where a policy is stated.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    Header,
    Meta,
}

/// A policy as the page states it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Said {
    pub place: Place,
    pub line: String,
    /// False for a report-only policy.
    pub enforced: bool,
}

/// How a directive must read to allow our widget.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Change {
    pub place: Place,
    /// The directive today, which may be the `default-src` fallback.
    pub now: String,
    pub then: String,
    /// Whether the tag needs the page's nonce as well, because the policy ignores addresses.
    pub nonce: bool,
}

/// The page that embeds and the server it loads from.
pub(super) struct Scene<'a> {
    pub(super) page: &'a Url,
    pub(super) server: &'a str,
    /// The nonce of our script on the page, or empty.
    pub(super) nonce: &'a str,
}

pub(super) struct Policies {
    enforced: Vec<Policy>,
    /// Report-only policies, evaluated as if they were enforced.
    watched: Vec<Policy>,
}

impl Policies {
    /// All policies of a page apply, and each can only forbid more.
    pub(super) fn read(headers: &HeaderMap, metas: &[String]) -> Policies {
        let of_header = |name: &str| -> Vec<Policy> {
            let values = headers.get_all(name).into_iter();
            values
                .filter_map(|value| value.to_str().ok())
                .flat_map(|value| {
                    CspList::parse(value, PolicySource::Header, PolicyDisposition::Enforce).0
                })
                .collect()
        };
        let mut enforced = of_header("content-security-policy");
        let metas = metas
            .iter()
            .map(|meta| Policy::parse(meta, PolicySource::Meta, PolicyDisposition::Enforce));
        enforced.extend(metas.filter(|policy| !policy.directive_set.is_empty()));
        Policies {
            enforced,
            watched: of_header("content-security-policy-report-only"),
        }
    }

    pub(super) fn said(&self) -> Vec<Said> {
        let say = |policies: &[Policy], enforced: bool| -> Vec<Said> {
            let said = policies.iter().map(|policy| Said {
                place: place(policy),
                line: policy.to_string(),
                enforced,
            });
            said.collect()
        };
        let mut said = say(&self.enforced, true);
        said.extend(say(&self.watched, false));
        said
    }

    pub(super) fn allow(&self, need: Need, scene: &Scene<'_>) -> bool {
        let policies = &self.enforced;
        policies.iter().all(|policy| allows(policy, need, scene))
    }

    /// The changes needed to allow all of this.
    pub(super) fn changes(&self, needs: &[Need], scene: &Scene<'_>) -> Vec<Change> {
        amend_all(&self.enforced, needs, scene)
    }

    /// The same for report-only policies.
    pub(super) fn announced(&self, needs: &[Need], scene: &Scene<'_>) -> Vec<Change> {
        amend_all(&self.watched, needs, scene)
    }

    /// A name for our Trusted Types policy matters only where the page requires Trusted Types.
    pub(super) fn trusted_types(&self, scene: &Scene<'_>) -> Vec<Change> {
        let required = self.enforced.iter().any(|policy| {
            let group = find(policy, &["require-trusted-types-for"]);
            group.is_some_and(|group| group.value.iter().any(|value| value == "'script'"))
        });
        if !required {
            return Vec::new();
        }
        self.changes(&[Need::TrustedTypes], scene)
    }
}

fn allows(policy: &Policy, need: Need, scene: &Scene<'_>) -> bool {
    let list = CspList(vec![policy.clone()]);
    let request_of = |origin: &str, path: &str, destination, initiator| {
        let url = Url::parse(&format!("{origin}{path}")).ok()?;
        Some(Request {
            current_url: url.clone(),
            url,
            origin: scene.page.origin(),
            redirect_count: 0,
            destination,
            initiator,
            nonce: scene.nonce.to_owned(),
            integrity_metadata: String::new(),
            parser_metadata: ParserMetadata::ParserInserted,
        })
    };
    let request =
        |path: &str, destination, initiator| request_of(scene.server, path, destination, initiator);
    let passes = |asked: Option<Request>| {
        asked.is_some_and(|request| {
            list.should_request_be_blocked(&request).0 == CheckResult::Allowed
        })
    };
    let loads = |path: &str, destination, initiator| passes(request(path, destination, initiator));
    let loads_own = |destination, initiator| {
        let own = scene.page.origin().ascii_serialization();
        passes(request_of(&own, "/", destination, initiator))
    };
    match need {
        Need::Script => {
            sandbox_lets_scripts_run(policy)
                && loads("/undersigned.js", Destination::Script, Initiator::None)
        }
        Need::OwnScript => {
            sandbox_lets_scripts_run(policy) && loads_own(Destination::Script, Initiator::None)
        }
        Need::OwnConnection => loads_own(Destination::None, Initiator::Fetch),
        Need::Picture => loads("/d/counter.png", Destination::Image, Initiator::None),
        Need::Connection => loads("/embed/v1/signature", Destination::None, Initiator::Fetch),
        Need::Frame => loads("/frame/v1/signature", Destination::IFrame, Initiator::None),
        Need::WebAssembly => list.is_wasm_evaluation_allowed().0 == CheckResult::Allowed,
        Need::TrustedTypes => {
            let made = list.is_trusted_type_policy_creation_allowed("undersigned", &[]);
            made.0 == CheckResult::Allowed
        }
        Need::Form => {
            request("/d", Destination::Document, Initiator::None).is_some_and(|mut request| {
                let sending = NavigationCheckType::FormSubmission;
                let unchanged = |script: &str| Some(script.to_owned());
                let sent =
                    list.should_navigation_request_be_blocked(&mut request, sending, unchanged);
                sent.0 == CheckResult::Allowed
            })
        }
    }
}

/// A policy in a `meta` element cannot sandbox the page.
fn sandbox_lets_scripts_run(policy: &Policy) -> bool {
    let sandbox = find(policy, &["sandbox"]).filter(|_| policy.source == PolicySource::Header);
    sandbox.is_none_or(|sandbox| sandbox.value.iter().any(|flag| flag == "allow-scripts"))
}

fn amend_all(policies: &[Policy], needs: &[Need], scene: &Scene<'_>) -> Vec<Change> {
    let changes = policies
        .iter()
        .flat_map(|policy| amend(policy, needs, scene));
    changes.collect()
}

/// Adds to each directive that forbids something what would allow it.
fn amend(policy: &Policy, needs: &[Need], scene: &Scene<'_>) -> Vec<Change> {
    let mut amended: Vec<(&Directive, Directive)> = Vec::new();
    let mut nonce = false;
    for need in needs {
        if allows(policy, *need, scene) {
            continue;
        }
        let script = matches!(need, Need::Script | Need::OwnScript);
        if script && !sandbox_lets_scripts_run(policy) {
            let sandbox = find(policy, &["sandbox"]);
            amended.extend(sandbox.map(|old| (old, with(old, "sandbox", "allow-scripts"))));
        }
        let Some(old) = find(policy, need.directives()) else {
            continue;
        };
        // Leaves the `default-src` fallback unchanged and adds a specific directive beside it.
        let name = if old.name == "default-src" {
            need.directive()
        } else {
            &old.name
        };
        let strict = old.value.iter().any(|value| value == "'strict-dynamic'");
        nonce |= strict && script;
        let source = need.source(scene.server);
        match amended.iter_mut().find(|(_, new)| new.name == name) {
            Some((_, new)) => *new = with(new, name, source),
            None => amended.push((old, with(old, name, source))),
        }
    }
    let change = |(old, new): (&Directive, Directive)| Change {
        place: place(policy),
        now: old.to_string().trim_end().to_owned(),
        nonce: nonce && new.name.starts_with("script-src"),
        then: new.to_string(),
    };
    amended.into_iter().map(change).collect()
}

fn with(old: &Directive, name: &str, source: &str) -> Directive {
    let kept = old
        .value
        .iter()
        .filter(|value| !value.eq_ignore_ascii_case("'none'"));
    let mut value: Vec<String> = kept.cloned().collect();
    if !value.iter().any(|value| value == source) {
        value.push(source.to_owned());
    }
    Directive {
        name: name.to_owned(),
        value,
    }
}

/// The first of these directives that the policy has.
fn find<'a>(policy: &'a Policy, names: &[&str]) -> Option<&'a Directive> {
    let mut found = names.iter().map(|name| {
        let directives = &policy.directive_set;
        directives.iter().find(|directive| directive.name == *name)
    });
    found.find_map(|directive| directive)
}

fn place(policy: &Policy) -> Place {
    match policy.source {
        PolicySource::Header => Place::Header,
        PolicySource::Meta => Place::Meta,
    }
}
