//! Health and metrics for monitoring: whether the server works, what needs attention, and how busy
//! it is.
//!
//! Anyone may call the health check, so it names faults, but never numbers or people.

use std::time::{Duration, Instant};

use axum::{
    Extension,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use tokio::sync::Mutex;

use super::{error::Error, http::respond, state::AppState};
use crate::store;

/// The server checks at most once in this time, however many clients ask.
const AGE: Duration = Duration::from_secs(1);
/// A commit that takes longer would fail for a visitor too.
const PATIENCE: Duration = Duration::from_secs(8);

/// The last report, and when it was made.
#[derive(Default)]
pub(super) struct Health(Mutex<Option<(Instant, HealthReport)>>);

#[derive(Clone, Debug, Serialize)]
struct HealthReport {
    /// `ok`; `degraded` while people can sign but something needs attention; `unavailable` while
    /// nothing can be written.
    status: &'static str,
    reasons: Vec<Reason>,
}

#[derive(Clone, Debug, Serialize)]
struct Reason {
    /// A stable code; docs/operating.md lists them.
    code: &'static str,
    /// What it means and what to do.
    message: String,
}

/// `GET /healthz`: 200 while people can sign, 503 while nothing can be written; as JSON.
pub(super) async fn healthz(State(state): State<AppState>) -> Response {
    let mut last = state.health().0.lock().await;
    let fresh = last.as_ref().filter(|(at, _)| at.elapsed() < AGE);
    let report = match fresh {
        Some((_, report)) => report.clone(),
        None => {
            let report = look(&state).await;
            *last = Some((Instant::now(), report.clone()));
            report
        }
    };
    drop(last);
    let body = serde_json::to_string(&report).expect("plain data is always JSON") + "\n";
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_TYPE, "application/json"),
    ];
    let worded = Extension(respond::Worded);
    match report.status {
        "unavailable" => {
            let wait = [(header::RETRY_AFTER, Error::UNAVAILABLE_S.to_string())];
            let status = StatusCode::SERVICE_UNAVAILABLE;
            (status, headers, wait, worded, body).into_response()
        }
        _ => (headers, worded, body).into_response(),
    }
}

async fn look(state: &AppState) -> HealthReport {
    let mut reasons = Vec::new();
    let mut report = |code, message: &str| {
        reasons.push(Reason {
            code,
            message: message.to_owned(),
        });
    };
    let now_ms = state.now_ms();
    let committed = tokio::time::timeout(PATIENCE, state.store().try_to_commit(now_ms)).await;
    let writes = match &committed {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            tracing::warn!(%error, "the server is not healthy: nothing can be written");
            if matches!(error, store::Error::Full(_)) {
                report("disk_full", "The disk is full: make room.");
            } else {
                report(
                    "cannot_write",
                    "The database takes no commits; the log tells why.",
                );
            }
            false
        }
        Err(_) => {
            tracing::warn!("the server is not healthy: a commit takes too long");
            report(
                "cannot_write",
                "A commit takes too long; the log tells more.",
            );
            false
        }
    };
    for task in state.watched().tasks.fallen() {
        let told = format!(
            "The task `{task}` fell within the last hour and was begun again; the log tells why."
        );
        report("task_fell", &told);
    }
    if state.watched().disk.is_low().await {
        report(
            "disk_low",
            "Less disk is free than --disk-reserve says: make room.",
        );
    }
    if state.doubts_clock() {
        report(
            "clock_ahead",
            "The clock jumped ahead, so nothing is deleted for its age for an hour: is it right?",
        );
    }
    if writes {
        report_stuck_mail(state, now_ms, &mut report).await;
        report_rejected_mail(state, now_ms, &mut report).await;
    }
    let status = match (writes, reasons.is_empty()) {
        (false, _) => "unavailable",
        (true, false) => "degraded",
        (true, true) => "ok",
    };
    HealthReport { status, reasons }
}

/// Reports emails that are due but are not being sent.
async fn report_stuck_mail(
    state: &AppState,
    now_ms: i64,
    report: &mut impl FnMut(&'static str, &str),
) {
    match state.store().stuck_mail(now_ms).await {
        Ok(stuck) => {
            if stuck.overdue {
                report(
                    "mail_stuck",
                    "Emails are due for ten minutes and do not go; the log tells more.",
                );
            }
            if stuck.old_lease {
                report(
                    "old_lease",
                    "An email is claimed by a worker that is gone: start the server again.",
                );
            }
            if stuck.held {
                report(
                    "mail_held",
                    "Emails of a restored copy are held: `undersigned mail retry --restored` sends them.",
                );
            }
        }
        Err(error) => cannot_read(&error, report),
    }
}

/// Reports emails that the mail server rejects.
async fn report_rejected_mail(
    state: &AppState,
    now_ms: i64,
    report: &mut impl FnMut(&'static str, &str),
) {
    match state.store().mail().trouble(now_ms).await {
        Ok(trouble) => {
            if trouble.refused > 0 {
                report(
                    "mail_refused",
                    "The mail server refuses us, and emails wait; the log says why.",
                );
            }
            if trouble.given_up > 0 {
                report(
                    "mail_given_up",
                    "Emails were given up within a day: `undersigned mail retry` sends them again.",
                );
            }
        }
        Err(error) => cannot_read(&error, report),
    }
}

fn cannot_read(error: &store::Error, report: &mut impl FnMut(&'static str, &str)) {
    tracing::warn!(%error, "whether emails go could not be read");
    report(
        "cannot_read",
        "The database cannot be read; the log tells why.",
    );
}

/// `GET /metrics`: Prometheus text, if the operator has enabled it.
pub(super) async fn metrics(State(state): State<AppState>) -> Result<Response, Error> {
    let recorder = state.metrics().ok_or(Error::NotFound)?;
    let depth = state.store().mail().queue_depth().await?;
    metrics::gauge!("undersigned_outbox_letters", "status" => "waiting").set(count(depth.waiting));
    metrics::gauge!("undersigned_outbox_letters", "status" => "failed").set(count(depth.failed));
    metrics::gauge!("undersigned_outbox_letters", "status" => "held").set(count(depth.held));
    let headers = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    Ok((headers, recorder.render()).into_response())
}

/// A gauge is a float, which counts far more emails than there will be.
fn count(emails: u64) -> f64 {
    u32::try_from(emails).unwrap_or(u32::MAX).into()
}
