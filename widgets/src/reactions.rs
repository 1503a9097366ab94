//! What follows when a visitor submits or presses: reading the form, sending it, sharing.
//!
//! Which moment comes next is decided in [`crate::form`]; this file only carries it out.

use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, FormData, HtmlFormElement};
use yew::platform::{spawn_local, time::sleep};
use yew::prelude::*;

use crate::browser::{self, Shared};
use crate::fields::{self, Code};
use crate::form::{Event, Phase};
use crate::json::Value;
use crate::share_links::{self, Network};
use crate::text::{Key, field_fault};
use crate::view::{Panel, SharePanel};
use crate::widget::{self, Msg, Widget};
use crate::{reservations, share_bar, signature_box, wire};

/// How long a visitor waits before we say that it takes long.
const SLOW: std::time::Duration = std::time::Duration::from_secs(6);
/// How long "Copied" stays.
const SAID: std::time::Duration = std::time::Duration::from_secs(4);

/// Emails to one person are so many seconds apart.
const APART_S: f64 = 60.0;

const CONFIRMATIONS: &[&str] = &["/api/v1/confirmations"];
const ATTEMPTS: &str = "/api/v1/attempts/";

/// Reacts to a message; whether to draw again.
pub(crate) fn react(widget: &mut Widget, ctx: &Context<Widget>, msg: Msg) -> bool {
    match msg {
        Msg::Submitted(target) => {
            let Some(target) = target else {
                return false;
            };
            submit(widget, ctx, &target.unchecked_into());
        }
        Msg::Pressed(target) => {
            let pressed = target.and_then(|target| {
                let target = target.unchecked_into::<Element>();
                target.closest("[data-press],[data-network]").ok().flatten()
            });
            let Some(pressed) = pressed else { return false };
            // An app may have gone on to another page; a link is drawn anew before it is followed.
            widget.sharing.page = widget::standing_page(ctx.props());
            press(widget, ctx, &pressed);
        }
        Msg::Typed(target) => {
            if let Some(target) = target {
                let input = target.unchecked_into();
                browser::count_characters(&input, &ctx.props().text);
                browser::keep_digits(&input);
            }
            return false;
        }
        Msg::Form(event) => move_on(widget, ctx, event),
        Msg::Seen => {
            ask(widget, ctx);
            return false;
        }
        Msg::Slow(round) if round == widget.round => widget.form.apply(Event::Slow),
        Msg::Slow(_) => return false,
        Msg::Said(done) => {
            widget.sharing.done = done;
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

/// Changes the moment, says so to the page, and puts the focus where the visitor goes on.
fn move_on(widget: &mut Widget, ctx: &Context<Widget>, event: Event) {
    let before = widget.form.phase;
    let refused = match &event {
        Event::Refused { code, .. } => Some(code.clone()),
        _ => None,
    };
    if matches!(event, Event::Accepted { .. }) {
        widget.asked_at = browser::now_ms();
    }
    widget.form.apply(event);
    let subject = match &ctx.props().island.panel {
        Panel::Signature(panel) => ("declaration", JsValue::from_str(&panel.slug)),
        Panel::Signup(panel) => ("list", JsValue::from_str(&panel.slug)),
        Panel::Share(_) => return,
    };
    let emit = |name: &str, detail: &[(&str, JsValue)]| browser::emit(&widget.root, name, detail);
    if let Some(code) = refused {
        emit("error", &[("code", code.into())]);
    }
    widget.focus = match (before, widget.form.phase) {
        (Phase::Sending, Phase::Code) => {
            let joined = subject.0 == "list";
            if let Some(key) = attempt_key(ctx) {
                browser::remember_attempt(&key, &widget.form.attempt);
            }
            emit(if joined { "subscribed" } else { "signed" }, &[subject]);
            Some("[name=code]")
        }
        (Phase::Checking | Phase::Code | Phase::Editing, Phase::Thanks) => {
            if let Some(key) = attempt_key(ctx) {
                browser::forget_attempt(&key);
            }
            let count = ("count", JsValue::from(widget.form.count));
            if subject.0 == "list" {
                emit("confirmed", &[subject]);
            } else {
                emit("confirmed", &[subject, count]);
            }
            // Whoever only comes to the page is not moved about in it.
            (before != Phase::Editing).then_some("h3[tabindex]")
        }
        (Phase::Code, Phase::Editing) => Some("[name=email]"),
        _ if !widget.form.faults.is_empty() => Some("[aria-invalid]"),
        _ => widget.form.problem.map(|_| "[role=alert][tabindex]"),
    };
}

/// Under which name the browser keeps the id of an attempt; the loader knows it as well.
fn attempt_key(ctx: &Context<Widget>) -> Option<String> {
    let island = &ctx.props().island;
    let slug = match &island.panel {
        Panel::Signature(panel) => &panel.slug,
        Panel::Signup(panel) => &panel.slug,
        Panel::Share(_) => return None,
    };
    Some(["undersigned-", island.panel.name(), "-", slug].concat())
}

/// Asks now and whenever the page is seen again what became of what this browser sent.
pub(crate) fn look_out(widget: &mut Widget, ctx: &Context<Widget>) {
    if attempt_key(ctx).is_some() {
        let link = ctx.link().clone();
        widget.seeing = Some(browser::Seeing::new(move || link.send_message(Msg::Seen)));
        ask(widget, ctx);
    }
}

/// Whether the email's link was pressed, wherever that was. The server tells who knows the attempt's
/// id, and nothing more than that it is confirmed.
fn ask(widget: &Widget, ctx: &Context<Widget>) {
    let Some(key) = attempt_key(ctx) else { return };
    let id = match widget.form.phase {
        Phase::Code => Some(widget.form.attempt.clone()),
        Phase::Editing => browser::remembered_attempt(&key),
        _ => None,
    };
    let Some(id) = id else { return };
    let server = ctx.props().island.place.server.as_str();
    let (url, link) = ([server, ATTEMPTS, &id].concat(), ctx.link().clone());
    spawn_local(async move {
        let answer = browser::send("GET", url, String::new(), String::new()).await;
        // What cannot be asked now is asked when the page is seen again.
        let status = answer
            .map(|answer| answer.text("status"))
            .unwrap_or_default();
        match status.as_str() {
            "confirmed" => link.send_message(Msg::Form(Event::LinkPressed)),
            "gone" => browser::forget_attempt(&key),
            _ => {}
        }
    });
}

fn submit(widget: &mut Widget, ctx: &Context<Widget>, form: &HtmlFormElement) {
    let Ok(data) = FormData::new_with_form(form) else {
        return;
    };
    let typed = |name: &str| data.get(name).as_string().unwrap_or_default();
    if widget.form.busy() {
        return;
    }
    let token = typed("form_token");
    if !token.is_empty() {
        widget.form.token = token;
    }
    let island = &ctx.props().island;
    // The attribute, not the property: a field called `name` stands in the way of `form.name`.
    let which = form.get_attribute("data-form").unwrap_or_default();
    match &island.panel {
        _ if which == "mastodon" => ask_mastodon(widget, ctx, &typed("server")),
        _ if which == "code" => match Code::parse(&typed("code")) {
            Err(error) => fault(widget, ctx, vec![("code", error)]),
            Ok(code) => {
                let body = wire::ConfirmRequest::Code {
                    id: widget.form.attempt.clone(),
                    code: code.as_str().to_owned(),
                    form_token: typed("form_token"),
                };
                send(
                    widget,
                    ctx,
                    Event::CodeSent,
                    ("POST", CONFIRMATIONS),
                    &body,
                    confirmed,
                );
            }
        },
        Panel::Signature(panel) => {
            let mut request = sign_request(&typed, &island.place);
            reserve(&mut request, &data);
            match fields::check_sign(&request, u32::MAX) {
                Err(errors) => fault(widget, ctx, errors),
                Ok(_) => {
                    let event = Event::Sent {
                        email: request.email.clone(),
                    };
                    let path = ["/api/v1/declarations/", &panel.slug, "/signatures"];
                    send(widget, ctx, event, ("POST", &path), &request, accepted);
                }
            }
        }
        Panel::Signup(panel) => {
            let topics = data.get_all("topics");
            let request = wire::SubscribeRequest {
                email: typed("email"),
                name: filled(typed("name")),
                postcode: filled(typed("postcode")),
                topics: topics
                    .iter()
                    .filter_map(|topic| topic.as_string())
                    .collect(),
                lang: island.place.lang.clone(),
                site: island.place.site.clone(),
                page_url: browser::page_url(),
                form_token: typed("form_token"),
            };
            match fields::check_subscribe(&request) {
                Err(errors) => fault(widget, ctx, errors),
                Ok(_) => {
                    let event = Event::Sent {
                        email: request.email.clone(),
                    };
                    let path = ["/api/v1/lists/", &panel.slug, "/subscriptions"];
                    send(widget, ctx, event, ("POST", &path), &request, accepted);
                }
            }
        }
        Panel::Share(_) => {}
    }
}

/// Asks for the email once more. Sooner than a minute after the last one it is only told that it is too
/// soon.
fn ask_again(widget: &mut Widget, ctx: &Context<Widget>) {
    let seconds = (browser::now_ms() - widget.asked_at) / 1000.0;
    if seconds < APART_S {
        return widget.form.apply(Event::TooSoon(seconds as u32));
    }
    let id = widget.form.attempt.clone();
    let path = ("POST", &[ATTEMPTS, &id, "/resend"][..]);
    let form_token = widget.token();
    let body = wire::ResendRequest { form_token };
    send(widget, ctx, Event::AskedAgain, path, &body, accepted);
}

/// Reads the form. What is hidden because a person signs for themself is not sent.
fn sign_request(typed: &dyn Fn(&str) -> String, place: &crate::view::Place) -> wire::SignRequest {
    let of_organisation = typed("kind") == "organisation";
    let mut request = wire::SignRequest {
        name: typed("name"),
        email: typed("email"),
        postcode: filled(typed("postcode")),
        public: match typed("public").as_str() {
            "initials" => wire::Visibility::Initials,
            "hidden" => wire::Visibility::Hidden,
            _ => wire::Visibility::Full,
        },
        updates: !typed("updates").is_empty(),
        lang: place.lang.clone(),
        text_lang: filled(typed("text_lang")),
        site: place.site.clone(),
        page_url: browser::page_url(),
        form_token: typed("form_token"),
        ..wire::SignRequest::default()
    };
    if of_organisation {
        request.kind = wire::SignatoryKind::Organisation;
        request.organisation = filled(typed("organisation"));
        request.role = filled(typed("role"));
    }
    request
}

/// Reads the boxes that the server drew. What was typed beside a box that is not ticked is hidden.
fn reserve(request: &mut wire::SignRequest, data: &FormData) {
    for ticked in data.get_all("reservations").iter() {
        let ticked = ticked.as_string().unwrap_or_default();
        let note = data.get(&[reservations::NOTE, &ticked].concat());
        let principle = ticked.parse().unwrap_or_default();
        request.reservations.push(principle);
        if let Some(text) = filled(note.as_string().unwrap_or_default()) {
            let note = wire::ReservationNote { principle, text };
            request.reservation_notes.push(note);
        }
    }
}

fn filled(typed: String) -> Option<String> {
    Some(typed).filter(|typed| !typed.trim().is_empty())
}

fn fault(widget: &mut Widget, ctx: &Context<Widget>, errors: fields::FieldErrors) {
    let faults = errors
        .into_iter()
        .map(|(field, error)| (field.to_owned(), field_fault(field, error.code())));
    let faults = faults.collect();
    move_on(widget, ctx, Event::Faulty(faults));
}

/// Sends a request. Each kind of body has this function anew, so it does nothing else.
fn send(
    widget: &mut Widget,
    ctx: &Context<Widget>,
    event: Event,
    to: (&'static str, &[&str]),
    body: &impl Serialize,
    read: fn(&Value) -> Option<Event>,
) {
    if let Ok(body) = serde_json::to_string(body) {
        send_text(widget, ctx, event, to, body, read);
    }
}

/// Sends a request and moves on twice: when it sets out and when it is answered.
#[inline(never)]
fn send_text(
    widget: &mut Widget,
    ctx: &Context<Widget>,
    event: Event,
    (method, path): (&'static str, &[&str]),
    body: String,
    read: fn(&Value) -> Option<Event>,
) {
    if widget.form.is_known_wrong(&body) {
        return;
    }
    let key = widget.form.key_for(&body, browser::fresh_key);
    let url = [ctx.props().island.place.server.as_str(), &path.concat()].concat();
    move_on(widget, ctx, event);
    widget.round += 1;
    let (round, link) = (widget.round, ctx.link().clone());
    spawn_local(async move {
        sleep(SLOW).await;
        link.send_message(Msg::Slow(round));
    });
    let link = ctx.link().clone();
    spawn_local(async move {
        let event = match browser::send(method, url, key, body).await {
            Ok(answer) => read(&answer).unwrap_or_else(|| Event::Refused {
                code: "offline".to_owned(),
                faults: Vec::new(),
            }),
            Err(refusal) => Event::Refused {
                code: refusal.code,
                faults: refusal.faults,
            },
        };
        link.send_message(Msg::Form(event));
    });
}

fn accepted(answer: &Value) -> Option<Event> {
    let id = answer.text("id");
    (!id.is_empty()).then_some(Event::Accepted { id })
}

fn confirmed(answer: &Value) -> Option<Event> {
    let count = answer.number("count");
    let waits = !answer.text("waits_for").is_empty();
    (answer.text("status") == "confirmed").then_some(Event::Confirmed { count, waits })
}

/// A press on a button of the widget or on a network.
fn press(widget: &mut Widget, ctx: &Context<Widget>, pressed: &Element) {
    let attribute = |name| pressed.get_attribute(name);
    let id = attribute("data-press")
        .or_else(|| attribute("data-network"))
        .unwrap_or_default();
    match id.as_str() {
        "again" => return move_on(widget, ctx, Event::StartAgain),
        "resend" => return ask_again(widget, ctx),
        _ => {}
    }
    let Some(network) = share_links::network(&id) else {
        return;
    };
    let Some(panel) = shared(widget, ctx) else {
        return;
    };
    match network.id {
        "native" | "copy" => {
            let link = ctx.link().clone();
            let panel = panel.clone();
            spawn_local(async move {
                if let Some(msg) = carry(network, panel).await {
                    link.send_message(msg);
                }
            });
        }
        "print" => browser::print(),
        "mastodon" => {
            let remembered = browser::remembered_server();
            if let Some(server) = &remembered {
                ask_mastodon(widget, ctx, server);
            }
            widget.sharing.asking = Some(remembered.unwrap_or_default());
            widget.focus = Some("[name=server]");
            return;
        }
        _ => {}
    }
    count(widget, ctx, network.id, panel);
}

/// Shares by the system's sheet or the clipboard; what cannot be shared is copied, what cannot be
/// copied is shown to be copied by hand.
async fn carry(network: &'static Network, panel: SharePanel) -> Option<Msg> {
    if network.id == "native" {
        match browser::share(&panel.url, &panel.text).await {
            Shared::Done => return Some(Msg::Said(Some((network.id, Key::ShareShared)))),
            Shared::Cancelled => return None,
            Shared::Impossible => {}
        }
    }
    if browser::copy(&panel.url).await {
        Some(Msg::Said(Some((network.id, Key::ShareCopied))))
    } else {
        Some(Msg::ClipboardRefused)
    }
}

fn ask_mastodon(widget: &mut Widget, ctx: &Context<Widget>, server: &str) {
    let Some(panel) = shared(widget, ctx) else {
        return;
    };
    match share_links::mastodon(server, &panel.url, &panel.text) {
        Some((host, address)) => {
            browser::remember_server(&host);
            browser::open(&address);
            widget.sharing.asking = None;
            widget.sharing.no_server = false;
            count(widget, ctx, "mastodon", panel);
        }
        None => {
            widget.sharing.asking = Some(server.to_owned());
            widget.sharing.no_server = true;
            widget.focus = Some("[name=server]");
        }
    }
}

/// What this widget shares.
fn shared(widget: &Widget, ctx: &Context<Widget>) -> Option<SharePanel> {
    let island = &ctx.props().island;
    match &island.panel {
        Panel::Share(panel) => Some(share_bar::shared(&widget.sharing, panel)),
        Panel::Signature(panel) => {
            Some(signature_box::shared(&widget.sharing, &island.place, panel))
        }
        Panel::Signup(_) => None,
    }
}

/// Tells the page and the server that a network was chosen; nobody waits for the answer.
fn count(widget: &Widget, ctx: &Context<Widget>, network: &str, panel: SharePanel) {
    browser::emit(&widget.root, "shared", &[("network", network.into())]);
    let place = &ctx.props().island.place;
    let request = wire::ShareRequest {
        network: network.to_owned(),
        url: panel.url,
        declaration: panel.declaration,
        site: place.site.clone(),
        form_token: widget.token(),
    };
    let Ok(body) = serde_json::to_string(&request) else {
        return;
    };
    let url = [place.server.as_str(), "/api/v1/shares"].concat();
    spawn_local(async move {
        // A share that is not counted is no concern of the visitor.
        let _ = browser::send("POST", url, browser::fresh_key(), body).await;
    });
}
