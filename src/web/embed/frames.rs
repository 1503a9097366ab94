//! Widgets as whole pages for iframes, which are self-contained: the form, its errors, the code and
//! the thanks are all served at one address. Frames are used where scripts are not allowed, in
//! sandboxes whose origin is `null`, and in other people's databases: an address once given out
//! stays valid for ever.

use crate::i18n::problems;
use axum::{
    extract::{Path, Query, Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};
use url::form_urlencoded;
use widgets::{
    render,
    text::{Key, Text},
    view, wire,
};

use super::fragments::{self, Attributes, FormOf};
use crate::web::{
    attempts::{
        confirming,
        resending::{self, ResendInput},
        signing, subscribing,
    },
    error::Error,
    forms::{
        attempt::AttemptForm,
        doors::{Arrival, Posting, Viewer},
        outcome::FormOutcome,
        signature::SignForm,
        subscription::SubscribeForm,
    },
    http::{answer, form::SentForm, origin},
    state::AppState,
    views::{DeclarationView, panels},
};
use crate::{
    domain::declarations::{List, sites::Sites},
    i18n::page,
    pages::embed::frame::{self, FrameHead},
};

/// What a frame shows.
enum Subject {
    Signature(std::sync::Arc<DeclarationView>),
    Signup(std::sync::Arc<List>),
    Share,
}

/// `GET /frame/v1/{signature,signup,share}`
pub(in crate::web) async fn show(
    State(state): State<AppState>,
    Path(widget): Path<String>,
    Query(mut attributes): Query<Attributes>,
    arrival: Arrival,
) -> Result<Response, Error> {
    let headers = &arrival.headers;
    let subject = subject(&state, &widget, &attributes).await?;
    // The browser's header takes precedence over the address.
    if let Some(referring) = origin::referring_site(headers) {
        attributes.site = referring;
    }
    // A page that withholds its address cannot be distinguished from a visitor who opened the frame
    // directly, so it is shown. One click signs nothing: it takes a name, an address and the code
    // from an email, so a page gains no more from clickjacking than from a link to us.
    let embedder = match subject.sites() {
        Some(sites) => {
            origin::embedding_site(headers, &attributes.site, state.own_origins(), sites)?
        }
        None => Some(attributes.site.clone())
            .filter(|asking| asking != state.public_url())
            .unwrap_or_default(),
    };
    let given = Given::Fresh(arrival.viewer(&state));
    let page = draw(
        &state,
        &subject,
        attributes,
        embedder,
        Answer::default(),
        given,
    )
    .await;
    if subject.form().is_some() {
        // Its form belongs to this view alone.
        return Ok(answer::page_with(StatusCode::OK, page));
    }
    let kind = "text/html; charset=utf-8";
    let mut response = answer::kept(headers, kind, "no-cache", page.into());
    let headers = response.headers_mut();
    // The response contains the embedding page's origin.
    headers.append(header::VARY, HeaderValue::from_static("referer"));
    Ok(response)
}

/// A view's token must not be readable by the page around it: scripts of other origins can read no
/// frame that they did not post to.
pub(in crate::web) async fn hide_views(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut response = next.run(request).await;
    if reads {
        let headers = response.headers_mut();
        headers.remove(header::ACCESS_CONTROL_ALLOW_ORIGIN);
        headers.remove(header::ACCESS_CONTROL_EXPOSE_HEADERS);
    }
    response
}

/// What a frame shows after a form was sent.
#[derive(Default)]
struct Answer {
    moment: view::Moment,
    returned: view::Returned,
}

/// The token of a frame's form.
enum Given {
    /// A new one, for a view that scripts of other origins cannot read.
    Fresh(Viewer),
    /// The one that was sent: a response that a sandbox can read must not give out a new one.
    Again(String),
}

/// `POST /frame/v1/{signature,signup}`: a frame's form that no script has taken over.
pub(in crate::web) async fn answer(
    State(state): State<AppState>,
    Path(widget): Path<String>,
    Query(attributes): Query<Attributes>,
    arrival: Arrival,
    sent: SentForm,
) -> Result<Response, Error> {
    let posting = Posting::by_browser(arrival);
    let subject = subject(&state, &widget, &attributes).await?;
    let ours = posting.is_ours(&state);
    let form: AttemptForm = sent.read()?;
    let about_attempt = if let Some(input) = form.resend() {
        Some(ask_again(&state, &attributes.lang, &posting, input, &sent).await)
    } else if form.code.is_sent() {
        Some(confirm(&state, &attributes.lang, &posting, &form, &sent).await)
    } else {
        None
    };
    let (status, answer) = if let Some(answered) = about_attempt {
        match answered {
            Err(Error::CheckNeeded) => {
                let sends = format!("{}/confirm", state.public_url());
                let page = carry(&state, &subject, &attributes, (sends, &sent)).await;
                return Ok(answer::page_with(StatusCode::OK, page));
            }
            answered => answered?,
        }
    } else {
        let (accepted, email) = submit(&state, &subject, &posting, &sent).await?;
        match accepted {
            Err(Error::CheckNeeded) if ours => {
                (StatusCode::OK, Answer::to_check(&sent, &attributes))
            }
            Err(Error::CheckNeeded) => {
                let sends = subject.sends_to(&state);
                let page = carry(&state, &subject, &attributes, (sends, &sent)).await;
                return Ok(answer::page_with(StatusCode::OK, page));
            }
            accepted => {
                let outcome = FormOutcome::of(accepted, &email, &sent)?;
                let answer = Answer {
                    moment: outcome.moment,
                    returned: outcome.returned,
                };
                (outcome.status, answer)
            }
        }
    };
    // Read again, so that the page counts a signature that was just confirmed.
    let subject = self::subject(&state, &widget, &attributes).await?;
    let embedder = form.site.to_string();
    let given = match ours {
        true => Given::Fresh(posting.viewer(&state)),
        false => Given::Again(form.form_token.to_string()),
    };
    let page = draw(&state, &subject, attributes, embedder, answer, given).await;
    Ok(answer::page_with(status, page))
}

/// Signs or subscribes; also returns the address as typed.
async fn submit(
    state: &AppState,
    subject: &Subject,
    posting: &Posting,
    sent: &SentForm,
) -> Result<(Result<String, Error>, String), Error> {
    match subject {
        Subject::Signature(view) => {
            let form: SignForm = sent.read()?;
            let slug = &view.declaration.slug;
            let accepted = match form.request() {
                Ok(request) => signing::sign(state, slug, posting, &request).await,
                Err(error) => Err(error),
            };
            Ok((accepted, form.email.to_string()))
        }
        Subject::Signup(list) => {
            let form: SubscribeForm = sent.read()?;
            let request = form.request();
            let accepted = subscribing::subscribe(state, &list.slug, posting, &request).await;
            Ok((accepted, request.email))
        }
        Subject::Share => Err(Error::MethodNotAllowed),
    }
}

/// Sends the email again; an error in a corrected address is shown beside it.
async fn ask_again(
    state: &AppState,
    lang: &str,
    posting: &Posting,
    input: ResendInput<'_>,
    sent: &SentForm,
) -> Result<(StatusCode, Answer), Error> {
    let resent = resending::resend(state, lang, posting, input).await;
    let mut returned = view::Returned::default();
    let (status, email) = match resent {
        Ok(_) => (StatusCode::OK, input.email.unwrap_or_default().to_owned()),
        Err(Error::Fields(faults)) => {
            returned.values = sent.values();
            returned.errors = faults;
            (StatusCode::UNPROCESSABLE_ENTITY, String::new())
        }
        Err(error @ (Error::Expired | Error::Unavailable | Error::Internal)) => {
            returned.problem = Some(error.code().to_owned());
            (error.status(), String::new())
        }
        Err(other) => return Err(other),
    };
    let id = input.id.to_owned();
    let moment = view::Moment::Code { id, email };
    Ok((status, Answer { moment, returned }))
}

impl Answer {
    /// The form again, with everything that was typed and a button that sends it.
    fn to_check(sent: &SentForm, attributes: &Attributes) -> Answer {
        let returned = view::Returned {
            values: sent.values(),
            check: Some(fragments::check(&attributes.lang)),
            ..view::Returned::default()
        };
        Answer {
            moment: view::Moment::Form,
            returned,
        }
    }
}

/// In a sandbox nothing shows whose form it is, so this page leads to our own page and takes along
/// all that was typed.
async fn carry(
    state: &AppState,
    subject: &Subject,
    attributes: &Attributes,
    (sends, sent): (String, &SentForm),
) -> String {
    let lang = match attributes.lang.as_str() {
        "" => subject.lang(),
        lang => lang,
    };
    let words = page::of(lang);
    let (path, slug, leads) = match subject {
        Subject::Signature(view) => ("d", view.declaration.slug.as_str(), words.sign_on_our_page),
        Subject::Signup(list) => ("l", list.slug.as_str(), words.join_on_our_page),
        Subject::Share => ("d", "", words.what_can_be_signed),
    };
    let here = format!("{}/{path}/{slug}", state.public_url());
    let title = problems::heading(lang, "check_needed");
    let head = head(title.to_owned(), lang, theme(&attributes.theme));
    let notice = frame::Notice {
        heading: words.check_elsewhere,
        text: String::new(),
        way: (here, leads),
        for_editor: None,
        carried: Some(frame::Carried {
            action: sends,
            fields: sent.values(),
            button: words.check_and_send,
        }),
    };
    frame::refuse(head, notice).await
}

/// Confirms by the typed code; an error is shown beside it, or above.
async fn confirm(
    state: &AppState,
    lang: &str,
    posting: &Posting,
    form: &AttemptForm,
    sent: &SentForm,
) -> Result<(StatusCode, Answer), Error> {
    let id = form.id.to_string();
    let confirmed = confirming::confirm_typed(state, lang, posting, form).await;
    let mut returned = view::Returned {
        values: sent.values(),
        ..view::Returned::default()
    };
    let error = match confirmed {
        Ok(confirmed) => {
            let moment = match confirmed.held {
                Some(_) => view::Moment::Waits,
                None => view::Moment::Thanks,
            };
            return Ok((StatusCode::OK, Answer { moment, returned }));
        }
        Err(error) => error,
    };
    match &error {
        Error::Fields(faults) => returned.errors.clone_from(faults),
        Error::WrongCode | Error::CodeOfAnother => returned.errors.push(wire::FieldProblem {
            field: "code".to_owned(),
            code: error.code().to_owned(),
            message: Text::of(lang)
                .field_message("code", error.code())
                .to_owned(),
        }),
        Error::Expired | Error::TooManyTries | Error::Unavailable | Error::Internal => {
            returned.problem = Some(error.code().to_owned());
        }
        _ => return Err(error),
    }
    let email = String::new();
    let moment = view::Moment::Code { id, email };
    Ok((error.status(), Answer { moment, returned }))
}

async fn subject(
    state: &AppState,
    widget: &str,
    attributes: &Attributes,
) -> Result<Subject, Error> {
    match widget {
        "signature" => Ok(Subject::Signature(
            state
                .last_declaration(&attributes.declaration, &attributes.lang)
                .await?,
        )),
        "signup" => Ok(Subject::Signup(state.last_list(&attributes.list).await?)),
        "share" => Ok(Subject::Share),
        _ => Err(Error::NotFound),
    }
}

impl Subject {
    /// The sites that may embed it; `None` for a share bar, which any site may embed.
    fn sites(&self) -> Option<&Sites> {
        match self {
            Subject::Signature(view) => Some(&view.declaration.sites),
            Subject::Signup(list) => Some(&list.sites),
            Subject::Share => None,
        }
    }

    /// Where its form is sent on our own page.
    fn sends_to(&self, state: &AppState) -> String {
        let ours = state.public_url();
        match self {
            Subject::Signature(view) => format!("{ours}/d/{}/signatures", view.declaration.slug),
            Subject::Signup(list) => format!("{ours}/l/{}/subscriptions", list.slug),
            Subject::Share => ours.to_owned(),
        }
    }

    /// Its form, if it has one.
    fn form(&self) -> Option<FormOf<'_>> {
        match self {
            Subject::Signature(view) => Some(FormOf::Declaration(view)),
            Subject::Signup(list) => Some(FormOf::List(list)),
            Subject::Share => None,
        }
    }

    /// The language of the text, for a frame that names none.
    fn lang(&self) -> &str {
        match self {
            Subject::Signature(view) => &view.declaration.lang,
            Subject::Signup(list) => &list.lang,
            Subject::Share => "en",
        }
    }
}

async fn draw(
    state: &AppState,
    subject: &Subject,
    mut attributes: Attributes,
    embedder: String,
    answer: Answer,
    given: Given,
) -> String {
    if attributes.lang.is_empty() {
        attributes.lang = subject.lang().to_owned();
    }
    let mut place = attributes.place(state, embedder, subject.lang());
    place.frame = Some(address(state.public_url(), subject, &attributes));
    place.form_token = match (given, subject.form()) {
        (Given::Fresh(viewer), Some(form)) => form.view_token(state, &place, viewer),
        (Given::Again(token), Some(_)) => token,
        (_, None) => String::new(),
    };
    let Answer { moment, returned } = answer;
    let bundle = fragments::bundle(state, &place.lang);
    // No script hydrates a form that its visitor must check again.
    let bundle = bundle.as_ref().filter(|_| returned.check.is_none());
    let (name, slug, html, title, canonical) = match subject {
        Subject::Signature(view) => {
            let document = attributes.document(&view.document);
            let panel = view.panel(&place.lang, state.now_ms());
            let html = render::signature(&document, &panel, &place, bundle, &moment, &returned);
            let slug = &view.declaration.slug;
            let own = format!("{}/d/{slug}", state.public_url());
            let subject = Some(("declaration", slug.as_str()));
            (
                "signature",
                subject,
                html.await,
                document.title.clone(),
                own,
            )
        }
        Subject::Signup(list) => {
            let panel = panels::signup_panel(list, &place.lang);
            let html = render::signup(&panel, &place, bundle, &moment, &returned);
            let own = format!("{}/l/{}", state.public_url(), list.slug);
            let subject = Some(("list", list.slug.as_str()));
            ("signup", subject, html.await, list.title.clone(), own)
        }
        Subject::Share => {
            let panel = shared(state, &attributes, &place);
            let html = render::share(&panel, &place, bundle).await;
            ("share", None, html, panel.text, panel.url)
        }
    };
    let theme = theme(&attributes.theme);
    let on_it = [
        slug,
        theme.map(|theme| ("theme", theme)),
        Some(("layout", attributes.layout.as_str())),
        Some(("networks", attributes.networks.as_str())),
    ];
    let on_it: Vec<_> = on_it
        .into_iter()
        .flatten()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let element = render::element(name, &on_it, &html);
    let head = FrameHead {
        canonical: Some(canonical),
        ..head(title, &place.lang, theme)
    };
    let headings = headings(subject, &attributes, &place.lang);
    frame::draw(head, headings, element).await
}

/// What the widget is for; then the title, if the widget itself does not show it.
fn headings(subject: &Subject, attributes: &Attributes, lang: &str) -> Vec<String> {
    let text = Text::of(lang);
    let does = |key| text.get(key).to_owned();
    match subject {
        Subject::Signature(_) => vec![does(Key::Submit)],
        Subject::Signup(list) if attributes.layout == "compact" => {
            vec![does(Key::Join), list.title.clone()]
        }
        Subject::Signup(_) => vec![does(Key::Join)],
        Subject::Share => vec![page::of(lang).pass_on.to_owned()],
    }
}

/// A share bar without an address shares the page around it, as far as a frame knows it.
fn shared(state: &AppState, attributes: &Attributes, place: &view::Place) -> view::SharePanel {
    let mut panel = attributes.share_panel();
    if panel.url.is_empty() {
        panel.url = match &panel.declaration {
            Some(slug) => format!("{}/d/{slug}", state.public_url()),
            None if place.site.is_empty() => state.public_url().to_owned(),
            None => place.site.clone(),
        };
    }
    panel
}

pub(in crate::web) fn head(title: String, lang: &str, theme: Option<&'static str>) -> FrameHead {
    let text = Text::of(lang);
    FrameHead {
        title,
        lang: lang.to_owned(),
        theme,
        canonical: None,
        select: text.get(Key::ShareSelect).to_owned(),
        offline: text.get(Key::Offline).to_owned(),
    }
}

pub(super) fn theme(attribute: &str) -> Option<&'static str> {
    ["light", "dark"]
        .into_iter()
        .find(|theme| *theme == attribute)
}

/// A frame's address, with the given attributes and nothing else.
fn address(server: &str, subject: &Subject, attributes: &Attributes) -> String {
    let widget = match subject {
        Subject::Signature(_) => "signature",
        Subject::Signup(_) => "signup",
        Subject::Share => "share",
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in [
        ("declaration", &attributes.declaration),
        ("list", &attributes.list),
        ("lang", &attributes.lang),
        ("layout", &attributes.layout),
        ("theme", &attributes.theme),
        ("principle", &attributes.principle),
    ] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    format!("{server}/frame/v1/{widget}?{}", query.finish())
}
