//! The demo's inbox: the emails that would have been sent, and the page of a single email.

use yew::prelude::*;

use undersigned::pages::layout::{self, PageHead};

/// An email as its reader gets it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct InboxMessage {
    /// Part of the page's address.
    pub(crate) name: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) subject: String,
    /// Unix milliseconds.
    pub(crate) sent: i64,
    pub(crate) code: Option<String>,
    pub(crate) link: Option<String>,
    pub(crate) html: Option<String>,
    pub(crate) text: String,
    pub(crate) headers: Vec<(String, String)>,
}

/// Pages where a visitor can trigger an email.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Places {
    pub(crate) declaration: String,
    pub(crate) list: String,
    pub(crate) article: String,
}

const STYLES: &str = include_str!("inbox.css");

/// Checks every other second for new emails; without script the page reloads itself.
const REFRESHING: &str = r#"<noscript><meta http-equiv="refresh" content="4"></noscript><script defer src="/dev/mail.js"></script>"#;

/// An opened email is as tall as its content; without script it scrolls in its frame.
const FITTING: &str = r#"<script defer src="/dev/mail.js"></script>"#;

/// The content of `/dev/mail.js`.
pub(crate) const SCRIPT: &str = "// Gives an opened email its height; reloads the inbox when an email has arrived.
const frame = document.querySelector('iframe');
if (frame) {
  const fit = () => {
    const email = frame.contentDocument.documentElement;
    frame.style.height = email.querySelector('body').scrollHeight + 2 + 'px';
  };
  frame.contentDocument.readyState === 'complete' && fit();
  frame.addEventListener('load', fit);
  addEventListener('resize', fit);
} else {
  const newest = () => fetch('/dev/mail/newest', { cache: 'no-store' }).then((answer) => answer.text());
  newest().then((seen) => {
    const look = async () => {
      const now = await newest().catch(() => seen);
      if (now !== seen) return location.reload();
      setTimeout(look, document.hidden ? 5000 : 1500);
    };
    look();
  }).catch(() => {});
}
";

/// `GET /dev/mail`
pub(crate) async fn list(messages: Vec<InboxMessage>, places: Places) -> String {
    let title = match messages.len() {
        0 => "Inbox".to_owned(),
        count => format!("({count}) Inbox"),
    };
    let page = layout::draw(head(title), move || {
        html! {
            <article class="emails">
                <p class="kicker">{ "The demo’s inbox" }</p>
                <h1>{ "Emails" }</h1>
                <p class="lead">{ "Nothing leaves this machine. What would be mailed is listed here, newest first." }</p>
                if messages.is_empty() {
                    { draw_empty(&places) }
                } else {
                    <ol class="pile">{ for messages.iter().map(draw_entry) }</ol>
                }
            </article>
        }
    });
    with_head(page.await, REFRESHING)
}

fn draw_empty(places: &Places) -> Html {
    html! {
        <div class="no-emails">
            <h2>{ "No emails yet" }</h2>
            <p>
                { "Sign " }<a href={places.declaration.clone()}>{ "the declaration" }</a>
                { " or join " }<a href={places.list.clone()}>{ "the list" }</a>
                { ", there or in " }<a href={places.article.clone()}>{ "the Lantern’s article" }</a>
                { ", with any address you like. The email appears here by itself." }
            </p>
        </div>
    }
}

fn draw_entry(message: &InboxMessage) -> Html {
    html! {
        <li>
            <a href={format!("/dev/mail/{}", message.name)}>
                <span class="subject">{ &message.subject }</span>
                <span class="recipient">{ "To " }<bdi>{ &message.to }</bdi></span>
                if let Some(code) = &message.code {
                    <span class="recipient">{ "Code " }<strong>{ code }</strong></span>
                }
                { draw_time(message.sent) }
            </a>
        </li>
    }
}

fn draw_time(sent: i64) -> Html {
    let written = |format: &str| {
        jiff::Timestamp::from_millisecond(sent)
            .map(|time| time.strftime(format).to_string())
            .unwrap_or_default()
    };
    html! {
        <time datetime={undersigned::domain::time::rfc3339(sent)}>{ written("%-d %B %Y, %H:%M UTC") }</time>
    }
}

/// `GET /dev/mail/{name}`
pub(crate) async fn message(message: InboxMessage) -> String {
    let page = layout::draw(head(message.subject.clone()), move || {
        html! {
            <article class="emails opened">
                <p class="back"><a href="/dev/mail">{ "All emails" }</a></p>
                <h1>{ &message.subject }</h1>
                <dl class="envelope">
                    <div><dt>{ "From" }</dt><dd>{ &message.from }</dd></div>
                    <div><dt>{ "To" }</dt><dd>{ &message.to }</dd></div>
                    <div><dt>{ "Sent" }</dt><dd>{ draw_time(message.sent) }</dd></div>
                </dl>
                { draw_key(&message) }
                <div class="bodies">
                    if let Some(html) = &message.html {
                        <section aria-labelledby="as-html">
                            <h2 id="as-html">{ "As most programs show it" }</h2>
                            // No script runs in it, so measuring it is safe. Its links open in a
                            // new tab, as from a mail program.
                            <iframe title="The email"
                                sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
                                srcdoc={format!("<base target=\"_blank\">{html}")} />
                        </section>
                    }
                    <section aria-labelledby="as-text">
                        <h2 id="as-text">{ "As plain text" }</h2>
                        <pre dir="auto">{ &message.text }</pre>
                    </section>
                </div>
                <details>
                    <summary>{ "All headers" }</summary>
                    <dl class="headers">{ for message.headers.iter().map(draw_header) }</dl>
                </details>
            </article>
        }
    });
    with_head(page.await, FITTING)
}

/// What the reader needs, easy to copy: the code and the link.
fn draw_key(message: &InboxMessage) -> Html {
    if message.code.is_none() && message.link.is_none() {
        return html! {};
    }
    html! {
        <div class="key">
            if let Some(code) = &message.code {
                <p><span class="label">{ "The code" }</span><strong class="code">{ code }</strong></p>
            }
            if let Some(link) = message.link.clone() {
                <p><a class="button" href={link}>{ "Follow the email’s link" }</a></p>
            }
        </div>
    }
}

fn draw_header((name, value): &(String, String)) -> Html {
    html! { <div><dt>{ name }</dt><dd>{ value }</dd></div> }
}

fn head(title: String) -> PageHead {
    PageHead {
        title,
        ..PageHead::default()
    }
}

/// Adds to the head what only the demo needs; the layout has no place for it.
fn with_head(page: String, more: &str) -> String {
    page.replacen(
        "</head>",
        &format!("<style>{STYLES}</style>{more}</head>"),
        1,
    )
}
