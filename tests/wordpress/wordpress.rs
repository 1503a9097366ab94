//! The WordPress of these tests: started by `wp-up`, and filled through its REST API with the
//! rights of a user, as its editor does. Actions in its dashboard with a browser are in
//! `dashboard`.

use std::{
    fs,
    path::PathBuf,
    process::{Child, Stdio},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{browsers::lifetimes, database, process, wait};

/// Which WordPress, by the Debian suite that has it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Version {
    /// The version in a release, with security fixes.
    Release,
    /// The newest version available.
    Newest,
}

pub(crate) struct WordPress {
    /// Its origin.
    pub(crate) url: String,
    /// Such as `6.8.12`.
    pub(crate) version: String,
    passwords: Value,
    /// The site's folder, deleted when the tests end.
    folder: PathBuf,
    client: reqwest::Client,
    /// Runs until the visits of its test have been judged: an editor still loads when the test is
    /// done, and what it would not get is an error of the page.
    _child: Arc<Child>,
}

/// A post that a user wrote.
#[derive(Debug)]
pub(crate) struct Post {
    pub(crate) id: u64,
    /// Where visitors read it.
    pub(crate) address: String,
    /// Its content as WordPress stored it.
    pub(crate) raw: String,
}

impl WordPress {
    /// The site shared by all tests that leave it unchanged.
    pub(crate) fn shared() -> &'static WordPress {
        static SHARED: OnceLock<WordPress> = OnceLock::new();
        SHARED.get_or_init(|| WordPress::start(Version::Release))
    }

    /// A site of the test's own.
    pub(crate) fn start(version: Version) -> WordPress {
        let suite = match version {
            Version::Release => "trixie",
            Version::Newest => "sid",
        };
        let mut child = process::held("bash")
            .arg(process::source("tests/wordpress/wp-up"))
            .args(["--host", "localhost", "--wp", suite])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("bash is installed");
        let (lines, _) = process::lines(child.stdout.take().expect("piped"));
        let ready = wait::receive("WordPress to start (see wp-up's words above)", &lines);
        let ready: Value = serde_json::from_str(&ready).expect("wp-up speaks JSON");
        let child = Arc::new(child);
        lifetimes::register(child.clone());
        let text = |key: &str| ready[key].as_str().expect("wp-up tells it").to_owned();
        WordPress {
            url: text("url"),
            version: text("version"),
            passwords: ready["passwords"].clone(),
            folder: text("folder").into(),
            client: reqwest::Client::new(),
            _child: child,
        }
    }

    /// Publishes a post with one Custom HTML block, as the administrator; returns its address.
    pub(crate) async fn publish_block(&self, html: &str) -> String {
        self.publish_block_as("admin", html).await
    }

    pub(crate) async fn publish_block_as(&self, user: &str, html: &str) -> String {
        let block = format!("<!-- wp:html -->\n{html}\n<!-- /wp:html -->");
        self.publish(user, &block).await.address
    }

    /// Publishes a post with these blocks after a paragraph.
    pub(crate) async fn publish(&self, user: &str, blocks: &str) -> Post {
        let content = format!(
            "<!-- wp:paragraph --><p>Something worth reading. 📰</p><!-- /wp:paragraph -->\n\n{blocks}"
        );
        let post = json!({"title": title(), "status": "publish", "content": content});
        let post = self.ask(user, Method::POST, "/wp/v2/posts", post).await;
        self.post(post["id"].as_u64().expect("an id")).await
    }

    /// The current content of a post.
    pub(crate) async fn post(&self, id: u64) -> Post {
        let path = format!("/wp/v2/posts/{id}?context=edit");
        let post = self.ask("admin", Method::GET, &path, Value::Null).await;
        Post {
            id,
            address: post["link"].as_str().expect("a link").to_owned(),
            raw: post["content"]["raw"].as_str().expect("content").to_owned(),
        }
    }

    /// Calls the REST API with the rights of a user; anything but success fails the test.
    pub(crate) async fn ask(&self, user: &str, method: Method, path: &str, body: Value) -> Value {
        let password = self.passwords[user].as_str().expect("a user of wp-up");
        let mut request = self
            .client
            .request(method.clone(), format!("{}/wp-json{path}", self.url))
            .basic_auth(user, Some(password));
        if !body.is_null() {
            request = request.json(&body);
        }
        let response = request.send().await.expect("WordPress answers");
        let status = response.status();
        let text = response.text().await.expect("it speaks text");
        assert!(status.is_success(), "{method} {path}: {status} {text}");
        serde_json::from_str(&text).expect("it speaks JSON")
    }

    /// A page's HTML from the server, which is what a browser without scripts has.
    pub(crate) async fn html(&self, address: &str) -> String {
        let response = self.client.get(address).send().await.expect("an answer");
        assert_eq!(response.status(), 200, "{address}");
        response.text().await.expect("text")
    }

    /// Where a file or folder of the site is.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.join("site").join(path)
    }

    /// Whether the site has this file or folder.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.path(path).exists()
    }

    /// PHP's complaints about code with these words in its path.
    pub(crate) fn errors(&self, words: &str) -> Vec<String> {
        // Without complaints there is no file.
        let log = fs::read_to_string(self.folder.join("debug.log")).unwrap_or_default();
        let lines = log.lines().filter(|line| line.contains(words));
        lines.map(str::to_owned).collect()
    }

    /// Puts a file of this folder where WordPress loads it automatically (`mu-plugins`).
    pub(crate) fn add_code(&self, name: &str) {
        let source = process::source("tests/wordpress").join(name);
        let place = self.path("wp-content/mu-plugins").join(name);
        fs::copy(source, place).expect("the site can be written to");
    }

    /// How many options the database holds whose names begin with this.
    pub(crate) fn options(&self, prefix: &str) -> u64 {
        let database = self.path("wp-content/database/wp.sqlite");
        let condition = format!("option_name like '{prefix}%'");
        database::rows(&database, "wp_options", &condition).expect("WordPress has options")
    }
}

/// Of two posts published at one moment under one title, WordPress shows one alone.
pub(crate) fn title() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(1);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    format!("A post of the Courier, number {number}")
}
