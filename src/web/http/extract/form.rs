//! Native forms: what a browser sent, and its fields as a type.

use std::{fmt, ops::Deref};

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, SeqAccess, Visitor},
};
use url::form_urlencoded;

use super::{is_type, read};
use crate::web::error::Error;

/// What was sent in a native form. Nothing was sent if the body is not a form: some mailbox providers
/// send one-click unsubscribing as multipart, and its body adds nothing to the URL.
#[derive(Clone, Debug, Default)]
pub(in crate::web) struct SentForm(Bytes);

impl SentForm {
    /// Every field in the order sent, so that the form can be shown again.
    pub(in crate::web) fn values(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(&self.0).into_owned().collect()
    }

    /// The fields as a type. Unknown fields are ignored; [`Field`] accepts missing and repeated
    /// ones.
    pub(in crate::web) fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_html_form::from_bytes(&self.0)
            .map_err(|_| Error::Malformed("the form does not have the described shape"))
    }
}

impl<S: Send + Sync> FromRequest<S> for SentForm {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        if !is_type(request.headers(), "application/x-www-form-urlencoded") {
            return Ok(SentForm::default());
        }
        Ok(SentForm(read(request, state).await?))
    }
}

/// A native form whose fields are known before anything else is.
pub(in crate::web) struct Form<T> {
    pub fields: T,
    pub sent: SentForm,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let sent = SentForm::from_request(request, state).await?;
        Ok(Form {
            fields: sent.read()?,
            sent,
        })
    }
}

/// A text field: the first value that was sent under its name. A field that was not sent reads as
/// empty.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(in crate::web) struct Field(Option<String>);

impl Field {
    pub(in crate::web) fn is_sent(&self) -> bool {
        self.0.is_some()
    }

    /// The text as typed, unless it is blank.
    pub(in crate::web) fn filled(&self) -> Option<String> {
        self.0.clone().filter(|text| !text.trim().is_empty())
    }
}

impl Deref for Field {
    type Target = str;

    fn deref(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Field, D::Error> {
        deserializer.deserialize_any(FirstValue)
    }
}

/// One value arrives as text, several under one name as a sequence.
struct FirstValue;

impl<'de> Visitor<'de> for FirstValue {
    type Value = Field;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the values of a form's field")
    }

    fn visit_str<E>(self, text: &str) -> Result<Field, E> {
        Ok(Field(Some(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Field, E> {
        Ok(Field(Some(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Field, A::Error> {
        let mut first = None;
        while let Some(value) = values.next_element::<String>()? {
            first.get_or_insert(value);
        }
        Ok(Field(first))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Sample {
        name: Field,
        topics: Vec<String>,
        #[serde(flatten)]
        others: HashMap<String, Field>,
    }

    fn read(body: &'static str) -> Sample {
        SentForm(Bytes::from_static(body.as_bytes()))
            .read()
            .unwrap_or_else(|_| panic!("{body}"))
    }

    #[test]
    fn a_field_is_its_first_value_and_empty_if_it_was_not_sent() {
        for (body, sent, text) in [
            ("", false, ""),
            ("other=1", false, ""),
            ("name", true, ""),
            ("name=", true, ""),
            ("name=Ada", true, "Ada"),
            ("name=Ada&x=1&name=Bo&name=Cy", true, "Ada"),
            ("name=&name=Bo", true, ""),
            ("n%61me=%41da+B", true, "Ada B"),
            // Browsers send UTF-8; anything else becomes replacement characters, not an error.
            ("name=%ff%00", true, "\u{fffd}\0"),
            ("&&=&name=%zz", true, "%zz"),
        ] {
            let read = read(body);
            assert_eq!((read.name.is_sent(), &*read.name), (sent, text), "{body}");
        }
        assert_eq!(read("name=+%09").name.filled(), None);
        assert_eq!(read("name=+Ada").name.filled().as_deref(), Some(" Ada"));
    }

    #[test]
    fn repeated_and_unknown_fields_are_read_in_order() {
        let read = read("topics=b&note-2=x&topics=a&note-2=y&topics=&note-1=z");
        assert_eq!(read.topics, ["b", "a", ""]);
        assert_eq!(&*read.others["note-2"], "x");
        assert_eq!(&*read.others["note-1"], "z");
        assert_eq!(self::read("topics=a").topics, ["a"]);
    }
}
