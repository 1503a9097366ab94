//! The result of each way to embed on a page with these policies, and what to change where visitors
//! would get less than the whole widget.

use super::policy::{Change, Policies, Scene};
use crate::embedding::{Need, Route, Widget};

/// What a visitor of the page gets.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// The whole widget, without leaving the page.
    Whole,
    /// The form, which continues on our own page.
    PlainForm,
    /// The loader falls back to a frame.
    SteppedDown,
    /// A frame whose height follows its content.
    Framed,
    /// A frame of the height given in the snippet.
    FixedFrame,
    /// The count as a picture that links to our own page.
    Picture,
    /// A link to our own page.
    Link,
    Nothing,
}

/// One way to embed, judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    pub route: Route,
    pub outcome: Outcome,
    /// The changes that would give the best possible result.
    pub changes: Vec<Change>,
}

pub(super) fn all(
    policies: &Policies,
    scene: &Scene<'_>,
    widget: Widget,
    mixed: bool,
) -> Vec<Verdict> {
    let routes = Route::ALL.into_iter().filter(|route| route.carries(widget));
    let trusted_types = policies.trusted_types(scene);
    let allows = |need: Need| match need {
        Need::TrustedTypes => trusted_types.is_empty(),
        _ => policies.allow(need, scene),
    };
    let judge = |route: Route| {
        let mut changes = policies.changes(route.needs(), scene);
        if route.trusted_policy().is_some() {
            changes.extend_from_slice(&trusted_types);
        }
        Verdict {
            route,
            outcome: if mixed {
                without_anything(route, widget)
            } else {
                outcome(route, widget, allows)
            },
            changes,
        }
    };
    routes.map(judge).collect()
}

/// What a report-only policy would forbid for the recommended way.
pub(super) fn announced(policies: &Policies, scene: &Scene<'_>) -> Vec<Change> {
    policies.announced(Route::Line.needs(), scene)
}

fn outcome(route: Route, widget: Widget, allows: impl Fn(Need) -> bool) -> Outcome {
    match route {
        Route::Line
        | Route::Pinned
        | Route::Plugin
        | Route::Tag
        | Route::Elements
        | Route::Package => {
            let script = match route {
                Route::Plugin | Route::Package => Need::OwnScript,
                _ => Need::Script,
            };
            if !allows(script) {
                without_anything(route, widget)
            } else if !allows(Need::Connection) {
                // The loader runs and falls back. A pinned loader, or one on the site itself, never
                // uses a frame.
                if allows(Need::Frame)
                    && !matches!(route, Route::Pinned | Route::Plugin | Route::Package)
                {
                    Outcome::SteppedDown
                } else {
                    linked(widget)
                }
            } else if allows(Need::WebAssembly)
                && (route != Route::Pinned || allows(Need::TrustedTypes))
                && (script == Need::Script || allows(Need::OwnConnection))
            {
                Outcome::Whole
            } else if allows(Need::Form) || widget == Widget::Share {
                Outcome::PlainForm
            } else {
                linked(widget)
            }
        }
        Route::OEmbed | Route::SizedFrame | Route::Frame if !allows(Need::Frame) => {
            Outcome::Nothing
        }
        Route::OEmbed => Outcome::Framed,
        Route::SizedFrame if allows(Need::Script) => Outcome::Framed,
        Route::SizedFrame | Route::Frame => Outcome::FixedFrame,
        Route::Counter if !allows(Need::Picture) => Outcome::Link,
        Route::Counter => Outcome::Picture,
        Route::Link => Outcome::Link,
    }
}

/// What is left where the page allows nothing of ours.
fn without_anything(route: Route, widget: Widget) -> Outcome {
    match route {
        Route::Line | Route::Pinned | Route::Plugin | Route::Package => linked(widget),
        Route::Link | Route::Counter => Outcome::Link,
        _ => Outcome::Nothing,
    }
}

/// A share bar has no page to link to.
fn linked(widget: Widget) -> Outcome {
    if widget == Widget::Share {
        Outcome::Nothing
    } else {
        Outcome::Link
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_route_degrades_to_the_best_working_outcome() {
        use Need::{Connection, Form, Frame, Script, WebAssembly};
        let signature = Widget::Signature;
        for (route, refused, expected) in [
            (Route::Line, &[][..], Outcome::Whole),
            (Route::Line, &[WebAssembly], Outcome::PlainForm),
            (Route::Line, &[WebAssembly, Form], Outcome::Link),
            (Route::Line, &[Connection], Outcome::SteppedDown),
            (Route::Line, &[Connection, Frame], Outcome::Link),
            (Route::Line, &[Script], Outcome::Link),
            (Route::Pinned, &[], Outcome::Whole),
            (Route::Pinned, &[Connection], Outcome::Link),
            (Route::Pinned, &[Need::TrustedTypes], Outcome::PlainForm),
            (Route::Line, &[Need::TrustedTypes], Outcome::Whole),
            (Route::Plugin, &[Script], Outcome::Whole),
            (Route::Plugin, &[Need::OwnScript], Outcome::Link),
            (Route::Package, &[Script], Outcome::Whole),
            (Route::Package, &[Connection], Outcome::Link),
            (Route::Plugin, &[Connection], Outcome::Link),
            (Route::Plugin, &[Need::OwnConnection], Outcome::PlainForm),
            (Route::Line, &[Need::OwnConnection], Outcome::Whole),
            (Route::Counter, &[Script], Outcome::Picture),
            (Route::Tag, &[Script], Outcome::Nothing),
            (Route::Elements, &[Script], Outcome::Nothing),
            (Route::SizedFrame, &[Script], Outcome::FixedFrame),
            (Route::SizedFrame, &[Frame], Outcome::Nothing),
            (Route::OEmbed, &[Script, Connection], Outcome::Framed),
            (Route::Link, &[Script, Connection, Frame], Outcome::Link),
        ] {
            let found = outcome(route, signature, |need| !refused.contains(&need));
            assert_eq!(found, expected, "{route:?} without {refused:?}");
        }
    }
}
