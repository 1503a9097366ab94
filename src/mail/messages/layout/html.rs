//! An email as HTML: one column without tables or images, readable in light and dark mode, and also
//! without its style sheet.

use widgets::render::escaped;
use widgets::text::{Key, Text};

use super::{EmailBlock, EmailFoot, ManageLink};
use crate::domain::declarations::difference::{Kind, Piece};

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{margin:0;background:#fff;color:#1b1b19;font:17px/1.55 Georgia,'Times New Roman',serif}\
.page{max-width:34em;margin:0 auto;padding:32px 24px}\
.title{font-size:24px;line-height:1.25;font-weight:bold;border-top:1px solid #b9b7b0;border-bottom:1px solid #b9b7b0;padding:16px 0;margin:24px 0}\
.code{font:bold 36px/1.2 ui-monospace,Menlo,Consolas,monospace;letter-spacing:6px;margin:0 0 16px}\
.owner{margin:-12px 0 16px;font-weight:bold}\
.button{display:inline-block;background:#0b5563;color:#fff;text-decoration:none;padding:13px 22px;border-radius:4px;font:600 17px/1.3 system-ui,-apple-system,'Segoe UI',sans-serif}\
.address,.foot{color:#5c5a54;font:14px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif;overflow-wrap:anywhere}\
h2{font-size:17px;margin:28px 0 4px}h2+p{margin-top:0}\
.foot{border-top:1px solid #b9b7b0;margin-top:32px;padding-top:16px}\
.foot a{color:inherit}\
@media (prefers-color-scheme:dark){\
body{background:#161614;color:#eceae4}\
.title,.foot{border-color:#4a4843}\
.address,.foot{color:#b0ada5}\
.button{background:#7cc4d1;color:#0d1a1d}\
}";

pub(in crate::mail::messages) fn render(
    subject: &str,
    blocks: &[EmailBlock],
    foot: &EmailFoot<'_>,
) -> String {
    let body: Vec<String> = blocks.iter().map(block).collect();
    let language = Text::of(foot.lang);
    format!(
        "<!doctype html>\n<html lang=\"{lang}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{subject}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <div class=\"page\" role=\"article\">\n{body}\n\
         <p class=\"foot\" dir=\"auto\">{organisers}{contact}{holder}</p>{manage}\n</div>\n</body>\n</html>\n",
        lang = language.lang(),
        direction = language.get(Key::Direction),
        subject = escaped(subject),
        body = body.join("\n"),
        organisers = escaped(foot.organisers),
        contact = contact(foot),
        holder = holder(foot),
        manage = foot.manage.as_ref().map(manage).unwrap_or_default(),
    )
}

/// The address that reads answers, if there is one.
fn contact(foot: &EmailFoot<'_>) -> String {
    let contact = escaped(foot.contact);
    if contact.is_empty() {
        return String::new();
    }
    format!("<br><a href=\"mailto:{contact}\">{contact}</a>")
}

/// Postal address and privacy notice of the organisation that holds the data.
fn holder(foot: &EmailFoot<'_>) -> String {
    let mut html = String::new();
    if let Some(address) = &foot.holder.address {
        html.push_str(&format!("<br>{}", escaped(address)));
    }
    match (foot.holder.privacy_link(), foot.holder.privacy_text()) {
        (Some(link), _) => html.push_str(&format!(
            "<br><a href=\"{}\">{}</a>",
            escaped(link),
            escaped(foot.privacy_notice)
        )),
        (None, Some(said)) => html.push_str(&format!("<br>{}", escaped(said))),
        (None, None) => {}
    }
    html
}

fn manage(ManageLink { label, url }: &ManageLink) -> String {
    // The label is the link itself here, so it needs no colon before an address.
    let label = label.trim_end_matches([':', ' ', '\u{a0}', '\u{202f}']);
    format!(
        "\n<p class=\"foot\"><a href=\"{url}\">{label}</a></p>",
        url = escaped(url),
        label = escaped(label),
    )
}

fn block(block: &EmailBlock) -> String {
    match block {
        EmailBlock::Paragraph(words) => format!("<p>{}</p>", escaped(words)),
        EmailBlock::Title(title) => {
            format!("<p class=\"title\" dir=\"auto\">{}</p>", escaped(title))
        }
        EmailBlock::Code { digits, owner } => {
            let owner = owner
                .iter()
                .map(|owner| format!("\n<p class=\"owner\">{}</p>", escaped(owner)));
            format!(
                "<p class=\"code\"><bdi dir=\"ltr\">{digits}</bdi></p>{owner}",
                digits = escaped(digits),
                owner = owner.collect::<String>(),
            )
        }
        EmailBlock::Link { label, url } => format!(
            "<p><a class=\"button\" href=\"{url}\">{label}</a></p>\n<p class=\"address\" dir=\"ltr\">{url}</p>",
            url = escaped(url),
            label = escaped(label),
        ),
        EmailBlock::Change { under, before, now } => {
            let under = under
                .iter()
                .map(|words| format!("<h2 dir=\"auto\">{}</h2>\n", escaped(words)));
            let sides = [before, now].into_iter().flatten();
            let sides = sides.map(|(label, pieces)| {
                let pieces: String = pieces.iter().map(piece).collect();
                let label = escaped(label);
                format!("<p><b>{label}</b> <span dir=\"auto\">{pieces}</span></p>\n")
            });
            under.chain(sides).collect()
        }
        EmailBlock::Note { heading, words } => {
            format!("<h2>{}</h2>\n<p>{}</p>", escaped(heading), escaped(words))
        }
    }
}

fn piece(piece: &Piece) -> String {
    let words = escaped(&piece.words);
    match piece.kind {
        Kind::Kept => words,
        Kind::Removed => format!("<del>{words}</del>"),
        Kind::Added => format!("<ins>{words}</ins>"),
    }
}
