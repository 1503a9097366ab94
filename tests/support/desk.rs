//! Organisers as they use the desk over HTTP: the links that the server prints and mails, a browser's
//! session, and forms sent as a browser sends them.

use reqwest::{Method, header};
use scraper::{ElementRef, Html, Selector};

use super::{app::App, app::program::output_of, people::Person, response::Response, wait};

/// A browser that is signed in on the desk.
#[derive(Clone, Debug)]
pub(crate) struct Organiser {
    pub(crate) email: String,
    /// Name and value.
    pub(crate) cookie: String,
    pub(crate) csrf: String,
}

impl App {
    /// The link that the server prints until somebody owns it.
    pub(crate) async fn first_owner_link(&self) -> String {
        let found = |line: &String| {
            let (_, rest) = line.split_once("/desk/first-owner/")?;
            let token = rest.split(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)));
            Some(format!(
                "/desk/first-owner/{}",
                token.take(1).collect::<String>()
            ))
        };
        wait::until("the first owner's link in the output", async || {
            self.log().iter().find_map(found)
        })
        .await
    }

    /// Makes the first owner, and signs them in.
    pub(crate) async fn first_owner(&self, person: &Person) -> Organiser {
        let link = self.first_owner_link().await;
        let fields = [("email", &*person.email), ("name", &*person.name)];
        let made = self.desk_post(&link, None, &fields).await;
        self.signed_in(&person.email, &made).await
    }

    /// This address with this server's port in it: the mail server is shared within a run, so each
    /// server's organisers have addresses of their own.
    pub(crate) fn address(&self, email: &str) -> String {
        let port = self.url.rsplit(':').next().expect("a port");
        let mark = format!("-{port}@");
        if email.contains(&mark) {
            return email.to_owned();
        }
        email.replacen('@', &mark, 1)
    }

    /// The path of the link that a command prints for an account, which is made with these options.
    pub(crate) fn sign_in_link(&self, email: &str, options: &[&str]) -> String {
        let command: &[&str] = &["organiser", "add", email, "--public-url", &self.url];
        let printed = output_of(&self.run_command(&[command, options].concat()));
        let mut words = printed.split_whitespace();
        let link = words.find_map(|word| word.strip_prefix(&*self.url));
        let link = link.unwrap_or_else(|| panic!("a link in {printed}"));
        link.to_owned()
    }

    /// Signs an account in by such a link; its address is [`App::address`] of this one.
    pub(crate) async fn organiser(&self, email: &str, options: &[&str]) -> Organiser {
        let email = self.address(email);
        let link = self.sign_in_link(&email, options);
        let pressed = self.desk_post(&link, None, &[]).await;
        self.signed_in(&email, &pressed).await
    }

    /// The session that a response gives.
    pub(crate) async fn signed_in(&self, email: &str, response: &Response) -> Organiser {
        assert_eq!(response.status, 303, "signed in: {}", response.body);
        let cookie = response.header("set-cookie").expect("a session");
        let cookie = cookie.split(';').next().expect("name and value").to_owned();
        let mut organiser = Organiser {
            email: email.to_owned(),
            cookie,
            csrf: String::new(),
        };
        let page = self.desk_get("/desk/account", Some(&organiser)).await;
        assert_eq!(page.status, 200, "{}", page.body);
        organiser.csrf = hidden(&page, "csrf");
        organiser
    }

    /// Opens a page of the desk in a browser.
    pub(crate) async fn desk_get(&self, path: &str, organiser: Option<&Organiser>) -> Response {
        Response::to(self.desk_request(Method::GET, path, organiser)).await
    }

    /// Sends a form of the desk, from the desk; with the token of its session, unless a field has one.
    pub(crate) async fn desk_post(
        &self,
        path: &str,
        organiser: Option<&Organiser>,
        fields: &[(&str, &str)],
    ) -> Response {
        let mut fields = fields.to_vec();
        if let Some(organiser) = organiser
            && !fields.iter().any(|(name, _)| *name == "csrf")
        {
            fields.push(("csrf", &organiser.csrf));
        }
        let request = self.desk_request(Method::POST, path, organiser);
        let request = request.header(header::ORIGIN, &self.url);
        Response::to(request.form(&fields)).await
    }

    pub(crate) fn desk_request(
        &self,
        method: Method,
        path: &str,
        organiser: Option<&Organiser>,
    ) -> reqwest::RequestBuilder {
        let request = self.client.request(method, self.at(path));
        match organiser {
            Some(organiser) => request.header(header::COOKIE, &organiser.cookie),
            None => request,
        }
    }

    /// Types the code of the newest of `count` emails into the page that asks for it before an act, and
    /// sends the act's form again as the page has it.
    pub(crate) async fn step_up(
        &self,
        organiser: &Organiser,
        page: &Response,
        emails: usize,
    ) -> Response {
        let sent = self.smtp.emails_to(&organiser.email, emails).await;
        let code = sent.last().expect("at least one").code();
        let (action, mut fields) = form_with_code(page);
        fields.push(("code".to_owned(), code));
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        self.desk_post(&action, Some(organiser), &fields).await
    }
}

/// The form that asks for a code: its address, and its hidden fields.
fn form_with_code(page: &Response) -> (String, Vec<(String, String)>) {
    let document = Html::parse_document(&page.body);
    let forms = Selector::parse("form").expect("a selector");
    let code = Selector::parse("#code").expect("a selector");
    let asks = |form: &ElementRef| form.select(&code).next().is_some();
    let form = document.select(&forms).find(asks);
    let form = form.unwrap_or_else(|| panic!("a page that asks for a code: {}", page.body));
    let action = form.value().attr("action").expect("an address").to_owned();
    let hidden = Selector::parse("input[type=hidden]").expect("a selector");
    let fields = form.select(&hidden).filter_map(|field| {
        let field = field.value();
        Some((
            field.attr("name")?.to_owned(),
            field.attr("value")?.to_owned(),
        ))
    });
    (action, fields.collect())
}

/// The value of a hidden field.
pub(crate) fn hidden(page: &Response, name: &str) -> String {
    let document = Html::parse_document(&page.body);
    let field = Selector::parse(&format!("input[name={name}]")).expect("a selector");
    let field = document.select(&field).next();
    let value = field.and_then(|field| field.value().attr("value"));
    value
        .unwrap_or_else(|| panic!("a field {name}: {}", page.body))
        .to_owned()
}

/// The text of a page's main part, with single spaces.
pub(crate) fn main_text(page: &Response) -> String {
    let document = Html::parse_document(&page.body);
    let main = Selector::parse("main").expect("a selector");
    let main = document.select(&main).next();
    let main = main.unwrap_or_else(|| panic!("a main part: {}", page.body));
    let words = main.text().flat_map(str::split_whitespace);
    words.collect::<Vec<_>>().join(" ")
}

/// The first address in a page that begins so.
pub(crate) fn address(page: &Response, beginning: &str) -> String {
    let document = Html::parse_document(&page.body);
    let any = Selector::parse("[href], [action]").expect("a selector");
    let mut all = document.select(&any).filter_map(|element| {
        let element = element.value();
        element.attr("href").or(element.attr("action"))
    });
    let found = all.find(|address| address.starts_with(beginning));
    found
        .unwrap_or_else(|| panic!("{beginning}… in {}", page.body))
        .to_owned()
}
