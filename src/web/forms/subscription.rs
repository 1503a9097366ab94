//! The fields of the sign-up form as a native form.

use serde::Deserialize;
use widgets::wire;

use crate::web::http::extract::form::Field;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct SubscribeForm {
    pub email: Field,
    name: Field,
    postcode: Field,
    topics: Vec<String>,
    pub lang: Field,
    site: Field,
    page_url: Field,
    source: Field,
    form_token: Field,
}

impl SubscribeForm {
    /// The same request as over the JSON API.
    pub(in crate::web) fn request(&self) -> wire::SubscribeRequest {
        wire::SubscribeRequest {
            email: self.email.to_string(),
            name: self.name.filled(),
            postcode: self.postcode.filled(),
            topics: self.topics.clone(),
            lang: self.lang.to_string(),
            site: self.site.to_string(),
            page_url: self.page_url.to_string(),
            source: self.source.to_string(),
            form_token: self.form_token.to_string(),
        }
    }
}
