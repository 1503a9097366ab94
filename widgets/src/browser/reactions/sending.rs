//! Reads, checks and sends a form; requests its email again, or to another address.

use serde::Serialize;
use web_sys::{FormData, HtmlFormElement};
use yew::platform::{spawn_local, time::sleep};
use yew::prelude::*;

use super::{ATTEMPTS, move_on, sharing};
use crate::browser;
use crate::browser::json::{Value, written};
use crate::fields::{self, Code, EmailAddress, FormFields, Presence};
use crate::form::{Event, NextRequest};
use crate::signatures::reservations;
use crate::text::field_error;
use crate::view::Panel;
use crate::widget::{Msg, Widget};
use crate::wire;

/// After this time a notice says that sending takes long.
const SLOW: std::time::Duration = std::time::Duration::from_secs(6);

/// Emails to one person are at least this many seconds apart.
const APART_S: f64 = 60.0;

const CONFIRMATIONS: &[&str] = &["/api/v1/confirmations"];

/// Sends a form of the widget, or shows its errors.
pub(super) fn submit(widget: &mut Widget, ctx: &Context<Widget>, form: &HtmlFormElement) {
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
    // The attribute, not the property: a field called `name` shadows `form.name`.
    let which = form.get_attribute("data-form").unwrap_or_default();
    match &island.panel {
        _ if which == "mastodon" => sharing::ask_mastodon(widget, ctx, &typed("server")),
        _ if which == "code" => match Code::parse(&typed("code")) {
            Err(error) => fault(widget, ctx, vec![("code", error)]),
            Ok(code) => {
                let body = ToAttempt {
                    id: Some(widget.form.attempt.clone()),
                    code: Some(code.as_str().to_owned()),
                    form_token: typed("form_token"),
                    ..ToAttempt::default()
                };
                let to = ("POST", CONFIRMATIONS);
                send_text(widget, ctx, Event::CodeSent, to, written(&body), confirmed);
            }
        },
        _ if which == "correct" => {
            let email = typed("email");
            match EmailAddress::parse(&email) {
                Err(error) => fault(widget, ctx, vec![("email", error)]),
                Ok(_) => ask_for_email(widget, ctx, email, true),
            }
        }
        Panel::Signature(panel) => {
            let mut request = sign_request(&typed, &island.place);
            request.source = browser::attribute(&widget.root, "source");
            reserve(&mut request, &data);
            match fields::check_sign(&request, u32::MAX, &required(form)) {
                Err(errors) => fault(widget, ctx, errors),
                Ok(_) => {
                    let body = written(&request);
                    let email = std::mem::take(&mut request.email);
                    request.page_url.clear();
                    request.form_token.clear();
                    let path = ["/api/v1/declarations/", &panel.slug, "/signatures"];
                    send_details(widget, ctx, written(&request), email, &path, body);
                }
            }
        }
        Panel::Signup(panel) => {
            let topics = data.get_all("topics");
            let mut request = wire::SubscribeRequest {
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
                source: browser::attribute(&widget.root, "source"),
                form_token: typed("form_token"),
            };
            match fields::check_subscribe(&request, &required(form)) {
                Err(errors) => fault(widget, ctx, errors),
                Ok(_) => {
                    let body = written(&request);
                    let email = std::mem::take(&mut request.email);
                    request.page_url.clear();
                    request.form_token.clear();
                    let path = ["/api/v1/lists/", &panel.slug, "/subscriptions"];
                    send_details(widget, ctx, written(&request), email, &path, body);
                }
            }
        }
        Panel::Share(_) => {}
    }
}

/// Sends what was typed, as a new attempt or as a request about the current one. `details` identify an
/// attempt: they leave out the email address, which can be corrected, the page's address, which changes
/// when an app navigates, and the form's token.
fn send_details(
    widget: &mut Widget,
    ctx: &Context<Widget>,
    details: String,
    email: String,
    path: &[&str],
    body: String,
) {
    let next = widget.form.next_request(&details, &email);
    let event = Event::Sent {
        details,
        email: email.clone(),
    };
    match next {
        NextRequest::New => send_text(widget, ctx, event, ("POST", path), body, accepted),
        _ => send_to_attempt(widget, ctx, event, next, email),
    }
}

/// Requests an email at the code step.
fn ask_for_email(widget: &mut Widget, ctx: &Context<Widget>, email: String, correcting: bool) {
    let next = widget.form.next_request_to(&email);
    let event = Event::Asked {
        email: email.clone(),
        correcting,
    };
    send_to_attempt(widget, ctx, event, next, email);
}

/// A [`wire::ConfirmRequest`] by code, a [`wire::CorrectRequest`] or a [`wire::ResendRequest`]: one type,
/// because the code that writes each type is bytes that every visitor loads.
#[derive(Default, Serialize)]
struct ToAttempt {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    form_token: String,
}

/// Requests the current attempt's email, at the same or another address.
fn send_to_attempt(
    widget: &mut Widget,
    ctx: &Context<Widget>,
    event: Event,
    next: NextRequest,
    email: String,
) {
    let (method, what, email) = match next {
        NextRequest::Correct => ("PATCH", "", Some(email)),
        _ => ("POST", "/resend", None),
    };
    let form_token = widget.token();
    let body = written(&ToAttempt {
        email,
        form_token,
        ..ToAttempt::default()
    });
    let id = widget.form.attempt.clone();
    let to = (method, &[ATTEMPTS, &id, what][..]);
    send_text(widget, ctx, event, to, body, accepted);
}

/// Requests the email again. Within a minute of the last request it only shows that it is too soon.
pub(super) fn ask_again(widget: &mut Widget, ctx: &Context<Widget>) {
    if widget.form.busy() {
        return;
    }
    let seconds = (browser::now_ms() - widget.asked_at) / 1000.0;
    if seconds < APART_S {
        return widget.form.apply(Event::TooSoon(seconds as u32));
    }
    let email = widget.form.email.clone();
    ask_for_email(widget, ctx, email, false);
}

/// Which of the fields that organisers may set are required in this form. Those that are off are not
/// in it.
fn required(form: &HtmlFormElement) -> FormFields {
    let presence = |selector: &str| match form.query_selector(selector) {
        Ok(Some(_)) => Presence::Required,
        _ => Presence::Optional,
    };
    FormFields {
        name: presence("[name=name][required]"),
        role: presence("[name=role][required]"),
        postcode: presence("[name=postcode][required]"),
        ..FormFields::default()
    }
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

/// Reads the reservation boxes. A note beside a box that is not ticked is hidden and left out.
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
        .map(|(field, error)| (field.to_owned(), field_error(field, error.code())));
    let faults = faults.collect();
    move_on(widget, ctx, Event::Faulty(faults));
}

/// Sends a request and applies two events: one when it is sent, one when the response arrives.
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
            Err(error) => Event::Refused {
                code: error.code,
                faults: error.faults,
            },
        };
        link.send_message(Msg::Form(event));
    });
}

fn accepted(answer: &Value) -> Option<Event> {
    let id = answer.text("id");
    let email = answer.get("email").sent_email();
    (!id.is_empty()).then_some(Event::Accepted { id, email })
}

fn confirmed(answer: &Value) -> Option<Event> {
    let confirmed = answer.text("status") == "confirmed";
    confirmed.then(|| Event::Confirmed(answer.confirmation()))
}

/// Asks for updates as well, on the thanks screen.
pub(super) fn agree(widget: &mut Widget, ctx: &Context<Widget>) {
    let place = &ctx.props().island.place;
    let request = wire::UpdatesRequest {
        token: widget.form.confirmation.updates_token.clone(),
        lang: place.lang.clone(),
        form_token: widget.token(),
    };
    let body = written(&request);
    let key = widget.form.key_for(&body, browser::fresh_key);
    let url = [place.server.as_str(), "/api/v1/updates"].concat();
    let link = ctx.link().clone();
    spawn_local(async move {
        link.send_message(Msg::Form(
            match browser::send("POST", url, key, body).await {
                Ok(_) => Event::Agreed,
                Err(error) => Event::Refused {
                    code: error.code,
                    faults: Vec::new(),
                },
            },
        ));
    });
}
