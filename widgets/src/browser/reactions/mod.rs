//! Reactions to submits, presses and responses: the next state, the events dispatched to the page, and
//! which element gets the focus.
//!
//! [`crate::form`] decides which state is next. Requests are in `sending`, sharing is in `sharing`.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;
use yew::platform::{spawn_local, time::sleep};
use yew::prelude::*;

use crate::browser;
use crate::form::memory::{LastStep, Memory};
use crate::form::{Confirmation, Event, Phase};
use crate::view::Panel;
use crate::widget::{self, Msg, Widget};

mod sending;
pub(crate) mod sharing;
pub(crate) mod typing;

/// How long "Copied" is shown.
const SAID: std::time::Duration = std::time::Duration::from_secs(4);

/// The correction field.
const ADDRESS: &str = "[data-form=correct] [name=email]";

const CODE_FORM: &str = "[data-form=code]";

/// The first field of the details, for the next person.
const FIRST: &str = "[data-form=sign] [name=name], [data-form=join] [name=email]";

const ATTEMPTS: &str = "/api/v1/attempts/";

/// Reacts to a message; whether to draw again.
pub(crate) fn react(widget: &mut Widget, ctx: &Context<Widget>, msg: Msg) -> bool {
    match msg {
        Msg::Submitted(target) => {
            let Some(target) = target else {
                return false;
            };
            sending::submit(widget, ctx, &target.unchecked_into());
        }
        Msg::Pressed(target) => {
            let pressed = target.and_then(|target| {
                let target = target.unchecked_into::<Element>();
                target.closest("[data-press],[data-network]").ok().flatten()
            });
            let Some(pressed) = pressed else { return false };
            // A single-page app may have moved to another page, so the links are rendered again
            // before one is followed.
            widget.sharing.page = widget::current_page(ctx.props());
            sharing::relink(widget, ctx);
            press(widget, ctx, &pressed);
        }
        Msg::Typed(target, finished) => {
            // Other elements dispatch these events too, and reading a property that they do not have would
            // crash the bundle.
            let field = target.and_then(|target| {
                let target = target.unchecked_into::<Element>();
                target.closest("input,textarea").ok().flatten()
            });
            let mut changed = false;
            if let Some(field) = field {
                let input = field.unchecked_into();
                browser::count_characters(&input, &ctx.props().text);
                let form = browser::found(&widget.root, CODE_FORM);
                let whole_code = browser::keep_digits(&input) && !finished;
                changed = typing::react(widget, ctx, &input, finished);
                if whole_code && let Some(form) = form {
                    // The sixth digit sends it. A code that was wrong is not sent again.
                    sending::submit(widget, ctx, &form.unchecked_into());
                    return true;
                }
            }
            return changed;
        }
        Msg::Form(event) => move_on(widget, ctx, event),
        Msg::Seen => {
            ask(widget, ctx);
            return false;
        }
        Msg::Slow(round) if round == widget.round => widget.form.apply(Event::Slow),
        Msg::Slow(_) => return false,
        Msg::Said(done) => {
            let before = std::mem::replace(&mut widget.sharing.done, done);
            sharing::label(widget, ctx, before);
            if done.is_some() {
                let link = ctx.link().clone();
                spawn_local(async move {
                    sleep(SAID).await;
                    link.send_message(Msg::Said(None));
                });
            }
        }
        Msg::ClipboardRefused => {
            widget.sharing.selecting = true;
            widget.focus = Some("[readonly]");
        }
    }
    true
}

/// Applies an event, dispatches events to the page, and moves the focus to where the visitor continues.
fn move_on(widget: &mut Widget, ctx: &Context<Widget>, event: Event) {
    let before = widget.form.phase;
    let correcting = widget.form.at_correction;
    let attempt = widget.form.attempt.clone();
    let refused = match &event {
        Event::Refused { code, .. } => Some(code.clone()),
        _ => None,
    };
    let accepted = matches!(event, Event::Accepted { .. });
    if accepted {
        widget.asked_at = browser::now_ms();
    }
    let next = event == Event::NextPerson;
    // The visitor has done something since the page was loaded.
    let acted = before == Phase::Checking || before == Phase::Code && !widget.form.remembered;
    // What was known before is no news to the page, and does not move the focus.
    let known = matches!(
        event,
        Event::Resumed { .. } | Event::Remembered { .. } | Event::Gone
    );
    widget.form.apply(event);
    if widget.form.phase == Phase::Thanks {
        let server = &ctx.props().island.place.server;
        widget.sharing.editor = browser::editor_thanks(&widget.root, server);
    }
    if known {
        return;
    }
    let subject = match &ctx.props().island.panel {
        Panel::Signature(panel) => ("declaration", JsValue::from_str(&panel.slug)),
        Panel::Signup(panel) => ("list", JsValue::from_str(&panel.slug)),
        Panel::Share(_) => return,
    };
    let emit = |name: &str, detail: &[(&str, JsValue)]| browser::emit(&widget.root, name, detail);
    let kept = attempt == widget.form.attempt;
    if let Some(code) = refused {
        if !kept {
            return begin_anew(widget, ctx, correcting);
        }
        emit("error", &[("code", code.into())]);
    }
    widget.focus = match (before, widget.form.phase) {
        (_, Phase::Code) if accepted && kept => {
            remember(widget, ctx, LastStep::Pending);
            // The attempt may be confirmed by now; then no email is sent.
            ask(widget, ctx);
            if correcting {
                browser::fill(&widget.root, "[name=email]", &widget.form.email, false);
                browser::fill(&widget.root, "[name=code]", "", false);
            }
            (correcting || before == Phase::Sending).then_some("[name=code]")
        }
        (Phase::Sending, Phase::Code) => {
            let joined = subject.0 == "list";
            remember(widget, ctx, LastStep::Pending);
            emit(if joined { "subscribed" } else { "signed" }, &[subject]);
            Some("[name=code]")
        }
        (Phase::Checking | Phase::Code | Phase::Editing, Phase::Thanks) => {
            let count = ("count", JsValue::from(widget.form.count));
            if subject.0 == "list" {
                forget(ctx);
                emit("confirmed", &[subject]);
            } else {
                let Confirmation { waits, name, .. } = &widget.form.confirmation;
                browser::list_name(&widget.root, name);
                let step = if *waits {
                    LastStep::Waits
                } else {
                    LastStep::Confirmed
                };
                remember(widget, ctx, step);
                emit("confirmed", &[subject, count]);
            }
            // A visitor who has only opened the page keeps their place in it.
            acted.then_some("h3[tabindex]")
        }
        (_, Phase::Editing) if next => Some(FIRST),
        (Phase::Code, Phase::Editing) => Some("[name=email]"),
        // The hidden form has the same errors.
        _ if !widget.form.faults.is_empty() => Some("form:not([hidden]) [aria-invalid]"),
        _ => widget
            .form
            .problem
            .map(|_| "form:not([hidden]) [role=alert][tabindex]"),
    };
}

/// Sends the details again as a new attempt, because the current one has ended; after a correction,
/// with the corrected address.
fn begin_anew(widget: &mut Widget, ctx: &Context<Widget>, correcting: bool) {
    if correcting {
        let email = widget.form.address_under_way();
        browser::fill(&widget.root, "[name=email]", email, false);
    }
    if let Some(form) = browser::found(&widget.root, "form") {
        sending::submit(widget, ctx, &form.unchecked_into());
    }
}

/// The storage key of the attempt's id; the loader uses it too.
fn attempt_key(ctx: &Context<Widget>) -> Option<String> {
    let island = &ctx.props().island;
    let slug = match &island.panel {
        Panel::Signature(panel) => &panel.slug,
        Panel::Signup(panel) => &panel.slug,
        Panel::Share(_) => return None,
    };
    Some(["undersigned-", island.panel.name(), "-", slug].concat())
}

/// Stores how far this browser's attempt has come, and forgets what was typed for it.
fn remember(widget: &Widget, ctx: &Context<Widget>, step: LastStep) {
    let Some(key) = attempt_key(ctx) else { return };
    let form = &widget.form;
    let server = &ctx.props().island.place.server;
    let memory = Memory {
        step,
        server: server.clone(),
        at_s: now_s(),
        id: form.attempt.clone(),
        masked: form.masked.clone(),
        email: form.sent_email.clone(),
    };
    browser::remember_attempt(&key, &memory);
    browser::forget_unsent(&key, server);
    widget.held.get_or_init(|| browser::HeldAttempt::of(&key));
}

/// Forgets this browser's attempt and what was typed.
fn forget(ctx: &Context<Widget>) {
    if let Some(key) = attempt_key(ctx) {
        browser::forget_attempt(&key);
        browser::forget_unsent(&key, &ctx.props().island.place.server);
    }
}

fn now_s() -> u32 {
    (browser::now_ms() / 1000.0) as u32
}

/// Goes on where this browser was before the page was loaded, and requests the status of its attempt,
/// now and whenever the page becomes visible again.
pub(crate) fn look_out(widget: &mut Widget, ctx: &Context<Widget>) {
    let Some(key) = attempt_key(ctx) else { return };
    let server = ctx.props().island.place.server.as_str();
    widget.listening[1] = Some(browser::Listening::to_page(ctx.link().clone()));
    if widget.form.phase != Phase::Editing {
        // The server has accepted the form.
        browser::forget_unsent(&key, server);
    } else if let Some(memory) = browser::remembered_attempt(&key, server)
        && !browser::HeldAttempt::is_on_page(&key)
        && !browser::is_filled(&widget.root, FIRST)
    {
        let code = memory.has_code(now_s());
        widget.asked_at = f64::from(memory.at_s) * 1000.0;
        let event = match memory.step {
            LastStep::Pending if code => Some(Event::Resumed {
                id: memory.id,
                masked: memory.masked,
                email: memory.email,
            }),
            LastStep::Pending => None,
            step => Some(Event::Remembered {
                id: memory.id,
                masked: memory.masked,
                waits: step == LastStep::Waits,
            }),
        };
        if let Some(event) = event {
            ctx.link().send_message(Msg::Form(event));
        }
    }
    ask(widget, ctx);
}

/// Checks whether the email's link was opened, in any browser. Any client that knows the attempt's
/// id can get its status, but nothing more.
fn ask(widget: &Widget, ctx: &Context<Widget>) {
    let Some(key) = attempt_key(ctx) else { return };
    let server = ctx.props().island.place.server.clone();
    let id = match widget.form.phase {
        Phase::Code => widget.form.attempt.clone(),
        // What somebody is typing may be another signature.
        Phase::Editing if !browser::is_filled(&widget.root, FIRST) => {
            match browser::remembered_attempt(&key, &server) {
                Some(memory) => memory.id,
                None => return,
            }
        }
        Phase::Thanks if widget.form.remembered => widget.form.attempt.clone(),
        _ => return,
    };
    let (url, link) = (
        [server.as_str(), ATTEMPTS, &id].concat(),
        ctx.link().clone(),
    );
    spawn_local(async move {
        let answer = browser::send("GET", url, String::new(), String::new()).await;
        // A failed request is repeated when the page becomes visible again.
        let status = answer
            .map(|answer| answer.text("status"))
            .unwrap_or_default();
        match status.as_str() {
            "confirmed" => link.send_message(Msg::Form(Event::LinkPressed { id })),
            "gone" => {
                // Another attempt may be stored there by now.
                if browser::remembered_attempt(&key, &server).is_some_and(|memory| memory.id == id)
                {
                    browser::forget_attempt(&key);
                }
                link.send_message(Msg::Form(Event::Gone));
            }
            _ => {}
        }
    });
}

/// A press on a button of the widget or on a network.
fn press(widget: &mut Widget, ctx: &Context<Widget>, pressed: &Element) {
    let attribute = |name| pressed.get_attribute(name);
    let id = attribute("data-press")
        .or_else(|| attribute("data-network"))
        .unwrap_or_default();
    match id.as_str() {
        "again" => return move_on(widget, ctx, Event::StartAgain),
        "next" => {
            browser::empty_form(&widget.root);
            typing::tell(widget, ctx);
            forget(ctx);
            widget.sharing.drawn = false;
            return move_on(widget, ctx, Event::NextPerson);
        }
        "suggestion" => return typing::accept(widget, pressed),
        "updates" => return sending::agree(widget, ctx),
        "ask" => return sharing::ask(widget, ctx),
        "resend" => return sending::ask_again(widget, ctx),
        "correct" => {
            widget.form.apply(Event::Unfolded);
            if widget.form.correcting {
                browser::fill(&widget.root, ADDRESS, &widget.form.email, true);
                widget.focus = Some(ADDRESS);
            }
            return;
        }
        _ => {}
    }
    sharing::press(widget, ctx, &id);
}
