//! The one table of the desk's routes: what each asks of the person who calls it. The router is built
//! from it, and `tests/api/desk/routes.rs` has a row for each.

use axum::routing::{MethodRouter, get, post};

use super::{
    account, audit, colleagues, exports, first_owner, invitations, overview, sign_in, subjects,
};
use crate::domain::accounts::Right;
use crate::web::state::AppState;

/// A route of the desk.
pub struct DeskRoute {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// As axum writes it: `{name}` is one segment.
    pub path: &'static str,
    pub access: Access,
    pub step_up: StepUp,
    pub(super) handler: fn() -> MethodRouter<AppState>,
}

/// Who may call a route.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Access {
    /// Everybody: the pages before signing in.
    Open,
    /// Every account.
    SignedIn,
    /// An account that has the right on something; the handler looks on what.
    Anywhere(Right),
    /// An account that has the right on the declaration or list in the path.
    On(Right),
}

/// Whether a code from an email is asked for again, and what happens once it was typed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum StepUp {
    No,
    /// The handler asks for it where the act needs it, and then acts.
    Sometimes,
    /// Back to the page above, whose button then downloads: a download would leave the visitor on a
    /// page that says that nothing has been done.
    BeforeDownload,
}

const fn read(
    path: &'static str,
    access: Access,
    handler: fn() -> MethodRouter<AppState>,
) -> DeskRoute {
    DeskRoute {
        method: "GET",
        path,
        access,
        step_up: StepUp::No,
        handler,
    }
}

const fn write(
    path: &'static str,
    access: Access,
    step_up: StepUp,
    handler: fn() -> MethodRouter<AppState>,
) -> DeskRoute {
    DeskRoute {
        method: "POST",
        path,
        access,
        step_up,
        handler,
    }
}

const OWNER: Access = Access::Anywhere(Right::Own);

pub const ROUTES: &[DeskRoute] = &[
    read("/desk/sign-in", Access::Open, || get(sign_in::ask)),
    write("/desk/sign-in", Access::Open, StepUp::No, || {
        post(sign_in::begin)
    }),
    read("/desk/sign-in/code/{id}", Access::Open, || {
        get(sign_in::ask_code)
    }),
    write("/desk/sign-in/code/{id}", Access::Open, StepUp::No, || {
        post(sign_in::type_code)
    }),
    read("/desk/sign-in/{token}", Access::Open, || {
        get(sign_in::show_link)
    }),
    write("/desk/sign-in/{token}", Access::Open, StepUp::No, || {
        post(sign_in::press_link)
    }),
    read("/desk/first-owner/{token}", Access::Open, || {
        get(first_owner::ask)
    }),
    write(
        "/desk/first-owner/{token}",
        Access::Open,
        StepUp::No,
        || post(first_owner::make),
    ),
    read("/desk/invitations/{token}", Access::Open, || {
        get(invitations::show)
    }),
    write(
        "/desk/invitations/{token}",
        Access::Open,
        StepUp::No,
        || post(invitations::accept),
    ),
    read("/desk/left", Access::Open, || get(account::left)),
    write("/desk/sign-out", Access::SignedIn, StepUp::No, || {
        post(sign_in::sign_out)
    }),
    read("/desk/account", Access::SignedIn, || get(account::show)),
    write("/desk/account", Access::SignedIn, StepUp::No, || {
        post(account::save)
    }),
    write(
        "/desk/account/sessions",
        Access::SignedIn,
        StepUp::No,
        || post(account::end_sessions),
    ),
    write("/desk/account/leave", Access::SignedIn, StepUp::No, || {
        post(account::leave)
    }),
    read("/desk/audit", Access::Anywhere(Right::See), || {
        get(audit::show)
    }),
    read("/desk/colleagues", OWNER, || get(colleagues::show)),
    read("/desk/colleagues/invite", OWNER, || {
        get(invitations::ask_whom)
    }),
    write("/desk/colleagues/invite", OWNER, StepUp::Sometimes, || {
        post(invitations::invite)
    }),
    write(
        "/desk/colleagues/invitations/{id}/revoke",
        OWNER,
        StepUp::No,
        || post(invitations::revoke),
    ),
    read("/desk/colleagues/{id}", OWNER, || get(colleagues::show_one)),
    write("/desk/colleagues/{id}", OWNER, StepUp::Sometimes, || {
        post(colleagues::set_rights)
    }),
    write(
        "/desk/colleagues/{id}/remove",
        OWNER,
        StepUp::Sometimes,
        || post(colleagues::remove),
    ),
    read("/desk", Access::SignedIn, || get(overview::overview)),
    read("/desk/declarations/{slug}", Access::On(Right::See), || {
        get(subjects::show)
    }),
    read("/desk/lists/{slug}", Access::On(Right::See), || {
        get(subjects::show)
    }),
    write(
        "/desk/declarations/{slug}/export",
        Access::On(Right::Export),
        StepUp::BeforeDownload,
        || post(exports::download),
    ),
    write(
        "/desk/lists/{slug}/export",
        Access::On(Right::Export),
        StepUp::BeforeDownload,
        || post(exports::download),
    ),
];
