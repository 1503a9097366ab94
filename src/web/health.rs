//! For whoever watches the server: whether it works, and how busy it is.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};

use super::{error::Error, site::Site};
use crate::store::MailTrouble;

/// `GET /healthz`: 200 when the database answers. What people can sign in spite of is said in lines after
/// `degraded`; causes are in the log, since anybody may ask.
pub(super) async fn healthz(State(site): State<Site>) -> Result<Response, Error> {
    site.store().ping().await?;
    let reasons: Vec<String> = [mail(&site).await?].into_iter().flatten().collect();
    let body = match reasons.is_empty() {
        true => "ok\n".to_owned(),
        false => format!("degraded\n{}\n", reasons.join("\n")),
    };
    let headers = [(header::CACHE_CONTROL, "no-store")];
    Ok((headers, body).into_response())
}

/// Emails that do not leave.
async fn mail(site: &Site) -> Result<Option<String>, Error> {
    let MailTrouble { refused, given_up } = site.store().mail_trouble(site.now_ms()).await?;
    let mut said = Vec::new();
    if refused > 0 {
        said.push(format!(
            "the mail server refuses us, {refused} emails wait (the log says why)"
        ));
    }
    if given_up > 0 {
        said.push(format!(
            "{given_up} emails were given up within a day (`undersigned mail retry` sends them again)"
        ));
    }
    Ok((!said.is_empty()).then(|| format!("mail: {}", said.join("; "))))
}

/// `GET /metrics`: Prometheus text, where the operator has it on.
pub(super) async fn metrics(State(site): State<Site>) -> Result<Response, Error> {
    let recorder = site.metrics().ok_or(Error::NotFound)?;
    let depth = site.store().outbox_depth().await?;
    metrics::gauge!("undersigned_outbox_letters", "status" => "waiting").set(count(depth.waiting));
    metrics::gauge!("undersigned_outbox_letters", "status" => "failed").set(count(depth.failed));
    metrics::gauge!("undersigned_outbox_letters", "status" => "held").set(count(depth.held));
    let headers = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    Ok((headers, recorder.render()).into_response())
}

/// A gauge is a float; letters are far fewer than floats can count.
fn count(letters: u64) -> f64 {
    u32::try_from(letters).unwrap_or(u32::MAX).into()
}
