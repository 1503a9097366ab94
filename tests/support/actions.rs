//! What visitors and their browsers do to the server, by the API and by native forms.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    app::App,
    campaign::{ALLY, DECLARATION, LIST},
    email::Email,
    people::Person,
    response::Response,
    wait,
};

/// A downloaded file.
pub(crate) struct File {
    pub(crate) kind: String,
    pub(crate) cache: String,
    pub(crate) bytes: Vec<u8>,
}

impl App {
    /// A request as a script on the allied page sends it.
    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client
            .request(method, self.at(path))
            .header("Origin", ALLY)
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        Response::to(self.request(Method::GET, path)).await
    }

    /// Downloads a binary file: its type, its cache lifetime and its bytes.
    pub(crate) async fn file(&self, path: &str) -> File {
        let request = self.client.get(self.at(path)).send();
        let response = request.await.expect("the server answers");
        assert_eq!(response.status(), 200, "{path}");
        let header = |name: &str| {
            let value = response.headers().get(name)?;
            value.to_str().ok().map(str::to_owned)
        };
        File {
            kind: header("content-type").unwrap_or_default(),
            cache: header("cache-control").unwrap_or_default(),
            bytes: response
                .bytes()
                .await
                .expect("the answer is whole")
                .to_vec(),
        }
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Response {
        Response::to(self.request(Method::POST, path).json(body)).await
    }

    /// Submits a form as the browser itself does, from the allied page. A form to sign or subscribe
    /// is sent as it was rendered, in the language that it names.
    pub(crate) async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let mut fields = fields.to_vec();
        let drawn = ["/signatures", "/subscriptions"].into_iter();
        let drawn = drawn.filter_map(|end| path.strip_suffix(end)).next();
        let lang = fields.iter().find(|(name, _)| *name == "lang");
        let lang = lang.map_or("en", |(_, lang)| *lang);
        let page = match drawn {
            Some(page) => Some(format!("{page}?lang={lang}")),
            None if path.starts_with("/frame/") => Some(path.to_owned()),
            None => None,
        };
        let token = match page {
            Some(page) => form_token(&Response::to(self.client.get(self.at(&page))).await),
            None => None,
        };
        fields.extend(token.as_ref().map(|token| ("form_token", token.as_str())));
        Response::to(self.request(Method::POST, path).form(&fields)).await
    }

    pub(crate) async fn sign(&self, person: &Person) -> Response {
        self.sign_with(&person.signature()).await
    }

    pub(crate) async fn sign_with(&self, body: &Value) -> Response {
        self.post(&signatures(), body).await
    }

    pub(crate) async fn sign_with_key(&self, body: &Value, key: &str) -> Response {
        let request = self.request(Method::POST, &signatures()).json(body);
        Response::to(request.header("Idempotency-Key", key)).await
    }

    pub(crate) async fn subscribe(&self, person: &Person) -> Response {
        self.subscribe_with(&person.subscription()).await
    }

    pub(crate) async fn subscribe_with(&self, body: &Value) -> Response {
        self.post(&subscriptions(), body).await
    }

    /// The first email a person got.
    pub(crate) async fn email_to(&self, person: &Person) -> Email {
        let email = self.smtp.email_to(&person.email).await;
        self.keep_private(vec![email.token()]);
        email
    }

    /// The same after a kill: the emails that the killed server had claimed are free again when
    /// their lease of a minute is over.
    pub(crate) async fn email_after_a_kill(&self, person: &Person) -> Email {
        let lease = std::time::Duration::from_secs(90);
        wait::until_within(lease, "an email after the kill", async || {
            (!self.smtp.emails_so_far(&person.email).is_empty()).then_some(())
        })
        .await;
        self.email_to(person).await
    }

    /// Waits until the outbox is empty.
    pub(crate) async fn all_emails_are_sent(&self) {
        wait::until("all emails to be sent", async || {
            (self.rows_where("emails", "status = 'waiting'") == 0).then_some(())
        })
        .await;
    }

    /// Types the code on the server's own page, which the list of sites does not affect.
    pub(crate) async fn confirm_by_code(&self, id: &str, code: &str) -> Response {
        let request = self.client.post(self.at("/api/v1/confirmations"));
        let request = request.header("Origin", &self.url);
        Response::to(request.json(&json!({"id": id, "code": code}))).await
    }

    pub(crate) async fn confirm_by_token(&self, token: &str) -> Response {
        self.post("/api/v1/confirmations", &json!({"token": token}))
            .await
    }

    /// Presses the button on the page behind an email's link, and follows its redirect.
    pub(crate) async fn press(&self, link: &str) -> Response {
        let pressed = Response::to(self.client.post(link).form::<[(&str, &str)]>(&[])).await;
        match (pressed.status, pressed.header("location")) {
            (303, Some(path)) => self.get(path).await,
            _ => pressed,
        }
    }

    /// Says "it wasn't me" behind an email's link.
    pub(crate) async fn suppress(&self, email: &Email) -> Response {
        let suppression = self.client.post(email.link()).form(&[("action", "refuse")]);
        let refused = Response::to(suppression).await;
        assert_eq!(refused.status, 200, "{}", refused.body);
        refused
    }

    /// Signs, reads the email and types its code.
    pub(crate) async fn sign_and_confirm(&self, person: &Person) -> Response {
        let id = self.sign(person).await.id();
        let code = self.email_to(person).await.code();
        let response = self.confirm_by_code(&id, &code).await;
        assert_eq!(response.status, 200, "confirmed: {}", response.body);
        response
    }

    /// The same with another body; returns the email.
    pub(crate) async fn sign_and_confirm_with(&self, body: &Value, person: &Person) -> Email {
        let id = self.sign_with(body).await.id();
        let email = self.email_to(person).await;
        let response = self.confirm_by_code(&id, &email.code()).await;
        assert_eq!(response.status, 200, "confirmed: {}", response.body);
        email
    }

    /// Signs on the server's own page, which the list of sites does not affect; returns the
    /// attempt's id.
    pub(crate) async fn sign_on_server(&self, person: &Person) -> String {
        self.sign_on_server_with(person.signature()).await
    }

    pub(crate) async fn sign_on_server_with(&self, mut body: Value) -> String {
        body["site"] = "".into();
        let request = self.client.post(self.at(&signatures())).json(&body);
        Response::to(request).await.id()
    }

    /// Signs under this name before the test begins.
    pub(crate) async fn sign_and_confirm_as(&self, name: &str) {
        let person = self.person(name);
        let id = self.sign_on_server(&person).await;
        let code = self.email_to(&person).await.code();
        let response = self.confirm_by_code(&id, &code).await;
        assert_eq!(response.status, 200, "confirmed: {}", response.body);
    }

    pub(crate) async fn declaration(&self) -> Value {
        let response = self
            .get(&format!("/api/v1/declarations/{DECLARATION}"))
            .await;
        assert_eq!(response.status, 200, "{}", response.body);
        response.json()
    }

    /// The number of confirmed signatures, as every visitor can see it.
    pub(crate) async fn count(&self) -> u64 {
        self.declaration().await["count"].as_u64().expect("a count")
    }

    /// The public names, newest first.
    pub(crate) async fn names(&self) -> Vec<String> {
        let response = self.get(&signatures()).await;
        assert_eq!(response.status, 200, "{}", response.body);
        let items = response.json();
        let items = items["items"].as_array().expect("items");
        items
            .iter()
            .map(|item| item["name"].as_str().expect("a name").to_owned())
            .collect()
    }
}

/// The token in the page's form, which records the wording that was shown.
fn form_token(page: &Response) -> Option<String> {
    let document = scraper::Html::parse_document(&page.body);
    let field = scraper::Selector::parse("input[name=form_token]").expect("a selector");
    let field = document.select(&field).next()?;
    field.attr("value").map(str::to_owned)
}

pub(crate) fn signatures() -> String {
    format!("/api/v1/declarations/{DECLARATION}/signatures")
}

pub(crate) fn subscriptions() -> String {
    format!("/api/v1/lists/{LIST}/subscriptions")
}
