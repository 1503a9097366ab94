//! What visitors and their browsers do to the server, by the API and by native forms.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    app::App,
    campaign::{ALLY, DECLARATION, LIST},
    email::Letter,
    people::Person,
    response::Answer,
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

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::GET, path)).await
    }

    /// Downloads a binary file: its type, its cache lifetime and its bytes.
    pub(crate) async fn file(&self, path: &str) -> File {
        let request = self.client.get(self.at(path)).send();
        let answer = request.await.expect("the server answers");
        assert_eq!(answer.status(), 200, "{path}");
        let header = |name: &str| {
            let value = answer.headers().get(name)?;
            value.to_str().ok().map(str::to_owned)
        };
        File {
            kind: header("content-type").unwrap_or_default(),
            cache: header("cache-control").unwrap_or_default(),
            bytes: answer.bytes().await.expect("the answer is whole").to_vec(),
        }
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::POST, path).json(body)).await
    }

    /// Submits a form as the browser itself does, from the allied page. A form to sign or subscribe
    /// is sent as it was rendered, in the language that it names.
    pub(crate) async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
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
            Some(page) => form_token(&Answer::to(self.client.get(self.at(&page))).await),
            None => None,
        };
        fields.extend(token.as_ref().map(|token| ("form_token", token.as_str())));
        Answer::to(self.request(Method::POST, path).form(&fields)).await
    }

    pub(crate) async fn sign(&self, person: &Person) -> Answer {
        self.sign_with(&person.signature()).await
    }

    pub(crate) async fn sign_with(&self, body: &Value) -> Answer {
        self.post(&signatures(), body).await
    }

    pub(crate) async fn sign_with_key(&self, body: &Value, key: &str) -> Answer {
        let request = self.request(Method::POST, &signatures()).json(body);
        Answer::to(request.header("Idempotency-Key", key)).await
    }

    pub(crate) async fn subscribe(&self, person: &Person) -> Answer {
        self.subscribe_with(&person.subscription()).await
    }

    pub(crate) async fn subscribe_with(&self, body: &Value) -> Answer {
        self.post(&subscriptions(), body).await
    }

    /// The first email a person got.
    pub(crate) async fn letter_to(&self, person: &Person) -> Letter {
        let letter = self.smtp.letter_to(&person.email).await;
        self.keep_private(vec![letter.token()]);
        letter
    }

    /// The same after a kill: the emails that the killed server had claimed are free again when
    /// their lease of a minute is over.
    pub(crate) async fn letter_after_a_kill(&self, person: &Person) -> Letter {
        let lease = std::time::Duration::from_secs(90);
        wait::until_within(lease, "a letter over the kill", async || {
            (!self.smtp.letters_so_far(&person.email).is_empty()).then_some(())
        })
        .await;
        self.letter_to(person).await
    }

    /// Waits until the outbox is empty.
    pub(crate) async fn all_letters_are_sent(&self) {
        wait::until("all letters to be sent", async || {
            (self.rows_where("outbox", "status = 'waiting'") == 0).then_some(())
        })
        .await;
    }

    /// Types the code on the server's own page, which the list of sites does not affect.
    pub(crate) async fn confirm_by_code(&self, id: &str, code: &str) -> Answer {
        let request = self.client.post(self.at("/api/v1/confirmations"));
        let request = request.header("Origin", &self.url);
        Answer::to(request.json(&json!({"id": id, "code": code}))).await
    }

    pub(crate) async fn confirm_by_token(&self, token: &str) -> Answer {
        self.post("/api/v1/confirmations", &json!({"token": token}))
            .await
    }

    /// Presses the button on the page behind an email's link, and follows its redirect.
    pub(crate) async fn press(&self, link: &str) -> Answer {
        let pressed = Answer::to(self.client.post(link).form::<[(&str, &str)]>(&[])).await;
        match (pressed.status, pressed.header("location")) {
            (303, Some(path)) => self.get(path).await,
            _ => pressed,
        }
    }

    /// Says "it wasn't me" behind an email's link.
    pub(crate) async fn refuse(&self, letter: &Letter) -> Answer {
        let refusal = self
            .client
            .post(letter.link())
            .form(&[("action", "refuse")]);
        let refused = Answer::to(refusal).await;
        assert_eq!(refused.status, 200, "{}", refused.body);
        refused
    }

    /// Signs, reads the email and types its code.
    pub(crate) async fn sign_and_confirm(&self, person: &Person) -> Answer {
        let id = self.sign(person).await.id();
        let code = self.letter_to(person).await.code();
        let answer = self.confirm_by_code(&id, &code).await;
        assert_eq!(answer.status, 200, "confirmed: {}", answer.body);
        answer
    }

    /// The same with another body; returns the email.
    pub(crate) async fn sign_and_confirm_with(&self, body: &Value, person: &Person) -> Letter {
        let id = self.sign_with(body).await.id();
        let letter = self.letter_to(person).await;
        let answer = self.confirm_by_code(&id, &letter.code()).await;
        assert_eq!(answer.status, 200, "confirmed: {}", answer.body);
        letter
    }

    /// Signs on the server's own page, which the list of sites does not affect; returns the
    /// attempt's id.
    pub(crate) async fn sign_at_home(&self, person: &Person) -> String {
        self.sign_at_home_with(person.signature()).await
    }

    pub(crate) async fn sign_at_home_with(&self, mut body: Value) -> String {
        body["site"] = "".into();
        let request = self.client.post(self.at(&signatures())).json(&body);
        Answer::to(request).await.id()
    }

    /// Signs under this name before the test begins.
    pub(crate) async fn sign_in_passing(&self, name: &str) {
        let person = self.person(name);
        let id = self.sign_at_home(&person).await;
        let code = self.letter_to(&person).await.code();
        let answer = self.confirm_by_code(&id, &code).await;
        assert_eq!(answer.status, 200, "confirmed: {}", answer.body);
    }

    pub(crate) async fn declaration(&self) -> Value {
        let answer = self
            .get(&format!("/api/v1/declarations/{DECLARATION}"))
            .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    /// The number of confirmed signatures, as every visitor can see it.
    pub(crate) async fn count(&self) -> u64 {
        self.declaration().await["count"].as_u64().expect("a count")
    }

    /// The public names, newest first.
    pub(crate) async fn names(&self) -> Vec<String> {
        let answer = self.get(&signatures()).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let items = answer.json();
        let items = items["items"].as_array().expect("items");
        items
            .iter()
            .map(|item| item["name"].as_str().expect("a name").to_owned())
            .collect()
    }
}

/// The token in the page's form, which records the wording that was shown.
fn form_token(page: &Answer) -> Option<String> {
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
