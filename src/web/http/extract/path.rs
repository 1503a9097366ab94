//! Parses the slugs of declarations and lists in paths, before any handler runs. An invalid slug
//! gives "not found" and never reaches the database, which would fail for some (PostgreSQL rejects
//! NUL).

use std::ops::Deref;

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use widgets::fields;

use crate::web::error::Error;

/// The `{slug}` in a path.
#[derive(Clone, Debug)]
pub(in crate::web) struct Slug(String);

impl Slug {
    /// An invalid slug gives "not found".
    pub(in crate::web) fn parse(text: &str) -> Result<Slug, Error> {
        let slug = fields::Slug::parse(text).map_err(|_| Error::NotFound)?;
        Ok(Slug(slug.as_str().to_owned()))
    }

    pub(in crate::web) fn into_string(self) -> String {
        self.0
    }
}

impl Deref for Slug {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Slug {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Slug {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Slug, Error> {
        Slug::parse(&named(parts, state, "slug").await?)
    }
}

/// A part of the path by its name in the route; bytes that are not valid UTF-8 give "not found".
async fn named<S: Send + Sync>(parts: &mut Parts, state: &S, name: &str) -> Result<String, Error> {
    let all = RawPathParams::from_request_parts(parts, state).await;
    let all = all.map_err(|_| Error::NotFound)?;
    let found = all.iter().find(|(known, _)| *known == name);
    let (_, value) = found.ok_or(Error::NotFound)?;
    Ok(value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_valid_slugs_are_accepted() {
        for (text, slug) in [
            ("open-the-library", true),
            ("", false),
            ("open\0the", false),
            ("../../etc", false),
            ("Ünder", false),
            ("a' or 1=1 --", false),
        ] {
            assert_eq!(Slug::parse(text).is_ok(), slug, "{text:?}");
        }
    }
}
