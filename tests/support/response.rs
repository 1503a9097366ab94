//! The server's response, kept whole so that a test can compare it byte for byte.

use reqwest::header::HeaderMap;
use serde_json::Value;

#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Response {
    pub(crate) async fn to(request: reqwest::RequestBuilder) -> Response {
        let response = request.send().await.expect("the server answers");
        Response {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.text().await.expect("the answer is whole"),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|error| panic!("{error} in answer {}: {}", self.status, self.body))
    }

    /// The attempt's id, from an accepted signature or subscription.
    pub(crate) fn id(&self) -> String {
        assert_eq!(self.status, 202, "accepted: {}", self.body);
        let response = self.json();
        assert_eq!(response["status"], "pending");
        response["id"].as_str().expect("an id").to_owned()
    }

    /// Asserts that this is a problem as the contract defines it, and returns it.
    pub(crate) fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{code} expected: {}", self.body);
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{}",
            self.body
        );
        let problem = self.json();
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["status"], status, "{problem}");
        let kind = problem["type"].as_str().expect("a type");
        assert!(kind.ends_with(&format!("/problems/{code}")), "{problem}");
        let title = problem["title"].as_str().expect("a title");
        assert!(title.len() > 10, "the title says what to do: {problem}");
        problem
    }

    /// Asserts that exactly this field is refused, with this code and a message.
    pub(crate) fn field_refused(&self, field: &str, code: &str) {
        let problem = self.problem(422, "validation_failed");
        let errors = problem["errors"].as_array().expect("errors");
        assert_eq!(errors.len(), 1, "one field is wrong: {problem}");
        assert_eq!(errors[0]["field"], field, "{problem}");
        assert_eq!(errors[0]["code"], code, "{problem}");
        let message = errors[0]["message"].as_str().expect("a message");
        assert!(message.len() > 5 && message != code, "{problem}");
    }
}
