//! The WordPress of these tests: started by `wp-up`, filled through its REST API with the rights
//! of a user, as its editor does.

use std::{
    process::{Child, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use crate::support::{tether, wait};

pub(crate) struct WordPress {
    /// Its origin.
    pub(crate) url: String,
    passwords: Value,
    client: reqwest::Client,
    _child: Child,
}

impl WordPress {
    pub(crate) fn shared() -> &'static WordPress {
        static SHARED: OnceLock<WordPress> = OnceLock::new();
        SHARED.get_or_init(|| {
            let mut child = tether::held("bash")
                .arg(tether::source("tests/wordpress/wp-up"))
                .args(["--host", "localhost"])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .expect("bash is installed");
            let (lines, _) = tether::lines(child.stdout.take().expect("piped"));
            let ready = wait::receive("WordPress to start (see wp-up's words above)", &lines);
            let ready: Value = serde_json::from_str(&ready).expect("wp-up speaks JSON");
            WordPress {
                url: ready["url"].as_str().expect("an address").to_owned(),
                passwords: ready["passwords"].clone(),
                client: reqwest::Client::new(),
                _child: child,
            }
        })
    }

    /// Publishes a post whose content is one Custom HTML block, as the administrator; gives its
    /// address.
    pub(crate) async fn publish_block(&self, html: &str) -> String {
        self.publish_block_as("admin", html).await
    }

    pub(crate) async fn publish_block_as(&self, user: &str, html: &str) -> String {
        // Of two posts published at one moment under one title, WordPress shows one alone.
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let title = format!("A post of the Courier, number {number}");
        let content = format!(
            "<!-- wp:paragraph --><p>Something worth reading.</p><!-- /wp:paragraph -->\n\n\
             <!-- wp:html -->\n{html}\n<!-- /wp:html -->"
        );
        let password = self.passwords[user].as_str().expect("a user of wp-up");
        let answer = self
            .client
            .post(format!("{}/wp-json/wp/v2/posts", self.url))
            .header(
                "Authorization",
                format!(
                    "Basic {}",
                    BASE64_STANDARD.encode(format!("{user}:{password}"))
                ),
            )
            .json(&json!({"title": title, "status": "publish", "content": content}))
            .send()
            .await
            .expect("WordPress answers");
        assert_eq!(answer.status(), 201, "published: {answer:?}");
        let post: Value = answer.json().await.expect("it speaks JSON");
        post["link"].as_str().expect("a link").to_owned()
    }
}
