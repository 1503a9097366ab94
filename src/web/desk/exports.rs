//! `POST /desk/declarations/{slug}/export` and `POST /desk/lists/{slug}/export`: the people who may be
//! emailed, or who have left since a file before, as a file that is written while it is read.

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use futures_util::stream;
use serde::Deserialize;
use tokio::sync::mpsc;
use widgets::wire::ConfirmedKind;

use super::access::Organiser;
use crate::domain::accounts::{AuditAction, AuditDetail, DeskSubject};
use crate::domain::time;
use crate::exports::{Audience, FileFormat, MailingFile, MailingFileRequest};
use crate::pages::desk::exports::{CSV, EXCEL, JSON};
use crate::store::NewAudit;
use crate::web::{
    error::Error,
    http::extract::form::{Field, Form},
    state::AppState,
};

/// Pieces of some 500 people that are ready before the browser has taken the one before.
const PIECES_AHEAD: usize = 1;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct ExportForm {
    format: Field,
    /// For those who have left: since when, in Unix milliseconds.
    left_since: Field,
}

/// `POST /desk/declarations/{slug}/export` and `POST /desk/lists/{slug}/export`
pub(in crate::web) async fn download(
    State(state): State<AppState>,
    organiser: Organiser,
    Form { fields, .. }: Form<ExportForm>,
) -> Result<Response, Error> {
    let subject = organiser.subject.clone().ok_or(Error::NotFound)?;
    let now_ms = state.now_ms();
    let (format, audience) = (format(&fields)?, audience(&fields)?);
    let request = MailingFileRequest {
        kind: subject.kind,
        slug: subject.slug.clone(),
        audience,
        format,
        server: state.public_url().to_owned(),
        account: Some(organiser.account().id),
    };
    let file = MailingFile::begin(state.store(), request, now_ms).await?;
    // Nobody is in the response before the log and the other owners know of it.
    let act = NewAudit {
        action: AuditAction::Exported,
        subject: subject.id,
        before: AuditDetail::default(),
        after: AuditDetail {
            file: Some(contents(&subject, audience, format)),
            ..AuditDetail::default()
        },
    };
    let accounts = state.store().accounts();
    accounts.record(&organiser.session, act, now_ms).await?;
    let name = file_name(&subject, audience, format, now_ms);
    Ok(respond_with(file, format, &name))
}

fn format(fields: &ExportForm) -> Result<FileFormat, Error> {
    match &*fields.format {
        CSV => Ok(FileFormat::Csv { mark: false }),
        EXCEL => Ok(FileFormat::Csv { mark: true }),
        JSON => Ok(FileFormat::Json),
        _ => Err(Error::Malformed("format is csv, excel or json")),
    }
}

fn audience(fields: &ExportForm) -> Result<Audience, Error> {
    match fields.left_since.filled() {
        None => Ok(Audience::Reachable),
        Some(since) => since
            .parse()
            .map(Audience::LeftSince)
            .map_err(|_| Error::Malformed("left_since is a time in Unix milliseconds")),
    }
}

/// What the audit log says that a file contains, as in "subscribers.csv".
fn contents(subject: &DeskSubject, audience: Audience, format: FileFormat) -> String {
    let people = match (audience, subject.kind) {
        (Audience::LeftSince(_), _) => "left",
        (Audience::Reachable, ConfirmedKind::Subscription) => "subscribers",
        (Audience::Reachable, ConfirmedKind::Signature) => "updates",
    };
    format!("{people}.{}", extension(format))
}

const fn extension(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Csv { .. } => "csv",
        FileFormat::Json => "json",
    }
}

/// As in `news-subscribers-2026-12-01.csv`; a slug is plain ASCII. An organiser who finds the file
/// months later sees what it is, and how old.
fn file_name(subject: &DeskSubject, audience: Audience, format: FileFormat, now_ms: i64) -> String {
    let contents = contents(subject, audience, format);
    let (people, extension) = contents.split_once('.').expect("it has an extension");
    let people = match audience {
        Audience::Reachable => people.to_owned(),
        Audience::LeftSince(at) => format!("{people}-since-{}", time::day(at)),
    };
    format!(
        "{}-{people}-{}.{extension}",
        subject.slug,
        time::day(now_ms)
    )
}

/// Sends a file while it is made. A task makes it, so that the register knows how many people it
/// contains also if the browser stops reading.
fn respond_with(mut file: MailingFile, format: FileFormat, name: &str) -> Response {
    let (sender, mut receiver) = mpsc::channel::<anyhow::Result<Bytes>>(PIECES_AHEAD);
    tokio::spawn(async move {
        loop {
            match file.next_piece().await {
                Ok(Some(piece)) => {
                    if sender.send(Ok(piece.into())).await.is_err() {
                        break;
                    }
                }
                Ok(None) => break,
                Err(error) => {
                    tracing::error!(%error, "an export broke off");
                    // Breaks the connection: the browser reports that the download failed.
                    _ = sender.send(Err(error)).await;
                    break;
                }
            }
        }
        if let Err(error) = file.finish().await {
            tracing::error!(%error, "the size of an export was not recorded");
        }
    });
    // May be polled again after its end, as the compression does.
    let pieces = stream::poll_fn(move |context| receiver.poll_recv(context));
    let kind = match format {
        FileFormat::Csv { .. } => "text/csv; charset=utf-8",
        FileFormat::Json => "application/json",
    };
    let disposition = format!("attachment; filename=\"{name}\"");
    let mut response = Body::from_stream(pieces).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let disposition = HeaderValue::try_from(disposition).expect("a slug and days are plain ASCII");
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    response
}
