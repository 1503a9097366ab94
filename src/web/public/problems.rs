//! What an error code of the API means, at the address that the problem response names.

use axum::{extract::Path, response::Response};

use crate::pages;
use crate::web::{error::Error, http::respond};

/// `GET /problems/{code}`
pub(in crate::web) async fn problem(Path(code): Path<String>) -> Result<Response, Error> {
    let codes: Vec<&'static str> = Error::CODES.iter().map(|(code, _)| *code).collect();
    let known = codes
        .iter()
        .find(|known| **known == code)
        .ok_or(Error::NotFound)?;
    let page = pages::problem::explain(known, codes.clone()).await;
    Ok(respond::public_page(page))
}
